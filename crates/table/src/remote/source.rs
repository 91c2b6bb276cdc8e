//! A table's source whose rows are fetched.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::signals::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use table_engine::{FacetCount, Row, Schema, State, View};
use web_sys::AbortController;

use crate::{
    Cells, Content, Icon, Status, TableData,
    grid_texts::GridTexts,
    source::{Parts, Source, Typed},
};

use super::{
    FacetRequest, Remote, Request,
    blocks::{BLOCK, Query, Standing},
};

/// How long a scroll must rest before rows are asked for: a jump over thousands asks for none of those between.
const REST: Duration = Duration::from_millis(60);

/// Before the key of a row that is not here: its position.
const PLACE: char = '\u{1f}';

/// The values of a facet under a query, once they are here.
type Facets = HashMap<String, (Query, Option<Vec<FacetCount>>)>;

pub(super) struct RemoteSource<R: Row> {
    remote: Arc<Remote<R>>,
    data: TableData<R>,
    /// The rows that are here, in the order in which they came.
    typed: Typed<R>,
    words: GridTexts,
    /// The state that was asked for last.
    state: Mutex<State>,
    facets: Arc<Mutex<Facets>>,
    /// Rows are to be asked for once the scroll rests.
    is_due: Arc<AtomicBool>,
}

impl<R: Row> RemoteSource<R> {
    pub(super) fn new(
        remote: Arc<Remote<R>>,
        data: TableData<R>,
        cells: Cells<R>,
        words: &GridTexts,
    ) -> Self {
        // What was fetched belongs to a view that may be another by now.
        remote.blocks.forget();
        Self {
            typed: Typed::new(data.engine.get_value(), cells, words),
            remote,
            data,
            words: words.clone(),
            state: Mutex::default(),
            facets: Arc::default(),
            is_due: Arc::default(),
        }
    }

    fn state(&self) -> State {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks for the first block of a query, which says how many rows it has.
    fn ask(&self, state: &State) {
        let Ok(abort) = AbortController::new().map(SendWrapper::new) else {
            return;
        };
        let (data, remote) = (self.data, Arc::clone(&self.remote));
        let generation = remote.blocks.generation();
        remote.blocks.asking(&abort);
        let answer = untrack(|| remote.source.fetch(request(state, 0, &abort)));
        let query = Query::of(state);
        self.facets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, (of, _)| *of == query);
        spawn_local(async move {
            // Not while a view is being made, of which this is a part.
            data.status.try_set(Status::Loading { progress: None });
            match answer.await {
                Ok(block) => {
                    let rows = block.rows.len();
                    if remote
                        .blocks
                        .begin(generation, rows, block.matched, block.total)
                    {
                        data.with_engine(|engine| engine.set_rows(block.rows));
                        data.status.try_set(Status::Ready);
                        data.revision.try_update(|revision| *revision += 1);
                    }
                }
                Err(failure) => {
                    if remote.blocks.nothing(generation) {
                        data.with_engine(|engine| engine.set_rows(Vec::new()));
                        data.status.try_set(Status::Failed(failure));
                        data.revision.try_update(|revision| *revision += 1);
                    }
                }
            }
        });
    }
}

fn request(state: &State, block: usize, abort: &AbortController) -> Request {
    let first = block * BLOCK;
    Request {
        state: state.clone(),
        rows: first..first + BLOCK,
        signal: abort.signal(),
    }
}

/// Asks for the blocks that show and are not here.
fn fetch<R: Row>(remote: &Arc<Remote<R>>, data: TableData<R>, state: &State) {
    if remote.blocks.is_full() {
        remote.blocks.empty();
        data.with_engine(|engine| engine.set_rows(Vec::new()));
    }
    for (block, abort) in remote.blocks.wanted() {
        let remote = Arc::clone(remote);
        let generation = remote.blocks.generation();
        let answer = remote.source.fetch(request(state, block, &abort));
        spawn_local(async move {
            let changed = match answer.await {
                Ok(answer) => {
                    let is_awaited = remote.blocks.take(generation, block, answer.rows.len());
                    if is_awaited {
                        data.with_engine(|engine| engine.extend(answer.rows));
                    }
                    is_awaited
                }
                Err(failure) => remote.blocks.failed(generation, block, failure.message),
            };
            if changed {
                data.revision.try_update(|revision| *revision += 1);
            }
        });
    }
}

fn placeholder(position: u32) -> String {
    format!("{PLACE}{position}")
}

impl<R: Row> Source for RemoteSource<R> {
    fn schema(&self) -> &Schema {
        self.typed.schema()
    }

    fn rows(&self) -> usize {
        self.remote.blocks.total()
    }

    fn view(&self, state: &State, _: i64) -> View {
        state.clone_into(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        let (view, is_new) = self.remote.blocks.view(state);
        if is_new {
            self.ask(state);
        }
        view
    }

    fn key(&self, row: u32) -> String {
        match self.remote.blocks.standing(row) {
            Standing::Here(here) => self.typed.key(here),
            _ => placeholder(row),
        }
    }

    fn index_of(&self, key: &str) -> Option<u32> {
        match key.strip_prefix(PLACE) {
            Some(position) => {
                let position = position.parse().ok()?;
                let is_here = matches!(self.remote.blocks.standing(position), Standing::Here(_));
                (!is_here && (position as usize) < self.remote.blocks.matched()).then_some(position)
            }
            None => self.remote.blocks.position(self.typed.index_of(key)?),
        }
    }

    fn index_near(&self, key: &str, _: u32) -> Option<u32> {
        self.index_of(key)
    }

    fn content(&self, row: u32, column: &str) -> Content {
        match self.remote.blocks.standing(row) {
            Standing::Here(here) => self.typed.content(here, column),
            Standing::Waiting => Content::Bone(row),
            Standing::Failed(why) => {
                let is_first = self
                    .schema()
                    .columns()
                    .first()
                    .is_some_and(|first| first.id == column);
                if !is_first {
                    return Content::Nothing(String::new());
                }
                let (remote, data, state) = (Arc::clone(&self.remote), self.data, self.state());
                let retry = move |_| {
                    remote.blocks.retry();
                    fetch(&remote, data, &state);
                    data.revision.update(|revision| *revision += 1);
                };
                let words = self.words.retry.to_string();
                Content::View(
                    view! {
                        <span class="ct-none" title=why.clone()>{why.clone()}</span>
                        <button type="button" class="ct-link" tabindex="-1" on:click=retry>{words}</button>
                    }
                    .into_any(),
                )
            }
        }
    }

    fn tag(&self, row: u32) -> Option<String> {
        match self.remote.blocks.standing(row) {
            Standing::Here(here) => self.typed.tag(here),
            _ => None,
        }
    }

    fn name(&self, row: u32) -> String {
        match self.remote.blocks.standing(row) {
            Standing::Here(here) => self.typed.name(here),
            _ => (u64::from(row) + 1).to_string(),
        }
    }

    fn more(&self, column: &str) -> Option<Callback<String>> {
        self.typed.more(column)
    }

    fn extend_selection(&self, state: &mut State, _: &View, key: &str) {
        let keys: Vec<String> = self.here();
        state.extend_selection(key, keys.iter().map(String::as_str));
    }

    fn select_all(&self, state: &mut State, _: &View) {
        let keys: Vec<String> = self.here();
        state.select_all(keys.iter().map(String::as_str));
    }

    fn all_selected(&self, state: &State, view: &View) -> bool {
        !view.order.is_empty()
            && state.selection.len() >= view.order.len()
            && self.here().iter().all(|key| state.selection.contains(key))
    }

    fn any_selected(&self, state: &State, _: &View) -> bool {
        self.here().iter().any(|key| state.selection.contains(key))
    }

    fn matched_without_filters(&self, _: &State, _: i64) -> usize {
        0 // not known here; nothing is said of it
    }

    fn matched_without_search(&self, _: &State, _: i64) -> usize {
        0
    }

    fn facet_counts(&self, facet: &str, state: &State, _: i64) -> Vec<FacetCount> {
        let query = Query::of(state);
        let mut facets = self.facets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, counts)) = facets.get(facet)
            && *of == query
        {
            return counts.clone().unwrap_or_default();
        }
        facets.insert(facet.to_owned(), (query.clone(), None));
        drop(facets);
        let request = FacetRequest {
            facet: facet.to_owned(),
            state: state.clone(),
        };
        let answer = self.remote.source.facet(request);
        let (facets, arrived, facet) =
            (Arc::clone(&self.facets), self.data.facets, facet.to_owned());
        spawn_local(async move {
            let answer: Result<Vec<FacetCount>, _> = answer.await;
            let mut facets = facets.lock().unwrap_or_else(PoisonError::into_inner);
            // Without an answer there is nothing to pick, until another query asks again.
            facets.insert(facet, (query, Some(answer.unwrap_or_default())));
            drop(facets);
            arrived.try_update(|arrived| *arrived += 1);
        });
        Vec::new()
    }

    fn facet_icon(&self, facet: &str) -> Option<Icon> {
        self.typed.facet_icon(facet)
    }

    fn prepare(&self, _: &State, _: usize) -> bool {
        true
    }

    fn prepare_view(&self, _: &State, _: usize) -> bool {
        true
    }

    fn csv(&self, state: &State, view: &View) -> Parts {
        self.typed.csv(state, view)
    }

    fn is_whole(&self) -> bool {
        false
    }

    fn showing(&self, positions: Range<usize>) {
        self.remote.blocks.show(positions);
        if self.is_due.swap(true, Ordering::Relaxed) {
            return;
        }
        let (remote, data, state) = (Arc::clone(&self.remote), self.data, self.state());
        let is_due = Arc::clone(&self.is_due);
        set_timeout(
            move || {
                is_due.store(false, Ordering::Relaxed);
                // The table may be gone by now.
                if data.revision.try_get_untracked().is_some() {
                    fetch(&remote, data, &state);
                }
            },
            REST,
        );
    }

    fn is_gone(&self, _: &str) -> bool {
        false // what is not here may be there
    }

    fn is_here(&self, key: &str) -> bool {
        !key.starts_with(PLACE)
    }
}

impl<R: Row> RemoteSource<R> {
    /// The keys of the rows that are here, in the order of the view.
    fn here(&self) -> Vec<String> {
        self.remote
            .blocks
            .rows()
            .into_iter()
            .map(|row| self.typed.key(row))
            .collect()
    }
}

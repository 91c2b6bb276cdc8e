//! Which rows are here, which are on their way, and which could not be fetched.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use send_wrapper::SendWrapper;
use table_engine::{Filter, SortKey, State, View};
use web_sys::AbortController;

/// Rows fetched at once.
pub(crate) const BLOCK: usize = 100;
/// Rows kept. Beyond them all but what shows is forgotten, so that a day of scrolling does not fill the memory.
const MOST: usize = 50_000;

/// Stands for the first block of a query that is not answered yet.
const FIRST: usize = usize::MAX;

/// What a state asks of a server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    search: String,
    filters: Vec<Filter>,
    sort: Vec<SortKey>,
    columns: Vec<String>,
}

impl Query {
    pub(crate) fn of(state: &State) -> Self {
        Self {
            search: state.search.trim().to_owned(),
            filters: state.filters.clone(),
            sort: state.sort.clone(),
            columns: state
                .layout
                .visible()
                .map(|column| column.id.clone())
                .collect(),
        }
    }

    fn narrows(&self) -> bool {
        !self.search.is_empty() || !self.filters.is_empty()
    }
}

/// A block that was asked for.
enum Asked {
    /// Aborted when it is dropped.
    Waiting(Abort),
    Here,
    /// Why not.
    Failed(String),
}

/// Aborts what it was made for when it is dropped, unless that is done.
struct Abort(Option<SendWrapper<AbortController>>);

impl Abort {
    fn done(&mut self) {
        self.0 = None;
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// How a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Here: its index among the rows that were fetched.
    Here(u32),
    Waiting,
    Failed(String),
}

#[derive(Default)]
struct Inner {
    /// What the rows that are here answer.
    query: Option<Query>,
    /// What is asked for in its place.
    next: Option<Query>,
    /// Tells answers to earlier questions.
    generation: u64,
    matched: usize,
    total: usize,
    order: Arc<[u32]>,
    asked: HashMap<usize, Asked>,
    /// Positions, by the index among fetched rows; and the other way.
    positions: Vec<u32>,
    places: HashMap<u32, u32>,
    /// The positions that show.
    shown: Range<usize>,
}

/// The blocks of a table.
#[derive(Default)]
pub(crate) struct Blocks(Mutex<Inner>);

impl Blocks {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows as far as they are known, and whether the state asks for others: then their first block is to be fetched.
    pub(crate) fn view(&self, state: &State) -> (View, bool) {
        let mut inner = self.lock();
        let query = Query::of(state);
        let is_asked = inner.next.as_ref().or(inner.query.as_ref()) == Some(&query);
        if !is_asked {
            inner.next = Some(query);
            inner.generation += 1;
            inner.asked.retain(|_, asked| matches!(asked, Asked::Here));
        }
        let view = View {
            order: Arc::clone(&inner.order),
            matched: inner.matched,
            total: inner.total,
        };
        (view, !is_asked)
    }

    /// What tells answers to this question from those to earlier ones.
    pub(crate) fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// All is to be fetched anew.
    pub(crate) fn forget(&self) {
        let mut inner = self.lock();
        inner.query = None;
        inner.next = None;
    }

    /// Says which positions show.
    pub(crate) fn show(&self, rows: Range<usize>) {
        self.lock().shown = rows;
    }

    /// Gives up what nobody needs any more, and says which blocks are to be fetched: each with what aborts it.
    pub(crate) fn wanted(&self) -> Vec<(usize, SendWrapper<AbortController>)> {
        let mut inner = self.lock();
        if inner.next.is_some() || inner.matched == 0 {
            return Vec::new();
        }
        let last = inner.matched.saturating_sub(1);
        let shown = inner.shown.start.min(last)..inner.shown.end.min(inner.matched);
        let blocks = shown.start / BLOCK..=shown.end.saturating_sub(1) / BLOCK;
        inner
            .asked
            .retain(|block, asked| blocks.contains(block) || !matches!(asked, Asked::Waiting(_)));
        blocks
            .filter_map(|block| {
                if inner.asked.contains_key(&block) {
                    return None;
                }
                let abort = SendWrapper::new(AbortController::new().ok()?);
                inner
                    .asked
                    .insert(block, Asked::Waiting(Abort(Some(abort.clone()))));
                Some((block, abort))
            })
            .collect()
    }

    /// Notes that the first block of the next query is on its way.
    pub(crate) fn asking(&self, abort: &SendWrapper<AbortController>) {
        // Nothing else may be asked for until it is here: it says how many rows there are.
        self.lock()
            .asked
            .insert(FIRST, Asked::Waiting(Abort(Some(abort.clone()))));
    }

    /// Takes the first block of the next query: how many rows it has, how many match, how many there are. Says whether
    /// the question still stands.
    pub(crate) fn begin(
        &self,
        generation: u64,
        rows: usize,
        matched: usize,
        total: Option<usize>,
    ) -> bool {
        let mut inner = self.lock();
        let is_current = inner.generation == generation;
        let Some(query) = inner.next.take_if(|_| is_current) else {
            return false;
        };
        let narrows = query.narrows();
        inner.done(FIRST);
        *inner = Inner {
            query: Some(query),
            generation,
            matched,
            // Without rows in view it tells "nothing matches" from "there is nothing".
            total: total
                .unwrap_or(matched)
                .max(matched)
                .max(usize::from(narrows)),
            order: (0..index(matched)).collect(),
            shown: inner.shown.clone(),
            ..Inner::default()
        };
        inner.place(0, rows);
        true
    }

    /// Takes a later block. Says whether anybody waits for it.
    pub(crate) fn take(&self, generation: u64, block: usize, rows: usize) -> bool {
        let mut inner = self.lock();
        let is_awaited = inner.generation == generation
            && matches!(inner.asked.get(&block), Some(Asked::Waiting(_)));
        if is_awaited {
            inner.place(block, rows);
        }
        is_awaited
    }

    /// Notes that a block could not be fetched. Says whether anybody waited for it.
    pub(crate) fn failed(&self, generation: u64, block: usize, why: String) -> bool {
        let mut inner = self.lock();
        let is_awaited = inner.generation == generation && inner.asked.contains_key(&block);
        if is_awaited {
            inner.done(block);
            inner.asked.insert(block, Asked::Failed(why));
        }
        is_awaited
    }

    /// Notes that the first block of a query could not be fetched: there is nothing to show. Says whether it still stands.
    pub(crate) fn nothing(&self, generation: u64) -> bool {
        let mut inner = self.lock();
        if inner.generation != generation || inner.next.is_none() {
            return false;
        }
        let query = inner.next.take();
        inner.done(FIRST);
        *inner = Inner {
            query,
            generation,
            ..Inner::default()
        };
        true
    }

    /// Forgets that blocks could not be fetched, so that they are again.
    pub(crate) fn retry(&self) {
        self.lock()
            .asked
            .retain(|_, asked| !matches!(asked, Asked::Failed(_)));
    }

    /// Whether so many rows are here that most should be forgotten.
    pub(crate) fn is_full(&self) -> bool {
        self.lock().positions.len() > MOST
    }

    /// Forgets the rows, but not how many there are.
    pub(crate) fn empty(&self) {
        let mut inner = self.lock();
        inner.asked.clear();
        inner.positions.clear();
        inner.places.clear();
    }

    /// How the row at a position stands.
    pub(crate) fn standing(&self, position: u32) -> Standing {
        let inner = self.lock();
        match inner.places.get(&position) {
            Some(row) => Standing::Here(*row),
            None => match inner.asked.get(&(position as usize / BLOCK)) {
                Some(Asked::Failed(why)) => Standing::Failed(why.clone()),
                _ => Standing::Waiting,
            },
        }
    }

    /// The position of a fetched row.
    pub(crate) fn position(&self, row: u32) -> Option<u32> {
        self.lock().positions.get(row as usize).copied()
    }

    /// The fetched rows in the order of their positions.
    pub(crate) fn rows(&self) -> Vec<u32> {
        let inner = self.lock();
        let mut rows: Vec<u32> = (0..index(inner.positions.len())).collect();
        rows.sort_unstable_by_key(|row| inner.positions[*row as usize]);
        rows
    }

    pub(crate) fn matched(&self) -> usize {
        self.lock().matched
    }

    pub(crate) fn total(&self) -> usize {
        self.lock().total
    }
}

impl Inner {
    /// Notes that the rows of a block are here, behind those that are.
    fn place(&mut self, block: usize, rows: usize) {
        let first = block * BLOCK;
        for position in (first..first + rows).take_while(|position| *position < self.matched) {
            let row = index(self.positions.len());
            self.positions.push(index(position));
            self.places.insert(index(position), row);
        }
        self.done(block);
        self.asked.insert(block, Asked::Here);
    }

    fn done(&mut self, block: usize) {
        if let Some(Asked::Waiting(abort)) = self.asked.get_mut(&block) {
            abort.done();
        }
    }
}

/// Positions are counted in 32 bits, as views are.
pub(crate) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(search: &str) -> State {
        State {
            search: search.to_owned(),
            ..State::default()
        }
    }

    #[test]
    fn the_first_block_says_how_many_rows_there_are() {
        let blocks = Blocks::default();
        let (view, asks) = blocks.view(&asking(""));
        assert!(asks && view.order.is_empty());
        let (_, asks_again) = blocks.view(&asking(" "));
        assert!(!asks_again, "the same question is asked once");
        assert!(blocks.begin(blocks.generation(), 100, 250, Some(900)));
        let (view, _) = blocks.view(&asking(""));
        assert_eq!(
            (view.matched, view.total, view.order.len()),
            (250, 900, 250)
        );
        assert_eq!(blocks.standing(99), Standing::Here(99));
        assert_eq!(blocks.standing(100), Standing::Waiting);
    }

    #[test]
    fn an_answer_to_an_earlier_question_is_dropped() {
        let blocks = Blocks::default();
        blocks.view(&asking("a"));
        let before = blocks.generation();
        blocks.view(&asking("ab"));
        assert!(!blocks.begin(before, 100, 100, None));
        assert!(!blocks.nothing(before));
        assert!(blocks.begin(blocks.generation(), 0, 0, None));
        let (view, asks) = blocks.view(&asking("ab"));
        assert!(!asks);
        assert_eq!(
            (view.matched, view.total),
            (0, 1),
            "nothing matches, rather than that there is nothing"
        );
    }

    #[test]
    fn rows_that_were_shown_stay_until_the_next_are_here() {
        let blocks = Blocks::default();
        blocks.view(&asking(""));
        blocks.begin(blocks.generation(), 3, 3, None);
        let (view, asks) = blocks.view(&asking("x"));
        assert!(asks);
        assert_eq!(view.matched, 3);
        assert_eq!(blocks.standing(2), Standing::Here(2));
        assert!(blocks.nothing(blocks.generation()));
        assert_eq!(blocks.matched(), 0);
    }
}

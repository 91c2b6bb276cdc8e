//! What every part of one table shares.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::signals::prelude::*;
use table_engine::{State, View};

use crate::{Menus, Notice, Noun, Status, dom, source::Source, texts::Texts};

/// How things show. Kept by the page, not part of the view's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Display {
    /// Exact local times instead of relative ones.
    pub exact_times: bool,
    /// The rows' height.
    pub density: Density,
}

/// The rows' height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// 32 px.
    #[default]
    Compact,
    /// 40 px.
    Comfortable,
}

impl Density {
    /// The value of the `data-density` attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Comfortable => "comfortable",
        }
    }
}

/// How many rows can be selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selects {
    /// Any number of them.
    #[default]
    Many,
    /// One at a time: no range, and no checkbox for all.
    One,
}

/// Which columns a row shows on a phone: the first column, then these.
#[derive(Debug, Clone, Default)]
pub struct Narrow {
    /// At the end of the first line.
    pub end: Cow<'static, str>,
    /// On the second line.
    pub below: Cow<'static, str>,
}

impl Narrow {
    /// Columns by id; `""` is none.
    pub fn new(end: impl Into<Cow<'static, str>>, below: impl Into<Cow<'static, str>>) -> Self {
        Self {
            end: end.into(),
            below: below.into(),
        }
    }
}

/// What every part of one table shares.
#[derive(Clone, Copy)]
pub(crate) struct Cx {
    source: StoredValue<Arc<dyn Source>>,
    pub state: PageSignal<State>,
    pub display: PageSignal<Display>,
    pub status: PageSignal<Status>,
    /// Counts the changes of the rows.
    pub revision: PageSignal<u64>,
    /// The rows in view. Where a new view takes long to make, those of the last stay until it is made.
    pub view: Memo<View>,
    /// Counts the answers for filters that pick from a list.
    pub facets: PageSignal<u64>,
    /// A view is being made.
    pub making: RwSignal<bool>,
    /// Unix milliseconds, moving every half minute.
    pub now: RwSignal<i64>,
    pub texts: StoredValue<Texts>,
    pub noun: StoredValue<Noun>,
    /// The accessible name of the grid.
    pub label: StoredValue<String>,
    /// What a CSV file's name starts with.
    pub file_stem: StoredValue<String>,
    pub narrow: StoredValue<Narrow>,
    /// The table is as narrow as a phone.
    pub is_narrow: RwSignal<bool>,
    /// Whether the Columns menu is open; the grid opens it when all columns are hidden.
    pub columns_open: RwSignal<bool>,
    /// The toolbar's popovers, once they are there.
    pub menus: Signal<Option<Menus>>,
    /// The key of a row to scroll to.
    pub reveal: PageSignal<Option<String>>,
    /// More has a link to the view.
    pub links: bool,
    /// The same, for what doesn't ask for them.
    pub arrived: Signal<Option<Menus>>,
    on_notice: Option<Callback<Notice>>,
    /// One row is selected at most.
    pub selects_one: bool,
    /// What a screen reader is to say.
    announcement: RwSignal<String>,
}

/// What a [`Cx`] is made of.
pub(crate) struct CxParts {
    pub source: Arc<dyn Source>,
    pub state: PageSignal<State>,
    pub display: PageSignal<Display>,
    pub status: PageSignal<Status>,
    pub revision: PageSignal<u64>,
    pub facets: PageSignal<u64>,
    pub texts: Texts,
    pub noun: Noun,
    pub label: String,
    pub file_stem: String,
    pub narrow: Narrow,
    pub menus: Signal<Option<Menus>>,
    pub reveal: PageSignal<Option<String>>,
    pub links: bool,
    pub arrived: Signal<Option<Menus>>,
    pub on_notice: Option<Callback<Notice>>,
    pub selects: Selects,
}

/// How long after a change of rows what searches and sorts need is begun: the rows are painted by then.
const IDLE_AFTER: Duration = Duration::from_millis(150);
/// How long one turn of that takes, in milliseconds: the page answers in between.
const IDLE_TURN_MS: i64 = 8;
/// How long one turn takes while somebody waits for a view. With the drawing of rows it stays below 50 ms.
const TURN_MS: i64 = 20;
/// How many cells' texts are made between two looks at the clock.
const CELLS_A_LOOK: usize = 1000;

/// What a view is derived from.
#[derive(PartialEq)]
struct Query {
    search: String,
    filters: Vec<table_engine::Filter>,
    sort: Vec<table_engine::SortKey>,
    columns: Vec<String>,
}

impl Cx {
    /// Makes it and the view that follows the state.
    pub(crate) fn new(parts: CxParts) -> Self {
        let source = parts.source;
        let (state, revision) = (parts.state, parts.revision);
        let now = RwSignal::new(now_ms());
        let query = memo(move || {
            state.with(|state| Query {
                search: state.search.clone(),
                filters: state.filters.clone(),
                sort: state.sort.clone(),
                columns: state
                    .layout
                    .columns
                    .iter()
                    .filter(|c| c.visible)
                    .map(|c| c.id.clone())
                    .collect(),
            })
        });
        let made = RwSignal::new(0_u32);
        let seen = Arc::clone(&source);
        let view = Memo::new(move |before: Option<&View>| {
            query.with(|_| ()); // a memo that is only tracked never runs
            revision.track();
            made.track();
            let now = now.get();
            state.with_untracked(|state| {
                // With more rows or fewer, the last view is none of these.
                let before = before.filter(|before| before.total == seen.rows());
                match before {
                    Some(before) if !within_turn(&*seen, state) => before.clone(),
                    _ => seen.view(state, now),
                }
            })
        });
        let cx = Self {
            source: StoredValue::new(source),
            state,
            display: parts.display,
            status: parts.status,
            revision,
            view,
            facets: parts.facets,
            making: RwSignal::new(false),
            now,
            texts: StoredValue::new(parts.texts),
            noun: StoredValue::new(parts.noun),
            label: StoredValue::new(parts.label),
            file_stem: StoredValue::new(parts.file_stem),
            narrow: StoredValue::new(parts.narrow),
            is_narrow: RwSignal::new(false),
            columns_open: RwSignal::new(false),
            menus: parts.menus,
            reveal: parts.reveal,
            links: parts.links,
            arrived: parts.arrived,
            on_notice: parts.on_notice,
            selects_one: parts.selects == Selects::One,
            announcement: RwSignal::new(String::new()),
        };
        // Rows that are gone are no longer selected, unless they may be among those that are yet to come.
        effect(move || {
            revision.track();
            if matches!(*cx.status.read(), Status::Loading { .. }) {
                return;
            }
            let source = cx.source();
            if state.with_untracked(|state| source.has_gone(state)) {
                cx.edit(|state| state.retain_selection(|key| !source.is_gone(key)));
            }
        });
        cx.make_views(query, made);
        cx.prepare_when_idle(query);
        if let Ok(handle) =
            set_interval_with_handle(move || now.set(now_ms()), Duration::from_secs(30))
        {
            on_cleanup(move || handle.clear());
        }
        cx
    }

    /// Has the engine make in short turns what a view needs that was not made at once.
    fn make_views(self, query: Memo<Query>, made: RwSignal<u32>) {
        effect(move || {
            query.with(|_| ());
            self.revision.track();
            self.view.track();
            let is_made = self
                .state
                .with_untracked(|state| self.source().prepare_view(state, 0));
            if is_made || self.making.get_untracked() {
                return;
            }
            self.making.set(true);
            self.make_in_turns(made);
        });
    }

    /// Has the engine make the view of the state in turns, then has it shown.
    fn make_in_turns(self, made: RwSignal<u32>) {
        dom::soon(move || {
            // The table may be gone.
            let Some(source) = self.source.try_get_value() else {
                return;
            };
            if self
                .state
                .with_untracked(|state| within_turn(&*source, state))
            {
                made.update(|made| *made += 1);
                self.making.set(false);
            } else {
                self.make_in_turns(made);
            }
        });
    }

    /// Has the engine make what a search will need in short turns after the rows have shown, so that the first
    /// keystroke finds it made.
    fn prepare_when_idle(self, query: Memo<Query>) {
        let shown = memo(move || query.with(|query| query.columns.clone()));
        let turn = StoredValue::new(0_u32);
        effect(move || {
            self.revision.track();
            shown.with(|_| ());
            turn.update_value(|turn| *turn += 1);
            self.prepare_in_turns(turn, IDLE_AFTER);
        });
    }

    /// Takes steps until all is made, as many as fit in each turn, unless another turn is begun.
    fn prepare_in_turns(self, turn: StoredValue<u32>, after: Duration) {
        let of = turn.get_value();
        let steps = move || {
            // The table may be gone, or have other rows by now.
            if turn.try_get_value() != Some(of) {
                return;
            }
            // Whoever waits comes first.
            if self.making.get_untracked() {
                return self.prepare_in_turns(turn, IDLE_AFTER);
            }
            let source = self.source();
            let started = now_ms();
            let step = |state: &State| source.prepare(state, CELLS_A_LOOK);
            while !self.state.with_untracked(step) {
                if now_ms() - started >= IDLE_TURN_MS {
                    return self.prepare_in_turns(turn, Duration::ZERO);
                }
            }
        };
        set_timeout(steps, after);
    }

    /// The rows and columns.
    pub(crate) fn source(&self) -> Arc<dyn Source> {
        self.source.get_value()
    }

    /// Changes the state. Here and below through guards, of which there is one type; a closure handed to a signal compiles the
    /// whole way to its value anew.
    pub(crate) fn edit(&self, edit: impl FnOnce(&mut State)) {
        edit(&mut self.state.write());
    }

    /// A text of the component.
    pub(crate) fn text<T>(&self, pick: impl FnOnce(&Texts) -> T) -> T {
        self.texts.with_value(pick)
    }

    /// Has a screen reader say `text`.
    pub(crate) fn announce(&self, text: String) {
        self.announcement.update(|said| {
            // The same text again is said again only if it differs.
            let again = *said == text;
            *said = text;
            if again {
                said.push('\u{a0}');
            }
        });
    }

    /// Tells the page what happened, for a toast; without one, it is announced.
    pub(crate) fn notify(&self, notice: Notice) {
        match self.on_notice {
            Some(show) => show.run(notice),
            None => self.announce(notice.text),
        }
    }

    /// What was announced last.
    pub(crate) fn announced(&self) -> String {
        self.announcement.get()
    }
}

/// Has the engine make what the view of a state needs for one turn. Says whether all is made.
fn within_turn(source: &dyn Source, state: &State) -> bool {
    let started = now_ms();
    loop {
        if source.prepare_view(state, CELLS_A_LOOK) {
            return true;
        }
        if now_ms() - started >= TURN_MS {
            return false;
        }
    }
}

/// The clock, in Unix milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds far below 2^53"
)]
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

//! The grid at work: it measures, renders, scrolls and follows the focus. What keys and the
//! pointer do is in the modules below.

mod focus;
mod keys;
mod pointer;
mod widths;

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
    time::Duration,
};

use crate::signals::prelude::*;
use leptos::ev;
use table_engine::{Matcher, read_number};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    Cx,
    active::Active,
    body::{Body, Scene, Shown},
    dom::{self, closest, computed},
    keyboard::At,
    layout::{Drag, Metrics},
    measure::Ruler,
    time_text,
    viewport::Viewport,
};

/// Rows kept beyond the screen, on each side.
const OVERSCAN: usize = 6;
/// After a jump the rows on screen are drawn first, and those beyond it a moment later.
const FILL_AFTER: Duration = Duration::from_millis(120);

/// Controls inside cells.
const CONTROLS: &str = "button, a[href], input, select, textarea, [contenteditable]";

/// The elements of the grid.
pub(crate) struct Nodes {
    pub grid: HtmlElement,
    /// As tall as a row.
    pub probe: HtmlElement,
}

/// The grid at work.
pub(crate) struct Controller {
    /// Itself, for what is to be done a moment later.
    me: Weak<Self>,
    cx: Cx,
    pub nodes: Nodes,
    columns: Memo<Vec<Shown>>,
    metrics: RwSignal<Metrics>,
    drag: RwSignal<Option<Drag>>,
    active: RwSignal<Active>,
    body_el: HtmlElement,
    body: RefCell<Body>,
    viewport: RefCell<Viewport>,
    ruler: RefCell<Ruler>,
    /// The active cell's position when last seen, to fall back on when its row leaves the view.
    last_position: Cell<usize>,
    /// The width of the columns and the height of the body that were set last.
    set_styles: RefCell<(String, f64)>,
    /// The rows in view and the offset among them that were drawn last.
    drawn: RefCell<(Arc<[u32]>, f64)>,
    /// When rows beyond the screen are to be drawn.
    fill: Cell<Option<TimeoutHandle>>,
    /// That the next frame draws, and whether it looks at every cell.
    due: Cell<Option<bool>>,
    /// That the next drawing starts at the first row.
    top_due: Cell<bool>,
    /// The focus went into the active cell by a key, so that Tab stays there; not so after a click on a control.
    entered: Cell<bool>,
    /// What owns the page's own views in cells, whoever asks for them to be drawn.
    owner: Option<Owner>,
}

impl Controller {
    pub(crate) fn new(
        cx: Cx,
        nodes: Nodes,
        body: HtmlElement,
        columns: Memo<Vec<Shown>>,
        metrics: RwSignal<Metrics>,
        drag: RwSignal<Option<Drag>>,
        active: RwSignal<Active>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            cx,
            nodes,
            columns,
            metrics,
            drag,
            active,
            body_el: body.clone(),
            body: RefCell::new(Body::new(body)),
            viewport: RefCell::new(Viewport::new(0, 32.0, 0.0)),
            ruler: RefCell::new(Ruler::default()),
            last_position: Cell::new(0),
            set_styles: RefCell::new((String::new(), -1.0)),
            drawn: RefCell::new((Arc::from([]), 0.0)),
            fill: Cell::new(None),
            due: Cell::new(None),
            top_due: Cell::new(false),
            entered: Cell::new(false),
            owner: Owner::current(),
        })
    }

    /// Reads the measures from the DOM.
    pub(crate) fn measure(&self) {
        let grid = &self.nodes.grid;
        let row = self.nodes.probe.get_bounding_client_rect().height();
        if row <= 0.0 {
            return; // hidden: the measures stay
        }
        let root = document().document_element();
        let font = root
            .map(|root| computed(&root, "font-size"))
            .unwrap_or_default();
        let scale = read_number(font.trim_end_matches("px")).unwrap_or(16.0) / 16.0;
        let header = grid
            .query_selector(".ct-h")
            .ok()
            .flatten()
            .map_or(0.0, |el| el.get_bounding_client_rect().height());
        let is_narrow = computed(&self.nodes.probe, "--ct-narrow").trim() == "1";
        self.ruler
            .borrow_mut()
            .set_font(&computed(grid, "font-family"), scale);
        let header = if is_narrow { 0.0 } else { header };
        // 28 May 2028 and a while before it, in whatever words these are.
        let sample = 1_843_120_680_000;
        let (time, exact_time) = self.cx.text(|texts| {
            let ruler = self.ruler.borrow();
            let ago =
                |minutes: i64| time_text::relative(sample, sample + minutes * 60_000, &texts.time);
            let date = ago(60 * 24 * 60);
            (
                ruler.widest(&[&date, &ago(58), &ago(60 * 22), &ago(60 * 24 * 28)]),
                ruler.widest(&[&time_text::exact(sample)]),
            )
        });
        let metrics = Metrics {
            width: f64::from(grid.client_width()),
            height: f64::from(grid.client_height()),
            row,
            header,
            scale,
            time,
            exact_time,
        };
        if self.metrics.get_untracked() != metrics {
            self.metrics.set(metrics);
        }
        if self.cx.is_narrow.get_untracked() != is_narrow {
            self.cx.is_narrow.set(is_narrow);
        }
    }

    /// Has the next frame make the rows in the DOM what they should be, once for all that changes until then: what a
    /// keystroke leads to is found within its event, and drawn after it. `repaint`: more than the scroll position or the
    /// selection changed.
    pub(crate) fn render_soon(&self, repaint: bool) {
        let due = self.due.get();
        self.due.set(Some(repaint || due == Some(true)));
        if due.is_some() {
            return;
        }
        let table = Weak::clone(&self.me);
        request_animation_frame(move || {
            if let Some(table) = table.upgrade().filter(|table| table.due.get().is_some()) {
                table.render();
            }
        });
    }

    /// Makes the rows in the DOM what they should be, now.
    fn render(&self) {
        match &self.owner {
            Some(owner) => owner.with(|| self.draw()),
            None => self.draw(),
        }
    }

    fn draw(&self) {
        let repaint = self.due.take() == Some(true);
        let cx = self.cx;
        let metrics = self.metrics.get_untracked();
        if metrics.row <= 0.0 {
            return;
        }
        let source = cx.source();
        let columns = self.columns.get_untracked();
        self.set_columns(&columns, metrics);
        let order = cx.view.with_untracked(|view| Arc::clone(&view.order));
        let moved = {
            let mut viewport = self.viewport.borrow_mut();
            let moved = viewport.resize(
                order.len(),
                metrics.row,
                (metrics.height - metrics.header).max(0.0),
            );
            self.set_height(viewport.body());
            let to_top = self.top_due.take().then(|| viewport.reveal(0)).flatten();
            to_top.or(moved)
        };
        if let Some(top) = moved {
            self.set_scroll_top(top);
        }
        let had_focus = dom::focused(&self.body_el).filter(|el| self.nodes.grid.contains(Some(el)));
        let held = self.settle_active(&order);
        let viewport = self.viewport.borrow();
        let overscan = self.overscan(&order, &viewport);
        let state = cx.state.read_untracked();
        let display = cx.display.get_untracked();
        source.showing(viewport.window(overscan));
        let search: Rc<str> = state.search.trim().into();
        let matcher = Matcher::new(&search);
        cx.texts.with_value(|texts| {
            let scene = Scene {
                source: &*source,
                order: &order,
                window: viewport.window(overscan),
                held,
                viewport: &viewport,
                columns: &columns,
                is_selected: &|row, key| source.is_selected(&state, row, key),
                revision: cx.revision.get_untracked(),
                repaint,
                search: &search,
                matcher: &matcher,
                exact_times: display.exact_times,
                now_ms: cx.now.get_untracked(),
                scale: metrics.scale,
                is_narrow: cx.is_narrow.get_untracked(),
                ruler: &self.ruler.borrow(),
                texts,
            };
            self.body.borrow_mut().patch(&scene);
        });
        drop(state);
        drop(viewport);
        self.place_tab_stop();
        // The focus was in a row that is gone, or in a control that was painted anew.
        if had_focus.is_some_and(|el| !el.is_connected()) {
            self.focus_active();
        }
    }

    /// How many rows to draw beyond the screen: few in a jump, where all rows are others and the next is soon to come.
    fn overscan(&self, order: &Arc<[u32]>, viewport: &Viewport) -> usize {
        let mut drawn = self.drawn.borrow_mut();
        let offset = viewport.offset();
        let jumped = !Arc::ptr_eq(order, &drawn.0) || viewport.is_far(offset - drawn.1);
        *drawn = (Arc::clone(order), offset);
        if !jumped {
            return OVERSCAN;
        }
        if let Some(before) = self.fill.take() {
            before.clear();
        }
        let table = Weak::clone(&self.me);
        let fill = move || {
            if let Some(table) = table.upgrade() {
                table.render();
            }
        };
        self.fill
            .set(set_timeout_with_handle(fill, FILL_AFTER).ok());
        1
    }

    fn set_height(&self, height: f64) {
        let mut set = self.set_styles.borrow_mut();
        if (set.1 - height).abs() > 0.1 {
            dom::style(&self.body_el, "block-size", &format!("{height}px"));
            set.1 = height;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "at most MAX_BODY")]
    fn set_scroll_top(&self, top: f64) {
        self.nodes.grid.set_scroll_top(top.round() as i32);
    }

    /// Follows the scroll position.
    pub(crate) fn scrolled(&self) {
        let top = f64::from(self.nodes.grid.scroll_top());
        let moved = self.viewport.borrow_mut().scrolled(top);
        if let Some(top) = moved {
            self.set_scroll_top(top);
        }
        self.render();
    }

    /// Shows the first rows, as after a change of what is in view.
    pub(crate) fn to_top(&self) {
        let has_focus =
            dom::focused(&self.body_el).is_some_and(|el| self.body_el.contains(Some(&el)));
        // The focused row stays where the reader is.
        if !has_focus {
            self.top_due.set(true);
            self.render_soon(false);
        }
    }

    fn is_rtl(&self) -> bool {
        computed(&self.nodes.grid, "direction") == "rtl"
    }

    // The active cell

    /// Makes the active cell one that exists, and says where its row stands.
    fn settle_active(&self, order: &[u32]) -> Option<usize> {
        let source = self.cx.source();
        let columns = self.columns.get_untracked();
        let has_header = !self.cx.is_narrow.get_untracked();
        let mut active = self.active.get_untracked();
        let is_there = if active.column.is_empty() {
            // The header has no checkbox where one row is selected at most.
            active.row.is_some() || !self.cx.selects_one
        } else {
            columns.iter().any(|column| column.id == active.column)
        };
        if !is_there {
            active.column = columns
                .first()
                .map(|column| column.id.clone())
                .unwrap_or_default();
        }
        let mut position = active
            .row
            .as_ref()
            .and_then(|key| position_of(order, source.index_of(key)));
        if position.is_none() && (active.row.is_some() || !has_header) {
            let near = self.last_position.get().min(order.len().saturating_sub(1));
            position = (!order.is_empty()).then_some(near);
            active.row = position
                .and_then(|at| order.get(at))
                .map(|row| source.key(*row));
        }
        if let Some(position) = position {
            self.last_position.set(position);
        }
        if self.active.with_untracked(|before| *before != active) {
            self.active.set(active);
        }
        position
    }

    fn place_tab_stop(&self) {
        let stop = self.active.with_untracked(|active| {
            let column = self.column_index(&active.column);
            active
                .row
                .as_ref()
                .and_then(|key| self.body.borrow().stop(key, column))
        });
        self.body.borrow_mut().set_tab_stop(stop);
    }

    fn column_index(&self, id: &str) -> usize {
        self.columns.with_untracked(|columns| {
            columns
                .iter()
                .position(|column| column.id == id)
                .map_or(0, |at| at + 1)
        })
    }

    fn column_id(&self, index: usize) -> String {
        let at = index.checked_sub(1);
        self.columns.with_untracked(|columns| {
            at.and_then(|at| columns.get(at))
                .map(|c| c.id.clone())
                .unwrap_or_default()
        })
    }

    fn active_element(&self) -> Option<HtmlElement> {
        let active = self.active.get_untracked();
        if let Some(key) = &active.row {
            return self
                .body
                .borrow()
                .stop(key, self.column_index(&active.column));
        }
        let cells = self.nodes.grid.query_selector_all(".ct-h > *").ok()?;
        let at = u32::try_from(self.column_index(&active.column)).ok()?;
        let cell: HtmlElement = cells.item(at)?.dyn_into().ok()?;
        if at == 0 {
            cell.query_selector("input").ok()??.dyn_into().ok()
        } else {
            Some(cell)
        }
    }

    /// Where the active cell is.
    fn at(&self) -> At {
        self.active.with_untracked(|active| At {
            row: active.row.as_ref().and_then(|key| self.position(key)),
            column: self.column_index(&active.column),
        })
    }

    fn position(&self, key: &str) -> Option<usize> {
        let row = self.cx.source().index_of(key);
        self.cx
            .view
            .with_untracked(|view| position_of(&view.order, row))
    }
}

fn position_of(order: &[u32], row: Option<u32>) -> Option<usize> {
    row.and_then(|row| order.iter().position(|at| *at == row))
}

/// The element that an event happened in.
fn element_of(event: &ev::Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

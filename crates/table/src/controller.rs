//! What happens in the grid: scrolling, keys, clicks, focus, dragging a column's edge.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{ev, prelude::*};
use table_engine::SortMode;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::{
    Cx, Icon,
    active::Active,
    body::{Body, Hit, Scene, Shown},
    clipboard, dom,
    header::{self, Marked},
    keyboard::{self, At, Command, Place, Press},
    layout::{Drag, Metrics, NARROWEST, SELECT},
    measure::Ruler,
    texts::fill,
    viewport::Viewport,
};

/// Rows kept beyond the screen, on each side.
const OVERSCAN: usize = 6;

/// How much an arrow key widens a column, in CSS pixels at a root font size of 16.
const STEP: f64 = 16.0;

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
    ) -> Self {
        Self {
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
        }
    }

    /// Reads the measures from the DOM.
    pub(crate) fn measure(&self) {
        let grid = &self.nodes.grid;
        let row = self.nodes.probe.get_bounding_client_rect().height();
        if row <= 0.0 {
            return; // hidden: the measures stay
        }
        let computed = |el: &Element, name: &str| {
            window().get_computed_style(el).ok().flatten().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
        };
        let root = document().document_element();
        let font = root.map(|root| computed(&root, "font-size")).unwrap_or_default();
        let scale = font.trim_end_matches("px").parse::<f64>().unwrap_or(16.0) / 16.0;
        let header = grid.query_selector(".ct-h").ok().flatten().map_or(0.0, |el| el.get_bounding_client_rect().height());
        let is_narrow = computed(&self.nodes.probe, "--ct-narrow").trim() == "1";
        self.ruler.borrow_mut().set_font(&computed(grid, "font-family"), scale);
        let header = if is_narrow { 0.0 } else { header };
        let metrics = Metrics {
            width: f64::from(grid.client_width()),
            height: f64::from(grid.client_height()),
            row,
            header,
            scale,
        };
        if self.metrics.get_untracked() != metrics {
            self.metrics.set(metrics);
        }
        if self.cx.is_narrow.get_untracked() != is_narrow {
            self.cx.is_narrow.set(is_narrow);
        }
    }

    /// Makes the rows in the DOM what they should be. `repaint`: more than the scroll position or
    /// the selection changed.
    pub(crate) fn render(&self, repaint: bool) {
        let cx = self.cx;
        let metrics = self.metrics.get_untracked();
        if metrics.row <= 0.0 {
            return;
        }
        let source = cx.source();
        let columns = self.columns.get_untracked();
        self.set_columns(&columns, metrics);
        let order = cx.view.with_untracked(|view| std::sync::Arc::clone(&view.order));
        let moved = {
            let mut viewport = self.viewport.borrow_mut();
            let moved = viewport.resize(order.len(), metrics.row, (metrics.height - metrics.header).max(0.0));
            self.set_height(viewport.body());
            moved
        };
        if let Some(top) = moved {
            self.set_scroll_top(top);
        }
        let had_focus = document().active_element().filter(|el| self.nodes.grid.contains(Some(el)));
        let held = self.settle_active(&order);
        let viewport = self.viewport.borrow();
        let state = cx.state.read_untracked();
        let display = cx.display.get_untracked();
        let search: Rc<str> = state.search.trim().into();
        cx.texts.with_value(|texts| {
            let scene = Scene {
                source: &*source,
                order: &order,
                window: viewport.window(OVERSCAN),
                held,
                viewport: &viewport,
                columns: &columns,
                is_selected: &|key| state.selection.contains(key),
                revision: cx.revision.get_untracked(),
                repaint,
                search: &search,
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

    fn set_columns(&self, columns: &[Shown], metrics: Metrics) {
        let select = SELECT * metrics.scale;
        let mut cols = format!("{select}px");
        let mut total = select;
        for column in columns {
            let width = (column.width * 64.0).floor() / 64.0;
            total += width;
            cols += &format!(" {width}px");
        }
        let mut set = self.set_styles.borrow_mut();
        if set.0 != cols {
            let grid = &self.nodes.grid;
            dom::style(grid, "--ct-cols", &cols);
            dom::style(grid, "--ct-min", &format!("{total}px"));
            let pinned = select + columns.first().map_or(0.0, |column| column.width);
            dom::style(grid, "--ct-pinned", &format!("{pinned}px"));
            set.0 = cols;
        }
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
        self.render(false);
    }

    /// Shows the first rows, as after a change of what is in view.
    pub(crate) fn to_top(&self) {
        let has_focus = document().active_element().is_some_and(|el| self.body_el.contains(Some(&el)));
        if has_focus {
            return; // the focused row stays where the reader is
        }
        self.set_scroll_top(0.0);
        self.scrolled();
    }

    // The active cell

    /// Makes the active cell one that exists, and says where its row stands.
    fn settle_active(&self, order: &[u32]) -> Option<usize> {
        let source = self.cx.source();
        let columns = self.columns.get_untracked();
        let has_header = !self.cx.is_narrow.get_untracked();
        let mut active = self.active.get_untracked();
        if !active.column.is_empty() && !columns.iter().any(|column| column.id == active.column) {
            active.column = columns.first().map(|column| column.id.clone()).unwrap_or_default();
        }
        let mut position = active.row.as_ref().and_then(|key| position_of(order, source.index_of(key)));
        if position.is_none() && (active.row.is_some() || !has_header) {
            let near = self.last_position.get().min(order.len().saturating_sub(1));
            position = (!order.is_empty()).then_some(near);
            active.row = position.and_then(|at| order.get(at)).map(|row| source.key(*row));
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
            active.row.as_ref().and_then(|key| self.body.borrow().stop(key, column))
        });
        self.body.borrow_mut().set_tab_stop(stop);
    }

    fn column_index(&self, id: &str) -> usize {
        self.columns.with_untracked(|columns| columns.iter().position(|column| column.id == id).map_or(0, |at| at + 1))
    }

    fn column_id(&self, index: usize) -> String {
        let at = index.checked_sub(1);
        self.columns.with_untracked(|columns| at.and_then(|at| columns.get(at)).map(|c| c.id.clone()).unwrap_or_default())
    }

    fn active_element(&self) -> Option<HtmlElement> {
        let active = self.active.get_untracked();
        if let Some(key) = &active.row {
            return self.body.borrow().stop(key, self.column_index(&active.column));
        }
        let cells = self.nodes.grid.query_selector_all(".ct-h > *").ok()?;
        let at = u32::try_from(self.column_index(&active.column)).ok()?;
        let cell: HtmlElement = cells.item(at)?.dyn_into().ok()?;
        if at == 0 { cell.query_selector("input").ok()??.dyn_into().ok() } else { Some(cell) }
    }

    fn focus_active(&self) {
        let Some(el) = self.active_element() else { return };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        _ = el.focus_with_options(&options);
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        el.scroll_into_view_with_scroll_into_view_options(&options);
    }

    /// Moves the focus to a cell, scrolling as little as it can.
    fn go(&self, at: At) {
        let source = self.cx.source();
        let row = at.row.and_then(|at| self.cx.view.with_untracked(|view| view.order.get(at).copied()));
        self.active.set(Active { row: row.map(|row| source.key(row)), column: self.column_id(at.column) });
        if let Some(position) = at.row {
            let top = self.viewport.borrow_mut().reveal(position);
            if let Some(top) = top {
                self.set_scroll_top(top);
            }
        }
        self.render(false);
        self.focus_active();
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
        self.cx.view.with_untracked(|view| position_of(&view.order, row))
    }

    /// Follows the focus, however it came.
    pub(crate) fn focused(&self, event: &ev::FocusEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let next = if let Some(hit) = self.body.borrow().hit(&target) {
            Active { row: Some(hit.key), column: self.column_id(hit.column) }
        } else if let Some(header) = target.closest("[role=columnheader]").ok().flatten() {
            Active { row: None, column: header.get_attribute("data-col").unwrap_or_default() }
        } else {
            return;
        };
        if self.active.with_untracked(|active| *active != next) {
            if let Some(position) = next.row.as_ref().and_then(|key| self.position(key)) {
                self.last_position.set(position);
            }
            self.active.set(next);
            self.place_tab_stop();
        }
    }

    // Keys

    /// Obeys a key press.
    pub(crate) fn key(&self, event: &ev::KeyboardEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let stop = self.active_element();
        let place = if target.closest(".ct-h").ok().flatten().is_some() {
            Place::Header
        } else if stop.is_some_and(|stop| stop.is_same_node(Some(&target))) {
            Place::Cell
        } else if self.body_el.contains(Some(&target)) {
            Place::Inside
        } else {
            return;
        };
        let rtl = window().get_computed_style(&self.nodes.grid).ok().flatten();
        let rtl = rtl.and_then(|style| style.get_property_value("direction").ok()).is_some_and(|d| d == "rtl");
        let key = event.key();
        let press = Press {
            key: &key,
            shift: event.shift_key(),
            ctrl: event.ctrl_key() || event.meta_key(),
            alt: event.alt_key(),
            rtl,
        };
        let Some(command) = keyboard::command(press, place) else { return };
        if self.obey(command, &target) {
            event.prevent_default();
        }
    }

    /// Returns whether the browser's own way with the key is to be kept off.
    fn obey(&self, command: Command, target: &Element) -> bool {
        let cx = self.cx;
        let active = self.active.get_untracked();
        let is_box = active.column.is_empty();
        match command {
            Command::Move(motion) | Command::Extend(motion) => {
                let (columns, reachable) = self.columns.with_untracked(|columns| {
                    let reachable: Vec<usize> = std::iter::once(0)
                        .chain(columns.iter().enumerate().filter(|(_, c)| !cx.is_narrow.get_untracked() || c.on_phone).map(|(at, _)| at + 1))
                        .collect();
                    (columns.len() + 1, reachable)
                });
                debug_assert!(reachable.len() <= columns);
                let from = self.at();
                let among = reachable.iter().position(|at| *at == from.column).unwrap_or(0);
                let rows = cx.view.with_untracked(|view| view.order.len());
                let page = self.viewport.borrow().page();
                let to = keyboard::destination(
                    motion,
                    At { column: among, ..from },
                    rows,
                    reachable.len(),
                    page,
                    !cx.is_narrow.get_untracked(),
                );
                let to = At { column: reachable.get(to.column).copied().unwrap_or(0), ..to };
                if matches!(command, Command::Extend(_)) {
                    if let (Some(from), Some(to)) = (active.row.as_deref(), to.row) {
                        self.extend_from(from, to);
                    }
                }
                self.go(to);
            }
            Command::Toggle => match &active.row {
                // The checkbox has the focus: a click of its own follows.
                _ if is_box => return false,
                Some(key) => self.toggle(key),
                None => return false,
            },
            Command::Range => {
                if let Some(key) = &active.row {
                    self.extend(key);
                }
            }
            Command::SelectAll => self.select_all(),
            // The header's checkbox.
            Command::Sort { .. } | Command::Resize { .. } if is_box => return false,
            Command::Sort { add } => self.sort(&active.column, add),
            Command::Resize { wider } => self.widen(&active.column, if wider { STEP } else { -STEP }),
            Command::Enter => {
                if is_box {
                    return false;
                }
                let inside = self.active_element().and_then(|cell| cell.query_selector(CONTROLS).ok().flatten());
                let Some(control) = inside.and_then(|el| el.dyn_into::<HtmlElement>().ok()) else { return false };
                _ = control.focus();
            }
            Command::Leave => self.focus_active(),
            Command::Cycle { back } => {
                let Some(cell) = self.active_element() else { return false };
                let Ok(controls) = cell.query_selector_all(CONTROLS) else { return false };
                let all: Vec<HtmlElement> = (0..controls.length()).filter_map(|at| controls.item(at)?.dyn_into().ok()).collect();
                let at = all.iter().position(|el| el.is_same_node(Some(target))).unwrap_or(0);
                let next = if back { at + all.len() - 1 } else { at + 1 } % all.len().max(1);
                if let Some(next) = all.get(next) {
                    _ = next.focus();
                }
            }
        }
        true
    }

    // Selection

    fn toggle(&self, key: &str) {
        self.cx.edit(|state| state.toggle_selected(key));
        self.render(false);
    }

    fn extend(&self, key: &str) {
        let source = self.cx.source();
        self.cx.view.with_untracked(|view| self.cx.edit(|state| source.extend_selection(state, view, key)));
        self.render(false);
    }

    /// Selects from the anchor, or from `from` where there is none, to a position.
    fn extend_from(&self, from: &str, to: usize) {
        let source = self.cx.source();
        let Some(row) = self.cx.view.with_untracked(|view| view.order.get(to).copied()) else { return };
        if self.cx.state.with_untracked(|state| state.selection.anchor.is_none()) {
            self.cx.edit(|state| state.select_only(from));
        }
        self.extend(&source.key(row));
    }

    fn select_all(&self) {
        let source = self.cx.source();
        self.cx.view.with_untracked(|view| self.cx.edit(|state| source.select_all(state, view)));
        self.render(false);
    }

    fn sort(&self, column: &str, add: bool) {
        self.cx.edit(|state| state.toggle_sort(column, if add { SortMode::Add } else { SortMode::Replace }));
    }

    // The pointer

    /// Obeys a click.
    pub(crate) fn click(&self, event: &ev::MouseEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if closest(&target, ".ct-edge") {
            return;
        }
        if closest(&target, ".ct-h") {
            let Some(header) = target.closest("[role=columnheader]").ok().flatten() else { return };
            match header.get_attribute("data-col") {
                Some(column) => self.sort(&column, event.shift_key()),
                None if target.has_attribute("type") => self.click_all(&target),
                None => {}
            }
            return;
        }
        let Some(hit) = self.body.borrow().hit(&target) else { return };
        if closest(&target, ".ct-copy") {
            self.copy(&target);
        } else if closest(&target, "button.ct-plus") {
            if let Some(more) = self.cx.source().more(&self.column_id(hit.column)) {
                more.run(hit.key);
            }
        } else if target.has_attribute("type") && hit.column == 0 {
            if event.shift_key() { self.extend(&hit.key) } else { self.toggle(&hit.key) }
        } else if target.closest(CONTROLS).ok().flatten().is_none()
            && (event.shift_key() || !has_selected_text(&self.nodes.grid))
        {
            self.click_row(&hit, event);
        }
    }

    /// Keeps a click for a range from selecting the text between.
    pub(crate) fn mouse_down(&self, event: &ev::MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        if event.shift_key() && target.is_some_and(|target| self.body_el.contains(Some(&target))) {
            event.prevent_default();
        }
    }

    /// A click on a row beside its controls. Shift makes a range, Ctrl toggles; a plain one selects
    /// the row alone, but never drops a selection of several.
    fn click_row(&self, hit: &Hit, event: &ev::MouseEvent) {
        let key = &hit.key;
        if event.shift_key() {
            self.extend(key);
            self.active.set(Active { row: Some(key.clone()), column: self.column_id(hit.column) });
            self.place_tab_stop();
            self.focus_active();
        } else if event.ctrl_key() || event.meta_key() || hit.column == 0 {
            self.toggle(key);
        } else if self.cx.state.with_untracked(|state| state.selection.len() < 2) {
            self.cx.edit(|state| state.select_only(key));
            self.render(false);
        }
    }

    /// The header's checkbox: everything in view, or nothing.
    fn click_all(&self, input: &Element) {
        let (source, cx) = (self.cx.source(), self.cx);
        let all = cx.view.with_untracked(|view| cx.state.with_untracked(|state| source.all_selected(state, view)));
        if all {
            cx.edit(table_engine::State::clear_selection);
            self.render(false);
        } else {
            self.select_all();
        }
        let some = cx.view.with_untracked(|view| !view.order.is_empty());
        if let Some(input) = input.dyn_ref() {
            header::show(input, if !all && some { Marked::All } else { Marked::None });
        }
    }

    fn copy(&self, target: &Element) {
        let cx = self.cx;
        let Some(button) = target.closest(".ct-copy").ok().flatten() else { return };
        let text = button.parent_element().and_then(|cell| cell.query_selector(".ct-t").ok().flatten());
        let Some(text) = text else { return };
        let value = text.text_content().unwrap_or_default();
        clipboard::copy(value, move |copied| {
            cx.announce(cx.text(|t| if copied { &t.grid.copied } else { &t.grid.not_copied }.to_string()));
            if !copied {
                // What the page may not do, the user can: the text is selected.
                if let Ok(Some(selection)) = window().get_selection() {
                    _ = selection.select_all_children(&text);
                }
                return;
            }
            mark_done(&button, Icon::Check, true);
            set_timeout(move || mark_done(&button, Icon::Copy, false), Duration::from_millis(1500));
        });
    }

    /// Fits a column to its content, by a double click on its edge.
    pub(crate) fn double_click(&self, event: &ev::MouseEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if !closest(&target, ".ct-edge") {
            return;
        }
        let Some(header) = target.closest("[role=columnheader]").ok().flatten() else { return };
        let Some(column) = header.get_attribute("data-col") else { return };
        let index = self.column_index(&column);
        let grid = &self.nodes.grid;
        // Laid out once with the column as wide as it likes.
        let before = self.set_styles.borrow().0.clone();
        let tracks: Vec<&str> = before.split(' ').collect();
        let fitted: Vec<&str> = tracks.iter().enumerate().map(|(at, track)| if at == index { "max-content" } else { track }).collect();
        dom::style(grid, "--ct-cols", &fitted.join(" "));
        let header_width = header.get_bounding_client_rect().width();
        let body = self.body.borrow();
        let width = body.column(index - 1).map(|cell| cell.get_bounding_client_rect().width()).fold(header_width, f64::max);
        drop(body);
        dom::style(grid, "--ct-cols", &before);
        self.set_width(&column, width.ceil() + 1.0);
    }

    /// The columns before one, with their widths.
    fn before(&self, column: &str) -> Vec<(String, f64)> {
        self.columns.with_untracked(|all| {
            all.iter().take_while(|shown| shown.id != column).map(|shown| (shown.id.clone(), shown.width)).collect()
        })
    }

    /// Gives a column a width. Those before it keep theirs, so that it changes at its end alone.
    fn set_width(&self, column: &str, width: f64) {
        let scale = self.metrics.get_untracked().scale.max(0.1);
        let before = self.before(column);
        self.cx.edit(|state| {
            for (id, width) in &before {
                state.resize(id, Some((width / scale).round()));
            }
            state.resize(column, Some((width / scale).max(NARROWEST).round()));
        });
    }

    fn widen(&self, column: &str, by: f64) {
        let Some(shown) = self.columns.with_untracked(|all| all.iter().find(|c| c.id == column).cloned()) else { return };
        let scale = self.metrics.get_untracked().scale;
        let width = (shown.width + by * scale).max(NARROWEST * scale);
        self.set_width(column, width);
        let words = self.cx.text(|t| {
            fill(&t.grid.column_width, &[("column", &shown.label), ("n", &width.round().to_string())])
        });
        self.cx.announce(words);
    }

    /// Takes hold of a column's edge.
    pub(crate) fn press(&self, event: &ev::PointerEvent) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if event.button() != 0 || !closest(&target, ".ct-edge") {
            return;
        }
        let Some(header) = target.closest("[role=columnheader]").ok().flatten() else { return };
        let Some(column) = header.get_attribute("data-col") else { return };
        _ = target.set_pointer_capture(event.pointer_id());
        let start = header.get_bounding_client_rect().width();
        event.prevent_default();
        let before = self.before(&column);
        self.drag.set(Some(Drag { column, from: f64::from(event.client_x()), start, width: start, before }));
    }

    /// Moves the edge that is held.
    pub(crate) fn drag(&self, event: &ev::PointerEvent) {
        let Some(mut drag) = self.drag.get_untracked() else { return };
        let rtl = window().get_computed_style(&self.nodes.grid).ok().flatten();
        let rtl = rtl.and_then(|style| style.get_property_value("direction").ok()).is_some_and(|d| d == "rtl");
        let by = f64::from(event.client_x()) - drag.from;
        let scale = self.metrics.get_untracked().scale;
        drag.width = (drag.start + if rtl { -by } else { by }).max(NARROWEST * scale);
        self.drag.set(Some(drag));
    }

    /// Lets the edge go.
    pub(crate) fn release(&self, _event: &ev::PointerEvent) {
        let Some(drag) = self.drag.get_untracked() else { return };
        if (drag.width - drag.start).abs() >= 1.0 {
            self.set_width(&drag.column, drag.width);
        }
        self.drag.set(None);
    }
}

fn position_of(order: &[u32], row: Option<u32>) -> Option<usize> {
    row.and_then(|row| order.iter().position(|at| *at == row))
}

fn closest(el: &Element, selector: &str) -> bool {
    el.closest(selector).ok().flatten().is_some()
}

/// The user has just selected text in `within` by dragging.
fn has_selected_text(within: &Node) -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| {
        !selection.is_collapsed() && selection.anchor_node().is_some_and(|node| within.contains(Some(&node)))
    })
}

fn mark_done(button: &Element, icon: Icon, done: bool) {
    _ = button.class_list().toggle_with_force("is-done", done);
    button.set_text_content(None);
    dom::append(button, &dom::icon(icon, "i"));
}

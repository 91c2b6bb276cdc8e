//! The rows in the DOM: those on screen and a few more, each an element that is used again for
//! another row when its own has scrolled away.

use std::{collections::HashMap, ops::Range, rc::Rc};

use leptos::prelude::document;
use table_engine::Kind;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, Node};

use crate::{
    Icon,
    cell::{Cell, Look},
    dom::{append, element, icon, set, style},
    layout::PADDING,
    measure::Ruler,
    source::Source,
    texts::{Texts, fill},
    viewport::Viewport,
};

/// A column as the grid shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub id: String,
    pub label: String,
    pub kind: Kind,
    /// CSS pixels.
    pub width: f64,
    /// The column whose text names the row.
    pub names_row: bool,
    /// The classes of its header and cells.
    pub class: String,
    /// It is one of those that a phone shows.
    pub on_phone: bool,
}

/// All that the rows are drawn from.
pub(crate) struct Scene<'a> {
    pub source: &'a dyn Source,
    /// Row indices in view order.
    pub order: &'a [u32],
    /// The positions on screen and around.
    pub window: Range<usize>,
    /// A position that stays in the DOM wherever it is: the row with the tab stop.
    pub held: Option<usize>,
    pub viewport: &'a Viewport,
    pub columns: &'a [Shown],
    pub is_selected: &'a dyn Fn(&str) -> bool,
    /// Counts the changes of the rows.
    pub revision: u64,
    /// More than the window or the selection changed: look at every cell.
    pub repaint: bool,
    pub search: &'a Rc<str>,
    pub exact_times: bool,
    pub now_ms: i64,
    /// Root font size over 16.
    pub scale: f64,
    pub is_narrow: bool,
    pub ruler: &'a Ruler,
    pub texts: &'a Texts,
}

/// What was hit by an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub key: String,
    /// From the checkbox's column, 0.
    pub column: usize,
}

struct Slot {
    el: HtmlElement,
    select: HtmlInputElement,
    cells: Vec<Cell>,
    row: Option<u32>,
    key: String,
    position: usize,
    y: f64,
    selected: bool,
}

/// The rows in the DOM.
pub(crate) struct Body {
    el: HtmlElement,
    slots: Vec<Slot>,
    columns: Vec<(String, String)>,
    prototype: Option<HtmlElement>,
    revision: u64,
    tab_stop: Option<HtmlElement>,
}

impl Body {
    pub(crate) fn new(el: HtmlElement) -> Self {
        Self {
            el,
            slots: Vec::new(),
            columns: Vec::new(),
            prototype: None,
            revision: 0,
            tab_stop: None,
        }
    }

    /// Makes the DOM show the scene, changing what differs.
    pub(crate) fn patch(&mut self, scene: &Scene<'_>) {
        self.take_columns(scene.columns);
        if self.revision != scene.revision {
            self.revision = scene.revision;
            for slot in &mut self.slots {
                slot.row = scene.source.index_of(&slot.key);
            }
        }
        let mut positions: Vec<usize> = scene.window.clone().collect();
        if let Some(held) = scene
            .held
            .filter(|held| !scene.window.contains(held) && *held < scene.order.len())
        {
            let at = if held < scene.window.start {
                0
            } else {
                positions.len()
            };
            positions.insert(at, held);
        }

        // Rows that are shown already keep their element; the others take what is free.
        let mut by_row: HashMap<u32, usize> = HashMap::new();
        for (at, slot) in self.slots.iter().enumerate() {
            if let Some(row) = slot.row {
                by_row.insert(row, at);
            }
        }
        let mut assigned: Vec<Option<usize>> = Vec::with_capacity(positions.len());
        let mut is_taken = vec![false; self.slots.len()];
        for &position in &positions {
            let slot = scene.order.get(position).and_then(|row| by_row.remove(row));
            if let Some(slot) = slot {
                is_taken[slot] = true;
            }
            assigned.push(slot);
        }
        let mut free: Vec<usize> = (0..is_taken.len())
            .filter(|slot| !is_taken[*slot])
            .collect();
        let mut in_order = Vec::with_capacity(positions.len());
        for (&position, assigned) in positions.iter().zip(assigned) {
            let Some(&row) = scene.order.get(position) else {
                continue;
            };
            let (slot, is_new) = match assigned {
                Some(slot) => (slot, false),
                None => (free.pop().unwrap_or_else(|| self.add_slot()), true),
            };
            self.slots[slot].show(row, position, is_new || scene.repaint, is_new, scene);
            in_order.push(slot);
        }
        self.put_in_order(&in_order);
        free.sort_unstable();
        for slot in free.into_iter().rev() {
            self.slots.swap_remove(slot).el.remove();
        }
    }

    /// Starts over when other columns are shown.
    fn take_columns(&mut self, columns: &[Shown]) {
        let same = self.columns.len() == columns.len()
            && self
                .columns
                .iter()
                .zip(columns)
                .all(|((id, class), column)| *id == column.id && *class == column.class);
        if same && self.prototype.is_some() {
            return;
        }
        self.columns = columns
            .iter()
            .map(|column| (column.id.clone(), column.class.clone()))
            .collect();
        for slot in self.slots.drain(..) {
            slot.el.remove();
        }
        self.prototype = Some(prototype(columns));
    }

    fn add_slot(&mut self) -> usize {
        let el = self
            .prototype
            .as_ref()
            .and_then(|el| el.clone_node_with_deep(true).ok());
        let el: HtmlElement = el.map_or_else(|| element("div", "ct-r"), JsCast::unchecked_into);
        let children = el.children();
        let cells = (1..children.length())
            .filter_map(|at| children.item(at))
            .map(|el| Cell::new(el.unchecked_into()))
            .collect();
        let select = el.query_selector("input").ok().flatten();
        let select = select
            .unwrap_or_else(|| element("input", "").into())
            .unchecked_into();
        self.slots.push(Slot {
            el,
            select,
            cells,
            row: None,
            key: String::new(),
            position: usize::MAX,
            y: f64::NAN,
            selected: false,
        });
        self.slots.len() - 1
    }

    /// Puts the elements into view order. The one with the focus is not moved, since that would
    /// take the focus away; the others are moved around it.
    fn put_in_order(&self, order: &[usize]) {
        let focused = document().active_element();
        let has_focus = |el: &HtmlElement| {
            focused
                .as_ref()
                .is_some_and(|focused| el.contains(Some(focused)))
        };
        let mut cursor: Option<Node> = self.el.first_child();
        for &slot in order {
            let el = &self.slots[slot].el;
            let stands = cursor
                .as_ref()
                .is_some_and(|cursor| el.is_same_node(Some(cursor)));
            if stands || (has_focus(el) && el.parent_node().is_some()) {
                cursor = el.next_sibling();
            } else {
                _ = self.el.insert_before(el, cursor.as_ref());
            }
        }
    }

    /// The cell around a node.
    pub(crate) fn hit(&self, node: &Node) -> Option<Hit> {
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.el.contains(Some(node)))?;
        let column = slot
            .cells
            .iter()
            .position(|cell| cell.el.contains(Some(node)))
            .map_or(0, |at| at + 1);
        Some(Hit {
            key: slot.key.clone(),
            column,
        })
    }

    /// What takes the focus for a cell: the cell, or the checkbox.
    pub(crate) fn stop(&self, key: &str, column: usize) -> Option<HtmlElement> {
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.key == key && slot.row.is_some())?;
        match column.checked_sub(1) {
            None => Some(slot.select.clone().into()),
            Some(at) => slot.cells.get(at).map(|cell| cell.el.clone()),
        }
    }

    /// Makes the one cell of the body that Tab reaches, or none.
    pub(crate) fn set_tab_stop(&mut self, stop: Option<HtmlElement>) {
        if self.tab_stop == stop {
            return;
        }
        if let Some(old) = self.tab_stop.take() {
            set(&old, "tabindex", "-1");
        }
        if let Some(new) = &stop {
            set(new, "tabindex", "0");
        }
        self.tab_stop = stop;
    }

    /// The cells of a column that are in the DOM.
    pub(crate) fn column(&self, at: usize) -> impl Iterator<Item = &HtmlElement> {
        self.slots
            .iter()
            .filter_map(move |slot| slot.cells.get(at))
            .map(|cell| &cell.el)
    }
}

impl Slot {
    fn show(&mut self, row: u32, position: usize, repaint: bool, is_new: bool, scene: &Scene<'_>) {
        if self.position != position {
            self.position = position;
            // The header is row 1.
            set(&self.el, "aria-rowindex", &(position + 2).to_string());
        }
        let y = scene.viewport.y(position);
        if (self.y - y).abs() > 0.01 || self.y.is_nan() {
            self.y = y;
            style(&self.el, "transform", &format!("translateY({y}px)"));
        }
        if repaint {
            let name = scene.source.name(row);
            if is_new || self.row != Some(row) {
                self.key = scene.source.key(row);
            }
            set(
                &self.select,
                "aria-label",
                &fill(&scene.texts.grid.select_row, &[("name", &name)]),
            );
            let tag = scene.source.tag(row);
            _ = self
                .el
                .class_list()
                .toggle_with_force("is-quiet", tag.is_some());
            for (cell, column) in self.cells.iter_mut().zip(scene.columns) {
                let look = Look {
                    search: scene.search,
                    exact_times: scene.exact_times,
                    now_ms: scene.now_ms,
                    room: column.width - PADDING * scene.scale,
                    is_narrow: scene.is_narrow,
                    column: &column.label,
                    name: &name,
                    tag: tag.clone().filter(|_| column.names_row),
                    opens: scene.source.more(&column.id).is_some(),
                    ruler: scene.ruler,
                    texts: scene.texts,
                };
                cell.paint(scene.source.content(row, &column.id), &look);
            }
        }
        self.row = Some(row);
        let selected = (scene.is_selected)(&self.key);
        if is_new || self.selected != selected {
            self.selected = selected;
            set(
                &self.el,
                "aria-selected",
                if selected { "true" } else { "false" },
            );
        }
        self.select.set_checked(selected);
    }
}

/// A row that others are copied from.
fn prototype(columns: &[Shown]) -> HtmlElement {
    let row = element("div", "ct-r");
    set(&row, "role", "row");
    let cell = element("div", "ct-sel");
    set(&cell, "role", "gridcell");
    set(&cell, "aria-colindex", "1");
    let check = element("span", "ct-check");
    let input = element("input", "");
    set(&input, "type", "checkbox");
    set(&input, "tabindex", "-1");
    append(&check, &input);
    append(&check, &icon(Icon::Check, "i ct-tick"));
    append(&cell, &check);
    append(&row, &cell);
    for (at, column) in columns.iter().enumerate() {
        let cell = element("div", &column.class);
        set(
            &cell,
            "role",
            if column.names_row {
                "rowheader"
            } else {
                "gridcell"
            },
        );
        set(&cell, "aria-colindex", &(at + 2).to_string());
        set(&cell, "tabindex", "-1");
        append(&row, &cell);
    }
    row
}

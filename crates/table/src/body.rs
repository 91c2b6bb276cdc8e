//! The rows in the DOM: those on screen and a few more, each an element that is used again for
//! another row when its own has scrolled away.

use std::{collections::HashMap, ops::Range, rc::Rc};

use table_engine::{Kind, Matcher};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, Node};

use crate::{
    Icon,
    cell::{Cell, Look},
    dom::{append, element, focused, icon, set, style},
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
    /// It stays when the others scroll.
    pub pinned: bool,
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
    pub is_selected: &'a dyn Fn(u32, &str) -> bool,
    /// Counts the changes of the rows.
    pub revision: u64,
    /// More than the window or the selection changed: look at every cell.
    pub repaint: bool,
    pub search: &'a Rc<str>,
    pub matcher: &'a Matcher,
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
    /// What names the row, once it was shown.
    name: Option<String>,
    position: usize,
    y: f64,
    selected: bool,
    /// It is quiet, since the row has a tag.
    quiet: bool,
    /// It stands in the document.
    is_attached: bool,
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
                let row = slot.row.unwrap_or_default();
                slot.row = scene.source.index_near(&slot.key, row);
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
        // The first that is free in the document goes to the first that has none: the fewest rows change their place.
        let mut free = (0..is_taken.len()).filter(|slot| !is_taken[*slot]);
        let mut in_order = Vec::with_capacity(positions.len());
        for (&position, assigned) in positions.iter().zip(assigned) {
            let Some(&row) = scene.order.get(position) else {
                continue;
            };
            let (slot, is_new) = match assigned {
                Some(slot) => (slot, false),
                None => (free.next().unwrap_or_else(|| self.add_slot()), true),
            };
            self.slots[slot].show(row, position, is_new || scene.repaint, is_new, scene);
            in_order.push(slot);
        }
        self.put_in_order(&in_order);
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
            name: None,
            position: usize::MAX,
            y: f64::NAN,
            selected: false,
            quiet: false,
            is_attached: false,
        });
        self.slots.len() - 1
    }

    /// Puts the elements into view order, and takes those away that are not in it. Slots stand as their elements do in
    /// the document, so that the fewest can be moved: an element that is moved is styled and laid out anew. The one with
    /// the focus is not moved, since that would take the focus away.
    fn put_in_order(&mut self, order: &[usize]) {
        if order.len() == self.slots.len() && order.iter().copied().eq(0..order.len()) {
            let is_there = |slot: &Slot| slot.is_attached;
            if self.slots.iter().all(is_there) {
                return;
            }
        }
        let focused = focused(&self.el);
        let has_focus = |slot: &Slot| {
            focused
                .as_ref()
                .is_some_and(|focused| slot.el.contains(Some(focused)))
        };
        let attached = order.iter().map(|slot| self.slots[*slot].is_attached);
        let attached: Vec<bool> = attached.collect();
        let fixed = order.iter().position(|slot| has_focus(&self.slots[*slot]));
        let stays = longest_rise(order, &attached, fixed);
        let mut slots: Vec<Option<Slot>> = self.slots.drain(..).map(Some).collect();
        self.slots
            .extend(order.iter().filter_map(|slot| slots[*slot].take()));
        for gone in slots.into_iter().flatten() {
            gone.el.remove();
        }
        let mut next: Option<&Node> = None;
        for (slot, stays) in self.slots.iter_mut().zip(stays).rev() {
            if !stays {
                _ = self.el.insert_before(&slot.el, next);
                slot.is_attached = true;
            }
            next = Some(&slot.el);
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

    /// Gives what is under the pointer its tooltip.
    pub(crate) fn give_title(&mut self, target: &Node) {
        let holds = |cell: &&mut Cell| cell.el.contains(Some(target));
        let mut cells = self.slots.iter_mut().flat_map(|slot| &mut slot.cells);
        if let Some(cell) = cells.find(holds) {
            cell.give_title(target);
        }
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
            if self.name.as_ref() != Some(&name) {
                let label = fill(&scene.texts.grid.select_row, &[("name", &name)]);
                set(&self.select, "aria-label", &label);
                self.name = Some(name.clone());
            }
            let tag = scene.source.tag(row);
            if self.quiet != tag.is_some() {
                self.quiet = tag.is_some();
                _ = self
                    .el
                    .class_list()
                    .toggle_with_force("is-quiet", self.quiet);
            }
            for (cell, column) in self.cells.iter_mut().zip(scene.columns) {
                let look = Look {
                    search: scene.search,
                    matcher: scene.matcher,
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
        let selected = (scene.is_selected)(row, &self.key);
        if self.selected != selected {
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

/// Which of some numbers can stay where they are while the others are moved between them: the most that rise, of those
/// `may`, with the one at `fixed` among them.
fn longest_rise(numbers: &[usize], may: &[bool], fixed: Option<usize>) -> Vec<bool> {
    let fits = |at: usize| {
        may[at] && fixed.is_none_or(|fixed| at.cmp(&fixed) == numbers[at].cmp(&numbers[fixed]))
    };
    // For each the length of the longest that ends there, and what stands before it in that.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for at in 0..numbers.len() {
        let before = (0..at)
            .filter(|before| best[*before].0 > 0 && numbers[*before] < numbers[at])
            .max_by_key(|before| best[*before].0);
        let length = before.map_or(0, |before| best[before].0);
        best.push(if fits(at) {
            (length + 1, before)
        } else {
            (0, None)
        });
    }
    let mut stays = vec![false; numbers.len()];
    let mut last = (0..numbers.len())
        .filter(|at| best[*at].0 > 0)
        .max_by_key(|at| best[*at].0);
    while let Some(at) = last {
        stays[at] = true;
        last = best[at].1;
    }
    stays
}

/// A row that others are copied from.
fn prototype(columns: &[Shown]) -> HtmlElement {
    let row = element("div", "ct-r");
    set(&row, "role", "row");
    set(&row, "part", "row");
    set(&row, "aria-selected", "false");
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
        set(&cell, "part", &format!("cell cell-{}", column.id));
        set(&cell, "tabindex", "-1");
        append(&row, &cell);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::longest_rise;

    fn moved(order: &[usize], fixed: Option<usize>) -> Vec<usize> {
        let may = vec![true; order.len()];
        let stays = longest_rise(order, &may, fixed);
        order
            .iter()
            .zip(stays)
            .filter(|(_, stays)| !stays)
            .map(|(number, _)| *number)
            .collect()
    }

    #[test]
    fn the_fewest_rows_are_moved() {
        assert_eq!(moved(&[0, 1, 2, 3], None), [0; 0]);
        assert_eq!(moved(&[3, 4, 5, 6, 0, 1, 2], None), [0, 1, 2]);
        assert_eq!(moved(&[5, 6, 0, 1, 2, 3, 4], None), [5, 6]);
        assert_eq!(moved(&[], None), [0; 0]);
    }

    #[test]
    fn the_row_with_the_focus_stays() {
        assert_eq!(moved(&[3, 4, 5, 6, 0, 1, 2], Some(4)), [3, 4, 5, 6]);
        assert_eq!(longest_rise(&[1, 0], &[false, true], None), [false, true]);
    }
}

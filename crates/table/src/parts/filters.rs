//! The filters: Add filter, a chip for each, and the panel in which they are written.

use std::rc::Rc;

use crate::signals::prelude::*;
use table_engine::{FacetInfo, Filter};
use web_sys::Event;

use crate::{
    Cx, Icon,
    draft::Draft,
    filter_words::{Words, words},
    markup::{Draw, El, Node, Ref, button, div, el, icon, part, small_icon, span, yes},
    menus::Panel,
    popover::{self, Anchor, Label, popover},
    texts::{count, fill},
    time_text::Zone,
};

use super::{filter_editor::editor, filter_menu::choose};

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The filters there are, on a phone.
    List,
    /// The columns to filter by.
    Choose,
    /// The filter that is being written.
    Edit,
}

/// The panel's state.
#[derive(Clone, Copy)]
pub(crate) struct FilterMenu {
    /// Stored, so that the menu is small where it is captured.
    cx: StoredValue<Cx>,
    pub anchor: Anchor,
    pub step: RwSignal<Step>,
    /// Which filter the draft replaces; `None` for a new one.
    pub index: RwSignal<Option<usize>>,
    pub draft: RwSignal<Draft>,
}

impl FilterMenu {
    fn new(cx: Cx) -> Self {
        let none = Draft::new(String::new(), table_engine::FilterKind::Text);
        Self {
            cx: StoredValue::new(cx),
            anchor: popover::anchor(),
            step: RwSignal::new(Step::Choose),
            index: RwSignal::new(None),
            draft: RwSignal::new(none),
        }
    }

    /// The table's context.
    pub(crate) fn cx(self) -> Cx {
        self.cx.get_value()
    }

    fn open(self, event: &Event, step: Step) {
        self.step.set(step);
        popover::toggle(self.anchor, event);
    }

    /// Starts a filter of a facet.
    pub(crate) fn start(self, facet: &FacetInfo) {
        self.index.set(None);
        self.draft.set(Draft::new(facet.id.clone(), facet.kind));
        self.step.set(Step::Edit);
    }

    /// Loads a filter into the draft.
    fn load(self, at: usize) -> bool {
        let Some(filter) = self
            .cx()
            .state
            .with_untracked(|state| state.filters.get(at).cloned())
        else {
            return false;
        };
        let Some(facet) = facet(self.cx(), &filter.facet) else {
            return false;
        };
        self.index.set(Some(at));
        self.draft
            .set(Draft::of(&filter, facet.kind, Zone::browser()));
        true
    }

    /// Where Back leads from the draft, if anywhere.
    pub(crate) fn back(self) -> Option<Step> {
        match (self.index.get(), self.cx().is_narrow.get()) {
            (None, _) => Some(Step::Choose),
            (Some(_), true) => Some(Step::List),
            (Some(_), false) => None,
        }
    }

    /// The name of the panel.
    fn label(self) -> String {
        let column = facet(self.cx(), &self.draft.with(|draft| draft.facet.clone()))
            .map(|facet| facet.label)
            .unwrap_or_default();
        let step = self.step.get();
        self.cx().text(|t| match step {
            Step::List => t.toolbar.filters.to_string(),
            Step::Choose => t.toolbar.add_filter.to_string(),
            Step::Edit => fill(&t.toolbar.filter_of, &[("column", &column)]),
        })
    }
}

/// A facet by its id.
pub(crate) fn facet(cx: Cx, id: &str) -> Option<FacetInfo> {
    cx.source().schema().facet(id).cloned()
}

/// The text of a set's value; rows without one have a word too.
pub(crate) fn value_label(cx: Cx, facet: Option<&FacetInfo>, value: &str) -> String {
    if value.is_empty() {
        return cx.text(|t| t.toolbar.empty_value.to_string());
    }
    facet.map_or_else(|| value.to_owned(), |facet| facet.label_of(value))
}

fn words_of(cx: Cx, filter: &Filter) -> Words {
    let facet = facet(cx, &filter.facet);
    let column = facet
        .as_ref()
        .map_or_else(|| filter.facet.clone(), |facet| facet.label.clone());
    let label = |value: &str| value_label(cx, facet.as_ref(), value);
    cx.text(|t| words(filter, column, &label, t, Zone::browser()))
}

/// Add filter and the chips; on a phone a single button, which opens both.
pub(crate) fn filters(cx: Cx) -> Draw {
    let menu = FilterMenu::new(cx);
    let add = Ref::new();
    let label: Label = Rc::new(move || menu.label());
    Box::new(move || {
        let group = div("ct-filters")
            .attr("role", "group")
            .attr("aria-label", cx.text(|t| t.toolbar.filters.to_string()));
        let group = if cx.is_narrow.get() {
            group.child(phone_button(menu))
        } else {
            group.children(chips(menu, add))
        };
        let mut all = vec![group.into()];
        all.extend(popover(cx, menu.anchor, &label, Panel::Filters(menu)));
        all
    })
}

/// What the panel shows, step by step.
pub(crate) fn panel(menu: FilterMenu) -> Draw {
    Box::new(move || {
        let step = match menu.step.get() {
            Step::List => part("list", move || list(menu)),
            Step::Choose => part("choose", move || choose(menu)),
            Step::Edit => {
                let (at, facet) = (
                    menu.index.get(),
                    menu.draft.with(|draft| draft.facet.clone()),
                );
                part(format!("{at:?} {facet}"), move || editor(menu))
            }
        };
        vec![step]
    })
}

fn is_expanded(menu: FilterMenu) -> &'static str {
    yes(popover::is_open(menu.anchor) && menu.index.get().is_none())
}

fn chips(menu: FilterMenu, add: Ref) -> Vec<Node> {
    let cx = menu.cx();
    let add_filter = button("ct-btn ct-plain ct-add")
        .at(add)
        .key("add")
        .attr("aria-haspopup", "dialog")
        .attr("aria-expanded", is_expanded(menu))
        .on_click(move |event| {
            menu.index.set(None);
            menu.open(event, Step::Choose);
        })
        .child(icon(Icon::Filter))
        .child(span("ct-txt").child(cx.text(|t| t.toolbar.add_filter.to_string())));
    let mut all = vec![add_filter.into()];
    let words = all_words(cx);
    all.extend(
        (0..)
            .zip(words)
            .map(|(at, words)| chip(menu, at, words, add).into()),
    );
    all
}

/// The words of each filter.
fn all_words(cx: Cx) -> Vec<Words> {
    cx.revision.track();
    cx.state.with(|state| {
        state
            .filters
            .iter()
            .map(|filter| words_of(cx, filter))
            .collect()
    })
}

/// A chip: the body edits, the cross removes.
fn chip(menu: FilterMenu, at: usize, words: Words, add: Ref) -> El {
    let cx = menu.cx();
    let line = cx.text(|t| words.line(&t.toolbar));
    let of_filter = [("filter", line.as_str())];
    let [edit, remove, removed] = cx.text(|t| {
        let t = &t.toolbar;
        [&t.edit_filter, &t.remove_filter, &t.filter_removed].map(|text| fill(text, &of_filter))
    });
    let is_open = popover::is_open(menu.anchor) && menu.index.get() == Some(at);
    let body = button("ct-edit")
        .attr("aria-label", edit)
        .attr("title", line)
        .attr("aria-haspopup", "dialog")
        .attr("aria-expanded", yes(is_open))
        .on_click(move |event| {
            if menu.load(at) {
                menu.open(event, Step::Edit);
            }
        })
        .child(span("ct-col").child(words.column))
        .child(span("ct-op").child(words.operator))
        .child(span("ct-val").child(words.values));
    let cross = button("ct-off")
        .named(&remove)
        .on_click(move |_| {
            add.focus();
            menu.anchor.set(None);
            cx.edit(|state| state.remove_filter(at));
            cx.announce(removed.clone());
        })
        .child(small_icon(Icon::Cross));
    span("ct-filter").child(body).child(cross)
}

/// On a phone: an icon with how many filters there are.
fn phone_button(menu: FilterMenu) -> El {
    let cx = menu.cx();
    let number = cx.state.with(|state| state.filters.len());
    let name = cx.text(|t| match number {
        0 => t.toolbar.add_filter.to_string(),
        n => fill(&t.toolbar.filters_count, &[("n", &count(n))]),
    });
    let step = if number == 0 {
        Step::Choose
    } else {
        Step::List
    };
    let badge = || {
        span("ct-badge")
            .attr("aria-hidden", "true")
            .child(count(number))
    };
    button("ct-btn ct-ghost ct-icon")
        .key("phone")
        .named(&name)
        .attr("aria-haspopup", "dialog")
        .attr("aria-expanded", is_expanded(menu))
        .on_click(move |event| {
            menu.index.set(None);
            menu.open(event, step);
        })
        .child(icon(Icon::Filter))
        .maybe((number > 0).then(badge))
}

/// On a phone: the filters there are, and Add filter.
fn list(menu: FilterMenu) -> Draw {
    let cx = menu.cx();
    let add = Ref::new();
    let row = move |(at, words): (usize, Words)| {
        let line = cx.text(|t| words.line(&t.toolbar));
        let of_filter = [("filter", line.as_str())];
        let [edit, remove] = cx.text(|t| {
            let t = &t.toolbar;
            [&t.edit_filter, &t.remove_filter].map(|text| fill(text, &of_filter))
        });
        let body = button("ct-edit")
            .attr("aria-label", edit)
            .on_click(move |_| {
                if menu.load(at) {
                    menu.step.set(Step::Edit);
                }
            })
            .child(line);
        let cross = button("ct-btn ct-ghost ct-tiny")
            .attr("aria-label", remove)
            .on_click(move |_| {
                add.focus();
                cx.edit(|state| state.remove_filter(at));
            })
            .child(icon(Icon::Trash));
        el("li").class("ct-opt").child(body).child(cross).into()
    };
    Box::new(move || {
        let [title, add_name, none] = cx.text(|t| {
            let t = &t.toolbar;
            [&t.filters, &t.add_filter, &t.no_filters].map(ToString::to_string)
        });
        let rows: Vec<Node> = all_words(cx).into_iter().enumerate().map(row).collect();
        let none = rows
            .is_empty()
            .then(|| el("li").key("none").class("ct-hint").child(none));
        let add_filter = button("ct-btn ct-primary")
            .at(add)
            .attr("data-first", "")
            .on_click(move |_| menu.step.set(Step::Choose))
            .child(icon(Icon::Plus))
            .child(add_name);
        vec![
            div("ct-top").made(popover::refocus).child(title).into(),
            el("ul").class("ct-opts").children(rows).maybe(none).into(),
            div("ct-foot").child(el("span")).child(add_filter).into(),
        ]
    })
}

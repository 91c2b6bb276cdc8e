//! The filters: Add filter, a chip for each, and the panel in which they are written.

use leptos::{html, prelude::*};
use table_engine::{FacetInfo, Filter};
use web_sys::Event;

use crate::{
    Cx, Icon,
    draft::Draft,
    filter_words::{Words, words},
    lazy::{self, Lazy},
    menus::Panel,
    popover::{self, Anchor, popover},
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
#[component]
pub(crate) fn Filters() -> impl IntoView {
    let cx = Cx::get();
    let menu = FilterMenu::new(cx);
    let add = NodeRef::<html::Button>::new();
    view! {
        <div class="ct-filters" role="group" aria-label=cx.text(|t| t.toolbar.filters.to_string())>
            {lazy::value(move || if cx.is_narrow.get() { phone_button(menu) } else { chips(menu, add) })}
        </div>
        {popover(cx, menu.anchor, move || menu.label(), Panel::Filters(menu))}
    }
}

/// What the panel shows, step by step.
pub(crate) fn panel(menu: FilterMenu) -> AnyView {
    lazy::value(move || match menu.step.get() {
        Step::List => list(menu),
        Step::Choose => choose(menu),
        Step::Edit => editor(menu),
    })
    .into_any()
}

fn expanded(menu: FilterMenu) -> Lazy<&'static str> {
    lazy::value(move || {
        if menu.anchor.with(Option::is_some) && menu.index.get().is_none() {
            "true"
        } else {
            "false"
        }
    })
}

fn chips(menu: FilterMenu, add: NodeRef<html::Button>) -> AnyView {
    let cx = menu.cx();
    let number = lazy::memo(move || cx.state.with(|state| state.filters.len()));
    let name = cx.text(|t| t.toolbar.add_filter.to_string());
    view! {
        <button
            node_ref=add
            type="button"
            class="ct-btn ct-plain ct-add"
            aria-haspopup="dialog"
            aria-expanded=expanded(menu)
            on:click=move |event| {
                menu.index.set(None);
                menu.open(&event, Step::Choose);
            }
        >
            <Icon icon=Icon::Filter/>
            <span class="ct-txt">{name}</span>
        </button>
        {lazy::each(move || (0..number.get()).collect(), move |at| chip(menu, at, add))}
    }
    .into_any()
}

/// A chip: the body edits, the cross removes.
fn chip(menu: FilterMenu, at: usize, add: NodeRef<html::Button>) -> AnyView {
    let cx = menu.cx();
    let parts = lazy::memo(move || {
        cx.revision.track();
        cx.state.with(|state| {
            state
                .filters
                .get(at)
                .map(|filter| words_of(cx, filter))
                .unwrap_or_default()
        })
    });
    let line = move || parts.with(|parts| cx.text(|t| parts.line(&t.toolbar)));
    let named = move |pick: fn(&crate::toolbar_texts::ToolbarTexts) -> &str| {
        cx.text(|t| fill(pick(&t.toolbar), &[("filter", &line())]))
    };
    let edit = move || named(|t| &t.edit_filter);
    let remove = move || named(|t| &t.remove_filter);
    let open = move || {
        if menu.anchor.with(Option::is_some) && menu.index.get() == Some(at) {
            "true"
        } else {
            "false"
        }
    };
    let on_remove = move |_| {
        let gone = cx.text(|t| fill(&t.toolbar.filter_removed, &[("filter", &line())]));
        if let Some(add) = add.get_untracked() {
            _ = add.focus();
        }
        menu.anchor.set(None);
        cx.edit(|state| state.remove_filter(at));
        cx.announce(gone);
    };
    view! {
        <span class="ct-filter">
            <button
                type="button"
                class="ct-edit"
                aria-label=lazy::value(edit)
                title=lazy::value(line)
                aria-haspopup="dialog"
                aria-expanded=lazy::value(open)
                on:click=move |event| {
                    if menu.load(at) {
                        menu.open(&event, Step::Edit);
                    }
                }
            >
                <span class="ct-col">{lazy::value(move || parts.with(|parts| parts.column.clone()))}</span>
                <span class="ct-op">{lazy::value(move || parts.with(|parts| parts.operator.clone()))}</span>
                <span class="ct-val">{lazy::value(move || parts.with(|parts| parts.values.clone()))}</span>
            </button>
            <button type="button" class="ct-off" aria-label=lazy::value(remove) title=lazy::value(remove) on:click=on_remove>
                <Icon icon=Icon::Cross small=true/>
            </button>
        </span>
    }
    .into_any()
}

/// On a phone: an icon with how many filters there are.
fn phone_button(menu: FilterMenu) -> AnyView {
    let cx = menu.cx();
    let number = lazy::memo(move || cx.state.with(|state| state.filters.len()));
    let name = move || {
        cx.text(|t| match number.get() {
            0 => t.toolbar.add_filter.to_string(),
            n => fill(&t.toolbar.filters_count, &[("n", &count(n))]),
        })
    };
    let step = move || {
        if number.get_untracked() == 0 {
            Step::Choose
        } else {
            Step::List
        }
    };
    view! {
        <button
            type="button"
            class="ct-btn ct-ghost ct-icon"
            aria-label=lazy::value(name)
            title=lazy::value(name)
            aria-haspopup="dialog"
            aria-expanded=expanded(menu)
            on:click=move |event| {
                menu.index.set(None);
                menu.open(&event, step());
            }
        >
            <Icon icon=Icon::Filter/>
            {lazy::show(move || number.get() > 0, move || {
                view! { <span class="ct-badge" aria-hidden="true">{lazy::value(move || count(number.get()))}</span> }.into_any()
            })}
        </button>
    }
    .into_any()
}

/// On a phone: the filters there are, and Add filter.
fn list(menu: FilterMenu) -> AnyView {
    let cx = menu.cx();
    let root = popover::refocus();
    let number = lazy::memo(move || cx.state.with(|state| state.filters.len()));
    let add = NodeRef::<html::Button>::new();
    let title = cx.text(|t| t.toolbar.filters.to_string());
    let add_name = cx.text(|t| t.toolbar.add_filter.to_string());
    let none = cx.text(|t| t.toolbar.no_filters.to_string());
    let row = move |at: usize| {
        let words = lazy::memo(move || {
            cx.state.with(|state| {
                state
                    .filters
                    .get(at)
                    .map(|filter| words_of(cx, filter))
                    .unwrap_or_default()
            })
        });
        let line = move || words.with(|words| cx.text(|t| words.line(&t.toolbar)));
        let edit = move || cx.text(|t| fill(&t.toolbar.edit_filter, &[("filter", &line())]));
        let remove = move || cx.text(|t| fill(&t.toolbar.remove_filter, &[("filter", &line())]));
        view! {
            <li class="ct-opt">
                <button
                    type="button"
                    class="ct-edit"
                    aria-label=lazy::value(edit)
                    on:click=move |_| {
                        if menu.load(at) {
                            menu.step.set(Step::Edit);
                        }
                    }
                >
                    {lazy::value(line)}
                </button>
                <button
                    type="button"
                    class="ct-btn ct-ghost ct-tiny"
                    aria-label=lazy::value(remove)
                    on:click=move |_| {
                        if let Some(add) = add.get_untracked() {
                            _ = add.focus();
                        }
                        cx.edit(|state| state.remove_filter(at));
                    }
                >
                    <Icon icon=Icon::Trash/>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <div node_ref=root class="ct-top">{title}</div>
        <ul class="ct-opts">
            {lazy::each(move || (0..number.get()).collect(), row)}
            {lazy::show(move || number.get() == 0, move || view! { <li class="ct-hint">{none.clone()}</li> }.into_any())}
        </ul>
        <div class="ct-foot">
            <span></span>
            <button node_ref=add data-first="" type="button" class="ct-btn ct-primary" on:click=move |_| menu.step.set(Step::Choose)>
                <Icon icon=Icon::Plus/>
                {add_name}
            </button>
        </div>
    }
    .into_any()
}

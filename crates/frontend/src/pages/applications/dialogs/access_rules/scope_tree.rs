//! The scope's field: the organisation as a tree, with a search in it (ARIA APG, Tree View).

use std::collections::HashSet;

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use shared::{Scope, ScopeType};

use super::Rules;
use super::add_unit::add_unit;
use super::tree::{Act, Row, Shown, Tree};
use crate::pages::applications::columns::level_icon;
use crate::platform::focus;
use crate::texts;
use crate::ui::icon::{Icon, icon};

/// What the tree shows, and where it is. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Picker {
    pub(super) rules: Rules,
    expanded: RwSignal<HashSet<Scope>>,
    search: RwSignal<String>,
    /// The scope that the Tab key leads to.
    focused: RwSignal<Option<Scope>>,
}

impl Picker {
    fn act(self, act: Act) {
        let scope_at = |at| {
            self.rules
                .tree
                .with_untracked(|tree| tree.as_ref()?.node(at).map(|node| node.scope.clone()))
        };
        let (Act::Focus(at) | Act::Expand(at) | Act::Collapse(at) | Act::Select(at)) = act;
        let Some(scope) = scope_at(at) else { return };
        match act {
            Act::Focus(_) => self.focus(scope),
            Act::Expand(_) => drop(self.expanded.try_update(|expanded| expanded.insert(scope))),
            Act::Collapse(_) => drop(self.expanded.try_update(|expanded| expanded.remove(&scope))),
            Act::Select(_) => {
                self.focused.set(Some(scope.clone()));
                self.rules.edit(|state| state.choose_scope(scope));
            }
        }
    }

    fn focus(self, scope: Scope) {
        self.focused.set(Some(scope));
        let _ = focus::to_first("#scope [tabindex='0']");
        focus::reveal("#scope [tabindex='0']");
    }

    /// A scope was added beneath another: shows it, and chooses it.
    pub(super) fn added(self, parent: &Scope, scope: Scope, name: String) {
        self.rules.tree.update(|tree| {
            if let Some(tree) = tree
                && let Some(parent) = tree.find(parent)
            {
                tree.insert(parent, scope.clone(), name);
            }
        });
        self.search.set(String::new());
        self.expanded.update(|expanded| {
            expanded.insert(parent.clone());
        });
        self.rules.edit(|state| state.choose_scope(scope.clone()));
        self.focused.set(Some(scope));
        focus::soon("#scope [tabindex='0']".to_owned());
    }
}

/// The field.
pub(super) fn scope_tree(rules: Rules, fault: Signal<Option<String>>) -> AnyView {
    let search = RwSignal::new(String::new());
    let first = rules
        .tree
        .with_untracked(|tree| tree.as_ref().map(Tree::first_expanded));
    let expanded = RwSignal::new(first.clone().unwrap_or_default());
    let touched = StoredValue::new(first.is_some());
    let shown = Memo::new(move |_| {
        rules.tree.with(|tree| {
            let Some(tree) = tree else {
                return Shown::default();
            };
            if touched.get_value() {
                expanded.with(|expanded| tree.shown(expanded, &search.get(), table_engine::matches))
            } else {
                // It came after the form: as it opens first.
                expanded.track();
                tree.shown(&tree.first_expanded(), &search.get(), table_engine::matches)
            }
        })
    });
    let picker = Picker {
        rules,
        expanded,
        search,
        focused: RwSignal::new(None),
    };
    let chosen = Memo::new(move |_| rules.state.with(|state| state.scope.clone()));
    // One scope takes the Tab key: the last that had the focus, else the chosen one, else the first.
    let stop = Memo::new(move |_| {
        shown.with(|shown| {
            let scope_of = |row: &Row| {
                rules
                    .tree
                    .with(|tree| tree.as_ref()?.node(row.at).map(|node| node.scope.clone()))
            };
            let visible = |scope: &Scope| {
                shown
                    .rows
                    .iter()
                    .any(|row| scope_of(row).as_ref() == Some(scope))
            };
            let wanted = picker
                .focused
                .get()
                .filter(visible)
                .or_else(|| chosen.get().filter(visible));
            wanted.or_else(|| shown.rows.first().and_then(scope_of))
        })
    });
    // Before the first fold by hand, what shows is folded as at first: make that explicit.
    let settle = move || {
        if !touched.get_value() {
            touched.set_value(true);
            let first = rules
                .tree
                .with_untracked(|tree| tree.as_ref().map(Tree::first_expanded));
            expanded.set(first.unwrap_or_default());
        }
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let focus = stop.get_untracked();
        let act = rules.tree.with_untracked(|tree| {
            let tree = tree.as_ref()?;
            let at = tree.find(&focus?)?;
            shown.with_untracked(|shown| tree.on_key(shown, at, &event.key()))
        });
        if let Some(act) = act {
            event.prevent_default();
            settle();
            picker.act(act);
        }
    };
    let on_search_keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            let _ = focus::to_first("#scope [tabindex='0']");
        }
        // Enter in the search is not Save rule.
        "Enter" => {
            event.prevent_default();
            let only = shown.with_untracked(|shown| {
                let mut matching = shown.rows.iter().filter(|row| !row.marks.is_empty());
                matching
                    .next()
                    .filter(|_| shown.matched == 1)
                    .map(|row| row.at)
            });
            if let Some(at) = only {
                picker.act(Act::Select(at));
            }
        }
        "Escape" if search.with_untracked(|search| !search.is_empty()) => {
            event.prevent_default();
            search.set(String::new());
        }
        _ => {}
    };
    let count = move || {
        let total = rules.tree.with(|tree| tree.as_ref().map_or(0, Tree::len));
        shown.with(|shown| {
            search.with(|search| {
                if search.trim().is_empty() {
                    String::new()
                } else {
                    texts::of_scopes(shown.matched, total)
                }
            })
        })
    };
    let rows = move || {
        rules.tree.with(|tree| {
            shown.with(|shown| {
                let Some(tree) = tree else { return Vec::new() };
                shown
                    .rows
                    .iter()
                    .map(|row| item(picker, settle, tree, row, chosen, stop))
                    .collect()
            })
        })
    };
    let note = move || {
        let text = match (
            rules.tree.with(Option::is_some),
            shown.with(|shown| (shown.rows.is_empty(), shown.hidden)),
        ) {
            (false, _) => Some(texts::LOADING.to_owned()),
            (true, (true, _)) => Some(texts::NO_SCOPE_MATCHES.to_owned()),
            (true, (false, 0)) => None,
            (true, (false, hidden)) => Some(texts::more_scopes(hidden)),
        };
        text.map(|text| view! { <li class="note" role="none">{text}</li> })
    };
    view! {
        <div class="picker">
            <label class="find">
                {icon(Icon::Search)}
                <span class="sr">{texts::SEARCH_SCOPES}</span>
                <input type="search" autocomplete="off" spellcheck="false" prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event)) on:keydown=on_search_keydown/>
                <span class="count" role="status">{count}</span>
            </label>
            <ul class="tree" id="scope" role="tree" aria-labelledby="scope-label"
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=move || fault.with(Option::is_some).then_some("scope-error")
                on:keydown=on_keydown>
                {rows}
                {note}
            </ul>
            {add_unit(picker, chosen)}
        </div>
    }
    .into_any()
}

/// One scope. Its name for assistive technology is that of the chips: `Cluster: A`.
fn item(
    picker: Picker,
    settle: impl Fn() + Copy + Send + Sync + 'static,
    tree: &Tree,
    row: &Row,
    chosen: Memo<Option<Scope>>,
    stop: Memo<Option<Scope>>,
) -> AnyView {
    let at = row.at;
    let Some(node) = tree.node(at) else {
        return ().into_any();
    };
    let level = node.scope.scope_type;
    let kind = texts::beneath(level, tree.children(at));
    let name = texts::scope_name(level, &node.name);
    let (scope, scope_again) = (node.scope.clone(), node.scope.clone());
    let toggle = row.expanded.map(|open| {
        let act = if open {
            Act::Collapse(at)
        } else {
            Act::Expand(at)
        };
        move |event: web_sys::MouseEvent| {
            event.stop_propagation();
            settle();
            picker.act(act);
        }
    });
    view! {
        <li
            {..custom_attribute("aria-level", (node.depth + 1).to_string())}
            role="treeitem"
            aria-label=name
            aria-expanded=row.expanded.map(|open| open.to_string())
            aria-selected=move || (chosen.get().as_ref() == Some(&scope)).to_string()
            tabindex=move || if stop.get().as_ref() == Some(&scope_again) { "0" } else { "-1" }
            on:click=move |_| { settle(); picker.act(Act::Select(at)); }>
            <span class="twist" aria-hidden="true" on:click=move |event| if let Some(toggle) = &toggle { toggle(event) }>
                {row.expanded.map(|_| icon(Icon::Right))}
            </span>
            {icon(level_icon(level))}
            <span class="t">{marked(&node.name, &row.marks)}</span>
            <span class="k" data-kind=kind></span>
        </li>
    }
    .into_any()
}

/// A name with what matches marked.
fn marked(name: &str, marks: &[std::ops::Range<usize>]) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut from = 0;
    for mark in marks {
        parts.push(
            name.get(from..mark.start)
                .unwrap_or_default()
                .to_owned()
                .into_any(),
        );
        parts.push(
            view! { <mark>{name.get(mark.clone()).unwrap_or_default().to_owned()}</mark> }
                .into_any(),
        );
        from = mark.end;
    }
    parts.push(name.get(from..).unwrap_or_default().to_owned().into_any());
    parts
}

/// The level of a unit that can be added beneath a scope or what it is in.
pub(super) fn parent_level(of: ScopeType) -> ScopeType {
    match of {
        ScopeType::Project => ScopeType::Department,
        ScopeType::Department => ScopeType::Cluster,
        _ => ScopeType::Tenant,
    }
}

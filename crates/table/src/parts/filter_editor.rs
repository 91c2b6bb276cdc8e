//! The second step of Add filter: operator, values, how many rows match.

use leptos::{ev, html, prelude::*};
use table_engine::{Filter, FilterKind, TimeUnit};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{
    Icon,
    draft::{Asks, Draft, Fault, Field, Operator},
    filter_words, lazy, popover,
    texts::{count, fill},
    time_text::Zone,
    toolbar_texts::ToolbarTexts,
};

use super::{
    filters::{FilterMenu, facet},
    value_list::value_list,
};

/// What the fields share.
#[derive(Clone, Copy)]
pub(crate) struct Editing {
    pub menu: FilterMenu,
    pub fault: RwSignal<Option<Fault>>,
    /// Counts how often the draft was cleared: ticks are drawn anew.
    pub cleared: RwSignal<u32>,
}

impl Editing {
    fn change(self, change: impl FnOnce(&mut Draft)) {
        self.menu.draft.update(change);
        self.fault.set(None);
    }

    fn text(self, pick: impl FnOnce(&ToolbarTexts) -> &str) -> String {
        self.menu.cx().text(|t| pick(&t.toolbar).to_owned())
    }

    fn is_bad(self, field: Field) -> bool {
        self.fault.get().is_some_and(|fault| fault.field() == field)
    }

    /// Applies the draft, or says what is wrong with it.
    fn apply(self, form: &HtmlElement) {
        let menu = self.menu;
        match menu
            .draft
            .with_untracked(|draft| draft.filter(Zone::browser()))
        {
            Ok(filter) => {
                let index = menu.index.get_untracked();
                popover::close(menu.anchor);
                menu.cx().edit(|state| state.put_filter(index, filter));
            }
            Err(fault) => {
                // Said again, even if it is the same.
                self.fault.set(None);
                self.fault.set(Some(fault));
                let field = if fault.field() == Field::First {
                    "[data-first]"
                } else {
                    "[data-second]"
                };
                if let Some(field) = form
                    .query_selector(field)
                    .ok()
                    .flatten()
                    .and_then(|field| field.dyn_into::<HtmlElement>().ok())
                {
                    _ = field.focus();
                }
            }
        }
    }
}

/// The editor of the menu's draft.
pub(crate) fn editor(menu: FilterMenu) -> AnyView {
    let cx = menu.cx();
    let root = popover::refocus();
    let form = NodeRef::<html::Form>::new();
    let editing = Editing {
        menu,
        fault: RwSignal::new(None),
        cleared: RwSignal::new(0),
    };
    let kind = menu.draft.with_untracked(|draft| draft.kind);
    let title =
        facet(cx, &menu.draft.with_untracked(|draft| draft.facet.clone())).map(|facet| facet.label);
    let asks = lazy::memo(move || menu.draft.with(|draft| draft.operator.asks()));
    let back_name = editing.text(|t| &t.back);
    let back = move || {
        menu.back().map(|step| {
            let name = back_name.clone();
            view! {
                <button type="button" class="ct-btn ct-ghost ct-tiny" aria-label=name.clone() title=name.clone() on:click=move |_| menu.step.set(step)>
                    <Icon icon=Icon::Left/>
                </button>
            }
            .into_any()
        })
    };
    let fields = move || match asks.get() {
        Asks::Nothing => ().into_any(),
        Asks::Texts => texts(editing),
        Asks::Picks => {
            cx.facets.track(); // a server's values come later
            value_list(editing)
        }
        Asks::Amount => amount(editing),
        Asks::Date => dates(editing, false),
        Asks::Dates => dates(editing, true),
        Asks::Number => numbers(editing, false),
        Asks::Numbers => numbers(editing, true),
    };
    let error = move || {
        editing.fault.get().map(|fault| {
            let text = editing.text(|t| filter_words::fault(fault, t));
            view! { <p id="ct-fault" class="ct-error" role="alert"><Icon icon=Icon::Failed/>{text}</p> }.into_any()
        })
    };
    let hint = foot_hint(editing);
    view! {
        <form
            node_ref=form
            class="ct-form"
            novalidate
            on:submit=move |event: ev::SubmitEvent| {
                event.prevent_default();
                if let Some(form) = form.get_untracked() {
                    editing.apply(&form);
                }
            }
        >
            <div node_ref=root class="ct-top">
                {lazy::value(back)}
                <span class="ct-t">{title}</span>
                {operators(editing, kind)}
            </div>
            <div class="ct-fields" class:is-list=lazy::value(move || asks.get() == Asks::Picks)>{lazy::value(fields)}</div>
            {lazy::value(error)}
            <div class="ct-foot">
                <span class="ct-hint" aria-live="polite">{lazy::value(hint)}</span>
                <span class="ct-do">
                    <button
                        type="button"
                        class="ct-btn ct-ghost"
                        on:click=move |_| {
                            editing.change(Draft::clear);
                            editing.cleared.update(|n| *n += 1);
                            if let Some(root) = root.get_untracked() {
                                popover::refocus_from(&root);
                            }
                        }
                    >
                        {editing.text(|t| &t.clear)}
                    </button>
                    <button type="submit" class="ct-btn ct-primary">{editing.text(|t| &t.apply)}</button>
                </span>
            </div>
        </form>
    }
    .into_any()
}

fn operators(editing: Editing, kind: FilterKind) -> AnyView {
    let draft = editing.menu.draft;
    let all = Operator::of(kind);
    let chosen = move || {
        draft
            .with(|draft| {
                all.iter()
                    .position(|operator| *operator == draft.operator)
                    .unwrap_or(0)
            })
            .to_string()
    };
    let options: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(at, operator)| {
            let word = editing.text(|t| filter_words::operator(*operator, t));
            view! { <option value=at.to_string() selected=draft.with_untracked(|draft| draft.operator == *operator)>{word}</option> }
        })
        .collect();
    let first = all
        .first()
        .is_some_and(|operator| operator.asks() == Asks::Nothing);
    view! {
        <span class="ct-select ct-op">
            <select
                aria-label=editing.text(|t| &t.operator)
                data-first=first.then_some("")
                prop:value=chosen
                on:change=move |event| {
                    let at = event_target_value(&event).parse::<usize>().unwrap_or(0);
                    if let Some(operator) = all.get(at) {
                        editing.change(|draft| draft.operator = *operator);
                    }
                }
            >
                {options}
            </select>
            <Icon icon=Icon::Down small=true/>
        </span>
    }
    .into_any()
}

/// Which field an input is.
#[derive(Clone, Copy)]
struct Input {
    field: Field,
    kind: &'static str,
    mode: &'static str,
    get: fn(&Draft) -> &String,
    set: fn(&mut Draft) -> &mut String,
}

fn input(editing: Editing, name: String, input: Input) -> AnyView {
    let draft = editing.menu.draft;
    let bad = move || editing.is_bad(input.field);
    view! {
        <label class="ct-field">
            <span>{name}</span>
            <input
                class="ct-input"
                type=input.kind
                inputmode=input.mode
                autocomplete="off"
                spellcheck="false"
                data-first=(input.field == Field::First).then_some("")
                data-second=(input.field == Field::Second).then_some("")
                aria-invalid=lazy::value(move || bad().then_some("true"))
                aria-describedby=lazy::value(move || bad().then_some("ct-fault"))
                prop:value=lazy::value(move || draft.with(|draft| (input.get)(draft).clone()))
                on:input=move |event| {
                    let value = event_target_value(&event);
                    editing.change(|draft| *(input.set)(draft) = value);
                }
            />
        </label>
    }
    .into_any()
}

const TYPED: Input = Input {
    field: Field::First,
    kind: "text",
    mode: "text",
    get: |draft| &draft.typed,
    set: |draft| &mut draft.typed,
};

/// Any number of texts: those there are as chips, and a field for one more.
fn texts(editing: Editing) -> AnyView {
    let draft = editing.menu.draft;
    let values = lazy::memo(move || draft.with(|draft| draft.values.clone()));
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.is_composing() && !event.ctrl_key() && !event.meta_key()
        {
            // With nothing typed, Enter applies.
            let typed = draft.with_untracked(|draft| !draft.typed.trim().is_empty());
            if typed {
                event.prevent_default();
                editing.change(|draft| _ = draft.add_typed());
            }
        }
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        if let Some(pasted) = event
            .clipboard_data()
            .and_then(|data| data.get_data("text").ok())
        {
            let mut several = false;
            editing.change(|draft| several = draft.add_lines(&pasted));
            if several {
                event.prevent_default();
            }
        }
    };
    let token = move |value: String| {
        let name = editing
            .menu
            .cx()
            .text(|t| fill(&t.toolbar.remove_value, &[("value", &value)]));
        let shown = value.clone();
        view! {
            <li class="ct-token">
                <span class="ct-t">{shown}</span>
                <button
                    type="button"
                    class="ct-off"
                    aria-label=name.clone()
                    title=name
                    on:click=move |event| {
                        popover::refocus_from(&event_target::<HtmlElement>(&event));
                        editing.change(|draft| draft.values.retain(|v| *v != value));
                    }
                >
                    <Icon icon=Icon::Cross small=true/>
                </button>
            </li>
        }
    };
    view! {
        {lazy::show(move || values.with(|values| !values.is_empty()), move || {
            view! { <ul class="ct-tokens">{lazy::value(move || values.get().into_iter().map(token).collect_view())}</ul> }.into_any()
        })}
        <div on:keydown=on_key on:paste=on_paste>{input(editing, editing.text(|t| &t.value), TYPED)}</div>
        <p class="ct-hint">{editing.text(|t| &t.another_value)}</p>
    }
    .into_any()
}

/// How many hours or days.
fn amount(editing: Editing) -> AnyView {
    let draft = editing.menu.draft;
    let hours = move || draft.with(|draft| draft.unit == TimeUnit::Hours);
    view! {
        <div class="ct-row">
            {input(editing, editing.text(|t| &t.value), Input { mode: "numeric", ..TYPED })}
            <label class="ct-field">
                <span>{editing.text(|t| &t.unit)}</span>
                <span class="ct-select ct-input">
                    <select
                        prop:value=lazy::value(move || if hours() { "h" } else { "d" })
                        on:change=move |event| {
                            let hours = event_target_value(&event) == "h";
                            editing.change(|draft| draft.unit = if hours { TimeUnit::Hours } else { TimeUnit::Days });
                        }
                    >
                        <option value="h" selected=draft.with_untracked(|draft| draft.unit == TimeUnit::Hours)>{editing.text(|t| &t.hours)}</option>
                        <option value="d" selected=draft.with_untracked(|draft| draft.unit == TimeUnit::Days)>{editing.text(|t| &t.days)}</option>
                    </select>
                    <Icon icon=Icon::Down small=true/>
                </span>
            </label>
        </div>
    }
    .into_any()
}

/// One local day, or a first and a last.
fn dates(editing: Editing, two: bool) -> AnyView {
    let from = Input {
        field: Field::First,
        kind: "date",
        mode: "none",
        get: |draft| &draft.from,
        set: |draft| &mut draft.from,
    };
    let to = Input {
        field: Field::Second,
        get: |draft| &draft.to,
        set: |draft| &mut draft.to,
        ..from
    };
    pair(editing, from, two.then_some(to))
}

fn numbers(editing: Editing, two: bool) -> AnyView {
    let from = Input {
        mode: "decimal",
        ..TYPED
    };
    let to = Input {
        field: Field::Second,
        get: |draft| &draft.typed_to,
        set: |draft| &mut draft.typed_to,
        ..from
    };
    pair(editing, from, two.then_some(to))
}

fn pair(editing: Editing, first: Input, second: Option<Input>) -> AnyView {
    let name = editing.text(|t| {
        if second.is_some() {
            &t.value_from
        } else {
            &t.value
        }
    });
    let second = second.map(|second| input(editing, editing.text(|t| &t.value_to), second));
    view! { <div class="ct-row">{input(editing, name, first)}{second}</div> }.into_any()
}

/// How many rows the table would show, computed at most once a frame; where the draft is not
/// complete, the zone of its days.
fn foot_hint(editing: Editing) -> impl Fn() -> String + Copy + Send {
    let menu = editing.menu;
    let cx = menu.cx();
    let matched = RwSignal::new(None::<usize>);
    let filter = lazy::memo(move || menu.draft.with(|draft| draft.filter(Zone::browser()).ok()));
    let waiting = StoredValue::new(false);
    lazy::effect(move || {
        // Read, since a memo that is only tracked is never computed.
        filter.with(|_| ());
        cx.view.with(|_| ());
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(move || {
                // The panel may be gone by now.
                if waiting.try_set_value(false).is_none() {
                    matched.set(filter.get_untracked().map(|filter| matching(menu, filter)));
                }
            });
        }
    });
    move || {
        let days = matches!(
            menu.draft.with(|draft| draft.operator.asks()),
            Asks::Date | Asks::Dates
        );
        cx.text(|t| match matched.get() {
            Some(1) => t.toolbar.match_one.to_string(),
            Some(n) => fill(&t.toolbar.match_many, &[("n", &count(n))]),
            None if days => fill(
                &t.toolbar.your_zone,
                &[("zone", &Zone::browser().name(cx.now.get()))],
            ),
            None => String::new(),
        })
    }
}

fn matching(menu: FilterMenu, filter: Filter) -> usize {
    let mut state = menu.cx().state.get_untracked();
    state.put_filter(menu.index.get_untracked(), filter);
    menu.cx()
        .source()
        .view(&state, menu.cx().now.get_untracked())
        .matched
}

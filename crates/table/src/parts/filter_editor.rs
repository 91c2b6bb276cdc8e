//! The second step of Add filter: operator, values, how many rows match.

use std::borrow::Cow;

use crate::signals::prelude::*;
use table_engine::{Filter, FilterKind, TimeUnit};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlElement, KeyboardEvent};

use crate::{
    Icon,
    draft::{Asks, Draft, Fault, Field, Operator},
    filter_words,
    markup::{Draw, El, Node, Ref, button, div, el, icon, part, small_icon, span},
    popover,
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
pub(crate) fn editor(menu: FilterMenu) -> Draw {
    let cx = menu.cx();
    let (form, top) = (Ref::new(), Ref::new());
    let editing = Editing {
        menu,
        fault: RwSignal::new(None),
        cleared: RwSignal::new(0),
    };
    let kind = menu.draft.with_untracked(|draft| draft.kind);
    let title = facet(cx, &menu.draft.with_untracked(|draft| draft.facet.clone()));
    let title = title.map(|facet| facet.label).unwrap_or_default();
    let asks = memo(move || menu.draft.with(|draft| draft.operator.asks()));
    let hint = foot_hint(editing);
    Box::new(move || {
        let asks = asks.get();
        let back = menu.back().map(|step| {
            button("ct-btn ct-ghost ct-tiny")
                .named(&editing.text(|t| &t.back))
                .on_click(move |_| menu.step.set(step))
                .child(icon(Icon::Left))
        });
        let fields = match asks {
            Asks::Nothing => Vec::new(),
            Asks::Texts => texts(editing),
            Asks::Picks => vec![part("values", move || value_list(editing))],
            Asks::Amount => amount(editing),
            Asks::Date => dates(editing, false),
            Asks::Dates => dates(editing, true),
            Asks::Number => numbers(editing, false),
            Asks::Numbers => numbers(editing, true),
        };
        let error = editing.fault.get().map(|fault| {
            el("p")
                .class("ct-error")
                .attr("id", "ct-fault")
                .attr("role", "alert")
                .child(icon(Icon::Failed))
                .child(editing.text(|t| filter_words::fault(fault, t)))
        });
        let clear = button("ct-btn ct-ghost")
            .on_click(move |_| {
                editing.change(Draft::clear);
                editing.cleared.update(|n| *n += 1);
                if let Some(top) = top.get() {
                    popover::refocus_from(&top);
                }
            })
            .child(editing.text(|t| &t.clear));
        let apply = el("button")
            .attr("type", "submit")
            .class("ct-btn ct-primary")
            .child(editing.text(|t| &t.apply));
        let foot = div("ct-foot")
            .child(span("ct-hint").attr("aria-live", "polite").child(hint()))
            .child(span("ct-do").child(clear).child(apply));
        let top = div("ct-top")
            .at(top)
            .made(popover::refocus)
            .maybe(back)
            .child(span("ct-t").child(title.clone()))
            .child(operators(editing, kind));
        // Fields of one question are not those of another.
        let fields = div("ct-fields")
            .key(format!("{asks:?}"))
            .class_if(asks == Asks::Picks, "is-list")
            .children(fields);
        let form = el("form")
            .at(form)
            .class("ct-form")
            .attr("novalidate", "")
            .on("submit", move |event| {
                event.prevent_default();
                if let Some(form) = form.get() {
                    editing.apply(&form);
                }
            })
            .child(top)
            .child(fields)
            .maybe(error)
            .child(foot);
        vec![form.into()]
    })
}

fn operators(editing: Editing, kind: FilterKind) -> El {
    let all = Operator::of(kind);
    let chosen = editing.menu.draft.with(|draft| {
        let is_it = |operator: &Operator| *operator == draft.operator;
        all.iter().position(is_it).unwrap_or(0)
    });
    let options = (0..).zip(all).map(|(at, operator): (usize, _)| {
        let word = editing.text(|t| filter_words::operator(*operator, t));
        choice(at.to_string(), word).into()
    });
    let first = all
        .first()
        .is_some_and(|operator| operator.asks() == Asks::Nothing);
    let select = el("select")
        .attr("aria-label", editing.text(|t| &t.operator))
        .attr_if(first, "data-first", "")
        .value(chosen.to_string())
        .on_choice(move |value| {
            let at = value.parse::<usize>().unwrap_or(0);
            if let Some(operator) = all.get(at) {
                editing.change(|draft| draft.operator = *operator);
            }
        })
        .children(options.collect());
    span("ct-select ct-op")
        .child(select)
        .child(small_icon(Icon::Down))
}

fn choice(value: impl Into<Cow<'static, str>>, word: String) -> El {
    el("option").attr("value", value).child(word)
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

fn input(editing: Editing, name: String, input: Input) -> El {
    let draft = editing.menu.draft;
    let is_bad = editing.is_bad(input.field);
    let field = el("input")
        .class("ct-input")
        .attr("type", input.kind)
        .attr("inputmode", input.mode)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr_if(input.field == Field::First, "data-first", "")
        .attr_if(input.field == Field::Second, "data-second", "")
        .attr_if(is_bad, "aria-invalid", "true")
        .attr_if(is_bad, "aria-describedby", "ct-fault")
        .value(draft.with(|draft| (input.get)(draft).clone()))
        .on_input(move |value| editing.change(|draft| *(input.set)(draft) = value));
    labelled(name, field)
}

fn labelled(name: String, field: El) -> El {
    el("label")
        .class("ct-field")
        .child(el("span").child(name))
        .child(field)
}

const TYPED: Input = Input {
    field: Field::First,
    kind: "text",
    mode: "text",
    get: |draft| &draft.typed,
    set: |draft| &mut draft.typed,
};

/// Any number of texts: those there are as chips, and a field for one more.
fn texts(editing: Editing) -> Vec<Node> {
    let draft = editing.menu.draft;
    let values = draft.with(|draft| draft.values.clone());
    let on_key = move |event: &KeyboardEvent| {
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
    let on_paste = move |event: &Event| {
        let event: &ClipboardEvent = event.unchecked_ref();
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
        let cross = button("ct-off")
            .named(&name)
            .on_click(move |event| {
                popover::refocus_from(&event_target::<HtmlElement>(event));
                editing.change(|draft| draft.values.retain(|v| *v != value));
            })
            .child(small_icon(Icon::Cross));
        el("li")
            .class("ct-token")
            .child(span("ct-t").child(shown))
            .child(cross)
            .into()
    };
    let mut all = Vec::with_capacity(3);
    if !values.is_empty() {
        let tokens = values.into_iter().map(token).collect();
        all.push(el("ul").class("ct-tokens").children(tokens).into());
    }
    let field = el("div").on_key(on_key).on("paste", on_paste).child(input(
        editing,
        editing.text(|t| &t.value),
        TYPED,
    ));
    let hint = el("p")
        .class("ct-hint")
        .child(editing.text(|t| &t.another_value));
    all.push(field.into());
    all.push(hint.into());
    all
}

/// How many hours or days.
fn amount(editing: Editing) -> Vec<Node> {
    let unit = editing.menu.draft.with(|draft| draft.unit);
    let units = el("select")
        .value(if unit == TimeUnit::Hours { "h" } else { "d" })
        .on_choice(move |value| {
            let unit = if value == "h" {
                TimeUnit::Hours
            } else {
                TimeUnit::Days
            };
            editing.change(|draft| draft.unit = unit);
        })
        .child(choice("h", editing.text(|t| &t.hours)))
        .child(choice("d", editing.text(|t| &t.days)));
    let units = span("ct-select ct-input")
        .child(units)
        .child(small_icon(Icon::Down));
    let number = Input {
        mode: "numeric",
        ..TYPED
    };
    let row = div("ct-row")
        .child(input(editing, editing.text(|t| &t.value), number))
        .child(labelled(editing.text(|t| &t.unit), units));
    vec![row.into()]
}

/// One local day, or a first and a last.
fn dates(editing: Editing, two: bool) -> Vec<Node> {
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

fn numbers(editing: Editing, two: bool) -> Vec<Node> {
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

fn pair(editing: Editing, first: Input, second: Option<Input>) -> Vec<Node> {
    let name = editing.text(|t| {
        if second.is_some() {
            &t.value_from
        } else {
            &t.value
        }
    });
    let second = second.map(|second| input(editing, editing.text(|t| &t.value_to), second));
    let row = div("ct-row")
        .child(input(editing, name, first))
        .maybe(second);
    vec![row.into()]
}

/// How many rows the table would show, computed at most once a frame; where the draft is not
/// complete, the zone of its days.
fn foot_hint(editing: Editing) -> impl Fn() -> String + Copy {
    let menu = editing.menu;
    let cx = menu.cx();
    let matched = RwSignal::new(None::<usize>);
    let filter = memo(move || menu.draft.with(|draft| draft.filter(Zone::browser()).ok()));
    let waiting = StoredValue::new(false);
    effect(move || {
        // Read, since a memo that is only tracked is never computed.
        filter.with(|_| ());
        cx.view.with(|_| ());
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(move || {
                // The panel may be gone by now.
                if waiting.try_set_value(false) {
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

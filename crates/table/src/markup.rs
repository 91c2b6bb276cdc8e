//! The table's own markup as plain values: functions that read signals return what is to be there, and [`patch`](self::patch)
//! makes the document follow. An effect asks for much: what views and rows follow from comes first, as everywhere (see
//! [`crate::grid`]).
//!
//! Leptos's views compile an element's attributes, listeners and closures to a type of its own, and all that is done with it anew
//! for each. For a page that is a good bargain; for a toolbar and its menus in somebody else's page it was most of what they
//! download. Here an element is one type, whatever it has. Signals, owners and effects are Leptos's as everywhere.

mod patch;

use std::{borrow::Cow, rc::Rc};

use crate::signals::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, PointerEvent};

use crate::Icon;

pub(crate) use patch::mount;

/// What shows a part: called now, and again whenever a signal that it reads has changed.
pub(crate) type Draw = Box<dyn Fn() -> Vec<Node>>;

/// What hears an event.
type Handler = Rc<dyn Fn(&Event)>;

/// What runs once an element is in the document.
type Made = Box<dyn FnOnce(&HtmlElement)>;

/// Something in an element.
pub(crate) enum Node {
    Text(Cow<'static, str>),
    El(El),
    Part(Part),
    /// What the page gave to show here. It looks after itself.
    View(ViewFn),
}

/// A part with signals and effects of its own: they live as long as it is there. It is shown anew by itself, not when what is
/// around it is.
pub(crate) struct Part {
    key: Cow<'static, str>,
    setup: Box<dyn FnOnce() -> Draw>,
}

/// A property that the user changes too: it is set where the document has another.
enum Prop {
    Checked(bool),
    Indeterminate(bool),
    Value(Cow<'static, str>),
}

/// An element.
pub(crate) struct El {
    tag: &'static str,
    key: Option<Cow<'static, str>>,
    attrs: Vec<(&'static str, Cow<'static, str>)>,
    styles: Vec<(&'static str, String)>,
    props: Vec<Prop>,
    handlers: Vec<(&'static str, Handler)>,
    /// An icon's shapes.
    shapes: Option<&'static str>,
    place: Option<Ref>,
    made: Option<Made>,
    children: Vec<Node>,
}

/// Where an element of the markup is found while it is there.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Ref(StoredValue<Option<HtmlElement>>);

impl Ref {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    pub(crate) fn get(self) -> Option<HtmlElement> {
        self.0.try_get_value().flatten()
    }

    /// Puts the focus on it, if it is there.
    pub(crate) fn focus(self) {
        if let Some(element) = self.get() {
            _ = element.focus();
        }
    }
}

/// A part by itself. While its key is at its place it stays as it is, and `setup` is not called again.
pub(crate) fn part(
    key: impl Into<Cow<'static, str>>,
    setup: impl FnOnce() -> Draw + 'static,
) -> Node {
    Node::Part(Part {
        key: key.into(),
        setup: Box::new(setup),
    })
}

/// An element by its tag's name.
pub(crate) fn el(tag: &'static str) -> El {
    El {
        tag,
        key: None,
        attrs: Vec::new(),
        styles: Vec::new(),
        props: Vec::new(),
        handlers: Vec::new(),
        shapes: None,
        place: None,
        made: None,
        children: Vec::new(),
    }
}

/// A `div` of a class.
pub(crate) fn div(class: &'static str) -> El {
    el("div").class(class)
}

/// A `span` of a class.
pub(crate) fn span(class: &'static str) -> El {
    el("span").class(class)
}

/// A button of a class, which submits nothing.
pub(crate) fn button(class: &'static str) -> El {
    el("button").attr("type", "button").class(class)
}

/// An icon, 16 px.
pub(crate) fn icon(icon: Icon) -> El {
    shapes(icon, "i")
}

/// An icon, 12 px.
pub(crate) fn small_icon(icon: Icon) -> El {
    shapes(icon, "i i-s")
}

/// An icon of a class.
pub(crate) fn shapes(icon: Icon, class: &'static str) -> El {
    let mut svg = el("svg")
        .class(class)
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true");
    svg.shapes = Some(icon.shapes());
    svg
}

/// `true` or `false`, as ARIA's states are written.
pub(crate) const fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

impl El {
    /// Sets an attribute, once each.
    pub(crate) fn attr(self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.attr_if(true, name, value)
    }

    /// Sets an attribute where `is` holds.
    pub(crate) fn attr_if(
        mut self,
        is: bool,
        name: &'static str,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        if is {
            self.attrs.push((name, value.into()));
        }
        self
    }

    /// What assistive technology calls it, and what shows while the pointer rests on it.
    pub(crate) fn named(self, name: &str) -> Self {
        self.attr("aria-label", name.to_owned())
            .attr("title", name.to_owned())
    }

    /// Sets the class.
    pub(crate) fn class(self, class: impl Into<Cow<'static, str>>) -> Self {
        self.attr("class", class)
    }

    /// Adds a class to the one that it has, where `is` holds.
    pub(crate) fn class_if(mut self, is: bool, class: &str) -> Self {
        if is && let Some((_, all)) = self.attrs.iter_mut().find(|(name, _)| *name == "class") {
            let all = all.to_mut();
            all.push(' ');
            all.push_str(class);
        }
        self
    }

    /// Sets a property of its style: through CSSOM, which a strict CSP allows.
    pub(crate) fn style(mut self, name: &'static str, value: String) -> Self {
        self.styles.push((name, value));
        self
    }

    /// Whether it is ticked.
    pub(crate) fn checked(mut self, is: bool) -> Self {
        self.props.push(Prop::Checked(is));
        self
    }

    /// Whether it is neither ticked nor not.
    pub(crate) fn indeterminate(mut self, is: bool) -> Self {
        self.props.push(Prop::Indeterminate(is));
        self
    }

    /// What is written or chosen in it.
    pub(crate) fn value(mut self, value: impl Into<Cow<'static, str>>) -> Self {
        self.props.push(Prop::Value(value.into()));
        self
    }

    /// Hears an event; one hears each.
    pub(crate) fn on(mut self, event: &'static str, hear: impl Fn(&Event) + 'static) -> Self {
        self.handlers.push((event, Rc::new(hear)));
        self
    }

    pub(crate) fn on_click(self, hear: impl Fn(&Event) + 'static) -> Self {
        self.on("click", hear)
    }

    pub(crate) fn on_key(self, hear: impl Fn(&KeyboardEvent) + 'static) -> Self {
        self.on("keydown", move |event| hear(event.unchecked_ref()))
    }

    pub(crate) fn on_pointer(
        self,
        event: &'static str,
        hear: impl Fn(&PointerEvent) + 'static,
    ) -> Self {
        self.on(event, move |event| hear(event.unchecked_ref()))
    }

    /// Hears what is written into it.
    pub(crate) fn on_input(self, hear: impl Fn(String) + 'static) -> Self {
        self.on("input", move |event| hear(event_target_value(event)))
    }

    /// Hears whether it was ticked.
    pub(crate) fn on_tick(self, hear: impl Fn(bool) + 'static) -> Self {
        self.on("change", move |event| hear(event_target_checked(event)))
    }

    /// Hears which value was chosen.
    pub(crate) fn on_choice(self, hear: impl Fn(String) + 'static) -> Self {
        self.on("change", move |event| hear(event_target_value(event)))
    }

    /// Tells it from others of its tag: with its key an element moves, without one it takes on what is to be at its place.
    pub(crate) fn key(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Has it found by `place`.
    pub(crate) const fn at(mut self, place: Ref) -> Self {
        self.place = Some(place);
        self
    }

    /// Runs once it is in the document; with a table's first elements, once they are in the table.
    pub(crate) fn made(mut self, run: impl FnOnce(&HtmlElement) + 'static) -> Self {
        self.made = Some(Box::new(run));
        self
    }

    /// Puts something in, behind what is there.
    pub(crate) fn child(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Puts something in, if there is something.
    pub(crate) fn maybe<N: Into<Node>>(mut self, child: Option<N>) -> Self {
        if let Some(child) = child {
            self.children.push(child.into());
        }
        self
    }

    /// Puts several in.
    pub(crate) fn children(mut self, children: Vec<Node>) -> Self {
        self.children.extend(children);
        self
    }
}

impl From<El> for Node {
    fn from(element: El) -> Self {
        Self::El(element)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

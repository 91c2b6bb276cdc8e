//! Makes the document follow the markup: what is there is compared with what is to be there, and only what differs is changed.
//!
//! Children are matched by kind, tag, shapes, key and place, in order. An element keeps its place in the document, and so the focus, unless its
//! key is to be elsewhere.

use std::cell::{Cell, RefCell};
use std::{borrow::Cow, mem, rc::Rc};

use leptos::tachys::{
    reactive_graph::RenderEffectState,
    view::{Mountable, any_view::AnyViewState},
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Comment, Element, Event, HtmlElement, HtmlInputElement, Text};

use super::{Draw, El, Handler, Node, Part, Prop, Ref};
use crate::{dom, lazy, signals::prelude::*};

/// What waits until the elements of a patch are in the document.
type Waiting = Box<dyn FnOnce()>;

thread_local! {
    /// How many patches are under way, one within the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static MADE: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
}

/// Shows a part at the end of an element, for as long as the owner lives.
pub(crate) fn mount(root: &Element, owner: &Owner, draw: Draw) {
    let part = Part {
        key: Cow::Borrowed(""),
        setup: Box::new(move || draw),
    };
    let shown = Shown::part(part, owner);
    let (first, last) = shown.ends();
    put(root, None, &first, &last);
    owner.with(|| StoredValue::new(Mounted(shown)));
}

/// What is taken out of the document with its owner: a view that is made anew may keep the element around it.
struct Mounted(Shown);

impl Drop for Mounted {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Something of the markup in the document.
enum Shown {
    Text {
        node: Text,
        text: Cow<'static, str>,
    },
    El(Box<ShownEl>),
    Part {
        key: Cow<'static, str>,
        between: Between,
        /// Dropped before what it shows.
        effect: Option<RenderEffect<()>>,
        children: Children,
        owner: Owner,
    },
    View {
        between: Between,
        state: RenderEffectState<AnyViewState>,
        owner: Owner,
    },
}

type Children = Rc<RefCell<Vec<Shown>>>;

/// The comments around what is not ours alone to move.
#[derive(Clone)]
struct Between {
    start: Comment,
    end: Comment,
}

struct ShownEl {
    element: HtmlElement,
    tag: &'static str,
    shapes: Option<&'static str>,
    key: Option<Cow<'static, str>>,
    attrs: Vec<(&'static str, Cow<'static, str>)>,
    styles: Vec<(&'static str, String)>,
    children: Vec<Shown>,
    place: Option<Ref>,
    ears: Option<Ears>,
}

/// An element's one listener, which finds who hears an event by its name.
struct Ears {
    handlers: Rc<RefCell<Vec<(&'static str, Handler)>>>,
    listener: Closure<dyn Fn(Event)>,
    heard: Vec<&'static str>,
}

impl Between {
    /// Two comments, in a fragment until they are put somewhere.
    fn new() -> Self {
        let document = document();
        let between = Self {
            start: document.create_comment(""),
            end: document.create_comment(""),
        };
        let fragment = document.create_document_fragment();
        dom::append(&fragment, &between.start);
        dom::append(&fragment, &between.end);
        between
    }

    fn parent(&self) -> Option<web_sys::Node> {
        self.end.parent_node()
    }
}

impl Shown {
    fn new(node: Node, owner: &Owner) -> Self {
        match node {
            Node::Text(text) => Self::Text {
                node: document().create_text_node(&text),
                text,
            },
            Node::El(el) => Self::El(Box::new(ShownEl::new(el, owner))),
            Node::Part(part) => Self::part(part, owner),
            Node::View(view) => {
                let owner = owner.child();
                let between = Between::new();
                let state = owner.with(|| {
                    untrack(|| {
                        let mut state = lazy::value(move || view.run()).build();
                        if let Some(parent) = between.parent() {
                            state.mount(parent.unchecked_ref(), Some(&between.end));
                        }
                        state
                    })
                });
                Self::View {
                    between,
                    state,
                    owner,
                }
            }
        }
    }

    fn part(part: Part, owner: &Owner) -> Self {
        // What is left of it once it is gone, until its parent is gone too, is a weak pointer.
        let owner = owner.child();
        let between = Between::new();
        let children = Children::default();
        let effect = owner.with(|| {
            let render = untrack(part.setup);
            let (owner, between) = (owner.clone(), between.clone());
            let children = Rc::clone(&children);
            RenderEffect::new(move |_| {
                let next = render();
                untrack(|| {
                    let Some(parent) = between.parent() else {
                        return;
                    };
                    settle(|| {
                        let mut children = children.borrow_mut();
                        follow(&mut children, next, &parent, Some(&between.start), &owner);
                    });
                });
            })
        });
        Self::Part {
            key: part.key,
            between,
            effect: Some(effect),
            children,
            owner,
        }
    }

    /// Whether it can become what is to be there.
    fn is(&self, node: &Node) -> bool {
        match (self, node) {
            (Self::Text { .. }, Node::Text(_)) | (Self::View { .. }, Node::View(_)) => true,
            (Self::El(shown), Node::El(el)) => {
                let is_such = shown.tag == el.tag && shown.shapes == el.shapes;
                // Who found an element finds it until it is gone: it is never made of another.
                is_such && shown.key == el.key && shown.place == el.place
            }
            (Self::Part { key, .. }, Node::Part(part)) => *key == part.key,
            _ => false,
        }
    }

    fn follow(&mut self, node: Node, owner: &Owner) {
        match (self, node) {
            (Self::Text { node, text }, Node::Text(next)) if *text != next => {
                node.set_data(&next);
                *text = next;
            }
            (Self::El(shown), Node::El(el)) => shown.follow(el, owner),
            _ => {} // the same text; parts and views look after themselves
        }
    }

    /// The first and the last of its nodes.
    fn ends(&self) -> (web_sys::Node, web_sys::Node) {
        match self {
            Self::Text { node, .. } => (node.clone().into(), node.clone().into()),
            Self::El(shown) => (shown.element.clone().into(), shown.element.clone().into()),
            Self::Part { between, .. } | Self::View { between, .. } => {
                (between.start.clone().into(), between.end.clone().into())
            }
        }
    }

    fn remove(&self) {
        let (first, last) = self.ends();
        if let Some(parent) = last.parent_node() {
            each(&first, &last, |node| _ = parent.remove_child(node));
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        match self {
            Self::Text { .. } | Self::El(_) => {}
            // No effect within may run once its signals are gone.
            Self::Part {
                effect,
                children,
                owner,
                ..
            } => {
                drop(effect.take());
                let children = mem::take(&mut *children.borrow_mut());
                drop(children);
                owner.cleanup();
            }
            Self::View { state, owner, .. } => {
                state.unmount();
                owner.cleanup();
            }
        }
    }
}

impl ShownEl {
    fn new(el: El, owner: &Owner) -> Self {
        let element: HtmlElement = match el.shapes {
            Some(shapes) => dom::svg(shapes).unchecked_into(),
            None => dom::element(el.tag, ""),
        };
        for (name, value) in &el.attrs {
            dom::set(&element, name, value);
        }
        for (name, value) in &el.styles {
            dom::style(&element, name, value);
        }
        let mut children = Vec::with_capacity(el.children.len());
        follow(&mut children, el.children, &element, None, owner);
        // A choice is one of its options, which had to be there first.
        el.props.iter().for_each(|prop| prop.set(&element));
        if let Some(place) = el.place {
            place.0.set_value(Some(element.clone()));
        }
        if let Some(made) = el.made {
            let element = element.clone();
            MADE.with_borrow_mut(|all| all.push(Box::new(move || made(&element))));
        }
        let mut shown = Self {
            element,
            tag: el.tag,
            shapes: el.shapes,
            key: el.key,
            attrs: el.attrs,
            styles: el.styles,
            children,
            place: el.place,
            ears: None,
        };
        shown.hear(el.handlers);
        shown
    }

    fn follow(&mut self, el: El, owner: &Owner) {
        for (name, value) in &el.attrs {
            if !self.attrs.iter().any(|(n, v)| n == name && v == value) {
                dom::set(&self.element, name, value);
            }
        }
        for (name, _) in &self.attrs {
            if !el.attrs.iter().any(|(n, _)| n == name) {
                _ = self.element.remove_attribute(name);
            }
        }
        self.attrs = el.attrs;
        for style in &el.styles {
            if !self.styles.contains(style) {
                dom::style(&self.element, style.0, &style.1);
            }
        }
        for (name, _) in &self.styles {
            if !el.styles.iter().any(|(n, _)| n == name) {
                _ = self.element.style().remove_property(name);
            }
        }
        self.styles = el.styles;
        follow(&mut self.children, el.children, &self.element, None, owner);
        el.props.iter().for_each(|prop| prop.set(&self.element));
        self.hear(el.handlers);
    }

    /// Has other handlers hear events from now on.
    fn hear(&mut self, handlers: Vec<(&'static str, Handler)>) {
        if handlers.is_empty() && self.ears.is_none() {
            return;
        }
        let ears = self.ears.get_or_insert_with(Ears::new);
        for (name, _) in &handlers {
            if !ears.heard.contains(name) {
                ears.heard.push(name);
                let listener = ears.listener.as_ref().unchecked_ref();
                _ = self
                    .element
                    .add_event_listener_with_callback(name, listener);
            }
        }
        *ears.handlers.borrow_mut() = handlers;
    }
}

impl Drop for ShownEl {
    fn drop(&mut self) {
        if let Some(place) = self.place
            && place.get().as_ref() == Some(&self.element)
        {
            place.0.try_set_value(None);
        }
        // Others may still hold the element.
        if let Some(ears) = &self.ears {
            let listener = ears.listener.as_ref().unchecked_ref();
            for name in &ears.heard {
                _ = self
                    .element
                    .remove_event_listener_with_callback(name, listener);
            }
        }
    }
}

impl Ears {
    fn new() -> Self {
        let handlers = Rc::new(RefCell::new(Vec::<(&'static str, Handler)>::new()));
        let seen = Rc::clone(&handlers);
        let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let name = event.type_();
            let handler = seen.borrow().iter().find_map(|(heard, handler)| {
                let is_it = *heard == name;
                is_it.then(|| Rc::clone(handler))
            });
            if let Some(handler) = handler {
                handler(&event);
            }
        });
        Self {
            handlers,
            listener,
            heard: Vec::new(),
        }
    }
}

impl Prop {
    /// Sets it, unless it is so: setting what is written moves the caret.
    fn set(&self, element: &HtmlElement) {
        // Fields, choices and boxes have their properties by the same names.
        let input: &HtmlInputElement = element.unchecked_ref();
        match self {
            Self::Checked(is) if input.checked() != *is => input.set_checked(*is),
            Self::Indeterminate(is) if input.indeterminate() != *is => input.set_indeterminate(*is),
            Self::Value(value) if input.value() != *value => input.set_value(value),
            _ => {}
        }
    }
}

/// Makes the children of a parent what they are to be: those behind the node `after`, or behind nothing.
fn follow(
    shown: &mut Vec<Shown>,
    next: Vec<Node>,
    parent: &web_sys::Node,
    after: Option<&web_sys::Node>,
    owner: &Owner,
) {
    let mut before: Vec<Option<Shown>> = mem::take(shown).into_iter().map(Some).collect();
    let mut at = 0;
    for node in next {
        let is_it = |old: &Option<Shown>| old.as_ref().is_some_and(|old| old.is(&node));
        // Most stay where they are.
        let found = (at..before.len())
            .chain(0..at)
            .find(|at| is_it(&before[*at]));
        match found.and_then(|found| Some((found, before[found].take()?))) {
            Some((found, mut old)) => {
                at = found + 1;
                old.follow(node, owner);
                shown.push(old);
            }
            None => shown.push(Shown::new(node, owner)),
        }
    }
    let gone: Vec<Shown> = before.into_iter().flatten().collect();
    let had_focus = !gone.is_empty() && parent.contains(dom::focused(parent).as_deref());
    gone.iter().for_each(Shown::remove);
    drop(gone);
    if had_focus {
        keep_focus(parent);
    }
    let mut cursor = after.map_or_else(|| parent.first_child(), web_sys::Node::next_sibling);
    for shown in &*shown {
        let (first, last) = shown.ends();
        if cursor.as_ref() == Some(&first) {
            cursor = last.next_sibling();
        } else {
            put(parent, cursor.as_ref(), &first, &last);
        }
    }
}

/// A grid's tab stop, which is no control of the page's own in a cell.
const STOP: &str = ":is(.ct-h, .ct-r) > [tabindex='0'], .ct-check > [tabindex='0']";

/// What had the focus may be gone, and nobody gives it to another: then the grid has it, at its tab stop.
fn keep_focus(near: &web_sys::Node) {
    let near = near.clone();
    request_animation_frame(move || {
        if dom::focused(&near).is_none_or(|focused| focused.tag_name() == "BODY") {
            let table = near
                .dyn_ref::<Element>()
                .and_then(|near| near.closest(".ct").ok()?);
            let stop = table.and_then(|table| table.query_selector(STOP).ok()?);
            if let Some(stop) = stop.and_then(|stop| stop.dyn_into::<HtmlElement>().ok()) {
                _ = stop.focus();
            }
        }
    });
}

/// Puts nodes that follow each other before another, or at the end.
fn put(
    parent: &web_sys::Node,
    before: Option<&web_sys::Node>,
    first: &web_sys::Node,
    last: &web_sys::Node,
) {
    each(first, last, |node| {
        _ = parent.insert_before(node, before);
    });
}

/// Does something with each node from one to another.
fn each(first: &web_sys::Node, last: &web_sys::Node, run: impl Fn(&web_sys::Node)) {
    let mut node = Some(first.clone());
    while let Some(now) = node {
        node = if now == *last {
            None
        } else {
            now.next_sibling()
        };
        run(&now);
    }
}

/// Runs a patch; behind the outermost, what waits for its elements.
fn settle(patch: impl FnOnce()) {
    DEPTH.set(DEPTH.get() + 1);
    patch();
    DEPTH.set(DEPTH.get() - 1);
    if DEPTH.get() == 0 {
        for made in MADE.take() {
            made();
        }
    }
}

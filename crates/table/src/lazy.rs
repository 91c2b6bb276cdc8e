//! Closures behind one type each. A view, an attribute and an effect are compiled anew for every
//! type of closure that they hold, at one to eight kilobytes each; boxed, they are compiled once.

use std::{hash::Hash, sync::Arc};

use leptos::prelude::*;

/// A boxed closure, which views and attributes take as they take a closure.
pub type Lazy<T> = Box<dyn FnMut() -> T + Send>;

/// A text, an attribute, a class or a part of a view that changes.
pub fn value<T>(value: impl FnMut() -> T + Send + 'static) -> Lazy<T> {
    Box::new(value)
}

/// A part of a view that is there while `when` holds, and is made anew each time.
pub fn show(
    when: impl Fn() -> bool + Send + Sync + 'static,
    part: impl Fn() -> AnyView + Send + 'static,
) -> Lazy<Option<AnyView>> {
    let when = memo(when);
    Box::new(move || when.get().then(&part))
}

/// A part of a view for each of some keys. A part stays while its key does.
pub fn each<K: Clone + Eq + Hash + Send + Sync + 'static>(
    keys: impl Fn() -> Vec<K> + Send + Sync + 'static,
    part: impl Fn(K) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    type Keys<K> = Box<dyn Fn() -> Vec<K> + Send + Sync>;
    type Part<K> = Arc<dyn Fn(K) -> AnyView + Send + Sync>;
    fn erase<K: Clone + Eq + Hash + Send + Sync + 'static>(
        keys: Keys<K>,
        part: Part<K>,
    ) -> AnyView {
        view! { <For each=keys key=Clone::clone children=move |key| part(key)/> }.into_any()
    }
    erase(Box::new(keys), Arc::new(part))
}

/// Runs `run` now and whenever what it reads changes.
pub fn effect(run: impl FnMut() + 'static) {
    fn erase(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| run());
    }
    erase(Box::new(run));
}

/// A value that follows from others.
pub fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    fn erase<T: PartialEq + Send + Sync + 'static>(
        value: Box<dyn Fn() -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| value())
    }
    erase(Box::new(value))
}

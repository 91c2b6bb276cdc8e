//! Leptos's signals, with their values behind one type.
//!
//! Leptos compiles a signal, a memo and a stored value anew for each type of value, and the way to the value anew for each closure
//! that reads it: two kilobytes a type, half a one a closure. Here the graph holds revisions, which are numbers, and the values
//! lie beside it. What a page hands to the table, and takes from it, are Leptos's own.

use std::{any::Any, cell::RefCell, marker::PhantomData, ops::Deref, rc::Rc};

use leptos::prelude::{
    Effect, Get, GetUntracked, GetValue, LocalStorage, Notify, Read, ReadUntracked, Track, Write,
};
use send_wrapper::SendWrapper;

/// Leptos's prelude, with what is below in place of what it has by the same names.
pub(crate) mod prelude {
    pub(crate) use super::{
        Memo, PageSignal, RwSignal, StoredValue, Update, With, WithUntracked, effect, memo,
    };
    pub(crate) use leptos::prelude::*;
}

/// A signal of the page's.
pub(crate) type PageSignal<T> = leptos::prelude::RwSignal<T>;

/// A value that lives as long as its owner.
pub(crate) struct StoredValue<T>(
    leptos::prelude::StoredValue<Rc<dyn Any>, LocalStorage>,
    PhantomData<fn() -> T>,
);

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for StoredValue<T> {}

impl<T> PartialEq for StoredValue<T> {
    /// Whether it is the same place.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: 'static> StoredValue<T> {
    pub(crate) fn new(value: T) -> Self {
        let value: Rc<dyn Any> = Rc::new(RefCell::new(value));
        Self(leptos::prelude::StoredValue::new_local(value), PhantomData)
    }

    /// The value, unless its owner is gone.
    fn cell(self) -> Option<Rc<RefCell<T>>> {
        self.0.try_get_value()?.downcast().ok()
    }

    /// The value. Whoever reads it lives no longer than its owner.
    #[expect(clippy::expect_used, reason = "as a signal of Leptos's that is gone")]
    fn living(self) -> Rc<RefCell<T>> {
        self.cell().expect("a value whose owner is gone")
    }

    pub(crate) fn with_value<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.living().borrow())
    }

    /// Nothing where the owner is gone, here and below.
    pub(crate) fn update_value(self, change: impl FnOnce(&mut T)) {
        if let Some(cell) = self.cell() {
            change(&mut cell.borrow_mut());
        }
    }

    pub(crate) fn set_value(self, value: T) {
        self.try_set_value(value);
    }

    /// Whether the owner lives.
    pub(crate) fn try_set_value(self, value: T) -> bool {
        let cell = self.cell();
        cell.map(|cell| drop(cell.replace(value))).is_some()
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    pub(crate) fn get_value(self) -> T {
        self.living().borrow().clone()
    }

    pub(crate) fn try_get_value(self) -> Option<T> {
        Some(self.cell()?.borrow().clone())
    }
}

/// A signal of the table's own.
pub(crate) struct RwSignal<T> {
    value: StoredValue<T>,
    changes: PageSignal<u64>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T: 'static> RwSignal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: StoredValue::new(value),
            changes: PageSignal::new(0),
        }
    }

    pub(crate) fn track(self) {
        self.changes.track();
    }

    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.track();
        self.value.with_value(read)
    }

    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.value.with_value(read)
    }

    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.value.update_value(change);
        self.changes.notify();
    }

    pub(crate) fn set(self, value: T) {
        self.value.set_value(value);
        self.changes.notify();
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    pub(crate) fn get(self) -> T {
        self.track();
        self.value.get_value()
    }

    pub(crate) fn get_untracked(self) -> T {
        self.value.get_value()
    }
}

/// A value that follows from others, and changes only where it becomes another.
pub(crate) struct Memo<T> {
    value: StoredValue<Option<T>>,
    /// Counts the changes.
    changes: leptos::prelude::Memo<u64>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: PartialEq + 'static> Memo<T> {
    /// `value` is told what it was before.
    pub(crate) fn new(value: impl Fn(Option<&T>) -> T + 'static) -> Self {
        let last = StoredValue::new(None::<T>);
        let changes = counted(Box::new(move |changes| {
            // Not borrowed while it is made: what it follows from may run anything.
            let before = last.living().take();
            let next = value(before.as_ref());
            let is_same = before.as_ref() == Some(&next);
            last.set_value(Some(next));
            changes + u64::from(!is_same)
        }));
        Self {
            value: last,
            changes,
        }
    }

    /// A memo that is only tracked is never computed: it is read.
    pub(crate) fn track(self) {
        self.changes.get();
    }

    #[expect(clippy::expect_used, reason = "it is made by then")]
    fn read<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.value
            .with_value(|value| read(value.as_ref().expect("a memo that was made")))
    }

    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.changes.get();
        self.read(read)
    }

    pub(crate) fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.changes.get_untracked();
        self.read(read)
    }
}

impl<T: Clone + PartialEq + 'static> Memo<T> {
    pub(crate) fn get(self) -> T {
        self.with(Clone::clone)
    }

    pub(crate) fn get_untracked(self) -> T {
        self.with_untracked(Clone::clone)
    }
}

fn counted(changes: Box<dyn Fn(u64) -> u64>) -> leptos::prelude::Memo<u64> {
    let changes = SendWrapper::new(changes);
    leptos::prelude::Memo::new(move |before: Option<&u64>| changes(before.copied().unwrap_or(0)))
}

/// A value that follows from others.
pub(crate) fn memo<T: PartialEq + 'static>(value: impl Fn() -> T + 'static) -> Memo<T> {
    Memo::new(move |_| value())
}

/// Runs `run` now and whenever what it reads changes.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    fn erased(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| run());
    }
    erased(Box::new(run));
}

/// Reads a signal of the page's, and follows it.
pub(crate) trait With: Read {
    #[inline]
    fn with<U>(&self, read: impl FnOnce(&<Self::Value as Deref>::Target) -> U) -> U {
        read(&self.read())
    }
}

/// Reads a signal of the page's as it is now.
pub(crate) trait WithUntracked: ReadUntracked {
    #[inline]
    fn with_untracked<U>(&self, read: impl FnOnce(&<Self::Value as Deref>::Target) -> U) -> U {
        read(&self.read_untracked())
    }
}

/// Changes a signal of the page's.
pub(crate) trait Update: Write {
    #[inline]
    fn update(&self, change: impl FnOnce(&mut Self::Value)) {
        change(&mut self.write());
    }

    /// Nothing where the signal is gone.
    #[inline]
    fn try_update<U>(&self, change: impl FnOnce(&mut Self::Value) -> U) -> Option<U> {
        Some(change(&mut *self.try_write()?))
    }
}

impl<T: Read> With for T {}
impl<T: ReadUntracked> WithUntracked for T {}
impl<T: Write> Update for T {}

//! Things by one of their keys: a persistent B-tree of pointers.
//!
//! An entry is the pointer alone, and the key is looked up in the thing: with 100,000 applications that is a tenth of
//! the memory of a hash trie, whose nodes have places for four times what they hold. A change copies the few nodes
//! above it.

use std::{cmp::Ordering, marker::PhantomData, sync::Arc};

use equivalent::{Comparable, Equivalent};
use imbl::OrdSet;

/// An order of things by a key that no two of them share.
pub(super) trait Order<T>: Clone {
    /// Compares two things' keys.
    fn compare(one: &T, other: &T) -> Ordering;
}

/// Things in one order.
#[derive(Clone)]
pub(super) struct Sorted<T: Clone, O: Order<T>>(OrdSet<Entry<T, O>>);

#[derive(Clone)]
struct Entry<T, O>(Arc<T>, PhantomData<O>);

impl<T, O: Order<T>> Ord for Entry<T, O> {
    fn cmp(&self, other: &Self) -> Ordering {
        O::compare(&self.0, &other.0)
    }
}

impl<T, O: Order<T>> PartialOrd for Entry<T, O> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T, O: Order<T>> PartialEq for Entry<T, O> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T, O: Order<T>> Eq for Entry<T, O> {}

/// Says on which side of a thing the sought one is.
struct Sought<F>(F);

impl<T, O, F: Fn(&T) -> Ordering> Equivalent<Entry<T, O>> for Sought<F> {
    fn equivalent(&self, entry: &Entry<T, O>) -> bool {
        (self.0)(&entry.0).is_eq()
    }
}

impl<T, O, F: Fn(&T) -> Ordering> Comparable<Entry<T, O>> for Sought<F> {
    fn compare(&self, entry: &Entry<T, O>) -> Ordering {
        (self.0)(&entry.0)
    }
}

impl<T: Clone, O: Order<T>> Sorted<T, O> {
    /// Nothing.
    pub(super) fn new() -> Self {
        Self(OrdSet::new())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// All, in order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.0.iter().map(|entry| &entry.0)
    }

    /// The one that `sought` calls equal; of others it says how their keys compare with the sought one.
    pub(super) fn find(&self, sought: impl Fn(&T) -> Ordering) -> Option<&Arc<T>> {
        let place = Sought(|thing: &T| sought(thing).reverse());
        self.0.get(&place).map(|entry| &entry.0)
    }

    /// Puts what a thing is now in the place of what it was before, wherever its key puts it.
    pub(super) fn replace(&mut self, before: Option<&Arc<T>>, now: Option<&Arc<T>>) {
        let stays = |before: &T| now.is_some_and(|now| O::compare(before, now).is_eq());
        if let Some(before) = before.filter(|before| !stays(before)) {
            let entry = Entry(Arc::clone(before), PhantomData);
            // Of several changes taken in at once, another may have given its key to another thing already.
            let is_there = self.0.get(&entry);
            if is_there.is_some_and(|there| Arc::ptr_eq(&there.0, before)) {
                self.0.remove(&entry);
            }
        }
        if let Some(now) = now {
            self.0.insert(Entry(Arc::clone(now), PhantomData));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Thing(u32, &'static str);

    #[derive(Clone)]
    struct ByName;

    impl Order<Thing> for ByName {
        fn compare(one: &Thing, other: &Thing) -> Ordering {
            one.1.cmp(other.1)
        }
    }

    #[test]
    fn a_thing_is_found_by_its_key_of_today() {
        let mut things = Sorted::<_, ByName>::new();
        let find = |things: &Sorted<Thing, ByName>, name: &str| {
            things.find(|thing| thing.1.cmp(name)).map(|thing| thing.0)
        };
        let thing = |number, name| Arc::new(Thing(number, name));
        let made = [thing(1, "c"), thing(2, "a"), thing(3, "b")];
        for one in &made {
            things.replace(None, Some(one));
        }
        let then = things.clone();
        things.replace(Some(&made[0]), Some(&thing(1, "d")));
        things.replace(Some(&made[1]), Some(&thing(4, "a")));
        things.replace(Some(&made[2]), None);
        assert_eq!((find(&things, "c"), find(&things, "d")), (None, Some(1)));
        assert_eq!((find(&things, "a"), find(&things, "b")), (Some(4), None));
        assert!(things.iter().map(|thing| thing.0).eq([4, 1]));
        assert!(then.iter().map(|thing| thing.0).eq([2, 3, 1]), "as it was");
    }

    #[test]
    fn a_key_may_pass_to_another_thing_in_any_order() {
        let [old, new] = [1, 2].map(|number| Arc::new(Thing(number, "a")));
        let mut things = Sorted::<_, ByName>::new();
        things.replace(None, Some(&old));
        things.replace(None, Some(&new));
        things.replace(Some(&old), None);
        assert!(things.iter().map(|thing| thing.0).eq([2]));
    }
}

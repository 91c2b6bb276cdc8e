//! Which DPoP proofs and assertions came before: each is good for one request (RFC 9449 section 11.1).
//!
//! A node remembers the proofs that it has accepted for as long as their time would let them pass again, under hashes of
//! 16 bytes, in bounded memory. Nodes don't tell each other: where several serve one address, a proof that somebody else
//! has got hold of passes once on each of the others within that time, for the very request that it was made for. The same
//! goes for clients' assertions (RFC 7523 section 3).

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Mutex, PoisonError},
};

/// How many proofs are remembered: some 17,000 a second, in at most 40 MB.
pub const MOST: usize = 1 << 20;

/// What is remembered of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// It is new, and now remembered.
    First,
    /// It was used before.
    Again,
    /// There is no room to remember it.
    Full,
}

/// The proofs of the last minutes.
pub struct Replays {
    seen: Mutex<Seen>,
    most: usize,
}

/// By their last second, in which a repeated proof is found again and with which it is forgotten.
#[derive(Default)]
struct Seen {
    by_second: BTreeMap<i64, HashSet<u128>>,
    count: usize,
}

impl Replays {
    /// Remembers at most so many.
    pub fn new(most: usize) -> Self {
        Self {
            seen: Mutex::default(),
            most,
        }
    }

    /// Looks at the proof that `id` stands for, and remembers it. `until`: the last second in which it would pass again;
    /// `now`: unix seconds.
    pub fn note(&self, id: u128, until: i64, now: i64) -> Memory {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(oldest) = seen.by_second.first_entry()
            && *oldest.key() < now
        {
            let forgotten = oldest.remove().len();
            seen.count -= forgotten;
        }
        let Seen { by_second, count } = &mut *seen;
        let second = by_second.get(&until);
        if second.is_some_and(|second| second.contains(&id)) {
            return Memory::Again;
        }
        if *count >= self.most {
            return Memory::Full;
        }
        let second = by_second.entry(until).or_default();
        second.insert(id);
        *count += 1;
        Memory::First
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_passes_once_for_as_long_as_its_time_lets_it() {
        let replays = Replays::new(10);
        assert_eq!(replays.note(1, 160, 40), Memory::First);
        for now in [40, 100, 160] {
            assert_eq!(replays.note(1, 160, now), Memory::Again, "{now}");
        }
        assert_eq!(replays.note(2, 160, 100), Memory::First);
        // A clock that goes back does not forget either.
        assert_eq!(replays.note(1, 160, 90), Memory::Again);
    }

    #[test]
    fn memory_is_bounded_and_given_back() {
        let replays = Replays::new(3);
        for id in 0..3 {
            assert_eq!(replays.note(id, 160, 100), Memory::First);
        }
        assert_eq!(replays.note(9, 190, 130), Memory::Full);
        assert_eq!(replays.note(0, 160, 130), Memory::Again);
        assert_eq!(replays.note(9, 221, 161), Memory::First);
        let seen = replays.seen.lock().unwrap();
        assert_eq!((seen.count, seen.by_second.len()), (1, 1));
    }
}

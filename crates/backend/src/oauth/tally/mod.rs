//! How many tokens each application obtained in a minute, and how often clients were refused: for the audit log.
//!
//! A token is no change: it is counted in memory, written down with the others every second and at shutdown, and once
//! its minute is over the counts become records of the audit log, one for each application. A node that stops leaves the
//! minute to the others, or to the next start: it may not be over for them. A crash loses at most a second of them. What strangers choose takes bounded memory and bounded rows: past [`MOST_PLACES`] a minute, refusals
//! are counted without their address, and in the end without their application too, but counted they are.

pub(crate) mod sql;

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::{Map, Value as Json};
use shared::Timestamp;
use uuid::Uuid;

use crate::{
    Core,
    audit::{Action, Actor, Entity, Event, Origin},
    secrets::throttle::network,
    snapshot::Snapshot,
    store::{Db, StoreError},
};

/// How many pairs of application and address are told apart in a minute on a node, and as many applications besides.
const MOST_PLACES: usize = 4_096;
/// How many locks counting is spread over.
const SHARDS: usize = 16;
/// How long after a minute's end every node has written its counts down, in milliseconds.
const SETTLED: i64 = 5_000;

/// Why a client was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A secret that the application doesn't have, or none.
    WrongSecret,
    /// A client ID that nobody has.
    UnknownClient,
    /// The application is disabled, whatever the secret.
    Disabled,
    /// The application has expired, whatever the secret.
    Expired,
    /// Too many asked at once.
    Throttled,
}

/// The names of refusals in a record, in the order in which [`Counts`] has them.
const REFUSALS: [&str; 5] = [
    "wrongSecret",
    "unknownClient",
    "disabled",
    "expired",
    "throttled",
];

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    /// Minutes since 1970.
    pub(super) minute: i64,
    /// The application.
    pub(super) application: Option<Uuid>,
    /// From where; never of tokens.
    pub(super) address: Option<IpAddr>,
}

/// Tokens issued and refusals of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) issued: i64,
    pub(super) refused: [i64; REFUSALS.len()],
}

impl Counts {
    pub(super) fn add(&mut self, other: Self) {
        self.issued += other.issued;
        for (sum, more) in self.refused.iter_mut().zip(other.refused) {
            *sum += more;
        }
    }
}

type Places = BTreeMap<Place, Counts>;

/// What is counted in this process and not written down yet.
#[derive(Default)]
pub(crate) struct Tally {
    issued: [Mutex<HashMap<(i64, Uuid), i64>>; SHARDS],
    /// Kept until their minute is over, so that they stay bounded over the minute and not over a second.
    refused: Mutex<Refused>,
    /// What was counted when the writing of it began.
    writing: tokio::sync::Mutex<Places>,
    crowded: AtomicU64,
}

#[derive(Default)]
struct Refused {
    places: HashMap<Place, [i64; REFUSALS.len()]>,
    /// How many of them have an address, and how many have an application alone.
    taken: [usize; 2],
}

impl Tally {
    /// Counts a token that an application obtained.
    pub(crate) fn issued(&self, application: Uuid, now: Timestamp) {
        let shard = usize::from(application.as_bytes()[15]) % SHARDS;
        let mut issued = lock(&self.issued[shard]);
        *issued.entry((minute(now), application)).or_default() += 1;
    }

    /// Counts a client that was refused.
    pub(super) fn refused(
        &self,
        application: Option<Uuid>,
        address: IpAddr,
        why: Refusal,
        now: Timestamp,
    ) {
        let minute = minute(now);
        let place = |application, address| Place {
            minute,
            application,
            address,
        };
        let own = [
            place(application, Some(network(address))),
            place(application, None),
        ];
        let mut refused = lock(&self.refused);
        let Refused { places, taken } = &mut *refused;
        let found = own.iter().zip(taken).find_map(|(place, taken)| {
            if !places.contains_key(place) {
                if *taken >= MOST_PLACES {
                    return None;
                }
                *taken += 1;
            }
            Some(*place)
        });
        if found != Some(own[0]) {
            self.crowded.fetch_add(1, Ordering::Relaxed);
        }
        let counts = places
            .entry(found.unwrap_or(place(None, None)))
            .or_default();
        counts[why as usize] += 1;
    }

    /// How many refusals were counted without their address, since the process began.
    pub(crate) fn crowded(&self) -> u64 {
        self.crowded.load(Ordering::Relaxed)
    }

    /// Writes down what was counted. It is kept until it is written, also when this is given up halfway.
    pub(crate) async fn flush(&self, db: &Db, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.writing.lock().await;
        self.take(&mut writing, minute(now));
        if writing.is_empty() {
            return Ok(());
        }
        sql::add(db, &writing).await?;
        writing.clear();
        Ok(())
    }

    fn take(&self, into: &mut Places, minute: i64) {
        for shard in &self.issued {
            let issued = std::mem::take(&mut *lock(shard));
            for ((minute, application), issued) in issued {
                let place = Place {
                    minute,
                    application: Some(application),
                    address: None,
                };
                into.entry(place).or_default().issued += issued;
            }
        }
        let mut refused = lock(&self.refused);
        for (place, counts) in &mut refused.places {
            if counts.iter().any(|count| *count > 0) {
                into.entry(*place).or_default().add(Counts {
                    issued: 0,
                    refused: std::mem::take(counts),
                });
            }
        }
        refused.places.retain(|place, _| place.minute >= minute);
        let with_address = |place: &&Place| place.address.is_some();
        let alone = |place: &&Place| place.address.is_none() && place.application.is_some();
        refused.taken = [
            refused.places.keys().filter(with_address).count(),
            refused.places.keys().filter(alone).count(),
        ];
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn minute(at: Timestamp) -> i64 {
    at.millis().div_euclid(60_000)
}

/// The minute that is not over yet, or whose counts other nodes may not have written down yet.
pub(crate) fn open_minute(now: Timestamp) -> i64 {
    now.millis().saturating_sub(SETTLED).div_euclid(60_000)
}

impl Core {
    /// Makes records of the audit log of what was written down of the minutes before this one.
    pub(crate) async fn audit_tally(&self, before: i64) -> Result<(), StoreError> {
        loop {
            let mut tx = self.store.write(Actor::server()).await?;
            let counted = sql::take(tx.connection(), before).await?;
            if counted.is_empty() {
                return Ok(());
            }
            let snapshot = tx.snapshot();
            let events = counted
                .iter()
                .flat_map(|(place, counts)| events(&snapshot, place, counts));
            let events = events.collect();
            tx.commit_all(events).await?;
        }
    }
}

fn events(
    snapshot: &Snapshot,
    place: &Place,
    counts: &Counts,
) -> impl Iterator<Item = Event> + use<> {
    let id = place.application.map(|id| id.to_string());
    let name = match (place.application, &id) {
        (Some(application), Some(id)) => match snapshot.application(application) {
            Some(application) => application.name.to_string(),
            // Deleted since.
            None => id.clone(),
        },
        _ if place.address.is_some() => "unknown client".to_owned(),
        _ => "various clients".to_owned(),
    };
    let id = id.unwrap_or_default();
    let minute = Timestamp::from_millis(place.minute.saturating_mul(60_000)).to_string();
    let event = |action, origin, counted: Map<String, Json>| {
        let mut metadata = counted;
        metadata.insert("minute".to_owned(), minute.as_str().into());
        let actor = Actor {
            name: name.clone(),
            kind: "app",
            origin,
        };
        Event::new(action, Entity::Application, id.as_str(), name.as_str())
            .with(metadata.into())
            .by(actor)
    };
    let issued = (counts.issued > 0).then(|| {
        let counted = [("tokens".to_owned(), counts.issued.into())];
        event(Action::IssueTokens, None, counted.into_iter().collect())
    });
    let total: i64 = counts.refused.iter().sum();
    let refused = (total > 0).then(|| {
        let mut counted: Map<_, _> = REFUSALS
            .iter()
            .zip(counts.refused)
            .filter(|(_, count)| *count > 0)
            .map(|(name, count)| ((*name).to_owned(), count.into()))
            .collect();
        counted.insert("refusals".to_owned(), total.into());
        let origin = place.address.map(|address| Origin::Address(shown(address)));
        event(Action::RefuseClient, origin, counted)
    });
    [issued, refused].into_iter().flatten()
}

/// An address; of IPv6 the network that is counted as one.
fn shown(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(network) => format!("{network}/64"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_take_bounded_places_and_every_refusal_is_counted() {
        let tally = Tally::default();
        let (ours, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = Timestamp::from_millis;
        let flood = |minute: i64| {
            for n in 0..10_000_u32 {
                let from = IpAddr::V4((0x0A00_0000 + n).into());
                tally.refused(None, from, Refusal::UnknownClient, at(minute * 60_000));
                // In the middle of a minute nothing is forgotten.
                if n == 5_000 {
                    tally.take(&mut Places::new(), minute);
                }
            }
        };
        flood(0);
        let here = IpAddr::from([192, 0, 2, 1]);
        for application in [ours, ours, theirs] {
            tally.refused(Some(application), here, Refusal::WrongSecret, at(59_999));
        }
        let mut places = Places::new();
        tally.take(&mut places, 0);
        assert!(places.len() <= MOST_PLACES + 3, "{}", places.len());
        let refused = |application, address| {
            let place = Place {
                minute: 0,
                application,
                address,
            };
            places[&place].refused
        };
        assert_eq!(refused(Some(ours), None)[0], 2, "without its address");
        assert_eq!(refused(Some(theirs), None)[0], 1);
        let told: i64 = places.values().map(|counts| counts.refused[1]).sum();
        assert_eq!(told, 4_999, "what came after the first was taken");
        assert_eq!(tally.crowded(), 10_000 - 4_096 + 3);

        // The next minute has its own places.
        let mut next = Places::new();
        tally.take(&mut next, 1);
        assert_eq!((next.len(), lock(&tally.refused).places.len()), (0, 0));
        tally.refused(Some(ours), here, Refusal::Throttled, at(60_000));
        tally.take(&mut next, 1);
        let place = next.keys().next().unwrap();
        assert_eq!((place.minute, place.address), (1, Some(here)));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let tally = Tally::default();
        for from in ["2001:db8::1", "2001:db8::2"] {
            let from = from.parse().unwrap();
            tally.refused(
                None,
                from,
                Refusal::UnknownClient,
                Timestamp::from_millis(0),
            );
        }
        let mut places = Places::new();
        tally.take(&mut places, 0);
        assert_eq!(places.len(), 1);
        let place = places.keys().next().unwrap();
        assert_eq!(shown(place.address.unwrap()), "2001:db8::/64");
    }
}

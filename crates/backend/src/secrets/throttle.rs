//! Limits on sign-in attempts, per account and per address: pure, over a clock the caller reads.
//!
//! Each key has an allowance that refills evenly. The strict one belongs to an account *from one address*, so a stranger
//! who guesses at an administrator's password locks out himself and not the administrator; a wider one belongs to the
//! account from everywhere, and one to the address for all accounts. An attempt is counted before the password is
//! looked at, so simultaneous ones can't slip past.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};

/// `burst` attempts at once, then one every `refill`.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// How many may come at once, at least 1.
    pub burst: u32,
    /// How long until one more may.
    pub refill: Duration,
}

/// The three allowances.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One account from one address.
    pub account_and_address: Allowance,
    /// One account from everywhere.
    pub account: Allowance,
    /// One address, whatever the account.
    pub address: Allowance,
}

impl Default for Limits {
    fn default() -> Self {
        let every = |seconds, burst| Allowance {
            burst,
            refill: Duration::from_secs(seconds),
        };
        Self {
            account_and_address: every(30, 10),
            account: every(5, 50),
            address: every(3, 60),
        }
    }
}

/// Attempts counted lately. Bounded: past [`MOST_KEYS`] of a kind the ones closest to a full allowance are forgotten.
pub struct Throttle {
    limits: Limits,
    pairs: Buckets<(String, IpAddr)>,
    accounts: Buckets<String>,
    addresses: Buckets<IpAddr>,
}

const MOST_KEYS: usize = 20_000;

impl Throttle {
    /// Nothing counted yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            pairs: Buckets::default(),
            accounts: Buckets::default(),
            addresses: Buckets::default(),
        }
    }

    /// Counts one attempt at `now` (unix milliseconds), or says how long to wait: 429 with `Retry-After`. `account` is
    /// the folded email as typed, whether it exists or not. A refused attempt is not counted.
    pub fn attempt(&mut self, account: &str, address: IpAddr, now: i64) -> Result<(), Duration> {
        let address = network(address);
        let pair = (account.to_owned(), address);
        let wait = self
            .pairs
            .wait(&pair, self.limits.account_and_address, now)
            .max(self.accounts.wait(&pair.0, self.limits.account, now))
            .max(self.addresses.wait(&address, self.limits.address, now));
        if let Ok(milliseconds @ 1..) = u64::try_from(wait) {
            return Err(Duration::from_secs(milliseconds.div_ceil(1000)));
        }
        self.accounts
            .count(pair.0.clone(), self.limits.account, now);
        self.pairs.count(pair, self.limits.account_and_address, now);
        self.addresses.count(address, self.limits.address, now);
        Ok(())
    }

    /// The attempt was a success: the account starts afresh from this address, and gets its attempt back elsewhere.
    pub fn succeeded(&mut self, account: &str, address: IpAddr) {
        let address = network(address);
        self.pairs.until.remove(&(account.to_owned(), address));
        self.accounts.give_back(account, self.limits.account);
        self.addresses.give_back(&address, self.limits.address);
    }
}

/// An IPv6 customer usually has a whole /64, so that is one address here.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        },
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The generic cell rate algorithm: per key only the time at which its allowance is full again.
struct Buckets<K> {
    until: HashMap<K, i64>,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self {
            until: HashMap::new(),
        }
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Milliseconds until one more attempt fits; not positive if it fits now.
    fn wait(&self, key: &K, allowance: Allowance, now: i64) -> i64 {
        let Some(&until) = self.until.get(key) else {
            return 0;
        };
        let refill = millis(allowance);
        until.max(now) + refill - now - refill * i64::from(allowance.burst.max(1))
    }

    fn count(&mut self, key: K, allowance: Allowance, now: i64) {
        if self.until.len() >= MOST_KEYS && !self.until.contains_key(&key) {
            self.shrink(now);
        }
        let until = self.until.entry(key).or_insert(now);
        *until = (*until).max(now) + millis(allowance);
    }

    fn give_back<Q: Eq + Hash + ?Sized>(&mut self, key: &Q, allowance: Allowance)
    where
        K: std::borrow::Borrow<Q>,
    {
        if let Some(until) = self.until.get_mut(key) {
            *until -= millis(allowance);
        }
    }

    fn shrink(&mut self, now: i64) {
        self.until.retain(|_, until| *until > now);
        if self.until.len() >= MOST_KEYS {
            let mut times: Vec<_> = self.until.values().copied().collect();
            let (_, &mut median, _) = times.select_nth_unstable(MOST_KEYS / 2);
            self.until.retain(|_, until| *until > median);
        }
    }
}

fn millis(allowance: Allowance) -> i64 {
    i64::try_from(allowance.refill.as_millis()).unwrap_or(i64::MAX / 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn exhausted() -> Throttle {
        let mut throttle = Throttle::new(Limits::default());
        for _ in 0..10 {
            assert_eq!(throttle.attempt("ada@example.com", HERE, 0), Ok(()));
        }
        throttle
    }

    #[test]
    fn guesses_at_one_account_are_slowed_to_one_every_half_minute() {
        let mut throttle = exhausted();
        assert_eq!(
            throttle.attempt("ada@example.com", HERE, 0),
            Err(Duration::from_secs(30))
        );
        assert_eq!(
            throttle.attempt("ada@example.com", HERE, 29_001),
            Err(Duration::from_secs(1))
        );
        assert_eq!(throttle.attempt("ada@example.com", HERE, 30_000), Ok(()));
        assert!(throttle.attempt("ada@example.com", HERE, 30_001).is_err());
    }

    #[test]
    fn who_guesses_does_not_lock_the_owner_out() {
        let mut throttle = exhausted();
        assert_eq!(throttle.attempt("ada@example.com", THERE, 0), Ok(()));
        assert_eq!(throttle.attempt("bob@example.com", HERE, 0), Ok(()));
    }

    #[test]
    fn success_starts_afresh() {
        let mut throttle = exhausted();
        throttle.succeeded("ada@example.com", HERE);
        for _ in 0..10 {
            assert_eq!(throttle.attempt("ada@example.com", HERE, 0), Ok(()));
        }
    }

    #[test]
    fn many_addresses_against_one_account_and_many_accounts_from_one_address_are_slowed_too() {
        let mut throttle = Throttle::new(Limits::default());
        let from_everywhere = (0..200u8)
            .filter(|i| throttle.attempt("ada", [10, 0, 0, *i].into(), 0).is_ok())
            .count();
        assert_eq!(from_everywhere, 50);
        let mut throttle = Throttle::new(Limits::default());
        let at_everyone = (0..200)
            .filter(|i| throttle.attempt(&i.to_string(), HERE, 0).is_ok())
            .count();
        assert_eq!(at_everyone, 60);
    }

    #[test]
    fn a_whole_ipv6_network_is_one_address() {
        let same: [IpAddr; 2] = [
            "2001:db8::1".parse().unwrap(),
            "2001:db8::ffff:1".parse().unwrap(),
        ];
        assert_eq!(network(same[0]), network(same[1]));
        assert_ne!(
            network(same[0]),
            network("2001:db8:0:1::1".parse().unwrap())
        );
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), HERE);
    }

    #[test]
    fn a_flood_of_keys_takes_bounded_memory_and_forgets_the_worst_last() {
        let mut throttle = exhausted();
        for i in 0..60_000u32 {
            let _ = throttle.attempt(
                &format!("user-{i}"),
                IpAddr::V4((0x0A00_0000 + i).into()),
                1,
            );
        }
        assert!(
            throttle.accounts.until.len() <= MOST_KEYS
                && throttle.addresses.until.len() <= MOST_KEYS
        );
        assert!(
            throttle.attempt("ada@example.com", HERE, 1).is_err(),
            "still remembered"
        );
    }
}

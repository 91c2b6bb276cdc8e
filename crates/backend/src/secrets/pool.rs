//! The only place where argon2 runs: a few threads of their own, and queues that end.
//!
//! Async code awaits an answer and is never blocked. Past a full queue the answer is [`Busy`] at once, so a flood costs
//! neither memory nor latency elsewhere. Passwords (slow) and client secrets (quick) wait in queues of their own, and
//! with more than one thread passwords never hold all of them: neither flood starves the other.

use std::{
    collections::VecDeque,
    num::NonZeroUsize,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::hash::{Cost, HashError, Hasher, Memory};

/// What a credential is, which decides its cost and its queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A client secret.
    ClientSecret,
    /// A person's password.
    Password,
}

/// Sizes and costs.
#[derive(Debug, Clone, Copy)]
pub struct PoolSettings {
    /// Threads that hash; each keeps up to one password's memory (19 MiB).
    pub threads: NonZeroUsize,
    /// Most client secrets that wait.
    pub client_secret_queue: usize,
    /// Most passwords that wait.
    pub password_queue: usize,
    /// The cost of new client-secret hashes.
    pub client_secret_cost: Cost,
    /// The cost of new password hashes.
    pub password_cost: Cost,
}

impl Default for PoolSettings {
    /// One thread fewer than the machine's, so that answering never waits for hashing.
    fn default() -> Self {
        let machine = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            threads: NonZeroUsize::new(machine - 1).unwrap_or(NonZeroUsize::MIN),
            client_secret_queue: 2048,
            password_queue: 32,
            client_secret_cost: Cost::CLIENT_SECRET,
            password_cost: Cost::PASSWORD,
        }
    }
}

impl PoolSettings {
    const fn cost(&self, kind: Kind) -> Cost {
        match kind {
            Kind::ClientSecret => self.client_secret_cost,
            Kind::Password => self.password_cost,
        }
    }
}

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// Too much waits already: 503 (a sign-in) or 429 (a token) with `Retry-After`.
    #[error("too many credentials wait to be verified")]
    Busy {
        /// When to try again, in whole seconds from 1.
        retry_after: Duration,
    },
    /// The stored hash is spoilt, or argon2 failed: a 500, logged.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The pool is shutting down.
    #[error("the server is shutting down")]
    Stopped,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Not the credential, or there was no hash to compare with.
    Wrong,
    /// The credential. `rehashed` holds a new PHC string to store where the old one's cost was outdated.
    Right {
        /// The new hash, if one is due.
        rehashed: Option<String>,
    },
}

impl Verdict {
    /// Whether the credential was right.
    pub const fn is_right(&self) -> bool {
        matches!(self, Self::Right { .. })
    }
}

/// Hashing threads. Dropping the last handle lets them finish what waits and end.
pub struct HashPool(Arc<Shared>);

struct Shared {
    hasher: Hasher,
    settings: PoolSettings,
    state: Mutex<State>,
    work: Condvar,
}

#[derive(Default)]
struct State {
    client_secrets: VecDeque<Job>,
    passwords: VecDeque<Job>,
    passwords_running: usize,
    password_was_last: bool,
    stopped: bool,
}

struct Job {
    kind: Kind,
    input: Zeroizing<Vec<u8>>,
    task: Task,
}

enum Task {
    Hash {
        salt: [u8; 16],
        answer: oneshot::Sender<Result<String, HashError>>,
    },
    Verify {
        phc: Option<String>,
        salt: [u8; 16],
        answer: oneshot::Sender<Result<Verdict, HashError>>,
    },
}

impl HashPool {
    /// Starts the threads.
    pub fn start(hasher: Hasher, settings: PoolSettings) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            hasher,
            settings,
            state: Mutex::default(),
            work: Condvar::new(),
        });
        let pool = Self(shared);
        for number in 0..settings.threads.get() {
            let shared = Arc::clone(&pool.0);
            thread::Builder::new()
                .name(format!("argon2-{number}"))
                .spawn(move || {
                    step_back();
                    shared.run();
                })?;
        }
        Ok(pool)
    }

    /// Hashes a new credential. `salt`: 16 random bytes.
    pub async fn hash(&self, kind: Kind, input: &str, salt: [u8; 16]) -> Result<String, PoolError> {
        let (answer, answered) = oneshot::channel();
        self.push(kind, input, Task::Hash { salt, answer })?;
        answered
            .await
            .map_err(|_| PoolError::Stopped)?
            .map_err(PoolError::Hash)
    }

    /// Compares a presented credential with the stored hash; with `None` (unknown, disabled, deleted, expired: whatever
    /// there is to refuse) it computes as much and says [`Verdict::Wrong`].
    ///
    /// Exactly one argon2 computation decides, whatever the outcome; a right credential under an outdated cost pays
    /// one more for its new hash, which takes `salt`.
    pub async fn verify(
        &self,
        kind: Kind,
        input: &str,
        phc: Option<&str>,
        salt: [u8; 16],
    ) -> Result<Verdict, PoolError> {
        let (answer, answered) = oneshot::channel();
        self.push(
            kind,
            input,
            Task::Verify {
                phc: phc.map(str::to_owned),
                salt,
                answer,
            },
        )?;
        answered
            .await
            .map_err(|_| PoolError::Stopped)?
            .map_err(PoolError::Hash)
    }

    /// How many credentials wait: `(client secrets, passwords)`, for the metrics.
    pub fn waiting(&self) -> (usize, usize) {
        let state = self.0.lock();
        (state.client_secrets.len(), state.passwords.len())
    }

    fn push(&self, kind: Kind, input: &str, task: Task) -> Result<(), PoolError> {
        let job = Job {
            kind,
            input: Zeroizing::new(input.as_bytes().to_vec()),
            task,
        };
        let settings = &self.0.settings;
        let mut state = self.0.lock();
        if state.stopped {
            return Err(PoolError::Stopped);
        }
        let (queue, most) = match kind {
            Kind::ClientSecret => (&mut state.client_secrets, settings.client_secret_queue),
            Kind::Password => (&mut state.passwords, settings.password_queue),
        };
        if queue.len() >= most {
            return Err(PoolError::Busy {
                retry_after: drain_time(queue.len(), settings.cost(kind), settings.threads),
            });
        }
        queue.push_back(job);
        drop(state);
        self.0.work.notify_one();
        Ok(())
    }
}

/// By how much the threads' niceness is raised.
#[cfg(target_os = "linux")]
const NICER: i32 = 5;

/// Lets what needs no hashing go first where there are fewer cores than there is work: a flood of wrong secrets takes what
/// good clients leave. On Linux a thread has a priority of its own; elsewhere it would be the whole process's.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICER) {
        tracing::debug!(%error, "the threads that hash have no lower priority");
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        self.0.lock().stopped = true;
        self.0.work.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A queue can't be left half changed, so a panic elsewhere doesn't spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut memory = Memory::default();
        while let Some(job) = self.next() {
            let kind = job.kind;
            // Whoever asked may have gone: then nothing is computed.
            job.run(&self.hasher, &self.settings, &mut memory);
            if kind == Kind::Password {
                self.lock().passwords_running -= 1;
                self.work.notify_one();
            }
        }
    }

    fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.take(self.settings.threads.get()) {
                return Some(job);
            }
            if state.stopped && state.passwords.is_empty() {
                return None;
            }
            state = self
                .work
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    fn take(&mut self, threads: usize) -> Option<Job> {
        let password_may_run = self.passwords_running < (threads - 1).max(1);
        let password = password_may_run && !self.passwords.is_empty();
        let secret = !self.client_secrets.is_empty();
        if password && !(secret && self.password_was_last) {
            self.password_was_last = true;
            self.passwords_running += 1;
            self.passwords.pop_front()
        } else {
            self.password_was_last = false;
            self.client_secrets.pop_front()
        }
    }
}

impl Job {
    fn run(self, hasher: &Hasher, settings: &PoolSettings, memory: &mut Memory) {
        let cost = settings.cost(self.kind);
        match self.task {
            Task::Hash { answer, .. } if answer.is_closed() => {}
            Task::Verify { answer, .. } if answer.is_closed() => {}
            Task::Hash { salt, answer } => {
                // A receiver that went away meanwhile has no use for the answer.
                let _ = answer.send(hasher.hash(&self.input, cost, &salt, memory));
            }
            Task::Verify { phc, salt, answer } => {
                let _ = answer.send(verify(
                    hasher,
                    &self.input,
                    phc.as_deref(),
                    cost,
                    &salt,
                    memory,
                ));
            }
        }
    }
}

fn verify(
    hasher: &Hasher,
    input: &[u8],
    phc: Option<&str>,
    cost: Cost,
    salt: &[u8; 16],
    memory: &mut Memory,
) -> Result<Verdict, HashError> {
    let Some(phc) = phc else {
        hasher.verify_nothing(input, cost, memory)?;
        return Ok(Verdict::Wrong);
    };
    if !hasher.verify(input, phc, memory)? {
        return Ok(Verdict::Wrong);
    }
    let due = super::hash::needs_rehash(phc, cost);
    let rehashed = due.then(|| hasher.hash(input, cost, salt, memory));
    Ok(Verdict::Right {
        rehashed: rehashed.transpose()?,
    })
}

/// About how long a full queue takes, from a measured 0.5 µs per KiB and pass.
fn drain_time(waiting: usize, each: Cost, threads: NonZeroUsize) -> Duration {
    let one = u64::from(each.memory_kib) * u64::from(each.passes) / 2;
    let all = one * waiting as u64 / threads.get() as u64;
    Duration::from_secs(Duration::from_micros(all).as_secs() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::master_key::MasterKey;

    const QUICK: Cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn pool(settings: PoolSettings) -> HashPool {
        let hasher = Hasher::new(&MasterKey::from_bytes(&[1; 32]).unwrap());
        HashPool::start(hasher, settings).unwrap()
    }

    fn quick() -> PoolSettings {
        PoolSettings {
            client_secret_cost: QUICK,
            password_cost: QUICK,
            ..PoolSettings::default()
        }
    }

    #[tokio::test]
    async fn what_was_hashed_verifies_and_nothing_else_does() {
        let pool = pool(quick());
        let phc = pool.hash(Kind::Password, "correct", [1; 16]).await.unwrap();
        let verify = async |input, phc| pool.verify(Kind::Password, input, phc, [2; 16]).await;
        assert_eq!(
            verify("correct", Some(&*phc)).await.unwrap(),
            Verdict::Right { rehashed: None }
        );
        assert_eq!(verify("wrong", Some(&*phc)).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify("correct", None).await.unwrap(), Verdict::Wrong);
        assert!(matches!(
            verify("correct", Some("spoilt")).await,
            Err(PoolError::Hash(_))
        ));
    }

    #[tokio::test]
    async fn an_outdated_cost_is_mended_when_the_credential_is_right() {
        let old = pool(quick())
            .hash(Kind::ClientSecret, "s", [1; 16])
            .await
            .unwrap();
        let pool = pool(PoolSettings {
            client_secret_cost: Cost { passes: 2, ..QUICK },
            ..quick()
        });
        let verdict = pool
            .verify(Kind::ClientSecret, "s", Some(&old), [2; 16])
            .await
            .unwrap();
        let Verdict::Right {
            rehashed: Some(new),
        } = verdict
        else {
            panic!("{verdict:?}")
        };
        assert!(new.contains("t=2"));
        let again = pool
            .verify(Kind::ClientSecret, "s", Some(&new), [3; 16])
            .await
            .unwrap();
        assert_eq!(again, Verdict::Right { rehashed: None });
        let wrong = pool
            .verify(Kind::ClientSecret, "x", Some(&old), [3; 16])
            .await
            .unwrap();
        assert_eq!(wrong, Verdict::Wrong, "a wrong one is not worth a new hash");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_flood_is_refused_with_a_time_to_come_back_and_starves_nobody() {
        let slow = Cost {
            memory_kib: 4096,
            passes: 4,
            lanes: 1,
        };
        let pool = Arc::new(pool(PoolSettings {
            threads: NonZeroUsize::MIN,
            client_secret_queue: 4,
            client_secret_cost: slow,
            ..quick()
        }));
        let flood: Vec<_> = (0..32)
            .map(|_| {
                let pool = Arc::clone(&pool);
                tokio::spawn(
                    async move { pool.verify(Kind::ClientSecret, "x", None, [0; 16]).await },
                )
            })
            .collect();
        while pool.waiting().0 == 0 {
            tokio::task::yield_now().await;
        }
        let signed_in = pool.hash(Kind::Password, "correct", [1; 16]).await;
        assert!(signed_in.is_ok(), "a password waits in a queue of its own");
        let (mut answered, mut refused) = (0, 0);
        for request in flood {
            match request.await.unwrap() {
                Ok(verdict) => {
                    assert_eq!(verdict, Verdict::Wrong);
                    answered += 1;
                }
                Err(PoolError::Busy { retry_after }) => {
                    assert!(retry_after >= Duration::from_secs(1));
                    refused += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert!(answered >= 4 && refused >= 1, "{answered} {refused}");
    }

    #[tokio::test]
    async fn passwords_and_secrets_take_turns_on_a_single_thread() {
        let mut state = State::default();
        let job = |kind| {
            let (answer, _) = oneshot::channel();
            Job {
                kind,
                input: Zeroizing::default(),
                task: Task::Hash {
                    salt: [0; 16],
                    answer,
                },
            }
        };
        for _ in 0..2 {
            state.passwords.push_back(job(Kind::Password));
            state.client_secrets.push_back(job(Kind::ClientSecret));
        }
        let mut order = Vec::new();
        while let Some(job) = state.take(1) {
            state.passwords_running = 0;
            order.push(job.kind);
        }
        let turns = [Kind::Password, Kind::ClientSecret];
        assert_eq!(order, [turns, turns].concat());
    }

    /// Whether each thread of this process hashes, and its niceness.
    #[cfg(target_os = "linux")]
    fn threads() -> Vec<(bool, i32)> {
        let mut found = Vec::new();
        for thread in std::fs::read_dir("/proc/self/task").unwrap().flatten() {
            let of = |file: &str| std::fs::read_to_string(thread.path().join(file));
            // A thread of another test may have ended meanwhile.
            let (Ok(name), Ok(stat)) = (of("comm"), of("stat")) else {
                continue;
            };
            // proc(5): the niceness is the 19th field, the 17th after the name.
            let (_, fields) = stat.rsplit_once(") ").unwrap();
            let niceness = fields.split(' ').nth(16).unwrap().parse().unwrap();
            found.push((name.starts_with("argon2"), niceness));
        }
        found
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashing_gives_way_and_nothing_else_does() {
        let _pool = pool(quick());
        let of_others = |threads: &[(bool, i32)]| {
            let mut others: Vec<_> = threads.iter().filter(|(hashes, _)| !hashes).collect();
            others.dedup_by_key(|(_, nice)| *nice);
            assert_eq!(others.len(), 1, "{threads:?}");
            others[0].1
        };
        // A thread steps back as its first step, and may not have come to it.
        for _ in 0..500 {
            let threads = threads();
            let least = of_others(&threads).saturating_add(NICER).min(19);
            if threads
                .iter()
                .any(|(hashes, nice)| *hashes && *nice == least)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("{:?}", threads());
    }

    #[tokio::test]
    async fn a_dropped_pool_ends_its_threads() {
        let pool = pool(quick());
        let shared = Arc::downgrade(&pool.0);
        drop(pool);
        for _ in 0..500 {
            if shared.strong_count() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("threads outlive their pool");
    }
}

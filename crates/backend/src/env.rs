//! The only doors to time and chance, and to the page that the program brings. Everything else gets them from here, so
//! that tests can set them.

use std::sync::Arc;

use ring::rand::SecureRandom as _;
use shared::Timestamp;
use uuid::Uuid;

use crate::http::page::Page;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> Timestamp;
}

/// Gives randomness.
pub trait Random: Send + Sync {
    /// Fills the bytes, or says that the operating system gives none.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The operating system gives no randomness: nothing secret can be made.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// Time, chance and the page.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    page: Arc<Page>,
}

impl Env {
    /// The machine's time and chance, with a page.
    pub fn system(page: Page) -> Self {
        Self {
            page: Arc::new(page),
            ..Self::new(
                Arc::new(SystemClock),
                Arc::new(SystemRandom(ring::rand::SystemRandom::new())),
            )
        }
    }

    /// Others, as in tests, without a page.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            clock,
            random,
            page: Arc::new(Page::none()),
        }
    }

    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The current instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// A UUID of version 7: ordered by the time it was made, with 74 random bits.
    pub fn uuid(&self) -> Result<Uuid, NoRandomness> {
        let millis = u64::try_from(self.now().millis()).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &self.random()?).into_uuid())
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now();
        let millis = match now.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Timestamp::from_millis(millis)
    }
}

struct SystemRandom(ring::rand::SystemRandom);

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

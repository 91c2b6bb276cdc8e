//! The current snapshot, and the rule that keeps it honest.
//!
//! A request that authenticates anything waits for a read of the ledger's `seq` that *started after the request
//! arrived*. All who wait while a read runs share the next one. So what any node or the command line has answered holds
//! here in the very next request, with no messages between nodes; and without the database there is no answer.
//!
//! On SQLite a query is spared where [`super::unmoved`] proves, with a look that starts after the request arrived, that
//! nothing was committed since the last one.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use sqlx::{Any, pool::PoolConnection};
use tokio::{
    sync::{Notify, oneshot},
    time::Instant,
};

use super::{
    Logins, Snapshot, load,
    unmoved::{Header, Index},
};
use crate::store::{Db, StoreError};

/// How long a read may take before whoever waits gets a 503.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a query's answer may stand in for others, however still the database seems: whatever else may go wrong with
/// its connection shows by then.
const TRUST: Duration = Duration::from_secs(1);

type Answer = Result<Arc<Snapshot>, Arc<StoreError>>;

/// The current snapshot, shared by everything in the process.
pub struct Live {
    current: RwLock<Arc<Snapshot>>,
    waiting: Mutex<Vec<oneshot::Sender<Answer>>>,
    wake: Notify,
    logins: Logins,
    proven: RwLock<Option<Proven>>,
}

/// A snapshot that holds as long as the database has not moved.
struct Proven {
    snapshot: Arc<Snapshot>,
    index: Index,
    /// Read before the query whose answer the snapshot is.
    header: Header,
    at: Instant,
}

/// The connection that queries `seq`, kept between queries.
struct Kept {
    connection: PoolConnection<Any>,
    index: Option<Index>,
}

/// Nothing is proven without the connection that keeps SQLite's files in place.
struct Unproven<'a>(&'a Live);

impl Drop for Unproven<'_> {
    fn drop(&mut self) {
        self.0.prove(None);
    }
}

impl Live {
    /// Over a snapshot that is not loaded yet.
    pub fn new(empty: Snapshot) -> Self {
        Self {
            current: RwLock::new(Arc::new(empty)),
            waiting: Mutex::default(),
            wake: Notify::new(),
            logins: Logins::default(),
            proven: RwLock::default(),
        }
    }

    /// The newest snapshot that this node has. May be stale: for what needs no authentication.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// When each application and session was last used.
    pub const fn logins(&self) -> &Logins {
        &self.logins
    }

    /// A snapshot that holds everything that was answered anywhere before this call.
    pub async fn fresh(&self) -> Answer {
        if let Some(snapshot) = self.unmoved() {
            return Ok(snapshot);
        }
        let (answer, answered) = oneshot::channel();
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(answer);
        self.wake.notify_one();
        answered.await.unwrap_or_else(|_| {
            Err(Arc::new(StoreError::Unavailable(
                "the server is shutting down".to_owned(),
            )))
        })
    }

    /// The last query's snapshot, if the database has not moved since.
    fn unmoved(&self) -> Option<Arc<Snapshot>> {
        let proven = self.proven.read().unwrap_or_else(PoisonError::into_inner);
        let proven = proven.as_ref()?;
        (proven.at.elapsed() < TRUST && proven.index.header()? == proven.header)
            .then(|| Arc::clone(&proven.snapshot))
    }

    /// Whether the next request needs no query.
    #[cfg(test)]
    pub(crate) fn is_proven(&self) -> bool {
        self.unmoved().is_some()
    }

    fn prove(&self, proven: Option<Proven>) {
        *self.proven.write().unwrap_or_else(PoisonError::into_inner) = proven;
    }

    /// Replaces the current snapshot, unless it is newer already.
    pub fn publish(&self, next: Arc<Snapshot>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if next.seq > current.seq {
            *current = next;
        }
    }

    /// Reads for whoever waits, for ever.
    pub async fn run(&self, db: Db) {
        let mut kept = None;
        // Dropped before the connection is.
        let _unproven = Unproven(self);
        loop {
            self.wake.notified().await;
            // Requests that have arrived already come first, so that they share this read.
            tokio::task::yield_now().await;
            let waiting =
                std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            if waiting.is_empty() {
                continue;
            }
            // Before the query begins: what is committed from here on changes it.
            let at = Instant::now();
            let seen = kept.as_ref().and_then(Kept::look);
            let answer = self.read(&db, &mut kept).await.map_err(Arc::new);
            // The file is still the one that the connection keeps in place, should that be another by now.
            let seen = seen.filter(|(index, _)| {
                kept.as_ref()
                    .and_then(|kept: &Kept| kept.index)
                    .is_some_and(|now| now.is(*index))
            });
            match &answer {
                Ok(snapshot) => self.prove(seen.map(|(index, header)| Proven {
                    snapshot: Arc::clone(snapshot),
                    index,
                    header,
                    at,
                })),
                Err(error) => {
                    self.prove(None);
                    tracing::warn!(%error, "the snapshot can't be refreshed");
                }
            }
            for waiter in waiting {
                // Whoever asked may have gone.
                let _ = waiter.send(answer.clone());
            }
        }
    }

    async fn read(&self, db: &Db, kept: &mut Option<Kept>) -> Result<Arc<Snapshot>, StoreError> {
        let reading = async {
            if let Some(kept) = kept.as_mut() {
                // A connection that has died since the last read is replaced once, silently.
                if let Ok(position) = load::position(&mut kept.connection).await {
                    return Ok(position);
                }
            }
            // The dead one must not go back to the pool.
            self.prove(None);
            if let Some(dead) = kept.take() {
                drop(dead.connection.detach());
            }
            let mut fresh = db.readers().acquire().await?;
            let position = load::position(&mut fresh).await?;
            let index = load::index(db, &mut fresh).await?;
            *kept = Some(Kept {
                connection: fresh,
                index,
            });
            Ok::<_, StoreError>(position)
        };
        // Known before the read began: only a restored backup can be behind it.
        let known = self.current().seq;
        let (seq, batch) = tokio::time::timeout(PATIENCE, reading)
            .await
            .map_err(|_| StoreError::Unavailable("no answer in time".to_owned()))??;
        if !self.logins.knows(batch) {
            let mut reader = db.readers().acquire().await?;
            self.logins.catch_up(&mut reader, batch).await?;
        }
        // Own commits publish at once, so this node may be ahead of the read by now.
        let current = self.current();
        if seq >= known && current.seq >= seq {
            return Ok(current);
        }
        let mut tx = db.begin_read().await?;
        let (seq, _) = load::position(&mut tx).await?;
        let current = self.current();
        if seq >= known && current.seq >= seq {
            return Ok(current);
        }
        let next = Arc::new(load::catch_up(&mut tx, &current, seq).await?);
        tx.rollback().await?;
        if seq < known {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        } else {
            self.publish(Arc::clone(&next));
        }
        Ok(next)
    }
}

impl Kept {
    fn look(&self) -> Option<(Index, Header)> {
        let index = self.index?;
        Some((index, index.header()?))
    }
}

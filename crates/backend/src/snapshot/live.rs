//! The current snapshot, and the rule that keeps it honest.
//!
//! A request that authenticates anything waits for a read of the ledger's `seq` that *started after the request
//! arrived*. All who wait while a read runs share the next one. So what any node or the command line has answered holds
//! here in the very next request, with no messages between nodes; and without the database there is no answer.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use sqlx::{Any, pool::PoolConnection};
use tokio::sync::{Notify, oneshot};

use super::{Logins, Snapshot, load};
use crate::store::{Db, StoreError};

/// How long a read may take before whoever waits gets a 503.
const PATIENCE: Duration = Duration::from_secs(5);

type Answer = Result<Arc<Snapshot>, Arc<StoreError>>;

/// The current snapshot, shared by everything in the process.
pub struct Live {
    current: RwLock<Arc<Snapshot>>,
    waiting: Mutex<Vec<oneshot::Sender<Answer>>>,
    wake: Notify,
    logins: Logins,
}

impl Live {
    /// Over a snapshot that is not loaded yet.
    pub fn new(empty: Snapshot) -> Self {
        Self {
            current: RwLock::new(Arc::new(empty)),
            waiting: Mutex::default(),
            wake: Notify::new(),
            logins: Logins::default(),
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

    /// Replaces the current snapshot, unless it is newer already.
    pub fn publish(&self, next: Arc<Snapshot>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if next.seq > current.seq {
            *current = next;
        }
    }

    /// Reads for whoever waits, for ever.
    pub async fn run(&self, db: Db) {
        let mut connection = None;
        loop {
            self.wake.notified().await;
            let waiting =
                std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            if waiting.is_empty() {
                continue;
            }
            let answer = self.read(&db, &mut connection).await.map_err(Arc::new);
            if let Err(error) = &answer {
                tracing::warn!(%error, "the snapshot can't be refreshed");
            }
            for waiter in waiting {
                // Whoever asked may have gone.
                let _ = waiter.send(answer.clone());
            }
        }
    }

    async fn read(
        &self,
        db: &Db,
        connection: &mut Option<PoolConnection<Any>>,
    ) -> Result<Arc<Snapshot>, StoreError> {
        let reading = async {
            if let Some(kept) = connection.as_mut() {
                // A connection that has died since the last read is replaced once, silently.
                if let Ok(position) = load::position(kept).await {
                    return Ok(position);
                }
            }
            // The dead one must not go back to the pool.
            if let Some(dead) = connection.take() {
                drop(dead.detach());
            }
            let mut fresh = db.readers().acquire().await?;
            let position = load::position(&mut fresh).await?;
            *connection = Some(fresh);
            Ok::<_, StoreError>(position)
        };
        // Known before the read began: only a restored backup can be behind it.
        let known = self.current().seq;
        let (seq, batch) = tokio::time::timeout(PATIENCE, reading)
            .await
            .map_err(|_| StoreError::Unavailable("no answer in time".to_owned()))??;
        if batch != self.logins.batch() {
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

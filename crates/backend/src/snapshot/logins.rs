//! When each application last obtained a token, and each session was last used.
//!
//! Too frequent to be changes (as are new hashes of the same secrets, after the cost was raised): they are kept in memory and written in batches, every second and at shutdown, beside the
//! ledger and without touching it. A crash loses the last second of them.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use futures_util::TryStreamExt as _;
use shared::Timestamp;
use sqlx::{AnyConnection, Row as _};
use uuid::Uuid;

use crate::store::{Db, Insert, StoreError, Texts};

const NEXT_BATCH: &str = "UPDATE login_batch SET batch = batch + 1 WHERE id = 1 RETURNING batch";
const LOGINS_SINCE: &str = "SELECT application_id, at, ip, user_agent, secret_created_at, batch FROM application_logins WHERE batch > $1";
const USES_SINCE: &str =
    "SELECT application_id, secret_created_at, at, batch FROM secret_uses WHERE batch > $1";
const SESSIONS_SINCE: &str = "SELECT id, last_used_at FROM sessions WHERE batch > $1";
const USE_SESSION: &str =
    "UPDATE sessions SET last_used_at = $1, batch = $2 WHERE id = $3 AND last_used_at < $1";
const REHASH: &str = "UPDATE applications SET secret_hash = $1 WHERE id = $2 AND secret_hash = $3";
const REHASH_PREVIOUS: &str =
    "UPDATE applications SET previous_hash = $1 WHERE id = $2 AND previous_hash = $3";
const UPSERT_USES: Insert = Insert {
    table: "secret_uses",
    columns: &["application_id", "secret_created_at", "at", "batch"],
    then: "ON CONFLICT (application_id, secret_created_at) DO UPDATE SET at = excluded.at, batch = excluded.batch WHERE excluded.at >= secret_uses.at",
};
const UPSERT: Insert = Insert {
    table: "application_logins",
    columns: &[
        "application_id",
        "at",
        "ip",
        "user_agent",
        "secret_created_at",
        "batch",
    ],
    then: "ON CONFLICT (application_id) DO UPDATE SET at = excluded.at, ip = excluded.ip, user_agent = excluded.user_agent, secret_created_at = excluded.secret_created_at, batch = excluded.batch WHERE excluded.at >= application_logins.at",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    let mut all: Vec<String> = [
        NEXT_BATCH,
        LOGINS_SINCE,
        USES_SINCE,
        SESSIONS_SINCE,
        USE_SESSION,
        REHASH,
        REHASH_PREVIOUS,
    ]
    .map(str::to_owned)
    .into();
    all.push(UPSERT.sql(2));
    all.push(UPSERT_USES.sql(2));
    all
}

/// An application's last login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// When.
    pub at: Timestamp,
    /// From which address.
    pub ip: Option<IpAddr>,
    /// With which `User-Agent`.
    pub user_agent: Option<Arc<str>>,
    /// With which secret, by when it was made.
    pub secret: Option<Timestamp>,
}

/// Last logins of applications and last uses of sessions.
#[derive(Default)]
pub struct Logins {
    applications: RwLock<HashMap<Uuid, Login>>,
    /// Of secrets that live side by side: what the last login alone doesn't tell.
    secrets: RwLock<HashMap<(Uuid, Timestamp), Timestamp>>,
    sessions: RwLock<HashMap<Uuid, Timestamp>>,
    pending: Mutex<Pending>,
    /// What was pending when the writing of it began.
    writing: tokio::sync::Mutex<Pending>,
    batch: AtomicI64,
    /// The last batch with an application's login in it.
    newest: AtomicI64,
    version: AtomicU64,
}

/// Ordered by id, as changes take them too, so that the two never wait for each other.
#[derive(Default)]
struct Pending {
    applications: BTreeMap<Uuid, Login>,
    secrets: BTreeMap<(Uuid, Timestamp), Timestamp>,
    sessions: BTreeMap<Uuid, Timestamp>,
    rehashed: BTreeMap<Uuid, Rehashed>,
}

impl Pending {
    /// Takes what is newer.
    fn add(&mut self, mut newer: Self) {
        self.applications.append(&mut newer.applications);
        self.secrets.append(&mut newer.secrets);
        self.sessions.append(&mut newer.sessions);
        self.rehashed.append(&mut newer.rehashed);
    }

    fn is_empty(&self) -> bool {
        self.applications.is_empty()
            && self.secrets.is_empty()
            && self.sessions.is_empty()
            && self.rehashed.is_empty()
    }
}

/// A secret's hash under today's cost, in place of one under yesterday's. Another secret it is not.
#[derive(Clone, PartialEq, Eq)]
struct Rehashed {
    from: String,
    to: String,
}

impl Logins {
    /// The last batch that this node knows.
    pub fn batch(&self) -> i64 {
        self.batch.load(Ordering::Acquire)
    }

    /// Whether this node knows all up to `batch`, the last that was committed. Its own may be about to be.
    pub fn knows(&self, batch: i64) -> bool {
        let known = self.batch();
        batch == known || batch + 1 == known
    }

    /// Names what is known of applications' last logins: once all are written down the same on every node, else by this
    /// process alone.
    pub fn tag(&self, process: u64) -> String {
        let version = self.version.load(Ordering::Acquire);
        let newest = self.newest.load(Ordering::Acquire);
        let is_written = self.writing.try_lock().is_ok_and(|writing| {
            let pending = self.lock();
            [&*writing, &*pending]
                .iter()
                .all(|logins| logins.applications.is_empty() && logins.secrets.is_empty())
        });
        if is_written {
            format!("{newest:x}")
        } else {
            format!("{process:x}.{version:x}")
        }
    }

    /// An application's last login.
    pub fn of_application(&self, id: Uuid) -> Option<Login> {
        let known = self
            .applications
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        known.get(&id).cloned()
    }

    /// When an application's secret, made at `made`, last obtained a token.
    pub fn of_secret(&self, id: Uuid, made: Timestamp) -> Option<Timestamp> {
        let last = self.of_application(id)?;
        let beside = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        let beside = beside.get(&(id, made)).copied();
        let was_it = match last.secret {
            Some(secret) => secret == made,
            // Noted before secrets were told apart, when there was one at a time.
            None => last.at >= made,
        };
        if was_it { Some(last.at) } else { beside }
    }

    /// When each application last obtained a token, where that is not before `since`.
    pub fn since(&self, since: Timestamp) -> Vec<(Uuid, Timestamp)> {
        let known = self
            .applications
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        known
            .iter()
            .filter(|(_, login)| login.at >= since)
            .map(|(id, login)| (*id, login.at))
            .collect()
    }

    /// When a session was last used, where that is later than its row says.
    pub fn of_session(&self, id: Uuid) -> Option<Timestamp> {
        let known = self.sessions.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).copied()
    }

    /// Notes that an application obtained a token, while two of its secrets live.
    pub fn note_beside(&self, id: Uuid, login: Login) {
        let before = self.of_application(id);
        let both = [before.as_ref(), Some(&login)].into_iter().flatten();
        for use_of_secret in both {
            if let Some(secret) = use_of_secret.secret {
                self.lock().secrets.insert((id, secret), use_of_secret.at);
                self.secrets
                    .write()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert((id, secret), use_of_secret.at);
            }
        }
        self.note_application(id, login);
    }

    /// Notes that an application obtained a token.
    pub fn note_application(&self, id: Uuid, login: Login) {
        self.lock().applications.insert(id, login.clone());
        self.applications
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, login);
        self.version.fetch_add(1, Ordering::AcqRel);
    }

    /// Notes that a session was used.
    pub fn note_session(&self, id: Uuid, at: Timestamp) {
        self.lock().sessions.insert(id, at);
        self.sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, at);
    }

    /// Notes a new hash of the secret that an application has, made while it was verified.
    pub fn note_rehashed(&self, id: Uuid, from: String, to: String) {
        self.lock().rehashed.insert(id, Rehashed { from, to });
    }

    /// Reads what other nodes have written since this node's last batch.
    pub(crate) async fn catch_up(
        &self,
        connection: &mut AnyConnection,
        batch: i64,
    ) -> Result<(), StoreError> {
        let since = self.batch();
        let mut logins = Vec::new();
        let mut agents = Texts::default();
        let mut rows = sqlx::query(LOGINS_SINCE)
            .bind(since)
            .fetch(&mut *connection);
        let mut newest = 0;
        // One by one: of each application there may be one.
        while let Some(row) = rows.try_next().await? {
            newest = row.try_get::<i64, _>(5)?.max(newest);
            let id: String = row.try_get(0)?;
            let Ok(id) = Uuid::parse_str(&id) else {
                continue;
            };
            logins.push((
                id,
                Login {
                    at: Timestamp::from_millis(row.try_get(1)?),
                    ip: row
                        .try_get::<Option<&str>, _>(2)?
                        .and_then(|ip| ip.parse().ok()),
                    user_agent: row
                        .try_get::<Option<String>, _>(3)?
                        .map(|agent| agents.one(agent)),
                    secret: row
                        .try_get::<Option<i64>, _>(4)?
                        .map(Timestamp::from_millis),
                },
            ));
        }
        drop(rows);
        let rows = sqlx::query(USES_SINCE)
            .bind(since)
            .fetch_all(&mut *connection)
            .await?;
        let mut secrets = Vec::with_capacity(rows.len());
        for row in &rows {
            newest = row.try_get::<i64, _>(3)?.max(newest);
            let id: String = row.try_get(0)?;
            if let Ok(id) = Uuid::parse_str(&id) {
                let made = Timestamp::from_millis(row.try_get(1)?);
                secrets.push(((id, made), Timestamp::from_millis(row.try_get(2)?)));
            }
        }
        let rows = sqlx::query(SESSIONS_SINCE)
            .bind(since)
            .fetch_all(&mut *connection)
            .await?;
        let mut uses = Vec::with_capacity(rows.len());
        for row in &rows {
            let id: String = row.try_get(0)?;
            if let Ok(id) = Uuid::parse_str(&id) {
                uses.push((id, Timestamp::from_millis(row.try_get(1)?)));
            }
        }
        {
            let mut known = self
                .applications
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            for (id, login) in logins {
                match known.get(&id) {
                    Some(newer) if newer.at >= login.at => {}
                    _ => drop(known.insert(id, login)),
                }
            }
        }
        {
            let mut known = self
                .sessions
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            for (id, at) in uses {
                let newest = known.entry(id).or_insert(at);
                *newest = at.max(*newest);
            }
        }
        {
            let mut known = self.secrets.write().unwrap_or_else(PoisonError::into_inner);
            for (key, at) in secrets {
                let newest = known.entry(key).or_insert(at);
                *newest = at.max(*newest);
            }
        }
        self.newest.fetch_max(newest, Ordering::AcqRel);
        if !self.knows(batch) {
            self.batch.store(batch, Ordering::Release);
        }
        self.version.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }

    /// Writes what is pending. It is kept until it is written, also when this is given up halfway.
    pub async fn flush(&self, db: &Db) -> Result<(), StoreError> {
        let mut writing = self.writing.lock().await;
        // Taken, not copied: token requests wait for this lock.
        let pending = std::mem::take(&mut *self.lock());
        writing.add(pending);
        if writing.is_empty() {
            return Ok(());
        }
        self.write(db, &writing).await?;
        *writing = Pending::default();
        Ok(())
    }

    async fn write(&self, db: &Db, pending: &Pending) -> Result<(), StoreError> {
        let mut tx = db.begin_upkeep().await?;
        let row = sqlx::query(NEXT_BATCH).fetch_one(&mut *tx).await?;
        let batch: i64 = row.try_get(0)?;
        let rows = pending.applications.iter().map(|(id, login)| {
            vec![
                (*id).into(),
                login.at.into(),
                login.ip.map(|ip| ip.to_string()).into(),
                login.user_agent.as_deref().map(str::to_owned).into(),
                login.secret.into(),
                batch.into(),
            ]
        });
        let rows = rows.collect();
        UPSERT.rows(&mut tx, rows).await?;
        let uses = pending
            .secrets
            .iter()
            .map(|((id, made), at)| vec![(*id).into(), (*made).into(), (*at).into(), batch.into()]);
        UPSERT_USES.rows(&mut tx, uses.collect()).await?;
        for (id, at) in &pending.sessions {
            sqlx::query(USE_SESSION)
                .bind(at.millis())
                .bind(batch)
                .bind(id.to_string())
                .execute(&mut *tx)
                .await?;
        }
        for (id, hash) in &pending.rehashed {
            for statement in [REHASH, REHASH_PREVIOUS] {
                sqlx::query(statement)
                    .bind(hash.to.clone())
                    .bind(id.to_string())
                    .bind(hash.from.clone())
                    .execute(&mut *tx)
                    .await?;
            }
        }
        // This node knows its own batch: said before others can see it, so that no request waits for it to be read back.
        let is_next = self.know(batch - 1, batch);
        let committed = tx.commit().await;
        if committed.is_err() && is_next {
            self.know(batch, batch - 1);
        }
        committed?;
        if !pending.applications.is_empty() || !pending.secrets.is_empty() {
            self.newest.fetch_max(batch, Ordering::AcqRel);
        }
        Ok(())
    }

    fn know(&self, from: i64, to: i64) -> bool {
        self.batch
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! What handlers work with: the settings, the store, and the workers for credentials.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use ring::hmac;
use shared::Timestamp;

use crate::{
    audit::{Actor, Chain},
    authz::{Catalogue, Permission, catalogue::CatalogueError},
    caller::Caller,
    env::{Env, NoRandomness},
    http::ApiError,
    oauth::tally::Tally,
    secrets::{
        format::ClientSecret,
        hash::Hasher,
        master_key::{MasterKey, MasterKeyError, Purpose},
        pool::{HashPool, PoolSettings},
        remembered::Remembered,
        throttle::{Limits, Throttle},
    },
    sessions::model::Session,
    settings::Settings,
    snapshot::{Live, Snapshot},
    store::{self, Db, Engine, Store, StoreError, WriteTx},
    tokens::{
        keys::{KeyError, Sealer},
        replay::{self, Replays},
    },
};

/// A session that is used more often than this is noted only so often.
const USE_EVERY: i64 = 10_000;
/// How long connections may take to come back at the end.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many verified secrets are remembered.
const REMEMBERED: usize = 100_000;

/// Everything that a request needs, shared by all of them.
pub struct Core {
    /// What the operator decided.
    pub settings: Settings,
    /// Time and chance.
    pub env: Env,
    /// The database and the snapshot.
    pub store: Store,
    /// Where argon2 runs.
    pub hashing: HashPool,
    /// Which client secrets were verified lately.
    pub remembered: Remembered,
    /// Which proofs of possession came lately.
    pub(crate) replays: Replays,
    /// Which assertions of clients came lately.
    pub(crate) assertions: Replays,
    /// What an assertion may name as its audience.
    pub(crate) assertion_audiences: Vec<String>,
    pub(crate) sealer: Arc<Sealer>,
    throttle: Mutex<Throttle>,
    sessions_key: hmac::Key,
    /// Names this process.
    pub(crate) process: u64,
    /// Names the database's history and the program, for the `ETag`s of lists: the same on every node and after a start.
    pub(crate) history: String,
    /// What is counted.
    pub metrics: crate::metrics::Metrics,
    pub(crate) tally: Tally,
    reader: tokio::task::JoinHandle<()>,
}

/// Why the server can't start. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The master key.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// The database was made under another master key.
    #[error(
        "this is not the master key that the database was made under: restore master.key, or CLIENTELE_MASTER_KEY, as it was"
    )]
    WrongMasterKey,
    /// The signing keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The embedded roles.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// No threads.
    #[error("the threads for hashing can't be started: {0}")]
    Threads(std::io::Error),
}

impl Core {
    /// Opens the database, brings its schema up to date, and loads the snapshot.
    pub async fn open(settings: Settings, env: Env) -> Result<Self, OpenError> {
        let master = master_key(&settings, &env)?;
        let db = Db::open(&settings.database).await?;
        let migrations = store::migrate(&db).await?;
        if migrations > 0 {
            tracing::info!(migrations, "the database's schema is up to date");
        }
        check_fingerprint(&db, &master).await?;
        let history = history(&db, &env).await?;
        let sealer = Arc::new(Sealer::new(&master)?);
        let catalogue = Arc::new(Catalogue::embedded()?);
        let live = Arc::new(Live::new(Snapshot::empty(catalogue, Arc::clone(&sealer))));
        let reader = tokio::spawn({
            let (live, db) = (Arc::clone(&live), db.clone());
            async move { live.run(db).await }
        });
        let chain = Chain::new(&master.subkey(Purpose::AuditChain));
        let pool = PoolSettings {
            client_secret_cost: settings.client_secret_cost,
            ..PoolSettings::default()
        };
        let core = Self {
            hashing: HashPool::start(Hasher::new(&master), pool).map_err(OpenError::Threads)?,
            remembered: Remembered::new(REMEMBERED, &env.random()?),
            replays: Replays::new(replay::MOST),
            assertions: Replays::new(replay::MOST),
            assertion_audiences: assertion_audiences(settings.public_url.origin()),
            throttle: Mutex::new(Throttle::new(Limits::default())),
            sessions_key: hmac::Key::new(
                hmac::HMAC_SHA256,
                master.subkey(Purpose::Sessions).as_ref(),
            ),
            metrics: crate::metrics::Metrics::default(),
            tally: Tally::default(),
            process: u64::from_be_bytes(env.random()?),
            history,
            store: Store::new(db, live, chain, env.clone()),
            sealer,
            settings,
            env,
            reader,
        };
        core.store.live().fresh().await.map_err(passed_on)?;
        Ok(core)
    }

    /// Writes what is pending and lets the database go.
    pub async fn close(&self) {
        if let Err(error) = self.store.live().logins().flush(self.store.db()).await {
            tracing::error!(%error, "the last second's logins are lost");
        }
        if let Err(error) = self.tally.flush(self.store.db(), self.env.now()).await {
            tracing::error!(%error, "the last second's counts of tokens and refusals are lost");
        }
        self.reader.abort();
        // A request that was cut off may still hold a connection.
        let closing = self.store.db().close();
        if tokio::time::timeout(PATIENCE, closing).await.is_err() {
            tracing::warn!("the database's connections were not given back in time");
        }
    }

    /// Names this process among those that serve.
    pub(crate) fn server_id(&self) -> String {
        format!("{:016x}", self.process)
    }

    /// The tokens' issuer.
    pub fn issuer(&self) -> &str {
        self.settings.public_url.origin()
    }

    /// The tokens' audience.
    pub fn audience(&self) -> &str {
        self.settings
            .token_audience
            .as_deref()
            .unwrap_or_else(|| self.issuer())
    }

    /// Opens a change by a caller, and decides again, in the exact present, whether they hold the permission in the
    /// account.
    pub async fn write(
        &self,
        caller: &Caller,
        permission: Permission,
    ) -> Result<(WriteTx, Caller), ApiError> {
        let (tx, caller) = self.write_somewhere(caller).await?;
        caller.require(permission, caller.snapshot.account())?;
        Ok((tx, caller))
    }

    /// Opens a change by a caller; what they may do is for the endpoint to decide, in the state that it gets.
    pub async fn write_somewhere(&self, caller: &Caller) -> Result<(WriteTx, Caller), ApiError> {
        let tx = self.store.write(caller.actor()).await?;
        let caller = caller.in_state(tx.snapshot());
        Ok((tx, caller))
    }

    /// Opens a change by whoever may run the program on this machine.
    pub async fn write_as(&self, actor: Actor) -> Result<WriteTx, StoreError> {
        self.store.write(actor).await
    }

    /// Makes a client secret.
    pub fn new_secret(&self) -> Result<ClientSecret, NoRandomness> {
        Ok(ClientSecret::from_entropy(self.env.random()?))
    }

    /// The hash under which a session's or the set-up's token is stored.
    pub(crate) fn token_hash(&self, token: &str) -> String {
        store::hex(hmac::sign(&self.sessions_key, token.as_bytes()).as_ref())
    }

    /// The hash of a cookie's token; nothing for what can't be one.
    pub(crate) fn session_hash(&self, token: &str) -> Option<String> {
        (token.len() == 43).then(|| self.token_hash(token))
    }

    /// The session of this hash, if it goes on.
    pub(crate) fn live_session(
        &self,
        snapshot: &Snapshot,
        hash: &str,
        now: Timestamp,
    ) -> Option<Arc<Session>> {
        let session = snapshot.session_by_hash(hash)?;
        let idle = i64::from(self.settings.session_idle) * 1000;
        let unused = now.millis() - self.last_use(session).millis();
        (now < session.expires_at && unused < idle).then(|| Arc::clone(session))
    }

    /// When a session was last used.
    pub(crate) fn last_use(&self, session: &Session) -> Timestamp {
        let noted = self.store.live().logins().of_session(session.id);
        noted.map_or(session.last_used_at, |at| at.max(session.last_used_at))
    }

    /// Notes that a session was used.
    pub(crate) fn use_session(&self, session: &Session, now: Timestamp) {
        if now.millis() - self.last_use(session).millis() >= USE_EVERY {
            self.store.live().logins().note_session(session.id, now);
        }
    }

    /// The limits on sign-in attempts.
    pub(crate) fn throttle(&self) -> std::sync::MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The issuer, or an endpoint where clients authenticate (RFC 7523 section 3).
fn assertion_audiences(issuer: &str) -> Vec<String> {
    use shared::paths;
    [
        "",
        paths::TOKEN,
        paths::TOKEN_V2,
        paths::INTROSPECT,
        paths::REVOKE,
    ]
    .map(|path| format!("{issuer}{path}"))
    .into()
}

fn passed_on(error: Arc<StoreError>) -> StoreError {
    Arc::try_unwrap(error).unwrap_or_else(|shared| StoreError::Unavailable(shared.to_string()))
}

fn master_key(settings: &Settings, env: &Env) -> Result<MasterKey, OpenError> {
    match (&settings.master_key, settings.database.folder()) {
        (Some(text), _) => Ok(MasterKey::parse(text)?),
        (None, Some(folder)) => {
            std::fs::create_dir_all(folder).map_err(|source| MasterKeyError::Io {
                path: folder.to_owned(),
                source,
            })?;
            Ok(MasterKey::beside(folder, &env.random()?)?)
        }
        (None, None) => {
            debug_assert_eq!(settings.database.engine(), Engine::Postgres);
            Err(MasterKeyError::Missing.into())
        }
    }
}

const FINGERPRINT: &str = "SELECT master_key_fingerprint FROM installation WHERE id = 1";
const SET_FINGERPRINT: &str = "UPDATE installation SET master_key_fingerprint = $1 WHERE id = 1 AND master_key_fingerprint IS NULL";
const HISTORY: &str = "SELECT history FROM installation WHERE id = 1";
const SET_HISTORY: &str = "UPDATE installation SET history = $1 WHERE id = 1 AND history IS NULL";

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FINGERPRINT, SET_FINGERPRINT, HISTORY, SET_HISTORY];

/// The first start writes the master key's fingerprint down; every later one compares.
async fn check_fingerprint(db: &Db, master: &MasterKey) -> Result<(), OpenError> {
    let ours = master.fingerprint();
    let first = store::first(db, SET_FINGERPRINT, FINGERPRINT, &ours).await?;
    (first == Some(ours))
        .then_some(())
        .ok_or(OpenError::WrongMasterKey)
}

/// What the database's history is called, together with the program that shows it: another one may show it otherwise.
async fn history(db: &Db, env: &Env) -> Result<String, OpenError> {
    let random: [u8; 16] = env.random()?;
    let history = store::first(db, SET_HISTORY, HISTORY, &store::hex(&random)).await?;
    let program = std::env::current_exe().and_then(std::fs::metadata);
    let program = program.map(|file| (file.len(), file.modified().ok()));
    let both = format!("{history:?} {} {program:?}", env!("CARGO_PKG_VERSION"));
    let hash = ring::digest::digest(&ring::digest::SHA256, both.as_bytes());
    Ok(store::hex(&hash.as_ref()[..8]))
}

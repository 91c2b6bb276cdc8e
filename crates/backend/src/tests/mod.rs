//! Tests of the whole, in this process: a database of their own each, a clock that they set, on both engines.
//!
//! `CLIENTELE_TEST_POSTGRES` names a superuser's URL of a throw-away PostgreSQL cluster. Without it those tests fail, unless
//! `CLIENTELE_TEST_ALLOW_MISSING` is set.

mod audit;
mod freshness;
mod requests;
mod statements;
mod store;
mod tally;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use shared::Timestamp;
use sqlx::Executor as _;

use crate::{
    Core, Env,
    env::{Clock, NoRandomness, Random},
    settings::Sources,
};

/// Runs a test on both engines, as two tests.
macro_rules! on_both {
    ($($(#[$meta:meta])* $name:ident)+) => {
        mod sqlite {
            $($(#[$meta])* #[tokio::test]
            async fn $name() {
                super::$name(&crate::tests::Ground::sqlite()).await;
            })+
        }
        mod postgres {
            $($(#[$meta])* #[tokio::test]
            async fn $name() {
                if let Some(ground) = crate::tests::Ground::postgres().await {
                    super::$name(&ground).await;
                    ground.give_back().await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// A clock that stands still until it is told otherwise.
#[derive(Clone)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    /// Moves it on.
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

struct Dice(ring::rand::SystemRandom);

impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        ring::rand::SecureRandom::fill(&self.0, bytes).map_err(|_| NoRandomness)
    }
}

/// A database of its own, that any number of nodes can be opened on.
pub(crate) struct Ground {
    url: String,
    folder: PathBuf,
    cluster: Option<(String, String)>,
    pub(crate) hands: Hands,
}

impl Ground {
    fn new(
        url: impl FnOnce(&std::path::Path) -> String,
        cluster: Option<(String, String)>,
    ) -> Self {
        let folder = std::env::temp_dir().join(format!("clientele-{}", unique()));
        std::fs::create_dir_all(&folder).unwrap();
        Self {
            url: url(&folder),
            folder,
            cluster,
            hands: Hands(Arc::new(AtomicI64::new(1_800_000_000_000))),
        }
    }

    pub(crate) fn sqlite() -> Self {
        Self::new(
            |folder| format!("sqlite://{}/clientele.db", folder.display()),
            None,
        )
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(cluster) = std::env::var("CLIENTELE_TEST_POSTGRES") else {
            assert!(
                std::env::var_os("CLIENTELE_TEST_ALLOW_MISSING").is_some(),
                "PostgreSQL is missing: set CLIENTELE_TEST_POSTGRES, or CLIENTELE_TEST_ALLOW_MISSING=1"
            );
            println!("skipped: PostgreSQL is missing");
            return None;
        };
        let name = format!("test_{}", unique());
        execute(&cluster, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = cluster.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        Some(Self::new(|_| url, Some((cluster, name))))
    }

    pub(crate) async fn give_back(&self) {
        if let Some((cluster, name)) = &self.cluster {
            execute(cluster, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }

    /// A node on the database.
    pub(crate) async fn node(&self) -> Arc<Core> {
        let environment = [
            ("CLIENTELE_DATABASE_URL", self.url.as_str()),
            (
                "CLIENTELE_MASTER_KEY",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            ),
            ("CLIENTELE_CLIENT_SECRET_MEMORY", "8"),
        ];
        let settings = Sources {
            environment: environment
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            ..Sources::default()
        }
        .load()
        .unwrap();
        let dice = Dice(ring::rand::SystemRandom::new());
        let env = Env::new(Arc::new(self.hands.clone()), Arc::new(dice));
        let core = Core::open(settings, env).await.unwrap();
        core.ensure_signing_key().await.unwrap();
        Arc::new(core)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // What can't be removed is in the temporary folder anyway.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn unique() -> String {
    let bytes: [u8; 8] = ring::rand::generate(&ring::rand::SystemRandom::new())
        .unwrap()
        .expose();
    crate::store::hex(&bytes)
}

async fn execute(url: &str, sql: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = <sqlx::AnyConnection as sqlx::Connection>::connect(url)
        .await
        .unwrap();
    connection
        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())))
        .await
        .unwrap();
}

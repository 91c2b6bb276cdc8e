//! A database of a test's own, gone when the test is over.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{Connection as _, Executor as _, PgConnection};

/// Which database engine a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A database of the cluster that `CLIENTELE_TEST_POSTGRES` names.
    Postgres,
}

/// A database and a folder beside it.
pub struct Database {
    /// Its engine.
    pub engine: Engine,
    /// What `--database-url` takes.
    pub url: String,
    /// For files of the test's; servers run in it.
    pub folder: PathBuf,
    cluster: Option<String>,
    name: String,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// An empty database, or `None` where PostgreSQL is missing and may be.
    pub fn new(engine: Engine) -> Option<Self> {
        let name = format!(
            "clientele_test_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(cluster()?),
        };
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = match &cluster {
            None => format!("sqlite://{}", folder.join("clientele.db").display()),
            Some(cluster) => {
                execute(cluster, &format!("CREATE DATABASE {name}"));
                let (server, _) = cluster.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        };
        Some(Self {
            engine,
            url,
            folder,
            cluster,
            name,
        })
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Runs SQL, as somebody with the database alone could.
    pub fn sql(&self, statement: &str) {
        match self.engine {
            Engine::Postgres => execute(&self.url, statement),
            Engine::Sqlite => {
                let options = self
                    .url
                    .parse::<sqlx::sqlite::SqliteConnectOptions>()
                    .unwrap();
                block_on(async {
                    let mut connection = sqlx::SqliteConnection::connect_with(&options)
                        .await
                        .unwrap();
                    connection
                        .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())))
                        .await
                        .unwrap();
                    connection.close().await.unwrap();
                });
            }
        }
    }
}

impl Database {
    /// PostgreSQL: whether this database takes connections; when it does not, those that there are end.
    pub fn refuse_connections(&self, refuse: bool) {
        let cluster = self.cluster.as_deref().expect("a PostgreSQL database");
        execute(
            cluster,
            &format!("ALTER DATABASE {} ALLOW_CONNECTIONS {}", self.name, !refuse),
        );
        if refuse {
            self.drop_connections();
        }
    }

    /// PostgreSQL: ends all connections to this database.
    pub fn drop_connections(&self) {
        let cluster = self.cluster.as_deref().expect("a PostgreSQL database");
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
        execute(cluster, &format!("{end} = '{}'", self.name));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(cluster) = &self.cluster {
            execute(
                cluster,
                &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
            );
        }
        remove(&self.folder);
    }
}

fn remove(folder: &Path) {
    // What can't be removed is in the temporary folder anyway.
    let _ = std::fs::remove_dir_all(folder);
}

fn cluster() -> Option<String> {
    if let Ok(cluster) = std::env::var("CLIENTELE_TEST_POSTGRES") {
        return Some(cluster);
    }
    assert!(
        std::env::var_os("CLIENTELE_TEST_ALLOW_MISSING").is_some(),
        "PostgreSQL is missing: set CLIENTELE_TEST_POSTGRES to postgres://USER@HOST:PORT/postgres of a throw-away cluster \
         (`cargo xtask test --only api` starts one), or CLIENTELE_TEST_ALLOW_MISSING=1 to do without"
    );
    println!("skipped: PostgreSQL is missing");
    None
}

fn execute(url: &str, statement: &str) {
    block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        connection
            .execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())))
            .await
            .unwrap();
        connection.close().await.unwrap();
    });
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

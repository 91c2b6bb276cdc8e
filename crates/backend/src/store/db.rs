//! Connections: one SQL text over two engines. What differs between them is in this file and in [`super::migrate`].

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    Any, AnyConnection, AnyPool, Executor as _, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};

use super::StoreError;

/// How long a request waits for a connection before it gets a 503.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which database engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file beside the server.
    Sqlite,
    /// A server that several nodes may share.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// The file's absolute path.
    Sqlite(PathBuf),
    /// The connection URL, password included.
    Postgres(String),
}

/// The setting is no database URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// Another scheme.
    #[error("must be sqlite://PATH or postgres://USER@HOST/DATABASE")]
    Scheme,
    /// No path.
    #[error("names no file: write sqlite://data/clientele.db, or sqlite:///an/absolute/path.db")]
    NoPath,
    /// The path can't be made absolute.
    #[error("{0}")]
    Path(String),
    /// PostgreSQL's URL is malformed.
    #[error("is no PostgreSQL URL such as postgres://USER:PASSWORD@HOST:5432/DATABASE: {0}")]
    Postgres(String),
}

impl Location {
    /// Parses `sqlite://PATH` and `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, LocationError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return match AnyConnectOptions::from_str(url) {
                Ok(_) => Ok(Self::Postgres(url.to_owned())),
                Err(error) => Err(LocationError::Postgres(error.to_string())),
            };
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .ok_or(LocationError::Scheme)?;
        if path.is_empty() || path == ":memory:" || path.ends_with('/') {
            return Err(LocationError::NoPath);
        }
        std::path::absolute(path)
            .map(Self::Sqlite)
            .map_err(|error| LocationError::Path(error.to_string()))
    }

    /// The engine.
    pub const fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// The SQLite file's folder.
    pub fn folder(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => path.parent(),
            Self::Postgres(_) => None,
        }
    }

    fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => {
                let mut url = String::from("sqlite://");
                for byte in path.to_string_lossy().bytes() {
                    if byte.is_ascii() && !matches!(byte, b'%' | b'?' | b'#' | b' ') {
                        url.push(char::from(byte));
                    } else {
                        url.push('%');
                        url.push_str(&super::hex(&[byte]));
                    }
                }
                url.push_str("?mode=rwc");
                url
            }
            Self::Postgres(url) => url.clone(),
        }
    }
}

/// Pools of connections.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    readers: AnyPool,
    /// SQLite: one connection, since there is one writer anyway. PostgreSQL: the same pool as `readers`.
    writer: AnyPool,
    file: Option<Arc<Path>>,
}

impl Db {
    /// Connects. Makes the SQLite file (readable by its owner alone) and its folder where there is none.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let engine = location.engine();
        if let Location::Sqlite(path) = location {
            make_private_file(path)
                .map_err(|error| StoreError::Unavailable(format!("{}: {error}", path.display())))?;
        }
        let options = AnyConnectOptions::from_str(&location.url())?;
        let pool = |most: u32| {
            AnyPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(PATIENCE)
                .after_connect(move |connection, _| {
                    Box::pin(async move { prepare(engine, connection).await })
                })
        };
        Ok(match engine {
            Engine::Sqlite => {
                let writer = pool(1).connect_with(options.clone()).await?;
                let readers = pool(4).connect_with(options).await?;
                Self {
                    engine,
                    readers,
                    writer,
                    file: location.file().map(Arc::from),
                }
            }
            Engine::Postgres => {
                let readers = pool(16).connect_with(options).await?;
                Self {
                    engine,
                    writer: readers.clone(),
                    readers,
                    file: None,
                }
            }
        })
    }

    /// The engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// SQLite's file.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// For reading.
    pub const fn readers(&self) -> &AnyPool {
        &self.readers
    }

    /// A transaction that writes. On SQLite it holds the write lock from its start.
    pub(super) async fn begin_write(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.engine {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        };
        Ok(self.writer.begin_with(begin).await?)
    }

    /// A transaction for upkeep that is no change and has no audit record: batches of logins.
    pub(crate) async fn begin_upkeep(&self) -> Result<Transaction<'static, Any>, StoreError> {
        self.begin_write().await
    }

    /// A transaction that reads one state of the database.
    pub(crate) async fn begin_read(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.engine {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(self.readers.begin_with(begin).await?)
    }

    /// Locks a row that a `SELECT` names, where the engine does not lock the database.
    pub(super) const fn for_update(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "",
            Engine::Postgres => " FOR UPDATE",
        }
    }

    /// Closes every connection; SQLite's last one also empties its write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

async fn prepare(engine: Engine, connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let settings: &[&'static str] = match engine {
        Engine::Sqlite => &[
            "PRAGMA busy_timeout = 10000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
        ],
        Engine::Postgres => &[
            "SET lock_timeout = '10s'",
            "SET statement_timeout = '60s'",
            "SET idle_in_transaction_session_timeout = '60s'",
            "SET client_min_messages = warning",
        ],
    };
    for statement in settings {
        connection.execute(sqlx::raw_sql(*statement)).await?;
    }
    Ok(())
}

fn make_private_file(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_told_apart() {
        assert!(matches!(
            Location::parse("sqlite://data/c.db"),
            Ok(Location::Sqlite(path)) if path.is_absolute() && path.ends_with("data/c.db")
        ));
        assert_eq!(
            Location::parse("sqlite:///var/lib/a b?.db").map(|location| location.url()),
            Ok("sqlite:///var/lib/a%20b%3f.db?mode=rwc".to_owned())
        );
        assert_eq!(Location::parse("sqlite://"), Err(LocationError::NoPath));
        assert_eq!(Location::parse("mysql://x"), Err(LocationError::Scheme));
    }
}

//! Why the database did not do what it was asked.

/// Opaque to clients: they learn only whether to try again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, or does not answer in time.
    #[error("the database is out of reach: {0}")]
    Unavailable(String),
    /// Another writer was in the way for too long.
    #[error("the database is busy: {0}")]
    Contention(String),
    /// A stored value is not what it must be.
    #[error("{table}.{column} of {row} holds what it can't")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
    },
    /// Anything else that the database or its driver says.
    #[error("the database: {0}")]
    Driver(sqlx::Error),
    /// The schema is not one that this program knows.
    #[error("{0}")]
    Schema(String),
}

impl StoreError {
    /// Whether the same request may succeed in a moment.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Contention(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        let text = error.to_string();
        match &error {
            E::Io(_)
            | E::Tls(_)
            | E::Protocol(_)
            | E::PoolTimedOut
            | E::PoolClosed
            | E::WorkerCrashed => Self::Unavailable(text),
            E::Database(database) => match database.code().as_deref() {
                // PostgreSQL: serialisation failure, deadlock, lock timeout. SQLite: busy and locked, with their extensions.
                Some("40001" | "40P01" | "55P03" | "5" | "6" | "261" | "262" | "517" | "773") => {
                    Self::Contention(text)
                }
                // PostgreSQL: connection, resources, operator intervention, read-only; refused at the door (28, 3D000, 55000).
                // SQLite: I/O error, full, can't open, read-only.
                Some(code)
                    if code.starts_with("08")
                        || code.starts_with("53")
                        || code.starts_with("57")
                        || code.starts_with("58")
                        || code.starts_with("28")
                        || matches!(code, "25006" | "3D000" | "55000")
                        || code.parse::<u32>().is_ok_and(|n| {
                            code.len() < 5 && matches!(n & 0xff, 8 | 10 | 13 | 14)
                        }) =>
                {
                    Self::Unavailable(text)
                }
                _ => Self::Driver(error),
            },
            _ => Self::Driver(error),
        }
    }
}

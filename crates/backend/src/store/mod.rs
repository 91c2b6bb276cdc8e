//! The store: connections, schema, and the one way to commit.
//!
//! Every change goes through [`WriteTx`], which locks the ledger's one row first and ends in [`WriteTx::commit`]
//! together with its audit record; there is no other commit. While it is open nobody else changes anything, on any
//! node, so [`WriteTx::snapshot`] is exactly the present: decisions are made on it, in memory, and not with queries.

pub mod backup;
mod db;
mod error;
mod migrate;
pub mod servers;
mod statement;
mod write;

pub use db::{Db, Engine, Location, LocationError};
pub use error::StoreError;
pub use migrate::migrate;
#[cfg(test)]
pub(crate) use statement::in_list;
pub(crate) use statement::{Insert, Texts, Value, each, select_in};
#[cfg(test)]
pub(crate) use write::STATEMENTS as WRITE_STATEMENTS;
pub use write::{Store, WriteTx};

/// Sets a value that is set only once, and gives the one that is set.
pub(crate) async fn first(
    db: &Db,
    set: &'static str,
    get: &'static str,
    value: &str,
) -> Result<Option<String>, StoreError> {
    use sqlx::Row as _;
    let mut tx = db.begin_upkeep().await?;
    sqlx::query(set)
        .bind(value.to_owned())
        .execute(&mut *tx)
        .await?;
    let row = sqlx::query(get).fetch_one(&mut *tx).await?;
    let stored: Option<String> = row.try_get(0)?;
    tx.commit().await?;
    Ok(stored)
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

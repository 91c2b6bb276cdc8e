//! The signing keys in the database.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use crate::{
    store::{Insert, StoreError, WriteTx},
    tokens::keys::{Algorithm, KeyRing, Record, Sealer},
};

const SELECT: &str = "SELECT kid, algorithm, public, sealed, created_at, active_at, retired_at FROM signing_keys ORDER BY created_at, kid";
const INSERT: Insert = Insert {
    table: "signing_keys",
    columns: &[
        "kid",
        "algorithm",
        "public",
        "sealed",
        "created_at",
        "active_at",
        "retired_at",
    ],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![SELECT.to_owned(), INSERT.sql(1)]
}

/// All keys, opened.
pub(crate) async fn keys(
    connection: &mut AnyConnection,
    sealer: &Sealer,
) -> Result<KeyRing, StoreError> {
    open(records(connection).await?, sealer)
}

/// All keys as they are stored.
pub(crate) async fn records(connection: &mut AnyConnection) -> Result<Vec<Record>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// Opens keys.
pub(crate) fn open(records: Vec<Record>, sealer: &Sealer) -> Result<KeyRing, StoreError> {
    KeyRing::open(records, sealer).map_err(|error| StoreError::Schema(error.to_string()))
}

/// Adds a key. The caller tells the snapshot.
pub(crate) async fn insert(tx: &mut WriteTx, record: &Record) -> Result<(), StoreError> {
    let row = vec![
        record.kid.as_str().into(),
        record.algorithm.as_str().into(),
        STANDARD.encode(&record.public).into(),
        STANDARD.encode(&record.sealed).into(),
        record.created_at.into(),
        record.active_at.into(),
        record.retired_at.into(),
    ];
    INSERT.rows(tx.connection(), vec![row]).await
}

fn read(row: &AnyRow) -> Result<Record, StoreError> {
    let kid: String = row.try_get(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "signing_keys",
        column,
        row: kid.clone(),
    };
    let bytes = |index: usize, column| {
        let text: String = row.try_get(index)?;
        STANDARD.decode(text).map_err(|_| corrupt(column))
    };
    let algorithm: String = row.try_get(1)?;
    Ok(Record {
        algorithm: Algorithm::parse(&algorithm).ok_or_else(|| corrupt("algorithm"))?,
        public: bytes(2, "public")?,
        sealed: bytes(3, "sealed")?,
        created_at: row.try_get(4)?,
        active_at: row.try_get(5)?,
        retired_at: row.try_get(6)?,
        kid,
    })
}

//! The signing keys in the database.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use crate::{
    snapshot::Change,
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

const RETIRE: &str =
    "UPDATE signing_keys SET retired_at = $1 WHERE kid = $2 AND retired_at IS NULL";
const DELETE: &str = "DELETE FROM signing_keys WHERE kid = $1";
const REVOKED: &str = "SELECT jti, expires_at FROM revoked_tokens";
const FORGET: &str = "DELETE FROM revoked_tokens WHERE expires_at <= $1";
const REVOKE: Insert = Insert {
    table: "revoked_tokens",
    columns: &["jti", "expires_at"],
    then: "ON CONFLICT (jti) DO NOTHING",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![
        SELECT.to_owned(),
        INSERT.sql(1),
        RETIRE.to_owned(),
        DELETE.to_owned(),
        REVOKED.to_owned(),
        FORGET.to_owned(),
        REVOKE.sql(1),
    ]
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

/// Says until when a key signs.
pub(crate) async fn retire(tx: &mut WriteTx, kid: &str, at: i64) -> Result<(), StoreError> {
    sqlx::query(RETIRE)
        .bind(at)
        .bind(kid.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Forgets a key whose last token has expired.
pub(crate) async fn delete(tx: &mut WriteTx, kid: &str) -> Result<(), StoreError> {
    sqlx::query(DELETE)
        .bind(kid.to_owned())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// The tokens that were revoked, and until when that matters.
pub(crate) async fn revoked(connection: &mut AnyConnection) -> Result<Vec<Change>, StoreError> {
    let rows = sqlx::query(REVOKED).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let until = Timestamp::from_millis(row.try_get(1)?);
            Ok(Change::Revoked(row.try_get(0)?, Some(until)))
        })
        .collect()
}

/// Revokes a token, and forgets those that have expired by now.
pub(crate) async fn revoke(
    tx: &mut WriteTx,
    jti: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(FORGET)
        .bind(now.millis())
        .execute(tx.connection())
        .await?;
    let over: Vec<String> = tx
        .snapshot()
        .revoked()
        .filter(|(_, until)| *until <= now)
        .map(|(jti, _)| jti.clone())
        .collect();
    for jti in over {
        tx.changed(Change::Revoked(jti, None));
    }
    let row = vec![jti.into(), until.into()];
    REVOKE.rows(tx.connection(), vec![row]).await?;
    tx.changed(Change::Revoked(jti.to_owned(), Some(until)));
    Ok(())
}

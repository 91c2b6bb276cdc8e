//! The signing keys in the database.

use std::{collections::BTreeMap, net::IpAddr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::tally::{Counts, Place};
use crate::{
    snapshot::Change,
    store::{Db, Insert, StoreError, WriteTx},
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

const ADD_TO_TALLY: Insert = Insert {
    table: "token_tally",
    columns: &[
        "minute",
        "application_id",
        "address",
        "issued",
        "wrong_secret",
        "unknown_client",
        "disabled",
        "expired",
        "throttled",
    ],
    then: "ON CONFLICT (minute, application_id, address) DO UPDATE SET issued = token_tally.issued + excluded.issued, wrong_secret = token_tally.wrong_secret + excluded.wrong_secret, unknown_client = token_tally.unknown_client + excluded.unknown_client, disabled = token_tally.disabled + excluded.disabled, expired = token_tally.expired + excluded.expired, throttled = token_tally.throttled + excluded.throttled",
};
const TAKE_TALLY: &str = "DELETE FROM token_tally WHERE (minute, application_id, address) IN (SELECT minute, application_id, address FROM token_tally WHERE minute < $1 ORDER BY minute, application_id, address LIMIT $2) RETURNING minute, application_id, address, issued, wrong_secret, unknown_client, disabled, expired, throttled";

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
        ADD_TO_TALLY.sql(2),
        TAKE_TALLY.to_owned(),
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

/// Adds to what was counted so far.
pub(super) async fn add_to_tally(
    db: &Db,
    more: &BTreeMap<Place, Counts>,
) -> Result<(), StoreError> {
    let rows = more.iter().map(|(place, counts)| {
        let mut row = vec![
            place.minute.into(),
            text(place.application).into(),
            text(place.address).into(),
            counts.issued.into(),
        ];
        row.extend(counts.refused.map(Into::into));
        row
    });
    let rows = rows.collect();
    let mut tx = db.begin_upkeep().await?;
    ADD_TO_TALLY.rows(&mut tx, rows).await?;
    Ok(tx.commit().await?)
}

fn text(part: Option<impl ToString>) -> String {
    part.map(|part| part.to_string()).unwrap_or_default()
}

/// Takes at most so many of the counts of the minutes before this one, in their order.
pub(super) async fn take_tally(
    connection: &mut AnyConnection,
    before: i64,
    most: usize,
) -> Result<Vec<(Place, Counts)>, StoreError> {
    let rows = sqlx::query(TAKE_TALLY)
        .bind(before)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    let mut counted = Vec::with_capacity(rows.len());
    for row in &rows {
        let (application, address): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        let place = Place {
            minute: row.try_get(0)?,
            application: Uuid::parse_str(&application).ok(),
            address: address.parse::<IpAddr>().ok(),
        };
        let mut counts = Counts {
            issued: row.try_get(3)?,
            ..Counts::default()
        };
        for (index, count) in counts.refused.iter_mut().enumerate() {
            *count = row.try_get(4 + index)?;
        }
        counted.push((place, counts));
    }
    counted.sort_unstable_by_key(|(place, _)| *place);
    Ok(counted)
}

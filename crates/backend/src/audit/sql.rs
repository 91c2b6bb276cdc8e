//! Records in the database.

use std::collections::BTreeMap;

use shared::{Timestamp, api::audit::AuditEntry};
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::{Anchor, Chain, Origin, Record, event};
use crate::{
    org_units::model::ACCOUNT_ID,
    store::{Insert, StoreError, Value},
};

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT number, at, subject, subject_type, action, result, source_ip, http_method, url, http_status_code, entity_type, entity_name, entity_id, request_id, metadata FROM audit ", $rest)
    };
}

const COUNT: &str = "SELECT count(*) FROM audit WHERE at >= $1 AND at <= $2";
const PAGE_UP: &str = select!("WHERE at >= $1 AND at <= $2 ORDER BY number LIMIT $3 OFFSET $4");
const PAGE_DOWN: &str =
    select!("WHERE at >= $1 AND at <= $2 ORDER BY number DESC LIMIT $3 OFFSET $4");
const AFTER: &str = select!("WHERE at >= $1 AND at <= $2 AND number > $3 ORDER BY number LIMIT $4");
const BEFORE: &str =
    select!("WHERE at >= $1 AND at <= $2 AND number < $3 ORDER BY number DESC LIMIT $4");
const HEAD: &str = "SELECT audit_number, audit_head FROM ledger WHERE id = 1";
const CHAINED: &str = "SELECT number, seq, at, subject, subject_type, action, entity_type, entity_id, entity_name, metadata, http_status_code, source_ip, http_method, url, request_id, result, mac FROM audit WHERE number > $1 ORDER BY number LIMIT $2";
const STORED: &str = "SELECT * FROM audit WHERE number > $1 AND number <= $2 ORDER BY number";
const ANCHOR: &str = "SELECT number, at, mac, seal FROM audit_anchor WHERE id = 1";
const DELETE: &str = "DELETE FROM audit WHERE number IN (SELECT number FROM audit WHERE number <= $1 ORDER BY number LIMIT $2)";
const SET_ANCHOR: Insert = Insert {
    table: "audit_anchor",
    columns: &["id", "number", "at", "mac", "seal"],
    then: "ON CONFLICT (id) DO UPDATE SET number = excluded.number, at = excluded.at, mac = excluded.mac, seal = excluded.seal",
};

const INSERT: Insert = Insert {
    table: "audit",
    columns: &[
        "number",
        "seq",
        "at",
        "subject",
        "subject_type",
        "action",
        "result",
        "source_ip",
        "http_method",
        "url",
        "http_status_code",
        "entity_type",
        "entity_id",
        "entity_name",
        "request_id",
        "metadata",
        "mac",
    ],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    let mut all: Vec<String> = [
        COUNT, PAGE_UP, PAGE_DOWN, AFTER, BEFORE, HEAD, CHAINED, STORED, ANCHOR, DELETE,
    ]
    .map(str::to_owned)
    .into();
    all.extend([INSERT.sql(1), SET_ANCHOR.sql(1)]);
    all
}

/// Appends records with their MACs.
pub(crate) async fn insert(
    connection: &mut AnyConnection,
    records: &[(Record, String)],
) -> Result<(), StoreError> {
    let rows = records.iter().map(|(record, mac)| row(record, mac));
    INSERT.rows(connection, rows.collect()).await
}

fn row(record: &Record, mac: &str) -> Vec<Value> {
    let origin = record.actor.origin.as_ref().map(Origin::texts);
    let part = |index: usize| {
        let text = origin.map(|origin| origin[index]);
        Value::from(text.filter(|text| !text.is_empty()).map(str::to_owned))
    };
    vec![
        record.number.into(),
        record.seq.into(),
        record.at.into(),
        record.actor.name.as_str().into(),
        record.actor.kind.into(),
        record.event.action.as_str().into(),
        event::result(record.event.action.as_str()).into(),
        part(0),
        part(1),
        part(2),
        record.status.into(),
        record.event.entity.as_str().into(),
        record.event.id.as_str().into(),
        record.event.name.as_str().into(),
        part(3),
        record
            .event
            .metadata
            .as_ref()
            .map(ToString::to_string)
            .into(),
        mac.into(),
    ]
}

/// Which part of the log, and in which order. Both ends are in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) descending: bool,
}

/// An entry with its number.
pub(crate) struct Row {
    pub(crate) number: i64,
    pub(crate) entry: AuditEntry,
}

/// How many entries the span has.
pub(crate) async fn count(connection: &mut AnyConnection, span: Span) -> Result<i64, StoreError> {
    let row = sqlx::query(COUNT)
        .bind(span.start.millis())
        .bind(span.end.millis())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get(0)?)
}

/// So many entries of the span from an offset.
pub(crate) async fn page(
    connection: &mut AnyConnection,
    span: Span,
    limit: i64,
    offset: i64,
) -> Result<Vec<Row>, StoreError> {
    let statement = if span.descending { PAGE_DOWN } else { PAGE_UP };
    fetch(connection, statement, span, limit, offset).await
}

/// So many entries of the span that follow the one of this number.
pub(crate) async fn after(
    connection: &mut AnyConnection,
    span: Span,
    last: Option<i64>,
    limit: i64,
) -> Result<Vec<Row>, StoreError> {
    let (statement, none) = if span.descending {
        (BEFORE, i64::MAX)
    } else {
        (AFTER, 0)
    };
    fetch(connection, statement, span, last.unwrap_or(none), limit).await
}

async fn fetch(
    connection: &mut AnyConnection,
    statement: &'static str,
    span: Span,
    third: i64,
    fourth: i64,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query(statement)
        .bind(span.start.millis())
        .bind(span.end.millis())
        .bind(third)
        .bind(fourth)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Row, StoreError> {
    let number: i64 = row.try_get(0)?;
    let metadata: Option<String> = row.try_get(14)?;
    Ok(Row {
        number,
        entry: AuditEntry {
            id: number.to_string(),
            timestamp: Timestamp::from_millis(row.try_get(1)?),
            tenant_id: ACCOUNT_ID.to_string(),
            subject: row.try_get(2)?,
            subject_type: row.try_get(3)?,
            action: row.try_get(4)?,
            result: row.try_get(5)?,
            source_ip: row.try_get(6)?,
            http_method: row.try_get(7)?,
            url: row.try_get(8)?,
            http_status_code: row.try_get(9)?,
            entity_type: row.try_get(10)?,
            entity_name: row.try_get(11)?,
            entity_id: row.try_get(12)?,
            request_id: row.try_get(13)?,
            metadata: metadata.as_deref().and_then(texts),
        },
    })
}

/// The compatible API's metadata are texts.
fn texts(json: &str) -> Option<BTreeMap<String, String>> {
    let serde_json::Value::Object(members) = serde_json::from_str(json).ok()? else {
        return None;
    };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Some(
        members
            .into_iter()
            .map(|(name, value)| (name, text(value)))
            .collect(),
    )
}

/// The number and the MAC that the ledger says are the last.
pub(crate) async fn head(connection: &mut AnyConnection) -> Result<(i64, String), StoreError> {
    let row = sqlx::query(HEAD).fetch_one(connection).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// A record as it is stored, for the chain.
pub(crate) struct Chained {
    pub(crate) number: i64,
    pub(crate) at: Timestamp,
    /// What the MAC covers.
    pub(crate) fields: Vec<String>,
    /// What its action's result is, and what is written there.
    pub(crate) results: [String; 2],
    pub(crate) mac: String,
}

/// So many records that follow this number.
pub(crate) async fn chained(
    connection: &mut AnyConnection,
    number: i64,
    limit: i64,
) -> Result<Vec<Chained>, StoreError> {
    let rows = sqlx::query(CHAINED)
        .bind(number)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let mut fields = Vec::with_capacity(15);
            for index in 0..3 {
                fields.push(row.try_get::<i64, _>(index)?.to_string());
            }
            for index in 3..9 {
                fields.push(row.try_get::<String, _>(index)?);
            }
            fields.push(row.try_get::<Option<String>, _>(9)?.unwrap_or_default());
            let status: Option<i64> = row.try_get(10)?;
            fields.push(status.map(|status| status.to_string()).unwrap_or_default());
            // Four of these, of which all but the address may be empty, or none.
            let origin: Option<String> = row.try_get(11)?;
            let has_origin = origin.is_some();
            fields.extend(origin);
            for index in 12..15 {
                let part: Option<String> = row.try_get(index)?;
                if has_origin || part.is_some() {
                    fields.push(part.unwrap_or_default());
                }
            }
            Ok(Chained {
                number: row.try_get(0)?,
                at: Timestamp::from_millis(row.try_get(2)?),
                results: [event::result(&fields[5]).to_owned(), row.try_get(15)?],
                fields,
                mac: row.try_get(16)?,
            })
        })
        .collect()
}

/// Where the log begins; nothing for an anchor whose seal is not ours.
pub(super) async fn anchor(
    connection: &mut AnyConnection,
    chain: &Chain,
) -> Result<Option<Anchor>, StoreError> {
    let Some(row) = sqlx::query(ANCHOR).fetch_optional(connection).await? else {
        return Ok(Some(Anchor::beginning()));
    };
    let anchor = Anchor {
        number: row.try_get(0)?,
        at: Timestamp::from_millis(row.try_get(1)?),
        mac: row.try_get(2)?,
    };
    Ok((chain.seal(&anchor) == row.try_get::<String, _>(3)?).then_some(anchor))
}

/// Lets the log begin elsewhere.
pub(super) async fn set_anchor(
    connection: &mut AnyConnection,
    chain: &Chain,
    anchor: &Anchor,
) -> Result<(), StoreError> {
    let row = vec![
        1.into(),
        anchor.number.into(),
        anchor.at.into(),
        anchor.mac.as_str().into(),
        chain.seal(anchor).into(),
    ];
    SET_ANCHOR.rows(connection, vec![row]).await
}

/// Records as they are stored, after one number up to another.
pub(super) async fn stored(
    connection: &mut AnyConnection,
    after: i64,
    through: i64,
) -> Result<Vec<AnyRow>, StoreError> {
    let query = sqlx::query(STORED).bind(after).bind(through);
    Ok(query.fetch_all(connection).await?)
}

/// Deletes at most so many records up to a number, and says how many that were.
pub(super) async fn delete_through(
    connection: &mut AnyConnection,
    number: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let query = sqlx::query(DELETE).bind(number).bind(most);
    Ok(query.execute(connection).await?.rows_affected())
}

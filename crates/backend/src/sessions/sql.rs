//! Sessions in the database.

use std::sync::Arc;

use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::model::Session;
use crate::{
    snapshot::Change,
    store::{Insert, StoreError, Value, WriteTx, select_in},
};

const SELECT: &str = "SELECT id, token_hash, user_id, created_at, expires_at, last_used_at, ip, user_agent FROM sessions";
const SELECT_IN: &str = "SELECT id, token_hash, user_id, created_at, expires_at, last_used_at, ip, user_agent FROM sessions WHERE id IN";
const DELETE: &str = "DELETE FROM sessions WHERE id = $1";
const INSERT: Insert = Insert {
    table: "sessions",
    columns: &[
        "id",
        "token_hash",
        "user_id",
        "created_at",
        "expires_at",
        "last_used_at",
        "ip",
        "user_agent",
        "batch",
    ],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![
        SELECT.to_owned(),
        crate::store::in_list(SELECT_IN, 2),
        DELETE.to_owned(),
        INSERT.sql(1),
    ]
}

/// Every session.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// Those of these ids that there are.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<Session>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    rows.iter().map(read).collect()
}

/// Adds a session.
pub(crate) async fn insert(tx: &mut WriteTx, session: Session) -> Result<(), StoreError> {
    let row = vec![
        session.id.into(),
        Value::from(&*session.token_hash),
        session.user.into(),
        session.created_at.into(),
        session.expires_at.into(),
        session.last_used_at.into(),
        session.ip.clone().into(),
        session.user_agent.clone().into(),
        0.into(),
    ];
    INSERT.rows(tx.connection(), vec![row]).await?;
    tx.changed(Change::Session(session.id, Some(Arc::new(session))));
    Ok(())
}

/// Ends a session.
pub(crate) async fn delete(tx: &mut WriteTx, id: Uuid) -> Result<(), StoreError> {
    sqlx::query(DELETE)
        .bind(id.to_string())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Session(id, None));
    Ok(())
}

fn read(row: &AnyRow) -> Result<Session, StoreError> {
    let id: String = row.try_get(0)?;
    let user: String = row.try_get(2)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "sessions",
        column,
        row: id.clone(),
    };
    Ok(Session {
        id: Uuid::parse_str(&id).map_err(|_| corrupt("id"))?,
        token_hash: row.try_get::<String, _>(1)?.into(),
        user: Uuid::parse_str(&user).map_err(|_| corrupt("user_id"))?,
        created_at: Timestamp::from_millis(row.try_get(3)?),
        expires_at: Timestamp::from_millis(row.try_get(4)?),
        last_used_at: Timestamp::from_millis(row.try_get(5)?),
        ip: row.try_get(6)?,
        user_agent: row.try_get(7)?,
    })
}

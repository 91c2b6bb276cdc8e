//! Sessions in the database.

use std::sync::Arc;

use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::model::Session;
use crate::{
    snapshot::Change,
    store::{Db, Insert, StoreError, Value, WriteTx, select_in},
};

const SELECT: &str = "SELECT id, token_hash, user_id, created_at, expires_at, last_used_at, ip, user_agent FROM sessions";
const SELECT_IN: &str = "SELECT id, token_hash, user_id, created_at, expires_at, last_used_at, ip, user_agent FROM sessions WHERE id IN";
const DELETE: &str = "DELETE FROM sessions WHERE id = $1";
const SET_UP_TOKEN: &str = "SELECT setup_token_hash FROM installation WHERE id = 1";
const SET_SET_UP_TOKEN: &str = "UPDATE installation SET setup_token_hash = $1 WHERE id = 1";
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
        SET_UP_TOKEN.to_owned(),
        SET_SET_UP_TOKEN.to_owned(),
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

/// The set-up token's hash, where there is one.
pub(crate) async fn set_up_token(db: &Db) -> Result<Option<String>, StoreError> {
    let mut reader = db.readers().acquire().await?;
    let row = sqlx::query(SET_UP_TOKEN).fetch_one(&mut *reader).await?;
    Ok(row.try_get(0)?)
}

/// The same within a change.
pub(crate) async fn set_up_token_now(tx: &mut WriteTx) -> Result<Option<String>, StoreError> {
    let row = sqlx::query(SET_UP_TOKEN).fetch_one(tx.connection()).await?;
    Ok(row.try_get(0)?)
}

/// Puts another set-up token in the place of the one so far. No change of anything that others see.
pub(crate) async fn replace_set_up_token(db: &Db, hash: String) -> Result<(), StoreError> {
    let mut tx = db.begin_upkeep().await?;
    sqlx::query(SET_SET_UP_TOKEN)
        .bind(hash)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Voids the set-up token, in a change that makes an administrator.
pub(crate) async fn void_set_up(tx: &mut WriteTx) -> Result<(), StoreError> {
    sqlx::query(SET_SET_UP_TOKEN)
        .bind(None::<String>)
        .execute(tx.connection())
        .await?;
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

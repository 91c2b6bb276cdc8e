//! Users in the database.

use std::sync::Arc;

use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::model::User;
use crate::{
    snapshot::Change,
    store::{Insert, StoreError, Value, WriteTx, select_in},
};

const SELECT: &str = "SELECT id, email, password_hash, must_change_password, created_by, created_at, updated_at, last_login_at FROM users";
const SELECT_IN: &str = "SELECT id, email, password_hash, must_change_password, created_by, created_at, updated_at, last_login_at FROM users WHERE id IN";
const UPDATE: &str = "UPDATE users SET password_hash = $1, must_change_password = $2, updated_at = $3, last_login_at = $4 WHERE id = $5";
const DELETE: &str = "DELETE FROM users WHERE id = $1";
const INSERT: Insert = Insert {
    table: "users",
    columns: &[
        "id",
        "email",
        "password_hash",
        "must_change_password",
        "created_by",
        "created_at",
        "updated_at",
        "last_login_at",
    ],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    vec![
        SELECT.to_owned(),
        crate::store::in_list(SELECT_IN, 2),
        UPDATE.to_owned(),
        DELETE.to_owned(),
        INSERT.sql(2),
    ]
}

/// Every user.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<User>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// Those of these ids that there are.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<User>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    rows.iter().map(read).collect()
}

/// Adds users.
pub(crate) async fn insert(tx: &mut WriteTx, users: Vec<Arc<User>>) -> Result<(), StoreError> {
    let rows = users.iter().map(|user| {
        vec![
            user.id.into(),
            Value::from(&*user.email),
            Value::from(&*user.password_hash),
            user.must_change_password.into(),
            user.created_by.as_str().into(),
            user.created_at.into(),
            user.updated_at.into(),
            user.last_login.into(),
        ]
    });
    let rows = rows.collect();
    INSERT.rows(tx.connection(), rows).await?;
    for user in users {
        tx.changed(Change::User(user.id, Some(user)));
    }
    Ok(())
}

/// Stores a changed user.
pub(crate) async fn update(tx: &mut WriteTx, user: User) -> Result<(), StoreError> {
    sqlx::query(UPDATE)
        .bind(user.password_hash.to_string())
        .bind(i64::from(user.must_change_password))
        .bind(user.updated_at.millis())
        .bind(user.last_login.map(Timestamp::millis))
        .bind(user.id.to_string())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::User(user.id, Some(Arc::new(user))));
    Ok(())
}

/// Removes a user, whose sessions must be gone.
pub(crate) async fn delete(tx: &mut WriteTx, id: Uuid) -> Result<(), StoreError> {
    sqlx::query(DELETE)
        .bind(id.to_string())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::User(id, None));
    Ok(())
}

fn read(row: &AnyRow) -> Result<User, StoreError> {
    let id: String = row.try_get(0)?;
    let text = |index: usize| row.try_get::<String, _>(index).map(Arc::<str>::from);
    Ok(User {
        email: text(1)?,
        password_hash: text(2)?,
        must_change_password: row.try_get::<i64, _>(3)? != 0,
        created_by: row.try_get(4)?,
        created_at: Timestamp::from_millis(row.try_get(5)?),
        updated_at: Timestamp::from_millis(row.try_get(6)?),
        last_login: row
            .try_get::<Option<i64>, _>(7)?
            .map(Timestamp::from_millis),
        id: Uuid::parse_str(&id).map_err(|_| StoreError::Corrupt {
            table: "users",
            column: "id",
            row: id,
        })?,
    })
}

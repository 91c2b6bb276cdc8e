//! Roles in the database.

use std::sync::Arc;

use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::model::CustomRole;
use crate::{
    authz::PermissionSet,
    snapshot::Change,
    store::{Insert, StoreError, Value, WriteTx, select_in},
};

const SELECT: &str = "SELECT id, name, name_key, description, permissions, created_by, created_at, updated_at, version FROM roles";
const SELECT_IN: &str = "SELECT id, name, name_key, description, permissions, created_by, created_at, updated_at, version FROM roles WHERE id IN";
const UPDATE: &str = "UPDATE roles SET name = $1, name_key = $2, description = $3, permissions = $4, updated_at = $5, version = $6 WHERE id = $7";
const DELETE: &str = "DELETE FROM roles WHERE id = $1";
const INSERT: Insert = Insert {
    table: "roles",
    columns: &[
        "id",
        "name",
        "name_key",
        "description",
        "permissions",
        "created_by",
        "created_at",
        "updated_at",
        "version",
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
        INSERT.sql(1),
    ]
}

/// Every role.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<CustomRole>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// Those of these numbers that there are.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<CustomRole>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    rows.iter().map(read).collect()
}

/// Adds a role.
pub(crate) async fn insert(tx: &mut WriteTx, role: CustomRole) -> Result<(), StoreError> {
    let row = vec![
        i64::from(role.id).into(),
        role.name.as_str().into(),
        role.name_key.as_str().into(),
        role.description.as_str().into(),
        written(&role.permissions).into(),
        role.created_by.as_str().into(),
        role.created_at.into(),
        role.updated_at.into(),
        role.version.into(),
    ];
    INSERT.rows(tx.connection(), vec![row]).await?;
    tx.changed(Change::Role(role.id, Some(Arc::new(role))));
    Ok(())
}

/// Stores a changed role.
pub(crate) async fn update(tx: &mut WriteTx, role: CustomRole) -> Result<(), StoreError> {
    sqlx::query(UPDATE)
        .bind(role.name.clone())
        .bind(role.name_key.clone())
        .bind(role.description.clone())
        .bind(written(&role.permissions))
        .bind(role.updated_at.millis())
        .bind(role.version)
        .bind(i64::from(role.id))
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Role(role.id, Some(Arc::new(role))));
    Ok(())
}

/// Removes a role; its number is not used again.
pub(crate) async fn delete(tx: &mut WriteTx, id: i32) -> Result<(), StoreError> {
    sqlx::query(DELETE)
        .bind(i64::from(id))
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Role(id, None));
    Ok(())
}

fn written(permissions: &PermissionSet) -> String {
    let texts: Vec<_> = permissions.iter().map(|one| one.to_string()).collect();
    texts.join(" ")
}

fn read(row: &AnyRow) -> Result<CustomRole, StoreError> {
    let id: i64 = row.try_get(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "roles",
        column,
        row: id.to_string(),
    };
    Ok(CustomRole {
        id: i32::try_from(id).map_err(|_| corrupt("id"))?,
        name: row.try_get(1)?,
        name_key: row.try_get(2)?,
        description: row.try_get(3)?,
        permissions: row
            .try_get::<String, _>(4)?
            .split_whitespace()
            .map(|text| text.parse().map_err(|()| corrupt("permissions")))
            .collect::<Result<_, _>>()?,
        created_by: row.try_get(5)?,
        created_at: Timestamp::from_millis(row.try_get(6)?),
        updated_at: Timestamp::from_millis(row.try_get(7)?),
        version: row.try_get(8)?,
    })
}

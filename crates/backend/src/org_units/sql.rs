//! The organisation's units in the database.

use std::{str::FromStr as _, sync::Arc};

use shared::{Scope, ScopeType, Timestamp};
use sqlx::{AnyConnection, Row as _, any::AnyRow};

use super::model::Unit;
use crate::{
    snapshot::Change,
    store::{Insert, StoreError, Value, WriteTx, select_in},
};

const SELECT: &str =
    "SELECT id, kind, parent_id, name, name_key, created_by, created_at, updated_at FROM org_units";
const SELECT_IN: &str = "SELECT id, kind, parent_id, name, name_key, created_by, created_at, updated_at FROM org_units WHERE id IN";
const UPDATE: &str = "UPDATE org_units SET name = $1, name_key = $2, created_by = $3, created_at = $4, updated_at = $5 WHERE id = $6";
const DELETE: &str = "DELETE FROM org_units WHERE id = $1";
const INSERT: Insert = Insert {
    table: "org_units",
    columns: &[
        "id",
        "kind",
        "parent_id",
        "name",
        "name_key",
        "created_by",
        "created_at",
        "updated_at",
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

/// Every unit.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<Unit>, StoreError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// Those of these ids that there are.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<Unit>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    rows.iter().map(read).collect()
}

/// Adds units.
pub(crate) async fn insert(tx: &mut WriteTx, units: Vec<Arc<Unit>>) -> Result<(), StoreError> {
    let rows = units.iter().map(|unit| {
        vec![
            unit.scope.scope_id.as_str().into(),
            unit.scope.scope_type.as_str().into(),
            unit.parent
                .as_ref()
                .map(|parent| parent.scope_id.clone())
                .into(),
            unit.name.as_str().into(),
            unit.name_key.as_str().into(),
            unit.created_by.as_str().into(),
            unit.created_at.into(),
            unit.updated_at.into(),
        ]
    });
    let rows = rows.collect();
    INSERT.rows(tx.connection(), rows).await?;
    for unit in units {
        tx.changed(Change::Unit(unit.scope.scope_id.clone(), Some(unit)));
    }
    Ok(())
}

/// Stores a changed unit.
pub(crate) async fn update(tx: &mut WriteTx, unit: Unit) -> Result<(), StoreError> {
    sqlx::query(UPDATE)
        .bind(unit.name.clone())
        .bind(unit.name_key.clone())
        .bind(unit.created_by.clone())
        .bind(unit.created_at.millis())
        .bind(unit.updated_at.millis())
        .bind(unit.scope.scope_id.clone())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Unit(
        unit.scope.scope_id.clone(),
        Some(Arc::new(unit)),
    ));
    Ok(())
}

/// Removes a unit.
pub(crate) async fn delete(tx: &mut WriteTx, id: &str) -> Result<(), StoreError> {
    sqlx::query(DELETE)
        .bind(id.to_owned())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Unit(id.to_owned(), None));
    Ok(())
}

fn read(row: &AnyRow) -> Result<Unit, StoreError> {
    let id: String = row.try_get(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "org_units",
        column,
        row: id.clone(),
    };
    let kind = ScopeType::from_str(&row.try_get::<String, _>(1)?).map_err(|()| corrupt("kind"))?;
    let parent = row
        .try_get::<Option<String>, _>(2)?
        .map(|scope_id| {
            let scope_type = match kind {
                ScopeType::Cluster => ScopeType::Tenant,
                ScopeType::Department => ScopeType::Cluster,
                ScopeType::Project => ScopeType::Department,
                ScopeType::System | ScopeType::Tenant => return Err(corrupt("parent_id")),
            };
            Ok(Scope {
                scope_type,
                scope_id,
            })
        })
        .transpose()?;
    Ok(Unit {
        scope: Scope {
            scope_type: kind,
            scope_id: id.clone(),
        },
        parent,
        name: row.try_get(3)?,
        name_key: row.try_get(4)?,
        created_by: row.try_get(5)?,
        created_at: Timestamp::from_millis(row.try_get(6)?),
        updated_at: Timestamp::from_millis(row.try_get(7)?),
    })
}

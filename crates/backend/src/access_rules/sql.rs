//! Access rules in the database.

use std::{collections::HashSet, str::FromStr as _, sync::Arc};

use shared::{Scope, ScopeType, Timestamp};
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::model::{Given, Rule, Subject};
use crate::{
    snapshot::Change,
    store::{Insert, StoreError, Texts, Value, WriteTx, each, select_in},
};

const SELECT_LIVE: &str = "SELECT id, subject_type, subject_id, subject_name, role_id, role_name, scope_type, scope_id, scope_name, cluster_id, created_by, created_at, updated_at, deleted_at FROM access_rules WHERE deleted_at IS NULL";
const SELECT_DELETED: &str = "SELECT id, subject_type, subject_id, subject_name, role_id, role_name, scope_type, scope_id, scope_name, cluster_id, created_by, created_at, updated_at, deleted_at FROM access_rules WHERE deleted_at IS NOT NULL ORDER BY id";
const SELECT_IN: &str = "SELECT id, subject_type, subject_id, subject_name, role_id, role_name, scope_type, scope_id, scope_name, cluster_id, created_by, created_at, updated_at, deleted_at FROM access_rules WHERE deleted_at IS NULL AND id IN";
const DELETE: &str =
    "UPDATE access_rules SET deleted_at = $1, updated_at = $1, scope_name = $2 WHERE id = $3";
const INSERT: Insert = Insert {
    table: "access_rules",
    columns: &[
        "id",
        "subject_type",
        "subject_id",
        "subject_name",
        "role_id",
        "role_name",
        "scope_type",
        "scope_id",
        "scope_name",
        "cluster_id",
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
        SELECT_LIVE.to_owned(),
        SELECT_DELETED.to_owned(),
        crate::store::in_list(SELECT_IN, 2),
        DELETE.to_owned(),
        INSERT.sql(2),
    ]
}

/// Every rule that holds, one by one.
pub(crate) async fn all(
    connection: &mut AnyConnection,
    mut take: impl FnMut(Rule),
) -> Result<(), StoreError> {
    let mut shared = Shared::default();
    each(connection, SELECT_LIVE, |row| {
        take(read(row, &mut shared)?);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Every rule that was deleted.
pub(crate) async fn deleted(connection: &mut AnyConnection) -> Result<Vec<Rule>, StoreError> {
    let mut shared = Shared::default();
    each(connection, SELECT_DELETED, |row| read(row, &mut shared)).await
}

/// Those of these numbers that hold.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<Rule>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    let mut shared = Shared::default();
    rows.iter().map(|row| read(row, &mut shared)).collect()
}

/// Adds rules.
pub(crate) async fn insert(tx: &mut WriteTx, rules: Vec<Arc<Rule>>) -> Result<(), StoreError> {
    let rows = rules.iter().map(|rule| {
        vec![
            i64::from(rule.id).into(),
            rule.subject.kind().as_str().into(),
            rule.subject.id().into(),
            Value::from(&*rule.subject_name),
            i64::from(rule.given.role_id).into(),
            Value::from(&*rule.given.role_name),
            rule.given.scope.scope_type.as_str().into(),
            rule.given.scope.scope_id.as_str().into(),
            Value::from(&*rule.given.scope_name),
            rule.given.cluster_id.as_deref().map(str::to_owned).into(),
            Value::from(&*rule.created_by),
            rule.created_at.into(),
            rule.updated_at().into(),
        ]
    });
    let rows = rows.collect();
    INSERT.rows(tx.connection(), rows).await?;
    for rule in rules {
        tx.changed(Change::Rule(rule.id, Some(rule)));
    }
    Ok(())
}

/// Marks a rule as deleted, with the name that its scope has now.
pub(crate) async fn delete(tx: &mut WriteTx, id: i32, scope_name: &str) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(DELETE)
        .bind(now.millis())
        .bind(scope_name.to_owned())
        .bind(i64::from(id))
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Rule(id, None));
    Ok(())
}

/// What many rules have alike, each kept once.
#[derive(Default)]
struct Shared {
    texts: Texts,
    given: HashSet<Arc<Given>>,
}

impl Shared {
    fn one(&mut self, given: Given) -> Arc<Given> {
        if let Some(known) = self.given.get(&given) {
            return Arc::clone(known);
        }
        let new = Arc::new(given);
        self.given.insert(Arc::clone(&new));
        new
    }
}

fn read(row: &AnyRow, shared: &mut Shared) -> Result<Rule, StoreError> {
    let id: i64 = row.try_get(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "access_rules",
        column,
        row: id.to_string(),
    };
    let mut text = |index: usize| row.try_get(index).map(|text| shared.texts.one(text));
    let int = |value: i64, column| i32::try_from(value).map_err(|_| corrupt(column));
    let subject_id =
        Uuid::parse_str(&row.try_get::<String, _>(2)?).map_err(|_| corrupt("subject_id"))?;
    let subject = match row.try_get::<String, _>(1)?.as_str() {
        "user" => Subject::User(subject_id),
        "app" => Subject::Application(subject_id),
        _ => return Err(corrupt("subject_type")),
    };
    let given = Given {
        role_id: int(row.try_get(4)?, "role_id")?,
        role_name: text(5)?,
        scope: Scope {
            scope_type: ScopeType::from_str(&row.try_get::<String, _>(6)?)
                .map_err(|()| corrupt("scope_type"))?,
            scope_id: row.try_get(7)?,
        },
        scope_name: text(8)?,
        cluster_id: row
            .try_get::<Option<String>, _>(9)?
            .map(|id| shared.texts.one(id)),
    };
    let created_by = shared.texts.one(row.try_get(10)?);
    Ok(Rule {
        id: int(id, "id")?,
        subject,
        subject_name: row.try_get::<String, _>(3)?.into(),
        given: shared.one(given),
        created_by,
        created_at: Timestamp::from_millis(row.try_get(11)?),
        deleted_at: row
            .try_get::<Option<i64>, _>(13)?
            .map(Timestamp::from_millis),
    })
}

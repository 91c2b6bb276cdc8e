//! Statements over many rows, with `$n` placeholders that both engines take, in batches that both engines bear.

use std::{collections::HashSet, sync::Arc};

use futures_util::TryStreamExt as _;
use sqlx::{
    Any, AnyConnection, AssertSqlSafe,
    any::{AnyArguments, AnyRow},
    query::Query,
};

use super::StoreError;

/// The most keys of one statement.
const BATCH: usize = 500;
/// The most rows that one statement inserts. Others have the powers of two below: statements that are alike are prepared once.
const ROWS: usize = 256;

/// A value to bind.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `TEXT`
    Text(String),
    /// `TEXT` that may be null.
    OptText(Option<String>),
    /// `BIGINT`
    Int(i64),
    /// `BIGINT` that may be null.
    OptInt(Option<i64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::OptText(text)
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}
impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::OptInt(number)
    }
}
impl From<shared::Timestamp> for Value {
    fn from(at: shared::Timestamp) -> Self {
        Self::Int(at.millis())
    }
}
impl From<Option<shared::Timestamp>> for Value {
    fn from(at: Option<shared::Timestamp>) -> Self {
        Self::OptInt(at.map(shared::Timestamp::millis))
    }
}
impl From<uuid::Uuid> for Value {
    fn from(id: uuid::Uuid) -> Self {
        Self::Text(id.to_string())
    }
}

fn bind(query: Query<'_, Any, AnyArguments>, value: Value) -> Query<'_, Any, AnyArguments> {
    match value {
        Value::Text(text) => query.bind(text),
        Value::OptText(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::OptInt(number) => query.bind(number),
    }
}

/// How a table's rows are inserted, one or many.
pub(crate) struct Insert {
    /// The table.
    pub(crate) table: &'static str,
    /// Its columns, in the order of the values.
    pub(crate) columns: &'static [&'static str],
    /// What follows the values, such as `ON CONFLICT …`; empty for nothing.
    pub(crate) then: &'static str,
}

impl Insert {
    /// The statement for so many rows.
    #[cfg(test)]
    pub(crate) fn sql(&self, rows: usize) -> String {
        self.text(rows, true)
    }

    /// With placeholders `$1` and so on, or `?` for each.
    fn text(&self, rows: usize, is_numbered: bool) -> String {
        let mut sql = format!(
            "INSERT INTO {} ({}) VALUES ",
            self.table,
            self.columns.join(", ")
        );
        let mut n = 0;
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..self.columns.len() {
                n += 1;
                if column > 0 {
                    sql.push_str(", ");
                }
                if is_numbered {
                    sql.push('$');
                    sql.push_str(&n.to_string());
                } else {
                    sql.push('?');
                }
            }
            sql.push(')');
        }
        if !self.then.is_empty() {
            sql.push(' ');
            sql.push_str(self.then);
        }
        sql
    }

    /// Inserts the rows.
    pub(crate) async fn rows(
        &self,
        connection: &mut AnyConnection,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        // SQLite looks placeholders that have a name, a number too, up one after the other.
        let is_numbered = connection.backend_name() != "SQLite";
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        while left > 0 {
            let batch = (1 << left.ilog2()).min(ROWS);
            left -= batch;
            let mut query = sqlx::query(AssertSqlSafe(self.text(batch, is_numbered)));
            for value in rows.by_ref().take(batch).flatten() {
                query = bind(query, value);
            }
            query.execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// Runs a statement with these values.
pub(super) async fn execute(
    connection: &mut AnyConnection,
    sql: String,
    values: Vec<Value>,
) -> Result<(), StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in values {
        query = bind(query, value);
    }
    query.execute(connection).await?;
    Ok(())
}

/// What is made of each row of a statement, one by one: all the rows of a large table at once take several times the
/// memory of what is made of them.
pub(crate) async fn each<T>(
    connection: &mut AnyConnection,
    select: &'static str,
    mut make: impl FnMut(&AnyRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = sqlx::query(select).fetch(connection);
    let mut found = Vec::new();
    while let Some(row) = rows.try_next().await? {
        found.push(make(&row)?);
    }
    Ok(found)
}

/// Texts that many rows have, each kept once.
#[derive(Default)]
pub(crate) struct Texts(HashSet<Arc<str>>);

impl Texts {
    /// The one that is kept of equal texts.
    pub(crate) fn one(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.0.get(text.as_str()) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

/// `SELECT … WHERE column IN (…)` over any number of keys. `select` ends before the parenthesis.
pub(crate) async fn select_in(
    connection: &mut AnyConnection,
    select: &'static str,
    keys: Vec<Value>,
) -> Result<Vec<AnyRow>, StoreError> {
    let mut found = Vec::with_capacity(keys.len());
    for batch in keys.chunks(BATCH) {
        let mut query = sqlx::query(AssertSqlSafe(in_list(select, batch.len())));
        for key in batch {
            query = bind(query, key.clone());
        }
        found.extend(query.fetch_all(&mut *connection).await?);
    }
    Ok(found)
}

/// `select` with its list of placeholders.
pub(crate) fn in_list(select: &str, keys: usize) -> String {
    let placeholders: Vec<_> = (1..=keys).map(|n| format!("${n}")).collect();
    format!("{select} ({})", placeholders.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_over_rows() {
        let insert = Insert {
            table: "t",
            columns: &["a", "b"],
            then: "ON CONFLICT (a) DO NOTHING",
        };
        assert_eq!(
            insert.sql(2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT (a) DO NOTHING"
        );
        assert_eq!(
            in_list("SELECT 1 FROM t WHERE a IN", 2),
            "SELECT 1 FROM t WHERE a IN ($1, $2)"
        );
    }
}

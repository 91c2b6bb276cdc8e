//! Backups: one state of the whole database as lines of JSON, the same for both engines, so that a backup of one can be
//! restored into the other. Never the master key: a backup is of no use to whoever has only it.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sqlx::{
    AnyConnection, AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _, any::AnyRow,
};

use super::{Db, StoreError, Value};

/// Every table but `schema_migrations` and `servers`, each after those that it refers to.
const TABLES: [&str; 18] = [
    "ledger",
    "login_batch",
    "installation",
    "changes",
    "org_units",
    "users",
    "sessions",
    "applications",
    "application_identifiers",
    "application_logins",
    "secret_uses",
    "idempotency_keys",
    "access_rules",
    "roles",
    "signing_keys",
    "revoked_tokens",
    "token_counts",
    "audit_anchor",
];
/// Last, because it is the longest.
const AUDIT: &str = "audit";

const END_HISTORY: &str = "UPDATE installation SET history = NULL WHERE id = 1";

/// The statements of this file that are written down, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[END_HISTORY];

const FORMAT: &str = "clientele-backup-1";

/// How many rows are read at once.
const BATCH: i64 = 1_000;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    version: String,
}

/// The last line.
#[derive(Serialize, Deserialize)]
struct Tail {
    rows: u64,
}

#[derive(Serialize, Deserialize)]
struct Line {
    table: String,
    row: serde_json::Map<String, Json>,
}

/// Why a backup can't be written or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The file is none of ours, or not whole.
    #[error("this is no whole backup: {0}")]
    Spoilt(String),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.into_iter().chain([AUDIT])
}

/// Writes one state of the database, also while servers change it, and says how many rows it has.
pub async fn write(db: &Db, mut out: impl Write) -> Result<u64, BackupError> {
    let mut tx = db.begin_read().await?;
    let head = Head {
        format: FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    line(&mut out, &head)?;
    let mut rows = 0;
    for table in tables() {
        let mut offset = 0;
        loop {
            let select = format!("SELECT * FROM {table} ORDER BY 1, 2 LIMIT $1 OFFSET $2");
            // By the primary key, so that no row is read twice.
            let select = match table {
                "application_identifiers" => select.replace("1, 2", "1"),
                "changes" | "token_counts" => select.replace("1, 2", "1, 2, 3"),
                _ => select,
            };
            let batch = sqlx::query(AssertSqlSafe(select))
                .bind(BATCH)
                .bind(offset)
                .fetch_all(&mut *tx)
                .await?;
            for row in &batch {
                let row = read(row)?;
                line(
                    &mut out,
                    &Line {
                        table: table.to_owned(),
                        row,
                    },
                )?;
                rows += 1;
            }
            offset += BATCH;
            if batch.len() < usize::try_from(BATCH).unwrap_or(usize::MAX) {
                break;
            }
        }
    }
    tx.rollback().await?;
    line(&mut out, &Tail { rows })?;
    out.flush()?;
    Ok(rows)
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), BackupError> {
    serde_json::to_writer(&mut *out, value).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A row by its columns' names.
pub(crate) fn read(row: &AnyRow) -> Result<serde_json::Map<String, Json>, StoreError> {
    row.columns()
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let raw = row.try_get_raw(index)?;
            let value = if raw.is_null() {
                Json::Null
            } else if raw.type_info().name().eq_ignore_ascii_case("text") {
                row.try_get::<String, _>(index)?.into()
            } else {
                row.try_get::<i64, _>(index)?.into()
            };
            Ok((column.name().to_owned(), value))
        })
        .collect()
}

/// Puts a backup in the place of all that is there, or changes nothing. The caller has made sure that no server runs.
pub async fn restore(db: &Db, from: impl BufRead) -> Result<u64, BackupError> {
    let spoilt = |why: &str| BackupError::Spoilt(why.to_owned());
    let mut lines = from.lines();
    let first = lines.next().ok_or_else(|| spoilt("it is empty"))??;
    let head: Head = serde_json::from_str(&first)
        .map_err(|_| spoilt("its first line is not that of a backup"))?;
    if head.format != FORMAT {
        return Err(spoilt(
            "it is of another format; restore it with the version that wrote it",
        ));
    }
    let mut tx = db.begin_write().await?;
    let reverse: Vec<_> = tables().collect();
    for table in reverse.into_iter().rev() {
        let delete = format!("DELETE FROM {table}");
        sqlx::query(AssertSqlSafe(delete)).execute(&mut *tx).await?;
    }
    let mut rows = 0;
    loop {
        let text = lines.next().ok_or_else(|| spoilt("its end is missing"))??;
        if let Ok(tail) = serde_json::from_str::<Tail>(&text) {
            if tail.rows != rows || lines.next().is_some() {
                return Err(spoilt("its number of rows is not what it says"));
            }
            break;
        }
        let line: Line = serde_json::from_str(&text)
            .map_err(|_| BackupError::Spoilt(format!("row {} can't be read", rows + 1)))?;
        let table = tables()
            .find(|table| *table == line.table)
            .ok_or_else(|| spoilt("it has a table that this version doesn't know"))?;
        insert(&mut tx, table, line.row).await?;
        rows += 1;
    }
    // What the ledger's numbers stood for until now is another history.
    sqlx::query(END_HISTORY).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(rows)
}

async fn insert(
    connection: &mut AnyConnection,
    table: &'static str,
    row: serde_json::Map<String, Json>,
) -> Result<(), BackupError> {
    let mut columns = Vec::with_capacity(row.len());
    let mut values = Vec::with_capacity(row.len());
    for (name, value) in row {
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            return Err(BackupError::Spoilt(format!("{name:?} is no column")));
        }
        columns.push(name);
        // A null's type is not known here, so it is left out: every column that may be null is null without a value.
        values.push(match value {
            Json::String(text) => Value::Text(text),
            Json::Number(number) if number.is_i64() => Value::Int(number.as_i64().unwrap_or(0)),
            Json::Null => {
                columns.pop();
                continue;
            }
            _ => {
                return Err(BackupError::Spoilt(
                    "a value is neither text nor number".to_owned(),
                ));
            }
        });
    }
    let placeholders: Vec<_> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        placeholders.join(", ")
    );
    super::statement::execute(connection, sql, values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_backed_up() {
        let migrations = [
            include_str!("../../../../migrations/0001_initial.sql"),
            include_str!("../../../../migrations/0002_roles.sql"),
            include_str!("../../../../migrations/0003_secret_life_cycle.sql"),
            include_str!("../../../../migrations/0004_revoked_tokens.sql"),
            include_str!("../../../../migrations/0008_audit_anchor.sql"),
            include_str!("../../../../migrations/0010_token_counts.sql"),
        ];
        for migration in migrations {
            for rest in migration.split("CREATE TABLE ").skip(1) {
                let table = rest.split_whitespace().next().unwrap();
                assert!(
                    tables().any(|known| known == table),
                    "{table} is not backed up"
                );
            }
        }
    }
}

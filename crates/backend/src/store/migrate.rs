//! The schema: one text for both engines, embedded, applied in order, each migration once and never changed after.

use sqlx::{AnyConnection, AssertSqlSafe, Executor as _, Row as _};

use super::{Db, Engine, StoreError};

struct Migration {
    version: i64,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "initial",
        sql: include_str!("../../../../migrations/0001_initial.sql"),
    },
    Migration {
        version: 2,
        name: "roles",
        sql: include_str!("../../../../migrations/0002_roles.sql"),
    },
    Migration {
        version: 3,
        name: "secret life cycle",
        sql: include_str!("../../../../migrations/0003_secret_life_cycle.sql"),
    },
    Migration {
        version: 4,
        name: "revoked tokens",
        sql: include_str!("../../../../migrations/0004_revoked_tokens.sql"),
    },
    Migration {
        version: 5,
        name: "servers",
        sql: include_str!("../../../../migrations/0005_servers.sql"),
    },
    Migration {
        version: 6,
        name: "token tally",
        sql: include_str!("../../../../migrations/0006_token_tally.sql"),
    },
    Migration {
        version: 7,
        name: "history",
        sql: include_str!("../../../../migrations/0007_history.sql"),
    },
    Migration {
        version: 8,
        name: "audit anchor",
        sql: include_str!("../../../../migrations/0008_audit_anchor.sql"),
    },
    Migration {
        version: 9,
        name: "public keys",
        sql: include_str!("../../../../migrations/0009_public_keys.sql"),
    },
    Migration {
        version: 10,
        name: "token counts",
        sql: include_str!("../../../../migrations/0010_token_counts.sql"),
    },
];

/// The one place where the DDL differs: bytewise comparison is SQLite's default and must be asked of PostgreSQL.
fn dialect(sql: &str, engine: Engine) -> String {
    let text = match engine {
        Engine::Sqlite => "TEXT",
        Engine::Postgres => "TEXT COLLATE \"C\"",
    };
    sql.replace("{text}", text)
}

fn checksum(sql: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, sql.as_bytes());
    crate::store::hex(digest.as_ref())
}

/// Brings the schema up to date and says how many migrations that took. Nodes that start at once wait for one another.
pub async fn migrate(db: &Db) -> Result<usize, StoreError> {
    prepare(db).await?;
    let mut tx = db.begin_write().await?;
    // Row 0 stands for no migration: it is what the nodes lock.
    let lock = format!(
        "SELECT version FROM schema_migrations WHERE version = 0{}",
        db.for_update()
    );
    tx.fetch_one(sqlx::raw_sql(AssertSqlSafe(lock))).await?;
    let rows = sqlx::query(
        "SELECT version, checksum FROM schema_migrations WHERE version > 0 ORDER BY version",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut applied = Vec::with_capacity(rows.len());
    for row in &rows {
        applied.push((row.try_get::<i64, _>(0)?, row.try_get::<String, _>(1)?));
    }
    if let Some((newest, _)) = applied.last()
        && MIGRATIONS
            .iter()
            .all(|migration| migration.version < *newest)
    {
        return Err(StoreError::Schema(format!(
            "the database has the schema of a newer version (migration {newest}): run that version, or restore a backup"
        )));
    }
    let mut done = 0;
    for migration in MIGRATIONS {
        match applied
            .iter()
            .find(|(version, _)| *version == migration.version)
        {
            Some((_, sum)) if *sum == checksum(migration.sql) => {}
            Some(_) => {
                return Err(StoreError::Schema(format!(
                    "migration {} ({}) was applied in another form than this program holds",
                    migration.version, migration.name
                )));
            }
            None => {
                apply(&mut tx, db.engine(), migration).await?;
                done += 1;
            }
        }
    }
    tx.commit().await?;
    Ok(done)
}

/// Makes the table of migrations. Two nodes may try at once, and PostgreSQL lets one of them fail: it tries again.
async fn prepare(db: &Db) -> Result<(), StoreError> {
    let sql = dialect(
        "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL);
         INSERT INTO schema_migrations (version, name, checksum) VALUES (0, '', '') ON CONFLICT (version) DO NOTHING",
        db.engine(),
    );
    let mut tries = 0;
    loop {
        let mut tx = db.begin_write().await?;
        let made = tx.execute(sqlx::raw_sql(AssertSqlSafe(sql.clone()))).await;
        match made {
            Ok(_) => {
                tx.commit().await?;
                return Ok(());
            }
            Err(error) if tries == 5 => return Err(error.into()),
            Err(_) => tries += 1,
        }
    }
}

async fn apply(
    connection: &mut AnyConnection,
    engine: Engine,
    migration: &Migration,
) -> Result<(), StoreError> {
    let sql = dialect(migration.sql, engine);
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await
        .map_err(|error| {
            StoreError::Schema(format!(
                "migration {} ({}): {error}",
                migration.version, migration.name
            ))
        })?;
    sqlx::query("INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)")
        .bind(migration.version)
        .bind(migration.name)
        .bind(checksum(migration.sql))
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_count_up_from_one() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(usize::try_from(migration.version), Ok(index + 1));
        }
    }
}

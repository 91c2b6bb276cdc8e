//! Which servers run on the database: each says so every few seconds, and takes its leave.

use shared::Timestamp;
use sqlx::Row as _;

use super::{Db, StoreError};

const SEEN: &str = "INSERT INTO servers (id, address, seen_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at";
const LEAVE: &str = "DELETE FROM servers WHERE id = $1 OR seen_at < $2";
const RUNNING: &str = "SELECT address FROM servers WHERE seen_at >= $1 ORDER BY address";

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[SEEN, LEAVE, RUNNING];

/// How often a server says that it runs, in seconds.
pub const SAYS_SO_EVERY: u64 = 5;
/// After how long without a word a server is taken to be gone, in milliseconds.
const GONE: i64 = 20_000;

impl Db {
    /// Says that a server runs.
    pub async fn server_runs(
        &self,
        id: &str,
        address: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin_upkeep().await?;
        sqlx::query(SEEN)
            .bind(id.to_owned())
            .bind(address.to_owned())
            .bind(now.millis())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Says that a server ends, and forgets those that said nothing for a day.
    pub async fn server_ends(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin_upkeep().await?;
        sqlx::query(LEAVE)
            .bind(id.to_owned())
            .bind(now.millis() - 86_400_000)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The addresses of the servers that run.
    pub async fn running_servers(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let mut reader = self.readers().acquire().await?;
        let rows = sqlx::query(RUNNING)
            .bind(now.millis() - GONE)
            .fetch_all(&mut *reader)
            .await?;
        rows.iter()
            .map(|row| row.try_get(0).map_err(StoreError::from))
            .collect()
    }
}

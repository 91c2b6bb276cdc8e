//! Whether the log is what was written: for `clientele audit verify`.

use super::sql;
use crate::store::{Store, StoreError};

/// How many records are read at once.
const BATCH: i64 = 1_000;

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All records are there and unchanged, from the first to the head.
    Whole {
        /// How many.
        records: i64,
        /// The last record's MAC.
        head: String,
    },
    /// The first record that is not what was written, or is not there.
    Broken {
        /// Its number.
        number: i64,
        /// What is wrong.
        why: &'static str,
    },
}

impl Store {
    /// The number and the MAC of the last record.
    pub async fn audit_head(&self) -> Result<(i64, String), StoreError> {
        let mut reader = self.db().readers().acquire().await?;
        sql::head(&mut reader).await
    }

    /// Computes the chain anew and compares. Reads one state of the database, also while servers write.
    pub async fn verify_audit(&self) -> Result<Verdict, StoreError> {
        let mut tx = self.db().begin_read().await?;
        let (last, head) = sql::head(&mut tx).await?;
        let (mut number, mut mac) = (0, String::new());
        loop {
            let batch = sql::chained(&mut tx, number, BATCH).await?;
            if batch.is_empty() {
                break;
            }
            for record in batch {
                number += 1;
                let broken = |why| Ok(Verdict::Broken { number, why });
                if record.number != number {
                    return broken("it is missing");
                }
                if record.results[0] != record.results[1] {
                    return broken("its result was changed");
                }
                mac = self
                    .chain()
                    .mac(&mac, record.fields.iter().map(String::as_str));
                if mac != record.mac {
                    return broken("it, or the record before it, was changed");
                }
            }
        }
        tx.rollback().await?;
        if number != last {
            let why = "records at the end are missing, or were added";
            return Ok(Verdict::Broken {
                number: number + 1,
                why,
            });
        }
        if mac != head {
            let why = "the ledger names another end of the log";
            return Ok(Verdict::Broken { number, why });
        }
        Ok(Verdict::Whole {
            records: number,
            head,
        })
    }
}

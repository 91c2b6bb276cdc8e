//! Whether the log is what was written: for `clientele audit verify`.

use super::{Anchor, Chain, sql};
use crate::store::{Store, StoreError};

/// How many records are read at once.
const BATCH: i64 = 1_000;

/// What is wrong with an anchor that has not our seal.
pub(super) const FORGED: &str =
    "what it is said to follow, after older records were pruned, was changed";

/// What a look at the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All records are there and unchanged, from the first that was not pruned to the head.
    Whole {
        /// How many.
        records: i64,
        /// The last record that was pruned.
        pruned: Option<Anchor>,
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

/// The chain, followed record by record.
pub(super) struct Walk<'a> {
    chain: &'a Chain,
    number: i64,
    mac: String,
}

impl<'a> Walk<'a> {
    /// Begins after a record.
    pub(super) fn from(chain: &'a Chain, anchor: &Anchor) -> Self {
        Self {
            chain,
            number: anchor.number,
            mac: anchor.mac.clone(),
        }
    }

    /// The record that it has come to.
    pub(super) const fn number(&self) -> i64 {
        self.number
    }

    /// Goes on to the next record, or says what is wrong with it.
    pub(super) fn step(&mut self, record: &sql::Chained) -> Result<(), &'static str> {
        self.number += 1;
        if record.number != self.number {
            return Err("it is missing");
        }
        if record.results[0] != record.results[1] {
            return Err("its result was changed");
        }
        let fields = record.fields.iter().map(String::as_str);
        self.mac = self.chain.mac(&self.mac, fields);
        if self.mac == record.mac {
            Ok(())
        } else {
            Err("it, or the record before it, was changed")
        }
    }
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
        let Some(anchor) = sql::anchor(&mut tx, self.chain()).await? else {
            let why = FORGED;
            return Ok(Verdict::Broken { number: 1, why });
        };
        let mut walk = Walk::from(self.chain(), &anchor);
        loop {
            let batch = sql::chained(&mut tx, walk.number, BATCH).await?;
            if batch.is_empty() {
                break;
            }
            for record in &batch {
                if let Err(why) = walk.step(record) {
                    let number = walk.number;
                    return Ok(Verdict::Broken { number, why });
                }
            }
        }
        tx.rollback().await?;
        let Walk { number, mac, .. } = walk;
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
            records: number - anchor.number,
            pruned: (anchor.number > 0).then_some(anchor),
            head,
        })
    }
}

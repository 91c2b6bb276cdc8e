//! Forgetting the log's oldest records without hiding that they were there.
//!
//! What is forgotten is a beginning of the log: every record up to the first that is to stay. It is verified before it goes,
//! so that nobody can have a server clear away what they changed. Then one transaction moves the anchor, which names the last
//! record that is gone under a seal, and records that; from there on the rows before the anchor mean nothing, and they are
//! deleted in steps that nobody waits for. A crash in between leaves rows for the next time.

use std::io::Write;

use serde_json::json;
use shared::Timestamp;

use super::{Action, Actor, Entity, Event, sql, verify::Walk};
use crate::{
    Core,
    store::{Store, StoreError, backup},
};

/// How many records are read, and deleted, at once.
const STEP: i64 = 1_000;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// The last record that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its number; 0 where nothing is gone.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Its MAC, which the next record's covers.
    pub mac: String,
}

impl Anchor {
    /// Before the first record.
    pub(super) const fn beginning() -> Self {
        Self {
            number: 0,
            at: Timestamp::from_millis(0),
            mac: String::new(),
        }
    }
}

/// Why nothing is pruned.
#[derive(Debug, thiserror::Error)]
pub enum PruneError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file that the records are written to.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A record is not what was written, or is not there.
    #[error("the audit log is broken at record {number}: {why}; nothing was pruned")]
    Broken {
        /// Its number.
        number: i64,
        /// What is wrong.
        why: &'static str,
    },
    /// Another server or command was quicker.
    #[error("another server or command is pruning the audit log; look again in a moment")]
    Overtaken,
}

impl Store {
    /// Forgets the records up to the first that is not older than `before`, after writing them to `export`, and says how
    /// many that were. Works beside anything else that uses the database.
    pub async fn prune_audit(
        &self,
        before: Timestamp,
        actor: Actor,
        export: Option<&mut (dyn Write + Send)>,
    ) -> Result<i64, PruneError> {
        let from = self.audit_anchor().await?;
        self.delete_pruned(&from).await?;
        let to = match self.end_of(&from, before, export).await {
            // What another one deletes meanwhile looks as if it were missing.
            Err(PruneError::Broken { .. }) if self.audit_anchor().await? != from => {
                return Err(PruneError::Overtaken);
            }
            end => end?,
        };
        let records = to.number - from.number;
        if records == 0 {
            return Ok(0);
        }
        let mut tx = self.write(actor).await?;
        if sql::anchor(tx.connection(), self.chain()).await? != Some(from.clone()) {
            return Err(PruneError::Overtaken);
        }
        sql::set_anchor(tx.connection(), self.chain(), &to).await?;
        let told = json!({
            "records": records, "first": from.number + 1, "last": to.number,
            "before": before.to_string(), "mac": to.mac,
        });
        let event = Event::new(
            Action::Prune,
            Entity::AuditLog,
            to.number.to_string(),
            "audit log",
        );
        tx.commit(event.with(told)).await?;
        self.delete_pruned(&to).await?;
        Ok(records)
    }

    /// Where the log begins.
    async fn audit_anchor(&self) -> Result<Anchor, PruneError> {
        let mut reader = self
            .db()
            .readers()
            .acquire()
            .await
            .map_err(StoreError::from)?;
        let anchor = sql::anchor(&mut reader, self.chain()).await?;
        // An anchor that somebody else wrote would have us delete what it names.
        anchor.ok_or(PruneError::Broken {
            number: 0,
            why: super::verify::FORGED,
        })
    }

    /// The last record that is older, with all before it, on the way verified and written to `export`.
    async fn end_of(
        &self,
        from: &Anchor,
        before: Timestamp,
        mut export: Option<&mut (dyn Write + Send)>,
    ) -> Result<Anchor, PruneError> {
        let mut walk = Walk::from(self.chain(), from);
        let mut end = from.clone();
        loop {
            let mut reader = self
                .db()
                .readers()
                .acquire()
                .await
                .map_err(StoreError::from)?;
            let batch = sql::chained(&mut reader, end.number, STEP).await?;
            let old = batch.iter().take_while(|record| record.at < before).count();
            for record in &batch[..old] {
                let number = walk.number() + 1;
                walk.step(record)
                    .map_err(|why| PruneError::Broken { number, why })?;
            }
            if let Some(out) = export.as_mut()
                && let Some(last) = batch[..old].last()
            {
                for row in sql::stored(&mut reader, end.number, last.number).await? {
                    let row = backup::read(&row)?;
                    serde_json::to_writer(&mut **out, &row).map_err(std::io::Error::from)?;
                    out.write_all(b"\n")?;
                }
            }
            if let Some(last) = batch[..old].last() {
                end = Anchor {
                    number: last.number,
                    at: last.at,
                    mac: last.mac.clone(),
                };
            }
            if old == 0 || old < batch.len() {
                // What is to be forgotten must be on the disk by then.
                if let Some(out) = export.as_mut() {
                    out.flush()?;
                }
                return Ok(end);
            }
        }
    }

    async fn delete_pruned(&self, anchor: &Anchor) -> Result<(), StoreError> {
        loop {
            let mut tx = self.db().begin_upkeep().await?;
            let deleted = sql::delete_through(&mut tx, anchor.number, STEP).await?;
            tx.commit().await?;
            if deleted < STEP.unsigned_abs() {
                return Ok(());
            }
        }
    }
}

impl Core {
    /// Forgets what is older than the operator keeps, whole days (UTC) of it, so that a day is pruned once.
    pub(crate) async fn prune_old_audit(&self) -> Result<i64, PruneError> {
        let days = i64::from(self.settings.audit_retention_days);
        if days == 0 {
            return Ok(0);
        }
        let today = self.env.now().millis().div_euclid(DAY);
        let before = Timestamp::from_millis((today - days) * DAY);
        self.store.prune_audit(before, Actor::server(), None).await
    }
}

//! The unit of work.

use std::sync::Arc;

use shared::Timestamp;
use sqlx::{Any, AnyConnection, Row as _, Transaction};

use super::{Db, Insert, StoreError};
use crate::{
    audit::{self, Actor, Chain, Event},
    env::Env,
    snapshot::{Change, Live, Snapshot, load},
};

const LOCK_LEDGER: &str =
    "SELECT seq, audit_number, audit_head, next_rule_id, next_role_id FROM ledger WHERE id = 1";
const LOCK_LEDGER_FOR_UPDATE: &str = "SELECT seq, audit_number, audit_head, next_rule_id, next_role_id FROM ledger WHERE id = 1 FOR UPDATE";
const MOVE_LEDGER: &str = "UPDATE ledger SET seq = $1, audit_number = $2, audit_head = $3, next_rule_id = $4, next_role_id = $5 WHERE id = 1";
const FORGET_CHANGES: &str = "DELETE FROM changes WHERE seq <= $1";
const CHANGES: Insert = Insert {
    table: "changes",
    columns: &["seq", "entity", "id"],
    then: "ON CONFLICT (seq, entity, id) DO NOTHING",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LOCK_LEDGER, MOVE_LEDGER, FORGET_CHANGES];

/// How many changes are kept for nodes to catch up with. A node further behind loads everything.
const KEPT: i64 = 10_000;
/// More changes than this in one transaction are written down as "everything".
const MANY: usize = 1_000;

/// The database with what is kept of it in memory.
pub struct Store {
    db: Db,
    live: Arc<Live>,
    chain: Chain,
    env: Env,
}

impl Store {
    /// Over a migrated database.
    pub fn new(db: Db, live: Arc<Live>, chain: Chain, env: Env) -> Self {
        Self {
            db,
            live,
            chain,
            env,
        }
    }

    /// Connections, for reads of what is not in the snapshot.
    pub const fn db(&self) -> &Db {
        &self.db
    }

    /// What links the audit log.
    pub(crate) const fn chain(&self) -> &Chain {
        &self.chain
    }

    /// What is kept in memory.
    pub const fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Opens the unit of work of one change. Waits for those before it; nobody else changes anything until it ends.
    /// Dropping it undoes it.
    pub async fn write(&self, actor: Actor) -> Result<WriteTx, StoreError> {
        let mut tx = self.db.begin_write().await?;
        let lock = match self.db.engine() {
            super::Engine::Sqlite => LOCK_LEDGER,
            super::Engine::Postgres => LOCK_LEDGER_FOR_UPDATE,
        };
        let row = sqlx::query(lock).fetch_one(&mut *tx).await?;
        let ledger = Ledger {
            seq: row.try_get(0)?,
            audit_number: row.try_get(1)?,
            audit_head: row.try_get(2)?,
            next_rule_id: row.try_get(3)?,
            next_role_id: row.try_get(4)?,
        };
        let mut base = self.live.current();
        if base.seq != ledger.seq {
            base = Arc::new(load::catch_up(&mut tx, &base, ledger.seq).await?);
            self.live.publish(Arc::clone(&base));
        }
        Ok(WriteTx {
            tx,
            base,
            ledger,
            actor,
            now: self.env.now(),
            changes: Vec::new(),
            live: Arc::clone(&self.live),
            chain: self.chain.clone(),
        })
    }
}

struct Ledger {
    seq: i64,
    audit_number: i64,
    audit_head: String,
    next_rule_id: i64,
    next_role_id: i64,
}

/// One change: rows, what they mean to the snapshot, and in the end its audit record.
pub struct WriteTx {
    tx: Transaction<'static, Any>,
    base: Arc<Snapshot>,
    ledger: Ledger,
    actor: Actor,
    now: Timestamp,
    changes: Vec<Change>,
    live: Arc<Live>,
    chain: Chain,
}

impl WriteTx {
    /// The present, exactly: nobody else can change anything now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.base)
    }

    /// When this change happens.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Who makes it, as written in `createdBy`.
    pub fn actor_name(&self) -> &str {
        &self.actor.name
    }

    /// The number of a new access rule.
    pub fn next_rule_id(&mut self) -> i32 {
        let id = self.ledger.next_rule_id;
        self.ledger.next_rule_id += 1;
        i32::try_from(id).unwrap_or(i32::MAX)
    }

    /// The number of a new role.
    pub fn next_role_id(&mut self) -> i32 {
        let id = self.ledger.next_role_id;
        self.ledger.next_role_id += 1;
        i32::try_from(id).unwrap_or(i32::MAX)
    }

    /// For a slice's statements.
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    /// What a slice's statement changed. Each is written down for other nodes and applied here after the commit.
    pub(crate) fn changed(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Makes the change and its audit record true together, here and on every node.
    pub async fn commit(self, event: Event) -> Result<Arc<Snapshot>, StoreError> {
        self.commit_all(vec![event]).await
    }

    /// The same with several audit records.
    pub async fn commit_all(mut self, events: Vec<Event>) -> Result<Arc<Snapshot>, StoreError> {
        let seq = self.ledger.seq + 1;
        let mut records = Vec::with_capacity(events.len());
        for event in events {
            self.ledger.audit_number += 1;
            let record =
                audit::Record::new(self.ledger.audit_number, seq, self.now, &self.actor, event);
            self.ledger.audit_head = self.chain.link(&self.ledger.audit_head, &record);
            records.push((record, self.ledger.audit_head.clone()));
        }
        audit::sql::insert(&mut self.tx, &records).await?;
        let rows: Vec<_> = if self.changes.len() > MANY {
            vec![vec![seq.into(), load::EVERYTHING.into(), "".into()]]
        } else {
            self.changes
                .iter()
                .map(|change| vec![seq.into(), change.entity().into(), change.id().into()])
                .collect()
        };
        CHANGES.rows(&mut self.tx, rows).await?;
        if seq % 1_000 == 0 {
            sqlx::query(FORGET_CHANGES)
                .bind(seq - KEPT)
                .execute(&mut *self.tx)
                .await?;
        }
        sqlx::query(MOVE_LEDGER)
            .bind(seq)
            .bind(self.ledger.audit_number)
            .bind(self.ledger.audit_head)
            .bind(self.ledger.next_rule_id)
            .bind(self.ledger.next_role_id)
            .execute(&mut *self.tx)
            .await?;
        self.tx.commit().await?;
        let next = Arc::new(self.base.with(seq, self.changes));
        self.live.publish(Arc::clone(&next));
        Ok(next)
    }
}

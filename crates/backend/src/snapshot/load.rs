//! Bringing a snapshot up to the database's state: only what changed since, or everything.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use sqlx::{AnyConnection, Row as _};
use uuid::Uuid;

use super::{Change, Snapshot, unmoved::Index};
use crate::{
    access_rules::{self, model::Subject},
    applications, oauth, org_units, roles, sessions,
    store::{Db, StoreError, Value},
    users,
};

/// The entity that stands for a change of everything.
pub(crate) const EVERYTHING: &str = "*";

const SEQ: &str = "SELECT l.seq, b.batch FROM ledger l, login_batch b WHERE l.id = 1 AND b.id = 1";
const OLDEST_CHANGE: &str = "SELECT min(seq) FROM changes";
const CHANGES_SINCE: &str = "SELECT DISTINCT entity, id FROM changes WHERE seq > $1";

const CHANGES_BETWEEN: &str =
    "SELECT DISTINCT entity, id FROM changes WHERE seq > $1 AND seq <= $2";

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[SEQ, OLDEST_CHANGE, CHANGES_SINCE, CHANGES_BETWEEN];

/// Where the database is: the ledger's `seq` and the number of the last batch of logins.
pub(crate) async fn position(connection: &mut AnyConnection) -> Result<(i64, i64), StoreError> {
    let row = sqlx::query(SEQ).fetch_one(connection).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

/// The index of SQLite's write-ahead log, if this connection, which has read already, has one.
pub(super) async fn index(
    db: &Db,
    connection: &mut AnyConnection,
) -> Result<Option<Index>, StoreError> {
    let Some(file) = db.file() else {
        return Ok(None);
    };
    let row = sqlx::query("PRAGMA journal_mode")
        .fetch_one(connection)
        .await?;
    let mode: String = row.try_get(0)?;
    Ok((mode == "wal").then(|| Index::open(file)).flatten())
}

/// The snapshot of `seq`, read in a transaction that sees exactly that state.
pub(crate) async fn catch_up(
    connection: &mut AnyConnection,
    base: &Snapshot,
    seq: i64,
) -> Result<Snapshot, StoreError> {
    // A restored backup may be behind what this node saw.
    if base.seq < 0 || seq < base.seq || !kept_since(connection, base.seq).await? {
        return everything(connection, base, seq).await;
    }
    let rows = sqlx::query(CHANGES_SINCE)
        .bind(base.seq)
        .fetch_all(&mut *connection)
        .await?;
    let mut what = What::default();
    for row in &rows {
        let (entity, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        match entity.as_str() {
            "application" => what.applications.push(id),
            "rule" => what.rules.push(id),
            "unit" => what.units.push(id),
            "user" => what.users.push(id),
            "session" => what.sessions.push(id),
            "role" => what.roles.push(id),
            "revoked" => what.revoked = true,
            "keys" => what.keys = true,
            // "*", or something that only a newer version knows.
            _ => return everything(connection, base, seq).await,
        }
    }
    let (keys, revoked) = (what.keys, what.revoked);
    let mut changes = what.load(connection).await?;
    if keys {
        changes.push(Change::Keys(
            oauth::sql::keys(connection, base.sealer()).await?,
        ));
    }
    if revoked {
        changes.extend(oauth::sql::revoked(connection).await?);
    }
    Ok(base.with(seq, changes))
}

/// The kinds and ids of what changed after `since`, up to the state of `until`. Nothing: it is no longer known.
pub(crate) async fn changed(
    connection: &mut AnyConnection,
    since: i64,
    until: i64,
) -> Result<Option<Vec<(String, String)>>, StoreError> {
    if since > until || (since < until && !kept_since(connection, since).await?) {
        return Ok(None);
    }
    let rows = sqlx::query(CHANGES_BETWEEN)
        .bind(since)
        .bind(until)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<_, StoreError>>()
        .map(Some)
}

/// Whether the changes after `seq` are still written down.
async fn kept_since(connection: &mut AnyConnection, seq: i64) -> Result<bool, StoreError> {
    let row = sqlx::query(OLDEST_CHANGE).fetch_one(connection).await?;
    let oldest: Option<i64> = row.try_get(0)?;
    Ok(oldest.is_some_and(|oldest| oldest <= seq + 1))
}

async fn everything(
    connection: &mut AnyConnection,
    base: &Snapshot,
    seq: i64,
) -> Result<Snapshot, StoreError> {
    // One by one: all rows at once would take several times the memory of what is made of them.
    let mut next = base.cleared();
    let mut found = Vec::new();
    applications::sql::all(connection, |application| found.push(Arc::new(application))).await?;
    next.fill(&found);
    let mut rules = Vec::new();
    access_rules::sql::all(connection, |mut rule| {
        // A rule has its application's client ID.
        if let Subject::Application(id) = rule.subject
            && let Some(application) = next.application(id)
            && application.client_id == rule.subject_name
        {
            rule.subject_name = Arc::clone(&application.client_id);
        }
        rules.push(Arc::new(rule));
    })
    .await?;
    next.fill_rules(rules);
    let mut changes = Vec::new();
    for unit in org_units::sql::all(connection).await? {
        changes.push(Change::Unit(
            unit.scope.scope_id.clone(),
            Some(Arc::new(unit)),
        ));
    }
    for user in users::sql::all(connection).await? {
        changes.push(Change::User(user.id, Some(Arc::new(user))));
    }
    for session in sessions::sql::all(connection).await? {
        changes.push(Change::Session(session.id, Some(Arc::new(session))));
    }
    for role in roles::sql::all(connection).await? {
        changes.push(Change::Role(role.id, Some(Arc::new(role))));
    }
    changes.extend(oauth::sql::revoked(connection).await?);
    changes.push(Change::Keys(
        oauth::sql::keys(connection, base.sealer()).await?,
    ));
    Ok(next.with(seq, changes))
}

#[derive(Default)]
struct What {
    applications: Vec<String>,
    rules: Vec<String>,
    units: Vec<String>,
    users: Vec<String>,
    sessions: Vec<String>,
    roles: Vec<String>,
    revoked: bool,
    keys: bool,
}

impl What {
    async fn load(self, connection: &mut AnyConnection) -> Result<Vec<Change>, StoreError> {
        let keys = |ids: &[String]| ids.iter().map(|id| Value::from(id.as_str())).collect();
        let mut changes = Vec::new();
        if !self.units.is_empty() {
            let found = org_units::sql::some(connection, keys(&self.units)).await?;
            let found = by_id(found, |unit| unit.scope.scope_id.clone());
            changes.extend(self.units.into_iter().map(|id| {
                let now = found.get(&id).cloned();
                Change::Unit(id, now)
            }));
        }
        if !self.users.is_empty() {
            let found = users::sql::some(connection, keys(&self.users)).await?;
            let found = by_id(found, |user| user.id);
            changes.extend(uuids(&self.users)?.map(|id| Change::User(id, found.get(&id).cloned())));
        }
        if !self.sessions.is_empty() {
            let found = sessions::sql::some(connection, keys(&self.sessions)).await?;
            let found = by_id(found, |session| session.id);
            changes.extend(
                uuids(&self.sessions)?.map(|id| Change::Session(id, found.get(&id).cloned())),
            );
        }
        if !self.applications.is_empty() {
            let found = applications::sql::some(connection, keys(&self.applications)).await?;
            let found = by_id(found, |application| application.id);
            changes.extend(
                uuids(&self.applications)?
                    .map(|id| Change::Application(id, found.get(&id).cloned())),
            );
        }
        if !self.roles.is_empty() {
            let ids = numbers(&self.roles)?;
            let values = ids.iter().map(|id| i64::from(*id).into()).collect();
            let found = by_id(roles::sql::some(connection, values).await?, |role| role.id);
            changes.extend(
                ids.into_iter()
                    .map(|id| Change::Role(id, found.get(&id).cloned())),
            );
        }
        if !self.rules.is_empty() {
            let ids = numbers(&self.rules)?;
            let values = ids.iter().map(|id| i64::from(*id).into()).collect();
            let found = access_rules::sql::some(connection, values).await?;
            let found = by_id(found, |rule| rule.id);
            changes.extend(
                ids.into_iter()
                    .map(|id| Change::Rule(id, found.get(&id).cloned())),
            );
        }
        Ok(changes)
    }
}

fn by_id<K: Eq + Hash, T>(found: Vec<T>, id: impl Fn(&T) -> K) -> HashMap<K, Arc<T>> {
    found
        .into_iter()
        .map(|one| (id(&one), Arc::new(one)))
        .collect()
}

fn numbers(ids: &[String]) -> Result<Vec<i32>, StoreError> {
    ids.iter()
        .map(|id| id.parse().map_err(|_| corrupt(id)))
        .collect()
}

fn uuids(ids: &[String]) -> Result<impl Iterator<Item = Uuid> + use<>, StoreError> {
    let ids: Vec<Uuid> = ids
        .iter()
        .map(|id| Uuid::parse_str(id).map_err(|_| corrupt(id)))
        .collect::<Result<_, _>>()?;
    Ok(ids.into_iter())
}

fn corrupt(id: &str) -> StoreError {
    StoreError::Corrupt {
        table: "changes",
        column: "id",
        row: id.to_owned(),
    }
}

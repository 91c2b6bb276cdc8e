//! Applications in the database.

use std::sync::Arc;

use serde_json::Value as Json;
use shared::Timestamp;
use sqlx::{AnyConnection, Row as _, any::AnyRow};
use uuid::Uuid;

use super::model::{Application, PreviousSecret, StoredSecret};
use crate::{
    secrets::{format::Hint, hash::StoredHash},
    snapshot::Change,
    store::{Insert, StoreError, Texts, Value, WriteTx, each, select_in},
    tokens::client_keys::ClientKeys,
};

const SELECT: &str = "SELECT id, name, name_key, client_id, description, enabled, expires_at, token_lifetime_seconds, created_by, created_at, updated_at, version, generation, secret_hash, secret_hint, secret_created_at, previous_hash, previous_hint, previous_created_at, previous_valid_until, previous_generation, public_keys FROM applications";
const SELECT_IN: &str = "SELECT id, name, name_key, client_id, description, enabled, expires_at, token_lifetime_seconds, created_by, created_at, updated_at, version, generation, secret_hash, secret_hint, secret_created_at, previous_hash, previous_hint, previous_created_at, previous_valid_until, previous_generation, public_keys FROM applications WHERE id IN";
const UPDATE: &str = "UPDATE applications SET name = $1, name_key = $2, description = $3, enabled = $4, expires_at = $5, token_lifetime_seconds = $6, updated_at = $7, version = $8, generation = $9, secret_hash = $10, secret_hint = $11, secret_created_at = $12, previous_hash = $13, previous_hint = $14, previous_created_at = $15, previous_valid_until = $16, previous_generation = $17, public_keys = $18 WHERE id = $19";
const DELETE: &str = "DELETE FROM applications WHERE id = $1";
const DELETE_LOGIN: &str = "DELETE FROM application_logins WHERE application_id = $1";
const DELETE_USES: &str = "DELETE FROM secret_uses WHERE application_id = $1";
const CREATION: &str =
    "SELECT request, entity_id, generation FROM idempotency_keys WHERE key = $1 AND at >= $2";
const FORGET_CREATIONS: &str = "DELETE FROM idempotency_keys WHERE at < $1";
const REMEMBER_CREATION: Insert = Insert {
    table: "idempotency_keys",
    columns: &["key", "request", "entity_id", "generation", "at"],
    then: "ON CONFLICT (key) DO UPDATE SET request = excluded.request, entity_id = excluded.entity_id, generation = excluded.generation",
};
const IDENTIFIER: &str = "SELECT 1 FROM application_identifiers WHERE identifier = $1";
const INSERT: Insert = Insert {
    table: "applications",
    columns: &[
        "id",
        "name",
        "name_key",
        "client_id",
        "description",
        "enabled",
        "expires_at",
        "token_lifetime_seconds",
        "created_by",
        "created_at",
        "updated_at",
        "version",
        "generation",
        "secret_hash",
        "secret_hint",
        "secret_created_at",
    ],
    then: "",
};
const INSERT_IDENTIFIERS: Insert = Insert {
    table: "application_identifiers",
    columns: &["identifier"],
    then: "",
};

/// The statements of this file, for the test that prepares them.
#[cfg(test)]
pub(crate) fn statements() -> Vec<String> {
    let mut all: Vec<String> = [
        SELECT,
        UPDATE,
        DELETE,
        DELETE_LOGIN,
        DELETE_USES,
        IDENTIFIER,
        CREATION,
        FORGET_CREATIONS,
    ]
    .map(str::to_owned)
    .into();
    all.push(REMEMBER_CREATION.sql(1));
    all.push(crate::store::in_list(SELECT_IN, 2));
    all.push(INSERT.sql(2));
    all.push(INSERT_IDENTIFIERS.sql(2));
    all
}

/// Every application, one by one.
pub(crate) async fn all(
    connection: &mut AnyConnection,
    mut take: impl FnMut(Application),
) -> Result<(), StoreError> {
    let mut texts = Texts::default();
    each(connection, SELECT, |row| {
        take(read(row, &mut texts)?);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Those of these ids that there are.
pub(crate) async fn some(
    connection: &mut AnyConnection,
    ids: Vec<Value>,
) -> Result<Vec<Application>, StoreError> {
    let rows = select_in(connection, SELECT_IN, ids).await?;
    let mut texts = Texts::default();
    rows.iter().map(|row| read(row, &mut texts)).collect()
}

/// Adds applications.
pub(crate) async fn insert(
    tx: &mut WriteTx,
    applications: Vec<Arc<Application>>,
) -> Result<(), StoreError> {
    let rows = applications.iter().map(|a| {
        vec![
            a.id.into(),
            Value::from(&*a.name),
            Value::from(&*a.name_key),
            Value::from(&*a.client_id),
            a.description.as_deref().map(str::to_owned).into(),
            a.enabled.into(),
            a.expires_at.into(),
            a.token_lifetime_seconds.map(i64::from).into(),
            Value::from(&*a.created_by),
            a.created_at.into(),
            a.updated_at.into(),
            a.version.into(),
            a.generation.into(),
            a.secret.hash.to_string().into(),
            a.secret.hint.to_string().into(),
            a.secret.created_at.into(),
        ]
    });
    let rows = rows.collect();
    INSERT.rows(tx.connection(), rows).await?;
    let identifiers = applications
        .iter()
        .flat_map(|a| [vec![a.id.into()], vec![Value::from(&*a.client_id)]])
        .collect();
    INSERT_IDENTIFIERS
        .rows(tx.connection(), identifiers)
        .await?;
    for application in applications {
        tx.changed(Change::Application(application.id, Some(application)));
    }
    Ok(())
}

/// Stores a changed application.
pub(crate) async fn update(tx: &mut WriteTx, a: Application) -> Result<(), StoreError> {
    let previous = a.previous.as_deref();
    sqlx::query(UPDATE)
        .bind(a.name.to_string())
        .bind(a.name_key.to_string())
        .bind(a.description.as_deref().map(str::to_owned))
        .bind(i64::from(a.enabled))
        .bind(a.expires_at.map(Timestamp::millis))
        .bind(a.token_lifetime_seconds.map(i64::from))
        .bind(a.updated_at.millis())
        .bind(a.version)
        .bind(a.generation)
        .bind(a.secret.hash.to_string())
        .bind(a.secret.hint.to_string())
        .bind(a.secret.created_at.millis())
        .bind(previous.map(|p| p.secret.hash.to_string()))
        .bind(previous.map(|p| p.secret.hint.to_string()))
        .bind(previous.map(|p| p.secret.created_at.millis()))
        .bind(previous.map(|p| p.valid_until.millis()))
        .bind(previous.map(|p| p.generation))
        .bind(
            a.keys
                .as_deref()
                .map(|keys| Json::from(keys.public()).to_string()),
        )
        .bind(a.id.to_string())
        .execute(tx.connection())
        .await?;
    tx.changed(Change::Application(a.id, Some(Arc::new(a))));
    Ok(())
}

/// Removes an application; its id and client ID stay taken.
pub(crate) async fn delete(tx: &mut WriteTx, id: Uuid) -> Result<(), StoreError> {
    for statement in [DELETE_LOGIN, DELETE_USES, DELETE] {
        sqlx::query(statement)
            .bind(id.to_string())
            .execute(tx.connection())
            .await?;
    }
    tx.changed(Change::Application(id, None));
    Ok(())
}

/// Whether a folded name equals the id or client ID of an application that is or was.
pub(crate) async fn is_identifier(tx: &mut WriteTx, key: &str) -> Result<bool, StoreError> {
    let row = sqlx::query(IDENTIFIER)
        .bind(key.to_owned())
        .fetch_optional(tx.connection())
        .await?;
    Ok(row.is_some())
}

fn read(row: &AnyRow, texts: &mut Texts) -> Result<Application, StoreError> {
    let id: String = row.try_get(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "applications",
        column,
        row: id.clone(),
    };
    let text = |index: usize| {
        row.try_get(index)
            .map(|text: String| Arc::<str>::from(text))
    };
    let (name, key): (Arc<str>, Arc<str>) = (text(1)?, text(2)?);
    let lifetime: Option<i64> = row.try_get(7)?;
    Ok(Application {
        id: Uuid::parse_str(&id).map_err(|_| corrupt("id"))?,
        name_key: if key == name { Arc::clone(&name) } else { key },
        name,
        client_id: text(3)?,
        description: row.try_get::<Option<String>, _>(4)?.map(Into::into),
        enabled: row.try_get::<i64, _>(5)? != 0,
        expires_at: row
            .try_get::<Option<i64>, _>(6)?
            .map(Timestamp::from_millis),
        token_lifetime_seconds: lifetime
            .map(|seconds| u32::try_from(seconds).map_err(|_| corrupt("token_lifetime_seconds")))
            .transpose()?,
        created_by: texts.one(row.try_get(8)?),
        created_at: Timestamp::from_millis(row.try_get(9)?),
        updated_at: Timestamp::from_millis(row.try_get(10)?),
        version: row.try_get(11)?,
        generation: row.try_get(12)?,
        secret: StoredSecret {
            hash: StoredHash::parse(row.try_get(13)?),
            hint: Hint::parse(row.try_get(14)?).ok_or_else(|| corrupt("secret_hint"))?,
            created_at: Timestamp::from_millis(row.try_get(15)?),
        },
        previous: read_previous(row, corrupt)?.map(Box::new),
        keys: match row.try_get::<Option<&str>, _>(21)? {
            None => None,
            Some(text) => {
                let keys = ClientKeys::read(text).ok_or_else(|| corrupt("public_keys"))?;
                Some(Box::new(keys))
            }
        },
    })
}

fn read_previous(
    row: &AnyRow,
    corrupt: impl Fn(&'static str) -> StoreError,
) -> Result<Option<PreviousSecret>, StoreError> {
    let Some(hash) = row.try_get::<Option<&str>, _>(16)? else {
        return Ok(None);
    };
    Ok(Some(PreviousSecret {
        secret: StoredSecret {
            hash: StoredHash::parse(hash),
            hint: Hint::parse(row.try_get(17)?).ok_or_else(|| corrupt("previous_hint"))?,
            created_at: Timestamp::from_millis(row.try_get(18)?),
        },
        valid_until: Timestamp::from_millis(row.try_get(19)?),
        generation: row.try_get(20)?,
    }))
}

/// A creation that may be repeated: what was asked for, what came of it.
pub(crate) struct Creation {
    /// The hash of what was asked for.
    pub(crate) request: String,
    /// The id of what was made.
    pub(crate) id: String,
    /// The generation of the secret that was answered last.
    pub(crate) generation: i64,
}

/// The creation that this key stands for, if it is not older than `since`.
pub(crate) async fn creation(
    tx: &mut WriteTx,
    key: &str,
    since: Timestamp,
) -> Result<Option<Creation>, StoreError> {
    let row = sqlx::query(CREATION)
        .bind(key.to_owned())
        .bind(since.millis())
        .fetch_optional(tx.connection())
        .await?;
    row.map(|row| {
        Ok(Creation {
            request: row.try_get(0)?,
            id: row.try_get(1)?,
            generation: row.try_get(2)?,
        })
    })
    .transpose()
}

/// Remembers a creation under its key, and forgets those older than `since`.
pub(crate) async fn remember_creation(
    tx: &mut WriteTx,
    key: &str,
    creation: Creation,
    since: Timestamp,
) -> Result<(), StoreError> {
    let now = tx.now();
    sqlx::query(FORGET_CREATIONS)
        .bind(since.millis())
        .execute(tx.connection())
        .await?;
    let row = vec![
        key.into(),
        creation.request.into(),
        creation.id.into(),
        creation.generation.into(),
        now.into(),
    ];
    REMEMBER_CREATION.rows(tx.connection(), vec![row]).await
}

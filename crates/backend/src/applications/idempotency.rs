//! `Idempotency-Key` on creation: whoever didn't get the answer may ask again.
//!
//! A repeat with the same key, caller and request within a day gives the same application with a *new* secret, if the
//! first was never used, and the first dies. A secret that was used arrived: then the repeat is refused, with the id.

use std::sync::Arc;

use axum::http::HeaderMap;
use serde_json::json;
use shared::{ErrorCode, Timestamp, api::applications::CreateApplication};

use super::{
    model::{Application, StoredSecret},
    sql::{self, Creation},
};
use crate::{
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::Caller,
    http::ApiError,
    snapshot::Logins,
    store::WriteTx,
};

const HEADER: &str = "idempotency-key";
/// How long a key holds, in milliseconds.
const HOLDS: i64 = 86_400_000;
/// The most characters of a key.
const LONGEST: usize = 255;

/// A key with its request, both hashed.
pub(super) struct Key {
    key: String,
    request: String,
}

impl Key {
    /// The request's key, where it has one.
    pub(super) fn read(
        headers: &HeaderMap,
        caller: &Caller,
        request: &CreateApplication,
    ) -> Result<Option<Self>, ApiError> {
        let Some(value) = headers.get(HEADER) else {
            return Ok(None);
        };
        let text = value.to_str().unwrap_or_default();
        if text.is_empty() || text.len() > LONGEST {
            return Err(ApiError::invalid(
                "Idempotency-Key",
                format!(
                    "An Idempotency-Key is 1 to {LONGEST} visible ASCII characters, such as a UUID."
                ),
            ));
        }
        let request = serde_json::to_string(request).map_err(ApiError::internal)?;
        Ok(Some(Self {
            key: hash(&format!("{}\n{text}", caller.subject.id())),
            request: hash(&request),
        }))
    }

    fn since(now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.millis() - HOLDS)
    }

    /// What came of the same request before. Nothing: it is new.
    pub(super) async fn repeated(
        &self,
        tx: &mut WriteTx,
        caller: &Caller,
        logins: &Logins,
        secret: &StoredSecret,
    ) -> Result<Option<(Arc<Application>, Event)>, ApiError> {
        let since = Self::since(tx.now());
        let Some(before) = sql::creation(tx, &self.key, since).await? else {
            return Ok(None);
        };
        if before.request != self.request {
            return Err(ApiError::new(
                ErrorCode::IdempotencyKeyUsed,
                "This Idempotency-Key was used for another request. Make a new key for a new request.",
            )
            .details(before.id));
        }
        let application = uuid::Uuid::parse_str(&before.id)
            .ok()
            .and_then(|id| caller.snapshot.application(id))
            .filter(|application| application.generation == before.generation)
            .filter(|application| logins.of_application(application.id).is_none());
        let Some(application) = application else {
            return Err(ApiError::new(
                ErrorCode::IdempotencyKeyUsed,
                "The application was made, and its secret was used or replaced since, or it was deleted. Regenerate its secret if you need one.",
            )
            .details(before.id));
        };
        caller.may_take_over(Subject::Application(application.id))?;
        let mut after = application.changed(tx.now());
        after.replace_secret(secret.clone(), None);
        let event = Event::new(
            Action::RegenerateSecret,
            Entity::Application,
            after.id,
            &*after.name,
        )
        .with(json!({"hint": after.secret.hint.to_string(), "repeated": true}));
        sql::update(tx, after.clone()).await?;
        self.remember(tx, &after).await?;
        Ok(Some((Arc::new(after), event)))
    }

    /// Remembers what came of the request.
    pub(super) async fn remember(
        &self,
        tx: &mut WriteTx,
        application: &Application,
    ) -> Result<(), ApiError> {
        let creation = Creation {
            request: self.request.clone(),
            id: application.id.to_string(),
            generation: application.generation,
        };
        let since = Self::since(tx.now());
        sql::remember_creation(tx, &self.key, creation, since).await?;
        Ok(())
    }
}

fn hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    crate::store::hex(digest.as_ref())
}

//! `/.well-known/jwks.json`, and the key that the first start makes.

use std::sync::Arc;

use axum::{Json, extract::State, http::header, response::IntoResponse};

use shared::Timestamp;

use super::sql;
use crate::{
    Core, OpenError,
    audit::{Action, Actor, Entity, Event},
    http::ApiError,
    snapshot::Change,
    tokens::{jwks, keys::Record},
};

/// The public keys that verify tokens. Fresh, so that a key that any node has begun to use is in it; without the database
/// those that this node knows, so that tokens can still be verified elsewhere.
pub(super) async fn handler(State(core): State<Arc<Core>>) -> impl IntoResponse {
    let live = core.store.live();
    let snapshot = live.fresh().await.unwrap_or_else(|_| live.current());
    let longest = core.longest_token();
    let now = core.env.now().millis();
    let set = jwks::key_set(snapshot.keys().published(now, longest));
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(set))
}

impl Core {
    /// Makes a signing key of the configured algorithm where there is none that signs.
    pub async fn ensure_signing_key(&self) -> Result<(), OpenError> {
        let algorithm = self.settings.token_algorithm;
        let signs = |snapshot: &crate::snapshot::Snapshot, now: i64| {
            snapshot
                .keys()
                .signer(now)
                .is_ok_and(|key| key.record().algorithm == algorithm)
        };
        if signs(&self.store.live().current(), self.env.now().millis()) {
            return Ok(());
        }
        let mut tx = self.write_as(Actor::server()).await?;
        let now = tx.now().millis();
        // Another node may have made one in the meantime.
        if signs(&tx.snapshot(), now) {
            return Ok(());
        }
        let record = Record::generate(algorithm, &self.sealer, now, now)?;
        sql::insert(&mut tx, &record).await?;
        let keys = sql::keys(tx.connection(), &self.sealer).await?;
        tx.changed(Change::Keys(keys));
        let event = Event::new(
            Action::Create,
            Entity::SigningKey,
            record.kid.as_str(),
            algorithm.as_str(),
        );
        tx.commit(event).await?;
        Ok(())
    }
}

/// How long before it signs a key is published, in milliseconds: verifiers may keep the key set for five minutes.
const AHEAD: i64 = 600_000;

/// A rotation: the key that signs next, and from when.
pub struct Rotation {
    /// The new key's id.
    pub kid: String,
    /// When it takes over.
    pub active_at: Timestamp,
    /// How many keys were forgotten, because the last token that they signed has expired.
    pub forgotten: usize,
}

impl Core {
    /// Makes the next signing key: published now, it signs in ten minutes, and the key so far until then.
    pub async fn rotate_signing_key(&self) -> Result<Rotation, ApiError> {
        let algorithm = self.settings.token_algorithm;
        let mut tx = self.write_as(Actor::command_line()).await?;
        let now = tx.now().millis();
        let snapshot = tx.snapshot();
        if let Some(next) = snapshot.keys().records().find(|key| key.active_at > now) {
            let at = Timestamp::from_millis(next.active_at);
            return Err(ApiError::new(
                shared::ErrorCode::InUse,
                format!(
                    "The next key ({}) is published already and signs from {at}. Rotate again after that.",
                    next.kid
                ),
            ));
        }
        let active_at = now + AHEAD;
        let record = Record::generate(algorithm, &self.sealer, now, active_at)
            .map_err(ApiError::internal)?;
        let longest = self.longest_token();
        let mut forgotten = 0;
        for key in snapshot.keys().records() {
            match key.retired_at {
                None => sql::retire(&mut tx, &key.kid, active_at).await?,
                Some(end) if end.saturating_add(longest) < now => {
                    sql::delete(&mut tx, &key.kid).await?;
                    forgotten += 1;
                }
                Some(_) => {}
            }
        }
        sql::insert(&mut tx, &record).await?;
        let keys = sql::keys(tx.connection(), &self.sealer).await?;
        tx.changed(Change::Keys(keys));
        let event = Event::new(
            Action::Rotate,
            Entity::SigningKey,
            record.kid.as_str(),
            algorithm.as_str(),
        );
        tx.commit(event).await?;
        Ok(Rotation {
            kid: record.kid,
            active_at: Timestamp::from_millis(active_at),
            forgotten,
        })
    }

    /// The longest that any token may live, in milliseconds.
    fn longest_token(&self) -> i64 {
        i64::from(self.settings.token_lifetime.max(86_400)) * 1000
    }
}

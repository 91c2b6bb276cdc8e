//! `/.well-known/jwks.json`, and the key that the first start makes.

use std::sync::Arc;

use axum::{Json, extract::State, http::header, response::IntoResponse};

use super::sql;
use crate::{
    Core, OpenError,
    audit::{Action, Actor, Entity, Event},
    snapshot::Change,
    tokens::{jwks, keys::Record},
};

/// The public keys that verify tokens. Fresh, so that a key that any node has begun to use is in it; without the database
/// those that this node knows, so that tokens can still be verified elsewhere.
pub(super) async fn handler(State(core): State<Arc<Core>>) -> impl IntoResponse {
    let live = core.store.live();
    let snapshot = live.fresh().await.unwrap_or_else(|_| live.current());
    let longest = i64::from(core.settings.token_lifetime.max(86_400)) * 1000;
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

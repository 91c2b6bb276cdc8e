//! `POST /oauth2/token`, its twin `/api/v2/token`, and `/api/v1/token` of the compatible API.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use shared::{
    ErrorCode, Timestamp,
    api::tokens::{CompatibleTokenResponse, TokenResponse},
};

use super::{no_store, refuse, tally::Refusal};
use crate::{
    Core,
    applications::model::Application,
    http::{ApiError, Body, Client},
    org_units::model::ACCOUNT_ID,
    possession::{self, NotProven},
    secrets::{
        pool::{Kind, PoolError, Verdict},
        remembered::SecretId,
    },
    snapshot::{Login, Snapshot},
    tokens::{
        assertion::Assertion,
        client_keys::KeyId,
        error::OAuthError,
        json_request, jws,
        replay::Memory,
        request::{self, ClientCredentials},
    },
};

/// RFC 6749 section 4.4.
pub(super) async fn form(
    State(core): State<Arc<Core>>,
    client: Client,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    let parsed = request::parse_form(
        headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes),
        headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .map(HeaderValue::as_bytes),
        &body,
        core.settings.token_scope,
    );
    let credentials = match parsed {
        Ok(credentials) => credentials,
        Err(error) => return Ok(refuse(&error)),
    };
    let proof = headers.contains_key(possession::HEADER).then_some(&headers);
    let issued = match core.issue(&credentials, &client, proof).await? {
        Ok(issued) => issued,
        Err(error) => return Ok(refuse(&error)),
    };
    let body = TokenResponse {
        access_token: issued.token,
        token_type: if proof.is_some() { "DPoP" } else { "Bearer" }.to_owned(),
        expires_in: issued.lifetime,
    };
    Ok((no_store(), Json(body)).into_response())
}

/// The compatible API's: JSON in and out, and 400 for a wrong credential, because its client repeats a 401.
pub(super) async fn json(
    State(core): State<Arc<Core>>,
    client: Client,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ApiError> {
    // Its answer can't say that a token is bound, so a client that asks for that would bear what it gets.
    if headers.contains_key(possession::HEADER) {
        return Err(ApiError::invalid(
            "DPoP",
            "Tokens that are bound to a key come from POST /oauth2/token alone.",
        ));
    }
    let credentials = json_request::parse_json(&body)?;
    let Ok(issued) = core.issue(&credentials, &client, None).await? else {
        return Err(ApiError::new(
            ErrorCode::InvalidCredentials,
            "The client ID or the client secret is wrong.",
        ));
    };
    let body = CompatibleTokenResponse {
        access_token: issued.token,
        expires_in: issued.lifetime,
    };
    Ok((no_store(), Json(body)).into_response())
}

struct Issued {
    token: String,
    lifetime: u32,
}

impl Core {
    /// A token for a client that proves who it is. Unknown, wrong, expired, disabled and deleted get one answer, after
    /// the same work. With headers that hold a proof the token is bound to its key; a wrong proof shows to whoever has
    /// the secret alone.
    async fn issue(
        &self,
        credentials: &ClientCredentials,
        client: &Client,
        proof: Option<&HeaderMap>,
    ) -> Result<Result<Issued, OAuthError>, ApiError> {
        let snapshot = self.store.live().fresh().await?;
        let now = self.env.now();
        let Some(proven) = self
            .authenticate_client(&snapshot, credentials, client, now)
            .await?
        else {
            return Ok(Err(OAuthError::invalid_client()));
        };
        let cnf = match proof.map(|headers| self.bind(headers, client, now)) {
            None => None,
            Some(Ok(bound)) => Some(bound),
            Some(Err(NotProven::Busy)) => return Err(possession::busy()),
            Some(Err(NotProven::Proof(error))) => {
                return Ok(Err(OAuthError::invalid_dpop_proof(error)));
            }
        };
        let application = &proven.application;
        let lifetime = application
            .token_lifetime_seconds
            .unwrap_or(self.settings.token_lifetime);
        let issued_at = now.millis().div_euclid(1000);
        let claims = jws::Claims {
            iss: self.issuer().to_owned(),
            sub: application.client_id.to_string(),
            client_id: application.client_id.to_string(),
            aud: self.audience().to_owned(),
            iat: issued_at,
            exp: issued_at + i64::from(lifetime),
            jti: jws::jti(proven.generation, proven.key, self.env.random()?),
            tenant_id: ACCOUNT_ID.to_string(),
            cnf,
        };
        let key = snapshot
            .keys()
            .signer(now.millis())
            .map_err(ApiError::internal)?;
        let token = jws::sign(&claims, key).map_err(ApiError::internal)?;
        let login = Login {
            at: now,
            ip: Some(client.ip),
            user_agent: client.user_agent.clone(),
            secret: Some(proven.secret_made),
        };
        let logins = self.store.live().logins();
        if application.previous_at(now).is_some() || proven.key.is_some() {
            logins.note_beside(application.id, login);
        } else {
            logins.note_application(application.id, login);
        }
        self.tally.issued(application.id, now);
        Ok(Ok(Issued { token, lifetime }))
    }

    /// The key that the request proves possession of, for the token to be bound to.
    fn bind(
        &self,
        headers: &HeaderMap,
        client: &Client,
        now: Timestamp,
    ) -> Result<jws::Confirmation, NotProven> {
        let proof = possession::verify(self, headers, client, None, now)?;
        possession::spend(self, &proof, now)?;
        Ok(jws::Confirmation {
            jkt: proof.thumbprint,
        })
    }

    /// The application that these credentials are of, if it may obtain tokens. Otherwise the refusal is counted.
    pub(super) async fn authenticate_client(
        &self,
        snapshot: &Snapshot,
        credentials: &ClientCredentials,
        client: &Client,
        now: Timestamp,
    ) -> Result<Option<Proven>, ApiError> {
        let found = self.prove_client(snapshot, credentials, now).await;
        if !matches!(found, Ok(Some(_))) {
            let application = snapshot.application_by_client_id(&credentials.client_id);
            let why = match (&found, application) {
                (Err(error), _) if error.code == ErrorCode::TooManyRequests => Refusal::Throttled,
                // The server's own failure is no refusal.
                (Err(_), _) => return found,
                (_, None) => Refusal::UnknownClient,
                (_, Some(application)) if !application.enabled => Refusal::Disabled,
                (_, Some(application)) if !application.is_live(now) => Refusal::Expired,
                _ => Refusal::WrongSecret,
            };
            let application = application.map(|application| application.id);
            self.tally.refused(application, client.ip, why, now);
        }
        found
    }

    async fn prove_client(
        &self,
        snapshot: &Snapshot,
        credentials: &ClientCredentials,
        now: Timestamp,
    ) -> Result<Option<Proven>, ApiError> {
        if let Some(assertion) = &credentials.assertion {
            return self.prove_by_key(snapshot, assertion, now);
        }
        // What can't be a secret is refused before anything is hashed.
        let Some(secret) = &credentials.client_secret else {
            return Ok(None);
        };
        let application = snapshot
            .application_by_client_id(&credentials.client_id)
            .filter(|application| application.is_live(now));
        // With two living secrets, the hint selects at most one of them.
        let found = application.and_then(|application| {
            let (stored, generation) = application.secret_of_hint(secret.hint(), now)?;
            let id = SecretId {
                application: application.id.as_u128(),
                generation,
            };
            let proven = Proven {
                application: Arc::clone(application),
                generation,
                secret_made: stored.created_at,
                key: None,
            };
            Some((stored, id, proven))
        });
        if let Some((_, id, proven)) = &found
            && self.remembered.recalls(*id, secret)
        {
            return Ok(Some(proven.clone()));
        }
        // Exactly one argon2, whatever is wrong: against the stored hash if the hint fits, else against none.
        let hash = found.as_ref().map(|(stored, ..)| stored.hash.to_string());
        let verdict = self
            .hashing
            .verify(
                Kind::ClientSecret,
                secret.expose(),
                hash.as_deref(),
                self.env.random()?,
            )
            .await
            .map_err(|error| match error {
                PoolError::Busy { retry_after } => busy(retry_after),
                error => error.into(),
            })?;
        let (Some((stored, id, proven)), Verdict::Right { rehashed }) = (found, verdict) else {
            return Ok(None);
        };
        if let Some(hash) = rehashed {
            let from = stored.hash.to_string();
            self.store
                .live()
                .logins()
                .note_rehashed(proven.application.id, from, hash);
        }
        self.remembered.remember(id, secret);
        Ok(Some(proven))
    }
}

impl Core {
    /// RFC 7523 section 3: the application that an assertion speaks of, if one of its keys signed it and it is new.
    fn prove_by_key(
        &self,
        snapshot: &Snapshot,
        assertion: &Assertion,
        now: Timestamp,
    ) -> Result<Option<Proven>, ApiError> {
        let application = snapshot
            .application_by_client_id(assertion.client_id())
            .filter(|application| application.is_live(now));
        let keys = application.and_then(|application| application.keys.as_deref());
        let seconds = now.millis().div_euclid(1000);
        let asserted = assertion.holds(keys, &self.assertion_audiences, seconds);
        let (Some(application), Some(asserted)) = (application, asserted) else {
            return Ok(None);
        };
        match self.assertions.note(asserted.id, asserted.until, seconds) {
            Memory::First => Ok(Some(Proven {
                application: Arc::clone(application),
                generation: application.generation,
                secret_made: Timestamp::from_millis(0),
                key: Some(asserted.key),
            })),
            Memory::Again => Ok(None),
            Memory::Full => Err(busy(Duration::from_secs(5))),
        }
    }
}

/// A client that proved who it is.
#[derive(Clone)]
pub(super) struct Proven {
    /// The application.
    pub(super) application: Arc<Application>,
    /// The generation of tokens that the secret, or the key, obtains.
    pub(super) generation: i64,
    /// When the secret was made; 1970 for none.
    pub(super) secret_made: Timestamp,
    /// The key that it proved itself with, in place of a secret.
    pub(super) key: Option<KeyId>,
}

fn busy(wait: Duration) -> ApiError {
    ApiError::new(
        ErrorCode::TooManyRequests,
        "Too many clients ask for tokens at once. Try again in a moment.",
    )
    .retry_after(wait)
}

impl From<json_request::JsonRequestError> for ApiError {
    fn from(error: json_request::JsonRequestError) -> Self {
        let answer = Self::new(ErrorCode::MalformedBody, error.message);
        match error.field {
            Some(field) => answer.on(field),
            None => answer,
        }
    }
}

//! `POST /api/v1/apps`, and the same for the command line.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use shared::{Name, Timestamp, api::applications::CreateApplication, paths};

use super::{
    CREATE,
    idempotency::Key,
    model::{Application, StoredSecret, client_id},
    rules, sql,
};
use crate::{
    Core,
    audit::{Action, Entity, Event},
    caller::Authenticated,
    http::{ApiError, Json},
    secrets::{format::ClientSecret, hash::StoredHash, pool::Kind},
    store::WriteTx,
};

/// `/api/v1/apps`: the secret is called `secret`.
pub(super) async fn app(
    state: State<Arc<Core>>,
    caller: Authenticated,
    headers: HeaderMap,
    body: Json<CreateApplication>,
) -> Result<impl IntoResponse, ApiError> {
    handler(state, caller, headers, body, "secret", paths::APP).await
}

/// `/api/v1/service-accounts`: the secret is called `clientSecret`.
pub(super) async fn service_account(
    state: State<Arc<Core>>,
    caller: Authenticated,
    headers: HeaderMap,
    body: Json<CreateApplication>,
) -> Result<impl IntoResponse, ApiError> {
    handler(
        state,
        caller,
        headers,
        body,
        "clientSecret",
        paths::SERVICE_ACCOUNT,
    )
    .await
}

async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    headers: HeaderMap,
    Json(request): Json<CreateApplication>,
    secret_name: &'static str,
    path: &'static str,
) -> Result<impl IntoResponse, ApiError> {
    let key = Key::read(&headers, &caller, &request)?;
    let new = NewApplication::parse(request, core.env.now())?;
    let (secret, stored) = new_secret(&core).await?;
    let (mut tx, caller) = core.write(&caller, CREATE).await?;
    let logins = core.store.live().logins();
    let repeated = match &key {
        Some(key) => key.repeated(&mut tx, &caller, logins, &stored).await?,
        None => None,
    };
    let (application, event) = if let Some(repeated) = repeated {
        repeated
    } else {
        let application = create(&core, &mut tx, new, stored).await?;
        if let Some(key) = &key {
            key.remember(&mut tx, &application).await?;
        }
        let event = Event::new(
            Action::Create,
            Entity::Application,
            application.id,
            &*application.name,
        );
        (application, event)
    };
    tx.commit(event).await?;
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (
            header::LOCATION,
            paths::fill(path, &application.id.to_string()),
        ),
    ];
    let body = json!({
        "id": application.id,
        "name": *application.name,
        "clientId": *application.client_id,
        secret_name: secret.expose(),
    });
    Ok((StatusCode::CREATED, headers, JsonResponse(body)))
}

/// What a new application is to be.
#[derive(Debug, Clone)]
pub struct NewApplication {
    name: Name,
    description: Option<String>,
    expires_at: Option<Timestamp>,
    token_lifetime_seconds: Option<u32>,
}

impl NewApplication {
    /// Of a name, and nothing else.
    pub const fn named(name: Name) -> Self {
        Self {
            name,
            description: None,
            expires_at: None,
            token_lifetime_seconds: None,
        }
    }

    /// Of a request.
    pub fn parse(request: CreateApplication, now: Timestamp) -> Result<Self, ApiError> {
        rules::expiry(request.expires_at, now)?;
        rules::lifetime(request.token_lifetime_seconds)?;
        Ok(Self {
            name: request.name,
            description: rules::description(request.description)?,
            expires_at: request.expires_at,
            token_lifetime_seconds: request.token_lifetime_seconds,
        })
    }
}

/// A new secret and what is stored of it. Hashes, so it is called before the transaction opens.
pub async fn new_secret(core: &Core) -> Result<(ClientSecret, StoredSecret), ApiError> {
    let secret = core.new_secret()?;
    let hash = core
        .hashing
        .hash(Kind::ClientSecret, secret.expose(), core.env.random()?)
        .await?;
    let stored = StoredSecret {
        hash: StoredHash::parse(&hash),
        hint: secret.hint(),
        created_at: core.env.now(),
    };
    Ok((secret, stored))
}

/// Adds an application to a change.
pub async fn create(
    core: &Core,
    tx: &mut WriteTx,
    new: NewApplication,
    secret: StoredSecret,
) -> Result<Arc<Application>, ApiError> {
    let name_key = rules::free_name(tx, new.name.as_str(), None).await?;
    let client_id =
        rules::free_client_id(tx, || Ok(client_id(new.name.as_str(), core.env.random()?))).await?;
    let application = Arc::new(Application {
        id: core.env.uuid()?,
        name: new.name.as_str().into(),
        name_key: name_key.into(),
        client_id: client_id.into(),
        description: new.description.map(Into::into),
        enabled: true,
        expires_at: new.expires_at,
        token_lifetime_seconds: new.token_lifetime_seconds,
        created_by: tx.actor_name().into(),
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
        generation: 1,
        secret,
        previous: None,
        keys: None,
    });
    sql::insert(tx, vec![Arc::clone(&application)]).await?;
    Ok(application)
}

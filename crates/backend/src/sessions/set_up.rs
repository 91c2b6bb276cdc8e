//! `POST /api/v1/setup`, and the one-time token that opens it.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::{ErrorCode, api::users::SetUp};

use super::{cookie, sign_in, sql};
use crate::{
    Core,
    audit::{Action, Actor, Entity, Event},
    caller,
    http::{ApiError, Client, Json, refuse_foreign},
    names,
    org_units::{self, model::Unit},
    users,
};

/// Until an administrator exists: makes a new token, voids the one before, and gives the address to open. The token is
/// in the fragment, which browsers send to nobody.
pub async fn set_up_address(core: &Core) -> Result<Option<String>, ApiError> {
    if core.store.live().fresh().await?.has_administrator() {
        return Ok(None);
    }
    let token = URL_SAFE_NO_PAD.encode(core.env.random::<32>()?);
    sql::replace_set_up_token(core.store.db(), core.token_hash(&token)).await?;
    Ok(Some(format!(
        "{}/setup#token={token}",
        core.settings.public_url.origin()
    )))
}

/// Makes the first administrator, names the organisation, and signs in.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<SetUp>,
) -> Result<impl IntoResponse, ApiError> {
    refuse_foreign(&core, &headers)?;
    let done = || {
        ApiError::new(
            ErrorCode::SetupDone,
            "Clientele is set up already: an administrator already exists. Sign in instead.",
        )
    };
    let snapshot = core.store.live().fresh().await?;
    if snapshot.has_administrator() {
        return Err(done());
    }
    // A wrong token is refused before anything is hashed.
    let stored = sql::set_up_token(core.store.db()).await?;
    let presented = core.token_hash(&request.token);
    if stored.as_deref() != Some(presented.as_str()) {
        return Err(wrong_token());
    }
    users::check_new(&request.password, request.email.as_str(), "password")?;
    let hashed = users::hash(&core, &request.password).await?;
    let actor = Actor {
        name: request.email.as_str().to_owned(),
        kind: "user",
        origin: Some(caller::origin(&client)),
    };
    let mut tx = core.write_as(actor).await?;
    if tx.snapshot().has_administrator() {
        return Err(done());
    }
    if sql::set_up_token_now(&mut tx).await? != stored {
        return Err(wrong_token());
    }
    let administrator = tx
        .snapshot()
        .catalogue()
        .administrator()
        .map(|role| role.id)
        .ok_or_else(|| ApiError::internal(std::fmt::Error))?;
    let user = users::create(&core, &mut tx, &request.email, hashed, false).await?;
    users::give_role(&mut tx, user.id, &user.email, administrator).await?;
    let snapshot = tx.snapshot();
    if let Some(account) = snapshot.unit(&snapshot.account().scope_id) {
        let named = Unit {
            name: request.organisation.as_str().to_owned(),
            name_key: names::fold(request.organisation.as_str()),
            created_by: user.email.to_string(),
            created_at: tx.now(),
            updated_at: tx.now(),
            ..Unit::clone(account)
        };
        org_units::sql::update(&mut tx, named).await?;
    }
    sql::void_set_up(&mut tx).await?;
    let (token, _) = sign_in::open(&core, &mut tx, &user, &client, None).await?;
    let event = Event::new(Action::SetUp, Entity::User, user.id, &*user.email);
    let after = tx.commit(event).await?;
    let shown = after
        .user(user.id)
        .map_or_else(|| users::view(&user), |user| users::view(user));
    let settings = &core.settings;
    let set = cookie::set(
        &token,
        settings.public_url.is_https(),
        settings.session_lifetime,
    );
    Ok((
        StatusCode::CREATED,
        crate::http::no_store(([set], JsonResponse(shown))),
    ))
}

fn wrong_token() -> ApiError {
    ApiError::new(
        ErrorCode::SetupTokenInvalid,
        "The set-up token is wrong or used up. Restart the server and open the address that it prints.",
    )
    .on("token")
}

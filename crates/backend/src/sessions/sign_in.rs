//! `POST /api/v1/session`.

use std::sync::Arc;

use axum::{Json as JsonResponse, extract::State, http::HeaderMap, response::IntoResponse};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::{Email, ErrorCode, Timestamp, api::users::SignIn};

use super::{cookie, model::Session, sql};
use crate::{
    Core,
    audit::{Action, Actor, Entity, Event},
    caller,
    http::{ApiError, Client, Json, refuse_foreign},
    secrets::pool::{Kind, Verdict},
    store::WriteTx,
    users::{self, model::User},
};

/// Signs in. Unknown email and wrong password get one answer, after the same work.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    client: Client,
    headers: HeaderMap,
    Json(request): Json<SignIn>,
) -> Result<impl IntoResponse, ApiError> {
    refuse_foreign(&core, &headers)?;
    let email = Email::parse(&request.email).ok();
    let account = email.as_ref().map_or("", Email::as_str);
    core.attempt(account, client.ip)?;
    let snapshot = core.store.live().fresh().await?;
    let user = email
        .as_ref()
        .and_then(|email| snapshot.user_by_email(email.as_str()));
    let verdict = core
        .hashing
        .verify(
            Kind::Password,
            &request.password,
            user.map(|user| &*user.password_hash),
            core.env.random()?,
        )
        .await?;
    let (Some(user), Verdict::Right { rehashed }) = (user, verdict) else {
        return Err(refused());
    };
    core.throttle().succeeded(account, client.ip);
    let actor = Actor {
        name: user.email.to_string(),
        kind: "user",
        origin: Some(caller::origin(&client)),
    };
    let mut tx = core.write_as(actor).await?;
    // The password may have been changed while it was verified.
    let current = tx.snapshot().user(user.id).cloned().ok_or_else(refused)?;
    if current.password_hash != user.password_hash {
        return Err(refused());
    }
    // The browser's session so far is not carried on: it gets a new one, and the old one ends.
    let https = core.settings.public_url.is_https();
    let before = cookie::read(&headers, https)
        .and_then(|token| core.session_hash(&token))
        .and_then(|hash| tx.snapshot().session_by_hash(&hash).map(|old| old.id));
    if let Some(id) = before {
        sql::delete(&mut tx, id).await?;
    }
    let (token, session) = open(&core, &mut tx, &current, &client, rehashed).await?;
    let event = Event::new(Action::SignIn, Entity::Session, session, &*current.email);
    let after = tx.commit(event).await?;
    let shown = after
        .user(user.id)
        .map_or_else(|| users::view_self(&current), |user| users::view_self(user));
    let set = cookie::set(&token, https, core.settings.session_lifetime);
    Ok(crate::http::no_store(([set], JsonResponse(shown))))
}

fn refused() -> ApiError {
    ApiError::new(
        ErrorCode::SignInFailed,
        "The email or the password is wrong.",
    )
}

/// Opens a session in a change: the token for the cookie, and the session's id. Sessions that are over are swept up.
pub(super) async fn open(
    core: &Core,
    tx: &mut WriteTx,
    user: &User,
    client: &Client,
    rehashed: Option<String>,
) -> Result<(String, uuid::Uuid), ApiError> {
    let token = URL_SAFE_NO_PAD.encode(core.env.random::<32>()?);
    let now = tx.now();
    let snapshot = tx.snapshot();
    let over: Vec<_> = snapshot
        .sessions()
        .filter(|session| session.user == user.id)
        .filter(|session| {
            core.live_session(&snapshot, &session.token_hash, now)
                .is_none()
        })
        .map(|session| session.id)
        .collect();
    for id in over {
        sql::delete(tx, id).await?;
    }
    let id = core.env.uuid()?;
    let lifetime = i64::from(core.settings.session_lifetime) * 1000;
    let session = Session {
        id,
        token_hash: core.token_hash(&token).into(),
        user: user.id,
        created_at: now,
        expires_at: Timestamp::from_millis(now.millis() + lifetime),
        last_used_at: now,
        ip: Some(client.ip.to_string()),
        user_agent: client.user_agent.as_deref().map(str::to_owned),
    };
    let signed_in = User {
        last_login: Some(now),
        password_hash: rehashed.map_or_else(|| Arc::clone(&user.password_hash), Arc::from),
        ..user.clone()
    };
    users::sql::update(tx, signed_in).await?;
    sql::insert(tx, session).await?;
    Ok((token, id))
}

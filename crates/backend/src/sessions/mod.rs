//! Signing in and out, and the set-up of the first administrator.

pub mod cookie;
pub mod model;
mod set_up;
mod sign_in;
pub(crate) mod sql;

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use shared::{ErrorCode, api::users::SignedIn, paths};

pub use set_up::set_up_address;

use crate::openapi::doc::{Doc, Section};
use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Action, Entity, Event},
    caller::{Authenticated, Credential},
    http::{Access, ApiError, Endpoint},
    users,
};
use shared::api::users as wire;

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::post(paths::SESSION, "sign_in", Access::Open, sign_in::handler).doc(
            Doc::new(Section::Users, "Sign in")
                .takes::<wire::SignIn>()
                .answers::<SignedIn>(200)
                .errors(&[
                    ErrorCode::SignInFailed,
                    ErrorCode::ForeignOrigin,
                    ErrorCode::TooManyRequests,
                ]),
        ),
        Endpoint::get(paths::SESSION, "get_session", Access::SignedIn, who)
            .doc(Doc::new(Section::Users, "Who is signed in").answers::<SignedIn>(200)),
        Endpoint::delete(paths::SESSION, "sign_out", Access::SignedIn, sign_out)
            .doc(Doc::new(Section::Users, "Sign out").done(204)),
        Endpoint::post(paths::SETUP, "set_up", Access::Open, set_up::handler).doc(
            Doc::new(Section::Users, "Make the first administrator")
                .takes::<wire::SetUp>()
                .answers::<wire::User>(201)
                .errors(&[
                    ErrorCode::SetupTokenInvalid,
                    ErrorCode::SetupDone,
                    ErrorCode::WeakPassword,
                    ErrorCode::InvalidName,
                    ErrorCode::InvalidEmail,
                    ErrorCode::ForeignOrigin,
                ]),
        ),
    ]
}

/// The user who is signed in.
async fn who(Authenticated(caller): Authenticated) -> Result<impl IntoResponse, ApiError> {
    let user = match caller.subject {
        Subject::User(id) => caller.snapshot.user(id),
        Subject::Application(_) => None,
    };
    let user: Json<SignedIn> = Json(users::view_self(
        user.ok_or_else(ApiError::unauthenticated)?,
    ));
    Ok(crate::http::no_store(user))
}

/// Ends the session and takes its cookie away.
async fn sign_out(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
) -> Result<impl IntoResponse, ApiError> {
    let Credential::Session(id) = caller.credential else {
        return Err(ApiError::unauthenticated());
    };
    let (mut tx, _) = core.write_somewhere(&caller).await?;
    sql::delete(&mut tx, id).await?;
    tx.commit(Event::new(
        Action::SignOut,
        Entity::Session,
        id,
        &*caller.name,
    ))
    .await?;
    let gone = cookie::gone(core.settings.public_url.is_https());
    Ok((StatusCode::NO_CONTENT, [gone]))
}

impl Core {
    /// Counts an attempt at an account's password, or refuses it.
    pub(crate) fn attempt(&self, email: &str, ip: IpAddr) -> Result<(), ApiError> {
        self.throttle()
            .attempt(email, ip, self.env.now().millis())
            .map_err(|wait: Duration| {
                ApiError::new(
                    ErrorCode::TooManyRequests,
                    format!(
                        "Too many attempts. Try again in {} seconds.",
                        crate::http::whole_seconds(wait)
                    ),
                )
                .retry_after(wait)
            })
    }
}

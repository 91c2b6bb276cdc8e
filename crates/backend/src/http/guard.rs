//! Before a handler: who calls, is the call from our own page, and does the caller hold the declared permission.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
};
use shared::{ErrorCode, paths};

use super::{
    ApiError,
    client::Client,
    endpoint::{Access, Declared},
};
use crate::{
    Core,
    access_rules::model::Subject,
    caller::{self, Caller, Credential},
};

/// What a user may call whose password is temporary.
const BEFORE_A_PASSWORD: [&str; 2] = [paths::SESSION, paths::MY_PASSWORD];

/// Lets the request through, with its [`Caller`] attached where the endpoint needs one.
pub(super) async fn check(
    core: &Core,
    declared: Declared,
    request: &mut Request,
) -> Result<(), ApiError> {
    let access = declared.access;
    let changes = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if access == Access::Open {
        return Ok(());
    }
    let client = request
        .extensions()
        .get::<Client>()
        .cloned()
        .unwrap_or_default();
    let caller = caller::authenticate(core, request.headers(), &client).await?;
    if changes
        && matches!(caller.credential, Credential::Session(_))
        && !is_same_origin(core, request.headers())
    {
        return Err(foreign());
    }
    let caller = Arc::new(caller);
    // Also where the call is refused: the log says who was.
    request.extensions_mut().insert(Arc::clone(&caller));
    if caller.must_change_password() && !BEFORE_A_PASSWORD.contains(&declared.path) {
        return Err(ApiError::new(
            ErrorCode::PasswordChangeRequired,
            "Your password is temporary. Choose one of your own first: POST /api/v1/users/me/password.",
        ));
    }
    match access {
        Access::Open | Access::SignedIn => Ok(()),
        Access::Account(permission) => caller.require(permission, caller.snapshot.account()),
        Access::Scoped(permission) => caller.require_somewhere(permission),
    }
}

fn foreign() -> ApiError {
    ApiError::new(
        ErrorCode::ForeignOrigin,
        "A change that is authenticated by a cookie must come from Clientele's own page.",
    )
}

/// Whether the browser says that the request comes from our own page.
fn is_same_origin(core: &Core, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let own = core.settings.public_url.origin();
            let host = text("host");
            // A browser sets both itself, so a page elsewhere can't make them agree.
            let same_host = origin
                .split_once("://")
                .is_some_and(|(_, authority)| Some(authority) == host);
            origin.eq_ignore_ascii_case(own) || same_host
        }
        (None, None) => false,
    }
}

/// For what plants a cookie: where a browser sends it, it must come from our own page.
pub fn refuse_foreign(core: &Core, headers: &HeaderMap) -> Result<(), ApiError> {
    let said = headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    if said && !is_same_origin(core, headers) {
        return Err(foreign());
    }
    Ok(())
}

impl Caller {
    fn must_change_password(&self) -> bool {
        match self.subject {
            Subject::User(id) => self
                .snapshot
                .user(id)
                .is_some_and(|user| user.must_change_password),
            Subject::Application(_) => false,
        }
    }

    fn require_somewhere(&self, permission: crate::authz::Permission) -> Result<(), ApiError> {
        if self
            .snapshot
            .policy()
            .holds_anywhere(&self.grants, permission)
        {
            Ok(())
        } else {
            Err(caller::denied(permission))
        }
    }
}

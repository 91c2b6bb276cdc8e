//! Who calls: the user of a session's cookie, or the application of a bearer token.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use shared::{ErrorCode, Scope, Timestamp};
use uuid::Uuid;

use crate::{
    Core,
    access_rules::model::Subject,
    audit::{Actor, Origin},
    authz::{Access, Grant, Permission, policy::Missing},
    http::{ApiError, Client},
    sessions::cookie,
    snapshot::Snapshot,
    tokens::jws,
};

/// How the caller proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A cookie of this session.
    Session(Uuid),
    /// An access token.
    Token,
}

/// An authenticated caller, with the state of the world that their request sees.
#[derive(Clone)]
pub struct Caller {
    /// Who.
    pub subject: Subject,
    /// A user's email or an application's name: what `createdBy` says.
    pub name: Arc<str>,
    /// How they proved it.
    pub credential: Credential,
    /// What their access rules give them.
    pub grants: Vec<Grant>,
    /// A state that holds everything that was answered before this request.
    pub snapshot: Arc<Snapshot>,
    /// Where the request comes from.
    pub client: Client,
}

/// Who called, for the log line.
#[derive(Debug, Clone)]
pub struct CallerName(pub Arc<str>);

/// Finds out who calls. Waits for a fresh snapshot first.
pub async fn authenticate(
    core: &Core,
    headers: &HeaderMap,
    client: &Client,
) -> Result<Caller, ApiError> {
    let bearer = bearer(headers)?;
    let cookie = match bearer {
        Some(_) => None,
        None => cookie::read(headers, core.settings.public_url.is_https()),
    };
    if bearer.is_none() && cookie.is_none() {
        return Err(ApiError::unauthenticated());
    }
    let snapshot = core.store.live().fresh().await?;
    let now = core.env.now();
    let (subject, name, credential) = match (bearer, cookie) {
        (Some(token), _) => {
            let (application, _) =
                application_of_token(core, &snapshot, token, now).ok_or_else(invalid_token)?;
            (
                Subject::Application(application.id),
                Arc::clone(&application.name),
                Credential::Token,
            )
        }
        (None, cookie) => {
            let hash = cookie.and_then(|token| core.session_hash(&token));
            let session = hash
                .and_then(|hash| core.live_session(&snapshot, &hash, now))
                .ok_or_else(session_over)?;
            let user = snapshot.user(session.user).ok_or_else(session_over)?;
            core.use_session(&session, now);
            (
                Subject::User(user.id),
                Arc::clone(&user.email),
                Credential::Session(session.id),
            )
        }
    };
    Ok(Caller {
        grants: snapshot.grants_of(subject),
        subject,
        name,
        credential,
        snapshot,
        client: client.clone(),
    })
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(
            ApiError::new(ErrorCode::Unauthenticated, "Send one Authorization header.")
                .header(header::WWW_AUTHENTICATE, "Bearer"),
        );
    }
    let text = line.to_str().unwrap_or_default();
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => Ok(Some(token.trim())),
        _ => Err(ApiError::unauthenticated()),
    }
}

/// The application whose live token this is, and what the token says.
pub fn application_of_token<'a>(
    core: &Core,
    snapshot: &'a Snapshot,
    token: &str,
    now: Timestamp,
) -> Option<(
    &'a Arc<crate::applications::model::Application>,
    jws::Claims,
)> {
    let claims = jws::verify(
        token,
        snapshot.keys(),
        core.issuer(),
        core.audience(),
        now.millis(),
    )
    .ok()?;
    let application = snapshot.application_by_client_id(&claims.client_id)?;
    let lives = application.accepts(claims.generation()?, now) && !snapshot.is_revoked(&claims.jti);
    lives.then_some((application, claims))
}

fn invalid_token() -> ApiError {
    ApiError::new(
        ErrorCode::InvalidToken,
        "The access token is not ours, has expired, or was revoked. Obtain a new one.",
    )
    .header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}

fn session_over() -> ApiError {
    ApiError::new(
        ErrorCode::Unauthenticated,
        "You are signed out, or the session has ended. Sign in again.",
    )
}

/// The permission is not held.
pub fn denied(permission: Permission) -> ApiError {
    ApiError::new(
        ErrorCode::PermissionDenied,
        format!(
            "This needs the permission {permission}. Ask an administrator for a role that has it."
        ),
    )
    .details(permission.to_string())
}

impl Caller {
    /// Refuses a caller who doesn't hold the permission in the scope.
    pub fn require(&self, permission: Permission, scope: &Scope) -> Result<(), ApiError> {
        if self.may(permission, scope) {
            Ok(())
        } else {
            Err(denied(permission))
        }
    }

    /// Whether the caller holds the permission in the scope.
    pub fn may(&self, permission: Permission, scope: &Scope) -> bool {
        self.snapshot
            .policy()
            .decide(&self.grants, permission, scope)
            .allowed
    }

    /// Decides a call about an object that lies in a scope, or isn't there.
    pub fn access(
        &self,
        permission: Permission,
        object: Option<&Scope>,
        what: &str,
    ) -> Result<(), ApiError> {
        match self
            .snapshot
            .policy()
            .access(&self.grants, permission, object)
        {
            Access::Allowed => Ok(()),
            Access::Forbidden => Err(denied(permission)),
            Access::NotFound => Err(ApiError::not_found(what)),
        }
    }

    /// The same caller in a newer state of the world: what they may do is decided again.
    #[must_use]
    pub fn in_state(&self, snapshot: Arc<Snapshot>) -> Self {
        Self {
            grants: snapshot.grants_of(self.subject),
            snapshot,
            ..self.clone()
        }
    }

    /// Nobody takes over what they don't hold.
    pub fn may_take_over(&self, target: Subject) -> Result<(), ApiError> {
        let missing = self
            .snapshot
            .policy()
            .missing_for(&self.grants, &self.snapshot.grants_of(target));
        match missing.first() {
            None => Ok(()),
            Some(Missing { scope, permissions }) => {
                let place = scope
                    .scope_type
                    .describe(self.snapshot.tree().name(scope).unwrap_or_default());
                Err(ApiError::new(
                    ErrorCode::NotHeld,
                    format!("You can't take over what you don't hold. In {place} you lack: {permissions}."),
                )
                .details(permissions.to_string()))
            }
        }
    }

    /// For the audit log.
    pub fn actor(&self) -> Actor {
        Actor {
            name: self.name.to_string(),
            kind: self.subject.kind().as_str(),
            origin: Some(origin(&self.client)),
        }
    }
}

/// A request, for the audit log.
pub fn origin(client: &Client) -> Origin {
    Origin::Request {
        ip: client.ip.to_string(),
        method: client.method.to_string(),
        path: client.path.to_string(),
        request_id: client.request_id.to_string(),
    }
}

/// The caller that the guard found, as a handler's argument.
pub struct Authenticated(pub Arc<Caller>);

impl<S: Send + Sync> FromRequestParts<S> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Absent only where an endpoint is declared open and yet asks who calls.
        parts
            .extensions
            .get::<Arc<Caller>>()
            .cloned()
            .map(Self)
            .ok_or_else(ApiError::unauthenticated)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

//! Who calls: the user of a session's cookie, or the application of an access token.

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
    possession::{self, NotProven},
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
    let presented = presented(headers)?;
    let cookie = match presented {
        Some(_) => None,
        None => cookie::read(headers, core.settings.public_url.is_https()),
    };
    if presented.is_none() && cookie.is_none() {
        return Err(ApiError::unauthenticated());
    }
    let snapshot = core.store.live().fresh().await?;
    let now = core.env.now();
    let (subject, name, credential) = match (presented, cookie) {
        (Some((scheme, token)), _) => {
            let (application, claims) = application_of_token(core, &snapshot, token, now)
                .ok_or_else(|| invalid_token(scheme))?;
            match (scheme, claims.cnf) {
                (Scheme::Bearer, None) => {}
                // Whoever has stolen a bound token would bear it.
                (Scheme::Bearer, Some(_)) => return Err(bound_token()),
                (Scheme::Dpop, None) => return Err(unbound_token()),
                (Scheme::Dpop, Some(bound)) => {
                    let proof = possession::verify(core, headers, client, Some(token), now)
                        .map_err(not_proven)?;
                    if proof.thumbprint != bound.jkt {
                        return Err(other_key());
                    }
                    possession::spend(core, &proof, now).map_err(not_proven)?;
                }
            }
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

/// How an access token is presented.
#[derive(Clone, Copy)]
enum Scheme {
    /// RFC 6750.
    Bearer,
    /// With a proof that its sender holds the key that it is bound to (RFC 9449 section 7.1).
    Dpop,
}

fn presented(headers: &HeaderMap) -> Result<Option<(Scheme, &str)>, ApiError> {
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
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => {
            Ok(Some((Scheme::Bearer, token.trim())))
        }
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("DPoP") => {
            Ok(Some((Scheme::Dpop, token.trim())))
        }
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
    let lives = application.accepts(claims.origin()?, now) && !snapshot.is_revoked(&claims.jti);
    lives.then_some((application, claims))
}

/// The challenges of RFC 9449 section 7.1. A test holds them to the algorithms.
const INVALID_TOKEN: &str = r#"DPoP error="invalid_token", algs="ES256 EdDSA Ed25519 RS256 PS256""#;
const INVALID_PROOF: &str =
    r#"DPoP error="invalid_dpop_proof", algs="ES256 EdDSA Ed25519 RS256 PS256""#;

fn invalid_token(scheme: Scheme) -> ApiError {
    let challenge = match scheme {
        Scheme::Bearer => "Bearer error=\"invalid_token\"",
        Scheme::Dpop => INVALID_TOKEN,
    };
    ApiError::new(
        ErrorCode::InvalidToken,
        "The access token is not ours, has expired, or was revoked. Obtain a new one.",
    )
    .header(header::WWW_AUTHENTICATE, challenge)
}

fn bound_token() -> ApiError {
    ApiError::new(
        ErrorCode::InvalidToken,
        "The access token is bound to a key. Send it as Authorization: DPoP, with a DPoP proof of that key.",
    )
    .header(header::WWW_AUTHENTICATE, INVALID_TOKEN)
}

fn unbound_token() -> ApiError {
    ApiError::new(
        ErrorCode::InvalidToken,
        "The access token is bound to no key. Send it as Authorization: Bearer, or obtain one with a DPoP proof.",
    )
    .header(header::WWW_AUTHENTICATE, INVALID_TOKEN)
}

fn other_key() -> ApiError {
    ApiError::new(
        ErrorCode::InvalidToken,
        "The access token is bound to another key than the DPoP proof's.",
    )
    .header(header::WWW_AUTHENTICATE, INVALID_TOKEN)
}

fn not_proven(why: NotProven) -> ApiError {
    match why {
        NotProven::Busy => possession::busy(),
        NotProven::Proof(error) => ApiError::new(
            ErrorCode::InvalidDpopProof,
            format!("The request is not proven to come from the token's holder: {error}."),
        )
        .header(header::WWW_AUTHENTICATE, INVALID_PROOF),
    }
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

#[cfg(test)]
mod tests {
    use super::{INVALID_PROOF, INVALID_TOKEN};
    use crate::tokens::dpop::ALGORITHMS;

    #[test]
    fn challenges_name_the_algorithms() {
        let algorithms = format!("algs=\"{}\"", ALGORITHMS.join(" "));
        for challenge in [INVALID_TOKEN, INVALID_PROOF] {
            assert!(challenge.ends_with(&algorithms), "{challenge}");
        }
    }
}

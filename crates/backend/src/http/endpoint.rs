//! The registry: one declaration an endpoint gives its route, its permission, its operation id, its label in logs, and
//! the row that the authorisation test walks. What is not declared is not routed.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, MethodRouter},
};

use tower::util::MapResponseLayer;

use super::{ApiError, conditional, guard};
use crate::{
    Core,
    authz::Permission,
    caller::{Caller, CallerName},
    openapi::doc::Doc,
};

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Anybody who is signed in or bears a token: it is about oneself.
    SignedIn,
    /// Whoever holds the permission in the account: applications, users and roles lie there.
    Account(Permission),
    /// Whoever holds the permission somewhere; the handler asks again about the scope at hand.
    Scoped(Permission),
}

/// An endpoint as declared.
#[derive(Clone)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, with `{id}`.
    pub path: &'static str,
    /// The operation's name, also in the log.
    pub operation: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What the description of the API says of it.
    pub doc: Option<Doc>,
    cached: bool,
    router: MethodRouter<Arc<Core>>,
}

/// What the log and the guard know of the endpoint that a request reached.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// The path, with `{id}`.
    pub path: &'static str,
    /// The operation's name.
    pub operation: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Whether the answer changes only with a change, so that one tag stands for all of it.
    cached: bool,
}

impl Endpoint {
    /// Declares an endpoint.
    pub fn new<H, T>(
        method: Method,
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Arc<Core>>,
        T: 'static,
    {
        let filter = match method {
            Method::POST => MethodFilter::POST,
            Method::PUT => MethodFilter::PUT,
            Method::PATCH => MethodFilter::PATCH,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        Self {
            method,
            path,
            operation,
            access,
            doc: None,
            cached: false,
            router: axum::routing::on(filter, handler),
        }
    }

    /// A `GET`, which also answers `HEAD`.
    pub fn get<H: Handler<T, Arc<Core>>, T: 'static>(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::GET, path, operation, access, handler)
    }

    /// A `POST`.
    pub fn post<H: Handler<T, Arc<Core>>, T: 'static>(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::POST, path, operation, access, handler)
    }

    /// A `PUT`.
    pub fn put<H: Handler<T, Arc<Core>>, T: 'static>(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::PUT, path, operation, access, handler)
    }

    /// A `PATCH`.
    pub fn patch<H: Handler<T, Arc<Core>>, T: 'static>(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::PATCH, path, operation, access, handler)
    }

    /// A `DELETE`.
    pub fn delete<H: Handler<T, Arc<Core>>, T: 'static>(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self {
        Self::new(Method::DELETE, path, operation, access, handler)
    }

    /// Says what it is for, what it takes and what it answers.
    #[must_use]
    pub fn doc(mut self, doc: Doc) -> Self {
        self.doc = Some(doc);
        self
    }

    /// Whether its answers have a tag of [`Endpoint::cached`]'s kind.
    pub const fn is_cached(&self) -> bool {
        self.cached
    }

    /// Its answer follows from the request, the caller and the last change alone: it gets an `ETag` that says so, and a
    /// client that has it already gets 304 (RFC 9110 section 15.4.5).
    #[must_use]
    pub const fn cached(mut self) -> Self {
        self.cached = true;
        self
    }

    /// What a request that reached it carries.
    pub const fn declared(&self) -> Declared {
        Declared {
            path: self.path,
            operation: self.operation,
            access: self.access,
            cached: self.cached,
        }
    }
}

/// Every endpoint of the API.
pub fn all() -> Vec<Endpoint> {
    [
        crate::applications::endpoints(),
        crate::access_rules::endpoints(),
        crate::roles::endpoints(),
        crate::org_units::endpoints(),
        crate::users::endpoints(),
        crate::sessions::endpoints(),
        crate::oauth::endpoints(),
        crate::audit::endpoints(),
        crate::metrics::endpoints(),
        crate::openapi::endpoints(),
        crate::health::endpoints(),
    ]
    .concat()
}

/// Routes the declared endpoints, each behind its guard.
pub fn routes(core: &Arc<Core>) -> Router<Arc<Core>> {
    let mut by_path: BTreeMap<&'static str, MethodRouter<Arc<Core>>> = BTreeMap::new();
    for endpoint in all() {
        let declared = endpoint.declared();
        let guarded = if declared.access == Access::Open {
            // Nobody is asked who they are, so there is nothing to do before the handler.
            let declare = move |mut response: Response| {
                response.extensions_mut().insert(declared);
                response
            };
            endpoint.router.layer(MapResponseLayer::new(declare))
        } else {
            endpoint.router.layer(middleware::from_fn_with_state(
                Arc::clone(core),
                move |State(core): State<Arc<Core>>, request: Request, next: Next| {
                    guarded(core, declared, request, next)
                },
            ))
        };
        let paths = by_path.remove(endpoint.path).unwrap_or_default();
        by_path.insert(endpoint.path, paths.merge(guarded));
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        #[expect(clippy::disallowed_methods, reason = "the one place that routes")]
        let with_path = router.route(path, methods);
        router = with_path;
    }
    router.method_not_allowed_fallback(async || {
        ApiError::new(
            shared::ErrorCode::MethodNotAllowed,
            "This path takes other methods; the Allow header names them.",
        )
    })
}

async fn guarded(
    core: Arc<Core>,
    declared: Declared,
    mut request: Request,
    next: Next,
) -> Response {
    let checked = guard::check(&core, declared, &mut request).await;
    let caller = request.extensions().get::<Arc<Caller>>().cloned();
    let mut response = match checked {
        Ok(()) if declared.cached => {
            let tag = caller.as_deref().map(|caller| tag(&core, caller, &request));
            conditionally(tag, request, next).await
        }
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    };
    if let Some(caller) = caller {
        let name = CallerName(Arc::clone(&caller.name));
        response.extensions_mut().insert(name);
    }
    response.extensions_mut().insert(declared);
    response
}

/// Names what the answer depends on: the program, the history of changes and the last of them, the caller, what is asked for. Made before the
/// handler looks at anything: it may be too old, never too new.
fn tag(core: &Core, caller: &Caller, request: &Request) -> String {
    let asked = format!("{}\n{}", caller.subject.id(), request.uri());
    let hash = ring::digest::digest(&ring::digest::SHA256, asked.as_bytes());
    format!(
        "W/\"{}-{:x}-{}\"",
        core.history,
        caller.snapshot.seq,
        crate::store::hex(&hash.as_ref()[..8])
    )
}

async fn conditionally(tag: Option<String>, request: Request, next: Next) -> Response {
    let Some(tag) = tag else {
        return next.run(request).await;
    };
    if conditional::is_known(request.headers(), &tag) {
        let caching = conditional::private(&tag);
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK {
        response.headers_mut().extend(conditional::private(&tag));
    }
    response
}

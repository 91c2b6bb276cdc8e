//! HTTP: the registry of endpoints, what happens around each request, and how bodies and errors look.

mod client;
pub mod conditional;
pub mod endpoint;
mod error;
mod extract;
pub mod filter;
mod guard;
mod middleware;
pub mod page;
pub mod paging;

use std::sync::Arc;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn_with_state};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
};

pub use client::Client;
pub use endpoint::{Access, Endpoint};
pub use error::{ApiError, whole_seconds};
pub use extract::{Body, Id, Json, Query};
pub use guard::refuse_foreign;

use crate::Core;

/// The most bytes of a body.
const BODY_LIMIT: usize = 64 * 1024;

/// Everything that the server answers.
pub fn router(core: &Arc<Core>) -> Router {
    let compression = CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES));
    endpoint::routes(core)
        .fallback(page::serve)
        // As one layer, from the outside in: the router boxes what each call returns, once a request.
        .layer((
            from_fn_with_state(Arc::clone(core), middleware::around),
            compression,
            DefaultBodyLimit::max(BODY_LIMIT),
        ))
        .with_state(Arc::clone(core))
}

/// A response that no cache may keep, because it holds a secret.
pub fn no_store<T: axum::response::IntoResponse>(response: T) -> impl axum::response::IntoResponse {
    ([(axum::http::header::CACHE_CONTROL, "no-store")], response)
}

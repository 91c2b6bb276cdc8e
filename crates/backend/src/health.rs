//! Whether the server is alive and can serve.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::paths;

use crate::openapi::doc::{Doc, Section};
use crate::openapi::forms::Health;
use crate::{
    Core,
    http::{Access, ApiError, Endpoint},
};

/// The endpoints of this slice.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(paths::HEALTHZ, "healthz", Access::Open, healthz)
            .doc(Doc::new(Section::Server, "Is the process alive?").answers::<Health>(200)),
        Endpoint::get(paths::READYZ, "readyz", Access::Open, readyz)
            .doc(Doc::new(Section::Server, "Can it serve?").answers::<Health>(200)),
    ]
}

async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

async fn readyz(State(core): State<Arc<Core>>) -> Result<Json<Value>, ApiError> {
    core.store.live().fresh().await?;
    Ok(Json(json!({"status": "ready"})))
}

//! What introspection and revocation begin with.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header};
use shared::Timestamp;

use crate::{
    Core,
    applications::model::Application,
    http::{ApiError, Client},
    snapshot::Snapshot,
    tokens::{error::OAuthError, request},
};

/// A client that has proven who it is, and the token that it asks about.
pub(super) struct Asked {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) now: Timestamp,
    pub(super) client: Arc<Application>,
    parameters: request::Parameters,
}

impl Asked {
    /// Reads the form and authenticates the client (RFC 7662 section 2.1, RFC 7009 section 2.1), or says why not.
    pub(super) async fn read(
        core: &Core,
        client: &Client,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Result<Self, OAuthError>, ApiError> {
        let parsed = request::parse_authenticated_form(
            headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes),
            headers
                .get_all(header::AUTHORIZATION)
                .iter()
                .map(HeaderValue::as_bytes),
            body,
        );
        let (parameters, credentials) = match parsed {
            Ok(parsed) => parsed,
            Err(error) => return Ok(Err(error)),
        };
        let snapshot = core.store.live().fresh().await?;
        let now = core.env.now();
        let Some(proven) = core
            .authenticate_client(&snapshot, &credentials, client, now)
            .await?
        else {
            return Ok(Err(OAuthError::invalid_client()));
        };
        if parameters.get("token").is_none() {
            return Ok(Err(OAuthError::invalid_request("token is missing")));
        }
        Ok(Ok(Self {
            snapshot,
            now,
            client: proven.application,
            parameters,
        }))
    }

    pub(super) fn token(&self) -> &str {
        self.parameters.get("token").unwrap_or_default()
    }
}

//! Conditional requests (RFC 9110 section 13).

use axum::http::{HeaderMap, HeaderValue, header};
use shared::ErrorCode;

use super::ApiError;

/// The strong tag of a version.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Whether the client has what this tag names already: `If-None-Match` (RFC 9110 section 13.1.2), compared weakly.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim() == "*" || opaque(known) == wanted)
}

/// Refuses a change of what has changed since the caller read it: `If-Match` (RFC 9110 section 13.1.1).
pub fn check_if_match(headers: &HeaderMap, version: i64, what: &str) -> Result<(), ApiError> {
    let mut tags = headers
        .get_all(header::IF_MATCH)
        .iter()
        .flat_map(|line| line.to_str().unwrap_or_default().split(','))
        .map(str::trim)
        .peekable();
    let current = etag(version);
    if tags.peek().is_none() || tags.any(|tag| tag == "*" || tag == current) {
        return Ok(());
    }
    Err(ApiError::new(
        ErrorCode::VersionMismatch,
        format!("The {what} was changed since you read it. Read it again, and decide anew."),
    ))
}

/// The headers of an answer that only its reader may keep, and must ask about again.
pub fn private(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Authorization, Cookie, Accept-Encoding"),
    );
    headers
}

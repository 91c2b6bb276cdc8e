//! What an application's fields may hold, beyond what their types say.

use shared::{ErrorCode, Timestamp};
use uuid::Uuid;

use super::sql;
use crate::{http::ApiError, names, snapshot::Snapshot, store::WriteTx};

/// The most characters of a description.
const DESCRIPTION: usize = 1024;
/// How long tokens may live, in seconds.
const LIFETIME: std::ops::RangeInclusive<u32> = 300..=86_400;

/// A description, trimmed; an empty one is none.
pub(super) fn description(text: Option<String>) -> Result<Option<String>, ApiError> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > DESCRIPTION {
        return Err(ApiError::invalid(
            "description",
            format!("Shorten the description to at most {DESCRIPTION} characters."),
        ));
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return Err(ApiError::invalid(
            "description",
            "The description holds control characters. Remove them.",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// An expiry lies ahead.
pub(super) fn expiry(at: Option<Timestamp>, now: Timestamp) -> Result<(), ApiError> {
    match at {
        Some(at) if at <= now => Err(ApiError::invalid(
            "expiresAt",
            "The expiry lies in the past. To stop the application now, disable it.",
        )),
        _ => Ok(()),
    }
}

/// A lifetime of tokens that is neither a nuisance nor a risk.
pub(super) fn lifetime(seconds: Option<u32>) -> Result<(), ApiError> {
    match seconds {
        Some(seconds) if !LIFETIME.contains(&seconds) => Err(ApiError::invalid(
            "tokenLifetimeSeconds",
            format!(
                "Tokens live from {} to {} seconds.",
                LIFETIME.start(),
                LIFETIME.end()
            ),
        )),
        _ => Ok(()),
    }
}

/// A name is unique among applications, and no application's id or client ID, past or present.
pub(super) async fn free_name(
    tx: &mut WriteTx,
    name: &str,
    own: Option<Uuid>,
) -> Result<String, ApiError> {
    let key = names::fold(name);
    let taken_by = tx.snapshot().application_by_name_key(&key).map(|a| a.id);
    if taken_by.is_some_and(|id| Some(id) != own) {
        return Err(ApiError::new(
            ErrorCode::NameTaken,
            "An application of this name already exists. Choose another name.",
        )
        .on("name"));
    }
    if sql::is_identifier(tx, &key).await? {
        return Err(ApiError::new(
            ErrorCode::NameTaken,
            "An application with this id or client ID already exists, or did. Choose another name.",
        )
        .on("name"));
    }
    Ok(key)
}

/// A client ID that no application has or had, and that is nobody's name.
pub(super) async fn free_client_id(
    tx: &mut WriteTx,
    mut propose: impl FnMut() -> Result<String, crate::env::NoRandomness>,
) -> Result<String, ApiError> {
    loop {
        let proposed = propose()?;
        let is_name = |snapshot: &Snapshot| snapshot.application_by_name_key(&proposed).is_some();
        if !is_name(&tx.snapshot()) && !sql::is_identifier(tx, &proposed).await? {
            return Ok(proposed);
        }
    }
}

//! Whether whoever sends a request holds the key that they say (RFC 9449).

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use shared::{ErrorCode, Timestamp};

use crate::{
    Core,
    http::{ApiError, Client},
    tokens::{
        dpop::{self, Asked, Proof, ProofError},
        replay::Memory,
    },
};

/// Where a request carries its proof.
pub const HEADER: HeaderName = HeaderName::from_static("dpop");

/// Why a request shows possession of no key.
#[derive(Debug)]
pub enum NotProven {
    /// Its proof is refused.
    Proof(ProofError),
    /// So many proofs are remembered that there is no room for another.
    Busy,
}

/// The request's proof, if it is good for this request. `token`: the access token that the request presents.
pub fn verify(
    core: &Core,
    headers: &HeaderMap,
    client: &Client,
    token: Option<&str>,
    now: Timestamp,
) -> Result<Proof, NotProven> {
    let asked = Asked {
        method: client.method.as_str(),
        origin: core.settings.public_url.origin(),
        path: &client.path,
        token,
    };
    let lines = headers.get_all(HEADER);
    dpop::verify(lines.iter().map(HeaderValue::as_bytes), asked, seconds(now))
        .map_err(NotProven::Proof)
}

/// Lets a proof pass this one time. Comes last, so that only what else might pass takes memory.
pub fn spend(core: &Core, proof: &Proof, now: Timestamp) -> Result<(), NotProven> {
    match core.replays.note(proof.id, proof.until, seconds(now)) {
        Memory::First => Ok(()),
        Memory::Again => Err(NotProven::Proof(ProofError::Replayed)),
        Memory::Full => Err(NotProven::Busy),
    }
}

fn seconds(at: Timestamp) -> i64 {
    at.millis().div_euclid(1000)
}

/// The answer where no more proofs can be remembered.
pub fn busy() -> ApiError {
    ApiError::new(
        ErrorCode::TooManyRequests,
        "Too many DPoP proofs came within two minutes. Try again in a moment.",
    )
    .retry_after(Duration::from_secs(5))
}

//! `clientele keys rotate`.

use super::{Failure, print_line};
use crate::Core;

/// Makes the next signing key and says when it takes over.
pub(super) async fn rotate(core: &Core) -> Result<(), Failure> {
    let next = core.rotate_signing_key().await?;
    print_line(&format!(
        "The key {} is published; it signs tokens from {}. Keys that were forgotten: {}.",
        next.kid, next.active_at, next.forgotten
    ))
}

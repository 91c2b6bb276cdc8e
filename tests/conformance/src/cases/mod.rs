//! The cases, RFC by RFC.

mod introspection;
mod jwt_profile;
mod metadata;
mod possession;
mod practice;
mod reported;
mod revocation;
mod token_answers;
mod token_requests;

use crate::case::Case;

/// Every case, in the order of the report.
pub(crate) fn all() -> Vec<Case> {
    [
        reported::cases(),
        token_requests::cases(),
        token_answers::cases(),
        revocation::cases(),
        introspection::cases(),
        metadata::cases(),
        jwt_profile::cases(),
        possession::cases(),
        practice::cases(),
        // Looks back on all the others.
        vec![token_answers::never_a_server_error()],
    ]
    .into_iter()
    .flatten()
    .collect()
}

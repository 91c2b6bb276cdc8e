//! Applications: machine clients with a client ID and a client secret.
//!
//! `/api/v1/apps` and `/api/v1/service-accounts` are one collection; they differ in what the secret is called.

mod change;
mod changes;
mod create;
mod delete;
mod idempotency;
mod keys;
mod list;
pub mod model;
mod rules;
mod secret;
pub(crate) mod sql;
mod view;

use axum::http::HeaderMap;
use shared::{api::roles::Action, paths};
use uuid::Uuid;

pub use create::{NewApplication, create, new_secret};
use model::Application;

use crate::openapi::doc::{
    Doc, IDEMPOTENCY_KEY, IF_MATCH, INCLUDE, LOGINS_SINCE, ORDER, SINCE, Section,
};
use crate::openapi::forms::{CreatedServiceAccount, KeySet, RegeneratedClientSecret};
use crate::{
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint, conditional},
};
use shared::ErrorCode;
use shared::api::applications as wire;

const CREATE: Permission = Permission::new(ResourceType::Apps, Action::Create);
const READ: Permission = Permission::new(ResourceType::Apps, Action::Read);
const UPDATE: Permission = Permission::new(ResourceType::Apps, Action::Update);
const DELETE: Permission = Permission::new(ResourceType::Apps, Action::Delete);

/// The endpoints of this slice.
pub fn endpoints() -> Vec<Endpoint> {
    let create = Access::Account(CREATE);
    let read = Access::Account(READ);
    let update = Access::Account(UPDATE);
    let delete = Access::Account(DELETE);
    vec![
        Endpoint::get(paths::APPS, "list_applications", read, list::handler).doc(
            Doc::new(Section::Applications, "List applications")
                .query(&[INCLUDE, ORDER])
                .answers::<Vec<wire::Application<wire::SecretDetails>>>(200),
        ),
        Endpoint::post(paths::APPS, "create_application", create, create::app).doc(
            Doc::new(Section::Applications, "Create an application")
                .headers(&[IDEMPOTENCY_KEY])
                .takes::<wire::CreateApplication>()
                .answers::<wire::CreatedApplication>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::IdempotencyKeyUsed,
                ]),
        ),
        Endpoint::get(paths::APP, "get_application", read, list::one).doc(
            Doc::new(Section::Applications, "Get one application")
                .query(&[INCLUDE])
                .answers::<wire::Application<wire::SecretDetails>>(200),
        ),
        Endpoint::patch(paths::APP, "update_application", update, change::handler).doc(
            Doc::new(
                Section::Applications,
                "Rename, describe, enable or disable one application",
            )
            .headers(&[IF_MATCH])
            .takes::<wire::UpdateApplication>()
            .errors(&[
                ErrorCode::InvalidName,
                ErrorCode::NameTaken,
                ErrorCode::NotHeld,
                ErrorCode::VersionMismatch,
            ]),
        ),
        Endpoint::delete(paths::APP, "delete_application", delete, delete::handler).doc(
            Doc::new(
                Section::Applications,
                "Delete one application with its access rules",
            )
            .headers(&[IF_MATCH])
            .done(204)
            .errors(&[ErrorCode::VersionMismatch]),
        ),
        Endpoint::post(
            paths::APP_SECRET,
            "regenerate_application_secret",
            update,
            secret::app,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "Replace the client secret, at once or with an overlap",
            )
            .headers(&[IF_MATCH])
            .takes::<wire::RegenerateSecret>()
            .answers::<wire::RegeneratedSecret>(200)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
        Endpoint::delete(
            paths::APP_SECRET_PREVIOUS,
            "end_application_secret_overlap",
            update,
            secret::end_overlap,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "End the overlap of two client secrets now",
            )
            .headers(&[IF_MATCH])
            .done(204)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
        Endpoint::get(paths::APP_KEYS, "list_application_keys", read, keys::list).doc(
            Doc::new(Section::Applications, "The public keys that one application may authenticate with").answers::<KeySet>(200),
        ),
        Endpoint::put(paths::APP_KEYS, "replace_application_keys", update, keys::replace).doc(
            Doc::new(
                Section::Applications,
                "Replace the public keys that one application may authenticate with (RFC 7523), 8 at most; the tokens that a removed key obtained end",
            )
            .headers(&[IF_MATCH])
            .takes::<KeySet>()
            .answers::<KeySet>(200)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
        Endpoint::get(paths::CHANGES, "list_changes", read, changes::handler).doc(
            Doc::new(Section::Applications, "What changed since")
                .query(&[SINCE, LOGINS_SINCE, INCLUDE])
                .answers::<shared::api::changes::Changes>(200),
        ),
        Endpoint::get(
            paths::SERVICE_ACCOUNTS,
            "list_service_accounts",
            read,
            list::handler,
        )
        .doc(
            Doc::new(Section::Applications, "List service accounts")
                .query(&[INCLUDE, ORDER])
                .answers::<Vec<wire::Application<wire::SecretDetails>>>(200),
        ),
        Endpoint::post(
            paths::SERVICE_ACCOUNTS,
            "create_service_account",
            create,
            create::service_account,
        )
        .doc(
            Doc::new(Section::Applications, "Create a service account")
                .headers(&[IDEMPOTENCY_KEY])
                .takes::<wire::CreateApplication>()
                .answers::<CreatedServiceAccount>(201)
                .errors(&[
                    ErrorCode::InvalidName,
                    ErrorCode::NameTaken,
                    ErrorCode::IdempotencyKeyUsed,
                ]),
        ),
        Endpoint::get(
            paths::SERVICE_ACCOUNT,
            "get_service_account",
            read,
            list::one,
        )
        .doc(
            Doc::new(Section::Applications, "Get one service account")
                .query(&[INCLUDE])
                .answers::<wire::Application<wire::SecretDetails>>(200),
        ),
        Endpoint::patch(
            paths::SERVICE_ACCOUNT,
            "update_service_account",
            update,
            change::handler,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "Rename, describe, enable or disable one service account",
            )
            .headers(&[IF_MATCH])
            .takes::<wire::UpdateApplication>()
            .errors(&[
                ErrorCode::InvalidName,
                ErrorCode::NameTaken,
                ErrorCode::NotHeld,
                ErrorCode::VersionMismatch,
            ]),
        ),
        Endpoint::delete(
            paths::SERVICE_ACCOUNT,
            "delete_service_account",
            delete,
            delete::handler,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "Delete one service account with its access rules",
            )
            .headers(&[IF_MATCH])
            .done(204)
            .errors(&[ErrorCode::VersionMismatch]),
        ),
        Endpoint::post(
            paths::SERVICE_ACCOUNT_SECRET,
            "regenerate_service_account_secret",
            update,
            secret::service_account,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "Replace the client secret, at once or with an overlap",
            )
            .headers(&[IF_MATCH])
            .takes::<wire::RegenerateSecret>()
            .answers::<RegeneratedClientSecret>(200)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
        Endpoint::delete(
            paths::SERVICE_ACCOUNT_SECRET_PREVIOUS,
            "end_service_account_secret_overlap",
            update,
            secret::end_overlap,
        )
        .doc(
            Doc::new(
                Section::Applications,
                "End the overlap of two client secrets now",
            )
            .headers(&[IF_MATCH])
            .done(204)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
        Endpoint::get(paths::SERVICE_ACCOUNT_KEYS, "list_service_account_keys", read, keys::list).doc(
            Doc::new(Section::Applications, "The public keys that one service account may authenticate with").answers::<KeySet>(200),
        ),
        Endpoint::put(paths::SERVICE_ACCOUNT_KEYS, "replace_service_account_keys", update, keys::replace).doc(
            Doc::new(
                Section::Applications,
                "Replace the public keys that one service account may authenticate with (RFC 7523), 8 at most; the tokens that a removed key obtained end",
            )
            .headers(&[IF_MATCH])
            .takes::<KeySet>()
            .answers::<KeySet>(200)
            .errors(&[ErrorCode::NotHeld, ErrorCode::VersionMismatch]),
        ),
    ]
}

/// There is no application of this id.
fn unknown() -> ApiError {
    ApiError::not_found("application")
}

fn parse_id(id: &str) -> Result<Uuid, ApiError> {
    Uuid::parse_str(id).map_err(|_| unknown())
}

/// An application's `ETag`.
fn etag(application: &Application) -> String {
    conditional::etag(application.version)
}

/// Refuses a change of an application that has changed since the caller read it.
fn check_if_match(headers: &HeaderMap, application: &Application) -> Result<(), ApiError> {
    conditional::check_if_match(headers, application.version, "application")
}

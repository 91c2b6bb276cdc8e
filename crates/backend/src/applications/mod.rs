//! Applications: machine clients with a client ID and a client secret.
//!
//! `/api/v1/apps` and `/api/v1/service-accounts` are one collection; they differ in what the secret is called.

mod change;
mod changes;
mod create;
mod delete;
mod idempotency;
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

use crate::{
    authz::{Permission, ResourceType},
    http::{Access, ApiError, Endpoint, conditional},
};

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
        Endpoint::get(paths::APPS, "list_applications", read, list::handler),
        Endpoint::post(paths::APPS, "create_application", create, create::app),
        Endpoint::get(paths::APP, "get_application", read, list::one),
        Endpoint::patch(paths::APP, "update_application", update, change::handler),
        Endpoint::delete(paths::APP, "delete_application", delete, delete::handler),
        Endpoint::post(
            paths::APP_SECRET,
            "regenerate_application_secret",
            update,
            secret::app,
        ),
        Endpoint::delete(
            paths::APP_SECRET_PREVIOUS,
            "end_application_secret_overlap",
            update,
            secret::end_overlap,
        ),
        Endpoint::get(paths::CHANGES, "list_changes", read, changes::handler),
        Endpoint::get(
            paths::SERVICE_ACCOUNTS,
            "list_service_accounts",
            read,
            list::handler,
        ),
        Endpoint::post(
            paths::SERVICE_ACCOUNTS,
            "create_service_account",
            create,
            create::service_account,
        ),
        Endpoint::get(
            paths::SERVICE_ACCOUNT,
            "get_service_account",
            read,
            list::one,
        ),
        Endpoint::patch(
            paths::SERVICE_ACCOUNT,
            "update_service_account",
            update,
            change::handler,
        ),
        Endpoint::delete(
            paths::SERVICE_ACCOUNT,
            "delete_service_account",
            delete,
            delete::handler,
        ),
        Endpoint::post(
            paths::SERVICE_ACCOUNT_SECRET,
            "regenerate_service_account_secret",
            update,
            secret::service_account,
        ),
        Endpoint::delete(
            paths::SERVICE_ACCOUNT_SECRET_PREVIOUS,
            "end_service_account_secret_overlap",
            update,
            secret::end_overlap,
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

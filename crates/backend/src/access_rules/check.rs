//! `POST /api/v1/authorization/check`: for the services that enforce the rules, and for "what may this application do?".

use std::sync::Arc;

use axum::{Json as JsonResponse, extract::State};
use shared::{
    ErrorCode,
    api::access_rules::{Check, Checked, SubjectType},
};

use super::{READ, create::find_subject, model::Subject, view::view};
use crate::{
    Core,
    authz::{Permission, ResourceType},
    caller::Authenticated,
    http::{ApiError, Json},
};

/// Decides as this server itself would, in this moment. An application that obtains no token may do nothing.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<Check>,
) -> Result<JsonResponse<Checked>, ApiError> {
    let snapshot = &caller.snapshot;
    let missing =
        |field: &'static str, what: String| ApiError::new(ErrorCode::NotFound, what).on(field);
    let scope = snapshot
        .tree()
        .resolve(request.scope_type, &request.scope_id)
        .ok_or_else(|| {
            missing(
                "scopeId",
                format!("There is no {} of this id.", request.scope_type),
            )
        })?;
    caller.require(READ, scope)?;
    let resource = ResourceType::parse(&request.resource_type)
        .ok_or_else(|| ApiError::invalid("resourceType", "There is no such resource type."))?;
    let (subject, _) = find_subject(snapshot, request.subject_type, &request.subject_id)
        .ok_or_else(|| {
            let what = match request.subject_type {
                SubjectType::User => "user",
                SubjectType::Group => "group",
                SubjectType::App | SubjectType::ServiceAccount => "application",
            };
            missing("subjectId", format!("There is no such {what}."))
        })?;
    let lives = match subject {
        Subject::Application(id) => snapshot
            .application(id)
            .is_some_and(|application| application.is_live(core.env.now())),
        Subject::User(_) => true,
    };
    if !lives {
        return Ok(JsonResponse(Checked {
            allowed: false,
            because: Vec::new(),
        }));
    }
    let decision = snapshot.policy().decide(
        &snapshot.grants_of(subject),
        Permission::new(resource, request.action),
        scope,
    );
    let because = decision
        .because
        .iter()
        .filter_map(|id| snapshot.rule(*id))
        // A rule above the scope may lie beyond the caller's sight.
        .filter(|rule| caller.may(READ, &rule.given.scope))
        .map(|rule| view(rule, snapshot))
        .collect();
    Ok(JsonResponse(Checked {
        allowed: decision.allowed,
        because,
    }))
}

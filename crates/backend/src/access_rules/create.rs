//! `POST /api/v1/authorization/access-rules`, and the same for the command line.

use std::sync::Arc;

use axum::{
    Json as JsonResponse,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde_json::json;
use shared::{
    ErrorCode, Scope,
    api::access_rules::{AccessRule, CreateAccessRule, SubjectType},
    paths,
};
use uuid::Uuid;

use super::{
    CREATE,
    model::{Given, Rule, Subject},
    sql,
    view::view,
};
use crate::{
    Core,
    audit::{Action, Entity, Event},
    caller::{Authenticated, Caller},
    http::{ApiError, Json},
    names,
    snapshot::Snapshot,
    store::WriteTx,
};

/// Gives a subject a role in a scope. The caller needs the permission there, and every permission that the role gives.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateAccessRule>,
) -> Result<impl IntoResponse, ApiError> {
    let (mut tx, caller) = core.write_somewhere(&caller).await?;
    let snapshot = Arc::clone(&caller.snapshot);
    let new = NewRule::parse(&request, &snapshot)?;
    may_give(&caller, &new)?;
    let rule = add(&mut tx, new).await?;
    let shown = view(&rule, &snapshot);
    tx.commit(created(&shown)).await?;
    let location = paths::fill(paths::ACCESS_RULE, &rule.id.to_string());
    Ok((
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        JsonResponse(shown),
    ))
}

/// A new rule, for the audit log.
pub(super) fn created(shown: &AccessRule) -> Event {
    Event::new(
        Action::Create,
        Entity::AccessRule,
        shown.id.to_string(),
        format!(
            "{} · {}",
            shown.role_name,
            shown.scope_type.describe(&shown.scope_name)
        ),
    )
    .with(json!({"subjectType": shown.subject_type, "subjectId": shown.subject_id}))
}

/// Who may make rules elsewhere learns nothing of a scope that they may not make rules in, nor of who is given what.
pub(super) fn may_give(caller: &Caller, new: &NewRule) -> Result<(), ApiError> {
    caller.require(CREATE, &new.scope)?;
    let snapshot = &caller.snapshot;
    let Some(wanted) = snapshot.permissions_of_role(new.role_id) else {
        return Ok(());
    };
    let missing = snapshot
        .policy()
        .missing(&caller.grants, wanted, &new.scope);
    if missing.is_empty() {
        return Ok(());
    }
    let scope = &new.scope;
    let place = scope
        .scope_type
        .describe(snapshot.tree().name(scope).unwrap_or_default());
    Err(ApiError::new(
        ErrorCode::NotHeld,
        format!("You can't give what you don't hold. In {place} you lack: {missing}."),
    )
    .on("roleId")
    .details(missing.to_string()))
}

/// What a new rule is to be.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// Whom it is for.
    pub subject: Subject,
    /// The application's client ID or the user's email.
    pub subject_name: Arc<str>,
    /// The role.
    pub role_id: i32,
    /// Where.
    pub scope: Scope,
}

impl NewRule {
    /// Resolves what a request names.
    pub fn parse(request: &CreateAccessRule, snapshot: &Snapshot) -> Result<Self, ApiError> {
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
        let cluster = snapshot.cluster_of(scope);
        if let Some(named) = &request.cluster_id
            && cluster.is_some_and(|cluster| cluster.scope_id != *named)
        {
            return Err(ApiError::invalid(
                "clusterId",
                "The scope is not in this cluster.",
            ));
        }
        if snapshot.permissions_of_role(request.role_id).is_none() {
            return Err(missing("roleId", "There is no role of this id.".to_owned()));
        }
        let (subject, subject_name) =
            find_subject(snapshot, request.subject_type, &request.subject_id).ok_or_else(|| {
                missing(
                    "subjectId",
                    format!(
                        "There is no {} {}.",
                        match request.subject_type {
                            SubjectType::User => "user",
                            SubjectType::Group => "group",
                            SubjectType::App | SubjectType::ServiceAccount => "application",
                        },
                        request.subject_id
                    ),
                )
            })?;
        Ok(Self {
            subject,
            subject_name,
            role_id: request.role_id,
            scope: scope.clone(),
        })
    }
}

/// An application by id, client ID or name; a user by id or email.
pub(super) fn find_subject(
    snapshot: &Snapshot,
    kind: SubjectType,
    named: &str,
) -> Option<(Subject, Arc<str>)> {
    let id = Uuid::parse_str(named).ok();
    match kind {
        SubjectType::App | SubjectType::ServiceAccount => {
            let application = id
                .and_then(|id| snapshot.application(id))
                .or_else(|| snapshot.application_by_client_id(named))
                .or_else(|| snapshot.application_by_name_key(&names::fold(named.trim())))?;
            Some((
                Subject::Application(application.id),
                Arc::clone(&application.client_id),
            ))
        }
        SubjectType::User => {
            let by_email = || {
                let email = shared::Email::parse(named).ok()?;
                snapshot.user_by_email(email.as_str())
            };
            let user = id.and_then(|id| snapshot.user(id)).or_else(by_email)?;
            Some((Subject::User(user.id), Arc::clone(&user.email)))
        }
        SubjectType::Group => None,
    }
}

/// Adds a rule to a change. An application counts as changed by its rules.
pub async fn add(tx: &mut WriteTx, new: NewRule) -> Result<Arc<Rule>, ApiError> {
    let snapshot = tx.snapshot();
    let twin = snapshot
        .rules_of(new.subject)
        .iter()
        .any(|rule| rule.given.role_id == new.role_id && rule.given.scope == new.scope);
    if twin {
        return Err(ApiError::new(
            ErrorCode::RuleExists,
            "This access rule already exists: the subject has the role in this scope.",
        ));
    }
    let rule = Arc::new(Rule {
        id: tx.next_rule_id(),
        subject: new.subject,
        subject_name: new.subject_name,
        given: Arc::new(Given {
            role_id: new.role_id,
            role_name: snapshot.role_name(new.role_id).unwrap_or_default().into(),
            scope_name: snapshot.tree().name(&new.scope).unwrap_or_default().into(),
            cluster_id: snapshot
                .cluster_of(&new.scope)
                .map(|cluster| cluster.scope_id.as_str().into()),
            scope: new.scope,
        }),
        created_by: tx.actor_name().into(),
        created_at: tx.now(),
        deleted_at: None,
    });
    sql::insert(tx, vec![Arc::clone(&rule)]).await?;
    super::delete::touch(tx, new.subject).await?;
    Ok(rule)
}

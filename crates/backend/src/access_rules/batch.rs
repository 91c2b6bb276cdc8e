//! `POST …/access-rules/batch` and `…/batch-create`: many at once, each with its own outcome.

use std::{collections::HashSet, sync::Arc};

use axum::{Json as JsonResponse, extract::State};
use shared::{
    ErrorCode,
    api::access_rules::{
        AccessRuleBatch, BatchAction, BatchCreateAccessRules, BatchCreateFailure,
        BatchCreateOutcome, BatchFailure, BatchOutcome, CreateAccessRule,
    },
};

use super::{
    DELETE, NewRule, add,
    create::{created, may_give},
    delete::{delete_one, deleted, keeps_an_administrator, touch},
    model::Rule,
    unknown,
    view::view,
};
use crate::{
    Core,
    caller::{Authenticated, Caller},
    http::{ApiError, Json},
    store::WriteTx,
};

/// The most rules of one call.
const MOST: usize = 500;

fn too_many(field: &'static str) -> ApiError {
    ApiError::invalid(
        field,
        format!("At most {MOST} at once. Send them in parts."),
    )
}

/// Deletes rules, or (`validate_delete`) says which of them could be deleted.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<AccessRuleBatch>,
) -> Result<JsonResponse<BatchOutcome>, ApiError> {
    if request.ids.len() > MOST {
        return Err(too_many("ids"));
    }
    let (mut tx, caller) = core.write_somewhere(&caller).await?;
    let mut outcome = BatchOutcome {
        id: core.env.uuid()?.to_string(),
        succeeded: Vec::new(),
        failed: Vec::new(),
    };
    let mut gone: HashSet<i32> = HashSet::new();
    let mut subjects = HashSet::new();
    let mut events = Vec::new();
    for id in &request.ids {
        let id = id.to_string();
        match deletable(&tx, &caller, &id, &gone) {
            Ok(rule) => {
                gone.insert(rule.id);
                if request.action == BatchAction::Delete {
                    delete_one(&mut tx, &rule).await?;
                    subjects.insert(rule.subject);
                    events.push(deleted(&rule, &caller.snapshot));
                }
                outcome.succeeded.push(id);
            }
            Err(error) => outcome.failed.push(BatchFailure {
                id,
                code: error.code.status(),
                message: error.message.clone().into_owned(),
            }),
        }
    }
    for subject in subjects {
        touch(&mut tx, subject).await?;
    }
    if !events.is_empty() {
        tx.commit_all(events).await?;
    }
    Ok(JsonResponse(outcome))
}

/// The rule of this id, if the caller may delete it beside those that go with it.
fn deletable(
    tx: &WriteTx,
    caller: &Caller,
    id: &str,
    gone: &HashSet<i32>,
) -> Result<Arc<Rule>, ApiError> {
    let rule = id
        .parse()
        .ok()
        .filter(|id| !gone.contains(id))
        .and_then(|id| caller.snapshot.rule(id));
    caller.access(DELETE, rule.map(|rule| &rule.given.scope), "access rule")?;
    let rule = rule.ok_or_else(unknown)?;
    if caller.snapshot.is_administrator_rule(rule) {
        keeps_an_administrator(tx, |left| left.id != rule.id && !gone.contains(&left.id))?;
    }
    Ok(Arc::clone(rule))
}

/// Gives each subject a role in each scope.
pub(super) async fn create(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Json(request): Json<BatchCreateAccessRules>,
) -> Result<JsonResponse<BatchCreateOutcome>, ApiError> {
    let wanted = request.payload;
    if wanted.subjects.len().saturating_mul(wanted.scopes.len()) > MOST {
        return Err(too_many("payload"));
    }
    let (mut tx, caller) = core.write_somewhere(&caller).await?;
    let mut outcome = BatchCreateOutcome {
        succeeded: Vec::new(),
        failed: Vec::new(),
    };
    let mut made = HashSet::new();
    let mut events = Vec::new();
    for subject in &wanted.subjects {
        for scope in &wanted.scopes {
            let payload = CreateAccessRule {
                subject_id: subject.subject_id.clone(),
                subject_type: subject.subject_type,
                role_id: wanted.role_id,
                scope_id: scope.scope_id.clone(),
                scope_type: scope.scope_type,
                cluster_id: wanted.cluster_id.clone(),
            };
            match make(&mut tx, &caller, &payload, &mut made).await {
                Ok(rule) => {
                    let shown = view(&rule, &caller.snapshot);
                    events.push(created(&shown));
                    outcome.succeeded.push(shown);
                }
                // The database's trouble is everybody's, and undoes the whole.
                Err(error) if error.status().is_server_error() => return Err(error),
                Err(error) => outcome.failed.push(BatchCreateFailure {
                    payload,
                    code: error.code.status(),
                    message: error.message.clone().into_owned(),
                }),
            }
        }
    }
    if !events.is_empty() {
        tx.commit_all(events).await?;
    }
    Ok(JsonResponse(outcome))
}

async fn make(
    tx: &mut WriteTx,
    caller: &Caller,
    payload: &CreateAccessRule,
    made: &mut HashSet<(uuid::Uuid, shared::Scope)>,
) -> Result<Arc<Rule>, ApiError> {
    let new = NewRule::parse(payload, &caller.snapshot)?;
    may_give(caller, &new)?;
    if !made.insert((new.subject.id(), new.scope.clone())) {
        return Err(ApiError::new(
            ErrorCode::RuleExists,
            "This access rule already exists: it is in this call twice.",
        ));
    }
    add(tx, new).await
}

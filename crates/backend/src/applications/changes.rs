//! `GET /api/v1/changes`: what changed since, for a page that follows along.

use std::sync::Arc;

use axum::{Json, extract::State};
use shared::{
    Timestamp,
    api::changes::{Changes, LastLogin},
};

use super::{
    list::{READ_RULES, wants_rules},
    view::view,
};
use crate::{
    Core,
    caller::Authenticated,
    http::{ApiError, Query},
    snapshot::load,
    store::StoreError,
};

/// More rows than this are better loaded anew.
const MANY: usize = 1_000;

/// Without `since` it says where the caller is, and that everything is to be loaded.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    query: Query,
) -> Result<Json<Changes>, ApiError> {
    let snapshot = &caller.snapshot;
    let since: Option<i64> = query.parsed("since", "the seq of an earlier answer")?;
    let logins_since = query
        .get("loginsSince")
        .map(|text| {
            Timestamp::parse(text).ok_or_else(|| {
                ApiError::invalid(
                    "loginsSince",
                    "The time must be RFC 3339, such as 2026-03-29T00:30:00Z.",
                )
            })
        })
        .transpose()?;
    let with_rules = wants_rules(&query)? && caller.may(READ_RULES, snapshot.account());
    let logins = core.store.live().logins();
    let mut changes = Changes {
        seq: snapshot.seq,
        reload: true,
        applications: Vec::new(),
        removed: Vec::new(),
        logins: logins_since.map(|since| {
            let since = logins.since(since).into_iter();
            since
                .map(|(id, last_login)| LastLogin {
                    id: id.to_string(),
                    last_login,
                })
                .collect()
        }),
    };
    let Some(since) = since else {
        return Ok(Json(changes));
    };
    let readers = core.store.db().readers();
    let mut reader = readers.acquire().await.map_err(StoreError::from)?;
    let Some(rows) = load::changed(&mut reader, since, snapshot.seq).await? else {
        return Ok(Json(changes));
    };
    let of_applications = rows.iter().filter(|(entity, _)| entity == "application");
    // A role's or a unit's name shows in the rules of many rows, and "*" is everything.
    let elsewhere = |entity: &str| ["*", "unit", "role"].contains(&entity);
    if rows.iter().any(|(entity, _)| elsewhere(entity)) || of_applications.clone().count() > MANY {
        return Ok(Json(changes));
    }
    changes.reload = false;
    let now = core.env.now();
    for (_, id) in of_applications {
        let application = uuid::Uuid::parse_str(id)
            .ok()
            .and_then(|id| snapshot.application(id));
        match application {
            Some(application) => {
                let shown = view(application, snapshot, logins, with_rules, now);
                changes.applications.push(shown);
            }
            None => changes.removed.push(id.clone()),
        }
    }
    Ok(Json(changes))
}

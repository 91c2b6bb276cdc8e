//! `GET /api/v1/apps` and `GET /api/v1/apps/{id}`.

use std::{convert::Infallible, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures_util::stream;
use shared::{
    Timestamp,
    api::{changes::SEQ_HEADER, roles::Action},
};

use super::{READ, etag, model::Application, parse_id, unknown, view::view};
use crate::{
    Core,
    authz::{Permission, ResourceType},
    caller::{Authenticated, Caller},
    http::{ApiError, Id, Query, conditional},
    snapshot::{Live, Snapshot},
};

pub(super) const READ_RULES: Permission = Permission::new(ResourceType::AccessRules, Action::Read);
/// How many applications make one chunk of the stream.
const CHUNK: usize = 256;

/// A bare array, oldest first (`order=newest` turns it), streamed from the snapshot. `include=accessRules` adds each
/// application's rules, for callers who may read them. A header has the `seq` that `/api/v1/changes` goes on from.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let newest_first = match query.get("order") {
        None | Some("oldest") => false,
        Some("newest") => true,
        Some(_) => return Err(ApiError::invalid("order", "The order is oldest or newest.")),
    };
    let with_rules = wants_rules(&query)? && caller.may(READ_RULES, caller.snapshot.account());
    // Made before the rows are looked at: it may be too old, never too new.
    let tag = list_tag(&core, &caller, newest_first, with_rules);
    let caching = conditional::private(&tag);
    if conditional::is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let applications = caller.snapshot.applications().cloned();
    let applications: Vec<_> = if newest_first {
        applications.rev().collect()
    } else {
        applications.collect()
    };
    let rows = Rows {
        snapshot: Arc::clone(&caller.snapshot),
        live: Arc::clone(core.store.live()),
        applications,
        with_rules,
        now: core.env.now(),
        next: Some(0),
    };
    let body = Body::from_stream(stream::iter(rows.map(Ok::<_, Infallible>)));
    let seq = HeaderValue::from(caller.snapshot.seq);
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((caching, kind, [(SEQ_HEADER, seq)], body).into_response())
}

/// One application, with its version as `ETag`.
pub(super) async fn one(
    State(core): State<Arc<Core>>,
    Authenticated(caller): Authenticated,
    Id(id): Id,
    query: Query,
) -> Result<Response, ApiError> {
    caller.require(READ, caller.snapshot.account())?;
    let application = caller
        .snapshot
        .application(parse_id(&id)?)
        .ok_or_else(unknown)?;
    let with_rules = wants_rules(&query)? && caller.may(READ_RULES, caller.snapshot.account());
    let shown = view(
        application,
        &caller.snapshot,
        core.store.live().logins(),
        with_rules,
        core.env.now(),
    );
    let caching = conditional::private(&etag(application));
    Ok((caching, axum::Json(shown)).into_response())
}

pub(super) fn wants_rules(query: &Query) -> Result<bool, ApiError> {
    match query.get("include") {
        None => Ok(false),
        Some("accessRules") => Ok(true),
        Some(_) => Err(ApiError::invalid(
            "include",
            "Only accessRules can be included.",
        )),
    }
}

/// Names what the list depends on (weakly: its compressed form has the same name): the program, the history of changes and
/// the last of them, the last logins that are known here, and the caller's sight.
fn list_tag(core: &Core, caller: &Caller, newest_first: bool, with_rules: bool) -> String {
    format!(
        "W/\"{}-{:x}-{}-{}{}\"",
        core.history,
        caller.snapshot.seq,
        core.store.live().logins().tag(core.process),
        u8::from(newest_first),
        u8::from(with_rules),
    )
}

/// The list as chunks of JSON, made as they are sent.
struct Rows {
    snapshot: Arc<Snapshot>,
    live: Arc<Live>,
    applications: Vec<Arc<Application>>,
    with_rules: bool,
    now: Timestamp,
    next: Option<usize>,
}

impl Iterator for Rows {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let start = self.next?;
        let end = (start + CHUNK).min(self.applications.len());
        let mut chunk = Vec::with_capacity(CHUNK * 512);
        if start == 0 {
            chunk.push(b'[');
        }
        for index in start..end {
            if index > 0 {
                chunk.push(b',');
            }
            let shown = view(
                &self.applications[index],
                &self.snapshot,
                self.live.logins(),
                self.with_rules,
                self.now,
            );
            // Strings and numbers: nothing here can fail to be written into memory.
            if serde_json::to_writer(&mut chunk, &shown).is_err() {
                return None;
            }
        }
        self.next = (end < self.applications.len()).then_some(end);
        if self.next.is_none() {
            chunk.push(b']');
        }
        Some(chunk.into())
    }
}

//! `GET /api/v1/audit/log` and its files.

use std::{collections::VecDeque, sync::Arc};

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::IntoResponse,
};
use futures_util::stream;
use shared::{
    Timestamp,
    api::audit::{AuditEntry, AuditPage},
};

use super::{
    csv,
    sql::{self, Span},
};
use crate::{
    Core,
    http::{
        ApiError, Query,
        filter::{Field, FilterBy, Kind, Seen},
        paging,
    },
    store::StoreError,
};

const FIELDS: &[Field] = &[
    ("subject", Kind::Text),
    ("subject_type", Kind::Text),
    ("action", Kind::Text),
    ("result", Kind::Text),
    ("source_ip", Kind::Text),
    ("http_method", Kind::Text),
    ("url", Kind::Text),
    ("http_status_code", Kind::Number),
    ("entity_type", Kind::Text),
    ("entity_name", Kind::Text),
    ("entity_id", Kind::Text),
    ("request_id", Kind::Text),
];

/// How many entries are read at once.
const BATCH: i64 = 1_000;

/// What a query asks for.
struct Asked {
    span: Span,
    filter: FilterBy,
}

impl Asked {
    fn parse(query: &Query) -> Result<Self, ApiError> {
        let time = |name: &'static str| {
            let wrong = || {
                ApiError::invalid(
                    name,
                    format!("{name} is needed, in RFC 3339, such as 2026-03-29T00:30:00Z."),
                )
            };
            query.get(name).and_then(Timestamp::parse).ok_or_else(wrong)
        };
        paging::sort_by(query, &[("timestamp", ())], ())?;
        Ok(Self {
            span: Span {
                start: time("start")?,
                end: time("end")?,
                descending: query.get("sortOrder").is_none() || paging::descending(query)?,
            },
            filter: FilterBy::parse(query, FIELDS)?,
        })
    }
}

/// A page of the log, the newest first unless asked otherwise. `start` and `end` are needed and inclusive.
pub(super) async fn handler(
    State(core): State<Arc<Core>>,
    query: Query,
) -> Result<Json<AuditPage>, ApiError> {
    let asked = Asked::parse(&query)?;
    let samples = query.number("numberOfSamples", 1..=1_000_i64, 100)?;
    let offset = query.number("offset", 0..=i64::MAX, 0)?;
    let mut reader = core
        .store
        .db()
        .readers()
        .acquire()
        .await
        .map_err(StoreError::from)?;
    let (total, audit_logs) = if asked.filter.is_empty() {
        let total = sql::count(&mut reader, asked.span).await?;
        (
            total,
            sql::page(&mut reader, asked.span, samples, offset).await?,
        )
    } else {
        // Conditions are checked here and not by the databases, whose ideas of texts differ.
        let (mut total, mut shown, mut last) = (0, Vec::new(), None);
        loop {
            let batch = sql::after(&mut reader, asked.span, last, BATCH).await?;
            let Some(end) = batch.last() else { break };
            last = Some(end.number);
            for row in batch {
                if !asked.filter.matches(|field| seen(&row.entry, field)) {
                    continue;
                }
                if total >= offset && total - offset < samples {
                    shown.push(row);
                }
                total += 1;
            }
        }
        (total, shown)
    };
    let end = offset.saturating_add(samples);
    Ok(Json(AuditPage {
        total: usize::try_from(total).unwrap_or(usize::MAX),
        next: (end < total).then_some(usize::try_from(end).unwrap_or(usize::MAX)),
        audit_logs: audit_logs.into_iter().map(|row| row.entry).collect(),
    }))
}

/// The same as a file, however long: `file_type` is `CSV` (RFC 4180) or `JSON`.
pub(super) async fn file(
    State(core): State<Arc<Core>>,
    query: Query,
) -> Result<impl IntoResponse, ApiError> {
    let asked = Asked::parse(&query)?;
    let as_csv = match query.get("file_type") {
        Some(kind) if kind.eq_ignore_ascii_case("csv") => true,
        Some(kind) if kind.eq_ignore_ascii_case("json") => false,
        _ => {
            return Err(ApiError::invalid(
                "file_type",
                "The file type is CSV or JSON.",
            ));
        }
    };
    let (kind, name) = if as_csv {
        (
            "text/csv; charset=utf-8",
            "attachment; filename=\"audit-log.csv\"",
        )
    } else {
        (
            "application/json",
            "attachment; filename=\"audit-log.json\"",
        )
    };
    let writing = Writing {
        core,
        asked,
        as_csv,
        last: None,
        first: true,
        ready: VecDeque::from([if as_csv {
            csv::header()
        } else {
            "[".to_owned()
        }]),
        done: false,
    };
    let body = Body::from_stream(stream::try_unfold(writing, Writing::next));
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "no-store"),
        ],
        body,
    ))
}

/// A file that is being written.
struct Writing {
    core: Arc<Core>,
    asked: Asked,
    as_csv: bool,
    last: Option<i64>,
    first: bool,
    ready: VecDeque<String>,
    done: bool,
}

impl Writing {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, StoreError> {
        loop {
            if let Some(text) = self.ready.pop_front() {
                return Ok(Some((text.into(), self)));
            }
            if self.done {
                return Ok(None);
            }
            let mut reader = self.core.store.db().readers().acquire().await?;
            let batch = sql::after(&mut reader, self.asked.span, self.last, BATCH).await?;
            drop(reader);
            let mut text = String::new();
            if let Some(end) = batch.last() {
                self.last = Some(end.number);
            } else {
                self.done = true;
                if !self.as_csv {
                    text.push(']');
                }
            }
            for row in batch {
                if !self.asked.filter.matches(|field| seen(&row.entry, field)) {
                    continue;
                }
                if self.as_csv {
                    csv::line(&row.entry, &mut text);
                } else if let Ok(json) = serde_json::to_string(&row.entry) {
                    if !std::mem::take(&mut self.first) {
                        text.push(',');
                    }
                    text.push_str(&json);
                }
            }
            if !text.is_empty() {
                self.ready.push_back(text);
            }
        }
    }
}

fn seen<'a>(entry: &'a AuditEntry, field: &str) -> Seen<'a> {
    let optional = |text: &'a Option<String>| text.as_deref().map_or(Seen::Absent, Seen::from);
    match field {
        "subject" => entry.subject.as_str().into(),
        "subject_type" => entry.subject_type.as_str().into(),
        "action" => entry.action.as_str().into(),
        "result" => entry.result.as_str().into(),
        "source_ip" => optional(&entry.source_ip),
        "http_method" => optional(&entry.http_method),
        "url" => optional(&entry.url),
        "http_status_code" => entry.http_status_code.map_or(Seen::Absent, Seen::Number),
        "entity_type" => entry.entity_type.as_str().into(),
        "entity_name" => entry.entity_name.as_str().into(),
        "entity_id" => entry.entity_id.as_str().into(),
        "request_id" => optional(&entry.request_id),
        _ => Seen::Absent,
    }
}

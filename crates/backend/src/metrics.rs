//! Measurements in Prometheus' text format: requests by operation, and what there is.

use std::{
    collections::HashMap,
    fmt::Write as _,
    net::SocketAddr,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use shared::{api::roles::Action, paths};
use tokio::net::TcpListener;

use crate::openapi::doc::{Doc, Section};
use crate::{
    Core,
    authz::{Permission, ResourceType},
    http::{Access, Endpoint},
    serve::ServeError,
};

const READ: Permission = Permission::new(ResourceType::Settings, Action::Read);

/// The upper ends of the histogram's steps, in microseconds.
const STEPS: [u64; 12] = [
    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000,
];

/// The endpoints of this slice.
pub(crate) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(
            paths::METRICS,
            "get_metrics",
            Access::Account(READ),
            handler,
        )
        .doc(
            Doc::new(Section::Server, "Measurements in Prometheus' format")
                .answers_text("text/plain"),
        ),
    ]
}

/// What was counted since the process began.
#[derive(Default)]
pub struct Metrics {
    requests: RwLock<HashMap<(&'static str, u16), Arc<Series>>>,
}

#[derive(Default)]
struct Series {
    count: AtomicU64,
    micros: AtomicU64,
    steps: [AtomicU64; STEPS.len()],
}

impl Metrics {
    /// Counts a request that was answered.
    pub fn count(&self, operation: &'static str, status: u16, took: Duration) {
        let key = (operation, status);
        let known = {
            let requests = self.requests.read().unwrap_or_else(PoisonError::into_inner);
            requests.get(&key).cloned()
        };
        let series = known.unwrap_or_else(|| {
            let mut requests = self
                .requests
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            Arc::clone(requests.entry(key).or_default())
        });
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        series.count.fetch_add(1, Ordering::Relaxed);
        series.micros.fetch_add(micros, Ordering::Relaxed);
        if let Some(step) = STEPS.iter().position(|end| micros <= *end) {
            series.steps[step].fetch_add(1, Ordering::Relaxed);
        }
    }

    fn write(&self, out: &mut String) {
        let requests = self.requests.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = requests.iter().collect();
        all.sort_unstable_by_key(|(key, _)| **key);
        head(
            out,
            "http_request_duration_seconds",
            "histogram",
            "How long requests took, by operation and status.",
        );
        for ((operation, status), series) in all {
            let labels = format!("operation=\"{operation}\",status=\"{status}\"");
            let mut sum = 0;
            for (end, step) in STEPS.iter().zip(&series.steps) {
                sum += step.load(Ordering::Relaxed);
                let end = seconds(*end);
                let _ = writeln!(
                    out,
                    "clientele_http_request_duration_seconds_bucket{{{labels},le=\"{end}\"}} {sum}"
                );
            }
            let count = series.count.load(Ordering::Relaxed);
            let total = seconds(series.micros.load(Ordering::Relaxed));
            let _ = writeln!(
                out,
                "clientele_http_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} {count}"
            );
            let _ = writeln!(
                out,
                "clientele_http_request_duration_seconds_sum{{{labels}}} {total}"
            );
            let _ = writeln!(
                out,
                "clientele_http_request_duration_seconds_count{{{labels}}} {count}"
            );
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a measurement")]
fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(
        out,
        "# HELP clientele_{name} {help}\n# TYPE clientele_{name} {kind}"
    );
}

async fn handler(State(core): State<Arc<Core>>) -> Response {
    answer(&core)
}

fn answer(core: &Core) -> Response {
    let mut out = String::with_capacity(16 * 1024);
    core.metrics.write(&mut out);
    let snapshot = core.store.live().current();
    let mut gauge = |name: &str, help: &str, value: i64| {
        head(&mut out, name, "gauge", help);
        let _ = writeln!(out, "clientele_{name} {value}");
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    gauge(
        "applications",
        "How many applications there are.",
        count(snapshot.application_count()),
    );
    gauge(
        "access_rules",
        "How many access rules hold.",
        count(snapshot.rule_count()),
    );
    gauge(
        "users",
        "How many users there are.",
        count(snapshot.users().count()),
    );
    gauge(
        "sessions",
        "How many sessions there are, ended ones that are not swept up yet among them.",
        count(snapshot.sessions().count()),
    );
    gauge(
        "ledger_seq",
        "The number of the last change that this node knows of.",
        snapshot.seq,
    );
    gauge(
        "login_batch",
        "The number of the last batch of logins that this node has read.",
        core.store.live().logins().batch(),
    );
    head(
        &mut out,
        "log_lines_dropped_total",
        "counter",
        "How many lines of the log were dropped because standard error took them too slowly.",
    );
    let dropped = crate::telemetry::dropped();
    let _ = writeln!(out, "clientele_log_lines_dropped_total {dropped}");
    head(
        &mut out,
        "refusals_without_address_total",
        "counter",
        "How many refused clients were counted without their address for the audit log because there were too many.",
    );
    let crowded = core.tally.crowded();
    let _ = writeln!(out, "clientele_refusals_without_address_total {crowded}");
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
        ],
        out,
    )
        .into_response()
}

/// Serves the measurements, and nothing else, on an address of their own: for networks that decide who reaches it.
pub(crate) async fn serve_openly(
    core: Arc<Core>,
    address: SocketAddr,
) -> Result<tokio::task::JoinHandle<()>, ServeError> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address, source })?;
    let router = Router::new().fallback(async move |uri: Uri| {
        if uri.path() == paths::METRICS {
            answer(&core)
        } else {
            StatusCode::NOT_FOUND.into_response()
        }
    });
    Ok(tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "measurements are no longer served");
        }
    }))
}

//! Around every request, from the outside in: id, clock and log line; panics; security headers; the time limit.

use std::{
    any::Any, future::poll_fn, net::SocketAddr, panic::AssertUnwindSafe, sync::Arc, task::Poll,
    time::Duration,
};

use axum::{
    Json,
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use shared::ErrorCode;
use tokio::time::error::Elapsed;

use super::{ApiError, Client, client, endpoint::Declared};
use crate::{Core, caller::CallerName};

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many headers are added: room for them is made once.
const HEADERS: usize = 10;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Everything that happens around a handler.
pub(super) async fn around(
    State(core): State<Arc<Core>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = tokio::time::Instant::now();
    let request_id: Arc<str> = core.env.uuid().map_or_else(
        |_| Arc::from("none"),
        |id| {
            let mut text = uuid::Uuid::encode_buffer();
            Arc::from(&*id.simple().encode_lower(&mut text))
        },
    );
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(Client::default().ip, |info| info.0.ip());
    let client = Client {
        ip: client::address(peer, request.headers(), &core.settings.trusted_proxies),
        user_agent: client::user_agent(request.headers()),
        request_id: Arc::clone(&request_id),
        method: request.method().clone(),
        path: request.uri().path().into(),
    };
    request.extensions_mut().insert(client.clone());
    let handled = AssertUnwindSafe(within(PATIENCE, next.run(request)))
        .catch_unwind()
        .await;
    let response = match handled {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => ApiError::new(
            ErrorCode::Unavailable,
            "The request took too long and was given up.",
        )
        .retry_after(Duration::from_secs(5))
        .into_response(),
        Err(panic) => ApiError::internal(Panic(message(&panic))).into_response(),
    };
    let mut response = with_error_body(response, &request_id);
    response.headers_mut().reserve(HEADERS);
    secure(&core, response.headers_mut());
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let took = started.elapsed();
    let operation = response
        .extensions()
        .get::<Declared>()
        .map_or("page", |declared| declared.operation);
    core.metrics
        .count(operation, response.status().as_u16(), took);
    log(&client, &response, took);
    response
}

/// As `tokio::time::timeout`, but sets no timer for what is there at once.
async fn within<F: Future>(time: Duration, future: F) -> Result<F::Output, Elapsed> {
    let mut future = std::pin::pin!(future);
    match poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => tokio::time::timeout(time, future).await,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("panicked: {0}")]
struct Panic(String);

fn message(panic: &Box<dyn Any + Send>) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".to_owned())
}

fn with_error_body(response: Response, request_id: &str) -> Response {
    let Some(error) = response.extensions().get::<Arc<ApiError>>().cloned() else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    let body = Json(error.body(request_id)).into_response();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    Response::from_parts(parts, body.into_body())
}

fn secure(core: &Core, headers: &mut axum::http::HeaderMap) {
    let mut put = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    put(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    if core.settings.public_url.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
}

fn log(client: &Client, response: &Response, took: Duration) {
    let status = response.status();
    let declared = response.extensions().get::<Declared>();
    let subject = response
        .extensions()
        .get::<CallerName>()
        .map_or("", |name| name.0.as_ref());
    let error = response.extensions().get::<Arc<ApiError>>();
    let cause = error
        .and_then(|error| error.cause.as_ref())
        .map(|cause| chain(cause.as_ref()));
    let route = declared.map_or("", |declared| declared.path);
    let operation = declared.map_or("", |declared| declared.operation);
    let code = error.map_or("", |error| error.code.as_str());
    #[expect(clippy::cast_precision_loss, reason = "milliseconds for people")]
    let ms = took.as_micros() as f64 / 1000.0;
    let cause = cause.as_deref().unwrap_or_default();
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                target: "clientele::request",
                request_id = &*client.request_id,
                method = client.method.as_str(),
                route,
                operation,
                status = status.as_u16(),
                subject,
                ip = %client.ip,
                ms,
                error = code,
                cause,
                "request"
            )
        };
    }
    if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE {
        line!(error);
    } else if status.is_server_error() {
        line!(warn);
    } else {
        line!(info);
    }
}

/// A cause with its own causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

/// Nothing is there.
pub(super) async fn unknown_path() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "There is nothing at this path.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        let short = Duration::from_millis(1);
        assert_eq!(within(short, async { 1 }).await, Ok(1));
        let later = async {
            tokio::task::yield_now().await;
            2
        };
        assert_eq!(within(PATIENCE, later).await, Ok(2));
        let never = std::future::pending::<()>();
        assert!(within(short, never).await.is_err());
    }
}

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::set_timeout_with_handle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::AbortController;
use zeroize::Zeroizing;

use super::error::{ApiError, Cause};

/// A request: what it asks and under which condition.
pub(crate) struct Call {
    method: Method,
    path: String,
    body: Option<Zeroizing<String>>,
    headers: Vec<(&'static str, String)>,
    timeout: Duration,
}

/// An answer with a status below 400. The body is wiped when dropped, since one kind holds a secret.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Call {
    fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            body: None,
            headers: Vec::new(),
            timeout: Duration::from_secs(20),
        }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    pub(crate) fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path)
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// With a body in JSON.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        // Our own types always serialise: names, numbers and texts.
        self.body = serde_json::to_string(body).ok().map(Zeroizing::new);
        self
    }

    /// Only if the application still has this version.
    pub(crate) fn if_version(mut self, version: i64) -> Self {
        self.headers.push(("If-Match", format!("\"{version}\"")));
        self
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &'static str, value: Option<String>) -> Self {
        self.headers.extend(value.map(|value| (name, value)));
        self
    }

    /// With more or less patience than 20 seconds.
    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends it and reads the answer. Dropping the future doesn't take the request back.
    pub(crate) async fn send(self) -> Result<Answer, ApiError> {
        let unreachable = |_| ApiError::without_answer(Cause::Unreachable);
        let controller = AbortController::new().ok();
        let late = Rc::new(Cell::new(false));
        let timer = controller.clone().and_then(|controller| {
            let late = late.clone();
            let abort = move || {
                late.set(true);
                controller.abort();
            };
            set_timeout_with_handle(abort, self.timeout).ok()
        });
        let mut builder = RequestBuilder::new(&self.path)
            .method(self.method)
            .header("Accept", "application/json")
            .abort_signal(controller.as_ref().map(AbortController::signal).as_ref());
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        let request = match &self.body {
            Some(body) => builder.header("Content-Type", "application/json").body(body.as_str()),
            None => builder.build(),
        };
        let answer = async {
            let response = request.map_err(unreachable)?.send().await.map_err(unreachable)?;
            let status = response.status();
            let body = Zeroizing::new(response.binary().await.map_err(unreachable)?);
            let headers = response.headers();
            if status >= 400 {
                let retry_after = headers.get("Retry-After").and_then(|text| text.parse().ok());
                return Err(ApiError::from_answer(status, &body, retry_after));
            }
            Ok(Answer { status, etag: headers.get("ETag"), body })
        }
        .await;
        if let Some(timer) = timer {
            timer.clear();
        }
        match answer {
            Err(_) if late.get() => Err(ApiError::without_answer(Cause::TimedOut)),
            answer => answer,
        }
    }
}

impl Answer {
    /// Reads the body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.body).map_err(|_| ApiError::without_answer(Cause::Unreadable))
    }
}

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::set_timeout_with_handle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::changes::SEQ_HEADER;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader};
use zeroize::Zeroizing;

use super::error::{ApiError, Cause};
use crate::platform::time;

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
    /// Where a list says that changes are to be asked from.
    pub(crate) seq: Option<i64>,
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

    /// With a key under which the same call again does nothing new.
    pub(crate) fn idempotent(mut self, key: Option<String>) -> Self {
        self.headers.extend(key.map(|key| ("Idempotency-Key", key)));
        self
    }

    /// With more or less patience than 20 seconds.
    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends it and reads the answer. Dropping the future doesn't take the request back.
    pub(crate) async fn send(self) -> Result<Answer, ApiError> {
        let patience = Patience::new(self.timeout);
        let response = self.start(&patience).await?;
        let body = response.binary().await.map_err(|_| patience.error())?;
        Ok(Answer {
            seq: None,
            body: Zeroizing::new(body),
        })
    }

    /// Sends it and hands on the answer's body as it arrives. The answer then has none.
    pub(crate) async fn stream(
        self,
        mut on_piece: impl FnMut(&[u8]) -> Result<(), ApiError>,
    ) -> Result<Answer, ApiError> {
        let patience = Patience::new(self.timeout);
        let response = self.start(&patience).await?;
        let answer = Answer {
            seq: response
                .headers()
                .get(SEQ_HEADER)
                .and_then(|text| text.parse().ok()),
            body: Zeroizing::default(),
        };
        let Some(body) = response.body() else {
            return Ok(answer);
        };
        let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
        let mut since = time::now();
        loop {
            let read = JsFuture::from(reader.read())
                .await
                .map_err(|_| patience.error())?;
            let part = |name: &str| Reflect::get(&read, &name.into()).unwrap_or(JsValue::UNDEFINED);
            if part("done").is_truthy() {
                return Ok(answer);
            }
            let piece = part("value").dyn_into::<Uint8Array>();
            for part in piece
                .map(|piece| piece.to_vec())
                .unwrap_or_default()
                .chunks(PART)
            {
                on_piece(part)?;
                // A frame in between, so that the page stays alive while much arrives.
                if time::now() - since > SLICE {
                    time::turn().await;
                    since = time::now();
                }
            }
        }
    }

    /// Sends it and waits for the answer's head; an error's body is read.
    async fn start(&self, patience: &Patience) -> Result<Response, ApiError> {
        let mut builder = RequestBuilder::new(&self.path)
            .method(self.method.clone())
            .header("Accept", "application/json")
            .abort_signal(patience.signal().as_ref());
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        let request = match &self.body {
            Some(body) => builder
                .header("Content-Type", "application/json")
                .body(body.as_str()),
            None => builder.build(),
        };
        let sending = request.map_err(|_| patience.error())?.send();
        let response = sending.await.map_err(|_| patience.error())?;
        let status = response.status();
        if status < 400 {
            return Ok(response);
        }
        let body = response.binary().await.map_err(|_| patience.error())?;
        let retry_after = response
            .headers()
            .get("Retry-After")
            .and_then(|text| text.parse().ok());
        Err(ApiError::from_answer(status, &body, retry_after))
    }
}

/// How many milliseconds are spent on pieces before the page gets its turn.
const SLICE: i64 = 12;
/// How many bytes are looked at between two looks at the clock: a millisecond or two. What the network hands over at once may be
/// a megabyte.
const PART: usize = 1 << 15;

/// Gives a request up after a time. Forgets it when dropped.
struct Patience {
    controller: Option<AbortController>,
    timer: Option<TimeoutHandle>,
    late: Rc<Cell<bool>>,
}

impl Patience {
    fn new(timeout: Duration) -> Self {
        let controller = AbortController::new().ok();
        let late = Rc::new(Cell::new(false));
        let timer = controller.clone().and_then(|controller| {
            let late = late.clone();
            let abort = move || {
                late.set(true);
                controller.abort();
            };
            set_timeout_with_handle(abort, timeout).ok()
        });
        Self {
            controller,
            timer,
            late,
        }
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    /// What a broken connection means: that it was given up, or that there is none.
    fn error(&self) -> ApiError {
        ApiError::without_answer(if self.late.get() {
            Cause::TimedOut
        } else {
            Cause::Unreachable
        })
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let Some(timer) = self.timer {
            timer.clear();
        }
    }
}

impl Answer {
    /// Reads the body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_slice(&self.body).map_err(|_| ApiError::without_answer(Cause::Unreadable))
    }
}

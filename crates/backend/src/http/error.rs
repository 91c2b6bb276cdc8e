//! The one error type of the API, and the only way from an error to an answer.
//!
//! An error has two readers: the client gets code, message and field; the log gets the cause. Turning an [`ApiError`]
//! into a response only attaches it; the outermost middleware, which knows the request's id, writes body and log.

use std::{borrow::Cow, sync::Arc, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use shared::{ErrorBody, ErrorCode};

use crate::{env::NoRandomness, secrets::pool::PoolError, store::StoreError};

type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What is answered instead of what was asked for. As small as a pointer, since most calls can fail.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Problem>);

/// What an [`ApiError`] says.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The stable code, which decides the status.
    pub code: ErrorCode,
    /// What is wrong and how to mend it.
    pub message: Cow<'static, str>,
    /// The field or parameter at fault.
    pub field: Option<String>,
    /// More of it.
    pub details: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// Never sent.
    pub cause: Option<Cause>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl std::ops::Deref for ApiError {
    type Target = Problem;

    fn deref(&self) -> &Problem {
        &self.0
    }
}

impl ApiError {
    /// An error without more to say.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Problem {
            code,
            message: message.into(),
            field: None,
            details: None,
            retry_after: None,
            cause: None,
            headers: Vec::new(),
        }))
    }

    /// A field or parameter has a value that it can't have.
    pub fn invalid(field: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::InvalidValue, message).on(field)
    }

    /// There is no such thing, or the caller may not know of it.
    pub fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    /// Nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(
            ErrorCode::Unauthenticated,
            "Sign in, or send an access token as Authorization: Bearer.",
        )
        .header(header::WWW_AUTHENTICATE, "Bearer")
    }

    /// The server failed.
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::new(
            ErrorCode::Internal,
            "Something went wrong in the server. Its log has the cause under this request's ID.",
        )
        .because(cause)
    }

    /// Names the field at fault.
    #[must_use]
    pub fn on(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Says more.
    #[must_use]
    pub fn details(mut self, details: impl Into<String>) -> Self {
        self.0.details = Some(details.into());
        self
    }

    /// Says when to try again.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Names the cause, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Arc::new(cause));
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.0.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The body to send.
    pub fn body(&self, request_id: &str) -> ErrorBody {
        ErrorBody {
            code: self.code.status(),
            message: self.message.clone().into_owned(),
            details: self.details.clone(),
            error: Some(self.code),
            field: self.field.clone(),
            request_id: Some(request_id.to_owned()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, whole_seconds(wait).into());
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Rounded up, at least one.
pub fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_passing() {
            Self::unavailable().because(error)
        } else {
            Self::internal(error)
        }
    }
}

impl From<Arc<StoreError>> for ApiError {
    fn from(error: Arc<StoreError>) -> Self {
        let passing = error.is_passing();
        let mut answer = if passing {
            Self::unavailable()
        } else {
            Self::internal(std::fmt::Error)
        };
        answer.0.cause = Some(error);
        answer
    }
}

impl ApiError {
    /// The database is out of reach or busy.
    pub fn unavailable() -> Self {
        Self::new(
            ErrorCode::Unavailable,
            "The database can't be reached. Try again in a moment.",
        )
        .retry_after(Duration::from_secs(1))
    }
}

impl From<PoolError> for ApiError {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Busy { retry_after } => Self::new(
                ErrorCode::Unavailable,
                "The server has more credentials to verify than it can. Try again in a moment.",
            )
            .retry_after(retry_after),
            PoolError::Stopped => Self::unavailable().because(error),
            PoolError::Hash(_) => Self::internal(error),
        }
    }
}

impl From<NoRandomness> for ApiError {
    fn from(error: NoRandomness) -> Self {
        Self::internal(error)
    }
}

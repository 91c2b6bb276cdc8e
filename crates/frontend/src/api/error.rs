use shared::{ErrorBody, ErrorCode};

/// Why a call has no answer, or which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No connection, or no answer on it.
    Unreachable,
    /// No answer in time: the change may or may not have happened.
    TimedOut,
    /// The server answered with this status.
    Answered(u16),
    /// The server answered with success, but not with what was asked for.
    Unreadable,
}

/// A call that failed, in words for the user and a code to match on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) cause: Cause,
    /// What is wrong; [`ErrorCode::Unknown`] where the server didn't say.
    pub(crate) code: ErrorCode,
    /// What is wrong, as a sentence.
    pub(crate) message: String,
    /// More of it.
    pub(crate) details: Option<String>,
    /// The field at fault, as the API names it.
    pub(crate) field: Option<String>,
    /// What to quote to the operator.
    pub(crate) request_id: Option<String>,
    /// After how many seconds to try again.
    pub(crate) retry_after: Option<u32>,
}

impl ApiError {
    /// No answer, for a reason that is no status.
    pub(crate) fn without_answer(cause: Cause) -> Self {
        let message = match cause {
            Cause::Unreachable => {
                "The server can’t be reached. Check the connection and try again."
            }
            Cause::TimedOut => {
                "The server didn’t answer in time. Look whether the change happened before you try again."
            }
            Cause::Unreadable | Cause::Answered(_) => {
                "The server’s answer can’t be read. Reload the page: it may be of another version."
            }
        };
        Self {
            cause,
            code: ErrorCode::Unknown,
            message: message.to_owned(),
            details: None,
            field: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// From an answer that is no success. A body that isn't ours (a proxy's, say) is not shown.
    pub(crate) fn from_answer(status: u16, body: &[u8], retry_after: Option<u32>) -> Self {
        match serde_json::from_slice::<ErrorBody>(body) {
            Ok(body) => Self {
                cause: Cause::Answered(status),
                code: body.error.unwrap_or(ErrorCode::Unknown),
                message: body.message,
                details: body.details,
                field: body.field,
                request_id: body.request_id,
                retry_after,
            },
            Err(_) => Self {
                message: match status {
                    429 | 503 => {
                        format!("The server answered {status}, overloaded. Try again in a moment.")
                    }
                    500.. => format!(
                        "The server answered {status}. Try again; if it stays so, tell whoever runs it."
                    ),
                    _ => format!("The server answered {status}."),
                },
                ..Self {
                    cause: Cause::Answered(status),
                    retry_after,
                    ..Self::without_answer(Cause::Unreadable)
                }
            },
        }
    }

    /// The status, where there is an answer.
    pub(crate) fn status(&self) -> Option<u16> {
        match self.cause {
            Cause::Answered(status) => Some(status),
            _ => None,
        }
    }

    /// Whether it tells of something that the page didn't know: what is asked for is there already, or what it is for is gone.
    pub(crate) fn is_news(&self) -> bool {
        matches!(self.status(), Some(404 | 409))
    }

    /// Whether the same call may work a little later.
    pub(crate) fn is_passing(&self) -> bool {
        match self.cause {
            Cause::Unreachable | Cause::TimedOut => true,
            Cause::Answered(status) => matches!(status, 429 | 500 | 502 | 503 | 504),
            Cause::Unreadable => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_server_s_words() {
        let body = br#"{"code":409,"message":"ci already exists","error":"name_taken","field":"name","requestId":"r1"}"#;
        let error = ApiError::from_answer(409, body, None);
        assert_eq!(error.code, ErrorCode::NameTaken);
        assert_eq!(error.message, "ci already exists");
        assert_eq!(error.field.as_deref(), Some("name"));
        assert_eq!(error.request_id.as_deref(), Some("r1"));
        assert!(!error.is_passing());
    }

    #[test]
    fn a_proxy_s_page_is_not_shown() {
        let error = ApiError::from_answer(502, b"<html>Bad gateway", None);
        assert_eq!(error.status(), Some(502));
        assert!(error.message.contains("502") && !error.message.contains('<'));
        assert!(error.is_passing());
    }
}

use std::fmt;

use serde::{Deserialize, Serialize};

/// The body of every error of the API (RFC 6749 section 5.2's body is used by the OAuth endpoints instead).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The HTTP status.
    pub code: u16,
    /// What is wrong and how to mend it, for a person.
    pub message: String,
    /// More of it, where there is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// What is wrong, for a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorCode>,
    /// The field or parameter at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to quote to the operator, who finds it in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal, $status:literal;)+) => {
        /// What is wrong, as a closed list of stable codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $variant,)+
            /// A code that this version of the client doesn't know.
            Unknown,
        }

        impl ErrorCode {
            /// Every code that the server sends.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Unknown => "unknown",
                }
            }

            /// What it means, as documented.
            #[cfg(feature = "schema")]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+),)+
                    Self::Unknown => "A code that this version doesn't know.",
                }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)+
                    Self::Unknown => 500,
                }
            }

            /// The code of a text, [`ErrorCode::Unknown`] where there is none.
            pub fn parse(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::Unknown,
                }
            }
        }
    };
}

codes! {
    /// The body is not what the endpoint takes: not JSON, a missing field, a wrong type.
    MalformedBody = "malformed_body", 400;
    /// A field or parameter has a value that it can't have.
    InvalidValue = "invalid_value", 400;
    /// A name that is empty, too long or holds invisible characters.
    InvalidName = "invalid_name", 400;
    /// Not an email.
    InvalidEmail = "invalid_email", 400;
    /// A password that is too short or too common.
    WeakPassword = "weak_password", 400;
    /// The credentials of the compatible token endpoint are wrong.
    InvalidCredentials = "invalid_credentials", 400;
    /// Neither signed in nor bearing a token.
    Unauthenticated = "unauthenticated", 401;
    /// The session or the token is over, revoked or not ours.
    InvalidToken = "invalid_token", 401;
    /// The DPoP proof is not one, or not of this request.
    InvalidDpopProof = "invalid_dpop_proof", 401;
    /// The email or the password is wrong.
    SignInFailed = "sign_in_failed", 401;
    /// The caller lacks the permission that this call needs.
    PermissionDenied = "permission_denied", 403;
    /// The password is temporary: choose one of your own first.
    PasswordChangeRequired = "password_change_required", 403;
    /// The caller can't hand out, or take over, what they don't hold.
    NotHeld = "not_held", 403;
    /// A change with a cookie came from another site.
    ForeignOrigin = "foreign_origin", 403;
    /// The set-up token is wrong or used up.
    SetupTokenInvalid = "setup_token_invalid", 403;
    /// There is no such thing, or the caller may not know of it.
    NotFound = "not_found", 404;
    /// The path takes other methods; `Allow` names them.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The name is taken.
    NameTaken = "name_taken", 409;
    /// The subject holds this role in this scope already.
    RuleExists = "rule_exists", 409;
    /// The unit has units beneath it, or access rules use it.
    InUse = "in_use", 409;
    /// The email is taken.
    EmailTaken = "email_taken", 409;
    /// The last System administrator can't go.
    LastAdministrator = "last_administrator", 409;
    /// An administrator exists already; sign in instead.
    SetupDone = "setup_done", 409;
    /// The key was used for another request, or its secret was used already.
    IdempotencyKeyUsed = "idempotency_key_used", 409;
    /// It was changed since it was read: read it again.
    VersionMismatch = "version_mismatch", 412;
    /// The body is too large.
    TooLarge = "too_large", 413;
    /// The body's content type is not what the endpoint takes.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// Too many attempts; `Retry-After` says when.
    TooManyRequests = "too_many_requests", 429;
    /// The server failed; the log has the cause under the request ID.
    Internal = "internal", 500;
    /// The database is out of reach or the server has more to do than it can; `Retry-After` says when.
    Unavailable = "unavailable", 503;
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Ok(Self::parse(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip_and_are_distinct() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::parse(code.as_str()), *code);
            assert!((400..600).contains(&code.status()));
        }
        let mut texts: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), ErrorCode::ALL.len());
    }

    #[test]
    fn a_code_of_a_newer_server_is_unknown_not_an_error() {
        let body: ErrorBody =
            serde_json::from_str(r#"{"code":418,"message":"no","error":"teapot"}"#).unwrap();
        assert_eq!(body.error, Some(ErrorCode::Unknown));
    }
}

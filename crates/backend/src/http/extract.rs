//! Bodies, path segments and queries, read so that an error names the field.

use std::{fmt::Display, str::FromStr};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;
use shared::ErrorCode;

use super::ApiError;

/// A JSON body. Accepts one without a `Content-Type`, and an empty one as `{}`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = require_json(request.headers());
        let body = Body::from_request(request, state).await?;
        // Some clients name a type for no body at all.
        if !body.0.is_empty() {
            is_json?;
        }
        parse(&body.0).map(Self)
    }
}

/// A whole body, within the limit.
pub struct Body(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Bytes::from_request(request, state)
            .await
            .map(Self)
            .map_err(|rejection| {
                if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                    ApiError::new(ErrorCode::TooLarge, "The body is larger than 64 KiB.")
                } else {
                    ApiError::new(
                        ErrorCode::MalformedBody,
                        "The body broke off before its end.",
                    )
                }
            })
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(content_type.as_bytes());
    let media_type = text.split(';').next().unwrap_or_default().trim();
    let lower = media_type.to_ascii_lowercase();
    if lower == "application/json"
        || (lower.starts_with("application/") && lower.ends_with("+json"))
    {
        Ok(())
    } else {
        Err(ApiError::new(
            ErrorCode::UnsupportedMediaType,
            "Send the body as application/json.",
        ))
    }
}

/// Parses JSON into what an endpoint takes.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = body.trim_ascii();
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, error.inner())
    })?;
    json.end().map_err(|error| describe(".", &error))?;
    Ok(value)
}

fn describe(path: &str, error: &serde_json::Error) -> ApiError {
    let text = error.to_string();
    // serde_json ends its messages with where in the text it stopped.
    let message = text.split(" at line ").next().unwrap_or(&text);
    if !error.is_data() {
        return ApiError::new(
            ErrorCode::MalformedBody,
            format!("The body is not JSON: {text}."),
        );
    }
    if let Some(field) = between_backticks(message, "missing field ") {
        return ApiError::new(
            ErrorCode::MalformedBody,
            format!("The field {field} is missing."),
        )
        .on(field);
    }
    if let Some(field) = between_backticks(message, "duplicate field ") {
        return ApiError::new(
            ErrorCode::MalformedBody,
            format!("The field {field} is there twice."),
        )
        .on(field);
    }
    let field = path.trim_start_matches('.');
    let wrong_type = message.starts_with("invalid type")
        || message.starts_with("invalid value")
        || message.starts_with("invalid length");
    let code = match field {
        _ if wrong_type => ErrorCode::MalformedBody,
        "name" | "organisation" => ErrorCode::InvalidName,
        "email" => ErrorCode::InvalidEmail,
        _ => ErrorCode::InvalidValue,
    };
    if field.is_empty() {
        return ApiError::new(
            ErrorCode::MalformedBody,
            format!("The body is not what this call takes: {message}."),
        );
    }
    let message = if wrong_type || message.starts_with("unknown variant") {
        format!("The field {field} can't be that: {message}.")
    } else {
        message.to_owned()
    };
    ApiError::new(code, message).on(field)
}

fn between_backticks<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message
        .strip_prefix(start)?
        .strip_prefix('`')?
        .split('`')
        .next()
}

/// The path's `{id}`.
pub struct Id(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Path::<String>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| ApiError::invalid("id", "The id in the path is not UTF-8."))
    }
}

/// The query's parameters. Unknown ones are ignored; of repeated ones the last counts.
#[derive(Debug, Default)]
pub struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = ApiError;

    #[expect(clippy::disallowed_types, reason = "the one place that reads queries")]
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        axum::extract::Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|_| {
                ApiError::new(
                    ErrorCode::InvalidValue,
                    "The query is not form-urlencoded UTF-8.",
                )
            })
    }
}

impl Query {
    /// Of these parameters, for tests of what reads them.
    #[cfg(test)]
    pub(crate) fn of(parameters: &[(&str, &str)]) -> Self {
        let owned = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Self(owned.collect())
    }

    /// A parameter that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rfind(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A parameter of a type.
    pub fn parsed<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, ApiError> {
        self.get(name)
            .map(|text| {
                text.parse().map_err(|_| {
                    ApiError::invalid(name, format!("The parameter {name} must be {expected}."))
                })
            })
            .transpose()
    }

    /// A whole number within bounds.
    pub fn number<T: FromStr + PartialOrd + Display + Copy>(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<T>,
        default: T,
    ) -> Result<T, ApiError> {
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        match self.parsed::<T>(name, &expected)? {
            None => Ok(default),
            Some(number) if bounds.contains(&number) => Ok(number),
            Some(_) => Err(ApiError::invalid(
                name,
                format!("The parameter {name} must be {expected}."),
            )),
        }
    }

    /// A yes or no.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        Ok(self.parsed(name, "true or false")?.unwrap_or(false))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use shared::Name;

    use super::*;

    #[derive(Deserialize, Debug)]
    #[expect(dead_code, reason = "only parsed")]
    struct Body {
        name: Name,
        #[serde(default)]
        inner: Vec<Inner>,
    }

    #[derive(Deserialize, Debug)]
    #[expect(dead_code, reason = "only parsed")]
    struct Inner {
        count: u8,
    }

    #[test]
    fn errors_name_the_field() {
        for (json, code, field) in [
            (r"{", ErrorCode::MalformedBody, None),
            (r"[]", ErrorCode::MalformedBody, None),
            (r"{}", ErrorCode::MalformedBody, Some("name")),
            ("", ErrorCode::MalformedBody, Some("name")),
            (r#"{"name":7}"#, ErrorCode::MalformedBody, Some("name")),
            (r#"{"name":" "}"#, ErrorCode::InvalidName, Some("name")),
            (r#"{"name":"a"} x"#, ErrorCode::MalformedBody, None),
            (
                r#"{"name":"a","inner":[{"count":300}]}"#,
                ErrorCode::MalformedBody,
                Some("inner[0].count"),
            ),
        ] {
            let error = parse::<Body>(json.as_bytes()).unwrap_err();
            assert_eq!(
                (error.code, error.field.as_deref()),
                (code, field),
                "{json}"
            );
        }
    }
}

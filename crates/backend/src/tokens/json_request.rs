//! Token requests of the compatible API: JSON, names without regard to case. Pure.

use zeroize::Zeroizing;

use super::request::ClientCredentials;

/// A JSON token request that can't be read: 400 in the API's own error body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonRequestError {
    /// The field at fault, where there is one.
    pub field: Option<&'static str>,
    /// What is wrong and what to send.
    pub message: String,
}

impl JsonRequestError {
    fn new(field: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// Reads `{"grantType":"client_credentials","clientId","clientSecret"}` or
/// `{"grantType":"app_token","AppId","AppSecret"}`. Names are matched without regard to case; unknown ones are ignored.
pub fn parse_json(body: &[u8]) -> Result<ClientCredentials, JsonRequestError> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|_| {
            JsonRequestError::new(
                None,
                "the body is not a JSON object with grantType and the credentials",
            )
        })?;
    let field = |name: &'static str| text_field(&object, name);
    let (id, secret) = match field("grantType")?.as_str() {
        "client_credentials" => ("clientId", "clientSecret"),
        "app_token" => ("appId", "appSecret"),
        _ => {
            return Err(JsonRequestError::new(
                Some("grantType"),
                "grantType is neither client_credentials nor app_token",
            ));
        }
    };
    Ok(ClientCredentials::new(&field(id)?, &field(secret)?))
}

fn text_field(
    object: &serde_json::Map<String, serde_json::Value>,
    name: &'static str,
) -> Result<Zeroizing<String>, JsonRequestError> {
    let refused = |what: &str| Err(JsonRequestError::new(Some(name), format!("{name} {what}")));
    let mut values = object
        .iter()
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value);
    match (values.next(), values.next()) {
        (Some(serde_json::Value::String(text)), None) if !text.is_empty() => {
            Ok(Zeroizing::new(text.clone()))
        }
        (None | Some(serde_json::Value::Null), None) => refused("is missing"),
        (Some(serde_json::Value::String(_)), None) => refused("is empty"),
        (_, None) => refused("is not a text"),
        (_, Some(_)) => refused("is there twice"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secrets::format::ClientSecret;

    #[test]
    fn json_requests() {
        let secret = ClientSecret::from_entropy([7; 32]).expose().to_owned();
        let outcome = |body: &str| match parse_json(body.replace("SECRET", &secret).as_bytes()) {
            Ok(c) => format!(
                "{} {}",
                c.client_id,
                if c.client_secret.is_some() {
                    "ok"
                } else {
                    "no secret"
                }
            ),
            Err(error) => format!("{}: {error}", error.field.unwrap_or("-")),
        };
        for (body, expected) in [
            (
                r#"{"grantType":"client_credentials","clientId":"ci-1","clientSecret":"SECRET"}"#,
                "ci-1 ok",
            ),
            (
                r#"{"GRANTTYPE":"client_credentials","clientID":"ci-1","clientsecret":"SECRET","x":[1]}"#,
                "ci-1 ok",
            ),
            (
                r#"{"grantType":"app_token","AppId":"ci-1","AppSecret":"SECRET"}"#,
                "ci-1 ok",
            ),
            (
                r#"{"grantType":"app_token","appID":"ci-1","appSecret":"SECRET"}"#,
                "ci-1 ok",
            ),
            (
                r#"{"grantType":"app_token","appID":"ci-1","appSecret":"guess"}"#,
                "ci-1 no secret",
            ),
            (
                "",
                "-: the body is not a JSON object with grantType and the credentials",
            ),
            (
                "[]",
                "-: the body is not a JSON object with grantType and the credentials",
            ),
            ("{}", "grantType: grantType is missing"),
            (r#"{"grantType":1}"#, "grantType: grantType is not a text"),
            (
                r#"{"grantType":"password"}"#,
                "grantType: grantType is neither client_credentials nor app_token",
            ),
            (
                r#"{"grantType":"app_token","clientId":"ci-1","clientSecret":"SECRET"}"#,
                "appId: appId is missing",
            ),
            (
                r#"{"grantType":"app_token","appId":"","appSecret":"SECRET"}"#,
                "appId: appId is empty",
            ),
            (
                r#"{"grantType":"app_token","appId":"a","appID":"b","appSecret":"SECRET"}"#,
                "appId: appId is there twice",
            ),
            (
                r#"{"grantType":"client_credentials","clientId":null,"clientSecret":"SECRET"}"#,
                "clientId: clientId is missing",
            ),
        ] {
            assert_eq!(outcome(body), expected, "{body}");
        }
    }

    proptest! {
        #[test]
        fn anything_at_all_is_answered(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_json(&body);
        }
    }
}

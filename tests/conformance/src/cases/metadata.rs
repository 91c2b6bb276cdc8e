//! RFC 8414.

use serde_json::Value;

use crate::{
    case::{Case, Finding, Level},
    target::{Exchange, Target},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "metadata",
            "RFC 8414 §3.2",
            Level::Must,
            "the document is 200 and application/json",
            |_, it| Some(it.status() == 200 && it.answer()?.media_type() == "application/json"),
        ),
        case(
            "metadata-issuer",
            "RFC 8414 §2",
            Level::Must,
            "issuer is an address without query and fragment",
            |_, it| {
                let issuer = text(&it.json(), "issuer")?;
                Some(issuer.contains("://") && !issuer.contains(['?', '#']))
            },
        ),
        case(
            "metadata-place",
            "RFC 8414 §3",
            Level::Must,
            "it lies at the issuer's well-known address",
            |on, it| {
                // An OpenID provider's document lies where its own standard says (section 5).
                let issuer = text(&it.json(), "issuer")?;
                let url = on.metadata.as_deref()?;
                let (scheme, rest) = issuer.split_once("://")?;
                let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                let path = path.trim_end_matches('/');
                Some(
                    url == format!(
                        "{scheme}://{host}/.well-known/oauth-authorization-server{path}"
                    ) || url
                        == format!(
                            "{}/.well-known/openid-configuration",
                            issuer.trim_end_matches('/')
                        ),
                )
            },
        ),
        case(
            "metadata-token-endpoint",
            "RFC 8414 §2",
            Level::Must,
            "token_endpoint is the token endpoint",
            |on, it| Some(it.json()["token_endpoint"] == *on.token),
        ),
        case(
            "metadata-response-types",
            "RFC 8414 §2",
            Level::Must,
            "response_types_supported is a list",
            |_, it| Some(it.json()["response_types_supported"].is_array()),
        ),
        case(
            "metadata-grant-types",
            "RFC 8414 §2",
            Level::Must,
            "grant_types_supported has client_credentials",
            |_, it| {
                Some(lists(
                    &it.json(),
                    "grant_types_supported",
                    "client_credentials",
                ))
            },
        ),
        case(
            "metadata-authentication",
            "RFC 8414 §2",
            Level::Must,
            "token_endpoint_auth_methods_supported has client_secret_basic, or is left out",
            |_, it| {
                let name = "token_endpoint_auth_methods_supported";
                Some(it.json()[name].is_null() || lists(&it.json(), name, "client_secret_basic"))
            },
        ),
        case(
            "metadata-keys",
            "RFC 8414 §2",
            Level::May,
            "jwks_uri names the public keys",
            |on, it| Some(it.json()["jwks_uri"] == *on.jwks.as_deref()?),
        ),
        case(
            "metadata-introspection",
            "RFC 8414 §2",
            Level::May,
            "introspection_endpoint is the introspection endpoint",
            |on, it| Some(it.json()["introspection_endpoint"] == *on.introspection.as_deref()?),
        ),
        case(
            "metadata-revocation",
            "RFC 8414 §2",
            Level::May,
            "revocation_endpoint is the revocation endpoint",
            |on, it| Some(it.json()["revocation_endpoint"] == *on.revocation.as_deref()?),
        ),
        case(
            "metadata-no-empty-lists",
            "RFC 8414 §3.2",
            Level::Must,
            "no list is empty, but for the response types that are required",
            |_, it| {
                let document = it.json();
                Some(document.as_object()?.iter().all(|(name, value)| {
                    name == "response_types_supported"
                        || value.as_array().is_none_or(|list| !list.is_empty())
                }))
            },
        ),
    ]
}

fn case(
    id: &str,
    section: &'static str,
    level: Level,
    title: &str,
    holds: fn(&Target, &Exchange) -> Option<bool>,
) -> Case {
    let expected = title.to_owned();
    Case::new(id, section, level, title, move |on| match &on.metadata {
        None => Finding::not_applicable("no metadata"),
        Some(url) => {
            let exchange = on.request("GET", url).send();
            let holds = holds(on, &exchange).unwrap_or(false);
            Finding::of(&exchange, &*expected, holds)
        }
    })
}

fn text(document: &Value, name: &str) -> Option<String> {
    document[name].as_str().map(str::to_owned)
}

/// Whether a list of the document has a word.
pub(super) fn lists(document: &Value, name: &str, word: &str) -> bool {
    document[name]
        .as_array()
        .is_some_and(|list| list.iter().any(|each| each == word))
}

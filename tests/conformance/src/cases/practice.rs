//! RFC 9700, as far as it speaks of this grant and shows from outside.

use std::fmt::Write as _;

use serde_json::Value;

use super::metadata::lists;
use crate::{
    case::{Case, Finding, Level},
    jwt,
    target::{Exchange, GRANT, Target},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "no-password-grant",
            "RFC 9700 §2.4",
            Level::Must,
            "the grant with a person's password is not there",
            |on| {
                let form = [
                    ("grant_type", "password"),
                    ("username", "a"),
                    ("password", "b"),
                ];
                let exchange = on.ask().basic(&on.client).form(&form).send();
                // A server that looked at the password knows the grant.
                let holds =
                    (400..=403).contains(&exchange.status()) && exchange.error() != "invalid_grant";
                Finding::of(
                    &exchange,
                    "400 unsupported_grant_type or unauthorized_client",
                    holds,
                )
            },
        ),
        Case::new(
            "audience",
            "RFC 9700 §2.3",
            Level::Should,
            "access tokens are for an audience",
            |on| {
                let exchange = on.good(&on.client);
                let token = exchange.json()["access_token"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                let audience = jwt::parse(&token)
                    .map(|it| it.claims["aud"].clone())
                    .or_else(|| {
                        Some(
                            on.introspected(on.introspection.as_ref()?, &token).json()["aud"]
                                .clone(),
                        )
                    });
                match audience {
                    None => Finding::not_applicable(
                        "its tokens are no JWTs, and there is no introspection",
                    ),
                    Some(audience) => Finding::of(
                        &exchange,
                        "aud in the token or in introspection",
                        !audience.is_null(),
                    ),
                }
            },
        ),
        Case::new(
            "metadata-published",
            "RFC 9700 §2.6",
            Level::Should,
            "there is metadata",
            |on| match &on.metadata {
                None => Finding::of(&on.good(&on.client), "a metadata document", false),
                Some(url) => {
                    let exchange = on.request("GET", url).send();
                    Finding::of(&exchange, "200", exchange.status() == 200)
                }
            },
        ),
        announced(
            "sender-constrained",
            "RFC 9700 §2.2.1",
            "tokens can be bound to their sender (DPoP or mutual TLS)",
            |document| {
                document["dpop_signing_alg_values_supported"].is_array()
                    || document["tls_client_certificate_bound_access_tokens"] == true
            },
        ),
        announced(
            "asymmetric-authentication",
            "RFC 9700 §2.5",
            "clients can authenticate without a shared secret",
            |document| {
                [
                    "private_key_jwt",
                    "tls_client_auth",
                    "self_signed_tls_client_auth",
                ]
                .iter()
                .any(|method| lists(document, "token_endpoint_auth_methods_supported", method))
            },
        ),
        Case::new(
            "unknown-as-wrong",
            "no RFC",
            Level::May,
            "an unknown client is answered as a wrong secret is",
            |on| {
                let wrong = refused(on, &format!("{}:wrong", on.client.id));
                let unknown = refused(on, "no-such-client-000000:wrong");
                let body = |it: &Exchange| {
                    it.answer()
                        .map(|answer| (answer.status, answer.body.clone()))
                };
                let mut finding = Finding::of(
                    &unknown,
                    "the same status and body",
                    body(&wrong) == body(&unknown),
                );
                let _ = write!(finding.got, "; wrong secret: {}", wrong.got());
                finding
            },
        ),
    ]
}

fn refused(on: &Target, credentials: &str) -> Exchange {
    on.ask()
        .basic_text("Basic", credentials)
        .form(&on.with_parameters(&[GRANT]))
        .send()
}

/// What shows only in the metadata.
fn announced(id: &str, section: &'static str, title: &str, holds: fn(&Value) -> bool) -> Case {
    Case::new(id, section, Level::Should, title, move |on| {
        match &on.metadata {
            None => Finding::not_applicable("no metadata"),
            Some(url) => {
                let exchange = on.request("GET", url).send();
                Finding::of(
                    &exchange,
                    "announced in the metadata",
                    holds(&exchange.json()),
                )
            }
        }
    })
}

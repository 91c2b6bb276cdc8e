//! RFC 7662.

use serde_json::json;

use crate::{
    case::{Case, Finding, Level},
    jwt,
    target::Target,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "introspect-active",
            "RFC 7662 §2.2",
            Level::Must,
            "a good token is active",
            |on, url| {
                let exchange = on.introspected(url, &token(on)?);
                let holds = exchange.status() == 200 && exchange.json()["active"] == true;
                Some(Finding::of(&exchange, "200, active true", holds))
            },
        ),
        case(
            "introspect-json",
            "RFC 7662 §2.2",
            Level::Must,
            "the answer is application/json",
            |on, url| {
                let exchange = on.introspected(url, &token(on)?);
                let holds = exchange
                    .answer()
                    .is_some_and(|answer| answer.media_type() == "application/json");
                Some(Finding::of(&exchange, "application/json", holds))
            },
        ),
        case(
            "introspect-client",
            "RFC 7662 §2.2",
            Level::May,
            "it names the client_id",
            |on, url| {
                let exchange = on.introspected(url, &token(on)?);
                Some(Finding::of(
                    &exchange,
                    "client_id",
                    exchange.json()["client_id"] == *on.client.id,
                ))
            },
        ),
        case(
            "introspect-expiry",
            "RFC 7662 §2.2",
            Level::May,
            "it says when the token expires",
            |on, url| {
                let exchange = on.introspected(url, &token(on)?);
                Some(Finding::of(
                    &exchange,
                    "exp, a number",
                    exchange.json()["exp"].is_u64(),
                ))
            },
        ),
        case(
            "introspect-same-claims",
            "RFC 7662 §2.2",
            Level::Should,
            "what it says is what the token says",
            |on, url| {
                let token = token(on)?;
                let claims = jwt::parse(&token)?.claims;
                let exchange = on.introspected(url, &token);
                let said = exchange.json();
                if said["active"] != true {
                    return None;
                }
                let holds = ["iss", "sub", "exp", "iat", "jti", "client_id"]
                    .iter()
                    .all(|name| said[name].is_null() || said[name] == claims[name]);
                Some(Finding::of(
                    &exchange,
                    "equal iss, sub, exp, iat, jti, client_id",
                    holds,
                ))
            },
        ),
        case(
            "introspect-garbage",
            "RFC 7662 §2.2",
            Level::Must,
            "what is no token is inactive, and no error",
            |on, url| {
                let exchange = on.introspected(url, "no-token-of-this-server");
                let holds = exchange.status() == 200 && exchange.json()["active"] == false;
                Some(Finding::of(&exchange, "200, active false", holds))
            },
        ),
        case(
            "introspect-inactive-alone",
            "RFC 7662 §2.2",
            Level::Should,
            "of an inactive token nothing more is said",
            |on, url| {
                let exchange = on.introspected(url, "no-token-of-this-server");
                Some(Finding::of(
                    &exchange,
                    "{\"active\": false}",
                    exchange.json() == json!({"active": false}),
                ))
            },
        ),
        case(
            "introspect-mangled",
            "RFC 7662 §4",
            Level::Must,
            "a token with a mangled signature is inactive",
            |on, url| {
                let token = token(on)?;
                let at = token.len().checked_sub(10)?;
                let letter = if token.as_bytes().get(at) == Some(&b'A') {
                    "B"
                } else {
                    "A"
                };
                let mangled = format!("{}{letter}{}", token.get(..at)?, token.get(at + 1..)?);
                let exchange = on.introspected(url, &mangled);
                Some(Finding::of(
                    &exchange,
                    "active false",
                    exchange.json()["active"] == false,
                ))
            },
        ),
        case(
            "introspect-anonymous",
            "RFC 7662 §2.1",
            Level::Must,
            "who does not authenticate learns nothing",
            |on, url| {
                let exchange = on
                    .request("POST", url)
                    .form(&[("token", &token(on)?)])
                    .send();
                let holds =
                    (400..=403).contains(&exchange.status()) && exchange.json()["active"].is_null();
                Some(Finding::of(&exchange, "401", holds))
            },
        ),
        case(
            "introspect-wrong-secret",
            "RFC 7662 §2.3",
            Level::Must,
            "wrong credentials are 401",
            |on, url| {
                let text = format!("{}:wrong", on.client.id);
                let exchange = on
                    .request("POST", url)
                    .basic_text("Basic", &text)
                    .form(&[("token", &token(on)?)])
                    .send();
                Some(Finding::of(&exchange, "401", exchange.status() == 401))
            },
        ),
        case(
            "introspect-nothing",
            "RFC 7662 §2.1",
            Level::Should,
            "a missing token is invalid_request",
            |on, url| {
                let exchange = on.request("POST", url).basic(&on.client).form(&[]).send();
                Some(Finding::of(
                    &exchange,
                    "400 invalid_request",
                    exchange.refused(&[400], &["invalid_request"]),
                ))
            },
        ),
        case(
            "introspect-unknown-hint",
            "RFC 7662 §2.1",
            Level::Must,
            "with an unknown token_type_hint the token is found all the same",
            |on, url| {
                let form = [
                    ("token", &*token(on)?),
                    ("token_type_hint", "refresh_token"),
                ];
                let exchange = on.request("POST", url).basic(&on.client).form(&form).send();
                Some(Finding::of(
                    &exchange,
                    "active true",
                    exchange.json()["active"] == true,
                ))
            },
        ),
    ]
}

fn case(
    id: &str,
    section: &'static str,
    level: Level,
    title: &str,
    run: fn(&Target, &str) -> Option<Finding>,
) -> Case {
    Case::new(id, section, level, title, move |on| {
        match &on.introspection {
            None => Finding::not_applicable("no introspection endpoint"),
            Some(url) => run(on, url)
                .unwrap_or_else(|| Finding::not_applicable("needs an active token that is a JWT"))
                .of_a_kind_that_is_supported(),
        }
    })
}

fn token(on: &Target) -> Option<String> {
    on.fresh_token(&on.client)
}

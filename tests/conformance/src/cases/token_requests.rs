//! RFC 6749 sections 2.3, 3.2 and 3.3: what a token endpoint takes and what it refuses.

use crate::{
    case::{Case, Finding, Level},
    target::{GRANT, Target, form_encode},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new(
            "own-client-id",
            "RFC 6749 §3.2.1",
            Level::Should,
            "client_id beside Basic is allowed, if it is the same",
            |on| {
                let form = on.with_parameters(&[GRANT, ("client_id", &on.client.id)]);
                let exchange = on.ask().basic(&on.client).form(&form).send();
                Finding::of(&exchange, "200", exchange.status() == 200)
            },
        ),
        Case::new(
            "other-client-id",
            "RFC 6749 §3.2.1",
            Level::Should,
            "another client_id beside Basic is refused",
            |on| {
                let form = on.with_parameters(&[GRANT, ("client_id", "another-client")]);
                let exchange = on.ask().basic(&on.client).form(&form).send();
                let holds = exchange.refused(&[400, 401], &["invalid_request", "invalid_client"]);
                Finding::of(
                    &exchange,
                    "400 invalid_request or 401 invalid_client",
                    holds,
                )
            },
        ),
        Case::new(
            "id-without-secret",
            "RFC 6749 §4.4.2",
            Level::Must,
            "a client ID alone is no authentication",
            |on| {
                let form = on.with_parameters(&[GRANT, ("client_id", &on.client.id)]);
                let exchange = on.ask().form(&form).send();
                let holds =
                    exchange.refused(&[400, 401], &["invalid_client", "unauthorized_client"]);
                Finding::of(&exchange, "400 or 401 invalid_client", holds)
            },
        ),
        Case::new(
            "other-scheme",
            "RFC 6749 §5.2",
            Level::Must,
            "a scheme that is not offered gets no token",
            |on| {
                let exchange = on
                    .ask()
                    .authorization("Bearer abc".to_owned())
                    .form(&on.with_parameters(&[GRANT]))
                    .send();
                let holds = exchange.refused(&[401], &["invalid_client"])
                    && exchange
                        .answer()
                        .is_some_and(|answer| answer.headers("www-authenticate").next().is_some())
                    || exchange.refused(&[400], &["invalid_request", "invalid_client"]);
                Finding::of(
                    &exchange,
                    "401 invalid_client with a challenge, or 400",
                    holds,
                )
            },
        ),
        Case::new(
            "secret-in-query",
            "RFC 6749 §2.3.1",
            Level::Must,
            "credentials in the address get no token",
            |on| {
                let query = format!(
                    "client_id={}&client_secret={}",
                    form_encode(&on.client.id),
                    form_encode(&on.client.secret)
                );
                let url = with_query(&on.token, &query);
                let exchange = on
                    .request("POST", &url)
                    .form(&on.with_parameters(&[GRANT]))
                    .send();
                Finding::of(&exchange, "no token", no_token(&exchange))
            },
        ),
        Case::new(
            "grant-in-query",
            "RFC 6749 §4.4.2",
            Level::Should,
            "parameters are taken from the body alone",
            |on| {
                let url = with_query(&on.token, "grant_type=client_credentials");
                let exchange = on.request("POST", &url).basic(&on.client).form(&[]).send();
                Finding::of(&exchange, "no token", no_token(&exchange))
            },
        ),
        Case::new(
            "get",
            "RFC 6749 §3.2",
            Level::Must,
            "GET gets no token",
            |on| {
                let query: Vec<String> = on
                    .with_parameters(&[GRANT])
                    .iter()
                    .map(|(name, value)| format!("{name}={}", form_encode(value)))
                    .collect();
                let exchange = on
                    .request("GET", &with_query(&on.token, &query.join("&")))
                    .basic(&on.client)
                    .send();
                Finding::of(
                    &exchange,
                    "no token",
                    no_token(&exchange) && exchange.status() >= 400,
                )
            },
        ),
        Case::new(
            "repeated-grant",
            "RFC 6749 §3.2",
            Level::Must,
            "a repeated grant_type is invalid_request",
            |on| repeated(on, &[GRANT, GRANT]),
        ),
        Case::new(
            "repeated-scope",
            "RFC 6749 §3.2",
            Level::Must,
            "a repeated scope is invalid_request",
            |on| repeated(on, &[GRANT, ("scope", "a"), ("scope", "b")]),
        ),
        Case::new(
            "bad-percent",
            "RFC 6749 §5.2",
            Level::Should,
            "a broken percent code is not taken for something else",
            |on| {
                let exchange = raw(on, b"grant_type=client_credential%7");
                let holds =
                    exchange.refused(&[400], &["invalid_request", "unsupported_grant_type"]);
                Finding::of(
                    &exchange,
                    "400 invalid_request or unsupported_grant_type",
                    holds,
                )
            },
        ),
        Case::new(
            "not-utf8",
            "RFC 6749 §5.2",
            Level::Should,
            "a body that is not UTF-8 is refused as a client's fault",
            |on| {
                let exchange = raw(on, b"grant_type=\xff\xfe");
                let holds =
                    exchange.refused(&[400], &["invalid_request", "unsupported_grant_type"]);
                Finding::of(
                    &exchange,
                    "400 invalid_request or unsupported_grant_type",
                    holds,
                )
            },
        ),
        Case::new(
            "no-content-type",
            "RFC 6749 §5.2",
            Level::May,
            "a body without a media type is invalid_request",
            |on| {
                let exchange = on
                    .ask()
                    .basic(&on.client)
                    .body(None, b"grant_type=client_credentials")
                    .send();
                Finding::of(
                    &exchange,
                    "400 invalid_request",
                    exchange.refused(&[400], &["invalid_request"]),
                )
            },
        ),
        Case::new(
            "long-parameter",
            "RFC 6749 §3.2",
            Level::Should,
            "100 KB of an unknown parameter are ignored or refused, not failed on",
            |on| {
                let long = "x".repeat(100_000);
                let exchange = on
                    .ask()
                    .basic(&on.client)
                    .form(&on.with_parameters(&[GRANT, ("x", &long)]))
                    .send();
                let holds = exchange.status() == 200 || (400..500).contains(&exchange.status());
                Finding::of(&exchange, "200 or 4xx", holds)
            },
        ),
        Case::new(
            "scope-malformed",
            "RFC 6749 §3.3",
            Level::Should,
            "a scope with a forbidden character is invalid_scope",
            |on| {
                let exchange = on
                    .ask()
                    .basic(&on.client)
                    .form(&[GRANT, ("scope", "a\"b")])
                    .send();
                let holds = exchange.refused(&[400], &["invalid_scope", "invalid_request"]);
                Finding::of(&exchange, "400 invalid_scope", holds)
            },
        ),
        Case::new(
            "scope-unknown",
            "RFC 6749 §3.3",
            Level::Must,
            "an unknown scope is refused, or the answer says which was granted",
            unknown_scope,
        ),
    ]
}

/// Ignoring a scope is allowed, keeping quiet about it is not: without `scope` in the answer what was asked for counts as
/// granted. That goes for servers without scopes too.
fn unknown_scope(on: &Target) -> Finding {
    const SCOPE: &str = "conformance-unknown";
    let form = [GRANT, ("scope", SCOPE)];
    let exchange = on.ask().basic(&on.client).form(&form).send();
    let granted_less = exchange.status() == 200
        && exchange.json()["scope"]
            .as_str()
            .is_some_and(|scope| scope.split(' ').all(|word| word != SCOPE));
    let holds = granted_less || exchange.status() == 400;
    Finding::of(
        &exchange,
        "400 invalid_scope, or 200 with the granted scope",
        holds,
    )
}

fn repeated(on: &Target, pairs: &[(&str, &str)]) -> Finding {
    let form = on.with_parameters(pairs);
    let exchange = on.ask().basic(&on.client).form(&form).send();
    Finding::of(
        &exchange,
        "400 invalid_request",
        exchange.refused(&[400], &["invalid_request"]),
    )
}

fn raw(on: &Target, body: &[u8]) -> crate::target::Exchange {
    on.ask()
        .basic(&on.client)
        .body(Some("application/x-www-form-urlencoded"), body)
        .send()
}

fn with_query(url: &str, query: &str) -> String {
    format!("{url}{}{query}", if url.contains('?') { '&' } else { '?' })
}

fn no_token(exchange: &crate::target::Exchange) -> bool {
    exchange.status() != 0 && exchange.json()["access_token"].is_null()
}

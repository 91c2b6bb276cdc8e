//! The cases of `tests/cases/cases.json`: faults of other servers, seen in public reports. The file says what is sent and
//! expected; here is what the RFC makes of it, where that is milder.

use std::fmt::Write as _;

use serde_json::Value;

use crate::{
    case::{Case, Finding, Level},
    target::{Exchange, Target, percent},
};

const RFC_2_3_1: &str = "RFC 6749 §2.3.1";
const RFC_3_2: &str = "RFC 6749 §3.2";
const RFC_5_2: &str = "RFC 6749 §5.2";

/// A case of the file: its id, section, level, and what should hold.
const KNOWN: &[(&str, &str, Level, &str)] = &[
    (
        "basic-ok",
        RFC_2_3_1,
        Level::Must,
        "a client authenticates by HTTP Basic",
    ),
    (
        "post-ok",
        RFC_2_3_1,
        Level::May,
        "a client authenticates in the body",
    ),
    (
        "scheme-lower",
        "RFC 9110 §11.1",
        Level::Must,
        "the scheme may be written `basic`",
    ),
    (
        "scheme-upper",
        "RFC 9110 §11.1",
        Level::Must,
        "the scheme may be written `BASIC`",
    ),
    (
        "charset",
        "RFC 9110 §8.3.1",
        Level::Must,
        "the media type may have a charset",
    ),
    (
        "charset-space-case",
        "RFC 9110 §8.3.1",
        Level::Must,
        "the media type's case and spaces don't matter",
    ),
    (
        "json-body",
        RFC_5_2,
        Level::Should,
        "a JSON body is invalid_request",
    ),
    (
        "basic-no-colon",
        RFC_5_2,
        Level::Must,
        "Basic without a colon is invalid_client or invalid_request",
    ),
    (
        "basic-not-base64",
        RFC_5_2,
        Level::Must,
        "Basic that is not base64 is invalid_client or invalid_request",
    ),
    (
        "basic-empty",
        RFC_5_2,
        Level::Must,
        "Basic with nothing in it is invalid_client or invalid_request",
    ),
    (
        "basic-empty-user",
        RFC_5_2,
        Level::Must,
        "Basic without a client ID is invalid_client or invalid_request",
    ),
    (
        "basic-empty-password",
        RFC_5_2,
        Level::Must,
        "Basic without a secret is invalid_client or invalid_request",
    ),
    (
        "percent-encoded",
        RFC_2_3_1,
        Level::Must,
        "both halves of Basic are form-decoded",
    ),
    (
        "plus-is-space",
        "RFC 6749 §B",
        Level::Must,
        "a `+` in Basic is a space, and not part of the secret",
    ),
    (
        "empty-scope",
        RFC_3_2,
        Level::Must,
        "an empty scope counts as absent",
    ),
    (
        "empty-grant-type",
        RFC_3_2,
        Level::Must,
        "an empty grant_type counts as missing",
    ),
    (
        "unknown-parameter",
        RFC_3_2,
        Level::Must,
        "an unknown parameter is ignored",
    ),
    (
        "two-methods",
        RFC_5_2,
        Level::Should,
        "authentication by two methods at once is invalid_request",
    ),
    (
        "grant-missing",
        RFC_5_2,
        Level::Must,
        "a missing grant_type is invalid_request",
    ),
    (
        "body-empty",
        RFC_5_2,
        Level::Must,
        "an empty body is invalid_request",
    ),
    (
        "grant-unknown",
        RFC_5_2,
        Level::Must,
        "an unknown grant type is unsupported_grant_type",
    ),
    (
        "wrong-secret-header",
        RFC_5_2,
        Level::Must,
        "a wrong secret in the header is invalid_client, 401 with a challenge",
    ),
    (
        "unknown-client-header",
        RFC_5_2,
        Level::Must,
        "an unknown client in the header is invalid_client, 401 with a challenge",
    ),
    (
        "wrong-secret-body",
        RFC_5_2,
        Level::Must,
        "a wrong secret in the body is invalid_client",
    ),
    (
        "no-credentials",
        RFC_5_2,
        Level::Must,
        "no client authentication is invalid_client",
    ),
];

/// A header that can't be read is a failed authentication or a malformed request; section 5.2 has a code for each.
const UNREADABLE: [&str; 5] = [
    "basic-no-colon",
    "basic-not-base64",
    "basic-empty",
    "basic-empty-user",
    "basic-empty-password",
];

/// Section 5.2 leaves the status to the server where the header was not used.
const EITHER_STATUS: [&str; 2] = ["wrong-secret-body", "no-credentials"];

pub(super) fn cases() -> Vec<Case> {
    let all: Value =
        serde_json::from_str(include_str!("../../../cases/cases.json")).unwrap_or_default();
    let of_the_file = all["token"].as_array().cloned().unwrap_or_default();
    of_the_file
        .into_iter()
        .filter_map(|case| {
            let (id, section, level, title) = KNOWN.iter().find(|(id, ..)| case["id"] == *id)?;
            Some(Case::new(id, section, *level, title, move |target| {
                run(target, &case)
            }))
        })
        .collect()
}

fn run(target: &Target, case: &Value) -> Finding {
    if case["id"] == "empty-scope" && target.parameters.iter().any(|(name, _)| name == "scope") {
        return Finding::not_applicable("it gives no token without a scope");
    }
    let exchange = send(target, &case["request"]);
    let expect = &case["expect"];
    let mut statuses = vec![
        expect["status"]
            .as_u64()
            .and_then(|it| u16::try_from(it).ok())
            .unwrap_or_default(),
    ];
    if EITHER_STATUS.iter().any(|id| case["id"] == *id) {
        statuses.push(400);
    }
    let mut expected = statuses
        .iter()
        .map(u16::to_string)
        .collect::<Vec<_>>()
        .join(" or ");
    let mut holds = statuses.contains(&exchange.status());
    if let Some(error) = expect["error"].as_str() {
        let _ = write!(expected, " {error}");
        holds &= exchange.error() == error;
    } else if statuses == [200] {
        holds &= exchange.json()["access_token"].is_string();
    }
    if let Some(scheme) = expect["challenge"].as_str() {
        let _ = write!(expected, ", WWW-Authenticate: {scheme}");
        holds &= challenged(&exchange, scheme);
    }
    if UNREADABLE.iter().any(|id| case["id"] == *id) {
        expected.push_str(", or 400 invalid_request");
        holds |= exchange.refused(&[400], &["invalid_request"]);
    }
    Finding::of(&exchange, expected, holds)
}

/// Whether a challenge of this scheme is in the answer.
fn challenged(exchange: &Exchange, scheme: &str) -> bool {
    exchange.answer().is_some_and(|answer| {
        answer.headers("www-authenticate").any(|value| {
            value
                .split([' ', ','])
                .any(|word| word.eq_ignore_ascii_case(scheme))
        })
    })
}

fn send(target: &Target, request: &Value) -> Exchange {
    let mut wrong = target.client.secret.clone();
    let last = wrong.pop();
    wrong.push(if last == Some('x') { 'y' } else { 'x' });
    let fill = |text: &str| {
        text.replace("{id_pct}", &percent(&target.client.id))
            .replace("{secret_pct}", &percent(&target.client.secret))
            .replace("{secret_wrong}", &wrong)
            .replace("{id}", &target.client.id)
            .replace("{secret}", &target.client.secret)
    };
    let mut asked = target.ask();
    if let Some(text) = request["basic"].as_str() {
        asked = asked.basic_text(request["scheme"].as_str().unwrap_or("Basic"), &fill(text));
    }
    if let Some(text) = request["authorization"].as_str() {
        asked = asked.authorization(fill(text));
    }
    if let Some(pairs) = request["form"].as_array() {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|pair| {
                (
                    fill(pair[0].as_str().unwrap_or_default()),
                    fill(pair[1].as_str().unwrap_or_default()),
                )
            })
            .collect();
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let grants = pairs.contains(&crate::target::GRANT);
        asked = asked.form(&if grants {
            target.with_parameters(&pairs)
        } else {
            pairs
        });
    }
    match (request["body"].as_str(), request["content_type"].as_str()) {
        (Some(body), content_type) => asked.body(content_type, fill(body).as_bytes()),
        (None, Some(content_type)) => asked.content_type(content_type),
        (None, None) => asked,
    }
    .send()
}

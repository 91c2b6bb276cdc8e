//! RFC 6749 sections 4.4.3, 5.1 and 5.2: how answers look.

use crate::{
    case::{Case, Finding, Level, Verdict},
    target::{Exchange, GRANT, Target},
};

const RFC_5_1: &str = "RFC 6749 §5.1";
const RFC_5_2: &str = "RFC 6749 §5.2";

pub(super) fn cases() -> Vec<Case> {
    vec![
        success(
            "answer-json",
            RFC_5_1,
            Level::Must,
            "a token comes as application/json",
            |it| {
                it.answer()
                    .is_some_and(|answer| answer.media_type() == "application/json")
            },
        ),
        success(
            "answer-access-token",
            RFC_5_1,
            Level::Must,
            "it has access_token, a text",
            |it| {
                it.json()["access_token"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            },
        ),
        success(
            "answer-token-type",
            RFC_5_1,
            Level::Must,
            "it has token_type, Bearer in any case",
            |it| {
                it.json()["token_type"]
                    .as_str()
                    .is_some_and(|text| text.eq_ignore_ascii_case("bearer"))
            },
        ),
        success(
            "answer-expires-in",
            RFC_5_1,
            Level::Should,
            "it says in expires_in how many seconds it lives",
            |it| {
                it.json()["expires_in"]
                    .as_u64()
                    .is_some_and(|seconds| seconds > 0)
            },
        ),
        success(
            "answer-no-store",
            RFC_5_1,
            Level::Must,
            "it says Cache-Control: no-store",
            no_store,
        ),
        success(
            "answer-pragma",
            RFC_5_1,
            Level::Must,
            "it says Pragma: no-cache",
            |it| {
                it.answer()
                    .is_some_and(|answer| answer.has("pragma", "no-cache"))
            },
        ),
        success(
            "no-refresh-token",
            "RFC 6749 §4.4.3",
            Level::Should,
            "it has no refresh_token",
            |it| it.json()["refresh_token"].is_null(),
        ),
        refusals(
            "errors-json",
            Level::Must,
            "errors are JSON objects with an error code",
            |_, it| {
                it.answer()
                    .is_some_and(|answer| answer.media_type() == "application/json")
                    && !it.error().is_empty()
            },
        ),
        refusals(
            "errors-no-store",
            Level::Should,
            "errors say Cache-Control: no-store",
            |_, it| no_store(it),
        ),
        refusals(
            "errors-characters",
            Level::Must,
            "error_description has only the characters that it may have",
            |_, it| {
                it.json()["error_description"].as_str().is_none_or(|text| {
                    text.bytes()
                        .all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E))
                })
            },
        ),
        refusals(
            "errors-echo",
            Level::Should,
            "no error repeats the secret",
            |on, it| {
                it.answer().is_some_and(|answer| {
                    !String::from_utf8_lossy(&answer.body).contains(&on.client.secret)
                })
            },
        ),
    ]
}

/// The last case of all.
pub(super) fn never_a_server_error() -> Case {
    Case::new(
        "never-5xx",
        RFC_5_2,
        Level::Must,
        "no request of this run was answered with 500 or above",
        |on| {
            let failures = on.failures.borrow();
            Finding {
                sent: "every request of this run".to_owned(),
                expected: "a status below 500".to_owned(),
                got: failures.first().map_or_else(
                    || "none".to_owned(),
                    |first| format!("{} times; first {first}", failures.len()),
                ),
                verdict: if failures.is_empty() {
                    Verdict::Pass
                } else {
                    Verdict::Fail
                },
            }
        },
    )
}

fn no_store(exchange: &Exchange) -> bool {
    exchange
        .answer()
        .is_some_and(|answer| answer.has("cache-control", "no-store"))
}

fn success(
    id: &str,
    section: &'static str,
    level: Level,
    title: &str,
    holds: fn(&Exchange) -> bool,
) -> Case {
    let expected = title.to_owned();
    Case::new(id, section, level, title, move |on| {
        let exchange = on.good(&on.client);
        let holds = exchange.status() == 200 && holds(&exchange);
        Finding::of(&exchange, &*expected, holds)
    })
}

/// What must hold for each kind of refusal; the first for which it doesn't is told of.
fn refusals(id: &str, level: Level, title: &str, holds: fn(&Target, &Exchange) -> bool) -> Case {
    let expected = title.to_owned();
    Case::new(id, RFC_5_2, level, title, move |on| {
        let all = refused(on);
        let wrong = |it: &&Exchange| !(400..500).contains(&it.status()) || !holds(on, it);
        match (all.iter().find(wrong), all.first()) {
            (Some(exchange), _) => Finding::of(exchange, &*expected, false),
            (None, Some(exchange)) => Finding::of(exchange, &*expected, true),
            (None, None) => Finding::not_applicable("nothing was refused"),
        }
    })
}

fn refused(on: &Target) -> Vec<Exchange> {
    vec![
        on.ask()
            .basic_text("Basic", &format!("{}:wrong", on.client.id))
            .form(&[GRANT])
            .send(),
        on.ask()
            .basic(&on.client)
            .form(&[("grant_type", "urn:example:\"none\\")])
            .send(),
        on.ask()
            .basic(&on.client)
            .form(&[("grant_type", "\u{e9}\n")])
            .send(),
        on.ask().basic(&on.client).form(&[]).send(),
        on.ask().form(&[GRANT]).send(),
    ]
}

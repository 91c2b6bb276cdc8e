//! RFC 9068, for servers whose access tokens are JWTs.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    case::{Case, Finding, Level, Verdict},
    jwt::{self, Jwt},
    target::Target,
};

pub(super) fn cases() -> Vec<Case> {
    let mut all = vec![
        case(
            "jwt-type",
            "RFC 9068 §2.1",
            Level::Must,
            "typ is at+jwt",
            |_, it| {
                let typ = it.header["typ"].as_str()?.to_ascii_lowercase();
                Some(typ == "at+jwt" || typ == "application/at+jwt")
            },
        ),
        case(
            "jwt-signed",
            "RFC 9068 §2.1",
            Level::Must,
            "alg is not none",
            |_, it| Some(!it.header["alg"].as_str()?.eq_ignore_ascii_case("none")),
        ),
        case(
            "jwt-verifies",
            "RFC 9068 §4",
            Level::Must,
            "a published key verifies the signature",
            |on, it| it.verified_by(&keys(on)?),
        ),
        case(
            "jwt-key-id",
            "RFC 9068 §4",
            Level::May,
            "kid names the key",
            |_, it| Some(it.header["kid"].is_string()),
        ),
        case(
            "jwt-subject-is-client",
            "RFC 9068 §2.2",
            Level::Should,
            "sub is the client",
            |on, it| Some(it.claims["sub"] == *on.client.id),
        ),
        case(
            "jwt-client",
            "RFC 9068 §2.2",
            Level::Must,
            "client_id is the client that asked",
            |on, it| Some(it.claims["client_id"] == *on.client.id),
        ),
        case(
            "jwt-times",
            "RFC 9068 §2.2",
            Level::Must,
            "iat and exp are numbers, and exp is later",
            |_, it| Some(it.claims["exp"].as_f64()? > it.claims["iat"].as_f64()?),
        ),
    ];
    for claim in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let title = format!("the token has {claim}");
        all.push(Case::new(
            &format!("jwt-{claim}"),
            "RFC 9068 §2.2",
            Level::Must,
            &title,
            move |on| {
                of_token(on, &format!("the claim {claim}"), |it| {
                    Some(!it.claims[claim].is_null())
                })
            },
        ));
    }
    all.extend([
        Case::new(
            "jwt-id-unique",
            "RFC 9068 §2.2",
            Level::Must,
            "no two tokens have the same jti",
            |on| {
                let ids: Option<HashSet<String>> = (0..5)
                    .map(|_| {
                        Some(jwt::parse(&on.fresh_token(&on.client)?)?.claims["jti"].to_string())
                    })
                    .collect();
                match ids {
                    None => Finding::not_applicable("its tokens are no JWTs"),
                    Some(ids) => finding(
                        "5 token requests",
                        "5 ids",
                        &format!("{} ids", ids.len()),
                        ids.len() == 5,
                    ),
                }
            },
        ),
        Case::new(
            "jwt-issuer-is-metadata",
            "RFC 9068 §4",
            Level::Must,
            "iss is the metadata's issuer",
            |on| {
                let Some(url) = &on.metadata else {
                    return Finding::not_applicable("no metadata");
                };
                let issuer = on.request("GET", url).send().json()["issuer"].clone();
                of_token(on, &format!("iss {issuer}"), |it| {
                    Some(it.claims["iss"] == issuer)
                })
            },
        ),
        Case::new(
            "jwt-lifetime",
            "RFC 6749 §5.1",
            Level::Should,
            "exp fits expires_in",
            |on| {
                let exchange = on.good(&on.client);
                let answer = exchange.json();
                let claims = answer["access_token"]
                    .as_str()
                    .and_then(jwt::parse)
                    .map(|it| it.claims);
                match (claims, answer["expires_in"].as_i64()) {
                    (Some(claims), Some(lifetime)) => {
                        let lives = claims["exp"]
                            .as_i64()
                            .zip(claims["iat"].as_i64())
                            .map(|(exp, iat)| exp - iat);
                        let holds = lives.is_some_and(|lives| (lives - lifetime).abs() <= 5);
                        Finding::of(&exchange, "exp - iat is expires_in", holds)
                    }
                    _ => Finding::not_applicable("its tokens are no JWTs, or it has no expires_in"),
                }
            },
        ),
        Case::new(
            "keys-public",
            "RFC 7517 §9.2",
            Level::Must,
            "the published keys hold nothing private",
            |on| {
                let Some(set) = keys(on) else {
                    return Finding::not_applicable("no public keys");
                };
                let list = set["keys"].as_array().cloned().unwrap_or_default();
                let private = list
                    .iter()
                    .any(|key| ["d", "p", "q", "k"].iter().any(|part| !key[part].is_null()));
                finding(
                    "GET the key set",
                    "no d, p, q or k",
                    &format!("{} keys", list.len()),
                    !list.is_empty() && !private,
                )
            },
        ),
        Case::new(
            "keys-ids",
            "RFC 7517 §4.5",
            Level::Should,
            "every key has a kid of its own",
            |on| {
                let Some(set) = keys(on) else {
                    return Finding::not_applicable("no public keys");
                };
                let list = set["keys"].as_array().cloned().unwrap_or_default();
                let ids: HashSet<&str> =
                    list.iter().filter_map(|key| key["kid"].as_str()).collect();
                finding(
                    "GET the key set",
                    "as many kids as keys",
                    &format!("{} of {}", ids.len(), list.len()),
                    ids.len() == list.len(),
                )
            },
        ),
    ]);
    all
}

fn keys(on: &Target) -> Option<Value> {
    let set = on.request("GET", on.jwks.as_ref()?).send().json();
    set["keys"].is_array().then_some(set)
}

fn finding(sent: &str, expected: &str, got: &str, holds: bool) -> Finding {
    Finding {
        sent: sent.to_owned(),
        expected: expected.to_owned(),
        got: got.to_owned(),
        verdict: if holds { Verdict::Pass } else { Verdict::Fail },
    }
}

/// Looks at a fresh token; `None` from `holds` counts as not holding.
fn of_token(on: &Target, expected: &str, holds: impl Fn(&Jwt) -> Option<bool>) -> Finding {
    let exchange = on.good(&on.client);
    let Some(jwt) = exchange.json()["access_token"]
        .as_str()
        .and_then(jwt::parse)
    else {
        return Finding::not_applicable("its tokens are no JWTs");
    };
    let mut found = Finding::of(&exchange, expected, holds(&jwt).unwrap_or(false));
    let names: Vec<&str> = jwt
        .claims
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys().map(String::as_str))
        .collect();
    found.got = format!("header {}, claims {}", jwt.header, names.join(" "));
    found
}

fn case(
    id: &str,
    section: &'static str,
    level: Level,
    title: &str,
    holds: fn(&Target, &Jwt) -> Option<bool>,
) -> Case {
    let expected = title.to_owned();
    Case::new(id, section, level, title, move |on| {
        of_token(on, &expected, |it| holds(on, it))
    })
}

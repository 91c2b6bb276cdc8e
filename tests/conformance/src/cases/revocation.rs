//! RFC 7009.

use std::fmt::Write as _;

use crate::{
    case::{Case, Finding, Level},
    target::{Exchange, Target},
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "revoke",
            "RFC 7009 §2.2",
            Level::Must,
            "revoking a token is answered with 200",
            |on, url| {
                let exchange = revoke(on, url, &token(on)?);
                Some(Finding::of(&exchange, "200", exchange.status() == 200))
            },
        ),
        case(
            "revoke-unknown",
            "RFC 7009 §2.2",
            Level::Must,
            "revoking what is no token is answered with 200",
            |on, url| {
                let exchange = revoke(on, url, "no-token-of-this-server");
                Some(Finding::of(&exchange, "200", exchange.status() == 200))
            },
        ),
        case(
            "revoke-twice",
            "RFC 7009 §2.2",
            Level::Must,
            "revoking a token again is answered with 200",
            |on, url| {
                let token = token(on)?;
                revoke(on, url, &token);
                let exchange = revoke(on, url, &token);
                Some(Finding::of(&exchange, "200", exchange.status() == 200))
            },
        ),
        case(
            "revoke-anonymous",
            "RFC 7009 §2.1",
            Level::Must,
            "who does not authenticate revokes nothing",
            |on, url| {
                let exchange = on
                    .request("POST", url)
                    .form(&[("token", &token(on)?)])
                    .send();
                let holds = (400..=403).contains(&exchange.status());
                Some(Finding::of(&exchange, "401", holds))
            },
        ),
        case(
            "revoke-wrong-secret",
            "RFC 7009 §2.1",
            Level::Must,
            "a wrong secret revokes nothing",
            |on, url| {
                let text = format!("{}:wrong", on.client.id);
                let exchange = on
                    .request("POST", url)
                    .basic_text("Basic", &text)
                    .form(&[("token", &token(on)?)])
                    .send();
                Some(Finding::of(
                    &exchange,
                    "401",
                    (400..=403).contains(&exchange.status()),
                ))
            },
        ),
        case(
            "revoke-nothing",
            "RFC 7009 §2.2.1",
            Level::Must,
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
            "revoke-get",
            "RFC 7009 §2.1",
            Level::Should,
            "GET does not revoke",
            |on, url| {
                let exchange = on
                    .request("GET", &format!("{url}?token={}", token(on)?))
                    .basic(&on.client)
                    .send();
                Some(Finding::of(
                    &exchange,
                    "400 or above",
                    exchange.status() >= 400,
                ))
            },
        ),
        case(
            "revoked-is-inactive",
            "RFC 7009 §2",
            Level::Must,
            "a revoked token is inactive at once",
            |on, url| {
                let token = token(on)?;
                let before = introspect(on, &token)?;
                revoke(on, url, &token);
                let after = introspect(on, &token)?;
                let holds = before.json()["active"] == true && after.json()["active"] == false;
                Some(Finding::of(
                    &after,
                    "active true before, false after",
                    holds,
                ))
            },
        ),
        case(
            "revoke-wrong-hint",
            "RFC 7009 §2.1",
            Level::Must,
            "with a wrong token_type_hint the token is found all the same",
            |on, url| {
                let token = token(on)?;
                let form = [("token", &*token), ("token_type_hint", "refresh_token")];
                on.request("POST", url).basic(&on.client).form(&form).send();
                let after = introspect(on, &token)?;
                Some(Finding::of(
                    &after,
                    "active false",
                    after.json()["active"] == false,
                ))
            },
        ),
        case(
            "revoke-others",
            "RFC 7009 §2.1",
            Level::Must,
            "a client revokes no token of another's",
            |on, url| {
                let other = on.second.as_ref()?;
                let token = token(on)?;
                let exchange = on
                    .request("POST", url)
                    .basic(other)
                    .form(&[("token", &token)])
                    .send();
                let after = introspect(on, &token)?;
                let holds = after.json()["active"] == true;
                let mut finding = Finding::of(&exchange, "the token stays active", holds);
                let _ = write!(finding.got, "; then introspection: {}", after.got());
                Some(finding)
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
    Case::new(id, section, level, title, move |on| match &on.revocation {
        None => Finding::not_applicable("no revocation endpoint"),
        Some(url) => run(on, url)
            .unwrap_or_else(|| {
                Finding::not_applicable("needs a token, introspection or a second client")
            })
            .of_a_kind_that_is_supported(),
    })
}

fn token(on: &Target) -> Option<String> {
    on.fresh_token(&on.client)
}

fn revoke(on: &Target, url: &str, token: &str) -> Exchange {
    on.request("POST", url)
        .basic(&on.client)
        .form(&[("token", token)])
        .send()
}

fn introspect(on: &Target, token: &str) -> Option<Exchange> {
    Some(on.introspected(on.introspection.as_ref()?, token))
}

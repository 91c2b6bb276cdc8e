//! RFC 9449 (DPoP): tokens that are bound to a key of their client's, on servers that announce ES256 for it.

mod proofs;
mod resource;

use serde_json::json;

use super::metadata::lists;
use crate::{
    case::{Case, Finding, Level},
    dpop::{Draft, Prover},
    jwt,
    target::{Exchange, GRANT, Target},
};

pub(super) fn cases() -> Vec<Case> {
    [at_the_token_endpoint(), proofs::cases(), resource::cases()]
        .into_iter()
        .flatten()
        .collect()
}

fn at_the_token_endpoint() -> Vec<Case> {
    vec![
        case(
            "dpop-algorithms",
            "RFC 9449 §5.1",
            Level::Must,
            "only asymmetric algorithms are announced for proofs",
            |on, _| {
                let exchange = on.request("GET", on.metadata.as_ref()?).send();
                let document = exchange.json();
                let wrong = document[ANNOUNCED].as_array()?.iter().any(|name| {
                    let name = name.as_str().unwrap_or("none");
                    name == "none" || name.starts_with("HS")
                });
                Some(Finding::of(&exchange, "neither none nor HS…", !wrong))
            },
        ),
        case(
            "dpop-token",
            "RFC 9449 §5",
            Level::Must,
            "a request with a proof gets a token of type DPoP",
            |on, prover| {
                let exchange = bound(on, prover);
                let kind = exchange.json()["token_type"]
                    .as_str()
                    .map(str::to_ascii_lowercase);
                let holds = exchange.status() == 200 && kind.as_deref() == Some("dpop");
                Some(Finding::of(&exchange, "200, token_type DPoP", holds))
            },
        ),
        case(
            "dpop-jwt",
            "RFC 9449 §6.1",
            Level::Must,
            "a token that is a JWT has the key's thumbprint in cnf.jkt",
            |on, prover| {
                let exchange = bound(on, prover);
                let claims = jwt::parse(exchange.json()["access_token"].as_str()?)?.claims;
                let holds = claims["cnf"]["jkt"] == prover.thumbprint();
                Some(Finding::of(&exchange, "cnf.jkt", holds))
            },
        ),
        case(
            "dpop-introspection",
            "RFC 9449 §6.2",
            Level::Must,
            "introspection says the key's thumbprint, and of its type nothing else than DPoP",
            |on, prover| {
                let token = token(on, prover)?;
                let exchange = on.introspected(on.introspection.as_ref()?, &token);
                let said = exchange.json();
                if said["active"] != true {
                    return None;
                }
                let kind = said["token_type"].as_str();
                let holds = said["cnf"]["jkt"] == prover.thumbprint()
                    && kind.is_none_or(|kind| kind.eq_ignore_ascii_case("dpop"));
                Some(Finding::of(&exchange, "cnf.jkt, token_type DPoP", holds))
            },
        ),
        good(
            "dpop-query",
            Level::Must,
            "query and fragment of htu don't matter",
            |prover, draft| {
                let htu = format!("{}?x=y#z", draft.claims["htu"].as_str().unwrap_or_default());
                prover.sign(&draft.with("htu", json!(htu)))
            },
        ),
        good(
            "dpop-normal-form",
            Level::Should,
            "htu is compared in its normal form",
            |prover, draft| {
                let htu = draft.claims["htu"].as_str().unwrap_or_default();
                let (scheme, rest) = htu.split_once("://").unwrap_or_default();
                let htu = format!("{}://{rest}", scheme.to_ascii_uppercase());
                prover.sign(&draft.with("htu", json!(htu)))
            },
        ),
        good(
            "dpop-other-claims",
            Level::Must,
            "claims and header members that nobody knows don't matter",
            |prover, draft| prover.sign(&draft.with("x", json!(1)).with_header("y", json!("z"))),
        ),
    ]
}

/// Where servers announce it.
const ANNOUNCED: &str = "dpop_signing_alg_values_supported";

fn case(
    id: &str,
    section: &'static str,
    level: Level,
    title: &str,
    run: impl Fn(&Target, &Prover) -> Option<Finding> + 'static,
) -> Case {
    Case::new(id, section, level, title, move |on| {
        let announced = on.metadata.as_ref().is_some_and(|url| {
            let document = on.request("GET", url).send().json();
            lists(&document, ANNOUNCED, "ES256")
        });
        if !announced {
            return Finding::not_applicable("no DPoP with ES256 in its metadata");
        }
        Prover::new()
            .and_then(|prover| run(on, &prover))
            .unwrap_or_else(|| {
                Finding::not_applicable("no bound token to try it with, or no such endpoint")
            })
    })
}

/// A token request with these proofs.
fn ask(on: &Target, what: &str, proofs: &[String]) -> Exchange {
    on.ask()
        .basic(&on.client)
        .form(&on.with_parameters(&[GRANT]))
        .proofs(what, proofs)
        .send()
}

/// A token request with a good proof.
fn bound(on: &Target, prover: &Prover) -> Exchange {
    let proof = prover.sign(&prover.draft("POST", &on.token));
    ask(on, "a good proof", &[proof])
}

fn token(on: &Target, prover: &Prover) -> Option<String> {
    Some(
        bound(on, prover).json()["access_token"]
            .as_str()?
            .to_owned(),
    )
}

/// A proof that is unusual and right.
fn good(id: &str, level: Level, title: &'static str, proof: fn(&Prover, Draft) -> String) -> Case {
    case(id, "RFC 9449 §4.3", level, title, move |on, prover| {
        let proof = proof(prover, prover.draft("POST", &on.token));
        let exchange = ask(on, title, &[proof]);
        Some(Finding::of(&exchange, "200", exchange.status() == 200))
    })
}

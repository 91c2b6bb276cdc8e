//! RFC 9449 section 4.3's checks at the token endpoint, and section 5 for how a failed one is answered.

use serde_json::{Value, json};

use super::{ask, case};
use crate::{
    case::{Case, Finding, Level},
    dpop::{Draft, Prover, now},
    target::Exchange,
};

/// What a client may send too late, or too early.
const HOUR: u64 = 3600;

pub(super) fn cases() -> Vec<Case> {
    vec![
        wrong("dpop-two", "two proofs are refused", |prover, draft| {
            vec![
                prover.sign(&draft),
                prover.sign(&draft.clone().with("jti", json!("another-jti-here"))),
            ]
        }),
        wrong(
            "dpop-no-jwt",
            "a proof that is no JWT is refused",
            |_, _| vec!["proof".to_owned()],
        ),
        wrong(
            "dpop-typ",
            "a proof of another typ is refused",
            |prover, draft| vec![prover.sign(&draft.with_header("typ", json!("JWT")))],
        ),
        wrong(
            "dpop-none",
            "a proof without a signature (alg none) is refused",
            |_, draft| {
                vec![format!(
                    "{}.",
                    draft.with_header("alg", json!("none")).text()
                )]
            },
        ),
        wrong(
            "dpop-symmetric",
            "a proof with a symmetric algorithm is refused",
            |prover, draft| vec![prover.sign(&draft.with_header("alg", json!("HS256")))],
        ),
        wrong(
            "dpop-signature",
            "a proof that another key signed is refused",
            |_, draft| {
                Prover::new()
                    .map(|other| other.sign(&draft))
                    .into_iter()
                    .collect()
            },
        ),
        wrong(
            "dpop-no-key",
            "a proof without its key is refused",
            |prover, draft| vec![prover.sign(&draft.with_header("jwk", Value::Null))],
        ),
        wrong(
            "dpop-private-key",
            "a proof that holds a private key is refused",
            |prover, draft| {
                let mut jwk = draft.header["jwk"].clone();
                jwk["d"] = jwk["x"].clone();
                vec![prover.sign(&draft.with_header("jwk", jwk))]
            },
        ),
        without("jti"),
        without("htm"),
        without("htu"),
        without("iat"),
        wrong(
            "dpop-method",
            "a proof for another method is refused",
            |prover, draft| vec![prover.sign(&draft.with("htm", json!("GET")))],
        ),
        wrong(
            "dpop-address",
            "a proof for another address is refused",
            |prover, draft| {
                vec![prover.sign(&draft.with("htu", json!("https://elsewhere.example/token")))]
            },
        ),
        wrong(
            "dpop-old",
            "a proof of an hour ago is refused",
            |prover, draft| vec![prover.sign(&draft.with("iat", json!(now() - HOUR)))],
        ),
        wrong(
            "dpop-future",
            "a proof of the next hour is refused",
            |prover, draft| vec![prover.sign(&draft.with("iat", json!(now() + HOUR)))],
        ),
        case(
            "dpop-status",
            "RFC 9449 §5",
            Level::Must,
            "a refused proof is answered as RFC 6749 §5.2 has it: 400",
            |on, prover| {
                let draft = prover.draft("POST", &on.token).with("htm", json!("GET"));
                let exchange = ask(on, "a proof for GET", &[prover.sign(&draft)]);
                let holds = exchange.refused(&[400], &["invalid_dpop_proof"]);
                Some(Finding::of(&exchange, "400 invalid_dpop_proof", holds))
            },
        ),
        case(
            "dpop-replay",
            "RFC 9449 §11.1",
            Level::May,
            "a proof that was used before is refused",
            |on, prover| {
                let proof = prover.sign(&prover.draft("POST", &on.token));
                let ask = || ask(on, "the same proof again", std::slice::from_ref(&proof));
                if ask().status() != 200 {
                    return None;
                }
                let exchange = ask();
                let holds = exchange.refused(&[400], &["invalid_dpop_proof"]);
                Some(Finding::of(&exchange, "400 invalid_dpop_proof", holds))
            },
        ),
    ]
}

/// Proofs that are wrong.
fn wrong(id: &str, title: &'static str, proofs: fn(&Prover, Draft) -> Vec<String>) -> Case {
    case(
        id,
        "RFC 9449 §4.3",
        Level::Must,
        title,
        move |on, prover| {
            let proofs = proofs(prover, prover.draft("POST", &on.token));
            Some(refused(&ask(on, title, &proofs)))
        },
    )
}

/// A proof that lacks a claim.
fn without(claim: &'static str) -> Case {
    let (id, title) = (
        format!("dpop-no-{claim}"),
        format!("a proof without {claim} is refused"),
    );
    case(
        &id,
        "RFC 9449 §4.3",
        Level::Must,
        &title,
        move |on, prover| {
            let draft = prover.draft("POST", &on.token).with(claim, Value::Null);
            Some(refused(&ask(
                on,
                &format!("a proof without {claim}"),
                &[prover.sign(&draft)],
            )))
        },
    )
}

fn refused(exchange: &Exchange) -> Finding {
    // Its status is a case of its own.
    let holds = exchange.refused(&[400, 401, 403], &["invalid_dpop_proof"]);
    Finding::of(exchange, "4xx invalid_dpop_proof", holds)
}

//! RFC 9449 section 7: bound tokens where they are used.

use serde_json::json;

use super::{case, token};
use crate::{
    case::{Case, Finding, Level},
    dpop::{Draft, Prover, now},
    target::{Exchange, Target},
};

/// What a client may send too late.
const HOUR: u64 = 3600;

pub(super) fn cases() -> Vec<Case> {
    vec![
        resource(
            "dpop-resource",
            "RFC 9449 §7.1",
            "a bound token with its proof is accepted",
            |it| {
                let proof = it.prover.sign(&it.draft());
                (it.call("DPoP", &it.token, &[proof]), "a 2xx", |got| {
                    (200..300).contains(&got.status())
                })
            },
        ),
        resource(
            "dpop-downgrade",
            "RFC 9449 §7.2",
            "a bound token is not accepted as Bearer",
            |it| (it.call("Bearer", &it.token, &[]), "401", unauthorized),
        ),
        resource(
            "dpop-downgrade-with-proof",
            "RFC 9449 §7.2",
            "a bound token is not accepted as Bearer beside a proof",
            |it| {
                let proof = it.prover.sign(&it.draft());
                (it.call("Bearer", &it.token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-unproven",
            "RFC 9449 §7.1",
            "a bound token without a proof is refused with a challenge",
            |it| {
                (
                    it.call("DPoP", &it.token, &[]),
                    "401, WWW-Authenticate: DPoP",
                    |got| unauthorized(got) && challenge(got).is_some(),
                )
            },
        ),
        resource(
            "dpop-unbound",
            "RFC 9449 §7.1",
            "a bearer token is not accepted with a proof",
            |it| {
                let Some(token) = it.on.fresh_token(&it.on.client) else {
                    return (
                        it.call("DPoP", "none", &[]),
                        "a bearer token to try it with",
                        |_| false,
                    );
                };
                let proof = it.prover.sign(&it.on_resource().of_token(&token));
                (it.call("DPoP", &token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-other-key",
            "RFC 9449 §7.1",
            "a proof of another key is refused",
            |it| {
                let proof = Prover::new()
                    .map(|other| other.sign(&other.draft("GET", it.url).of_token(&it.token)));
                (
                    it.call("DPoP", &it.token, proof.as_slice()),
                    "401",
                    unauthorized,
                )
            },
        ),
        resource(
            "dpop-no-hash",
            "RFC 9449 §7",
            "a proof without ath is refused",
            |it| {
                let proof = it.prover.sign(&it.on_resource());
                (it.call("DPoP", &it.token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-other-hash",
            "RFC 9449 §4.3",
            "a proof for another token is refused",
            |it| {
                let proof = it.prover.sign(&it.on_resource().of_token("another"));
                (it.call("DPoP", &it.token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-resource-method",
            "RFC 9449 §4.3",
            "a proof for another method is refused there too",
            |it| {
                let proof = it.prover.sign(&it.draft().with("htm", json!("POST")));
                (it.call("DPoP", &it.token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-resource-address",
            "RFC 9449 §4.3",
            "a proof for another address is refused there too",
            |it| {
                let proof = it
                    .prover
                    .sign(&it.draft().with("htu", json!(format!("{}/x", it.url))));
                (it.call("DPoP", &it.token, &[proof]), "401", unauthorized)
            },
        ),
        resource(
            "dpop-resource-two",
            "RFC 9449 §4.3",
            "two proofs are refused there too",
            |it| {
                let proofs = [it.prover.sign(&it.draft()), it.prover.sign(&it.draft())];
                (it.call("DPoP", &it.token, &proofs), "401", unauthorized)
            },
        ),
        resource(
            "dpop-challenge",
            "RFC 9449 §7.1",
            "the challenge names the error and the algorithms",
            |it| {
                let proof = it.prover.sign(&it.draft().with("iat", json!(now() - HOUR)));
                (
                    it.call("DPoP", &it.token, &[proof]),
                    "DPoP error=\"invalid_dpop_proof\", algs=\"… ES256 …\"",
                    |got| {
                        challenge(got).is_some_and(|said| {
                            said.contains("error=\"invalid_dpop_proof\"")
                                && said.contains("algs=\"")
                                && said.contains("ES256")
                        })
                    },
                )
            },
        )
        .at(Level::Should),
    ]
}

/// A bound token at the resource.
struct AtResource<'a> {
    on: &'a Target,
    prover: &'a Prover,
    url: &'a str,
    token: String,
    title: &'a str,
}

impl AtResource<'_> {
    /// A proof for the resource, of no token.
    fn on_resource(&self) -> Draft {
        self.prover.draft("GET", self.url)
    }

    /// A good proof.
    fn draft(&self) -> Draft {
        self.on_resource().of_token(&self.token)
    }

    fn call(&self, scheme: &str, token: &str, proofs: &[String]) -> Exchange {
        self.on
            .request("GET", self.url)
            .token(scheme, token)
            .proofs(self.title, proofs)
            .send()
    }
}

/// What was answered, what should be, and whether it is.
type Tried = (Exchange, &'static str, fn(&Exchange) -> bool);

fn resource(
    id: &str,
    section: &'static str,
    title: &'static str,
    run: fn(&AtResource<'_>) -> Tried,
) -> Case {
    case(id, section, Level::Must, title, move |on, prover| {
        let it = AtResource {
            on,
            prover,
            url: on.resource.as_deref()?,
            token: token(on, prover)?,
            title,
        };
        let (exchange, expected, holds) = run(&it);
        Some(Finding::of(&exchange, expected, holds(&exchange)))
    })
}

fn unauthorized(exchange: &Exchange) -> bool {
    exchange.status() == 401
}

/// The challenge of the scheme.
fn challenge(exchange: &Exchange) -> Option<String> {
    exchange
        .answer()?
        .headers("www-authenticate")
        .find(|said| {
            said.get(..5)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("DPoP "))
        })
        .map(str::to_owned)
}

//! What the token endpoint is held against, in the same run: a bare axum route that returns a constant of the same size,
//! and one that only signs the same claims with the same signer.
//!
//! `PORT` names the port on 127.0.0.1. Routes: `/constant`, `/sign/ES256`, `/sign/EdDSA`, `/sign/RS256`, and with the
//! feature `aws-lc` `/sign/ES256-aws-lc`, which has another library sign the same bytes.

use std::{env, error::Error, sync::Arc};

use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::post,
};
use clientele_backend::{
    secrets::master_key::MasterKey,
    tokens::{
        jws::{self, Claims},
        keys::{Algorithm, KeyRing, Record, Sealer},
    },
};
use shared::api::tokens::TokenResponse;

const NOW: i64 = 1_800_000_000_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = env::var("PORT")?.parse()?;
    let sealer = Sealer::new(&MasterKey::from_bytes(&[1; 32])?)?;
    let mut router = Router::new();
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
        let record = Record::generate(algorithm, &sealer, NOW, NOW)?;
        let ring = Arc::new(KeyRing::open(vec![record], &sealer)?);
        let constant = sign(&ring);
        let path = format!("/sign/{}", algorithm.as_str());
        router = router.route(
            &path,
            post(move || {
                let answered = answer(sign(&ring));
                async { answered }
            }),
        );
        if algorithm == Algorithm::Es256 {
            router = router.route(
                "/constant",
                post(move || {
                    let answered = answer(constant);
                    async { answered }
                }),
            );
        }
    }
    #[cfg(feature = "aws-lc")]
    {
        let signer = Arc::new(aws_lc::Signer::new()?);
        router = router.route(
            "/sign/ES256-aws-lc",
            post(move || {
                let answered = answer(signer.sign(&claims()));
                async { answered }
            }),
        );
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, router).await?;
    Ok(())
}

fn claims() -> Claims {
    let issuer = "http://127.0.0.1:8080";
    Claims {
        iss: issuer.to_owned(),
        sub: "ci-pipeline-prod-7f3k2q".to_owned(),
        client_id: "ci-pipeline-prod-7f3k2q".to_owned(),
        aud: issuer.to_owned(),
        iat: NOW / 1000,
        exp: NOW / 1000 + 3600,
        jti: jws::jti(7, None, [0xAB; 16]),
        tenant_id: "1".to_owned(),
        cnf: None,
    }
}

fn sign(ring: &KeyRing) -> Option<String> {
    jws::sign(&claims(), ring.signer(NOW).ok()?).ok()
}

fn answer(token: Option<String>) -> Response {
    let Some(access_token) = token else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    Json(TokenResponse {
        access_token,
        token_type: "Bearer".to_owned(),
        expires_in: 3600,
    })
    .into_response()
}

#[cfg(feature = "aws-lc")]
mod aws_lc {
    use std::error::Error;

    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
    };
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use clientele_backend::tokens::jws::Claims;

    pub(crate) struct Signer(EcdsaKeyPair);

    impl Signer {
        pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
            let random = SystemRandom::new();
            let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
                .map_err(|_| "no key")?;
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref())
                .map(Self)
                .map_err(|_| "no key".into())
        }

        pub(crate) fn sign(&self, claims: &Claims) -> Option<String> {
            let mut token = URL_SAFE_NO_PAD.encode(
                r#"{"alg":"ES256","typ":"at+jwt","kid":"QmFzZTY0dXJsIG9mIGEgU0hBLTI1NiBoYXNoIQ"}"#,
            );
            token.push('.');
            URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).ok()?, &mut token);
            let signature = self.0.sign(&SystemRandom::new(), token.as_bytes()).ok()?;
            token.push('.');
            URL_SAFE_NO_PAD.encode_string(signature, &mut token);
            Some(token)
        }
    }
}

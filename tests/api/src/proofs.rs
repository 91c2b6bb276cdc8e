//! A client's key, and the DPoP proofs (RFC 9449) that it signs.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest, rand,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use crate::Client;

/// A key of Ed25519.
pub struct Prover(Ed25519KeyPair);

impl Prover {
    /// Makes a key.
    #[expect(clippy::new_without_default, reason = "each one is another")]
    pub fn new() -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&rand::SystemRandom::new()).unwrap();
        Self(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
    }

    /// Its public half, as a JWK.
    pub fn jwk(&self) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": encode(self.0.public_key().as_ref())})
    }

    /// Its thumbprint (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let x = encode(self.0.public_key().as_ref());
        hash(&format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#))
    }

    /// The claims of a good proof for a request.
    pub fn claims(&self, method: &str, url: &str, token: Option<&str>) -> Value {
        let id: [u8; 16] = rand::generate(&rand::SystemRandom::new()).unwrap().expose();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let mut claims =
            json!({"jti": encode(&id), "htm": method, "htu": url, "iat": now.as_secs()});
        if let Some(token) = token {
            claims["ath"] = json!(hash(token));
        }
        claims
    }

    /// Claims, signed.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with(
            &json!({"typ": "dpop+jwt", "alg": "EdDSA", "jwk": self.jwk()}),
            claims,
        )
    }

    /// Claims, signed under a header of one's own.
    pub fn sign_with(&self, header: &Value, claims: &Value) -> String {
        let part = |json: &Value| encode(json.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = encode(self.0.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }

    /// A good proof for a request.
    pub fn prove(&self, method: &str, url: &str, token: Option<&str>) -> String {
        self.sign(&self.claims(method, url, token))
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn hash(text: &str) -> String {
    encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

impl Client {
    /// With a token that is bound to a key, and a proof.
    #[must_use]
    pub fn bound(&self, token: &str, proof: &str) -> Self {
        self.with("Authorization", &format!("DPoP {token}"))
            .with("DPoP", proof)
    }
}

//! A client's key and the DPoP proofs (RFC 9449) that it signs, good ones and others.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest, rand,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

/// A key on P-256.
pub(crate) struct Prover {
    pair: EcdsaKeyPair,
    random: rand::SystemRandom,
}

/// A proof before it is signed.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) header: Value,
    pub(crate) claims: Value,
}

impl Draft {
    /// With another claim; null takes it out.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        set(&mut self.claims, name, value);
        self
    }

    /// With another member of its header; null takes it out.
    pub(crate) fn with_header(mut self, name: &str, value: Value) -> Self {
        set(&mut self.header, name, value);
        self
    }

    /// For a request that presents this access token.
    pub(crate) fn of_token(self, token: &str) -> Self {
        let hash = encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        self.with("ath", json!(hash))
    }

    /// Header and claims as they are signed.
    pub(crate) fn text(&self) -> String {
        let part = |json: &Value| encode(json.to_string().as_bytes());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.to_owned(), value);
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

impl Prover {
    /// `None`: the machine gives no randomness.
    pub(crate) fn new() -> Option<Self> {
        let (random, how) = (rand::SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let document = EcdsaKeyPair::generate_pkcs8(how, &random).ok()?;
        let pair = EcdsaKeyPair::from_pkcs8(how, document.as_ref(), &random).ok()?;
        Some(Self { pair, random })
    }

    /// A good proof for a request.
    pub(crate) fn draft(&self, method: &str, url: &str) -> Draft {
        let id = rand::generate::<[u8; 16]>(&self.random).map(rand::Random::expose);
        let jwk: Value = self
            .members()
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .into_iter()
            .collect();
        Draft {
            header: json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk}),
            claims: json!({
                "jti": encode(&id.unwrap_or_default()), "htm": method, "htu": url, "iat": now(),
            }),
        }
    }

    /// A draft, signed.
    pub(crate) fn sign(&self, draft: &Draft) -> String {
        let text = draft.text();
        let signature = self.pair.sign(&self.random, text.as_bytes());
        let signature = signature.map_or_else(|_| String::new(), |it| encode(it.as_ref()));
        format!("{text}.{signature}")
    }

    /// The key's thumbprint (RFC 7638).
    pub(crate) fn thumbprint(&self) -> String {
        let members = self.members();
        let members = members.map(|(name, value)| format!(r#""{name}":"{value}""#));
        let json = format!("{{{}}}", members.join(","));
        encode(digest::digest(&digest::SHA256, json.as_bytes()).as_ref())
    }

    /// The public key's members, in the order that the thumbprint has them.
    fn members(&self) -> [(&'static str, String); 4] {
        // An uncompressed point: 4, x, y.
        let point = self.pair.public_key().as_ref();
        let (x, y) = point
            .get(1..)
            .unwrap_or_default()
            .split_at_checked(32)
            .unwrap_or_default();
        [
            ("crv", "P-256".to_owned()),
            ("kty", "EC".to_owned()),
            ("x", encode(x)),
            ("y", encode(y)),
        ]
    }
}

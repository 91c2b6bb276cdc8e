//! A client's assertion of who it is, signed with its key (RFC 7523 section 2.2, `private_key_jwt`). Pure; which
//! assertions came before is [`super::replay`]'s to know.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::{
    client_keys::{ClientKeys, KeyId},
    dpop::{LONGEST_ID, identity},
    jws::decode,
    proof_key::ProofKey,
};

/// The one type of assertion that clients authenticate with (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// No client needs a longer one.
const LONGEST: usize = 4 * 1024;

/// How far clocks may differ, seconds.
const LEEWAY: i64 = 60;

/// How long ahead an assertion's end may lie, seconds: an hour is what some clients take by themselves.
pub const LONGEST_LIFE: i64 = 3_600;

/// An assertion that can be read. Nothing in it is believed yet.
pub struct Assertion {
    header: Header,
    claims: Claims,
    signed: String,
    signature: Vec<u8>,
}

/// What a good assertion says.
#[derive(Debug, PartialEq, Eq)]
pub struct Asserted {
    /// The key that signed it.
    pub key: KeyId,
    /// Stands for its key and its `jti`.
    pub id: u128,
    /// The last second in which it would pass.
    pub until: i64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    iat: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, audience: &str) -> bool {
        match self {
            Self::One(one) => one == audience,
            Self::Many(many) => many.iter().any(|one| one == audience),
        }
    }
}

impl Assertion {
    /// `None`: no JWT with the claims that it must have.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        Some(Self {
            header: decode(header)?,
            claims: decode(claims)?,
            signed: signed.to_owned(),
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// The client that it speaks of.
    pub fn client_id(&self) -> &str {
        &self.claims.sub
    }

    /// Whether it is one of these keys' and for this server, now (RFC 7523 section 3). `audiences`: what may stand for the
    /// server; `now`: unix seconds. Verifies a signature in any case, so that time does not tell which clients have keys.
    pub fn holds(
        &self,
        keys: Option<&ClientKeys>,
        audiences: &[String],
        now: i64,
    ) -> Option<Asserted> {
        let kid = self.header.kid.as_deref();
        let fitting = keys.into_iter().flat_map(|keys| keys.of_kid(kid));
        let mut tried = fitting.filter_map(|key| Some((key, key.with(&self.header.alg)?)));
        let first = tried.next();
        if first.is_none() {
            // What comes of it means nothing.
            let _ = ProofKey::anybody().verifies(self.signed.as_bytes(), &self.signature);
        }
        let (key, _) = first
            .into_iter()
            .chain(tried)
            .find(|(_, public)| public.verifies(self.signed.as_bytes(), &self.signature))?;
        self.is_said(audiences, now).then(|| Asserted {
            key: key.id(),
            id: identity(&format!("client {}", key.thumbprint()), &self.claims.jti),
            until: self.claims.exp.saturating_add(LEEWAY),
        })
    }

    fn is_said(&self, audiences: &[String], now: i64) -> bool {
        let claims = &self.claims;
        let not_before = claims.nbf.max(claims.iat).unwrap_or(now);
        // A critical extension is one that nobody here knows (RFC 7515 section 4.1.11).
        self.header.crit.is_none()
            && claims.iss == claims.sub
            && audiences.iter().any(|audience| claims.aud.has(audience))
            && claims.exp > now.saturating_sub(LEEWAY)
            && claims.exp <= now.saturating_add(LONGEST_LIFE + LEEWAY)
            && not_before <= now.saturating_add(LEEWAY)
            && !claims.jti.is_empty()
            && claims.jti.len() <= LONGEST_ID
    }
}

#[cfg(test)]
mod tests {
    use ring::{
        rand::SystemRandom,
        signature::{Ed25519KeyPair, KeyPair as _},
    };
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_800_000_000;
    const ISSUER: &str = "https://clientele.example";

    struct Key(Ed25519KeyPair);

    impl Key {
        fn new() -> Self {
            let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
            Self(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
        }

        fn jwk(&self, kid: &str) -> Value {
            let x = URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref());
            json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": kid})
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
            let signed = format!("{}.{}", part(header), part(claims));
            let signature = URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes()).as_ref());
            format!("{signed}.{signature}")
        }
    }

    fn claims() -> Value {
        json!({"iss": "ci-1", "sub": "ci-1", "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "jti": "one"})
    }

    fn check(text: &str, keys: &ClientKeys) -> Option<Asserted> {
        let audiences = [ISSUER.to_owned(), format!("{ISSUER}/oauth2/token")];
        Assertion::parse(text)?.holds(Some(keys), &audiences, NOW)
    }

    #[test]
    fn an_assertion_holds_for_its_key_client_server_and_time() {
        let (one, two) = (Key::new(), Key::new());
        let keys = [one.jwk("one"), two.jwk("two")];
        let keys = ClientKeys::parse(&keys).unwrap().unwrap();
        let header = json!({"alg": "EdDSA"});
        let good = check(&one.sign(&header, &claims()), &keys).unwrap();
        assert_eq!(good.until, NOW + 120);
        assert_ne!(
            good.key,
            check(&two.sign(&header, &claims()), &keys).unwrap().key
        );
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            check(&one.sign(&header, &claims), &keys)
        };
        assert_ne!(with("jti", json!("two")).unwrap().id, good.id);
        assert_eq!(with("exp", json!(NOW + 3_600)).unwrap().id, good.id);
        for (name, value) in [
            ("aud", json!([ISSUER])),
            ("aud", json!(["x", format!("{ISSUER}/oauth2/token")])),
            ("exp", json!(NOW - 59)),
            ("nbf", json!(NOW + 60)),
        ] {
            assert!(with(name, value.clone()).is_some(), "{name}: {value}");
        }
        for (name, value) in [
            ("iss", json!("ci-2")),
            ("sub", json!("ci-2")),
            ("aud", json!("https://elsewhere.example")),
            ("aud", json!([])),
            ("aud", json!(7)),
            ("aud", Value::Null),
            ("exp", json!(NOW - 60)),
            ("exp", json!(NOW + 3_661)),
            ("exp", json!(i64::MAX)),
            ("exp", Value::Null),
            ("nbf", json!(NOW + 61)),
            ("iat", json!(NOW + 61)),
            ("jti", json!("")),
            ("jti", json!("x".repeat(257))),
            ("jti", Value::Null),
            ("pad", json!("x".repeat(LONGEST))),
        ] {
            assert!(with(name, value.clone()).is_none(), "{name}: {value}");
        }
    }

    #[test]
    fn only_the_key_that_is_named_counts_and_never_without_a_signature() {
        let (one, two, stranger) = (Key::new(), Key::new(), Key::new());
        let keys = [one.jwk("one"), two.jwk("two")];
        let keys = ClientKeys::parse(&keys).unwrap().unwrap();
        let sign = |key: &Key, header: Value| check(&key.sign(&header, &claims()), &keys);
        assert!(sign(&one, json!({"alg": "EdDSA", "kid": "one"})).is_some());
        assert!(sign(&one, json!({"alg": "Ed25519", "kid": "one"})).is_some());
        assert!(sign(&two, json!({"alg": "EdDSA", "kid": "one"})).is_none());
        assert!(sign(&one, json!({"alg": "EdDSA", "kid": "three"})).is_none());
        assert!(sign(&one, json!({"alg": "ES256", "kid": "one"})).is_none());
        assert!(sign(&one, json!({"alg": "none"})).is_none());
        assert!(sign(&one, json!({"alg": "HS256"})).is_none());
        assert!(sign(&one, json!({"alg": "EdDSA", "crit": ["x"]})).is_none());
        assert!(sign(&stranger, json!({"alg": "EdDSA"})).is_none());
        // A key in the header is nobody's.
        assert!(sign(&stranger, json!({"alg": "EdDSA", "jwk": stranger.jwk("x")})).is_none());
        let whole = one.sign(&json!({"alg": "EdDSA"}), &claims());
        let (signed, _) = whole.rsplit_once('.').unwrap();
        for text in [
            "",
            "a.b",
            signed,
            &format!("{signed}."),
            &format!("{whole}.x"),
        ] {
            assert!(check(text, &keys).is_none(), "{text}");
        }
        let audiences = [ISSUER.to_owned()];
        let nobodys = Assertion::parse(&whole)
            .unwrap()
            .holds(None, &audiences, NOW);
        assert_eq!(nobodys, None);
    }
}

//! An application's public keys: what it can authenticate with in place of its secret (RFC 7523).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    dpop::ProofError,
    proof_key::{Jwk, ProofKey},
};

/// The most keys of an application: two while one takes over from the other, for a few places.
pub const MOST: usize = 8;

/// The most bytes of a key's id.
const LONGEST_ID: usize = 128;

/// Names a key in tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId(pub u64);

/// Public keys; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKeys(Vec<ClientKey>);

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKey {
    id: KeyId,
    thumbprint: String,
    jwk: Jwk,
}

/// Why a list is refused: which key, counted from 0, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeysError {
    /// The key; nothing where the list itself is at fault.
    pub key: Option<usize>,
    /// What is wrong and what to send.
    pub why: &'static str,
}

impl ClientKeys {
    /// Takes in a key set's keys (RFC 7517 section 5). Nothing of an empty list.
    pub fn parse(keys: &[Value]) -> Result<Option<Self>, KeysError> {
        if keys.len() > MOST {
            let why = "An application has at most 8 public keys.";
            return Err(KeysError { key: None, why });
        }
        let mut known: Vec<ClientKey> = Vec::with_capacity(keys.len());
        for (at, key) in keys.iter().enumerate() {
            let wrong = |why| KeysError { key: Some(at), why };
            let key = ClientKey::parse(key).map_err(wrong)?;
            if known
                .iter()
                .any(|other| other.id == key.id || other.kid() == key.kid())
            {
                return Err(wrong("This key, or another of its kid, is there already."));
            }
            known.push(key);
        }
        Ok((!known.is_empty()).then_some(Self(known)))
    }

    /// From what is stored.
    pub fn read(text: &str) -> Option<Self> {
        let keys: Vec<Value> = serde_json::from_str(text).ok()?;
        Self::parse(&keys).ok().flatten()
    }

    /// As they are stored and shown: their public members, and how each is called.
    pub fn public(&self) -> Vec<Value> {
        self.0.iter().map(ClientKey::public).collect()
    }

    /// Whether this is one of them.
    pub fn have(&self, id: KeyId) -> bool {
        self.0.iter().any(|key| key.id == id)
    }

    /// The keys that may have signed under this `kid`: all where none is named.
    pub(super) fn of_kid<'a>(
        &'a self,
        kid: Option<&'a str>,
    ) -> impl Iterator<Item = &'a ClientKey> {
        self.0
            .iter()
            .filter(move |key| kid.is_none_or(|kid| key.kid() == kid))
    }
}

impl ClientKey {
    fn parse(key: &Value) -> Result<Self, &'static str> {
        const FORM: &str =
            "Send a public key as a JWK: EC on P-256, OKP on Ed25519, or RSA of 2048 to 4096 bits.";
        let jwk = Jwk::deserialize(key).map_err(|_| FORM)?;
        let algorithm = jwk.algorithms().first().ok_or(FORM)?;
        let public = ProofKey::new(algorithm, &jwk).map_err(|error| match error {
            ProofError::PrivateKey => {
                "This holds a private key. Make another, and send its public part alone."
            }
            _ => FORM,
        })?;
        if jwk
            .alg
            .as_deref()
            .is_some_and(|alg| !jwk.algorithms().contains(&alg))
        {
            return Err(
                "The key's alg is none of ES256, EdDSA, Ed25519, RS256 and PS256, or not of its kind.",
            );
        }
        if jwk.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err("The key's use must be sig, or left out.");
        }
        let readable =
            |kid: &str| kid.len() <= LONGEST_ID && kid.bytes().all(|b| b.is_ascii_graphic());
        if jwk
            .kid
            .as_deref()
            .is_some_and(|kid| kid.is_empty() || !readable(kid))
        {
            return Err("The key's kid must be 1 to 128 visible ASCII characters, or left out.");
        }
        let thumbprint = public.thumbprint();
        Ok(Self {
            id: KeyId(first_bytes(&thumbprint)),
            thumbprint,
            jwk,
        })
    }

    /// What it is called: as whoever registered it said, or else its thumbprint.
    fn kid(&self) -> &str {
        self.jwk.kid.as_deref().unwrap_or(&self.thumbprint)
    }

    fn public(&self) -> Value {
        let mut members = json!(self.jwk);
        members["kid"] = self.kid().into();
        members["use"] = "sig".into();
        members
    }

    /// Names it in tokens.
    pub(super) const fn id(&self) -> KeyId {
        self.id
    }

    /// Its thumbprint (RFC 7638).
    pub(super) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The key, to verify with this algorithm; nothing where it is for another.
    pub(super) fn with(&self, algorithm: &str) -> Option<ProofKey> {
        let fits = self.jwk.alg.as_deref().is_none_or(|alg| alg == algorithm);
        ProofKey::new(algorithm, &self.jwk).ok().filter(|_| fits)
    }
}

fn first_bytes(thumbprint: &str) -> u64 {
    let bytes = URL_SAFE_NO_PAD.decode(thumbprint).unwrap_or_default();
    bytes
        .first_chunk()
        .map_or(0, |first: &[u8; 8]| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: &str = "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs";
    const Y: &str = "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA";

    fn key() -> Value {
        json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y})
    }

    #[test]
    fn keys_are_kept_as_they_are_and_by_their_public_part_alone() {
        let mut named = key();
        named["x5c"] = json!(["a certificate"]);
        let keys = ClientKeys::parse(&[
            named,
            json!({"kty": "OKP", "crv": "Ed25519", "x": X, "kid": "two", "alg": "EdDSA"}),
        ]);
        let keys = keys.unwrap().unwrap();
        let public = keys.public();
        assert_eq!(
            public[0],
            json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y, "use": "sig", "kid": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})
        );
        assert_eq!(
            (&public[1]["kid"], &public[1]["alg"]),
            (&json!("two"), &json!("EdDSA"))
        );
        let stored = serde_json::to_string(&public).unwrap();
        let again = ClientKeys::read(&stored).unwrap();
        assert_eq!(again.public(), public);
        assert!(again.have(keys.0[0].id) && again.have(keys.0[1].id) && !again.have(KeyId(0)));
        assert_eq!(keys.of_kid(Some("two")).count(), 1);
        assert_eq!(
            (keys.of_kid(None).count(), keys.of_kid(Some("x")).count()),
            (2, 0)
        );
        assert!(ClientKeys::parse(&[]).unwrap().is_none());
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        let with = |name: &str, value: Value| {
            let mut key = key();
            key[name] = value;
            key
        };
        for (keys, at, part) in [
            (vec![json!("key")], 0, "JWK"),
            (vec![json!({"kty": "oct", "k": "AAAA"})], 0, "JWK"),
            (vec![with("d", json!(X))], 0, "private"),
            (vec![with("crv", json!("P-384"))], 0, "JWK"),
            (vec![with("alg", json!("RS256"))], 0, "alg"),
            (vec![with("alg", json!("none"))], 0, "alg"),
            (vec![with("use", json!("enc"))], 0, "use"),
            (vec![with("kid", json!(""))], 0, "kid"),
            (vec![with("kid", json!("a b"))], 0, "kid"),
            (vec![key(), key()], 1, "already"),
        ] {
            let error = ClientKeys::parse(&keys).unwrap_err();
            assert_eq!(error.key, Some(at), "{keys:?}");
            assert!(error.why.contains(part), "{keys:?}: {}", error.why);
        }
        assert_eq!(
            ClientKeys::parse(&vec![key(); MOST + 1]).unwrap_err().key,
            None
        );
    }
}

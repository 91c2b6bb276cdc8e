//! Signing keys: made by *ring*, kept in the database encrypted under the master key, ready for rotation.
//!
//! A record's life: published ([`Record::created_at`]) → signs ([`Record::active_at`]) → no longer signs
//! ([`Record::retired_at`]) → forgotten, once the last token that it signed has expired. Publishing before signing gives
//! verifiers that cache the key set time to see the next key.

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead, digest,
    rand::SystemRandom,
    rsa::KeyPair as RsaKeyPair,
    signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use zeroize::Zeroizing;

use super::rsa_key;
use crate::secrets::master_key::{MasterKey, Purpose};

/// How tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    #[default]
    Es256,
    /// Ed25519 (RFC 8037 section 3.1).
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3), for verifiers that know nothing else.
    Rs256,
}

impl Algorithm {
    /// The name in JOSE headers, in key sets and in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
        }
    }

    /// The algorithm of a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Es256, Self::EdDsa, Self::Rs256]
            .into_iter()
            .find(|algorithm| algorithm.as_str() == text)
    }
}

/// A signing key as it is stored. Times are unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The key's id: its JWK thumbprint (RFC 7638).
    pub kid: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// The public key: 65 bytes uncompressed point, 32 bytes of Ed25519, or an `RSAPublicKey` in DER.
    pub public: Vec<u8>,
    /// The PKCS#8 document, sealed.
    pub sealed: Vec<u8>,
    /// Published since.
    pub created_at: i64,
    /// Signs from.
    pub active_at: i64,
    /// Signs until.
    pub retired_at: Option<i64>,
}

/// Why a key can't be made or used. Never holds key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The random number generator or the signer failed.
    #[error("the signing key can't be made or used")]
    Crypto,
    /// Sealed under another master key, or spoilt.
    #[error(
        "signing key {0} can't be decrypted: this is not the master key that it was made under, or the row is spoilt"
    )]
    Sealed(String),
    /// No key may sign now.
    #[error("no signing key is active")]
    NoneActive,
}

/// Encrypts private keys: ChaCha20-Poly1305, a random nonce, the key's id as associated data.
pub struct Sealer(aead::LessSafeKey);

const SEALED_VERSION: u8 = 1;

impl Sealer {
    /// Under a derivative of the master key.
    pub fn new(master: &MasterKey) -> Result<Self, KeyError> {
        let key = master.subkey(Purpose::SigningKeys);
        let key = aead::UnboundKey::new(&aead::CHACHA20_POLY1305, key.as_ref())
            .map_err(|_| KeyError::Crypto)?;
        Ok(Self(aead::LessSafeKey::new(key)))
    }

    fn seal(&self, kid: &str, plain: &[u8]) -> Result<Vec<u8>, KeyError> {
        let nonce: [u8; aead::NONCE_LEN] = ring::rand::generate(&SystemRandom::new())
            .map_err(|_| KeyError::Crypto)?
            .expose();
        let mut body = Zeroizing::new(plain.to_vec());
        let tag = self
            .0
            .seal_in_place_separate_tag(
                aead::Nonce::assume_unique_for_key(nonce),
                aead::Aad::from(kid.as_bytes()),
                body.as_mut_slice(),
            )
            .map_err(|_| KeyError::Crypto)?;
        Ok([&[SEALED_VERSION][..], &nonce, &body, tag.as_ref()].concat())
    }

    fn open(&self, kid: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let wrong = || KeyError::Sealed(kid.to_owned());
        let Some((&SEALED_VERSION, rest)) = sealed.split_first() else {
            return Err(wrong());
        };
        let (nonce, body) = rest
            .split_first_chunk::<{ aead::NONCE_LEN }>()
            .ok_or_else(wrong)?;
        let mut body = Zeroizing::new(body.to_vec());
        let length = self
            .0
            .open_in_place(
                aead::Nonce::assume_unique_for_key(*nonce),
                aead::Aad::from(kid.as_bytes()),
                body.as_mut_slice(),
            )
            .map_err(|_| wrong())?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

impl Record {
    /// Makes a key that is published at `now` and signs from `active_at`.
    pub fn generate(
        algorithm: Algorithm,
        sealer: &Sealer,
        now: i64,
        active_at: i64,
    ) -> Result<Self, KeyError> {
        let random = SystemRandom::new();
        let bytes = |document: ring::pkcs8::Document| Zeroizing::new(document.as_ref().to_vec());
        let document = match algorithm {
            Algorithm::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, &random)
                    .map(bytes)
                    .ok()
            }
            Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&random).map(bytes).ok(),
            Algorithm::Rs256 => rsa_key::generate(),
        }
        .ok_or(KeyError::Crypto)?;
        let public = Pair::parse(algorithm, &document)
            .ok_or(KeyError::Crypto)?
            .public();
        let kid = thumbprint(&jwk_members(algorithm, &public));
        let encrypted = sealer.seal(&kid, &document)?;
        Ok(Self {
            kid,
            algorithm,
            public,
            sealed: encrypted,
            created_at: now,
            active_at,
            retired_at: None,
        })
    }
}

enum Pair {
    Es256(EcdsaKeyPair, SystemRandom),
    EdDsa(Ed25519KeyPair),
    Rs256(Box<RsaKeyPair>, SystemRandom),
}

impl Pair {
    fn parse(algorithm: Algorithm, pkcs8: &[u8]) -> Option<Self> {
        let random = SystemRandom::new();
        match algorithm {
            Algorithm::Es256 => EcdsaKeyPair::from_pkcs8(
                &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
                pkcs8,
                &random,
            )
            .ok()
            .map(|pair| Self::Es256(pair, random)),
            Algorithm::EdDsa => Ed25519KeyPair::from_pkcs8(pkcs8).ok().map(Self::EdDsa),
            Algorithm::Rs256 => RsaKeyPair::from_pkcs8(pkcs8)
                .ok()
                .map(|pair| Self::Rs256(Box::new(pair), random)),
        }
    }

    fn public(&self) -> Vec<u8> {
        match self {
            Self::Es256(pair, _) => pair.public_key().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.public_key().as_ref().to_vec(),
            Self::Rs256(pair, _) => pair.public().as_ref().to_vec(),
        }
    }
}

/// A key with its private half, ready to sign.
pub struct SigningKey {
    record: Record,
    /// The JOSE header of everything it signs, encoded once.
    header: String,
    pair: Pair,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.record.kid)
    }
}

impl SigningKey {
    fn open(record: Record, sealer: &Sealer) -> Result<Self, KeyError> {
        let document = sealer.open(&record.kid, &record.sealed)?;
        let pair = Pair::parse(record.algorithm, &document)
            .filter(|pair| pair.public() == record.public)
            .ok_or_else(|| KeyError::Sealed(record.kid.clone()))?;
        let header = format!(
            r#"{{"alg":"{}","typ":"at+jwt","kid":"{}"}}"#,
            record.algorithm.as_str(),
            record.kid
        );
        Ok(Self {
            header: URL_SAFE_NO_PAD.encode(header),
            record,
            pair,
        })
    }

    /// What is stored of it.
    pub const fn record(&self) -> &Record {
        &self.record
    }

    /// The encoded JOSE header of its tokens.
    pub fn header(&self) -> &str {
        &self.header
    }

    /// Signs `input`; 64 bytes, or the modulus' length with RSA.
    pub fn sign(&self, input: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.pair {
            Pair::Es256(pair, random) => pair.sign(random, input).map(|s| s.as_ref().to_vec()),
            Pair::EdDsa(pair) => Ok(pair.sign(input).as_ref().to_vec()),
            Pair::Rs256(pair, random) => {
                let mut signed = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, random, input, &mut signed)
                    .map(|()| signed)
            }
        }
        .map_err(|_| KeyError::Crypto)
    }

    /// Whether `signature` is this key's over `input`.
    pub fn verifies(&self, input: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn signature::VerificationAlgorithm = match self.record.algorithm {
            Algorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
            Algorithm::EdDsa => &signature::ED25519,
            Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        };
        signature::UnparsedPublicKey::new(algorithm, &self.record.public)
            .verify(input, signature)
            .is_ok()
    }
}

/// The keys of a node's snapshot.
#[derive(Clone, Debug, Default)]
pub struct KeyRing(Vec<Arc<SigningKey>>);

impl KeyRing {
    /// Opens all stored keys.
    pub fn open(
        records: impl IntoIterator<Item = Record>,
        sealer: &Sealer,
    ) -> Result<Self, KeyError> {
        records
            .into_iter()
            .map(|record| SigningKey::open(record, sealer).map(Arc::new))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The key that signs at `now`: of those in use, the one that was put in use last.
    pub fn signer(&self, now: i64) -> Result<&SigningKey, KeyError> {
        self.0
            .iter()
            .filter(|key| {
                key.record.active_at <= now && key.record.retired_at.is_none_or(|end| now < end)
            })
            .max_by_key(|key| (key.record.active_at, key.record.created_at))
            .map(Arc::as_ref)
            .ok_or(KeyError::NoneActive)
    }

    /// What is stored of the keys.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.0.iter().map(|key| &key.record)
    }

    /// The key of this id.
    pub fn find(&self, kid: &str) -> Option<&SigningKey> {
        self.0
            .iter()
            .find(|key| key.record.kid == kid)
            .map(Arc::as_ref)
    }

    /// The keys to publish at `now`. `longest`: the longest life of a token, milliseconds.
    pub fn published(&self, now: i64, longest: i64) -> impl Iterator<Item = &Record> {
        self.0.iter().map(|key| &key.record).filter(move |record| {
            record
                .retired_at
                .is_none_or(|end| now < end.saturating_add(longest))
        })
    }
}

/// The members of a public JWK that identify it, in the order that RFC 7638 hashes them.
pub(super) fn jwk_members(algorithm: Algorithm, public: &[u8]) -> Vec<(&'static str, String)> {
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    match algorithm {
        Algorithm::Es256 => {
            // An uncompressed point (SEC 1 section 2.3.3): 4, x, y.
            let (x, y) = public
                .get(1..)
                .unwrap_or_default()
                .split_at_checked(32)
                .unwrap_or_default();
            vec![
                ("crv", "P-256".to_owned()),
                ("kty", "EC".to_owned()),
                ("x", text(x)),
                ("y", text(y)),
            ]
        }
        Algorithm::EdDsa => {
            vec![
                ("crv", "Ed25519".to_owned()),
                ("kty", "OKP".to_owned()),
                ("x", text(public)),
            ]
        }
        Algorithm::Rs256 => {
            let (modulus, exponent) = rsa_key::components(public).unwrap_or_default();
            rsa_members(modulus, exponent)
        }
    }
}

/// The same of an RSA key's numbers, big-endian without leading zeros.
pub(super) fn rsa_members(modulus: &[u8], exponent: &[u8]) -> Vec<(&'static str, String)> {
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    vec![
        ("e", text(exponent)),
        ("kty", "RSA".to_owned()),
        ("n", text(modulus)),
    ]
}

/// A key's JWK thumbprint (RFC 7638), of the members that identify it.
pub(super) fn thumbprint(members: &[(&'static str, String)]) -> String {
    let members: Vec<_> = members
        .iter()
        .map(|(name, value)| format!(r#""{name}":"{value}""#))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, json.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(byte: u8) -> Sealer {
        Sealer::new(&MasterKey::from_bytes(&[byte; 32]).unwrap()).unwrap()
    }

    fn ring(records: &[Record]) -> KeyRing {
        KeyRing::open(records.to_vec(), &sealer(1)).unwrap()
    }

    #[test]
    fn keys_survive_storage_and_sign() {
        for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
            let record = Record::generate(algorithm, &sealer(1), 5, 10).unwrap();
            let ring = ring(std::slice::from_ref(&record));
            let key = ring.find(&record.kid).unwrap();
            let signature = key.sign(b"message").unwrap();
            let length = if algorithm == Algorithm::Rs256 {
                256
            } else {
                64
            };
            assert_eq!(signature.len(), length);
            assert!(key.verifies(b"message", &signature));
            assert!(!key.verifies(b"massage", &signature));
            assert!(!key.verifies(b"message", &signature[..63]));
            assert_eq!(Algorithm::parse(algorithm.as_str()), Some(algorithm));
            assert!(!format!("{key:?}").contains("sealed"));
        }
    }

    #[test]
    fn a_key_opens_under_its_own_master_key_and_id_alone() {
        let record = Record::generate(Algorithm::Es256, &sealer(1), 0, 0).unwrap();
        let error = KeyRing::open([record.clone()], &sealer(2)).unwrap_err();
        assert!(matches!(error, KeyError::Sealed(kid) if kid == record.kid));
        let other = Record::generate(Algorithm::Es256, &sealer(1), 0, 0).unwrap();
        for spoilt in [
            Record {
                sealed: other.sealed.clone(),
                ..record.clone()
            },
            Record {
                public: other.public.clone(),
                ..record.clone()
            },
            Record {
                sealed: Vec::new(),
                ..record.clone()
            },
            Record {
                sealed: record.sealed[..10].to_vec(),
                ..record.clone()
            },
            Record {
                algorithm: Algorithm::EdDsa,
                ..record.clone()
            },
        ] {
            assert!(matches!(
                KeyRing::open([spoilt], &sealer(1)),
                Err(KeyError::Sealed(_))
            ));
        }
        let private = sealer(1).open(&record.kid, &record.sealed).unwrap();
        assert!(
            !record
                .sealed
                .windows(8)
                .any(|window| private.windows(8).any(|clear| clear == window))
        );
    }

    #[test]
    fn rotation_publishes_before_signing_and_after() {
        let old = Record {
            retired_at: Some(100),
            ..Record::generate(Algorithm::Es256, &sealer(1), 0, 0).unwrap()
        };
        let next = Record::generate(Algorithm::EdDsa, &sealer(1), 50, 90).unwrap();
        let ring = ring(&[old.clone(), next.clone()]);
        let signer = |now| ring.signer(now).unwrap().record().kid.clone();
        assert_eq!([signer(0), signer(89)], [old.kid.clone(), old.kid.clone()]);
        assert_eq!(
            [signer(90), signer(100)],
            [next.kid.clone(), next.kid.clone()]
        );
        let published = |now| {
            ring.published(now, 40)
                .map(|r| r.kid.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(published(60), [old.kid.clone(), next.kid.clone()]);
        assert_eq!(published(139), [old.kid.clone(), next.kid.clone()]);
        assert_eq!(published(140), std::slice::from_ref(&next.kid));
        assert!(matches!(
            KeyRing::default().signer(0),
            Err(KeyError::NoneActive)
        ));
        assert!(matches!(ring.signer(-1), Err(KeyError::NoneActive)));
    }

    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let public = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .unwrap();
        assert_eq!(
            thumbprint(&jwk_members(Algorithm::EdDsa, &public)),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }
}

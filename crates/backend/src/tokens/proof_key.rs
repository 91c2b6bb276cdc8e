//! A client's public key: a JWK (RFC 7517) as its sender wrote it, and what it verifies. One comes with each DPoP proof;
//! others are registered.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{dpop::ProofError, keys};

/// The sizes of an RSA modulus in bytes: 2048 bits are the least that RFC 7518 section 3.3 allows, and more than 4096 only
/// cost time.
const MODULUS: std::ops::RangeInclusive<usize> = 256..=512;

/// The most bytes of an RSA exponent: the usual one has three.
const LONGEST_EXPONENT: usize = 4;

/// A JWK's members, as far as these keys have them. A member that is there twice is refused. Only public ones are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says of another member whether it is there"
)]
pub(super) struct Jwk {
    kty: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alg: Option<String>,
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<String>,
    // What only a private or a symmetric key has (RFC 7518 section 6): whether it is there.
    #[serde(default, deserialize_with = "there", skip_serializing)]
    d: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    p: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    q: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    dp: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    dq: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    qi: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    oth: bool,
    #[serde(default, deserialize_with = "there", skip_serializing)]
    k: bool,
}

fn there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Option::<IgnoredAny>::deserialize(deserializer).map(|member| member.is_some())
}

impl Jwk {
    const fn is_private(&self) -> bool {
        self.d || self.p || self.q || self.dp || self.dq || self.qi || self.oth || self.k
    }

    /// What a key of its type can be used with.
    pub(super) fn algorithms(&self) -> &'static [&'static str] {
        match self.kty.as_str() {
            "EC" => &["ES256"],
            "OKP" => &["EdDSA", "Ed25519"],
            "RSA" => &["RS256", "PS256"],
            _ => &[],
        }
    }

    /// A member as bytes, and as the text that its thumbprint covers.
    fn bytes(member: Option<&str>) -> Result<Vec<u8>, ProofError> {
        member
            .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
            .ok_or(ProofError::Key)
    }

    fn is(&self, kty: &str, crv: Option<&str>) -> Result<(), ProofError> {
        (self.kty == kty && (crv.is_none() || self.crv.as_deref() == crv))
            .then_some(())
            .ok_or(ProofError::Key)
    }
}

/// A public key with the algorithm that it is used with.
pub(super) enum ProofKey {
    /// An uncompressed point on P-256.
    Es256(Vec<u8>),
    /// Of Ed25519.
    EdDsa(Vec<u8>),
    /// RSASSA-PKCS1-v1_5 or RSASSA-PSS, with SHA-256.
    Rsa {
        parameters: &'static signature::RsaParameters,
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

impl ProofKey {
    /// The proof's algorithm decides what its key must be.
    pub(super) fn new(algorithm: &str, jwk: &Jwk) -> Result<Self, ProofError> {
        let parameters = match algorithm {
            "ES256" | "EdDSA" | "Ed25519" => None,
            "RS256" => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
            "PS256" => Some(&signature::RSA_PSS_2048_8192_SHA256),
            _ => return Err(ProofError::Algorithm),
        };
        if jwk.is_private() {
            return Err(ProofError::PrivateKey);
        }
        let coordinate = |member: &Option<String>| {
            Jwk::bytes(member.as_deref())
                .and_then(|bytes| (bytes.len() == 32).then_some(bytes).ok_or(ProofError::Key))
        };
        let number = |member: &Option<String>| {
            // Written without leading zeros (RFC 7518 section 2), so that a key has one thumbprint.
            Jwk::bytes(member.as_deref()).and_then(|bytes| {
                bytes
                    .first()
                    .is_some_and(|first| *first != 0)
                    .then_some(bytes)
                    .ok_or(ProofError::Key)
            })
        };
        match parameters {
            Some(parameters) => {
                jwk.is("RSA", None)?;
                let (modulus, exponent) = (number(&jwk.n)?, number(&jwk.e)?);
                if !MODULUS.contains(&modulus.len()) || exponent.len() > LONGEST_EXPONENT {
                    return Err(ProofError::Key);
                }
                Ok(Self::Rsa {
                    parameters,
                    modulus,
                    exponent,
                })
            }
            None if algorithm == "ES256" => {
                jwk.is("EC", Some("P-256"))?;
                let (x, y) = (coordinate(&jwk.x)?, coordinate(&jwk.y)?);
                Ok(Self::Es256([vec![4], x, y].concat()))
            }
            None => {
                jwk.is("OKP", Some("Ed25519"))?;
                coordinate(&jwk.x).map(Self::EdDsa)
            }
        }
    }

    /// A key that belongs to nobody (P-256's base point), for verifying to no purpose.
    pub(super) fn anybody() -> Self {
        const POINT: [u8; 65] = [
            0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
            0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39,
            0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e,
            0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e,
            0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
        ];
        Self::Es256(POINT.to_vec())
    }

    /// Whether `signature` is this key's over `input`. Also says no for a point that is not on the curve.
    pub(super) fn verifies(&self, input: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(point) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                    .verify(input, signature)
            }
            Self::EdDsa(key) => {
                UnparsedPublicKey::new(&signature::ED25519, key).verify(input, signature)
            }
            Self::Rsa {
                parameters,
                modulus,
                exponent,
            } => RsaPublicKeyComponents {
                n: modulus,
                e: exponent,
            }
            .verify(parameters, input, signature),
        }
        .is_ok()
    }

    /// The key's thumbprint (RFC 7638), over the members in their canonical text.
    pub(super) fn thumbprint(&self) -> String {
        let members = match self {
            Self::Es256(point) => keys::jwk_members(keys::Algorithm::Es256, point),
            Self::EdDsa(key) => keys::jwk_members(keys::Algorithm::EdDsa, key),
            Self::Rsa {
                modulus, exponent, ..
            } => keys::rsa_members(modulus, exponent),
        };
        keys::thumbprint(&members)
    }
}

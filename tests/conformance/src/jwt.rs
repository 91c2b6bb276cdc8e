//! Access tokens that are JWTs, taken apart, and verified with the published keys.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature;
use serde_json::Value;

/// A token's parts.
pub(crate) struct Jwt {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    signed: String,
    signature: Vec<u8>,
}

/// `None`: not a JWT.
pub(crate) fn parse(token: &str) -> Option<Jwt> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some(Jwt {
        header: json(header)?,
        claims: json(claims)?,
        signed: signed.to_owned(),
        signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
    })
}

impl Jwt {
    /// Whether one of the keys of a key set verifies the signature; `None`: with an algorithm that isn't known here.
    pub(crate) fn verified_by(&self, keys: &Value) -> Option<bool> {
        let algorithm = self.header["alg"].as_str()?;
        let kid = &self.header["kid"];
        let keys = keys["keys"].as_array()?;
        let fitting = keys
            .iter()
            .filter(|key| kid.is_null() || key["kid"] == *kid);
        match algorithm {
            "ES256" | "ES384" | "EdDSA" | "RS256" | "RS384" | "RS512" | "PS256" => Some(
                fitting
                    .into_iter()
                    .any(|key| self.fits(algorithm, key).unwrap_or(false)),
            ),
            _ => None,
        }
    }

    fn fits(&self, algorithm: &str, key: &Value) -> Option<bool> {
        let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str()?).ok();
        let message = self.signed.as_bytes();
        let plain = |how: &'static dyn signature::VerificationAlgorithm, public: Vec<u8>| {
            signature::UnparsedPublicKey::new(how, public)
                .verify(message, &self.signature)
                .is_ok()
        };
        let rsa = |how: &'static signature::RsaParameters| {
            let key = signature::RsaPublicKeyComponents {
                n: part("n")?,
                e: part("e")?,
            };
            Some(key.verify(how, message, &self.signature).is_ok())
        };
        let point = || Some([vec![4], part("x")?, part("y")?].concat());
        match algorithm {
            "ES256" => Some(plain(&signature::ECDSA_P256_SHA256_FIXED, point()?)),
            "ES384" => Some(plain(&signature::ECDSA_P384_SHA384_FIXED, point()?)),
            "EdDSA" => Some(plain(&signature::ED25519, part("x")?)),
            "RS256" => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
            "RS384" => rsa(&signature::RSA_PKCS1_2048_8192_SHA384),
            "RS512" => rsa(&signature::RSA_PKCS1_2048_8192_SHA512),
            "PS256" => rsa(&signature::RSA_PSS_2048_8192_SHA256),
            _ => None,
        }
    }
}

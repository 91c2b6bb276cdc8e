//! Access tokens: compact JWS (RFC 7515) in the profile of RFC 9068.

use std::io;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    client_keys::KeyId,
    keys::{KeyError, KeyRing, SigningKey},
};

/// No token of ours is nearly as long; a longer text is refused unread.
const LONGEST: usize = 8 * 1024;
/// Clocks of verifiers and issuers differ: so far ahead may a token's `iat` be, seconds.
const LEEWAY: i64 = 60;

/// The claims of an access token. Times are unix seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it: the public URL.
    pub iss: String,
    /// The client, as no person is involved.
    pub sub: String,
    /// The client.
    pub client_id: String,
    /// For whom: the public URL unless configured.
    pub aud: String,
    /// Issued at.
    pub iat: i64,
    /// Expires at.
    pub exp: i64,
    /// The token's own id.
    pub jti: String,
    /// The account's number, as text. Not in the RFC.
    pub tenant_id: String,
    /// The key that whoever presents it must prove to hold (RFC 7800). Absent: it belongs to who bears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

/// What a token is bound to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The key's JWK thumbprint with SHA-256 (RFC 9449 section 6.1).
    pub jkt: String,
}

/// Why a text is not a valid token. For the log; callers are told only that it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not three parts of base64url around JSON, or not an access token.
    #[error("not an access token")]
    Malformed,
    /// Signed by no key of this server.
    #[error("signed by an unknown key")]
    UnknownKey,
    /// Not what was signed.
    #[error("the signature is wrong")]
    Signature,
    /// Another issuer's or for another audience.
    #[error("issued by or for someone else")]
    Foreign,
    /// Its time is over, or has not come.
    #[error("expired")]
    Expired,
}

/// A token's own id, from 16 random bytes. It begins with the generation of the secret that the token was obtained with,
/// so that regenerating can end exactly the tokens of the old one, and then has the key, where it was obtained with one.
pub fn jti(generation: i64, key: Option<KeyId>, entropy: [u8; 16]) -> String {
    let random = u128::from_be_bytes(entropy);
    match key {
        None => format!("{generation}-{random:032x}"),
        Some(KeyId(key)) => format!("{generation}-{key:016x}-{random:032x}"),
    }
}

impl Claims {
    /// The generation of tokens that this one is of, and the key that it was obtained with. `None`: an id that this server
    /// doesn't make.
    pub fn origin(&self) -> Option<(i64, Option<KeyId>)> {
        let (generation, rest) = self.jti.split_once('-')?;
        let key = match rest.split_once('-') {
            None => None,
            Some((key, _)) => Some(KeyId(u64::from_str_radix(key, 16).ok()?)),
        };
        Some((generation.parse().ok()?, key))
    }
}

/// Signs the claims.
pub fn sign(claims: &Claims, key: &SigningKey) -> Result<String, KeyError> {
    let mut token = String::with_capacity(640);
    token.push_str(key.header());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(
        ascii_json(claims).map_err(|_| KeyError::Crypto)?,
        &mut token,
    );
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

/// Verifies a token of ours: its form, key, signature, issuer, audience and time (`now`: unix milliseconds). Whether the
/// application still exists and its secret is still the one that the token was obtained with is the caller's to check.
pub fn verify(
    token: &str,
    keys: &KeyRing,
    issuer: &str,
    audience: &str,
    now: i64,
) -> Result<Claims, TokenError> {
    if token.len() > LONGEST {
        return Err(TokenError::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    let header: Header = decode(header).ok_or(TokenError::Malformed)?;
    // RFC 9068 section 4 allows the long form too. A critical extension is one that we don't know (RFC 7515 section 4.1.11).
    let is_access_token = ["at+jwt", "application/at+jwt"]
        .iter()
        .any(|typ| header.typ.eq_ignore_ascii_case(typ));
    if !is_access_token || header.crit.is_some() {
        return Err(TokenError::Malformed);
    }
    let key = keys.find(&header.kid).ok_or(TokenError::UnknownKey)?;
    // The key decides the algorithm, never the token.
    if header.alg != key.record().algorithm.as_str() {
        return Err(TokenError::UnknownKey);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| TokenError::Malformed)?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(TokenError::Signature);
    }
    let claims: Claims = decode(payload).ok_or(TokenError::Malformed)?;
    if claims.iss != issuer || claims.aud != audience {
        return Err(TokenError::Foreign);
    }
    let now = now.div_euclid(1000);
    if now >= claims.exp || claims.iat > now + LEEWAY {
        return Err(TokenError::Expired);
    }
    Ok(claims)
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
    crit: Option<serde_json::Value>,
}

/// A part of a JWT: JSON in base64url. `None`: it is not.
pub(super) fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// JSON without the characters whose base64url differs from plain base64: some clients decode payloads with the plain
/// alphabet. `-` and `_` come only of the bits 11111x, which in ASCII end the third of three bytes: `>`, `?`, `~`, DEL.
fn ascii_json(claims: &Claims) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(384);
    claims.serialize(&mut serde_json::Serializer::with_formatter(
        &mut json, Ascii,
    ))?;
    Ok(json)
}

struct Ascii;

impl serde_json::ser::Formatter for Ascii {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for c in fragment.chars() {
            if c.is_ascii() && !matches!(c, '>' | '?' | '~' | '\x7f') {
                writer.write_all(&[c as u8])?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::keys::{Algorithm, Record, Sealer};
    use super::*;
    use crate::secrets::master_key::MasterKey;

    const ISSUER: &str = "https://clientele.example";
    const NOW: i64 = 1_800_000_000_000;

    fn ring(algorithms: &[Algorithm]) -> KeyRing {
        let sealer = Sealer::new(&MasterKey::from_bytes(&[1; 32]).unwrap()).unwrap();
        let records: Vec<_> = algorithms
            .iter()
            .map(|&a| Record::generate(a, &sealer, 0, 0).unwrap())
            .collect();
        KeyRing::open(records, &sealer).unwrap()
    }

    fn claims() -> Claims {
        Claims {
            iss: ISSUER.to_owned(),
            sub: "ci-7f3k2q".to_owned(),
            client_id: "ci-7f3k2q".to_owned(),
            aud: ISSUER.to_owned(),
            iat: NOW / 1000,
            exp: NOW / 1000 + 3600,
            jti: jti(7, None, [0xAB; 16]),
            tenant_id: "1".to_owned(),
            cnf: None,
        }
    }

    fn issue(ring: &KeyRing) -> String {
        sign(&claims(), ring.signer(NOW).unwrap()).unwrap()
    }

    fn check(token: &str, ring: &KeyRing) -> Result<Claims, TokenError> {
        verify(token, ring, ISSUER, ISSUER, NOW)
    }

    #[test]
    fn what_is_signed_verifies() {
        for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
            let ring = ring(&[algorithm]);
            let token = issue(&ring);
            assert_eq!(check(&token, &ring), Ok(claims()));
            assert_eq!(claims().origin(), Some((7, None)));
            let header = URL_SAFE_NO_PAD
                .decode(token.split('.').next().unwrap())
                .unwrap();
            let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(header["typ"], "at+jwt");
            assert_eq!(header["alg"], algorithm.as_str());
        }
    }

    #[test]
    fn an_id_tells_what_the_token_was_obtained_with() {
        let of = |jti: String| Claims { jti, ..claims() }.origin();
        let key = Some(KeyId(u64::MAX - 1));
        assert_eq!(of(jti(7, key, [1; 16])), Some((7, key)));
        for foreign in ["", "7", "x-1", "7-x-1"] {
            assert_eq!(of(foreign.to_owned()), None, "{foreign}");
        }
    }

    #[test]
    fn time_issuer_and_audience_hold() {
        let ring = ring(&[Algorithm::Es256]);
        let token = issue(&ring);
        let at =
            |seconds: i64| verify(&token, &ring, ISSUER, ISSUER, NOW + seconds * 1000).map(drop);
        assert_eq!(at(3599), Ok(()));
        assert_eq!(at(3600), Err(TokenError::Expired));
        assert_eq!(at(-60), Ok(()));
        assert_eq!(at(-61), Err(TokenError::Expired));
        assert_eq!(
            verify(&token, &ring, "https://other", ISSUER, NOW),
            Err(TokenError::Foreign)
        );
        assert_eq!(
            verify(&token, &ring, ISSUER, "https://other", NOW),
            Err(TokenError::Foreign)
        );
    }

    #[test]
    fn forgeries_are_refused() {
        let ours = ring(&[Algorithm::Es256, Algorithm::EdDsa]);
        let token = issue(&ours);
        let parts: Vec<&str> = token.split('.').collect();
        let encode = |json: String| URL_SAFE_NO_PAD.encode(json);
        let kid = &ours.signer(NOW).unwrap().record().kid;
        let header = |alg: &str, typ: &str, more: &str| {
            encode(format!(
                r#"{{"alg":"{alg}","typ":"{typ}","kid":"{kid}"{more}}}"#
            ))
        };
        let alg = ours.signer(NOW).unwrap().record().algorithm.as_str();
        let other_alg = if alg == "ES256" { "EdDSA" } else { "ES256" };
        let with_header = |header: String| format!("{header}.{}.{}", parts[1], parts[2]);
        let raised = encode(
            serde_json::to_string(&Claims {
                exp: i64::MAX,
                ..claims()
            })
            .unwrap(),
        );
        for (forged, error) in [
            (String::new(), TokenError::Malformed),
            ("..".to_owned(), TokenError::Malformed),
            ("a.b".to_owned(), TokenError::Malformed),
            (format!("{token}.x"), TokenError::Malformed),
            ("x".repeat(LONGEST + 1), TokenError::Malformed),
            (
                with_header(header("none", "at+jwt", "")),
                TokenError::UnknownKey,
            ),
            (
                with_header(header("HS256", "at+jwt", "")),
                TokenError::UnknownKey,
            ),
            (
                with_header(header(other_alg, "at+jwt", "")),
                TokenError::UnknownKey,
            ),
            (with_header(header(alg, "JWT", "")), TokenError::Malformed),
            (
                with_header(header(alg, "at+jwt", r#","crit":["x"]"#)),
                TokenError::Malformed,
            ),
            (
                with_header(header(alg, "at+jwt", r#","jku":"https://evil""#)),
                TokenError::Signature,
            ),
            (
                format!("{}.{raised}.{}", parts[0], parts[2]),
                TokenError::Signature,
            ),
            (format!("{}.{}.", parts[0], parts[1]), TokenError::Signature),
            (
                format!("{}.{}.{}=", parts[0], parts[1], parts[2]),
                TokenError::Malformed,
            ),
            (issue(&ring(&[Algorithm::Es256])), TokenError::UnknownKey),
        ] {
            assert_eq!(check(&forged, &ours), Err(error), "{forged}");
        }
    }

    proptest! {
        #[test]
        fn payloads_are_the_same_in_either_base64_alphabet(client in ".*", issuer in "[ -\u{7f}é🙂]*") {
            let claims = Claims { client_id: client, iss: issuer, ..claims() };
            let json = ascii_json(&claims).unwrap();
            let text = URL_SAFE_NO_PAD.encode(&json);
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric()), "{}", text);
            prop_assert_eq!(serde_json::from_slice::<Claims>(&json).unwrap(), claims);
        }

        #[test]
        fn anything_at_all_is_refused_without_a_panic(text in "[A-Za-z0-9_.=-]{0,80}|.*") {
            prop_assert!(check(&text, &ring(&[Algorithm::EdDsa])).is_err());
        }
    }
}

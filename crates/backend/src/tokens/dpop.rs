//! DPoP proofs (RFC 9449): a statement signed for one request, by which its sender shows that they hold a key. Pure; which
//! proofs came before is [`super::replay`]'s to know.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest;
use serde::Deserialize;

use super::{
    jws::decode,
    proof_key::{Jwk, ProofKey},
};

/// The algorithms that proofs may be signed with. `EdDSA` and `Ed25519` (RFC 9864) are two names of one.
pub const ALGORITHMS: [&str; 5] = ["ES256", "EdDSA", "Ed25519", "RS256", "PS256"];

/// Enough for an RSA key of 4096 bits with its signature; a longer text is refused unread.
const LONGEST: usize = 4 * 1024;

/// No client needs a longer `jti`: 96 random bits are enough (RFC 9449 section 4.2).
pub(super) const LONGEST_ID: usize = 256;

/// How far a proof's `iat` may be from the server's clock, before or after, seconds.
const WINDOW: i64 = 60;

/// The request that a proof must have been made for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its method.
    pub method: &'a str,
    /// Scheme, host and port by which the outside reaches the server.
    pub origin: &'a str,
    /// The request's path as it was sent, without the query.
    pub path: &'a str,
    /// The access token that it presents, where it presents one.
    pub token: Option<&'a str>,
}

/// What a good proof says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of its key (RFC 7638): a token's `cnf.jkt`.
    pub thumbprint: String,
    /// Stands for its key and its `jti`.
    pub id: u128,
    /// The last second in which it would pass.
    pub until: i64,
}

/// Why a proof is refused. What it says is sent: it is printable ASCII without `"` and `\`, as RFC 6749 section 5.2 asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No `DPoP` header, or several.
    #[error("send one DPoP header")]
    Count,
    /// Too long to be read.
    #[error("the DPoP proof is longer than 4096 bytes")]
    TooLong,
    /// No JWT of the right type with the claims that it must have.
    #[error("the DPoP proof is not a JWT of typ dpop+jwt with alg, jwk, jti, htm, htu and iat")]
    Malformed,
    /// Not one of [`ALGORITHMS`].
    #[error(
        "the DPoP proof's alg is not one of dpop_signing_alg_values_supported in the server's metadata"
    )]
    Algorithm,
    /// Its `jwk` is no public key of its algorithm.
    #[error("the DPoP proof's jwk is no public key of its alg")]
    Key,
    /// Its `jwk` has a private part.
    #[error(
        "the DPoP proof's jwk holds a private key: make another, and send its public part alone"
    )]
    PrivateKey,
    /// Not what was signed.
    #[error("the DPoP proof's signature is wrong")]
    Signature,
    /// For another method.
    #[error("the DPoP proof's htm is not this request's method")]
    Method,
    /// For another address.
    #[error("the DPoP proof's htu is not this request's address under the server's public URL")]
    Address,
    /// For another access token, or for none.
    #[error("the DPoP proof's ath is not the hash of this request's access token")]
    Token,
    /// Too old, or from the future.
    #[error("the DPoP proof's iat is more than a minute away from the server's clock")]
    Time,
    /// It was used before.
    #[error("the DPoP proof's jti was used before: make a proof for each request")]
    Replayed,
}

/// Checks a request's proof as RFC 9449 section 4.3 lists it, but for the replay and the key that the token is bound to.
/// `lines` has one item a `DPoP` header line; `now`: unix seconds.
pub fn verify<'a>(
    lines: impl IntoIterator<Item = &'a [u8]>,
    asked: Asked<'_>,
    now: i64,
) -> Result<Proof, ProofError> {
    let mut lines = lines.into_iter();
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(ProofError::Count);
    };
    if line.len() > LONGEST {
        return Err(ProofError::TooLong);
    }
    let text = std::str::from_utf8(line).map_err(|_| ProofError::Malformed)?;
    let (signed, signature) = text.rsplit_once('.').ok_or(ProofError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(ProofError::Malformed)?;
    let header: Header = decode(header).ok_or(ProofError::Malformed)?;
    // A critical extension is one that nobody here knows (RFC 7515 section 4.1.11).
    if header.typ != "dpop+jwt" || header.crit.is_some() {
        return Err(ProofError::Malformed);
    }
    let key = ProofKey::new(&header.alg, &header.jwk)?;
    let claims: Claims = decode(claims).ok_or(ProofError::Malformed)?;
    if claims.jti.is_empty() || claims.jti.len() > LONGEST_ID {
        return Err(ProofError::Malformed);
    }
    // What costs nothing comes before the signature.
    if claims.htm != asked.method {
        return Err(ProofError::Method);
    }
    let address = normalized(&format!("{}{}", asked.origin, asked.path));
    if address.is_none() || normalized(&claims.htu) != address {
        return Err(ProofError::Address);
    }
    if (claims.iat.saturating_sub(now)).saturating_abs() > WINDOW {
        return Err(ProofError::Time);
    }
    if let Some(token) = asked.token
        && claims.ath.as_deref() != Some(&*hash(token))
    {
        return Err(ProofError::Token);
    }
    let signature = URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_| ProofError::Malformed)?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(ProofError::Signature);
    }
    let thumbprint = key.thumbprint();
    Ok(Proof {
        id: identity(&thumbprint, &claims.jti),
        until: claims.iat + WINDOW,
        thumbprint,
    })
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: String,
    jwk: Jwk,
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    ath: Option<String>,
}

/// `ath` of an access token.
fn hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

/// Half of a SHA-256 over both: nobody finds two proofs that share it. What comes before the id is of a fixed length.
pub(super) fn identity(signer: &str, jti: &str) -> u128 {
    let hash = digest::digest(&digest::SHA256, format!("{signer} {jti}").as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_ref()[..16]);
    u128::from_be_bytes(half)
}

/// An address without query and fragment, in the one form that equal addresses share (RFC 3986 sections 6.2.2 and
/// 6.2.3). `None`: no address of the kind that requests have.
fn normalized(url: &str) -> Option<String> {
    let url = url.split(['?', '#']).next()?;
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = authority.to_ascii_lowercase();
    let host = authority
        .strip_suffix(own_port)
        .or_else(|| authority.strip_suffix(':'))
        .unwrap_or(&authority);
    if host.is_empty() || host.contains('@') {
        return None;
    }
    Some(format!(
        "{scheme}://{host}{}",
        without_dots(&percent(path)?)
    ))
}

/// The percent codes of what needs none decoded, the others in capitals.
fn percent(path: &str) -> Option<String> {
    let mut parts = path.split('%');
    let mut all = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        let valid = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let byte = u8::from_str_radix(digits, 16).ok().filter(|_| valid)?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            all.push(char::from(byte));
        } else {
            all.push('%');
            all.push_str(&digits.to_ascii_uppercase());
        }
        all.push_str(rest);
    }
    Some(all)
}

/// RFC 3986 section 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let dots = matches!(segment, "." | "..");
        if segment == ".." {
            kept.pop();
        }
        if !dots {
            kept.push(segment);
        } else if segments.peek().is_none() {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ring::{
        rand::SystemRandom,
        signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair},
    };
    use serde_json::{Value, json};

    use super::super::{keys, rsa_key};
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const TOKEN: &str = "a.b.c";
    const ASKED: Asked<'_> = Asked {
        method: "GET",
        origin: "https://clientele.example",
        path: "/api/v1/apps",
        token: Some(TOKEN),
    };

    /// A client's key.
    enum Pair {
        Ec(EcdsaKeyPair),
        Ed(Ed25519KeyPair),
        Rsa(Box<RsaKeyPair>, &'static dyn signature::RsaEncoding),
    }

    impl Pair {
        fn ec() -> Self {
            let (random, how) = (
                SystemRandom::new(),
                &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            );
            let document = EcdsaKeyPair::generate_pkcs8(how, &random).unwrap();
            Self::Ec(EcdsaKeyPair::from_pkcs8(how, document.as_ref(), &random).unwrap())
        }

        fn ed() -> Self {
            let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
            Self::Ed(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
        }

        fn rsa(how: &'static dyn signature::RsaEncoding) -> Self {
            let pair = RsaKeyPair::from_pkcs8(&rsa_key::generate().unwrap()).unwrap();
            Self::Rsa(Box::new(pair), how)
        }

        fn jwk(&self) -> Value {
            let members = match self {
                Self::Ec(pair) => {
                    keys::jwk_members(keys::Algorithm::Es256, pair.public_key().as_ref())
                }
                Self::Ed(pair) => {
                    keys::jwk_members(keys::Algorithm::EdDsa, pair.public_key().as_ref())
                }
                Self::Rsa(pair, _) => {
                    keys::jwk_members(keys::Algorithm::Rs256, pair.public().as_ref())
                }
            };
            let members = members.into_iter();
            let members = members.map(|(name, value)| (name.to_owned(), Value::from(value)));
            members.collect::<serde_json::Map<_, _>>().into()
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
            let signed = format!("{}.{}", part(header), part(claims));
            let random = SystemRandom::new();
            let signature = match self {
                Self::Ec(pair) => pair
                    .sign(&random, signed.as_bytes())
                    .unwrap()
                    .as_ref()
                    .to_vec(),
                Self::Ed(pair) => pair.sign(signed.as_bytes()).as_ref().to_vec(),
                Self::Rsa(pair, how) => {
                    let mut made = vec![0; pair.public().modulus_len()];
                    pair.sign(*how, &random, signed.as_bytes(), &mut made)
                        .unwrap();
                    made
                }
            };
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn header(pair: &Pair, alg: &str) -> Value {
        json!({"typ": "dpop+jwt", "alg": alg, "jwk": pair.jwk()})
    }

    fn claims() -> Value {
        json!({
            "jti": "e1j3V_bKic8-LAEB", "htm": "GET", "htu": "https://clientele.example/api/v1/apps",
            "iat": NOW, "ath": hash(TOKEN),
        })
    }

    fn check(proof: &str) -> Result<Proof, ProofError> {
        verify([proof.as_bytes()], ASKED, NOW)
    }

    #[test]
    fn a_proof_of_each_algorithm_passes_and_of_another_does_not() {
        let pairs = [
            (Pair::ec(), "ES256"),
            (Pair::ed(), "EdDSA"),
            (Pair::ed(), "Ed25519"),
            (Pair::rsa(&signature::RSA_PKCS1_SHA256), "RS256"),
            (Pair::rsa(&signature::RSA_PSS_SHA256), "PS256"),
        ];
        for (pair, alg) in &pairs {
            let proof = check(&pair.sign(&header(pair, alg), &claims())).unwrap();
            assert_eq!(proof.thumbprint.len(), 43, "{alg}");
            assert_eq!(proof.until, NOW + 60);
            for other in ALGORITHMS {
                let same = [other, *alg].iter().all(|name| name.starts_with("Ed"));
                if other != *alg && !same {
                    let error = check(&pair.sign(&header(pair, other), &claims())).unwrap_err();
                    assert!(
                        matches!(error, ProofError::Key | ProofError::Signature),
                        "{alg} as {other}: {error}"
                    );
                }
            }
        }
    }

    /// RFC 9449 section 4.1's proof, and its thumbprint as section 6.1 has it.
    #[test]
    fn the_rfcs_own_example_passes() {
        let proof = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
        let asked = Asked {
            method: "POST",
            origin: "https://server.example.com",
            path: "/token",
            token: None,
        };
        let proof = verify([proof.as_bytes()], asked, 1_562_262_616).unwrap();
        assert_eq!(
            proof.thumbprint,
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let (ours, other) = (Pair::ec(), Pair::ec());
        let good = header(&ours, "ES256");
        let with_header = |name: &str, value: Value| {
            let mut header = good.clone();
            header[name] = value;
            ours.sign(&header, &claims())
        };
        let with_key = |name: &str, value: Value| {
            let mut jwk = ours.jwk();
            jwk[name] = value;
            with_header("jwk", jwk)
        };
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            ours.sign(&good, &claims)
        };
        let without = |name: &str| {
            let mut claims = claims();
            claims.as_object_mut().unwrap().remove(name);
            ours.sign(&good, &claims)
        };
        let whole = ours.sign(&good, &claims());
        let (signed, _) = whole.rsplit_once('.').unwrap();
        let small = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode([255; 128]), "e": "AQAB"});
        let large = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode([255; 513]), "e": "AQAB"});
        let padded = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode([&[0][..], &[255; 256]].concat()), "e": "AQAB"});
        let rsa = |jwk: &Value| {
            let header = json!({"typ": "dpop+jwt", "alg": "RS256", "jwk": jwk});
            ours.sign(&header, &claims())
        };
        #[rustfmt::skip]
        let cases = [
            (String::new(), ProofError::Malformed),
            ("a.b".to_owned(), ProofError::Malformed),
            ("x".repeat(LONGEST + 1), ProofError::TooLong),
            (with("pad", json!("x".repeat(LONGEST))), ProofError::TooLong),
            (format!("{signed}."), ProofError::Signature),
            (format!("{whole}="), ProofError::Malformed),
            (format!("{whole}, {whole}"), ProofError::Malformed),
            (other.sign(&good, &claims()), ProofError::Signature),
            (with_header("typ", json!("JWT")), ProofError::Malformed),
            (with_header("typ", json!("at+jwt")), ProofError::Malformed),
            (with_header("crit", json!(["b64"])), ProofError::Malformed),
            (with_header("jwk", Value::Null), ProofError::Malformed),
            (with_header("jwk", json!("https://evil.example/key")), ProofError::Malformed),
            (with_header("alg", json!("none")), ProofError::Algorithm),
            (with_header("alg", json!("HS256")), ProofError::Algorithm),
            (with_header("alg", json!("es256")), ProofError::Algorithm),
            (with_header("alg", json!("ES384")), ProofError::Algorithm),
            (with_key("d", json!("AAAA")), ProofError::PrivateKey),
            (with_key("k", json!("AAAA")), ProofError::PrivateKey),
            (with_key("kty", json!("oct")), ProofError::Key),
            (with_key("crv", json!("P-384")), ProofError::Key),
            (with_key("x", json!("AQEB")), ProofError::Key),
            (with_key("x", json!(format!("{}=", ours.jwk()["x"].as_str().unwrap()))), ProofError::Key),
            // Not on the curve.
            (with_key("y", json!(URL_SAFE_NO_PAD.encode([1; 32]))), ProofError::Signature),
            (rsa(&small), ProofError::Key),
            (rsa(&large), ProofError::Key),
            (rsa(&padded), ProofError::Key),
            (without("jti"), ProofError::Malformed),
            (without("htm"), ProofError::Malformed),
            (without("htu"), ProofError::Malformed),
            (without("iat"), ProofError::Malformed),
            (without("ath"), ProofError::Token),
            (with("jti", json!("")), ProofError::Malformed),
            (with("jti", json!("x".repeat(257))), ProofError::Malformed),
            (with("jti", json!(7)), ProofError::Malformed),
            (with("iat", json!("now")), ProofError::Malformed),
            (with("iat", json!(NOW - 61)), ProofError::Time),
            (with("iat", json!(NOW + 61)), ProofError::Time),
            (with("iat", json!(i64::MIN)), ProofError::Time),
            (with("iat", json!(i64::MAX)), ProofError::Time),
            (with("htm", json!("POST")), ProofError::Method),
            (with("htm", json!("get")), ProofError::Method),
            (with("htu", json!("https://clientele.example/api/v1/users")), ProofError::Address),
            (with("htu", json!("http://clientele.example/api/v1/apps")), ProofError::Address),
            (with("htu", json!("https://evil.example/api/v1/apps")), ProofError::Address),
            (with("htu", json!("https://clientele.example@evil.example/api/v1/apps")), ProofError::Address),
            (with("htu", json!("/api/v1/apps")), ProofError::Address),
            (with("ath", json!(hash("another"))), ProofError::Token),
        ];
        for (proof, error) in cases {
            assert_eq!(check(&proof), Err(error), "{proof}");
            let said = error.to_string();
            assert!(
                said.bytes()
                    .all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\')
            );
        }
        for (name, at) in [("iat", NOW - 60), ("iat", NOW + 60)] {
            check(&with(name, json!(at))).unwrap();
        }
        let lines = |count: usize| verify(vec![whole.as_bytes(); count], ASKED, NOW);
        assert_eq!(
            (lines(0), lines(2)),
            (Err(ProofError::Count), Err(ProofError::Count))
        );
        assert!(lines(1).is_ok());
    }

    #[test]
    fn a_member_that_is_there_twice_is_refused() {
        let ours = Pair::ec();
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let header = header(&ours, "ES256").to_string();
        let twice = header.replacen(r#""alg""#, r#""alg":"none","alg""#, 1);
        let proof = format!("{}.{}.AAAA", encode(&twice), encode(&claims().to_string()));
        assert_eq!(check(&proof), Err(ProofError::Malformed));
    }

    #[test]
    fn the_same_key_and_id_are_the_same_proof() {
        let (ours, other) = (Pair::ed(), Pair::ed());
        let id = |pair: &Pair, jti: &str| {
            let mut claims = claims();
            claims["jti"] = json!(jti);
            check(&pair.sign(&header(pair, "EdDSA"), &claims))
                .unwrap()
                .id
        };
        assert_eq!(id(&ours, "a"), id(&ours, "a"));
        assert_ne!(id(&ours, "a"), id(&ours, "b"));
        assert_ne!(id(&ours, "a"), id(&other, "a"));
    }

    #[test]
    fn addresses_are_compared_as_rfc_3986_says() {
        let ours = normalized("https://clientele.example/api/v1/apps/a~b%2F");
        for same in [
            "HTTPS://Clientele.Example:443/api/v1/apps/a~b%2F",
            "https://clientele.example/api/v1/apps/a%7Eb%2f",
            "https://clientele.example:/api/v1/apps/a%7eb%2f?x=y",
            "https://clientele.example/api/./v1/x/../apps/%61~b%2F#z",
        ] {
            assert_eq!(normalized(same), ours, "{same}");
        }
        for other in [
            "https://clientele.example/api/v1/apps/a~b/",
            "https://clientele.example:8443/api/v1/apps/a~b%2F",
            "https://clientele.example/API/v1/apps/a~b%2F",
            "https://clientele.example/api/v1/apps/a~b%2F/",
            "https://clientele.example/api/v1/apps/a~b%2",
            "https://clientele.example/api/v1/apps/a~b%2X",
            "https:///api",
            "ftp://clientele.example/api/v1/apps/a~b%2F",
        ] {
            assert_ne!(normalized(other), ours, "{other}");
        }
        for (path, plain) in [
            ("", "/"),
            ("/", "/"),
            ("/a/..", "/"),
            ("/..", "/"),
            ("/a/b/.", "/a/b/"),
            ("/a/../../b", "/b"),
        ] {
            assert_eq!(
                normalized(&format!("http://[::1]:80{path}")),
                Some(format!("http://[::1]{plain}"))
            );
        }
    }

    proptest! {
        #[test]
        fn anything_at_all_is_refused_without_a_panic(text in "[A-Za-z0-9_.=-]{0,80}|.*", url in ".*") {
            prop_assert!(check(&text).is_err());
            if let Some(once) = normalized(&url) {
                prop_assert_eq!(normalized(&once), Some(once.clone()));
            }
        }
    }
}

//! The public keys as a JWK set (RFC 7517), for `/.well-known/jwks.json`.

use serde::Serialize;

use super::keys::{self, Record};

/// A JWK set.
#[derive(Debug, Serialize)]
pub struct KeySet {
    keys: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// The set of these keys, in their order. Holds nothing private.
pub fn key_set<'a>(records: impl IntoIterator<Item = &'a Record>) -> KeySet {
    let keys = records.into_iter().map(|record| {
        keys::jwk_members(record.algorithm, &record.public)
            .into_iter()
            .chain([
                ("use", "sig".to_owned()),
                ("alg", record.algorithm.as_str().to_owned()),
                ("kid", record.kid.clone()),
            ])
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect()
    });
    KeySet {
        keys: keys.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::Algorithm;
    use super::*;

    #[test]
    fn a_set_holds_the_public_members_alone() {
        let record = |algorithm, public: Vec<u8>| Record {
            kid: "k".to_owned(),
            algorithm,
            public,
            sealed: vec![1, 2, 3],
            created_at: 0,
            active_at: 0,
            retired_at: None,
        };
        let point = [&[4][..], &[1; 32], &[2; 32]].concat();
        let records = [
            record(Algorithm::Es256, point),
            record(Algorithm::EdDsa, vec![3; 32]),
        ];
        let x = |byte: &str| byte.repeat(11)[..43].to_owned();
        assert_eq!(
            serde_json::to_value(key_set(&records)).unwrap(),
            serde_json::json!({"keys": [
                {"kty": "EC", "crv": "P-256", "x": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE",
                 "y": x("AgIC"), "use": "sig", "alg": "ES256", "kid": "k"},
                {"kty": "OKP", "crv": "Ed25519", "x": x("AwMD"), "use": "sig", "alg": "EdDSA", "kid": "k"},
            ]})
        );
    }
}

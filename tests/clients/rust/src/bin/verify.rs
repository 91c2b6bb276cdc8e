//! Verifies an access token with the public keys, and prints whose it is.

use std::{env, error::Error};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;

#[derive(Deserialize)]
struct Claims {
    client_id: String,
}

/// The client ID of a good token.
fn client_of(token: &str, issuer: &str, keys: &JwkSet) -> Result<String, Box<dyn Error>> {
    let header = decode_header(token)?;
    if header.typ.as_deref() != Some("at+jwt") {
        return Err("not an access token".into());
    }
    let key = header.kid.as_deref().and_then(|kid| keys.find(kid));
    let key = DecodingKey::from_jwk(key.ok_or("an unknown key: fetch the keys again")?)?;
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[issuer]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    Ok(decode::<Claims>(token, &key, &validation)?.claims.client_id)
}

fn main() -> Result<(), Box<dyn Error>> {
    let issuer = env::var("CLIENTELE")?;
    let token = env::args().nth(1).ok_or("which token?")?;
    let keys = reqwest::blocking::get(format!("{issuer}/.well-known/jwks.json"))?.text()?;
    let client = client_of(&token, &issuer, &serde_json::from_str(&keys)?)?;
    std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{client}\n"))?;
    Ok(())
}

//! The crate oauth2, unmodified, against the server that `CLIENTELE_URL`, `CLIENT_ID` and `CLIENT_SECRET` name: tokens by both
//! ways of authentication, introspection, revocation, and what a wrong secret is answered.

use std::{env, error::Error};

use oauth2::{
    AuthType, ClientId, ClientSecret, IntrospectionUrl, RequestTokenError, Scope,
    TokenIntrospectionResponse as _, TokenResponse as _, TokenUrl,
    basic::{BasicClient, BasicErrorResponseType, BasicTokenType},
    reqwest,
};

fn main() -> Result<(), Box<dyn Error>> {
    let (url, id, secret) = (
        env::var("CLIENTELE_URL")?,
        env::var("CLIENT_ID")?,
        env::var("CLIENT_SECRET")?,
    );
    let http = reqwest::blocking::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let client = |secret: &str, way: AuthType| -> Result<_, Box<dyn Error>> {
        Ok(BasicClient::new(ClientId::new(id.clone()))
            .set_client_secret(ClientSecret::new(secret.to_owned()))
            .set_auth_type(way)
            .set_token_uri(TokenUrl::new(format!("{url}/oauth2/token"))?)
            .set_introspection_url(IntrospectionUrl::new(format!("{url}/oauth2/introspect"))?))
    };

    for way in [AuthType::BasicAuth, AuthType::RequestBody] {
        let client = client(&secret, way)?;
        let token = client
            .exchange_client_credentials()
            .add_scope(Scope::new("anything".to_owned()))
            .request(&http)?;
        ensure(
            *token.token_type() == BasicTokenType::Bearer,
            "its type is Bearer",
        )?;
        ensure(token.expires_in().is_some(), "it says how long it lives")?;
        let roles = http
            .get(format!("{url}/api/v1/authorization/roles"))
            .bearer_auth(token.access_token().secret())
            .send()?;
        ensure(roles.status().as_u16() == 200, "the API takes the token")?;
        let active = || -> Result<bool, Box<dyn Error>> {
            Ok(client
                .introspect(token.access_token())
                .request(&http)?
                .active())
        };
        ensure(active()?, "it is active")?;
        // The crate revokes at https:// addresses alone: by hand on the loopback.
        let revoked = http
            .post(format!("{url}/oauth2/revoke"))
            .basic_auth(&id, Some(&secret))
            .form(&[("token", token.access_token().secret())])
            .send()?;
        let (status, body) = (revoked.status(), revoked.text()?);
        ensure(
            status.as_u16() == 200,
            &format!("it can be revoked: {status} {body}"),
        )?;
        ensure(!active()?, "revoked, it is not active")?;
    }

    match client("wrong", AuthType::BasicAuth)?
        .exchange_client_credentials()
        .request(&http)
    {
        Err(RequestTokenError::ServerResponse(refused)) => ensure(
            *refused.error() == BasicErrorResponseType::InvalidClient,
            "a wrong secret is invalid_client",
        ),
        _ => Err("a wrong secret must be refused by the server".into()),
    }
}

fn ensure(holds: bool, what: &str) -> Result<(), Box<dyn Error>> {
    if holds {
        Ok(())
    } else {
        Err(format!("does not hold: {what}").into())
    }
}

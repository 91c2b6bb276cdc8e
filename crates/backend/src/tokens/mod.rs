//! Access tokens: requests for them, the keys that sign them, their form.
//!
//! How a token endpoint uses the pure parts:
//!
//! 1. [`request::parse_form`] (`/oauth2/token`, `/api/v2/token`) or [`json_request::parse_json`] (`/api/v1/token`) gives the
//!    client's credentials, or the error to answer with.
//! 2. `client_secret: None` is a text that can't be a secret: [`error::OAuthError::invalid_client`] without hashing. Otherwise
//!    the application is looked up in the snapshot and its secret verified as `secrets` describes; whatever is wrong, the
//!    answer is the same [`error::OAuthError::invalid_client`] (form) or 400 `invalid_credentials` (JSON).
//! 3. [`jws::sign`] with [`keys::KeyRing::signer`].
//!
//! A token is checked by [`jws::verify`], and then against the snapshot: the application is there, enabled and not
//! expired, and [`jws::Claims::generation`] is that of a secret that still lives. A token that is bound to a key
//! ([`jws::Claims::cnf`]) comes with a proof that [`dpop::verify`] checks and [`replay::Replays`] has not seen.

pub mod assertion;
pub mod client_keys;
pub mod dpop;
pub mod error;
pub mod json_request;
pub mod jwks;
pub mod jws;
pub mod keys;
mod proof_key;
pub mod replay;
pub mod request;
mod rsa_key;

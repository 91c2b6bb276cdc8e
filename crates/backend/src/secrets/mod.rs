//! Credentials: how client secrets look, how they and passwords are hashed, and what is remembered of them.
//!
//! How the parts fit together:
//!
//! 1. [`master_key::MasterKey`] is read or made at start; [`hash::Hasher::new`] derives the pepper from it.
//! 2. [`pool::HashPool::start`] owns the hasher. Nothing else computes an argon2 hash.
//! 3. A token request parses the presented text into a [`format::ClientSecret`] (a wrong checksum ends it there),
//!    asks [`remembered::Remembered::recalls`], and otherwise calls [`pool::HashPool::verify`] **once**: with the stored
//!    hash of the live secret whose hint equals the presented one's, or with `None` where there is no such secret.
//! 4. A new secret is [`format::ClientSecret::from_entropy`]; its hash is computed before the transaction opens. While an
//!    older secret lives on beside it, a new one whose hint equals the older one's is thrown away and made again.

pub mod format;
pub mod hash;
pub mod master_key;
pub mod password;
pub mod pool;
pub mod remembered;
pub mod throttle;

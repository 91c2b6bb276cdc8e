//! What the server, the page and the command line agree on: the API's request and response types, its paths,
//! its error codes, and the parsers of names and times.
//!
//! Compiled natively and for WebAssembly. No I/O, no clock, no randomness.
#![warn(missing_docs)]

pub mod api;
mod email;
mod error;
mod name;
pub mod paths;
#[cfg(feature = "schema")]
mod schema;
mod scope;
mod time;

pub use email::{Email, EmailError};
pub use error::{ErrorBody, ErrorCode};
pub use name::{Name, NameError};
pub use scope::{Scope, ScopeType};
pub use time::Timestamp;

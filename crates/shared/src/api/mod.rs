//! Requests and responses. Inputs are named by what they do ([`applications::CreateApplication`]), answers by what they
//! show ([`applications::Application`]). JSON is camelCase; keys that may be missing are absent, not null, unless noted.

pub mod access_rules;
pub mod applications;
pub mod audit;
pub mod changes;
pub mod org_units;
pub mod roles;
pub mod tokens;
pub mod users;

//! Who may do what: pure, without a store or a clock.
//!
//! [`catalogue::Catalogue`] holds the kinds of resources and the predefined roles, [`tree::ScopeTree`] the organisation,
//! and [`policy::Policy`] decides over both and a subject's grants. All three are part of the node's snapshot.

pub mod catalogue;
pub mod permission;
pub mod policy;
pub mod tree;

pub use catalogue::{Catalogue, Role};
pub use permission::{Permission, PermissionSet, ResourceType};
pub use policy::{Access, Decision, Grant, Policy};
pub use tree::ScopeTree;

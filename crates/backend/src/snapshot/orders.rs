//! By what applications and rules are looked up.

use std::cmp::Ordering;

use super::sorted::Order;
use crate::{access_rules::model::Rule, applications::model::Application};

/// Applications by their ids.
#[derive(Clone)]
pub(super) struct ById;

impl Order<Application> for ById {
    fn compare(one: &Application, other: &Application) -> Ordering {
        one.id.cmp(&other.id)
    }
}

/// Applications, the oldest first.
#[derive(Clone)]
pub(super) struct ByCreation;

impl Order<Application> for ByCreation {
    fn compare(one: &Application, other: &Application) -> Ordering {
        (one.created_at, one.id).cmp(&(other.created_at, other.id))
    }
}

/// Applications by their client IDs.
#[derive(Clone)]
pub(super) struct ByClientId;

impl Order<Application> for ByClientId {
    fn compare(one: &Application, other: &Application) -> Ordering {
        one.client_id.cmp(&other.client_id)
    }
}

/// Applications by the keys of their names.
#[derive(Clone)]
pub(super) struct ByNameKey;

impl Order<Application> for ByNameKey {
    fn compare(one: &Application, other: &Application) -> Ordering {
        one.name_key.cmp(&other.name_key)
    }
}

/// Access rules by their numbers.
#[derive(Clone)]
pub(super) struct ByNumber;

impl Order<Rule> for ByNumber {
    fn compare(one: &Rule, other: &Rule) -> Ordering {
        one.id.cmp(&other.id)
    }
}

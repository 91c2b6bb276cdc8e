//! An access rule as it is kept.

use std::sync::Arc;

use shared::{Scope, Timestamp, api::access_rules::SubjectType};
use uuid::Uuid;

use crate::authz::Grant;

/// Whom a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user.
    User(Uuid),
    /// An application.
    Application(Uuid),
}

impl Subject {
    /// Its id.
    pub const fn id(self) -> Uuid {
        match self {
            Self::User(id) | Self::Application(id) => id,
        }
    }

    /// Its kind, on the wire and in the database.
    pub const fn kind(self) -> SubjectType {
        match self {
            Self::User(_) => SubjectType::User,
            Self::Application(_) => SubjectType::App,
        }
    }
}

/// A role in a scope. There are few among many rules, which share them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Given {
    /// The role.
    pub role_id: i32,
    /// The role's name.
    pub role_name: Arc<str>,
    /// Where.
    pub scope: Scope,
    /// The scope's name when the rule was made, or deleted.
    pub scope_name: Arc<str>,
    /// The cluster that the scope is, or is in.
    pub cluster_id: Option<Arc<str>>,
}

/// A role in a scope, given to a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub id: i32,
    /// Whom it is for.
    pub subject: Subject,
    /// The application's client ID or the user's email; neither ever changes.
    pub subject_name: Arc<str>,
    /// What it gives.
    pub given: Arc<Given>,
    /// Who made it.
    pub created_by: Arc<str>,
    /// When.
    pub created_at: Timestamp,
    /// When it was deleted. The snapshot holds only rules that are not.
    pub deleted_at: Option<Timestamp>,
}

impl Rule {
    /// What it gives its subject.
    pub fn grant(&self) -> Grant {
        Grant {
            rule: self.id,
            role: self.given.role_id,
            scope: self.given.scope.clone(),
        }
    }

    /// When it was made or deleted.
    pub fn updated_at(&self) -> Timestamp {
        self.deleted_at.unwrap_or(self.created_at)
    }
}

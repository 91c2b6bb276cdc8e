//! What a node keeps in memory: applications, rules, units, users, sessions and signing keys, as one immutable value.
//!
//! A request takes one [`Snapshot`] and sees one state of the world until it is answered. A change makes the next
//! snapshot, which shares all but what changed with the one before.

mod live;
pub(crate) mod load;
mod logins;
mod orders;
mod sorted;
mod unmoved;

use std::{collections::HashMap, sync::Arc};

use imbl::{HashMap as Map, OrdMap};
use shared::{Scope, ScopeType, Timestamp};
use uuid::Uuid;

pub use live::Live;
#[cfg(test)]
pub(crate) use logins::statements as login_statements;
pub use logins::{Login, Logins};

use self::{
    orders::{ByClientId, ByCreation, ById, ByNameKey, ByNumber},
    sorted::Sorted,
};
use crate::{
    access_rules::model::{Rule, Subject},
    applications::model::Application,
    authz::{Catalogue, Grant, PermissionSet, Policy, ScopeTree},
    org_units::model::{ACCOUNT_ID, Unit},
    roles::model::CustomRole,
    sessions::model::Session,
    tokens::keys::{KeyRing, Sealer},
    users::model::User,
};

/// One thing that changed: what it is now, or that it is gone.
#[derive(Clone)]
pub enum Change {
    /// An application.
    Application(Uuid, Option<Arc<Application>>),
    /// An access rule.
    Rule(i32, Option<Arc<Rule>>),
    /// A unit of the organisation.
    Unit(String, Option<Arc<Unit>>),
    /// A user.
    User(Uuid, Option<Arc<User>>),
    /// A session.
    Session(Uuid, Option<Arc<Session>>),
    /// A role that an administrator made.
    Role(i32, Option<Arc<CustomRole>>),
    /// A token's id, and until when it must be remembered that it was revoked.
    Revoked(String, Option<Timestamp>),
    /// The keys that sign tokens, all of them.
    Keys(KeyRing),
}

impl Change {
    /// What kind of thing, as other nodes read it.
    pub const fn entity(&self) -> &'static str {
        match self {
            Self::Application(..) => "application",
            Self::Rule(..) => "rule",
            Self::Unit(..) => "unit",
            Self::User(..) => "user",
            Self::Session(..) => "session",
            Self::Role(..) => "role",
            Self::Revoked(..) => "revoked",
            Self::Keys(_) => "keys",
        }
    }

    /// Which one, as other nodes read it.
    pub fn id(&self) -> String {
        match self {
            Self::Application(id, _) | Self::User(id, _) | Self::Session(id, _) => id.to_string(),
            Self::Rule(id, _) | Self::Role(id, _) => id.to_string(),
            Self::Unit(id, _) | Self::Revoked(id, _) => id.clone(),
            Self::Keys(_) => String::new(),
        }
    }
}

/// The state of the world after the change `seq`.
#[derive(Clone)]
pub struct Snapshot {
    /// The ledger's number of the last change in it.
    pub seq: i64,
    applications: Sorted<Application, ById>,
    by_creation: Sorted<Application, ByCreation>,
    by_client_id: Sorted<Application, ByClientId>,
    by_name_key: Sorted<Application, ByNameKey>,
    rules: Sorted<Rule, ByNumber>,
    rules_by_subject: OrdMap<Subject, Arc<[Arc<Rule>]>>,
    units: OrdMap<String, Arc<Unit>>,
    users: OrdMap<Uuid, Arc<User>>,
    sessions: Map<Uuid, Arc<Session>>,
    sessions_by_hash: Map<Arc<str>, Uuid>,
    roles: OrdMap<i32, Arc<CustomRole>>,
    revoked: Map<String, Timestamp>,
    keys: KeyRing,
    sealer: Arc<Sealer>,
    tree: Arc<ScopeTree>,
    catalogue: Arc<Catalogue>,
    permissions: Arc<HashMap<i32, PermissionSet>>,
}

impl Snapshot {
    /// Nothing yet but the predefined roles.
    pub fn empty(catalogue: Arc<Catalogue>, sealer: Arc<Sealer>) -> Self {
        let permissions = permissions_of(&catalogue, &OrdMap::new());
        Self {
            seq: -1,
            applications: Sorted::new(),
            by_creation: Sorted::new(),
            by_client_id: Sorted::new(),
            by_name_key: Sorted::new(),
            rules: Sorted::new(),
            rules_by_subject: OrdMap::new(),
            units: OrdMap::new(),
            users: OrdMap::new(),
            sessions: Map::new(),
            sessions_by_hash: Map::new(),
            roles: OrdMap::new(),
            revoked: Map::new(),
            keys: KeyRing::default(),
            sealer,
            tree: Arc::new(ScopeTree::new(ACCOUNT_ID.to_string(), "")),
            catalogue,
            permissions: Arc::new(permissions),
        }
    }

    /// The state after these changes.
    #[must_use]
    pub fn with(&self, seq: i64, changes: Vec<Change>) -> Self {
        let mut next = self.clone();
        next.seq = seq;
        let (mut units_changed, mut roles_changed) = (false, false);
        for change in changes {
            units_changed |= matches!(change, Change::Unit(..));
            roles_changed |= matches!(change, Change::Role(..));
            next.apply(change);
        }
        if roles_changed {
            next.permissions = Arc::new(permissions_of(&next.catalogue, &next.roles));
        }
        if units_changed {
            next.tree = Arc::new(tree_of(next.units.values()));
        }
        next
    }

    /// Without anything but the predefined roles: to be filled again.
    #[must_use]
    pub(crate) fn cleared(&self) -> Self {
        Self::empty(Arc::clone(&self.catalogue), Arc::clone(&self.sealer))
    }

    /// Takes in all applications; there was none.
    pub(super) fn fill(&mut self, applications: &[Arc<Application>]) {
        for application in applications {
            self.replace_application(None, Some(application));
        }
    }

    /// Takes in all rules; there was none.
    pub(super) fn fill_rules(&mut self, mut rules: Vec<Arc<Rule>>) {
        for rule in &rules {
            self.rules.replace(None, Some(rule));
        }
        rules.sort_unstable_by_key(|rule| (rule.subject, rule.id));
        for rules in rules.chunk_by(|one, other| one.subject == other.subject) {
            self.rules_by_subject.insert(rules[0].subject, rules.into());
        }
    }

    fn replace_application(
        &mut self,
        before: Option<&Arc<Application>>,
        now: Option<&Arc<Application>>,
    ) {
        self.applications.replace(before, now);
        self.by_creation.replace(before, now);
        self.by_client_id.replace(before, now);
        self.by_name_key.replace(before, now);
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Application(id, now) => {
                let before = self.application(id).cloned();
                self.replace_application(before.as_ref(), now.as_ref());
            }
            Change::Rule(id, now) => {
                let before = self.rule(id).cloned();
                self.rules.replace(before.as_ref(), now.as_ref());
                let Some(subject) = now.as_ref().or(before.as_ref()).map(|rule| rule.subject)
                else {
                    return;
                };
                let mut rules = self.rules_of(subject).to_vec();
                rules.retain(|rule| rule.id != id);
                rules.extend(now);
                rules.sort_unstable_by_key(|rule| rule.id);
                if rules.is_empty() {
                    self.rules_by_subject.remove(&subject);
                } else {
                    self.rules_by_subject.insert(subject, rules.into());
                }
            }
            Change::Unit(id, Some(unit)) => drop(self.units.insert(id, unit)),
            Change::Unit(id, None) => drop(self.units.remove(&id)),
            Change::User(id, Some(user)) => drop(self.users.insert(id, user)),
            Change::User(id, None) => drop(self.users.remove(&id)),
            Change::Session(id, now) => {
                let before = match &now {
                    Some(session) => self.sessions.insert(id, Arc::clone(session)),
                    None => self.sessions.remove(&id),
                };
                if let Some(before) = before {
                    self.sessions_by_hash.remove(&before.token_hash);
                }
                if let Some(now) = now {
                    self.sessions_by_hash
                        .insert(Arc::clone(&now.token_hash), id);
                }
            }
            Change::Role(id, Some(role)) => drop(self.roles.insert(id, role)),
            Change::Role(id, None) => drop(self.roles.remove(&id)),
            Change::Revoked(jti, Some(until)) => drop(self.revoked.insert(jti, until)),
            Change::Revoked(jti, None) => drop(self.revoked.remove(&jti)),
            Change::Keys(keys) => self.keys = keys,
        }
    }

    /// Applications, oldest first.
    pub fn applications(&self) -> impl DoubleEndedIterator<Item = &Arc<Application>> {
        self.by_creation.iter()
    }

    /// How many applications there are.
    pub fn application_count(&self) -> usize {
        self.by_creation.len()
    }

    /// The application of this id.
    pub fn application(&self, id: Uuid) -> Option<&Arc<Application>> {
        self.applications.find(|one| one.id.cmp(&id))
    }

    /// The application of this client ID.
    pub fn application_by_client_id(&self, client_id: &str) -> Option<&Arc<Application>> {
        self.by_client_id
            .find(|one| (*one.client_id).cmp(client_id))
    }

    /// The application whose name folds to this key.
    pub fn application_by_name_key(&self, key: &str) -> Option<&Arc<Application>> {
        self.by_name_key.find(|one| (*one.name_key).cmp(key))
    }

    /// Access rules, by number.
    pub fn rules(&self) -> impl DoubleEndedIterator<Item = &Arc<Rule>> {
        self.rules.iter()
    }

    /// How many rules there are.
    pub fn rule_count(&self) -> usize {
        self.rules.len()
    }

    /// The rule of this number.
    pub fn rule(&self, id: i32) -> Option<&Arc<Rule>> {
        self.rules.find(|rule| rule.id.cmp(&id))
    }

    /// A subject's rules, by number.
    pub fn rules_of(&self, subject: Subject) -> &[Arc<Rule>] {
        self.rules_by_subject
            .get(&subject)
            .map_or(&[], |rules| rules)
    }

    /// What a subject's rules give it.
    pub fn grants_of(&self, subject: Subject) -> Vec<Grant> {
        self.rules_of(subject)
            .iter()
            .map(|rule| rule.grant())
            .collect()
    }

    /// The units, the account among them.
    pub fn units(&self) -> impl Iterator<Item = &Arc<Unit>> {
        self.units.values()
    }

    /// The unit of this id.
    pub fn unit(&self, id: &str) -> Option<&Arc<Unit>> {
        self.units.get(id)
    }

    /// Users, in the order in which they were made.
    pub fn users(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values()
    }

    /// The user of this id.
    pub fn user(&self, id: Uuid) -> Option<&Arc<User>> {
        self.users.get(&id)
    }

    /// The user of this email, folded. There are few users.
    pub fn user_by_email(&self, email: &str) -> Option<&Arc<User>> {
        self.users.values().find(|user| &*user.email == email)
    }

    /// The session of this id.
    pub fn session(&self, id: Uuid) -> Option<&Arc<Session>> {
        self.sessions.get(&id)
    }

    /// The session whose cookie hashes to this.
    pub fn session_by_hash(&self, hash: &str) -> Option<&Arc<Session>> {
        self.session(*self.sessions_by_hash.get(hash)?)
    }

    /// Sessions, in no order.
    pub fn sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    /// The keys that sign tokens.
    pub const fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// What opens the signing keys.
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The organisation.
    pub fn tree(&self) -> &ScopeTree {
        &self.tree
    }

    /// The predefined roles and the kinds of resources.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// What each role permits.
    pub fn permissions_of_role(&self, id: i32) -> Option<&PermissionSet> {
        self.permissions.get(&id)
    }

    /// What grants permit.
    pub fn policy(&self) -> Policy<'_> {
        Policy::new(&self.tree, &self.permissions)
    }

    /// The account's scope.
    pub fn account(&self) -> &Scope {
        self.tree.account()
    }

    /// The roles that administrators made, by number.
    pub fn custom_roles(&self) -> impl Iterator<Item = &Arc<CustomRole>> {
        self.roles.values()
    }

    /// The role of this number, if an administrator made it.
    pub fn custom_role(&self, id: i32) -> Option<&Arc<CustomRole>> {
        self.roles.get(&id)
    }

    /// Tokens that were revoked, and until when that matters.
    pub fn revoked(&self) -> impl Iterator<Item = (&String, Timestamp)> {
        self.revoked.iter().map(|(jti, until)| (jti, *until))
    }

    /// Whether the token of this id was revoked.
    pub fn is_revoked(&self, jti: &str) -> bool {
        self.revoked.contains_key(jti)
    }

    /// A role's name.
    pub fn role_name(&self, id: i32) -> Option<&str> {
        let role = self.catalogue.roles().iter().find(|role| role.id == id);
        role.map(|role| role.name.as_str())
            .or_else(|| Some(self.roles.get(&id)?.name.as_str()))
    }

    /// The cluster that a scope is, or is in.
    pub fn cluster_of(&self, scope: &Scope) -> Option<&Scope> {
        self.tree
            .path(scope)
            .find(|above| above.scope_type == ScopeType::Cluster)
    }

    /// Whether somebody can administer the installation: a user with the administrator's role in the account.
    pub fn has_administrator(&self) -> bool {
        self.administrators().next().is_some()
    }

    /// The users who have the administrator's role in the account.
    pub fn administrators(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.rules().filter_map(|rule| match rule.subject {
            Subject::User(id)
                if self.is_administrator_rule(rule) && self.users.contains_key(&id) =>
            {
                Some(id)
            }
            _ => None,
        })
    }

    /// Whether a rule gives the administrator's role in the account.
    pub fn is_administrator_rule(&self, rule: &Rule) -> bool {
        rule.given.scope == *self.account()
            && self
                .catalogue
                .administrator()
                .is_some_and(|role| role.id == rule.given.role_id)
    }
}

fn permissions_of(
    catalogue: &Catalogue,
    custom: &OrdMap<i32, Arc<CustomRole>>,
) -> HashMap<i32, PermissionSet> {
    let predefined = catalogue.roles().iter();
    predefined
        .map(|role| (role.id, role.permissions))
        .chain(custom.values().map(|role| (role.id, role.permissions)))
        .collect()
}

fn tree_of<'a>(units: impl Iterator<Item = &'a Arc<Unit>>) -> ScopeTree {
    let mut units: Vec<_> = units.collect();
    // Levels are ordered from the account down, so each unit comes after what it lies beneath.
    units.sort_by_key(|unit| unit.scope.scope_type);
    let mut tree = None;
    for unit in units {
        match (&mut tree, &unit.parent) {
            (tree @ None, _) => {
                *tree = Some(ScopeTree::new(
                    unit.scope.scope_id.clone(),
                    unit.name.clone(),
                ));
            }
            (Some(tree), Some(parent)) => {
                if let Err(error) = tree.insert(unit.scope.clone(), unit.name.clone(), parent) {
                    tracing::error!(unit = unit.scope.scope_id, %error, "a unit has no place in the organisation");
                }
            }
            (Some(_), None) => {}
        }
    }
    tree.unwrap_or_else(|| ScopeTree::new(ACCOUNT_ID.to_string(), ""))
}

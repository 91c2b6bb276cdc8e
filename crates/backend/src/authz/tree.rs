//! The organisation as a tree: account → cluster → department → project.

use std::collections::{BTreeSet, HashMap};

use shared::{Scope, ScopeType};

/// Scopes and what lies above them. A copy is cheap enough for one change of a snapshot.
#[derive(Clone, Debug)]
pub struct ScopeTree {
    account: Scope,
    units: HashMap<Scope, Unit>,
}

#[derive(Clone, Debug)]
struct Unit {
    name: String,
    parent: Option<Scope>,
    /// By id, so that a walk has one order.
    children: BTreeSet<Scope>,
}

/// Why a change to the tree is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// There is no such scope.
    #[error("there is no such scope")]
    Unknown,
    /// The scope is there already.
    #[error("the scope is there already")]
    Exists,
    /// A cluster lies beneath the account, a department beneath a cluster, a project beneath a department.
    #[error("a scope of this level can't lie there")]
    Level,
    /// Something lies beneath it.
    #[error("other scopes lie beneath it")]
    HasChildren,
}

impl ScopeTree {
    /// An account with nothing beneath it. `id`: its number as text.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        let account = Scope {
            scope_type: ScopeType::Tenant,
            scope_id: id.into(),
        };
        let unit = Unit {
            name: name.into(),
            parent: None,
            children: BTreeSet::new(),
        };
        Self {
            units: HashMap::from([(account.clone(), unit)]),
            account,
        }
    }

    /// The account.
    pub const fn account(&self) -> &Scope {
        &self.account
    }

    /// Adds a unit beneath another.
    pub fn insert(
        &mut self,
        scope: Scope,
        name: impl Into<String>,
        parent: &Scope,
    ) -> Result<(), TreeError> {
        if parent_level(scope.scope_type) != Some(parent.scope_type) {
            return Err(TreeError::Level);
        }
        if self.units.contains_key(&scope) {
            return Err(TreeError::Exists);
        }
        self.units
            .get_mut(parent)
            .ok_or(TreeError::Unknown)?
            .children
            .insert(scope.clone());
        let unit = Unit {
            name: name.into(),
            parent: Some(parent.clone()),
            children: BTreeSet::new(),
        };
        self.units.insert(scope, unit);
        Ok(())
    }

    /// Gives a unit, or the account, another name.
    pub fn rename(&mut self, scope: &Scope, name: impl Into<String>) -> Result<(), TreeError> {
        self.units.get_mut(scope).ok_or(TreeError::Unknown)?.name = name.into();
        Ok(())
    }

    /// Removes a unit that has nothing beneath it.
    pub fn remove(&mut self, scope: &Scope) -> Result<(), TreeError> {
        let unit = self.units.get(scope).ok_or(TreeError::Unknown)?;
        let parent = unit.parent.clone().ok_or(TreeError::Level)?;
        if !unit.children.is_empty() {
            return Err(TreeError::HasChildren);
        }
        self.units.remove(scope);
        if let Some(parent) = self.units.get_mut(&parent) {
            parent.children.remove(scope);
        }
        Ok(())
    }

    /// The scope that a caller names: `system` is the account here. `None` if it is not in the tree.
    pub fn resolve(&self, scope_type: ScopeType, id: &str) -> Option<&Scope> {
        if scope_type == ScopeType::System {
            return Some(&self.account);
        }
        let scope = Scope {
            scope_type,
            scope_id: id.to_owned(),
        };
        self.units.get_key_value(&scope).map(|(scope, _)| scope)
    }

    /// Whether the scope is in the tree.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.units.contains_key(scope)
    }

    /// A scope's name.
    pub fn name(&self, scope: &Scope) -> Option<&str> {
        self.units.get(scope).map(|unit| unit.name.as_str())
    }

    /// What a scope lies beneath.
    pub fn parent(&self, scope: &Scope) -> Option<&Scope> {
        self.units.get(scope)?.parent.as_ref()
    }

    /// What lies directly beneath a scope.
    pub fn children(&self, scope: &Scope) -> impl Iterator<Item = &Scope> {
        self.units
            .get(scope)
            .into_iter()
            .flat_map(|unit| unit.children.iter())
    }

    /// The scope and all beneath it, each after what it lies beneath.
    pub fn subtree(&self, scope: &Scope) -> Vec<&Scope> {
        let mut found: Vec<&Scope> = self
            .units
            .get_key_value(scope)
            .map(|(scope, _)| scope)
            .into_iter()
            .collect();
        let mut next = 0;
        while let Some(&scope) = found.get(next) {
            found.extend(self.children(scope));
            next += 1;
        }
        found
    }

    /// The scope, what it lies beneath, and so on up to the account; nothing if it is not in the tree.
    pub fn path<'a>(&'a self, scope: &Scope) -> impl Iterator<Item = &'a Scope> + use<'a> {
        let start = self.units.get_key_value(scope).map(|(scope, _)| scope);
        std::iter::successors(start, |scope| self.parent(scope))
    }

    /// Whether a grant in `granted` reaches `scope`: the same, or one beneath it.
    pub fn covers(&self, granted: &Scope, scope: &Scope) -> bool {
        self.path(scope).any(|above| above == granted)
    }
}

const fn parent_level(level: ScopeType) -> Option<ScopeType> {
    match level {
        ScopeType::System | ScopeType::Tenant => None,
        ScopeType::Cluster => Some(ScopeType::Tenant),
        ScopeType::Department => Some(ScopeType::Cluster),
        ScopeType::Project => Some(ScopeType::Department),
    }
}

/// The organisation that the tests of this folder share.
#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn at(level: ScopeType, id: &str) -> Scope {
        Scope {
            scope_type: level,
            scope_id: id.to_owned(),
        }
    }

    /// Account 1: cluster a (department a1: projects a1x, a1y; department a2), cluster b (department b1: project b1x).
    pub(in super::super) fn example() -> ScopeTree {
        let mut tree = ScopeTree::new("1", "Example");
        for (level, id, parent) in [
            (ScopeType::Cluster, "a", at(ScopeType::Tenant, "1")),
            (ScopeType::Cluster, "b", at(ScopeType::Tenant, "1")),
            (ScopeType::Department, "a1", at(ScopeType::Cluster, "a")),
            (ScopeType::Department, "a2", at(ScopeType::Cluster, "a")),
            (ScopeType::Department, "b1", at(ScopeType::Cluster, "b")),
            (ScopeType::Project, "a1x", at(ScopeType::Department, "a1")),
            (ScopeType::Project, "a1y", at(ScopeType::Department, "a1")),
            (ScopeType::Project, "b1x", at(ScopeType::Department, "b1")),
        ] {
            tree.insert(at(level, id), id.to_uppercase(), &parent)
                .unwrap();
        }
        tree
    }

    #[test]
    fn a_scope_covers_itself_and_what_lies_beneath() {
        let tree = example();
        let account = tree.account().clone();
        for scope in tree.subtree(&account) {
            assert!(tree.covers(&account, scope) && tree.covers(scope, scope));
        }
        let (a, a1, a1x, b1x) = (
            at(ScopeType::Cluster, "a"),
            at(ScopeType::Department, "a1"),
            at(ScopeType::Project, "a1x"),
            at(ScopeType::Project, "b1x"),
        );
        assert!(tree.covers(&a, &a1x) && tree.covers(&a1, &a1x));
        assert!(!tree.covers(&a1x, &a1), "nothing above it");
        assert!(
            !tree.covers(&a, &b1x) && !tree.covers(&a1, &at(ScopeType::Department, "a2")),
            "nothing beside it"
        );
        let gone = at(ScopeType::Project, "gone");
        assert!(!tree.covers(&account, &gone) && !tree.covers(&gone, &gone));
    }

    #[test]
    fn walks_have_one_order() {
        let tree = example();
        let ids = |scope: &Scope| {
            tree.subtree(scope)
                .iter()
                .map(|s| s.scope_id.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(ids(tree.account()), "1 a b a1 a2 b1 a1x a1y b1x");
        assert_eq!(ids(&at(ScopeType::Department, "a1")), "a1 a1x a1y");
        assert_eq!(ids(&at(ScopeType::Department, "gone")), "");
        let path: Vec<_> = tree
            .path(&at(ScopeType::Project, "a1x"))
            .map(|s| s.scope_id.as_str())
            .collect();
        assert_eq!(path, ["a1x", "a1", "a", "1"]);
    }

    #[test]
    fn ids_of_different_levels_do_not_meet() {
        let mut tree = example();
        tree.insert(
            at(ScopeType::Cluster, "1"),
            "One",
            &at(ScopeType::Tenant, "1"),
        )
        .unwrap();
        assert!(!tree.covers(&at(ScopeType::Cluster, "1"), &at(ScopeType::Cluster, "a")));
    }

    #[test]
    fn the_shape_is_kept() {
        let mut tree = example();
        let (a, a1, a2) = (
            at(ScopeType::Cluster, "a"),
            at(ScopeType::Department, "a1"),
            at(ScopeType::Department, "a2"),
        );
        assert_eq!(
            tree.insert(at(ScopeType::Project, "p"), "P", &a),
            Err(TreeError::Level)
        );
        assert_eq!(
            tree.insert(at(ScopeType::Tenant, "2"), "T", &a),
            Err(TreeError::Level)
        );
        assert_eq!(tree.insert(a1.clone(), "A1", &a), Err(TreeError::Exists));
        assert_eq!(
            tree.insert(
                at(ScopeType::Department, "d"),
                "D",
                &at(ScopeType::Cluster, "z")
            ),
            Err(TreeError::Unknown)
        );
        assert_eq!(tree.remove(&a1), Err(TreeError::HasChildren));
        assert_eq!(tree.remove(&tree.account().clone()), Err(TreeError::Level));
        assert_eq!(tree.remove(&a2), Ok(()));
        assert_eq!(tree.remove(&a2), Err(TreeError::Unknown));
        assert_eq!(tree.children(&a).collect::<Vec<_>>(), [&a1]);
        tree.rename(&a, "Alpha").unwrap();
        assert_eq!(tree.name(&a), Some("Alpha"));
    }

    #[test]
    fn system_is_the_account() {
        let tree = example();
        assert_eq!(
            tree.resolve(ScopeType::System, "anything"),
            Some(tree.account())
        );
        assert_eq!(tree.resolve(ScopeType::Tenant, "1"), Some(tree.account()));
        assert_eq!(tree.resolve(ScopeType::Tenant, "2"), None);
    }
}

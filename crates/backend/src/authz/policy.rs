//! Grants × scope tree × permission → decision, with the rules that are its reason.
//!
//! How an endpoint uses it:
//!
//! - *about no object* (lists, creating in the account): [`Policy::decide`] in [`ScopeTree::account`] or in the scope
//!   that the request names; refused is 403.
//! - *about an object*: [`Policy::access`] says 403, 404 or go on. Applications, users and roles lie in the account.
//! - *handing out* (a new access rule): [`Policy::missing`] of the role's permissions in the rule's scope must be empty.
//! - *taking over* (regenerating, enabling, extending or ending an overlap, resetting a password):
//!   [`Policy::missing_for`] the target's grants must be empty. For creating or editing a role it is
//!   [`Policy::missing`] of the role's permissions in every scope where it is granted, and in the account.
//! - *lists of units*: [`Policy::decide`] a unit, with `read`, keeps what the caller may see.

use std::collections::HashMap;

use shared::{Scope, api::roles::Action};

use super::{
    permission::{Permission, PermissionSet},
    tree::ScopeTree,
};

/// What an access rule gives its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The rule's number, given as the reason.
    pub rule: i32,
    /// The role.
    pub role: i32,
    /// Where: the scope and all beneath it.
    pub scope: Scope,
}

/// An answer and why.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decision {
    /// Whether it is permitted.
    pub allowed: bool,
    /// The rules that permit it; empty if none does.
    pub because: Vec<i32>,
}

/// How a call about an object ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Go on.
    Allowed,
    /// 403: the permission is held nowhere, or the object may be read but not this.
    Forbidden,
    /// 404: there is no such object, or the caller may not know of it.
    NotFound,
}

/// Permissions that someone lacks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where they are lacking.
    pub scope: Scope,
    /// Which.
    pub permissions: PermissionSet,
}

/// Roles (predefined and custom) over a tree. Borrowed from a snapshot for the length of a request.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    tree: &'a ScopeTree,
    roles: &'a HashMap<i32, PermissionSet>,
}

impl<'a> Policy<'a> {
    /// A role that is not in `roles` permits nothing.
    pub const fn new(tree: &'a ScopeTree, roles: &'a HashMap<i32, PermissionSet>) -> Self {
        Self { tree, roles }
    }

    /// Whether the grants permit this in this scope, and which of them do.
    pub fn decide(&self, grants: &[Grant], permission: Permission, scope: &Scope) -> Decision {
        let because: Vec<i32> = grants
            .iter()
            .filter(|grant| {
                self.permits(grant, permission) && self.tree.covers(&grant.scope, scope)
            })
            .map(|grant| grant.rule)
            .collect();
        Decision {
            allowed: !because.is_empty(),
            because,
        }
    }

    /// Whether the permission is held anywhere at all.
    pub fn holds_anywhere(&self, grants: &[Grant], permission: Permission) -> bool {
        grants
            .iter()
            .any(|grant| self.permits(grant, permission) && self.tree.contains(&grant.scope))
    }

    /// How a call that needs `permission` on an object ends. `object`: the scope it lies in, `None` if it isn't there.
    ///
    /// Who holds the permission nowhere gets the same answer whether the object exists or not.
    pub fn access(
        &self,
        grants: &[Grant],
        permission: Permission,
        object: Option<&Scope>,
    ) -> Access {
        if !self.holds_anywhere(grants, permission) {
            return Access::Forbidden;
        }
        let Some(scope) = object else {
            return Access::NotFound;
        };
        let read = Permission::new(permission.resource, Action::Read);
        if !self.decide(grants, read, scope).allowed {
            Access::NotFound
        } else if self.decide(grants, permission, scope).allowed {
            Access::Allowed
        } else {
            Access::Forbidden
        }
    }

    /// Everything that the grants permit in this scope.
    pub fn held(&self, grants: &[Grant], scope: &Scope) -> PermissionSet {
        let mut held = PermissionSet::default();
        for grant in grants
            .iter()
            .filter(|grant| self.tree.covers(&grant.scope, scope))
        {
            if let Some(permissions) = self.roles.get(&grant.role) {
                held.extend_with(permissions);
            }
        }
        held
    }

    /// What the grants permit anywhere: what the caller may do somewhere.
    pub fn held_anywhere(&self, grants: &[Grant]) -> PermissionSet {
        let mut held = PermissionSet::default();
        for permissions in grants
            .iter()
            .filter(|grant| self.tree.contains(&grant.scope))
            .filter_map(|grant| self.roles.get(&grant.role))
        {
            held.extend_with(permissions);
        }
        held
    }

    /// Nobody grants what they don't hold: what of `wanted` the holder of `own` lacks in `scope`. In a scope that is not
    /// in the tree everything is lacking.
    pub fn missing(&self, own: &[Grant], wanted: &PermissionSet, scope: &Scope) -> PermissionSet {
        wanted.without(&self.held(own, scope))
    }

    /// Nobody takes over what they don't hold: what the holder of `own` lacks of what `target` permits, by scope. Grants
    /// in scopes that are gone permit nothing and ask for nothing.
    pub fn missing_for(&self, own: &[Grant], target: &[Grant]) -> Vec<Missing> {
        let mut all: Vec<Missing> = Vec::new();
        for grant in target
            .iter()
            .filter(|grant| self.tree.contains(&grant.scope))
        {
            let Some(wanted) = self.roles.get(&grant.role) else {
                continue;
            };
            let permissions = self.missing(own, wanted, &grant.scope);
            match all.iter_mut().find(|missing| missing.scope == grant.scope) {
                _ if permissions.is_empty() => {}
                Some(missing) => missing.permissions.extend_with(&permissions),
                None => all.push(Missing {
                    scope: grant.scope.clone(),
                    permissions,
                }),
            }
        }
        all
    }

    /// The widest scopes in which the permission is held: none of them lies beneath another.
    pub fn scopes(&self, grants: &[Grant], permission: Permission) -> Vec<Scope> {
        let mut scopes: Vec<&Scope> = grants
            .iter()
            .filter(|grant| self.permits(grant, permission) && self.tree.contains(&grant.scope))
            .map(|grant| &grant.scope)
            .collect();
        scopes.sort_unstable();
        scopes.dedup();
        let covered = |scope: &Scope| {
            self.tree
                .path(scope)
                .skip(1)
                .any(|above| scopes.binary_search(&above).is_ok())
        };
        scopes
            .iter()
            .filter(|scope| !covered(scope))
            .map(|scope| (*scope).clone())
            .collect()
    }

    fn permits(&self, grant: &Grant, permission: Permission) -> bool {
        self.roles
            .get(&grant.role)
            .is_some_and(|permissions| permissions.contains(permission))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::ScopeType::{Cluster, Department, Project, Tenant};

    use super::super::{
        ResourceType::{self, AccessRules, Apps, Jobs},
        tree::tests::{at, example},
    };
    use super::*;

    const READER: i32 = 1;
    const RUNNER: i32 = 2;
    const GIVER: i32 = 3;

    fn roles() -> HashMap<i32, PermissionSet> {
        let set = |list: &[(ResourceType, Action)]| {
            list.iter().map(|&(r, a)| Permission::new(r, a)).collect()
        };
        HashMap::from([
            (READER, set(&[(Apps, Action::Read), (Jobs, Action::Read)])),
            (
                RUNNER,
                set(&[
                    (Jobs, Action::Read),
                    (Jobs, Action::Create),
                    (Apps, Action::Read),
                    (Apps, Action::Update),
                ]),
            ),
            (
                GIVER,
                set(&[(AccessRules, Action::Create), (Jobs, Action::Read)]),
            ),
        ])
    }

    fn grant(number: i32, role: i32, scope: Scope) -> Grant {
        Grant {
            rule: number,
            role,
            scope,
        }
    }

    #[test]
    fn decisions_name_the_rules_that_made_them() {
        let (tree, roles) = (example(), roles());
        let policy = Policy::new(&tree, &roles);
        let grants = [
            grant(11, READER, at(Tenant, "1")),
            grant(12, RUNNER, at(Cluster, "a")),
            grant(13, RUNNER, at(Department, "a1")),
            grant(14, RUNNER, at(Project, "gone")),
            grant(15, 999, at(Tenant, "1")),
        ];
        let (read, create) = (
            Permission::new(Jobs, Action::Read),
            Permission::new(Jobs, Action::Create),
        );
        for (permission, scope, because) in [
            (read, at(Tenant, "1"), vec![11]),
            (read, at(Project, "a1x"), vec![11, 12, 13]),
            (read, at(Project, "b1x"), vec![11]),
            (create, at(Tenant, "1"), vec![]),
            (create, at(Cluster, "a"), vec![12]),
            (create, at(Department, "a1"), vec![12, 13]),
            (create, at(Department, "a2"), vec![12]),
            (create, at(Cluster, "b"), vec![]),
            (create, at(Project, "gone"), vec![]),
            (
                Permission::new(Jobs, Action::Delete),
                at(Project, "a1x"),
                vec![],
            ),
        ] {
            let decision = policy.decide(&grants, permission, &scope);
            assert_eq!(
                decision,
                Decision {
                    allowed: !because.is_empty(),
                    because
                },
                "{permission} in {scope:?}"
            );
        }
    }

    #[test]
    fn calls_about_objects_hide_what_may_not_be_read() {
        let (tree, roles) = (example(), roles());
        let policy = Policy::new(&tree, &roles);
        let update = Permission::new(Apps, Action::Update);
        let account = tree.account();
        let reader = [grant(1, READER, account.clone())];
        let sibling = [grant(2, RUNNER, at(Cluster, "a"))];
        let reader_and_sibling = [reader[0].clone(), sibling[0].clone()];
        let runner = [grant(3, RUNNER, account.clone())];
        let there = Some(account);
        for (who, grants, object, access) in [
            ("nobody", &[][..], there, Access::Forbidden),
            ("nobody", &[][..], None, Access::Forbidden),
            ("a reader", &reader, there, Access::Forbidden),
            ("a reader", &reader, None, Access::Forbidden),
            ("a runner elsewhere", &sibling, there, Access::NotFound),
            ("a runner elsewhere", &sibling, None, Access::NotFound),
            (
                "a reader, runner elsewhere",
                &reader_and_sibling,
                there,
                Access::Forbidden,
            ),
            (
                "a reader, runner elsewhere",
                &reader_and_sibling,
                None,
                Access::NotFound,
            ),
            ("a runner", &runner, there, Access::Allowed),
            ("a runner", &runner, None, Access::NotFound),
        ] {
            assert_eq!(
                policy.access(grants, update, object),
                access,
                "{who}, {object:?}"
            );
        }
    }

    #[test]
    fn nobody_hands_out_what_they_do_not_hold() {
        let (tree, roles) = (example(), roles());
        let policy = Policy::new(&tree, &roles);
        let own = [
            grant(1, GIVER, at(Tenant, "1")),
            grant(2, RUNNER, at(Cluster, "a")),
        ];
        let missing = |role, scope| policy.missing(&own, &roles[&role], &scope).to_string();
        assert_eq!(missing(RUNNER, at(Department, "a1")), "");
        assert_eq!(
            missing(RUNNER, at(Cluster, "b")),
            "jobs:create, apps:read, apps:update"
        );
        assert_eq!(missing(GIVER, at(Cluster, "b")), "");
        assert_eq!(missing(READER, at(Tenant, "1")), "apps:read");
        assert_eq!(
            missing(GIVER, at(Project, "gone")),
            "jobs:read, access_rules:create"
        );
    }

    #[test]
    fn nobody_takes_over_what_they_do_not_hold() {
        let (tree, roles) = (example(), roles());
        let policy = Policy::new(&tree, &roles);
        let own = [grant(1, RUNNER, at(Cluster, "a"))];
        let target = [
            grant(5, RUNNER, at(Project, "a1x")),
            grant(6, READER, at(Cluster, "b")),
            grant(7, GIVER, at(Cluster, "b")),
            grant(8, GIVER, at(Cluster, "gone")),
        ];
        let missing = policy.missing_for(&own, &target);
        let texts: Vec<_> = missing
            .iter()
            .map(|m| format!("{}: {}", m.scope.scope_id, m.permissions))
            .collect();
        assert_eq!(texts, ["b: jobs:read, apps:read, access_rules:create"]);
        assert!(policy.missing_for(&own, &target[..1]).is_empty());
        assert!(
            policy.missing_for(&[], &[]).is_empty(),
            "who holds nothing can be taken over by anyone"
        );
    }

    #[test]
    fn permitted_scopes_are_the_widest() {
        let (tree, roles) = (example(), roles());
        let policy = Policy::new(&tree, &roles);
        let grants = [
            grant(1, RUNNER, at(Project, "a1x")),
            grant(2, RUNNER, at(Department, "a1")),
            grant(3, RUNNER, at(Project, "b1x")),
            grant(4, READER, at(Tenant, "1")),
            grant(5, RUNNER, at(Department, "a1")),
            grant(6, RUNNER, at(Department, "gone")),
        ];
        let create = Permission::new(Jobs, Action::Create);
        assert_eq!(
            policy.scopes(&grants, create),
            [at(Department, "a1"), at(Project, "b1x")]
        );
        assert_eq!(
            policy.scopes(&grants, Permission::new(Jobs, Action::Read)),
            [at(Tenant, "1")]
        );
        assert!(
            policy
                .scopes(&grants, Permission::new(Jobs, Action::Delete))
                .is_empty()
        );
        assert!(policy.holds_anywhere(&grants, create));
        assert_eq!(
            policy.held_anywhere(&grants),
            policy.held(&grants, &at(Project, "a1x"))
        );
    }

    proptest! {
        /// The ways of asking agree with each other on any grants.
        #[test]
        fn answers_agree(picked in prop::collection::vec((1..5i32, 0..9usize), 0..6), at_scope in 0..9usize) {
            let (tree, roles) = (example(), roles());
            let policy = Policy::new(&tree, &roles);
            let scopes: Vec<Scope> = tree.subtree(tree.account()).into_iter().cloned().collect();
            let grants: Vec<_> = picked.iter().enumerate()
                .map(|(i, &(role, scope))| grant(i32::try_from(i).unwrap(), role, scopes[scope].clone()))
                .collect();
            let scope = &scopes[at_scope];
            let held = policy.held(&grants, scope);
            for permission in PermissionSet::all().iter() {
                let allowed = policy.decide(&grants, permission, scope).allowed;
                prop_assert_eq!(allowed, held.contains(permission));
                let in_widest = policy.scopes(&grants, permission).iter().any(|wide| tree.covers(wide, scope));
                prop_assert_eq!(allowed, in_widest);
                prop_assert!(!allowed || policy.holds_anywhere(&grants, permission));
                for beneath in tree.subtree(scope) {
                    prop_assert!(!allowed || policy.decide(&grants, permission, beneath).allowed);
                }
            }
            prop_assert!(policy.missing_for(&grants, &grants).is_empty(), "one covers oneself");
        }
    }
}

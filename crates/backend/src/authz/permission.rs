//! Permissions: an action on a kind of resource, and sets of them.

use std::fmt;

use shared::api::roles::Action;

macro_rules! resource_types {
    ($($variant:ident = $text:literal,)+) => {
        /// A kind of resource. The order and the names are those of `roles.csv`, which a test compares.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ResourceType {
            $(#[doc = concat!("`", $text, "`")] $variant,)+
        }

        impl ResourceType {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// The kind of a name.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

resource_types! {
    Department = "department",
    Project = "project",
    Jobs = "jobs",
    Workloads = "workloads",
    Credentials = "credentials",
    Workspaces = "workspaces",
    Trainings = "trainings",
    Inferences = "inferences",
    Environments = "environments",
    HostPathAssets = "host-path-assets",
    NfsAssets = "nfs-assets",
    PvcAssets = "pvc-assets",
    CmVolumeAssets = "cm-volume-assets",
    SecretVolumeAssets = "secret-volume-assets",
    GitAssets = "git-assets",
    S3Assets = "s3-assets",
    ComputeResources = "compute-resources",
    Templates = "templates",
    Cluster = "cluster",
    Nodepools = "nodepools",
    Settings = "settings",
    EventsHistory = "events-history",
    DashboardsOverview = "dashboards-overview",
    DashboardsAnalytics = "dashboards-analytics",
    DashboardsConsumption = "dashboards-consumption",
    Datavolumes = "datavolumes",
    DatavolumesSharedscopes = "datavolumes/sharedscopes",
    Tenant = "tenant",
    Nodes = "nodes",
    ClusterConfig = "cluster-config",
    Users = "users",
    Groups = "groups",
    Apps = "apps",
    AccessRules = "access_rules",
    Roles = "roles",
    Policies = "policies",
}

const KINDS: usize = ResourceType::ALL.len();

/// One action on one kind of resource, written `apps:read`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission {
    /// The kind of resource.
    pub resource: ResourceType,
    /// The action.
    pub action: Action,
}

impl Permission {
    /// For an endpoint's declaration.
    pub const fn new(resource: ResourceType, action: Action) -> Self {
        Self { resource, action }
    }
}

impl std::str::FromStr for Permission {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (resource, action) = text.split_once(':').ok_or(())?;
        Ok(Self {
            resource: ResourceType::parse(resource).ok_or(())?,
            action: action.parse()?,
        })
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.resource.as_str(), self.action)
    }
}

/// A set of permissions: four bits a kind of resource.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet([u8; KINDS_PADDED]);

/// Arrays of more than 32 elements have no `Default`, so the kinds share bytes in pairs.
const KINDS_PADDED: usize = KINDS.div_ceil(2);

impl PermissionSet {
    /// Every permission there is.
    pub fn all() -> Self {
        ResourceType::ALL
            .iter()
            .flat_map(|&resource| Action::ALL.map(|action| Permission { resource, action }))
            .collect()
    }

    /// Adds one.
    pub fn insert(&mut self, permission: Permission) {
        let (byte, bit) = place(permission);
        self.0[byte] |= bit;
    }

    /// Whether it is in the set.
    pub const fn contains(&self, permission: Permission) -> bool {
        let (byte, bit) = place(permission);
        self.0[byte] & bit != 0
    }

    /// Adds all of another set.
    pub fn extend_with(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// What of this set `held` lacks.
    #[must_use]
    pub fn without(mut self, held: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(held.0) {
            *mine &= !theirs;
        }
        self
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&byte| byte == 0)
    }

    /// The permissions, by kind and action.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        ResourceType::ALL
            .iter()
            .flat_map(|&resource| Action::ALL.map(|action| Permission { resource, action }))
            .filter(|&permission| self.contains(permission))
    }

    /// The actions on one kind of resource.
    pub fn actions(&self, resource: ResourceType) -> impl Iterator<Item = Action> + '_ {
        Action::ALL
            .into_iter()
            .filter(move |&action| self.contains(Permission { resource, action }))
    }
}

const fn place(permission: Permission) -> (usize, u8) {
    let kind = permission.resource as usize;
    let shift = permission.action as usize + 4 * (kind % 2);
    (kind / 2, 1 << shift)
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::default();
        for permission in permissions {
            set.insert(permission);
        }
        set
    }
}

impl fmt::Display for PermissionSet {
    /// For messages: `apps:create, apps:read`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, permission) in self.iter().enumerate() {
            write!(f, "{}{permission}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_place_of_its_own() {
        let all = PermissionSet::all();
        assert_eq!(all.iter().count(), 4 * KINDS);
        for permission in all.iter() {
            let one: PermissionSet = [permission].into_iter().collect();
            assert_eq!(one.iter().collect::<Vec<_>>(), [permission]);
            assert!(!all.without(&one).contains(permission));
        }
        assert!(all.without(&all).is_empty());
    }

    #[test]
    fn names_round_trip() {
        for &kind in ResourceType::ALL {
            assert_eq!(ResourceType::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(ResourceType::parse("teapots"), None);
        let permission = Permission::new(ResourceType::AccessRules, Action::Read);
        assert_eq!(permission.to_string(), "access_rules:read");
    }
}

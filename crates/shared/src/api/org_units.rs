//! The organisation: account, clusters, departments, projects.

use serde::{Deserialize, Serialize};

use crate::{Name, ScopeType, Timestamp};

/// The account. `GET /api/v1/tenants` answers with a bare array of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// Its number.
    pub id: i32,
    /// The organisation's name.
    pub name: String,
    /// When it was set up.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A cluster. `GET /api/v1/clusters` answers with a bare array.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// Its id.
    pub uuid: String,
    /// Its name, unique in the account.
    pub name: String,
    /// The account's number.
    pub tenant_id: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

/// A department of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Department {
    /// Its id.
    pub id: String,
    /// Its name, unique in the cluster.
    pub name: String,
    /// The cluster it is in.
    pub cluster_id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

/// A project of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name, unique in the department.
    pub name: String,
    /// The cluster it is in.
    pub cluster_id: String,
    /// The department it is in.
    pub parent_id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub created_by: String,
}

/// A page of departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentPage {
    /// The page.
    pub departments: Vec<Department>,
    /// The offset of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
}

/// A page of projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectPage {
    /// The page.
    pub projects: Vec<Project>,
    /// The offset of the next page, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
}

/// `POST /api/v1/clusters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateCluster {
    /// The new cluster's name.
    pub name: Name,
}

/// `POST /api/v1/org-unit/departments`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateDepartment {
    /// The new department's name.
    pub name: Name,
    /// The cluster it is to be in.
    pub cluster_id: String,
}

/// `POST /api/v1/org-unit/projects`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateProject {
    /// The new project's name.
    pub name: Name,
    /// The cluster of its department.
    pub cluster_id: String,
    /// The department it is to be in.
    pub parent_id: String,
}

/// `PUT` or `PATCH` of a cluster, department or project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RenameUnit {
    /// The new name.
    pub name: Name,
}

/// A scope with all beneath it. `GET /api/v1/org-unit/tree` answers with the account's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TreeNode {
    /// Its level.
    pub scope_type: ScopeType,
    /// Its id.
    pub scope_id: String,
    /// Its name.
    pub name: String,
    /// What is directly beneath it, by name.
    pub children: Vec<TreeNode>,
}

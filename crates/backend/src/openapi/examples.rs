//! One example of each type that goes over the wire. A test reads each as its type.

use serde_json::{Value, json};
use shared::{
    ErrorBody,
    api::{
        access_rules::{
            AccessRule, AccessRuleBatch, AccessRulePage, BatchCreateAccessRules,
            BatchCreateOutcome, BatchOutcome, Check, Checked, Count, CreateAccessRule,
            MyAccessRules,
        },
        applications::{
            Application, CreateApplication, CreatedApplication, RegenerateSecret,
            RegeneratedSecret, SecretDetails, UpdateApplication,
        },
        audit::{AuditEntry, AuditPage},
        changes::Changes,
        org_units::{
            Cluster, CreateCluster, CreateDepartment, CreateProject, Department, DepartmentPage,
            Project, ProjectPage, RenameUnit, Tenant, TreeNode,
        },
        roles::{AskPermittedScopes, Permission, PermittedScopes, Role, WriteRole},
        tokens::{CompatibleTokenResponse, OAuthErrorBody, TokenResponse},
        users::{
            ChangePassword, CreateUser, CreatedUser, Session, SetUp, SignIn, SignedIn,
            TemporaryPassword, User,
        },
    },
};

use super::forms::{
    AnyObject, CompatibleTokenRequest, CreatedServiceAccount, Health, Introspection, KeySet,
    Metadata, RegeneratedClientSecret, TokenForm, TokenRequest,
};

/// Has an example.
pub trait Example {
    /// It, as JSON.
    fn example() -> Value;
}

impl<T: Example> Example for Vec<T> {
    fn example() -> Value {
        json!([T::example()])
    }
}

macro_rules! examples {
    ($($type:ty => $json:tt;)+) => {
        $(impl Example for $type {
            fn example() -> Value {
                json!($json)
            }
        })+

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_example_is_of_its_type() {
                $({
                    let example = <$type as Example>::example();
                    if let Err(error) = serde_json::from_value::<$type>(example) {
                        panic!("{}: {error}", stringify!($type));
                    }
                })+
            }
        }
    };
}

const ID: &str = "01981f6c-93a0-7c55-b1b0-6d6f3c1f2a10";
const CLIENT: &str = "ci-pipeline-prod-7f3k2q";
const CLUSTER: &str = "01981f6c-2222-7c55-b1b0-6d6f3c1f2a22";
const DEPARTMENT: &str = "01981f6c-3333-7c55-b1b0-6d6f3c1f2a33";
const PROJECT: &str = "01981f6c-4444-7c55-b1b0-6d6f3c1f2a44";
const SECRET: &str = "cls_…";
const AT: &str = "2026-03-29T09:30:00Z";
const WHO: &str = "ada@example.com";

examples! {
    Application<SecretDetails> => {"id": ID, "name": "ci-pipeline-prod", "clientId": CLIENT, "enabled": true, "createdBy": WHO, "createdAt": AT, "updatedAt": AT, "lastLogin": AT, "tenantId": "1", "version": 3, "description": "Builds and deploys", "lastLoginIp": "192.0.2.7", "lastLoginUserAgent": "curl/8.5.0", "secretInfo": {"hint": "x7Qz", "createdAt": AT, "lastUsedAt": AT}};
    CreateApplication => {"name": "ci-pipeline-prod", "description": "Builds and deploys"};
    CreatedApplication => {"id": ID, "name": "ci-pipeline-prod", "clientId": CLIENT, "secret": SECRET};
    CreatedServiceAccount => {"id": ID, "name": "ci-pipeline-prod", "clientId": CLIENT, "clientSecret": SECRET};
    UpdateApplication => {"enabled": false};
    RegenerateSecret => {"overlapSeconds": 86400};
    RegeneratedSecret => {"secret": SECRET};
    RegeneratedClientSecret => {"clientSecret": SECRET};
    Changes => {"seq": 1042, "reload": false, "applications": [], "removed": [ID]};
    AccessRule => {"id": 32, "subjectId": CLIENT, "subjectType": "app", "roleId": 2, "roleName": "Researcher", "scopeId": CLUSTER, "scopeType": "cluster", "scopeName": "A", "tenantId": 1, "createdAt": AT, "updatedAt": AT, "createdBy": WHO, "clusterId": CLUSTER, "status": {"phase": "Ready"}};
    CreateAccessRule => {"subjectId": CLIENT, "subjectType": "app", "roleId": 2, "scopeId": CLUSTER, "scopeType": "cluster"};
    AccessRulePage => {"totalRecords": 1, "displayRecords": 1, "accessRules": [AccessRule::example()]};
    MyAccessRules => {"accessRules": AccessRulePage::example()};
    Count => {"count": 1};
    AccessRuleBatch => {"ids": ["32", 33], "action": "validate_delete"};
    BatchOutcome => {"id": ID, "succeeded": ["32"], "failed": [{"id": "33", "code": 404, "message": "There is no such access rule."}]};
    BatchCreateAccessRules => {"payload": {"roleId": 2, "subjects": [{"subjectId": CLIENT, "subjectType": "app"}], "scopes": [{"scopeId": CLUSTER, "scopeType": "cluster"}]}};
    BatchCreateOutcome => {"succeeded": [AccessRule::example()], "failed": []};
    Check => {"subjectId": CLIENT, "subjectType": "app", "resourceType": "jobs", "action": "create", "scopeType": "project", "scopeId": PROJECT};
    Checked => {"allowed": true, "because": [AccessRule::example()]};
    Role => {"id": 10000, "name": "Cluster watcher", "description": "Looks at clusters.", "permissions": [{"resourceType": "cluster", "displayName": "Clusters", "groupId": "physical-resource", "actions": ["read"]}], "createdAt": AT, "updatedAt": AT, "createdBy": WHO, "custom": true, "enabled": true, "effectiveEnabled": true};
    WriteRole => {"name": "Cluster watcher", "description": "Looks at clusters.", "permissions": [{"resourceType": "cluster", "actions": ["read"]}]};
    Permission => {"resourceType": "apps", "displayName": "Applications", "groupId": "iam", "actions": ["create", "read", "update", "delete"]};
    AskPermittedScopes => {"resourceType": "jobs"};
    PermittedScopes => {"create": {"clusters": [CLUSTER]}, "read": {"tenants": ["1"]}, "update": {}, "delete": {}};
    Tenant => {"id": 1, "name": "Example", "createdAt": AT, "updatedAt": AT};
    TreeNode => {"scopeType": "tenant", "scopeId": "1", "name": "Example", "children": [{"scopeType": "cluster", "scopeId": CLUSTER, "name": "A", "children": []}]};
    Cluster => {"uuid": CLUSTER, "name": "A", "tenantId": 1, "createdAt": AT, "updatedAt": AT, "createdBy": WHO};
    CreateCluster => {"name": "A"};
    RenameUnit => {"name": "B"};
    Department => {"id": DEPARTMENT, "name": "Vision", "clusterId": CLUSTER, "createdAt": AT, "updatedAt": AT, "createdBy": WHO};
    DepartmentPage => {"departments": [Department::example()]};
    CreateDepartment => {"name": "Vision", "clusterId": CLUSTER};
    Project => {"id": PROJECT, "name": "Segmentation", "clusterId": CLUSTER, "parentId": DEPARTMENT, "createdAt": AT, "updatedAt": AT, "createdBy": WHO};
    ProjectPage => {"projects": [Project::example()]};
    CreateProject => {"name": "Segmentation", "clusterId": CLUSTER, "parentId": DEPARTMENT};
    User => {"id": ID, "username": WHO, "createdBy": "command line", "createdAt": AT, "updatedAt": AT, "lastLogin": AT, "isLocal": true, "groups": []};
    SignedIn => {"id": ID, "username": WHO, "createdBy": "command line", "createdAt": AT, "updatedAt": AT, "lastLogin": AT, "isLocal": true, "groups": [], "mustChangePassword": false};
    CreateUser => {"email": "bob@example.com"};
    CreatedUser => {"id": ID, "username": "bob@example.com", "tempPassword": "…"};
    TemporaryPassword => {"tempPassword": "…"};
    SignIn => {"email": WHO, "password": "…"};
    SetUp => {"token": "…", "organisation": "Example", "email": WHO, "password": "…"};
    ChangePassword => {"currentPassword": "…", "newPassword": "…"};
    Session => {"id": ID, "createdAt": AT, "lastUsedAt": AT, "expiresAt": AT, "ip": "192.0.2.7", "userAgent": "Firefox", "current": true};
    AuditEntry => {"id": "1042", "timestamp": AT, "tenant_id": "1", "subject": WHO, "subject_type": "user", "action": "Create", "result": "Success", "source_ip": "192.0.2.7", "http_method": "POST", "url": "/api/v1/apps", "http_status_code": 201, "entity_type": "Application", "entity_name": "ci-pipeline-prod", "entity_id": ID, "request_id": "01981f6c93a07c55b1b06d6f3c1f2a10"};
    AuditPage => {"total": 1, "audit_logs": [AuditEntry::example()]};
    TokenRequest => {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET};
    CompatibleTokenRequest => {"grantType": "client_credentials", "clientId": CLIENT, "clientSecret": SECRET};
    TokenResponse => {"access_token": "eyJ…", "token_type": "Bearer", "expires_in": 3600};
    CompatibleTokenResponse => {"accessToken": "eyJ…", "expiresIn": 3600};
    OAuthErrorBody => {"error": "invalid_client", "error_description": "the client ID or the client secret is wrong"};
    TokenForm => {"token": "eyJ…"};
    Introspection => {"active": true, "client_id": CLIENT, "sub": CLIENT, "aud": "https://clientele.example.com", "iss": "https://clientele.example.com", "iat": 1_774_776_600, "exp": 1_774_780_200, "jti": "1-5f…", "tenant_id": "1", "token_type": "Bearer"};
    Metadata => {"issuer": "https://clientele.example.com", "token_endpoint": "https://clientele.example.com/oauth2/token", "introspection_endpoint": "https://clientele.example.com/oauth2/introspect", "revocation_endpoint": "https://clientele.example.com/oauth2/revoke", "jwks_uri": "https://clientele.example.com/.well-known/jwks.json", "grant_types_supported": ["client_credentials"], "dpop_signing_alg_values_supported": ["ES256", "EdDSA", "Ed25519", "RS256", "PS256"]};
    KeySet => {"keys": [{"kty": "EC", "crv": "P-256", "x": "…", "y": "…", "use": "sig", "alg": "ES256", "kid": "…"}]};
    Health => {"status": "ok"};
    AnyObject => {};
    ErrorBody => {"code": 409, "message": "An application of this name already exists. Choose another name.", "error": "name_taken", "field": "name", "requestId": "01981f6c93a07c55b1b06d6f3c1f2a10"};
}

//! Every path of the API, once. The server routes them, clients fill them in.
//!
//! Constants are templates: `{id}` stands for one path segment. [`fill`] replaces it.

/// Applications.
pub const APPS: &str = "/api/v1/apps";
/// One application.
pub const APP: &str = "/api/v1/apps/{id}";
/// An application's client secret.
pub const APP_SECRET: &str = "/api/v1/apps/{id}/secret";
/// An application's secret before this one, while both live.
pub const APP_SECRET_PREVIOUS: &str = "/api/v1/apps/{id}/secret/previous";
/// The public keys that an application may authenticate with.
pub const APP_KEYS: &str = "/api/v1/apps/{id}/keys";
/// Applications under their other name; the secret is called `clientSecret` here.
pub const SERVICE_ACCOUNTS: &str = "/api/v1/service-accounts";
/// One application under its other name.
pub const SERVICE_ACCOUNT: &str = "/api/v1/service-accounts/{id}";
/// An application's client secret under its other name.
pub const SERVICE_ACCOUNT_SECRET: &str = "/api/v1/service-accounts/{id}/secret";
/// The secret before this one, under its other name.
pub const SERVICE_ACCOUNT_SECRET_PREVIOUS: &str = "/api/v1/service-accounts/{id}/secret/previous";
/// The public keys under its other name.
pub const SERVICE_ACCOUNT_KEYS: &str = "/api/v1/service-accounts/{id}/keys";

/// Access rules.
pub const ACCESS_RULES: &str = "/api/v1/authorization/access-rules";
/// How many access rules there are.
pub const ACCESS_RULES_COUNT: &str = "/api/v1/authorization/access-rules/count";
/// Deletes several access rules.
pub const ACCESS_RULES_BATCH: &str = "/api/v1/authorization/access-rules/batch";
/// Makes several access rules.
pub const ACCESS_RULES_BATCH_CREATE: &str = "/api/v1/authorization/access-rules/batch-create";
/// One access rule.
pub const ACCESS_RULE: &str = "/api/v1/authorization/access-rules/{id}";
/// The caller's own access rules.
pub const MY_ACCESS_RULES: &str = "/api/v1/authorization/me/access-rules";
/// How many rules the caller has.
pub const MY_ACCESS_RULES_COUNT: &str = "/api/v1/authorization/me/access-rules/count";
/// Roles.
pub const ROLES: &str = "/api/v1/authorization/roles";
/// One role.
pub const ROLE: &str = "/api/v1/authorization/roles/{id}";
/// The caller's permissions.
pub const PERMISSIONS: &str = "/api/v1/authorization/permissions";
/// Whether a subject may do something somewhere, and which of its access rules say so.
pub const CHECK: &str = "/api/v1/authorization/check";
/// Where the caller may do what with a kind of resource.
pub const PERMITTED_SCOPES: &str = "/api/v1/authorization/permitted-scopes";

/// The account.
pub const TENANTS: &str = "/api/v1/tenants";
/// Clusters.
pub const CLUSTERS: &str = "/api/v1/clusters";
/// One cluster.
pub const CLUSTER: &str = "/api/v1/clusters/{id}";
/// Departments.
pub const DEPARTMENTS: &str = "/api/v1/org-unit/departments";
/// How many departments there are.
pub const DEPARTMENTS_COUNT: &str = "/api/v1/org-unit/departments/count";
/// One department.
pub const DEPARTMENT: &str = "/api/v1/org-unit/departments/{id}";
/// Projects.
pub const PROJECTS: &str = "/api/v1/org-unit/projects";
/// How many projects there are.
pub const PROJECTS_COUNT: &str = "/api/v1/org-unit/projects/count";
/// One project.
pub const PROJECT: &str = "/api/v1/org-unit/projects/{id}";
/// The account and all beneath it, in one answer.
pub const ORG_TREE: &str = "/api/v1/org-unit/tree";

/// Users.
pub const USERS: &str = "/api/v1/users";
/// One user.
pub const USER: &str = "/api/v1/users/{id}";
/// Resets a user's password.
pub const USER_PASSWORD: &str = "/api/v1/users/{id}/password";
/// Changes one's own password.
pub const MY_PASSWORD: &str = "/api/v1/users/me/password";
/// One's own sessions.
pub const MY_SESSIONS: &str = "/api/v1/users/me/sessions";
/// One of one's own sessions.
pub const MY_SESSION: &str = "/api/v1/users/me/sessions/{id}";
/// Signs in, tells who is signed in, signs out.
pub const SESSION: &str = "/api/v1/session";
/// Makes the first administrator.
pub const SETUP: &str = "/api/v1/setup";

/// The token endpoint (RFC 6749 section 3.2).
pub const TOKEN: &str = "/oauth2/token";
/// The token endpoint's twin.
pub const TOKEN_V2: &str = "/api/v2/token";
/// The token endpoint of the compatible API, in JSON.
pub const TOKEN_V1: &str = "/api/v1/token";
/// Introspection (RFC 7662).
pub const INTROSPECT: &str = "/oauth2/introspect";
/// Revocation (RFC 7009).
pub const REVOKE: &str = "/oauth2/revoke";
/// The authorization server's metadata (RFC 8414 section 3).
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// The same where clients of `OpenID` Connect look for it.
pub const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";
/// The public keys that verify tokens (RFC 7517).
pub const JWKS: &str = "/.well-known/jwks.json";

/// The audit log.
pub const AUDIT_LOG: &str = "/api/v1/audit/log";
/// The audit log as a file.
pub const AUDIT_LOG_FILE: &str = "/api/v1/audit/log/file";
/// What changed since.
pub const CHANGES: &str = "/api/v1/changes";
/// The API's description (OpenAPI 3.1).
pub const OPENAPI: &str = "/api/openapi.json";
/// The API's reference, for people.
pub const DOCS: &str = "/api/docs";
/// Measurements in Prometheus' format.
pub const METRICS: &str = "/metrics";

/// The process is alive.
pub const HEALTHZ: &str = "/healthz";
/// The process can serve: its database answers.
pub const READYZ: &str = "/readyz";

/// A path template with its `{id}` replaced by a percent-encoded segment (RFC 3986 section 3.3).
///
/// ```
/// use clientele_shared::paths;
/// assert_eq!(paths::fill(paths::APP, "a b"), "/api/v1/apps/a%20b");
/// ```
pub fn fill(template: &str, id: &str) -> String {
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            segment.push(char::from(byte));
        } else {
            segment.push('%');
            for digit in [byte >> 4, byte & 15] {
                segment.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    template.replacen("{id}", &segment, 1)
}

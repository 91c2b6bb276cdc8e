//! The walk of every route: as nobody, without the permission, with it in a sibling scope, and with it; by session and
//! by bearer token. The routes come from the server's own registry, so one that this file doesn't classify fails it.

use clientele_api_tests::{Answer, Client, Installation, PASSWORD, Prover, both, text};
use clientele_backend::http::endpoint::{self, Access};
use serde_json::{Value, json};

/// One call of an endpoint, with a target of its own.
struct Call {
    path: String,
    body: Value,
    /// What it answers to whoever may call it.
    works: u16,
}

/// The cluster that the walk's objects lie in, and a department of it. The sibling's grant is in another cluster.
struct Places {
    a: String,
    department: String,
}

#[allow(
    clippy::match_same_arms,
    clippy::too_many_lines,
    reason = "a table: one line an operation"
)]
/// A call of this operation that would work. Panics for an operation that nobody classified.
fn call(on: &Installation, places: &Places, operation: &str, path: &str, unique: &str) -> Call {
    let name = json!({"name": format!("renamed {unique}")});
    let new_name = json!({"name": format!("new {unique}")});
    let app = || text(&on.application(&format!("app {unique}"), &[]), "id").to_owned();
    let user = || {
        let made = on.admin.post(
            "/api/v1/users",
            &json!({"email": format!("{unique}@example.com")}),
        );
        text(&made.expect(201).json(), "id").to_owned()
    };
    let unit = |base: &str, body: Value, id: &str| {
        text(&on.admin.post(base, &body).expect(201).json(), id).to_owned()
    };
    let cluster = || places.a.clone();
    let department = || {
        unit(
            "/api/v1/org-unit/departments",
            json!({"name": format!("d {unique}"), "clusterId": places.a}),
            "id",
        )
    };
    let project = || {
        let body = json!({"name": format!("p {unique}"), "clusterId": places.a, "parentId": places.department});
        unit("/api/v1/org-unit/projects", body, "id")
    };
    let rule = || {
        let made = on.application(&format!("ruled {unique}"), &[]);
        on.give(text(&made, "id"), "app", &("Viewer", "cluster", &places.a))["id"].to_string()
    };
    let new_role = || json!({"name": format!("role {unique}"), "permissions": [{"resourceType": "jobs", "actions": ["read"]}]});
    let made_role = || {
        let made = on.admin.post("/api/v1/authorization/roles", &new_role());
        made.expect(201).json()["id"].to_string()
    };
    let at = |id: String| path.replace("{id}", &id);
    let (path, body, works) = match operation {
        "list_applications"
        | "list_service_accounts"
        | "list_roles"
        | "list_permissions"
        | "list_clusters"
        | "list_departments"
        | "list_projects"
        | "list_tenants"
        | "get_tree"
        | "list_users"
        | "list_my_sessions"
        | "list_access_rules"
        | "count_access_rules"
        | "count_departments"
        | "list_changes"
        | "get_metrics"
        | "count_projects"
        | "list_my_access_rules"
        | "count_my_access_rules"
        | "get_session" => (path.to_owned(), Value::Null, 200),
        "create_application" | "create_service_account" | "create_cluster" => {
            (path.to_owned(), new_name, 201)
        }
        "get_application" | "get_service_account" => (at(app()), Value::Null, 200),
        "list_application_keys" | "list_service_account_keys" => (at(app()), Value::Null, 200),
        "replace_application_keys" | "replace_service_account_keys" => {
            (at(app()), json!({"keys": [Prover::new().jwk()]}), 200)
        }
        "update_application" | "update_service_account" => (at(app()), name, 200),
        "delete_application" | "delete_service_account" => (at(app()), Value::Null, 204),
        "regenerate_application_secret" | "regenerate_service_account_secret" => {
            (at(app()), Value::Null, 200)
        }
        "end_application_secret_overlap" | "end_service_account_secret_overlap" => {
            let id = app();
            let secret = format!("/api/v1/apps/{id}/secret");
            on.admin
                .post(&secret, &json!({"overlapSeconds": 60}))
                .expect(200);
            (at(id), Value::Null, 204)
        }
        "create_role" => (path.to_owned(), new_role(), 201),
        "replace_role" => (at(made_role()), new_role(), 200),
        "delete_role" => (at(made_role()), Value::Null, 204),
        "create_access_rule" => {
            let made = on.application(&format!("subject {unique}"), &[]);
            (
                path.to_owned(),
                on.rule(text(&made, "id"), "app", &("Viewer", "cluster", &places.a)),
                201,
            )
        }
        "get_access_rule" => (at(rule()), Value::Null, 200),
        "delete_access_rule" => (at(rule()), Value::Null, 204),
        "list_audit_log" | "download_audit_log" => (
            format!("{path}?start=2020-01-01T00:00:00Z&end=2020-01-02T00:00:00Z&file_type=JSON"),
            Value::Null,
            200,
        ),
        "batch_access_rules" => (
            path.to_owned(),
            json!({"ids": [rule()], "action": "delete"}),
            200,
        ),
        "batch_create_access_rules" => {
            let made = on.application(&format!("subject {unique}"), &[]);
            let body = json!({"payload": {"roleId": on.role("Viewer"), "subjects": [{"subjectId": made["id"], "subjectType": "app"}], "scopes": [{"scopeId": places.a, "scopeType": "cluster"}]}});
            (path.to_owned(), body, 200)
        }
        "check_permission" => {
            let body = json!({"subjectId": "admin@example.com", "subjectType": "user", "resourceType": "jobs", "action": "read", "scopeType": "cluster", "scopeId": places.a});
            (path.to_owned(), body, 200)
        }
        "get_role" => (at("2".to_owned()), Value::Null, 200),
        "list_permitted_scopes" => (path.to_owned(), json!({"resourceType": "jobs"}), 200),
        "get_cluster" => (at(cluster()), Value::Null, 200),
        "rename_cluster" | "update_cluster" => {
            (at(cluster()), json!({"name": format!("A {unique}")}), 200)
        }
        // Its own, so that the others' cluster stays.
        "delete_cluster" => {
            let own = unit(
                "/api/v1/clusters",
                json!({"name": format!("c {unique}")}),
                "uuid",
            );
            (at(own), Value::Null, 204)
        }
        "create_department" => (
            path.to_owned(),
            json!({"name": format!("new {unique}"), "clusterId": places.a}),
            201,
        ),
        "get_department" => (at(department()), Value::Null, 200),
        "rename_department" | "update_department" => (at(department()), name, 200),
        "delete_department" => (at(department()), Value::Null, 204),
        "create_project" => {
            let body = json!({"name": format!("new {unique}"), "clusterId": places.a, "parentId": places.department});
            (path.to_owned(), body, 201)
        }
        "get_project" => (at(project()), Value::Null, 200),
        "rename_project" | "update_project" => (at(project()), name, 200),
        "delete_project" => (at(project()), Value::Null, 204),
        "create_user" => (
            path.to_owned(),
            json!({"email": format!("new-{unique}@example.com")}),
            201,
        ),
        "get_user" => (at(user()), Value::Null, 200),
        "delete_user" => (at(user()), Value::Null, 204),
        "reset_user_password" => (at(user()), Value::Null, 200),
        "change_my_password" => (
            path.to_owned(),
            json!({"currentPassword": PASSWORD, "newPassword": PASSWORD}),
            204,
        ),
        // The caller's own: known when it calls.
        "end_my_session" => (path.to_owned(), Value::Null, 204),
        "end_my_other_sessions" | "sign_out" => (path.to_owned(), Value::Null, 204),
        other => {
            panic!("{other} is not classified: say here how it is called, and what it answers")
        }
    };
    Call { path, body, works }
}

/// What only users have: passwords and sessions.
const OF_USERS: &[&str] = &[
    "change_my_password",
    "list_my_sessions",
    "end_my_other_sessions",
    "end_my_session",
    "sign_out",
    "get_session",
];
/// What answers to anybody who is signed in, whatever they hold.
const OF_ANYBODY: &[&str] = &[
    "list_permissions",
    "list_permitted_scopes",
    "list_my_access_rules",
    "count_my_access_rules",
    "list_tenants",
    "get_tree",
    "get_session",
    "sign_out",
    "change_my_password",
    "list_my_sessions",
    "end_my_other_sessions",
    "end_my_session",
];
/// What needs no signing in.
const OPEN: &[&str] = &[
    "issue_token",
    "issue_token_v2",
    "issue_token_v1",
    "introspect_token",
    "revoke_token",
    "get_server_metadata",
    "get_openid_configuration",
    "list_public_keys",
    "sign_in",
    "set_up",
    "healthz",
    "readyz",
    "get_openapi",
    "get_reference",
    "get_reference_style",
    "get_reference_script",
];

/// What ends the session that it is called with, or others of the user's: each call gets a user of its own.
const ENDS_SESSIONS: &[&str] = &[
    "sign_out",
    "change_my_password",
    "end_my_other_sessions",
    "end_my_session",
];
/// What names the scope to make something in; a scope that the caller may not see is 404.
const NAMES_A_SCOPE: &[&str] = &[
    "create_access_rule",
    "create_department",
    "create_project",
    "check_permission",
];
/// What says for each of many whether it worked: those elsewhere don't, and all that is told of them is what was asked.
const ONE_BY_ONE: &[&str] = &["batch_access_rules", "batch_create_access_rules"];

both!(every_route_asks_for_its_permission, |on| {
    let (a, department, _) = on.cluster("A");
    let (b, ..) = on.cluster("B");
    let elsewhere = [("System administrator", "cluster", &*b)];
    let everywhere = [("System administrator", "tenant", "1")];
    let holds = |who: &str| -> &[(&str, &str, &str)] {
        match who {
            "nobody" => &[],
            "sibling" => &elsewhere,
            _ => &everywhere,
        }
    };
    let places = Places { a, department };
    let standing: Vec<_> = ["nobody", "sibling", "administrator"]
        .iter()
        .flat_map(|who| {
            let user = on.user(&format!("{who}@example.com"), holds(who));
            [
                (*who, "session", user),
                (*who, "bearer", on.bearer(who, holds(who))),
            ]
        })
        .collect();
    for endpoint in endpoint::all() {
        let (operation, access) = (endpoint.operation, endpoint.access);
        if access == Access::Open {
            assert!(
                OPEN.contains(&operation),
                "{operation} is open, and nobody said that it may be"
            );
            continue;
        }
        assert!(!OPEN.contains(&operation), "{operation} is not open");
        assert_eq!(
            access == Access::SignedIn,
            OF_ANYBODY.contains(&operation),
            "{operation}"
        );
        let send = |client: &Client, unique: &str| {
            let mut call = call(on, &places, operation, endpoint.path, unique);
            if operation == "end_my_session" {
                let sessions = client.get("/api/v1/users/me/sessions").json();
                let own = sessions[0]["id"].as_str().unwrap_or("none");
                call.path = call.path.replace("{id}", own);
            }
            (
                client.json(endpoint.method.as_str(), &call.path, &call.body),
                call.works,
            )
        };
        let (answer, _) = send(&on.anonymous, &format!("{operation}-anonymous"));
        assert_eq!(
            answer.status,
            401,
            "{operation} as nobody: {}",
            answer.text()
        );
        for (who, by, client) in &standing {
            let unique = format!("{operation}-{who}-{by}");
            let (answer, works) = if *by == "session" && ENDS_SESSIONS.contains(&operation) {
                send(
                    &on.user(&format!("own-{unique}@example.com"), holds(who)),
                    &unique,
                )
            } else {
                send(client, &unique)
            };
            let by_object = endpoint.path.contains("{id}");
            let one_by_one = ONE_BY_ONE.contains(&operation);
            let lists = matches!(access, Access::Scoped(_))
                && works == 200
                && !by_object
                && !NAMES_A_SCOPE.contains(&operation);
            if one_by_one && *who == "sibling" {
                assert_eq!(answer.json()["succeeded"], json!([]), "{operation}");
            }
            let expected = match *who {
                _ if *by == "bearer" && OF_USERS.contains(&operation) => vec![401, 403, 404],
                "administrator" => vec![works],
                _ if access == Access::SignedIn => vec![works],
                "nobody" => vec![403],
                _ if lists => vec![200],
                _ if by_object || NAMES_A_SCOPE.contains(&operation) => vec![403, 404],
                _ => vec![403],
            };
            let said = format!(
                "{operation} as {who} by {by}: {} {}",
                answer.status,
                answer.text()
            );
            assert!(
                expected.contains(&answer.status),
                "{said}, not {expected:?}"
            );
            assert!(
                !(lists && !one_by_one && *who == "sibling" && said.contains(&places.a)),
                "{said} shows what lies elsewhere"
            );
        }
    }
});

both!(
    /// Who holds a permission in no scope learns nothing: 403 whether the object exists or not. Whoever may read, but not
    /// change, gets 403; what may not be read is 404.
    what_may_not_be_read_is_not_there,
    |on| {
        let (a, ..) = on.cluster("A");
        let (b, ..) = on.cluster("B");
        let nobody = on.user("nobody@example.com", &[]);
        let viewer_of_b = on.user("viewer@example.com", &[("Viewer", "cluster", &b)]);
        let (there, gone) = (format!("/api/v1/clusters/{a}"), "/api/v1/clusters/00000000-0000-0000-0000-000000000000");
        let plain = |answer: Answer| {
            let mut body = answer.json();
            body["requestId"] = Value::Null;
            (answer.status, body)
        };
        assert_eq!(plain(nobody.get(&there)), plain(nobody.get(gone)));
        assert_eq!(nobody.get(&there).status, 403);
        assert_eq!(plain(viewer_of_b.get(&there)), plain(viewer_of_b.get(gone)));
        assert_eq!(viewer_of_b.get(&there).status, 404);
        viewer_of_b.get(&format!("/api/v1/clusters/{b}")).expect(200);
        viewer_of_b.patch(&format!("/api/v1/clusters/{b}"), &json!({"name": "x"})).expect(403);
    }
);

//! Roles that administrators make.

use clientele_api_tests::{both, text};
use serde_json::{Value, json};

const ROLES: &str = "/api/v1/authorization/roles";

fn body(name: &str, resource: &str, actions: &[&str]) -> Value {
    json!({"name": name, "description": "For tests.", "permissions": [{"resourceType": resource, "actions": actions}]})
}

both!(
    /// Made, listed, given, edited (which acts at once), and deleted once nobody has it.
    the_life_of_a_role,
    |on| {
        let made = on.admin.post(ROLES, &body("Cluster watcher", "cluster", &["read"])).expect(201);
        let location = made.header("location").unwrap().to_owned();
        let role = made.json();
        assert!(role["id"].as_i64().unwrap() >= 10_000);
        assert_eq!((&role["custom"], &role["enabled"], &role["createdBy"]), (&json!(true), &json!(true), &json!("admin@example.com")));
        assert_eq!(role["permissions"][0]["actions"], json!(["read"]));
        assert_eq!(location, format!("{ROLES}/{}", role["id"]));
        let list = on.admin.get(ROLES).expect(200).json();
        assert_eq!(list.as_array().unwrap().last().unwrap(), &role);
        let read = on.admin.get(&location).expect(200);
        let tag = read.header("etag").unwrap().to_owned();

        let (cluster, ..) = on.cluster("A");
        let bearer = on.bearer("app", &[("Cluster watcher", "cluster", &cluster)]);
        let path = format!("/api/v1/clusters/{cluster}");
        bearer.get(&path).expect(200);
        bearer.patch(&path, &json!({"name": "B"})).error(403, "permission_denied");
        let edited = on.admin.with("If-Match", &tag).json("PUT", &location, &body("Cluster keeper", "cluster", &["read", "update"]));
        assert_eq!(edited.expect(200).json()["name"], "Cluster keeper");
        bearer.patch(&path, &json!({"name": "B"})).expect(200);
        on.admin.with("If-Match", &tag).json("PUT", &location, &body("x", "cluster", &["read"])).error(412, "version_mismatch");
        let rules = on.admin.get("/api/v1/authorization/access-rules?subjectType=app").json();
        assert_eq!(rules["accessRules"][0]["roleName"], "Cluster keeper");

        let refused = on.admin.delete(&location).error(409, "in_use");
        assert!(text(&refused.json(), "details").contains(text(&rules["accessRules"][0], "subjectId")));
        on.admin.delete(&format!("/api/v1/authorization/access-rules/{}", rules["accessRules"][0]["id"])).expect(204);
        on.admin.delete(&location).expect(204);
        on.admin.get(&location).error(404, "not_found");
        let next = on.admin.post(ROLES, &body("Next", "cluster", &["read"])).expect(201).json();
        assert!(next["id"].as_i64() > role["id"].as_i64(), "a number is not used again");
    }
);

both!(
    /// What can't be a role is refused by its field; the predefined ones stay; other nodes know at once.
    what_roles_may_be,
    |on| {
        for (body, status, field) in [
            (body("", "cluster", &["read"]), 400, "name"),
            (body("researcher", "cluster", &["read"]), 409, "name"),
            (body("x", "teapots", &["read"]), 400, "permissions[0].resourceType"),
            (body("x", "cluster", &["brew"]), 400, "permissions[0].actions[0]"),
            (body("x", "cluster", &[]), 400, "permissions"),
            (json!({"name": "x"}), 400, "permissions"),
        ] {
            assert_eq!(on.admin.post(ROLES, &body).expect(status).field(), field, "{body}");
        }
        on.admin.json("PUT", &format!("{ROLES}/2"), &body("x", "cluster", &["read"])).error(403, "permission_denied");
        on.admin.delete(&format!("{ROLES}/2")).error(403, "permission_denied");
        let second = on.second();
        let made = on.admin.post(ROLES, &body("Watcher", "cluster", &["read"])).expect(201).json();
        on.admin.at(&second.address).get(&format!("{ROLES}/{}", made["id"])).expect(200);
    }
);

both!(
    /// Nobody puts into a role what they don't hold, and nobody edits a role that holds more than they do.
    nobody_makes_a_role_stronger_than_themselves,
    |on| {
        let maker = on.admin.post(ROLES, &json!({"name": "Role maker", "permissions": [
            {"resourceType": "roles", "actions": ["create", "read", "update", "delete"]}, {"resourceType": "cluster", "actions": ["read"]}]}));
        maker.expect(201);
        let weak = on.user("weak@example.com", &[("Role maker", "tenant", "1")]);
        weak.post(ROLES, &body("Reader", "cluster", &["read"])).expect(201);
        let refused = weak.post(ROLES, &body("Root", "apps", &["delete"])).error(403, "not_held");
        assert!(text(&refused.json(), "details").contains("apps:delete"));
        let strong = on.admin.post(ROLES, &body("Strong", "apps", &["delete"])).expect(201).json();
        weak.json("PUT", &format!("{ROLES}/{}", strong["id"]), &body("Strong", "cluster", &["read"])).error(403, "not_held");
    }
);

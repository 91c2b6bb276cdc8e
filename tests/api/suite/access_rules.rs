//! Access rules: a role in a scope for a subject.

use clientele_api_tests::{both, text};
use serde_json::{Value, json};

const RULES: &str = "/api/v1/authorization/access-rules";

both!(
    /// PRODUCT.md: adding and deleting a rule, and what it does at once.
    a_rule_acts_at_once,
    |on| {
        let (cluster, ..) = on.cluster("A");
        let made = on.application("ci-pipeline-prod", &[]);
        let token = on.token(text(&made, "clientId"), text(&made, "secret")).expect(200).json();
        let bearer = on.anonymous.bearer(text(&token, "access_token"));
        let path = format!("/api/v1/clusters/{cluster}");
        bearer.get(&path).error(403, "permission_denied");

        let rule = on.give(text(&made, "clientId"), "app", &("Researcher", "cluster", &cluster));
        for (field, value) in [
            ("subjectId", &made["clientId"]),
            ("subjectType", &json!("app")),
            ("roleName", &json!("Researcher")),
            ("scopeType", &json!("cluster")),
            ("scopeId", &json!(cluster)),
            ("scopeName", &json!("A")),
            ("clusterId", &json!(cluster)),
            ("tenantId", &json!(1)),
            ("createdBy", &json!("admin@example.com")),
        ] {
            assert_eq!(&rule[field], value, "{field} of {rule}");
        }
        assert_eq!(rule["status"]["phase"], "Ready");
        assert!(rule.get("deletedAt").is_none(), "absent, not null");
        bearer.get(&path).expect(200);

        let one = format!("{RULES}/{}", rule["id"]);
        assert!(on.admin.get(&one).expect(200).json()["scopePath"].is_string());
        on.admin.delete(&one).expect(204);
        bearer.get(&path).error(403, "permission_denied");
        on.admin.delete(&one).error(404, "not_found");
    }
);

both!(
    /// An application is found by id, client ID and name; a user by id and email. Twins are refused.
    subjects_are_resolved,
    |on| {
        let made = on.application("By Name", &[]);
        for (subject, role) in [("id", "Viewer"), ("clientId", "Editor"), ("name", "Researcher")] {
            let rule = on.give(text(&made, subject), "service-account", &(role, "tenant", "1"));
            assert_eq!(rule["subjectId"], made["clientId"]);
        }
        let twin = on.rule(text(&made, "id"), "app", &("Viewer", "tenant", "1"));
        let twin = on.admin.post(RULES, &twin).error(409, "rule_exists");
        assert!(text(&twin.json(), "message").contains("already exists"));

        on.user("ada@example.com", &[]);
        let users = on.admin.get("/api/v1/users").expect(200).json();
        let ada = users.as_array().unwrap().iter().find(|user| user["username"] == "ada@example.com").unwrap();
        assert_eq!(on.give(text(ada, "id"), "user", &("Viewer", "tenant", "1"))["subjectId"], "ada@example.com");
        let twin = on.rule("ada@example.com", "user", &("Viewer", "tenant", "1"));
        on.admin.post(RULES, &twin).expect(409);
    }
);

both!(
    /// What isn't there is 404, what can't be is 400, and each names its field.
    bad_rules_name_the_field,
    |on| {
        let made = on.application("app", &[]);
        let good = on.rule(text(&made, "id"), "app", &("Viewer", "tenant", "1"));
        for (field, value, status) in [
            ("subjectId", json!("nobody"), 404),
            ("subjectId", json!(5), 400),
            ("roleId", json!(999_999), 404),
            ("roleId", json!("Viewer"), 400),
            ("scopeId", json!("2"), 404),
            ("scopeType", json!("galaxy"), 400),
            ("subjectType", json!("robot"), 400),
        ] {
            let mut body = good.clone();
            body[field] = value;
            let answer = on.admin.post(RULES, &body).expect(status);
            assert_eq!(answer.field(), field, "{body}: {}", answer.text());
            body.as_object_mut().unwrap().remove(field);
            let answer = on.admin.post(RULES, &body).expect(400);
            assert_eq!(answer.field(), field, "{body}: {}", answer.text());
        }
        on.admin.post(RULES, &good).expect(201);
    }
);

both!(
    /// The list with its filters and pages, the count, and the caller's own.
    lists_are_filtered_and_paged,
    |on| {
        let (cluster, _, project) = on.cluster("A");
        let one = on.application("one", &[("Viewer", "tenant", "1"), ("Researcher", "cluster", &cluster)]);
        on.application("two", &[("Researcher", "project", &project)]);
        let total = |query: &str| {
            let page = on.admin.get(&format!("{RULES}?{query}")).expect(200).json();
            let shown = page["accessRules"].as_array().unwrap().len();
            assert_eq!(page["displayRecords"], shown);
            page["totalRecords"].as_u64().unwrap()
        };
        let ids = text(&one, "clientId");
        assert_eq!(total(""), 4, "the administrator's own is the fourth");
        assert_eq!(total("subjectType=app"), 3);
        assert_eq!(total(&format!("subjectType=app&subjectIds={ids}")), 2);
        assert_eq!(total(&format!("roleId={}", on.role("Researcher"))), 2);
        assert_eq!(total(&format!("scopeType=cluster&scopeId={cluster}")), 1);
        assert_eq!(total("limit=1"), 4);
        assert_eq!(on.admin.get(&format!("{RULES}/count")).expect(200).json(), json!({"count": 4}));
        for bad in ["limit=0", "limit=501", "limit=x", "offset=-1", "roleId=x", "scopeType=galaxy", "includeDeleted=perhaps"] {
            on.admin.get(&format!("{RULES}?{bad}")).expect(400);
        }
        let rule = on.admin.get(&format!("{RULES}?subjectType=app&limit=1")).json()["accessRules"][0]["id"].clone();
        on.admin.delete(&format!("{RULES}/{rule}")).expect(204);
        assert_eq!(total("subjectType=app"), 2);
        assert_eq!(total("subjectType=app&includeDeleted=true"), 3);

        let mine = on.admin.get("/api/v1/authorization/me/access-rules").expect(200).json();
        assert_eq!(mine["accessRules"]["totalRecords"], 1);
        assert_eq!(mine["accessRules"]["accessRules"][0]["roleName"], "System administrator");
        let count = |query: &str| on.admin.get(&format!("/api/v1/authorization/me/access-rules/count{query}")).expect(200).json();
        assert_eq!(count(""), json!({"count": 1}));
        assert_eq!(count("?search=nobody"), json!({"count": 0}));
    }
);

both!(
    /// Nobody grants what they don't hold; the refusal names what is missing.
    nobody_grants_more_than_they_hold,
    |on| {
        let (a, ..) = on.cluster("A");
        let (b, ..) = on.cluster("B");
        let made = on.application("target", &[]);
        let id = text(&made, "id");
        let department_head = on.user("head@example.com", &[("Department administrator", "cluster", &a)]);
        let give = |rule: (&str, &str, &str)| department_head.post(RULES, &on.rule(id, "app", &rule));
        give(("Researcher", "cluster", &a)).expect(201);
        let refused = give(("System administrator", "cluster", &a)).error(403, "not_held");
        assert!(text(&refused.json(), "message").contains("apps:create"), "{}", refused.text());
        give(("Researcher", "cluster", &b)).expect(403);
        give(("Researcher", "tenant", "1")).expect(403);
    }
);

both!(
    /// Nobody takes over what they don't hold: regenerating and enabling need what the target holds.
    nobody_takes_over_more_than_they_hold,
    |on| {
        // No predefined role updates applications but the administrator's, so one application gets more than another holds.
        let (a, ..) = on.cluster("A");
        let powerful = on.application("powerful", &[("System administrator", "tenant", "1")]);
        let powerful_path = format!("/api/v1/apps/{}", text(&powerful, "id"));
        let weak = on.user("weak@example.com", &[("Application administrator", "tenant", "1"), ("System administrator", "cluster", &a)]);
        for answer in [
            weak.post(&format!("{powerful_path}/secret"), &Value::Null),
            weak.patch(&powerful_path, &json!({"enabled": false})),
        ] {
            assert_eq!(answer.status, 403, "{}", answer.text());
        }
        on.token(text(&powerful, "clientId"), text(&powerful, "secret")).expect(200);
        let users = on.admin.get("/api/v1/users").json();
        let admin = users.as_array().unwrap().iter().find(|u| u["username"] == "admin@example.com").unwrap();
        weak.post(&format!("/api/v1/users/{}/password", text(admin, "id")), &Value::Null).expect(403);
    }
);

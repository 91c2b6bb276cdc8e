//! Access rules in number: what lists filter, sort and page by, batches, and the question that services ask.

use clientele_api_tests::{both, percent, text};
use serde_json::{Value, json};

const RULES: &str = "/api/v1/authorization/access-rules";

fn ids(list: &Value) -> Vec<i64> {
    list["accessRules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["id"].as_i64().unwrap())
        .collect()
}

both!(
    /// Every parameter narrows the list, and all of them together; `count` agrees.
    lists_are_filtered_sorted_and_paged,
    |on| {
        let (a, department, project) = on.cluster("A, east");
        let (b, ..) = on.cluster("B");
        let made = on.application("ci", &[]);
        let (id, client_id) = (text(&made, "id"), text(&made, "clientId"));
        let rules: Vec<i64> = [("Viewer", "cluster", &a), ("Researcher", "department", &department), ("Editor", "project", &project), ("Viewer", "cluster", &b)]
            .iter()
            .map(|(role, level, scope)| on.give(id, "app", &(role, level, scope))["id"].as_i64().unwrap())
            .collect();
        let list = |query: &str| on.admin.get(&format!("{RULES}?subjectType=app&{query}")).expect(200).json();
        let filtered = |filter: &str| ids(&list(&format!("filterBy={}", percent(filter))));
        let pick = |which: &[usize]| -> Vec<i64> { which.iter().map(|index| rules[*index]).collect() };
        for (filter, which) in [
            (format!("subjectId=={client_id}"), vec![0, 1, 2, 3]),
            (r"scopeName==A\, east".to_owned(), vec![0]),
            ("scopeName=@EAST".to_owned(), vec![0, 1, 2]),
            ("scopeName=^b,roleName==Viewer".to_owned(), vec![3]),
            ("roleName!=Viewer".to_owned(), vec![1, 2]),
            ("scopeName=$department".to_owned(), vec![1]),
            ("scopeName!@east".to_owned(), vec![3]),
            ("scopeType==project".to_owned(), vec![2]),
            ("subjectType==service-account,roleId<=2".to_owned(), vec![1]),
            ("createdAt>=2020-01-01T00:00:00Z,createdBy==admin@example.com".to_owned(), vec![0, 1, 2, 3]),
            ("createdAt<=2020-01-01T00:00:00Z".to_owned(), vec![]),
            ("deletedAt>=2020-01-01T00:00:00Z".to_owned(), vec![]),
            ("phase==Ready".to_owned(), vec![0, 1, 2, 3]),
        ] {
            assert_eq!(filtered(&filter), pick(&which), "{filter}");
            let count = on.admin.get(&format!("{RULES}/count?subjectType=app&filterBy={}", percent(&filter)));
            assert_eq!(count.expect(200).json(), json!({"count": which.len()}), "{filter}");
        }
        for (query, which) in [
            (format!("subjectIds={id}"), vec![0, 1, 2, 3]),
            (format!("subjectIds=nobody,{client_id}&roleId=2"), vec![1]),
            (format!("clusterId={a}"), vec![0, 1, 2]),
            (format!("scopeId={b}&scopeType=cluster"), vec![3]),
            ("sortBy=roleName&sortOrder=desc".to_owned(), vec![3, 0, 1, 2]),
            ("search=researcher".to_owned(), vec![1]),
            ("limit=2&offset=1".to_owned(), vec![1, 2]),
            ("lastUpdated=2020-01-01T00:00:00Z".to_owned(), vec![0, 1, 2, 3]),
        ] {
            assert_eq!(ids(&list(&query)), pick(&which), "{query}");
        }
        let page = list("limit=2");
        assert_eq!((&page["totalRecords"], &page["displayRecords"]), (&json!(4), &json!(2)));

        let before = on.admin.get(&format!("{RULES}/{}", rules[2])).expect(200).json();
        assert_eq!(before["scopePath"], "Example/A, east/A, east department/A, east project");
        on.admin.delete(&format!("{RULES}/{}", rules[0])).expect(204);
        assert_eq!(ids(&list("includeDeleted=true&sortBy=id")), pick(&[0, 1, 2, 3]));
        let gone = list("includeDeleted=true&filterBy=deletedAt%3E%3D2020-01-01T00:00:00Z");
        assert_eq!(ids(&gone), pick(&[0]));
        assert!(gone["accessRules"][0]["deletedAt"].is_string());
        on.admin.delete(&format!("/api/v1/apps/{id}")).expect(204);
        assert_eq!(ids(&list(&format!("includeDeleted=true&subjectIds={client_id}"))).len(), 4, "the history of what is gone");
    }
);

both!(
    /// A malformed parameter is refused, and named.
    bad_lists_name_the_part,
    |on| {
        for (query, field, part) in [
            ("filterBy=roleName", "filterBy", "part 1"),
            ("filterBy=roleName%3D%3Da%2C", "filterBy", "part 2"),
            ("filterBy=teapot%3D%3Da", "filterBy", "teapot"),
            ("filterBy=roleId%3D%40a", "filterBy", "roleId"),
            ("filterBy=createdAt%3E%3Dnow", "filterBy", "RFC 3339"),
            ("sortBy=teapot", "sortBy", "createdAt"),
            ("sortOrder=up", "sortOrder", "asc"),
            ("limit=0", "limit", "500"),
            ("limit=501", "limit", "500"),
            ("subjectType=teapot", "subjectType", "user"),
            ("includeDeleted=perhaps", "includeDeleted", "true"),
            ("lastUpdated=now", "lastUpdated", "RFC 3339"),
        ] {
            let answer = on.admin.get(&format!("{RULES}?{query}")).error(400, "invalid_value");
            assert_eq!(answer.field(), field, "{query}");
            assert!(text(&answer.json(), "message").contains(part), "{query}: {}", answer.text());
        }
    }
);

both!(
    /// Many at once: each has its own outcome, and a dry run changes nothing.
    batches,
    |on| {
        let (cluster, department, _) = on.cluster("A");
        let (one, two) = (on.application("one", &[]), on.application("two", &[]));
        let body = json!({"payload": {"roleId": on.role("Viewer"), "clusterId": cluster,
            "subjects": [{"subjectId": one["clientId"], "subjectType": "app"}, {"subjectId": two["id"], "subjectType": "service-account"}, {"subjectId": "nobody", "subjectType": "app"}],
            "scopes": [{"scopeId": cluster, "scopeType": "cluster"}, {"scopeId": department, "scopeType": "department"}, {"scopeId": department, "scopeType": "department"}]}});
        let made = on.admin.post(&format!("{RULES}/batch-create"), &body).expect(200).json();
        assert_eq!(made["succeeded"].as_array().unwrap().len(), 4, "{made}");
        let codes: Vec<_> = made["failed"].as_array().unwrap().iter().map(|failed| failed["code"].as_i64().unwrap()).collect();
        assert_eq!(codes, [409, 409, 404, 404, 404]);
        assert_eq!(made["failed"][0]["payload"]["subjectId"], one["clientId"]);
        let count = || on.admin.get(&format!("{RULES}/count?subjectType=app")).expect(200).json()["count"].clone();
        assert_eq!(count(), 4);

        let users = on.admin.get(&format!("{RULES}?subjectType=user")).expect(200).json();
        let last = users["accessRules"][0]["id"].clone();
        let (first, second) = (made["succeeded"][0]["id"].clone(), made["succeeded"][1]["id"].clone());
        let batch = |action: &str| {
            let body = json!({"ids": [first.to_string(), second, last, "999999", "x"], "action": action});
            on.admin.post(&format!("{RULES}/batch"), &body).expect(200).json()
        };
        for action in ["validate_delete", "delete"] {
            let outcome = batch(action);
            assert_eq!(outcome["succeeded"], json!([first.to_string(), second.to_string()]), "{outcome}");
            let failed: Vec<_> = outcome["failed"].as_array().unwrap().iter().map(|failed| failed["code"].as_i64().unwrap()).collect();
            assert_eq!(failed, [409, 404, 404]);
            assert_eq!(count(), if action == "delete" { 2 } else { 4 });
        }
        let again = batch("delete");
        assert_eq!(again["succeeded"], json!([]));
        let wrong = on.admin.post(&format!("{RULES}/batch"), &json!({"ids": [], "action": "explode"})).expect(400);
        assert_eq!(wrong.field(), "action");
    }
);

both!(
    /// The services that enforce the rules ask here, and are told why.
    check_answers_with_its_reason,
    |on| {
        let (a, department, project) = on.cluster("A");
        let (b, ..) = on.cluster("B");
        let made = on.application("ci", &[]);
        let rule = on.give(text(&made, "id"), "app", &("Researcher", "department", &department));
        let ask = |level: &str, scope: &str, resource: &str| {
            json!({"subjectId": made["clientId"], "subjectType": "app", "resourceType": resource, "action": "create", "scopeType": level, "scopeId": scope})
        };
        let check = |body: &Value| on.admin.post("/api/v1/authorization/check", body);
        let yes = check(&ask("project", &project, "jobs")).expect(200).json();
        assert_eq!(yes["allowed"], true);
        assert_eq!(yes["because"][0]["id"], rule["id"]);
        let no = json!({"allowed": false, "because": []});
        for body in [ask("cluster", &a, "jobs"), ask("cluster", &b, "jobs"), ask("project", &project, "apps")] {
            assert_eq!(check(&body).expect(200).json(), no, "{body}");
        }
        for (field, value, status) in [("subjectId", "nobody", 404), ("scopeId", "gone", 404), ("resourceType", "teapots", 400)] {
            let mut body = ask("project", &project, "jobs");
            body[field] = json!(value);
            assert_eq!(check(&body).expect(status).field(), field);
        }
        let path = format!("/api/v1/apps/{}", text(&made, "id"));
        on.admin.patch(&path, &json!({"enabled": false})).expect(200);
        assert_eq!(check(&ask("project", &project, "jobs")).expect(200).json(), no, "disabled");
    }
);

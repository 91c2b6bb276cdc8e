//! The organisation: account, clusters, departments and projects; and roles.

use clientele_api_tests::{both, text};
use serde_json::{Value, json};

const CLUSTERS: &str = "/api/v1/clusters";
const DEPARTMENTS: &str = "/api/v1/org-unit/departments";
const PROJECTS: &str = "/api/v1/org-unit/projects";

both!(
    /// Made, listed, read, renamed and deleted, each kind.
    the_life_of_units,
    |on| {
        let (cluster, department, project) = on.cluster("A");
        let clusters = on.admin.get(CLUSTERS).expect(200).json();
        assert_eq!((&clusters[0]["uuid"], &clusters[0]["name"]), (&json!(cluster), &json!("A")));
        let departments = on.admin.get(DEPARTMENTS).expect(200).json();
        assert_eq!(departments["departments"][0]["clusterId"], cluster);
        let projects = on.admin.get(PROJECTS).expect(200).json();
        assert_eq!(projects["projects"][0]["parentId"], department);

        let tree = on.admin.get("/api/v1/org-unit/tree").expect(200).json();
        let path = ["tenant", "cluster", "department", "project"];
        let mut node = &tree;
        for (depth, level) in path.iter().enumerate() {
            assert_eq!(node["scopeType"], *level);
            assert!(node["name"].is_string() && node["scopeId"].is_string());
            if depth < 3 {
                node = &node["children"][0];
            }
        }
        assert_eq!(node["scopeId"], project);
        assert_eq!(tree["name"], "Example");
        assert_eq!(on.admin.get("/api/v1/tenants").expect(200).json()[0]["name"], "Example");

        for (base, id) in [(CLUSTERS, &cluster), (DEPARTMENTS, &department), (PROJECTS, &project)] {
            let path = format!("{base}/{id}");
            on.admin.patch(&path, &json!({"name": "Renamed"})).expect(200);
            on.admin.json("PUT", &path, &json!({"name": "Renamed again"})).expect(200);
            assert_eq!(on.admin.get(&path).expect(200).json()["name"], "Renamed again");
            assert_eq!(on.admin.patch(&path, &json!({"name": ""})).expect(400).field(), "name");
        }
        for (base, id) in [(PROJECTS, &project), (DEPARTMENTS, &department), (CLUSTERS, &cluster)] {
            let path = format!("{base}/{id}");
            assert!(matches!(on.admin.delete(&path).status, 200 | 202 | 204));
            on.admin.get(&path).error(404, "not_found");
        }
    }
);

both!(
    /// A name is unique beneath its parent; another parent may have it too.
    names_are_unique_where_they_are,
    |on| {
        let (a, ..) = on.cluster("A");
        let (b, ..) = on.cluster("B");
        assert_eq!(on.admin.post(CLUSTERS, &json!({"name": "ａ"})).error(409, "name_taken").field(), "name");
        on.admin.post(DEPARTMENTS, &json!({"name": "Research", "clusterId": a})).expect(201);
        on.admin.post(DEPARTMENTS, &json!({"name": "RESEARCH", "clusterId": a})).error(409, "name_taken");
        on.admin.post(DEPARTMENTS, &json!({"name": "Research", "clusterId": b})).expect(201);
        on.admin.patch(&format!("{CLUSTERS}/{a}"), &json!({"name": "B"})).error(409, "name_taken");
    }
);

both!(
    /// A unit in use stays, unless asked to take what uses it along.
    units_in_use_are_not_deleted_by_accident,
    |on| {
        let (cluster, department, project) = on.cluster("A");
        let made = on.application("app", &[("Researcher", "project", &project)]);
        let path = format!("{PROJECTS}/{project}");
        let refused = on.admin.delete(&path).error(409, "in_use");
        assert!(refused.text().contains(text(&made, "clientId")) || refused.text().contains("access rule"), "{}", refused.text());
        on.admin.delete(&format!("{CLUSTERS}/{cluster}")).error(409, "in_use");
        on.admin.delete(&format!("{DEPARTMENTS}/{department}")).error(409, "in_use");
        let gone = on.admin.delete(&format!("{CLUSTERS}/{cluster}?cascade=true"));
        assert!(matches!(gone.status, 200 | 202 | 204), "{}", gone.text());
        on.admin.get(&path).expect(404);
        let rules = on.admin.get("/api/v1/authorization/access-rules?subjectType=app").expect(200).json();
        assert_eq!(rules["totalRecords"], 0);
    }
);

both!(
    /// What names no parent, or one that isn't there, names the field.
    bad_units_name_the_field,
    |on| {
        let (cluster, department, _) = on.cluster("A");
        let (other, ..) = on.cluster("B");
        for (path, body, status, field) in [
            (CLUSTERS, json!({}), 400, "name"),
            (DEPARTMENTS, json!({"name": "x"}), 400, "clusterId"),
            (DEPARTMENTS, json!({"name": "x", "clusterId": "gone"}), 404, "clusterId"),
            (PROJECTS, json!({"name": "x", "clusterId": cluster}), 400, "parentId"),
            (PROJECTS, json!({"name": "x", "clusterId": cluster, "parentId": "gone"}), 404, "parentId"),
            (PROJECTS, json!({"name": "x", "clusterId": other, "parentId": department}), 400, "clusterId"),
        ] {
            let answer = on.admin.post(path, &body).expect(status);
            assert_eq!(answer.field(), field, "{body}: {}", answer.text());
        }
    }
);

both!(
    /// The predefined roles, found by name, and what the caller may do where.
    roles_and_ones_own_permissions,
    |on| {
        let roles = on.admin.get("/api/v1/authorization/roles").expect(200).json();
        assert_eq!(roles.as_array().unwrap().len(), 17);
        let researcher = roles.as_array().unwrap().iter().find(|role| role["name"] == "Researcher").unwrap();
        assert_eq!((&researcher["id"], &researcher["custom"]), (&json!(2), &json!(false)));
        let jobs = researcher["permissions"].as_array().unwrap().iter().find(|p| p["resourceType"] == "jobs").unwrap();
        assert_eq!(jobs["actions"], json!(["create", "read", "update", "delete"]));
        assert_eq!(on.admin.get("/api/v1/authorization/roles/2").expect(200).json(), *researcher);
        on.admin.get("/api/v1/authorization/roles/999").error(404, "not_found");

        let (a, ..) = on.cluster("A");
        on.cluster("B");
        let user = on.user("ada@example.com", &[("Researcher", "cluster", &a)]);
        let permissions = user.get("/api/v1/authorization/permissions").expect(200).json();
        assert!(permissions.to_string().contains("jobs"));
        let ask = |body: Value| user.post("/api/v1/authorization/permitted-scopes", &body);
        let scopes = ask(json!({"resourceType": "jobs"})).expect(200).json();
        assert_eq!(scopes["create"]["clusters"], json!([a]));
        assert_eq!(ask(json!({"resourceType": "teapots"})).expect(400).field(), "resourceType");

        let clusters = user.get(CLUSTERS).expect(200).json();
        assert_eq!(clusters.as_array().unwrap().len(), 1, "a list holds what may be read: {clusters}");
    }
);

both!(
    /// Departments and projects are searched, filtered, sorted and paged; `next` leads on, and `count` agrees.
    units_are_listed_in_pages,
    |on| {
        let (a, ..) = on.cluster("A");
        let (b, ..) = on.cluster("B");
        for name in ["Zeta", "Eta, west", "Theta"] {
            on.admin.post(DEPARTMENTS, &json!({"name": name, "clusterId": a})).expect(201);
        }
        let names = |query: &str| -> Vec<String> {
            let page = on.admin.get(&format!("{DEPARTMENTS}?{query}")).expect(200).json();
            page["departments"].as_array().unwrap().iter().map(|unit| text(unit, "name").to_owned()).collect()
        };
        assert_eq!(names(""), ["A department", "B department", "Eta, west", "Theta", "Zeta"]);
        assert_eq!(names("sortOrder=desc&limit=2"), ["Zeta", "Theta"]);
        assert_eq!(names("sortBy=createdAt&limit=2"), ["A department", "B department"]);
        assert_eq!(names("search=ETA"), ["Eta, west", "Theta", "Zeta"]);
        assert_eq!(names(&format!("filterBy=clusterId%3D%3D{b}")), ["B department"]);
        assert_eq!(names("filterBy=name%3D%3DEta%5C%2C%20west"), ["Eta, west"]);
        let first = on.admin.get(&format!("{DEPARTMENTS}?limit=3")).expect(200).json();
        assert_eq!(first["next"], 3);
        let rest = on.admin.get(&format!("{DEPARTMENTS}?limit=3&offset=3")).expect(200).json();
        assert!(rest.get("next").is_none(), "{rest}");
        let count = |path: &str| on.admin.get(path).expect(200).json()["count"].clone();
        assert_eq!(count(&format!("{DEPARTMENTS}/count?search=eta")), 3);
        assert_eq!(count(&format!("{PROJECTS}/count")), 2);
        assert_eq!(on.admin.get(&format!("{PROJECTS}?filterBy=x")).expect(400).field(), "filterBy");
    }
);

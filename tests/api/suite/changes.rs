//! What a page asks that follows along: changes since, and whether what it has is still so.

use clientele_api_tests::{both, text};
use serde_json::{Value, json};

const CHANGES: &str = "/api/v1/changes";

both!(
    /// Rows to replace and ids to remove, through any node; a reload where a row alone would not do.
    changes_are_told,
    |on| {
        let start = on.admin.get(CHANGES).expect(200).json();
        assert_eq!(start["reload"], true);
        let since = |changes: &Value, more: &str| {
            on.admin.get(&format!("{CHANGES}?since={}{more}", changes["seq"])).expect(200).json()
        };
        let nothing = since(&start, "");
        assert_eq!((&nothing["reload"], &nothing["applications"], &nothing["removed"]), (&json!(false), &json!([]), &json!([])));
        let (one, two) = (on.application("one", &[]), on.application("two", &[]));
        let made = since(&start, "");
        let list = on.admin.get("/api/v1/apps").expect(200);
        assert_eq!(list.header("x-clientele-seq"), Some(&*made["seq"].to_string()), "a list says where to go on from");
        assert_eq!(made["applications"].as_array().unwrap().len(), 2);
        let second = on.second();
        on.admin.at(&second.address).delete(&format!("/api/v1/apps/{}", text(&one, "id"))).expect(204);
        on.give(text(&two, "id"), "app", &("Viewer", "tenant", "1"));
        let then = since(&made, "&include=accessRules");
        assert_eq!(then["removed"], json!([one["id"]]));
        assert_eq!(then["applications"][0]["accessRules"][0]["roleName"], "Viewer");
        assert_eq!(since(&start, "")["applications"].as_array().unwrap().len(), 1);
        assert!(since(&then, "").get("logins").is_none());
        on.token(text(&two, "clientId"), text(&two, "secret")).expect(200);
        let logins = since(&then, "&loginsSince=2020-01-01T00:00:00Z");
        assert_eq!(logins["logins"][0]["id"], two["id"]);
        assert_eq!(since(&then, "&loginsSince=2100-01-01T00:00:00Z")["logins"], json!([]));
        on.cluster("A");
        assert_eq!(since(&then, "")["reload"], true);
        assert_eq!(on.admin.get(&format!("{CHANGES}?since=999999")).expect(200).json()["reload"], true, "a restored backup");
        assert_eq!(on.admin.get(&format!("{CHANGES}?since=x")).error(400, "invalid_value").field(), "since");
    }
);

both!(
    /// Lists have a tag; as long as nothing changes, and for the same caller and question, it answers 304.
    lists_are_not_sent_twice,
    |on| {
        on.cluster("A");
        on.application("app", &[("Viewer", "tenant", "1")]);
        let other = on.user("ada@example.com", &[("System administrator", "tenant", "1")]);
        for path in [
            "/api/v1/apps",
            "/api/v1/authorization/access-rules?limit=10",
            "/api/v1/authorization/roles",
            "/api/v1/org-unit/departments",
            "/api/v1/org-unit/tree",
            "/api/v1/clusters",
        ] {
            let first = on.admin.get(path).expect(200);
            let tag = first.header("etag").unwrap_or_else(|| panic!("{path} has no tag")).to_owned();
            assert_eq!(first.header("cache-control"), Some("private, no-cache"), "{path}");
            assert!(first.header("vary").unwrap().contains("Cookie"), "{path}");
            let known = on.admin.with("If-None-Match", &format!("\"x\", {tag}"));
            let again = known.get(path).expect(304);
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), Some(&*tag));
            known.get("/api/v1/users").expect(200);
            if path != "/api/v1/apps" {
                other.with("If-None-Match", &tag).get(path).expect(200);
            }
        }
        let path = "/api/v1/authorization/access-rules";
        let tag = on.admin.get(path).expect(200).header("etag").unwrap().to_owned();
        let known = on.admin.with("If-None-Match", &tag);
        known.get(path).expect(304);
        on.application("another", &[("Viewer", "tenant", "1")]);
        known.get(path).expect(200);
    }
);

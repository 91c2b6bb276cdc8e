//! Applications: `/api/v1/apps` and `/api/v1/service-accounts`.

use clientele_api_tests::{both, cases, text};
use serde_json::{Value, json};

const NOTHING: Value = Value::Null;

both!(
    /// PRODUCT.md's story, by API: create, use, regenerate, disable, enable, rename, delete.
    the_life_of_an_application,
    |on| {
        let created = on.admin.post("/api/v1/apps", &json!({"name": "ci-pipeline-prod"})).expect(201);
        assert_eq!(created.header("cache-control"), Some("no-store"));
        let created = created.json();
        let (id, client_id, secret) = (text(&created, "id"), text(&created, "clientId"), text(&created, "secret"));
        assert!(client_id.starts_with("ci-pipeline-prod-"), "{client_id}");
        assert!(secret.starts_with("cls_") && secret.len() == 53, "{secret}");
        let path = format!("/api/v1/apps/{id}");

        let read = on.admin.get(&path).expect(200).json();
        for field in ["id", "name", "clientId", "enabled", "createdBy", "createdAt", "updatedAt", "lastLogin", "tenantId"] {
            assert!(read.get(field).is_some(), "{field} is present: {read}");
        }
        assert_eq!(read["createdBy"], "admin@example.com");
        assert_eq!(read["tenantId"], "1");
        assert_eq!(read["secretInfo"]["hint"], secret[49..]);
        assert!(!read.to_string().contains(secret), "a secret appears once");
        let listed = on.admin.get("/api/v1/apps").expect(200);
        assert_eq!(listed.json().as_array().unwrap().len(), 1);
        assert!(!listed.text().contains(secret));

        let token = on.token(client_id, secret).expect(200).json();
        let bearer = on.anonymous.bearer(text(&token, "access_token"));
        bearer.get("/api/v1/authorization/me/access-rules").expect(200);

        let regenerated = on.admin.post(&format!("{path}/secret"), &NOTHING).expect(200);
        assert_eq!(regenerated.header("cache-control"), Some("no-store"));
        let regenerated = regenerated.json();
        let new = text(&regenerated, "secret");
        assert_ne!(new, secret);
        on.token(client_id, secret).expect(401);
        bearer.get("/api/v1/authorization/me/access-rules").error(401, "invalid_token");
        on.token(client_id, new).expect(200);

        let renamed = on.admin.patch(&path, &json!({"name": "ci pipeline", "description": "Builds."})).expect(200);
        assert!(renamed.body.is_empty(), "as the compatible API answers");
        let read = on.admin.get(&path).expect(200).json();
        assert_eq!((&read["name"], &read["description"]), (&json!("ci pipeline"), &json!("Builds.")));
        assert_eq!(read["clientId"], client_id, "never changes");

        on.admin.delete(&path).expect(204);
        on.admin.get(&path).error(404, "not_found");
        on.admin.delete(&path).error(404, "not_found");
        on.token(client_id, new).expect(401);
        assert_eq!(on.admin.get("/api/v1/apps").json(), json!([]));
    }
);

both!(
    /// `delete-kills-tokens`, as far as this version introspects: the product's own API refuses at once.
    deleting_kills_tokens,
    |on| {
        let made = on.application("a", &[("System administrator", "tenant", "1")]);
        let token = on.token(text(&made, "clientId"), text(&made, "secret")).expect(200).json();
        let bearer = on.anonymous.bearer(text(&token, "access_token"));
        bearer.get("/api/v1/apps").expect(200);
        on.admin.delete(&format!("/api/v1/apps/{}", text(&made, "id"))).expect(204);
        bearer.get("/api/v1/apps").expect(401);
        let refused = on.token(text(&made, "clientId"), text(&made, "secret")).expect(401);
        assert_eq!(refused.json()["error"], "invalid_client");
    }
);

both!(
    /// `disable-kills-tokens`
    disabling_kills_tokens_and_enabling_needs_no_new_secret,
    |on| {
        let made = on.application("a", &[("Viewer", "tenant", "1")]);
        let path = format!("/api/v1/apps/{}", text(&made, "id"));
        let ask = || on.token(text(&made, "clientId"), text(&made, "secret"));
        let bearer = on.anonymous.bearer(text(&ask().expect(200).json(), "access_token"));
        bearer.get("/api/v1/clusters").expect(200);
        on.admin.patch(&path, &json!({"enabled": false})).expect(200);
        bearer.get("/api/v1/clusters").expect(401);
        assert_eq!(ask().expect(401).json()["error"], "invalid_client");
        on.admin.patch(&path, &json!({"enabled": true})).expect(200);
        ask().expect(200);
        bearer.get("/api/v1/clusters").expect(401);
    }
);

both!(
    /// One collection under two names.
    service_accounts_are_applications,
    |on| {
        let made = on.admin.post("/api/v1/service-accounts", &json!({"name": "sa"})).expect(201).json();
        assert!(made.get("secret").is_none());
        let (id, secret) = (text(&made, "id"), text(&made, "clientSecret"));
        on.token(text(&made, "clientId"), secret).expect(200);
        assert_eq!(on.admin.get(&format!("/api/v1/apps/{id}")).expect(200).json()["name"], "sa");
        assert_eq!(on.admin.get("/api/v1/service-accounts").expect(200).json()[0]["id"], id);
        let new = on.admin.post(&format!("/api/v1/service-accounts/{id}/secret"), &NOTHING).expect(200).json();
        on.token(text(&made, "clientId"), text(&new, "clientSecret")).expect(200);
        on.admin.patch(&format!("/api/v1/service-accounts/{id}"), &json!({"enabled": false})).expect(200);
        on.admin.delete(&format!("/api/v1/service-accounts/{id}")).expect(204);
        on.admin.post("/api/v1/apps", &json!({"name": "SA"})).expect(201);
    }
);

/// A name of the cases: a text, or `{"repeat": [text, times]}`.
fn name(value: &Value) -> String {
    value.as_str().map_or_else(
        || {
            let times = value["repeat"][1].as_u64().unwrap();
            value["repeat"][0]
                .as_str()
                .unwrap()
                .repeat(usize::try_from(times).unwrap())
        },
        str::to_owned,
    )
}

fn case(id: &str) -> Value {
    cases("api")
        .into_iter()
        .find(|case| case["id"] == id)
        .unwrap_or_else(|| panic!("no case {id}"))
}

both!(
    /// `names-collide`
    names_collide,
    |on| {
        for case in case("names-collide")["cases"].as_array().unwrap() {
            on.admin.post("/api/v1/apps", &json!({"name": case["first"]})).expect(201);
            let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
            let answer = on.admin.post("/api/v1/apps", &json!({"name": case["second"]})).expect(status);
            if status == 409 {
                let answer = answer.error(409, "name_taken");
                assert!(text(&answer.json(), "message").contains("already exists"), "{}", answer.text());
                assert_eq!(answer.field(), "name");
            }
        }
    }
);

both!(
    /// `names-invalid`
    names_are_checked,
    |on| {
        let case = case("names-invalid");
        for bad in case["reject_400"].as_array().unwrap() {
            let answer = on.admin.post("/api/v1/apps", &json!({"name": name(bad)})).expect(400);
            assert_eq!(answer.field(), "name", "{}", answer.text());
        }
        for good in case["accept_201"].as_array().unwrap() {
            on.admin.post("/api/v1/apps", &json!({"name": name(good)})).expect(201);
        }
    }
);

both!(
    /// `client-id-ascii`
    client_ids_are_ascii_and_work,
    |on| {
        for value in case("client-id-ascii")["names"].as_array().unwrap() {
            let made = on.application(&name(value), &[]);
            let (id, secret) = (text(&made, "clientId"), text(&made, "secret"));
            let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            assert!(id.bytes().all(inner) && !id.starts_with('-') && !id.ends_with('-') && !id.is_empty(), "{id}");
            on.token(id, secret).expect(200);
            let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
            on.anonymous.form("/oauth2/token", &form).expect(200);
        }
    }
);

both!(
    /// SECURITY.md: no name equals an id or a client ID, present or past.
    identifiers_are_no_names,
    |on| {
        let made = on.application("victim", &[]);
        let past = on.application("gone", &[]);
        on.admin.delete(&format!("/api/v1/apps/{}", text(&past, "id"))).expect(204);
        for taken in [text(&made, "id"), text(&made, "clientId"), text(&past, "id"), text(&past, "clientId")] {
            for name in [taken.to_owned(), taken.to_uppercase()] {
                let answer = on.admin.post("/api/v1/apps", &json!({"name": name})).expect(409);
                assert_eq!(answer.field(), "name");
            }
            on.admin.patch(&format!("/api/v1/apps/{}", text(&made, "id")), &json!({"name": taken})).expect(409);
        }
        on.admin.post("/api/v1/apps", &json!({"name": "gone"})).expect(201);
    }
);

both!(
    /// Two administrators change the same application at once: neither change is silently lost.
    stale_changes_are_refused,
    |on| {
        let other = on.user("other@example.com", &[("System administrator", "tenant", "1")]);
        let made = on.application("shared", &[]);
        let path = format!("/api/v1/apps/{}", text(&made, "id"));
        let seen = on.admin.get(&path).expect(200);
        let tag = seen.header("etag").expect("an ETag").to_owned();
        assert_eq!(other.get(&path).header("etag"), Some(&*tag));

        other.with("If-Match", &tag).patch(&path, &json!({"description": "theirs"})).expect(200);
        let stale = on.admin.with("If-Match", &tag);
        for answer in [
            stale.patch(&path, &json!({"description": "mine"})),
            stale.post(&format!("{path}/secret"), &NOTHING),
            stale.delete(&path),
        ] {
            answer.error(412, "version_mismatch");
        }
        let now = on.admin.get(&path).expect(200);
        assert_eq!(now.json()["description"], "theirs");
        on.token(text(&made, "clientId"), text(&made, "secret")).expect(200);
        let fresh = now.header("etag").unwrap().to_owned();
        on.admin.with("If-Match", &fresh).patch(&path, &json!({"description": "mine"})).expect(200);
        on.admin.with("If-Match", "*").delete(&path).expect(204);
    }
);

both!(
    /// Simultaneous renames to one name: exactly one holds it.
    a_race_for_a_name_has_one_winner,
    |on| {
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| on.admin.post("/api/v1/apps", &json!({"name": "Prize"})).status))
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7, "{statuses:?}");
    }
);

both!(
    /// The list: oldest first or newest, with compact rules, and 304 while nothing changes.
    the_list,
    |on| {
        for name in ["first", "second", "third"] {
            on.application(name, &[("Viewer", "tenant", "1")]);
        }
        let names = |path: &str| -> Vec<String> {
            let list = on.admin.get(path).expect(200).json();
            list.as_array().unwrap().iter().map(|app| text(app, "name").to_owned()).collect()
        };
        assert_eq!(names("/api/v1/apps"), ["first", "second", "third"]);
        assert_eq!(names("/api/v1/apps?order=newest"), ["third", "second", "first"]);
        let list = on.admin.get("/api/v1/apps?include=accessRules&order=newest").expect(200);
        let rules = &list.json()[0]["accessRules"];
        assert_eq!((&rules[0]["roleName"], &rules[0]["scopeType"]), (&json!("Viewer"), &json!("tenant")));

        let cache = list.header("cache-control").unwrap_or_default();
        assert!(cache.contains("private") && cache.contains("no-cache"), "{cache}");
        let tag = list.header("etag").expect("an ETag").to_owned();
        let again = on.admin.with("If-None-Match", &tag);
        let path = "/api/v1/apps?include=accessRules&order=newest";
        assert!(again.get(path).expect(304).body.is_empty());
        on.application("fourth", &[]);
        assert_eq!(again.get(path).expect(200).json().as_array().unwrap().len(), 4);
    }
);

both!(
    /// Bad bodies name the field and change nothing.
    bad_bodies_name_the_field,
    |on| {
        let made = on.application("app", &[]);
        let path = format!("/api/v1/apps/{}", text(&made, "id"));
        let tag = on.admin.get(&path).header("etag").map(str::to_owned);
        for (body, field) in [
            (json!({}), "name"),
            (json!({"name": 5}), "name"),
            (json!({"name": null}), "name"),
            (json!({"name": ["x"]}), "name"),
            (json!({"name": "x", "expiresAt": "yesterday"}), "expiresAt"),
            (json!({"name": "x", "tokenLifetimeSeconds": -1}), "tokenLifetimeSeconds"),
            (json!({"name": "x", "description": 1}), "description"),
        ] {
            let answer = on.admin.post("/api/v1/apps", &body).expect(400);
            assert_eq!(answer.field(), field, "{body}: {}", answer.text());
        }
        for (body, field) in [
            (json!({"enabled": "yes"}), "enabled"),
            (json!({"name": ""}), "name"),
            (json!({"expiresAt": "2001-01-01T00:00:00Z"}), "expiresAt"),
        ] {
            let answer = on.admin.patch(&path, &body).expect(400);
            assert_eq!(answer.field(), field, "{body}: {}", answer.text());
        }
        on.admin.patch(&path, &json!({"unknown": 1})).expect(200);
        assert_eq!(on.admin.get(&path).header("etag").map(str::to_owned), tag, "nothing has changed");
        for id in ["x", "00000000-0000-0000-0000-000000000000", "%00", "..%2f"] {
            on.admin.get(&format!("/api/v1/apps/{id}")).error(404, "not_found");
        }
    }
);

//! Clients that authenticate with a key in place of a secret (RFC 7523, `private_key_jwt`).

use clientele_api_tests::{Answer, Client, Installation, Prover, both, text};
use serde_json::{Value, json};

const CLUSTERS: &str = "/api/v1/clusters";
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An application, and where its keys are.
struct App {
    made: Value,
    client_id: String,
    path: String,
    issuer: String,
}

impl App {
    fn new(on: &Installation, name: &str) -> Self {
        let made = on.application(name, &[("Viewer", "tenant", "1")]);
        Self {
            client_id: text(&made, "clientId").to_owned(),
            path: format!("/api/v1/apps/{}", text(&made, "id")),
            issuer: format!("http://{}", on.server.address),
            made,
        }
    }

    fn register(&self, on: &Installation, keys: &[&Prover]) -> Answer {
        let keys: Vec<_> = keys.iter().map(|key| key.jwk()).collect();
        on.admin.json(
            "PUT",
            &format!("{}/keys", self.path),
            &json!({ "keys": keys }),
        )
    }

    /// The claims of a good assertion.
    fn claims(&self, key: &Prover) -> Value {
        let mut claims = key.claims("", "", None);
        let exp = claims["iat"].as_i64().unwrap() + 60;
        for (name, value) in [
            ("iss", json!(self.client_id)),
            ("sub", json!(self.client_id)),
            ("aud", json!(self.issuer)),
            ("exp", json!(exp)),
        ] {
            claims[name] = value;
        }
        claims
    }
}

fn sign(key: &Prover, claims: &Value) -> String {
    key.sign_with(&json!({"alg": "EdDSA", "typ": "JWT"}), claims)
}

fn send(client: &Client, path: &str, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let form = [
        ("client_assertion_type", TYPE),
        ("client_assertion", assertion),
    ];
    client.form(path, &[&form, more].concat())
}

fn ask(client: &Client, assertion: &str) -> Answer {
    send(
        client,
        "/oauth2/token",
        assertion,
        &[("grant_type", "client_credentials")],
    )
}

both!(
    /// A key obtains tokens, introspects and revokes, on every node as soon as it is registered.
    a_key_stands_for_the_secret,
    |on| {
        let (app, key) = (App::new(on, "keyed"), Prover::new());
        let second = on.second();
        let assertion = || sign(&key, &app.claims(&key));
        ask(&on.anonymous, &assertion()).expect(401);
        let shown = app.register(on, &[&key]).expect(200);
        assert_eq!(shown.json()["keys"][0]["kid"], key.thumbprint());
        assert_eq!(shown.json()["keys"][0]["use"], "sig");
        let listed = on.admin.get(&format!("{}/keys", app.path)).expect(200);
        assert_eq!((listed.json(), listed.header("etag")), (shown.json(), shown.header("etag")));
        let twin = format!("/api/v1/service-accounts/{}/keys", text(&app.made, "id"));
        assert_eq!(on.admin.get(&twin).expect(200).json(), shown.json());

        let elsewhere = second.client();
        ask(&elsewhere, &assertion()).expect(200);
        let token = ask(&on.anonymous, &assertion()).expect(200).json();
        let token = text(&token, "access_token");
        on.anonymous.bearer(token).get(CLUSTERS).expect(200);
        let said = send(&elsewhere, "/oauth2/introspect", &assertion(), &[("token", token)]).expect(200).json();
        assert_eq!((&said["active"], &said["client_id"]), (&json!(true), &json!(app.client_id)));
        send(&on.anonymous, "/oauth2/revoke", &assertion(), &[("token", token)]).expect(200);
        on.anonymous.bearer(token).get(CLUSTERS).expect(401);
        let at = on.admin.get(&app.path).expect(200).json();
        assert!(at["lastLogin"].is_string(), "{at}");
        assert!(at["secretInfo"]["lastUsedAt"].is_null(), "it was not the secret: {at}");

        // The secret goes on beside it, and a bound token takes both.
        let secret = on.token(&app.client_id, text(&app.made, "secret")).expect(200).json();
        on.anonymous.bearer(text(&secret, "access_token")).get(CLUSTERS).expect(200);
        let proof = key.prove("POST", &format!("{}/oauth2/token", app.issuer), None);
        let bound = ask(&on.anonymous.with("DPoP", &proof), &assertion()).expect(200).json();
        assert_eq!(bound["token_type"], "DPoP");
        let used = on.admin.get(&app.path).expect(200).json();
        assert!(used["secretInfo"]["lastUsedAt"].is_string(), "{used}");
    }
);

both!(
    /// RFC 7523 section 3; all failures look like a wrong secret.
    wrong_assertions_are_refused,
    |on| {
        let (app, key, other) = (App::new(on, "keyed"), Prover::new(), App::new(on, "other"));
        app.register(on, &[&key]).expect(200);
        let good = sign(&key, &app.claims(&key));
        let with = |name: &str, value: Value| {
            let mut claims = app.claims(&key);
            claims[name] = value;
            sign(&key, &claims)
        };
        let wrong = on.token(&app.client_id, "wrong").expect(401).json();
        ask(&on.anonymous, &good).expect(200);
        for assertion in [
            good.clone(),
            with("aud", json!("https://elsewhere.example")),
            with("exp", json!(1_500_000_000)),
            with("exp", json!(4_000_000_000_u32)),
            with("iss", json!(other.client_id)),
            with("jti", json!("")),
            sign(&Prover::new(), &app.claims(&key)),
            sign(&key, &other.claims(&key)),
            key.sign_with(&json!({"alg": "none"}), &app.claims(&key)),
        ] {
            let answer = ask(&on.anonymous, &assertion).expect(401);
            assert_eq!(answer.json(), wrong, "{assertion}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
        // An audience may be among others, or the endpoint.
        ask(&on.anonymous, &with("aud", json!(["x", format!("{}/oauth2/token", app.issuer)]))).expect(200);
        let two = on.anonymous.basic(&app.client_id, text(&app.made, "secret"));
        assert_eq!(ask(&two, &with("jti", json!("two"))).expect(400).json()["error"], "invalid_request");
        on.admin.patch(&app.path, &json!({"enabled": false})).expect(200);
        assert_eq!(ask(&on.anonymous, &with("jti", json!("three"))).expect(401).json(), wrong);
    }
);

both!(
    /// Whatever ends a secret's tokens ends a key's; and so does taking the key away, of its own alone.
    tokens_end_with_their_key,
    |on| {
        let (app, one, two) = (App::new(on, "keyed"), Prover::new(), Prover::new());
        app.register(on, &[&one, &two]).expect(200);
        let second = on.second();
        let token = |key: &Prover| text(&ask(&on.anonymous, &sign(key, &app.claims(key))).expect(200).json(), "access_token").to_owned();
        let reads = |token: &str| {
            let here = on.anonymous.bearer(token).get(CLUSTERS).status;
            assert_eq!(on.anonymous.at(&second.address).bearer(token).get(CLUSTERS).status, here);
            here
        };
        let by_secret = on.token(&app.client_id, text(&app.made, "secret")).expect(200).json();
        let by_secret = text(&by_secret, "access_token");
        let (first, other) = (token(&one), token(&two));
        app.register(on, &[&two]).expect(200);
        assert_eq!((reads(&first), reads(&other), reads(by_secret)), (401, 200, 200));
        ask(&on.anonymous, &sign(&one, &app.claims(&one))).expect(401);
        // A key that comes back finds its tokens as they would be.
        app.register(on, &[&one, &two]).expect(200);
        on.admin.patch(&app.path, &json!({"enabled": false})).expect(200);
        on.admin.patch(&app.path, &json!({"enabled": true})).expect(200);
        assert_eq!((reads(&first), reads(&other)), (401, 401));
        let next = token(&two);
        on.admin.post(&format!("{}/secret", app.path), &Value::Null).expect(200);
        assert_eq!(reads(&next), 401, "regenerating ends all tokens so far");
        let last = token(&two);
        on.admin.delete(&app.path).expect(204);
        assert_eq!(reads(&last), 401);
    }
);

both!(
    /// What can be registered, by whom, and that it is told.
    keys_are_public_and_registered_by_who_may,
    |on| {
        let (app, key) = (App::new(on, "keyed"), Prover::new());
        let path = format!("{}/keys", app.path);
        let put = |keys: Value| on.admin.json("PUT", &path, &json!({ "keys": keys }));
        let mut private = key.jwk();
        private["d"] = json!("AAAA");
        for (keys, field) in [
            (json!([private]), "keys[0]"),
            (json!([key.jwk(), {"kty": "oct", "k": "AAAA"}]), "keys[1]"),
            (json!([key.jwk(), key.jwk()]), "keys[1]"),
            (json!(vec![key.jwk(); 9]), "keys"),
        ] {
            assert_eq!(put(keys).error(400, "invalid_value").field(), field);
        }
        put(json!("x")).error(400, "malformed_body");
        on.admin.json("PUT", &path, &json!({})).error(400, "malformed_body");
        put(json!([key.jwk()])).expect(200);
        let stale = on.admin.with("If-Match", "\"1\"").json("PUT", &path, &json!({"keys": []}));
        stale.error(412, "version_mismatch");
        // Nobody takes over what they don't hold.
        let helper = json!({"name": "Helper", "permissions": [{"resourceType": "apps", "actions": ["read", "update"]}]});
        on.admin.post("/api/v1/authorization/roles", &helper).expect(201);
        let helper = on.user("helper@example.com", &[("Helper", "tenant", "1")]);
        helper.json("PUT", &path, &json!({"keys": []})).error(403, "not_held");
        put(json!([])).expect(200);
        assert_eq!(on.admin.get(&path).expect(200).json(), json!({"keys": []}));
        ask(&on.anonymous, &sign(&key, &app.claims(&key))).expect(401);
        let log = "/api/v1/audit/log?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&filterBy=action%3D%3DReplaceKeys";
        let log = on.admin.get(log).expect(200).json();
        let told: Vec<_> = log["audit_logs"].as_array().unwrap().iter().map(|entry| text(&entry["metadata"], "keys")).collect();
        assert_eq!(told, ["[]", &format!("[\"{}\"]", key.thumbprint())]);
    }
);

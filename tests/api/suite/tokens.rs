//! Obtaining tokens: RFC 6749 section 4.4, its JSON twin, and what tokens look like.

use clientele_api_tests::{Answer, Client, both, cases, text};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// A secret of the right form that belongs to nobody.
const STRANGER: &str = "cls_00000000000000000000000000000000000000000002CZclj";

both!(
    /// The fault cases, at all three paths where forms are taken, with the invariants of every answer.
    every_case,
    |on| {
        let application = on.application("ci-pipeline-prod", &[]);
        let (id, secret) = (text(&application, "clientId"), text(&application, "secret"));
        let percent = |text: &str| text.bytes().fold(String::new(), |all, b| all + &format!("%{b:02X}"));
        let fill = |template: &str| {
            template
                .replace("{id}", id)
                .replace("{secret}", secret)
                .replace("{id_pct}", &percent(id))
                .replace("{secret_pct}", &percent(secret))
                .replace("{secret_wrong}", STRANGER)
        };
        for path in ["/oauth2/token", "/api/v2/token"] {
            for case in cases("token") {
                let answer = ask(&on.anonymous, path, &case["request"], fill);
                let (name, expect) = (text(&case, "id"), &case["expect"]);
                assert_eq!(answer.status, expect["status"], "{name}: {}", answer.text());
                invariants(&answer);
                if let Some(error) = expect["error"].as_str() {
                    assert_eq!(answer.json()["error"], error, "{name}");
                }
                if let Some(challenge) = expect["challenge"].as_str() {
                    let sent = answer.header("www-authenticate").unwrap_or_else(|| panic!("{name}: no challenge"));
                    assert!(sent.starts_with(challenge), "{name}: {sent}");
                }
                if name == "json-body" {
                    assert!(text(&answer.json(), "error_description").contains("application/json"));
                }
            }
        }
    }
);

fn ask(client: &Client, path: &str, request: &Value, fill: impl Fn(&str) -> String) -> Answer {
    let client = match (request["basic"].as_str(), request["authorization"].as_str()) {
        (Some(pair), _) => {
            let pair = fill(pair);
            let (user, password) = pair
                .split_once(':')
                .map_or((&*pair, None), |(u, p)| (u, Some(p)));
            let sent = match password {
                Some(password) => client.basic(user, password),
                None => client.with("Authorization", &format!("Basic {}", base64(user))),
            };
            match request["scheme"].as_str() {
                Some(scheme) => {
                    let value = sent.headers.last().unwrap().1.replacen("Basic", scheme, 1);
                    client.with("Authorization", &value)
                }
                None => sent,
            }
        }
        (None, Some(header)) => client.with("Authorization", &fill(header)),
        (None, None) => client.clone(),
    };
    let content_type = request["content_type"].as_str().unwrap_or(FORM);
    let body = if let Some(body) = request["body"].as_str() {
        body.to_owned()
    } else {
        let pairs = request["form"].as_array().unwrap().iter().map(|pair| {
            format!(
                "{}={}",
                pair[0].as_str().unwrap(),
                fill(pair[1].as_str().unwrap())
            )
        });
        pairs.collect::<Vec<_>>().join("&")
    };
    client.raw(
        "POST",
        path,
        &[("Content-Type", content_type)],
        body.as_bytes(),
    )
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// RFC 6749 section 5, API.md: true of every answer of the token endpoint.
fn invariants(answer: &Answer) {
    assert_eq!(
        answer.header("cache-control"),
        Some("no-store"),
        "{}: {}",
        answer.asked,
        answer.status
    );
    let content_type = answer.header("content-type").unwrap_or_default();
    assert!(
        content_type.starts_with("application/json"),
        "{content_type}"
    );
    let body = answer.json();
    if answer.status == 200 {
        assert!(!text(&body, "access_token").is_empty());
        assert_eq!(body["token_type"], "Bearer");
        assert!(
            body["expires_in"]
                .as_u64()
                .is_some_and(|seconds| seconds >= 300)
        );
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    } else {
        assert!(answer.status < 500);
        let description = text(&body, "error_description");
        assert!(
            description
                .bytes()
                .all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\'),
            "{description}"
        );
    }
}

both!(
    /// API.md's table, and SECURITY.md's rule that all failures look alike.
    all_failures_look_alike,
    |on| {
        let made = |name: &str| {
            let made = on.application(name, &[]);
            (text(&made, "id").to_owned(), text(&made, "clientId").to_owned(), text(&made, "secret").to_owned())
        };
        let (_, good, _) = made("wrong secret");
        let (disabled_id, disabled, disabled_secret) = made("disabled");
        on.admin.patch(&format!("/api/v1/apps/{disabled_id}"), &json!({"enabled": false})).expect(200);
        let (deleted_id, deleted, deleted_secret) = made("deleted");
        on.admin.delete(&format!("/api/v1/apps/{deleted_id}")).expect(204);
        let (replaced_id, replaced, replaced_secret) = made("replaced");
        on.admin.post(&format!("/api/v1/apps/{replaced_id}/secret"), &Value::Null).expect(200);

        let answers: Vec<_> = [
            ("no-such-client-000000", STRANGER),
            (&good, STRANGER),
            (&good, "not-even-a-secret"),
            (&disabled, &disabled_secret),
            (&deleted, &deleted_secret),
            (&replaced, &replaced_secret),
        ]
        .iter()
        .map(|(id, secret)| {
            let by_basic = on.token(id, secret).expect(401);
            invariants(&by_basic);
            let form = [GRANT, ("client_id", id), ("client_secret", secret)];
            let by_body = on.anonymous.form("/oauth2/token", &form).expect(401);
            let json = json!({"grantType": "client_credentials", "clientId": id, "clientSecret": secret});
            let by_json = on.anonymous.post("/api/v1/token", &json).error(400, "invalid_credentials");
            let mut by_json = by_json.json();
            by_json["requestId"] = Value::Null;
            (by_basic.json(), by_body.json(), by_json)
        })
        .collect();
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    }
);

both!(
    /// `POST /api/v1/token`
    the_json_twin,
    |on| {
        let application = on.application("app", &[]);
        let (id, secret) = (text(&application, "clientId"), text(&application, "secret"));
        for body in [
            json!({"grantType": "client_credentials", "clientId": id, "clientSecret": secret}),
            json!({"GrantType": "client_credentials", "clientID": id, "CLIENTSECRET": secret}),
            json!({"grantType": "app_token", "AppId": id, "AppSecret": secret}),
            json!({"grantType": "app_token", "appID": id, "appSecret": secret, "extra": [1]}),
        ] {
            let answer = on.anonymous.post("/api/v1/token", &body).expect(200);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            let body = answer.json();
            assert_eq!(body["expiresIn"], 3600);
            let token = on.anonymous.bearer(text(&body, "accessToken"));
            token.get("/api/v1/authorization/me/access-rules").expect(200);
        }
        for (body, field) in [
            (json!({}), "grantType"),
            (json!({"grantType": "password", "username": "a", "password": "b"}), "grantType"),
            (json!({"grantType": "app_token", "appId": 1, "appSecret": secret}), "appId"),
            (json!({"grantType": "client_credentials", "clientId": id}), "clientSecret"),
        ] {
            let answer = on.anonymous.post("/api/v1/token", &body).expect(400);
            assert_eq!(answer.field(), field, "{}", answer.text());
        }
        for body in ["", "[]", "{", "grantType=client_credentials"] {
            let json = [("Content-Type", "application/json")];
            on.anonymous.raw("POST", "/api/v1/token", &json, body.as_bytes()).expect(400);
        }
        // JSON text without a content type is taken as JSON.
        let body = json!({"grantType": "app_token", "appId": id, "appSecret": secret}).to_string();
        on.anonymous.raw("POST", "/api/v1/token", &[], body.as_bytes()).expect(200);
    }
);

both!(
    /// RFC 9068, RFC 7517, and the note on plain base64 in API.md.
    tokens_have_the_documented_form,
    |on| {
        let application = on.application("Été & co. (prod)?>~", &[]);
        let id = text(&application, "clientId");
        let answer = on.token(id, text(&application, "secret")).expect(200).json();
        let token = text(&answer, "access_token");
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!(parts.len(), 3);
        assert!(parts[1].bytes().all(|b| b.is_ascii_alphanumeric()), "decodes with the plain alphabet: {}", parts[1]);
        let header = decode(parts[0]);
        let claims = decode(parts[1]);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("ES256")));
        let origin = format!("http://{}", on.server.address);
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(origin), &json!(origin)));
        assert_eq!((&claims["sub"], &claims["client_id"]), (&json!(id), &json!(id)));
        assert_eq!(claims["tenant_id"], "1");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
        assert!(text(&claims, "jti").len() >= 32);
        let again = on.token(id, text(&application, "secret")).expect(200).json();
        assert_ne!(decode(text(&again, "access_token").split('.').nth(1).unwrap())["jti"], claims["jti"]);

        let keys = on.anonymous.get("/.well-known/jwks.json").expect(200).json();
        let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).expect("published");
        assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("EC"), &json!("P-256"), &json!("ES256")));
        assert!(key.get("d").is_none(), "nothing private");
    }
);

fn decode(part: &str) -> Value {
    use base64::Engine as _;
    let json = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .unwrap();
    serde_json::from_slice(&json).unwrap()
}

both!(
    /// A token is what its server signed, or nothing.
    forged_tokens_are_refused,
    |on| {
        let bearer = on.bearer("reader", &[("System administrator", "tenant", "1")]);
        let header = bearer.headers.last().unwrap().1.clone();
        let token = header.trim_start_matches("Bearer ");
        bearer.get("/api/v1/apps").expect(200);
        let cut = &token[..token.len() - 2];
        let (signed, _) = token.rsplit_once('.').unwrap();
        for forged in ["", "x", cut, signed, &format!("{signed}."), &format!("{token}A"), &token.replacen('.', ".A", 1)] {
            let answer = on.anonymous.with("Authorization", &format!("Bearer {forged}")).get("/api/v1/apps");
            assert_eq!(answer.status, 401, "{forged}: {}", answer.text());
            assert!(answer.header("www-authenticate").unwrap_or_default().starts_with("Bearer"));
        }
        on.anonymous.with("Authorization", &format!("Bearer {token}")).with("Authorization", "Bearer x").get("/api/v1/apps").expect(401);
        on.anonymous.with("Authorization", &format!("bearer {token}")).get("/api/v1/apps").expect(200);
    }
);

both!(
    /// Only POST, and nothing from the query.
    other_methods_are_405_with_allow,
    |on| {
        for path in ["/oauth2/token", "/api/v2/token", "/api/v1/token"] {
            let answer = on.anonymous.get(&format!("{path}?grant_type=client_credentials&client_id=x&client_secret=y"));
            assert_eq!(answer.expect(405).header("allow"), Some("POST"));
        }
        let application = on.application("query", &[]);
        let query = format!(
            "/oauth2/token?grant_type=client_credentials&client_id={}&client_secret={}",
            text(&application, "clientId"),
            text(&application, "secret")
        );
        on.anonymous.form(&query, &[]).expect(401);
    }
);

both!(
    /// PRODUCT.md: Last login shows a new token within a moment, with where it came from.
    last_login_is_noted,
    |on| {
        let application = on.application("login", &[]);
        let path = format!("/api/v1/apps/{}", text(&application, "id"));
        let before = on.admin.get(&path).expect(200);
        assert!(before.json()["lastLogin"].is_null());
        let client = on.anonymous.basic(text(&application, "clientId"), text(&application, "secret")).with("User-Agent", "ci/1");
        client.form("/oauth2/token", &[GRANT]).expect(200);
        let after = on.admin.get(&path).expect(200);
        assert!(after.json()["lastLogin"].as_str().is_some_and(|at| at.ends_with('Z')), "{}", after.text());
        assert_eq!(after.json()["lastLoginIp"], "127.0.0.1");
        assert_eq!(after.json()["lastLoginUserAgent"], "ci/1");
        assert_eq!(after.header("etag"), before.header("etag"), "a login is no change");
    }
);

both!(
    /// The next key is published before it signs; tokens of the one so far go on; running servers know at once.
    keys_are_rotated_without_a_break,
    |on| {
        let made = on.application("app", &[("Viewer", "tenant", "1")]);
        let token = on.token(text(&made, "clientId"), text(&made, "secret")).expect(200).json();
        let keys = || on.anonymous.get("/.well-known/jwks.json").expect(200).json()["keys"].as_array().unwrap().len();
        assert_eq!(keys(), 1);
        assert!(on.database.command(&["keys", "rotate"], "").ok().contains("it signs tokens from"));
        assert_eq!(keys(), 2);
        on.anonymous.bearer(text(&token, "access_token")).get("/api/v1/clusters").expect(200);
        assert!(on.database.command(&["keys", "rotate"], "").failed().contains("published already"));
    }
);

/// RS256, for verifiers that know nothing else: the key set and the tokens say so, and the server takes them.
#[test]
fn tokens_signed_with_rsa() {
    let on = clientele_api_tests::Installation::with(
        clientele_api_tests::Engine::Sqlite,
        &["--token-algorithm", "RS256"],
    )
    .unwrap();
    let key = on
        .anonymous
        .get("/.well-known/jwks.json")
        .expect(200)
        .json()["keys"][0]
        .clone();
    assert_eq!(
        (&key["kty"], &key["alg"], &key["e"]),
        (&"RSA".into(), &"RS256".into(), &"AQAB".into())
    );
    assert_eq!(text(&key, "n").len(), 342, "2048 bits in base64url");
    let made = on.application("app", &[("Viewer", "tenant", "1")]);
    let token = on
        .token(text(&made, "clientId"), text(&made, "secret"))
        .expect(200)
        .json();
    on.anonymous
        .bearer(text(&token, "access_token"))
        .get("/api/v1/clusters")
        .expect(200);
}

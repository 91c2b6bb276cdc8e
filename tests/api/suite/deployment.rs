//! Behind TLS and proxies, and with other settings than the usual.

use clientele_api_tests::{Engine, Installation, text};
use serde_json::{Value, json};

fn on(options: &[&str]) -> Installation {
    Installation::with(Engine::Sqlite, options).unwrap()
}

/// With an HTTPS public URL cookies are Secure and host-bound, and browsers are told to stay on HTTPS.
#[test]
fn behind_tls() {
    let on = on(&["--public-url", "https://clientele.example.com"]);
    assert!(
        on.server
            .printed()
            .contains("https://clientele.example.com/setup#"),
        "{}",
        on.server.printed()
    );
    let cookie = &on
        .admin
        .headers
        .iter()
        .find(|(name, _)| name == "Cookie")
        .unwrap()
        .1;
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    let answer = on.admin.get("/api/v1/session").expect(200);
    assert!(answer.header("strict-transport-security").is_some());
    let browser = on.anonymous.with("Origin", "https://clientele.example.com");
    let body = json!({"email": "admin@example.com", "password": clientele_api_tests::PASSWORD});
    let signed_in = browser.post("/api/v1/session", &body).expect(200);
    let cookie = signed_in.header("set-cookie").unwrap();
    assert!(
        cookie.contains("Secure") && cookie.contains("Path=/") && !cookie.contains("Domain"),
        "{cookie}"
    );
    let token = on.application("app", &[]);
    let token = on
        .token(text(&token, "clientId"), text(&token, "secret"))
        .expect(200)
        .json();
    let claims = claims(text(&token, "access_token"));
    assert_eq!(claims["iss"], "https://clientele.example.com");
}

fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(
        &base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(payload)
            .unwrap(),
    )
    .unwrap()
}

/// Forwarding headers count only from trusted proxies, read from their end.
#[test]
fn forwarding_headers() {
    for (options, forwarded, seen) in [
        (&[][..], "203.0.113.9", "127.0.0.1"),
        (
            &["--trusted-proxies", "10.0.0.0/8"],
            "203.0.113.9",
            "127.0.0.1",
        ),
        (
            &["--trusted-proxies", "127.0.0.0/8"],
            "203.0.113.9",
            "203.0.113.9",
        ),
        (
            &["--trusted-proxies", "127.0.0.0/8"],
            "198.51.100.1, 203.0.113.9",
            "203.0.113.9",
        ),
        (
            &["--trusted-proxies", "127.0.0.0/8,10.0.0.0/8"],
            "198.51.100.1, 203.0.113.9, 10.1.2.3",
            "203.0.113.9",
        ),
        (
            &["--trusted-proxies", "127.0.0.0/8"],
            "nonsense",
            "127.0.0.1",
        ),
    ] {
        let on = on(options);
        let made = on.application("app", &[]);
        let client = on
            .anonymous
            .basic(text(&made, "clientId"), text(&made, "secret"))
            .with("X-Forwarded-For", forwarded);
        client
            .form("/oauth2/token", &[("grant_type", "client_credentials")])
            .expect(200);
        let read = on
            .admin
            .get(&format!("/api/v1/apps/{}", text(&made, "id")))
            .expect(200)
            .json();
        assert_eq!(read["lastLoginIp"], seen, "{options:?} {forwarded}");
    }
}

/// `EdDSA`, another audience, another lifetime; and an application's own lifetime.
#[test]
fn tokens_to_order() {
    let on = on(&[
        "--token-algorithm",
        "EdDSA",
        "--token-audience",
        "https://api.example.com",
        "--token-lifetime",
        "600",
    ]);
    let made = on.application("app", &[("Viewer", "tenant", "1")]);
    let ask = || {
        on.token(text(&made, "clientId"), text(&made, "secret"))
            .expect(200)
            .json()
    };
    let answer = ask();
    assert_eq!(answer["expires_in"], 600);
    let token = text(&answer, "access_token");
    assert_eq!(claims(token)["aud"], "https://api.example.com");
    on.anonymous
        .bearer(token)
        .get("/api/v1/clusters")
        .expect(200);
    let keys = on
        .anonymous
        .get("/.well-known/jwks.json")
        .expect(200)
        .json();
    assert_eq!(
        (&keys["keys"][0]["kty"], &keys["keys"][0]["crv"]),
        (&json!("OKP"), &json!("Ed25519"))
    );
    on.admin
        .patch(
            &format!("/api/v1/apps/{}", text(&made, "id")),
            &json!({"tokenLifetimeSeconds": 1200}),
        )
        .expect(200);
    assert_eq!(ask()["expires_in"], 1200);
}

/// What names a scope gets a token all the same, or is told that there are none.
#[test]
fn scopes_are_ignored_or_refused() {
    for (options, status) in [(&[][..], 200), (&["--token-scope", "refuse"][..], 400)] {
        let on = on(options);
        let made = on.application("app", &[]);
        let client = on
            .anonymous
            .basic(text(&made, "clientId"), text(&made, "secret"));
        let grant = ("grant_type", "client_credentials");
        client.form("/oauth2/token", &[grant]).expect(200);
        let answer = client
            .form("/oauth2/token", &[grant, ("scope", "read write")])
            .expect(status)
            .json();
        if status == 400 {
            assert_eq!(answer["error"], "invalid_scope");
        } else {
            assert!(answer.get("scope").is_none(), "{answer}");
        }
    }
}

/// A higher cost applies to new secrets, and to old ones once they are used.
#[test]
fn a_higher_cost_for_client_secrets() {
    let on = on(&[]);
    let made = on.application("app", &[]);
    let address = format!("http://{}", on.server.address);
    let options = [
        "--public-url",
        &address,
        "--client-secret-memory",
        "19456",
        "--client-secret-passes",
        "2",
    ];
    let dear = on.database.serve_with(&options);
    let client = dear
        .client()
        .basic(text(&made, "clientId"), text(&made, "secret"));
    for _ in 0..2 {
        client
            .form("/oauth2/token", &[("grant_type", "client_credentials")])
            .expect(200);
    }
    on.token(text(&made, "clientId"), text(&made, "secret"))
        .expect(200);
}

/// An application that has expired obtains no token, and its tokens end with it.
#[test]
fn applications_expire() {
    let on = on(&[]);
    let soon = |ahead: u64| {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        shared::Timestamp::from_millis(
            i64::try_from(now.as_millis()).unwrap() + i64::try_from(ahead).unwrap(),
        )
    };
    let body = json!({"name": "short-lived", "expiresAt": soon(6000)});
    let made = on.admin.post("/api/v1/apps", &body).expect(201).json();
    let ask = || on.token(text(&made, "clientId"), text(&made, "secret"));
    let token = ask().expect(200).json();
    let bearer = on.anonymous.bearer(text(&token, "access_token"));
    bearer
        .get("/api/v1/authorization/me/access-rules")
        .expect(200);
    std::thread::sleep(std::time::Duration::from_millis(6100));
    assert_eq!(ask().expect(401).json()["error"], "invalid_client");
    bearer
        .get("/api/v1/authorization/me/access-rules")
        .expect(401);
    let later = json!({"expiresAt": soon(3_600_000)});
    on.admin
        .patch(&format!("/api/v1/apps/{}", text(&made, "id")), &later)
        .expect(200);
    ask().expect(200);
}

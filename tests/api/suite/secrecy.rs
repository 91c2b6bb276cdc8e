//! What must not be found: secrets in the log, in the database's file, or in any answer but one.

use std::thread;

use clientele_api_tests::{Engine, Installation, PASSWORD, both, text};
use serde_json::{Value, json};

both!(
    /// Whatever is done, the log holds no secret, token, password or cookie; it does hold one line a request.
    the_log_holds_no_secret,
    |on| {
        let made = on.application("logged", &[("System administrator", "tenant", "1")]);
        let (id, secret) = (text(&made, "clientId"), text(&made, "secret"));
        let token = on.token(id, secret).expect(200).json();
        let token = text(&token, "access_token").to_owned();
        on.anonymous.bearer(&token).get("/api/v1/apps").expect(200);
        on.anonymous.form(&format!("/oauth2/token?client_secret={secret}"), &[("client_id", id), ("client_secret", secret)]);
        on.anonymous.bearer(&format!("{token}x")).get("/api/v1/apps").expect(401);
        on.anonymous.basic(id, &format!("{secret}x")).form("/oauth2/token", &[("grant_type", "client_credentials")]);
        let new = on.admin.post(&format!("/api/v1/apps/{}/secret", text(&made, "id")), &Value::Null).expect(200).json();
        let user = on.admin.post("/api/v1/users", &json!({"email": "ada@example.com"})).expect(201).json();
        on.sign_in("ada@example.com", text(&user, "tempPassword"));
        on.admin.post("/api/v1/apps", &json!({"name": secret, "x": secret})).expect(201);
        let cookie = &on.admin.headers.iter().find(|(name, _)| name == "Cookie").unwrap().1;
        let (_, session) = cookie.split_once('=').unwrap();
        // The log is read by another thread.
        thread::sleep(std::time::Duration::from_millis(200));
        let log = on.server.printed();
        for hidden in [secret, &token, text(&new, "secret"), text(&user, "tempPassword"), PASSWORD, session] {
            assert!(!log.contains(hidden), "the log holds {hidden}:\n{log}");
        }
        assert!(log.lines().filter(|line| line.contains("/oauth2/token")).count() >= 2, "{log}");
        assert!(log.contains("/api/v1/apps/{id}/secret"), "the route's template: {log}");
    }
);

/// Somebody with the database's file finds nothing to sign in with.
#[test]
fn the_file_holds_no_secret() {
    let on = Installation::new(Engine::Sqlite).unwrap();
    let made = on.application("stored", &[]);
    let token = on
        .token(text(&made, "clientId"), text(&made, "secret"))
        .expect(200)
        .json();
    let user = on
        .admin
        .post("/api/v1/users", &json!({"email": "ada@example.com"}))
        .expect(201)
        .json();
    let cookie = on
        .admin
        .headers
        .iter()
        .find(|(name, _)| name == "Cookie")
        .unwrap()
        .1
        .clone();
    let key = std::fs::read_to_string(on.database.file("master.key")).unwrap();
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(&on.database.folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().is_some_and(|name| name != "master.key") {
            stored.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| {
        stored
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(
        holds(text(&made, "clientId")) && holds("$argon2id$"),
        "the file was read"
    );
    for hidden in [
        text(&made, "secret"),
        text(&token, "access_token"),
        text(&user, "tempPassword"),
        PASSWORD,
        cookie.split_once('=').unwrap().1,
        key.trim(),
    ] {
        assert!(!holds(hidden), "the file holds {hidden}");
    }
}

both!(
    /// A session's row can't be used as its cookie, and a session that is over is over after a restart too.
    sessions_expire,
    |on| {
        on.database.sql("UPDATE sessions SET last_used_at = last_used_at - 40000000");
        let node = on.second();
        on.admin.at(&node.address).get("/api/v1/session").expect(401);
        let fresh = on.sign_in("admin@example.com", PASSWORD);
        fresh.at(&node.address).get("/api/v1/session").expect(200);
        on.database.sql("UPDATE sessions SET expires_at = 1");
        let node = on.second();
        fresh.at(&node.address).get("/api/v1/session").expect(401);
    }
);

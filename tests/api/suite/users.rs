//! Set-up, signing in and out, users, their passwords and sessions.

use clientele_api_tests::{Database, Engine, PASSWORD, both, text};
use serde_json::{Value, json};

/// Runs on an installation without an administrator.
fn fresh(engine: Engine) {
    let Some(database) = Database::new(engine) else {
        return;
    };
    let first = database.serve();
    let old = first.setup_token().expect("printed");
    drop(first);
    let server = database.serve();
    let token = server.setup_token().expect("printed at every start");
    assert_ne!(old, token);
    let origin = format!("http://{}", server.address);
    let browser = server.client().with("Origin", &origin);
    let body = |token: &str| json!({"token": token, "organisation": "Example", "email": "Ada@Example.com", "password": PASSWORD});
    for wrong in [&old, "", "guess"] {
        browser
            .post("/api/v1/setup", &body(wrong))
            .error(403, "setup_token_invalid");
    }
    for (field, value, code) in [
        ("password", json!("short"), "weak_password"),
        ("password", json!("password123456"), "weak_password"),
        ("email", json!("not an email"), "invalid_email"),
        ("organisation", json!("  "), "invalid_name"),
    ] {
        let mut body = body(&token);
        body[field] = value;
        assert_eq!(
            browser
                .post("/api/v1/setup", &body)
                .error(400, code)
                .field(),
            field
        );
    }
    let done = browser.post("/api/v1/setup", &body(&token)).expect(201);
    let cookie = done.header("set-cookie").expect("signed in");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "plain HTTP on loopback: {cookie}"
    );
    assert_eq!(done.json()["username"], "ada@example.com");
    browser
        .post("/api/v1/setup", &body(&token))
        .error(409, "setup_done");
    drop(server);
    let again = database.serve();
    assert!(again.setup_token().is_none(), "an administrator exists");
}

/// The first run, on SQLite.
#[test]
fn set_up_sqlite() {
    fresh(Engine::Sqlite);
}

/// The first run, on PostgreSQL.
#[test]
fn set_up_postgresql() {
    fresh(Engine::Postgres);
}

both!(
    /// Signing in, what it gives, and signing out.
    sessions_begin_and_end,
    |on| {
        let me = on.admin.get("/api/v1/session").expect(200).json();
        assert_eq!(me["username"], "admin@example.com");
        on.anonymous.get("/api/v1/session").error(401, "unauthenticated");
        let second = on.sign_in("ADMIN@example.com", PASSWORD);
        let sessions = second.get("/api/v1/users/me/sessions").expect(200).json();
        assert_eq!(sessions.as_array().unwrap().len(), 2);
        assert_eq!(sessions.as_array().unwrap().iter().filter(|s| s["current"] == true).count(), 1);
        second.delete("/api/v1/session").expect(204);
        second.get("/api/v1/session").expect(401);
        on.admin.get("/api/v1/session").expect(200);
    }
);

both!(
    /// Unknown and wrong look alike, and guessing is slowed down, without locking the owner's other sessions out.
    guessing_is_slowed,
    |on| {
        let origin = format!("http://{}", on.server.address);
        let browser = on.anonymous.with("Origin", &origin);
        let attempt = |email: &str, password: &str| {
            browser.post("/api/v1/session", &json!({"email": email, "password": password}))
        };
        let plain = |answer: clientele_api_tests::Answer| {
            let mut body = answer.error(401, "sign_in_failed").json();
            body["requestId"] = Value::Null;
            body
        };
        assert_eq!(plain(attempt("admin@example.com", "wrong")), plain(attempt("nobody@example.com", "wrong")));
        let limited = (0..20).map(|_| attempt("admin@example.com", "wrong")).find(|answer| answer.status == 429);
        let limited = limited.expect("limited in time").error(429, "too_many_requests");
        let wait: u64 = limited.header("retry-after").expect("says when").parse().unwrap();
        assert!((1..=60).contains(&wait));
        attempt("admin@example.com", PASSWORD).expect(429);
        on.admin.get("/api/v1/session").expect(200);
    }
);

both!(
    /// A cookie alone is not enough for a change: it must come from the product's own page.
    foreign_pages_change_nothing,
    |on| {
        let cookie = on.admin.headers.iter().find(|(name, _)| name == "Cookie").unwrap().1.clone();
        let body = json!({"name": "forged"});
        let foreign = on.anonymous.with("Cookie", &cookie);
        for client in [
            foreign.clone(),
            foreign.with("Origin", "https://evil.example"),
            foreign.with("Origin", "null"),
            foreign.with("Sec-Fetch-Site", "cross-site"),
            foreign.with("Sec-Fetch-Site", "same-site"),
        ] {
            client.post("/api/v1/apps", &body).error(403, "foreign_origin");
        }
        foreign.with("Sec-Fetch-Site", "same-origin").post("/api/v1/apps", &body).expect(201);
        foreign.get("/api/v1/apps").expect(200);
    }
);

both!(
    /// Users are made with a temporary password, reset, change their own, and are deleted with their sessions.
    the_life_of_a_user,
    |on| {
        let made = on.admin.post("/api/v1/users", &json!({"email": "bob@example.com"})).expect(201);
        assert_eq!(made.header("cache-control"), Some("no-store"));
        let made = made.json();
        assert_eq!(made["username"], "bob@example.com");
        on.admin.post("/api/v1/users", &json!({"email": "BOB@example.com"})).error(409, "email_taken");
        assert_eq!(on.admin.post("/api/v1/users", &json!({"email": "x"})).expect(400).field(), "email");
        let path = format!("/api/v1/users/{}", text(&made, "id"));
        let read = on.admin.get(&path).expect(200).json();
        assert_eq!((&read["isLocal"], &read["createdBy"]), (&json!(true), &json!("admin@example.com")));

        let bob = on.sign_in("bob@example.com", text(&made, "tempPassword"));
        let change = |current: &str, new: &str| {
            bob.post("/api/v1/users/me/password", &json!({"currentPassword": current, "newPassword": new}))
        };
        let wrong = change("wrong", "correct-horse-battery-10");
        assert!(matches!(wrong.status, 400 | 401 | 403), "{}", wrong.text());
        change(text(&made, "tempPassword"), "password123456").error(400, "weak_password");
        change(text(&made, "tempPassword"), "correct-horse-battery-10").expect(204);
        let bob = on.sign_in("bob@example.com", "correct-horse-battery-10");

        let reset = on.admin.post(&format!("{path}/password"), &Value::Null).expect(200).json();
        bob.get("/api/v1/session").expect(401);
        let bob = on.sign_in("bob@example.com", text(&reset, "tempPassword"));
        on.admin.delete(&path).expect(204);
        bob.get("/api/v1/session").expect(401);
        on.admin.get(&path).expect(404);
    }
);

both!(
    /// At least one System administrator always remains.
    the_last_administrator_stays,
    |on| {
        let users = on.admin.get("/api/v1/users").json();
        let path = format!("/api/v1/users/{}", text(&users[0], "id"));
        on.admin.delete(&path).error(409, "last_administrator");
        let rules = on.admin.get("/api/v1/authorization/access-rules?subjectType=user").json();
        let rule = format!("/api/v1/authorization/access-rules/{}", rules["accessRules"][0]["id"]);
        on.admin.delete(&rule).error(409, "last_administrator");
        on.user("second@example.com", &[("System administrator", "tenant", "1")]);
        on.admin.delete(&rule).expect(204);
        on.admin.get("/api/v1/users").error(403, "permission_denied");
    }
);

both!(
    /// A temporary password opens the door to a password of one's own, and to nothing else.
    a_temporary_password_must_be_changed,
    |on| {
        let made = on.admin.post("/api/v1/users", &json!({"email": "bob@example.com"})).expect(201).json();
        on.give("bob@example.com", "user", &("System administrator", "tenant", "1"));
        let temporary = text(&made, "tempPassword");
        let bob = on.sign_in("bob@example.com", temporary);
        assert_eq!(bob.get("/api/v1/session").expect(200).json()["mustChangePassword"], true);
        for path in ["/api/v1/apps", "/api/v1/users", "/api/v1/authorization/permissions"] {
            bob.get(path).error(403, "password_change_required");
        }
        bob.post("/api/v1/apps", &json!({"name": "x"})).error(403, "password_change_required");
        let change = json!({"currentPassword": temporary, "newPassword": "correct-horse-battery-10"});
        bob.post("/api/v1/users/me/password", &change).expect(204);
        bob.get("/api/v1/apps").expect(200);
        assert_eq!(bob.get("/api/v1/session").expect(200).json()["mustChangePassword"], false);

        let kept = on.admin.post("/api/v1/users", &json!({"email": "eve@example.com", "resetPassword": false})).expect(201).json();
        let eve = on.sign_in("eve@example.com", text(&kept, "tempPassword"));
        eve.get("/api/v1/authorization/permissions").expect(200);
    }
);

both!(
    /// One's own sessions: listed, and ended one by one or all but this.
    sessions_are_ended_one_by_one,
    |on| {
        const MINE: &str = "/api/v1/users/me/sessions";
        let (second, third) = (on.sign_in("admin@example.com", PASSWORD), on.sign_in("admin@example.com", PASSWORD));
        let id_of = |client: &clientele_api_tests::Client| {
            let sessions = client.get(MINE).expect(200).json();
            let own = sessions.as_array().unwrap().iter().find(|session| session["current"] == true).unwrap().clone();
            text(&own, "id").to_owned()
        };
        on.admin.delete(&format!("{MINE}/{}", id_of(&second))).expect(204);
        second.get("/api/v1/session").expect(401);
        third.get("/api/v1/session").expect(200);
        on.admin.delete(&format!("{MINE}/00000000-0000-0000-0000-000000000000")).error(404, "not_found");
        let other = on.user("ada@example.com", &[]);
        other.delete(&format!("{MINE}/{}", id_of(&third))).error(404, "not_found");
        on.admin.delete(MINE).expect(204);
        third.get("/api/v1/session").expect(401);
        on.admin.get("/api/v1/session").expect(200);
    }
);

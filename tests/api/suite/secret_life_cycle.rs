//! The life of a client secret: overlap, expiry, what is known of it; and creations that may be repeated.

use clientele_api_tests::{Installation, both, text};
use serde_json::{Value, json};

const APPS: &str = "/api/v1/apps";

/// A token's text, or the status of the refusal.
fn token(on: &Installation, client_id: &str, secret: &str) -> Result<String, u16> {
    let answer = on.token(client_id, secret);
    if answer.status == 200 {
        return Ok(text(&answer.json(), "access_token").to_owned());
    }
    assert_eq!(answer.json()["error"], "invalid_client");
    Err(answer.status)
}

/// Waits for what takes a moment, longer on a busy machine.
fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let since = std::time::Instant::now();
    while !is_so() {
        assert!(since.elapsed().as_secs() < 30, "not in time: {what}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

both!(
    /// Both secrets obtain tokens until the overlap ends, by its time or sooner; and what each did is told apart.
    two_secrets_live_side_by_side,
    |on| {
        let made = on.application("ci", &[("Viewer", "tenant", "1")]);
        let (id, client_id, old) = (text(&made, "clientId"), text(&made, "clientId"), text(&made, "secret"));
        assert_eq!(id, client_id);
        let path = format!("{APPS}/{}", text(&made, "id"));
        let works = |token: &str| on.anonymous.bearer(token).get("/api/v1/clusters").status == 200;
        let before = token(on, client_id, old).unwrap();
        let info = || on.admin.get(&path).expect(200).json()["secretInfo"].clone();
        assert!(info()["lastUsedAt"].is_string(), "{}", info());
        assert!(info().get("previousValidUntil").is_none());

        let new = on.admin.post(&format!("{path}/secret"), &json!({"overlapSeconds": 3600})).expect(200).json();
        let new = text(&new, "secret");
        let told = info();
        assert_eq!(told["lastUsedAt"], Value::Null, "{told}");
        assert!(told["previousValidUntil"].is_string() && told["previousLastUsedAt"].is_string(), "{told}");
        assert_eq!(told["hint"].as_str(), Some(&new[new.len() - 4..]));
        assert!(works(&before), "its tokens live as long as it does");
        let (by_old, by_new) = (token(on, client_id, old).unwrap(), token(on, client_id, new).unwrap());
        assert!(works(&by_old) && works(&by_new));
        let told = info();
        assert!(told["lastUsedAt"].is_string() && told["previousLastUsedAt"].is_string(), "{told}");

        on.admin.delete(&format!("{path}/secret/previous")).expect(204);
        assert_eq!(token(on, client_id, old), Err(401));
        assert!(!works(&before) && !works(&by_old) && works(&by_new));
        on.admin.delete(&format!("{path}/secret/previous")).error(404, "not_found");

        // A disabled application's tokens die, of both secrets, and stay dead.
        let third = on.admin.post(&format!("{path}/secret"), &json!({"overlapSeconds": 60})).expect(200).json();
        let third = text(&third, "secret");
        let pair = [token(on, client_id, new).unwrap(), token(on, client_id, third).unwrap()];
        on.admin.patch(&path, &json!({"enabled": false})).expect(200);
        on.admin.patch(&path, &json!({"enabled": true})).expect(200);
        assert!(!works(&pair[0]) && !works(&pair[1]));
        assert!(token(on, client_id, new).is_ok() && token(on, client_id, third).is_ok());
        // Without an overlap both die.
        let fourth = on.admin.post(&format!("{path}/secret"), &Value::Null).expect(200).json();
        assert_eq!([token(on, client_id, new), token(on, client_id, third)], [Err(401), Err(401)]);
        assert!(token(on, client_id, text(&fourth, "secret")).is_ok());
        let too_long = on.admin.post(&format!("{path}/secret"), &json!({"overlapSeconds": 604_801})).error(400, "invalid_value");
        assert_eq!(too_long.field(), "overlapSeconds");
    }
);

both!(
    /// An overlap ends by itself, on every node; a restart forgets neither the secrets nor their last uses.
    an_overlap_ends_by_itself,
    |on| {
        let made = on.application("ci", &[]);
        let (client_id, old) = (text(&made, "clientId"), text(&made, "secret"));
        let path = format!("{APPS}/{}", text(&made, "id"));
        let regenerate = |seconds: u32| {
            let new = on.admin.post(&format!("{path}/secret"), &json!({"overlapSeconds": seconds})).expect(200).json();
            text(&new, "secret").to_owned()
        };
        let second = on.second();
        let there = |secret: &str| on.anonymous.at(&second.address).basic(client_id, secret).form("/oauth2/token", &[("grant_type", "client_credentials")]).status;
        let new = regenerate(3600);
        assert_eq!((there(old), there(&new)), (200, 200));
        eventually("both uses are told by the other node", || {
            let told = on.admin.get(&path).expect(200).json()["secretInfo"].clone();
            told["lastUsedAt"].is_string() && told["previousLastUsedAt"].is_string()
        });
        let newest = regenerate(2);
        eventually("the overlap ends", || there(&new) == 401);
        assert_eq!((there(old), there(&newest)), (401, 200));
        assert_eq!(token(on, client_id, &new), Err(401));
    }
);

both!(
    /// Unknown, wrong, disabled, deleted, expired and outlived: one answer, to the letter.
    refused_credentials_answer_alike,
    |on| {
        let life = |name: &str| {
            let made = on.application(name, &[]);
            (text(&made, "clientId").to_owned(), text(&made, "secret").to_owned(), format!("{APPS}/{}", text(&made, "id")))
        };
        let (right, wrong, disabled, deleted, expired, outlived) =
            (life("right"), life("wrong"), life("disabled"), life("deleted"), life("expired"), life("outlived"));
        on.admin.patch(&disabled.2, &json!({"enabled": false})).expect(200);
        on.admin.delete(&deleted.2).expect(204);
        let soon = |seconds: i64| {
            let now = on.admin.post("/api/v1/apps", &json!({"name": format!("clock {seconds}")})).expect(201).json();
            let made = on.admin.get(&format!("{APPS}/{}", text(&now, "id"))).json();
            let at = shared::Timestamp::parse(text(&made, "createdAt")).unwrap().millis();
            shared::Timestamp::from_millis(at + seconds * 1000).to_string()
        };
        on.admin.patch(&expired.2, &json!({"expiresAt": soon(5)})).expect(200);
        on.admin.post(&format!("{}/secret", outlived.2), &json!({"overlapSeconds": 1})).expect(200);
        eventually("it expires", || on.token(&expired.0, &expired.1).status == 401);
        on.token(&right.0, &right.1).expect(200);
        let cases = [
            ("unknown", "nobody-000000", &right.1),
            ("wrong", &*wrong.0, &right.1),
            ("disabled", &*disabled.0, &disabled.1),
            ("deleted", &*deleted.0, &deleted.1),
            ("expired", &*expired.0, &expired.1),
            ("outlived", &*outlived.0, &outlived.1),
        ];
        let plain = |client_id: &str, secret: &str| {
            let mut answer = on.token(client_id, secret).expect(401);
            answer.headers.retain(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
            (answer.headers.clone(), answer.text())
        };
        let first = plain(cases[0].1, cases[0].2);
        for (what, client_id, secret) in cases {
            assert_eq!(plain(client_id, secret), first, "{what}");
        }
    }
);

both!(
    /// Lifetime, description and expiry are kept, shown, changed and emptied; and hold.
    fields_of_an_application,
    |on| {
        let made = on.admin.post(APPS, &json!({"name": "ci", "description": " for tests ", "tokenLifetimeSeconds": 600, "expiresAt": "2100-01-01T00:00:00Z"})).expect(201).json();
        let path = format!("{APPS}/{}", text(&made, "id"));
        let shown = on.admin.get(&path).expect(200).json();
        assert_eq!((&shown["description"], &shown["tokenLifetimeSeconds"], &shown["expiresAt"]), (&json!("for tests"), &json!(600), &json!("2100-01-01T00:00:00Z")));
        let answer = on.anonymous.with("User-Agent", "probe/1").basic(text(&made, "clientId"), text(&made, "secret")).form("/oauth2/token", &[("grant_type", "client_credentials")]);
        assert_eq!(answer.expect(200).json()["expires_in"], 600);
        let shown = on.admin.get(&path).expect(200).json();
        assert_eq!((&shown["lastLoginIp"], &shown["lastLoginUserAgent"]), (&json!("127.0.0.1"), &json!("probe/1")));
        on.admin.patch(&path, &json!({"description": null, "expiresAt": null, "tokenLifetimeSeconds": null})).expect(200);
        let shown = on.admin.get(&path).expect(200).json();
        assert!(["description", "expiresAt", "tokenLifetimeSeconds"].iter().all(|field| shown.get(field).is_none()), "{shown}");
    }
);

both!(
    /// A creation whose answer was lost may be asked for again: the same application, a new secret, the first one dead.
    creations_may_be_repeated,
    |on| {
        let once = on.admin.with("Idempotency-Key", "4c5d");
        let body = json!({"name": "ci", "description": "d"});
        let first = once.post(APPS, &body).expect(201).json();
        let again = once.post(APPS, &body).expect(201).json();
        assert_eq!((&first["id"], &first["clientId"]), (&again["id"], &again["clientId"]));
        assert_ne!(first["secret"], again["secret"]);
        assert_eq!(on.admin.get(APPS).json().as_array().unwrap().len(), 1);
        let client_id = text(&first, "clientId");
        assert_eq!(token(on, client_id, text(&first, "secret")), Err(401));
        let other = once.post(APPS, &json!({"name": "other"})).error(409, "idempotency_key_used").json();
        assert_eq!(other["details"], first["id"]);
        assert!(token(on, client_id, text(&again, "secret")).is_ok());
        let used = once.post(APPS, &body).error(409, "idempotency_key_used").json();
        assert_eq!(used["details"], first["id"]);
        on.admin.post(APPS, &body).error(409, "name_taken");
        // Another caller's key is another key, and another key is another request.
        let else_who = on.user("ada@example.com", &[("System administrator", "tenant", "1")]).with("Idempotency-Key", "4c5d");
        let theirs = else_who.post("/api/v1/service-accounts", &json!({"name": "theirs"})).expect(201).json();
        assert!(theirs["clientSecret"].is_string());
        assert_eq!(on.admin.with("Idempotency-Key", &"x".repeat(256)).post(APPS, &json!({"name": "z"})).error(400, "invalid_value").field(), "Idempotency-Key");
    }
);

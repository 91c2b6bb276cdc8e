//! `POST /oauth2/introspect` (RFC 7662), and the cases about tokens that die.

use clientele_api_tests::{Answer, Installation, both, text};
use serde_json::{Value, json};

/// An application of the cases: its credentials, and a token of its own.
struct App {
    id: String,
    client_id: String,
    secret: String,
    token: String,
}

fn app(on: &Installation, name: &str, rules: &[(&str, &str, &str)]) -> App {
    let made = on.application(name, rules);
    let (client_id, secret) = (
        text(&made, "clientId").to_owned(),
        text(&made, "secret").to_owned(),
    );
    let token = on.token(&client_id, &secret).expect(200).json();
    App {
        id: text(&made, "id").to_owned(),
        token: text(&token, "access_token").to_owned(),
        client_id,
        secret,
    }
}

fn introspect(on: &Installation, by: &App, token: &str) -> Answer {
    on.anonymous
        .basic(&by.client_id, &by.secret)
        .form("/oauth2/introspect", &[("token", token)])
}

/// A role that lists applications, as the cases ask for.
const LISTS: (&str, &str, &str) = ("System administrator", "tenant", "1");

both!(
    /// `delete-kills-tokens`
    deleting_ends_tokens,
    |on| {
        let (a, b) = (app(on, "A", &[LISTS]), app(on, "B", &[LISTS]));
        let bearer = on.anonymous.bearer(&a.token);
        bearer.get("/api/v1/apps").expect(200);
        assert_eq!(introspect(on, &b, &a.token).expect(200).json()["active"], true);
        on.admin.delete(&format!("/api/v1/apps/{}", a.id)).expect(204);
        bearer.get("/api/v1/apps").expect(401);
        assert_eq!(introspect(on, &b, &a.token).expect(200).json(), json!({"active": false}));
        assert_eq!(on.token(&a.client_id, &a.secret).expect(401).json()["error"], "invalid_client");
    }
);

both!(
    /// `disable-kills-tokens`
    disabling_ends_tokens,
    |on| {
        let (a, b) = (app(on, "A", &[LISTS]), app(on, "B", &[LISTS]));
        let path = format!("/api/v1/apps/{}", a.id);
        on.admin.patch(&path, &json!({"enabled": false})).expect(200);
        assert_eq!(introspect(on, &b, &a.token).expect(200).json(), json!({"active": false}));
        on.token(&a.client_id, &a.secret).expect(401);
        on.admin.patch(&path, &json!({"enabled": true})).expect(200);
        on.token(&a.client_id, &a.secret).expect(200);
    }
);

both!(
    /// Regenerating ends exactly the tokens of the old secret.
    regenerating_ends_the_old_tokens,
    |on| {
        let (a, b) = (app(on, "A", &[]), app(on, "B", &[LISTS]));
        let new = on.admin.post(&format!("/api/v1/apps/{}/secret", a.id), &Value::Null).expect(200).json();
        assert_eq!(introspect(on, &b, &a.token).expect(200).json(), json!({"active": false}));
        let token = on.token(&a.client_id, text(&new, "secret")).expect(200).json();
        assert_eq!(introspect(on, &b, text(&token, "access_token")).expect(200).json()["active"], true);
    }
);

both!(
    /// Who may ask, what is told, and that nothing else is.
    who_may_introspect,
    |on| {
        let (a, b, reader) = (app(on, "A", &[]), app(on, "B", &[]), app(on, "reader", &[LISTS]));
        let own = introspect(on, &a, &a.token).expect(200).json();
        assert_eq!((&own["active"], &own["client_id"]), (&json!(true), &json!(a.client_id)));
        assert_eq!(own["exp"].as_i64().unwrap() - own["iat"].as_i64().unwrap(), 3600);
        assert_eq!(introspect(on, &reader, &a.token).json()["active"], true);
        assert_eq!(introspect(on, &b, &a.token).expect(200).json(), json!({"active": false}));
        for nonsense in ["x", "a.b.c", &a.token[..40]] {
            assert_eq!(introspect(on, &a, nonsense).expect(200).json(), json!({"active": false}));
        }
        assert_eq!(introspect(on, &a, "").expect(400).json()["error"], "invalid_request");
        on.anonymous.form("/oauth2/introspect", &[("token", &a.token)]).expect(401);
        on.anonymous.basic(&a.client_id, "wrong").form("/oauth2/introspect", &[("token", &a.token)]).expect(401);
    }
);

//! Tokens that are bound to a key of their client's (DPoP, RFC 9449).

use clientele_api_tests::{Answer, Client, Installation, Prover, both, text};
use serde_json::{Value, json};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];
const CLUSTERS: &str = "/api/v1/clusters";

/// An application with a key.
struct App {
    made: Value,
    key: Prover,
    origin: String,
    client: Client,
}

impl App {
    fn new(on: &Installation, name: &str) -> Self {
        let made = on.application(name, &[("Viewer", "tenant", "1")]);
        Self {
            client: on
                .anonymous
                .basic(text(&made, "clientId"), text(&made, "secret")),
            made,
            key: Prover::new(),
            origin: format!("http://{}", on.server.address),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    fn ask(&self, proofs: &[&str]) -> Answer {
        let client = proofs.iter().fold(self.client.clone(), |client, proof| {
            client.with("DPoP", proof)
        });
        client.form("/oauth2/token", &GRANT)
    }

    /// A token that is bound to the key.
    fn token(&self) -> String {
        let proof = self.key.prove("POST", &self.url("/oauth2/token"), None);
        text(&self.ask(&[&proof]).expect(200).json(), "access_token").to_owned()
    }

    fn read(&self, on: &Client, token: &str) -> Answer {
        let proof = self.key.prove("GET", &self.url(CLUSTERS), Some(token));
        on.bound(token, &proof).get(CLUSTERS)
    }
}

/// What ends an application's token.
type End = fn(&Installation, &App, &str);

/// RFC 9449 section 7.1.
fn challenged(answer: Answer, code: &str) {
    let answer = answer.error(401, code);
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(
        challenge.starts_with(&format!("DPoP error=\"{code}\", algs=\"ES256 ")),
        "{challenge}"
    );
}

both!(
    /// Sections 5, 6 and 7: such a token is good with its key's proofs alone.
    a_bound_token_is_of_use_to_its_key_alone,
    |on| {
        let app = App::new(on, "bound");
        for path in ["/oauth2/token", "/api/v2/token"] {
            let proof = app.key.prove("POST", &app.url(path), None);
            let answer = app.client.with("DPoP", &proof).form(path, &GRANT).expect(200);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.json()["token_type"], "DPoP");
        }
        let token = app.token();
        app.read(&on.anonymous, &token).expect(200);
        app.read(&on.anonymous, &token).expect(200);
        let said = app.client.form("/oauth2/introspect", &[("token", &token)]).expect(200).json();
        assert_eq!((&said["active"], &said["token_type"]), (&json!(true), &json!("DPoP")));
        assert_eq!(said["cnf"], json!({"jkt": app.key.thumbprint()}));

        challenged(on.anonymous.bearer(&token).get(CLUSTERS), "invalid_token");
        let proof = || app.key.prove("GET", &app.url(CLUSTERS), Some(&token));
        challenged(on.anonymous.bearer(&token).with("DPoP", &proof()).get(CLUSTERS), "invalid_token");
        let bare = on.anonymous.with("Authorization", &format!("DPoP {token}"));
        challenged(bare.get(CLUSTERS), "invalid_dpop_proof");
        challenged(bare.with("DPoP", &proof()).with("DPoP", &proof()).get(CLUSTERS), "invalid_dpop_proof");
        let thief = Prover::new().prove("GET", &app.url(CLUSTERS), Some(&token));
        challenged(on.anonymous.bound(&token, &thief).get(CLUSTERS), "invalid_token");
        challenged(on.anonymous.bound("nonsense", &proof()).get(CLUSTERS), "invalid_token");

        // A token that is bound to nothing stays what it was, and gains nothing by a proof.
        let unbound = app.client.form("/oauth2/token", &GRANT).expect(200).json();
        let unbound = text(&unbound, "access_token");
        on.anonymous.bearer(unbound).get(CLUSTERS).expect(200);
        challenged(app.read(&on.anonymous, unbound), "invalid_token");
        let said = app.client.form("/oauth2/introspect", &[("token", unbound)]).expect(200).json();
        assert_eq!((&said["token_type"], said.get("cnf")), (&json!("Bearer"), None));
    }
);

both!(
    /// Section 4.3, over HTTP.
    wrong_proofs_are_refused,
    |on| {
        let app = App::new(on, "bound");
        let url = app.url("/oauth2/token");
        let claims = || app.key.claims("POST", &url, None);
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            app.key.sign(&claims)
        };
        let mut private = app.key.jwk();
        private["d"] = json!("AAAA");
        let header = json!({"typ": "dpop+jwt", "alg": "EdDSA", "jwk": private});
        let public = json!({"typ": "dpop+jwt", "alg": "EdDSA", "jwk": app.key.jwk()});
        let good = app.key.prove("POST", &url, None);
        app.ask(&[&good]).expect(200);
        let wrong = [
            (vec![good.clone()], "jti"),
            (vec![with("jti", json!("a")), with("jti", json!("b"))], "one DPoP header"),
            (vec![String::new()], "not a JWT"),
            (vec!["x".repeat(5_000)], "longer"),
            (vec![with("htm", json!("GET"))], "htm"),
            (vec![with("htu", json!(app.url("/api/v2/token")))], "htu"),
            (vec![with("iat", json!(1_500_000_000))], "iat"),
            (vec![app.key.sign_with(&header, &claims())], "private"),
            (vec![Prover::new().sign_with(&public, &claims())], "signature"),
        ];
        for (proofs, said) in wrong {
            let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
            let answer = app.ask(&proofs).expect(400);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            let body = answer.json();
            assert_eq!(body["error"], "invalid_dpop_proof", "{body}");
            assert!(text(&body, "error_description").contains(said), "{said}: {body}");
        }
        // Who can't authenticate learns nothing of the proof.
        let stranger = on.anonymous.basic(text(&app.made, "clientId"), "wrong").with("DPoP", "x");
        assert_eq!(stranger.form("/oauth2/token", &GRANT).expect(401).json()["error"], "invalid_client");
        // So large a header never gets here.
        let huge = "x".repeat(1_000_000);
        let answer = app.client.try_raw("POST", "/oauth2/token", &[("DPoP", &huge)], b"");
        assert!(answer.is_ok_and(|answer| answer.status == 431));

        let token = app.token();
        let read = |claims: &Value| on.anonymous.bound(&token, &app.key.sign(claims)).get(CLUSTERS);
        let good = app.key.claims("GET", &app.url(CLUSTERS), Some(&token));
        read(&good).expect(200);
        challenged(read(&good), "invalid_dpop_proof");
        for (name, value) in [
            ("ath", Value::Null),
            ("ath", json!("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")),
            ("htm", json!("POST")),
            ("htu", json!(app.url("/api/v1/apps"))),
            ("htu", json!(format!("https://elsewhere.example{CLUSTERS}"))),
            ("iat", json!(1_500_000_000)),
        ] {
            let mut claims = app.key.claims("GET", &app.url(CLUSTERS), Some(&token));
            claims[name] = value;
            challenged(read(&claims), "invalid_dpop_proof");
        }
        let mut asked = app.key.claims("GET", &app.url(&format!("{CLUSTERS}?x=y")), Some(&token));
        read(&asked).expect(200);
        asked["jti"] = json!("another");
        asked["htu"] = json!(app.url(CLUSTERS).to_uppercase().replace("/API/V1/CLUSTERS", "/api/%761/clusters"));
        read(&asked).expect(200);
    }
);

both!(
    /// Whatever ends a bearer token ends a bound one, on every node.
    bound_tokens_die_as_others_do,
    |on| {
        let second = on.second();
        let ends: [(&str, End); 4] = [
            ("disabled", |on, app, _| {
                on.admin.patch(&format!("/api/v1/apps/{}", text(&app.made, "id")), &json!({"enabled": false})).expect(200);
            }),
            ("deleted", |on, app, _| {
                on.admin.delete(&format!("/api/v1/apps/{}", text(&app.made, "id"))).expect(204);
            }),
            ("regenerated", |on, app, _| {
                on.admin.post(&format!("/api/v1/apps/{}/secret", text(&app.made, "id")), &Value::Null).expect(200);
            }),
            ("revoked", |_, app, token| {
                app.client.form("/oauth2/revoke", &[("token", token)]).expect(200);
            }),
        ];
        for (name, end) in ends {
            let app = App::new(on, name);
            let token = app.token();
            for node in [&on.server.address, &second.address] {
                app.read(&on.anonymous.at(node), &token).expect(200);
            }
            end(on, &app, &token);
            for node in [&on.server.address, &second.address] {
                challenged(app.read(&on.anonymous.at(node), &token), "invalid_token");
            }
        }
    }
);

both!(
    /// What the metadata say, and the endpoint whose answer can't say that a token is bound.
    where_bound_tokens_come_from,
    |on| {
        let metadata = on.anonymous.get("/.well-known/oauth-authorization-server").expect(200).json();
        let announced = json!(["ES256", "EdDSA", "Ed25519", "RS256", "PS256"]);
        assert_eq!(metadata["dpop_signing_alg_values_supported"], announced);
        let app = App::new(on, "compatible");
        let body = json!({"grantType": "client_credentials", "clientId": app.made["clientId"], "clientSecret": app.made["secret"]});
        let proof = app.key.prove("POST", &app.url("/api/v1/token"), None);
        let answer = on.anonymous.with("DPoP", &proof).post("/api/v1/token", &body);
        assert_eq!(answer.error(400, "invalid_value").field(), "DPoP");
        on.anonymous.post("/api/v1/token", &body).expect(200);
    }
);

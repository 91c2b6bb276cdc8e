//! Revocation (RFC 7009) and the server's metadata (RFC 8414).

use clientele_api_tests::{both, text};
use serde_json::json;

both!(
    /// A revoked token is refused and inactive at once, on every node and after a restart; its siblings live.
    a_revoked_token_dies_alone,
    |on| {
        let made = on.application("A", &[("Viewer", "tenant", "1")]);
        let (id, secret) = (text(&made, "clientId"), text(&made, "secret"));
        let token = || text(&on.token(id, secret).expect(200).json(), "access_token").to_owned();
        let (revoked, sibling) = (token(), token());
        let client = on.anonymous.basic(id, secret);
        let revoke = |token: &str| client.form("/oauth2/revoke", &[("token", token), ("token_type_hint", "access_token")]);
        let second = on.second();
        let answer = revoke(&revoked).expect(200);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.body.is_empty());
        for node in [&on.server.address, &second.address] {
            let there = on.anonymous.at(node);
            there.bearer(&revoked).get("/api/v1/clusters").error(401, "invalid_token");
            there.bearer(&sibling).get("/api/v1/clusters").expect(200);
            let told = there.basic(id, secret).form("/oauth2/introspect", &[("token", &revoked)]);
            assert_eq!(told.expect(200).json(), json!({"active": false}));
        }
        revoke(&revoked).expect(200);
        revoke("nonsense").expect(200);
        drop(second);
        on.second().client().bearer(&revoked).get("/api/v1/clusters").expect(401);

        let other = on.application("B", &[]);
        let thief = on.anonymous.basic(text(&other, "clientId"), text(&other, "secret"));
        let refused = thief.form("/oauth2/revoke", &[("token", &sibling)]).expect(400).json();
        assert_eq!(refused["error"], "unauthorized_client");
        on.anonymous.bearer(&sibling).get("/api/v1/clusters").expect(200);
        assert_eq!(client.form("/oauth2/revoke", &[]).expect(400).json()["error"], "invalid_request");
        assert_eq!(on.anonymous.form("/oauth2/revoke", &[("token", &sibling)]).expect(401).json()["error"], "invalid_client");
    }
);

both!(
    /// Clients find everything from the issuer alone.
    metadata_lead_to_every_endpoint,
    |on| {
        let issuer = format!("http://{}", on.server.address);
        let metadata = on.anonymous.get("/.well-known/oauth-authorization-server").expect(200).json();
        assert_eq!(metadata["issuer"], issuer);
        assert_eq!(metadata["grant_types_supported"], json!(["client_credentials"]));
        assert_eq!(metadata["token_endpoint_auth_methods_supported"], json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]));
        for (name, status) in [("token_endpoint", 400), ("introspection_endpoint", 401), ("revocation_endpoint", 401)] {
            let path = text(&metadata, name).strip_prefix(&issuer).unwrap().to_owned();
            let answer = on.anonymous.form(&path, &[("x", "y")]);
            assert!([status, 401].contains(&answer.status), "{name}: {}", answer.status);
        }
        let keys = text(&metadata, "jwks_uri").strip_prefix(&issuer).unwrap().to_owned();
        assert!(!on.anonymous.get(&keys).expect(200).json()["keys"].as_array().unwrap().is_empty());
        assert_eq!(on.anonymous.get("/.well-known/openid-configuration").expect(200).json(), metadata);
    }
);

//! Several processes on one database: what one has answered holds on all of them in the very next request.

use clientele_api_tests::{both, text};
use serde_json::{Value, json};

both!(
    /// A secret regenerated through one node is refused by the other; and so on for every change.
    what_one_node_answers_holds_on_the_other,
    |on| {
        let second = on.second();
        let there = on.admin.at(&second.address);
        let ask = |address: &str, id: &str, secret: &str| {
            let client = on.anonymous.at(address).basic(id, secret);
            client.form("/oauth2/token", &[("grant_type", "client_credentials")])
        };
        for round in 0..10 {
            let made = on.application(&format!("app {round}"), &[("Viewer", "tenant", "1")]);
            let (id, secret) = (text(&made, "clientId"), text(&made, "secret"));
            let path = format!("/api/v1/apps/{}", text(&made, "id"));
            // Both nodes have verified the secret, and remember it.
            let token = ask(&second.address, id, secret).expect(200).json();
            ask(&on.server.address, id, secret).expect(200);
            let bearer = on.anonymous.bearer(text(&token, "access_token"));
            bearer.get("/api/v1/clusters").expect(200);

            let new = there.post(&format!("{path}/secret"), &Value::Null).expect(200).json();
            ask(&on.server.address, id, secret).expect(401);
            bearer.get("/api/v1/clusters").expect(401);
            let new = text(&new, "secret");
            let token = ask(&on.server.address, id, new).expect(200).json();
            let bearer = on.anonymous.at(&second.address).bearer(text(&token, "access_token"));
            bearer.get("/api/v1/clusters").expect(200);

            on.admin.patch(&path, &json!({"enabled": false})).expect(200);
            ask(&second.address, id, new).expect(401);
            bearer.get("/api/v1/clusters").expect(401);
            there.patch(&path, &json!({"enabled": true})).expect(200);
            ask(&on.server.address, id, new).expect(200);
            there.delete(&path).expect(204);
            ask(&on.server.address, id, new).expect(401);
            on.admin.get(&path).expect(404);
        }
    }
);

both!(
    /// Rules, units, users and sessions too.
    every_kind_of_change_travels,
    |on| {
        let second = on.second();
        let there = on.admin.at(&second.address);
        let (cluster, ..) = on.cluster("A");
        there.get(&format!("/api/v1/clusters/{cluster}")).expect(200);
        let user = on.user("ada@example.com", &[]);
        let ada = user.at(&second.address);
        ada.get(&format!("/api/v1/clusters/{cluster}")).expect(403);
        let rule = on.give("ada@example.com", "user", &("Viewer", "cluster", &cluster));
        ada.get(&format!("/api/v1/clusters/{cluster}")).expect(200);
        there.delete(&format!("/api/v1/authorization/access-rules/{}", rule["id"])).expect(204);
        user.get(&format!("/api/v1/clusters/{cluster}")).expect(403);
        there.patch(&format!("/api/v1/clusters/{cluster}"), &json!({"name": "Alpha"})).expect(200);
        assert_eq!(on.admin.get(&format!("/api/v1/clusters/{cluster}")).json()["name"], "Alpha");
        user.delete("/api/v1/session").expect(204);
        ada.get("/api/v1/session").expect(401);
    }
);

both!(
    /// The same list has the same tag on every node, also on one that starts later: none sends what another has sent.
    lists_have_one_tag_on_all_nodes,
    |on| {
        let second = on.second();
        let made = on.application("app", &[("Viewer", "tenant", "1")]);
        let client = second.client().basic(text(&made, "clientId"), text(&made, "secret"));
        client.form("/oauth2/token", &[("grant_type", "client_credentials")]).expect(200);
        let third = on.second();
        let nodes = [&on.server.address, &second.address, &third.address];
        for path in ["/api/v1/apps?include=accessRules", "/api/v1/authorization/access-rules"] {
            let since = std::time::Instant::now();
            loop {
                let tags = nodes.map(|node| {
                    let answer = on.admin.at(node).get(path).expect(200);
                    answer.header("etag").unwrap().to_owned()
                });
                if tags.iter().all(|tag| *tag == tags[0]) {
                    on.admin.at(nodes[1]).with("If-None-Match", &tags[2]).get(path).expect(304);
                    break;
                }
                // The login is written within a second.
                assert!(since.elapsed().as_secs() < 30, "{tags:?}");
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
        }
    }
);

both!(
    /// Nodes that start at once on an empty database migrate it once, and share one signing key.
    nodes_may_start_at_once,
    |on| {
        let servers: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| on.database.serve())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let keys = on.anonymous.get("/.well-known/jwks.json").expect(200).json();
        for server in &servers {
            assert_eq!(server.client().get("/.well-known/jwks.json").expect(200).json(), keys);
        }
    }
);

both!(
    /// SIGTERM finishes what runs, writes the last logins, and exits 0.
    an_orderly_end_loses_nothing,
    |on| {
        let second = on.second();
        let made = on.application("app", &[]);
        let client = second.client().basic(text(&made, "clientId"), text(&made, "secret"));
        client.form("/oauth2/token", &[("grant_type", "client_credentials")]).expect(200);
        let (status, printed) = second.terminate();
        assert_eq!(status.code(), Some(0), "{printed}");
        let read = on.admin.get(&format!("/api/v1/apps/{}", text(&made, "id"))).expect(200).json();
        assert!(read["lastLogin"].is_string(), "{read}");
    }
);

//! Measurements.

use std::net::TcpListener;

use clientele_api_tests::{Client, Database, Engine, Installation, both, text};

both!(
    /// What Prometheus' own oauth2 setting gets with a token of ours: requests by operation, and what there is.
    measurements_are_told_to_those_who_may,
    |on| {
        on.application("one", &[]);
        let made = on.application("prometheus", &[("System administrator", "tenant", "1")]);
        let token = on.token(text(&made, "clientId"), text(&made, "secret")).expect(200).json();
        let told = on.anonymous.bearer(text(&token, "access_token")).get("/metrics").expect(200);
        assert!(told.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
        let told = told.text();
        for line in [
            "clientele_applications 2\n",
            "clientele_refusals_without_address_total 0\n",
            "clientele_http_request_duration_seconds_count{operation=\"create_application\",status=\"201\"} 2\n",
            "clientele_http_request_duration_seconds_bucket{operation=\"issue_token\",status=\"200\",le=\"+Inf\"} 1\n",
            "# TYPE clientele_http_request_duration_seconds histogram\n",
        ] {
            assert!(told.contains(line), "{line}{told}");
        }
        on.anonymous.get("/metrics").error(401, "unauthenticated");
    }
);

/// `--metrics-listen` serves them openly on an address of their own, and nothing else there.
#[test]
fn an_address_of_their_own() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = format!("127.0.0.1:{port}");
    let on = Installation::with(Engine::Sqlite, &["--metrics-listen", &address]).unwrap();
    let there = Client::anonymous(&address);
    assert!(
        there
            .get("/metrics")
            .expect(200)
            .text()
            .contains("clientele_users 1\n")
    );
    there.get("/api/v1/apps").expect(404);
    drop(on);
    let database = Database::new(Engine::Sqlite).unwrap();
    let failed = database.command(&["serve", "--metrics-listen", "nowhere"], "");
    assert!(failed.failed().contains("metrics-listen"));
}

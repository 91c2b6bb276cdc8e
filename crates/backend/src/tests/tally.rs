//! Tokens and refusals in the audit log: counted by the minute, over all nodes, and not lost.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Ground, requests::Browser};
use crate::{Core, audit::Verdict, oauth::tally::open_minute};

const STRANGER: &str = "cls_00000000000000000000000000000000000000000002CZclj";

async fn ask(core: &Arc<Core>, client_id: &str, secret: &str) -> StatusCode {
    let body =
        json!({"grantType": "client_credentials", "clientId": client_id, "clientSecret": secret});
    let answer = Browser::new(core)
        .send("POST", "/api/v1/token", Some(body))
        .await;
    answer.status()
}

async fn records(browser: &mut Browser, action: &str) -> Vec<Value> {
    let path = format!(
        "/api/v1/audit/log?start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&sortOrder=asc&filterBy=action%3D%3D{action}"
    );
    let page = browser.json("GET", &path, None).await;
    page["audit_logs"].as_array().unwrap().clone()
}

async fn write_down(core: &Core) {
    let now = core.env.now();
    core.tally.flush(core.store.db(), now).await.unwrap();
    core.audit_tally(open_minute(now)).await.unwrap();
}

async fn a_minute_of_an_application_is_one_record(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    let mut browser = Browser::set_up(&one).await;
    let made = browser
        .json("POST", "/api/v1/apps", Some(json!({"name": "ci"})))
        .await;
    let text = |name: &str| made[name].as_str().unwrap();
    let (id, client_id, secret) = (text("id"), text("clientId"), text("secret"));
    for core in [&one, &one, &two] {
        assert_eq!(ask(core, client_id, secret).await, StatusCode::OK);
        assert_eq!(
            ask(core, client_id, STRANGER).await,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(ask(core, "nobody", STRANGER).await, StatusCode::BAD_REQUEST);
    }
    // What was written down outlives its process.
    write_down(&two).await;
    drop(two);
    ground.hands.advance(59);
    assert_eq!(
        ask(&one, client_id, "no-secret").await,
        StatusCode::BAD_REQUEST
    );
    let path = format!("/api/v1/apps/{id}");
    browser
        .send("PATCH", &path, Some(json!({"enabled": false})))
        .await;
    assert_eq!(ask(&one, client_id, secret).await, StatusCode::BAD_REQUEST);
    ground.hands.advance(2);
    write_down(&one).await;
    assert_eq!(
        records(&mut browser, "IssueTokens").await.len(),
        0,
        "another node may still count"
    );
    ground.hands.advance(4);
    write_down(&one).await;
    write_down(&one).await;

    let issued = records(&mut browser, "IssueTokens").await;
    assert_eq!(issued.len(), 1);
    for (field, value) in [
        ("subject", json!("ci")),
        ("subject_type", json!("app")),
        ("result", json!("Success")),
        ("entity_type", json!("Application")),
        ("entity_id", json!(id)),
        (
            "metadata",
            json!({"minute": "2027-01-15T08:00:00Z", "tokens": "3"}),
        ),
    ] {
        assert_eq!(issued[0][field], value, "{field}");
    }
    let refused = records(&mut browser, "RefuseClient").await;
    assert_eq!(refused.len(), 2, "{refused:?}");
    for (record, subject, metadata) in [
        (
            &refused[0],
            "unknown client",
            json!({"minute": "2027-01-15T08:00:00Z", "refusals": "3", "unknownClient": "3"}),
        ),
        (
            &refused[1],
            "ci",
            json!({"minute": "2027-01-15T08:00:00Z", "refusals": "5", "wrongSecret": "4", "disabled": "1"}),
        ),
    ] {
        assert_eq!(record["subject"], subject);
        assert_eq!(record["result"], "Failure");
        assert_eq!(record["source_ip"], "0.0.0.0");
        assert!(record.get("url").is_none());
        assert_eq!(record["metadata"], metadata);
    }
    assert!(matches!(
        one.store.verify_audit().await.unwrap(),
        Verdict::Whole { .. }
    ));
}

async fn a_node_that_stops_leaves_the_minute_open(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    let mut browser = Browser::set_up(&one).await;
    let made = browser
        .json("POST", "/api/v1/apps", Some(json!({"name": "ci"})))
        .await;
    let text = |name: &str| made[name].as_str().unwrap();
    let (client_id, secret) = (text("clientId"), text("secret"));
    for core in [&one, &two] {
        assert_eq!(ask(core, client_id, secret).await, StatusCode::OK);
    }
    two.close().await;
    let again = ground.node().await;
    assert_eq!(ask(&again, client_id, secret).await, StatusCode::OK);
    again.close().await;
    ground.hands.advance(65);
    write_down(&one).await;
    let issued = records(&mut browser, "IssueTokens").await;
    assert_eq!(issued.len(), 1, "{issued:?}");
    assert_eq!(issued[0]["metadata"]["tokens"], "3");
}

async fn many_are_audited_in_several_changes(ground: &Ground) {
    let core = ground.node().await;
    let before = core.store.audit_head().await.unwrap().0;
    let seq = core.store.live().fresh().await.unwrap().seq;
    let now = core.env.now();
    for _ in 0..2 {
        for n in 0..10_000 {
            core.tally.issued(uuid::Uuid::from_u128(n), now);
        }
        core.tally.flush(core.store.db(), now).await.unwrap();
    }
    // Whichever node comes first, each is audited once.
    let other = ground.node().await;
    let (one, two) = tokio::join!(core.audit_tally(i64::MAX), other.audit_tally(i64::MAX));
    one.and(two).unwrap();
    let head = core.store.audit_head().await.unwrap().0;
    assert_eq!(head, before + 10_000, "of each, both seconds in one");
    let changes = core.store.live().fresh().await.unwrap().seq - seq;
    assert!((5..=256).contains(&changes), "{changes}");
    assert!(matches!(
        core.store.verify_audit().await.unwrap(),
        Verdict::Whole { .. }
    ));
}

super::on_both! {
    a_minute_of_an_application_is_one_record
    a_node_that_stops_leaves_the_minute_open
    many_are_audited_in_several_changes
}

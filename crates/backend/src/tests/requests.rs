//! What only a clock or the inside can show about requests.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::Ground;
use crate::{Core, http, sessions};

pub(super) struct Browser {
    router: axum::Router,
    cookie: Option<String>,
}

impl Browser {
    pub(super) fn new(core: &Arc<Core>) -> Self {
        Self {
            router: http::router(core),
            cookie: None,
        }
    }

    pub(super) async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let answer = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        if let Some(set) = answer.headers().get(header::SET_COOKIE) {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            self.cookie = Some(pair.to_owned());
        }
        answer
    }

    pub(super) async fn json(&mut self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.send(method, path, body).await;
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        serde_json::from_slice(&body.unwrap()).unwrap()
    }

    pub(super) async fn set_up(core: &Arc<Core>) -> Self {
        let mut browser = Self::new(core);
        let address = sessions::set_up_address(core).await.unwrap().unwrap();
        let (_, token) = address.split_once("#token=").unwrap();
        let body = json!({
            "token": token,
            "organisation": "Acme",
            "email": "ada@example.com",
            "password": "correct-horse-battery-9",
        });
        let answer = browser.send("POST", "/api/v1/setup", Some(body)).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        browser
    }
}

async fn an_idle_session_ends_and_a_used_one_goes_on(ground: &Ground) {
    let core = ground.node().await;
    let mut browser = Browser::set_up(&core).await;
    let idle = i64::from(core.settings.session_idle);
    for _ in 0..2 {
        ground.hands.advance(idle - 60);
        let answer = browser.send("GET", "/api/v1/session", None).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    ground.hands.advance(idle + 1);
    let answer = browser.send("GET", "/api/v1/session", None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

async fn a_session_ends_in_any_case(ground: &Ground) {
    let core = ground.node().await;
    let mut browser = Browser::set_up(&core).await;
    let hour = 3600;
    for _ in 0..i64::from(core.settings.session_lifetime) / hour - 1 {
        ground.hands.advance(hour);
        let answer = browser.send("GET", "/api/v1/session", None).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    ground.hands.advance(hour);
    let answer = browser.send("GET", "/api/v1/session", None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

async fn a_use_on_one_node_keeps_the_session_on_another(ground: &Ground) {
    let (one, two) = (ground.node().await, ground.node().await);
    let mut browser = Browser::set_up(&one).await;
    let mut elsewhere = Browser {
        router: http::router(&two),
        cookie: browser.cookie.clone(),
    };
    let idle = i64::from(one.settings.session_idle);
    ground.hands.advance(idle - 60);
    assert_eq!(
        browser.send("GET", "/api/v1/session", None).await.status(),
        StatusCode::OK
    );
    one.store
        .live()
        .logins()
        .flush(one.store.db())
        .await
        .unwrap();
    ground.hands.advance(idle - 60);
    assert_eq!(
        elsewhere
            .send("GET", "/api/v1/session", None)
            .await
            .status(),
        StatusCode::OK
    );
}

async fn a_stale_change_is_refused(ground: &Ground) {
    let core = ground.node().await;
    let mut browser = Browser::set_up(&core).await;
    let made = browser
        .send("POST", "/api/v1/apps", Some(json!({"name": "app"})))
        .await;
    let location = made.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    let patch = |tag: &'static str, name: &'static str, cookie: String| {
        let request = Request::builder()
            .method("PATCH")
            .uri(&location)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, cookie)
            .header(header::IF_MATCH, tag)
            .body(Body::from(json!({ "name": name }).to_string()))
            .unwrap();
        browser.router.clone().oneshot(request)
    };
    let cookie = browser.cookie.clone().unwrap();
    let first = patch("\"1\"", "ours", cookie.clone()).await.unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    let second = patch("\"1\"", "theirs", cookie.clone()).await.unwrap();
    assert_eq!(second.status(), StatusCode::PRECONDITION_FAILED);
    let third = patch("\"2\"", "theirs", cookie).await.unwrap();
    assert_eq!(third.status(), StatusCode::OK);
}

async fn a_list_that_has_not_changed_is_304(ground: &Ground) {
    let core = ground.node().await;
    let mut browser = Browser::set_up(&core).await;
    let first = browser.send("GET", "/api/v1/apps", None).await;
    let tag = first.headers()[header::ETAG].clone();
    let again = |browser: &Browser| {
        let request = Request::builder()
            .uri("/api/v1/apps")
            .header(header::COOKIE, browser.cookie.clone().unwrap())
            .header(header::IF_NONE_MATCH, tag.clone())
            .body(Body::empty())
            .unwrap();
        browser.router.clone().oneshot(request)
    };
    assert_eq!(
        again(&browser).await.unwrap().status(),
        StatusCode::NOT_MODIFIED
    );
    browser
        .send("POST", "/api/v1/apps", Some(json!({"name": "app"})))
        .await;
    assert_eq!(again(&browser).await.unwrap().status(), StatusCode::OK);
}

async fn a_cookie_from_another_site_changes_nothing(ground: &Ground) {
    let core = ground.node().await;
    let browser = Browser::set_up(&core).await;
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("x-nothing", "said"),
    ] {
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/apps")
            .header(header::COOKIE, browser.cookie.clone().unwrap())
            .header(header, value)
            .body(Body::from(r#"{"name":"app"}"#))
            .unwrap();
        let answer = browser.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{header}: {value}");
    }
    assert_eq!(core.store.live().current().application_count(), 0);
}

async fn nobody_is_signed_in_from_another_site(ground: &Ground) {
    let core = ground.node().await;
    let browser = Browser::set_up(&core).await;
    let credentials = r#"{"email":"ada@example.com","password":"correct-horse-battery-9"}"#;
    for (site, status) in [
        ("cross-site", StatusCode::FORBIDDEN),
        ("same-origin", StatusCode::OK),
    ] {
        let request = Request::builder()
            .method("POST")
            .uri("/api/v1/session")
            .header("sec-fetch-site", site)
            .body(Body::from(credentials))
            .unwrap();
        let answer = browser.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{site}");
    }
}

async fn signing_in_again_ends_the_browsers_session_so_far(ground: &Ground) {
    let core = ground.node().await;
    let mut browser = Browser::set_up(&core).await;
    let before = browser.cookie.clone();
    let credentials = json!({"email": "Ada@example.com", "password": "correct-horse-battery-9"});
    let answer = browser
        .send("POST", "/api/v1/session", Some(credentials))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_ne!(browser.cookie, before);
    browser.cookie = before;
    let answer = browser.send("GET", "/api/v1/session", None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

super::on_both! {
    nobody_is_signed_in_from_another_site
    signing_in_again_ends_the_browsers_session_so_far
    an_idle_session_ends_and_a_used_one_goes_on
    a_session_ends_in_any_case
    a_use_on_one_node_keeps_the_session_on_another
    a_stale_change_is_refused
    a_list_that_has_not_changed_is_304
    a_cookie_from_another_site_changes_nothing
}

//! What is true of every answer, and what happens to requests that make no sense.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
};

use clientele_api_tests::both;

both!(
    /// Headers of every answer.
    every_answer_is_guarded,
    |on| {
        for answer in [
            on.admin.get("/api/v1/apps"),
            on.anonymous.get("/api/v1/apps"),
            on.anonymous.get("/api/nothing"),
            on.anonymous.get("/healthz"),
            on.anonymous.get("/access/applications"),
            on.anonymous.form("/oauth2/token", &[]),
        ] {
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{}", answer.asked);
            let policy = answer.header("content-security-policy").unwrap_or_default();
            assert!(policy.contains("frame-ancestors 'none'"), "{}: {policy}", answer.asked);
            assert!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"), "{policy}");
            assert!(answer.header("referrer-policy").is_some());
            assert!(answer.header("x-request-id").is_some_and(|id| id.len() >= 16));
            assert!(answer.header("strict-transport-security").is_none(), "plain HTTP");
            assert!(answer.header("access-control-allow-origin").is_none(), "no other page's business");
        }
    }
);

both!(
    /// Unknown paths, methods, types and sizes.
    nonsense_is_named,
    |on| {
        on.admin.get("/api/v1/nothing").error(404, "not_found");
        let answer = on.admin.json("PUT", "/api/v1/apps", &serde_json::Value::Null).error(405, "method_not_allowed");
        let allow = answer.header("allow").unwrap_or_default();
        assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
        let post = |content_type: &str, body: &[u8]| {
            on.admin.raw("POST", "/api/v1/apps", &[("Content-Type", content_type)], body)
        };
        post("application/json", b"{").error(400, "malformed_body");
        post("application/json", b"[]").error(400, "malformed_body");
        post("application/json", b"{\"name\":\"\xff\"}").error(400, "malformed_body");
        post("application/json", &b"[".repeat(10_000)).error(400, "malformed_body");
        post("application/json", &b" ".repeat(2_000_000)).error(413, "too_large");
        post("text/xml", b"<name/>").error(415, "unsupported_media_type");
        post("application/json; charset=utf-8", br#"{"name":"with charset"}"#).expect(201);
        on.admin.raw("POST", "/api/v1/apps", &[], br#"{"name":"without type"}"#).expect(201);
    }
);

both!(
    /// Bytes that are not even HTTP end the connection, not the server.
    broken_http_is_survived,
    |on| {
        for bytes in [
            &b"\r\n\r\n"[..],
            b"GET\r\n\r\n",
            b"GET /api/v1/apps HTTP/9.9\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"POST /api/v1/apps HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        ] {
            let mut stream = TcpStream::connect(&on.server.address).unwrap();
            let mut answer = Vec::new();
            // The server may have hung up before it has heard everything: that is an answer too.
            let heard = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
            let _ = heard.and_then(|()| stream.read_to_end(&mut answer).map(drop));
            let answer = String::from_utf8_lossy(&answer);
            let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.0 4");
            assert!(refused, "{}: {answer}", String::from_utf8_lossy(bytes));
        }
        let long = format!("/api/v1/apps/{}", "x".repeat(20_000));
        assert!(on.admin.get(&long).status < 500);
        on.admin.get("/api/v1/apps").expect(200);
        assert!(!on.server.printed().contains("panicked"), "{}", on.server.printed());
    }
);

both!(
    /// The process is alive, and can serve.
    health,
    |on| {
        on.anonymous.get("/healthz").expect(200);
        on.anonymous.get("/readyz").expect(200);
    }
);

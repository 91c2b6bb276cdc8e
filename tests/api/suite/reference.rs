//! The description of the API, and the page that shows it.

use clientele_api_tests::{both, text};
use clientele_backend::http::endpoint::{self, Access};

both!(
    /// Every endpoint that the server routes is described, with its permission, examples and errors.
    the_description_is_of_this_server,
    |on| {
        let answer = on.anonymous.get("/api/openapi.json").expect(200);
        let tag = answer.header("etag").unwrap().to_owned();
        let document = answer.json();
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!((&document["tags"][0]["name"], &document["tags"][1]["name"]), (&"Applications".into(), &"Access rules".into()));
        for endpoint in endpoint::all() {
            let said = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
            assert_eq!(text(said, "operationId"), endpoint.operation);
            match endpoint.access {
                Access::Account(needed) | Access::Scoped(needed) => assert_eq!(text(said, "x-permission"), needed.to_string()),
                Access::Open | Access::SignedIn => assert!(said.get("x-permission").is_none()),
            }
            if let Some(body) = said["requestBody"]["content"].as_object() {
                assert!(body.values().all(|media| media["schema"].is_object() && !media["example"].is_null()), "{said}");
            }
            assert!(said["responses"].as_object().unwrap().len() >= 2, "{said}");
        }
        let whole = document.to_string();
        for reference in whole.split("\"$ref\":\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name} is not there");
        }
        on.anonymous.with("If-None-Match", &tag).get("/api/openapi.json").expect(304);
    }
);

both!(
    /// The page needs no signing in, and nothing from elsewhere; its policy allows no inline script or style.
    the_reference_is_served_from_the_binary,
    |on| {
        let page = on.anonymous.get("/api/docs").expect(200);
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        let html = page.text();
        assert!(!html.contains("http://") && !html.contains("https://cdn"), "asks elsewhere");
        for (path, kind) in [("/api/docs/reference.css", "text/css"), ("/api/docs/reference.js", "text/javascript")] {
            assert!(html.contains(path));
            assert!(on.anonymous.get(path).expect(200).header("content-type").unwrap().starts_with(kind));
        }
    }
);

//! Commands against a running server's database: it knows of what they did in the very next request.

use clientele_api_tests::{PASSWORD, both, cases, text};
use serde_json::{Value, json};

both!(
    /// An application made on the command line obtains a token at once.
    applications_made_beside_a_running_server,
    |on| {
        let (cluster, ..) = on.cluster("A");
        on.admin.get("/api/v1/apps").expect(200);
        let made = on.database.command(
            &[
                "app", "create", "--name", "ci", "--role", "Researcher", "--scope-type", "cluster", "--scope-id", &cluster,
                "--role", "viewer", "--scope-type", "tenant",
            ],
            "",
        );
        let made: Value = serde_json::from_str(&made.ok()).unwrap();
        let (id, secret) = (text(&made, "clientId"), text(&made, "clientSecret"));
        let token = on.token(id, secret).expect(200).json();
        on.anonymous.bearer(text(&token, "access_token")).get(&format!("/api/v1/clusters/{cluster}")).expect(200);
        let rules = on.admin.get(&format!("/api/v1/authorization/access-rules?subjectType=app&subjectIds={id}")).json();
        let names: Vec<_> = rules["accessRules"].as_array().unwrap().iter().map(|rule| text(rule, "roleName")).collect();
        assert_eq!(names, ["Researcher", "Viewer"]);
        assert_eq!(on.admin.get("/api/v1/apps").json()[0]["createdBy"], "command line");

        for (args, part) in [
            (&["app", "create", "--name", "CI"][..], "already exists"),
            (&["app", "create", "--name", " "], "--name"),
            (&["app", "create", "--name", "x", "--role", "Overlord"], "Researcher"),
            (&["app", "create", "--name", "x", "--role", "Viewer", "--scope-type", "cluster", "--scope-id", "z"], &cluster),
        ] {
            let said = on.database.command(args, "").failed();
            assert!(said.contains(part), "{args:?}: {said}");
        }
        assert_eq!(on.admin.get("/api/v1/apps").json().as_array().unwrap().len(), 1, "nothing half made");
    }
);

both!(
    /// `secret-file-newline`, for `user create --password-stdin`.
    passwords_lose_one_line_end,
    |on| {
        let case = cases("api").into_iter().find(|case| case["id"] == "secret-file-newline").unwrap();
        for (i, case) in case["cases"].as_array().unwrap().iter().enumerate() {
            let email = format!("user{i}@example.com");
            let args = ["user", "create", "--email", &email, "--role", "Viewer", "--password-stdin"];
            on.database.command(&args, text(case, "stdin")).ok();
            on.sign_in(&email, text(case, "password")).get("/api/v1/clusters").expect(200);
        }
    }
);

both!(
    /// A reset needs the machine, not the network; it ends the user's sessions at once.
    a_reset_ends_sessions,
    |on| {
        let user = on.user("ada@example.com", &[]);
        user.get("/api/v1/session").expect(200);
        let reset = ["user", "reset-password", "--email", "Ada@Example.com", "--password-stdin"];
        on.database.command(&reset, "another-horse-battery-1\n").ok();
        user.get("/api/v1/session").expect(401);
        on.sign_in("ada@example.com", "another-horse-battery-1");
        let create = ["user", "create", "--email", "ada@example.com", "--role", "Viewer", "--password-stdin"];
        for (args, stdin, part) in [
            (&reset[..], "short", "at least 12"),
            (&reset[..], "", "at least 12"),
            (&create[..], PASSWORD, "already exists"),
            (&["user", "reset-password", "--email", "nobody@example.com", "--password-stdin"], PASSWORD, "nobody@example.com"),
            (&["user", "create", "--email", "x", "--role", "Viewer", "--password-stdin"], PASSWORD, "--email"),
            (&["user", "create", "--email", "b@example.com", "--role", "x", "--password-stdin"], PASSWORD, "System administrator"),
        ] {
            let said = on.database.command(args, stdin).failed();
            assert!(said.contains(part), "{args:?}: {said}");
        }
    }
);

both!(
    /// Demonstration data appear in a running server, share a secret, and are the same for the same seed.
    seeding,
    |on| {
        let seed = |number: &str| -> Value {
            let done = on.database.command(&["seed", "--applications", "300", "--random-seed", number], "");
            serde_json::from_str(&done.ok()).unwrap()
        };
        let done = seed("7");
        assert_eq!(done["applications"], 300);
        let list = on.admin.get("/api/v1/apps?include=accessRules").expect(200).json();
        let list = list.as_array().unwrap();
        assert_eq!(list.len(), 300);
        let rules: usize = list.iter().map(|app| app["accessRules"].as_array().unwrap().len()).sum();
        assert!((750..=1050).contains(&rules), "about three each: {rules}");
        assert!(list.windows(2).all(|pair| text(&pair[0], "createdAt") <= text(&pair[1], "createdAt")));
        let never = list.iter().filter(|app| app["lastLogin"].is_null()).count();
        assert!((15..=90).contains(&never), "{never}");
        let enabled = list.iter().find(|app| app["enabled"] == true).unwrap();
        on.token(text(enabled, "clientId"), text(&done, "clientSecret")).expect(200);
        seed("7");
        assert_eq!(on.admin.get("/api/v1/apps").json().as_array().unwrap().len(), 600, "a second run adds");
        assert_eq!(on.admin.get("/api/v1/clusters").json().as_array().unwrap().len(), 6, "to the same organisation");
    }
);

both!(
    /// The first administrator made on the command line voids the set-up address.
    an_administrator_from_the_command_line_ends_the_set_up,
    |on| {
        let args = ["user", "create", "--email", "second@example.com", "--role", "System administrator", "--password-stdin"];
        on.database.command(&args, PASSWORD).ok();
        on.sign_in("second@example.com", PASSWORD).get("/api/v1/users").expect(200);
        let body = json!({"token": "x", "organisation": "E", "email": "c@example.com", "password": PASSWORD});
        on.anonymous.post("/api/v1/setup", &body).error(409, "setup_done");
        on.database.command(&["migrate"], "").ok();
    }
);

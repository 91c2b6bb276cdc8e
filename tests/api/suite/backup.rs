//! Backups, and the installation's health.

use clientele_api_tests::{Database, both, text};

both!(
    /// A backup of a running server holds everything, and is restored only where none runs; into the other engine too.
    what_was_backed_up_comes_back,
    |on| {
        let made = on.application("kept", &[("Viewer", "tenant", "1")]);
        on.cluster("A");
        let token = on.token(text(&made, "clientId"), text(&made, "secret")).expect(200).json();
        let before = on.anonymous.bearer(text(&token, "access_token")).get("/api/v1/clusters").expect(200);
        let backup = on.database.command(&["backup", "backup.jsonl"], "").ok();
        assert!(backup.contains("does not hold the master key"));
        assert!(on.database.command(&["backup", "backup.jsonl"], "").failed().contains("there already"));
        on.application("lost", &[]);
        let restore = || on.database.command(&["restore", "backup.jsonl"], "");
        assert!(restore().failed().contains("servers use this database"));

        let other = Database::new(on.database.engine).unwrap();
        let file = on.database.file("backup.jsonl");
        if on.database.engine == Engine::Sqlite {
            std::fs::copy(on.database.file("master.key"), other.file("master.key")).unwrap();
        }
        other.command(&["restore", file.to_str().unwrap()], "").ok();
        assert!(other.command(&["audit", "verify"], "").ok().contains("is whole"));
        let server = other.serve_with(&["--public-url", &format!("http://{}", on.server.address)]);
        let token = server.client().basic(text(&made, "clientId"), text(&made, "secret")).form("/oauth2/token", &[("grant_type", "client_credentials")]);
        let token = token.expect(200).json();
        let bearer = server.client().bearer(text(&token, "access_token"));
        let after = bearer.get("/api/v1/clusters").expect(200);
        assert_eq!(after.json()[0]["name"], "A");
        assert_ne!(after.header("etag"), before.header("etag"), "the same number, of another history");
        let (status, _) = server.terminate();
        assert!(status.success());
        // A server that ended says so: no wait.
        other.command(&["restore", file.to_str().unwrap()], "").ok();

        let whole = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<_> = whole.lines().collect();
        let spoilt = other.file("spoilt.jsonl");
        for (text, why) in [
            (String::new(), "empty"),
            ("{}\n".to_owned(), "first line"),
            (lines[..lines.len() - 1].join("\n"), "end is missing"),
            ([&lines[..5], &lines[6..]].concat().join("\n"), "number of rows"),
        ] {
            std::fs::write(&spoilt, text).unwrap();
            let failed = other.command(&["restore", spoilt.to_str().unwrap()], "").failed();
            assert!(failed.contains(why), "{why}: {failed}");
        }
        assert!(other.command(&["audit", "verify"], "").ok().contains("is whole"), "nothing was changed");
    }
);

both!(
    /// The doctor finds nothing wrong with what is well, and says what to do about what is not.
    the_doctor_says_what_to_do,
    |on| {
        let well = on.database.command(&["doctor"], "").ok();
        assert!(well.contains("All is well") && !well.contains("BAD"), "{well}");
        on.database.sql("UPDATE audit SET subject = 'someone' WHERE number = 1");
        let ill = on.database.command(&["doctor", "--listen", "0.0.0.0:8080"], "");
        assert!(ill.out.contains("BAD   audit log") && ill.out.contains("BAD   address"), "{}", ill.out);
        assert!(ill.failed().contains("2 things"));
    }
);

//! Settings: where they come from, and what a wrong one says.

use clientele_api_tests::{Database, Engine, both};

fn sqlite() -> Database {
    Database::new(Engine::Sqlite).unwrap()
}

/// Every wrong setting stops the start with a message that names it and the mend.
#[test]
fn wrong_settings_are_named() {
    let database = sqlite();
    for (args, environment, parts) in [
        (
            &["serve", "--listen", "nowhere"][..],
            &[][..],
            &["listen", "127.0.0.1:8080"][..],
        ),
        (&["serve", "--listne", "x"], &[], &["--listne", "--listen"]),
        (
            &["serve"],
            &[("CLIENTELE_LISTNE", "x")],
            &["CLIENTELE_LISTNE"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_LISTEN", "x")],
            &["listen", "CLIENTELE_LISTEN"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_DATABASE_URL", "mysql://x")],
            &["database-url", "sqlite://"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_DATABASE_URL", "sqlite://")],
            &["database-url"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_PUBLIC_URL", "clientele.example.com")],
            &["public-url", "https://"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_TRUSTED_PROXIES", "10.0.0.0/33")],
            &["trusted-proxies", "10.0.0.0/33"],
        ),
        (
            &["serve"],
            &[("CLIENTELE_MASTER_KEY", "c2hvcnQ=")],
            &["5 bytes", "openssl rand -base64 32"],
        ),
        (&["serve"], &[("CLIENTELE_MASTER_KEY", "?")], &["base64"]),
        (
            &["serve"],
            &[("CLIENTELE_MASTER_KEY_FILE", "/no/such/file")],
            &["/no/such/file"],
        ),
        (
            &["serve", "--config", "/no/such.toml"],
            &[],
            &["/no/such.toml"],
        ),
        (&["config"], &[("CLIENTELE_LISTEN", "x")], &["listen"]),
        (
            &["app", "create", "--name", "x"],
            &[("CLIENTELE_LISTEN", "x")],
            &["listen"],
        ),
    ] {
        let said = database.command_with(args, "", environment).failed();
        for part in parts {
            assert!(
                said.contains(part),
                "{args:?} {environment:?} says nothing of {part}: {said}"
            );
        }
    }
}

/// A key of the file that is none, and TOML that is none, are named with the file.
#[test]
fn the_file_is_checked() {
    let database = sqlite();
    for (toml, part) in [
        ("lsten = \"127.0.0.1:0\"\n", "lsten"),
        ("listen = ", "clientele.toml"),
        ("listen = \"x\"\n", "listen"),
    ] {
        std::fs::write(database.file("clientele.toml"), toml).unwrap();
        let said = database.command(&["config"], "").failed();
        assert!(said.contains(part), "{toml}: {said}");
    }
}

/// Option, then environment, then file, then default; and the file may end its lines with CR LF.
#[test]
fn precedence() {
    let database = sqlite();
    std::fs::write(
        database.file("clientele.toml"),
        "listen = \"127.0.0.1:1\"\r\ntoken-lifetime = 600\r\n",
    )
    .unwrap();
    let shown = |args: &[&str], environment: &[(&str, &str)]| {
        database.command_with(args, "", environment).ok()
    };
    assert!(shown(&["config"], &[]).contains("127.0.0.1:1"));
    assert!(shown(&["config"], &[]).contains("600"));
    assert!(shown(&["config"], &[("CLIENTELE_LISTEN", "127.0.0.1:2")]).contains("127.0.0.1:2"));
    assert!(
        shown(
            &["config", "--listen", "127.0.0.1:3"],
            &[("CLIENTELE_LISTEN", "127.0.0.1:2")]
        )
        .contains("127.0.0.1:3")
    );
}

/// What `clientele config` prints is a settings file: with it, the same is in force.
#[test]
fn what_is_shown_can_be_used() {
    let database = sqlite();
    let options = [
        "config",
        "--listen",
        "127.0.0.1:4",
        "--trusted-proxies",
        "10.0.0.0/8,::1",
        "--log-filter",
        "warn",
    ];
    let shown = database.command(&options, "").ok();
    std::fs::write(database.file("shown.toml"), &shown).unwrap();
    let again = database
        .command(&["config", "--config", "shown.toml"], "")
        .ok();
    let values = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&shown));
    assert!(
        values(&shown).contains(&"trusted-proxies = \"10.0.0.0/8,::1\"".to_owned()),
        "{shown}"
    );
}

/// `clientele config` never shows a secret.
#[test]
fn secrets_are_masked() {
    let database = sqlite();
    let key = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA==";
    let environment = [
        ("CLIENTELE_MASTER_KEY", key),
        ("CLIENTELE_DATABASE_URL", "postgres://u:hunter2@h/d"),
    ];
    let shown = database.command_with(&["config"], "", &environment).ok();
    assert!(
        !shown.contains(key) && !shown.contains("hunter2"),
        "{shown}"
    );
    assert!(
        shown.contains("master-key") && shown.contains("postgres://u:"),
        "{shown}"
    );
}

/// A secret's file may end in LF, CR LF or nothing.
#[test]
fn secret_files_lose_one_line_end() {
    let database = sqlite();
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    let file = database.file("key");
    let file_name = file.to_str().unwrap();
    for end in ["", "\n", "\r\n"] {
        std::fs::write(&file, format!("{key}{end}")).unwrap();
        let environment = [("CLIENTELE_MASTER_KEY_FILE", file_name)];
        database.command_with(&["migrate"], "", &environment).ok();
    }
    assert!(
        !database.file("master.key").exists(),
        "a key was given, so none is made"
    );
    std::fs::write(&file, "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let said = database
        .command_with(
            &["migrate"],
            "",
            &[("CLIENTELE_MASTER_KEY_FILE", file_name)],
        )
        .failed();
    assert!(
        said.contains("master key"),
        "another key is named as such: {said}"
    );
}

/// SQLite gets a key of its own beside it, private; PostgreSQL without one says how to make it.
#[test]
fn a_master_key_always_exists() {
    let database = sqlite();
    database.command(&["migrate"], "").ok();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["master.key", "clientele.db"] {
            let mode = database.file(name).metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name} is private: {mode:o}");
        }
    }
    if let Some(postgres) = Database::new(Engine::Postgres) {
        let said = postgres
            .command_with(&["migrate"], "", &[("CLIENTELE_MASTER_KEY", "")])
            .failed();
        assert!(
            said.contains("openssl rand -base64 32") && said.contains("CLIENTELE_MASTER_KEY_FILE"),
            "{said}"
        );
    }
}

/// A database that can't be reached is named, and so is an address that is taken.
#[test]
fn what_is_out_of_reach_is_named() {
    let database = sqlite();
    let environment = [(
        "CLIENTELE_DATABASE_URL",
        "sqlite:///proc/nowhere/clientele.db",
    )];
    assert!(
        database
            .command_with(&["migrate"], "", &environment)
            .failed()
            .contains("/proc/nowhere")
    );
    let environment = [
        ("CLIENTELE_DATABASE_URL", "postgres://nobody@127.0.0.1:1/x"),
        (
            "CLIENTELE_MASTER_KEY",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        ),
    ];
    database
        .command_with(&["migrate"], "", &environment)
        .failed();
    let server = database.serve();
    let said = database
        .command(&["serve", "--listen", &server.address], "")
        .failed();
    assert!(said.contains(&server.address), "{said}");
}

both!(
    /// Every command teaches.
    help_teaches,
    |on| {
        for (args, parts) in [
            (&["--help"][..], &["serve", "app", "user", "seed", "clientele.toml"][..]),
            (&["serve", "--help"], &["--listen", "--database-url", "--public-url", "CLIENTELE_LISTEN", "SIGTERM"]),
            (&["app", "create", "--help"], &["--role", "--scope-type", "curl", "oauth2/token"]),
            (&["user", "create", "--help"], &["--password-stdin", "System administrator"]),
            (&["seed", "--help"], &["--rules-per-application", "--random-seed", "42"]),
        ] {
            let help = on.database.command(args, "").ok();
            for part in parts {
                assert!(help.contains(part), "{args:?} says nothing of {part}: {help}");
            }
        }
    }
);

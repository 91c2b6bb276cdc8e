//! Hostile load and a database that goes away: nobody else notices, or is told when to come back.

use std::{
    io::Write as _,
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use clientele_api_tests::{Engine, Installation, text};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];
/// Of the right form, and nobody's.
const WRONG: &str = "cls_00000000000000000000000000000000000000000002CZclj";

/// A flood of wrong secrets is answered or put off, takes no memory, and leaves clients and administrators alone.
#[test]
fn a_flood_of_wrong_secrets() {
    let on = Installation::new(Engine::Sqlite).unwrap();
    let made = on.application("good", &[]);
    on.token(text(&made, "clientId"), text(&made, "secret"))
        .expect(200);
    let (over, guesses) = (AtomicBool::new(false), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let flooder = on.anonymous.basic(text(&made, "clientId"), WRONG);
                while !over.load(Ordering::Relaxed) {
                    let answer = flooder.form("/oauth2/token", &GRANT);
                    guesses.fetch_add(1, Ordering::Relaxed);
                    match answer.status {
                        401 => {}
                        429 | 503 => assert!(answer.header("retry-after").is_some()),
                        other => panic!("{other}: {}", answer.text()),
                    }
                }
            });
        }
        let since = Instant::now();
        let (mut tokens, mut slowest) = (0, Duration::ZERO);
        while since.elapsed() < Duration::from_secs(4) {
            let start = Instant::now();
            on.token(text(&made, "clientId"), text(&made, "secret"))
                .expect(200);
            on.admin.get("/api/v1/apps").expect(200);
            slowest = slowest.max(start.elapsed());
            tokens += 1;
        }
        over.store(true, Ordering::Relaxed);
        assert!(
            tokens >= 3 && slowest < Duration::from_secs(10),
            "{tokens} tokens, the slowest after {slowest:?}"
        );
    });
    assert!(guesses.load(Ordering::Relaxed) > 100);
    if let Some(memory) = on.server.memory() {
        assert!(memory < 200, "{memory} MiB");
    }
}

/// Connections that send half a request and wait don't keep others out.
#[test]
fn slow_clients() {
    let on = Installation::new(Engine::Sqlite).unwrap();
    let half: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(&on.server.address).unwrap();
            stream.write_all(b"POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\ngrant_ty").unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    on.admin.get("/api/v1/apps").expect(200);
    assert!(start.elapsed() < Duration::from_secs(10));
    drop(half);
    on.admin.get("/api/v1/apps").expect(200);
}

/// While PostgreSQL takes no connections, whatever needs it is 503 with a time to come back; then all is well again,
/// without a restart.
#[test]
fn the_database_goes_away_and_comes_back() {
    let Some(on) = Installation::new(Engine::Postgres) else {
        return;
    };
    let made = on.application("app", &[]);
    let ask = || on.token(text(&made, "clientId"), text(&made, "secret"));
    ask().expect(200);
    on.database.refuse_connections(true);
    for answer in [
        ask(),
        on.admin.get("/api/v1/apps"),
        on.anonymous.get("/readyz"),
    ] {
        assert_eq!(answer.status, 503, "{}: {}", answer.asked, answer.text());
        assert!(answer.header("retry-after").is_some(), "{}", answer.asked);
    }
    on.anonymous.get("/healthz").expect(200);
    on.database.refuse_connections(false);
    let since = Instant::now();
    while ask().status != 200 {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "does not come back"
        );
        thread::sleep(Duration::from_millis(100));
    }
    on.admin.get("/api/v1/apps").expect(200);
}

/// A connection that PostgreSQL drops is replaced without anybody noticing.
#[test]
fn dropped_connections_are_replaced() {
    let Some(on) = Installation::new(Engine::Postgres) else {
        return;
    };
    for _ in 0..5 {
        on.database.drop_connections();
        on.admin.get("/api/v1/apps").expect(200);
    }
}

/// A SQLite file that somebody else holds for a moment is waited for.
#[test]
fn another_writer_is_waited_for() {
    let on = Installation::new(Engine::Sqlite).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                on.database
                    .command(
                        &[
                            "app",
                            "create",
                            "--name",
                            &format!("cli {:?}", Instant::now()),
                        ],
                        "",
                    )
                    .ok();
            }
        });
        for i in 0..50 {
            on.application(&format!("app {i}"), &[]);
        }
        done.store(true, Ordering::Relaxed);
    });
}

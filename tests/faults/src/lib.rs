//! `kill -9` under load: writers change applications and note what was answered; the server is killed at a random moment
//! and started again; then everything that was answered must be there, and everything that was taken away must be gone.
//! A change that was under way when the server died may have happened or not, but nothing in between.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fault test fails by panicking"
)]

mod model;
mod writer;

use std::{
    collections::HashMap,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use clientele_api_tests::{Client, Engine, Installation, Server, text};
use serde_json::Value;

use model::State;
use writer::Writer;

/// How many writers change things at once.
const WRITERS: u64 = 4;

/// What a run did.
#[derive(Debug, Default)]
pub struct Report {
    /// How often the server was killed.
    pub kills: u32,
    /// Changes that were answered, and found.
    pub answered: u64,
    /// Changes that were under way when the server died.
    pub cut_off: u64,
}

/// Kills servers on a database of this engine for so long. `None` where PostgreSQL is missing and may be.
pub fn kill_under_load(engine: Engine, duration: Duration, seed: u64) -> Option<Report> {
    let Installation {
        mut server,
        mut admin,
        database,
        ..
    } = Installation::new(engine)?;
    let mut writers: Vec<Writer> = (0..WRITERS)
        .map(|i| Writer::new(i, seed.wrapping_mul(31).wrapping_add(i)))
        .collect();
    let mut report = Report::default();
    let since = Instant::now();
    let mut moment = seed;
    while since.elapsed() < duration {
        moment = moment
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let life = Duration::from_millis(50 + (moment >> 33) % 1500);
        let dying = AtomicBool::new(false);
        thread::scope(|scope| {
            for writer in &mut writers {
                let (admin, dying) = (&admin, &dying);
                scope.spawn(move || writer.work(admin, || dying.load(Ordering::Acquire)));
            }
            thread::sleep(life);
            // Writers go on while it dies, and see their connections break.
            dying.store(true, Ordering::Release);
            server.kill();
        });
        report.kills += 1;
        server = database.serve();
        admin = admin.at(&server.address);
        check(&mut writers, &admin, &server, &mut report);
    }
    assert!(
        !server.printed().contains("panicked"),
        "{}",
        server.printed()
    );
    Some(report)
}

fn check(writers: &mut [Writer], admin: &Client, server: &Server, report: &mut Report) {
    let list = admin
        .get("/api/v1/apps?include=accessRules")
        .expect(200)
        .json();
    let found: HashMap<&str, &Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|app| (text(app, "name"), app))
        .collect();
    for writer in writers {
        report.answered += std::mem::take(&mut writer.answered);
        report.cut_off += u64::from(writer.under_way());
        writer.compare(&found, &server.client());
    }
}

/// The state of an application in a list.
fn state(app: &Value) -> State {
    let mut rules: Vec<i64> = app["accessRules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["roleId"].as_i64().unwrap())
        .collect();
    rules.sort_unstable();
    State {
        enabled: app["enabled"] == true,
        description: app["description"].as_str().map(str::to_owned),
        hint: text(&app["secretInfo"], "hint").to_owned(),
        rules,
    }
}

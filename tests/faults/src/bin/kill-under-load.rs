//! `cargo run -p clientele-fault-tests --bin kill-under-load -- --minutes 10`: the fault test for as long as you like.
#![allow(
    clippy::print_stdout,
    clippy::allow_attributes,
    reason = "a tool for a terminal"
)]

use std::{
    process::ExitCode,
    time::{Duration, SystemTime},
};

use clientele_api_tests::Engine;
use clientele_fault_tests::kill_under_load;

const USAGE: &str = "\
Kills the server under load again and again, and checks after each start that nothing answered is lost.

usage: kill-under-load [--minutes N] [--engine sqlite|postgresql]

CLIENTELE_BIN names the binary (default: beside this one), CLIENTELE_TEST_POSTGRES the PostgreSQL cluster.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut minutes = 1;
    let mut engines = vec![Engine::Sqlite, Engine::Postgres];
    for pair in args.chunks(2) {
        match pair {
            [option, value] if option == "--minutes" && value.parse::<u64>().is_ok() => {
                minutes = value.parse().unwrap_or(minutes);
            }
            [option, value] if option == "--engine" && value == "sqlite" => {
                engines = vec![Engine::Sqlite];
            }
            [option, value] if option == "--engine" && value == "postgresql" => {
                engines = vec![Engine::Postgres];
            }
            _ => {
                println!("{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seed = now.map_or(0, |since| since.as_secs());
    for engine in engines {
        println!("{engine:?}, seed {seed}, {minutes} minutes …");
        if let Some(report) = kill_under_load(engine, Duration::from_secs(60 * minutes), seed) {
            println!("{engine:?}: {report:?}: everything that was answered was there.");
        }
    }
    ExitCode::SUCCESS
}

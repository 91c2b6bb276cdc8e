//! What is printed: one line when a step starts, one with the time it took when it ends.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crate::Result;

/// Prints a line on standard output. A closed pipe is no reason to stop.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Prints why the command failed.
pub(crate) fn failure(why: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{} {why}", paint("31", "✗"));
}

/// `1.2 s`, `3 min 04 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// A step: says that it starts and what it does, then how long it took.
pub(crate) fn step<T>(name: &str, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    line(&format!("{} {name}: {what}", paint("36", "▸")));
    let start = Instant::now();
    let result = work();
    let time = seconds(start.elapsed());
    match &result {
        Ok(_) => line(&format!(
            "{} {name} {}",
            paint("32", "✓"),
            paint("2", &time)
        )),
        Err(_) => line(&format!(
            "{} {name} {}",
            paint("31", "✗"),
            paint("2", &time)
        )),
    }
    result
}

/// A step that had nothing to do.
pub(crate) fn already(name: &str, why: &str) {
    line(&format!("{} {name}: {}", paint("32", "✓"), paint("2", why)));
}

/// Text in a colour (an SGR code), on a terminal that shows colours.
pub(crate) fn paint(code: &str, text: &str) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

//! The log: to standard error, for people on a terminal and as JSON otherwise.
//!
//! A request never waits for its line: lines are gathered in memory and a thread of their own writes many at once. If
//! standard error takes them slower than they come, those that find the memory full are dropped and counted.

mod json;

use std::{
    io::{self, IsTerminal as _, Write},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tracing_subscriber::{
    Layer as _,
    fmt::{self, format::JsonFields},
    layer::SubscriberExt as _,
    registry,
    util::SubscriberInitExt as _,
};

use crate::settings::{LogFormat, Settings};

/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(5);
/// The most bytes of lines that wait.
const MOST: usize = 4 * 1024 * 1024;
/// How long the end waits for the last lines, should nobody read standard error any more.
const PATIENCE: Duration = Duration::from_secs(2);

static DROPPED: AtomicU64 = AtomicU64::new(0);

/// How many lines were dropped since the process began.
pub fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Starts logging. A second call changes nothing. What waits is written when the result is dropped; lines after that
/// are written at once.
#[must_use]
pub fn start(settings: &Settings) -> Logging {
    let json = match settings.log_format {
        LogFormat::Auto => !io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let queue = Arc::new(Queue::default());
    let logging = Logging(Arc::clone(&queue));
    let lines = fmt::layer().with_writer(Arc::clone(&queue));
    let layer = if json {
        lines
            .fmt_fields(JsonFields::new())
            .event_format(json::Lines::new())
            .boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    };
    let started = registry()
        .with(layer.with_filter(settings.log_filter.clone()))
        .try_init();
    // An error only says that somebody has started it before.
    let spawned = started.is_ok()
        && std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || queue.write_all_to(&mut io::stderr()))
            .is_ok();
    if !spawned {
        let mut waiting = logging.0.lock();
        (waiting.ending, waiting.ended) = (true, true);
    }
    logging
}

/// Logging, as long as this lives.
pub struct Logging(Arc<Queue>);

impl Drop for Logging {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Lines on their way.
#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    lines: Vec<u8>,
    ending: bool,
    ended: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what comes, until the end.
    fn write_all_to(&self, out: &mut impl Write) {
        let mut taken = Vec::new();
        let mut told = dropped();
        let mut waiting = self.lock();
        loop {
            waiting = self
                .changed
                .wait_while(waiting, |waiting| {
                    waiting.lines.is_empty() && !waiting.ending
                })
                .unwrap_or_else(PoisonError::into_inner);
            waiting = self
                .changed
                .wait_timeout_while(waiting, GATHER, |waiting| !waiting.ending)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            if waiting.lines.is_empty() && waiting.ending {
                break;
            }
            std::mem::swap(&mut waiting.lines, &mut taken);
            drop(waiting);
            // There is nowhere to say that the log can't be written.
            let _ = out.write_all(&taken);
            taken.clear();
            let dropped = dropped();
            if dropped > told {
                tracing::warn!(lines = dropped - told, "log lines were dropped");
                told = dropped;
            }
            waiting = self.lock();
        }
        waiting.ended = true;
        drop(waiting);
        self.changed.notify_all();
    }

    fn end(&self) {
        let mut waiting = self.lock();
        waiting.ending = true;
        self.changed.notify_all();
        drop(
            self.changed
                .wait_timeout_while(waiting, PATIENCE, |waiting| !waiting.ended),
        );
    }
}

/// Takes one line a call, whole: the subscriber writes it so.
impl Write for &Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut waiting = self.lock();
        if waiting.ended {
            drop(waiting);
            return io::stderr().write_all(line).map(|()| line.len());
        }
        if waiting.lines.len() + line.len() > MOST {
            DROPPED.fetch_add(1, Ordering::Relaxed);
            return Ok(line.len());
        }
        let first = waiting.lines.is_empty();
        waiting.lines.extend_from_slice(line);
        drop(waiting);
        if first {
            self.changed.notify_all();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_written_in_order_before_the_end() {
        let queue = Arc::new(Queue::default());
        let writer = std::thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                let mut out = Vec::new();
                queue.write_all_to(&mut out);
                out
            }
        });
        let mut expected = String::new();
        for n in 0..10_000 {
            let line = format!("line {n}\n");
            (&*queue).write_all(line.as_bytes()).unwrap();
            expected.push_str(&line);
        }
        queue.end();
        assert_eq!(writer.join().unwrap(), expected.as_bytes());
    }

    #[test]
    fn what_finds_no_room_is_dropped_and_counted() {
        let queue = Queue::default();
        let line = [b'x'; 1024];
        let before = dropped();
        for _ in 0..MOST / 1024 + 3 {
            (&queue).write_all(&line).unwrap();
        }
        assert_eq!(dropped() - before, 3);
        assert_eq!(queue.lock().lines.len(), MOST);
    }
}

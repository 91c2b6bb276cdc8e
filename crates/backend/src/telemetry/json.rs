//! The log's lines as JSON. The subscriber's own format does it for what is rare; the server's own events, one of which
//! ends each request, are written without its detours, and look the same.

use std::fmt::{self, Write as _};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Json, Writer},
        time::{FormatTime as _, SystemTime},
    },
    registry::LookupSpan,
};

/// One event a line.
pub(super) struct Lines(Format<Json>);

impl Lines {
    pub(super) fn new() -> Self {
        Self(tracing_subscriber::fmt::format().json().flatten_event(true))
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        let is_own = metadata.target().starts_with("clientele");
        if !is_own || event.parent().is_some() || context.lookup_current().is_some() {
            return self.0.format_event(context, writer, event);
        }
        writer.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut writer)?;
        writer.write_str("\",\"level\":\"")?;
        writer.write_str(metadata.level().as_str())?;
        writer.write_char('"')?;
        let mut fields = Fields {
            writer: writer.by_ref(),
            result: Ok(()),
        };
        event.record(&mut fields);
        fields.result?;
        writer.write_str(",\"target\":\"")?;
        Escaped(&mut writer).write_str(metadata.target())?;
        writer.write_str("\"}\n")
    }
}

struct Fields<'a> {
    writer: Writer<'a>,
    result: fmt::Result,
}

impl Fields<'_> {
    fn member(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        if self.result.is_err() {
            return;
        }
        let writer = &mut self.writer;
        self.result = writer
            .write_str(",\"")
            .and_then(|()| writer.write_str(field.name()))
            .and_then(|()| writer.write_str("\":"))
            .and_then(|()| value(writer));
    }

    fn text(&mut self, field: &Field, text: fmt::Arguments<'_>) {
        self.member(field, |writer| {
            writer.write_char('"')?;
            Escaped(writer).write_fmt(text)?;
            writer.write_char('"')
        });
    }
}

impl Visit for Fields<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinities.
        if value.is_finite() {
            self.member(field, |writer| write!(writer, "{value:?}"));
        } else {
            self.member(field, |writer| writer.write_str("null"));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field, |writer| write!(writer, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field, |writer| write!(writer, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field, |writer| write!(writer, "{value}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.member(field, |writer| {
            writer.write_char('"')?;
            Escaped(writer).write_str(value)?;
            writer.write_char('"')
        });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format_args!("{value:?}"));
    }
}

/// Writes text as the inside of a JSON string.
struct Escaped<'a, 'b>(&'a mut Writer<'b>);

impl fmt::Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' {
                continue;
            }
            // Such bytes are characters of their own in UTF-8.
            self.0.write_str(&text[from..at])?;
            match byte {
                b'"' => self.0.write_str("\\\"")?,
                b'\\' => self.0.write_str("\\\\")?,
                b'\n' => self.0.write_str("\\n")?,
                b'\r' => self.0.write_str("\\r")?,
                b'\t' => self.0.write_str("\\t")?,
                _ => write!(self.0, "\\u{byte:04x}")?,
            }
            from = at + 1;
        }
        self.0.write_str(&text[from..])
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::{fmt::format::JsonFields, layer::SubscriberExt as _};

    use super::*;

    #[derive(Default)]
    struct Kept(Mutex<Vec<u8>>);

    impl io::Write for &Kept {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(own: bool) -> Vec<serde_json::Value> {
        let kept = Arc::new(Kept::default());
        let layer = tracing_subscriber::fmt::layer().with_writer(Arc::clone(&kept));
        let registry = tracing_subscriber::registry();
        let write = || {
            let text = "\"quoted\" \\ \u{1} \n é 🙂";
            tracing::info!(
                target: "clientele::request", text, empty = "", number = -7, big = u64::MAX, ms = 1.0, part = 0.234,
                nan = f64::NAN, yes = true, shown = %text, debugged = ?Some(text), "a message of {text}"
            );
            tracing::error!(target: "clientele", "no fields");
        };
        if own {
            let layer = layer
                .fmt_fields(JsonFields::new())
                .event_format(Lines::new());
            tracing::subscriber::with_default(registry.with(layer), write);
        } else {
            let layer = layer.json().flatten_event(true);
            tracing::subscriber::with_default(registry.with(layer), write);
        }
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| {
            let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(line.as_object_mut().unwrap().remove("timestamp").is_some());
            line
        });
        lines.collect()
    }

    #[test]
    fn own_events_look_like_all_others() {
        let ours = logged(true);
        assert_eq!(ours.len(), 2);
        assert_eq!(ours, logged(false));
    }
}

//! The log: to standard error, for people on a terminal and as JSON otherwise.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::{
    Layer as _, fmt, layer::SubscriberExt as _, registry, util::SubscriberInitExt as _,
};

use crate::settings::{LogFormat, Settings};

/// Starts logging. A second call changes nothing.
pub fn start(settings: &Settings) {
    let json = match settings.log_format {
        LogFormat::Auto => !io::stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let lines = fmt::layer().with_writer(io::stderr);
    let layer = if json {
        lines.json().flatten_event(true).boxed()
    } else {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    };
    // An error only says that somebody has started it before.
    drop(
        registry()
            .with(layer.with_filter(settings.log_filter.clone()))
            .try_init(),
    );
}

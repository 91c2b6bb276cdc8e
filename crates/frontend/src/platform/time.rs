use std::time::Duration;

use js_sys::{Date, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Now, in milliseconds since the Unix epoch. Natively, in tests, it is always the same.
pub(crate) fn now() -> i64 {
    #[cfg(target_family = "wasm")]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number of milliseconds within 2^53"
    )]
    return Date::now() as i64;
    #[cfg(not(target_family = "wasm"))]
    1_800_000_000_000
}

/// Hour and minute of an instant in the browser's zone: `09:38`.
#[expect(
    clippy::cast_precision_loss,
    reason = "instants lie within 2^53 milliseconds"
)]
pub(crate) fn hour_minute(millis: i64) -> String {
    let date = Date::new(&JsValue::from_f64(millis as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

/// Day, hour and minute of an instant in the browser's zone: `2026-03-01 09:38`.
pub(crate) fn date_and_minute(millis: i64) -> String {
    table::Zone::browser().exact(millis)
}

/// An instant relative to now: `3 min ago`.
pub(crate) fn relative(millis: i64) -> String {
    table::Zone::browser().relative(millis, now(), &table::TimeTexts::default())
}

/// Waits until the browser has had its turn: input and a frame.
pub(crate) async fn turn() {
    let turn = Promise::new(&mut |resolve, _| {
        leptos::prelude::set_timeout(
            move || {
                // A promise that is resolved has nobody to tell of an error.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            },
            Duration::ZERO,
        );
    });
    let _ = JsFuture::from(turn).await;
}

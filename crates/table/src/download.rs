//! What the table shows, as a CSV file that the browser saves.

use std::time::Duration;

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::{
    Cx,
    cx::now_ms,
    notice::Notice,
    source::Parts,
    texts::{count, fill},
    time_text::{Zone, iso_date},
};

/// How long a slice of the work may take, so that the page stays smooth.
const SLICE_MS: i64 = 8;

/// How many parts of a file, of about 64 KiB, go into a blob.
const PIECES_A_BLOB: u32 = 16;

struct Job {
    cx: Cx,
    file: String,
    rows: usize,
    columns: usize,
    pieces: Parts,
    /// Blobs, which the browser may keep outside of its memory.
    parts: js_sys::Array,
    /// Bytes for the next of them: making one takes longer than writing its text.
    bytes: js_sys::Array,
}

/// Makes the file of the view as it is now, in slices, and has the browser save it.
pub(crate) fn start(cx: Cx) {
    let (rows, columns) = (
        cx.view.with_untracked(|view| view.matched),
        cx.state
            .with_untracked(|state| state.layout.visible().count()),
    );
    let view = cx.view.get_untracked();
    let pieces = cx
        .state
        .with_untracked(|state| cx.source().csv(state, &view));
    let file = file_name(&cx.file_stem.get_value(), now_ms(), Zone::browser());
    slice(Job {
        cx,
        file,
        rows,
        columns,
        pieces,
        parts: js_sys::Array::new(),
        bytes: js_sys::Array::new(),
    });
}

/// `<stem>-YYYY-MM-DD.csv`, of the local day.
fn file_name(stem: &str, now_ms: i64, zone: Zone) -> String {
    format!("{stem}-{}.csv", iso_date(zone.civil(now_ms)))
}

fn slice(mut job: Job) {
    let started = now_ms();
    while let Some(piece) = job.pieces.next() {
        // Not as a text, which the browser would take apart and put together again.
        job.bytes.push(&Uint8Array::from(piece.as_bytes()));
        if job.bytes.length() == PIECES_A_BLOB && gather(&job).is_err() {
            return say(&job, false);
        }
        if now_ms() - started >= SLICE_MS {
            set_timeout(move || slice(job), Duration::ZERO);
            return;
        }
    }
    let saved = gather(&job).is_ok() && save(&job.parts, &job.file).is_ok();
    say(&job, saved);
}

/// Makes a blob of the bytes so far.
fn gather(job: &Job) -> Result<(), JsValue> {
    job.parts
        .push(&Blob::new_with_u8_array_sequence(&job.bytes)?.into());
    job.bytes.set_length(0);
    Ok(())
}

fn save(parts: &js_sys::Array, file: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("text/csv;charset=utf-8");
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(file);
    link.click();
    // The browser has taken hold of the blob long before that.
    set_timeout(
        move || _ = Url::revoke_object_url(&url),
        Duration::from_mins(1),
    );
    Ok(())
}

fn say(job: &Job, saved: bool) {
    let file = [("file", job.file.as_str())];
    let notice = job.cx.text(|t| {
        let t = &t.toolbar;
        if !saved {
            return Notice {
                text: fill(&t.not_saved, &file),
                detail: None,
                failed: true,
            };
        }
        let rows = fill(
            &t.rows,
            &[("n", &count(job.rows)), ("rows", t.rows_of(job.rows))],
        );
        let columns = match job.columns {
            1 => t.one_column.to_string(),
            n => fill(&t.many_columns, &[("n", &count(n))]),
        };
        let detail = fill(&t.saved_detail, &[("rows", &rows), ("columns", &columns)]);
        Notice {
            text: fill(&t.saved, &file),
            detail: Some(detail),
            failed: false,
        }
    });
    job.cx.notify(notice);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_named_by_the_local_day() {
        // 2026-11-25T23:30Z is the 26th two hours to the east.
        let late = 1_795_649_400_000;
        assert_eq!(
            file_name("applications", late, Zone::utc()),
            "applications-2026-11-25.csv"
        );
        assert_eq!(
            file_name("applications", late, Zone(|_| 120)),
            "applications-2026-11-26.csv"
        );
    }
}

//! What the table shows, as a CSV file that the browser saves.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url};

use crate::signals::prelude::*;
use crate::{
    Cx,
    cx::now_ms,
    dom::{self, append, element, set},
    notice::Notice,
    source::Parts,
    texts::{count, fill},
    time_text::{Zone, iso_date},
};

/// How long a slice of the work may take, so that the page stays smooth.
const SLICE_MS: i64 = 16;

/// What takes longer shows how far it is.
const PATIENCE_MS: i64 = 300;

struct Job {
    cx: Cx,
    file: String,
    rows: usize,
    columns: usize,
    pieces: Parts,
    out: Out,
    /// The button that it was asked for with.
    button: Option<HtmlElement>,
    started: i64,
    progress: Option<Progress>,
    is_canceled: Rc<Cell<bool>>,
}

/// The file so far, as blobs, whose bytes the browser keeps elsewhere. Each makes the page wait for the browser for a moment, so
/// they are large; and they are made from one piece of memory, since many make the collector of garbage walk all of the page's rows.
struct Out {
    bytes: Uint8Array,
    filled: u32,
    blobs: Array,
}

/// About 10 ms of waiting for the browser.
const BLOB_BYTES: u32 = 2 << 20;

impl Out {
    fn new() -> Self {
        Self {
            bytes: Uint8Array::new_with_length(BLOB_BYTES),
            filled: 0,
            blobs: Array::new(),
        }
    }

    fn push(&mut self, piece: &str) -> Result<(), JsValue> {
        for piece in piece.as_bytes().chunks(BLOB_BYTES as usize) {
            let length = u32::try_from(piece.len()).unwrap_or(BLOB_BYTES);
            if self.filled + length > BLOB_BYTES {
                self.flush()?;
            }
            let end = self.filled + length;
            self.bytes.subarray(self.filled, end).copy_from(piece);
            self.filled = end;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), JsValue> {
        let bytes = self.bytes.subarray(0, std::mem::take(&mut self.filled));
        let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes))?;
        self.blobs.push(&blob);
        Ok(())
    }

    /// The whole file.
    fn blob(&mut self) -> Result<Blob, JsValue> {
        self.flush()?;
        let options = BlobPropertyBag::new();
        options.set_type("text/csv;charset=utf-8");
        Blob::new_with_blob_sequence_and_options(&self.blobs, &options)
    }
}

/// How far it is, with a button to leave it.
struct Progress {
    line: HtmlElement,
    bar: HtmlElement,
    _cancel: Closure<dyn FnMut()>,
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.remove();
    }
}

/// Makes the file of the view as it is now, in slices, and has the browser save it. How far it is shows in the table that
/// the button is in.
pub(crate) fn start(cx: Cx, button: Option<HtmlElement>) {
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
        out: Out::new(),
        button,
        started: now_ms(),
        progress: None,
        is_canceled: Rc::default(),
    });
}

/// `<stem>-YYYY-MM-DD.csv`, of the local day.
fn file_name(stem: &str, now_ms: i64, zone: Zone) -> String {
    format!("{stem}-{}.csv", iso_date(zone.civil(now_ms)))
}

fn slice(mut job: Job) {
    if job.is_canceled.get() {
        return job.leave();
    }
    let started = now_ms();
    while let Some((piece, to_come)) = job.pieces.next() {
        if job.out.push(&piece).is_err() {
            return job.end(false);
        }
        if now_ms() - started >= SLICE_MS {
            job.show(to_come);
            return dom::soon(move || slice(job));
        }
    }
    let saved = job.out.blob().and_then(|blob| save(&blob, &job.file));
    job.end(saved.is_ok());
}

impl Job {
    /// Shows how many rows are to come, once it has taken a moment.
    fn show(&mut self, to_come: usize) {
        if self.progress.is_none() && now_ms() - self.started > PATIENCE_MS {
            self.progress = self.begin();
        }
        if let Some(progress) = &self.progress {
            let done = (self.rows - to_come) * 100 / self.rows.max(1);
            set(&progress.bar, "value", &done.to_string());
        }
    }

    fn begin(&self) -> Option<Progress> {
        let frame = self.button.as_ref()?.closest(".ct").ok().flatten()?;
        let (words, cancel) = self.cx.text(|t| {
            let words = fill(&t.toolbar.writing, &[("file", &self.file)]);
            (words, t.toolbar.cancel.to_string())
        });
        self.cx.announce(words.clone());
        let line = element("div", "ct-job");
        set(&line, "role", "group");
        set(&line, "aria-label", &words);
        let name = element("span", "ct-t");
        name.set_text_content(Some(&words));
        let bar = element("progress", "");
        set(&bar, "max", "100");
        set(&bar, "aria-label", &words);
        let button = element("button", "ct-btn ct-plain");
        set(&button, "type", "button");
        button.set_text_content(Some(&cancel));
        let is_canceled = Rc::clone(&self.is_canceled);
        let cancel = Closure::<dyn FnMut()>::new(move || is_canceled.set(true));
        button.set_onclick(Some(cancel.as_ref().unchecked_ref()));
        for part in [&name, &bar, &button] {
            append(&line, part);
        }
        let status = frame.query_selector(".ct-status").ok().flatten();
        _ = frame.insert_before(&line, status.as_deref());
        Some(Progress {
            line,
            bar,
            _cancel: cancel,
        })
    }

    fn end(mut self, is_saved: bool) {
        self.progress = None;
        let size = is_saved.then_some((self.rows, self.columns));
        say(self.cx, &self.file, size);
    }

    /// Leaves it as it is; the focus goes back to where it was asked for.
    fn leave(self) {
        if let Some(button) = &self.button {
            _ = button.focus();
        }
        let file = [("file", self.file.as_str())];
        let text = self.cx.text(|t| fill(&t.toolbar.canceled, &file));
        self.cx.notify(Notice {
            text,
            detail: None,
            failed: false,
        });
    }
}

fn save(blob: &Blob, file: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
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

/// Says that the file was saved, with how many rows and columns, or that it could not be.
fn say(cx: Cx, file: &str, size: Option<(usize, usize)>) {
    let file = [("file", file)];
    let notice = cx.text(|t| {
        let t = &t.toolbar;
        let Some((rows, columns)) = size else {
            return Notice {
                text: fill(&t.not_saved, &file),
                detail: None,
                failed: true,
            };
        };
        let rows = fill(&t.rows, &[("n", &count(rows)), ("rows", t.rows_of(rows))]);
        let columns = match columns {
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
    cx.notify(notice);
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

//! Which rows are on screen, and where they stand.
//!
//! The scroll container holds one tall body; rows are placed in it by offset. Browsers limit an
//! element's height (Firefox to about 17.9 million pixels), so a taller table gets a body of
//! [`MAX_BODY`] pixels and a `base` that shifts the rows: small scrolls move rows one to one, long
//! jumps (the scrollbar's thumb, Home, End) map in proportion, and near the ends of the body the
//! scroll position is moved so that the first and the last row can be reached.

use std::ops::Range;

/// The tallest body, in CSS pixels.
pub(crate) const MAX_BODY: f64 = 8_000_000.0;

/// A scrolling window over rows of one height. Lengths are CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewport {
    rows: usize,
    row: f64,
    height: f64,
    base: f64,
    top: f64,
}

impl Viewport {
    /// `row` is the height of one row, `height` the height in which rows are seen.
    pub(crate) fn new(rows: usize, row: f64, height: f64) -> Self {
        Self {
            rows,
            row: row.max(1.0),
            height: height.max(0.0),
            base: 0.0,
            top: 0.0,
        }
    }

    fn full(&self) -> f64 {
        to_f64(self.rows) * self.row
    }

    /// The height that the body takes.
    pub(crate) fn body(&self) -> f64 {
        self.full().min(MAX_BODY)
    }

    fn is_scaled(&self) -> bool {
        self.full() > MAX_BODY
    }

    /// The last offset among all rows, and the last scroll position of the body.
    fn ends(&self) -> (f64, f64) {
        (
            (self.full() - self.height).max(0.0),
            (self.body() - self.height).max(0.0),
        )
    }

    /// A scroll position for `offset`, with room on both sides unless the rows end there.
    fn anchor(&self, offset: f64) -> f64 {
        let (full_end, end) = self.ends();
        if !self.is_scaled() || full_end <= 0.0 {
            return offset.min(end);
        }
        let room = self.height * 4.0;
        let low = offset.min(room);
        let high = end - (full_end - offset).min(room);
        (offset / full_end * end).clamp(low.min(high), high)
    }

    /// Takes the number of rows and the measures anew; the offset stays where it can.
    /// Returns the scroll position to set, if it must change.
    pub(crate) fn resize(&mut self, rows: usize, row: f64, height: f64) -> Option<f64> {
        let next = Self::new(rows, row, height);
        let differs = |a: f64, b: f64| (a - b).abs() > 0.01;
        let new_row = differs(next.row, self.row);
        if next.rows == self.rows && !new_row && !differs(next.height, self.height) {
            return None;
        }
        let was_scaled = self.is_scaled();
        // A change of the rows' height keeps the first row in place.
        let offset = (self.top + self.base) * if new_row { next.row / self.row } else { 1.0 };
        (self.rows, self.row, self.height) = (next.rows, next.row, next.height);
        let offset = offset.min(self.ends().0);
        if !self.is_scaled() && !was_scaled && !new_row {
            self.top = offset;
            self.base = 0.0;
            return None; // the browser clamps by itself
        }
        Some(self.go(offset))
    }

    fn go(&mut self, offset: f64) -> f64 {
        let top = self.anchor(offset);
        self.base = offset - top;
        self.top = top;
        top
    }

    /// Follows the container's scroll position. Returns a scroll position to set instead, with
    /// which the same rows are shown.
    pub(crate) fn scrolled(&mut self, top: f64) -> Option<f64> {
        if !self.is_scaled() {
            (self.base, self.top) = (0.0, top);
            return None;
        }
        let (full_end, end) = self.ends();
        if (top - self.top).abs() > self.height {
            self.base = top * (full_end / end - 1.0);
        }
        let offset = (top + self.base).clamp(0.0, full_end);
        self.base = offset - top;
        self.top = top;
        let near_start = top < self.height && self.base > 0.5;
        let near_end = end - top < self.height && full_end - offset > end - top + 0.5;
        if near_start || near_end {
            return Some(self.go(offset));
        }
        None
    }

    /// How far the rows are scrolled.
    pub(crate) fn offset(&self) -> f64 {
        self.top + self.base
    }

    /// A scroll so far leaves no row on screen.
    pub(crate) fn is_far(&self, scroll: f64) -> bool {
        scroll.abs() > self.height
    }

    /// The rows to hold in the DOM: those seen, and `overscan` more on each side.
    pub(crate) fn window(&self, overscan: usize) -> Range<usize> {
        let offset = (self.top + self.base).clamp(0.0, self.ends().0);
        let first = to_row(offset / self.row);
        let last = to_row(((offset + self.height) / self.row).ceil());
        first.saturating_sub(overscan)..(last + overscan).min(self.rows)
    }

    /// The rows that are seen, if only in part.
    #[cfg(test)]
    fn seen(&self) -> Range<usize> {
        self.window(0)
    }

    /// Rows that fit on one page, at least 1.
    pub(crate) fn page(&self) -> usize {
        to_row(self.height / self.row).max(1)
    }

    /// Where a row stands in the body.
    pub(crate) fn y(&self, row: usize) -> f64 {
        to_f64(row) * self.row - self.base
    }

    /// The least scroll that shows a row whole. `None`: it is seen already.
    pub(crate) fn reveal(&mut self, row: usize) -> Option<f64> {
        let offset = self.top + self.base;
        let start = to_f64(row) * self.row;
        let end = start + self.row - self.height;
        if start < offset || self.height < self.row {
            Some(self.go(start))
        } else if end > offset {
            Some(self.go(end))
        } else {
            None
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "row counts stay far below 2^52")]
fn to_f64(rows: usize) -> f64 {
    rows as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "offsets are clamped to the rows; the cast saturates"
)]
fn to_row(rows: f64) -> usize {
    rows as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_rows_on_screen_and_the_overscan() {
        let mut viewport = Viewport::new(10_000, 32.0, 320.0);
        assert_eq!(viewport.window(4), 0..14);
        assert_eq!(viewport.scrolled(3200.0), None);
        assert_eq!(viewport.seen(), 100..110);
        assert_eq!(viewport.window(4), 96..114);
        viewport.scrolled(3216.0);
        assert_eq!(viewport.seen(), 100..111);
        assert!((viewport.y(100) - 3200.0).abs() < 1e-9);
    }

    #[test]
    fn the_last_row_is_the_last_in_the_window() {
        let mut viewport = Viewport::new(100, 32.0, 320.0);
        viewport.scrolled(100.0 * 32.0 - 320.0);
        assert_eq!(viewport.seen(), 90..100);
        assert_eq!(viewport.window(6), 84..100);
    }

    #[test]
    fn few_rows_and_none() {
        assert_eq!(Viewport::new(3, 32.0, 320.0).window(6), 0..3);
        assert_eq!(Viewport::new(0, 32.0, 320.0).window(6), 0..0);
        assert_eq!(Viewport::new(5, 32.0, 0.0).seen(), 0..0);
        assert_eq!(Viewport::new(5, 32.0, 0.0).page(), 1);
    }

    #[test]
    fn a_million_rows_reach_the_very_last_by_thumb_and_by_wheel() {
        let rows = 1_000_000;
        let mut viewport = Viewport::new(rows, 32.0, 800.0);
        assert!((viewport.body() - MAX_BODY).abs() < 1e-9);
        let end = MAX_BODY - 800.0;
        viewport.scrolled(end);
        assert_eq!(viewport.seen().end, rows);
        // Row and scroll position agree: the last row ends at the body's end.
        assert!((viewport.y(rows - 1) + 32.0 - MAX_BODY).abs() < 1e-3);

        // By wheel from somewhere in the middle: 100 px a notch, the position as the browser clamps it.
        let mut top = end / 2.0;
        viewport.scrolled(top);
        let first = viewport.seen().start;
        top += 100.0;
        assert_eq!(viewport.scrolled(top), None);
        assert_eq!(viewport.seen().start, first + 3, "one to one");
        viewport = Viewport::new(rows, 32.0, 800.0);
        top = viewport.reveal(999_000).expect("a scroll");
        for _ in 0..2000 {
            top = (top + 100.0).min(end);
            if let Some(moved) = viewport.scrolled(top) {
                top = moved;
            }
        }
        assert_eq!(viewport.seen().end, rows);
        for _ in 0..400_000 {
            top = (top - 100.0).max(0.0);
            if let Some(moved) = viewport.scrolled(top) {
                top = moved;
            }
        }
        assert_eq!(viewport.seen().start, 0);
        assert!(top.abs() < 1e-6 && viewport.y(0).abs() < 1e-6);
    }

    #[test]
    fn moving_the_scroll_position_shows_the_same_rows() {
        let mut viewport = Viewport::new(1_000_000, 32.0, 800.0);
        let mut top = viewport.reveal(500_000).expect("a scroll");
        let mut seen = viewport.seen().start;
        for _ in 0..100_000 {
            top -= 64.0;
            if let Some(moved) = viewport.scrolled(top) {
                top = moved;
            }
            assert_eq!(viewport.seen().start, seen - 2);
            seen -= 2;
        }
    }

    #[test]
    fn reveal_scrolls_as_little_as_it_can() {
        let mut viewport = Viewport::new(1000, 32.0, 320.0);
        assert_eq!(viewport.reveal(9), None);
        assert_eq!(viewport.reveal(10), Some(32.0));
        assert_eq!(viewport.reveal(0), Some(0.0));
        assert_eq!(viewport.reveal(999), Some(1000.0 * 32.0 - 320.0));
    }

    #[test]
    fn fewer_rows_or_taller_rows_keep_the_place() {
        let mut viewport = Viewport::new(1000, 32.0, 320.0);
        viewport.scrolled(3200.0);
        assert_eq!(viewport.resize(1000, 40.0, 320.0), Some(4000.0));
        assert_eq!(viewport.seen().start, 100);
        assert_eq!(viewport.resize(5, 40.0, 320.0), None);
        assert_eq!(viewport.window(2), 0..5);
        let mut million = Viewport::new(1_000_000, 32.0, 800.0);
        million.reveal(900_000);
        assert_eq!(million.resize(10, 32.0, 800.0), Some(0.0));
        assert_eq!(million.seen(), 0..10);
    }
}

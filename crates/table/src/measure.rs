//! Text widths, so that a cell knows how many chips fit without laying them out first.

use std::{cell::RefCell, collections::HashMap};

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use crate::{Chip, texts::count};

/// The most texts whose widths are remembered.
const REMEMBERED: usize = 20_000;

/// Measures text in the font of the chips.
#[derive(Default)]
pub(crate) struct Ruler {
    context: Option<CanvasRenderingContext2d>,
    widths: RefCell<HashMap<String, f64>>,
    font: String,
    /// Root font size over 16.
    scale: f64,
}

impl Ruler {
    /// Takes the font anew. `family` is a CSS font family, `scale` the root font size over 16.
    pub(crate) fn set_font(&mut self, family: &str, scale: f64) {
        let font = format!("{}px {family}", 12.0 * scale);
        if font == self.font {
            return;
        }
        if self.context.is_none() {
            let canvas = document()
                .create_element("canvas")
                .ok()
                .and_then(|el| el.dyn_into::<HtmlCanvasElement>().ok());
            let context = canvas.and_then(|canvas| canvas.get_context("2d").ok().flatten());
            self.context = context.and_then(|context| context.dyn_into().ok());
        }
        if let Some(context) = &self.context {
            context.set_font(&font);
        }
        self.widths.borrow_mut().clear();
        (self.font, self.scale) = (font, scale);
    }

    /// The widest of some texts in the font of the cells, in CSS pixels.
    pub(crate) fn widest(&self, texts: &[&str]) -> f64 {
        texts.iter().map(|text| self.text(text)).fold(0.0, f64::max) * 13.0 / 12.0
    }

    fn text(&self, text: &str) -> f64 {
        if let Some(width) = self.widths.borrow().get(text) {
            return *width;
        }
        let measured = self
            .context
            .as_ref()
            .and_then(|context| context.measure_text(text).ok());
        let width = measured.map_or(7.0 * self.scale, |metrics| metrics.width());
        let mut widths = self.widths.borrow_mut();
        if widths.len() >= REMEMBERED {
            widths.clear();
        }
        widths.insert(text.to_owned(), width);
        width
    }

    fn chip(&self, chip: &Chip) -> f64 {
        let icon = if chip.icon.is_some() { 16.5 } else { 0.0 };
        let detail = chip
            .detail
            .as_ref()
            .map_or(0.0, |detail| self.text(" · ") + self.text(detail));
        (12.0 + icon) * self.scale + self.text(&chip.label) + detail
    }

    /// How many chips fit into `room` CSS pixels, beside a "+N" for the rest; at least one.
    pub(crate) fn chips_that_fit(&self, chips: &[Chip], room: f64) -> usize {
        let plus = self.text(&format!("+{}", count(chips.len()))) + 8.0 * self.scale;
        // No more chips than this can fit anyway, so no more are measured.
        let widths: Vec<f64> = chips
            .iter()
            .take(24)
            .map(|chip| self.chip(chip).ceil())
            .collect();
        fit(
            &widths,
            chips.len(),
            room,
            4.0 * self.scale,
            plus.max(24.0 * self.scale),
        )
    }
}

/// How many of `total` pieces, the first of which are `widths` wide, fit with a `gap` between and a
/// last piece of width `plus` where some are left out.
fn fit(widths: &[f64], total: usize, room: f64, gap: f64, plus: f64) -> usize {
    let mut used = 0.0;
    let mut fitting = 0;
    for (at, width) in widths.iter().enumerate() {
        used += width + if at == 0 { 0.0 } else { gap };
        let is_last = at + 1 == total;
        if is_last && used <= room {
            return total;
        }
        if used + gap + plus <= room {
            fitting = at + 1;
        }
    }
    fitting.max(1).min(total)
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn all_that_fit_or_fewer_beside_the_count() {
        assert_eq!(fit(&[50.0, 50.0], 2, 104.0, 4.0, 24.0), 2);
        assert_eq!(fit(&[50.0, 50.0], 2, 103.0, 4.0, 24.0), 1);
        assert_eq!(fit(&[50.0, 20.0, 50.0], 3, 110.0, 4.0, 24.0), 2);
        assert_eq!(
            fit(&[200.0, 20.0], 2, 110.0, 4.0, 24.0),
            1,
            "the first is cut instead"
        );
        assert_eq!(fit(&[50.0], 1, 10.0, 4.0, 24.0), 1);
        assert_eq!(fit(&[], 0, 10.0, 4.0, 24.0), 0);
    }
}

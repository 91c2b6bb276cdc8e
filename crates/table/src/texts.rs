//! The component's texts, each of which a page can replace.

use crate::{
    grid_texts::{GridTexts, Text},
    time_text::TimeTexts,
    toolbar_texts::ToolbarTexts,
};

/// Declares texts by name, with their English.
macro_rules! texts {
    (
        $(#[$about:meta])* pub struct $of:ident;
        $($(#[$meta:meta])* $name:ident: $english:literal,)*
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone)]
        #[expect(missing_docs, reason = "each is named by where it stands, and its English says the rest")]
        pub struct $of {
            $($(#[$meta])* pub $name: Text,)*
        }

        impl Default for $of {
            fn default() -> Self {
                Self { $($name: Text::Borrowed($english),)* }
            }
        }

        impl $of {
            /// Each text's name and its English.
            pub(crate) const ENGLISH: &'static [(&'static str, &'static str)] =
                &[$((stringify!($name), $english),)*];

            /// Replaces the text with this name. Says whether there is one.
            pub(crate) fn set(&mut self, name: &str, text: Text) -> bool {
                match name {
                    $(stringify!($name) => self.$name = text,)*
                    _ => return false,
                }
                true
            }
        }
    };
}
pub(crate) use texts;

/// Every text of the component.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The grid's.
    pub grid: GridTexts,
    /// The toolbar's and the status line's.
    pub toolbar: ToolbarTexts,
    /// The words of times.
    pub time: TimeTexts,
}

impl Texts {
    /// Replaces the text with this name in a group (`grid`, `toolbar` or `time`). Says whether there is one.
    pub fn set(&mut self, group: &str, name: &str, text: Text) -> bool {
        match group {
            "grid" => self.grid.set(name, text),
            "toolbar" => self.toolbar.set(name, text),
            "time" => self.time.set(name, text),
            _ => false,
        }
    }

    /// Every text that can be replaced: group, name, English.
    pub fn english() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
        let of = |group, texts: &'static [(&str, &str)]| {
            texts.iter().map(move |(name, text)| (group, *name, *text))
        };
        of("grid", GridTexts::ENGLISH)
            .chain(of("toolbar", ToolbarTexts::ENGLISH))
            .chain(of("time", TimeTexts::ENGLISH))
    }
}

/// Fills the places `{name}` of a text. A place without a value stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let found = rest.find('}').and_then(|close| {
            let name = &rest[1..close];
            values
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (close, *value))
        });
        if let Some((close, value)) = found {
            out.push_str(value);
            rest = &rest[close + 1..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// A count with its thousands apart: `12,480`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_places_and_leaves_what_it_does_not_know() {
        assert_eq!(
            fill("{n} of {m} {x", &[("n", "1"), ("m", "{n}")]),
            "1 of {n} {x"
        );
        assert_eq!(fill("no places", &[]), "no places");
    }

    #[test]
    fn every_text_is_replaced_by_its_name() {
        let mut texts = Texts::default();
        for (group, name, english) in Texts::english() {
            assert!(!english.is_empty(), "{group}.{name}");
            assert!(texts.set(group, name, "other".into()), "{group}.{name}");
        }
        assert_eq!(texts.grid.never, "other");
        assert!(!texts.set("grid", "nevr", "other".into()));
        assert!(!texts.set("gird", "never", "other".into()));
    }

    #[test]
    fn counts_have_their_thousands_apart() {
        assert_eq!(
            [count(0), count(999), count(1000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}

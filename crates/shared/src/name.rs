use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of an application, an organisation or one of its units: 1 to 256 characters (Unicode scalar values)
/// after trimming `White_Space`, free text without control, bidi-override or invisible characters.
///
/// Both sides parse with this; uniqueness (under `NFKC_Casefold`) is the server's to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Name(String);

/// Why a text is not a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing is left after trimming.
    Empty,
    /// More than [`Name::MAX`] characters; holds how many there are.
    TooLong(usize),
    /// Holds this character, which cannot be seen or changes how others are shown.
    Forbidden(char),
}

impl Name {
    /// The most characters that a name may have.
    pub const MAX: usize = 256;

    /// Trims and checks a text.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        // A forbidden character at the edge is named, not trimmed: NEL is White_Space and a control.
        let trimmed = text.trim();
        if let Some(character) = text.chars().find(|c| is_control(*c)) {
            return Err(NameError::Forbidden(character));
        }
        if trimmed.is_empty() {
            return Err(NameError::Empty);
        }
        let length = trimmed.chars().count();
        if length > Self::MAX {
            return Err(NameError::TooLong(length));
        }
        match find_invisible(trimmed) {
            Some(character) => Err(NameError::Forbidden(character)),
            None => Ok(Self(trimmed.to_owned())),
        }
    }

    /// The text, trimmed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, trimmed.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Enter a name of 1 to 256 characters."),
            Self::TooLong(length) => write!(
                f,
                "The name has {length} characters. Shorten it to at most {}.",
                Name::MAX
            ),
            Self::Forbidden(character) => write!(
                f,
                "The name holds U+{:04X}, a character that cannot be seen or changes how others are shown. Remove it.",
                u32::from(*character)
            ),
        }
    }
}

impl std::error::Error for NameError {}

/// General category Cc.
fn is_control(c: char) -> bool {
    c.is_control()
}

/// The first character that shows nothing or reorders what is shown. ZWJ, ZWNJ and variation selectors are allowed
/// inside, since emoji and several scripts need them, but not first, where nothing precedes them to join or to vary.
fn find_invisible(text: &str) -> Option<char> {
    text.chars().enumerate().find_map(|(index, c)| match c {
        '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => {
            (index == 0).then_some(c)
        }
        _ => is_invisible(c).then_some(c),
    })
}

/// `Default_Ignorable_Code_Point`, the bidi controls, and the spaces that separate lines (Unicode 16, `DerivedCoreProperties`
/// and UAX #9), without tag characters (U+E0020 to U+E007F), which flag emoji are made of.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200E}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E001F}' | '\u{E0080}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_free_text() {
        for text in [
            "ci-pipeline-prod",
            "CI pipeline (prod)",
            "שלום",
            "a/b?c#d_e",
            "日本語",
            "🙂",
            "👩‍💻",
            "❤️",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        ] {
            assert_eq!(
                Name::parse(text).map(Name::into_string),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn trims_white_space() {
        assert_eq!(
            Name::parse(" trimmed\u{a0}").map(Name::into_string),
            Ok("trimmed".to_owned())
        );
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert!(Name::parse(&"🙂".repeat(256)).is_ok());
        assert_eq!(Name::parse(&"x".repeat(257)), Err(NameError::TooLong(257)));
    }

    #[test]
    fn refuses_the_empty_and_the_invisible() {
        assert_eq!(Name::parse("  "), Err(NameError::Empty));
        for text in [
            "tab\there",
            "nul\0byte",
            "\u{202e}gnp.exe",
            "a\u{2066}b",
            "a\u{200b}b",
            "\u{feff}a",
            "\u{200d}",
            "li\u{2028}ne",
            "\ttab",
            "\u{115f}",
        ] {
            assert!(
                matches!(Name::parse(text), Err(NameError::Forbidden(_))),
                "{text:?}"
            );
        }
    }

    #[test]
    fn says_how_to_mend_it() {
        let message = NameError::Forbidden('\u{202e}').to_string();
        assert!(message.contains("U+202E") && message.contains("Remove"));
    }
}

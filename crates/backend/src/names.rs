//! When two names are the same: under Unicode's `NFKC_Casefold` (Unicode 3.13, D146 to X.7).

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

/// The key under which a name is unique. Never shown.
pub fn fold(name: &str) -> String {
    let mapper = CaseMapper::new();
    let decomposed = DecomposingNormalizer::new_nfd().normalize(name);
    let folded = mapper.fold_string(&decomposed);
    let compatible = ComposingNormalizer::new_nfkc().normalize(&folded);
    // Compatibility mapping can bring new capitals, and folding new sequences: once more settles both.
    let again = mapper.fold_string(&compatible);
    let kept: String = again.chars().filter(|c| !is_ignorable(*c)).collect();
    ComposingNormalizer::new_nfkc()
        .normalize(&kept)
        .into_owned()
}

/// Default-ignorable characters that a name may hold.
const fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn collide_as_the_cases_say() {
        for (first, second, same) in [
            ("Team-A", "team-a", true),
            ("Straße", "STRASSE", true),
            ("Café", "CAFE\u{301}", true),
            ("\u{130}-one", "i\u{307}-one", true),
            ("\u{131}-two", "i-two", false),
            ("app-1", "app-01", false),
            ("a b", "a-b", false),
            ("ﬁle", "FILE", true),
            ("㎒", "MHZ", true),
            ("ΜΆΪΟΣ", "μάϊος", true),
            ("❤\u{fe0f}", "❤", true),
        ] {
            assert_eq!(fold(first) == fold(second), same, "{first} {second}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Straße", "\u{130}", "ΐ", "ŉ", "ẞ", "㎒", "\u{1E9E}\u{345}"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }
}

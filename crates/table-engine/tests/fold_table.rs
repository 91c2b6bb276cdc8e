//! The folding table against Unicode's own data, and the way to make it anew for a newer Unicode:
//! `cargo test -p clientele-table-engine --test fold_table -- --ignored`, then `cargo fmt`.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Viramas and vowel signs of Indic, Thai, Lao and Tibetan script: letters in effect, though they have a class.
const LETTERS_IN_EFFECT: [u8; 8] = [9, 84, 91, 103, 118, 129, 130, 132];

fn is_dropped(c: char) -> bool {
    let class = canonical_combining_class(c);
    let invisible = matches!(
        u32::from(c),
        0xAD | 0x34F
            | 0x61C
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xE0000..=0xE0FFF
    );
    invisible || class != 0 && !LETTERS_IN_EFFECT.contains(&class)
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

fn is_syllable(c: char) -> bool {
    matches!(u32::from(c), 0xAC00..=0xD7A3)
}

/// What a character folds to, by the crates that have Unicode's data.
fn reference(c: char) -> String {
    if is_compatibility_ideograph(c) {
        return c.to_string();
    }
    let bare = |text: String| text.nfd().filter(|c| !is_dropped(*c)).collect::<String>();
    let cased = bare(c.to_string())
        .chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    bare(cased)
}

/// Planes with letters and marks; the others have ideographs, private use and nothing.
fn beyond_ascii() -> impl Iterator<Item = char> {
    ('\u{80}'..='\u{1ffff}')
        .chain('\u{2f700}'..='\u{2fb00}')
        .chain('\u{dff00}'..='\u{e1100}')
}

#[test]
fn folds_every_character_as_unicode_says() {
    for c in ('\0'..'\u{80}').chain(beyond_ascii()) {
        let folded = table_engine::fold(&c.to_string());
        assert_eq!(folded, reference(c), "{c:?} U+{:04X}", u32::from(c));
        assert_eq!(table_engine::fold(&folded), folded, "{c:?} folded twice");
    }
}

#[test]
#[ignore = "writes src/text/fold_table.rs"]
fn make_the_table() {
    let mut text = String::from(
        "//! What characters beyond ASCII fold to. Made by `tests/fold_table.rs`; see there.\n\
         #![expect(clippy::unreadable_literal, reason = \"a table for machines\")]\n\n",
    );
    let (mut single, mut expanded) = (BTreeMap::new(), Vec::new());
    for c in beyond_ascii().filter(|c| !is_dropped(*c) && !is_syllable(*c)) {
        let folded = reference(c);
        let mut chars = folded.chars();
        match (chars.next(), chars.next()) {
            (Some(to), None) if to == c => {}
            (Some(to), None) => drop(single.insert(u32::from(c), u32::from(to))),
            _ => expanded.push((c, folded)),
        }
    }
    text += "/// Runs of characters that fold to one each: first, target, shape.\n";
    text += "#[rustfmt::skip]\n";
    numbers(&mut text, "RUNS", &runs(&single));
    let mut dropped: Vec<u32> = Vec::new();
    for code in beyond_ascii().filter(|c| is_dropped(*c)).map(u32::from) {
        match dropped.last_mut() {
            Some(last) if *last + 1 == code => *last = code,
            _ => dropped.extend([code, code]),
        }
    }
    text += "\n/// Ranges of characters that fold to nothing: first, last.\n#[rustfmt::skip]\n";
    numbers(&mut text, "DROPPED", &dropped);
    text += "\n/// Characters that fold to several.\n";
    writeln!(
        text,
        "pub(super) static EXPANDED: [(char, &str); {}] = [",
        expanded.len()
    )
    .unwrap();
    for (c, folded) in &expanded {
        let folded: String = folded
            .chars()
            .map(|c| c.escape_unicode().to_string())
            .collect();
        writeln!(text, "    ('{}', \"{folded}\"),", c.escape_unicode()).unwrap();
    }
    text += "];\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/text/fold_table.rs");
    std::fs::write(path, text).unwrap();
}

fn numbers(text: &mut String, name: &str, numbers: &[u32]) {
    write!(
        text,
        "pub(super) static {name}: [u32; {}] = [",
        numbers.len()
    )
    .unwrap();
    for (at, number) in numbers.iter().enumerate() {
        let gap = if at % 15 == 0 { "\n    " } else { " " };
        write!(text, "{gap}{number},").unwrap();
    }
    text.push_str("\n];\n");
}

/// The longest runs of keys one or two apart whose targets are as far apart as they are, or the same.
fn runs(single: &BTreeMap<u32, u32>) -> Vec<u32> {
    let mut runs = Vec::new();
    let mut next = single.iter().next();
    while let Some((&first, &target)) = next {
        let mut best = (1, 1, 0);
        for step in [1, 2] {
            for gain in [0, step] {
                let count = (1..1000)
                    .take_while(|n| single.get(&(first + n * step)) == Some(&(target + n * gain)))
                    // A run of every second must not leap over others.
                    .take_while(|n| step == 1 || !single.contains_key(&(first + n * step - 1)))
                    .count();
                let count = u32::try_from(count).unwrap() + 1;
                if count > best.0 {
                    best = (count, step, gain);
                }
            }
        }
        let (count, step, gain) = best;
        runs.extend([first, target, count << 4 | step << 2 | gain]);
        let last = first + (count - 1) * step;
        next = single.range(last + 1..).next();
    }
    runs
}

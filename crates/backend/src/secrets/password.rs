//! What a password must be: at least 12 characters, and none that is tried first.
//!
//! No rules on kinds of characters (NIST SP 800-63B advises against them). The list beside this file has two parts: the
//! passwords of 12 characters and more among the tens of thousands most used (from the lists that Django and zxcvbn
//! carry), and the most used short ones, which are refused with digits and signs around them, or repeated, too.

use std::{collections::HashSet, sync::LazyLock};

/// Fewest characters (code points).
pub const MIN_CHARS: usize = 12;
/// Most bytes: more adds no strength and only costs time.
pub const MAX_BYTES: usize = 1024;

/// Why a password is refused, for the person who chose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`MIN_CHARS`].
    #[error("the password has {0} characters, and needs at least {MIN_CHARS}")]
    TooShort(usize),
    /// More than [`MAX_BYTES`].
    #[error("the password is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// In the list of common ones, or one of those with something around it.
    #[error(
        "the password is among the first that anyone would try: choose a less common one, such as four words picked at random"
    )]
    Common,
    /// A few characters over and over.
    #[error("the password repeats a few characters: choose a more varied one")]
    Repetitive,
    /// Made of the email.
    #[error("the password is made of the email: choose something else")]
    LikeEmail,
}

/// Checks a new password of the user with this email. White space counts; nothing is trimmed.
pub fn check(password: &str, email: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < MIN_CHARS {
        return Err(PasswordError::TooShort(length));
    }
    if password.len() > MAX_BYTES {
        return Err(PasswordError::TooLong);
    }
    let folded = password.to_lowercase();
    if folded.chars().collect::<HashSet<_>>().len() < 5 {
        return Err(PasswordError::Repetitive);
    }
    let email = email.to_lowercase();
    let local = email.split('@').next().unwrap_or_default();
    let core = core(&folded);
    if !email.is_empty() && (folded.contains(&email) || core == local || unit(core) == local) {
        return Err(PasswordError::LikeEmail);
    }
    let common = |text: &str| LISTS.long.contains(text) || LISTS.short.contains(text);
    if common(&folded) || [core, unit(&folded), unit(core)].into_iter().any(common) {
        return Err(PasswordError::Common);
    }
    Ok(())
}

struct Lists {
    long: HashSet<&'static str>,
    short: HashSet<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lines = include_str!("common_passwords.txt").lines();
    let long = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    Lists {
        long,
        short: lines.collect(),
    }
});

/// Without the digits and signs around it: `!!Password2026` → `password`.
fn core(folded: &str) -> &str {
    folded.trim_matches(|c: char| !c.is_alphabetic())
}

/// The shortest text of which this is a repetition: `adminadminadmin` → `admin`.
fn unit(text: &str) -> &str {
    (1..=text.len() / 2)
        .filter(|&n| text.len().is_multiple_of(n) && text.is_char_boundary(n))
        .map(|n| &text[..n])
        .find(|unit| unit.repeat(text.len() / unit.len()) == text)
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged() {
        use PasswordError::{Common, LikeEmail, Repetitive, TooLong, TooShort};
        let long = "correct horse battery staple ".repeat(40);
        for (password, verdict) in [
            ("", Err(TooShort(0))),
            ("elevenchars", Err(TooShort(11))),
            ("éééééééééé1", Err(TooShort(11))),
            ("correct-horse-battery-9", Ok(())),
            ("correct horse battery 9 ", Ok(())),
            ("zwölf Boxkämpfer", Ok(())),
            ("パスワードを忘れないでください", Ok(())),
            (long.as_str(), Err(TooLong)),
            ("aaaaaaaaaaaaaaaa", Err(Repetitive)),
            ("121212121212", Err(Repetitive)),
            ("administrator", Err(Common)),
            ("1234567890123", Err(Common)),
            ("PASSWORD123456", Err(Common)),
            ("Password2026!", Err(Common)),
            ("!!!!Welcome1", Err(Common)),
            ("changeme12345", Err(Common)),
            ("adminadminadmin", Err(Common)),
            ("qwertyqwerty", Err(Common)),
            ("ada@example.com", Err(LikeEmail)),
            ("ada1234567890", Err(LikeEmail)),
        ] {
            assert_eq!(check(password, "Ada@example.com"), verdict, "{password}");
        }
    }

    #[test]
    fn messages_say_what_to_do() {
        let message = check("short", "").unwrap_err().to_string();
        assert_eq!(
            message,
            "the password has 5 characters, and needs at least 12"
        );
    }

    #[test]
    fn the_lists_are_what_they_are_said_to_be() {
        assert!(LISTS.long.len() > 300 && LISTS.long.iter().all(|p| p.len() >= MIN_CHARS));
        assert!(
            LISTS.short.len() > 800
                && LISTS
                    .short
                    .iter()
                    .all(|p| p.chars().all(|c| c.is_ascii_lowercase()))
        );
    }
}

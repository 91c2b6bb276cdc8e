//! The format of a client secret: `cls_`, 43 base62 characters that hold 256 random bits, and 6 base62 characters of
//! CRC-32 over those 43.
//!
//! The fixed prefix and the checksum let a secret scanner recognise a leaked secret without asking anyone, and let the
//! server refuse a mistyped one before it computes anything expensive.

use std::fmt;

use zeroize::{Zeroize as _, Zeroizing};

/// What every client secret starts with.
pub const PREFIX: &str = "cls_";
/// Length of a client secret in characters, all of them ASCII.
pub const LENGTH: usize = PREFIX.len() + BODY + CHECKSUM;

const BODY: usize = 43;
const CHECKSUM: usize = 6;
const HINT: usize = 4;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A well-formed client secret. Wiped from memory on drop; neither `Debug` nor `Display` shows it.
pub struct ClientSecret(Zeroizing<String>);

/// The text is not a client secret: wrong prefix, length, alphabet or checksum. Says nothing about the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a client secret")]
pub struct NotASecret;

impl ClientSecret {
    /// Makes a secret of 32 bytes from the operating system's randomness.
    pub fn from_entropy(mut entropy: [u8; 32]) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        text.push_str(PREFIX);
        let mut digits = base62::<BODY>(&entropy);
        text.extend(digits.iter().map(|&d| char::from(d)));
        let checksum = checksum(&digits);
        text.extend(checksum.iter().map(|&d| char::from(d)));
        digits.zeroize();
        entropy.zeroize();
        Self(text)
    }

    /// Accepts exactly what [`Self::from_entropy`] makes. Surrounding white space is not dropped.
    pub fn parse(text: &str) -> Result<Self, NotASecret> {
        let rest = text.strip_prefix(PREFIX).ok_or(NotASecret)?;
        let (body, sum) = rest.as_bytes().split_at_checked(BODY).ok_or(NotASecret)?;
        if sum.len() == CHECKSUM
            && body.iter().all(u8::is_ascii_alphanumeric)
            && checksum(body) == *sum
        {
            Ok(Self(Zeroizing::new(text.to_owned())))
        } else {
            Err(NotASecret)
        }
    }

    /// The secret in clear: for hashing it, and for the one response that shows it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, stored and shown so that people can tell secrets apart.
    pub fn hint(&self) -> Hint {
        let mut hint = [0; HINT];
        hint.copy_from_slice(&self.0.as_bytes()[LENGTH - HINT..]);
        Hint(hint)
    }
}

/// A secret's last four characters, all of them ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint([u8; HINT]);

impl Hint {
    /// As it is written in the database.
    pub fn parse(text: &str) -> Option<Self> {
        let hint = text.as_bytes().try_into().ok()?;
        text.is_ascii().then_some(Self(hint))
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM] {
    base62::<CHECKSUM>(&crc32(body).to_be_bytes())
}

/// Big-endian base62 of fixed width, by long division of the whole number.
fn base62<const WIDTH: usize>(bytes: &[u8]) -> [u8; WIDTH] {
    let mut number = Zeroizing::new(bytes.to_vec());
    let mut digits = [ALPHABET[0]; WIDTH];
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0u32;
        for byte in number.iter_mut() {
            let value = remainder << 8 | u32::from(*byte);
            // Both fit: the remainder is below 62, so the quotient is below 256.
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            remainder = value % 62;
        }
        *digit = ALPHABET[remainder as usize];
    }
    digits
}

/// CRC-32 as in zip and PNG (ISO-HDLC): 43 bytes need no table.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xEDB8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_format_is_fixed_for_ever() {
        assert_eq!(
            crc32(b"123456789"),
            0xCBF4_3926,
            "the catalogue's check value"
        );
        let zero = ClientSecret::from_entropy([0; 32]);
        assert_eq!(zero.expose(), format!("cls_{}2CZclj", "0".repeat(43)));
        let ones = ClientSecret::from_entropy([0xFF; 32]);
        assert!(ones.expose().starts_with("cls_"), "43 digits hold 256 bits");
        assert_eq!(ones.expose().len(), LENGTH);
        let hint = &ones.expose()[LENGTH - 4..];
        assert_eq!(ones.hint().to_string(), hint);
        assert_eq!(Hint::parse(hint), Some(ones.hint()));
        assert_eq!([Hint::parse("abc"), Hint::parse("abé")], [None; 2]);
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let good = ClientSecret::from_entropy([7; 32]);
        let good = good.expose();
        for bad in [
            String::new(),
            "cls_".to_owned(),
            good.to_uppercase(),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{good}0"),
            good[..LENGTH - 1].to_owned(),
            good.replacen("cls_", "clx_", 1),
            format!("cls_é{}", &good[6..]),
        ] {
            assert_eq!(ClientSecret::parse(&bad).err(), Some(NotASecret), "{bad:?}");
        }
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = ClientSecret::from_entropy([7; 32]);
        assert_eq!(format!("{secret:?}"), "ClientSecret(…)");
    }

    proptest! {
        #[test]
        fn every_secret_parses_and_no_single_typing_error_does(
            entropy in any::<[u8; 32]>(), at in 0..LENGTH, put in 0..62usize,
        ) {
            let secret = ClientSecret::from_entropy(entropy);
            let parsed = ClientSecret::parse(secret.expose()).unwrap();
            prop_assert_eq!(parsed.expose(), secret.expose());
            let mut typed = secret.expose().as_bytes().to_vec();
            typed[at] = ALPHABET[put];
            let typed = String::from_utf8(typed).unwrap();
            prop_assert_eq!(ClientSecret::parse(&typed).is_ok(), typed == secret.expose());
        }

        #[test]
        fn anything_at_all_is_parsed_without_a_panic(text in ".*") {
            let _ = ClientSecret::parse(&text);
            let _ = ClientSecret::parse(&format!("cls_{text}"));
        }
    }
}

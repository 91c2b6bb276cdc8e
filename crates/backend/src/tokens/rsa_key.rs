//! RSA keys for RS256 (RFC 7518 section 3.3). *ring* signs and verifies; it makes no RSA keys, so the `rsa` crate does that
//! one thing, and never sees a message or a signature.

use ring::rand::{SecureRandom as _, SystemRandom};
use rsa::{
    PrivateKey,
    pkcs8::EncodePrivateKey as _,
    rand_core::{TryCryptoRng, TryRng},
};
use zeroize::Zeroizing;

use crate::env::NoRandomness;

/// The size of the modulus; 2048 bits are the least that RFC 7518 section 3.3 allows, and what verifiers expect.
const BITS: usize = 2048;

/// The operating system's randomness, as the `rsa` crate asks for it.
struct System(SystemRandom);

impl TryRng for System {
    type Error = NoRandomness;

    fn try_next_u32(&mut self) -> Result<u32, NoRandomness> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_ne_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, NoRandomness> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_ne_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

impl TryCryptoRng for System {}

/// Makes a key, as a PKCS#8 document. Nothing where the operating system gives no randomness.
pub(super) fn generate() -> Option<Zeroizing<Vec<u8>>> {
    let key = PrivateKey::new(&mut System(SystemRandom::new()), BITS).ok()?;
    let document = key.to_pkcs8_der().ok()?;
    Some(Zeroizing::new(document.as_bytes().to_vec()))
}

/// Modulus and exponent of an `RSAPublicKey` (RFC 8017 appendix A.1.1) in DER, big-endian without leading zeros.
pub(super) fn components(public: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(public, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((trimmed(modulus), trimmed(exponent)))
}

fn trimmed(number: &[u8]) -> &[u8] {
    let start = number.iter().position(|byte| *byte != 0);
    &number[start.unwrap_or(number.len())..]
}

/// A DER element's contents (X.690 section 8.1), and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if found != tag {
        return None;
    }
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        let length = bytes
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte));
        (length, rest)
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_public_key_are_found() {
        let der = [0x30, 0x08, 0x02, 0x03, 0x00, 0x81, 0x02, 0x02, 0x01, 0x03];
        assert_eq!(components(&der), Some((&[0x81, 0x02][..], &[0x03][..])));
        for cut in 0..der.len() {
            assert_eq!(components(&der[..cut]), None);
        }
    }
}

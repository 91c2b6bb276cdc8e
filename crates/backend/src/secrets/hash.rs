//! Argon2id hashes (RFC 9106) as PHC strings, with a derivative of the master key as argon2's secret input.
//!
//! Whoever has only the database can't test a single guess: the pepper is missing. What the two costs defend against
//! is someone with the database *and* the master key. A password is guessable, so each guess must be expensive. A client
//! secret holds 256 random bits: no cost parameter makes that search any more impossible, so it gets a small one, and
//! a flood of token requests does not become a flood of work.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Ident, Output, ParamsString, PasswordHash, Salt},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use zeroize::Zeroizing;

use super::master_key::{MasterKey, Purpose, Subkey};

const OUTPUT: usize = 32;
/// No stored hash may ask for more than this: a spoilt row must not take the machine's memory or minutes.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 4;

/// Argon2's cost parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB, at least 8.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// For client secrets: 1 MiB, one pass.
    pub const CLIENT_SECRET: Self = Self {
        memory_kib: 1024,
        passes: 1,
        lanes: 1,
    };
    /// For passwords: 19 MiB, two passes (OWASP's minimum).
    pub const PASSWORD: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };

    fn params(self) -> Result<Params, HashError> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(OUTPUT))
            .map_err(HashError::Argon2)
    }

    const fn bearable(self) -> bool {
        self.memory_kib <= MOST_MEMORY_KIB && self.passes <= MOST_PASSES && self.lanes <= MOST_LANES
    }
}

/// Why there is no hash or no verdict. Never holds the input.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Argon2 refused the parameters or the input.
    #[error("argon2: {0}")]
    Argon2(argon2::Error),
    /// The stored text is not an argon2id hash of ours.
    #[error(
        "the stored hash is not a PHC string of argon2id version 19 within this server's limits"
    )]
    Malformed,
}

/// Argon2's working memory, kept by whoever hashes often.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.0.len() < count {
            self.0.resize(count, Block::new());
        }
        &mut self.0[..count]
    }
}

/// Hashes and verifies under one pepper.
pub struct Hasher {
    pepper: Subkey,
}

impl Hasher {
    /// With the pepper that the master key gives.
    pub fn new(master: &MasterKey) -> Self {
        Self {
            pepper: master.subkey(Purpose::Pepper),
        }
    }

    /// The PHC string to store. `salt`: 16 bytes of the operating system's randomness.
    pub fn hash(
        &self,
        input: &[u8],
        cost: Cost,
        salt: &[u8; 16],
        memory: &mut Memory,
    ) -> Result<String, HashError> {
        let params = cost.params()?;
        let output = self.compute(input, params.clone(), salt, memory)?;
        let phc = PasswordHash {
            algorithm: Ident::new("argon2id").map_err(|_| HashError::Malformed)?,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(|_| HashError::Malformed)?,
            salt: Some(Salt::new(salt).map_err(|_| HashError::Malformed)?),
            hash: Some(Output::new(&*output).map_err(|_| HashError::Malformed)?),
        };
        Ok(phc.to_string())
    }

    /// Whether `input` is what `phc` was made of: one argon2 computation, and a comparison in constant time.
    pub fn verify(&self, input: &[u8], phc: &str, memory: &mut Memory) -> Result<bool, HashError> {
        let Parsed { params, salt, hash } = Parsed::new(phc)?;
        let output = self.compute(input, params, &salt, memory)?;
        // `Output`'s comparison takes the same time wherever the two differ.
        Ok(Output::new(&*output).map_err(|_| HashError::Malformed)? == hash)
    }

    /// Costs what [`Self::verify`] costs, where there is no hash to verify against.
    pub fn verify_nothing(
        &self,
        input: &[u8],
        cost: Cost,
        memory: &mut Memory,
    ) -> Result<(), HashError> {
        self.compute(input, cost.params()?, &[0; 16], memory)
            .map(drop)
    }

    fn compute(
        &self,
        input: &[u8],
        params: Params,
        salt: &[u8],
        memory: &mut Memory,
    ) -> Result<Zeroizing<[u8; OUTPUT]>, HashError> {
        let blocks = params.block_count();
        let argon2 = Argon2::new_with_secret(
            self.pepper.as_ref(),
            Algorithm::Argon2id,
            Version::V0x13,
            params,
        )
        .map_err(HashError::Argon2)?;
        let mut output = Zeroizing::new([0; OUTPUT]);
        argon2
            .hash_password_into_with_memory(input, salt, output.as_mut(), memory.blocks(blocks))
            .map_err(HashError::Argon2)?;
        Ok(output)
    }
}

/// Whether a hash that has just verified should be replaced by one of `cost`. Also true of a text that is no hash.
pub fn needs_rehash(phc: &str, cost: Cost) -> bool {
    Parsed::new(phc).map_or(true, |parsed| {
        (
            parsed.params.m_cost(),
            parsed.params.t_cost(),
            parsed.params.p_cost(),
        ) != (cost.memory_kib, cost.passes, cost.lanes)
    })
}

/// A PHC string, in less memory where it is one of ours. It is the same text again.
#[derive(Clone, PartialEq, Eq)]
pub enum StoredHash {
    /// One that [`Hasher::hash`] made.
    Argon2id {
        /// Its cost.
        cost: Cost,
        /// Its salt.
        salt: [u8; 16],
        /// The output.
        output: [u8; OUTPUT],
    },
    /// Another text: what it is shows when it is to verify something.
    Other(Box<str>),
}

impl StoredHash {
    /// As it is written in the database.
    pub fn parse(phc: &str) -> Self {
        Self::compact(phc).unwrap_or_else(|| Self::Other(phc.into()))
    }

    /// Takes only what is written in the one way in which [`fmt::Display`] writes it.
    fn compact(phc: &str) -> Option<Self> {
        let rest = phc.strip_prefix("$argon2id$v=19$m=")?;
        let (memory, rest) = rest.split_once(",t=")?;
        let (passes, rest) = rest.split_once(",p=")?;
        let (lanes, rest) = rest.split_once('$')?;
        let (salt, output) = rest.split_once('$')?;
        let number = |text: &str| match text.as_bytes().first()? {
            b'1'..=b'9' => text.parse().ok(),
            _ => None,
        };
        Some(Self::Argon2id {
            cost: Cost {
                memory_kib: number(memory)?,
                passes: number(passes)?,
                lanes: number(lanes)?,
            },
            salt: STANDARD_NO_PAD.decode(salt).ok()?.try_into().ok()?,
            output: STANDARD_NO_PAD.decode(output).ok()?.try_into().ok()?,
        })
    }
}

impl fmt::Display for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2id { cost, salt, output } => {
                let Cost {
                    memory_kib,
                    passes,
                    lanes,
                } = cost;
                let [salt, output] = [&salt[..], output].map(|bytes| STANDARD_NO_PAD.encode(bytes));
                write!(
                    f,
                    "$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}"
                )
            }
            Self::Other(text) => f.write_str(text),
        }
    }
}

struct Parsed {
    params: Params,
    salt: Salt,
    hash: Output,
}

impl Parsed {
    fn new(phc: &str) -> Result<Self, HashError> {
        let parsed = PasswordHash::new(phc).map_err(|_| HashError::Malformed)?;
        let params = Params::try_from(&parsed).map_err(|_| HashError::Malformed)?;
        let cost = Cost {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        };
        let ours = parsed.algorithm.as_str() == "argon2id"
            && parsed.version == Some(Version::V0x13.into())
            && cost.bearable();
        match (parsed.salt, parsed.hash) {
            (Some(salt), Some(hash)) if ours && hash.len() == OUTPUT => {
                Ok(Self { params, salt, hash })
            }
            _ => Err(HashError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUICK: Cost = Cost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn hasher(byte: u8) -> Hasher {
        Hasher::new(&MasterKey::from_bytes(&[byte; 32]).unwrap())
    }

    #[test]
    fn a_hash_verifies_under_its_own_pepper_and_input_alone() {
        let (ours, theirs, mut memory) = (hasher(1), hasher(2), Memory::default());
        let phc = ours.hash(b"secret", QUICK, &[5; 16], &mut memory).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert!(ours.verify(b"secret", &phc, &mut memory).unwrap());
        assert!(!ours.verify(b"Secret", &phc, &mut memory).unwrap());
        assert!(!ours.verify(b"", &phc, &mut memory).unwrap());
        assert!(
            !theirs.verify(b"secret", &phc, &mut memory).unwrap(),
            "the database alone tests no guess"
        );
        assert_ne!(
            phc,
            ours.hash(b"secret", QUICK, &[6; 16], &mut memory).unwrap()
        );
    }

    #[test]
    fn a_hash_is_kept_in_little_and_is_the_same_text_again() {
        let ours = hasher(1)
            .hash(b"secret", QUICK, &[5; 16], &mut Memory::default())
            .unwrap();
        let kept = StoredHash::parse(&ours);
        assert!(matches!(kept, StoredHash::Argon2id { .. }));
        assert!(size_of_val(&kept) <= 64);
        let (start, end) = ours.split_at(ours.len() - 1);
        // The last character has two bits that say nothing.
        let ends = ('A'..='Z').map(|other| format!("{start}{other}"));
        let spoilt = [",p=01", ",p=+1", ",p=1,", ",p=1$"].map(|p| ours.replace(",p=1", p));
        for other in
            ends.chain(spoilt)
                .chain([String::new(), ours[1..].into(), format!("{ours}{end}")])
        {
            assert_eq!(StoredHash::parse(&other).to_string(), other);
        }
        assert_eq!(kept.to_string(), ours);
    }

    #[test]
    fn memory_left_by_another_cost_does_not_change_a_hash() {
        let (hasher, mut used) = (hasher(1), Memory::default());
        hasher
            .hash(b"other", Cost::CLIENT_SECRET, &[1; 16], &mut used)
            .unwrap();
        assert_eq!(
            hasher.hash(b"secret", QUICK, &[5; 16], &mut used).unwrap(),
            hasher
                .hash(b"secret", QUICK, &[5; 16], &mut Memory::default())
                .unwrap(),
        );
    }

    #[test]
    fn rehashing_is_asked_for_when_the_cost_has_changed() {
        let phc = hasher(1)
            .hash(b"secret", QUICK, &[5; 16], &mut Memory::default())
            .unwrap();
        assert!(!needs_rehash(&phc, QUICK));
        assert!(needs_rehash(&phc, Cost::CLIENT_SECRET));
        assert!(needs_rehash("", QUICK));
    }

    #[test]
    fn spoilt_and_unbearable_hashes_are_errors_and_cost_nothing() {
        let hasher = hasher(1);
        let phc = hasher
            .hash(b"secret", QUICK, &[5; 16], &mut Memory::default())
            .unwrap();
        for bad in [
            String::new(),
            "$argon2id$".to_owned(),
            phc.replace("argon2id", "argon2i"),
            phc.replace("v=19", "v=16"),
            phc.replace("m=8", "m=4294967295"),
            phc.replace("m=8", "m=1048576"),
            phc.replace("t=1", "t=1000"),
            phc.rsplit_once('$').unwrap().0.to_owned(),
            phc[..phc.len() - 4].to_owned(),
        ] {
            let verdict = hasher.verify(b"secret", &bad, &mut Memory::default());
            assert!(matches!(verdict, Err(HashError::Malformed)), "{bad}");
        }
    }

    #[test]
    fn the_documented_costs_hold() {
        let mut memory = Memory::default();
        for (cost, text) in [
            (Cost::CLIENT_SECRET, "m=1024,t=1,p=1"),
            (Cost::PASSWORD, "m=19456,t=2,p=1"),
        ] {
            let phc = hasher(1).hash(b"x", cost, &[5; 16], &mut memory).unwrap();
            assert!(phc.contains(text), "{phc}");
            hasher(1).verify_nothing(b"x", cost, &mut memory).unwrap();
        }
    }
}

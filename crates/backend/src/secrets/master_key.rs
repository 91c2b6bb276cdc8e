//! The master key: the one secret that is not in the database, and that everything stored there leans on.
//!
//! It comes from `CLIENTELE_MASTER_KEY` or `CLIENTELE_MASTER_KEY_FILE` ([`MasterKey::parse`]), else from `master.key`
//! beside the SQLite file ([`MasterKey::beside`]). It is never used itself: each use has a key of its own, derived by
//! HKDF-SHA-256 (RFC 5869) with the use as its `info`.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use ring::hkdf;
use zeroize::Zeroizing;

/// What to do when a database needs a master key and none was given.
pub const HOW_TO_MAKE_ONE: &str = "make one with `openssl rand -base64 32 > master.key`, keep it apart from the database's backups, \
     and pass it as CLIENTELE_MASTER_KEY_FILE=/path/to/master.key (or its text as CLIENTELE_MASTER_KEY)";

const MINIMUM: usize = 32;
const FILE_NAME: &str = "master.key";

/// What a derived key is for. A purpose's text is part of stored data's meaning and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Argon2's secret input.
    Pepper,
    /// Encryption of the private signing keys.
    SigningKeys,
    /// The audit log's HMAC chain.
    AuditChain,
    /// Hashes of session ids and of the set-up token.
    Sessions,
}

impl Purpose {
    const fn info(self) -> &'static [u8] {
        match self {
            Self::Pepper => b"clientele/1/pepper",
            Self::SigningKeys => b"clientele/1/signing-keys",
            Self::AuditChain => b"clientele/1/audit-chain",
            Self::Sessions => b"clientele/1/sessions",
        }
    }
}

/// At least 256 bits of key material. Never printed, wiped on drop.
pub struct MasterKey(Zeroizing<Vec<u8>>);

/// A 256-bit derived key, wiped on drop.
pub type Subkey = Zeroizing<[u8; 32]>;

/// Why there is no master key. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Not base64.
    #[error("the master key is not base64: {HOW_TO_MAKE_ONE}")]
    NotBase64,
    /// Too little key material.
    #[error("the master key holds {0} bytes, and needs at least {MINIMUM}: {HOW_TO_MAKE_ONE}")]
    TooShort(usize),
    /// PostgreSQL without a key.
    #[error("a PostgreSQL database needs a master key: {HOW_TO_MAKE_ONE}")]
    Missing,
    /// The file lets others read it.
    #[error(
        "{path} can be read by others (mode {mode:04o}): run `chmod 600 {path}`, \
         or pass the key as CLIENTELE_MASTER_KEY_FILE where files have no modes"
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file's contents are no key.
    #[error("{path}: {source}")]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<MasterKeyError>,
    },
    /// The file can't be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
}

impl MasterKey {
    /// Key material as it is; at least 32 bytes of randomness.
    pub fn from_bytes(material: &[u8]) -> Result<Self, MasterKeyError> {
        if material.len() < MINIMUM {
            return Err(MasterKeyError::TooShort(material.len()));
        }
        Ok(Self(Zeroizing::new(material.to_vec())))
    }

    /// Base64 as `openssl rand -base64 32` writes it, with or without padding. Line ends and spaces inside are ignored,
    /// because `openssl` breaks longer keys into lines.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let lenient = GeneralPurpose::new(
            &base64::alphabet::STANDARD,
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
        );
        let text: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|c| !c.is_ascii_whitespace()).collect());
        let bytes = Zeroizing::new(
            lenient
                .decode(text.as_bytes())
                .map_err(|_| MasterKeyError::NotBase64)?,
        );
        Self::from_bytes(&bytes)
    }

    /// Reads `master.key` in `folder`, the SQLite file's; makes it of `entropy` (mode 0600) if it isn't there.
    ///
    /// Two first starts at once agree on one key: the file appears whole or not at all, and who comes second reads it.
    pub fn beside(folder: &Path, entropy: &[u8; 32]) -> Result<Self, MasterKeyError> {
        let path = folder.join(FILE_NAME);
        let failed = |source| MasterKeyError::Io {
            path: path.clone(),
            source,
        };
        if !path.try_exists().map_err(failed)? {
            create(folder, &path, entropy).map_err(failed)?;
        }
        let text = Zeroizing::new(fs::read_to_string(&path).map_err(failed)?);
        private(&path).map_err(failed)?.map_or(Ok(()), |mode| {
            Err(MasterKeyError::Exposed {
                path: path.clone(),
                mode,
            })
        })?;
        Self::parse(&text).map_err(|source| MasterKeyError::InFile {
            path,
            source: Box::new(source),
        })
    }

    /// The key for one purpose.
    pub fn subkey(&self, purpose: Purpose) -> Subkey {
        self.expand(purpose.info())
    }

    /// 16 hexadecimal digits that identify the key without revealing it. Stored in the database at its first start and
    /// compared at every later one, so that a wrong key is named as such instead of failing everywhere at once.
    pub fn fingerprint(&self) -> String {
        let derived = self.expand(b"clientele/1/fingerprint");
        let start = derived
            .iter()
            .take(8)
            .fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
        format!("{start:016x}")
    }

    fn expand(&self, info: &[u8]) -> Subkey {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"clientele master key");
        let mut key = Zeroizing::new([0; 32]);
        let filled = salt
            .extract(&self.0)
            .expand(&[info], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(key.as_mut()));
        debug_assert!(
            filled.is_ok(),
            "32 bytes are always available from HKDF-SHA-256"
        );
        key
    }
}

fn create(folder: &Path, path: &Path, entropy: &[u8; 32]) -> io::Result<()> {
    // Named by its fingerprint, so that simultaneous starts don't share it.
    let name = MasterKey::from_bytes(entropy)
        .map_err(io::Error::other)?
        .fingerprint();
    let staged = folder.join(format!(".{FILE_NAME}.{name}"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&staged)?;
    let text = Zeroizing::new(STANDARD.encode(entropy) + "\n");
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    // A link, unlike a rename, never replaces a key that another start has just made.
    let linked = written.and_then(|()| fs::hard_link(&staged, path));
    fs::remove_file(&staged)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::File::open(folder)?.sync_all(),
    }
}

/// The file's permission bits if others than its owner may read or write it.
#[cfg(unix)]
fn private(path: &Path) -> io::Result<Option<u32>> {
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(path)?) & 0o777;
    Ok((mode & 0o077 != 0).then_some(mode))
}

#[cfg(not(unix))]
fn private(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);
    impl Folder {
        fn new(name: &str) -> Self {
            let path =
                std::env::temp_dir().join(format!("clientele-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn purposes_get_keys_of_their_own_that_never_change() {
        let key = MasterKey::from_bytes(&[1; 32]).unwrap();
        let all = [
            Purpose::Pepper,
            Purpose::SigningKeys,
            Purpose::AuditChain,
            Purpose::Sessions,
        ];
        for (i, a) in all.iter().enumerate() {
            assert_eq!(
                key.subkey(*a),
                MasterKey::from_bytes(&[1; 32]).unwrap().subkey(*a)
            );
            for b in &all[i + 1..] {
                assert_ne!(key.subkey(*a), key.subkey(*b));
            }
        }
        assert_eq!(key.fingerprint(), "258eff4cac9f6506");
        assert_ne!(
            key.fingerprint(),
            MasterKey::from_bytes(&[2; 32]).unwrap().fingerprint()
        );
    }

    #[test]
    fn base64_of_every_common_kind_is_read() {
        let bytes = [9u8; 40];
        let padded = STANDARD.encode(bytes);
        let wanted = MasterKey::from_bytes(&bytes).unwrap().fingerprint();
        for text in [
            padded.clone(),
            padded.trim_end_matches('=').to_owned(),
            format!("{padded}\r\n"),
            format!("{}\n{}", &padded[..20], &padded[20..]),
        ] {
            assert_eq!(MasterKey::parse(&text).unwrap().fingerprint(), wanted);
        }
        assert!(matches!(
            MasterKey::parse("???"),
            Err(MasterKeyError::NotBase64)
        ));
        let short = STANDARD.encode([9u8; 31]);
        let error = MasterKey::parse(&short).err().unwrap().to_string();
        assert!(
            error.contains("31 bytes") && error.contains("openssl rand -base64 32"),
            "{error}"
        );
    }

    #[test]
    fn the_file_is_made_once_and_kept_private() {
        let folder = Folder::new("master-key");
        let made = MasterKey::beside(&folder.0, &[3; 32])
            .unwrap()
            .fingerprint();
        let read = MasterKey::beside(&folder.0, &[4; 32])
            .unwrap()
            .fingerprint();
        assert_eq!(made, read);
        let names: Vec<_> = fs::read_dir(&folder.0)
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert_eq!(names, ["master.key"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.0.join("master.key");
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let error = MasterKey::beside(&folder.0, &[3; 32])
                .err()
                .unwrap()
                .to_string();
            assert!(
                error.contains("chmod 600") && error.contains("0644"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_spoilt_file_is_named() {
        let folder = Folder::new("spoilt-key");
        let path = folder.0.join("master.key");
        fs::write(&path, "AAAA\n").unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let error = MasterKey::beside(&folder.0, &[3; 32])
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("master.key: ") && error.contains("3 bytes"),
            "{error}"
        );
    }

    #[test]
    fn simultaneous_first_starts_agree() {
        let folder = Folder::new("racing-keys");
        let prints: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8u8)
                .map(|i| {
                    scope.spawn({
                        let folder = &folder.0;
                        move || MasterKey::beside(folder, &[i; 32])
                    })
                })
                .collect();
            starts
                .into_iter()
                .map(|s| s.join().unwrap().unwrap().fingerprint())
                .collect()
        });
        assert!(
            prints.windows(2).all(|pair| pair[0] == pair[1]),
            "{prints:?}"
        );
    }
}

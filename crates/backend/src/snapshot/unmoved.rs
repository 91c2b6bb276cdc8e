//! Whether a SQLite database has changed since it was last read, without asking SQLite.
//!
//! Every commit in WAL mode ends with a new header in the index of the write-ahead log, the file `…-shm`: that is how
//! SQLite's own connections see that they must read anew (<https://sqlite.org/walformat.html>, section 2). So a header
//! that is still what it was *before* a read began says that the read's result still holds. Reading it costs one system
//! call on a page in memory, where a query costs two changes of threads.
//!
//! Used on Linux and on the file systems named below alone: there a file's pages are the same memory for who maps them,
//! as SQLite does, and for who reads them. Everywhere else each request has a query answered, as on PostgreSQL.

use std::{fs::File, path::Path};

/// The header, twice: SQLite writes the second copy first, so that a reader who meets a commit halfway sees them differ.
pub(super) type Header = [u8; 96];

/// The index of a database's write-ahead log.
#[derive(Clone, Copy)]
pub(super) struct Index(&'static File);

impl Index {
    /// The index of `database`, which a connection in WAL mode must have read from and keep open: as long as that lives,
    /// SQLite keeps the file.
    pub(super) fn open(database: &Path) -> Option<Self> {
        system::open(database).map(Self)
    }

    /// Whether both are of one file.
    pub(super) fn is(self, other: Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }

    /// The header as it is now. `None`: it can't be read, a commit is in the middle of writing it, or it is of a kind
    /// that this program doesn't know.
    pub(super) fn header(self) -> Option<Header> {
        let header = system::read(self.0)?;
        is_known(&header).then_some(header)
    }
}

fn is_known(header: &Header) -> bool {
    let (first, second) = header.split_at(48);
    let version = header.first_chunk().copied().map(u32::from_ne_bytes);
    let initialised = header[12] != 0;
    first == second && version == Some(3_007_000) && initialised
}

#[cfg(target_os = "linux")]
mod system {
    use std::{
        fs::File,
        os::unix::fs::{FileExt as _, MetadataExt as _},
        path::Path,
        sync::{Mutex, PoisonError},
    };

    use super::Header;

    /// Local ones, each with one cache for maps and reads.
    const FILE_SYSTEMS: [&str; 10] = [
        "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "bcachefs", "zfs", "tmpfs", "overlay",
    ];

    /// Every index that was opened, for ever: closing any descriptor of a file lets go of all locks that the process
    /// has on it (POSIX), SQLite's own among them.
    static OPEN: Mutex<Vec<(u64, u64, &'static File)>> = Mutex::new(Vec::new());

    pub(super) fn open(database: &Path) -> Option<&'static File> {
        // SQLite names its files after the database's real name.
        let mut path = database.canonicalize().ok()?.into_os_string();
        path.push("-shm");
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let is = std::fs::metadata(&path).ok()?;
        let known = open
            .iter()
            .find(|(device, inode, _)| (*device, *inode) == (is.dev(), is.ino()));
        if let Some((.., file)) = known {
            return Some(file);
        }
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
        if !FILE_SYSTEMS.contains(&file_system(&mounts, is.dev())?) {
            return None;
        }
        let file: &'static File = Box::leak(Box::new(File::open(&path).ok()?));
        // What was opened, should it have been replaced meanwhile.
        let is = file.metadata().ok()?;
        open.push((is.dev(), is.ino(), file));
        Some(file)
    }

    pub(super) fn read(file: &File) -> Option<Header> {
        let mut header = [0; 96];
        file.read_exact_at(&mut header, 0).ok()?;
        Some(header)
    }

    /// The kind of the file system on a device, by proc(5)'s `mountinfo`.
    fn file_system(mounts: &str, device: u64) -> Option<&str> {
        let major = (device >> 8) & 0xfff | (device >> 32) & !0xfff;
        let minor = device & 0xff | (device >> 12) & !0xff;
        let number = format!("{major}:{minor}");
        let line = mounts
            .lines()
            .find(|line| line.split(' ').nth(2) == Some(&number))?;
        line.split_once(" - ")?.1.split(' ').next()
    }

    #[cfg(test)]
    #[test]
    fn file_systems_are_found_by_device() {
        let mounts = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n\
                      23 22 0:21 / /mnt/a\\040b rw - 9p share rw,cache=mmap\n";
        assert_eq!(file_system(mounts, 254 << 8 | 1), Some("ext4"));
        assert_eq!(file_system(mounts, 21), Some("9p"));
        assert_eq!(file_system(mounts, 22), None);
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::{fs::File, path::Path};

    use super::Header;

    pub(super) const fn open(_: &Path) -> Option<&'static File> {
        None
    }

    pub(super) const fn read(_: &File) -> Option<Header> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_headers_of_the_known_version_count() {
        let mut header = [7; 96];
        for copy in [0, 48] {
            header[copy..copy + 4].copy_from_slice(&3_007_000_u32.to_ne_bytes());
        }
        assert!(is_known(&header));
        let mut halfway = header;
        halfway[56] += 1;
        assert!(!is_known(&halfway), "the copies differ");
        let mut unmade = header;
        (unmade[12], unmade[60]) = (0, 0);
        assert!(!is_known(&unmade));
        assert!(!is_known(&[0; 96]));
    }
}

//! The table's engine held against other programs, and against anything.

use super::{Ground, Verdict};
use crate::process;

/// The native tests try some; these are many, and others each time.
pub(super) fn fuzz(_: &mut Ground) -> Verdict {
    let mut cargo = process::cargo();
    cargo.args([
        "test",
        "--locked",
        "--quiet",
        "-p",
        "clientele-table-engine",
    ]);
    cargo
        .args(["--test", "fuzz"])
        .env("PROPTEST_CASES", "20000");
    process::run(&mut cargo).into()
}

/// LibreOffice is large, and Python reads the same files in any case: used where it is installed or apt-get has it.
pub(super) fn libreoffice(_: &mut Ground) -> Verdict {
    let is_there = || process::on_path("soffice").is_some();
    if !is_there()
        && let Err(why) = process::apt_install(&["libreoffice-calc-nogui"])
    {
        return Verdict::Skipped(format!(
            "LibreOffice is not installed (Python's csv reads the files too): {why}"
        ));
    }
    let mut cargo = process::cargo();
    cargo.args([
        "test",
        "--locked",
        "--quiet",
        "-p",
        "clientele-table-engine",
    ]);
    process::run(cargo.args(["--test", "csv_readers", "--", "--ignored"])).into()
}

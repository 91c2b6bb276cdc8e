//! `clientele audit verify`.

use super::{Failure, print_line};
use crate::{Core, audit::Verdict};

/// Says whether the audit log is whole, and where not.
pub(super) async fn verify(core: &Core) -> Result<(), Failure> {
    match core.store.verify_audit().await? {
        Verdict::Whole { records, head } => print_line(&format!(
            "The audit log is whole: {records} records; its head is {head}."
        )),
        Verdict::Broken { number, why } => Err(Failure::Refused(format!(
            "the audit log is broken at record {number}: {why}. Compare with a backup, and find out who can write to the database."
        ))),
    }
}

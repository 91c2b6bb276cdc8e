//! `clientele config`

use std::fmt::Write as _;

use super::{Failure, print_line};
use crate::settings::Settings;

/// Prints every setting with its value and where it comes from, as lines of a settings file.
pub(super) fn show(settings: &Settings) -> Result<(), Failure> {
    let mut text = String::new();
    for one in settings.in_force() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let name = one.setting.name;
        let (help, source) = (one.setting.help, &one.source);
        // Writing to a string can't fail.
        let _ = match &one.value {
            None => write!(text, "# {help} (not set)\n# {name} ="),
            Some(_) if one.setting.secret => {
                write!(text, "# {help} ({source})\n# {name} = (secret)")
            }
            Some(value) => write!(text, "# {help} ({source})\n{name} = {value:?}"),
        };
    }
    print_line(&text)
}

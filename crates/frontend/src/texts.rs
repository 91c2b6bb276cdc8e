//! Every text of the page. Names of buttons, fields and columns are a contract with tests and documentation.

use shared::api::users::PASSWORD_MIN;

// Everywhere
pub(crate) const PRODUCT: &str = "Clientele";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const CLOSE_DIALOG: &str = "Close dialog";
pub(crate) const DISMISS: &str = "Dismiss";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const UNDO: &str = "Undo";
pub(crate) const BACK: &str = "Back";
pub(crate) const SHOW: &str = "Show";
pub(crate) const HIDE: &str = "Hide";
pub(crate) const SHOW_PASSWORD: &str = "Show what is typed";

/// The title of the window.
pub(crate) fn title(page: &str) -> String {
    format!("{page} · {PRODUCT}")
}

/// What to quote to the operator.
pub(crate) fn request(id: &str) -> String {
    format!("Request {id}")
}

/// `1 application`, `12,480 applications`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}

// Shell
pub(crate) const NAVIGATION: &str = "Navigation";
pub(crate) const MAIN: &str = "Main";
pub(crate) const SKIP: &str = "Skip to the content";
pub(crate) const ACCESS: &str = "Access";
pub(crate) const THEME: &str = "Theme";
pub(crate) const LIGHT: &str = "Light";
pub(crate) const DARK: &str = "Dark";
pub(crate) const SYSTEM: &str = "System";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const USER_MENU: &str = "Account";
pub(crate) const NOT_SIGNED_OUT: &str = "You are not signed out";

// Sign-in
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const SIGN_IN_TO: &str = "Sign in to Clientele";
pub(crate) const SIGN_IN_LEDE: &str = "The organisation’s applications, their secrets and what they may do.";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const ENTER_EMAIL: &str = "Enter your email.";
pub(crate) const ENTER_PASSWORD: &str = "Enter your password.";
pub(crate) const LOCKED_OUT: &str = "Locked out? On the server, run";
pub(crate) const RESET_COMMAND: &str = "clientele user reset-password";
pub(crate) const SIGN_IN_FAILED: &str = "Email or password is wrong.";
pub(crate) const SIGNED_OUT_BY_TIME: &str = "Your session is over. Sign in again to go on where you were.";

// Set-up
pub(crate) const SET_UP: &str = "Set up Clientele";
pub(crate) const SET_UP_LEDE: &str = "This makes the first administrator. The address you came by works once; there is no default password.";
pub(crate) const ORGANISATION: &str = "Organisation";
pub(crate) const CREATE_ADMINISTRATOR: &str = "Create administrator";
pub(crate) const SET_UP_HINT: &str = "The set-up token is part of the address. The server printed it when it started.";
pub(crate) const NO_TOKEN: &str = "This address has no set-up token. Open the whole address that the server printed when it started; each start prints a new one.";
pub(crate) const NOT_COMMON: &str = "Common passwords are refused";

/// What a password must meet.
pub(crate) fn password_length() -> String {
    format!("At least {PASSWORD_MIN} characters")
}

/// A password that is too short.
pub(crate) fn password_too_short(length: usize) -> String {
    format!("The password has {}. It needs at least {PASSWORD_MIN}.", count(length, "character", "characters"))
}

// One's own password
pub(crate) const CHANGE_PASSWORD: &str = "Change password";
pub(crate) const CURRENT_PASSWORD: &str = "Current password";
pub(crate) const NEW_PASSWORD: &str = "New password";
pub(crate) const PASSWORD_CHANGED: &str = "Password changed";

// Not found
pub(crate) const NOT_FOUND: &str = "There is no such page";
pub(crate) const NOT_FOUND_TEXT: &str = "The address may be misspelled, or the page is not part of this version.";
pub(crate) const TO_APPLICATIONS: &str = "Go to Applications";

// Applications
pub(crate) const APPLICATIONS: &str = "Applications";
pub(crate) const NEW_APPLICATION: &str = "New application";

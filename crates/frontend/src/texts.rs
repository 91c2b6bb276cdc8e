//! Every text of the page. Names of buttons, fields and columns are a contract with tests and documentation.

use shared::ScopeType;
use shared::api::users::PASSWORD_MIN;

use crate::pages::applications::dialogs::Kind;

// Everywhere
pub(crate) const PRODUCT: &str = "Clientele";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const DISMISS: &str = "Dismiss";
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
pub(crate) const NEVER_USED: &str = "Never used";
pub(crate) const UNUSED_90_DAYS: &str = "Not used for 90 days";
pub(crate) const OLD_SECRET: &str = "Secret older than a year";
pub(crate) const WITHOUT_RULES: &str = "Without access rules";
pub(crate) const SECRET_AGE: &str = "Age of the secret";
pub(crate) const UNDER_90_DAYS: &str = "Under 90 days";
pub(crate) const UNDER_A_YEAR: &str = "90 days to a year";
pub(crate) const OVER_A_YEAR: &str = "Over a year";
pub(crate) const UNKNOWN: &str = "Unknown";
pub(crate) const AUTOMATION: &str = "Automation";
pub(crate) const API_REFERENCE: &str = "API reference";
pub(crate) const ACCESS: &str = "Access";
pub(crate) const THEME: &str = "Theme";
pub(crate) const LIGHT: &str = "Light";
pub(crate) const DARK: &str = "Dark";
pub(crate) const SYSTEM: &str = "System";
pub(crate) const SIGN_OUT: &str = "Sign out";
pub(crate) const USER_MENU: &str = "Account";
pub(crate) const NOT_LOADED: &str = "A part of the page could not be loaded";
pub(crate) const NOT_LOADED_WHY: &str = "Check the connection, then try again.";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const NOT_SIGNED_OUT: &str = "You are not signed out";

// Sign-in
pub(crate) const SIGN_IN: &str = "Sign in";
pub(crate) const SIGN_IN_TO: &str = "Sign in to Clientele";
pub(crate) const SIGN_IN_LEDE: &str =
    "The organisation’s applications, their secrets and what they may do.";
pub(crate) const EMAIL: &str = "Email";
pub(crate) const PASSWORD: &str = "Password";
pub(crate) const ENTER_EMAIL: &str = "Enter your email.";
pub(crate) const ENTER_PASSWORD: &str = "Enter your password.";
pub(crate) const LOCKED_OUT: &str = "Locked out? On the server, run";
pub(crate) const RESET_COMMAND: &str = "clientele user reset-password";
pub(crate) const SIGN_IN_FAILED: &str = "Email or password is wrong.";
pub(crate) const SIGNED_OUT_BY_TIME: &str =
    "Your session is over. Sign in again to go on where you were.";

// Set-up
pub(crate) const SET_UP: &str = "Set up Clientele";
pub(crate) const SET_UP_LEDE: &str = "This makes the first administrator. The address you came by works once; there is no default password.";
pub(crate) const ORGANISATION: &str = "Organisation";
pub(crate) const CREATE_ADMINISTRATOR: &str = "Create administrator";
pub(crate) const SET_UP_HINT: &str =
    "The set-up token is part of the address. The server printed it when it started.";
pub(crate) const NO_TOKEN: &str = "This address has no set-up token. Open the whole address that the server printed when it started; each start prints a new one.";
pub(crate) const NOT_COMMON: &str = "Common passwords are refused";

/// What a password must meet.
pub(crate) fn password_length() -> String {
    format!("At least {PASSWORD_MIN} characters")
}

/// A password that is too short.
pub(crate) fn password_too_short(length: usize) -> String {
    format!(
        "The password has {}. It needs at least {PASSWORD_MIN}.",
        count(length, "character", "characters")
    )
}

// One's own password
pub(crate) const CHANGE_PASSWORD: &str = "Change password";
pub(crate) const CURRENT_PASSWORD: &str = "Current password";
pub(crate) const NEW_PASSWORD: &str = "New password";
pub(crate) const PASSWORD_IS_TEMPORARY: &str =
    "Your password was given to you by somebody else. Choose one of your own to go on.";
pub(crate) const PASSWORD_CHANGED: &str = "Password changed";

// Not found
pub(crate) const NOT_FOUND: &str = "There is no such page";
pub(crate) const NOT_FOUND_TEXT: &str =
    "The address may be misspelled, or the page is not part of this version.";
pub(crate) const TO_APPLICATIONS: &str = "Go to Applications";

// Applications
pub(crate) const APPLICATIONS: &str = "Applications";
pub(crate) const NEW_APPLICATION: &str = "New application";
// The same in two parts: a phone shows the first.
pub(crate) const NEW: &str = "New";
pub(crate) const APPLICATION_AFTER_NEW: &str = " application";
pub(crate) const COPIED: &str = "Copied";

// Dialogs: a new application
pub(crate) const NAME: &str = "Name";
pub(crate) const NAME_HINT: &str =
    "The client ID is made from the name and never changes. The name can.";
pub(crate) const CREATE: &str = "Create";
pub(crate) const NO_ACCESS_YET: &str = "It has no access yet. Next, give it an access rule.";

/// The title once it is there.
pub(crate) fn is_created(name: &str) -> String {
    format!("{name} is created")
}

/// The toast.
pub(crate) fn created(name: &str) -> String {
    format!("{name} created")
}

// Dialogs: credentials
pub(crate) const CLIENT_ID: &str = "Client ID";
pub(crate) const CLIENT_SECRET: &str = "Client secret";
pub(crate) const NEW_CLIENT_SECRET: &str = "New client secret";
// The names of these buttons don't hold the fields' labels, so that a label means one thing in a dialog.
pub(crate) const COPY_ID: &str = "Copy ID";
pub(crate) const COPY_SECRET: &str = "Copy secret";
pub(crate) const COPY_COMMAND: &str = "Copy command";
pub(crate) const SEEN_ONCE: &str =
    "Visible only now. It cannot be recovered, but it can be regenerated.";
pub(crate) const GET_A_TOKEN: &str = "Get a token";
pub(crate) const STORED: &str = "I have stored it";
pub(crate) const STORE_FIRST: &str =
    "Copy or download the secret first. Press Done again to close without it.";
pub(crate) const DOWNLOAD_ENV: &str = "Download .env";
pub(crate) const DONE: &str = "Done";

// Dialogs: regenerating
pub(crate) const REGENERATE_SECRET: &str = "Regenerate client secret";
pub(crate) const REGENERATE_QUESTION: &str = "Regenerate the client secret?";
pub(crate) const REGENERATE: &str = "Regenerate";
pub(crate) const REGENERATED: &str = "Client secret regenerated";

/// Under the title: whose.
pub(crate) fn regenerated_of(name: &str, overlap: bool) -> String {
    if overlap {
        format!("of {name}. The previous one still works for a while.")
    } else {
        format!("of {name}. The previous one is revoked.")
    }
}

// Conflicts
pub(crate) const WAS_ENABLED: &str = "it was enabled";
pub(crate) const WAS_DISABLED: &str = "it was disabled";
pub(crate) const WAS_REGENERATED: &str = "its client secret was regenerated";
pub(crate) const WAS_DESCRIBED: &str = "its description was changed";
pub(crate) const EXPIRY_CHANGED: &str = "its expiry was changed";
pub(crate) const GONE: &str = "Somebody deleted it meanwhile. Nothing is left to do.";

/// The same by name.
pub(crate) fn gone(name: &str) -> String {
    format!("Somebody deleted {name} meanwhile. Nothing is left to do.")
}

pub(crate) fn was_renamed(name: &str) -> String {
    format!("it was renamed to {name}")
}

pub(crate) fn was_given(rule: &str) -> String {
    format!("it was given {rule}")
}

pub(crate) fn was_taken(rule: &str) -> String {
    format!("{rule} was taken from it")
}

/// Somebody else was faster: what changed, and what pressing the button again does.
pub(crate) fn changed_meanwhile(clauses: &[String], at: &str) -> String {
    let what = if clauses.is_empty() {
        "somebody changed it".to_owned()
    } else {
        clauses.join(", ")
    };
    format!("Nothing is done yet: at {at}, {what}. The page has read it again. Look, then go on.")
}

// Dialogs: disabling, enabling, deleting
pub(crate) const DISABLE: &str = "Disable";
pub(crate) const ENABLE: &str = "Enable";
pub(crate) const DELETE: &str = "Delete";
pub(crate) const DISABLE_INSTEAD: &str = "Disable instead";
pub(crate) const STOP: &str = "Stop";
pub(crate) const RETRY_FAILED: &str = "Retry failed";
pub(crate) const CONTINUE: &str = "Continue";
pub(crate) const FOR_GOOD: &str = "From this moment, and for good:";
pub(crate) const FROM_NOW: &str = "From this moment, until it is enabled again:";
pub(crate) const FROM_NOW_ON: &str = "From this moment:";
pub(crate) const INSTEAD_HINT: &str = "To stop it and keep it, disable it instead.";
pub(crate) const NO_TOKEN_ANY_MORE: &str = "Its secret obtains no token";
pub(crate) const TOKENS_REFUSED: &str = "The tokens it holds are refused";
pub(crate) const ON_EVERY_NODE: &str = "At once, on every node";
pub(crate) const OBTAINS_TOKENS: &str = "Its secret obtains tokens again";
pub(crate) const RULES_STAY: &str = "Its access rules stay as they are";
pub(crate) const NEVER_LOGGED_IN: &str = "It has never obtained one";

// Dialogs: access rules
pub(crate) const ACCESS_RULES: &str = "Access rules";
pub(crate) const ACCESS_RULE: &str = "Access rule";
pub(crate) const NEW_ACCESS_RULE: &str = "New access rule";
pub(crate) const SAVE_RULE: &str = "Save rule";
pub(crate) const ROLE: &str = "Role";
pub(crate) const SCOPE: &str = "Scope";
pub(crate) const CHOOSE_ROLE: &str = "Choose a role";
pub(crate) const ROLE_MISSING: &str = "Choose what it may do.";
pub(crate) const SCOPE_MISSING: &str = "Choose where it may do it.";
pub(crate) const SEARCH_SCOPES: &str = "Search scopes";
pub(crate) const NO_SCOPE_MATCHES: &str = "No scope matches";
pub(crate) const NO_RULES: &str = "No access rules yet. It obtains tokens, but may do nothing.";
pub(crate) const LOADING: &str = "Loading…";
pub(crate) const ADD: &str = "Add";
pub(crate) const ADD_CLUSTER: &str = "Add cluster";
pub(crate) const ADD_DEPARTMENT: &str = "Add department";
pub(crate) const ADD_PROJECT: &str = "Add project";

/// Under the title: whose rules.
pub(crate) fn rules_of(name: &str) -> String {
    format!("of {name}. A rule covers its scope and all beneath it.")
}

pub(crate) fn rule_for(name: &str) -> String {
    format!("for {name}")
}

pub(crate) fn delete_rule(rule: &str) -> String {
    format!("Delete access rule {rule}")
}

pub(crate) fn rule_deleted(rule: &str) -> String {
    format!("Access rule {rule} deleted")
}

pub(crate) fn rule_not_deleted(rule: &str) -> String {
    format!("Access rule {rule} is not deleted")
}

pub(crate) fn rule_not_restored(rule: &str) -> String {
    format!("Access rule {rule} is not restored")
}

pub(crate) fn rule_restored(rule: &str) -> String {
    format!("Access rule {rule} is back")
}

// Dialogs: what regenerating, disabling, enabling and deleting do
pub(crate) const REVOKES_THE_PREVIOUS: &str = "This revokes the previous secret of";
pub(crate) const FROM_THAT_MOMENT: &str =
    ". From that moment it obtains no token, and the tokens it obtained are refused, on any node.";
pub(crate) const KEEPS_THE_PREVIOUS: &str = "The previous secret of";
pub(crate) const FOR_SO_LONG: &str = " obtains tokens until then, so that you can put the new one in place. It can be ended earlier here.";
pub(crate) const PREVIOUS_SECRET: &str = "Previous secret";
/// How long the previous secret may live on, in seconds.
pub(crate) const OVERLAPS: [(u32, &str); 5] = [
    (0, "Revoked at once"),
    (3_600, "Works for one more hour"),
    (86_400, "Works for one more day"),
    (259_200, "Works for three more days"),
    (604_800, "Works for seven more days"),
];
pub(crate) const END_NOW: &str = "End it now";
pub(crate) const PREVIOUS_ENDED: &str = "The previous secret is revoked";
pub(crate) const PREVIOUS_NOT_ENDED: &str = "The previous secret was not revoked";

/// What is known of the secret in use.
pub(crate) fn secret_in_use(hint: &str, made: &str, used: Option<&str>) -> String {
    let used = used.map_or_else(
        || "never used".to_owned(),
        |used| format!("last used {used}"),
    );
    format!("The secret in use ends in {hint}; made {made}, {used}.")
}

/// That the secret before it lives.
pub(crate) fn previous_lives(until: &str, used: Option<&str>) -> String {
    let used = used.map_or_else(
        || "it was never used".to_owned(),
        |used| format!("it was last used {used}"),
    );
    format!("The one before it works until {until}; {used}.")
}

pub(crate) const WAITING: &str = "waiting";
pub(crate) const SENDING: &str = "…";
pub(crate) const STOPPED: &str = "stopped before";
pub(crate) const NOT_DONE: &str = "not done";

pub(crate) fn last_used(when: &str) -> String {
    format!("It was last used {when}.")
}

pub(crate) fn last_login(when: &str, from: Option<&str>) -> String {
    match from {
        Some(from) => format!("Last login {when}, from {from}"),
        None => format!("Last login {when}"),
    }
}

/// `Researcher · Cluster: A, and 2 more`
pub(crate) fn and_more(first: &str, more: usize) -> String {
    if more == 0 {
        first.to_owned()
    } else {
        format!("{first}, and {more} more")
    }
}

pub(crate) fn rules_go(number: usize) -> String {
    let verb = if number == 1 { "goes" } else { "go" };
    format!(
        "{} {verb} with it",
        count(number, "access rule", "access rules")
    )
}

pub(crate) fn rules_hold(number: usize) -> String {
    match number {
        0 => "It has no access rules: it may do nothing yet".to_owned(),
        1 => "Its access rule holds again".to_owned(),
        _ => format!(
            "Its {} hold again",
            count(number, "access rule", "access rules")
        ),
    }
}

/// The verb on a button.
pub(crate) fn verb(kind: Kind) -> &'static str {
    match kind {
        Kind::Disable => DISABLE,
        Kind::Enable => ENABLE,
        Kind::Delete => DELETE,
    }
}

/// The participle.
pub(crate) fn done(kind: Kind) -> &'static str {
    match kind {
        Kind::Disable => "disabled",
        Kind::Enable => "enabled",
        Kind::Delete => "deleted",
    }
}

pub(crate) fn already(kind: Kind) -> &'static str {
    match kind {
        Kind::Disable => "disabled already",
        Kind::Enable => "enabled already",
        Kind::Delete => "deleted already",
    }
}

/// `Delete ci-pipeline-prod?`
pub(crate) fn question(kind: Kind, what: &str) -> String {
    format!("{} {what}?", verb(kind))
}

/// `ci-pipeline-prod deleted`
pub(crate) fn is_done(kind: Kind, name: &str) -> String {
    format!("{name} {}", done(kind))
}

/// `2 of 3 applications deleted`
pub(crate) fn done_of(kind: Kind, number: usize, of: usize) -> String {
    let all = count(of, "application", "applications");
    let done = done(kind);
    if number == of {
        format!("{all} {done}")
    } else {
        format!("{number} of {all} {done}")
    }
}

/// `Deleting: 12 of 300`
pub(crate) fn doing(kind: Kind, number: usize, of: usize) -> String {
    let doing = match kind {
        Kind::Disable => "Disabling",
        Kind::Enable => "Enabling",
        Kind::Delete => "Deleting",
    };
    format!("{doing}: {number} of {of}")
}

/// What is about to happen to several.
pub(crate) fn preview(kind: Kind, to_do: usize, of: usize) -> String {
    let what = match kind {
        Kind::Disable => {
            "Their secrets obtain no token, and the tokens they hold are refused, from this moment until they are enabled again."
        }
        Kind::Enable => "Their secrets obtain tokens again, and their access rules hold.",
        Kind::Delete => {
            "Their secrets obtain no token, the tokens they hold are refused, and their access rules go with them, for good."
        }
    };
    if to_do == of {
        what.to_owned()
    } else {
        format!("{to_do} of {of}. {what}")
    }
}

/// Above the results.
pub(crate) const RESULTS: &str = "What came of each:";

/// Those of a long list that aren't shown.
pub(crate) fn and_others(number: usize) -> String {
    format!("and {}.", count(number, "other", "others"))
}

// The scope tree
pub(crate) const CHOOSE_CLUSTER: &str = "Choose a cluster first";
pub(crate) const CHOOSE_DEPARTMENT: &str = "Choose a department first";

/// `in Cluster: B / Ranking`
pub(crate) fn within(place: &str) -> String {
    format!("in {place}")
}

/// A scope's name for assistive technology: `Cluster: A`; also the account's, by its name.
pub(crate) fn scope_name(level: ScopeType, name: &str) -> String {
    format!("{}: {name}", level.label())
}

/// What lies directly beneath a scope, or what it is.
pub(crate) fn beneath(level: ScopeType, number: usize) -> String {
    match level {
        ScopeType::Cluster if number > 0 => count(number, "department", "departments"),
        ScopeType::Department if number > 0 => count(number, "project", "projects"),
        _ => level.label().to_owned(),
    }
}

/// `4 of 612`
pub(crate) fn of_scopes(matched: usize, total: usize) -> String {
    format!("{matched} of {total}")
}

pub(crate) fn more_scopes(hidden: usize) -> String {
    format!("and {hidden} more: search for more of the name")
}

/// `of the new department in Cluster: A`
pub(crate) fn unit_in(level: ScopeType, parent: &str) -> String {
    format!("of the new {} in {parent}", level.label().to_lowercase())
}

// The table
pub(crate) const APPLICATION: &str = "Application";
pub(crate) const ACCESS_RULES_COLUMN: &str = "Access rule(s)";
pub(crate) const LAST_LOGIN: &str = "Last login";
pub(crate) const CREATED_BY: &str = "Created by";
pub(crate) const CREATION_TIME: &str = "Creation time";
pub(crate) const LAST_UPDATED: &str = "Last updated";
pub(crate) const BY_ROLE: &str = "Access rule: role";
pub(crate) const BY_SCOPE: &str = "Access rule: scope";
pub(crate) const NO_RULE: &str = "No access rule";
pub(crate) const NONE: &str = "None";
pub(crate) const DISABLED: &str = "Disabled";
pub(crate) const SELECT_FIRST: &str = "Select an application first";
pub(crate) const ALL_DISABLED: &str = "All that are selected are disabled";
pub(crate) const ALL_ENABLED: &str = "All that are selected are enabled";
pub(crate) const NO_APPLICATIONS: &str = "No applications yet";
pub(crate) const WHAT_IT_IS: &str = "An application is a machine client: a pipeline, a scheduler, a notebook. Create one, store its secret, then give it an access rule.";
pub(crate) const ON_THE_SERVER: &str = "Or on the server: ";
pub(crate) const CREATE_COMMAND: &str = "clientele app create --name ci-pipeline-prod";

//! Which page an address leads to, and going there.
//!
//! A router of our own: three pages need no more, and `leptos_router` 0.8 skips the history entry of a link that leads to
//! where one just came back from (leptos issue 4324), and knows nothing of entries that the table adds.

use leptos::prelude::*;

use crate::platform::history::{self, Place};

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    SetUp,
    SignIn,
    Applications,
    NotFound,
}

/// The address of the Applications page.
pub(crate) const APPLICATIONS: &str = "/access/applications";
/// The address of the sign-in page.
pub(crate) const SIGN_IN: &str = "/sign-in";

impl Route {
    /// The page of a path; a slash at the end doesn't count.
    pub(crate) fn of(path: &str) -> Self {
        match path.trim_end_matches('/') {
            "" | APPLICATIONS => Self::Applications,
            SIGN_IN => Self::SignIn,
            "/setup" => Self::SetUp,
            _ => Self::NotFound,
        }
    }

    /// Whether it is seen without being signed in.
    pub(crate) fn is_door(self) -> bool {
        matches!(self, Self::SetUp | Self::SignIn)
    }
}

/// The address of the sign-in page that leads back to a place.
pub(crate) fn sign_in_and_back(place: &Place) -> String {
    let route = Route::of(&place.path);
    if route.is_door() || (place.path == "/" && place.query.is_empty()) {
        return SIGN_IN.to_owned();
    }
    let mut back = place.path.clone();
    if !place.query.is_empty() {
        back.push('?');
        back.push_str(&place.query);
    }
    format!("{SIGN_IN}?to={}", encode(&back))
}

/// Where a sign-in leads on to: the `to` of the query if it is a path of ours, else the Applications page. Never to another
/// origin, however it is spelled.
pub(crate) fn after_sign_in(query: &str) -> String {
    query
        .split('&')
        .find_map(|pair| pair.strip_prefix("to="))
        .and_then(decode)
        .filter(|path| {
            let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
            ours && !path.chars().any(char::is_control)
                && !Route::of(path.split(['?', '#']).next().unwrap_or_default()).is_door()
        })
        .unwrap_or_else(|| APPLICATIONS.to_owned())
}

/// Percent-encodes what a query's value can't hold (RFC 3986 section 3.4), and `&`, `+`, `%`.
fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/?:@!$'()*,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Undoes percent-encoding; none where it is malformed or not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let digits = text.get(at + 1..at + 3)?;
            out.push(u8::from_str_radix(digits, 16).ok()?);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

/// The page has come to a place.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) place: Place,
    /// By a link; else back or forward in the history.
    pub(crate) by_link: bool,
}

/// The current page, and the ways to go to another. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Router {
    place: RwSignal<Place>,
    arrivals: StoredValue<Vec<(u32, Callback<Arrival>)>>,
    next: StoredValue<u32>,
}

impl Router {
    /// Listens to links and to the browser's back and forward.
    pub(crate) fn new() -> Self {
        let router = Self {
            place: RwSignal::new(history::place()),
            arrivals: StoredValue::new(Vec::new()),
            next: StoredValue::new(0),
        };
        history::on_travel(move || router.arrive(false));
        history::on_link(move |address| router.go(&address));
        router
    }

    /// The page to show.
    pub(crate) fn route(self) -> Memo<Route> {
        Memo::new(move |_| self.place.with(|place| Route::of(&place.path)))
    }

    /// Where the page was when it last arrived anywhere; the table's own entries don't count.
    pub(crate) fn place(self) -> Place {
        self.place.get_untracked()
    }

    /// Goes to an address, as a link does.
    pub(crate) fn go(self, address: &str) {
        history::push(address);
        self.arrive(true);
    }

    /// Goes to an address in place of the current one.
    pub(crate) fn replace(self, address: &str) {
        history::replace(address);
        self.arrive(true);
    }

    /// Calls back after each arrival by link, back or forward, for as long as the caller's owner lives.
    pub(crate) fn on_arrival(self, call: Callback<Arrival>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.arrivals.update_value(|calls| calls.push((id, call)));
        on_cleanup(move || {
            // The router may be gone before the page.
            let _ = self
                .arrivals
                .try_update_value(|calls| calls.retain(|(other, _)| *other != id));
        });
    }

    fn arrive(self, by_link: bool) {
        let place = history::place();
        self.place.set(place.clone());
        for (_, call) in self.arrivals.get_value() {
            call.run(Arrival {
                place: place.clone(),
                by_link,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str, query: &str) -> Place {
        Place {
            path: path.to_owned(),
            query: query.to_owned(),
            fragment: String::new(),
        }
    }

    #[test]
    fn addresses_lead_to_pages() {
        assert_eq!(Route::of("/"), Route::Applications);
        assert_eq!(Route::of("/access/applications/"), Route::Applications);
        assert_eq!(Route::of("/setup"), Route::SetUp);
        assert_eq!(Route::of("/access/applicationsx"), Route::NotFound);
    }

    #[test]
    fn signing_in_leads_back_to_the_same_view() {
        let address = sign_in_and_back(&place("/access/applications", "q=a%20b&sort=name"));
        assert_eq!(
            address,
            "/sign-in?to=/access/applications?q=a%2520b%26sort=name"
        );
        let query = address.split_once('?').unwrap().1;
        assert_eq!(
            after_sign_in(query),
            "/access/applications?q=a%20b&sort=name"
        );
    }

    #[test]
    fn signing_in_never_leads_elsewhere() {
        for query in [
            "",
            "to=",
            "to=https://evil.example",
            "to=//evil.example",
            "to=/%5Cevil.example",
            "to=%2F%2Fevil.example",
            "to=/sign-in",
            "to=/setup%23t",
            "to=/%0A/evil.example",
            "to=%zz",
            "to=%",
            "to=%e2%82",
        ] {
            assert_eq!(after_sign_in(query), APPLICATIONS, "{query}");
        }
    }
}

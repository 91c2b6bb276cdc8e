//! The view in the address: when an edit adds a history entry and when it replaces one, so that the back button undoes one
//! change of view, never none and never two.

/// A burst of typing ends after a pause of this many milliseconds.
const PAUSE: i64 = 1000;

/// What to do to the browser's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Push(String),
    Replace(String),
    /// Go back once more: the entry that was gone back to shows what showed already.
    Back,
}

/// Where the table is in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The query of the current entry.
    query: String,
    /// The number of the current entry.
    index: u32,
    /// A burst of typing: when it was last typed, and the query before it.
    typing: Option<(i64, String)>,
    /// The current entry shows the same as the one before it: a burst that came back to where it began.
    doubled: bool,
}

impl Address {
    /// The page opens with the query of its address; the address is tidied if the view's own query differs.
    pub(super) fn open(index: u32, address: &str, view: &str) -> (Self, Option<Move>) {
        let start = Self {
            query: view.to_owned(),
            index,
            typing: None,
            doubled: false,
        };
        (
            start,
            (address != view).then(|| Move::Replace(view.to_owned())),
        )
    }

    /// The view was edited. `typed`: in the search's field.
    pub(super) fn edited(&mut self, view: &str, typed: bool, now: i64) -> Option<Move> {
        if view == self.query {
            return None;
        }
        let going_on = typed
            && self
                .typing
                .as_ref()
                .is_some_and(|(last, _)| now - last < PAUSE);
        let before = match self.typing.take() {
            Some((_, before)) if going_on => before,
            _ => std::mem::take(&mut self.query),
        };
        view.clone_into(&mut self.query);
        let replace = going_on || self.doubled;
        self.doubled = going_on && before == view;
        self.typing = typed.then_some((now, before));
        if replace {
            Some(Move::Replace(view.to_owned()))
        } else {
            self.index += 1;
            Some(Move::Push(view.to_owned()))
        }
    }

    /// The user went back or forward, or followed a link to the same page. `view`: the query of the view that the new
    /// entry's address describes.
    pub(super) fn arrived(&mut self, index: u32, address: &str, view: &str) -> Option<Move> {
        let same_again = view == self.query && index < self.index && self.doubled;
        view.clone_into(&mut self.query);
        self.index = index;
        self.typing = None;
        self.doubled = false;
        if same_again {
            Some(Move::Back)
        } else {
            (address != view).then(|| Move::Replace(view.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser's history: its entries' queries, and which is current. The first is another page.
    struct Browser {
        entries: Vec<String>,
        at: usize,
        address: Address,
        now: i64,
    }

    impl Browser {
        fn open(query: &str, view: &str) -> Self {
            let (address, step) = Address::open(1, query, view);
            let mut browser = Self {
                entries: vec!["elsewhere".to_owned(), query.to_owned()],
                at: 1,
                address,
                now: 0,
            };
            browser.apply(step);
            browser
        }

        fn apply(&mut self, step: Option<Move>) {
            match step {
                Some(Move::Push(query)) => {
                    self.entries.truncate(self.at + 1);
                    self.entries.push(query);
                    self.at += 1;
                }
                Some(Move::Replace(query)) => self.entries[self.at] = query,
                Some(Move::Back) => self.back(),
                None => {}
            }
        }

        fn edit(&mut self, view: &str) {
            let step = self.address.edited(view, false, self.now);
            self.apply(step);
        }

        fn type_in(&mut self, views: &[&str]) {
            for view in views {
                self.now += 100;
                let step = self.address.edited(view, true, self.now);
                self.apply(step);
            }
        }

        fn back(&mut self) {
            self.at -= 1;
            if self.at > 0 {
                let query = self.entries[self.at].clone();
                let index = u32::try_from(self.at).unwrap();
                let step = self.address.arrived(index, &query, &query);
                self.apply(step);
            }
        }

        fn shows(&self) -> &str {
            &self.entries[self.at]
        }
    }

    #[test]
    fn back_undoes_one() {
        let mut browser = Browser::open("sort=&columns=name,x", "");
        browser.edit("sort=name");
        browser.type_in(&["q=a&sort=name", "q=ab&sort=name", "q=abc&sort=name"]);
        browser.back();
        assert_eq!(browser.shows(), "sort=name");
        browser.back();
        assert_eq!(browser.shows(), "");
        browser.back();
        assert_eq!(browser.shows(), "elsewhere");
    }

    #[test]
    fn a_pause_starts_another_entry() {
        let mut browser = Browser::open("", "");
        browser.type_in(&["q=a"]);
        browser.now += PAUSE;
        browser.type_in(&["q=ab"]);
        browser.back();
        assert_eq!(browser.shows(), "q=a");
    }

    #[test]
    fn another_edit_ends_the_burst() {
        let mut browser = Browser::open("", "");
        browser.type_in(&["q=a"]);
        browser.edit("q=a&sort=name");
        browser.type_in(&["q=ab&sort=name"]);
        browser.back();
        assert_eq!(browser.shows(), "q=a&sort=name");
        browser.back();
        assert_eq!(browser.shows(), "q=a");
    }

    #[test]
    fn a_burst_that_comes_back_is_no_step() {
        let mut browser = Browser::open("", "");
        browser.edit("sort=name");
        browser.type_in(&["q=a&sort=name", "sort=name"]);
        browser.back();
        assert_eq!(browser.shows(), "", "one back, one change");
        let mut browser = Browser::open("", "");
        browser.type_in(&["q=a", ""]);
        browser.edit("sort=name");
        browser.back();
        assert_eq!(browser.shows(), "");
        browser.back();
        assert_eq!(browser.shows(), "elsewhere");
    }

    #[test]
    fn a_burst_that_goes_on_after_coming_back_counts() {
        let mut browser = Browser::open("", "");
        browser.type_in(&["q=a", "", "q=b"]);
        browser.back();
        assert_eq!(browser.shows(), "");
    }

    #[test]
    fn an_edit_that_changes_nothing_is_no_step() {
        let mut browser = Browser::open("", "");
        browser.edit("");
        browser.back();
        assert_eq!(browser.shows(), "elsewhere");
    }

    #[test]
    fn an_untidy_entry_is_tidied_in_place() {
        let (mut address, _) = Address::open(1, "", "");
        assert_eq!(
            address.arrived(2, "q=a&x=1", "q=a"),
            Some(Move::Replace("q=a".to_owned()))
        );
        assert_eq!(
            address.edited("q=a&sort=name", false, 0),
            Some(Move::Push("q=a&sort=name".to_owned()))
        );
    }
}

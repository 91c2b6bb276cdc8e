//! One cell of the body: what it shows, and painting it. Painting is by hand, since a scroll step
//! repaints hundreds of cells; a cell that would look the same is left alone.

use std::{mem::discriminant, rc::Rc};

use leptos::{
    prelude::*,
    tachys::{
        view::any_view::AnyViewState,
        view::{Mountable, Render},
    },
};
use table_engine::Matcher;
use web_sys::{HtmlElement, Node, Text};

use crate::{
    Chip, Content, Icon, Own,
    dom::{append, element, icon, set},
    measure::Ruler,
    texts::{Texts, count, fill},
    time_text,
};

/// What painting depends on besides the content.
pub(crate) struct Look<'a> {
    pub search: &'a Rc<str>,
    pub matcher: &'a Matcher,
    pub exact_times: bool,
    pub now_ms: i64,
    /// The column's inner width in CSS pixels.
    pub room: f64,
    pub is_narrow: bool,
    pub column: &'a str,
    /// What names the row.
    pub name: &'a str,
    pub tag: Option<String>,
    /// "+N" opens something.
    pub opens: bool,
    pub ruler: &'a Ruler,
    pub texts: &'a Texts,
}

/// What a cell shows, settled down to the words. Two equal ones look the same.
#[derive(PartialEq, Default)]
enum Painted {
    #[default]
    Blank,
    Text {
        text: String,
        tag: Option<String>,
        search: Rc<str>,
    },
    Code {
        text: String,
        search: Rc<str>,
    },
    Number {
        text: String,
        search: Rc<str>,
    },
    Chips {
        chips: Vec<Chip>,
        shown: usize,
        name: String,
        search: Rc<str>,
    },
    Time {
        ms: i64,
        words: String,
        search: Option<Rc<str>>,
    },
    Nothing(String),
    Bone(u32),
}

/// A view or a node of the page's own, in a cell.
enum Mounted {
    View { owner: Owner, state: AnyViewState },
    Node(#[expect(dead_code, reason = "it lets go when it is dropped")] Own),
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Self::View { owner, state } = self {
            state.unmount();
            owner.cleanup();
        }
    }
}

/// One cell. It keeps its elements for as long as it shows the same kind of thing, and changes their words: new
/// elements would have to be styled, which takes longer than all else in a scroll step.
pub(crate) struct Cell {
    pub el: HtmlElement,
    painted: Painted,
    mounted: Option<Mounted>,
    line: Option<Line>,
    /// The tag behind a text, the button behind a code.
    extra: Option<HtmlElement>,
    chips: Vec<ChipParts>,
    plus: Option<Line>,
    /// What was given a tooltip since the cell was painted.
    titled: Option<HtmlElement>,
}

/// An element that holds words, some of which may be marked: plain and marked in turns, plain first. What stays as it
/// was is not touched, since every node that changes is laid out anew.
struct Line {
    el: HtmlElement,
    pieces: Vec<Piece>,
}

/// A text node and the words in it.
struct Piece {
    node: Text,
    /// The `mark` around it.
    mark: Option<HtmlElement>,
    words: String,
}

impl Line {
    fn new(parent: &HtmlElement, name: &str, class: &str) -> Self {
        let el = element(name, class);
        set(&el, "dir", "auto");
        append(parent, &el);
        Self::within(el)
    }

    fn within(el: HtmlElement) -> Self {
        Self {
            el,
            pieces: Vec::new(),
        }
    }

    fn show(&mut self, text: &str, matcher: Option<&Matcher>) {
        let ranges = matcher.map(|matcher| matcher.matches(text));
        let (mut nth, mut from) = (0, 0);
        for range in ranges.unwrap_or_default() {
            self.put(nth, text.get(from..range.start).unwrap_or_default());
            from = range.end;
            self.put(nth + 1, text.get(range).unwrap_or_default());
            nth += 2;
        }
        self.put(nth, text.get(from..).unwrap_or_default());
        for gone in self.pieces.drain(nth + 1..) {
            match gone.mark {
                Some(mark) => mark.remove(),
                None => gone.node.remove(),
            }
        }
    }

    fn put(&mut self, nth: usize, words: &str) {
        match self.pieces.get_mut(nth) {
            Some(piece) if piece.words == words => {}
            Some(piece) => {
                piece.node.set_data(words);
                words.clone_into(&mut piece.words);
            }
            None => {
                let node = document().create_text_node(words);
                let mark = (nth % 2 == 1).then(|| element("mark", ""));
                match &mark {
                    Some(mark) => {
                        append(mark, &node);
                        append(&self.el, mark);
                    }
                    None => append(&self.el, &node),
                }
                self.pieces.push(Piece {
                    node,
                    mark,
                    words: words.to_owned(),
                });
            }
        }
    }
}

/// The elements of a chip.
struct ChipParts {
    el: HtmlElement,
    icon: Option<Icon>,
    label: Line,
    /// The words behind the dot, and what is around both.
    detail: Option<(HtmlElement, Line)>,
}

impl Cell {
    pub(crate) fn new(el: HtmlElement) -> Self {
        Self {
            el,
            painted: Painted::Blank,
            mounted: None,
            line: None,
            extra: None,
            chips: Vec::new(),
            plus: None,
            titled: None,
        }
    }

    /// Gives what is under the pointer its tooltip: the whole text, the exact time, the chips that are not shown. Not
    /// when it is painted, since that would have the browser style each of hundreds of elements anew.
    pub(crate) fn give_title(&mut self, target: &Node) {
        let holds = |el: &HtmlElement| el.contains(Some(target));
        let plus = self.plus.as_ref().map(|plus| &plus.el);
        let plus = plus.filter(|plus| holds(plus));
        let (el, title) = match (&self.painted, &self.line, &self.extra) {
            (Painted::Code { .. }, _, Some(button)) if holds(button) => (
                button,
                button.get_attribute("aria-label").unwrap_or_default(),
            ),
            (
                Painted::Text { text, .. }
                | Painted::Code { text, .. }
                | Painted::Number { text, .. },
                Some(line),
                _,
            ) => (&line.el, text.clone()),
            (Painted::Time { ms, .. }, Some(line), _) => (&line.el, time_text::exact(*ms)),
            (Painted::Chips { chips, shown, .. }, ..) => {
                let at = self.chips.iter().position(|chip| holds(&chip.el));
                match (plus, at) {
                    (Some(plus), _) => {
                        let rest: Vec<String> = chips.iter().skip(*shown).map(Chip::text).collect();
                        (plus, rest.join("\n"))
                    }
                    (None, Some(at)) => (&self.chips[at].el, chips[at].text()),
                    (None, None) => return,
                }
            }
            _ => return,
        };
        el.set_title(&title);
        self.titled = Some(el.clone());
    }

    /// Shows `content`.
    pub(crate) fn paint(&mut self, content: Content, look: &Look<'_>) {
        let search = || Rc::clone(look.search);
        let next = match content {
            Content::View(view) => {
                self.clear();
                let owner = Owner::current().map_or_else(Owner::new, |owner| owner.child());
                let mut state = owner.with(|| view.build());
                state.mount(&self.el, None);
                self.mounted = Some(Mounted::View { owner, state });
                return;
            }
            Content::Node(own) => {
                // A node that is there already keeps its focus.
                if own.node.parent_node().as_ref() != Some(self.el.as_ref()) {
                    self.clear();
                    append(&self.el, &own.node);
                }
                self.mounted = Some(Mounted::Node(own));
                return;
            }
            Content::Text(text) => Painted::Text {
                text,
                tag: look.tag.clone(),
                search: search(),
            },
            Content::Code(text) => Painted::Code {
                text,
                search: search(),
            },
            Content::Number(text) => Painted::Number {
                text,
                search: search(),
            },
            Content::Nothing(word) => Painted::Nothing(word),
            Content::Bone(length) => Painted::Bone(length % 5),
            Content::Chips(chips) if chips.is_empty() => {
                Painted::Nothing(look.texts.grid.none.to_string())
            }
            Content::Chips(chips) => {
                let shown = if look.is_narrow {
                    1
                } else {
                    look.ruler.chips_that_fit(&chips, look.room)
                };
                Painted::Chips {
                    chips,
                    shown,
                    name: look.name.to_owned(),
                    search: search(),
                }
            }
            Content::Time(ms) if look.exact_times => Painted::Time {
                ms,
                words: time_text::exact(ms),
                search: Some(search()),
            },
            Content::Time(ms) => Painted::Time {
                ms,
                words: time_text::relative(ms, look.now_ms, &look.texts.time),
                search: None,
            },
        };
        if self.painted == next && self.mounted.is_none() {
            return;
        }
        if let Some(el) = self.titled.take() {
            _ = el.remove_attribute("title");
        }
        if self.mounted.is_some() || discriminant(&self.painted) != discriminant(&next) {
            self.clear();
        }
        match &next {
            Painted::Blank => {}
            Painted::Bone(length) => {
                self.clear();
                append(&self.el, &element("span", &format!("ct-bone is-{length}")));
            }
            Painted::Text { text, tag, .. } => {
                self.line(text, look);
                match (tag, &self.extra) {
                    (Some(tag), Some(el)) => el.set_text_content(Some(tag)),
                    (Some(tag), None) => {
                        let el = element("span", "ct-tag");
                        el.set_text_content(Some(tag));
                        append(&self.el, &el);
                        self.extra = Some(el);
                    }
                    (None, _) => {
                        if let Some(el) = self.extra.take() {
                            el.remove();
                        }
                    }
                }
            }
            Painted::Number { text, .. } => self.line(text, look),
            Painted::Code { text, .. } => {
                self.line(text, look);
                let button = self.extra.get_or_insert_with(|| {
                    let button = button("ct-btn ct-ghost ct-tiny ct-copy");
                    append(&button, &icon(Icon::Copy, "i"));
                    append(&self.el, &button);
                    button
                });
                let is_same =
                    matches!(&self.painted, Painted::Code { text: before, .. } if before == text);
                if !is_same {
                    // That the code of another row was copied a moment ago is no news of this one.
                    _ = button.class_list().remove_1("is-done");
                    let label = fill(&look.texts.grid.copy, &[("value", text)]);
                    set(button, "aria-label", &label);
                }
            }
            Painted::Chips {
                chips, shown, name, ..
            } => self.chips(chips, *shown, name, look),
            Painted::Time { ms, words, search } => {
                let line = self
                    .line
                    .get_or_insert_with(|| Line::new(&self.el, "time", "ct-t"));
                let is_same =
                    matches!(&self.painted, Painted::Time { ms: before, .. } if before == ms);
                if !is_same {
                    set(&line.el, "datetime", &time_text::rfc3339(*ms));
                }
                line.show(words, search.is_some().then_some(look.matcher));
            }
            Painted::Nothing(word) => {
                let line = self
                    .line
                    .get_or_insert_with(|| Line::new(&self.el, "span", "ct-none"));
                line.show(word, None);
            }
        }
        self.painted = next;
    }

    fn clear(&mut self) {
        self.mounted = None;
        self.painted = Painted::Blank;
        self.line = None;
        self.extra = None;
        self.chips.clear();
        self.plus = None;
        self.el.set_text_content(None);
    }

    fn line(&mut self, text: &str, look: &Look<'_>) {
        let line = self
            .line
            .get_or_insert_with(|| Line::new(&self.el, "span", "ct-t"));
        line.show(text, Some(look.matcher));
    }

    fn chips(&mut self, chips: &[Chip], shown: usize, name: &str, look: &Look<'_>) {
        let (seen, rest) = chips.split_at(shown.min(chips.len()));
        for gone in self.chips.drain(seen.len().min(self.chips.len())..) {
            gone.el.remove();
        }
        for (at, chip) in seen.iter().enumerate() {
            if at == self.chips.len() {
                let parts = ChipParts::new();
                _ = self
                    .el
                    .insert_before(&parts.el, self.plus.as_ref().map(|plus| plus.el.as_ref()));
                self.chips.push(parts);
            }
            self.chips[at].show(chip, look.matcher);
        }
        if rest.is_empty() {
            if let Some(plus) = self.plus.take() {
                plus.el.remove();
            }
            return;
        }
        let n = count(rest.len());
        let words = fill(&look.texts.grid.more_values, &[("n", &n)]);
        let hit = !look.search.is_empty()
            && rest
                .iter()
                .any(|chip| !look.matcher.matches(&chip.text()).is_empty());
        let plus = self.plus.get_or_insert_with(|| {
            let plus = if look.opens {
                button("ct-plus")
            } else {
                element("span", "ct-plus")
            };
            set(&plus, "dir", "ltr");
            append(&self.el, &plus);
            Line::within(plus)
        });
        if look.opens {
            let label = fill(
                &look.texts.grid.more_of,
                &[("n", &n), ("column", look.column), ("name", name)],
            );
            set(&plus.el, "aria-label", &label);
        }
        _ = plus.el.class_list().toggle_with_force("is-match", hit);
        plus.show(&words, None);
    }
}

/// A control inside a cell: reached by Enter or F2, not by Tab.
fn button(class: &str) -> HtmlElement {
    let button = element("button", class);
    set(&button, "type", "button");
    set(&button, "tabindex", "-1");
    button
}

impl ChipParts {
    fn new() -> Self {
        let el = element("span", "ct-chip");
        set(&el, "part", "chip");
        Self {
            label: Line::new(&el, "span", "ct-chip-label"),
            icon: None,
            detail: None,
            el,
        }
    }

    fn show(&mut self, chip: &Chip, matcher: &Matcher) {
        if self.icon != chip.icon {
            if self.icon.is_some()
                && let Some(old) = self.el.first_element_child()
            {
                old.remove();
            }
            self.icon = chip.icon;
            if let Some(of) = chip.icon {
                _ = self
                    .el
                    .insert_before(&icon(of, "i i-s"), Some(&self.label.el));
            }
        }
        self.label.show(&chip.label, Some(matcher));
        match &chip.detail {
            Some(detail) => {
                let (_, words) = self.detail.get_or_insert_with(|| {
                    let around = element("span", "ct-chip-detail");
                    around.set_text_content(Some(" · "));
                    let words = Line::new(&around, "span", "");
                    append(&self.el, &around);
                    (around, words)
                });
                words.show(detail, Some(matcher));
            }
            None => {
                if let Some((around, _)) = self.detail.take() {
                    around.remove();
                }
            }
        }
    }
}

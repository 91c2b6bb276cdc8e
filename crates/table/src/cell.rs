//! One cell of the body: what it shows, and painting it. Painting is by hand, since a scroll step
//! repaints hundreds of cells; a cell that would look the same is left alone.

use std::rc::Rc;

use leptos::{
    prelude::*,
    tachys::{
        view::any_view::AnyViewState,
        view::{Mountable, Render},
    },
};
use web_sys::HtmlElement;

use crate::{
    Chip, Content, Icon,
    dom::{append, element, icon, marked, set},
    measure::Ruler,
    texts::{Texts, count, fill},
    time_text,
};

/// What painting depends on besides the content.
pub(crate) struct Look<'a> {
    pub search: &'a Rc<str>,
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
}

/// A view of the page's own, mounted in a cell.
struct Mounted {
    owner: Owner,
    state: AnyViewState,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.state.unmount();
        self.owner.cleanup();
    }
}

/// One cell.
pub(crate) struct Cell {
    pub el: HtmlElement,
    painted: Painted,
    mounted: Option<Mounted>,
}

impl Cell {
    pub(crate) fn new(el: HtmlElement) -> Self {
        Self {
            el,
            painted: Painted::Blank,
            mounted: None,
        }
    }

    /// Shows `content`.
    pub(crate) fn paint(&mut self, content: Content, look: &Look<'_>) {
        let search = || Rc::clone(look.search);
        let next = match content {
            Content::View(view) => {
                self.mounted = None;
                self.painted = Painted::Blank;
                self.el.set_text_content(None);
                let owner = Owner::current().map_or_else(Owner::new, |owner| owner.child());
                let mut state = owner.with(|| view.build());
                state.mount(&self.el, None);
                self.mounted = Some(Mounted { owner, state });
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
        self.mounted = None;
        self.el.set_text_content(None);
        match &next {
            Painted::Blank => {}
            Painted::Text { text, tag, search } => {
                self.line(text, search);
                if let Some(tag) = tag {
                    let el = element("span", "ct-tag");
                    el.set_text_content(Some(tag));
                    append(&self.el, &el);
                }
            }
            Painted::Number { text, search } => self.line(text, search),
            Painted::Code { text, search } => {
                self.line(text, search);
                let label = fill(&look.texts.grid.copy, &[("value", text)]);
                let button = button("ct-btn ct-ghost ct-tiny ct-copy", &label);
                append(&button, &icon(Icon::Copy, "i"));
                append(&self.el, &button);
            }
            Painted::Chips {
                chips,
                shown,
                name,
                search,
            } => self.chips(chips, *shown, name, search, look),
            Painted::Time { ms, words, search } => {
                let time = element("time", "ct-t");
                set(&time, "datetime", &time_text::rfc3339(*ms));
                set(&time, "dir", "auto");
                time.set_title(&time_text::exact(*ms));
                marked(&time, words, search.as_deref().unwrap_or_default());
                append(&self.el, &time);
            }
            Painted::Nothing(word) => {
                let el = element("span", "ct-none");
                el.set_text_content(Some(word));
                append(&self.el, &el);
            }
        }
        self.painted = next;
    }

    fn line(&self, text: &str, search: &str) {
        let el = element("span", "ct-t");
        el.set_title(text);
        set(&el, "dir", "auto");
        marked(&el, text, search);
        append(&self.el, &el);
    }

    fn chips(&self, chips: &[Chip], shown: usize, name: &str, search: &str, look: &Look<'_>) {
        let (seen, rest) = chips.split_at(shown.min(chips.len()));
        for chip in seen {
            append(&self.el, &chip_element(chip, search));
        }
        if rest.is_empty() {
            return;
        }
        let n = count(rest.len());
        let words = fill(&look.texts.grid.more_values, &[("n", &n)]);
        let hit = !search.is_empty()
            && rest
                .iter()
                .any(|chip| !table_engine::matches(&chip.text(), search).is_empty());
        let plus = if look.opens {
            let label = fill(
                &look.texts.grid.more_of,
                &[("n", &n), ("column", look.column), ("name", name)],
            );
            button("ct-plus", &label)
        } else {
            element("span", "ct-plus")
        };
        if hit {
            _ = plus.class_list().add_1("is-match");
        }
        plus.set_title(&rest.iter().map(Chip::text).collect::<Vec<_>>().join("\n"));
        set(&plus, "dir", "ltr");
        plus.set_text_content(Some(&words));
        append(&self.el, &plus);
    }
}

/// A control inside a cell: reached by Enter or F2, not by Tab.
fn button(class: &str, label: &str) -> HtmlElement {
    let button = element("button", class);
    set(&button, "type", "button");
    set(&button, "tabindex", "-1");
    set(&button, "aria-label", label);
    button.set_title(label);
    button
}

fn chip_element(chip: &Chip, search: &str) -> HtmlElement {
    let el = element("span", "ct-chip");
    el.set_title(&chip.text());
    if let Some(of) = chip.icon {
        append(&el, &icon(of, "i i-s"));
    }
    let label = element("span", "ct-chip-label");
    set(&label, "dir", "auto");
    marked(&label, &chip.label, search);
    append(&el, &label);
    if let Some(detail) = &chip.detail {
        let rest = element("span", "ct-chip-detail");
        set(&rest, "dir", "auto");
        let words = element("span", "");
        marked(&words, detail, search);
        rest.set_text_content(Some(" · "));
        append(&rest, &words);
        append(&el, &rest);
    }
    el
}

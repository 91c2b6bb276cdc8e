//! What cells show: a value's own look by its kind, or what the page says.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use crate::signals::prelude::*;
use web_sys::Node;

use crate::Icon;

/// What a cell shows. Text is searched for matches, which are marked.
pub enum Content {
    /// Text on one line, cut at the cell's edge.
    Text(String),
    /// A code that is copied rather than read: monospaced, with a copy button.
    Code(String),
    /// Numbers, at the end edge.
    Number(String),
    /// Chips: as many as fit, then "+N".
    Chips(Vec<Chip>),
    /// An instant, in Unix milliseconds.
    Time(i64),
    /// A quiet word for no value, such as "Never".
    Nothing(String),
    /// A row that is on its way: drawn in one of several lengths.
    Bone(u32),
    /// A view of the page's own. It is made anew whenever the row, the search or the columns change.
    View(AnyView),
    /// A node of the page's own, made anew as a view is.
    Node(Own),
}

/// A node that a cell shows, and what is to be done once it no longer does.
pub struct Own {
    pub(crate) node: Node,
    gone: Option<Box<dyn FnOnce()>>,
}

impl Own {
    /// `gone` is called once the cell has let go of the node.
    pub fn new(node: Node, gone: Option<Box<dyn FnOnce()>>) -> Self {
        Self { node, gone }
    }
}

impl Drop for Own {
    /// The node is left where it is: it may be in another cell by now, or again in this one.
    fn drop(&mut self) {
        if let Some(gone) = self.gone.take() {
            gone();
        }
    }
}

/// A small label in a cell. Where it is too wide, the detail is cut, never the label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chip {
    /// An icon before the label.
    pub icon: Option<Icon>,
    /// The label.
    pub label: String,
    /// What follows the label after a dot.
    pub detail: Option<String>,
}

impl Chip {
    /// The text that the chip stands for.
    pub fn text(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} · {detail}", self.label),
            None => self.label.clone(),
        }
    }
}

type Render<R> = Arc<dyn Fn(&R) -> Content + Send + Sync>;
type Tag<R> = Arc<dyn Fn(&R) -> Option<String> + Send + Sync>;

/// What the page says about cells and rows, by column.
pub struct Cells<R> {
    render: HashMap<Cow<'static, str>, Render<R>>,
    more: HashMap<Cow<'static, str>, Callback<String>>,
    tag: Option<Tag<R>>,
    icons: HashMap<Cow<'static, str>, Icon>,
}

impl<R> Default for Cells<R> {
    fn default() -> Self {
        Self {
            render: HashMap::new(),
            more: HashMap::new(),
            tag: None,
            icons: HashMap::new(),
        }
    }
}

impl<R> Cells<R> {
    /// Every cell as its column's kind has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the cells of a column show.
    #[must_use]
    pub fn cell(
        mut self,
        column: impl Into<Cow<'static, str>>,
        render: impl Fn(&R) -> Content + Send + Sync + 'static,
    ) -> Self {
        self.render.insert(column.into(), Arc::new(render));
        self
    }

    /// What "+N" in a column of chips opens; called with the row's key.
    #[must_use]
    pub fn on_more(
        mut self,
        column: impl Into<Cow<'static, str>>,
        open: impl Fn(String) + Send + Sync + 'static,
    ) -> Self {
        self.more.insert(column.into(), Callback::new(open));
        self
    }

    /// A tag behind the first column's text, such as "Disabled"; a row with a tag is quieter.
    #[must_use]
    pub fn tag(mut self, tag: impl Fn(&R) -> Option<String> + Send + Sync + 'static) -> Self {
        self.tag = Some(Arc::new(tag));
        self
    }

    /// The icon of a facet in Add filter, instead of its kind's.
    #[must_use]
    pub fn facet_icon(mut self, facet: impl Into<Cow<'static, str>>, icon: Icon) -> Self {
        self.icons.insert(facet.into(), icon);
        self
    }

    pub(crate) fn icon(&self, facet: &str) -> Option<Icon> {
        self.icons.get(facet).copied()
    }

    pub(crate) fn content(&self, column: &str, row: &R) -> Option<Content> {
        self.render.get(column).map(|render| render(row))
    }

    pub(crate) fn more(&self, column: &str) -> Option<Callback<String>> {
        self.more.get(column).copied()
    }

    pub(crate) fn tag_of(&self, row: &R) -> Option<String> {
        self.tag.as_ref().and_then(|tag| tag(row))
    }
}

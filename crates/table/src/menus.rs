//! What opens from the toolbar, and what the pointer does beside clicks. It can arrive later than the table: a page that counts its bytes puts it in a WebAssembly module
//! of its own.

use std::rc::Rc;

use crate::{
    Cx,
    controller::Controller,
    markup::{Draw, El},
    message::{self, Mode},
    parts::{self, FilterMenu},
    popover::{self, Anchor, Label},
    views::Views,
};

/// What a popover of the toolbar shows.
#[derive(Clone, Copy)]
pub(crate) enum Panel {
    Filters(FilterMenu),
    Sort,
    Columns,
    /// On a phone More opens Columns too, from the anchor given.
    More(Anchor),
}

/// The code of the toolbar's popovers. A table without `menus` has it with it. To load it later, give the table's `menus` as a
/// signal that becomes [`Menus::new`] once the module that calls it is there.
#[derive(Clone, Copy)]
pub struct Menus {
    pointer: fn(Cx, &Rc<Controller>),
    nothing: fn(Cx, Mode) -> El,
    panel: fn(Self, Cx, Panel, Anchor, Label) -> Draw,
    views: Option<Views>,
}

impl Menus {
    /// The popovers.
    #[expect(
        clippy::new_without_default,
        reason = "it names code, it holds no value"
    )]
    pub const fn new() -> Self {
        Self {
            pointer: parts::pointer,
            nothing: message::nothing,
            panel,
            views: None,
        }
    }

    /// With views by name under More.
    #[must_use]
    pub const fn with_views(self, views: Views) -> Self {
        Self {
            views: Some(views),
            ..self
        }
    }

    /// What stands in the place of rows that there are.
    pub(crate) fn nothing(self, cx: Cx, mode: Mode) -> El {
        (self.nothing)(cx, mode)
    }

    /// Has a grid listen to the pointer.
    pub(crate) fn pointer(self, cx: Cx, controller: &Rc<Controller>) {
        (self.pointer)(cx, controller);
    }

    pub(crate) fn panel(self, cx: Cx, panel: Panel, anchor: Anchor, label: Label) -> Draw {
        (self.panel)(self, cx, panel, anchor, label)
    }
}

fn panel(menus: Menus, cx: Cx, panel: Panel, anchor: Anchor, label: Label) -> Draw {
    let content = match panel {
        Panel::Filters(menu) => parts::filters_panel(menu),
        Panel::Sort => parts::sort_panel(cx),
        Panel::Columns => parts::columns_panel(cx),
        Panel::More(columns) => parts::more_panel(cx, anchor, columns, menus.views),
    };
    popover::panel(cx, anchor, label, content)
}

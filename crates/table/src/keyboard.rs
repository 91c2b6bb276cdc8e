//! Keys to commands, after the WAI-ARIA Authoring Practices' grid pattern:
//! <https://www.w3.org/WAI/ARIA/apg/patterns/grid/>.

/// A key press, as `KeyboardEvent` names keys. `ctrl` stands for Command too.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the four modifiers of a key press"
)]
pub(crate) struct Press<'a> {
    pub key: &'a str,
    pub shift: bool,
    pub ctrl: bool,
    pub alt: bool,
    /// The text runs from right to left, so that Right leads to the previous column.
    pub rtl: bool,
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A column's header.
    Header,
    /// A cell of a row, or its checkbox.
    Cell,
    /// A control inside a cell.
    Inside,
}

/// Where to move the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Motion {
    Previous,
    Next,
    Up,
    Down,
    RowStart,
    RowEnd,
    First,
    Last,
    PageUp,
    PageDown,
}

/// What a key press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Move(Motion),
    /// Moves, and selects from the anchor to where it arrives.
    Extend(Motion),
    /// Selects or deselects the row.
    Toggle,
    /// Selects from the anchor to the row.
    Range,
    SelectAll,
    Sort {
        add: bool,
    },
    /// Wider or narrower.
    Resize {
        wider: bool,
    },
    /// Into the cell's controls.
    Enter,
    /// Back to the cell.
    Leave,
    /// To the next or previous control of the cell.
    Cycle {
        back: bool,
    },
    /// Out of the grid, to what is behind or before it.
    Out {
        back: bool,
    },
}

/// The command of a key press, if it has one here.
pub(crate) fn command(press: Press<'_>, place: Place) -> Option<Command> {
    use Motion::{Down, First, Last, Next, PageDown, PageUp, Previous, RowEnd, RowStart, Up};
    if place == Place::Inside {
        return match press.key {
            "Escape" | "F2" => Some(Command::Leave),
            "Tab" if !press.ctrl && !press.alt => Some(Command::Cycle { back: press.shift }),
            _ => None,
        };
    }
    let forward = if press.rtl { "ArrowLeft" } else { "ArrowRight" };
    if place == Place::Header
        && (press.alt || press.shift)
        && !press.ctrl
        && matches!(press.key, "ArrowLeft" | "ArrowRight")
    {
        return Some(Command::Resize {
            wider: press.key == forward,
        });
    }
    if press.alt {
        return None;
    }
    let motion = match (press.key, press.ctrl) {
        ("ArrowLeft" | "ArrowRight", true) => Some(if press.key == forward {
            RowEnd
        } else {
            RowStart
        }),
        ("ArrowLeft" | "ArrowRight", false) => {
            Some(if press.key == forward { Next } else { Previous })
        }
        ("ArrowUp", false) => Some(Up),
        ("ArrowDown", false) => Some(Down),
        ("ArrowUp" | "Home", true) => Some(First),
        ("ArrowDown" | "End", true) => Some(Last),
        ("Home", false) => Some(RowStart),
        ("End", false) => Some(RowEnd),
        ("PageUp", false) => Some(PageUp),
        ("PageDown", false) => Some(PageDown),
        _ => None,
    };
    if let Some(motion) = motion {
        let rows = matches!(motion, Up | Down | First | Last | PageUp | PageDown);
        return Some(if press.shift && rows && place == Place::Cell {
            Command::Extend(motion)
        } else {
            Command::Move(motion)
        });
    }
    match (press.key, place) {
        ("a" | "A", _) if press.ctrl && !press.shift => Some(Command::SelectAll),
        _ if press.ctrl => None,
        ("Enter" | " ", Place::Header) => Some(Command::Sort { add: press.shift }),
        (" ", _) => Some(if press.shift {
            Command::Range
        } else {
            Command::Toggle
        }),
        ("Enter" | "F2", _) => Some(Command::Enter),
        ("Tab", _) => Some(Command::Out { back: press.shift }),
        _ => None,
    }
}

/// A cell by its place: `row` is `None` for the header, `column` counts from the checkbox, 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub row: Option<usize>,
    pub column: usize,
}

/// Where a motion leads in a grid of `rows` and `columns`, `page` rows on a screen. Rows end at
/// the edges, nothing wraps. `header`: whether the header can be reached.
pub(crate) fn destination(
    motion: Motion,
    from: At,
    rows: usize,
    columns: usize,
    page: usize,
    header: bool,
) -> At {
    let last_row = rows.checked_sub(1);
    let last_column = columns.saturating_sub(1);
    let top = if header { None } else { last_row.map(|_| 0) };
    let column = from.column.min(last_column);
    let (row, column) = match motion {
        Motion::Previous => (from.row, column.saturating_sub(1)),
        Motion::Next => (from.row, (column + 1).min(last_column)),
        Motion::RowStart => (from.row, 0),
        Motion::RowEnd => (from.row, last_column),
        Motion::Up => (from.row.and_then(|row| row.checked_sub(1)).or(top), column),
        Motion::Down => (
            from.row.map_or(last_row.map(|_| 0), |row| Some(row + 1)),
            column,
        ),
        Motion::PageUp => (from.row.map(|row| row.saturating_sub(page)).or(top), column),
        Motion::PageDown => (
            from.row.map_or(last_row.map(|_| 0), |row| Some(row + page)),
            column,
        ),
        Motion::First => (last_row.map(|_| 0), 0),
        Motion::Last => (last_row, last_column),
    };
    At {
        row: row.and_then(|row| last_row.map(|last| row.min(last))),
        column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Press<'_> {
        Press {
            key,
            ..Press::default()
        }
    }

    #[test]
    fn arrows_follow_the_direction_of_the_text() {
        assert_eq!(
            command(key("ArrowRight"), Place::Cell),
            Some(Command::Move(Motion::Next))
        );
        let rtl = Press {
            rtl: true,
            ..key("ArrowRight")
        };
        assert_eq!(
            command(rtl, Place::Cell),
            Some(Command::Move(Motion::Previous))
        );
        assert_eq!(
            command(Press { alt: true, ..rtl }, Place::Header),
            Some(Command::Resize { wider: false })
        );
        assert_eq!(
            command(
                Press {
                    shift: true,
                    ..key("ArrowRight")
                },
                Place::Header
            ),
            Some(Command::Resize { wider: true })
        );
    }

    #[test]
    fn enter_sorts_in_the_header_and_goes_into_a_cell() {
        assert_eq!(
            command(key("Enter"), Place::Header),
            Some(Command::Sort { add: false })
        );
        assert_eq!(
            command(
                Press {
                    shift: true,
                    ..key("Enter")
                },
                Place::Header
            ),
            Some(Command::Sort { add: true })
        );
        assert_eq!(command(key("Enter"), Place::Cell), Some(Command::Enter));
        assert_eq!(command(key("F2"), Place::Cell), Some(Command::Enter));
        assert_eq!(
            command(key("Enter"), Place::Inside),
            None,
            "the control's own"
        );
        assert_eq!(command(key("Escape"), Place::Inside), Some(Command::Leave));
        assert_eq!(
            command(key("Tab"), Place::Inside),
            Some(Command::Cycle { back: false })
        );
        for place in [Place::Cell, Place::Header] {
            assert_eq!(
                command(key("Tab"), place),
                Some(Command::Out { back: false }),
                "one tab stop"
            );
        }
        let ctrl = Press {
            ctrl: true,
            ..key("Tab")
        };
        assert_eq!(command(ctrl, Place::Cell), None, "the browser's own");
    }

    #[test]
    fn space_selects_and_shift_makes_ranges() {
        assert_eq!(command(key(" "), Place::Cell), Some(Command::Toggle));
        assert_eq!(
            command(
                Press {
                    shift: true,
                    ..key(" ")
                },
                Place::Cell
            ),
            Some(Command::Range)
        );
        assert_eq!(
            command(
                Press {
                    shift: true,
                    ..key("ArrowDown")
                },
                Place::Cell
            ),
            Some(Command::Extend(Motion::Down))
        );
        assert_eq!(
            command(
                Press {
                    shift: true,
                    ..key("ArrowRight")
                },
                Place::Cell
            ),
            Some(Command::Move(Motion::Next))
        );
        assert_eq!(
            command(
                Press {
                    ctrl: true,
                    ..key("a")
                },
                Place::Cell
            ),
            Some(Command::SelectAll)
        );
        assert_eq!(command(key("a"), Place::Cell), None);
        assert_eq!(
            command(
                Press {
                    ctrl: true,
                    ..key("c")
                },
                Place::Cell
            ),
            None,
            "copying stays the browser's"
        );
    }

    #[test]
    fn motions_stop_at_the_edges() {
        let go = |motion, row, column| {
            let at = destination(motion, At { row, column }, 100, 8, 10, true);
            (at.row, at.column)
        };
        assert_eq!(go(Motion::Up, Some(0), 3), (None, 3));
        assert_eq!(go(Motion::Up, None, 3), (None, 3));
        assert_eq!(go(Motion::Down, None, 3), (Some(0), 3));
        assert_eq!(go(Motion::Down, Some(99), 3), (Some(99), 3));
        assert_eq!(go(Motion::PageDown, Some(95), 3), (Some(99), 3));
        assert_eq!(go(Motion::PageUp, Some(4), 3), (Some(0), 3));
        assert_eq!(go(Motion::Previous, Some(4), 0), (Some(4), 0));
        assert_eq!(go(Motion::Next, Some(4), 7), (Some(4), 7));
        assert_eq!(go(Motion::First, Some(50), 5), (Some(0), 0));
        assert_eq!(go(Motion::Last, Some(50), 5), (Some(99), 7));
        assert_eq!(go(Motion::RowEnd, None, 5), (None, 7));
    }

    #[test]
    fn without_rows_only_the_header_is_left_and_without_a_header_only_rows() {
        let empty = destination(
            Motion::Down,
            At {
                row: None,
                column: 2,
            },
            0,
            8,
            10,
            true,
        );
        assert_eq!(
            empty,
            At {
                row: None,
                column: 2
            }
        );
        let gone = destination(
            Motion::Last,
            At {
                row: Some(4),
                column: 2,
            },
            0,
            8,
            10,
            true,
        );
        assert_eq!(gone.row, None);
        let narrow = destination(
            Motion::Up,
            At {
                row: Some(0),
                column: 1,
            },
            9,
            4,
            10,
            false,
        );
        assert_eq!(
            narrow,
            At {
                row: Some(0),
                column: 1
            }
        );
    }
}

//! A secret that is seen once: whether the user has stored it, and how the dialog that shows it ends.

/// Whether the secret is stored, as far as the dialog knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Storing {
    /// Ticked by hand, by copying the secret or by downloading it.
    pub(super) stored: bool,
    /// Done was pressed before: the tick was pointed at.
    pub(super) pointed: bool,
}

/// How the user wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// The button Done.
    Done,
    /// Escape or the cross.
    Escape,
}

impl Storing {
    /// The box was ticked or cleared, or the secret was copied or downloaded.
    pub(super) fn set(self, stored: bool) -> Self {
        Self { stored, ..self }
    }

    /// Whether the dialog closes. If not, it points at the tick: Done closes the second time, Escape only once it is stored.
    pub(super) fn leave(self, how: Leave) -> Result<(), Self> {
        if self.stored || (how == Leave::Done && self.pointed) {
            Ok(())
        } else {
            Err(Self {
                pointed: true,
                ..self
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn done_is_never_a_dead_end_and_never_careless() {
        let fresh = Storing::default();
        let pointed = fresh.leave(Leave::Done).unwrap_err();
        assert!(pointed.pointed);
        assert_eq!(pointed.leave(Leave::Done), Ok(()));
    }

    #[test]
    fn escape_points_at_the_tick_however_often() {
        let pointed = Storing::default().leave(Leave::Escape).unwrap_err();
        assert!(pointed.leave(Leave::Escape).is_err());
        assert_eq!(pointed.leave(Leave::Done), Ok(()));
        assert_eq!(pointed.set(true).leave(Leave::Escape), Ok(()));
    }

    #[test]
    fn a_cleared_tick_counts_as_not_stored() {
        assert!(
            Storing::default()
                .set(true)
                .set(false)
                .leave(Leave::Done)
                .is_err()
        );
    }
}

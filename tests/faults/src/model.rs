//! What an application should look like.

/// Of an application, what changes make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) enabled: bool,
    pub(crate) description: Option<String>,
    /// The last four characters of its secret.
    pub(crate) hint: String,
    /// The roles that it has in the account.
    pub(crate) rules: Vec<i64>,
}

/// A change that was under way when the server died.
#[derive(Debug, Clone)]
pub(crate) enum UnderWay {
    /// Making the application.
    Creating,
    /// Making it look like this.
    Becoming(State),
    /// Making a new secret, which nobody was told.
    Regenerating,
    /// Deleting it.
    Deleting,
}

/// Whether what was found is what was answered, or that with the change that was under way.
pub(crate) fn fits(
    known: Option<&State>,
    under_way: Option<&UnderWay>,
    found: Option<&State>,
) -> bool {
    if known == found {
        return true;
    }
    match (under_way, known, found) {
        // What a new application looks like; its secret's hint was never told.
        (Some(UnderWay::Creating), None, Some(new)) => {
            new.enabled && new.rules.is_empty() && new.description.is_none()
        }
        (Some(UnderWay::Becoming(next)), Some(_), Some(found)) => found == next,
        (Some(UnderWay::Regenerating), Some(known), Some(found)) => {
            State {
                hint: found.hint.clone(),
                ..known.clone()
            } == *found
        }
        (Some(UnderWay::Deleting), Some(_), None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(hint: &str, rules: &[i64]) -> State {
        State {
            enabled: true,
            description: None,
            hint: hint.to_owned(),
            rules: rules.to_vec(),
        }
    }

    #[test]
    fn lost_and_half_made_changes_are_noticed() {
        let (one, two) = (state("aaaa", &[]), state("bbbb", &[1]));
        assert!(fits(Some(&one), None, Some(&one)) && fits(None, None, None));
        assert!(!fits(Some(&one), None, None), "lost");
        assert!(!fits(None, None, Some(&one)), "back from the dead");
        assert!(!fits(Some(&one), None, Some(&two)), "changed by nobody");
        assert!(fits(
            Some(&one),
            Some(&UnderWay::Becoming(two.clone())),
            Some(&two)
        ));
        assert!(
            !fits(
                Some(&one),
                Some(&UnderWay::Becoming(two.clone())),
                Some(&state("bbbb", &[]))
            ),
            "half"
        );
        assert!(
            !fits(Some(&one), Some(&UnderWay::Regenerating), Some(&two)),
            "more than the secret"
        );
        assert!(fits(
            Some(&one),
            Some(&UnderWay::Regenerating),
            Some(&state("cccc", &[]))
        ));
        assert!(fits(Some(&one), Some(&UnderWay::Deleting), None));
    }
}

//! The Access rules dialog: the list, and the form for one more. The rules themselves are the table's.

use shared::Scope;
use shared::api::access_rules::AccessRule;
use shared::api::applications::CompactRule;

use crate::api::ApiError;

/// Which part of the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    List,
    Adding,
}

/// What is wrong with the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// No role is chosen, or the server refuses this one: why.
    Role(String),
    /// No scope is chosen, or the server refuses this one: why.
    Scope(String),
    /// Something else.
    Whole(ApiError),
}

/// The dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) step: Step,
    /// The rules that are being deleted.
    pub(super) deleting: Vec<i32>,
    pub(super) role: Option<i32>,
    pub(super) scope: Option<Scope>,
    pub(super) fault: Option<Fault>,
    pub(super) saving: bool,
}

/// A new rule to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) role: i32,
    pub(super) scope: Scope,
}

/// A rule as the table shows it, from the server's answer about it.
pub(super) fn compact(rule: &AccessRule) -> CompactRule {
    CompactRule {
        id: rule.id,
        role_id: rule.role_id,
        role_name: rule.role_name.clone(),
        scope_type: rule.scope_type,
        scope_id: rule.scope_id.clone(),
        scope_name: rule.scope_name.clone(),
    }
}

impl State {
    /// The list.
    pub(super) fn new() -> Self {
        Self {
            step: Step::List,
            deleting: Vec::new(),
            role: None,
            scope: None,
            fault: None,
            saving: false,
        }
    }

    /// The form for a new rule, with what was chosen before.
    pub(super) fn add(self) -> Self {
        Self {
            step: Step::Adding,
            fault: None,
            ..self
        }
    }

    /// Back to the list. What was chosen stays; not while it is being saved.
    pub(super) fn back(self) -> Self {
        if self.saving {
            self
        } else {
            Self {
                step: Step::List,
                fault: None,
                ..self
            }
        }
    }

    pub(super) fn choose_role(self, role: i32) -> Self {
        let fault = self.fault.filter(|fault| matches!(fault, Fault::Scope(_)));
        Self {
            role: Some(role),
            fault,
            ..self
        }
    }

    pub(super) fn choose_scope(self, scope: Scope) -> Self {
        let fault = self.fault.filter(|fault| matches!(fault, Fault::Role(_)));
        Self {
            scope: Some(scope),
            fault,
            ..self
        }
    }

    /// Saves what is chosen: what to send, if anything.
    pub(super) fn save(self, no_role: &str, no_scope: &str) -> (Self, Option<Draft>) {
        if self.saving || self.step != Step::Adding {
            return (self, None);
        }
        let fault = |fault| {
            (
                Self {
                    fault: Some(fault),
                    ..self.clone()
                },
                None,
            )
        };
        match (self.role, self.scope.clone()) {
            (None, _) => fault(Fault::Role(no_role.to_owned())),
            (_, None) => fault(Fault::Scope(no_scope.to_owned())),
            (Some(role), Some(scope)) => (
                Self {
                    saving: true,
                    fault: None,
                    ..self
                },
                Some(Draft { role, scope }),
            ),
        }
    }

    /// The server has made the rule, or refused: then what was chosen stays.
    pub(super) fn saved(self, answer: Result<(), ApiError>) -> Self {
        match answer {
            Ok(()) => Self {
                deleting: self.deleting,
                ..Self::new()
            },
            Err(error) => {
                let fault = match error.field.as_deref() {
                    Some("roleId") => Fault::Role(error.message),
                    Some("scopeId" | "scopeType") => Fault::Scope(error.message),
                    _ => Fault::Whole(error),
                };
                Self {
                    fault: Some(fault),
                    saving: false,
                    ..self
                }
            }
        }
    }

    /// Deletes a rule: whether to send it, or it is on its way already.
    pub(super) fn delete(mut self, id: i32) -> (Self, bool) {
        let fresh = !self.deleting.contains(&id);
        if fresh {
            self.deleting.push(id);
        }
        (self, fresh)
    }

    /// The server has answered about it.
    pub(super) fn deleted(mut self, id: i32) -> Self {
        self.deleting.retain(|other| *other != id);
        self
    }
}

/// The rules with one more, at the end.
pub(super) fn with(mut rules: Vec<CompactRule>, rule: CompactRule) -> Vec<CompactRule> {
    rules.retain(|other| other.id != rule.id);
    rules.push(rule);
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Cause;
    use shared::ScopeType;

    fn rule(id: i32) -> CompactRule {
        CompactRule {
            id,
            role_id: 2,
            role_name: "Researcher".to_owned(),
            scope_type: ScopeType::Cluster,
            scope_id: "c".to_owned(),
            scope_name: "A".to_owned(),
        }
    }

    fn scope() -> Scope {
        Scope {
            scope_type: ScopeType::Cluster,
            scope_id: "c".to_owned(),
        }
    }

    fn save(state: State) -> (State, Option<Draft>) {
        state.save("role?", "scope?")
    }

    #[test]
    fn the_first_thing_missing_is_named() {
        let (state, draft) = save(State::new().add());
        assert_eq!(
            (state.fault.clone(), draft),
            (Some(Fault::Role("role?".to_owned())), None)
        );
        let (state, _) = save(state.choose_role(2));
        assert_eq!(state.fault.clone(), Some(Fault::Scope("scope?".to_owned())));
        let (state, draft) = save(state.choose_scope(scope()));
        assert_eq!(
            draft,
            Some(Draft {
                role: 2,
                scope: scope()
            })
        );
        assert!(state.saving);
        assert_eq!(save(state).1, None, "sent once");
    }

    #[test]
    fn after_saving_the_list_shows_and_the_form_is_empty_again() {
        let (state, _) = save(State::new().add().choose_role(2).choose_scope(scope()));
        assert_eq!(state.saved(Ok(())), State::new());
    }

    #[test]
    fn a_refusal_keeps_what_was_chosen() {
        let (state, _) = save(State::new().add().choose_role(2).choose_scope(scope()));
        let state = state.saved(Err(ApiError::without_answer(Cause::Unreachable)));
        assert_eq!(
            (state.step, state.role, state.saving),
            (Step::Adding, Some(2), false)
        );
        assert!(matches!(state.fault, Some(Fault::Whole(_))));
        let back = state.back();
        assert_eq!(
            (back.step, back.role, back.fault),
            (Step::List, Some(2), None)
        );
    }

    #[test]
    fn going_back_waits_for_the_answer() {
        let (state, _) = save(State::new().add().choose_role(2).choose_scope(scope()));
        assert_eq!(state.back().step, Step::Adding);
    }

    #[test]
    fn a_rule_is_deleted_once() {
        let (state, send) = State::new().delete(1);
        assert!(send);
        let (state, send) = state.delete(1);
        assert!(!send);
        assert!(state.deleted(1).delete(1).1);
    }

    #[test]
    fn a_rule_stands_once() {
        assert_eq!(with(vec![rule(1), rule(2)], rule(1)), [rule(2), rule(1)]);
    }
}

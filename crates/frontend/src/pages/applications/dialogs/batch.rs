//! Disabling, enabling and deleting, of one application or many: a preview, then one request an item, and a result for each.

use shared::api::applications::Application;

use crate::api::{ApiError, Cause};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Disable,
    Enable,
    Delete,
}

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Still to be done.
    Waiting,
    /// There is nothing to do: it is so already.
    AlreadySo,
    /// On its way.
    Sending,
    Done,
    /// The user stopped before its turn.
    Stopped,
    /// It failed, and why.
    Failed(ApiError),
    /// Somebody changed it meanwhile: how. It has been read again; the next try goes by what it is now.
    Changed(Vec<String>),
    /// Somebody deleted it meanwhile.
    Gone,
}

/// One application of the batch, as it was read last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) application: Application,
    pub(super) outcome: Outcome,
}

/// How far the batch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Shows what would happen.
    Preview,
    Running,
    /// Shows what happened.
    Finished,
}

/// The batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) kind: Kind,
    pub(super) items: Vec<Item>,
    pub(super) phase: Phase,
    /// How many there were to do at first.
    pub(super) of: usize,
    /// Before it no item waits.
    next: usize,
    /// How many items wait or are on their way, while it runs.
    left: usize,
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) version: i64,
}

impl Batch {
    /// The preview.
    pub(super) fn new(kind: Kind, applications: Vec<Application>) -> Self {
        let items = applications
            .into_iter()
            .map(|application| Item {
                outcome: before(kind, &application),
                application,
            })
            .collect();
        let mut batch = Self {
            kind,
            items,
            phase: Phase::Preview,
            of: 0,
            next: 0,
            left: 0,
        };
        batch.of = batch.to_do();
        batch
    }

    /// Takes a step in place: a batch may be long, and a copy of it for each answer longer than the answers take.
    pub(super) fn step(&mut self, step: impl FnOnce(Self) -> Self) {
        let now = std::mem::replace(self, Self::new(self.kind, Vec::new()));
        *self = step(now);
    }

    /// Disabling in place of deleting.
    pub(super) fn disable_instead(self) -> Self {
        match self.phase {
            Phase::Running => self,
            _ => Self::new(
                Kind::Disable,
                self.items
                    .into_iter()
                    .map(|item| item.application)
                    .collect(),
            ),
        }
    }

    /// The items that a list of at most so many shows, by their place: first those that something came between, once it has run.
    pub(super) fn listed(&self, most: usize) -> Vec<usize> {
        let in_trouble = |at: &usize| {
            self.phase == Phase::Finished
                && matches!(
                    self.items[*at].outcome,
                    Outcome::Failed(_) | Outcome::Changed(_) | Outcome::Gone
                )
        };
        let all = 0..self.items.len();
        let others = all.clone().filter(|at| !in_trouble(at));
        all.filter(in_trouble).chain(others).take(most).collect()
    }

    /// How many of those have had their turn, while it runs.
    pub(super) fn settled(&self) -> usize {
        self.of - self.left
    }

    /// How many of those are as they should be, whoever did it.
    pub(super) fn done(&self) -> usize {
        let so = self.count(|outcome| matches!(outcome, Outcome::Done | Outcome::AlreadySo));
        so + self.of - self.items.len()
    }

    /// How many there are to do.
    pub(super) fn to_do(&self) -> usize {
        self.count(is_open)
    }

    /// Whether it was stopped, and nothing else came between.
    pub(super) fn is_stopped(&self) -> bool {
        self.count(|outcome| *outcome == Outcome::Stopped) == self.to_do()
    }

    /// How many items satisfy a test of their outcome.
    fn count(&self, test: impl Fn(&Outcome) -> bool) -> usize {
        self.items.iter().filter(|item| test(&item.outcome)).count()
    }

    /// Starts, or starts again with what failed. Nothing happens while it runs or if there is nothing to do.
    pub(super) fn start(mut self) -> Self {
        let to_do = self.to_do();
        if self.phase == Phase::Running || to_do == 0 {
            return self;
        }
        for item in &mut self.items {
            if is_open(&item.outcome) {
                item.outcome = Outcome::Waiting;
            }
        }
        self.phase = Phase::Running;
        self.next = 0;
        self.left = to_do;
        self
    }

    /// Takes the next request to send.
    pub(super) fn take(&mut self) -> Option<Job> {
        if self.phase != Phase::Running {
            return None;
        }
        let kind = self.kind;
        let (at, item) = self
            .items
            .iter_mut()
            .enumerate()
            .skip(self.next)
            .find(|(_, item)| item.outcome == Outcome::Waiting)?;
        item.outcome = Outcome::Sending;
        self.next = at + 1;
        Some(Job {
            at,
            kind,
            id: item.application.id.clone(),
            version: item.application.version,
        })
    }

    /// An answer has come. With a conflict comes the application as it is now (none: it is gone) and what changed.
    pub(super) fn answered(
        mut self,
        at: usize,
        outcome: Outcome,
        now: Option<Application>,
    ) -> Self {
        let kind = self.kind;
        if let Some(item) = self.items.get_mut(at) {
            if item.outcome == Outcome::Sending {
                self.left -= 1;
            }
            if let Some(now) = now {
                item.application = now;
            }
            item.outcome = match outcome {
                // What was to be done has been done by somebody else.
                Outcome::Changed(_) if before(kind, &item.application) == Outcome::AlreadySo => {
                    Outcome::AlreadySo
                }
                Outcome::Gone if kind == Kind::Delete => Outcome::AlreadySo,
                outcome => outcome,
            };
        }
        if self.left == 0 {
            self.phase = Phase::Finished;
        }
        self
    }

    /// Stops before what is still waiting; what is on its way is waited for.
    pub(super) fn stop(mut self) -> Self {
        for item in &mut self.items {
            if self.phase == Phase::Running && item.outcome == Outcome::Waiting {
                item.outcome = Outcome::Stopped;
                self.left -= 1;
            }
        }
        if self.phase == Phase::Running && self.left == 0 {
            self.phase = Phase::Finished;
        }
        self
    }

    /// Whether everything that was to do is done.
    pub(super) fn is_complete(&self) -> bool {
        self.phase == Phase::Finished
            && self
                .items
                .iter()
                .all(|item| matches!(item.outcome, Outcome::Done | Outcome::AlreadySo))
    }
}

/// What the application needs done, before anything is sent.
fn before(kind: Kind, application: &Application) -> Outcome {
    match kind {
        Kind::Disable if !application.enabled => Outcome::AlreadySo,
        Kind::Enable if application.enabled => Outcome::AlreadySo,
        _ => Outcome::Waiting,
    }
}

/// Whether a start would send it.
fn is_open(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Waiting | Outcome::Stopped | Outcome::Failed(_) | Outcome::Changed(_)
    )
}

/// What an error means for an item; a conflict and a missing application are looked into by the caller.
pub(super) fn outcome_of(error: ApiError) -> Outcome {
    match error.cause {
        Cause::Answered(404) => Outcome::Gone,
        _ => Outcome::Failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::tests::application;
    use super::*;

    fn three(kind: Kind) -> Batch {
        let mut disabled = application("2", "b");
        disabled.enabled = false;
        Batch::new(
            kind,
            vec![application("1", "a"), disabled, application("3", "c")],
        )
    }

    fn take(batch: &mut Batch) -> usize {
        batch.take().unwrap().at
    }

    #[test]
    fn what_is_so_already_is_left_alone() {
        let mut batch = three(Kind::Disable).start();
        assert_eq!((batch.of, batch.to_do()), (2, 2));
        assert_eq!((batch.settled(), batch.done()), (0, 0));
        assert_eq!((take(&mut batch), take(&mut batch)), (0, 2));
        assert_eq!(batch.take(), None);
        let batch = batch.answered(2, Outcome::Done, None);
        assert_eq!(batch.phase, Phase::Running);
        assert_eq!((batch.settled(), batch.done()), (1, 1));
        assert!(batch.answered(0, Outcome::Done, None).is_complete());
    }

    #[test]
    fn a_list_that_is_cut_begins_with_what_failed() {
        let mut batch = three(Kind::Delete);
        assert_eq!(batch.listed(2), [0, 1]);
        batch.step(Batch::start);
        assert_eq!(batch.settled(), 0);
        for at in 0..3 {
            take(&mut batch);
            let outcome = if at == 2 {
                Outcome::Failed(ApiError::without_answer(Cause::Unreachable))
            } else {
                Outcome::Done
            };
            assert_eq!(batch.listed(2), [0, 1], "nothing moves while it runs");
            batch.step(|batch| batch.answered(at, outcome, None));
            assert_eq!(batch.settled(), at + 1);
        }
        assert_eq!(batch.listed(2), [2, 0]);
        assert_eq!(batch.listed(9), [2, 0, 1]);
    }

    #[test]
    fn a_failure_is_tried_again_alone() {
        let mut batch = three(Kind::Delete).start();
        for _ in 0..3 {
            let at = take(&mut batch);
            let outcome = if at == 1 {
                Outcome::Failed(ApiError::without_answer(Cause::Unreachable))
            } else {
                Outcome::Done
            };
            batch = batch.answered(at, outcome, None);
        }
        assert_eq!(batch.phase, Phase::Finished);
        assert!(!batch.is_complete() && !batch.is_stopped());
        let mut batch = batch.start();
        assert_eq!(take(&mut batch), 1);
        assert_eq!(batch.take(), None);
        assert!(batch.answered(1, Outcome::Done, None).is_complete());
    }

    #[test]
    fn a_start_while_it_runs_sends_nothing_twice() {
        let mut batch = three(Kind::Delete).start();
        take(&mut batch);
        let mut batch = batch.start();
        assert_eq!(take(&mut batch), 1);
    }

    #[test]
    fn a_conflict_is_tried_with_the_version_that_was_read_again() {
        let mut batch = Batch::new(Kind::Disable, vec![application("1", "a")]).start();
        take(&mut batch);
        let now = Application {
            version: 5,
            ..application("1", "a2")
        };
        let mut batch = batch
            .answered(0, Outcome::Changed(vec!["renamed".to_owned()]), Some(now))
            .start();
        assert_eq!(batch.take().unwrap().version, 5);
    }

    #[test]
    fn what_somebody_else_did_is_not_done_again() {
        let mut batch = Batch::new(Kind::Disable, vec![application("1", "a")]).start();
        take(&mut batch);
        let now = Application {
            version: 5,
            enabled: false,
            ..application("1", "a")
        };
        let batch = batch.answered(0, Outcome::Changed(vec!["disabled".to_owned()]), Some(now));
        assert!(batch.is_complete());
        let mut batch = Batch::new(Kind::Delete, vec![application("1", "a")]).start();
        take(&mut batch);
        assert!(batch.answered(0, Outcome::Gone, None).is_complete());
    }

    #[test]
    fn stopping_leaves_the_rest_to_be_done() {
        let mut batch = three(Kind::Delete).start();
        let at = take(&mut batch);
        let batch = batch.stop();
        assert_eq!(batch.phase, Phase::Running);
        let batch = batch.answered(at, Outcome::Done, None);
        assert_eq!(batch.phase, Phase::Finished);
        assert_eq!(batch.to_do(), 2);
        assert!(batch.is_stopped());
    }

    #[test]
    fn disabling_instead_starts_from_the_preview() {
        let batch = three(Kind::Delete).disable_instead();
        assert_eq!(
            (batch.kind, batch.phase, batch.to_do()),
            (Kind::Disable, Phase::Preview, 2)
        );
    }
}

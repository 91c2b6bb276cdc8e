//! What a case is, and what comes of it.

use serde_json::{Value, json};

use crate::target::{Exchange, Target};

/// How strongly the standard asks for it (RFC 2119).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Must,
    Should,
    May,
}

impl Level {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

/// How a case ended. What a standard leaves free is never failed: a server that doesn't offer it has nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Fail,
    NotApplicable,
}

impl Verdict {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotApplicable => "n/a",
        }
    }
}

/// One thing that a standard says.
pub(crate) struct Case {
    /// Stable, for tables and exceptions.
    pub(crate) id: String,
    /// `RFC 6749 §5.2`.
    pub(crate) section: &'static str,
    pub(crate) level: Level,
    /// What should hold.
    pub(crate) title: String,
    pub(crate) run: Box<dyn Fn(&Target) -> Finding>,
}

impl Case {
    pub(crate) fn new(
        id: &str,
        section: &'static str,
        level: Level,
        title: &str,
        run: impl Fn(&Target) -> Finding + 'static,
    ) -> Self {
        Self {
            id: id.to_owned(),
            section,
            level,
            title: title.to_owned(),
            run: Box::new(run),
        }
    }

    /// As strongly as this instead.
    pub(crate) fn at(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// What was sent, expected and answered, and the verdict.
pub(crate) struct Finding {
    pub(crate) sent: String,
    pub(crate) expected: String,
    pub(crate) got: String,
    pub(crate) verdict: Verdict,
}

impl Finding {
    /// Of one exchange.
    pub(crate) fn of(exchange: &Exchange, expected: impl Into<String>, holds: bool) -> Self {
        Self {
            sent: exchange.sent.clone(),
            expected: expected.into(),
            got: exchange.got(),
            verdict: if holds { Verdict::Pass } else { Verdict::Fail },
        }
    }

    /// Not tested on this server, and why.
    pub(crate) fn not_applicable(why: &str) -> Self {
        Self {
            sent: String::new(),
            expected: String::new(),
            got: why.to_owned(),
            verdict: Verdict::NotApplicable,
        }
    }

    /// RFC 7009 section 2.2.1: a server may say that it does not revoke tokens of this kind, and some say so of
    /// introspection.
    pub(crate) fn of_a_kind_that_is_supported(mut self) -> Self {
        if self.got.contains("unsupported_token_type") {
            self.verdict = Verdict::NotApplicable;
        }
        self
    }

    /// What the standard leaves free counts when it is there.
    pub(crate) fn leave_free(mut self, level: Level) -> Self {
        if level == Level::May && self.verdict == Verdict::Fail {
            self.verdict = Verdict::NotApplicable;
        }
        self
    }
}

/// A case with what came of it.
pub(crate) struct Outcome {
    pub(crate) case: Case,
    pub(crate) finding: Finding,
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.case.id,
            "section": self.case.section,
            "level": self.case.level.word(),
            "title": self.case.title,
            "sent": self.finding.sent,
            "expected": self.finding.expected,
            "got": self.finding.got,
            "verdict": self.finding.verdict.word(),
        })
    }
}

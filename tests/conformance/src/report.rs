//! What is printed and written.

use std::{fs, io, io::Write as _, path::Path};

use serde_json::{Value, json};

use crate::case::{Level, Outcome, Verdict};

fn line(text: &str) {
    // A closed pipe is no reason to stop.
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Something that is wrong with the run itself.
pub(crate) fn problem(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// One line a case; more for those that failed.
pub(crate) fn text(outcomes: &[Outcome]) {
    for Outcome { case, finding } in outcomes {
        line(&format!(
            "{:4}  {:6}  {:18}  {}: {}",
            finding.verdict.word(),
            case.level.word(),
            case.section,
            case.id,
            case.title
        ));
        if finding.verdict == Verdict::Fail {
            line(&format!("        sent      {}", finding.sent));
            line(&format!("        expected  {}", finding.expected));
        }
        if finding.verdict != Verdict::Pass {
            line(&format!("        got       {}", finding.got));
        }
    }
    line(&format!("\n{}", counts(outcomes)));
}

/// The same as a table.
pub(crate) fn markdown(outcomes: &[Outcome]) {
    line("| Section | Level | Case | Verdict | Answer |\n| --- | --- | --- | --- | --- |");
    for Outcome { case, finding } in outcomes {
        line(&format!(
            "| {} | {} | {} | {} | {} |",
            case.section,
            case.level.word(),
            case.title.replace('|', "\\|"),
            finding.verdict.word(),
            finding.got.replace('|', "\\|")
        ));
    }
    line(&format!("\n{}", counts(outcomes)));
}

/// Everything, for other programs.
pub(crate) fn json(outcomes: &[Outcome], file: &Path) -> io::Result<()> {
    let cases: Vec<Value> = outcomes.iter().map(Outcome::json).collect();
    let text = serde_json::to_string_pretty(&json!({ "cases": cases }))?;
    fs::write(file, text)
}

/// `MUST 30 of 31, SHOULD …`: of those that apply.
fn counts(outcomes: &[Outcome]) -> String {
    let count = |level: Level| {
        let applying = outcomes
            .iter()
            .filter(|it| it.case.level == level && it.finding.verdict != Verdict::NotApplicable);
        let passed = applying
            .clone()
            .filter(|it| it.finding.verdict == Verdict::Pass);
        format!(
            "{} {} of {}",
            level.word(),
            passed.count(),
            applying.count()
        )
    };
    [Level::Must, Level::Should, Level::May]
        .map(count)
        .join(", ")
}

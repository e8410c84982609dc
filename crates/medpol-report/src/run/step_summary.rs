//! The summary of a step of GitHub Actions, in Markdown: how many, and a table of them.
//!
//! GitHub takes one mebibyte of a step, so the table ends before.

use std::collections::BTreeMap;

use medpol_diagnostics::Severity;

use super::{Finding, Run};
use crate::determination::markdown::{code, escaped};
use crate::visible::clipped;

/// Bytes of a summary, at most; GitHub drops all of a longer one.
const ROOM: usize = 900 * 1024;
/// Characters of a cell, at most.
const CELL: usize = 500;

pub(super) fn written(run: &Run) -> String {
    let mut text = format!("## medpol {}\n\n{}\n", run.name, escaped(&run.closing));
    if run.findings.is_empty() {
        return text;
    }
    text.push_str(&codes(&run.findings));
    text.push_str("\n| | place | problem |\n|---|---|---|\n");
    let mut left = run.findings.len();
    for finding in &run.findings {
        let row = row(finding);
        if text.len() + row.len() > ROOM {
            break;
        }
        text.push_str(&row);
        left -= 1;
    }
    if left > 0 {
        text.extend(["\n", &left.to_string(), " more are not in this table.\n"]);
    }
    text
}

/// How often each code was found, and how the checks came out.
fn codes(findings: &[Finding]) -> String {
    let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for finding in findings {
        counts.entry(finding.code.number).or_insert((0, finding.code.name)).0 += 1;
    }
    let told: Vec<String> = counts.iter().map(|(number, (count, name))| format!("{count} × {number} {name}")).collect();
    format!("\n{}. `medpol explain CODE` says more of each.\n", told.join(", "))
}

fn row(finding: &Finding) -> String {
    let sign = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let region = finding.place.region;
    let place = format!("{}:{}:{}", finding.place.path.text(), region.start_line, region.start_column);
    let help = finding.help.iter().map(|help| format!("<br>help: {}", escaped(&clipped(help, CELL))));
    let problem: String = std::iter::once(escaped(&clipped(&finding.sentence(), CELL))).chain(help).collect();
    format!("| {sign} {} | {} | {problem} |\n", finding.code.number, code(&clipped(&place, CELL)))
}

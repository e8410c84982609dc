//! The report of coding edits as text, Markdown and JSON.
//!
//! Findings first, then what could not be checked, then what passed. Text and Markdown are written
//! from the same outline as determinations are; nothing is decided here. Beside a determination on a page, a report is
//! told in a few lines.

mod brief;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use medpol_model::answer::{
    AskedFact, AskingCriterion, EditAnswer, EditReport, EditStatus, Finding, LineRole, MissingCause, Outcome, View,
};
use medpol_model::policy::{Confidence, CriterionSeverity};

use crate::Colour;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::{background, header, markdown as markdown_of, missing, node, text as text_of, words};
use crate::undecided;

pub(crate) use brief::{brief_markdown, brief_text};

const CLOSING: &str = "This is advice for a person who prepares or reviews a claim. A finding asks for a look at the \
    lines it names; it decides nothing about coverage.";

/// The report as text for a person, ending in a line end.
pub fn text(report: &EditReport, view: View, colour: Colour) -> String {
    let outline = match view {
        View::Page => brief::page(outline(report), text_of::height),
        View::Decided | View::Context | View::All => outline(report),
    };
    text_of::written(&outline, colour)
}

/// The report as Markdown, ending in a line end.
pub fn markdown(report: &EditReport, view: View) -> String {
    let outline = match view {
        View::Page => brief::page(outline(report), markdown_of::height),
        View::Decided | View::Context | View::All => outline(report),
    };
    markdown_of::written(&outline)
}

/// The canonical form: the report itself as indented JSON with a final line end.
///
/// # Errors
///
/// None that the report's types can cause; the error is that of the JSON writer.
pub fn json(report: &EditReport) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(report)? + "\n")
}

fn outline(report: &EditReport) -> Outline {
    let mut fields = background::policy(&report.policy);
    fields.extend(background::chosen(report.selection.as_ref(), View::Context));
    fields.extend(background::case(&report.case));
    fields.extend(
        report.governing.map(|governing| Field { label: "Medical policy", text: words::outcome(governing).to_owned() }),
    );
    fields.push(Field { label: "Counts", text: counts(report) });
    let not_empty = |section: &Section| !section.entries.is_empty();
    Outline {
        sign: sign(report),
        headline: headline(report),
        alerts: alerts(report),
        particulars: Vec::new(),
        sections: [findings(report), incomplete(report)].into_iter().filter(not_empty).collect(),
        background: fields,
        lists: [passed(report)].into_iter().filter(not_empty).collect(),
        imprint: header::imprint_of(&report.policy, &report.case, report.engine),
        closing: CLOSING,
    }
}

fn alerts(report: &EditReport) -> Vec<Alert> {
    let library = report.library.map(|_| undecided::incomplete());
    let policy = header::policy_alerts(&report.policy);
    library.into_iter().chain(policy).chain(header::warnings(&report.warnings)).collect()
}

fn sign(report: &EditReport) -> Sign {
    match report.outcome() {
        Outcome::Met if report.findings().next().is_some() => Sign::Open,
        outcome => header::sign(outcome),
    }
}

/// What was found, in numbers.
fn headline(report: &EditReport) -> String {
    let of = |severity| report.findings().filter(|finding| finding.severity == severity).count();
    let words = [
        (of(CriterionSeverity::Reject), "to correct"),
        (of(CriterionSeverity::Warn), "to look at"),
        (of(CriterionSeverity::Info), "for information"),
    ];
    let found: Vec<String> =
        words.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let open = match report.counts.incomplete {
        0 => String::new(),
        1 => ", 1 edit not checked".to_owned(),
        count => format!(", {count} edits not checked"),
    };
    if found.is_empty() { format!("nothing found{open}") } else { format!("findings: {}{open}", found.join(" · ")) }
}

fn counts(report: &EditReport) -> String {
    let counts = report.counts;
    format!(
        "{} pass · {} with findings · {} incomplete · {} not applicable",
        counts.pass, counts.finding, counts.incomplete, counts.not_applicable
    )
}

fn findings(report: &EditReport) -> Section {
    let mut found: Vec<_> =
        report.edits.iter().flat_map(|edit| edit.findings.iter().map(move |finding| (edit, finding))).collect();
    found.sort_by_key(|(edit, _)| edit.severity);
    let entries = found.into_iter().map(|(edit, finding)| entry(edit, finding)).collect();
    Section { title: "Findings", entries }
}

fn entry(edit: &EditAnswer, finding: &Finding) -> Entry {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let lines = |role| {
        let lines = finding.lines.iter().filter(move |line| line.role == role);
        lines.map(|line| format!("line {} ({})", line.line, line.name)).collect::<Vec<_>>().join("; ")
    };
    let mut details: Vec<Field> = [("Lines", lines(LineRole::Cause)), ("Related", lines(LineRole::Related))]
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(label, lines)| field(label, &lines))
        .collect();
    details.extend(finding.observed.iter().map(|observed| field("Observed", observed)));
    details.extend(finding.allowed.iter().map(|allowed| field("Allowed", allowed)));
    details.extend(finding.remedy.iter().map(|remedy| field("Remedy", remedy)));
    details.extend(remarks(edit));
    details.extend(node::sources(&finding.source));
    Entry {
        depth: 0,
        sign: if finding.severity == CriterionSeverity::Reject { Sign::Bad } else { Sign::Open },
        standing: severity(finding.severity).to_owned(),
        text: finding.message.to_string(),
        name: finding.edit.to_string(),
        details,
    }
}

/// How certain an edit is, and whether it rests on an assumption.
fn remarks(edit: &EditAnswer) -> Vec<Field> {
    let certain = edit.confidence.filter(|confidence| *confidence != Confidence::Read);
    let certain =
        certain.map(|confidence| Field { label: "RECONSTRUCTED", text: words::confidence(confidence).to_owned() });
    let text = "rests on an assumption".to_owned();
    let provisional = edit.provisional.then_some(Field { label: "Provisional", text });
    certain.into_iter().chain(provisional).collect()
}

const fn severity(severity: CriterionSeverity) -> &'static str {
    match severity {
        CriterionSeverity::Reject => "reject",
        CriterionSeverity::Warn => "warn",
        CriterionSeverity::Info => "info",
    }
}

/// What is missing for the edits that could not be checked, each question once with the edits it is for.
fn incomplete(report: &EditReport) -> Section {
    let mut asked: Vec<AskedFact> = Vec::new();
    let mut places: HashMap<(&str, MissingCause), usize> = HashMap::new();
    for edit in report.standing(EditStatus::Incomplete) {
        for missing in &edit.missing {
            let place = *places.entry((missing.fact.as_str(), missing.cause)).or_insert(asked.len());
            match asked.get_mut(place) {
                // Parts of an edit are not shown separately here.
                None => asked.push(AskedFact { criteria: vec![of_edit(edit)], ..missing.clone() }),
                Some(known) if known.criteria.last().is_some_and(|last| last.id == edit.id) => {}
                Some(known) => known.criteria.push(of_edit(edit)),
            }
        }
    }
    let entries = asked.iter().map(missing::entry).collect();
    Section { title: "Not checked, because facts are missing", entries }
}

fn of_edit(edit: &EditAnswer) -> AskingCriterion {
    AskingCriterion { id: Arc::clone(&edit.id), text: edit.text.clone() }
}

/// The edits that found nothing, in one line; those that rest on an assumption and those
/// that did not arise in lines of their own.
fn passed(report: &EditReport) -> Section {
    let line = |edits: Vec<&EditAnswer>, sign, standing: &str| {
        let names: Vec<&str> = edits.iter().map(|edit| &*edit.id).collect();
        (!names.is_empty()).then(|| Entry {
            depth: 0,
            sign,
            standing: standing.to_owned(),
            text: names.join(", "),
            name: String::new(),
            details: Vec::new(),
        })
    };
    let (assumed, sure) = report.standing(EditStatus::Pass).partition(|edit| edit.provisional);
    let entries = [
        line(sure, Sign::Good, "pass"),
        line(assumed, Sign::Good, "pass, by an assumption"),
        line(report.standing(EditStatus::NotApplicable).collect(), Sign::Quiet, "not applicable"),
    ];
    Section { title: "Nothing found", entries: entries.into_iter().flatten().collect() }
}

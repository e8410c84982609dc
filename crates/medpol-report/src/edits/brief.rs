//! A report of coding edits in a few lines, and one that fits a page.
//!
//! Shortens what the outline of the whole report says; finds and words nothing itself.

use medpol_model::answer::EditReport;
use medpol_model::policy::{Basis, PolicyStatus};

use super::{counts, findings, headline, incomplete, sign};
use crate::Colour;
use crate::determination::outline::{Entry, Field, Outline, Section};
use crate::determination::page::{BriefTexts, more};
use crate::determination::{PAGE, markdown, text};
use crate::visible::clipped;

/// Findings that are told beside a determination, at most.
const FINDINGS: usize = 5;
/// Characters of a text that surely fit one line.
const LINE: usize = 84;

/// The report as a few lines of text.
pub(crate) fn brief_text(report: &EditReport, texts: BriefTexts, colour: Colour) -> String {
    text::entries(&brief(report, texts), colour)
}

/// The report as a few items of Markdown.
pub(crate) fn brief_markdown(report: &EditReport, texts: BriefTexts) -> String {
    markdown::items(&brief(report, texts))
}

fn brief(report: &EditReport, texts: BriefTexts) -> Vec<Entry> {
    let policy = &report.policy;
    let flags = [
        (policy.basis == Basis::Reconstructed, "RECONSTRUCTED POLICY"),
        (policy.status == PolicyStatus::Draft, "DRAFT POLICY"),
        (report.library.is_some(), "LIBRARY INCOMPLETE"),
    ];
    let flags = flags.into_iter().filter(|(holds, _)| *holds).map(|(_, flag)| flag.to_owned());
    let counted = counts(report);
    let counted = counted.split(" · ").filter(|count| !count.starts_with("0 ")).map(str::to_owned);
    let said: Vec<String> = counted.chain(flags).collect();
    let line = |field: &Field| Field { label: field.label, text: texts.clipped(&field.text, LINE) };
    let mut entries = vec![Entry {
        sign: sign(report),
        standing: headline(report),
        ..Entry::remark(clipped(&said.join(" · "), LINE))
    }];
    let warnings = report.warnings.first().map(|warning| Entry::remark(texts.clipped(warning, LINE)));
    entries.extend(warnings);
    let found = findings(report).entries;
    let hidden = found.len().saturating_sub(FINDINGS);
    entries.extend(found.into_iter().take(FINDINGS).map(|finding| Entry {
        text: texts.clipped(&finding.text, 2 * LINE),
        details: finding.details.iter().filter(|field| ["Lines", "Remedy"].contains(&field.label)).map(line).collect(),
        name: String::new(),
        ..finding
    }));
    entries.extend(more(hidden, "finding", "findings").map(Entry::remark));
    let asked = incomplete(report).entries;
    if let Some(first) = asked.first() {
        let more = if asked.len() > 1 {
            format!(" and {} more: see `--view decided`", asked.len() - 1)
        } else {
            String::new()
        };
        let text = format!("to check the rest: {}{more}", texts.clipped(&first.text, LINE));
        entries.push(Entry { name: String::new(), details: Vec::new(), text, ..first.clone() });
    }
    entries
}

/// The outline of a whole report, cut until it fits a page.
pub(super) fn page(mut outline: Outline, height: fn(&Outline) -> usize) -> Outline {
    for field in &mut outline.background {
        field.text = clipped(&field.text, LINE);
    }
    if height(&outline) > PAGE {
        for section in outline.sections.iter_mut().chain(&mut outline.lists) {
            section.entries.iter_mut().for_each(shorten);
        }
    }
    let mut hidden = vec![0; outline.sections.len()];
    while height(&with_rest(&outline, &hidden)) > PAGE {
        let longest = outline.sections.iter_mut().zip(&mut hidden).max_by_key(|(section, _)| section.entries.len());
        let Some((section, hidden)) = longest.filter(|(section, _)| section.entries.len() > 1) else { break };
        section.entries.pop();
        *hidden += 1;
    }
    with_rest(&outline, &hidden)
}

fn with_rest(outline: &Outline, hidden: &[usize]) -> Outline {
    let mut outline = outline.clone();
    let sections: &mut Vec<Section> = &mut outline.sections;
    for (section, hidden) in sections.iter_mut().zip(hidden) {
        section.entries.extend(more(*hidden, "of these", "of these").map(Entry::remark));
    }
    outline
}

fn shorten(entry: &mut Entry) {
    entry.text = clipped(&entry.text, 3 * LINE);
    entry.details.retain(|field| field.label != "Needed for" && field.label != "Related");
    entry.details.iter_mut().for_each(|field| field.text = clipped(&field.text, LINE));
}

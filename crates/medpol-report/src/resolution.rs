//! Resolutions as text and Markdown: what governs each service, and what became of every candidate.
//!
//! Writings of one outline, like those of determinations. Nothing is decided here.

use std::collections::HashSet;

use medpol_model::answer::{
    BesideReport, BesideVerdict, CandidateReport, CandidateVerdict, GovernanceOutcome, GroupReport, Outcome,
    ResolutionReport, SelectingKey, unreadable_at,
};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::BriefTexts;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::{markdown as in_markdown, text as in_text, words};
use crate::undecided::{self, INCOMPLETE};
use crate::visible::one_line;

/// Candidates that miss the request, shown at most for each group.
const MISSES: usize = 8;

/// Entries of each part, where a resolution is told in a few lines.
const BRIEF: usize = 4;
/// Characters of a text, where a resolution is told in a few lines and whole texts take too many.
const CLIPPED: usize = 160;
/// Lines of a resolution that is told in a few lines with whole texts, at most.
const MOST_LINES: usize = 20;
/// The heading of the candidates.
const LOOKED_AT: &str = "What was looked at";
/// The heading of what is evaluated beside.
const BESIDE: &str = "Evaluated beside";

const CLOSING: &str = "This says which policy is to be applied, not what it comes to. A policy that is named by hand \
    is applied whatever the request says.";

/// The resolution as text for a person, ending in a line end.
pub fn text(report: &ResolutionReport, colour: Colour) -> String {
    in_text::written(&outline(report), colour)
}

/// The resolution as Markdown, ending in a line end.
pub fn markdown(report: &ResolutionReport) -> String {
    in_markdown::written(&outline(report))
}

/// What governs each service in a few lines of text, for a page with determinations.
pub(crate) fn brief_text(report: &ResolutionReport, result: Outcome, colour: Colour) -> String {
    let whole = in_text::written(&brief(report, result, BriefTexts::Whole), colour);
    if whole.lines().count() <= MOST_LINES {
        return whole;
    }
    in_text::written(&brief(report, result, BriefTexts::Short), colour)
}

/// What governs each service in a few lines of Markdown, for a page with determinations.
pub(crate) fn brief_markdown(report: &ResolutionReport, result: Outcome) -> String {
    let whole = brief(report, result, BriefTexts::Whole);
    if in_markdown::height(&whole) <= MOST_LINES {
        return in_markdown::written(&whole);
    }
    in_markdown::written(&brief(report, result, BriefTexts::Short))
}

/// The outcome, the questions and what cannot be read; what was looked at is left to `medpol resolve`.
fn brief(report: &ResolutionReport, result: Outcome, texts: BriefTexts) -> Outline {
    let mut whole = outline(report);
    let result = words::outcome(result);
    whole.headline = match report.groups.len() {
        // The outcome says the rest.
        1 => result.to_owned(),
        _ => format!("{result}: {}", whole.headline),
    };
    whole.particulars.clear();
    whole.closing = "";
    whole.sections.retain(|section| section.title != LOOKED_AT && section.title != BESIDE);
    for section in &mut whole.sections {
        let hidden = section.entries.len().saturating_sub(BRIEF);
        section.entries.truncate(BRIEF);
        for entry in &mut section.entries {
            // Why a policy governs stands with its determination.
            if entry.sign == Sign::Good {
                entry.details.clear();
            }
            entry.text = texts.clipped(&entry.text, CLIPPED);
            entry.name.clear();
            entry.details.iter_mut().for_each(|field| field.text = texts.clipped(&field.text, CLIPPED));
        }
        section.entries.extend((hidden > 0).then(|| Entry::remark(format!("and {hidden} more: see `medpol resolve`"))));
    }
    whole
}

/// One line for each group of services, such as `CPT:64628 → governed by acme/aspirin@1`.
pub fn lines(report: &ResolutionReport, colour: Colour) -> String {
    let line = |group: &GroupReport| {
        let ink = match sign(group) {
            Sign::Good => Ink::Good,
            Sign::Bad => Ink::Bad,
            _ => Ink::Open,
        };
        colour.paint(ink, &one_line(&headline(group))) + "\n"
    };
    report.groups.iter().map(line).collect()
}

/// The outcome for a group in one line.
pub fn headline(group: &GroupReport) -> String {
    let services = services(group);
    let deferring = group.deferred_by.first().map(|policy| format!(", to which `{}` defers", policy.policy));
    let deferring = deferring.unwrap_or_default();
    match (group.outcome, &group.governs) {
        (GovernanceOutcome::Governs, Some(policy)) => format!("{services} → governed by {}{deferring}", policy.policy),
        (GovernanceOutcome::Unknown, _) if !group.unreadable.is_empty() => {
            format!("{services} → unknown which policy governs: {}", unreadable_at(&group.unreadable))
        }
        (GovernanceOutcome::Unknown | GovernanceOutcome::Governs, _) => {
            let mut keys: Vec<&str> = group.missing.iter().map(|missing| missing.key.word()).collect();
            keys.dedup();
            format!("{services} → unknown which policy governs; it depends on: {}", keys.join(", "))
        }
        (GovernanceOutcome::Conflict, _) => {
            let claimants = group.candidates.iter().filter(|one| one.verdict == CandidateVerdict::Conflicts);
            let names: Vec<&str> = claimants.map(|one| one.policy.policy.as_str()).collect();
            format!("{services} → conflict: {} claim it, and none is chosen", names.join(" and "))
        }
        (GovernanceOutcome::None, _) => match group.deferred_by.first() {
            Some(policy) => format!("{services} → nothing governs: what {} defers to was not found", policy.policy),
            None => format!("{services} → nothing governs"),
        },
    }
}

fn services(group: &GroupReport) -> String {
    let more = group.more.unwrap_or_default();
    let services = if group.services.is_empty() { "the request".to_owned() } else { group.services.join(", ") };
    let services = if more.services > 0 { format!("{services} and {} more", more.services) } else { services };
    services + &by_date(&group.lines, more.lines, group.date.as_deref())
}

/// Which lines a group is, where they are governed by their own dates: ` (line 2, on 2026-04-16)`.
/// `more` are lines that are not listed.
pub(crate) fn by_date(lines: &[u32], more: usize, date: Option<&str>) -> String {
    let Some(date) = date else { return String::new() };
    let numbers: Vec<String> = lines.iter().map(u32::to_string).collect();
    let word = if lines.len() + more == 1 { "line" } else { "lines" };
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" ({word} {}{more}, {date})", numbers.join(", "))
}

const fn sign(group: &GroupReport) -> Sign {
    match group.outcome {
        GovernanceOutcome::Governs => Sign::Good,
        GovernanceOutcome::Conflict => Sign::Bad,
        GovernanceOutcome::Unknown | GovernanceOutcome::None => Sign::Open,
    }
}

/// A selecting key as a label.
const fn label(key: SelectingKey) -> &'static str {
    match key {
        SelectingKey::Service => "Services",
        SelectingKey::Drug => "Drugs",
        SelectingKey::Payer => "Payer",
        SelectingKey::LineOfBusiness => "Line of business",
        SelectingKey::State => "State",
        SelectingKey::DateOfService => "Date of service",
    }
}

fn outline(report: &ResolutionReport) -> Outline {
    let lines: Vec<String> = report.groups.iter().map(headline).collect();
    let (headline, alerts) = match lines.as_slice() {
        [] => ("no service is requested, so no policy governs".to_owned(), Vec::new()),
        [only] => (only.clone(), Vec::new()),
        several => (format!("{} groups of services", several.len()), Vec::new()),
    };
    let worst = report.groups.iter().map(sign).max_by_key(|sign| *sign != Sign::Good).unwrap_or(Sign::Open);
    let facts = report
        .request
        .iter()
        .map(|fact| Field { label: label(fact.key), text: fact.value.clone().unwrap_or_else(|| "unknown".to_owned()) });
    let mut sections = vec![Section { title: "Outcome", entries: report.groups.iter().map(outcome).collect() }];
    sections.push(Section { title: "What to ask for", entries: questions(report) });
    let is_alone = report.groups.len() == 1;
    let looked = report.groups.iter().flat_map(|group| candidates(group, is_alone)).collect();
    sections.push(Section { title: LOOKED_AT, entries: looked });
    sections.push(Section { title: BESIDE, entries: report.beside.iter().map(beside).collect() });
    sections.push(undecided::files("What cannot be read", &report.unreadable()));
    sections.push(undecided::files("What cannot be read, and may be evaluated beside", &report.beside_unreadable));
    sections.retain(|section| !section.entries.is_empty());
    Outline {
        sign: worst,
        headline,
        alerts: incomplete(report).into_iter().chain(reconstructed(report, alerts)).collect(),
        particulars: facts.collect(),
        sections,
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

/// Says plainly that a file of the library cannot be read.
pub(crate) fn incomplete(report: &ResolutionReport) -> Option<Alert> {
    report.library?;
    let unreadable = report.unreadable();
    Some(if !unreadable.is_empty() {
        Alert { title: INCOMPLETE, text: unreadable_at(&unreadable) }
    } else if !report.beside_unreadable.is_empty() {
        let places = unreadable_at(&report.beside_unreadable);
        Alert { title: INCOMPLETE, text: format!("articles or coding edits may be missing here: {places}") }
    } else {
        undecided::incomplete()
    })
}

/// Says plainly where what governs was not read in the issuer's own text.
fn reconstructed(report: &ResolutionReport, mut alerts: Vec<Alert>) -> Vec<Alert> {
    let governing = report.groups.iter().filter_map(|group| group.governs.as_ref());
    if governing.into_iter().any(|policy| policy.basis == medpol_model::policy::Basis::Reconstructed) {
        let text = "The issuer's own text was not read, or not in full. Read it before relying on this policy.";
        alerts.push(Alert { title: "RECONSTRUCTED POLICY", text: text.to_owned() });
    }
    alerts
}

fn outcome(group: &GroupReport) -> Entry {
    Entry {
        depth: 0,
        sign: sign(group),
        standing: String::new(),
        text: headline(group),
        name: String::new(),
        details: vec![Field { label: "Why", text: group.because.clone() }],
    }
}

/// Every missing key once.
fn questions(report: &ResolutionReport) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut known = HashSet::new();
    for missing in report.groups.iter().flat_map(|group| &group.missing) {
        if known.insert(&missing.fact) {
            entries.push(Entry {
                depth: 0,
                sign: Sign::Question,
                standing: String::new(),
                text: missing.question.clone(),
                name: missing.fact.clone(),
                details: Vec::new(),
            });
        }
    }
    let more: usize = report.groups.iter().filter_map(|group| group.more).map(|more| more.missing).sum();
    entries.extend((more > 0).then(|| bare(0, Sign::Quiet, &format!("and {more} more"))));
    entries
}

/// The candidates of a group, under its services where there are several groups.
fn candidates(group: &GroupReport, is_alone: bool) -> Vec<Entry> {
    let depth = usize::from(!is_alone);
    let mut entries = Vec::new();
    if !is_alone {
        entries.push(bare(0, sign(group), &services(group)));
    }
    let misses = |one: &&CandidateReport| one.verdict == CandidateVerdict::Misses;
    let hidden = group.candidates.iter().filter(misses).count().saturating_sub(MISSES);
    let shown = group.candidates.len().saturating_sub(hidden);
    entries.extend(group.candidates.iter().take(shown).map(|one| candidate(one, depth)));
    let hidden = hidden + group.further;
    if hidden > 0 {
        entries.push(bare(depth, Sign::Quiet, &format!("and {hidden} more that do not apply")));
    }
    entries
}

fn bare(depth: usize, sign: Sign, text: &str) -> Entry {
    Entry { depth, sign, standing: String::new(), text: text.to_owned(), name: String::new(), details: Vec::new() }
}

fn candidate(one: &CandidateReport, depth: usize) -> Entry {
    let (sign, standing) = match one.verdict {
        CandidateVerdict::Governs => (Sign::Good, "governs"),
        CandidateVerdict::Defers => (Sign::Holds, "defers"),
        CandidateVerdict::Conflicts => (Sign::Bad, "conflicts"),
        CandidateVerdict::Possible => (Sign::Open, "may apply"),
        CandidateVerdict::Outranked => (Sign::HoldsNot, "outranked"),
        CandidateVerdict::Misses => (Sign::Quiet, "does not apply"),
        CandidateVerdict::InDoubt => (Sign::Bad, "in doubt"),
        CandidateVerdict::Draft => (Sign::Quiet, "draft"),
        CandidateVerdict::StatesUnknown => (Sign::Quiet, "states unknown"),
    };
    Entry {
        depth,
        sign,
        standing: standing.to_owned(),
        text: format!("{}, {}", one.policy.title, words::kind(one.policy.kind)),
        name: one.policy.policy.clone(),
        details: vec![Field { label: "Why", text: one.because.clone() }],
    }
}

fn beside(one: &BesideReport) -> Entry {
    let (sign, standing) = match one.verdict {
        BesideVerdict::Applies => (Sign::Good, "applies"),
        BesideVerdict::Possible => (Sign::Open, "may apply"),
        BesideVerdict::InDoubt => (Sign::Bad, "in doubt"),
        BesideVerdict::Misses => (Sign::Quiet, "does not apply"),
    };
    Entry {
        depth: 0,
        sign,
        standing: standing.to_owned(),
        text: format!("{}, {}", one.policy.title, words::kind(one.policy.kind)),
        name: one.policy.policy.clone(),
        details: vec![Field { label: "Why", text: one.because.clone() }],
    }
}

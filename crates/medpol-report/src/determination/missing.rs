//! "What to ask for": the questions in their groups, one line each, with what belongs to them below.
//!
//! The questions, their order and the documents are the determination's.

use std::sync::Arc;

use medpol_model::answer::{
    AskedFact, DatePart, Determination, FollowUp, Missing, MissingCause, NextQuestion, OpenChoice, Question,
    QuestionKind, View,
};

use super::outline::{Entry, Field, Section, Sign};
use super::words;

/// How many things of one kind a line names.
const MOST_NAMED: usize = 40;

/// How much is said of each question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// What it takes to answer.
    Short,
    /// Why it is asked, too.
    Full,
}

/// The heading.
pub(super) const TITLE: &str = "What to ask for";

/// The label of the entries that a question is asked of, by their paths.
const ENTRIES: &str = "For";

/// What is asked for, by document.
pub(super) fn section(determination: &Determination) -> Section {
    let detail = match determination.view {
        View::Page | View::Decided => Detail::Short,
        View::Context | View::All => Detail::Full,
    };
    Section { title: TITLE, entries: entries(&determination.missing, detail) }
}

/// What is asked for, by document, without what only programs and reviewers need: for a letter.
pub(crate) fn for_letter(determination: &Determination) -> Vec<Entry> {
    let mut entries = entries(&determination.missing, Detail::Short);
    entries.retain(|entry| entry.sign != Sign::Holds);
    for entry in &mut entries {
        entry.details.retain(|detail| detail.label != ENTRIES);
    }
    entries
}

/// What is asked for, an entry each question, with its document; marked where it is to be asked first.
pub(super) fn questions(determination: &Determination) -> Section {
    let missing = &determination.missing;
    let mut all = Vec::new();
    for (at, group) in missing.groups.iter().enumerate() {
        for (place, item) in group.items.iter().enumerate() {
            let mut own = Vec::new();
            add(item, group.document.as_ref(), Detail::Short, &mut own);
            let is_next = |next: &NextQuestion| next.group as usize == at && next.item as usize == place;
            let is_first = missing.next.as_ref().is_some_and(is_next) && missing.items().nth(1).is_some();
            for entry in &mut own {
                entry.depth = 0;
                let first = if is_first { "Ask first: " } else { "" };
                let document = group.document.as_ref().map(|document| format!(" – {document}")).unwrap_or_default();
                entry.text = format!("{first}{}{document}", entry.text);
            }
            all.extend(own);
        }
    }
    Section { title: TITLE, entries: all }
}

fn entries(missing: &Missing, detail: Detail) -> Vec<Entry> {
    let mut entries = Vec::new();
    entries.extend(first(missing));
    for group in &missing.groups {
        let document = group.document.as_deref().unwrap_or("From any document");
        entries.push(Entry { sign: Sign::Quiet, ..line(0, document) });
        for item in &group.items {
            add(item, group.document.as_ref(), detail, &mut entries);
        }
    }
    entries.extend(not_listed(missing));
    entries
}

/// That there are facts that no question names, because the lists of the case are long.
pub(super) fn not_listed(missing: &Missing) -> Option<Entry> {
    match missing.not_listed {
        0 => None,
        1 => Some(line(0, "and 1 more fact, which is not listed")),
        more => Some(line(0, format!("and {more} more facts, which are not listed"))),
    }
}

/// Which of several questions to ask first.
fn first(missing: &Missing) -> Option<Entry> {
    missing.items().nth(1)?;
    let next = missing.next.as_ref()?;
    let item = missing.groups.get(next.group as usize)?.items.get(next.item as usize)?;
    let question = match item.kind {
        QuestionKind::Fact | QuestionKind::EachEntry => next.question.trim_end().to_owned(),
        QuestionKind::NoneOf => format!("None of these: {}", few(&item.facts)),
        QuestionKind::AtLeast => item.choice.as_ref().map(choice_text)?,
    };
    let ends = if next.can_end { " – one answer alone can settle the result" } else { "" };
    Some(Entry { sign: Sign::Holds, ..line(0, format!("Ask first: {question}{ends}")) })
}

/// The first of several facts.
fn few(facts: &[AskedFact]) -> String {
    let labels: Vec<&str> = facts.iter().take(2).map(|fact| &*fact.label).collect();
    match facts.len() - labels.len() {
        0 => labels.join(", "),
        more => format!("{}, and {more} more", labels.join(", ")),
    }
}

fn line(depth: usize, text: impl Into<String>) -> Entry {
    Entry { depth, sign: Sign::Question, ..Entry::remark(text.into()) }
}

/// A question with what belongs to it.
fn add(item: &Question, document: Option<&Arc<str>>, detail: Detail, entries: &mut Vec<Entry>) {
    match item.kind {
        QuestionKind::Fact => {
            for fact in &item.facts {
                let text = question_with_documents(fact, document, detail);
                let entry = Entry { sign: sign(fact), name: fact.fact.clone(), ..line(1, text) };
                entries.push(Entry { details: details(fact, detail), ..entry });
            }
        }
        QuestionKind::EachEntry => {
            let Some(first) = item.facts.first() else { return };
            let entry = Entry { sign: sign(first), ..line(1, question_with_documents(first, document, detail)) };
            let paths = of_entries(&item.facts);
            let details = paths.into_iter().chain(details(first, detail)).collect();
            entries.push(Entry { details, ..entry });
        }
        QuestionKind::NoneOf => {
            let labels: Vec<String> = item.facts.iter().map(|fact| label(fact, detail)).collect();
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            let judgment = if item.facts.iter().any(|fact| fact.judgment) { ", a clinician's judgment" } else { "" };
            let text = format!("None of these {}{judgment}: {}", labels.len(), several(&labels, ", "));
            let mut lines: Vec<Field> = item.facts.iter().flat_map(|fact| of_member(fact, detail)).collect();
            lines.extend(why_of(&item.facts, detail));
            entries.push(Entry { details: lines, ..line(1, text) });
        }
        QuestionKind::AtLeast => {
            let Some(choice) = &item.choice else { return };
            let mut lines: Vec<Field> = item.facts.iter().flat_map(|fact| of_member(fact, detail)).collect();
            lines.extend(why(choice.text.as_deref(), detail));
            entries.push(Entry { details: lines, ..line(1, choice_text(choice)) });
        }
    }
}

/// The label of a member of a run; of a list with fields, that they are needed.
fn label(fact: &AskedFact, detail: Detail) -> String {
    if detail == Detail::Short && !fact.fields.is_empty() {
        format!("{} (if any: which)", fact.label)
    } else {
        fact.label.to_string()
    }
}

/// What belongs to a member of a run or an option of a choice, under its label.
fn of_member(fact: &AskedFact, detail: Detail) -> Vec<Field> {
    let mut lines = follow_ups(&fact.follow_ups);
    for line in &mut lines {
        line.text = format!("{} – {}", fact.label, line.text);
    }
    if detail == Detail::Full {
        lines.extend(of_entries_to_come(fact));
    }
    lines
}

fn choice_text(choice: &OpenChoice) -> String {
    let options: Vec<&str> = choice.options.iter().map(|option| &*option.text).collect();
    let more = if choice.counted.is_empty() { "" } else { " more" };
    let counted: Vec<&str> = choice.counted.iter().map(|counted| &**counted).collect();
    let counted = match counted.as_slice() {
        [] => String::new(),
        some => format!(" (already counted: {})", several(some, ", ")),
    };
    format!("At least {}{more} of: {}{counted}", choice.needed, several(&options, ", "))
}

/// The question of a fact, with the other documents that could hold the answer.
fn question_with_documents(fact: &AskedFact, document: Option<&Arc<str>>, detail: Detail) -> String {
    let others = fact.evidence.iter().filter(|other| Some(*other) != document && detail == Detail::Full);
    let others: Vec<&str> = others.map(|document| &**document).collect();
    let instead: Vec<&str> = fact.instead.iter().map(|fact| &*fact.label).collect();
    let mut text = fact.question.trim_end().to_owned();
    if !instead.is_empty() {
        text = format!("{text} Or give instead: {}.", instead.join(" and "));
    }
    if fact.judgment {
        text.push_str(" (a clinician's judgment)");
    }
    if !others.is_empty() {
        text = format!("{text} – or {}", others.join(" or "));
    }
    text
}

fn sign(fact: &AskedFact) -> Sign {
    if fact.cause == MissingCause::Conflicting { Sign::Conflict } else { Sign::Question }
}

/// What is on record of a fact, how precisely it is needed, and what belongs to it.
fn details(fact: &AskedFact, detail: Detail) -> Vec<Field> {
    let mut lines: Vec<Field> = record(fact).into_iter().collect();
    let dates = std::iter::once(fact).chain(&fact.instead);
    lines.extend(dates.filter_map(|date| {
        let label = if date.fact == fact.fact { "How precisely" } else { "The date" };
        Some(Field { label, text: date.precision.clone()? })
    }));
    if let Some(proof) = &fact.proof {
        let documents: Vec<&str> = proof.documents.iter().map(|document| &**document).collect();
        let documents = if documents.is_empty() { "a document".to_owned() } else { documents.join(" or ") };
        lines.push(field("Counts only with", documents));
    }
    lines.extend(if_any(fact));
    lines.extend(why_of(std::slice::from_ref(fact), detail));
    lines
}

fn record(fact: &AskedFact) -> Option<Field> {
    let cause = fact.decides.map_or(words::cause(fact.cause), DatePart::words);
    match (&fact.on_record, cause) {
        (None, "") => None,
        (None, cause) => Some(field("", cause)),
        (Some(record), "") => Some(field("On record", record)),
        (Some(record), cause) => Some(field("On record", format!("{record} – {cause}"))),
    }
}

/// The fields of a list, and what follows on an answer.
fn if_any(fact: &AskedFact) -> Vec<Field> {
    of_entries_to_come(fact).into_iter().chain(follow_ups(&fact.follow_ups)).collect()
}

fn of_entries_to_come(fact: &AskedFact) -> Option<Field> {
    if fact.fields.is_empty() {
        return None;
    }
    let when = if fact.cause == MissingCause::ListIncomplete { "for each further entry" } else { "for each" };
    Some(field("", format!("{}, {when}: {}", fact.label, of_entry(&fact.fields))))
}

fn of_entry(fields: &[AskedFact]) -> String {
    let told: Vec<String> = fields
        .iter()
        .map(|field| {
            let instead: Vec<&str> = field.instead.iter().map(|fact| &*fact.label).collect();
            let or = if instead.is_empty() { String::new() } else { format!(" (or {})", instead.join(" and ")) };
            let inner = if field.fields.is_empty() {
                String::new()
            } else {
                format!(" (each with {})", of_entry(&field.fields))
            };
            let then = field.follow_ups.iter();
            let then: Vec<String> =
                then.map(|follow_up| format!(" ({}: {})", follow_up.when, of_entry(&follow_up.facts))).collect();
            format!("{}{or}{inner}{}", field.label, then.concat())
        })
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    several(&told, ", ")
}

fn follow_ups(follow_ups: &[FollowUp]) -> Vec<Field> {
    let line = |follow_up: &FollowUp| {
        let questions: Vec<String> = follow_up
            .facts
            .iter()
            .map(|fact| {
                let inner: Vec<String> = if_any(fact).into_iter().map(|field| field.text).collect();
                let inner = if inner.is_empty() { String::new() } else { format!(" [{}]", inner.join("; ")) };
                format!("{}{inner}", fact.question.trim_end())
            })
            .collect();
        field("", format!("{}: {}", follow_up.when, questions.join(" ")))
    };
    follow_ups.iter().map(line).collect()
}

/// The entries that a question is asked of.
fn of_entries(facts: &[AskedFact]) -> Option<Field> {
    let paths: Vec<&str> = facts.iter().map(|fact| fact.fact.as_str()).collect();
    (!paths.is_empty()).then(|| field(ENTRIES, several(&paths, ", ")))
}

fn why_of(facts: &[AskedFact], detail: Detail) -> Vec<Field> {
    let mut texts: Vec<&str> = Vec::new();
    for criterion in facts.iter().flat_map(|fact| &fact.criteria) {
        let text = criterion.text.as_deref().unwrap_or(&criterion.id);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    why((!texts.is_empty()).then(|| several(&texts, "; ")).as_deref(), detail)
}

fn why(text: Option<&str>, detail: Detail) -> Vec<Field> {
    let text = text.filter(|_| detail == Detail::Full);
    text.map(|text| field("Why it matters", text)).into_iter().collect()
}

fn field(label: &'static str, text: impl Into<String>) -> Field {
    Field { label, text: text.into() }
}

fn several(names: &[&str], joint: &str) -> String {
    let shown = names.get(..MOST_NAMED).unwrap_or(names);
    match names.len() - shown.len() {
        0 => shown.join(joint),
        more => format!("{}{joint}and {more} more", shown.join(joint)),
    }
}

/// A single fact, with the documents that would answer it.
pub(crate) fn entry(fact: &AskedFact) -> Entry {
    let documents: Vec<&str> = fact.evidence.iter().map(|document| &**document).collect();
    let text = match documents.as_slice() {
        [] => fact.question.to_string(),
        some => format!("{} – {}", fact.question.trim_end(), some.join(" or ")),
    };
    let criteria: Vec<&str> = fact.criteria.iter().map(|criterion| &*criterion.id).collect();
    let needed = (!criteria.is_empty()).then(|| field("Needed for", criteria.join(", ")));
    Entry {
        sign: sign(fact),
        name: fact.fact.clone(),
        details: record(fact).into_iter().chain(needed).collect(),
        ..line(0, text)
    }
}

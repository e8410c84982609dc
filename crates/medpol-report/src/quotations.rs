//! Which sentences of documents are cited, as text for a terminal and as a Markdown table for the record.
//!
//! Sections of which nothing is cited take one line. Nothing is compared here.

use std::collections::BTreeSet;

use medpol_model::answer::{Quotations, QuoteUser, QuotedDocument, QuotedSentence, QuotingPart};

use crate::Colour;
use crate::colour::Ink;
use crate::visible::one_line;

/// The canonical form, as indented JSON with a final line end.
///
/// # Errors
/// When it cannot be written as JSON, which no such answer is.
pub fn json(quotations: &Quotations) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(quotations)? + "\n")
}

/// What is not cited and not found, for a terminal.
pub fn text(quotations: &Quotations, colour: Colour) -> String {
    let mut lines = Vec::new();
    for document in &quotations.documents {
        lines.push(colour.paint(Ink::Heading, &one_line(&document.text)));
        lines.extend(document.sources.iter().map(|own| format!("  source `{}` of {}", own.source, own.policy)));
        lines.push(format!("  {}", found(document)));
        lines.extend(
            document.not_found.iter().map(|one| format!("    not found: {}: {}", user(&one.user), quoted(&one.quote))),
        );
        lines.push(format!("  {}", cited(document)));
        let open = open_beside_others(document);
        lines.extend(open.map(|one| format!("    line {:<5} {}: {}", one.line, one.section, one_line(&one.begins))));
        let others: Vec<String> =
            idle_sections(document).map(|(section, count)| format!("{section} ({count})")).collect();
        if !others.is_empty() {
            lines.push(format!("  sections of which nothing is cited: {}", others.join(", ")));
        }
        lines.push(String::new());
    }
    lines.extend(without(quotations));
    if quotations.documents.is_empty() && quotations.without_text.is_empty() {
        lines.push("no policy quotes a document".to_owned());
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The whole table, for the record.
pub fn markdown(quotations: &Quotations) -> String {
    let mut lines = Vec::new();
    for document in &quotations.documents {
        let sources: Vec<String> =
            document.sources.iter().map(|own| format!("`{}` of `{}`", own.source, own.policy)).collect();
        lines.push(format!("## Source {}\n", sources.join(", ")));
        lines.push(format!("{}. {}.\n", capital(&found(document)), capital(&cited(document))));
        for one in &document.not_found {
            lines.push(format!("- **Not found**, {}: {}", user(&one.user), quoted(&one.quote)));
        }
        if !document.not_found.is_empty() {
            lines.push(String::new());
        }
        lines.push("| line | section | sentence | cited by |\n|---|---|---|---|".to_owned());
        lines.extend(rows(document));
        lines.push(String::new());
    }
    let without = without(quotations);
    if !without.is_empty() {
        lines.push("## Without a text\n".to_owned());
        lines.extend(without.into_iter().map(|line| format!("- {line}")));
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// The table of a document. Of a section from which no criterion is written it has what is cited, and a count of the rest.
fn rows(document: &QuotedDocument) -> Vec<String> {
    let written = sections(document, is_of_criterion);
    let mut counted = BTreeSet::new();
    let mut rows = Vec::new();
    for one in &document.sentences {
        let section = cell(&one.section);
        let by: Vec<String> = one.cited_by.iter().map(user).collect();
        let by = match by.as_slice() {
            [] if !written.contains(&*one.section) => {
                if counted.insert(&one.section) {
                    let is_idle = |other: &&QuotedSentence| other.section == one.section && other.cited_by.is_empty();
                    let count = document.sentences.iter().filter(is_idle).count();
                    rows.push(format!("| {} | {section} | {} | nothing |", one.line, sentences(count)));
                }
                continue;
            }
            [] if one.introduces_list => "introduces a list".to_owned(),
            [] => "**nothing**".to_owned(),
            by => cell(&by.join("; ")),
        };
        rows.push(format!("| {} | {section} | {} | {by} |", one.line, cell(&one.begins)));
    }
    rows
}

fn is_of_criterion(sentence: &QuotedSentence) -> bool {
    sentence.cited_by.iter().any(|user| user.part == QuotingPart::Criterion)
}

fn found(document: &QuotedDocument) -> String {
    match (document.quotes, document.not_found.len()) {
        (1, 0) => "1 quote, found".to_owned(),
        (quotes, 0) => format!("{quotes} quotes, all found"),
        (quotes, missing) => format!("{quotes} quotes, {missing} not found"),
    }
}

fn cited(document: &QuotedDocument) -> String {
    let count = document.sentences.iter().filter(|one| !one.cited_by.is_empty()).count();
    let open = open_beside_others(document).count();
    let of = sentences(document.sentences.len());
    let verb = if count == 1 { "is" } else { "are" };
    let has_headings = document.sentences.iter().any(|one| !one.section.is_empty());
    match open {
        0 if !has_headings => format!("{count} of {of} {verb} cited; the text has no headings"),
        0 => format!("{count} of {of} {verb} cited, and all of the sections from which criteria are written"),
        open => format!("{count} of {of} {verb} cited; {open} not, in sections from which criteria are written"),
    }
}

/// The sentences that nothing cites, in sections from which criteria are written.
fn open_beside_others(document: &QuotedDocument) -> impl Iterator<Item = &QuotedSentence> {
    let written = sections(document, is_of_criterion);
    let is_open = move |one: &&QuotedSentence| {
        let is_cited = !one.cited_by.is_empty() || one.introduces_list;
        !is_cited && !one.section.is_empty() && written.contains(&*one.section)
    };
    document.sentences.iter().filter(is_open)
}

/// The sections of which nothing is cited, with how many sentences they have.
fn idle_sections(document: &QuotedDocument) -> impl Iterator<Item = (&str, usize)> {
    let cited = sections(document, |one| !one.cited_by.is_empty());
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for one in document.sentences.iter().filter(|one| !cited.contains(&*one.section)) {
        match counted.iter_mut().find(|(section, _)| *section == one.section) {
            Some((_, count)) => *count += 1,
            None => counted.push((if one.section.is_empty() { "no heading" } else { &one.section }, 1)),
        }
    }
    counted.into_iter()
}

fn sections(document: &QuotedDocument, is_one: impl Fn(&QuotedSentence) -> bool) -> BTreeSet<&str> {
    document.sentences.iter().filter(|one| is_one(one)).map(|one| &*one.section).collect()
}

/// The sources whose text was not at hand, a sentence each without a period.
pub fn without(quotations: &Quotations) -> Vec<String> {
    let line = |one: &medpol_model::answer::SourceWithoutText| {
        let quotes = if one.quotes == 1 { "1 quote".to_owned() } else { format!("{} quotes", one.quotes) };
        let title = one_line(&one.title);
        format!(
            "no text at hand for source `{}` of {} ({title}): {quotes} not looked for",
            one.source.source, one.source.policy
        )
    };
    quotations.without_text.iter().map(line).collect()
}

fn sentences(count: usize) -> String {
    if count == 1 { "1 sentence".to_owned() } else { format!("{count} sentences") }
}

fn user(user: &QuoteUser) -> String {
    match user.part {
        QuotingPart::Criterion => format!("criterion `{}` of {}", user.name, user.policy),
        QuotingPart::Definition => format!("definition of `{}` in {}", user.name, user.policy),
        QuotingPart::NotEncoded => format!("not encoded in {}: {}", user.policy, one_line(&user.name)),
    }
}

fn quoted(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", one_line(text))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A text inside of a table.
fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|")
}

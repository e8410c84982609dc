//! The letter for the office that asked: exactly what is not met or not on record, where the policy says so, and what
//! would change it.

use medpol_model::answer::{Determination, Outcome, Reason};
use medpol_model::policy::{Basis, Confidence, Position};

use super::citation::{address, cited};
use super::writing::{Page, codes, decided_by, plan, reviewer, sentence, ways};
use super::{Letter, LetterPart, Reader, notice};
use crate::determination::{missing, words};

/// What is said of a policy that asks no criteria.
const NOT_COVERED: &str = "The policy does not cover this, whatever the record shows. That decides nothing by itself: a \
    person reviews the request next, and looks at what is sent in addition.";

/// The letter as Markdown.
pub(super) fn written(letter: &Letter<'_>) -> String {
    let mut page = Page::default();
    page.heading(1, "Review of a request for coverage");
    notice::tell(letter, Reader::Provider, &mut page);
    page.paragraph(&format!("From: {}", plan(letter.contact)));
    if letter.parts.is_empty() {
        undecided(letter, &mut page);
    }
    for part in &letter.parts {
        self::part(part, letter.parts.len() > 1, &mut page);
    }
    if !letter.parts.is_empty() && !letter.open_services.is_empty() {
        page.heading(2, &format!("Also requested: {}", codes(&letter.open_services)));
        page.paragraph("It has not been found which criteria are for this. A person looks at it.");
    }
    closing(letter, &mut page);
    page.finish()
}

fn undecided(letter: &Letter<'_>, page: &mut Page) {
    page.heading(2, "What was asked for");
    if letter.open_services.is_empty() {
        page.paragraph("The services of the request.");
    } else {
        page.paragraph(&sentence(&codes(&letter.open_services)));
    }
    page.heading(2, "What was found");
    page.paragraph(
        "The request has not been compared with criteria yet: it could not be found which are for it, or they could \
         not be read. A person looks at it. Nothing has to be sent for that unless somebody asks.",
    );
}

fn part(part: &LetterPart<'_>, is_one_of_several: bool, page: &mut Page) {
    let determination = part.determination;
    let level = if is_one_of_several && !part.services.is_empty() {
        page.heading(2, &codes(part.services));
        3
    } else {
        2
    };
    page.heading(level, "What was asked for");
    if !part.services.is_empty() {
        page.labelled("Services", &codes(part.services));
    }
    page.labelled("About", &determination.policy.title);
    if let Some(date) = &determination.case.anchor {
        page.labelled("Date of service", &date.replace("..", " to "));
    }
    page.heading(level, "The criteria");
    criteria(part, page);
    page.heading(level, "What the record shows");
    page.paragraph(match part.position {
        Position::NotCovered => NOT_COVERED,
        Position::CoveredWhen | Position::Defers { .. } => result(determination),
    });
    for service in &determination.services {
        let services: Vec<String> = service.services.iter().map(ToString::to_string).collect();
        if service.result != Outcome::NotApplicable {
            page.labelled(&codes(&services), in_words(service.result));
        }
    }
    page.gap();
    for reason in &determination.reasons {
        self::reason(reason, part, page);
    }
    let questions = missing::for_letter(determination);
    if !questions.is_empty() {
        page.heading(level, "What to send");
        page.paragraph("Answers to these questions, with the documents that show them, would settle what is open.");
        for question in &questions {
            page.question(question.depth, &question.text);
            for detail in &question.details {
                page.question(question.depth + 1, &labelled(detail.label, &detail.text));
            }
        }
    }
}

/// A text with what it is before it.
fn labelled(label: &str, text: &str) -> String {
    if label.is_empty() { text.to_owned() } else { format!("{label}: {text}") }
}

fn criteria(part: &LetterPart<'_>, page: &mut Page) {
    let policy = &part.determination.policy;
    page.labelled("Title", &policy.title);
    page.labelled("Issued by", &format!("{}, {}", policy.publisher, words::kind(policy.kind)));
    page.labelled("Version", &format!("{}, in force {}", policy.version, in_force(part.determination)));
    if let Some(address) = address(part.sources) {
        page.labelled("Address", address);
    }
    if policy.basis == Basis::Reconstructed {
        page.labelled("Note", "The issuer's own text was not read in full for this. Ask for it, and compare.");
    }
}

fn in_force(determination: &Determination) -> String {
    match &determination.policy.effective_until {
        Some(until) => format!("from {} to {until}", determination.policy.effective_from),
        None => format!("from {}", determination.policy.effective_from),
    }
}

const fn result(determination: &Determination) -> &'static str {
    match determination.result {
        Outcome::Met => "By what is on record, every criterion is met.",
        Outcome::NotMet => {
            "By what is on record, not every criterion is met. That decides nothing by itself: a person reviews the \
             request next, and looks at what is sent in addition."
        }
        Outcome::Unknown => "What is on record leaves open whether every criterion is met.",
        Outcome::NotApplicable => {
            "Nothing in these criteria speaks of what was asked for. A person looks at which criteria do."
        }
    }
}

const fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "every criterion is met",
        Outcome::NotMet => "not every criterion is met",
        Outcome::Unknown => "open",
        Outcome::NotApplicable => "not asked for",
    }
}

fn reason(reason: &Reason, part: &LetterPart<'_>, page: &mut Page) {
    let text = reason.text.as_deref().unwrap_or(&reason.sentence);
    page.item(&sentence(text));
    if reason.text.is_some() {
        page.below("The record", &sentence(&reason.sentence));
    }
    if let Some(settled) = &reason.settled_by {
        page.below("What would settle it", settled);
    }
    for cited in reason.citations.iter().filter_map(|citation| cited(citation, part.sources)) {
        page.below("Where the policy says so", &cited);
    }
    if let Some(confidence) = reason.confidence.filter(|confidence| *confidence != Confidence::Read) {
        page.below("Note", words::confidence(confidence));
    }
}

fn closing(letter: &Letter<'_>, page: &mut Page) {
    page.heading(2, "Who decides");
    page.paragraph(&format!(
        "This letter compares the record with criteria. It is no decision: {} decides. To send more, or to talk about the \
         request with the one who decides:",
        reviewer(letter.contact)
    ));
    page.labelled("Decides", decided_by(letter.contact));
    for way in ways(letter.contact) {
        page.labelled(way.name, way.text);
    }
}

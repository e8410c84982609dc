//! The letter for the office that asked: exactly what is not met or not on record, where the policy says so, and what
//! would change it.

use medpol_model::answer::{Determination, FactState, Outcome, Reason, ReasonKind, Standing};
use medpol_model::policy::{Basis, Confidence, Position};

use super::citation::{address, cited};
use super::writing::{Page, codes, decided_by, owner, plan, reviewer, sentence, ways};
use super::{Letter, LetterPart, Reader, notice};
use crate::determination::{missing, words};

/// What is said of a policy that asks no criteria.
const NOT_COVERED: &str = "The policy does not cover this, whatever the record shows. That alone decides nothing: a \
    person reviews the request next, with everything that you send in addition.";
/// What is said of exclusions, before they are listed.
const EXCLUSIONS: &str = "Each of these excludes coverage if it applies.";

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
        page.paragraph("No criteria were found for this yet. A person reviews it.");
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
        "The request has not been compared with criteria yet: no criteria were found for it, or they could not be \
         read. A person reviews it. You do not need to send anything for that unless somebody asks you.",
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
    page.paragraph(&match part.position {
        Position::NotCovered => NOT_COVERED.to_owned(),
        Position::CoveredWhen | Position::Defers { .. } => result(determination),
    });
    for service in &determination.services {
        let services: Vec<String> = service.services.iter().map(ToString::to_string).collect();
        if service.result != Outcome::NotApplicable {
            page.labelled(&codes(&services), in_words(service.result));
        }
    }
    page.gap();
    reasons(part, level + 1, page);
    let questions = missing::for_letter(determination);
    if !questions.is_empty() {
        page.heading(level, "What to send");
        page.paragraph("Please answer these questions, and send the documents that show the answers.");
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

fn result(determination: &Determination) -> String {
    let has = |status| determination.reasons.iter().any(|reason| reason.status == status);
    match determination.result {
        Outcome::Met => "The record shows that every criterion is met and that no exclusion applies.".to_owned(),
        Outcome::NotMet => {
            let found = match (has(Standing::NotMet), has(Standing::Applies)) {
                (true, true) => "that not every criterion is met, and that an exclusion applies",
                (false, true) => "that an exclusion applies",
                (true | false, false) => "that not every criterion is met",
            };
            format!(
                "The record shows {found}. That alone decides nothing: a person reviews the request next, with \
                 everything that you send in addition."
            )
        }
        Outcome::Unknown => {
            "The record does not show yet whether every criterion is met and no exclusion applies.".to_owned()
        }
        Outcome::NotApplicable => {
            "These criteria are not about what was asked for. A person finds out which criteria are.".to_owned()
        }
    }
}

const fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "every criterion is met, and no exclusion applies",
        Outcome::NotMet => "a criterion is not met, or an exclusion applies",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not asked for",
    }
}

/// The criteria that decide, and then the exclusions that do.
fn reasons(part: &LetterPart<'_>, level: usize, page: &mut Page) {
    for kind in [ReasonKind::Criterion, ReasonKind::Exclusion] {
        let reasons: Vec<&Reason> = part.determination.reasons.iter().filter(|reason| reason.kind == kind).collect();
        if reasons.is_empty() {
            continue;
        }
        match kind {
            ReasonKind::Criterion => page.heading(level, "Criteria"),
            ReasonKind::Exclusion => {
                page.heading(level, "Exclusions");
                page.paragraph(EXCLUSIONS);
            }
        }
        for reason in reasons {
            self::reason(reason, part, page);
        }
    }
}

/// The status of what a reason tells of: for an exclusion, the status of the exclusion.
fn standing(reason: &Reason, determination: &Determination) -> &'static str {
    let is_absent = reason.facts.iter().all(|fact| fact.state == FactState::NotOnRecord) && !reason.facts.is_empty();
    let status = match reason.kind {
        ReasonKind::Criterion => reason.status,
        ReasonKind::Exclusion => {
            owner(&determination.exclusions, &reason.path).map_or(reason.status, |exclusion| exclusion.status)
        }
    };
    match (reason.kind, status) {
        (ReasonKind::Criterion, Standing::Unknown) if is_absent => "Not on record whether it is met",
        (ReasonKind::Criterion, Standing::Unknown) => "Unknown whether it is met",
        (ReasonKind::Exclusion, Standing::Unknown) if is_absent => "Not on record whether it applies",
        (ReasonKind::Exclusion, Standing::Unknown) => "Unknown whether it applies",
        (ReasonKind::Criterion, Standing::Met) => "Met",
        (ReasonKind::Criterion, Standing::NotMet) => "Not met",
        (ReasonKind::Exclusion, Standing::Met) | (_, Standing::Applies) => "Applies, and excludes coverage",
        (ReasonKind::Exclusion, Standing::NotMet) | (_, Standing::DoesNotApply) => "Does not apply",
        (_, Standing::NotApplicable) => "Does not concern this request",
    }
}

fn reason(reason: &Reason, part: &LetterPart<'_>, page: &mut Page) {
    let text = reason.text.as_deref().unwrap_or(&reason.sentence);
    page.labelled(standing(reason, part.determination), &sentence(text));
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
        "This letter compares the record with criteria. It is not a decision: {} decides. Here is how to send more, or \
         to talk about the request with the person who decides:",
        reviewer(letter.contact)
    ));
    page.labelled("Decides", decided_by(letter.contact));
    for way in ways(letter.contact) {
        page.labelled(way.name, way.text);
    }
}

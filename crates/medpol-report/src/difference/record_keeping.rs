//! Which versions were released, and what is to be read again, as text.

use medpol_model::answer::{Changes, Due, Review, VersionChange};

use super::words;
use crate::Colour;
use crate::determination::outline::{Entry, Field, Outline, Section, Sign};
use crate::determination::text::written;

/// The versions that were released, ending in a line end.
pub fn changes_text(changes: &Changes, colour: Colour) -> String {
    let count = changes.versions.len();
    let versions = if count == 1 { "1 policy version" } else { "policy versions" };
    let counted = if count == 1 { versions.to_owned() } else { format!("{count} {versions}") };
    let entries = changes.versions.iter().map(version).collect();
    let outline = Outline {
        sign: if count == 0 { Sign::Good } else { Sign::Holds },
        headline: format!("{counted} released or changed since {}", changes.since),
        alerts: Vec::new(),
        particulars: Vec::new(),
        sections: sections(vec![Section { title: "Versions", entries }]),
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: "`medpol diff ID@VERSION` shows what changed in a version.",
    };
    written(&outline, colour)
}

fn version(version: &VersionChange) -> Entry {
    let until = version.effective_until.as_ref().map_or_else(String::new, |day| format!(" to {day}"));
    let mut details = vec![Field { label: "Effective", text: format!("from {}{until}", version.effective_from) }];
    details.extend(version.against.iter().map(|against| Field { label: "Against", text: against.clone() }));
    Entry {
        depth: 0,
        sign: words::sign(&version.verdict),
        standing: String::new(),
        text: format!("{}: {}", version.title, version.verdict.line),
        name: version.policy.clone(),
        details,
    }
}

/// What is to be read again, ending in a line end.
pub fn due_text(due: &Due, colour: Colour) -> String {
    let headline = format!(
        "{} overdue, {} due by {}, {} later, {} without a day",
        due.overdue.len(),
        due.due.len(),
        due.until,
        due.later,
        due.without.len()
    );
    let list = |title, sign, reviews: &[Review]| Section {
        title,
        entries: reviews.iter().map(|one| review(one, sign)).collect(),
    };
    let outline = Outline {
        sign: if due.overdue.is_empty() { Sign::Good } else { Sign::Bad },
        headline,
        alerts: Vec::new(),
        particulars: vec![Field { label: "As of", text: due.as_of.clone() }],
        sections: sections(vec![
            list("Overdue", Sign::Bad, &due.overdue),
            list("Due", Sign::Open, &due.due),
            list("Without a day: write `review_by`", Sign::HoldsNot, &due.without),
        ]),
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: "A policy is read again against what its publisher has now; then it gets a new version, or a later \
                  `review_by`.",
    };
    written(&outline, colour)
}

fn sections(sections: Vec<Section>) -> Vec<Section> {
    sections.into_iter().filter(|section| !section.entries.is_empty()).collect()
}

fn review(review: &Review, sign: Sign) -> Entry {
    let days = |days: i64| match days.unsigned_abs() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let standing = match (&review.review_by, review.days) {
        (Some(day), Some(left)) if left < 0 => format!("{day}, {} ago", days(left)),
        (Some(day), Some(left)) => format!("{day}, in {}", days(left)),
        (None, _) | (_, None) => String::new(),
    };
    Entry {
        depth: 0,
        sign,
        standing,
        text: format!("{} ({})", review.title, review.publisher),
        name: review.policy.clone(),
        details: Vec::new(),
    }
}

//! The answer that could not be given, because the policy that was named cannot be read.
//!
//! A writing of one outline, like those of determinations. Nothing is decided here.

use medpol_model::answer::{Undecided, Unreadable};

use crate::Colour;
use crate::determination::outline::{Alert, Entry, Field, Outline, Section, Sign};
use crate::determination::{markdown as in_markdown, text as in_text, words};

const CLOSING: &str = "Nothing was decided. Somebody has to read the policy's own text, or mend the library: \
    `medpol validate` says what is wrong.";

/// The title of remarks on a library with a file that cannot be read.
pub(crate) const INCOMPLETE: &str = "library: incomplete";

/// The alert that a file of the library cannot be read, and the answer is not concerned by it.
pub(crate) fn incomplete() -> Alert {
    let text = "A file of the library cannot be read. It does not concern this answer; `medpol validate` names it.";
    Alert { title: INCOMPLETE, text: text.to_owned() }
}

/// The answer as text for a person, ending in a line end.
pub fn text(undecided: &Undecided, colour: Colour) -> String {
    in_text::written(&outline(undecided), colour)
}

/// The answer as Markdown, ending in a line end.
pub fn markdown(undecided: &Undecided) -> String {
    in_markdown::written(&outline(undecided))
}

fn outline(undecided: &Undecided) -> Outline {
    let field = |label, text: &str| Field { label, text: text.to_owned() };
    let mut particulars = vec![field("Policy", &undecided.named)];
    particulars.extend(undecided.title.iter().map(|title| field("Case", title)));
    let result = words::outcome(undecided.result);
    Outline {
        sign: Sign::Open,
        headline: format!("{result} → {}", words::disposition(undecided.disposition)),
        alerts: vec![Alert { title: INCOMPLETE, text: undecided.because.clone() }],
        particulars,
        sections: vec![files("What cannot be read", &undecided.unreadable)],
        background: Vec::new(),
        lists: Vec::new(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

/// Files that cannot be read, each with its first error.
pub(crate) fn files(title: &'static str, unreadable: &[Unreadable]) -> Section {
    let entry = |unreadable: &Unreadable| Entry {
        depth: 0,
        sign: Sign::Bad,
        standing: unreadable.code.clone(),
        text: unreadable.message.clone(),
        name: format!("{}:{}:{}", unreadable.file, unreadable.line, unreadable.column),
        details: Vec::new(),
    };
    Section { title, entries: unreadable.iter().map(entry).collect() }
}

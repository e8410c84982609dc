//! What letters say of the plan, checked: a reader can see it, and can reach somebody.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::answer::Contact;
use medpol_syntax::document::{LettersDocument, Text};

/// Letters of a text of the plan, at most.
const LONGEST: usize = 200;

/// What letters say, with what is wrong with it reported.
pub(crate) fn read(letters: &LettersDocument, diagnostics: &mut Vec<Diagnostic>) -> Contact {
    let LettersDocument { span, plan, decided_by, reviewer, asked_by, phone, address, hours } = letters;
    for text in [plan, decided_by, reviewer, asked_by].into_iter().chain(phone).chain(address).chain(hours) {
        diagnostics.extend(unreadable(text));
    }
    if phone.is_none() && address.is_none() {
        diagnostics.push(
            Diagnostic::new(&codes::P0149, *span, "a letter that is written with this says no way to reach anybody")
                .label("neither `phone` nor `address`")
                .help("add `phone`, `address` or both"),
        );
    }
    let arc = |text: &Text| Arc::from(text.text.trim());
    Contact {
        plan: arc(plan),
        decided_by: arc(decided_by),
        reviewer: arc(reviewer),
        asked_by: arc(asked_by),
        phone: phone.as_ref().map(arc),
        address: address.as_ref().map(arc),
        hours: hours.as_ref().map(arc),
    }
}

/// P0148 where a text is empty, too long for a line of a letter, or holds more than one line.
fn unreadable(text: &Text) -> Option<Diagnostic> {
    let words = text.text.trim();
    let (message, label) = if words.is_empty() {
        ("a text for letters is empty", "nothing to read")
    } else if words.chars().count() > LONGEST {
        ("a text for letters is longer than 200 characters", "too long for a line of a letter")
    } else if words.chars().any(char::is_control) {
        ("a text for letters is more than one line", "has a line end or another sign that is not seen")
    } else {
        return None;
    };
    let help = "write what a person would read in one line, such as a name or a number";
    Some(Diagnostic::new(&codes::P0148, text.span, message).label(label).help(help))
}

//! Turning what is wrong with a written value into a diagnostic.
//!
//! The codes differ between policies and cases; the words are the same.

use medpol_diagnostics::{Code, Diagnostic, Span, codes};

use crate::literal::{Flaw, list, unit_names};

/// The codes under which the flaws of one kind of document are reported.
pub(crate) struct FlawCodes {
    wrong_type: &'static Code,
    name: &'static Code,
    unit: &'static Code,
    unknown_unit: &'static Code,
    inexact: &'static Code,
    date: &'static Code,
    duration: &'static Code,
}

/// For vocabularies and policies.
pub(crate) static POLICY: FlawCodes = FlawCodes {
    wrong_type: &codes::P0109,
    name: &codes::P0204,
    unit: &codes::P0110,
    unknown_unit: &codes::P0215,
    inexact: &codes::P0112,
    date: &codes::P0301,
    duration: &codes::P0113,
};

/// For cases.
pub(crate) static CASE: FlawCodes = FlawCodes {
    wrong_type: &codes::R0002,
    name: &codes::R0004,
    unit: &codes::R0005,
    unknown_unit: &codes::R0005,
    inexact: &codes::R0003,
    date: &codes::R0007,
    duration: &codes::R0002,
};

/// Describes what is wrong with `text` at `span`, written for `fact`.
pub(crate) fn flaw(codes: &FlawCodes, flaw: Flaw, fact: &str, text: &str, span: Span) -> Diagnostic {
    match flaw {
        Flaw::Type { expected, help } => Diagnostic::new(codes.wrong_type, span, format!("`{text}` is not {expected}"))
            .label(format!("`{fact}` is {expected}"))
            .help(help),
        Flaw::Name { known } => {
            let names = list(known.iter().map(String::as_str));
            Diagnostic::new(codes.name, span, format!("`{text}` is not a value of `{fact}`"))
                .label("not one of its values")
                .did_you_mean(text, known.iter().map(String::as_str))
                .help(format!("its values are {names}"))
        }
        Flaw::Unit { written, expected } => {
            let wanted = if expected == "no unit" { "has no unit".to_owned() } else { format!("is in {expected}") };
            let help = if expected == "no unit" {
                "write the number alone".to_owned()
            } else {
                format!("write the value in {expected}, or compare another fact")
            };
            Diagnostic::new(codes.unit, span, format!("`{text}` is in {written}, but `{fact}` {wanted}"))
                .label(format!("{written} does not convert to {expected}"))
                .help(help)
        }
        Flaw::UnknownUnit { written } => {
            Diagnostic::new(codes.unknown_unit, span, format!("no unit is called `{written}`"))
                .label("unknown unit")
                .help(format!("known units are {}", unit_names()))
        }
        Flaw::Inexact { help } => Diagnostic::new(codes.inexact, span, format!("`{text}` cannot be held exactly"))
            .label("too precise or too large")
            .help(help),
        Flaw::Date { help } => Diagnostic::new(codes.date, span, format!("`{text}` is not a date"))
            .label("not a date of the calendar")
            .help(help),
        Flaw::Duration { help } => Diagnostic::new(codes.duration, span, format!("`{text}` is not a duration"))
            .label(format!("`{fact}` is a duration"))
            .help(help),
    }
}

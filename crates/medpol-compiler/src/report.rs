//! Turning what is wrong with a written value into a diagnostic.
//!
//! The codes differ between policies and cases; the words are the same.

use medpol_diagnostics::{Code, Diagnostic, Span, codes, nearest};
use medpol_model::value::{Measure, is_invisible, unit_spellings};
use medpol_model::vocabulary::Fact;

use crate::literal::{Flaw, Needs, UNIT_EXAMPLES, list};
use crate::pasted::Mended;

/// The codes under which the flaws of one kind of document are reported.
pub(crate) struct FlawCodes {
    wrong_type: &'static Code,
    name: &'static Code,
    unit: &'static Code,
    unknown_unit: &'static Code,
    inexact: &'static Code,
    date: &'static Code,
    duration: &'static Code,
    code: &'static Code,
    /// How a value with a sign that compares is written in such a document.
    mended: fn(&Mended) -> String,
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
    code: &codes::P0131,
    mended: Mended::asked,
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
    code: &codes::R0030,
    mended: Mended::stated,
};

/// What a value is written for.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// What a sentence calls it: "`patient.bmi`", "the number of `therapies`".
    pub(crate) name: String,
    /// Where its type was declared, if it was.
    pub(crate) declared: Option<Span>,
}

impl Subject {
    /// A fact, under the path by which the author speaks of it.
    pub(crate) fn fact(path: &str, fact: &Fact) -> Self {
        Self { name: format!("`{path}`"), declared: fact.declared }
    }

    /// Something that is not declared anywhere.
    pub(crate) fn other(name: impl Into<String>) -> Self {
        Self { name: name.into(), declared: None }
    }

    /// Points at the declaration.
    pub(crate) fn show(&self, diagnostic: Diagnostic) -> Diagnostic {
        match self.declared {
            Some(declared) => diagnostic.also(declared, "declared here"),
            None => diagnostic,
        }
    }
}

/// Describes what is wrong with `text` at `span`, written for `subject`.
pub(crate) fn flaw(codes: &FlawCodes, flaw: Flaw, subject: &Subject, text: &str, span: Span) -> Diagnostic {
    let name = &subject.name;
    match flaw {
        Flaw::Type { expected, help } => {
            let message = format!("`{text}` is not {expected}");
            subject.show(
                Diagnostic::new(codes.wrong_type, span, message).label(format!("{name} is {expected}")).help(help),
            )
        }
        Flaw::Name { known } => {
            let names = list(known.iter().map(String::as_str));
            let diagnostic = Diagnostic::new(codes.name, span, format!("`{text}` is not a value of {name}"))
                .label("not one of its values")
                .did_you_mean(text, known.iter().map(String::as_str))
                .help(format!("its values are {names}"));
            subject.show(diagnostic)
        }
        Flaw::Unit { written, expected, needs } => {
            let problem = unit(codes, &written, expected.as_deref(), subject, text, span);
            match needs {
                Needs::OtherUnit => problem,
                Needs::Substance => problem.help(
                    "how much of the one is how much of the other depends on the substance; take both from one laboratory",
                ),
            }
        }
        Flaw::UnknownUnit { written } => unknown_unit(codes.unknown_unit, &written, span),
        Flaw::Inexact { help } => Diagnostic::new(codes.inexact, span, format!("`{text}` cannot be held exactly"))
            .label("too precise or too large")
            .help(help),
        Flaw::Date { help } => Diagnostic::new(codes.date, span, format!("`{text}` is not a date"))
            .label("not a date of the calendar")
            .help(help),
        Flaw::Pasted { flaw: inner, mended } => {
            let shown = visible(text);
            let problem = self::flaw(codes, *inner, subject, &shown, span);
            let written = (codes.mended)(&mended);
            let help = vec![format!("write `{written}`: {}", mended.because)];
            Diagnostic { help, replacement: None, ..problem }
        }
        Flaw::Code { systems, help } => {
            let text = visible(text);
            let message = format!("`{text}` is not a code of {systems}");
            subject.show(Diagnostic::new(codes.code, span, message).label(format!("{name} is one code")).help(help))
        }
        Flaw::Duration { help } => {
            let message = format!("`{text}` is not a duration");
            subject
                .show(Diagnostic::new(codes.duration, span, message).label(format!("{name} is a duration")).help(help))
        }
    }
}

/// A unit that is not in the table.
pub(crate) fn unknown_unit(code: &'static Code, written: &str, span: Span) -> Diagnostic {
    let problem = Diagnostic::new(code, span, format!("no unit is called `{written}`")).label("unknown unit");
    if let Some(help) = no_unit(written) {
        return problem.help(help);
    }
    match near_unit(written) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    }
    .help(UNIT_EXAMPLES)
}

/// What to write for what is a unit elsewhere and none here.
fn no_unit(written: &str) -> Option<&'static str> {
    match written.trim() {
        "mo" | "month" | "months" | "a" | "yr" | "yrs" | "year" | "years" => Some(
            "months and years have no fixed length, so a number cannot have them as its unit: give the fact \
             `type: duration`, whose values are written `6 months` or `2 years`",
        ),
        "[degF]" | "degF" | "\u{b0}F" | "F" | "Fahrenheit" | "K" => {
            Some("temperatures are in degrees Celsius: convert the value, and write `Cel`")
        }
        text if text.starts_with('{') && text.ends_with('}') => Some(
            "what is counted is not a unit: leave the unit out; `counted_as: { one: ..., many: ... }` in the \
             vocabulary gives the words for what is counted",
        ),
        _ => None,
    }
}

/// The unit that was meant. Letters of another case come first, then a plural or a point; only long words
/// are taken for slips of the pen, because short ones differ by a letter and a thousandfold.
fn near_unit(written: &str) -> Option<String> {
    let spellings = unit_spellings();
    let near = |part: &str| near_part(part.trim(), &spellings);
    let parts: Option<Vec<String>> = written.split('/').map(near).collect();
    parts.map(|parts| parts.join("/")).filter(|unit| Measure::find(unit).is_some())
}

/// A part of a unit as it was meant; itself, where it is one.
fn near_part(written: &str, spellings: &[String]) -> Option<String> {
    if written.is_empty() || Measure::find(&format!("m/{written}")).is_some() {
        return Some(written.to_owned());
    }
    let alike = |text: &str| spellings.iter().find(|known| known.eq_ignore_ascii_case(text)).cloned();
    let singular = written.trim_end_matches('.').trim_end_matches(['s', 'S']);
    let by_letters = alike(written).or_else(|| alike(written.trim_end_matches('.'))).or_else(|| alike(singular));
    let long = || spellings.iter().map(String::as_str).filter(|known| known.len() > 5 && written.len() > 5);
    by_letters.or_else(|| nearest(written, long()).map(str::to_owned))
}

fn unit(
    codes: &FlawCodes,
    written: &str,
    expected: Option<&str>,
    subject: &Subject,
    text: &str,
    span: Span,
) -> Diagnostic {
    let name = &subject.name;
    let (is, label, help, declared) = match expected {
        Some(expected) => (
            format!("is in {expected}"),
            format!("{written} does not convert to {expected}"),
            format!("write the value in {expected}, or check that this is the fact you mean"),
            format!("declared in {expected} here"),
        ),
        None => (
            "has no unit".to_owned(),
            "no unit is expected".to_owned(),
            "write the number alone".to_owned(),
            "declared without a unit here".to_owned(),
        ),
    };
    let diagnostic =
        Diagnostic::new(codes.unit, span, format!("`{text}` is in {written}, but {name} {is}")).label(label).help(help);
    match subject.declared {
        Some(place) => diagnostic.also(place, declared),
        None => diagnostic,
    }
}

/// A text with an escape for each character that cannot be seen.
pub(crate) fn visible(text: &str) -> String {
    let is_hidden = |sign: char| sign != ' ' && (sign.is_whitespace() || is_invisible(sign));
    text.chars()
        .map(|sign| if is_hidden(sign) { format!("<U+{:04X}>", u32::from(sign)) } else { sign.to_string() })
        .collect()
}

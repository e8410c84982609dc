//! Limits in whole years of a time that passes: the day on which they end.
//!
//! Who reads "up to 65 years" mostly thinks of everybody who is 65, and not of the birthday alone. What a limit
//! means is not changed here.

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::value::{Span as Unit, WrittenDuration};

use crate::report::Subject;

const MONTHS_OF_A_YEAR: i64 = 12;

/// Warns of `at_most` with whole years, written at `span`.
pub(super) fn check(limit: WrittenDuration, subject: &Subject, span: Span) -> Option<Diagnostic> {
    let months = limit.duration.count;
    let is_years = limit.grain == MONTHS_OF_A_YEAR && limit.duration.span == Unit::Months;
    if !is_years || months % MONTHS_OF_A_YEAR != 0 {
        return None;
    }
    let whole = |years: i64| if years == 1 { "1 year".to_owned() } else { format!("{years} years") };
    let (years, next) = (whole(months / MONTHS_OF_A_YEAR), whole(months / MONTHS_OF_A_YEAR + 1));
    let problem =
        Diagnostic::new(&codes::P0225, span, format!("`at_most: {years}` ends on the day on which they are full"))
            .label(format!("{years} and one day is over"))
            .help(format!("write `less_than: {next}` if it should be met until the day before {next} are full"))
            .help(format!("write `at_most: {months} months` if that day itself is meant to be the last"));
    Some(subject.show(problem))
}

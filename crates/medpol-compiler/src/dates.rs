//! Whole dates and periods of documents.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::value::Date;
use medpol_syntax::document::{PeriodDocument, Text};

use crate::meant;

/// Reads a whole date, reporting what is wrong with it.
pub(crate) fn date(text: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Date> {
    let date = Date::parse(&text.text);
    // An empty text is refused by the schema, or stands for one that is missing.
    if date.is_none() && !text.text.is_empty() {
        diagnostics.push(
            Diagnostic::new(&codes::P0301, text.span, format!("`{}` is not a date", text.text))
                .label("not a date of the calendar")
                .help(meant::date(&text.text).unwrap_or_else(|| "write year, month and day: `2025-06-15`".to_owned())),
        );
    }
    date
}

/// Reads a period, reporting one that ends before it starts.
pub(crate) fn period(document: &PeriodDocument, diagnostics: &mut Vec<Diagnostic>) -> Option<(Date, Option<Date>)> {
    let from = date(&document.from, diagnostics);
    let until = match &document.until {
        None => None,
        Some(until) => Some(date(until, diagnostics)?),
    };
    let from = from?;
    if let (Some(end), Some(written)) = (until, &document.until)
        && end < from
    {
        diagnostics.push(
            Diagnostic::new(&codes::P0302, written.span, "this period ends before it starts")
                .label(format!("before {from}"))
                .also(document.from.span, "the first day")
                .help("`until` is the last day, inclusive; swap the dates or correct one"),
        );
        return None;
    }
    Some((from, until))
}

//! Offsets: a constant that is added to the other fact of a comparison, or taken off it.
//!
//! Days and numbers only, because they are the same wherever they are added; months are not. Which
//! facts compare is not known here.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Comparator;
use medpol_model::program::Offset;
use medpol_model::value::Span;
use medpol_model::vocabulary::FactKind;
use medpol_syntax::document::{Direction, Offset as OffsetDocument};

use super::comparator_class::ComparatorClass;
use super::{Conditions, values};
use crate::literal::{self, Literal};
use crate::report::Subject;

/// Compiles an offset to the right side of a comparison of facts of this type.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    kind: &FactKind,
    comparator: Comparator,
    written: &OffsetDocument,
) -> Option<Offset> {
    let is_order = ComparatorClass::of(comparator).order().is_some();
    match kind {
        FactKind::Date if is_order => days(conditions, written),
        FactKind::Integer { .. } | FactKind::Decimal { .. } if is_order => number(conditions, kind, written),
        _ => {
            refuse(conditions, written);
            None
        }
    }
}

/// Reports an offset to something that is neither one date nor one number.
pub(super) fn refuse(conditions: &mut Conditions<'_>, written: &OffsetDocument) {
    let key = written.direction.key();
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0118, written.amount.span, format!("`{key}` has no meaning here"))
            .label("for the comparison of two dates or two numbers only")
            .help(format!("remove `{key}`, or compare a date with a date or a number with a number")),
    );
}

fn days(conditions: &mut Conditions<'_>, written: &OffsetDocument) -> Option<Offset> {
    let text = &written.amount;
    let Ok(read) = literal::duration(&text.text) else {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0113, text.span, format!("`{}` is not a duration", text.text))
                .label("added to a date")
                .help("write whole days or weeks, such as `14 days` or `2 weeks`"),
        );
        return None;
    };
    let duration = read.duration;
    if duration.span == Span::Months {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0117, text.span, format!("`{}` is no fixed number of days", text.text))
                .label("depends on the date it is added to")
                .help("write days or weeks; or derive the elapsed time in the vocabulary (`elapsed_between` or `elapsed_since`), and compare that"),
        );
        return None;
    }
    signed(conditions, written, duration.count).map(Offset::Days)
}

fn number(conditions: &mut Conditions<'_>, kind: &FactKind, written: &OffsetDocument) -> Option<Offset> {
    let subject = Subject::other("the offset to a number");
    match values::value(conditions, &subject, kind, &written.amount)? {
        Literal::Ticks(ticks) => signed(conditions, written, ticks.low).map(Offset::Number),
        _ => None,
    }
}

fn signed(conditions: &mut Conditions<'_>, written: &OffsetDocument, amount: i64) -> Option<i64> {
    let key = written.direction.key();
    if amount <= 0 {
        let help = match (amount, written.direction) {
            (0, _) => format!("remove `{key}`: it changes nothing"),
            (_, Direction::Plus) => "write `minus` with the amount that is taken off".to_owned(),
            (_, Direction::Minus) => "write `plus` with the amount that is added".to_owned(),
        };
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0118, written.amount.span, format!("`{key}` takes an amount above zero"))
                .label("not above zero")
                .help(help),
        );
        return None;
    }
    Some(if written.direction == Direction::Plus { amount } else { -amount })
}

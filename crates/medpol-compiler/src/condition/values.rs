//! Values on the right side of a comparator: how they are read, and what they ask of a fact.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::{FactRef, Limit, Membership, Order, Polarity, SymbolSet};
use medpol_model::value::{Grain, Interval, Span, Symbols, TickSet, days_in_months, number};
use medpol_model::vocabulary::{Clock, Enumeration, FactKind};
use medpol_syntax::document::{Operand, OperandKind, Text};

use super::Conditions;
use super::comparator_class::ComparatorClass;
use super::conjunction::Conjunction;
use super::last_day;
use super::shown::{shown_list, shown_mask};
use super::sign;
use super::written::texts;
use crate::code;
use crate::literal::{self, Literal};
use crate::report::{self, Subject};
use crate::selecting;

/// Compiles a comparator with values on its right side.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    kind: &FactKind,
    comparator: Comparator,
    operand: &Operand,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let subject = &Subject::fact(&path.text, conditions.scope.vocabulary.fact(fact.fact)?);
    let written: Vec<Text> = texts(operand)?.into_iter().map(|text| shared(conditions, fact, text)).collect();
    let is_membership = matches!(ComparatorClass::of(comparator), ComparatorClass::Among(_));
    if !is_membership && matches!(operand.kind, OperandKind::List(_)) {
        let listed: Vec<&str> = written.iter().map(|text| &*text.text).collect();
        let key = comparator.key();
        let problem = Diagnostic::new(&codes::P0109, operand.span, format!("`{key}` takes one value, not a list"));
        let problem = if let [only] = listed.as_slice() {
            problem.help(format!("write `{key}: {only}`, without the brackets"))
        } else if comparator == Comparator::Is {
            problem.help(format!("write `in: [{}]`", listed.join(", ")))
        } else if comparator == Comparator::IsNot {
            problem.help(format!("write `not_in: [{}]`", listed.join(", ")))
        } else {
            problem.help("write one condition for each limit; `in:` and `not_in:` take several values")
        };
        conditions.diagnostics.push(problem.label("a list"));
        return None;
    }
    if let Some(problem) =
        written.iter().find_map(|text| sign::check(comparator, kind, conditions.scope.vocabulary, text))
    {
        conditions.diagnostics.push(problem);
        return None;
    }
    let read: Vec<Option<Literal>> = written.iter().map(|text| value(conditions, subject, kind, text)).collect();
    let read: Vec<Literal> = read.into_iter().collect::<Option<_>>()?;
    let shown: Vec<&str> = written.iter().map(|text| &*text.text).collect();
    let threshold = match read.first() {
        Some(Literal::Ticks(ticks)) if !is_membership => Threshold::Tick(ticks.low),
        Some(Literal::Duration(written)) => Threshold::Duration(written.duration),
        Some(Literal::Ticks(_) | Literal::Mask(_) | Literal::Symbol(_)) | None => Threshold::None,
    };
    if let ([Literal::Duration(limit)], Comparator::AtMost, FactKind::Duration(Clock::Elapsed)) =
        (read.as_slice(), comparator, kind)
    {
        conditions.diagnostics.extend(last_day::check(*limit, subject, operand.span));
    }
    let shown = shown_list(conditions.scope.vocabulary, kind, &shown, comparator);
    if add(conditions, kind, ComparatorClass::of(comparator), &read, conjunction).is_none() {
        not_compared(conditions, subject, comparator, operand);
        return None;
    }
    conjunction.say(Comparison { comparator, shown, threshold });
    Some(())
}

/// A text as the policies share it, where the fact selects a policy.
fn shared(conditions: &mut Conditions<'_>, fact: FactRef, written: &Text) -> Text {
    let vocabulary = conditions.scope.vocabulary;
    let text = selecting::shared(vocabulary, conditions.symbols, fact.fact, &written.text);
    Text { text: text.into(), span: written.span }
}

/// Reports a comparator that does not compare with values of this type.
fn not_compared(conditions: &mut Conditions<'_>, subject: &Subject, comparator: Comparator, operand: &Operand) {
    let message = format!("`{}` does not compare {} with a value", comparator.key(), subject.name);
    let problem = Diagnostic::new(&codes::P0111, operand.span, message)
        .label("cannot be compared in this way")
        .help("use another comparator");
    conditions.diagnostics.push(subject.show(problem));
}

/// Reads a literal of a policy and reports its flaw.
pub(super) fn value(
    conditions: &mut Conditions<'_>,
    subject: &Subject,
    kind: &FactKind,
    text: &Text,
) -> Option<Literal> {
    let read = literal::read(conditions.scope.vocabulary, kind, &text.text);
    let literal = match read {
        Ok(literal) => literal,
        Err(flaw) => {
            conditions.diagnostics.push(report::flaw(&report::POLICY, flaw, subject, &text.text, text.span));
            return None;
        }
    };
    if let FactKind::Code { systems } = kind
        && systems.len() > 1
        && !code::names_its_system(&text.text)
        && let Literal::Symbol(whole) = &literal
    {
        let message = format!("`{}` does not say its code system", text.text);
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, text.span, message)
                .label(format!("{} can be a code of {}", subject.name, code::names(systems)))
                .help(format!("write `\"{whole}\"`")),
        );
        return None;
    }
    if let Literal::Ticks(ticks) = literal
        && !ticks.is_point()
    {
        conditions.diagnostics.push(if *kind == FactKind::Date {
            Diagnostic::new(&codes::P0301, text.span, format!("`{}` is not a whole date", text.text))
                .label("a policy compares with one day")
                .help("write year, month and day: `2025-06-15`")
        } else {
            Diagnostic::new(&codes::P0112, text.span, format!("`{}` cannot be held exactly", text.text))
                .label("not a single value in the fact's unit")
                .help(format!(
                    "write the threshold in the fact's own unit, with at most {} digits after the point",
                    number::DIGITS
                ))
        });
        return None;
    }
    Some(literal)
}

/// Adds what a relation to these values asks; `None` where there is no such relation to such values.
fn add(
    conditions: &mut Conditions<'_>,
    kind: &FactKind,
    relation: ComparatorClass,
    read: &[Literal],
    conjunction: &mut Conjunction,
) -> Option<()> {
    // Several values are compared as one is: the fact is one of them, or it is none.
    let order = match relation {
        ComparatorClass::Equal(Polarity::In) | ComparatorClass::Among(Polarity::In) => Order::Is,
        ComparatorClass::Equal(Polarity::NotIn) | ComparatorClass::Among(Polarity::NotIn) => Order::IsNot,
        ComparatorClass::Scale(order) | ComparatorClass::Day(order) => order,
        ComparatorClass::ValueSet(_) | ComparatorClass::Includes(_) | ComparatorClass::Contiguous => return None,
    };
    let polarity = match order {
        Order::Is => Some(Polarity::In),
        Order::IsNot => Some(Polarity::NotIn),
        Order::AtLeast | Order::MoreThan | Order::AtMost | Order::LessThan => None,
    };
    match read.first()? {
        Literal::Mask(_) => conjunction.allow_mask(mask(order, union(read)) & domain(conditions, kind)),
        Literal::Ticks(ticks) => {
            let grain = grain(kind);
            let one_of = || TickSet::of(grain, points(read).iter().map(|tick| Interval::point(*tick)));
            conjunction.allow_ticks(match range(order, ticks.low) {
                _ if order == Order::Is => one_of(),
                Some(range) => TickSet::of(grain, [range]),
                None => one_of().complement(),
            });
        }
        Literal::Duration(written) => {
            let days = match written.duration.span {
                Span::Days => Interval { low: written.duration.count, high: written.duration.count },
                Span::Months => days_in_months(written.duration.count),
            };
            conjunction.limit(Limit { order, duration: written.duration, days });
        }
        Literal::Symbol(_) => {
            let set = Arc::new(symbols(conditions.symbols, read));
            conjunction.belong(Membership { set, polarity: polarity? });
        }
    }
    Some(())
}

/// The values of an enumeration, or yes and no, that literals name.
pub(super) fn union(read: &[Literal]) -> u64 {
    let bits = |literal: &Literal| if let Literal::Mask(bits) = literal { *bits } else { 0 };
    read.iter().map(bits).fold(0, |mask, bits| mask | bits)
}

/// The numbers or dates that literals name, sorted.
pub(super) fn points(read: &[Literal]) -> Arc<[i64]> {
    let tick = |literal: &Literal| if let Literal::Ticks(ticks) = literal { Some(ticks.low) } else { None };
    let mut ticks: Vec<i64> = read.iter().filter_map(tick).collect();
    ticks.sort_unstable();
    ticks.into()
}

/// The codes or texts that literals name.
pub(super) fn symbols(symbols: &mut Symbols, read: &[Literal]) -> SymbolSet {
    let number =
        |literal: &Literal| if let Literal::Symbol(text) = literal { Some(symbols.number(text)) } else { None };
    let mut numbers: Vec<i64> = read.iter().filter_map(number).collect();
    numbers.sort_unstable();
    SymbolSet { name: None, numbers, periods: Vec::new(), stems: Vec::new() }
}

/// Which ticks are values of a type.
fn grain(kind: &FactKind) -> Grain {
    match kind {
        FactKind::Integer { .. } => Grain::Whole,
        FactKind::Date => Grain::Day,
        FactKind::Decimal { .. }
        | FactKind::Boolean
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => Grain::Fine,
    }
}

fn domain(conditions: &Conditions<'_>, kind: &FactKind) -> u64 {
    if let FactKind::Enumeration(id) = kind {
        conditions.scope.vocabulary.enumeration(*id).map_or(0, Enumeration::domain)
    } else {
        0b11
    }
}

/// The values of an enumeration that compare so with some of them.
const fn mask(order: Order, union: u64) -> u64 {
    let below = union.wrapping_sub(1) & !union;
    match order {
        Order::Is => union,
        Order::IsNot => !union,
        Order::AtLeast => !below,
        Order::MoreThan => !below & !union,
        Order::AtMost => below | union,
        Order::LessThan => below,
    }
}

/// The ticks that compare so with one; `None` where they are no single range.
pub(super) const fn range(order: Order, tick: i64) -> Option<Interval> {
    match order {
        Order::Is => Some(Interval::point(tick)),
        Order::IsNot => None,
        Order::AtLeast => Some(Interval::from(tick)),
        Order::MoreThan => Some(Interval::from(tick + 1)),
        Order::AtMost => Some(Interval::up_to(tick)),
        Order::LessThan => Some(Interval::up_to(tick - 1)),
    }
}

/// Compiles a comparator with a named range on its right side.
pub(super) fn compile_range(
    conditions: &mut Conditions<'_>,
    path: &Text,
    kind: &FactKind,
    comparator: Comparator,
    name: &Text,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let union = named_range(conditions, path, kind, name)?;
    let ComparatorClass::Among(polarity) = ComparatorClass::of(comparator) else {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, name.span, format!("`{}` takes one value, not a range", comparator.key()))
                .label("a range is several values")
                .help("use `in:` or `not_in:`"),
        );
        return None;
    };
    let order = match polarity {
        Polarity::In => Order::Is,
        Polarity::NotIn => Order::IsNot,
    };
    conjunction.allow_mask(mask(order, union) & domain(conditions, kind));
    let shown = shown_mask(conditions.scope.vocabulary, kind, union, comparator);
    conjunction.say(Comparison { comparator, shown, threshold: Threshold::None });
    Some(())
}

/// The mask of a named range of the fact's enumeration.
pub(super) fn named_range(conditions: &mut Conditions<'_>, path: &Text, kind: &FactKind, name: &Text) -> Option<u64> {
    let known = if let FactKind::Enumeration(id) = kind { conditions.scope.vocabulary.enumeration(*id) } else { None };
    let ranges = known.map(|known| known.ranges.as_slice()).unwrap_or_default();
    if let Some((_, mask)) = ranges.iter().find(|(range, _)| **range == *name.text) {
        return Some(*mask);
    }
    let names: Vec<&str> = ranges.iter().map(|(range, _)| &**range).collect();
    let help = if names.is_empty() {
        "list the values instead; its type has no ranges".to_owned()
    } else {
        format!("its ranges are {}", literal::list(names.iter().copied()))
    };
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0214, name.span, format!("`{}` has no range named `{}`", path.text, name.text))
            .label("no such range")
            .did_you_mean(&name.text, names.iter().copied())
            .help(help),
    );
    None
}

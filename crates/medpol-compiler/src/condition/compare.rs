//! Comparators of single values, by the type of the fact.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{
    Comparator, Comparison, Enumeration, FactKind, FactRef, Interval, Order, Polarity, SymbolSet, Test, Threshold,
    days_in_months,
};
use medpol_syntax::document::{Operand, OperandKind, Text};

use super::leaf::{Right, Tests, Written, texts};
use super::shown::{shown_list, shown_mask};
use super::two_facts::Other;
use super::{Conditions, two_facts};
use crate::code;
use crate::literal::{self, Literal, type_name};
use crate::report::{self, Subject};

/// Compiles one comparator of a fact that is not a list.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    kind: &FactKind,
    written: &Written<'_>,
    tests: &mut Tests,
) -> Option<()> {
    if !allows(conditions, kind, written.comparator) {
        refuse(conditions, path, fact, kind, written);
        return None;
    }
    match written.right {
        Right::ValueSet(name) => value_set(conditions, kind, name, written.comparator, tests),
        // Of lists only, and refused above.
        Right::Flag(_) => None,
        Right::Operand(operand) => match &operand.kind {
            OperandKind::Fact(other) => {
                let other = Other { path: other, offset: None };
                two_facts::compile(conditions, path, fact, kind, written.comparator, &other, tests)
            }
            OperandKind::Shifted(other, offset) => {
                let other = Other { path: other, offset: Some(offset) };
                two_facts::compile(conditions, path, fact, kind, written.comparator, &other, tests)
            }
            OperandKind::Range(name) => range_name(conditions, path, kind, written.comparator, name, tests),
            OperandKind::Literal(_) | OperandKind::List(_) => {
                let subject = Subject::fact(&path.text, conditions.scope.vocabulary.fact(fact.fact)?);
                literals(conditions, &subject, kind, written.comparator, operand, tests)
            }
        },
    }
}

fn allows(conditions: &Conditions<'_>, kind: &FactKind, comparator: Comparator) -> bool {
    use Comparator as C;
    let equality = matches!(comparator, C::Is | C::IsNot);
    let membership = matches!(comparator, C::In | C::NotIn);
    let order = matches!(comparator, C::AtLeast | C::MoreThan | C::AtMost | C::LessThan);
    match kind {
        FactKind::Boolean => equality,
        FactKind::Integer { .. } | FactKind::Decimal { .. } => equality || membership || order,
        FactKind::Date => {
            equality || membership || matches!(comparator, C::OnOrBefore | C::OnOrAfter | C::Before | C::After)
        }
        FactKind::Duration(_) => order,
        FactKind::Enumeration(id) => {
            let is_ordered = conditions.scope.vocabulary.enumeration(*id).is_some_and(|known| known.ordered);
            equality || membership || (order && is_ordered)
        }
        FactKind::Code { .. } => equality || membership || matches!(comparator, C::InValueSet | C::NotInValueSet),
        FactKind::Text => equality || membership,
        FactKind::List(_) => false,
    }
}

fn refuse(conditions: &mut Conditions<'_>, path: &Text, fact: FactRef, kind: &FactKind, written: &Written<'_>) {
    let known: Vec<&str> = Comparator::ALL
        .into_iter()
        .filter(|comparator| allows(conditions, kind, *comparator))
        .map(Comparator::key)
        .collect();
    let vocabulary = conditions.scope.vocabulary;
    let message = format!("`{}` does not compare `{}`", written.comparator.key(), path.text);
    let problem = Diagnostic::new(&codes::P0111, written.right.span(), message)
        .label(format!("`{}` is {}", path.text, type_name(vocabulary, kind)))
        .help(format!("use {}", literal::list(known)));
    conditions.diagnostics.push(match vocabulary.fact(fact.fact) {
        Some(fact) => Subject::fact(&path.text, fact).show(problem),
        None => problem,
    });
}

fn literals(
    conditions: &mut Conditions<'_>,
    subject: &Subject,
    kind: &FactKind,
    comparator: Comparator,
    operand: &Operand,
    tests: &mut Tests,
) -> Option<()> {
    let written = texts(operand)?;
    let is_membership = matches!(comparator, Comparator::In | Comparator::NotIn);
    if !is_membership && matches!(operand.kind, OperandKind::List(_)) {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, operand.span, format!("`{}` takes one value, not a list", comparator.key()))
                .label("a list")
                .help("use `in:` or `not_in:` for several values"),
        );
        return None;
    }
    let read: Vec<Option<(Literal, &Text)>> =
        written.iter().map(|text| value(conditions, subject, kind, text).map(|literal| (literal, *text))).collect();
    let read: Vec<(Literal, &Text)> = read.into_iter().collect::<Option<_>>()?;
    let shown: Vec<&str> = written.iter().map(|text| &*text.text).collect();
    let threshold = match read.first() {
        Some((Literal::Ticks(ticks), _)) if !is_membership => Threshold::Tick(ticks.low),
        Some((Literal::Duration(written), _)) => Threshold::Duration(written.duration),
        _ => Threshold::None,
    };
    let shown = shown_list(conditions.scope.vocabulary, kind, &shown);
    tests.comparisons.push(Comparison { comparator, shown, threshold });
    add(conditions, kind, comparator, &read, tests);
    Some(())
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
        conditions.diagnostics.push(match kind {
            FactKind::Date => Diagnostic::new(&codes::P0301, text.span, format!("`{}` is not a whole date", text.text))
                .label("a policy compares with one day")
                .help("write year, month and day: `2025-06-15`"),
            _ => Diagnostic::new(&codes::P0112, text.span, format!("`{}` cannot be held exactly", text.text))
                .label("not a single value in the fact's unit")
                .help("write the threshold in the fact's own unit"),
        });
        return None;
    }
    Some(literal)
}

fn add(
    conditions: &mut Conditions<'_>,
    kind: &FactKind,
    comparator: Comparator,
    read: &[(Literal, &Text)],
    tests: &mut Tests,
) {
    let polarity = match comparator {
        Comparator::NotIn | Comparator::IsNot => Polarity::NotIn,
        _ => Polarity::In,
    };
    match read.first().map(|(literal, _)| literal) {
        Some(Literal::Mask(_)) => {
            let union = read
                .iter()
                .fold(0, |mask, (literal, _)| mask | if let Literal::Mask(bits) = literal { *bits } else { 0 });
            let allowed = mask(conditions, kind, comparator, union);
            tests.mask = Some(tests.mask.unwrap_or(u64::MAX) & allowed);
        }
        Some(Literal::Ticks(ticks)) => {
            if let Some(range) = range(comparator, ticks.low) {
                tests.range = Some(tests.range.unwrap_or(Interval::ALL).meet(range));
                return;
            }
            let ticks = |(literal, _): &(Literal, &Text)| match literal {
                Literal::Ticks(ticks) => Some(ticks.low),
                _ => None,
            };
            let mut ticks: Vec<i64> = read.iter().filter_map(ticks).collect();
            ticks.sort_unstable();
            tests.others.push(Test::Points { ticks: ticks.into(), polarity });
        }
        Some(Literal::Duration(written)) => {
            let days = match written.duration.span {
                medpol_model::Span::Days => Interval { low: written.duration.count, high: written.duration.count },
                medpol_model::Span::Months => days_in_months(written.duration.count),
            };
            tests.others.push(Test::Duration { order: order(comparator), duration: written.duration, days });
        }
        Some(Literal::Symbol(_)) => {
            let mut numbers: Vec<i64> = read
                .iter()
                .filter_map(|(literal, _)| {
                    if let Literal::Symbol(text) = literal { Some(conditions.symbols.number(text)) } else { None }
                })
                .collect();
            numbers.sort_unstable();
            let set = SymbolSet { numbers, periods: Vec::new(), stems: Vec::new() };
            tests.others.push(Test::Symbols { set: Arc::new(set), polarity });
        }
        None => {}
    }
}

fn mask(conditions: &Conditions<'_>, kind: &FactKind, comparator: Comparator, union: u64) -> u64 {
    let domain = match kind {
        FactKind::Enumeration(id) => conditions.scope.vocabulary.enumeration(*id).map_or(0, Enumeration::domain),
        _ => 0b11,
    };
    let below = union.wrapping_sub(1) & !union;
    let allowed = match comparator {
        Comparator::IsNot | Comparator::NotIn => !union,
        Comparator::AtLeast => !below,
        Comparator::MoreThan => !below & !union,
        Comparator::AtMost => below | union,
        Comparator::LessThan => below,
        _ => union,
    };
    allowed & domain
}

/// The range of ticks an order comparator allows; `None` for the others.
pub(super) fn range(comparator: Comparator, tick: i64) -> Option<Interval> {
    match comparator {
        Comparator::Is => Some(Interval::point(tick)),
        Comparator::AtLeast | Comparator::OnOrAfter => Some(Interval::from(tick)),
        Comparator::MoreThan | Comparator::After => Some(Interval::from(tick + 1)),
        Comparator::AtMost | Comparator::OnOrBefore => Some(Interval::up_to(tick)),
        Comparator::LessThan | Comparator::Before => Some(Interval::up_to(tick - 1)),
        _ => None,
    }
}

/// The order comparison that a comparator asks for.
pub(super) fn order(comparator: Comparator) -> Order {
    match comparator {
        Comparator::IsNot | Comparator::NotIn => Order::IsNot,
        Comparator::AtLeast | Comparator::OnOrAfter => Order::AtLeast,
        Comparator::MoreThan | Comparator::After => Order::MoreThan,
        Comparator::AtMost | Comparator::OnOrBefore => Order::AtMost,
        Comparator::LessThan | Comparator::Before => Order::LessThan,
        _ => Order::Is,
    }
}

fn value_set(
    conditions: &mut Conditions<'_>,
    kind: &FactKind,
    name: &Text,
    comparator: Comparator,
    tests: &mut Tests,
) -> Option<()> {
    let FactKind::Code { systems } = kind else { return None };
    let set = conditions.value_sets.find(name, systems, conditions.diagnostics)?;
    let polarity = if comparator == Comparator::InValueSet { Polarity::In } else { Polarity::NotIn };
    tests.comparisons.push(Comparison { comparator, shown: Arc::from(&*name.text), threshold: Threshold::None });
    tests.others.push(Test::Symbols { set, polarity });
    Some(())
}

fn range_name(
    conditions: &mut Conditions<'_>,
    path: &Text,
    kind: &FactKind,
    comparator: Comparator,
    name: &Text,
    tests: &mut Tests,
) -> Option<()> {
    let mask = named_range(conditions, path, kind, name)?;
    if !matches!(comparator, Comparator::In | Comparator::NotIn) {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0109, name.span, format!("`{}` takes one value, not a range", comparator.key()))
                .label("a range is several values")
                .help("use `in:` or `not_in:`"),
        );
        return None;
    }
    let allowed = self::mask(conditions, kind, comparator, mask);
    tests.mask = Some(tests.mask.unwrap_or(u64::MAX) & allowed);
    let shown = shown_mask(conditions.scope.vocabulary, kind, mask);
    tests.comparisons.push(Comparison { comparator, shown, threshold: Threshold::None });
    Some(())
}

/// The mask of a named range of the fact's enumeration.
pub(super) fn named_range(conditions: &mut Conditions<'_>, path: &Text, kind: &FactKind, name: &Text) -> Option<u64> {
    let known = match kind {
        FactKind::Enumeration(id) => conditions.scope.vocabulary.enumeration(*id),
        _ => None,
    };
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

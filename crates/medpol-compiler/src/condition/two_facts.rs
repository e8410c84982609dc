//! Comparators whose right side is another fact.
//!
//! Both sides must be of the same type and unit; what a value is worth is known elsewhere.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::{FactRef, Offset, Relation};
use medpol_model::vocabulary::FactKind;
use medpol_syntax::document::{Offset as OffsetDocument, Text};

use super::comparator_class::ComparatorClass;
use super::conjunction::Conjunction;
use super::written::resolve;
use super::{Conditions, offset};
use crate::literal::type_name;

/// The other fact as written, with what is added to it.
pub(super) struct Other<'a> {
    pub(super) path: &'a Text,
    pub(super) offset: Option<&'a OffsetDocument>,
}

/// Compiles a comparator with another fact on its right side.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    kind: &FactKind,
    comparator: Comparator,
    other: &Other<'_>,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let right = resolve(conditions, other.path)?;
    let right_kind = conditions.scope.vocabulary.fact(right.fact)?.kind.clone();
    let shown = conditions.scope.vocabulary.fact(right.fact)?.in_text().into();
    let offset = other.offset.map(|written| offset::compile(conditions, kind, comparator, written));
    let offset = offset.unwrap_or(Some(Offset::None));
    let threshold = match offset {
        None | Some(Offset::None) => Threshold::Fact(right),
        Some(offset) => Threshold::Shifted(right, offset),
    };
    let comparison = Comparison { comparator, shown, threshold };
    let other = other.path;
    let relation = ComparatorClass::of(comparator);
    if let (FactKind::List(list), ComparatorClass::Among(polarity)) = (&right_kind, relation) {
        let element = conditions.scope.vocabulary.frame(list.frame)?.facts.first().copied()?;
        let element = conditions.scope.vocabulary.fact(element)?.kind.clone();
        if list.elements == medpol_model::vocabulary::Elements::Values && comparable(kind, &element) {
            offset?;
            conjunction.say(comparison);
            conjunction.relate(Relation::Among { values: kind.values(), list: right, polarity });
            return Some(());
        }
    }
    let is_duration = matches!(kind, FactKind::Duration(_));
    let order = relation.order();
    if right == fact {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0402, other.span, format!("`{}` is compared with itself", path.text))
                .label("the same fact")
                .help("name the other fact, or compare with a value"),
        );
        return None;
    }
    let (false, Some(order), true) = (is_duration, order, comparable(kind, &right_kind)) else {
        let vocabulary = conditions.scope.vocabulary;
        let places = [fact, right].map(|fact| vocabulary.fact(fact.fact).and_then(|fact| fact.declared));
        let (left, right) = (type_name(vocabulary, kind), type_name(vocabulary, &right_kind));
        let help = if is_duration {
            "compare a duration with a constant, or compare the dates it is derived from"
        } else if order.is_none() {
            "`in` and `not_in` take a list fact whose elements are of the same type"
        } else {
            "compare facts of the same type and unit"
        };
        let message = format!("`{}` and `{}` do not compare", path.text, other.text);
        let mut diagnostic = Diagnostic::new(&codes::P0109, other.span, message).label(&right).help(help);
        for (place, name) in places.into_iter().zip([&left, &right]) {
            diagnostic =
                place.into_iter().fold(diagnostic, |found, place| found.also(place, format!("declared as {name}")));
        }
        conditions.diagnostics.push(diagnostic);
        return None;
    };
    let offset = offset?;
    conjunction.say(comparison);
    conjunction.relate(Relation::Fact { values: kind.values(), order, other: right, offset });
    Some(())
}

/// Whether values of the two types mean the same by the same tick or mask.
pub(super) fn comparable(left: &FactKind, right: &FactKind) -> bool {
    use FactKind as K;
    match (left, right) {
        (
            K::Integer { unit: left } | K::Decimal { unit: left },
            K::Integer { unit: right } | K::Decimal { unit: right },
        ) => left == right,
        (K::Duration(_), K::Duration(_)) => true,
        _ => left == right,
    }
}

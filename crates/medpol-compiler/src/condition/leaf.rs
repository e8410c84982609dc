//! Leaves: a fact with its comparators, and `known`.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Detail;
use medpol_model::program::{NodeId, Op, Values};
use medpol_model::vocabulary::{Elements, EnumerationId, FactKind};
use medpol_syntax::document::{CriterionDocument, LeafDocument, Text};

use super::conjunction::{Conjunction, check_possible};
use super::modifier::{self, Ruled};
use super::written::{resolve, written};
use super::{Conditions, Place, compare, inclusion};
use crate::literal::type_name;

/// Compiles a fact with its comparators.
pub(super) fn fact(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    leaf: &LeafDocument,
    place: &Place,
) -> Option<NodeId> {
    let path = &leaf.fact;
    let Ruled { rules, because } = modifier::rules(conditions, document, place);
    let fact = resolve(conditions, path)?;
    let kind = conditions.scope.vocabulary.fact(fact.fact)?.kind.clone();
    let comparators = written(&leaf.comparisons);
    if comparators.is_empty() {
        if kind != FactKind::Boolean {
            // A comparator that was refused is not missing too.
            if !conditions.is_refused(document.span) {
                conditions.diagnostics.push(nothing_compared(conditions, path, &kind));
            }
            return None;
        }
        let told = Detail { because, ..Detail::default() };
        let atom = conditions.program.add_atom(fact, Values::Mask(0b10));
        return Some(conditions.add_told(Op::Leaf { atom, rules }, place, told));
    }
    let mut conjunction = Conjunction::default();
    let mut is_whole = true;
    for written in &comparators {
        let compiled = if let FactKind::List(list) = &kind {
            inclusion::compile(conditions, path, list, written, &mut conjunction)
        } else {
            compare::compile(conditions, path, fact, &kind, written, &mut conjunction)
        };
        is_whole &= compiled.is_some();
    }
    if !is_whole {
        return None;
    }
    check_possible(conditions, path, fact, &conjunction, &comparators)?;
    let told = Detail { because, comparisons: std::mem::take(&mut conjunction.comparisons), ..Detail::default() };
    let op = conjunction.into_op(&mut conditions.program, fact, rules);
    Some(conditions.add_told(op, place, told))
}

fn nothing_compared(conditions: &Conditions<'_>, path: &Text, kind: &FactKind) -> Diagnostic {
    let help = match kind {
        FactKind::List(list) if list.elements == Elements::Records => {
            format!("look into it with `some: {}`, `without:`, `every:` or `count:`", path.text)
        }
        FactKind::List(_) => "add `includes_any:`, `includes_only:` or another comparator for lists".to_owned(),
        FactKind::Date => "add `on_or_after:`, `on_or_before:`, `before:` or `after:`".to_owned(),
        FactKind::Enumeration(id) if is_ordered(conditions, *id) => {
            "add `is:`, `in:`, `at_least:` or another comparator".to_owned()
        }
        FactKind::Enumeration(_) | FactKind::Code { .. } | FactKind::Text => "add `is:` or `in:`".to_owned(),
        FactKind::Boolean | FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Duration(_) => {
            "add `at_least:`, `more_than:`, `at_most:` or `less_than:`".to_owned()
        }
    };
    let name = type_name(conditions.scope.vocabulary, kind);
    Diagnostic::new(&codes::P0114, path.span, format!("nothing is compared with `{}`", path.text))
        .label(format!("it is {name}; only a yes/no fact needs no comparator"))
        .help(help)
}

fn is_ordered(conditions: &Conditions<'_>, id: EnumerationId) -> bool {
    conditions.scope.vocabulary.enumeration(id).is_some_and(|known| known.ordered)
}

/// Compiles `known`.
pub(super) fn known(conditions: &mut Conditions<'_>, path: &Text, place: &Place) -> Option<NodeId> {
    let fact = resolve(conditions, path)?;
    Some(conditions.add(Op::Known(fact), place))
}

//! Comparators of facts that are no lists, by the type of the fact.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{Comparator, Comparison, FactKind, FactRef, Polarity, Test, Threshold};
use medpol_syntax::document::{OperandKind, Right, Text};

use super::conjunction::Conjunction;
use super::relation::Relation;
use super::two_facts::Other;
use super::written::Written;
use super::{Conditions, two_facts, values};
use crate::literal::{list, type_name};
use crate::report::Subject;

/// Compiles one comparator of a fact that is not a list.
pub(super) fn compile(
    conditions: &mut Conditions<'_>,
    path: &Text,
    fact: FactRef,
    kind: &FactKind,
    written: &Written<'_>,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let comparator = written.comparator;
    if !allows(conditions, kind, comparator) {
        refuse(conditions, path, fact, kind, written);
        return None;
    }
    match (written.right, written.relation()) {
        (Right::ValueSet(name), Relation::ValueSet(polarity)) => {
            value_set(conditions, kind, name, comparator, polarity, conjunction)
        }
        (Right::Operand(operand), _) => match &operand.kind {
            OperandKind::Fact(other) => {
                let other = Other { path: other, offset: None };
                two_facts::compile(conditions, path, fact, kind, comparator, &other, conjunction)
            }
            OperandKind::Shifted(other, offset) => {
                let other = Other { path: other, offset: Some(offset) };
                two_facts::compile(conditions, path, fact, kind, comparator, &other, conjunction)
            }
            OperandKind::Range(name) => values::compile_range(conditions, path, kind, comparator, name, conjunction),
            OperandKind::Literal(_) | OperandKind::List(_) => {
                let subject = Subject::fact(&path.text, conditions.scope.vocabulary.fact(fact.fact)?);
                values::compile(conditions, &subject, kind, comparator, operand, conjunction)
            }
        },
        (Right::ValueSet(_) | Right::Flag(_), _) => {
            refuse(conditions, path, fact, kind, written);
            None
        }
    }
}

fn allows(conditions: &Conditions<'_>, kind: &FactKind, comparator: Comparator) -> bool {
    use FactKind as K;
    match Relation::of(comparator) {
        Relation::Equal(_) => !matches!(kind, K::Duration(_) | K::List(_)),
        Relation::Among(_) => !matches!(kind, K::Boolean | K::Duration(_) | K::List(_)),
        Relation::ValueSet(_) => matches!(kind, K::Code { .. }),
        Relation::Scale(_) => match kind {
            K::Integer { .. } | K::Decimal { .. } | K::Duration(_) => true,
            K::Enumeration(id) => conditions.scope.vocabulary.enumeration(*id).is_some_and(|known| known.ordered),
            K::Boolean | K::Date | K::Code { .. } | K::Text | K::List(_) => false,
        },
        Relation::Day(_) => *kind == K::Date,
        // Of lists only.
        Relation::Includes(_) | Relation::Contiguous => false,
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
    let problem = Diagnostic::new(&codes::P0111, written.span(), message)
        .label(format!("`{}` is {}", path.text, type_name(vocabulary, kind)))
        .help(format!("use {}", list(known)));
    conditions.diagnostics.push(match vocabulary.fact(fact.fact) {
        Some(fact) => Subject::fact(&path.text, fact).show(problem),
        None => problem,
    });
}

fn value_set(
    conditions: &mut Conditions<'_>,
    kind: &FactKind,
    name: &Text,
    comparator: Comparator,
    polarity: Polarity,
    conjunction: &mut Conjunction,
) -> Option<()> {
    let FactKind::Code { systems } = kind else { return None };
    let set = conditions.value_sets.find(name, systems, conditions.diagnostics)?;
    conjunction.say(Comparison { comparator, shown: Arc::from(&*name.text), threshold: Threshold::None });
    conjunction.require(Test::Symbols { set, polarity });
    Some(())
}

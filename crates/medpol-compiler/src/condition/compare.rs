//! Comparators of facts that are no lists, by the type of the fact.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Comparable, Comparator, Comparison, Threshold};
use medpol_model::program::{FactRef, Membership, Polarity};
use medpol_model::vocabulary::FactKind;
use medpol_syntax::document::{OperandKind, Right, Text};

use super::comparator_class::ComparatorClass;
use super::conjunction::Conjunction;
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
    if !Comparable::of(kind, conditions.scope.vocabulary).comparators().contains(&comparator) {
        refuse(conditions, path, fact, kind, written);
        return None;
    }
    match (written.right, written.relation()) {
        (Right::ValueSet(name), ComparatorClass::ValueSet(polarity)) => {
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
                values::compile(conditions, path, fact, kind, comparator, operand, conjunction)
            }
        },
        (Right::ValueSet(_) | Right::Flag(_), _) => {
            refuse(conditions, path, fact, kind, written);
            None
        }
    }
}

fn refuse(conditions: &mut Conditions<'_>, path: &Text, fact: FactRef, kind: &FactKind, written: &Written<'_>) {
    let vocabulary = conditions.scope.vocabulary;
    let known: Vec<&str> = Comparable::of(kind, vocabulary).comparators().iter().map(|known| known.key()).collect();
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
    conjunction.belong(Membership { set, polarity });
    Some(())
}

//! Derivations and `asked_when`, compiled once every name of the vocabulary is known.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{
    Derivation, DerivationId, ElementsRef, Fact, FactKind, FactRef, NodeId, Role, Symbols, Unit, Variable, Vocabulary,
};
use medpol_syntax::document::{ChangeDocument, DerivedDocument, Text, WhichDocument};

use super::{Pending, dependence};
use crate::condition::{Conditions, Naming, Place, Sources, Uses, bind_list, date_field, number_field, resolve};
use crate::literal::type_name;
use crate::report::Subject;
use crate::scope::Scope;
use crate::value_set::ValueSets;

/// Stands for a condition until it is compiled, so that references know there is one.
const NOT_YET: NodeId = NodeId(u32::MAX);

pub(super) fn compile(
    vocabulary: &mut Vocabulary,
    pending: &[Pending<'_>],
    value_sets: &ValueSets,
    symbols: &mut Symbols,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Which facts are derived is known first, so that derivations can build on one another.
    let mut next = 0;
    for entry in pending {
        if entry.document.asked_when.is_some()
            && let Some(fact) = vocabulary.facts.get_mut(entry.fact.0 as usize)
        {
            fact.asked_when = Some(NOT_YET);
        }
        if entry.document.derived.is_some()
            && let Some(fact) = vocabulary.facts.get_mut(entry.fact.0 as usize)
        {
            fact.derivation = Some(DerivationId(next));
            next += 1;
        }
    }
    let mut program = medpol_model::Program::default();
    let mut details = Vec::new();
    let mut sources = Sources::default();
    let mut derivations = Vec::new();
    let mut is_broken = Vec::new();
    let mut conditions_of = Vec::new();
    for entry in pending {
        let Some(fact) = vocabulary.fact(entry.fact) else { continue };
        let scope = Scope::of_fact(vocabulary, entry.record, fact.frame);
        let uses = Uses::none();
        let mut conditions = Conditions {
            program,
            details,
            ..Conditions::new(scope, value_sets, symbols, &mut sources, &uses, diagnostics)
        };
        if let Some(document) = &entry.document.asked_when {
            let place = Place::top(format!("{}.asked_when", fact.path), Role::Condition, Naming::Optional).inside();
            if let Some(node) = conditions.condition(document, &place) {
                conditions_of.push((entry.fact, node));
            }
        }
        if let Some(document) = &entry.document.derived {
            let placeholder = fact.reference(entry.fact, Variable::CASE);
            let derivation = derivation(&mut conditions, fact, document);
            if derivation.is_none() {
                is_broken.push(entry.fact);
            }
            derivations.push(derivation.unwrap_or(Derivation::ElapsedSince(placeholder)));
        }
        Conditions { program, details, .. } = conditions;
    }
    for (fact, node) in conditions_of {
        if let Some(fact) = vocabulary.facts.get_mut(fact.0 as usize) {
            fact.asked_when = Some(node);
        }
    }
    vocabulary.program = program;
    vocabulary.derivations = derivations;
    dependence::check(vocabulary, pending, &is_broken, diagnostics);
}

fn derivation(conditions: &mut Conditions<'_>, fact: &Fact, document: &DerivedDocument) -> Option<Derivation> {
    if let Some(since) = &document.elapsed_since {
        wants(conditions, fact, document, matches!(fact.kind, FactKind::Duration(_)), "a duration")?;
        return Some(Derivation::ElapsedSince(dated(conditions, since)?));
    }
    if let Some(between) = &document.elapsed_between {
        wants(conditions, fact, document, matches!(fact.kind, FactKind::Duration(_)), "a duration")?;
        let (from, to) = (dated(conditions, &between.from), dated(conditions, &between.to));
        return Some(Derivation::ElapsedBetween { from: from?, to: to? });
    }
    if let Some(which) = &document.count_of {
        wants(conditions, fact, document, matches!(fact.kind, FactKind::Integer { .. }), "a whole number")?;
        return elements(conditions, which, Field::None).map(|(elements, _)| Derivation::Count(elements));
    }
    if let Some(which) = &document.sum_of {
        let is_number = matches!(fact.kind, FactKind::Integer { .. } | FactKind::Decimal { .. });
        wants(conditions, fact, document, is_number, "a number")?;
        let (elements, field) = elements(conditions, which, Field::Number)?;
        return Some(Derivation::Sum { elements, field: field? });
    }
    if let Some(which) = document.latest.as_ref().or(document.earliest.as_ref()) {
        wants(conditions, fact, document, fact.kind == FactKind::Date, "a date")?;
        let (elements, field) = elements(conditions, which, Field::Date)?;
        let field = field?;
        return Some(if document.latest.is_some() {
            Derivation::Latest { elements, field }
        } else {
            Derivation::Earliest { elements, field }
        });
    }
    if let Some(change) = &document.percent_change {
        wants(conditions, fact, document, fact.kind == FactKind::Decimal { unit: Unit::find("%") }, "a number in %")?;
        let (from, to) = (numbered(conditions, &change.from), numbered(conditions, &change.to));
        let (from, to) = (from?, to?);
        return same_unit(conditions, change, from, to);
    }
    let body = document.body_mass_index.as_ref()?;
    let is_index = fact.kind == FactKind::Decimal { unit: Unit::find("kg/m2") };
    wants(conditions, fact, document, is_index, "a number in kg/m2")?;
    let weight = measured(conditions, &body.weight, "kg");
    let height = measured(conditions, &body.height, "m");
    Some(Derivation::BodyMassIndex { weight: weight?, height: height? })
}

/// Which field a derivation reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    None,
    Number,
    Date,
}

fn elements(
    conditions: &mut Conditions<'_>,
    which: &WhichDocument,
    wanted: Field,
) -> Option<(ElementsRef, Option<FactRef>)> {
    let bound = bind_list(conditions, &which.list, which.r#as.as_ref())?;
    let place = Place::top(format!("{}.where", which.list.text), Role::Filter, Naming::Optional).inside();
    let filter = match which.r#where.as_deref() {
        None => Some(None),
        Some(document) => conditions.condition(document, &place).map(Some),
    };
    let field = match (&which.field, wanted) {
        (Some(path), Field::Number) => number_field(conditions, &bound, path),
        (Some(path), Field::Date) => date_field(conditions, &bound, path),
        (None, Field::None) => None,
        (Some(path), Field::None) => {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0108, path.span, "`field` has no meaning for `count_of`")
                    .label("elements are counted, not fields")
                    .help("remove `field`"),
            );
            None
        }
        (None, _) => {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0102, which.list.span, "`field` is missing")
                    .label("which field of the elements?")
                    .help("add `field:` with the name of one of the element's fields"),
            );
            None
        }
    };
    conditions.scope.unbind();
    if wanted != Field::None && field.is_none() {
        return None;
    }
    Some((ElementsRef { filter: filter?, ..bound.elements }, field))
}

fn wants(
    conditions: &mut Conditions<'_>,
    fact: &Fact,
    document: &DerivedDocument,
    fits: bool,
    expected: &str,
) -> Option<()> {
    if fits {
        return Some(());
    }
    let name = type_name(conditions.scope.vocabulary, &fact.kind);
    conditions.diagnostics.push(
        Diagnostic::new(
            &codes::P0109,
            document.span,
            format!("this derivation gives {expected}, but `{}` is {name}", fact.path),
        )
        .label(format!("gives {expected}"))
        .help("change the fact's type, or derive it in another way"),
    );
    None
}

fn dated(conditions: &mut Conditions<'_>, path: &Text) -> Option<FactRef> {
    let fact = resolve(conditions, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    typed(conditions, path, fact, *kind == FactKind::Date, "a date")
}

fn numbered(conditions: &mut Conditions<'_>, path: &Text) -> Option<FactRef> {
    let fact = resolve(conditions, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    let fits = matches!(kind, FactKind::Integer { .. } | FactKind::Decimal { .. });
    typed(conditions, path, fact, fits, "a number")
}

/// A change between two numbers, which must be told in the same unit.
fn same_unit(
    conditions: &mut Conditions<'_>,
    change: &ChangeDocument,
    from: FactRef,
    to: FactRef,
) -> Option<Derivation> {
    let vocabulary = conditions.scope.vocabulary;
    let (before, after) = (vocabulary.fact(from.fact)?, vocabulary.fact(to.fact)?);
    let unit = |fact: &Fact| match fact.kind {
        FactKind::Integer { unit } | FactKind::Decimal { unit } => unit,
        _ => None,
    };
    if unit(before) == unit(after) {
        return Some(Derivation::PercentChange { from, to });
    }
    let message = format!("`{}` and `{}` are not in the same unit", change.from.text, change.to.text);
    let name = |fact: &Fact| type_name(vocabulary, &fact.kind);
    let problem = Diagnostic::new(&codes::P0110, change.to.span, message)
        .label(format!("it is {}", name(after)))
        .also(change.from.span, format!("it is {}", name(before)))
        .help("a change is told between two numbers in the same unit");
    conditions.diagnostics.push(problem);
    None
}

fn measured(conditions: &mut Conditions<'_>, path: &Text, unit: &str) -> Option<FactRef> {
    let fact = resolve(conditions, path)?;
    let kind = &conditions.scope.vocabulary.fact(fact.fact)?.kind;
    let fits = *kind == FactKind::Decimal { unit: Unit::find(unit) };
    typed(conditions, path, fact, fits, &format!("a decimal in {unit}"))
}

fn typed(conditions: &mut Conditions<'_>, path: &Text, fact: FactRef, fits: bool, expected: &str) -> Option<FactRef> {
    if fits {
        return Some(fact);
    }
    let known = conditions.scope.vocabulary.fact(fact.fact)?;
    let name = type_name(conditions.scope.vocabulary, &known.kind);
    let problem = Diagnostic::new(&codes::P0109, path.span, format!("`{}` is not {expected}", path.text))
        .label(format!("it is {name}"))
        .help(format!("name a fact that is {expected}"));
    conditions.diagnostics.push(Subject::fact(&path.text, known).show(problem));
    None
}

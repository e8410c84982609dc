//! Derivations and `asked_when`, compiled once every name of the vocabulary is known.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{
    Derivation, DerivationId, ElementsRef, Fact, FactId, FactKind, FactRef, NodeId, Role, Symbols, Unit, Variable,
    Vocabulary,
};
use medpol_syntax::document::{DerivedDocument, Text, WhichDocument};

use super::Pending;
use crate::condition::{Conditions, Naming, Place, Sources, bind_list, date_field, number_field, resolve};
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
        let mut conditions = Conditions {
            scope: Scope::of_fact(vocabulary, entry.record, fact.frame),
            value_sets,
            symbols,
            sources: &mut sources,
            diagnostics,
            program,
            details,
            named: Vec::new(),
            references: Vec::new(),
            tallies: Vec::new(),
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
    report_cycles(vocabulary, pending, &is_broken, diagnostics);
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

/// Reports facts that depend on themselves by any number of steps, through derivations and through
/// `asked_when`. Evaluation would never come to an end.
fn report_cycles(
    vocabulary: &Vocabulary,
    pending: &[Pending<'_>],
    is_broken: &[FactId],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let needs: Vec<Vec<FactId>> = (0..vocabulary.facts.len())
        .filter_map(|fact| u32::try_from(fact).ok().map(FactId))
        .map(|fact| {
            // A derivation that could not be compiled has a placeholder, which leads nowhere.
            let derived_from = if is_broken.contains(&fact) { Vec::new() } else { inputs(vocabulary, fact) };
            derived_from.into_iter().chain(asked_of(vocabulary, fact)).collect()
        })
        .collect();
    for entry in pending {
        let derived = entry.document.derived.as_ref().map(|derived| derived.span);
        let asked_when = entry.document.asked_when.as_ref().map(|asked_when| asked_when.span);
        let Some(place) = derived.or(asked_when) else { continue };
        if reaches(&needs, entry.fact)
            && let Some(fact) = vocabulary.fact(entry.fact)
        {
            let (what, help) = match derived {
                Some(_) => ("is derived from itself", "derive it from facts that do not depend on it"),
                None => ("is asked for depending on itself", "let it depend on facts that do not depend on it"),
            };
            diagnostics.push(
                Diagnostic::new(&codes::P0208, place, format!("`{}` {what}", fact.path))
                    .label("leads back to the fact")
                    .help(help),
            );
        }
    }
}

/// Whether a fact needs itself, directly or through others.
fn reaches(needs: &[Vec<FactId>], start: FactId) -> bool {
    let mut seen = vec![false; needs.len()];
    let mut open = vec![start];
    while let Some(fact) = open.pop() {
        for needed in needs.get(fact.0 as usize).into_iter().flatten() {
            if *needed == start {
                return true;
            }
            if let Some(seen) = seen.get_mut(needed.0 as usize).filter(|seen| !**seen) {
                *seen = true;
                open.push(*needed);
            }
        }
    }
    false
}

/// The facts that decide whether a fact arises.
fn asked_of(vocabulary: &Vocabulary, fact: FactId) -> Vec<FactId> {
    let condition = vocabulary.fact(fact).and_then(|fact| fact.asked_when);
    let read = condition.map(|condition| vocabulary.program.facts_read(condition)).unwrap_or_default();
    read.iter().map(|fact| fact.fact).collect()
}

fn inputs(vocabulary: &Vocabulary, fact: FactId) -> Vec<FactId> {
    let derivation =
        vocabulary.fact(fact).and_then(|fact| fact.derivation).and_then(|id| vocabulary.derivations.get(id.0 as usize));
    match derivation {
        None => Vec::new(),
        Some(Derivation::ElapsedSince(start)) => vec![start.fact],
        Some(Derivation::ElapsedBetween { from, to }) => vec![from.fact, to.fact],
        Some(Derivation::BodyMassIndex { weight, height }) => vec![weight.fact, height.fact],
        Some(Derivation::Count(elements)) => of_elements(vocabulary, elements, None),
        Some(
            Derivation::Sum { elements, field }
            | Derivation::Latest { elements, field }
            | Derivation::Earliest { elements, field },
        ) => of_elements(vocabulary, elements, Some(*field)),
    }
}

fn of_elements(vocabulary: &Vocabulary, elements: &ElementsRef, field: Option<FactRef>) -> Vec<FactId> {
    let mut facts: Vec<_> = std::iter::once(elements.list.fact).chain(field.map(|field| field.fact)).collect();
    if let Some(filter) = elements.filter {
        facts.extend(vocabulary.program.facts_read(filter).iter().map(|fact| fact.fact));
    }
    facts
}

//! Derivations and `asked_when`, compiled once every name of the vocabulary is known.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Detail, Role};
use medpol_model::program::{Derivation, DerivationId, FactRef, NodeId, Program, ScopeId};
use medpol_model::value::{Symbols, Unit};
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId, Vocabulary};
use medpol_syntax::document::{ChangeDocument, DerivationDocument, DerivedDocument, Text, WhichDocument};

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
    let mut program = with_frames(vocabulary);
    let mut details: Vec<Detail> = Vec::new();
    let mut sources = Sources::default();
    let mut derivations = Vec::new();
    let mut is_broken = Vec::new();
    let mut conditions_of = Vec::new();
    let mut stand_ins_of = Vec::new();
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
        if let Some(names) = &entry.document.falls_back_on {
            stand_ins_of.push((entry.fact, stand_ins(&mut conditions, fact, names)));
        }
        if let Some(document) = &entry.document.derived {
            let placeholder = fact.reference(entry.fact, ScopeId::CASE);
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
    for (fact, stand_ins) in stand_ins_of {
        if let Some(fact) = vocabulary.facts.get_mut(fact.0 as usize) {
            fact.falls_back_on = stand_ins;
        }
    }
    for allowed in details.iter().flat_map(|detail| &detail.allowed) {
        diagnostics.push(
            Diagnostic::new(
                &codes::P0453,
                allowed.span,
                format!("`{}` is allowed here, and is not found", allowed.code),
            )
            .label("allows nothing")
            .help("remove it; only the conditions of policies are looked at for such findings"),
        );
    }
    vocabulary.program = program;
    vocabulary.derivations = derivations;
    dependence::check(vocabulary, pending, &is_broken, diagnostics);
}

/// A program whose first scopes are the frames of the vocabulary: what a fact follows from is read in
/// its own record.
fn with_frames(vocabulary: &Vocabulary) -> Program {
    let mut program = Program::default();
    for frame in vocabulary.frames.iter().skip(1) {
        let list = frame.list.and_then(|id| Some((id, vocabulary.fact(id)?)));
        let width = u32::try_from(frame.facts.len()).unwrap_or(u32::MAX);
        if let Some((id, list)) = list {
            let around = vocabulary.scope(id);
            program.add_scope(list.reference(id, around), around, width);
        }
    }
    program
}

/// The facts that tell elements apart where a field of theirs was not given: single values of one type, in the
/// same element or of the case.
fn stand_ins(conditions: &mut Conditions<'_>, fact: &Fact, names: &[Text]) -> Vec<FactId> {
    let mut found: Vec<FactRef> = Vec::new();
    let refuse = |conditions: &mut Conditions<'_>, place: &Text, message: String, help: &str| {
        conditions
            .diagnostics
            .push(Diagnostic::new(&codes::P0428, place.span, message).label("cannot take its place").help(help));
    };
    for name in names {
        let Some(other) = resolve(conditions, name) else { continue };
        let Some(known) = conditions.scope.vocabulary.fact(other.fact) else { continue };
        let first = found.first().and_then(|first| conditions.scope.vocabulary.fact(first.fact));
        if fact.frame == FrameId::CASE {
            let message = format!("`{}` is no field of a list's elements", fact.path);
            refuse(conditions, name, message, "remove `falls_back_on`: there are no two of it to tell apart");
        } else if known.path == fact.path || matches!(known.kind, FactKind::List(_) | FactKind::Duration(_)) {
            let message = format!("`{}` cannot tell elements apart in the place of `{}`", name.text, fact.path);
            refuse(conditions, name, message, "name another fact with a single value and is not a duration");
        } else if first.is_some_and(|first| first.kind != known.kind) {
            let message = format!("`{}` is of another type than the fact before it", name.text);
            refuse(conditions, name, message, "name facts of one type, so that they can be compared");
        } else {
            found.push(other);
        }
    }
    found.into_iter().map(|fact| fact.fact).collect()
}

fn derivation(conditions: &mut Conditions<'_>, fact: &Fact, document: &DerivedDocument) -> Option<Derivation> {
    use DerivationDocument as D;
    let derivation = document.derivation.as_ref()?;
    let given = match derivation {
        D::ElapsedSince(_) | D::ElapsedBetween(_) => &DURATION,
        D::CountOf(_) => &WHOLE_NUMBER,
        D::SumOf(_) => &NUMBER,
        D::Latest(_) | D::Earliest(_) => &DATE,
        D::PercentChange(_) => &PERCENTAGE,
        D::BodyMassIndex(_) => &BODY_MASS_INDEX,
    };
    check_given(conditions, fact, document, given)?;
    match derivation {
        D::ElapsedSince(since) => Some(Derivation::ElapsedSince(input(conditions, since, &DATE)?)),
        D::ElapsedBetween(between) => {
            let (from, to) = (input(conditions, &between.from, &DATE), input(conditions, &between.to, &DATE));
            Some(Derivation::ElapsedBetween { from: from?, to: to? })
        }
        D::CountOf(which) => elements(conditions, which, Field::None).map(|(elements, _)| Derivation::Count(elements)),
        D::SumOf(which) => {
            let (elements, field) = elements(conditions, which, Field::Number)?;
            Some(Derivation::Sum { elements, field: field? })
        }
        D::Latest(which) => {
            let (elements, field) = elements(conditions, which, Field::Date)?;
            Some(Derivation::Latest { elements, field: field? })
        }
        D::Earliest(which) => {
            let (elements, field) = elements(conditions, which, Field::Date)?;
            Some(Derivation::Earliest { elements, field: field? })
        }
        D::PercentChange(change) => {
            let (from, to) = (input(conditions, &change.from, &NUMBER), input(conditions, &change.to, &NUMBER));
            let (from, to) = (from?, to?);
            same_unit(conditions, change, from, to)
        }
        D::BodyMassIndex(body) => {
            let weight = input(conditions, &body.weight, &KILOGRAMS);
            let height = input(conditions, &body.height, &METRES);
            Some(Derivation::BodyMassIndex { weight: weight?, height: height? })
        }
    }
}

/// A type that a derivation gives or takes.
struct Expected {
    name: &'static str,
    fits: fn(&FactKind) -> bool,
}

static DURATION: Expected = Expected { name: "a duration", fits: |kind| matches!(kind, FactKind::Duration(_)) };
static WHOLE_NUMBER: Expected =
    Expected { name: "a whole number", fits: |kind| matches!(kind, FactKind::Integer { .. }) };
static NUMBER: Expected =
    Expected { name: "a number", fits: |kind| matches!(kind, FactKind::Integer { .. } | FactKind::Decimal { .. }) };
static DATE: Expected = Expected { name: "a date", fits: |kind| *kind == FactKind::Date };
static PERCENTAGE: Expected = Expected { name: "a number in %", fits: |kind| is_in(kind, "%") };
static BODY_MASS_INDEX: Expected = Expected { name: "a number in kg/m2", fits: |kind| is_in(kind, "kg/m2") };
static KILOGRAMS: Expected = Expected { name: "a decimal in kg", fits: |kind| is_in(kind, "kg") };
static METRES: Expected = Expected { name: "a decimal in m", fits: |kind| is_in(kind, "m") };

fn is_in(kind: &FactKind, unit: &str) -> bool {
    *kind == FactKind::Decimal { unit: Unit::find(unit) }
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
) -> Option<(ScopeId, Option<FactRef>)> {
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
    conditions.program.set_filter(bound.elements, filter?);
    Some((bound.elements, field))
}

/// Checks that a derivation gives what the fact is.
fn check_given(
    conditions: &mut Conditions<'_>,
    fact: &Fact,
    document: &DerivedDocument,
    given: &Expected,
) -> Option<()> {
    if (given.fits)(&fact.kind) {
        return Some(());
    }
    let (given, name) = (given.name, type_name(conditions.scope.vocabulary, &fact.kind));
    let message = format!("this derivation gives {given}, but `{}` is {name}", fact.path);
    conditions.diagnostics.push(
        Diagnostic::new(&codes::P0109, document.span, message)
            .label(format!("gives {given}"))
            .help("change the fact's type, or derive it in another way"),
    );
    None
}

/// A fact that a derivation is made from.
fn input(conditions: &mut Conditions<'_>, path: &Text, expected: &Expected) -> Option<FactRef> {
    let fact = resolve(conditions, path)?;
    let known = conditions.scope.vocabulary.fact(fact.fact)?;
    if (expected.fits)(&known.kind) {
        return Some(fact);
    }
    let (expected, name) = (expected.name, type_name(conditions.scope.vocabulary, &known.kind));
    let problem = Diagnostic::new(&codes::P0109, path.span, format!("`{}` is not {expected}", path.text))
        .label(format!("it is {name}"))
        .help(format!("name a fact that is {expected}"));
    conditions.diagnostics.push(Subject::fact(&path.text, known).show(problem));
    None
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
    let unit = |fact: &Fact| {
        if let FactKind::Integer { unit } | FactKind::Decimal { unit } = fact.kind { unit } else { None }
    };
    if unit(before) == unit(after) {
        return Some(Derivation::PercentChange { from, to });
    }
    let message = format!("`{}` and `{}` are not in the same unit", change.from.text, change.to.text);
    let name = |fact: &Fact| type_name(vocabulary, &fact.kind);
    let problem = Diagnostic::new(&codes::P0110, change.to.span, message)
        .label(format!("it is {}", name(after)))
        .also(change.from.span, format!("it is {}", name(before)))
        .help("a change is calculated between two numbers in the same unit");
    conditions.diagnostics.push(problem);
    None
}

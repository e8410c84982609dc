//! Changes of how the facts that a policy reads are defined.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_model::policy::Policy;
use medpol_model::program::Derivation;
use medpol_model::value::{CodeSystem, Duration, Interval, Span, Symbols, Unit};
use medpol_model::vocabulary::{Clock, DateOrder, Dated, Elements, FactId, FactKind, FrameId, ListKind, Vocabulary};

use super::{Change, node};

/// A changed vocabulary, and what was changed.
type Changed = (String, Vocabulary);

pub(super) fn changed(policy: &Policy, symbols: &Symbols, facts: &BTreeSet<Arc<str>>) -> Vec<Changed> {
    let vocabulary = &*policy.vocabulary;
    let mut changed = Vec::new();
    for (at, fact) in vocabulary.facts.iter().enumerate() {
        if !facts.contains(&fact.path) {
            continue;
        }
        let mut add = |what: &str, change: &dyn Fn(&mut Vocabulary)| {
            let mut vocabulary = vocabulary.clone();
            change(&mut vocabulary);
            changed.push((format!("{what} of {}", fact.path), vocabulary));
        };
        add("judgment", &|vocabulary| vocabulary.facts[at].judgment ^= true);
        add("past", &|vocabulary| vocabulary.facts[at].past ^= true);
        if !fact.falls_back_on.is_empty() {
            add("what it falls back on", &|vocabulary| {
                vocabulary.facts[at].falls_back_on.pop();
            });
        }
        kind(at, &fact.kind, &mut add);
        if matches!(fact.kind, FactKind::Integer { .. } | FactKind::Decimal { .. }) {
            let Interval { low, high } = fact.bounds;
            let other = Interval { low: if low == i64::MIN { -20_000_000_000 } else { low + 2 }, high };
            add("bounds", &|vocabulary| vocabulary.facts[at].bounds = other);
        }
        if matches!(fact.kind, FactKind::Date | FactKind::Duration(_)) {
            let most = Duration { count: 1_777, span: Span::Months };
            add("limits", &|vocabulary| vocabulary.facts[at].limits.max = Some(most));
        }
        if fact.kind == FactKind::Date {
            let dated = |date: usize| Dated { date: FactId(u32::try_from(date).unwrap()), times: Vec::new() };
            let other =
                vocabulary.facts.iter().position(|other| other.kind == FactKind::Date && other.path != fact.path);
            for other in other.into_iter().filter(|other| vocabulary.facts[*other].frame == FrameId::CASE) {
                let order = DateOrder { first: dated(other), second: dated(at) };
                add("order", &|vocabulary| vocabulary.orders.insert(0, order.clone()));
            }
        }
        if fact.asked_when.is_some() {
            add("asked when", &|vocabulary| vocabulary.facts[at].asked_when = None);
        }
        if fact.derivation.is_some() {
            add("derivation", &|vocabulary| vocabulary.facts[at].derivation = None);
        }
        let derivation = fact.derivation.map(|id| id.0 as usize);
        let elements = derivation.and_then(|derivation| vocabulary.derivations[derivation].elements());
        if let Some(elements) = elements {
            let at = elements.0 as usize - 1;
            if vocabulary.program.scope(elements).filter.is_some() {
                add("all elements", &|vocabulary| vocabulary.program.scopes[at].filter = None);
            }
        }
        if let Some(derivation) = derivation {
            let change = Change { program: &vocabulary.program, vocabulary, symbols };
            for other in derivations(&change, &vocabulary.derivations[derivation]) {
                add(&format!("derivation {other:?}"), &|vocabulary| {
                    vocabulary.derivations[derivation] = other.clone();
                });
            }
        }
    }
    changed.extend(conditions(policy, symbols, facts));
    changed
}

/// Adds a changed vocabulary.
type Add<'a> = dyn FnMut(&str, &dyn Fn(&mut Vocabulary)) + 'a;

fn kind(at: usize, kind: &FactKind, add: &mut Add<'_>) {
    let other = match kind {
        FactKind::Boolean | FactKind::Date => FactKind::Text,
        FactKind::Integer { unit } => FactKind::Decimal { unit: *unit },
        FactKind::Decimal { unit } => {
            let symbol = if unit.is_some_and(|unit| &*unit.symbol == "mm") { "cm" } else { "mm" };
            FactKind::Decimal { unit: Unit::find(symbol) }
        }
        FactKind::Duration(Clock::Elapsed) => FactKind::Duration(Clock::Between),
        FactKind::Duration(Clock::Between) => FactKind::Duration(Clock::Length),
        FactKind::Duration(Clock::Length) => FactKind::Duration(Clock::Elapsed),
        FactKind::Enumeration(id) => {
            let id = id.0 as usize;
            add("order of values", &|vocabulary| vocabulary.enumerations[id].ordered ^= true);
            add("number of values", &|vocabulary| {
                vocabulary.enumerations[id].values.pop();
            });
            return;
        }
        FactKind::Code { systems } => {
            let other = |system: &Arc<CodeSystem>| {
                Arc::new(CodeSystem { id: format!("{}-2", system.id).into(), ..(**system).clone() })
            };
            FactKind::Code { systems: systems.iter().map(other).collect() }
        }
        FactKind::Text => FactKind::Code { systems: Arc::new([Arc::new(CodeSystem::unknown("ANY"))]) },
        FactKind::List(list) => {
            let more = |items: Option<u32>| Some(items.map_or(3, |items| items + 1));
            let elements = if list.elements == Elements::Records { Elements::Values } else { Elements::Records };
            let lists = [
                ListKind { min_items: more(list.min_items), ..list.clone() },
                ListKind { max_items: more(list.max_items), ..list.clone() },
                ListKind { unique: !list.unique, ..list.clone() },
                ListKind { elements, ..list.clone() },
            ];
            for list in lists {
                add("list", &|vocabulary| vocabulary.facts[at].kind = FactKind::List(list.clone()));
            }
            return;
        }
    };
    add("type", &|vocabulary| vocabulary.facts[at].kind = other.clone());
}

fn derivations(change: &Change<'_>, derivation: &Derivation) -> Vec<Derivation> {
    match derivation {
        Derivation::ElapsedSince(start) => change.facts(*start).into_iter().map(Derivation::ElapsedSince).collect(),
        Derivation::ElapsedBetween { from, to } => {
            let (from, to) = (*from, *to);
            vec![Derivation::ElapsedBetween { from: to, to: from }, Derivation::ElapsedSince(from)]
        }
        Derivation::PercentChange { from, to } => {
            let (from, to) = (*from, *to);
            vec![Derivation::PercentChange { from: to, to: from }]
        }
        Derivation::BodyMassIndex { weight, height } => {
            let (weight, height) = (*weight, *height);
            vec![
                Derivation::BodyMassIndex { weight: height, height: weight },
                Derivation::PercentChange { from: weight, to: height },
            ]
        }
        Derivation::Count(elements) => {
            // Which elements are counted is changed with the conditions; here, what becomes of them.
            let field = change.program.scope(*elements).list;
            vec![Derivation::Sum { elements: *elements, field }]
        }
        Derivation::Sum { elements, field } => {
            let (elements, field) = (*elements, *field);
            let fields = change.facts(field).into_iter().map(|field| Derivation::Sum { elements, field });
            fields.chain([Derivation::Count(elements)]).collect()
        }
        Derivation::Latest { elements, field } => {
            let (elements, field) = (*elements, *field);
            let fields = change.facts(field).into_iter().map(|field| Derivation::Latest { elements, field });
            fields.chain([Derivation::Earliest { elements, field }]).collect()
        }
        Derivation::Earliest { elements, field } => {
            let (elements, field) = (*elements, *field);
            let fields = change.facts(field).into_iter().map(|field| Derivation::Earliest { elements, field });
            fields.chain([Derivation::Latest { elements, field }]).collect()
        }
    }
}

/// Changes of the conditions by which facts that are read are asked for, or follow.
fn conditions(policy: &Policy, symbols: &Symbols, facts: &BTreeSet<Arc<str>>) -> Vec<Changed> {
    let vocabulary = &*policy.vocabulary;
    let facts = vocabulary.facts.iter().filter(|fact| facts.contains(&fact.path));
    let roots = facts.flat_map(|fact| {
        let derivation = fact.derivation.map(|id| &vocabulary.derivations[id.0 as usize]);
        let elements = derivation.and_then(Derivation::elements);
        let filter = elements.and_then(|elements| vocabulary.program.scope(elements).filter);
        fact.asked_when.into_iter().chain(filter)
    });
    let change = Change { program: &vocabulary.program, vocabulary, symbols };
    node::reachable(&vocabulary.program, roots.collect())
        .into_iter()
        .flat_map(|node| change.node(node))
        .map(|(what, program)| (format!("vocabulary {what}"), Vocabulary { program, ..vocabulary.clone() }))
        .collect()
}

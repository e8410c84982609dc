//! Facts as their vocabulary defines them: type, bounds, when they are asked for, and what they follow from.

use std::cell::RefCell;
use std::collections::BTreeSet;

use medpol_model::answer::{ConditionPart, DescribedFact};
use medpol_model::program::{Derivation, FactRef, NodeId, Program, ScopeId};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::{Clock, Elements, Fact, FactId, FactKind, ListKind, Vocabulary};

use super::codes::Codes;
use super::value::range;
use super::{Labels, Words};

/// Every fact of a vocabulary in words, read by a policy or not. `symbols` are those that it was compiled with.
pub fn describe_facts(vocabulary: &Vocabulary, symbols: &Symbols) -> Vec<DescribedFact> {
    let (labels, codes) = (Labels::of(vocabulary), RefCell::new(Codes::default()));
    let program = &vocabulary.program;
    let words = Words { vocabulary, symbols, program, labels: &labels, codes: &codes, policy: None };
    (0..).map(FactId).take(vocabulary.facts.len()).filter_map(|id| words.defined(id)).collect()
}

impl Words<'_> {
    /// A fact in words.
    pub(super) fn defined(&self, id: FactId) -> Option<DescribedFact> {
        let fact = self.vocabulary.fact(id)?;
        let derivation = fact.derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize));
        let filter = derivation.and_then(Derivation::elements).and_then(|elements| self.program.scope(elements).filter);
        Some(DescribedFact {
            path: fact.path.clone(),
            label: fact.label.clone(),
            r#type: self.r#type(id, fact),
            asked_when: fact.asked_when.map(|node| self.condition(node, ConditionPart::Member)),
            follows: derivation.map(|derivation| self.follows(id, derivation)),
            follows_where: filter.map(|node| self.condition(node, ConditionPart::Where)),
            words: self.vocabulary.given_words(id),
        })
    }

    fn r#type(&self, id: FactId, fact: &Fact) -> String {
        let mut text = self.of_kind(&fact.kind);
        if fact.bounds != Interval::ALL && !matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)) {
            text = text + ", " + &range(Some(&fact.kind), fact.bounds);
        }
        if fact.past {
            text.push_str(", never in the future");
        }
        let anchor = self.vocabulary.anchor.and_then(|anchor| self.vocabulary.fact(anchor));
        let anchor = || format!("“{}”", anchor.map_or("", |anchor| &*anchor.label));
        let is_time = matches!(fact.kind, FactKind::Duration(_));
        if let Some(limits) = if is_time { fact.limits.of_time() } else { fact.limits.of_date(&anchor()) } {
            text = text + ", " + &limits;
        }
        let labelled = |fact: &Fact| self.labelled(fact);
        let before: Vec<String> = self.vocabulary.before(id).map(labelled).collect();
        let after: Vec<String> = self.vocabulary.after(id).map(labelled).collect();
        for (words, dates) in [("never before", before), ("never after", after)] {
            if !dates.is_empty() {
                text = format!("{text}, {words} {}", dates.join(" or "));
            }
        }
        if !fact.falls_back_on.is_empty() {
            let named = |id: &FactId| Some(format!("“{}”", self.vocabulary.fact(*id)?.label));
            let stand_ins: Vec<String> = fact.falls_back_on.iter().filter_map(named).collect();
            text = text + ", where it is not given told apart by " + &stand_ins.join(", else ");
        }
        if fact.judgment {
            text.push_str(", asserted by a clinician only");
        }
        if self.vocabulary.anchor == Some(id) {
            text.push_str(", the day up to which elapsed times run");
        }
        if self.vocabulary.governing == Some(id) {
            text.push_str(", what the medical policy that governs came to");
        }
        text
    }

    /// A fact by its label, with its path where others have the same label.
    fn labelled(&self, fact: &Fact) -> String {
        let is_shared = self.vocabulary.facts.iter().filter(|other| other.label == fact.label).count() > 1;
        if is_shared { format!("“{}” (`{}`)", fact.label, fact.path) } else { format!("“{}”", fact.label) }
    }

    fn of_kind(&self, kind: &FactKind) -> String {
        match kind {
            FactKind::Boolean => "yes or no".to_owned(),
            FactKind::Integer { unit: None } => "whole number".to_owned(),
            FactKind::Integer { unit: Some(unit) } => unit.measured("whole number"),
            FactKind::Decimal { unit: None } => "number".to_owned(),
            FactKind::Decimal { unit: Some(unit) } => unit.measured("number"),
            FactKind::Date => "date".to_owned(),
            FactKind::Duration(Clock::Elapsed) => "elapsed time".to_owned(),
            FactKind::Duration(Clock::Between) => "time between two dates".to_owned(),
            FactKind::Duration(Clock::Length) => "length of time".to_owned(),
            FactKind::Enumeration(id) => {
                let known = self.vocabulary.enumeration(*id);
                let names = known.map_or_else(Vec::new, |known| self.names(Some(kind), known.domain()));
                let order = if known.is_some_and(|known| known.ordered) { ", in this order" } else { "" };
                format!("one of {}{order}", names.join(", "))
            }
            FactKind::Code { systems } => {
                let names: Vec<&str> = systems.iter().map(|system| &*system.id).collect();
                format!("code of {}", names.join(" or "))
            }
            FactKind::Text => "text".to_owned(),
            FactKind::List(list) => self.of_list(list),
        }
    }

    fn of_list(&self, list: &ListKind) -> String {
        let element = self.vocabulary.frame(list.frame).and_then(|frame| frame.facts.first());
        let element = element.and_then(|element| Some((*element, self.vocabulary.fact(*element)?)));
        let mut text = match (list.elements, element) {
            (Elements::Values, Some((id, fact))) => format!("list, each {}", self.r#type(id, fact)),
            (Elements::Values, None) | (Elements::Records, _) => "list of records".to_owned(),
        };
        if let Some(least) = list.min_items {
            text = format!("{text}; at least {least}");
        }
        if let Some(most) = list.max_items {
            text = format!("{text}; at most {most}");
        }
        if list.unique {
            text.push_str("; none twice");
        }
        text
    }

    fn follows(&self, of: FactId, derivation: &Derivation) -> String {
        let record = self.vocabulary.scope(of);
        let own = |fact: &FactRef| self.fact_in(record, *fact);
        let field = |elements: &ScopeId, field: &FactRef| self.fact_in(*elements, *field);
        match derivation {
            Derivation::ElapsedSince(start) => {
                let anchor = self.vocabulary.anchor.and_then(|anchor| self.vocabulary.fact(anchor));
                format!("time from “{}” to “{}”", own(start), anchor.map_or("", |anchor| &*anchor.label))
            }
            Derivation::ElapsedBetween { from, to } => format!("time from “{}” to “{}”", own(from), own(to)),
            Derivation::PercentChange { from, to } => {
                format!("change from “{}” to “{}”, in percent of the first", own(from), own(to))
            }
            Derivation::Count(elements) => format!("number of entries of “{}”", self.list(*elements)),
            Derivation::Sum { elements, field: of } => {
                format!("total of “{}” over “{}”", field(elements, of), self.list(*elements))
            }
            Derivation::Latest { elements, field: of } => {
                format!("latest “{}” of “{}”", field(elements, of), self.list(*elements))
            }
            Derivation::Earliest { elements, field: of } => {
                format!("earliest “{}” of “{}”", field(elements, of), self.list(*elements))
            }
            Derivation::BodyMassIndex { weight, height } => {
                format!("body mass index by “{}” and “{}”", own(weight), own(height))
            }
        }
    }
}

/// The facts that are read, and those that they follow from or are asked by.
pub(super) fn with_inputs(vocabulary: &Vocabulary, read: impl IntoIterator<Item = FactId>) -> BTreeSet<FactId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<FactId> = read.into_iter().collect();
    while let Some(id) = open.pop() {
        if !found.insert(id) {
            continue;
        }
        let Some(fact) = vocabulary.fact(id) else { continue };
        open.extend(fact.asked_when.into_iter().flat_map(|node| read_below(&vocabulary.program, node)));
        let derivation = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
        open.extend(&fact.falls_back_on);
        open.extend(derivation.into_iter().flat_map(|derivation| inputs(vocabulary, derivation)));
    }
    found
}

/// The facts that a condition reads, each criterion that others refer to once.
pub(super) fn read_below(program: &Program, node: NodeId) -> Vec<FactId> {
    let mut seen = BTreeSet::new();
    let mut open = vec![node];
    let mut facts = Vec::new();
    while let Some(node) = open.pop() {
        if seen.insert(node) {
            facts.extend(program.own_facts(node).iter().map(|fact| fact.fact));
            open.extend(program.below(node));
        }
    }
    facts
}

fn inputs(vocabulary: &Vocabulary, derivation: &Derivation) -> Vec<FactId> {
    let of = |elements: &ScopeId, field: Option<FactId>| {
        let elements = vocabulary.program.scope(*elements);
        let below = elements.filter.map(|filter| read_below(&vocabulary.program, filter)).unwrap_or_default();
        std::iter::once(elements.list.fact).chain(field).chain(below).collect()
    };
    match derivation {
        Derivation::ElapsedSince(start) => std::iter::once(start.fact).chain(vocabulary.anchor).collect(),
        Derivation::ElapsedBetween { from, to } | Derivation::PercentChange { from, to } => vec![from.fact, to.fact],
        Derivation::BodyMassIndex { weight, height } => vec![weight.fact, height.fact],
        Derivation::Count(elements) => of(elements, None),
        Derivation::Sum { elements, field }
        | Derivation::Latest { elements, field }
        | Derivation::Earliest { elements, field } => of(elements, Some(field.fact)),
    }
}

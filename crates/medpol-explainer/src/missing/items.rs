//! Makes questions of found facts: runs of exclusions, choices, the same fact of several entries; grouped by document.

use std::collections::HashMap;
use std::sync::Arc;

use medpol_model::answer::{
    AskedFact, ChoiceOption, Missing, MissingCause, OpenChoice, Question, QuestionGroup, QuestionKind,
};
use medpol_model::policy::Policy;
use medpol_model::program::NodeId;
use medpol_model::vocabulary::{FactId, FrameId, Member, RecordId, Vocabulary};

use super::asked::Tree;
use super::documents::{Holders, Keep, assigned};
use super::found::{Absent, Found, FoundFact, Odds, Role};
use super::next::{self, Effect};

/// The questions for the facts that were found.
pub(super) fn of(policy: &Policy, found: Found) -> Missing {
    if found.facts.is_empty() {
        return Missing::default();
    }
    let not_listed = found.left_out();
    let tree = Tree::of(policy, found);
    let order = Order::of(&policy.vocabulary, policy.anchor.map(|anchor| anchor.fact));
    let mut units = units(&tree, &order);
    units.sort_by_key(|unit| unit.position);
    let holders: Vec<Holders> = units.iter().map(|unit| unit.holders(&tree)).collect();
    let mut groups: Vec<(Option<Arc<str>>, Vec<Unit>)> = Vec::new();
    for (document, unit) in assigned(&holders).into_iter().zip(units) {
        match groups.iter_mut().find(|(known, _)| *known == document) {
            Some((_, units)) => units.push(unit),
            None => groups.push((document, vec![unit])),
        }
    }
    let mut effects = Vec::with_capacity(groups.len());
    let groups: Vec<QuestionGroup> = groups
        .into_iter()
        .map(|(document, units)| {
            let (items, own): (Vec<Question>, Vec<Effect>) =
                merged(&tree, units).into_iter().map(|unit| (question(&tree, &unit), effect(&tree, &unit))).unzip();
            effects.push(own);
            QuestionGroup { document, items }
        })
        .collect();
    Missing { next: next::of(&groups, &effects), groups, not_listed }
}

/// The reading order: that of the vocabulary, after what identifies the request.
struct Order {
    /// The place of each fact, by its number.
    places: Vec<u32>,
    /// The record of the request: the one with the anchor.
    request: Option<String>,
}

impl Order {
    fn of(vocabulary: &Vocabulary, anchor: Option<FactId>) -> Self {
        let mut places = vec![u32::MAX; vocabulary.facts.len()];
        if let Some(case) = vocabulary.frame(FrameId::CASE) {
            number(vocabulary, case.record, &mut 0, &mut places);
        }
        let anchor = anchor.and_then(|anchor| vocabulary.fact(anchor));
        let request = anchor.and_then(|anchor| anchor.path.rsplit_once('.')).map(|(record, _)| format!("{record}."));
        Self { places, request }
    }

    fn position(&self, fact: &FoundFact) -> Position {
        let of_request = self.request.as_ref().is_some_and(|record| fact.path.starts_with(record.as_str()));
        Position {
            part: if of_request { Part::Request } else { Part::Rest },
            fact: self.places.get(fact.fact.fact.0 as usize).copied().unwrap_or(u32::MAX),
        }
    }
}

fn number(vocabulary: &Vocabulary, record: RecordId, next: &mut u32, places: &mut [u32]) {
    for (_, member) in vocabulary.record(record).into_iter().flat_map(|record| &record.members) {
        match member {
            Member::Fact(fact) => {
                if let Some(place) = places.get_mut(fact.0 as usize) {
                    *place = *next;
                    *next += 1;
                }
                let list = vocabulary.fact(*fact).map(|fact| &fact.kind);
                if let Some(medpol_model::vocabulary::FactKind::List(list)) = list
                    && let Some(frame) = vocabulary.frame(list.frame)
                {
                    number(vocabulary, frame.record, next, places);
                }
            }
            Member::Record(inner) => number(vocabulary, *inner, next, places),
        }
    }
}

/// The place of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Position {
    part: Part,
    fact: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Request,
    Rest,
}

/// Facts that are asked for together.
struct Unit {
    kind: UnitKind,
    facts: Vec<usize>,
    position: Position,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum UnitKind {
    Fact,
    EachEntry,
    NoneOf,
    Choice(usize),
}

impl Unit {
    /// The documents that hold the answers, those that hold most of them first.
    fn holders(&self, tree: &Tree<'_>) -> Holders {
        let mut documents: Vec<(Arc<str>, usize)> = Vec::new();
        for fact in self.facts.iter().filter_map(|at| tree.fact(*at)) {
            let known = tree.policy.vocabulary.fact(fact.fact.fact);
            for document in known.into_iter().flat_map(|known| known.evidence.iter()) {
                match documents.iter_mut().find(|(own, _)| own == document) {
                    Some((_, count)) => *count += 1,
                    None => documents.push((Arc::clone(document), 1)),
                }
            }
        }
        if documents.is_empty() {
            documents.extend(self.evidence_of_list(tree).iter().map(|document| (Arc::clone(document), 1)));
        }
        documents.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let place = if self.position.part == Part::Request { Keep::Best } else { Keep::Any };
        Holders { documents: documents.into_iter().map(|(document, _)| document).collect(), place }
    }

    /// The documents for the list whose entries have the fact as a field.
    fn evidence_of_list<'t>(&self, tree: &'t Tree<'_>) -> &'t [Arc<str>] {
        let vocabulary = &tree.policy.vocabulary;
        let fact = self.facts.first().and_then(|at| tree.fact(*at));
        let frame = fact.and_then(|fact| vocabulary.fact(fact.fact.fact)).and_then(|fact| vocabulary.frame(fact.frame));
        let list = frame.and_then(|frame| frame.list).and_then(|list| vocabulary.fact(list));
        list.map(|list| &*list.evidence).unwrap_or_default()
    }
}

/// Single facts, the entries of one fact, and choices.
fn units(tree: &Tree<'_>, order: &Order) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut of_entries: HashMap<(FactId, MissingCause), usize> = HashMap::new();
    let mut of_choices: HashMap<usize, usize> = HashMap::new();
    for (at, fact) in tree.found.facts.iter().enumerate() {
        let kind = match tree.role(at) {
            Some(Role::Asked) => UnitKind::Fact,
            Some(Role::Option) => fact.options.first().map_or(UnitKind::Fact, |option| UnitKind::Choice(option.choice)),
            Some(Role::Under(_) | Role::InputOf(_) | Role::FieldOf(_)) | None => continue,
        };
        let position = order.position(fact);
        let known = match kind {
            UnitKind::Choice(choice) => of_choices.get(&choice),
            UnitKind::Fact if fact.path.contains('[') => of_entries.get(&(fact.fact.fact, fact.cause)),
            UnitKind::Fact | UnitKind::EachEntry | UnitKind::NoneOf => None,
        };
        if let Some(unit) = known.and_then(|at| units.get_mut(*at)) {
            unit.facts.push(at);
            unit.position = unit.position.min(position);
            if unit.kind == UnitKind::Fact {
                unit.kind = UnitKind::EachEntry;
            }
            continue;
        }
        match kind {
            UnitKind::Choice(choice) => drop(of_choices.insert(choice, units.len())),
            UnitKind::Fact if fact.path.contains('[') => {
                of_entries.insert((fact.fact.fact, fact.cause), units.len());
            }
            UnitKind::Fact | UnitKind::EachEntry | UnitKind::NoneOf => {}
        }
        units.push(Unit { kind, facts: vec![at], position });
    }
    units
}

/// The questions of a group, runs of exclusions put together.
fn merged(tree: &Tree<'_>, units: Vec<Unit>) -> Vec<Unit> {
    let mut merged: Vec<Unit> = Vec::with_capacity(units.len());
    let mut runs: HashMap<bool, usize> = HashMap::new();
    for unit in units {
        let judgment = match unit.facts.as_slice() {
            [only] if unit.kind == UnitKind::Fact => tree.fact(*only).and_then(|fact| can_be_denied(tree, *only, fact)),
            _ => None,
        };
        let known = judgment.and_then(|judgment| runs.get(&judgment)).copied();
        if let Some(run) = known.and_then(|at| merged.get_mut(at)) {
            run.kind = UnitKind::NoneOf;
            run.facts.extend(unit.facts);
            continue;
        }
        if let Some(judgment) = judgment {
            runs.insert(judgment, merged.len());
        }
        merged.push(unit);
    }
    merged
}

/// Whether it helps that there is no such thing, and a case can say so at once; and if so, whether that is a
/// judgment.
fn can_be_denied(tree: &Tree<'_>, at: usize, fact: &FoundFact) -> Option<bool> {
    let known = tree.policy.vocabulary.fact(fact.fact.fact)?;
    let is_plain = fact.cause == MissingCause::NotOnRecord && fact.proof.is_none() && fact.inputs.is_empty();
    let is_denied = is_plain && fact.absent == Absent::Helps && known.kind.can_be_denied();
    (is_denied && tree.role(at) == Some(Role::Asked) && !fact.path.contains('[')).then_some(known.judgment)
}

fn ending(tree: &Tree<'_>, unit: &Unit) -> Odds {
    match unit.kind {
        UnitKind::Choice(choice) => tree.found.choices.get(choice).map_or(Odds::NEVER, |choice| choice.ending),
        UnitKind::Fact | UnitKind::EachEntry | UnitKind::NoneOf => {
            let odds = unit.facts.iter().filter_map(|at| tree.fact(*at)).map(|fact| fact.ending);
            odds.fold(Odds::NEVER, Odds::or)
        }
    }
}

fn effect(tree: &Tree<'_>, unit: &Unit) -> Effect {
    Effect { settles: u32::try_from(unit.facts.len()).unwrap_or(u32::MAX), ending: ending(tree, unit) }
}

fn question(tree: &Tree<'_>, unit: &Unit) -> Question {
    let facts: Vec<AskedFact> = unit.facts.iter().filter_map(|at| tree.asked(*at)).collect();
    let own = facts.first().map_or_else(|| Arc::from(""), |fact| Arc::clone(&fact.question));
    let (kind, question, choice) = match unit.kind {
        UnitKind::Fact => (QuestionKind::Fact, own, None),
        UnitKind::EachEntry => (QuestionKind::EachEntry, own, None),
        UnitKind::NoneOf => (QuestionKind::NoneOf, "Can all of these be ruled out?".into(), None),
        UnitKind::Choice(at) => {
            let choice = open_choice(tree, at);
            let question = choice.as_ref().map_or(own, choice_words);
            (QuestionKind::AtLeast, question, choice)
        }
    };
    Question { kind, question, can_end: ending(tree, unit).ending > 0, choice, facts }
}

fn choice_words(choice: &OpenChoice) -> Arc<str> {
    let more = if choice.counted.is_empty() { "" } else { " more" };
    format!("Is at least {}{more} of these on record?", choice.needed).into()
}

fn open_choice(tree: &Tree<'_>, at: usize) -> Option<OpenChoice> {
    let choice = tree.found.choices.get(at)?;
    let options = choice.options.iter().enumerate().map(|(option, node)| {
        let shows = |fact: &&FoundFact| fact.options.iter().any(|own| own.choice == at && own.option == option);
        let facts: Vec<&FoundFact> =
            tree.found.facts.iter().filter(shows).filter(|fact| fact.inputs.is_empty()).collect();
        ChoiceOption {
            text: named(tree, *node).unwrap_or_else(|| label(tree, facts.first().copied())),
            facts: facts.into_iter().map(|fact| fact.path.clone()).collect(),
        }
    });
    Some(OpenChoice {
        text: tree.policy.detail(choice.node).and_then(|detail| detail.text.clone()),
        needed: choice.needed,
        counted: choice.counted.iter().filter_map(|node| named(tree, *node)).collect(),
        options: options.collect(),
    })
}

/// What the policy calls a member.
fn named(tree: &Tree<'_>, node: NodeId) -> Option<Arc<str>> {
    let policy = tree.policy;
    let own = policy.detail(node).and_then(|detail| detail.text.clone());
    own.or_else(|| {
        let core = crate::modifier::core(&policy.program, node);
        let fact = policy.program.own_facts(core).first().copied()?;
        policy.vocabulary.fact(fact.fact).map(|fact| Arc::clone(&fact.label))
    })
}

fn label(tree: &Tree<'_>, fact: Option<&FoundFact>) -> Arc<str> {
    let known = fact.and_then(|fact| tree.policy.vocabulary.fact(fact.fact.fact));
    known.map_or_else(|| Arc::from(""), |known| Arc::clone(&known.label))
}

//! The facts that a walk found, each once, with the part that each plays.

use std::collections::{HashMap, HashSet};

use medpol_model::answer::{DatePart, MissingCause};
use medpol_model::program::{EvidenceRule, FactRef, NodeId};
use medpol_model::value::Interval;
use medpol_model::vocabulary::FactId;

use super::way::{OptionOf, Stage, Under, Way};

/// How many facts are listed at most. Lists in lists multiply, and nobody answers so many questions.
const MOST_LISTED: usize = 600;

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(super) facts: Vec<FoundFact>,
    pub(super) choices: Vec<FoundChoice>,
    /// The place of each fact with a slot of its own.
    by_slot: HashMap<(usize, MissingCause), usize>,
    /// Where each field of entries that nobody listed yet stands, and each list.
    by_path: HashMap<(String, MissingCause), usize>,
    lists: HashMap<String, usize>,
    /// Facts that are not listed.
    left_out: HashSet<(usize, FactId, MissingCause)>,
}

/// A fact that is asked for.
pub(super) struct FoundFact {
    pub(super) fact: FactRef,
    pub(super) path: String,
    pub(super) cause: MissingCause,
    pub(super) role: Role,
    /// The options of choices that it shows.
    pub(super) options: Vec<OptionOf>,
    /// The nearest nodes with an id; `None` is the policy as a whole.
    pub(super) criteria: Vec<Option<NodeId>>,
    pub(super) stage: Stage,
    /// Whether it helps everywhere that there is no such thing.
    pub(super) absent: Absent,
    pub(super) ending: Odds,
    pub(super) days: Days,
    pub(super) decides: Option<DatePart>,
    pub(super) on_record: Option<String>,
    pub(super) proof: Option<EvidenceRule>,
    /// The inputs that were asked for, with which it can be answered instead.
    pub(super) inputs: Vec<usize>,
}

/// The part that a fact plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is asked for itself.
    Asked,
    /// It shows an option of a choice.
    Option,
    /// It is needed after an answer.
    Under(Under),
    /// It is an input of another fact, which can be given instead.
    InputOf(usize),
    /// It is needed of each entry that is added to a list.
    FieldOf(usize),
}

/// Whether it helps that there is no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    Helps,
    DoesNot,
    /// It is only asked whether another fact is applicable.
    Unsaid,
}

impl Absent {
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::DoesNot, _) | (_, Self::DoesNot) => Self::DoesNot,
            (Self::Helps, _) | (_, Self::Helps) => Self::Helps,
            (Self::Unsaid, Self::Unsaid) => Self::Unsaid,
        }
    }
}

/// How many of how many answers would end the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Odds {
    pub(super) ending: u32,
    pub(super) of: u32,
}

impl Odds {
    pub(super) const NEVER: Self = Self { ending: 0, of: 1 };
    pub(super) const HALF: Self = Self { ending: 1, of: 2 };

    /// Those of the two that end the matter more often.
    pub(super) const fn or(self, other: Self) -> Self {
        if other.ending * self.of > self.ending * other.of { other } else { self }
    }
}

/// How precisely a date is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// To the day.
    Exact,
    /// As precisely as it takes to see whether it lies in these intervals.
    Within(Vec<Interval>),
}

impl Days {
    fn and(&mut self, other: Self) {
        match (self, other) {
            (Self::Within(own), Self::Within(more)) => {
                own.extend(more);
                own.sort_unstable_by_key(|interval| (interval.low, interval.high));
                own.dedup();
            }
            (own, Self::Exact) => *own = Self::Exact,
            (Self::Exact, Self::Within(_)) => {}
        }
    }
}

/// A choice of which some options are needed.
pub(super) struct FoundChoice {
    pub(super) node: NodeId,
    pub(super) needed: u32,
    /// Members that count already.
    pub(super) counted: Vec<NodeId>,
    pub(super) options: Vec<NodeId>,
    pub(super) ending: Odds,
}

/// What a test says of a fact that it asks for.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub(super) absent: Absent,
    pub(super) ending: Odds,
    pub(super) days: Days,
}

impl Test {
    /// A test of which nothing is known.
    pub(super) const OTHER: Self = Self { absent: Absent::DoesNot, ending: Odds::NEVER, days: Days::Exact };
}

/// Where a fact is to be found again.
pub(super) enum Place {
    /// By its slot in the case.
    Slot(usize),
    /// By its path: in entries that nobody listed yet.
    Path(String),
}

impl Found {
    /// How many facts are not listed.
    pub(super) fn left_out(&self) -> u32 {
        u32::try_from(self.left_out.len()).unwrap_or(u32::MAX)
    }

    /// The place of a fact that was found before.
    pub(super) fn known(&self, place: &Place, cause: MissingCause) -> Option<usize> {
        match place {
            Place::Slot(slot) => self.by_slot.get(&(*slot, cause)).copied(),
            Place::Path(path) => self.by_path.get(&(path.clone(), cause)).copied(),
        }
    }

    /// Whether there is no room for a fact with this slot; it is counted then.
    pub(super) fn is_full(&mut self, slot: usize, fact: FactId, cause: MissingCause) -> bool {
        if self.facts.len() < MOST_LISTED {
            return false;
        }
        self.left_out.insert((slot, fact, cause));
        true
    }

    /// Adds a fact.
    pub(super) fn add(&mut self, place: Place, fact: FoundFact) -> usize {
        let at = self.facts.len();
        match place {
            Place::Slot(slot) => drop(self.by_slot.insert((slot, fact.cause), at)),
            Place::Path(path) => drop(self.by_path.insert((path, fact.cause), at)),
        }
        let role = fact.role;
        self.facts.push(fact);
        self.note_input(at, role);
        at
    }

    /// Notes that a fact is a list, whose entries have fields.
    pub(super) fn note_list(&mut self, at: usize) {
        if let Some(list) = self.facts.get(at) {
            self.lists.entry(list.path.clone()).or_insert(at);
        }
    }

    /// Notes that a fact was asked for as an input of another.
    fn note_input(&mut self, at: usize, role: Role) {
        if let Role::InputOf(of) = role
            && let Some(of) = self.facts.get_mut(of)
            && !of.inputs.contains(&at)
        {
            of.inputs.push(at);
        }
    }

    /// The list with this path.
    pub(super) fn list(&self, path: &str) -> Option<usize> {
        self.lists.get(path).copied()
    }

    /// Whether a fact is a field of the entries of a list.
    pub(super) fn is_field_of(&self, fact: usize, list: usize) -> bool {
        self.facts.get(fact).is_some_and(|fact| fact.role == Role::FieldOf(list))
    }

    /// The facts that unknown nodes read now, and that the case has a place for; with those that are not listed.
    pub(super) fn open(&self) -> impl Iterator<Item = (FactId, MissingCause)> {
        let listed = self
            .facts
            .iter()
            .filter(|fact| fact.stage == Stage::Open && fact.inputs.is_empty() && !fact.path.contains("[]"));
        let left_out = self.left_out.iter().map(|(_, fact, cause)| (*fact, *cause));
        listed.map(|found| (found.fact.fact, found.cause)).chain(left_out)
    }

    /// Says that a fact is asked for once more.
    pub(super) fn again(&mut self, at: usize, role: Role, way: Way, named: Option<NodeId>, test: Test) {
        self.note_input(at, role);
        let Some(fact) = self.facts.get_mut(at) else { return };
        if !fact.criteria.contains(&named) {
            fact.criteria.push(named);
        }
        fact.options.extend(way.option.filter(|option| !fact.options.contains(option)));
        fact.role = match (fact.role, role) {
            (Role::Asked, _) | (_, Role::Asked) => Role::Asked,
            (Role::FieldOf(list), _) | (_, Role::FieldOf(list)) => Role::FieldOf(list),
            (Role::InputOf(own), Role::InputOf(other)) if own == other => Role::InputOf(own),
            // An input that is asked for by itself too, or for two facts.
            (Role::InputOf(_), _) | (_, Role::InputOf(_)) => Role::Asked,
            (Role::Option, _) | (_, Role::Option) => Role::Option,
            (own, _) => own,
        };
        fact.stage = fact.stage.min(way.stage);
        fact.absent = fact.absent.and(test.absent);
        fact.ending = fact.ending.or(test.ending);
        fact.days.and(test.days);
    }
}

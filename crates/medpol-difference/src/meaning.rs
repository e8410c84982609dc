//! How the meaning of two policies differs: asked of every possible case, and told with the smallest that shows it.
//!
//! The search is that of `medpol-proof`; here its answers become the published form.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use medpol_library::{Library, WrittenCase};
use medpol_model::answer::{
    BoundedList, ChangedPart, CriterionDifference, CriterionMeaning, MeaningDifference, MeaningDirection,
    PolicyDifference, Proved, RecordFinding, RecordsDifference,
};
use medpol_model::policy::{CriterionId, Policy, Position};
use medpol_proof::{Bounded, Deadline, Direction, Effort, Found, Patients, Renamed, Side, Witness, compare_renamed};

use crate::not_decided::why;
use crate::witness::{Named, Told, Witnesses, typical};

/// How the search among all cases is made.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Ends it when it is set.
    pub stop: Option<Arc<AtomicBool>>,
    /// When it ends.
    pub until: Option<Deadline>,
    /// Cases that are typical of a policy; a witness is as like the first that fits as can be.
    pub typical: Vec<TypicalCase>,
}

/// A case that is typical of a policy.
#[derive(Clone, Debug)]
pub struct TypicalCase {
    /// The id of the policy; none where it is for any.
    pub policy: Option<String>,
    /// The case.
    pub case: WrittenCase,
}

impl Search {
    pub(crate) fn effort(&self) -> Effort {
        Effort { stop: self.stop.clone(), until: self.until.clone(), ..Effort::default() }
    }
}

/// Two policy versions with their libraries.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) before: (&'a Policy, &'a Library),
    pub(crate) after: (&'a Policy, &'a Library),
}

impl<'a> Sides<'a> {
    pub(crate) fn proof(self) -> [Side<'a>; 2] {
        [self.before, self.after].map(|(policy, library)| Side { policy, symbols: library.symbols() })
    }

    /// Why the two are not asked about at all.
    pub(crate) fn unasked(self) -> Option<String> {
        let defers = [self.before.0, self.after.0]
            .into_iter()
            .find(|policy| matches!(policy.position, Position::Defers { .. }))?;
        Some(format!("`{}` asks nothing: it leaves the question to another policy", defers.reference()))
    }
}

/// Puts what a search among all cases shows into a difference whose digests do not show it.
pub(crate) fn search(found: &mut PolicyDifference, sides: Sides<'_>, search: &Search, witnesses: &mut Witnesses<'_>) {
    if let Some(because) = sides.unasked() {
        if let Some(meaning) = &mut found.meaning {
            meaning.limits.push(because);
        }
        return;
    }
    let typical = typical(&search.typical, sides);
    let [first, second] = sides.proof();
    let named = Named { sides, is_typical: typical.is_some(), told: Told::Criterion };
    let renamed = found.criteria.iter().filter_map(|criterion| {
        let was = Arc::clone(&criterion.guess.as_ref()?.was);
        Some(Renamed { was: CriterionId(was), is: CriterionId(Arc::clone(&criterion.id)) })
    });
    let renamed: Vec<Renamed> = renamed.collect();
    match compare_renamed(first, second, &renamed, typical.as_ref(), &search.effort()) {
        Ok(comparison) => {
            let mut limits = Vec::new();
            let mut told = |words: &str, found: &Found<Witness>| {
                if let Found::NotDecided(because) = found {
                    limits.push(format!("{words}: not decided, because {}", why(because)));
                }
            };
            told("whether it is stricter for some patients", &comparison.patients.stricter);
            told("whether it is looser for some patients", &comparison.patients.looser);
            told("whether it asks for more", &comparison.records.asks_more);
            told("whether it asks for less", &comparison.records.asks_less);
            told("whether it decides some record otherwise", &comparison.records.otherwise);
            let direction = direction(comparison.patients.direction());
            let patients = &comparison.patients;
            let mut record = |name: &str, found: &Found<Witness>| match found {
                Found::No => RecordFinding::None,
                Found::Yes(witness) => RecordFinding::Found(witnesses.add(name, witness, named)),
                Found::NotDecided(_) => RecordFinding::NotDecided,
            };
            let records = RecordsDifference {
                asks_more: record("asks-for-more", &comparison.records.asks_more),
                asks_less: record("asks-for-less", &comparison.records.asks_less),
                otherwise: record("decides-otherwise", &comparison.records.otherwise),
            };
            let proved = match direction {
                MeaningDirection::NotDecided => Proved::NotDecided,
                MeaningDirection::Same
                | MeaningDirection::Stricter
                | MeaningDirection::Looser
                | MeaningDirection::Both
                | MeaningDirection::StricterAtLeast
                | MeaningDirection::LooserAtLeast => {
                    if comparison.bounded.is_empty() {
                        Proved::Search
                    } else {
                        Proved::SearchOfBoundedLists
                    }
                }
            };
            let meaning = MeaningDifference {
                direction,
                proved,
                stricter: yes(&patients.stricter).map(|one| witnesses.add("stricter", one, named)),
                looser: yes(&patients.looser).map(|one| witnesses.add("looser", one, named)),
                records: Some(records),
                lists: bounded(&comparison.bounded),
                limits,
            };
            found.meaning = Some(meaning);
            let own = comparison
                .criteria
                .iter()
                .filter_map(|criterion| Some((&criterion.id.0, criterion.patients.as_ref()?)));
            criteria(found, own.collect(), sides, named, witnesses);
        }
        Err(incomparable) => {
            let facts: Vec<&str> = incomparable.facts.iter().map(|fact| &**fact).collect();
            if let Some(meaning) = &mut found.meaning {
                meaning
                    .limits
                    .push(format!("not compared, because these facts are of other types: {}", facts.join(", ")));
            }
        }
    }
}

/// Puts which way each criterion goes where its changes are told; one that changed by what it refers to is added.
fn criteria(
    found: &mut PolicyDifference,
    own: BTreeMap<&Arc<str>, &Patients>,
    sides: Sides<'_>,
    named: Named<'_>,
    witnesses: &mut Witnesses<'_>,
) {
    for (id, patients) in own {
        let direction = direction(patients.direction());
        let is_exclusion = |policy: &Policy| policy.criterion(id).is_some_and(|node| policy.exclusions.contains(&node));
        let told =
            if is_exclusion(sides.after.0) || is_exclusion(sides.before.0) { Told::Exclusion } else { Told::Criterion };
        let named = Named { told, ..named };
        let place = found.criteria.iter().position(|criterion| criterion.id == *id);
        if direction == MeaningDirection::Same && place.is_none() {
            continue;
        }
        let meaning = CriterionMeaning {
            direction,
            stricter: yes(&patients.stricter).map(|one| witnesses.add(&format!("{id}-stricter"), one, named)),
            looser: yes(&patients.looser).map(|one| witnesses.add(&format!("{id}-looser"), one, named)),
        };
        match place.and_then(|at| found.criteria.get_mut(at)) {
            Some(criterion) => criterion.meaning = Some(meaning),
            None => found.criteria.push(unchanged(id, sides.after.0, meaning)),
        }
    }
}

/// A criterion in which nothing changed, and that decides otherwise.
fn unchanged(id: &Arc<str>, policy: &Policy, meaning: CriterionMeaning) -> CriterionDifference {
    let node = policy.criterion(id);
    let is_exclusion = node.is_some_and(|node| policy.exclusions.contains(&node));
    let text = node.and_then(|node| policy.detail(node)?.text.clone());
    CriterionDifference {
        id: Arc::clone(id),
        part: if is_exclusion { ChangedPart::Exclusion } else { ChangedPart::Criterion },
        within: None,
        guess: None,
        says: text.map_or_else(String::new, |text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
        changes: Vec::new(),
        meaning: Some(meaning),
        same_meaning: false,
    }
}

const fn yes(found: &Found<Witness>) -> Option<&Witness> {
    match found {
        Found::Yes(witness) => Some(witness),
        Found::No | Found::NotDecided(_) => None,
    }
}

/// The lists of which only so many entries were looked at.
pub(crate) fn bounded(bounded: &[Bounded]) -> Vec<BoundedList> {
    bounded.iter().map(|one| BoundedList { path: Arc::clone(&one.path), most: one.most }).collect()
}

const fn direction(direction: Direction) -> MeaningDirection {
    match direction {
        Direction::Same => MeaningDirection::Same,
        Direction::Stricter => MeaningDirection::Stricter,
        Direction::Looser => MeaningDirection::Looser,
        Direction::Both => MeaningDirection::Both,
        Direction::StricterAtLeast => MeaningDirection::StricterAtLeast,
        Direction::LooserAtLeast => MeaningDirection::LooserAtLeast,
        Direction::NotDecided => MeaningDirection::NotDecided,
    }
}

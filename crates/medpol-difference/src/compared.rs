//! Two sides, put beside each other: one version with another, or every version of two libraries.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_analysis::{describe, difference as of_texts, library_verdict, verdict};
use medpol_library::{Library, Side, SidePart};
use medpol_model::answer::{DIFFERENCE_FORMAT, Description, Difference, DocumentDifference, PolicyDifference};
use medpol_model::policy::Policy;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::documents::{documents, uses_value_set, uses_vocabulary, value_set, vocabulary};
use crate::meaning::{self, Search, Sides};
use crate::witness::{WitnessFile, Witnesses};

/// What is looked at, where two libraries are compared.
#[derive(Clone, Debug)]
pub enum Looked {
    /// Everything.
    Everything,
    /// A vocabulary, and the policies that build on it.
    Vocabulary(String),
    /// A value set, and the policies that compare with it.
    ValueSet(String),
}

/// What is different between two sides, and the case files of the witnesses. Only digests tell of the meaning where no search is
/// made.
pub fn difference(sides: &[Side; 2], looked: &Looked, search: Option<&Search>) -> Compared {
    let [before, after] = sides;
    let pairs = pairs(before, after);
    let pairs: Vec<Pair<'_>> = pairs.into_iter().filter(|pair| looked.has(pair, sides)).collect();
    let all = pairs.len();
    let libraries = [&*before.library, &*after.library];
    let compared: Vec<Option<OnePolicy>> =
        pairs.into_par_iter().map(|pair| pair.difference(libraries, search)).collect();
    let mut witnesses = Vec::new();
    let mut policies: Vec<PolicyDifference> = Vec::new();
    for one in compared.into_iter().flatten() {
        policies.push(one.difference);
        witnesses.extend(one.witnesses);
    }
    let is_one = matches!((&before.part, &after.part), (SidePart::Version(_), SidePart::Version(_)));
    if !is_one {
        policies.retain(|policy| !is_empty(policy));
    }
    let unchanged = all - policies.len();
    let line = match policies.as_slice() {
        [only] if is_one => only.verdict.clone(),
        several => library_verdict(several, unchanged),
    };
    let documents = if is_one { Vec::new() } else { found(sides, looked) };
    let difference = Difference {
        format: DIFFERENCE_FORMAT,
        before: before.name.clone(),
        after: after.name.clone(),
        verdict: line,
        policies,
        unchanged,
        documents,
        impact: None,
    };
    Compared { difference, witnesses }
}

/// The documents that differ and are looked at.
fn found(sides: &[Side; 2], looked: &Looked) -> Vec<DocumentDifference> {
    let [before, after] = sides.each_ref().map(|side| &*side.library);
    match looked {
        Looked::Everything => documents(before, after),
        Looked::Vocabulary(id) => vocabulary(before, after, id).into_iter().collect(),
        Looked::ValueSet(id) => value_set(before, after, id).into_iter().collect(),
    }
}

impl Looked {
    fn has(&self, pair: &Pair<'_>, sides: &[Side; 2]) -> bool {
        let mut both = pair.before.into_iter().chain(pair.after);
        let [_, after] = sides;
        match self {
            Self::Everything => true,
            Self::Vocabulary(id) => both.any(|policy| uses_vocabulary(policy, &after.library, id)),
            Self::ValueSet(id) => both.any(|policy| uses_value_set(policy, id)),
        }
    }
}

/// A version before and after; one of them where it is new or gone.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    pub(crate) before: Option<&'a Arc<Policy>>,
    pub(crate) after: Option<&'a Arc<Policy>>,
}

/// What is different, and the cases that show it.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What is different.
    pub difference: Difference,
    /// The witnesses as case files; their names are in the difference.
    pub witnesses: Vec<WitnessFile>,
}

/// The same of one policy.
pub(crate) struct OnePolicy {
    pub(crate) difference: PolicyDifference,
    witnesses: Vec<WitnessFile>,
}

impl Pair<'_> {
    pub(crate) fn difference(self, [before, after]: [&Library; 2], search: Option<&Search>) -> Option<OnePolicy> {
        let words = |policy: &Arc<Policy>, library: &Library| describe(policy, library.symbols(), "");
        let old: Option<Description> = self.before.map(|policy| words(policy, before));
        let new: Option<Description> = self.after.map(|policy| words(policy, after));
        let mut found = of_texts(old.as_ref(), new.as_ref())?;
        let mut witnesses = Vec::new();
        match (self.before, self.after) {
            (Some(was), Some(is)) if was.meaning_digest != is.meaning_digest => {
                let sides = Sides { before: (was, before), after: (is, after) };
                if let Some(search) = search {
                    let prefix = is.reference().replace(['/', '@', '\\'], "-");
                    let mut kept = Witnesses { prefix, files: &mut witnesses };
                    meaning::search(&mut found, sides, search, &mut kept);
                    found.verdict = verdict(&found);
                }
            }
            // A version that is new is told by what it changes.
            (None, Some(policy)) => {
                if let Some(earlier) = after.before(policy) {
                    let pair = Pair { before: Some(earlier), after: Some(policy) };
                    let line = pair.difference([after, after], search)?.difference.verdict.line;
                    found.verdict.line = format!("new; against {}: {line}", earlier.reference());
                }
            }
            (Some(_), Some(_) | None) | (None, None) => {}
        }
        Some(OnePolicy { difference: found, witnesses })
    }
}

/// The versions that are put beside each other, by id and first effective day.
fn pairs<'a>(before: &'a Side, after: &'a Side) -> Vec<Pair<'a>> {
    if let (SidePart::Version(one), SidePart::Version(other)) = (&before.part, &after.part) {
        return vec![Pair { before: Some(one), after: Some(other) }];
    }
    let mut pairs: BTreeMap<(Arc<str>, medpol_model::value::Date, Arc<str>), Pair<'a>> = BTreeMap::new();
    let old = before.policies();
    for policy in after.policies() {
        let was = old.iter().find(|other| other.id == policy.id && other.version == policy.version).copied();
        pairs.insert(key(policy), Pair { before: was, after: Some(policy) });
    }
    for policy in old {
        let is_there = pairs.values().any(|pair| pair.before.is_some_and(|other| Arc::ptr_eq(other, policy)));
        if !is_there {
            pairs.insert(key(policy), Pair { before: Some(policy), after: None });
        }
    }
    pairs.into_values().collect()
}

fn key(policy: &Policy) -> (Arc<str>, medpol_model::value::Date, Arc<str>) {
    (Arc::clone(&policy.id.0), policy.effective.from, Arc::clone(&policy.version))
}

/// Whether a version is the same to the letter in both libraries.
fn is_empty(policy: &PolicyDifference) -> bool {
    let (Some(before), Some(after)) = (&policy.before, &policy.after) else { return false };
    let (old, new) = (&before.policy, &after.policy);
    policy.criteria.is_empty()
        && policy.changes.is_empty()
        && old.text_digest == new.text_digest
        && old.meaning_digest == new.meaning_digest
        && old.governs_digest == new.governs_digest
}

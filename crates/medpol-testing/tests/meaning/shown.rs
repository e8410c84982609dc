//! `show` tells the whole logic: whatever changes a decision changes what is said, digests aside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_analysis::describe;
use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_model::answer::Description;
use medpol_model::policy::{Policy, governs, meaning};
use medpol_model::value::Symbols;
use medpol_report::{Colour, policy as report};
use medpol_testing::fixtures;

use crate::generic::Generic;
use crate::mutate::{Mutant, mutants};
use crate::tables;

/// What is said of a policy and not of another, as Markdown, which has the same outline as text. Both say the
/// rest, so that the whole documents differ where these do.
///
/// The digests are those that the policy carries, which are not made anew for a changed one.
fn alone(described: &Description, other: &Description) -> String {
    let mut described = described.clone();
    described.sources.clear();
    described.not_encoded.clear();
    described.revisions.clear();
    described.criteria.retain(|criterion| !other.criteria.contains(criterion));
    described.exclusions.retain(|exclusion| !other.exclusions.contains(exclusion));
    described.facts.retain(|fact| !other.facts.contains(fact));
    report::markdown(&described)
}

/// The canonical text of everything that a policy decides and governs.
fn meant(policy: &Policy, symbols: &Symbols) -> Vec<String> {
    let mut lines = meaning(policy, symbols);
    lines.extend(governs(policy));
    lines
}

/// What is wrong with how the changed forms of a policy read.
fn faults(subject: &Subject<'_>) -> (usize, Vec<String>) {
    let Subject { policy, symbols, facts } = subject;
    let own = describe(policy, symbols, "");
    let own_meaning = meant(policy, symbols);
    let mut faults = Vec::new();
    let mut readings: BTreeMap<[String; 2], (Vec<String>, String)> = BTreeMap::new();
    let mutants = mutants(policy, symbols, facts);
    let number = mutants.len();
    for Mutant { what, policy: changed } in mutants {
        let (now, now_meaning) = (describe(&changed, symbols, ""), meant(&changed, symbols));
        let name = policy.reference();
        if now_meaning == own_meaning {
            faults.push(format!("{name}: no digest sees a change: {what}"));
        }
        let said = [alone(&own, &now), alone(&now, &own)];
        if now == own || said[0] == said[1] {
            faults.push(format!("{name}: nothing that is shown tells a change: {what}"));
            continue;
        }
        let (other, earlier) = readings.entry(said).or_insert_with(|| (now_meaning.clone(), what.clone()));
        if *other != now_meaning {
            faults.push(format!("{name}: two changes read the same: {earlier}\n  and {what}"));
        }
    }
    (number, faults)
}

#[track_caller]
fn check(found: (usize, Vec<String>)) {
    let (number, faults) = found;
    assert!(number > 0, "nothing was changed");
    let first: Vec<&str> = faults.iter().take(40).map(String::as_str).collect();
    assert!(faults.is_empty(), "{} faults in {number} changes, such as\n{}", faults.len(), first.join("\n"));
}

/// A policy to be changed, with the facts whose definitions are changed in it.
struct Subject<'a> {
    policy: &'a Policy,
    symbols: &'a Symbols,
    facts: BTreeSet<Arc<str>>,
}

/// Policies to be changed. The definition of a fact is changed in the first policy that reads it.
fn subjects<'a>(policies: impl Iterator<Item = (&'a Policy, &'a Symbols)>) -> Vec<Subject<'a>> {
    let mut seen = BTreeSet::new();
    let mut meanings = BTreeSet::new();
    let subject = |(policy, symbols): (&'a Policy, &'a Symbols)| {
        // What means the same as an earlier one was changed there.
        if !meanings.insert(policy.meaning_digest.clone()) {
            return None;
        }
        let facts = describe(policy, symbols, "").facts.into_iter().map(|fact| fact.path);
        let facts = facts.filter(|path| seen.insert((policy.vocabulary.id.clone(), path.clone()))).collect();
        Some(Subject { policy, symbols, facts })
    };
    policies.filter_map(subject).collect()
}

/// Both halves at once, so that the test takes half as long.
fn all(subjects: &[Subject<'_>]) -> (usize, Vec<String>) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let (mut number, mut found) = (0, Vec::new());
        while let Some(subject) = subjects.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let (more, faults) = faults(subject);
            number += more;
            found.extend(faults);
        }
        (number, found)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let (number, mut found) = work();
        let (more, others) = other.join().unwrap();
        found.extend(others);
        (number + more, found)
    })
}

#[test]
fn every_change_of_a_shipped_policy_changes_its_description() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    check(all(&subjects(library.policies().iter().map(|policy| (&**policy, library.symbols())))));
}

#[test]
fn every_change_of_an_operator_table_changes_its_description() {
    let mut generic = Generic::load();
    let compiled: Vec<_> =
        tables::policies(&mut generic).into_iter().map(|part| generic.compile(part).unwrap()).collect();
    assert!(compiled.len() > 80, "{} tables", compiled.len());
    check(all(&subjects(compiled.iter().map(|compiled| (&*compiled.policies[0], &compiled.symbols)))));
}

/// Nothing internal is ever shown.
#[test]
fn a_description_shows_no_internal_names() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    for policy in library.policies() {
        let described = describe(policy, library.symbols(), "");
        for text in [report::text(&described, Colour::Never), report::markdown(&described)] {
            for internal in ["$0", "$1", "mask ", "NodeId", "Some(", "None,", "tick"] {
                assert!(!text.contains(internal), "{} shows `{internal}`", policy.reference());
            }
        }
    }
}

//! The vocabularies and value sets of two libraries, and which policies build on them.

use std::collections::BTreeSet;

use medpol_analysis::{describe_facts, value_set_difference, value_set_uses, vocabulary_difference};
use medpol_library::Library;
use medpol_model::answer::{DescribedFact, DocumentDifference};
use medpol_model::policy::Policy;
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Vocabulary;

/// Every vocabulary and value set that differs, by kind and id. What a vocabulary has from another one is told there.
pub(crate) fn documents(before: &Library, after: &Library) -> Vec<DocumentDifference> {
    let ids: BTreeSet<&str> =
        [before, after].iter().flat_map(|library| library.vocabularies()).map(|one| &*one.id).collect();
    let mut found: Vec<DocumentDifference> = Vec::new();
    for id in ids {
        found.extend(vocabulary_difference(id, &facts(before, id), &facts(after, id)));
    }
    let all = found.clone();
    for document in &mut found {
        let included = all.iter().filter(|other| includes(after, &document.id, &other.id));
        let told: Vec<_> = included.flat_map(|other| &other.changes).collect();
        document.changes.retain(|change| !told.contains(&change));
        document.used_by = users(after, |policy| uses_vocabulary(policy, after, &document.id));
    }
    found.retain(|document| !document.changes.is_empty());
    let ids: BTreeSet<&str> = [before, after].iter().flat_map(|library| library.value_sets()).collect();
    found.extend(ids.into_iter().filter_map(|id| value_set(before, after, id)));
    found
}

/// One vocabulary, with everything that it has from others.
pub(crate) fn vocabulary(before: &Library, after: &Library, id: &str) -> Option<DocumentDifference> {
    let found = vocabulary_difference(id, &facts(before, id), &facts(after, id))?;
    Some(DocumentDifference { used_by: users(after, |policy| uses_vocabulary(policy, after, id)), ..found })
}

/// One value set.
pub(crate) fn value_set(before: &Library, after: &Library, id: &str) -> Option<DocumentDifference> {
    let found = value_set_difference(id, before.value_set(id), after.value_set(id))?;
    Some(DocumentDifference { used_by: users(after, |policy| uses_value_set(policy, id)), ..found })
}

fn find<'a>(library: &'a Library, id: &str) -> Option<&'a Vocabulary> {
    library.vocabularies().find(|one| *one.id == *id)
}

fn facts(library: &Library, id: &str) -> Vec<DescribedFact> {
    find(library, id).map_or_else(Vec::new, |one| describe_facts(one, library.symbols()))
}

/// Whether a vocabulary has every fact of another one, and more.
fn includes(library: &Library, id: &str, other: &str) -> bool {
    let (Some(whole), Some(part)) = (find(library, id), find(library, other)) else { return false };
    whole.id != part.id && has_all(whole, part)
}

fn has_all(whole: &Vocabulary, part: &Vocabulary) -> bool {
    let paths: BTreeSet<&str> = whole.facts.iter().map(|fact| &*fact.path).collect();
    part.facts.len() <= whole.facts.len() && part.facts.iter().all(|fact| paths.contains(&*fact.path))
}

fn users(library: &Library, uses: impl Fn(&Policy) -> bool) -> Vec<String> {
    library.policies().iter().filter(|policy| uses(policy)).map(|policy| policy.reference()).collect()
}

/// Whether a policy is written in the words of a vocabulary, or of one that builds on it.
pub(crate) fn uses_vocabulary(policy: &Policy, library: &Library, id: &str) -> bool {
    let builds_on = || find(library, id).is_some_and(|part| has_all(&policy.vocabulary, part));
    *policy.vocabulary.id == *id || builds_on()
}

/// Whether a policy, or the vocabulary that it is written in, compares with a value set.
pub(crate) fn uses_value_set(policy: &Policy, id: &str) -> bool {
    !value_set_uses([policy], &Symbols::default(), id).is_empty()
}

//! Putting the criteria of sets in the place of `use` entries.

use std::borrow::Cow;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_syntax::document::{CriterionDocument, Part, PolicyDocument, Text, UseDocument};

use super::Sets;
use crate::condition::{Set, Use, Uses};
use crate::vocabulary::VocabularyDocuments;

/// The policy with the criteria of the sets in the place of their `use` entries. An entry that cannot
/// be followed is reported and left where it is.
pub(crate) fn expand<'d, 'a>(
    document: &'d PolicyDocument,
    sets: &Sets<'a>,
    vocabularies: &VocabularyDocuments<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Cow<'d, PolicyDocument>, Uses<'a>) {
    let mut expansion = Expansion { document, sets, vocabularies, diagnostics, uses: Uses::none() };
    if !has_use(document) {
        return (Cow::Borrowed(document), expansion.uses);
    }
    let mut expanded = document.clone();
    for list in [&mut expanded.criteria, &mut expanded.exclusions].into_iter().flatten() {
        expansion.list(list);
    }
    let entries = expanded.determination.iter_mut().flat_map(|all| &mut all.entries);
    entries.filter_map(|entry| entry.met_when.as_mut()).for_each(|met_when| expansion.inside(met_when));
    (Cow::Owned(expanded), expansion.uses)
}

fn has_use(document: &PolicyDocument) -> bool {
    let lists = [&document.criteria, &document.exclusions].into_iter().flatten().flatten();
    let met_when =
        document.determination.iter().flat_map(|all| &all.entries).filter_map(|entry| entry.met_when.as_ref());
    lists.chain(met_when).any(uses)
}

fn uses(criterion: &CriterionDocument) -> bool {
    criterion.used_set().is_some() || criterion.below().into_iter().any(uses)
}

struct Expansion<'s, 'a> {
    document: &'s PolicyDocument,
    sets: &'s Sets<'a>,
    vocabularies: &'s VocabularyDocuments<'s>,
    diagnostics: &'s mut Vec<Diagnostic>,
    uses: Uses<'a>,
}

impl Expansion<'_, '_> {
    fn list(&mut self, list: &mut Vec<CriterionDocument>) {
        for mut member in std::mem::take(list) {
            let Some(UseDocument { set, criteria }) = member.used_set() else {
                self.inside(&mut member);
                list.push(member);
                continue;
            };
            if let Some(criteria) = self.insert(set, criteria.as_deref()) {
                list.extend(criteria);
            } else {
                self.uses.refuse(member.span);
                list.push(member);
            }
        }
    }

    fn inside(&mut self, criterion: &mut CriterionDocument) {
        for part in criterion.parts() {
            match part {
                Part::List(list) => self.list(list),
                Part::Criterion(inner) => self.inside(inner),
                Part::Operand(_) => {}
            }
        }
    }

    /// The criteria that an entry stands for; `None` with a diagnostic where it cannot be followed.
    fn insert(&mut self, name: &Text, chosen: Option<&[Text]>) -> Option<Vec<CriterionDocument>> {
        let Some(set) = self.sets.known.get(&*name.text).copied() else {
            self.diagnostics.push(self.sets.unknown(name));
            return None;
        };
        if !self.includes(set) {
            self.diagnostics.push(foreign(name, set, self.document));
            return None;
        }
        let all = &set.document.criteria;
        let criteria = match chosen {
            None => all.clone(),
            Some(ids) => {
                let found: Vec<_> = ids.iter().map(|id| find(all, id)).collect();
                for (id, _) in ids.iter().zip(&found).filter(|(_, criterion)| criterion.is_none()) {
                    self.diagnostics.push(missing(id, name, set));
                }
                found.into_iter().map(Option::<&CriterionDocument>::cloned).collect::<Option<Vec<_>>>()?
            }
        };
        let inserted = criteria.iter().map(|criterion| criterion.span).collect();
        self.uses.add(Use { origin: (*name.text).into(), span: name.span, set, inserted });
        Some(criteria)
    }

    /// Whether the policy's vocabulary is that of the set, or builds on it.
    fn includes(&self, set: Set<'_>) -> bool {
        let mut open = vec![&*self.document.vocabulary.text];
        let mut seen = Vec::new();
        while let Some(id) = open.pop() {
            if id == &*set.document.vocabulary.text {
                return true;
            }
            if !seen.contains(&id) {
                seen.push(id);
                open.extend(
                    self.vocabularies.get(id).iter().flat_map(|known| known.uses.iter().map(|used| &*used.text)),
                );
            }
        }
        false
    }
}

fn find<'c>(criteria: &'c [CriterionDocument], id: &Text) -> Option<&'c CriterionDocument> {
    criteria.iter().find(|criterion| criterion.head.id.as_ref().is_some_and(|own| own.text == id.text))
}

impl Sets<'_> {
    /// No set or no version of that name.
    fn unknown(&self, name: &Text) -> Diagnostic {
        let (id, version) = match name.text.split_once('@') {
            Some((id, version)) => (id, Some(version)),
            None => (&*name.text, None),
        };
        let versions: Vec<&str> = self
            .known
            .values()
            .filter(|set| &*set.document.id.text == id)
            .map(|set| &*set.document.version.text)
            .collect();
        let ids = || self.known.values().map(|set| &*set.document.id.text);
        let problem = |message: String, label: &str| Diagnostic::new(&codes::P0216, name.span, message).label(label);
        let there = format!("there is {}", crate::literal::list(versions.iter().copied()));
        match (version, versions.last()) {
            (None, Some(last)) => problem(format!("`{id}` is used without a version"), "which version?")
                .help(format!("write `use: {id}@{last}`; a policy keeps the version it was written for"))
                .offer(name.span, format!("{id}@{last}")),
            (Some(version), Some(_)) => {
                problem(format!("`{id}` has no version `{version}`"), "unknown version").help(there)
            }
            (_, None) => {
                let problem = problem(format!("no set of criteria is called `{id}`"), "unknown set");
                match medpol_diagnostics::nearest(id, ids()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                }
                .help("sets of criteria are files `policies/shared/<name>/<version>.yaml`, used as `shared/<name>@<version>`")
            }
        }
    }
}

/// A set with other facts than the policy.
fn foreign(name: &Text, set: Set<'_>, policy: &PolicyDocument) -> Diagnostic {
    let (own, other) = (&policy.vocabulary, &set.document.vocabulary);
    let message =
        format!("`{}` speaks of the facts of `{}`, which `{}` does not include", name.text, other.text, own.text);
    Diagnostic::new(&codes::P0218, name.span, message)
        .label("another vocabulary")
        .also(own.span, "the vocabulary of this policy")
        .also(other.span, "the vocabulary of the set")
        .help(format!("let `{}` use `{}`, or write the criteria out", own.text, other.text))
}

/// An id that the set does not have.
fn missing(id: &Text, name: &Text, set: Set<'_>) -> Diagnostic {
    let known = || set.document.criteria.iter().filter_map(|criterion| criterion.head.id.as_ref()).map(|id| &*id.text);
    Diagnostic::new(&codes::P0207, id.span, format!("`{}` has no criterion `{}`", name.text, id.text))
        .label("not in the set")
        .did_you_mean(&id.text, known())
        .also(set.document.id.span, "the set")
        .help(format!("its criteria are {}", crate::literal::list(known())))
}

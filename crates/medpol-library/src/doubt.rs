//! What is in doubt in a library with errors, so that the rest of it can be relied on.
//!
//! 1. An error belongs to the file in which it stands; one between two files of a kind, such as two policies
//!    that compete, to both.
//! 2. What uses a broken vocabulary, value set, code system or set of criteria is in doubt with it, and so is
//!    what uses that.
//! 3. A broken `library.yaml` or base vocabulary puts everything in doubt.
//! 4. A policy version in doubt puts every version of its id in doubt: no older one answers in its place.
//! 5. A version that compiles may govern what its head says; one that does not, whatever the part of its head
//!    that is sure does not rule out. A file that does not say what it is, or says it in the wrong place, may
//!    be any policy.
//! 6. The folder of a file adds an id that is in doubt, and never takes one away.
//! 7. Resolution chooses among the policies that are not in doubt and then asks the doubts: where one fits and
//!    is not outranked, it is unknown what governs (`resolve/suspect.rs`).
//! 8. A policy that is named is applied only where no doubt has its id. A file without an id may be any version
//!    that is not there, or a newer one where no version is named.
//! 9. A library that follows its folder is published with doubts only while nothing better was ever published.
//!
//! How answers say it is not known here, and no file is read.

mod part;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use medpol_compiler::{Compiled, Head};
use medpol_diagnostics::{Diagnostic, Severity, SourceMap, codes};
use medpol_model::answer::{LibraryState, Unreadable};
use medpol_model::policy::States;
use medpol_model::value::Symbols;

use self::part::{Part, Place};
use self::reach::Faults;
pub(crate) use self::reach::{not_mentioned, users_of};
use crate::tree::Tree;
use crate::{Named, PolicyNumber};

/// The number of a doubt: its place in [`Doubts::policies`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DoubtNumber(pub(crate) u32);

/// Everything that is in doubt in a library; nothing where it has no errors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doubts {
    /// The broken files, by name.
    pub(crate) unreadable: Vec<Unreadable>,
    /// Why everything is in doubt; empty where it is not.
    pub(crate) everything: Vec<Unreadable>,
    /// The policy versions, and the files that may be some.
    pub(crate) policies: Vec<Doubt>,
}

/// A policy version in doubt, or a file that may be one.
#[derive(Clone, Debug)]
pub(crate) struct Doubt {
    /// What is in doubt.
    pub(crate) subject: Subject,
    /// The ids that are in doubt because of it.
    pub(crate) ids: BTreeSet<String>,
    /// Whether these are all the ids that it can have.
    pub(crate) naming: Naming,
    /// The files that cannot be read.
    pub(crate) causes: BTreeSet<Unreadable>,
}

/// What is in doubt.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    /// A version that compiles.
    Version(PolicyNumber),
    /// A file that does not, with what is sure of its head.
    File(Box<Head>),
}

/// Whether it is known which policy something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// It has one of its ids.
    Known,
    /// It may have any other id too.
    Unknown,
}

impl Doubts {
    /// What is in doubt in a library that was compiled from these files.
    pub(crate) fn of(tree: &Tree, compiled: &Compiled, sources: &SourceMap) -> Self {
        let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
        let mut errors: Vec<&Diagnostic> = compiled.diagnostics.iter().filter(is_error).collect();
        // What is told of a file is the first mistake that follows from no other.
        errors.sort_by_key(|problem| (problem.bearing, problem.primary.span));
        if errors.is_empty() {
            return Self::default();
        }
        let parts: Vec<Part<'_>> = tree.files.iter().map(|file| Part::of(file, sources)).collect();
        let faults = Faults::of(&parts, &errors, sources);
        let mut doubts = Self { unreadable: faults.unreadable(), ..Self::default() };
        if let Some(everything) = everything(&faults, compiled, &errors) {
            doubts.everything = if everything.is_empty() { doubts.unreadable.clone() } else { everything };
            return doubts;
        }
        doubts.policies.extend(parts.iter().enumerate().filter_map(|(at, part)| doubt(at, part, &faults, compiled)));
        doubts.policies.extend(faults.elsewhere.iter().map(elsewhere));
        doubts.add_versions(compiled);
        doubts
    }

    /// Adds the other versions of the ids in doubt.
    fn add_versions(&mut self, compiled: &Compiled) {
        let mut causes: BTreeMap<String, BTreeSet<Unreadable>> = BTreeMap::new();
        for doubt in &self.policies {
            for id in &doubt.ids {
                causes.entry(id.clone()).or_default().extend(doubt.causes.iter().cloned());
            }
        }
        let is_known = |number, doubts: &[Doubt]| {
            doubts.iter().any(|doubt| matches!(doubt.subject, Subject::Version(known) if known == number))
        };
        for (number, policy) in (0_u32..).zip(&compiled.policies) {
            let number = PolicyNumber(number);
            if let Some(causes) = causes.get(&*policy.id.0)
                && !is_known(number, &self.policies)
            {
                self.policies.push(Doubt {
                    subject: Subject::Version(number),
                    ids: BTreeSet::from([policy.id.0.to_string()]),
                    naming: Naming::Known,
                    causes: causes.clone(),
                });
            }
        }
    }

    /// The word for answers, where something is in doubt.
    pub(crate) fn state(&self) -> Option<LibraryState> {
        (!self.unreadable.is_empty()).then_some(LibraryState::Incomplete)
    }

    /// Numbers the texts of the heads, so that requests can be compared with them.
    pub(crate) fn number_names(&self, symbols: &mut Symbols) {
        for doubt in &self.policies {
            let Subject::File(head) = &doubt.subject else { continue };
            let states = if let States::Listed(states) = &head.states { states.as_slice() } else { &[] };
            for service in head.services.iter().flatten() {
                symbols.number(service);
            }
            for name in head.payers.iter().chain(&head.lines_of_business).chain(states) {
                symbols.number_name(name);
            }
        }
    }

    /// Whether a policy version is in doubt.
    pub(crate) fn has(&self, number: PolicyNumber) -> bool {
        let is_it = |doubt: &Doubt| matches!(doubt.subject, Subject::Version(known) if known == number);
        !self.everything.is_empty() || self.policies.iter().any(is_it)
    }

    /// The doubt with this number.
    pub(crate) fn get(&self, number: DoubtNumber) -> Option<&Doubt> {
        self.policies.get(number.0 as usize)
    }

    /// The files because of which a policy that is named cannot be applied. `is_there`: the version that is
    /// named is in the library.
    pub(crate) fn about(&self, named: &Named, version: Version) -> Vec<Unreadable> {
        if !self.everything.is_empty() {
            return self.everything.clone();
        }
        let concerns = |doubt: &&Doubt| {
            let may_be_it = doubt.naming == Naming::Unknown && version == Version::NotSure;
            may_be_it || doubt.ids.contains(named.id())
        };
        let causes: BTreeSet<&Unreadable> =
            self.policies.iter().filter(concerns).flat_map(|doubt| &doubt.causes).collect();
        causes.into_iter().cloned().collect()
    }
}

/// Whether a name means a version that is in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// It names a version, which is there.
    Sure,
    /// It names none, or one that is not there.
    NotSure,
}

/// Why everything is in doubt, if it is.
fn everything(faults: &Faults<'_>, compiled: &Compiled, errors: &[&Diagnostic]) -> Option<Vec<Unreadable>> {
    let library = faults.of_library();
    let has_base =
        compiled.selectors.as_ref().is_some_and(|selectors| compiled.vocabularies.contains_key(&selectors.base));
    let is_missing = errors.iter().any(|problem| problem.code == &codes::P0016);
    (!has_base || is_missing || !library.is_empty()).then_some(library)
}

/// The doubt that a file raises.
fn doubt(at: usize, part: &Part<'_>, faults: &Faults<'_>, compiled: &Compiled) -> Option<Doubt> {
    let causes = faults.causes(at);
    let of_policy = |id: &str, version: &str| {
        let is_it = |policy: &medpol_model::policy::Policy| &*policy.id.0 == id && &*policy.version == version;
        let found = compiled.policies.iter().position(|policy| is_it(policy))?;
        u32::try_from(found).ok().map(PolicyNumber)
    };
    let number = part.is_policy().then(|| of_policy(part.id()?, part.version()?)).flatten();
    let is_in_doubt = !causes.is_empty() || (part.is_policy() && number.is_none());
    let may_govern = part.is_policy() || (faults.is_broken(at) && part.may_be_any(faults.wrong(at)));
    if !is_in_doubt || !may_govern {
        return None;
    }
    let place = part.place(faults.wrong(at));
    let subject = match number {
        Some(number) if place == Place::Own => Subject::Version(number),
        _ => Subject::File(Box::new(part.head(place, faults.wrong(at), compiled))),
    };
    let is_named = part.is_policy() && part.id().is_some();
    Some(Doubt {
        subject,
        ids: part.ids(),
        naming: if is_named { Naming::Known } else { Naming::Unknown },
        causes: if causes.is_empty() { faults.unreadable().into_iter().collect() } else { causes },
    })
}

/// The doubt that something raises that is there and could not be opened.
fn elsewhere(unreadable: &Unreadable) -> Doubt {
    Doubt {
        subject: Subject::File(Box::new(Head::UNREAD)),
        ids: BTreeSet::new(),
        naming: Naming::Unknown,
        causes: BTreeSet::from([unreadable.clone()]),
    }
}

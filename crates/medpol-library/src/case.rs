//! Cases: which policy each is for, and its facts in the slots of that policy's vocabulary.
//!
//! What the policy makes of the case is not known here, nor whether the case's author was right.

use std::sync::Arc;

use medpol_compiler::case as decode;
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, has_errors, sort};
use medpol_model::answer::{Selection, Unreadable};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::{Policy, PolicyKind, Position};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::CaseDocument;
use medpol_syntax::parse;

use crate::case_file::{WrittenCase, refuse};
use crate::expectation;
use crate::named::named_version;
use crate::version::{Choice, in_force};
use crate::{Library, Named};

/// A case that can be decided: its facts are checked, and its policy is found.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The policy that is for it.
    pub policy: Arc<Policy>,
    /// Its facts, in the slots of that policy's vocabulary.
    pub case: Case,
    /// Why that policy and version.
    pub selection: Selection,
    /// The same case for the medical policy that the case says governs it, where the policy is one of
    /// coding edits.
    pub governing: Option<Box<Ready>>,
}

impl Ready {
    /// What the case expects of its policy that the policy does not have.
    pub fn check_expectation(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        expectation::check(self, &mut diagnostics);
        diagnostics
    }
}

/// Reads a case and finds its policy: `named`, else the one that the case expects, else the only
/// one of the library.
///
/// Without a version, the version in force on the date of service is taken. `None`, with diagnostics
/// that say why, when anything is wrong with the case.
pub fn read_case(
    library: &Library,
    name: &str,
    bytes: &[u8],
    named: Option<&Named>,
    sources: &mut SourceMap,
) -> (Option<Ready>, Vec<Diagnostic>) {
    match WrittenCase::single(name, parse(sources, name, bytes)) {
        (Some(case), _) => ready(library, &case, named),
        (None, diagnostics) => (None, diagnostics),
    }
}

/// The same for a case that was read already.
pub fn ready(library: &Library, case: &WrittenCase, named: Option<&Named>) -> (Option<Ready>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let ready = prepare(library, &case.document, named, &mut diagnostics);
    sort(&mut diagnostics);
    (ready.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

/// The files that cannot be read and because of which a case cannot be answered by the policy that is named,
/// or that it expects. None where no policy is named: resolution then tells what is in doubt.
pub fn doubts_of(library: &Library, case: &WrittenCase, named: Option<&Named>) -> Vec<Unreadable> {
    let by_case = || Named::by_expectation(&case.document);
    let governing = || Named::by_governed(&case.document);
    let Some(named) = named.cloned().or_else(by_case) else { return Vec::new() };
    let asked = std::iter::once(named).chain(governing());
    let mut unreadable: Vec<Unreadable> = asked.flat_map(|named| library.in_doubt(&named)).collect();
    unreadable.sort();
    unreadable.dedup();
    unreadable
}

fn prepare(
    library: &Library,
    document: &CaseDocument,
    named: Option<&Named>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Ready> {
    let named = match named {
        Some(named) => Ok(named.clone()),
        None => Named::by_case(document, library),
    };
    match named {
        Ok(named) => {
            let ready = choose(library, document, &named, diagnostics)?;
            let governed_by = Named::by_governed(document).filter(|_| ready.policy.kind == PolicyKind::CodingEdits);
            let governing = match governed_by {
                Some(named) => Some(Box::new(governing(library, document, &named, diagnostics)?)),
                None => None,
            };
            Some(Ready { governing, ..ready })
        }
        Err(problem) => refuse(*problem, diagnostics),
    }
}

/// The case for the medical policy that governs it.
fn governing(
    library: &Library,
    document: &CaseDocument,
    named: &Named,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Ready> {
    let ready = choose(library, document, named, diagnostics)?;
    if ready.policy.kind == PolicyKind::CodingEdits {
        let message = format!("`{}` is a policy of coding edits, and governs nothing", named.id());
        let problem = Diagnostic::new(&codes::R0017, named.span(), message)
            .label("not a medical policy")
            .help("name the medical policy whose result the edits may read");
        return refuse(problem, diagnostics);
    }
    Some(ready)
}

/// Finds the version, and decodes the case for its vocabulary.
fn choose(
    library: &Library,
    document: &CaseDocument,
    named: &Named,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Ready> {
    let unreadable = library.in_doubt(named);
    if !unreadable.is_empty() {
        return refuse(named.in_doubt(&unreadable), diagnostics);
    }
    let mut candidates = library.versions(named.id());
    if let Some(version) = named.version() {
        candidates.retain(|policy| &*policy.version == version);
    }
    let Some(newest) = candidates.last().copied() else {
        return refuse(named.unknown(library), diagnostics);
    };
    let mut decoding = Decoding { document, symbols: library.symbols(), done: Vec::new() };
    let Some(service) = decoding.service(&candidates) else {
        diagnostics.extend(decoding.case(&newest.vocabulary).1);
        return None;
    };
    let place = date_place(library, document).unwrap_or(named.span());
    let (policy, version, considered) = match in_force(&candidates, service) {
        _ if named.version().is_some() => (newest, named_version(newest, service), Vec::new()),
        Choice::One(policy, selection) => (policy, selection.because, selection.considered),
        Choice::Several(possible) => return refuse(named.undecided(&possible, service, place), diagnostics),
        Choice::None => return refuse(named.none_in_force(&candidates, service, place), diagnostics),
    };
    if let Position::Defers { to } = &policy.position {
        return refuse(named.defers(policy, to), diagnostics);
    }
    let (case, problems) = decoding.case(&policy.vocabulary);
    diagnostics.extend(problems);
    let case = case?;
    let because = named.because(&version) + &not_for(library, &case, policy).unwrap_or_default();
    let selection = Selection { because, considered };
    Some(Ready { policy: Arc::clone(policy), case, selection, governing: None })
}

/// That none of the requested services is one of the policy's, in words that follow why it was chosen.
fn not_for(library: &Library, case: &Case, policy: &Policy) -> Option<String> {
    let path = &library.compiled.selectors.as_ref()?.services;
    let vocabulary = &policy.vocabulary;
    let code = vocabulary.facts.iter().find(|fact| fact.path.replace("[]", "") == **path)?;
    let list = vocabulary.fact(vocabulary.frame(code.frame)?.list?)?;
    let (first, count) = case.facts.elements(list.slot as usize);
    let slots = (0..count).map(|at| first + at * vocabulary.width(code.frame) + code.slot as usize);
    let text = |slot: usize| {
        let value = case.facts.value(slot);
        let is_known = case.facts.mark(slot).has(Mark::GIVEN) && value.low == value.high;
        let own = || case.facts.own(value.low).map(|text| &**text);
        is_known.then(|| library.symbols().text(value.low).or_else(own)).flatten()
    };
    let codes: Vec<&str> = slots.map(text).collect::<Option<_>>()?;
    let is_own = |code: &&str| policy.applies_to.services.iter().any(|own| **own == **code);
    let none = !codes.is_empty() && !codes.iter().any(is_own);
    none.then(|| format!("; it is not for {}, which is what is requested", codes.join(", ")))
}

/// The place of the date of service in the case.
fn date_place(library: &Library, document: &CaseDocument) -> Option<Span> {
    let anchor = &library.compiled.selectors.as_ref()?.anchor;
    anchor.split('.').try_fold(&document.facts.0, |node, name| node.get(name)).map(|date| date.span)
}

/// One case, decoded for each vocabulary once.
struct Decoding<'a> {
    document: &'a CaseDocument,
    symbols: &'a Symbols,
    done: Vec<Decoded>,
}

/// A case as one vocabulary sees it.
struct Decoded {
    vocabulary: Arc<Vocabulary>,
    case: Option<Case>,
    problems: Vec<Diagnostic>,
}

impl Decoding<'_> {
    /// The case in the slots of a vocabulary, and what is wrong with it.
    fn case(&mut self, vocabulary: &Arc<Vocabulary>) -> (Option<Case>, Vec<Diagnostic>) {
        match self.done.iter().position(|done| Arc::ptr_eq(&done.vocabulary, vocabulary)) {
            Some(at) => {
                let done = self.done.swap_remove(at);
                (done.case, done.problems)
            }
            None => decode(self.document, vocabulary, self.symbols),
        }
    }

    /// When the service is, by the newest policy whose vocabulary fits the case; `None` if none does.
    fn service(&mut self, policies: &[&Arc<Policy>]) -> Option<Interval> {
        for policy in policies.iter().rev() {
            let vocabulary = &policy.vocabulary;
            if self.done.iter().any(|done| Arc::ptr_eq(&done.vocabulary, vocabulary)) {
                continue;
            }
            let (case, problems) = decode(self.document, vocabulary, self.symbols);
            let service = case.as_ref().map(|case| date_of_service(case, vocabulary));
            self.done.push(Decoded { vocabulary: Arc::clone(vocabulary), case, problems });
            if service.is_some() {
                return service;
            }
        }
        None
    }
}

/// The date of service of a case; every day where it has none.
fn date_of_service(case: &Case, vocabulary: &Vocabulary) -> Interval {
    match vocabulary.anchor.and_then(|id| vocabulary.fact(id)) {
        Some(fact) if !case.facts.mark(fact.slot as usize).is_absent() => case.facts.value(fact.slot as usize),
        Some(_) | None => Interval::ALL,
    }
}

//! Cases whose policies are found by resolution.
//!
//! What selects a policy is in the base vocabulary, so a case is read with that alone first.
//! Only then is it known with which vocabularies the rest of it has to be read: each policy that
//! governs, or is evaluated beside it, reads the case with its own. What the policies decide is
//! not known here.

mod places;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use medpol_compiler::{DecodedCase, decode_case, decode_request};
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, has_errors, sort};
use medpol_model::answer::{
    BesideVerdict, CandidateVerdict, Considered, GovernanceOutcome, GroupReport, MOST_LOOKED_AT, RESOLUTION_FORMAT,
    ResolutionReport, Selection, unreadable_at,
};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::value::Interval;
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::CaseDocument;
use medpol_syntax::{Kind, Node, parse};

use self::places::Places;
use crate::case_file::{WrittenCase, refuse};
use crate::{Governance, Library, Told};

/// A case that was resolved, and can be decided as far as something governs.
#[derive(Clone, Debug)]
pub struct Request {
    /// The case as the base vocabulary sees it.
    pub case: Case,
    /// Which policy governs which service, and what was considered.
    pub resolution: ResolutionReport,
    /// One for each group of services that a policy governs, in the order of the case.
    pub governed: Vec<Governed>,
    /// The articles and coding edits that are evaluated beside it.
    pub beside: Vec<Governed>,
    /// What its facts were checked against.
    pub checked_by: CheckedBy,
}

/// What the facts of a case were checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedBy {
    /// The vocabularies of the policies that are for it.
    Policies,
    /// The base vocabulary. Of the others it is only known that one of them takes each name and value.
    EveryVocabulary,
}

/// A policy and the case in the slots of its vocabulary.
#[derive(Clone, Debug)]
pub struct Governed {
    /// The services that it is for.
    pub services: Vec<String>,
    /// The lines of the request that it is for, counted from 1, where they are governed by their own dates.
    pub lines: Vec<u32>,
    /// These dates, in words.
    pub date: Option<String>,
    /// Which lines of the request the case still has, where it has not all of them.
    pub kept: Option<KeptLines>,
    /// The policy.
    pub policy: Arc<Policy>,
    /// The case.
    pub case: Case,
    /// Why this policy, and which others were considered.
    pub selection: Selection,
}

/// The lines of a request that a policy looks at, of more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLines {
    /// The list that holds them.
    pub list: String,
    /// Which of its elements they are.
    pub elements: Vec<usize>,
}

impl KeptLines {
    /// The number of a line in the request, counted from 1, by its number among those that were kept.
    pub fn line(&self, number: u32) -> u32 {
        let at = (number as usize).checked_sub(1).and_then(|at| self.elements.get(at));
        at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(number)
    }

    /// The path of a fact in the request, by its path among the lines that were kept.
    pub fn path(&self, path: &str) -> String {
        let inside = || {
            let (index, rest) = path.strip_prefix(&*self.list)?.strip_prefix('[')?.split_once(']')?;
            let at = self.elements.get(index.parse::<usize>().ok()?)?;
            Some(format!("{}[{at}]{rest}", self.list))
        };
        inside().unwrap_or_else(|| path.to_owned())
    }
}

/// Reads a case and finds what governs its services.
///
/// `None`, with diagnostics that say why, when anything is wrong with the case. That nothing governs
/// is no mistake of the case.
pub fn read_request(
    library: &Library,
    name: &str,
    bytes: &[u8],
    sources: &mut SourceMap,
) -> (Option<Request>, Vec<Diagnostic>) {
    match WrittenCase::single(name, parse(sources, name, bytes)) {
        (Some(case), _) => requested(library, &case),
        (None, diagnostics) => (None, diagnostics),
    }
}

/// The same for a case that was read already.
pub fn requested(library: &Library, case: &WrittenCase) -> (Option<Request>, Vec<Diagnostic>) {
    resolved(library, case, Told::Everything)
}

/// The same with no more of the policies that were looked at than an answer tells, however many a library has.
pub fn requested_for_answer(library: &Library, case: &WrittenCase) -> (Option<Request>, Vec<Diagnostic>) {
    resolved(library, case, Told::Nearest)
}

fn resolved(library: &Library, case: &WrittenCase, told: Told) -> (Option<Request>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let request = prepare(library, &case.document, told, &mut diagnostics);
    sort(&mut diagnostics);
    (request.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

fn prepare(
    library: &Library,
    document: &CaseDocument,
    told: Told,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Request> {
    if !library.everything_in_doubt().is_empty() {
        return Some(in_doubt(library, document));
    }
    let Some(base) = library.base() else { return refuse(no_base(library, document.format.span), diagnostics) };
    let first = decode_request(document, base, library.symbols());
    let is_right = first.is_right();
    // A mistake in what the base vocabulary knows hides no other: the rest is looked at with what may govern.
    let DecodedCase { readable: case, diagnostics: of_base, .. } = first;
    let resolution = library.resolve(&case);
    let report = library.explain(&resolution, &case, told)?;
    let mut decoded_cases = DecodedCases { library, document, checked_by: CheckedBy::Policies, read: Vec::new() };
    let mut governed = Vec::new();
    for (group, told) in resolution.groups.iter().zip(&report.groups) {
        if let Governance::Governs(number) = group.governance
            && let Some(policy) = library.numbered(number)
        {
            let found = decoded_cases.governed(policy, selection(told), group.date, None);
            let (services, lines, date) = (told.services.clone(), told.lines.clone(), told.date.clone());
            governed.push(found.map(|found| Governed { services, lines, date, ..found }));
        }
    }
    let applying = report.beside.iter().filter(|beside| beside.verdict == BesideVerdict::Applies);
    let beside: Vec<_> = resolution
        .beside
        .iter()
        .filter_map(|beside| Some((beside, library.numbered(beside.policy)?)))
        .zip(applying)
        .map(|((beside, policy), told)| {
            let because = format!("evaluated beside: {}", told.because);
            let selection = Selection { because, considered: Vec::new() };
            decoded_cases.governed(policy, selection, beside.date, beside.only.as_deref())
        })
        .collect();
    if decoded_cases.read.is_empty() {
        decoded_cases.look_everywhere();
    }
    let checked_by = decoded_cases.checked_by;
    // A vocabulary that cannot be read may know what the others do not.
    let is_in_doubt = !report.unreadable().is_empty()
        || !report.beside_unreadable.is_empty()
        || (checked_by == CheckedBy::EveryVocabulary && report.library.is_some());
    let names = if is_in_doubt { UnknownNames::Possible } else { UnknownNames::Wrong };
    decoded_cases.report(names, diagnostics);
    if !is_right {
        add_new(&of_base, diagnostics);
        return None;
    }
    let whole = |all: Vec<Option<Governed>>| all.into_iter().collect::<Option<Vec<_>>>();
    Some(Request { case, resolution: report, governed: whole(governed)?, beside: whole(beside)?, checked_by })
}

/// What to make of names that no vocabulary has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UnknownNames {
    /// They are mistakes.
    Wrong,
    /// A vocabulary that is in doubt may have them.
    Possible,
}

/// A request of which nothing can be told, because it is in doubt how the library works.
fn in_doubt(library: &Library, document: &CaseDocument) -> Request {
    let unreadable = library.everything_in_doubt().to_vec();
    let group = GroupReport {
        services: Vec::new(),
        lines: Vec::new(),
        date: None,
        outcome: GovernanceOutcome::Unknown,
        governs: None,
        because: unreadable_at(&unreadable),
        deferred_by: Vec::new(),
        missing: Vec::new(),
        unreadable,
        candidates: Vec::new(),
        further: 0,
        more: None,
    };
    let title = document.title.as_ref().map(|title| Arc::from(&*title.text));
    Request {
        case: Case { title, ..Case::default() },
        resolution: ResolutionReport {
            format: RESOLUTION_FORMAT,
            library: library.state(),
            request: Vec::new(),
            groups: vec![group],
            beside: Vec::new(),
            beside_unreadable: Vec::new(),
        },
        governed: Vec::new(),
        beside: Vec::new(),
        checked_by: CheckedBy::EveryVocabulary,
    }
}

/// Adds the problems that are not there yet.
fn add_new<'a>(problems: impl IntoIterator<Item = &'a Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    let kind = |problem: &Diagnostic| (problem.code.number, problem.primary.span);
    let mut told: HashSet<(&str, Span)> = diagnostics.iter().map(kind).collect();
    diagnostics.extend(problems.into_iter().filter(|problem| told.insert(kind(problem))).cloned());
}

/// Why a policy governs, and what became of the others.
fn selection(group: &GroupReport) -> Selection {
    let others = group.candidates.iter().filter(|other| other.verdict != CandidateVerdict::Governs);
    let considered =
        others.map(|other| Considered { policy: other.policy.policy.clone(), because: other.because.clone() });
    Selection { because: group.because.clone(), considered: considered.take(MOST_LOOKED_AT).collect() }
}

fn no_base(library: &Library, place: Span) -> Diagnostic {
    Diagnostic::new(&codes::R0013, place, "nothing says which policy this case is for")
        .label(format!("`{}` does not say which facts select a policy", library.name()))
        .help("name one with `--policy ID`, or mend `selectors` in `library.yaml`")
}

/// A case with some of the lines of the request.
struct Narrowed {
    case: Case,
    kept: KeptLines,
}

/// A case, read with each vocabulary once.
struct DecodedCases<'a> {
    library: &'a Library,
    document: &'a CaseDocument,
    checked_by: CheckedBy,
    read: Vec<(Arc<Vocabulary>, DecodedCase)>,
}

impl DecodedCases<'_> {
    fn decoded(&mut self, vocabulary: &Arc<Vocabulary>) -> Option<&DecodedCase> {
        let is_it = |(known, _): &(Arc<Vocabulary>, DecodedCase)| Arc::ptr_eq(known, vocabulary);
        if !self.read.iter().any(is_it) {
            let decoded = decode_case(self.document, vocabulary, self.library.symbols());
            self.read.push((Arc::clone(vocabulary), decoded));
        }
        self.read.iter().find(|known| is_it(known)).map(|(_, decoded)| decoded)
    }

    /// The case for a policy: up to some days, where they are not those of the request, and with some of its lines,
    /// where the others are none of the policy's.
    fn governed(
        &mut self,
        policy: &Arc<Policy>,
        selection: Selection,
        days: Option<Interval>,
        only: Option<&[usize]>,
    ) -> Option<Governed> {
        let decoded = self.decoded(&policy.vocabulary)?;
        let whole = decoded.is_right().then(|| decoded.readable.clone())?;
        let narrowed = only.and_then(|only| self.narrowed(&policy.vocabulary, only));
        let (mut case, kept) = narrowed.map_or((whole, None), |Narrowed { case, kept }| (case, Some(kept)));
        let anchor = policy.vocabulary.anchor.and_then(|anchor| policy.vocabulary.fact(anchor));
        if let (Some(days), Some(anchor)) = (days, anchor) {
            case.facts.set(anchor.slot as usize, Some(days), Mark::GIVEN);
        }
        let (services, lines) = (Vec::new(), Vec::new());
        Some(Governed { services, lines, date: None, kept, policy: Arc::clone(policy), case, selection })
    }

    /// The case with some of its lines.
    fn narrowed(&self, vocabulary: &Arc<Vocabulary>, only: &[usize]) -> Option<Narrowed> {
        let (list, _) = self.library.compiled.selectors.as_ref()?.services.rsplit_once('.')?;
        let mut document = self.document.clone();
        let mut lines = &mut document.facts.0;
        for name in list.split('.') {
            lines = lines.get_mut(name)?;
        }
        let mut at = 0..;
        // Both in the order of the lines.
        lines.items_mut()?.retain(|_| at.next().is_some_and(|at| only.binary_search(&at).is_ok()));
        let decoded = decode_case(&document, vocabulary, self.library.symbols());
        let case = decoded.is_right().then_some(decoded.readable)?;
        Some(Narrowed { case, kept: KeptLines { list: list.to_owned(), elements: only.to_vec() } })
    }

    /// Reads the case with every vocabulary of the library, where no policy says with which.
    fn look_everywhere(&mut self) {
        self.checked_by = CheckedBy::EveryVocabulary;
        for vocabulary in self.library.compiled.vocabularies.values() {
            self.decoded(vocabulary);
        }
    }

    /// Reports what is wrong, once each. A name is wrong only where no vocabulary has it. Where no policy says
    /// which vocabulary counts, a value is wrong only where every vocabulary with its name refuses it.
    fn report(&self, unknown: UnknownNames, diagnostics: &mut Vec<Diagnostic>) {
        let unknown_to = |decoded: &DecodedCase| -> HashSet<Span> {
            decoded.unknown.iter().map(|unknown| unknown.primary.span).collect()
        };
        let unknown_names: Vec<HashSet<Span>> = self.read.iter().map(|(_, decoded)| unknown_to(decoded)).collect();
        let is_unknown_to_all =
            |name: &&Diagnostic| unknown_names.iter().all(|unknown| unknown.contains(&name.primary.span));
        // The vocabulary that knows most of the case explains best what it misses.
        let fullest = self.read.iter().min_by_key(|(_, decoded)| decoded.unknown.len());
        let names = fullest.iter().flat_map(|(_, decoded)| decoded.unknown.iter().filter(is_unknown_to_all));
        add_new(names.filter(|_| unknown == UnknownNames::Wrong), diagnostics);
        let of_values = self.read.iter().flat_map(|(_, decoded)| &decoded.diagnostics);
        match self.checked_by {
            CheckedBy::Policies => add_new(of_values, diagnostics),
            CheckedBy::EveryVocabulary => {
                let views = self.views();
                let is_wrong_to_all =
                    |value: Span| views.iter().all(|view| !view.has_name_of(value) || view.refuses(value));
                add_new(of_values.filter(|problem| is_wrong_to_all(problem.primary.span)), diagnostics);
            }
        }
    }

    /// What each vocabulary makes of the case.
    fn views(&self) -> Vec<View> {
        let unknown: HashSet<Span> =
            self.read.iter().flat_map(|(_, decoded)| &decoded.unknown).map(|name| name.primary.span).collect();
        let mut below = HashMap::new();
        entries_of(&self.document.facts.0, &unknown, &mut below);
        let view = |(_, decoded): &(Arc<Vocabulary>, DecodedCase)| {
            let names = decoded.unknown.iter().map(|name| name.primary.span);
            View {
                unknown: Places::of(names.flat_map(|name| [Some(name), below.get(&name).copied()]).flatten()),
                refused: Places::of(decoded.diagnostics.iter().map(|problem| problem.primary.span)),
            }
        };
        self.read.iter().map(view).collect()
    }
}

/// What one vocabulary makes of a case.
struct View {
    /// The names that it does not have, with what is under them.
    unknown: Places,
    /// What is wrong to it.
    refused: Places,
}

impl View {
    /// Whether it has the name of a value.
    fn has_name_of(&self, value: Span) -> bool {
        !self.unknown.is_around(value)
    }

    /// Whether it refuses a value, or something in it or around it.
    fn refuses(&self, value: Span) -> bool {
        self.refused.is_around(value) || self.refused.is_inside(value)
    }
}

/// Adds what is under some keys.
fn entries_of(node: &Node, keys: &HashSet<Span>, found: &mut HashMap<Span, Span>) {
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Sequence(items) => items.iter().for_each(|item| entries_of(item, keys, found)),
        Kind::Mapping(entries) => {
            for entry in entries {
                if keys.contains(&entry.key_span) {
                    found.insert(entry.key_span, entry.value.span);
                }
                entries_of(&entry.value, keys, found);
            }
        }
    }
}

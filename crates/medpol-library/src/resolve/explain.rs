//! A resolution in words: for every policy that was looked at, what became of it and why.
//!
//! Read off the resolution and the heads of the policies; it is not another way of resolving.
//!
//! Long because the sentences of one resolution stand together.

mod candidate;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use medpol_diagnostics::nearest;
use medpol_model::answer::{
    BesideReport, BesideVerdict, CandidateVerdict, GovernanceOutcome, GroupReport, MOST_LOOKED_AT, MOST_OF_A_GROUP,
    MissingKey, RESOLUTION_FORMAT, ResolutionReport, SelectingFact, SelectingKey, Unreadable, unreadable_at,
};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::Fact;

use self::candidate::{Considered, ServiceGroup};
use super::deferral::Deferral;
use super::index::{Entry, Index, Role};
use super::request::{Request, Service, services};
use super::restriction::Stated;
use super::words::{self, Shown, row};
use super::{Governance, Group, PolicyNumber, Resolution};
use crate::doubt::{DoubtNumber, Doubts};

/// Policies that miss a service which no policy speaks of are named, at most.
const NEAREST: usize = 3;

/// How many of the policies that were looked at are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// All of them.
    Everything,
    /// As many as an answer tells; the others are counted.
    Nearest,
}

/// What explanations are made from.
#[derive(Clone)]
pub(super) struct Explaining<'a> {
    pub(super) index: &'a Index,
    pub(super) policies: &'a [Arc<Policy>],
    pub(super) doubts: &'a Doubts,
    pub(super) request: Request<'a>,
    pub(super) lines: Option<Arc<[Service<'a>]>>,
    /// The own dates of services, each once.
    dates: Arc<[Interval]>,
    told: Told,
    pub(super) shown: Shown<'a>,
}

impl Index {
    /// The words for a resolution of this case.
    pub(crate) fn explain(
        &self,
        resolution: &Resolution,
        case: &Case,
        policies: &[Arc<Policy>],
        symbols: &Symbols,
        doubts: &Doubts,
        told: Told,
    ) -> ResolutionReport {
        let mut known = HashSet::new();
        let explaining = Explaining {
            index: self,
            policies,
            doubts,
            request: Request::read(&self.places, &self.base, case),
            lines: services(&self.places, &self.base, case).map(Iterator::collect),
            dates: services(&self.places, &self.base, case)
                .into_iter()
                .flatten()
                .filter_map(|service| service.date.map(|date| date.hull()))
                .filter(|date| known.insert(*date))
                .collect(),
            told,
            shown: Shown { base: &self.base, symbols, case },
        };
        ResolutionReport {
            format: RESOLUTION_FORMAT,
            library: doubts.state(),
            request: explaining.facts(),
            groups: resolution.groups.iter().map(|group| explaining.on(group.date).group(group)).collect(),
            beside: explaining.beside(resolution),
            beside_unreadable: explaining.unreadable(&resolution.doubtful_beside),
        }
    }
}

impl<'a> Explaining<'a> {
    /// The same for services of other days than the date of service of the request.
    fn on(&self, days: Option<Interval>) -> Self {
        let request = days.map_or(self.request, |days| self.request.on(Stated::of(days)));
        Self { request, ..self.clone() }
    }

    pub(super) fn policy(&self, number: PolicyNumber) -> Option<&'a Policy> {
        self.policies.get(number.0 as usize).map(|policy| &**policy)
    }

    /// The fact behind a key, and what the case says of it; services are a list and have no one value.
    pub(super) fn fact(&self, key: SelectingKey) -> (Option<&Fact>, Stated<'a>) {
        let places = &self.index.places;
        let (id, stated) = match key {
            SelectingKey::Service => (places.services, Stated::NOTHING),
            SelectingKey::Drug => match places.drug {
                Some(drug) => (drug, self.request.drug),
                None => return (None, Stated::NOTHING),
            },
            SelectingKey::Payer => (places.payer, self.request.payer),
            SelectingKey::LineOfBusiness => (places.line_of_business, self.request.line_of_business),
            SelectingKey::State => (places.state, self.request.state),
            SelectingKey::DateOfService => (places.date, self.request.date),
        };
        (self.index.base.fact(id), stated)
    }

    /// The value that the case states for a key.
    pub(super) fn value(&self, key: SelectingKey) -> Option<String> {
        let (fact, stated) = self.fact(key);
        self.shown.value(stated, fact?)
    }

    /// The files because of which there are these doubts, each once.
    fn unreadable(&self, doubts: &[DoubtNumber]) -> Vec<Unreadable> {
        let causes = doubts.iter().filter_map(|number| self.doubts.get(*number)).flat_map(|doubt| &doubt.causes);
        causes.collect::<BTreeSet<_>>().into_iter().cloned().collect()
    }

    fn facts(&self) -> Vec<SelectingFact> {
        let keys = SelectingKey::ALL.into_iter();
        let fact = |key| {
            let value = match key {
                SelectingKey::Service => self.lines.as_ref().map(|lines| {
                    if lines.is_empty() { "none".to_owned() } else { first(lines.iter(), |line| self.code(line.code)) }
                }),
                // Most requests are for no drug, and say nothing of it.
                SelectingKey::Drug => Some(self.drugs()?),
                key => self.value(key),
            };
            Some(SelectingFact { key, fact: self.fact(key).0?.path.to_string(), value })
        };
        keys.filter_map(fact).collect()
    }

    /// The drugs that the case states; none where it states none.
    fn drugs(&self) -> Option<String> {
        let fact = self.fact(SelectingKey::Drug).0?;
        let lines = self.lines.as_deref().unwrap_or_default();
        let drugs: Vec<String> = lines.iter().filter_map(|line| self.shown.value(line.drug, fact)).collect();
        (!drugs.is_empty()).then(|| first(drugs.iter(), String::clone))
    }

    /// A requested code for a reader.
    fn code(&self, code: Stated<'_>) -> String {
        let fact = self.index.base.fact(self.index.places.service);
        fact.and_then(|fact| self.shown.value(code, fact)).unwrap_or_else(|| "a service that is unknown".to_owned())
    }

    fn services(&self, group: &Group) -> Vec<Service<'a>> {
        let lines = self.lines.as_deref().unwrap_or_default();
        group.services.iter().filter_map(|at| lines.get(*at).copied()).collect()
    }

    /// The explanations of one group, whose services are of the drug of the first.
    fn of_group(&self, lines: &[Service<'a>]) -> Self {
        let drug = lines.first().map_or(Stated::NOTHING, |line| line.drug);
        Self { request: Request { drug, ..self.request }, ..self.clone() }
    }

    fn group(&self, group: &Group) -> GroupReport {
        let lines = self.services(group);
        let own = self.of_group(&lines);
        let services: Vec<Stated<'a>> = lines.iter().map(|line| line.code).collect();
        let mut known = HashSet::new();
        let codes = services.iter().map(|code| self.code(*code)).filter(|code| known.insert(code.clone())).collect();
        let group_of_services = ServiceGroup { explaining: &own, group, services: &services };
        let considered = group_of_services.considered();
        let told = match self.told {
            Told::Everything => considered.len(),
            // An answer tells the others beside the one that governs.
            Told::Nearest => considered.len().min(MOST_LOOKED_AT + 1),
        };
        let candidates = considered.iter().take(told).filter_map(|one| group_of_services.report(one)).collect();
        let resolved = |number: &PolicyNumber| self.policy(*number).map(words::resolved);
        let missing = match &group.governance {
            Governance::Unknown { missing, .. } => missing.list(),
            _ => Vec::new(),
        };
        GroupReport {
            because: self.because(group, &considered),
            services: codes,
            lines: group.date.map_or_else(Vec::new, |_| numbers(&group.services)),
            date: group.date.map(crate::version::days),
            outcome: match &group.governance {
                Governance::Governs(_) => GovernanceOutcome::Governs,
                Governance::Unknown { .. } | Governance::InDoubt(_) => GovernanceOutcome::Unknown,
                Governance::Conflict(_) => GovernanceOutcome::Conflict,
                Governance::None => GovernanceOutcome::None,
            },
            governs: match &group.governance {
                Governance::Governs(number) => resolved(number),
                _ => None,
            },
            deferred_by: group.deferred_by.iter().filter_map(resolved).collect(),
            unreadable: match &group.governance {
                Governance::InDoubt(doubts) => self.unreadable(doubts),
                _ => Vec::new(),
            },
            missing: missing.into_iter().flat_map(|key| self.missing(key, group)).collect(),
            candidates,
            further: considered.len() - told,
            more: None,
        }
    }

    /// What to ask for; an unknown code is asked for by its place in the list.
    fn missing(&self, key: SelectingKey, group: &Group) -> Vec<MissingKey> {
        let Some(fact) = self.fact(key).0 else { return Vec::new() };
        let in_line = match key {
            SelectingKey::Service => Some(self.index.places.service),
            SelectingKey::Drug => self.index.places.drug,
            SelectingKey::Payer | SelectingKey::LineOfBusiness | SelectingKey::State | SelectingKey::DateOfService => {
                None
            }
        };
        match (key, in_line.and_then(|id| self.index.base.fact(id))) {
            (_, Some(code)) if !group.services.is_empty() => {
                let place = |at: &usize| code.path.replacen("[]", &format!("[{at}]"), 1);
                group.services.iter().map(|at| missing(key, code, place(at))).collect()
            }
            (SelectingKey::DateOfService, _) if group.date.is_some() => self.own_dates(group),
            _ => vec![missing(key, fact, fact.path.to_string())],
        }
    }

    /// The dates of the services themselves.
    fn own_dates(&self, group: &Group) -> Vec<MissingKey> {
        let date = self.index.places.service_date.and_then(|date| self.index.base.fact(date));
        let one = |date: &Fact, at: &usize| {
            missing(SelectingKey::DateOfService, date, date.path.replacen("[]", &format!("[{at}]"), 1))
        };
        date.into_iter().flat_map(|date| group.services.iter().map(move |at| one(date, at))).collect()
    }

    /// The outcome in a sentence.
    fn because(&self, group: &Group, considered: &[Considered<'_>]) -> String {
        let chain = self.chain(group);
        match &group.governance {
            Governance::Governs(number) if chain.is_empty() => {
                let fits = self.policy(*number).map(|policy| self.fits(policy)).unwrap_or_default();
                match considered.iter().find(|other| other.verdict == CandidateVerdict::Outranked) {
                    Some(other) => format!("{fits}; it goes before {}", words::kind(other.kind())),
                    None => fits,
                }
            }
            Governance::Governs(number) => {
                let fits = self.policy(*number).map(|policy| self.fits(policy)).unwrap_or_default();
                format!("{chain}; {fits}")
            }
            Governance::Unknown { missing, .. } => {
                let keys: Vec<String> = missing.list().into_iter().map(|key| format!("the {}", key.word())).collect();
                let depends = format!("it depends on {}", row(&keys, "and"));
                if chain.is_empty() { depends } else { format!("{chain}; which one {depends}") }
            }
            Governance::InDoubt(doubts) => {
                let say = unreadable_at(&self.unreadable(doubts));
                if chain.is_empty() { say } else { format!("{chain}; {say}") }
            }
            Governance::Conflict(claimants) => {
                let kind = claimants.first().and_then(|number| self.policy(*number)).map(|policy| policy.kind);
                let kind = kind.map_or("", words::kind);
                let say = format!("{} policies apply, each {kind}, and none goes before the other", claimants.len());
                if chain.is_empty() { say } else { format!("{chain}; {say}") }
            }
            Governance::None if !chain.is_empty() => format!("{chain}, and none in this library applies"),
            Governance::None if considered.iter().any(|one| !one.is_for_another_service()) => {
                format!("no policy for it applies to this request{}", self.near_payer())
            }
            Governance::None => "no policy of this library speaks of it".to_owned(),
        }
    }

    /// The payer that may have been meant, where the request names one that no policy knows.
    fn near_payer(&self) -> String {
        let Some(written) = self.value(SelectingKey::Payer) else { return String::new() };
        let known = || self.index.payers.iter().map(|payer| &**payer);
        if known().any(|payer| payer.eq_ignore_ascii_case(&written)) {
            return String::new();
        }
        match nearest(&written.to_lowercase(), known()) {
            Some(near) => format!("; no policy is for the payer `{written}`, did you mean `{near}`?"),
            None => String::new(),
        }
    }

    /// Why a policy applies: what it is for, as far as it is restricted.
    fn fits(&self, policy: &Policy) -> String {
        let applies = &policy.applies_to;
        let mut words: Vec<String> = Vec::new();
        for (key, is_restricted) in [
            (SelectingKey::Payer, !applies.payers.is_empty()),
            (SelectingKey::LineOfBusiness, !applies.lines_of_business.is_empty()),
            (SelectingKey::State, applies.states != medpol_model::policy::States::All),
        ] {
            let doubt = if key == SelectingKey::State { words::doubt(policy.doubts.states) } else { "" };
            words.extend(is_restricted.then(|| self.value(key)).flatten().map(|value| value + doubt));
        }
        let service = self.request.date.possible().and_then(|days| days.first().copied());
        let when = service.map(crate::version::days).unwrap_or_default();
        let whom = if words.is_empty() { String::new() } else { format!(" for {}", words.join(", ")) };
        let force =
            if when.is_empty() { when } else { format!(", in force {when}{}", words::doubt(policy.doubts.effective)) };
        format!("{}{whom}{force}", words::kind(policy.kind))
    }

    /// The deferrals that were followed, in words.
    fn chain(&self, group: &Group) -> String {
        let step = |number: &PolicyNumber| {
            let policy = self.policy(*number)?;
            let to = match self.index.entry(*number)?.deferral.as_ref()? {
                Deferral::Determination(kind) => words::kind(*kind).replacen("a ", "the ", 1),
                Deferral::Policy { id, .. } => format!("`{id}`"),
            };
            Some(format!("`{}` defers to {to}", policy.reference()))
        };
        group.deferred_by.iter().filter_map(step).collect::<Vec<_>>().join(", and ")
    }

    /// Why an article or coding edits do not apply, or may not: by the date of service, or by that of a service which
    /// leaves it open.
    fn not_beside(&self, entry: &Entry, policy: &Policy) -> (BesideVerdict, String) {
        let days = self.dates.iter().map(|date| self.request.on(Stated::of(*date)));
        let told = std::iter::once(self.request).chain(days).map(|request| {
            let verdict = match candidate::verdict(entry, entry.fit(&request)) {
                CandidateVerdict::Possible => BesideVerdict::Possible,
                CandidateVerdict::InDoubt => BesideVerdict::InDoubt,
                CandidateVerdict::Governs
                | CandidateVerdict::Defers
                | CandidateVerdict::Conflicts
                | CandidateVerdict::Outranked
                | CandidateVerdict::Misses
                | CandidateVerdict::Draft
                | CandidateVerdict::StatesUnknown => BesideVerdict::Misses,
            };
            (verdict, request)
        });
        let (verdict, request) = told
            .into_iter()
            .find(|(verdict, _)| *verdict != BesideVerdict::Misses)
            .unwrap_or((BesideVerdict::Misses, self.request));
        (verdict, Self { request, ..self.clone() }.why_not(entry, policy))
    }

    fn beside(&self, resolution: &Resolution) -> Vec<BesideReport> {
        let lines = self.lines.as_deref().unwrap_or_default();
        let known = lines.iter().filter_map(|line| <&[Interval; 1]>::try_from(line.code.possible()?).ok());
        let codes: BTreeSet<i64> = known.map(|[code]| code.low).collect();
        let speaking: BTreeSet<u32> =
            codes.into_iter().flat_map(|code| self.index.speaking_of(code)).copied().collect();
        let entries = speaking.into_iter().filter_map(|number| self.index.entry(PolicyNumber(number)));
        let entries = entries.filter(|entry| entry.role == Role::Beside);
        let mut reports: Vec<BesideReport> = entries
            .filter_map(|entry| {
                let policy = self.policy(entry.number)?;
                let applies = resolution.beside.iter().find(|beside| beside.policy == entry.number);
                let (verdict, because) = match applies {
                    Some(beside) => (BesideVerdict::Applies, self.on(beside.date).fits(policy)),
                    None => self.not_beside(entry, policy),
                };
                let only = applies.and_then(|beside| beside.only.as_ref());
                let lines = only.map_or_else(Vec::new, |only| numbers(only));
                Some(BesideReport { policy: words::resolved(policy), verdict, because, lines })
            })
            .collect();
        reports.sort_by_key(|report| report.verdict);
        reports
    }
}

/// The first so many of a list in words, and how many more there are.
fn first<T>(all: impl ExactSizeIterator<Item = T>, word: impl Fn(T) -> String) -> String {
    let more = all.len().saturating_sub(MOST_OF_A_GROUP);
    let words: Vec<String> = all.take(MOST_OF_A_GROUP).map(word).collect();
    if more == 0 { words.join(", ") } else { format!("{} and {more} more", words.join(", ")) }
}

/// The numbers of lines, counted from 1.
fn numbers(elements: &[usize]) -> Vec<u32> {
    elements.iter().filter_map(|at| u32::try_from(at + 1).ok()).collect()
}

fn missing(key: SelectingKey, fact: &Fact, path: String) -> MissingKey {
    let question = fact.question.as_ref().map_or_else(|| format!("{}?", fact.label), ToString::to_string);
    MissingKey { key, fact: path, question }
}

pub(super) const fn most_nearest() -> usize {
    NEAREST
}

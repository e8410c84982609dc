//! One policy at a time: what became of it for a group of services, and why.
//!
//! Which policies a report lists is decided here too: all that name the service, or else the nearest. They are found
//! by their services and put in order before anything is said of them, so that what is not told costs no words.

use std::collections::BTreeSet;

use medpol_model::answer::{CandidateReport, CandidateVerdict, SelectingKey};
use medpol_model::policy::{Policy, PolicyKind};

use super::super::deferral::Deferral;
use super::super::govern::speaks;
use super::super::index::{Eligibility, Entry, Fit, Role};
use super::super::restriction::Stated;
use super::super::words::{self, row};
use super::super::{Governance, Group, PolicyNumber};
use super::{Explaining, most_nearest};
use crate::version::period;

/// A group of services whose candidates are listed.
pub(super) struct ServiceGroup<'a> {
    pub(super) explaining: &'a Explaining<'a>,
    pub(super) group: &'a Group,
    pub(super) services: &'a [Stated<'a>],
}

/// A policy that was looked at, and what became of it.
pub(super) struct Considered<'a> {
    entry: &'a Entry,
    fit: Fit,
    pub(super) verdict: CandidateVerdict,
}

impl Considered<'_> {
    /// Whether it misses because it is for another service.
    pub(super) const fn is_for_another_service(&self) -> bool {
        self.fit.missed.has(SelectingKey::Service)
    }

    pub(super) const fn kind(&self) -> PolicyKind {
        self.entry.kind
    }
}

impl<'a> ServiceGroup<'a> {
    /// Every policy that speaks of one of the services; where none does, the nearest of the others. In the order in
    /// which they are told.
    pub(super) fn considered(&self) -> Vec<Considered<'a>> {
        let mut found: Vec<Considered<'a>> =
            self.concerned().into_iter().map(|entry| self.consider(entry, self.fit(entry))).collect();
        if found.is_empty() {
            let all = self.explaining.index.entries.iter().filter(|entry| entry.role != Role::Beside);
            let missing = |entry| {
                let fit = self.fit(entry);
                self.consider(entry, Fit { missed: fit.missed.with(SelectingKey::Service), ..fit })
            };
            found = all.map(missing).collect();
            found.sort_by_key(|one| (one.fit.missed.count(), one.verdict));
            found.truncate(most_nearest());
        }
        found.sort_by_key(|one| (one.verdict, one.fit.missed.count()));
        found
    }

    /// The policies that speak, or may speak, of one of the services, or were led to by a deferral; by number.
    pub(super) fn concerned(&self) -> Vec<&'a Entry> {
        let index = self.explaining.index;
        let codes: Option<BTreeSet<i64>> = self.services.iter().try_fold(BTreeSet::new(), |mut codes, service| {
            codes.extend(service.possible()?.iter().map(|code| code.low));
            Some(codes)
        });
        let mut numbers: Vec<u32> = match codes.filter(|_| !self.services.is_empty()) {
            Some(codes) => codes.into_iter().flat_map(|code| index.speaking_of(code)).copied().collect(),
            None => index.entries.iter().map(|entry| entry.number.0).collect(),
        };
        numbers.extend(self.targets().map(|target| target.0));
        numbers.sort_unstable();
        numbers.dedup();
        let entries = numbers.into_iter().filter_map(|number| index.entry(PolicyNumber(number)));
        entries.filter(|entry| entry.role != Role::Beside).collect()
    }

    /// The policies that deferrals of the group name.
    fn targets(&self) -> impl Iterator<Item = PolicyNumber> {
        let by = self.group.deferred_by.iter();
        let deferrals = by.filter_map(|by| self.explaining.index.entry(*by)?.deferral.as_ref());
        deferrals.flat_map(|deferral| match deferral {
            Deferral::Policy { versions, .. } => versions.iter().copied(),
            Deferral::Determination(_) => [].iter().copied(),
        })
    }

    fn is_target(&self, number: PolicyNumber) -> bool {
        self.targets().any(|target| target == number)
    }

    fn fit(&self, entry: &Entry) -> Fit {
        let request = &self.explaining.request;
        let is_deferred_to = |by: &PolicyNumber| {
            let by = self.explaining.index.entry(*by).and_then(|by| by.deferral.as_ref());
            by.is_some_and(|deferral| deferral.is_to(entry.kind))
        };
        if self.is_target(entry.number) {
            return entry.fit_by_date(request);
        }
        let fit = if self.group.deferred_by.iter().any(is_deferred_to) {
            entry.fit_deferred(request)
        } else {
            entry.fit(request)
        };
        let is_open = |code: &&Stated<'_>| !matches!(code.possible(), Some([_]));
        match self.services.iter().find(is_open) {
            Some(code) => fit.with(SelectingKey::Service, speaks(entry, code.possible())),
            None if self.services.is_empty() => fit.with(SelectingKey::Service, medpol_model::value::Status::UNKNOWN),
            None => fit,
        }
    }

    fn consider(&self, entry: &'a Entry, fit: Fit) -> Considered<'a> {
        Considered { entry, fit, verdict: self.verdict(entry, fit) }
    }

    fn verdict(&self, entry: &Entry, fit: Fit) -> CandidateVerdict {
        let number = entry.number;
        if entry.standing != Eligibility::Eligible || !fit.missed.is_empty() {
            return verdict(entry, fit);
        }
        if self.group.deferred_by.contains(&number) {
            return CandidateVerdict::Defers;
        }
        match &self.group.governance {
            Governance::Governs(governing) if *governing == number => CandidateVerdict::Governs,
            Governance::Conflict(claimants) if claimants.contains(&number) => CandidateVerdict::Conflicts,
            Governance::Unknown { candidates, .. } if candidates.contains(&number) => CandidateVerdict::Possible,
            Governance::InDoubt(_) => CandidateVerdict::Possible,
            Governance::Governs(_) | Governance::Conflict(_) | Governance::Unknown { .. } | Governance::None => {
                CandidateVerdict::Outranked
            }
        }
    }

    /// The words for a policy.
    pub(super) fn report(&self, considered: &Considered<'_>) -> Option<CandidateReport> {
        let Considered { entry, fit, verdict } = *considered;
        let policy = self.explaining.policy(entry.number)?;
        let tells_open =
            matches!(verdict, CandidateVerdict::Misses | CandidateVerdict::Possible | CandidateVerdict::Outranked);
        Some(CandidateReport {
            policy: words::resolved(policy),
            verdict,
            because: self.because(considered, policy),
            missed: fit.missed.list(),
            open: if tells_open { fit.open.list() } else { Vec::new() },
        })
    }

    fn because(&self, considered: &Considered<'_>, policy: &Policy) -> String {
        let Considered { entry, fit, verdict } = *considered;
        let explaining = self.explaining;
        if entry.standing != Eligibility::Eligible || !fit.missed.is_empty() {
            return explaining.told(entry, policy, fit);
        }
        match verdict {
            CandidateVerdict::Defers => "it applies, and hands the question to another policy".to_owned(),
            CandidateVerdict::Governs | CandidateVerdict::Conflicts => explaining.fits(policy),
            CandidateVerdict::Possible
                if fit.open.is_empty() || matches!(self.group.governance, Governance::InDoubt(_)) =>
            {
                format!("it applies, unless another goes before it: {}", explaining.fits(policy))
            }
            CandidateVerdict::Outranked => self.outranked(fit, policy),
            CandidateVerdict::Possible
            | CandidateVerdict::Misses
            | CandidateVerdict::Draft
            | CandidateVerdict::StatesUnknown
            | CandidateVerdict::InDoubt => explaining.told(entry, policy, fit),
        }
    }

    fn outranked(&self, fit: Fit, policy: &Policy) -> String {
        let governance = &self.group.governance;
        let first = self.group.deferred_by.first().or(match governance {
            Governance::Governs(number) => Some(number),
            Governance::Conflict(numbers) | Governance::Unknown { candidates: numbers, .. } => numbers.first(),
            Governance::InDoubt(_) | Governance::None => None,
        });
        let applies = if fit.open.is_empty() { "it applies" } else { "it may apply" };
        match first.and_then(|number| self.explaining.policy(*number)) {
            Some(first) if first.kind != policy.kind => {
                format!("{applies}, but {} goes before {}", words::kind(first.kind), words::kind(policy.kind))
            }
            Some(first) if first.id == policy.id => {
                format!("{applies}, but version {} took effect later", first.version)
            }
            Some(first) => format!("{applies}, but `{}` goes before it", first.reference()),
            None => applies.to_owned(),
        }
    }
}

impl Explaining<'_> {
    /// Why a policy does not apply, or may not.
    pub(super) fn why_not(&self, entry: &Entry, policy: &Policy) -> String {
        self.told(entry, policy, entry.fit(&self.request))
    }

    fn told(&self, entry: &Entry, policy: &Policy, fit: Fit) -> String {
        match entry.standing {
            Eligibility::Draft => "a draft is never chosen".to_owned(),
            Eligibility::StatesUnknown if fit.missed.is_empty() => {
                "the states in which it applies are unknown, so it is not chosen by itself; it can be named".to_owned()
            }
            Eligibility::InDoubt if fit.missed.is_empty() => {
                "it, or another version of it, rests on a file that cannot be read".to_owned()
            }
            _ if !fit.missed.is_empty() => {
                let reasons: Vec<String> = fit.missed.list().into_iter().map(|key| self.miss(policy, key)).collect();
                format!("it {}", reasons.join("; it "))
            }
            Eligibility::Eligible | Eligibility::StatesUnknown | Eligibility::InDoubt => {
                let open = fit.open.list();
                let says: Vec<String> = open.iter().map(|key| words::restriction(policy, *key)).collect();
                let keys: Vec<String> = open.iter().map(|key| self.open(*key)).collect();
                format!("it {}; {}", row(&says, "and"), row(&keys, "and"))
            }
        }
    }

    /// Why a key rules a policy out.
    fn miss(&self, policy: &Policy, key: SelectingKey) -> String {
        match (key, self.value(key)) {
            (SelectingKey::DateOfService, _) => {
                format!("is in force only {}{}", period(policy), words::doubt(policy.doubts.effective))
            }
            (SelectingKey::Service, _) | (_, None) => words::restriction(policy, key),
            (SelectingKey::State, Some(value)) => format!("{}, not in {value}", words::restriction(policy, key)),
            (_, Some(value)) => format!("{}, not {value}", words::restriction(policy, key)),
        }
    }

    /// What leaves a key open.
    fn open(&self, key: SelectingKey) -> String {
        let name = key.word();
        match self.value(key) {
            Some(value) => format!("the {name} may be {value}"),
            None => format!("the {name} is unknown"),
        }
    }
}

/// What becomes of a policy that does not apply, or may not.
pub(super) const fn verdict(entry: &Entry, fit: Fit) -> CandidateVerdict {
    match entry.standing {
        Eligibility::Draft => CandidateVerdict::Draft,
        Eligibility::StatesUnknown if fit.missed.is_empty() => CandidateVerdict::StatesUnknown,
        Eligibility::InDoubt if fit.missed.is_empty() => CandidateVerdict::InDoubt,
        Eligibility::Eligible | Eligibility::StatesUnknown | Eligibility::InDoubt => {
            if fit.missed.is_empty() {
                CandidateVerdict::Possible
            } else {
                CandidateVerdict::Misses
            }
        }
    }
}

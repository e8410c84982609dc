//! One policy at a time: what became of it for a group of services, and why.
//!
//! Which policies a report lists is decided here too: all that name the service, or else the nearest.

use medpol_model::answer::{CandidateReport, CandidateVerdict, SelectingKey};
use medpol_model::policy::Policy;

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

/// A report with what it is sorted by.
struct Sorted {
    misses: u32,
    report: CandidateReport,
}

impl ServiceGroup<'_> {
    /// Every policy that speaks of one of the services; where none does, the nearest of the others.
    pub(super) fn candidates(&self) -> Vec<CandidateReport> {
        let entries = || self.explaining.index.entries.iter().filter(|entry| entry.role != Role::Beside);
        let mut found: Vec<Sorted> = entries()
            .filter(|entry| self.concerns(entry))
            .filter_map(|entry| self.sorted(entry, self.fit(entry)))
            .collect();
        if found.is_empty() {
            let fit = |entry: &Entry| {
                let fit = self.fit(entry);
                Fit { missed: fit.missed.with(SelectingKey::Service), ..fit }
            };
            found = entries().filter_map(|entry| self.sorted(entry, fit(entry))).collect();
            found.sort_by_key(|one| (one.misses, one.report.verdict));
            found.truncate(most_nearest());
        }
        found.sort_by_key(|one| (one.report.verdict, one.misses));
        found.into_iter().map(|one| one.report).collect()
    }

    /// Whether a policy speaks, or may speak, of one of the services, or was led to by a deferral.
    fn concerns(&self, entry: &Entry) -> bool {
        let by_service = |code: &Stated<'_>| speaks(entry, code.possible()).can_be_met();
        self.services.is_empty() || self.services.iter().any(by_service) || self.is_target(entry.number)
    }

    /// Whether a deferral of the group names the policy.
    fn is_target(&self, number: PolicyNumber) -> bool {
        let deferrals =
            self.group.deferred_by.iter().filter_map(|by| self.explaining.index.entry(*by)?.deferral.as_ref());
        deferrals
            .into_iter()
            .any(|deferral| matches!(deferral, Deferral::Policy { versions, .. } if versions.contains(&number)))
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

    fn sorted(&self, entry: &Entry, fit: Fit) -> Option<Sorted> {
        let policy = self.explaining.policy(entry.number)?;
        let (verdict, because) = self.verdict(entry, fit, policy);
        let told =
            matches!(verdict, CandidateVerdict::Misses | CandidateVerdict::Possible | CandidateVerdict::Outranked);
        Some(Sorted {
            misses: fit.missed.count(),
            report: CandidateReport {
                policy: words::resolved(policy),
                verdict,
                because,
                missed: fit.missed.list(),
                open: if told { fit.open.list() } else { Vec::new() },
            },
        })
    }

    fn verdict(&self, entry: &Entry, fit: Fit, policy: &Policy) -> (CandidateVerdict, String) {
        let number = entry.number;
        let explaining = self.explaining;
        if entry.standing != Eligibility::Eligible || !fit.missed.is_empty() {
            return explaining.told(entry, policy, fit);
        }
        if self.group.deferred_by.contains(&number) {
            return (CandidateVerdict::Defers, "it applies, and hands the question to another policy".to_owned());
        }
        match &self.group.governance {
            Governance::Governs(governing) if *governing == number => {
                (CandidateVerdict::Governs, explaining.fits(policy))
            }
            Governance::Conflict(claimants) if claimants.contains(&number) => {
                (CandidateVerdict::Conflicts, explaining.fits(policy))
            }
            Governance::Unknown { candidates, .. } if candidates.contains(&number) => {
                if fit.open.is_empty() {
                    let because = format!("it applies, unless another goes before it: {}", explaining.fits(policy));
                    (CandidateVerdict::Possible, because)
                } else {
                    explaining.told(entry, policy, fit)
                }
            }
            Governance::InDoubt(_) => {
                let because = format!("it applies, unless another goes before it: {}", explaining.fits(policy));
                (CandidateVerdict::Possible, because)
            }
            Governance::Governs(_) | Governance::Conflict(_) | Governance::Unknown { .. } | Governance::None => {
                (CandidateVerdict::Outranked, self.outranked(fit, policy))
            }
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
    pub(super) fn why_not(&self, entry: &Entry, policy: &Policy) -> (CandidateVerdict, String) {
        self.told(entry, policy, entry.fit(&self.request))
    }

    fn told(&self, entry: &Entry, policy: &Policy, fit: Fit) -> (CandidateVerdict, String) {
        match entry.standing {
            Eligibility::Draft => (CandidateVerdict::Draft, "a draft is never chosen".to_owned()),
            Eligibility::StatesUnknown if fit.missed.is_empty() => {
                let because =
                    "the states in which it applies are unknown, so it is not chosen by itself; it can be named";
                (CandidateVerdict::StatesUnknown, because.to_owned())
            }
            Eligibility::InDoubt if fit.missed.is_empty() => (
                CandidateVerdict::InDoubt,
                "it, or another version of it, rests on a file that cannot be read".to_owned(),
            ),
            _ if !fit.missed.is_empty() => {
                let reasons: Vec<String> = fit.missed.list().into_iter().map(|key| self.miss(policy, key)).collect();
                (CandidateVerdict::Misses, format!("it {}", reasons.join("; it ")))
            }
            Eligibility::Eligible | Eligibility::StatesUnknown | Eligibility::InDoubt => {
                let open = fit.open.list();
                let says: Vec<String> = open.iter().map(|key| words::restriction(policy, *key)).collect();
                let keys: Vec<String> = open.iter().map(|key| self.open(*key)).collect();
                (CandidateVerdict::Possible, format!("it {}; {}", row(&says, "and"), row(&keys, "and")))
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

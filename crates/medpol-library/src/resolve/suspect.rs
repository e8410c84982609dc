//! Policies in doubt: which requests they may govern, or may be evaluated beside.
//!
//! Asked after something was chosen among the policies that are not in doubt. Why a policy is in doubt is not
//! known here.

use std::collections::{BTreeSet, HashMap};

use medpol_compiler::{Compiled, Head};
use medpol_model::policy::{AppliesTo, PolicyKind, PolicyStatus};
use medpol_model::value::Interval;

use super::deferral::Deferral;
use super::index::{Eligibility, Entry, Fit, HeadEntry, Index, Reader, Role};
use super::request::Request;
use super::{Governance, PolicyNumber};
use crate::doubt::{Doubt, DoubtNumber, Naming, Subject};
use crate::version::window;

/// A policy in doubt, with the widest head that it can have.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    number: DoubtNumber,
    ids: BTreeSet<String>,
    naming: Naming,
    entry: Entry,
    services: Services,
    /// Its kind, if it is known.
    kind: Option<PolicyKind>,
}

/// Which services a policy may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Services {
    /// Those of its entry.
    Listed,
    /// Any.
    Any,
}

/// A place that something fills beside or instead of a policy in doubt.
#[derive(Clone, Copy)]
pub(super) struct Seat<'a> {
    /// The codes that the service can be; `None` where it can be any.
    pub(super) service: Option<&'a [Interval]>,
    pub(super) request: &'a Request<'a>,
    /// The deferral that led to it, if one did.
    pub(super) deferral: Option<&'a Deferral>,
}

/// All policies in doubt, found by service.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspects {
    all: Vec<Suspect>,
    /// Those that may be for any service, by their places.
    anywhere: Vec<usize>,
    by_service: HashMap<i64, Vec<usize>>,
}

impl Suspects {
    pub(super) fn of(all: Vec<Suspect>) -> Self {
        let mut found = Self { all, ..Self::default() };
        for (at, suspect) in found.all.iter().enumerate() {
            match suspect.services {
                Services::Any => found.anywhere.push(at),
                Services::Listed => {
                    suspect
                        .entry
                        .services
                        .iter()
                        .for_each(|service| found.by_service.entry(*service).or_default().push(at));
                }
            }
        }
        found
    }

    /// Those that can be for the service of a seat, in their order.
    fn of_seat(&self, seat: Seat<'_>) -> Vec<&Suspect> {
        // A policy that is named is followed whatever it is for.
        let codes = match seat.deferral {
            Some(Deferral::Policy { .. }) => None,
            Some(Deferral::Determination(_)) | None => seat.service,
        };
        let Some(codes) = codes else { return self.all.iter().collect() };
        let listed = codes.iter().filter_map(|code| self.by_service.get(&code.low)).flatten();
        let mut places: Vec<usize> = listed.chain(&self.anywhere).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|at| self.all.get(at)).collect()
    }
}

impl Suspect {
    /// A policy in doubt. The versions that compile have the entry that they had.
    pub(super) fn of(
        number: DoubtNumber,
        doubt: &Doubt,
        entries: &[Entry],
        compiled: &Compiled,
        reader: &Reader<'_>,
    ) -> Option<Self> {
        let (entry, services, kind) = match &doubt.subject {
            Subject::Version(version) => {
                let entry = entries.get(version.0 as usize)?.clone();
                let kind = Some(entry.kind);
                (Entry { standing: standing(&entry, *version, compiled), ..entry }, Services::Listed, kind)
            }
            Subject::File(head) => {
                let services = if head.services.is_some() { Services::Listed } else { Services::Any };
                (of_head(head, reader), services, head.kind)
            }
        };
        Some(Self { number, ids: doubt.ids.clone(), naming: doubt.naming, entry, services, kind })
    }

    /// Whether it can stand in a seat, as far as its head can be read.
    fn fits(&self, seat: Seat<'_>) -> bool {
        let Seat { service, request, deferral } = seat;
        let entry = &self.entry;
        let can = |fit: Fit| fit.missed.is_empty();
        match deferral {
            Some(Deferral::Policy { id, .. }) => {
                let may_be_it = self.naming == Naming::Unknown || self.ids.contains(&**id);
                may_be_it && entry.standing != Eligibility::Draft && can(entry.fit_by_date(request))
            }
            Some(Deferral::Determination(kind)) => {
                let may_be_it = self.kind.is_none_or(|own| own == *kind);
                may_be_it && self.is_eligible() && self.is_for(service) && can(entry.fit_deferred(request))
            }
            None => self.is_eligible() && self.is_for(service) && can(entry.fit(request)),
        }
    }

    fn is_eligible(&self) -> bool {
        self.entry.standing == Eligibility::Eligible
    }

    fn is_for(&self, possible: Option<&[Interval]>) -> bool {
        let is_listed = |code: &Interval| self.entry.services.binary_search(&code.low).is_ok();
        self.services == Services::Any || possible.is_none_or(|possible| possible.iter().any(is_listed))
    }

    fn may_govern(&self) -> bool {
        self.kind.is_none() || self.entry.role != Role::Beside
    }

    fn may_be_beside(&self) -> bool {
        self.kind.is_none() || self.entry.role == Role::Beside
    }
}

/// The standing that a version in doubt would have without the doubt.
fn standing(entry: &Entry, number: PolicyNumber, compiled: &Compiled) -> Eligibility {
    let policy = compiled.policies.get(number.0 as usize);
    policy.map_or(entry.standing, |policy| super::index::standing(policy.status, &policy.applies_to.states))
}

/// The entry of a policy of which only the head is known.
fn of_head(head: &Head, reader: &Reader<'_>) -> Entry {
    let Head { kind, status, effective, payers, lines_of_business, services, states, .. } = head;
    reader.entry(HeadEntry {
        number: PolicyNumber(u32::MAX),
        family: u32::MAX,
        kind: kind.unwrap_or(PolicyKind::PayerPolicy),
        status: status.unwrap_or(PolicyStatus::Active),
        window: effective.map_or(Interval::ALL, window),
        applies_to: &AppliesTo {
            payers: payers.clone(),
            lines_of_business: lines_of_business.clone(),
            services: services.clone().unwrap_or_default(),
            // Whatever it is restricted to, it may be for any.
            drugs: Vec::new(),
            states: states.clone(),
        },
        deferral: None,
    })
}

impl Index {
    /// What was chosen for a seat, unless a policy in doubt may have been.
    pub(super) fn unless_in_doubt(&self, chosen: Governance, seat: Seat<'_>) -> Governance {
        let rank = self.rank(&chosen);
        // A rank is only known with the kind.
        let is_outranked = |suspect: &Suspect| {
            suspect.kind.is_some() && rank.is_some_and(|rank| suspect.entry.rank().is_some_and(|own| own > rank))
        };
        let stands_in_the_way =
            |suspect: &&Suspect| suspect.may_govern() && suspect.fits(seat) && !is_outranked(suspect);
        let doubts: Vec<DoubtNumber> =
            self.suspects.of_seat(seat).into_iter().filter(stands_in_the_way).map(|suspect| suspect.number).collect();
        if doubts.is_empty() { chosen } else { Governance::InDoubt(doubts) }
    }

    /// The rank of what was surely chosen.
    fn rank(&self, chosen: &Governance) -> Option<u8> {
        match chosen {
            Governance::Governs(number) => self.entry(*number)?.rank(),
            Governance::Conflict(numbers) => self.entry(*numbers.first()?)?.rank(),
            Governance::Unknown { .. } | Governance::InDoubt(_) | Governance::None => None,
        }
    }

    /// Adds the policies in doubt that may be evaluated beside what governs a service.
    pub(super) fn add_doubtful_beside(&self, seat: Seat<'_>, beside: &mut BTreeSet<DoubtNumber>) {
        let may_be = |suspect: &&Suspect| suspect.may_be_beside() && suspect.fits(seat);
        beside.extend(self.suspects.of_seat(seat).into_iter().filter(may_be).map(|suspect| suspect.number));
    }
}

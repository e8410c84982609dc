//! The choice among the policies that speak of a service.
//!
//! Strongest rank first. What is undecided blocks everything it could outrank or
//! equal.

use medpol_model::answer::SelectingKey;
use medpol_model::case::Case;
use medpol_model::value::Status;

use super::deferral::{Deferral, follow};
use super::index::{Entry, Fit, Index, Role};
use super::keys::Keys;
use super::request::{Line, Request, services};
use super::restriction::Stated;
use super::{Governance, Group, PolicyNumber, Resolution};

/// A policy that governs, or may.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) number: PolicyNumber,
    family: u32,
    rank: u8,
    from: i64,
    /// The keys that leave it open.
    pub(super) open: Keys,
}

impl Match {
    /// The policy as a match, if nothing rules it out.
    pub(super) fn of(entry: &Entry, fit: Fit) -> Option<Self> {
        let rank = entry.rank().filter(|_| fit.missed.is_empty())?;
        Some(Self { number: entry.number, family: entry.family, rank, from: entry.window.low, open: fit.open })
    }

    const fn is_definite(&self) -> bool {
        self.open.is_empty()
    }
}

/// What governs where these are all the policies that may.
pub(super) fn among(matches: &mut [Match]) -> Governance {
    let best = matches.iter().filter(|one| one.is_definite()).map(|one| one.rank).min();
    let definite = |one: &&Match| one.is_definite() && Some(one.rank) == best;
    // Of several versions of one policy, which a library with errors may have, the latest counts.
    let chosen = matches.iter().filter(definite).max_by_key(|one| one.from);
    let is_contested =
        chosen.is_some_and(|chosen| matches.iter().filter(definite).any(|one| one.family != chosen.family));
    let stands_in_the_way = |one: &&Match| {
        !one.is_definite() && best.is_none_or(|best| if is_contested { one.rank < best } else { one.rank <= best })
    };
    let missing = matches.iter().filter(stands_in_the_way).fold(Keys::NONE, |all, one| all.and(one.open));
    if !missing.is_empty() {
        let mut candidates: Vec<PolicyNumber> =
            matches.iter().filter(|one| definite(one) || stands_in_the_way(one)).map(|one| one.number).collect();
        candidates.sort_unstable();
        return Governance::Unknown { missing, candidates };
    }
    match chosen {
        None => Governance::None,
        Some(_) if is_contested => {
            let mut claimants: Vec<PolicyNumber> = matches.iter().filter(definite).map(|one| one.number).collect();
            claimants.sort_unstable();
            Governance::Conflict(claimants)
        }
        Some(chosen) => Governance::Governs(chosen.number),
    }
}

impl Index {
    /// What governs each requested service of a case that was decoded against the base vocabulary.
    pub(crate) fn resolve(&self, case: &Case) -> Resolution {
        let request = Request::read(&self.places, &self.base, case);
        let mut resolution = Resolution::default();
        let Some(lines) = services(&self.places, &self.base, case) else {
            let (governance, deferred_by) = self.govern(None, &request);
            resolution.groups.push(Group { services: Vec::new(), governance, deferred_by });
            return resolution;
        };
        for (element, Line { code, drug }) in lines.enumerate() {
            let request = Request { drug, ..request };
            let (governance, deferred_by) = self.govern(Some(code), &request);
            let alike = |group: &&mut Group| group.governance == governance && group.deferred_by == deferred_by;
            match resolution.groups.iter_mut().find(alike) {
                Some(group) => group.services.push(element),
                None => resolution.groups.push(Group { services: vec![element], governance, deferred_by }),
            }
            self.add_beside(code, &request, &mut resolution.beside);
        }
        resolution.beside.sort_unstable();
        resolution
    }

    /// What governs one service; `None`: it is unknown which services there are.
    fn govern(&self, code: Option<Stated<'_>>, request: &Request<'_>) -> (Governance, Vec<PolicyNumber>) {
        match code.as_ref().and_then(Stated::possible) {
            Some([code]) => {
                let entries = self.for_service(code.low, request);
                let mut matches: Vec<Match> =
                    entries.filter_map(|entry| Match::of(entry, entry.fit(request))).collect();
                self.put_behind(&mut matches);
                follow(self, request, Some(code.low), among(&mut matches))
            }
            possible => {
                let fit = |entry: &Entry| entry.fit(request).with(SelectingKey::Service, speaks(entry, possible));
                let mut matches: Vec<Match> =
                    self.for_any_service().filter_map(|entry| Match::of(entry, fit(entry))).collect();
                follow(self, request, None, among(&mut matches))
            }
        }
    }

    /// Leaves out the policies that another one surely hands the question on to: they are come to by way
    /// of it.
    fn put_behind(&self, matches: &mut Vec<Match>) {
        let deferring = matches.iter().filter(|one| one.is_definite());
        let deferrals: Vec<&Deferral> = deferring.filter_map(|one| self.entry(one.number)?.deferral.as_ref()).collect();
        matches.retain(|one| !deferrals.iter().any(|deferral| deferral.names(one.number)));
    }

    /// Adds the articles and coding edits for a service.
    fn add_beside(&self, code: Stated<'_>, request: &Request<'_>, beside: &mut Vec<PolicyNumber>) {
        let Some([code]) = code.possible() else { return };
        for entry in self.for_service(code.low, request) {
            if entry.role == Role::Beside && entry.fit(request).is_whole() && !beside.contains(&entry.number) {
                beside.push(entry.number);
            }
        }
    }
}

/// Whether a policy speaks of a service of which only the possible codes are known, or not even these.
pub(super) fn speaks(entry: &Entry, possible: Option<&[medpol_model::value::Interval]>) -> Status {
    let Some(possible) = possible else { return Status::UNKNOWN };
    let listed = possible.iter().filter(|code| entry.services.binary_search(&code.low).is_ok()).count();
    Status::of(listed > 0, listed < possible.len())
}

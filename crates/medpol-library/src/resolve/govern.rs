//! The choice among the policies that speak of a service.
//!
//! Strongest rank first. What is undecided blocks everything it could outrank or
//! equal.

use std::collections::{BTreeSet, HashMap};

use medpol_model::answer::SelectingKey;
use medpol_model::case::Case;
use medpol_model::value::{Interval, Status};

use super::deferral::{Deferral, follow};
use super::index::{Eligibility, Entry, Fit, Index, Role};
use super::keys::Keys;
use super::request::{Request, Service, services};
use super::restriction::Stated;
use super::suspect::Seat;
use super::{Beside, Governance, Group, PolicyNumber, Resolution};

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
        let Some(services) = services(&self.places, &self.base, case) else {
            let (governance, deferred_by) = self.govern(None, &request);
            resolution.groups.push(Group { services: Vec::new(), governance, deferred_by, date: None });
            let seat = Seat { service: None, request: &request, deferral: None };
            let mut doubtful = BTreeSet::new();
            self.add_doubtful_beside(seat, &mut doubtful);
            resolution.doubtful_beside.extend(doubtful);
            return resolution;
        };
        let services: Vec<Service<'_>> = services.collect();
        // What is requested again is governed as before.
        let mut known: HashMap<&Service<'_>, usize> = HashMap::new();
        let mut alike = HashMap::new();
        let mut different: Vec<Service<'_>> = Vec::new();
        for (element, service) in services.iter().enumerate() {
            if let Some(group) = known.get(service).and_then(|at| resolution.groups.get_mut(*at)) {
                group.services.push(element);
                continue;
            }
            different.push(*service);
            let found = self.group(element, service, &request.of(service));
            let kind = (found.governance.clone(), found.deferred_by.clone(), found.date.is_some());
            let at = *alike.entry(kind).or_insert(resolution.groups.len());
            known.insert(service, at);
            match resolution.groups.get_mut(at) {
                Some(group) => {
                    group.services.push(element);
                    group.date = group.date.zip(found.date).map(|(known, date)| known.hull(date));
                }
                None => resolution.groups.push(found),
            }
        }
        resolution.beside = self.beside(&services, &different, &request);
        let mut doubtful = BTreeSet::new();
        for service in &different {
            let request = request.of(service);
            let request = service.date.map_or(request, |date| request.on(date));
            let seat = Seat { service: service.code.possible(), request: &request, deferral: None };
            self.add_doubtful_beside(seat, &mut doubtful);
        }
        resolution.doubtful_beside.extend(doubtful);
        resolution
    }

    /// The keys on which a policy version misses every requested service; `None` where that cannot be said, or
    /// the policy is never chosen by what it applies to.
    pub(crate) fn missed(&self, number: PolicyNumber, case: &Case) -> Option<Keys> {
        let entry =
            self.entry(number).filter(|entry| entry.standing == Eligibility::Eligible && entry.rank().is_some())?;
        let is_named = |other: &Entry| other.deferral.as_ref().is_some_and(|deferral| deferral.names(number));
        if self.entries.iter().any(is_named) {
            return None;
        }
        let request = Request::read(&self.places, &self.base, case);
        let of_service = |service: Service<'_>| {
            let request = request.of(&service);
            let request = service.date.map_or(request, |date| request.on(date));
            // A payer may defer to Medicare's determinations whatever the line of business.
            let missed = entry.fit_deferred(&request).missed;
            let is_for = speaks(entry, service.code.possible()).can_be_met();
            if is_for { missed } else { missed.with(SelectingKey::Service) }
        };
        let missed: Vec<Keys> = services(&self.places, &self.base, case)?.map(of_service).collect();
        missed.into_iter().min_by_key(|missed| missed.count())
    }

    /// What governs one service, by its own date where that makes a difference.
    fn group(&self, element: usize, service: &Service<'_>, request: &Request<'_>) -> Group {
        let (governance, deferred_by) = self.govern(Some(service.code), request);
        let on_the_day = Group { services: vec![element], governance, deferred_by, date: None };
        let Some(date) = service.date.filter(|date| !date.is_the_same(request.date)) else { return on_the_day };
        let (governance, deferred_by) = self.govern(Some(service.code), &request.on(date));
        let is_open =
            matches!(governance, Governance::Unknown { missing, .. } if missing.has(SelectingKey::DateOfService));
        if !is_open && governance == on_the_day.governance && deferred_by == on_the_day.deferred_by {
            return on_the_day;
        }
        Group { services: vec![element], governance, deferred_by, date: Some(date.hull()) }
    }

    /// What governs one service; `None`: it is unknown which services there are.
    fn govern(&self, code: Option<Stated<'_>>, request: &Request<'_>) -> (Governance, Vec<PolicyNumber>) {
        match code.as_ref().and_then(Stated::possible) {
            Some([code]) => {
                let entries = self.for_service(code.low, request);
                let mut matches: Vec<Match> =
                    entries.filter_map(|entry| Match::of(entry, entry.fit(request))).collect();
                self.put_behind(&mut matches);
                let seat = Seat { service: Some(std::slice::from_ref(code)), request, deferral: None };
                follow(self, request, Some(code.low), self.unless_in_doubt(among(&mut matches), seat))
            }
            possible => {
                let fit = |entry: &Entry| entry.fit(request).with(SelectingKey::Service, speaks(entry, possible));
                let entries = match possible {
                    Some(codes) => self.for_one_of(codes, request),
                    None => self.for_any_service().collect(),
                };
                let mut matches: Vec<Match> =
                    entries.into_iter().filter_map(|entry| Match::of(entry, fit(entry))).collect();
                let seat = Seat { service: possible, request, deferral: None };
                follow(self, request, None, self.unless_in_doubt(among(&mut matches), seat))
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

    /// The articles and coding edits for the services, each for those whose date lies in its period. `different` are the
    /// services without repeats.
    fn beside(&self, services: &[Service<'_>], different: &[Service<'_>], request: &Request<'_>) -> Vec<Beside> {
        let mut applying: Vec<&Entry> = Vec::new();
        for service in different {
            let Some([code]) = service.code.possible() else { continue };
            let request = request.of(service);
            let request = service.date.map_or(request, |date| request.on(date));
            let fitting = self.for_service(code.low, &request).filter(|entry| entry.role == Role::Beside);
            applying.extend(fitting.filter(|entry| entry.fit(&request).is_whole()));
        }
        applying.sort_by_key(|entry| entry.number);
        applying.dedup_by_key(|entry| entry.number);
        applying.into_iter().map(|entry| entry.beside(services, request)).collect()
    }
}

impl Entry {
    /// Which of the services an article or coding edits look at, and the days of these.
    fn beside<'a>(&self, services: &[Service<'a>], request: &Request<'a>) -> Beside {
        let date = |service: &Service<'a>| service.date.unwrap_or(request.date);
        let is_in = |service: &Service<'a>| date(service).within(self.window) == Status::MET;
        let only: Vec<usize> =
            services.iter().enumerate().filter(|(_, service)| is_in(service)).map(|(at, _)| at).collect();
        let is_on_the_day = request.date.within(self.window) == Status::MET;
        let days = services.iter().filter(|service| is_in(service)).map(|service| date(service).hull());
        Beside {
            policy: self.number,
            only: (only.len() < services.len()).then_some(only),
            date: days.reduce(Interval::hull).filter(|_| !is_on_the_day),
        }
    }
}

/// Whether a policy speaks of a service of which only the possible codes are known, or not even these.
pub(super) fn speaks(entry: &Entry, possible: Option<&[medpol_model::value::Interval]>) -> Status {
    let Some(possible) = possible else { return Status::UNKNOWN };
    let listed = possible.iter().filter(|code| entry.services.binary_search(&code.low).is_ok()).count();
    Status::of(listed > 0, listed < possible.len())
}

//! The heads of all policies as numbers, found by service code and then by payer.
//!
//! Built once when a library is loaded. What a case says is not known here.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use medpol_compiler::Compiled;
use medpol_model::answer::SelectingKey;
use medpol_model::policy::{AppliesTo, PolicyKind, PolicyStatus, States};
use medpol_model::value::{Interval, Status, Symbols};
use medpol_model::vocabulary::{Fact, FactId, Vocabulary};

use super::PolicyNumber;
use super::deferral::Deferral;
use super::keys::Keys;
use super::request::{Places, Request};
use super::restriction::Restriction;
use super::suspect::{Suspect, Suspects};
use crate::doubt::{DoubtNumber, Doubts};
use crate::version::window;

/// What resolution needs to know of every policy of a library.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// The vocabulary that has the selecting facts.
    pub(super) base: Arc<Vocabulary>,
    pub(super) places: Places,
    /// Every policy version by its number.
    pub(super) entries: Vec<Entry>,
    /// Those that can be chosen, by the number of a service code.
    buckets: HashMap<i64, Bucket>,
    /// All of them, by the number of a service code.
    by_service: HashMap<i64, Vec<u32>>,
    /// The payers that policies are for.
    pub(super) payers: BTreeSet<Arc<str>>,
    /// The policies in doubt, and files that may be some.
    pub(super) suspects: Suspects,
}

/// The head of one policy version.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) number: PolicyNumber,
    /// Versions of one policy have the same.
    pub(super) family: u32,
    pub(super) role: Role,
    pub(super) standing: Eligibility,
    pub(super) kind: PolicyKind,
    pub(super) window: Interval,
    pub(super) services: Box<[i64]>,
    pub(super) drugs: Restriction,
    pub(super) payers: Restriction,
    pub(super) lines_of_business: Restriction,
    /// Whether fee-for-service Medicare is among its lines of business.
    pub(super) medicare: Medicare,
    pub(super) states: Restriction,
    pub(super) deferral: Option<Deferral>,
}

/// What a policy is to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It can govern; the least rank goes first.
    Governing(u8),
    /// It is evaluated beside the policy that governs.
    Beside,
}

/// Whether a policy can be chosen at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Eligibility {
    Eligible,
    Draft,
    StatesUnknown,
    InDoubt,
}

/// The standing of a policy that is not in doubt.
pub(super) fn standing(status: PolicyStatus, within: &States) -> Eligibility {
    match (status, within) {
        (PolicyStatus::Draft, _) => Eligibility::Draft,
        (_, States::Unknown) => Eligibility::StatesUnknown,
        (PolicyStatus::Active | PolicyStatus::Retired, States::All | States::Listed(_)) => Eligibility::Eligible,
    }
}

/// Whether a policy lists Medicare itself among its lines of business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medicare {
    Listed,
    NotListed,
}

/// The line of business whose coverage determinations a payer's policy can defer to.
const MEDICARE: &str = "medicare";

/// The policies that speak of one service.
#[derive(Clone, Debug, Default)]
struct Bucket {
    all: Vec<u32>,
    /// Those that are for any payer.
    any_payer: Vec<u32>,
    /// The others, by payer.
    by_payer: HashMap<i64, Vec<u32>>,
}

impl Index {
    /// The index of a library; `None` where it does not say which facts select a policy.
    pub(crate) fn of(compiled: &Compiled, doubts: &Doubts) -> Option<Self> {
        let selectors = compiled.selectors.as_ref()?;
        let base = Arc::clone(compiled.vocabularies.get(&selectors.base)?);
        let places = Places::find(selectors, &base)?;
        let reader = Reader { base: &base, places: &places, symbols: &compiled.symbols, rank: &selectors.rank };
        let mut entries: Vec<Entry> = Vec::with_capacity(compiled.policies.len());
        for (number, policy) in (0_u32..).zip(&compiled.policies) {
            // Policies are sorted by id, so the versions of one policy are neighbours.
            let before = number.checked_sub(1).and_then(|at| compiled.policies.get(at as usize));
            let family = match (before, entries.last()) {
                (Some(before), Some(last)) if before.id == policy.id => last.family,
                (_, last) => last.map_or(0, |last| last.family + 1),
            };
            let number = PolicyNumber(number);
            entries.push(reader.entry(HeadEntry {
                number,
                family,
                kind: policy.kind,
                status: policy.status,
                window: window(policy.effective),
                applies_to: &policy.applies_to,
                deferral: Deferral::of(policy, compiled),
            }));
        }
        let numbered = (0_u32..).map(DoubtNumber).zip(&doubts.policies);
        let suspects = numbered.filter_map(|(number, doubt)| Suspect::of(number, doubt, &entries, compiled, &reader));
        let suspects = Suspects::of(suspects.collect());
        for entry in entries.iter_mut().filter(|entry| doubts.has(entry.number)) {
            entry.standing = Eligibility::InDoubt;
        }
        let mut buckets: HashMap<i64, Bucket> = HashMap::new();
        for entry in entries.iter().filter(|entry| entry.standing == Eligibility::Eligible) {
            for service in &entry.services {
                let bucket = buckets.entry(*service).or_default();
                bucket.all.push(entry.number.0);
                match &entry.payers {
                    Restriction::Texts(payers) => {
                        payers.iter().for_each(|payer| bucket.by_payer.entry(*payer).or_default().push(entry.number.0));
                    }
                    Restriction::Any | Restriction::Mask(_) => bucket.any_payer.push(entry.number.0),
                }
            }
        }
        let mut by_service: HashMap<i64, Vec<u32>> = HashMap::new();
        for entry in &entries {
            entry.services.iter().for_each(|service| by_service.entry(*service).or_default().push(entry.number.0));
        }
        let payers = compiled.policies.iter().flat_map(|policy| policy.applies_to.payers.iter().cloned()).collect();
        Some(Self { base, places, entries, buckets, by_service, payers, suspects })
    }

    /// The entry with this number.
    pub(super) fn entry(&self, number: PolicyNumber) -> Option<&Entry> {
        self.entries.get(number.0 as usize)
    }

    /// All policies that speak of a service, by number.
    pub(super) fn speaking_of(&self, service: i64) -> &[u32] {
        self.by_service.get(&service).map_or(&[], Vec::as_slice)
    }

    /// The eligible policies for a service that the payer does not rule out, by number.
    pub(super) fn for_service(&self, service: i64, request: &Request<'_>) -> impl Iterator<Item = &Entry> {
        let bucket = self.buckets.get(&service);
        let payers = request.payer.possible();
        let (general, own): (&[u32], &[u32]) = match (bucket, payers) {
            (None, _) => (&[], &[]),
            (Some(bucket), Some([payer])) => {
                (&bucket.any_payer, bucket.by_payer.get(&payer.low).map_or(&[], Vec::as_slice))
            }
            (Some(bucket), _) => (&bucket.all, &[]),
        };
        general.iter().chain(own).filter_map(|number| self.entries.get(*number as usize))
    }

    /// The eligible policies for a service that can be for a payer of this policy.
    pub(super) fn rivals(&self, service: i64, entry: &Entry) -> impl Iterator<Item = &Entry> {
        let bucket = self.buckets.get(&service);
        let lists: Vec<&[u32]> = match (bucket, &entry.payers) {
            (None, _) => Vec::new(),
            (Some(bucket), Restriction::Texts(payers)) => {
                let own = payers.iter().filter_map(|payer| bucket.by_payer.get(payer)).map(Vec::as_slice);
                own.chain([bucket.any_payer.as_slice()]).collect()
            }
            (Some(bucket), Restriction::Any | Restriction::Mask(_)) => vec![&bucket.all],
        };
        lists.into_iter().flatten().filter_map(|number| self.entries.get(*number as usize))
    }

    /// The eligible policies for a service that is one of several, each once.
    pub(super) fn for_one_of(&self, services: &[Interval], request: &Request<'_>) -> Vec<&Entry> {
        let each = services.iter().flat_map(|code| self.for_service(code.low, request));
        let mut found: Vec<&Entry> = each.collect();
        found.sort_unstable_by_key(|entry| entry.number);
        found.dedup_by_key(|entry| entry.number);
        found
    }

    /// Every eligible policy, for a service that is unknown.
    pub(super) fn for_any_service(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.standing == Eligibility::Eligible)
    }
}

/// How a policy's head fits a request, key by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The keys on which it misses.
    pub(super) missed: Keys,
    /// The keys that leave it open.
    pub(super) open: Keys,
}

impl Fit {
    /// It fits on every key.
    pub(super) const fn is_whole(self) -> bool {
        self.missed.is_empty() && self.open.is_empty()
    }

    /// The fit with the outcome of a key more.
    #[must_use]
    pub(super) fn with(self, key: SelectingKey, status: Status) -> Self {
        match (status.can_be_met(), status.can_be_not_met()) {
            (false, true) => Self { missed: self.missed.with(key), ..self },
            (true, true) => Self { open: self.open.with(key), ..self },
            (_, false) => self,
        }
    }

    pub(super) const WHOLE: Self = Self { missed: Keys::NONE, open: Keys::NONE };
}

impl Entry {
    /// How it fits a request on every key but the service.
    pub(super) fn fit(&self, request: &Request<'_>) -> Fit {
        self.fit_without_line(request)
            .with(SelectingKey::LineOfBusiness, self.lines_of_business.admits(request.line_of_business))
    }

    /// How it fits where a payer defers to it: its line of business may be Medicare itself, whatever
    /// plan the payer offers.
    pub(super) fn fit_deferred(&self, request: &Request<'_>) -> Fit {
        match self.medicare {
            Medicare::Listed => self.fit_without_line(request),
            Medicare::NotListed => self.fit(request),
        }
    }

    fn fit_without_line(&self, request: &Request<'_>) -> Fit {
        self.fit_by_date(request)
            .with(SelectingKey::Drug, self.drugs.admits(request.drug))
            .with(SelectingKey::Payer, self.payers.admits(request.payer))
            .with(SelectingKey::State, self.states.admits(request.state))
    }

    /// How it fits by the date alone.
    pub(super) fn fit_by_date(&self, request: &Request<'_>) -> Fit {
        Fit::WHOLE.with(SelectingKey::DateOfService, request.date.within(self.window))
    }

    /// Its rank among the policies that can govern.
    pub(super) const fn rank(&self) -> Option<u8> {
        match self.role {
            Role::Governing(rank) => Some(rank),
            Role::Beside => None,
        }
    }
}

/// Reads heads.
pub(super) struct Reader<'a> {
    base: &'a Vocabulary,
    places: &'a Places,
    symbols: &'a Symbols,
    rank: &'a [Arc<str>],
}

/// What an entry is made from.
pub(super) struct HeadEntry<'a> {
    pub(super) number: PolicyNumber,
    pub(super) family: u32,
    pub(super) kind: PolicyKind,
    pub(super) status: PolicyStatus,
    pub(super) window: Interval,
    pub(super) applies_to: &'a AppliesTo,
    pub(super) deferral: Option<Deferral>,
}

impl Reader<'_> {
    pub(super) fn entry(&self, head: HeadEntry<'_>) -> Entry {
        let HeadEntry { number, family, kind, status, window, applies_to, deferral } = head;
        let AppliesTo { payers, lines_of_business, services, drugs, states } = applies_to;
        let listed = if let States::Listed(states) = states { states.as_slice() } else { &[] };
        let is_medicare = lines_of_business.iter().any(|line| &**line == MEDICARE);
        let mut services: Vec<i64> = services.iter().filter_map(|service| self.symbols.find(service)).collect();
        services.sort_unstable();
        services.dedup();
        Entry {
            number,
            family,
            role: self.role(kind),
            standing: standing(status, states),
            kind,
            window,
            services: services.into(),
            drugs: Restriction::of_codes(drugs, self.symbols),
            payers: self.restriction(payers, self.places.payer),
            lines_of_business: self.restriction(lines_of_business, self.places.line_of_business),
            medicare: if is_medicare { Medicare::Listed } else { Medicare::NotListed },
            states: self.restriction(listed, self.places.state),
            deferral,
        }
    }

    fn role(&self, kind: PolicyKind) -> Role {
        if matches!(kind, PolicyKind::Article | PolicyKind::CodingEdits) {
            return Role::Beside;
        }
        let at = self.rank.iter().position(|ranked| &**ranked == kind.word()).unwrap_or(self.rank.len());
        Role::Governing(u8::try_from(at).unwrap_or(u8::MAX))
    }

    fn restriction(&self, names: &[Arc<str>], fact: FactId) -> Restriction {
        let fact: Option<&Fact> = self.base.fact(fact);
        fact.map_or(Restriction::Any, |fact| Restriction::of(names, fact, self.base, self.symbols))
    }
}

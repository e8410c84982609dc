//! Policies that hand the question on, and where it ends.
//!
//! A deferral is followed by the date, and to Medicare's determinations also by service and state. A
//! circle of deferrals is refused when a library is loaded; here it only must not turn for ever.

use std::sync::Arc;

use medpol_compiler::Compiled;
use medpol_model::policy::{Deferral as Written, Policy, PolicyKind, Position};
use medpol_model::value::Interval;

use super::govern::{Match, among};
use super::index::{Eligibility, Entry, Index};
use super::request::Request;
use super::suspect::Seat;
use super::{Governance, PolicyNumber};

/// To what a policy hands the question on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deferral {
    /// Medicare's determination of this kind for the service, state and date.
    Determination(PolicyKind),
    /// The version in force of a policy.
    Policy {
        /// Its id.
        id: Arc<str>,
        /// Its versions.
        versions: Box<[PolicyNumber]>,
    },
}

impl Deferral {
    /// What a policy says of it.
    pub(super) fn of(policy: &Policy, compiled: &Compiled) -> Option<Self> {
        let Position::Defers { to } = &policy.position else { return None };
        Some(match to {
            Written::Lcd => Self::Determination(PolicyKind::Lcd),
            Written::Ncd => Self::Determination(PolicyKind::Ncd),
            Written::Policy(id) => {
                let versions = (0_u32..).zip(&compiled.policies).filter(|(_, other)| other.id.0 == *id);
                let versions = versions.map(|(number, _)| PolicyNumber(number)).collect();
                Self::Policy { id: Arc::from(&**id), versions }
            }
        })
    }

    /// Whether it names this policy version.
    pub(super) fn names(&self, number: PolicyNumber) -> bool {
        matches!(self, Self::Policy { versions, .. } if versions.contains(&number))
    }

    /// Whether it can lead to a policy of this kind by what the policy applies to.
    pub(super) fn is_to(&self, kind: PolicyKind) -> bool {
        *self == Self::Determination(kind)
    }
}

/// Follows deferrals from what governs to the policy that decides. `None` as service: not known.
pub(super) fn follow(
    index: &Index,
    request: &Request<'_>,
    service: Option<i64>,
    first: Governance,
) -> (Governance, Vec<PolicyNumber>) {
    let (mut governance, mut deferred_by) = (first, Vec::new());
    while let Governance::Governs(number) = governance {
        let Some(deferral) = index.entry(number).and_then(|entry| entry.deferral.as_ref()) else { break };
        if deferred_by.contains(&number) {
            governance = Governance::None;
            break;
        }
        deferred_by.push(number);
        let code = service.map(Interval::point);
        let seat = Seat { service: code.as_ref().map(std::slice::from_ref), request, deferral: Some(deferral) };
        governance = index.unless_in_doubt(among(&mut matches(index, request, service, deferral)), seat);
    }
    (governance, deferred_by)
}

/// What a deferral can lead to.
fn matches(index: &Index, request: &Request<'_>, service: Option<i64>, deferral: &Deferral) -> Vec<Match> {
    match deferral {
        Deferral::Determination(kind) => {
            let is_wanted = |entry: &&Entry| entry.kind == *kind;
            let fits = |entry: &Entry| Match::of(entry, entry.fit_deferred(request));
            match service {
                Some(service) => index.for_service(service, request).filter(is_wanted).filter_map(fits).collect(),
                None => Vec::new(),
            }
        }
        Deferral::Policy { versions, .. } => {
            let entries = versions.iter().filter_map(|version| index.entry(*version));
            let eligible = entries.filter(|entry| !matches!(entry.standing, Eligibility::Draft | Eligibility::InDoubt));
            eligible.filter_map(|entry| Match::of(entry, entry.fit_by_date(request))).collect()
        }
    }
}

//! Which policy governs each requested service.
//!
//! [`Index`] is built once, from the heads of all policies, with every text as a number.
//! [`Index::resolve`] then only compares numbers; the sentences of [`ResolutionReport`] are made
//! afterwards, for those who want to read them. Matching is three-valued: what the case does not say
//! leaves a policy undecided, never rejected. What a policy makes of the case is not known here.
//!
//! Read `index.rs` first, then `request.rs` for what a case says, `govern.rs` for the choice and
//! `deferral.rs` for policies that hand the question on.
//!
//! [`ResolutionReport`]: medpol_model::answer::ResolutionReport

mod compete;
mod deferral;
mod explain;
mod govern;
mod index;
mod keys;
mod request;
mod restriction;
mod suspect;
mod words;

#[cfg(test)]
mod tests;

use medpol_model::value::Interval;

use crate::doubt::DoubtNumber;
pub use explain::Told;
pub(crate) use index::Index;
pub use keys::Keys;

/// The number of a policy version: its place in [`Library::policies`](crate::Library::policies).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyNumber(pub u32);

/// What governs the requested services of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The services, those that are governed alike together, in the order of the case.
    pub groups: Vec<Group>,
    /// Articles and coding edits that apply to a requested service, by number.
    pub beside: Vec<Beside>,
    /// Doubts whether an article or a set of coding edits applies.
    pub doubtful_beside: Vec<DoubtNumber>,
}

/// An article or coding edits that apply to a requested service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// The policy version.
    pub policy: PolicyNumber,
    /// The services whose date lies in its period, where those of others do not.
    pub only: Option<Vec<usize>>,
    /// The days of these services, where the date of service of the request lies outside of its period.
    pub date: Option<Interval>,
}

/// Services that are governed alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which elements of the list of services they are; empty where the list is unknown.
    pub services: Vec<usize>,
    /// What governs them.
    pub governance: Governance,
    /// The policies that deferred to another one, in the order they were followed.
    pub deferred_by: Vec<PolicyNumber>,
    /// The days of these services by their own dates, where they are governed otherwise than on the date of
    /// service of the request.
    pub date: Option<Interval>,
}

/// What governs a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Governance {
    /// This policy version.
    Governs(PolicyNumber),
    /// One of these or none, depending on the keys.
    Unknown {
        /// What would have to be known.
        missing: Keys,
        /// What may govern.
        candidates: Vec<PolicyNumber>,
    },
    /// Policies of equal rank, none of which is chosen.
    Conflict(Vec<PolicyNumber>),
    /// It cannot be told while these doubts last: a policy that cannot be read may govern.
    InDoubt(Vec<DoubtNumber>),
    /// Nothing.
    None,
}

impl Resolution {
    /// The policies that govern, each once, in the order of the services.
    pub fn governing(&self) -> Vec<PolicyNumber> {
        let mut governing = Vec::new();
        for group in &self.groups {
            if let Governance::Governs(policy) = group.governance
                && !governing.contains(&policy)
            {
                governing.push(policy);
            }
        }
        governing
    }
}

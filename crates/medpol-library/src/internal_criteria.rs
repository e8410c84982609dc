//! Whether an answer says that a result rests on the issuer's own criteria alone.
//!
//! The library names the lines of business for which that matters; none is known here.

use medpol_model::case::{Case, Mark};
use medpol_model::policy::Policy;
use medpol_model::vocabulary::{FactKind, FrameId};

use crate::Library;

impl Library {
    /// Whether that is told of a case: where its line of business is one of those that the library names, or is unknown
    /// and the policy is for no others.
    pub fn tells_internal_criteria(&self, policy: &Policy, case: &Case) -> bool {
        let Some(selectors) = &self.compiled.selectors else { return false };
        let named = &selectors.tell_internal_criteria_for;
        let own = &policy.applies_to.lines_of_business;
        match self.line_of_business(&selectors.line_of_business, policy, case) {
            Some(line) => named.iter().any(|name| **name == *line),
            None => !own.is_empty() && own.iter().all(|line| named.contains(line)),
        }
    }

    /// The line of business of a case in the slots of a policy's vocabulary, where it is known for sure.
    fn line_of_business<'a>(&'a self, path: &str, policy: &'a Policy, case: &'a Case) -> Option<&'a str> {
        let vocabulary = &policy.vocabulary;
        let fact = vocabulary.facts.iter().find(|fact| fact.frame == FrameId::CASE && *fact.path == *path)?;
        let slot = fact.slot as usize;
        let mark = case.facts.mark(slot);
        let value = case.facts.value(slot);
        if !mark.has(Mark::GIVEN) || mark.has(Mark::ALTERNATIVES) || value.low != value.high {
            return None;
        }
        match &fact.kind {
            FactKind::Enumeration(id) => {
                let bits = u64::from_ne_bytes(value.low.to_ne_bytes());
                let mut members = vocabulary.enumeration(*id)?.members(bits);
                members.next().filter(|_| bits.is_power_of_two()).map(|member| &*member.name)
            }
            FactKind::Text | FactKind::Code { .. } => {
                self.symbols().text(value.low).or_else(|| case.facts.own(value.low).map(|text| &**text))
            }
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::List(_) => None,
        }
    }
}

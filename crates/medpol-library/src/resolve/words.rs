//! The words for keys, values and policies in the sentences of a resolution.
//!
//! Nothing is decided here.

use std::sync::Arc;

use medpol_model::answer::{ResolvedPolicy, SelectingKey};
use medpol_model::case::Case;
use medpol_model::policy::{Confidence, Policy, PolicyKind, States};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};

use super::restriction::Stated;
use crate::version::{days, period};

/// Names listed in a sentence, at most.
const LISTED: usize = 8;

/// A kind of policy, as a reader would call it in a sentence.
pub(super) const fn kind(kind: PolicyKind) -> &'static str {
    match kind {
        PolicyKind::Ncd => "a national coverage determination",
        PolicyKind::Lcd => "a local coverage determination",
        PolicyKind::Article => "a billing and coding article",
        PolicyKind::PayerPolicy => "a payer policy",
        PolicyKind::CodingEdits => "a set of coding edits",
    }
}

/// Texts in a row: `a, b and c`.
pub(super) fn row<S: AsRef<str>>(texts: &[S], last: &str) -> String {
    let hidden = texts.len().saturating_sub(LISTED);
    let mut shown: Vec<String> = texts.iter().take(LISTED).map(|text| text.as_ref().to_owned()).collect();
    if hidden > 0 {
        shown.push(format!("{hidden} more"));
    }
    match shown.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, before)) => format!("{} {last} {end}", before.join(", ")),
    }
}

/// The policy version as resolution names it.
pub(super) fn resolved(policy: &Policy) -> ResolvedPolicy {
    ResolvedPolicy {
        policy: policy.reference(),
        title: Arc::clone(&policy.title),
        publisher: Arc::clone(&policy.publisher),
        kind: policy.kind,
        basis: policy.basis,
        doubts: policy.doubts.clone(),
    }
}

/// What a policy says of a key, in words that follow "it".
pub(super) fn restriction(policy: &Policy, key: SelectingKey) -> String {
    let applies = &policy.applies_to;
    let of = |names: &[Arc<str>], any: &str| if names.is_empty() { any.to_owned() } else { row(names, "and") };
    match key {
        SelectingKey::Service => format!("is for {}", of(&applies.services, "every service")),
        SelectingKey::Drug if applies.drugs.is_empty() => "is for every drug".to_owned(),
        SelectingKey::Drug => format!("is for the drug {}", row(&applies.drugs, "or")),
        SelectingKey::Payer => format!("is for the payer {}", of(&applies.payers, "whichever it is")),
        SelectingKey::LineOfBusiness => format!("is for {}", of(&applies.lines_of_business, "every line of business")),
        SelectingKey::State => match &applies.states {
            States::All => "applies in every state".to_owned(),
            States::Unknown => "applies in unknown states".to_owned(),
            States::Listed(states) => format!("applies in {}{}", row(states, "and"), doubt(policy.doubts.states)),
        },
        SelectingKey::DateOfService => {
            format!("is in force {}{}", period(policy), doubt(policy.doubts.effective))
        }
    }
}

/// What is added to something that was not read in the document itself.
pub(super) const fn doubt(confidence: Option<Confidence>) -> &'static str {
    match confidence {
        Some(Confidence::Secondary) => " (as restated, not read)",
        Some(Confidence::Inferred) => " (as deduced, not read)",
        Some(Confidence::Read) | None => "",
    }
}

/// Reads values off a case for a reader.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) base: &'a Vocabulary,
    pub(super) symbols: &'a Symbols,
    pub(super) case: &'a Case,
}

impl Shown<'_> {
    /// The value of a selecting fact; `None` where it is unknown.
    pub(super) fn value(&self, stated: Stated<'_>, fact: &Fact) -> Option<String> {
        let possible = stated.possible()?;
        let words: Vec<String> = possible.iter().flat_map(|value| self.one(*value, fact)).collect();
        Some(row(&words, "or"))
    }

    fn one(&self, value: Interval, fact: &Fact) -> Vec<String> {
        match &fact.kind {
            FactKind::Enumeration(id) => {
                let mask = u64::from_ne_bytes(value.low.to_ne_bytes());
                let known = self.base.enumeration(*id);
                known
                    .map(|known| known.members(mask).map(|member| member.name.to_string()).collect())
                    .unwrap_or_default()
            }
            FactKind::Date => {
                let words = days(value);
                vec![words.strip_prefix("on ").filter(|day| day.len() == 10).map_or(words.clone(), str::to_owned)]
            }
            _ => vec![self.text(value.low)],
        }
    }

    /// The text with this number.
    fn text(&self, number: i64) -> String {
        let own = || self.case.facts.own(number).map(|text| &**text);
        self.symbols.text(number).or_else(own).unwrap_or_default().to_owned()
    }
}

//! A record of a decision log, decided again: what kind of change that is.
//!
//! The case comes from the caller or from the record itself. Whether the record can be trusted is looked at
//! first: facts that were altered decide nothing.

use std::sync::Arc;

use medpol_diagnostics::{SourceMap, listed};
use medpol_library::{Library, Named, WrittenCase, written_digest};
use medpol_model::answer::{Outcome, unreadable_at};
use medpol_model::policy::Policy;
use medpol_model::value::Date;
use medpol_syntax::parse;

use crate::record::{AppliedAs, Record};
use crate::replay::id;
use crate::{Allowance, Answer, Change, Changed};

listed! {
    /// What becomes of a record that is decided again.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum ReplayKind {
        /// The same result for the same reasons.
        Unchanged,
        /// It was not met or not applicable, and is met.
        NewlyMet,
        /// It was met or not applicable, and is not met.
        NewlyNotMet,
        /// It was decided, and is unknown.
        NewlyUnknown,
        /// It is not applicable, and was.
        NewlyNotApplicable,
        /// It was unknown, and is decided.
        Settled,
        /// The same result for the same reasons, and something else follows.
        OtherDisposition,
        /// The same result by other policies or other criteria.
        OtherReasons,
        /// The case is not answered any more.
        Refused,
        /// A policy that was applied is not in the library any more.
        PolicyGone,
        /// What it rests on cannot be read.
        InDoubt,
        /// The facts in the log are not those that were decided by.
        Altered,
        /// Nobody has the case.
        Missing,
        /// It is no record.
        Unreadable,
    }
}

impl ReplayKind {
    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::NewlyMet => "newly_met",
            Self::NewlyNotMet => "newly_not_met",
            Self::NewlyUnknown => "newly_unknown",
            Self::NewlyNotApplicable => "newly_not_applicable",
            Self::Settled => "settled",
            Self::OtherDisposition => "other_disposition",
            Self::OtherReasons => "other_reasons",
            Self::Refused => "refused",
            Self::PolicyGone => "policy_gone",
            Self::InDoubt => "in_doubt",
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Unreadable => "unreadable",
        }
    }

    /// What it is, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unchanged => "as before",
            Self::NewlyMet => "newly met",
            Self::NewlyNotMet => "newly not met",
            Self::NewlyUnknown => "newly unknown",
            Self::NewlyNotApplicable => "newly not applicable",
            Self::Settled => "settled: was unknown, is decided",
            Self::OtherDisposition => "the same result, another disposition",
            Self::OtherReasons => "the same result for other reasons",
            Self::Refused => "refused today",
            Self::PolicyGone => "a policy is gone",
            Self::InDoubt => "in doubt: the library cannot be read",
            Self::Altered => "altered in the log",
            Self::Missing => "without a case",
            Self::Unreadable => "no record",
        }
    }

    /// Whether the case was decided again, or refused: whether it was tried at all.
    pub const fn was_tried(self) -> bool {
        match self {
            Self::Unchanged
            | Self::NewlyMet
            | Self::NewlyNotMet
            | Self::NewlyUnknown
            | Self::NewlyNotApplicable
            | Self::Settled
            | Self::OtherDisposition
            | Self::OtherReasons
            | Self::Refused
            | Self::PolicyGone => true,
            Self::InDoubt | Self::Altered | Self::Missing | Self::Unreadable => false,
        }
    }
}

/// A record, decided again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// What kind of change it is.
    pub kind: ReplayKind,
    /// What differs.
    pub change: Change,
}

impl Replay {
    fn without_change(kind: ReplayKind, because: Vec<String>) -> Self {
        Self { kind, change: Change { because, ..Change::default() } }
    }
}

impl Record {
    /// Decides the case of this record again: the one that was found, else the one that the record keeps.
    pub fn replay(&self, library: &Library, found: Option<&WrittenCase>, allowed: impl Into<Allowance>) -> Replay {
        let Some(was) = outcome(&self.result) else {
            return Replay::without_change(ReplayKind::Unreadable, vec![format!("`{}` is no result", self.result)]);
        };
        let mut sources = SourceMap::default();
        let kept = self.facts.as_ref().map(|kept| parse(&mut sources, "the log", kept.as_bytes()));
        if let Some(parsed) = &kept
            && let Some(altered) = self.altered(parsed.root.as_ref().map(written_digest))
        {
            return Replay::without_change(ReplayKind::Altered, vec![altered]);
        }
        let named = self.named_today(library).map(|named| Named::by_parameter(&named, "named", &mut sources));
        let (case, problems) = match (found, kept) {
            (Some(case), _) => (Some(case.clone()), Vec::new()),
            (None, Some(parsed)) => WrittenCase::single("", parsed),
            (None, None) => return Replay::without_change(ReplayKind::Missing, Vec::new()),
        };
        let (answer, problems) = match case.map(WrittenCase::without_expectation) {
            Some(case) => {
                let (answer, problems) = Answer::find(library, &case, named.as_ref(), allowed);
                (answer.map(|answer| self.marked(answer, library, &case)), problems)
            }
            None => (None, problems),
        };
        let received = self.received.as_deref().and_then(Date::parse);
        let answer = answer.map(|answer| match received {
            Some(day) => answer.received(day),
            None => answer,
        });
        let gone = self.gone(library);
        let Some(answer) = answer else {
            let because = problems.iter().map(|problem| format!("{}: {}", problem.code.number, problem.message));
            let result = Changed { was: self.result.clone(), now: "refused".to_owned() };
            let kind = if gone.is_empty() { ReplayKind::Refused } else { ReplayKind::PolicyGone };
            let because = gone.into_iter().chain(because).collect();
            return Replay { kind, change: Change { result: Some(result), because, ..Change::default() } };
        };
        let mut change = self.compare(&answer);
        if change.is_different() && answer.is_in_doubt() {
            change.because = vec![unreadable_at(library.unreadable())];
            return Replay { kind: ReplayKind::InDoubt, change };
        }
        let kind = match &change.result {
            _ if change.is_different() && !gone.is_empty() => ReplayKind::PolicyGone,
            Some(_) => changed(was, answer.outcome()),
            None if !change.is_different() => ReplayKind::Unchanged,
            None if change.is_of_disposition(self, &answer) => ReplayKind::OtherDisposition,
            None => ReplayKind::OtherReasons,
        };
        change.because.splice(..0, gone);
        Replay { kind, change }
    }

    /// The answer as it was given where the policy was named.
    fn marked(&self, answer: Answer, library: &Library, case: &WrittenCase) -> Answer {
        match (&self.named, self.named_by) {
            (Some(_), Some(by)) => answer.named_by(by, library, case),
            (Some(_) | None, _) => answer,
        }
    }

    /// What shows that the facts which the record keeps are not those that it was made of. `digest` is theirs.
    fn altered(&self, digest: Option<String>) -> Option<String> {
        match digest {
            Some(digest) if digest == self.case => None,
            Some(digest) => {
                Some(format!("the facts in the log have the digest {digest}, and the record says {}", self.case))
            }
            None => Some(format!("the facts in the log cannot be read, and so do not have the digest {}", self.case)),
        }
    }

    /// The policy that was named; where its version has another name today and means the same, by that.
    fn named_today(&self, library: &Library) -> Option<String> {
        let named = self.named.as_ref()?;
        let Some((id, version)) = named.split_once('@') else { return Some(named.clone()) };
        if library.policy(id, version).is_some() {
            return Some(named.clone());
        }
        let was = self.policies.iter().find(|applied| applied.policy == *named);
        let same = was.and_then(|was| {
            library.versions(id).into_iter().find(|policy| *policy.meaning_digest == *was.meaning_digest)
        });
        Some(same.map_or_else(|| named.clone(), |policy| policy.reference()))
    }

    /// The policies that decided and are not in the library any more, in words; of one that was named, the
    /// version too.
    fn gone(&self, library: &Library) -> Vec<String> {
        let mut gone = Vec::new();
        for applied in &self.policies {
            let policy = &applied.policy;
            let versions = library.versions(id(policy));
            let is_gone = match applied.part {
                AppliedAs::Governs => versions.is_empty(),
                AppliedAs::Named => {
                    let is_it = |known: &&Arc<Policy>| {
                        known.reference() == *policy || *known.meaning_digest == *applied.meaning_digest
                    };
                    let is_by_version = self.named.as_ref().is_some_and(|named| named.contains('@'));
                    versions.is_empty() || is_by_version && !versions.iter().any(is_it)
                }
                AppliedAs::Beside => false,
            };
            if is_gone {
                gone.push(format!("`{policy}` is not in the library any more"));
            }
        }
        gone
    }
}

/// The kind of a result that is another.
const fn changed(was: Outcome, now: Outcome) -> ReplayKind {
    match (was, now) {
        (Outcome::Unknown, Outcome::Met | Outcome::NotMet) => ReplayKind::Settled,
        (_, Outcome::Met) => ReplayKind::NewlyMet,
        (_, Outcome::NotMet) => ReplayKind::NewlyNotMet,
        (_, Outcome::Unknown) => ReplayKind::NewlyUnknown,
        (_, Outcome::NotApplicable) => ReplayKind::NewlyNotApplicable,
    }
}

/// The result that a word of a record stands for.
fn outcome(word: &str) -> Option<Outcome> {
    [Outcome::Met, Outcome::NotMet, Outcome::Unknown, Outcome::NotApplicable]
        .into_iter()
        .find(|outcome| outcome.word() == word)
}

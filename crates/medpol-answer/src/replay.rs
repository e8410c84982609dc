//! What became of an earlier answer: the same case, answered again, compared with the record of it.
//!
//! Compares and words; finding the case and reading the log is the caller's.

use schemars::JsonSchema;
use serde::Serialize;

use crate::Answer;
use medpol_model::policy::Disposition;

use crate::record::{Applied, AppliedAs, Record, applied, disposition};

/// How an answer given today differs from its record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The result then, and now; left out where the two are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Changed>,
    /// What followed then, and what follows now; left out where the two are the same, or where the record does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Changed>,
    /// Why: what is different, in sentences without a period.
    pub because: Vec<String>,
}

/// Something that was one thing and is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// As it was recorded.
    pub was: String,
    /// As it is today.
    pub now: String,
}

impl Change {
    /// Whether the same policies came to the same by the same criteria, and something else follows.
    pub(crate) fn is_of_disposition(&self, record: &Record, answer: &Answer) -> bool {
        let plain = |applied: &Applied| Applied {
            disposition: None,
            apart: Vec::new(),
            text_digest: String::new(),
            meaning_digest: String::new(),
            governs_digest: None,
            case_digest: String::new(),
            ..applied.clone()
        };
        let is_same = record.policies.iter().map(plain).eq(applied(answer).iter().map(plain));
        self.result.is_none() && is_same
    }

    /// Whether the answer would differ today: another result, disposition, policy or
    /// deciding criterion. A policy that was reworded, or changed in what the case does not touch, decides the
    /// same.
    pub fn is_different(&self) -> bool {
        self.result.is_some() || !self.because.is_empty()
    }
}

impl Record {
    /// How an answer to the same case differs from the one that was recorded.
    pub fn compare(&self, answer: &Answer) -> Change {
        let now = answer.outcome().word();
        let result = (self.result != now).then(|| Changed { was: self.result.clone(), now: now.to_owned() });
        let mut because = Vec::new();
        let mut today = applied(answer);
        let follows = follows(self.disposition, &self.policies).zip(follows(disposition(answer), &today));
        let disposition = follows.filter(|(was, now)| was != now);
        let disposition =
            disposition.map(|(was, now)| Changed { was: was.word().to_owned(), now: now.word().to_owned() });
        let mut before: Vec<&Applied> = self.policies.iter().collect();
        // The same version first, then one that means the same, then any other of the same policy.
        for is_other in [is_same_version, is_same_meaning, is_same_policy] {
            before.retain(|was| match today.iter().position(|now| was.part == now.part && is_other(was, now)) {
                Some(at) => {
                    compare_one(was, &today.remove(at), &mut because);
                    false
                }
                None => true,
            });
        }
        because.extend(before.iter().map(|was| format!("`{}` is not applied any more", was.policy)));
        because.extend(today.iter().map(|now| format!("`{}` is applied now, and was not", now.policy)));
        Change { result, disposition, because }
    }
}

fn is_same_version(was: &Applied, now: &Applied) -> bool {
    was.policy == now.policy
}

fn is_same_meaning(was: &Applied, now: &Applied) -> bool {
    is_same_policy(was, now) && was.meaning_digest == now.meaning_digest
}

fn is_same_policy(was: &Applied, now: &Applied) -> bool {
    id(&was.policy) == id(&now.policy)
}

/// What follows from all policies that govern together: of several, what leaves most to people.
fn follows(own: Option<Disposition>, policies: &[Applied]) -> Option<Disposition> {
    let counts = |applied: &&Applied| matches!(applied.part, AppliedAs::Named | AppliedAs::Governs);
    let of_policies = policies.iter().filter(counts).filter_map(|applied| applied.disposition);
    own.into_iter().chain(of_policies).reduce(Disposition::most_cautious)
}

/// What follows from a policy otherwise than it did, while it came to the same.
fn other_dispositions(was: &Applied, now: &Applied) -> Option<String> {
    let policy = &was.policy;
    let (before, after) = was.disposition.zip(now.disposition)?;
    if before != after {
        return Some(format!("`{policy}` led to {} and leads to {}", before.word(), after.word()));
    }
    (was.apart != now.apart).then(|| format!("`{policy}` determines some of its services otherwise"))
}

fn compare_one(was: &Applied, now: &Applied, because: &mut Vec<String>) {
    let before = because.len();
    let policy = &was.policy;
    // A new name for what means the same is no difference.
    let is_same = was.policy == now.policy || was.meaning_digest == now.meaning_digest;
    if !is_same {
        because.push(format!("`{}` is applied instead of `{policy}`", now.policy));
    }
    if was.result != now.result {
        because.push(format!("`{policy}` came to {} and comes to {}", was.result, now.result));
    }
    if was.services != now.services {
        because.push(format!("`{policy}` governed {} and governs {}", list(&was.services), list(&now.services)));
    }
    if was.deciding != now.deciding {
        let what = |deciding: &[String]| list(deciding);
        because.push(format!("`{policy}` was decided by {} and is by {}", what(&was.deciding), what(&now.deciding)));
    }
    because.extend(other_dispositions(was, now));
    if because.len() > before && is_same {
        because.push(cause(was, now));
    }
}

/// Why a policy version came to something else, as far as digests tell.
fn cause(was: &Applied, now: &Applied) -> String {
    let policy = &was.policy;
    let Some(governed) = &was.governs_digest else {
        return format!(
            "`{policy}` was recorded with digests of an earlier form; whether it means the same is not known"
        );
    };
    if was.meaning_digest != now.meaning_digest {
        return format!("`{policy}` means something else: {} before, {} now", was.meaning_digest, now.meaning_digest);
    }
    if now.governs_digest.as_ref() != Some(governed) {
        return format!("`{policy}` means the same, but governs other requests or has other dispositions");
    }
    if was.text_digest != now.text_digest && was.result == now.result && was.deciding == now.deciding {
        return format!("`{policy}` means and governs the same, and says something else, such as how it was read");
    }
    if was.case_digest != now.case_digest {
        return format!("the vocabulary of `{policy}` reads the case otherwise");
    }
    format!("`{policy}` means the same: another version of medpol decides otherwise")
}

pub(crate) fn id(reference: &str) -> &str {
    reference.split_once('@').map_or(reference, |(id, _)| id)
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

//! An answer by a policy that somebody named, who asks over a network.
//!
//! Which policy governs a request follows from the request. A policy that is named beside it may be looked at,
//! but what comes of it decides nothing about the request, unless it governs it anyway.

use medpol_library::{Library, WrittenCase, requested};
use medpol_model::answer::{Determination, GovernanceOutcome, Notice, PolicySummary};
use medpol_model::policy::Disposition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Answer;

/// Who named a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedBy {
    /// Somebody at the command line.
    CommandLine,
    /// Somebody who asks for decisions.
    Client,
    /// Somebody who writes policies, and tries one out.
    Author,
}

impl Answer {
    /// Says of an answer by a policy that was named what it is worth.
    #[must_use]
    pub fn named_by(mut self, by: NamedBy, library: &Library, case: &WrittenCase) -> Self {
        let (policy, warnings) = match &mut self {
            Self::Determination(determination) => (&determination.policy, &mut determination.warnings),
            Self::Edits(report) => (&report.policy, &mut report.warnings),
            Self::Decision(_) | Self::Undecided(_) => return self,
        };
        let name = policy.reference();
        match by {
            NamedBy::Author => {
                warnings.insert(0, format!("this is a trial of {name}, and no decision"));
                self.noticed(Notice::Trial)
            }
            NamedBy::CommandLine => match governing(policy, library, case) {
                Governing::Another => self.noticed(Notice::NotGoverning),
                Governing::Nothing => self.noticed(Notice::NothingGoverns),
                Governing::This | Governing::Unknown => self,
            },
            NamedBy::Client => {
                let notice = match governing(policy, library, case) {
                    Governing::This => return self,
                    Governing::Another => Some(Notice::NotGoverning),
                    Governing::Nothing => Some(Notice::NothingGoverns),
                    Governing::Unknown => None,
                };
                warnings.insert(
                    0,
                    format!("{name} is not the policy that governs this request; it was named by whoever asks"),
                );
                if let Self::Determination(determination) = &mut self {
                    decides_nothing(determination);
                }
                match notice {
                    Some(notice) => self.noticed(notice),
                    None => self,
                }
            }
        }
    }

    /// With a notice before all others.
    fn noticed(mut self, notice: Notice) -> Self {
        if let Self::Determination(determination) = &mut self {
            determination.notices.insert(0, notice);
        }
        self
    }
}

/// What governs a request, seen from a policy that was named.
enum Governing {
    /// This policy governs every service, or is evaluated beside what does.
    This,
    /// Another policy governs a service.
    Another,
    /// No policy of the library governs any service.
    Nothing,
    /// It is unknown what governs.
    Unknown,
}

fn governing(policy: &PolicySummary, library: &Library, case: &WrittenCase) -> Governing {
    let Some(request) = requested(library, case).0 else { return Governing::Unknown };
    let name = policy.reference();
    let groups = &request.resolution.groups;
    let is_beside = request.beside.iter().any(|beside| beside.policy.reference() == name);
    let is_it = |found: &medpol_model::answer::ResolvedPolicy| found.policy == name;
    let governs_all = matches!(groups.as_slice(), [only] if only.governs.as_ref().is_some_and(is_it));
    if is_beside || governs_all {
        Governing::This
    } else if groups.iter().any(|group| group.governs.as_ref().is_some_and(|found| !is_it(found))) {
        Governing::Another
    } else if groups.iter().all(|group| group.outcome == GovernanceOutcome::None) {
        Governing::Nothing
    } else {
        Governing::Unknown
    }
}

fn decides_nothing(determination: &mut Determination) {
    determination.disposition = Disposition::ManualPolicyReview;
    for service in &mut determination.services {
        service.disposition = Disposition::ManualPolicyReview;
    }
}

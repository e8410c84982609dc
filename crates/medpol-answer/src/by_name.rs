//! An answer by a policy that somebody named, who asks over a network.
//!
//! Which policy governs a request follows from the request. A policy that is named beside it may be looked at,
//! but what comes of it decides nothing about the request, unless it governs it anyway.

use medpol_library::{Governing, Library, WrittenCase, governing};
use medpol_model::answer::{Determination, Notice};
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
            NamedBy::CommandLine => match governing(library, case, &policy.id, &policy.version) {
                Governing::Another => self.noticed(Notice::NotGoverning),
                Governing::Nothing => self.noticed(Notice::NothingGoverns),
                Governing::This | Governing::Unknown => self,
            },
            NamedBy::Client => {
                let notice = match governing(library, case, &policy.id, &policy.version) {
                    Governing::This => return self,
                    Governing::Another => Notice::NotGoverning,
                    Governing::Nothing => Notice::NothingGoverns,
                    Governing::Unknown => Notice::GoverningUnknown,
                };
                warnings.insert(
                    0,
                    format!("{name} is not the policy that governs this request; it was named by whoever asks"),
                );
                if let Self::Determination(determination) = &mut self {
                    decides_nothing(determination);
                }
                self.noticed(notice)
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

fn decides_nothing(determination: &mut Determination) {
    determination.disposition = Disposition::ManualPolicyReview;
    for service in &mut determination.services {
        service.disposition = Disposition::ManualPolicyReview;
    }
}

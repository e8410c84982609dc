//! Which version of a policy is shown to somebody who asks for it.
//!
//! With a day, the one in force; else the newest that is no draft. Why is said along.

use std::sync::Arc;

use medpol_diagnostics::Diagnostic;
use medpol_model::answer::Unreadable;
use medpol_model::policy::{Policy, PolicyStatus};
use medpol_model::value::{Date, Interval};

use crate::listing::is_in_force_on;
use crate::version::latest;
use crate::{Library, Named};

/// A policy version, and why this one.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The version.
    pub policy: &'a Arc<Policy>,
    /// Why this one, in a sentence without a period.
    pub because: String,
    /// The files that cannot be read, because of which this version is in doubt.
    pub unreadable: Vec<Unreadable>,
}

impl Library {
    /// The version that a name means.
    ///
    /// # Errors
    ///
    /// R0013 where nothing has the id or the version, or no version is in force on the day.
    /// The same where a file that cannot be read may hold the version that is meant. A version that is named
    /// and can be read is shown, whatever is in doubt.
    pub fn show(&self, named: &Named, as_of: Option<Date>) -> Result<Shown<'_>, Box<Diagnostic>> {
        let unreadable = self.in_doubt(named);
        let is_there = named.version().is_some_and(|version| self.policy(named.id(), version).is_some());
        if !unreadable.is_empty() && !is_there {
            return Err(Box::new(named.in_doubt(&unreadable)));
        }
        let shown = self.find_shown(named, as_of)?;
        Ok(Shown { unreadable, ..shown })
    }

    fn find_shown(&self, named: &Named, as_of: Option<Date>) -> Result<Shown<'_>, Box<Diagnostic>> {
        let unreadable = Vec::new;
        let versions = self.versions(named.id());
        if let Some(version) = named.version() {
            let policy = versions.into_iter().find(|policy| &*policy.version == version);
            let because = format!("version {version} was asked for");
            return policy
                .map(|policy| Shown { policy, because, unreadable: unreadable() })
                .ok_or_else(|| Box::new(named.unknown(self)));
        }
        if versions.is_empty() {
            return Err(Box::new(named.unknown(self)));
        }
        let Some(day) = as_of else {
            let published = versions.iter().copied().filter(|policy| policy.status != PolicyStatus::Draft);
            return match (latest(published), latest(versions.iter().copied())) {
                (Some(policy), _) => Ok(Shown {
                    policy,
                    because: "the newest version that is no draft".to_owned(),
                    unreadable: unreadable(),
                }),
                (None, Some(policy)) => Ok(Shown {
                    policy,
                    because: "the newest version; all of them are drafts".to_owned(),
                    unreadable: unreadable(),
                }),
                (None, None) => Err(Box::new(named.unknown(self))),
            };
        };
        let in_force = latest(versions.iter().copied().filter(|policy| is_in_force_on(policy, day)));
        let because = format!("the version in force on {day}");
        let service = Interval::point(day.tick());
        in_force
            .map(|policy| Shown { policy, because, unreadable: unreadable() })
            .ok_or_else(|| Box::new(named.none_in_force(&versions, service, named.span())))
    }
}

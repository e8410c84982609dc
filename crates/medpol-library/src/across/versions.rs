//! The versions of one policy against each other: their periods, and which replaces which.
//!
//! Drafts are left out: a draft is written while the version before it is still in force. A version
//! that is not in the library is no mistake; older ones often cannot be had.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Policy, PolicyStatus};

use super::Places;
use crate::version::period;

/// Checks the versions of one policy, sorted by their first days.
pub(super) fn check(versions: &[Arc<Policy>], places: &Places<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let published: Vec<&Policy> =
        versions.iter().map(|policy| &**policy).filter(|policy| policy.status != PolicyStatus::Draft).collect();
    for (at, later) in published.iter().enumerate() {
        for earlier in published.iter().take(at) {
            diagnostics.extend(overlap(earlier, later, places));
        }
    }
    for pair in published.windows(2) {
        if let [earlier, later] = pair {
            diagnostics.extend(gap(earlier, later, places));
        }
    }
    for policy in versions {
        diagnostics.extend(order(policy, versions, places));
    }
}

fn named<'a>(version: Option<&Arc<str>>, versions: &'a [Arc<Policy>]) -> Option<&'a Policy> {
    versions.iter().map(|policy| &**policy).find(|policy| Some(&policy.version) == version)
}

/// P0306 where two versions are in force on the same day, and P0310 where the one that is replaced is
/// simply left open.
fn overlap(earlier: &Policy, later: &Policy, places: &Places<'_>) -> Option<Diagnostic> {
    if earlier.effective.until.is_some_and(|until| until < later.effective.from) {
        return None;
    }
    let (place, other) = (places.key(later, "effective")?, places.key(earlier, "effective")?);
    let last = later.effective.from.plus_days(-1);
    if earlier.effective.until.is_none() && later.supersedes.as_ref() == Some(&earlier.version) {
        return Some(
            Diagnostic::new(
                &codes::P0310,
                other,
                format!("version {} is replaced by version {}, but has no last day", earlier.version, later.version),
            )
            .label("still open")
            .also(place, format!("version {} begins here", later.version))
            .help(format!("write `until: {last}` here")),
        );
    }
    let day = later.effective.from;
    Some(
        Diagnostic::new(
            &codes::P0306,
            place,
            format!("versions {} and {} of `{}` are both in force on {day}", earlier.version, later.version, later.id),
        )
        .label(format!("in force {}", period(later)))
        .also(other, format!("version {} is in force {}", earlier.version, period(earlier)))
        .help(format!("end version {} on {last}, or let version {} begin later", earlier.version, later.version)),
    )
}

/// P0307 where no version is in force between two.
fn gap(earlier: &Policy, later: &Policy, places: &Places<'_>) -> Option<Diagnostic> {
    let until = earlier.effective.until?;
    let first = until.plus_days(1);
    let last = later.effective.from.plus_days(-1);
    if first > last {
        return None;
    }
    let days = if first == last { format!("on {first}") } else { format!("from {first} to {last}") };
    Some(
        Diagnostic::new(
            &codes::P0307,
            places.key(later, "effective")?,
            format!("no version of `{}` is in force {days}", later.id),
        )
        .label(format!("version {} begins here", later.version))
        .also(places.key(earlier, "effective")?, format!("version {} ends here", earlier.version))
        .help("check both dates against the documents; if there was none in between, leave it so and say why in `revisions`"),
    )
}

/// P0308 and P0309 where what is replaced does not come before.
fn order(policy: &Policy, versions: &[Arc<Policy>], places: &Places<'_>) -> Option<Diagnostic> {
    let replaced = named(policy.supersedes.as_ref(), versions)?;
    let place = places.key(policy, "supersedes")?;
    if let Some(chain) = circle(policy, versions) {
        // One report for each circle, at the version that comes first in it.
        let is_first = chain
            .iter()
            .all(|other| (policy.effective.from, &policy.version) <= (other.effective.from, &other.version));
        let path: Vec<&str> = chain.iter().map(|policy| &*policy.version).collect();
        return is_first.then(|| {
            Diagnostic::new(
                &codes::P0309,
                place,
                format!("version {} of `{}` replaces itself in the end", policy.version, policy.id),
            )
            .label(format!("leads through {} and back", path.join(", ")))
            .help("let `supersedes` name the version that was in force before this one")
        });
    }
    let is_before = replaced.effective.from < policy.effective.from;
    (!is_before).then(|| {
        let problem = Diagnostic::new(
            &codes::P0308,
            place,
            format!(
                "version {} cannot replace version {}, which does not begin before it",
                policy.version, replaced.version
            ),
        )
        .label(format!("version {} is in force {}", replaced.version, period(replaced)));
        let problem = match places.key(policy, "effective") {
            Some(own) => problem.also(own, "the period of this version"),
            None => problem,
        };
        problem.help("name the version that was in force before this one, or check the dates")
    })
}

/// The versions that `supersedes` leads through, where that leads back to the first.
fn circle<'a>(start: &'a Policy, versions: &'a [Arc<Policy>]) -> Option<Vec<&'a Policy>> {
    let mut chain = vec![start];
    loop {
        let next = named(chain.last()?.supersedes.as_ref(), versions)?;
        if next.version == start.version {
            return Some(chain);
        }
        if chain.iter().any(|seen| seen.version == next.version) {
            return None;
        }
        chain.push(next);
    }
}

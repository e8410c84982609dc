//! The versions of one policy against each other: their periods, and which replaces which.
//!
//! Drafts are left out: a draft is written while the version before it is still in force. A version
//! that is not in the library is no mistake; older ones often cannot be had.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::{Policy, PolicyStatus};
use medpol_model::value::Date;

use super::Places;
use crate::version::period;

/// Checks the versions of one policy, sorted by their first days.
pub(super) fn check(versions: &[Arc<Policy>], places: &Places<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let published: Vec<&Policy> =
        versions.iter().map(|policy| &**policy).filter(|policy| policy.status != PolicyStatus::Draft).collect();
    // The versions so far that have not ended, by their last days.
    let mut open: BTreeSet<(i64, usize)> = BTreeSet::new();
    for (at, later) in published.iter().enumerate() {
        let begins = later.effective.from.tick();
        while open.first().is_some_and(|(until, _)| *until < begins) {
            open.pop_first();
        }
        let mut earlier: Vec<usize> = open.iter().map(|(_, at)| *at).take(MOST_OVERLAPS).collect();
        earlier.sort_unstable();
        let earlier = earlier.into_iter().filter_map(|at| published.get(at));
        diagnostics.extend(earlier.filter_map(|earlier| overlap(earlier, later, places)));
        open.insert((later.effective.until.map_or(i64::MAX, Date::tick), at));
    }
    for pair in published.windows(2) {
        if let [earlier, later] = pair {
            diagnostics.extend(gap(earlier, later, places));
        }
    }
    let mut by_name: HashMap<&str, &Policy> = HashMap::new();
    for policy in versions {
        by_name.entry(&*policy.version).or_insert(policy);
    }
    let circles = circles(versions, &by_name);
    for policy in versions {
        diagnostics.extend(order(policy, &by_name, &circles, places));
    }
}

/// With how many earlier versions a version is told to overlap. One is enough to see that a date is wrong.
const MOST_OVERLAPS: usize = 10;

/// The versions by their names.
type ByName<'a> = HashMap<&'a str, &'a Policy>;

fn replaced<'a>(policy: &Policy, by_name: &ByName<'a>) -> Option<&'a Policy> {
    by_name.get(policy.supersedes.as_deref()?).copied()
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
fn order(policy: &Policy, by_name: &ByName<'_>, circles: &Circles<'_>, places: &Places<'_>) -> Option<Diagnostic> {
    let replaced = replaced(policy, by_name)?;
    let place = places.key(policy, "supersedes")?;
    if let Some(circle) = circles.get(&*policy.version) {
        // One report for each circle, at the version that comes first in it.
        let is_first = circle.first().is_some_and(|first| first.version == policy.version);
        let mut path: Vec<&str> = circle.iter().take(MOST_NAMED).map(|policy| &*policy.version).collect();
        path.extend((circle.len() > MOST_NAMED).then_some("others"));
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

/// How many versions of a circle are named.
const MOST_NAMED: usize = 20;

/// The circles that `supersedes` makes: for each version in one, its versions from the one that comes first.
type Circles<'a> = HashMap<&'a str, Arc<[&'a Policy]>>;

/// Finds the circles; each version is looked at once.
fn circles<'a>(versions: &'a [Arc<Policy>], by_name: &ByName<'a>) -> Circles<'a> {
    let mut circles = Circles::new();
    // By which walk each version was reached.
    let mut reached: HashMap<&str, usize> = HashMap::new();
    for (walk, start) in versions.iter().enumerate() {
        let mut chain: Vec<&Policy> = Vec::new();
        let mut next = Some(&**start);
        while let Some(policy) = next {
            match reached.get(&*policy.version) {
                Some(before) if *before != walk => break,
                Some(_) => {
                    let begin = chain.iter().position(|other| other.version == policy.version).unwrap_or(0);
                    let mut circle = chain.split_off(begin);
                    let key = |policy: &Policy| (policy.effective.from, Arc::clone(&policy.version));
                    let first = (0..circle.len()).min_by_key(|at| circle.get(*at).map(|policy| key(policy)));
                    circle.rotate_left(first.unwrap_or(0));
                    let circle: Arc<[&Policy]> = circle.into();
                    circles.extend(circle.iter().map(|policy| (&*policy.version, Arc::clone(&circle))));
                    break;
                }
                None => {}
            }
            reached.insert(&policy.version, walk);
            chain.push(policy);
            next = replaced(policy, by_name);
        }
    }
    circles
}

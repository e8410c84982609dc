//! A policy beside one that it must follow: each independent reason why patients are met under one only.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_analysis::describe;
use medpol_library::Library;
use medpol_model::answer::{
    BoundedList, COMPARISON_FORMAT, ChangedPart, ComparedPolicy, Comparison, IndependentReason, IndependentReasons,
    ReasonRest, Responsible, Verdict, VerdictKind,
};
use medpol_model::policy::{Basis, Citation, Policy};
use medpol_proof::{Rest, Way, reasons};

use crate::meaning::{Search, Sides, bounded};
use crate::not_decided::why;
use crate::witness::{Named, Told, WitnessFile, Witnesses, typical};

/// `IndependentReasons` that are told of one direction, at most.
const MOST: usize = 24;

/// A comparison, and the cases that show it.
#[derive(Clone, Debug)]
pub struct Compliance {
    /// What was found.
    pub comparison: Comparison,
    /// The witnesses as case files; their names are in the comparison.
    pub witnesses: Vec<WitnessFile>,
}

/// Whether `policy` is stricter than `against`, and why. Both may come from one library or from two.
pub fn comparison(
    (policy, library): (&Policy, &Library),
    (against, of): (&Policy, &Library),
    search: &Search,
) -> Compliance {
    let sides = Sides { before: (against, of), after: (policy, library) };
    let mut witnesses = Vec::new();
    let prefix = format!("{}-against-{}", flat(policy), flat(against));
    let mut kept = Witnesses { prefix, files: &mut witnesses };
    let stricter = one_way(sides, Way::Stricter, search, &mut kept);
    let looser = one_way(sides, Way::Looser, search, &mut kept);
    let side = |policy: &Policy, library: &Library| {
        let described = describe(policy, library.symbols(), "");
        ComparedPolicy { policy: described.policy, sources: described.sources }
    };
    let comparison = Comparison {
        format: COMPARISON_FORMAT,
        verdict: verdict(sides, &stricter, &looser),
        policy: side(policy, library),
        against: side(against, of),
        stricter,
        looser,
    };
    Compliance { comparison, witnesses }
}

/// A reference as a part of the name of a file.
fn flat(policy: &Policy) -> String {
    policy.reference().replace(['/', '@', '\\'], "-")
}

/// The reasons of one direction.
fn one_way(sides: Sides<'_>, way: Way, search: &Search, witnesses: &mut Witnesses<'_>) -> IndependentReasons {
    let none =
        |limits| IndependentReasons { found: Vec::new(), rest: ReasonRest::NotDecided, lists: Vec::new(), limits };
    if let Some(because) = sides.unasked() {
        return none(vec![because]);
    }
    let typical = typical(&search.typical, sides);
    let named = Named { sides, is_typical: typical.is_some(), told: Told::Criterion };
    let found = match reasons(sides.proof(), way, MOST, typical.as_ref(), &search.effort()) {
        Ok(found) => found,
        Err(incomparable) => {
            let facts: Vec<&str> = incomparable.facts.iter().map(|fact| &**fact).collect();
            return none(vec![format!("not compared, because these facts are of other types: {}", facts.join(", "))]);
        }
    };
    // Those who are met under one only fail by criteria of the other.
    let (failing, word) = match way {
        Way::Stricter => (sides.after.0, "stricter"),
        Way::Looser => (sides.before.0, "looser"),
    };
    let mut limits = Vec::new();
    let rest = match &found.rest {
        Rest::None => ReasonRest::None,
        Rest::More => ReasonRest::More,
        Rest::NotDecided(because) => {
            limits.push(format!("whether there are more reasons: not decided, because {}", why(because)));
            ReasonRest::NotDecided
        }
    };
    let mut list: Vec<IndependentReason> = Vec::new();
    for (number, reason) in (1_usize..).zip(&found.found) {
        let criteria = reason.criteria.iter().map(|id| responsible(failing, &id.0)).collect();
        let witness = witnesses.add(&format!("{word}-{number}"), &reason.witness, named);
        list.push(IndependentReason { criteria, witness });
    }
    IndependentReasons { found: list, rest, lists: bounded(&found.bounded), limits }
}

/// A criterion with where it comes from.
fn responsible(policy: &Policy, id: &Arc<str>) -> Responsible {
    let node = policy.criterion(id);
    let detail = node.and_then(|node| policy.detail(node));
    let citations: Vec<Citation> = detail.map(|detail| detail.citations.to_vec()).unwrap_or_default();
    let own = citations.iter().map(|citation| citation.class);
    let cited = citations.iter().flat_map(|citation| citation.cites.iter().map(|cited| cited.class));
    let classes: BTreeSet<_> = own.chain(cited).collect();
    let is_exclusion = node.is_some_and(|node| policy.exclusions.contains(&node));
    let text = detail.and_then(|detail| detail.text.as_deref()).unwrap_or(id);
    Responsible {
        id: Arc::clone(id),
        part: if is_exclusion { ChangedPart::Exclusion } else { ChangedPart::Criterion },
        says: text.split_whitespace().collect::<Vec<_>>().join(" "),
        classes: classes.into_iter().collect(),
        internal_only: citations.iter().all(Citation::is_internal),
        citations,
    }
}

/// One line, in which a text that was not read is said first.
fn verdict(sides: Sides<'_>, stricter: &IndependentReasons, looser: &IndependentReasons) -> Verdict {
    let (against, policy) = (sides.before.0, sides.after.0);
    let kind = match ((stricter.found.len(), stricter.rest), (looser.found.len(), looser.rest)) {
        ((0, ReasonRest::None), (0, ReasonRest::None)) => VerdictKind::SameMeaning,
        ((1.., _), (0, ReasonRest::None)) => VerdictKind::Stricter,
        ((0, ReasonRest::None), (1.., _)) => VerdictKind::Looser,
        ((1.., _), (1.., _)) => VerdictKind::StricterAndLooser,
        _ => VerdictKind::NotDecided,
    };
    let told = |reasons: &IndependentReasons, word: &str| match (reasons.found.len(), reasons.rest) {
        (0, ReasonRest::None) => format!("never {word} ({})", BoundedList::proved(&reasons.lists)),
        (0, ReasonRest::More | ReasonRest::NotDecided) => format!("whether it is {word} was not decided"),
        (count, rest) => {
            let counted = if count == 1 { "1 reason".to_owned() } else { format!("{count} reasons") };
            let more = match rest {
                ReasonRest::None => format!(", and no other ({})", BoundedList::proved(&reasons.lists)),
                ReasonRest::More => ", and more".to_owned(),
                ReasonRest::NotDecided => ", perhaps more".to_owned(),
            };
            format!("{word} for {counted}{more}")
        }
    };
    let reconstructed: Vec<String> = [policy, against]
        .into_iter()
        .filter(|policy| policy.basis == Basis::Reconstructed)
        .map(|policy| format!("`{}`", policy.reference()))
        .collect();
    let warning = match reconstructed.as_slice() {
        [] => String::new(),
        [one] => format!("RECONSTRUCTED TEXT of {one}, not the issuer's own: "),
        several => format!("RECONSTRUCTED TEXTS of {}, not the issuers' own: ", several.join(" and ")),
    };
    let line = format!(
        "{warning}`{}` beside `{}` is {}; {}",
        policy.reference(),
        against.reference(),
        told(stricter, "stricter"),
        told(looser, "looser")
    );
    Verdict { kind, line }
}

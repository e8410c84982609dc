//! Two policies: for which patients and records they differ.

use medpol_model::policy::{Policy, Weight};
use medpol_model::program::NodeId;
use medpol_model::value::Status;

use crate::answer::{
    Comparison, CriterionComparison, Effort, Found, Incomparable, Patients, Presence, Records, Renamed, Side, Witness,
};
use crate::decode::Concrete;
use crate::encode::{Encoder, Tri, View};
use crate::formula::Literal;
use crate::joint::Joint;
use crate::search::{Decided, find_smallest};
use crate::space::{Kind, Space};
use crate::told::{Asked, Shown};
use medpol_model::case::Case;

/// How the second policy differs from the first, criterion by criterion and as a whole.
///
/// `typical` is a case of the first policy's vocabulary; a witness is as like it as can be. Without one, a witness is
/// plain: nothing applies and every list is empty, as far as that serves.
///
/// # Errors
///
/// When facts of one path are of different types.
pub fn compare(
    first: Side<'_>,
    second: Side<'_>,
    typical: Option<&Case>,
    effort: &Effort,
) -> Result<Comparison, Incomparable> {
    compare_renamed(first, second, &[], typical, effort)
}

/// The same where some criteria have other ids in the second policy. See [`compare`].
///
/// # Errors
///
/// When facts of one path are of different types.
pub fn compare_renamed(
    first: Side<'_>,
    second: Side<'_>,
    renamed: &[Renamed],
    typical: Option<&Case>,
    effort: &Effort,
) -> Result<Comparison, Incomparable> {
    let mut pair = Pair::new([first, second], typical, Kind::Patients)?;
    pair.complete_typical(effort);
    let roots = [first.policy.root, second.policy.root];
    let patients = pair.patients(roots, Sense::Met, effort);
    let criteria = pair.criteria(renamed, effort);
    let mut bounded = pair.encoder.space.cut_short();
    let mut pair = Pair::new([first, second], typical, Kind::Records)?;
    let records = pair.records(roots, effort);
    bounded.extend(pair.encoder.space.cut_short());
    bounded.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    bounded.dedup();
    Ok(Comparison { patients, records, criteria, bounded })
}

/// For which patients two policies differ, and no more. See [`compare`].
///
/// # Errors
///
/// When facts of one path are of different types.
pub fn compare_patients(
    first: Side<'_>,
    second: Side<'_>,
    typical: Option<&Case>,
    effort: &Effort,
) -> Result<Patients, Incomparable> {
    let mut pair = Pair::new([first, second], typical, Kind::Patients)?;
    Ok(pair.patients([first.policy.root, second.policy.root], Sense::Met, effort))
}

/// For which records two policies differ, and no more. See [`compare`].
///
/// # Errors
///
/// When facts of one path are of different types.
pub fn compare_records(
    first: Side<'_>,
    second: Side<'_>,
    typical: Option<&Case>,
    effort: &Effort,
) -> Result<Records, Incomparable> {
    let mut pair = Pair::new([first, second], typical, Kind::Records)?;
    Ok(pair.records([first.policy.root, second.policy.root], effort))
}

/// When a node counts as satisfied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// Where it is met.
    Met,
    /// Where it is met or not applicable.
    Satisfied,
    /// Where it is not met or not applicable: it excludes.
    DoesNotApply,
}

impl Sense {
    pub(crate) fn of(self, status: Status) -> bool {
        match self {
            Self::Met => status == Status::MET,
            Self::Satisfied => status == Status::MET || status == Status::NOT_APPLICABLE,
            Self::DoesNotApply => status == Status::NOT_MET || status == Status::NOT_APPLICABLE,
        }
    }

    pub(crate) fn literal(self, tri: Tri) -> Literal {
        match self {
            Self::Met => tri.met,
            Self::Satisfied => !tri.not_met,
            Self::DoesNotApply => !tri.met,
        }
    }
}

/// Two policies in one space.
pub(crate) struct Pair<'a> {
    pub(crate) sides: [Side<'a>; 2],
    pub(crate) encoder: Encoder<'a>,
}

/// A case as both policies decide it.
pub(crate) struct Both {
    pub(crate) first: Decided,
    pub(crate) second: Decided,
}

impl<'a> Pair<'a> {
    pub(crate) fn new(sides: [Side<'a>; 2], typical: Option<&'a Case>, kind: Kind) -> Result<Self, Incomparable> {
        let joint = Joint::new(&sides)?;
        Ok(Self { sides, encoder: Encoder::new(Space::new(kind, joint, typical)) })
    }

    /// A case that satisfies `one` of the sides and not the other.
    fn patient(&mut self, nodes: [NodeId; 2], sense: Sense, satisfied: usize, effort: &Effort) -> Found<Witness> {
        let own = [0, 1].map(|side| {
            let node = if side == 0 { nodes[0] } else { nodes[1] };
            sense.literal(self.encoder.top(View::of(side), node))
        });
        let goal = if satisfied == 0 { [own[0], !own[1]] } else { [!own[0], own[1]] };
        if own[0] == own[1] {
            return Found::No;
        }
        let sides = self.sides;
        let found = find_smallest(&mut self.encoder, &goal, effort, &mut |encoder, concrete| {
            let both = decide_both(encoder, sides, concrete)?;
            let results = [both.first.outcomes.status(nodes[0]), both.second.outcomes.status(nodes[1])];
            let is_known = !results[0].is_unknown() && !results[1].is_unknown();
            let holds = [sense.of(results[0]), sense.of(results[1])];
            let is_so = is_known && holds == [satisfied == 0, satisfied == 1];
            is_so.then(|| Shown::new(encoder, concrete, both, results))
        });
        found.map(|shown| {
            let [first, second] = shown.results;
            let first = Asked { side: 0, node: nodes[0], status: first };
            let second = Asked { side: 1, node: nodes[1], status: second };
            // Of two policies it is told why one is not met; that the other is met rests on everything.
            let is_whole = nodes == sides.map(|side| side.policy.root);
            let asked = match (is_whole, satisfied) {
                (true, 0) => vec![second],
                (true, _) => vec![first],
                (false, _) => vec![first, second],
            };
            shown.patient(&self.encoder, sides, nodes, &asked)
        })
    }

    /// Settles what goes with the typical case where it says nothing: what both policies are met by, else the first.
    pub(crate) fn complete_typical(&mut self, effort: &Effort) {
        let roots = self.sides.map(|side| side.policy.root);
        let met = [self.encoder.top(View::of(0), roots[0]).met, self.encoder.top(View::of(1), roots[1]).met];
        self.encoder.complete_typical(&met[..1], effort);
        self.encoder.complete_typical(&met, effort);
    }

    pub(crate) fn patients(&mut self, nodes: [NodeId; 2], sense: Sense, effort: &Effort) -> Patients {
        Patients { stricter: self.patient(nodes, sense, 0, effort), looser: self.patient(nodes, sense, 1, effort) }
    }

    fn criteria(&mut self, renamed: &[Renamed], effort: &Effort) -> Vec<CriterionComparison> {
        let [first, second] = self.sides.map(|side| deciding(side.policy));
        let mut found: Vec<CriterionComparison> = Vec::new();
        for own in &first {
            let id = renamed.iter().find(|one| one.was == own.id).map_or(&own.id, |one| &one.is);
            let other = second.iter().find(|other| other.id == *id);
            let same_sense = other.filter(|other| other.sense == own.sense);
            let patients = same_sense.map(|other| self.patients([own.node, other.node], own.sense, effort));
            found.push(CriterionComparison {
                id: other.map_or_else(|| own.id.clone(), |other| other.id.clone()),
                nodes: [Some(own.node), other.map(|other| other.node)],
                presence: if other.is_some() { Presence::Both } else { Presence::First },
                patients,
            });
        }
        let is_new = |own: &Deciding| found.iter().all(|known| known.nodes[1] != Some(own.node));
        let new: Vec<Deciding> = second.into_iter().filter(is_new).collect();
        for own in new {
            found.push(CriterionComparison {
                id: own.id,
                nodes: [None, Some(own.node)],
                presence: Presence::Second,
                patients: None,
            });
        }
        found
    }

    fn records(&mut self, nodes: [NodeId; 2], effort: &Effort) -> Records {
        let tris = [self.encoder.top(View::of(0), nodes[0]), self.encoder.top(View::of(1), nodes[1])];
        let settled = tris.map(|tri| {
            let formulas = &mut self.encoder.space.formulas;
            let known = [
                formulas.and([tri.met, !tri.not_met, !tri.not_applicable]),
                formulas.and([!tri.met, tri.not_met, !tri.not_applicable]),
                formulas.and([!tri.met, !tri.not_met, tri.not_applicable]),
            ];
            (formulas.or(known), known)
        });
        if tris[0] == tris[1] {
            return Records { asks_more: Found::No, asks_less: Found::No, otherwise: Found::No };
        }
        let differs: Vec<Literal> = settled[0]
            .1
            .iter()
            .zip(&settled[1].1)
            .map(|(one, other)| self.encoder.space.formulas.and([*one, !*other]))
            .collect();
        let differs = self.encoder.space.formulas.or(differs);
        Records {
            asks_more: self.record(nodes, &[settled[0].0, !settled[1].0], [true, false], effort),
            asks_less: self.record(nodes, &[!settled[0].0, settled[1].0], [false, true], effort),
            otherwise: self.record(nodes, &[differs, settled[0].0, settled[1].0], [true, true], effort),
        }
    }

    fn record(&mut self, nodes: [NodeId; 2], goal: &[Literal], known: [bool; 2], effort: &Effort) -> Found<Witness> {
        let sides = self.sides;
        let found = find_smallest(&mut self.encoder, goal, effort, &mut |encoder, concrete| {
            let both = decide_both(encoder, sides, concrete)?;
            let results = [both.first.outcomes.status(nodes[0]), both.second.outcomes.status(nodes[1])];
            let is_so = results.map(|status| !status.is_unknown()) == known && results[0] != results[1];
            is_so.then(|| Shown::new(encoder, concrete, both, results))
        });
        found.map(|shown| shown.record(&self.encoder))
    }
}

pub(crate) fn decide_both(encoder: &Encoder<'_>, sides: [Side<'_>; 2], concrete: &Concrete) -> Option<Both> {
    let first = encoder.decided(0, sides[0].policy, concrete)?;
    let second = encoder.decided(1, sides[1].policy, concrete)?;
    Some(Both { first, second })
}

/// A criterion or exclusion that decides.
pub(crate) struct Deciding {
    pub(crate) id: medpol_model::policy::CriterionId,
    pub(crate) node: NodeId,
    pub(crate) sense: Sense,
}

/// The criteria and exclusions of a policy that decide, in written order.
pub(crate) fn deciding(policy: &Policy) -> Vec<Deciding> {
    let criteria = policy.criteria.iter().map(|node| (*node, Sense::Satisfied));
    let exclusions = policy.exclusions.iter().map(|node| (*node, Sense::DoesNotApply));
    let known = criteria.chain(exclusions).filter_map(|(node, sense)| {
        let detail = policy.detail(node)?;
        let id = detail.id.clone()?;
        (detail.weight == Weight::Decides).then_some(Deciding { id, node, sense })
    });
    known.collect()
}

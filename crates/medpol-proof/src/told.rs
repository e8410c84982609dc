//! What is told of a witness: the facts that are not as in the typical case, and those without which a reader could
//! not see why it comes out so.
//!
//! The typical case is a record, and may say nothing of a fact that decides. Whoever reads "otherwise as in the typical
//! case" knows only what is told and what the typical case says. So as many facts are told as make everything that the
//! witness is about come out as it does, whatever else is so; these stand first.

use std::collections::BTreeSet;

use medpol_model::program::{Derivation, NodeId, ScopeId};
use medpol_model::value::Status;

use crate::answer::{Side, Witness};
use crate::compare::{Both, deciding};
use crate::decode::{Concrete, Statement};
use crate::encode::Encoder;
use crate::space::{ElementId, InstanceId};

/// A node that has to come out as it does by what is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) side: usize,
    pub(crate) node: NodeId,
    pub(crate) status: Status,
}

/// A case that shows a difference, before it is told.
pub(crate) struct Shown {
    pub(crate) both: Both,
    pub(crate) results: [Status; 2],
    concrete: Concrete,
    changed: Vec<InstanceId>,
}

impl Shown {
    /// The case of the last model.
    pub(crate) fn new(encoder: &mut Encoder<'_>, concrete: &Concrete, both: Both, results: [Status; 2]) -> Self {
        Self { both, results, concrete: concrete.clone(), changed: encoder.changed() }
    }

    /// A record as it is told: by what is not as in the typical case. What neither says anything of is not on record.
    pub(crate) fn record(self, encoder: &Encoder<'_>) -> Witness {
        let changed = encoder.told(&self.changed, &self.both.first.case);
        Witness {
            case: self.both.first.case,
            other: self.both.second.case,
            results: self.results,
            changed,
            unchanged: Vec::new(),
            leaves_open: false,
        }
    }

    /// A patient as it is told: so that every asked node comes out as it does. `nodes` are those of the results.
    pub(crate) fn patient(
        self,
        encoder: &Encoder<'_>,
        sides: [Side<'_>; 2],
        nodes: [NodeId; 2],
        asked: &[Asked],
    ) -> Witness {
        let known = Known { encoder, sides, concrete: &self.concrete };
        let changed: Vec<InstanceId> = {
            let mut own: Vec<InstanceId> = self.changed.iter().map(|id| known.source(*id)).collect();
            own.dedup();
            own
        };
        let is_said =
            |id: &InstanceId| !changed.contains(id) && encoder.space.at(*id).is_some_and(|instance| instance.is_stated);
        let (usual, told): (BTreeSet<InstanceId>, BTreeSet<InstanceId>) = known.all().partition(|id| is_said(id));
        // What the typical case leaves open is rather left out than what is not as in it.
        let order = |all: &BTreeSet<InstanceId>| {
            let (own, open): (Vec<InstanceId>, Vec<InstanceId>) = all.iter().partition(|id| changed.contains(id));
            open.into_iter().chain(own).collect::<Vec<_>>()
        };
        let deciding = known.least(&usual, &order(&told), asked);
        let unchanged =
            if deciding.is_empty() { known.least(&BTreeSet::new(), &order(&usual), asked) } else { Vec::new() };
        let rest = changed.iter().copied().filter(|id| !deciding.contains(id));
        let mut told: Vec<InstanceId> = deciding.iter().copied().chain(rest).collect();
        told.extend(known.of_entries(&told, &self.both));
        // That a fact is known can itself count; so what is told beside must not take away what was enough.
        let others: BTreeSet<InstanceId> = known.all().filter(|id| !usual.contains(id) && !told.contains(id)).collect();
        let with_told = usual.iter().chain(&told).copied().collect();
        told.extend(known.least(&with_told, &order(&others), asked));
        let results = [0, 1].map(|side| {
            let (node, status) = if side == 0 { (nodes[0], self.results[0]) } else { (nodes[1], self.results[1]) };
            Asked { side, node, status }
        });
        let kept: BTreeSet<InstanceId> = usual.iter().chain(&told).copied().collect();
        Witness {
            changed: encoder.told(&told, &self.both.first.case),
            unchanged: encoder.told(&unchanged, &self.both.first.case),
            leaves_open: !known.settles(&kept, &results),
            case: self.both.first.case,
            other: self.both.second.case,
            results: self.results,
        }
    }
}

/// A patient of whom only some facts are known.
struct Known<'w, 'e, 'a> {
    encoder: &'w Encoder<'e>,
    sides: [Side<'a>; 2],
    concrete: &'w Concrete,
}

impl Known<'_, '_, '_> {
    /// The facts that the patient has a value of.
    fn all(&self) -> impl Iterator<Item = InstanceId> {
        self.concrete.stated.iter().filter(|(_, stated)| **stated != Statement::Nothing).map(|(id, _)| *id)
    }

    /// The day of the case, which is always known.
    fn anchor(&self) -> Option<InstanceId> {
        let joint = &self.encoder.space.joint;
        self.encoder.space.known(joint.of(0, joint.vocabulary(0)?.anchor?), ElementId::CASE)
    }

    /// What states a fact: itself, or the date that it follows from.
    fn source(&self, id: InstanceId) -> InstanceId {
        let is_left = self.concrete.stated.get(&id) == Some(&Statement::Nothing);
        let date = || {
            let space = &self.encoder.space;
            let instance = space.at(id)?;
            let (side, own, fact) = space.joint.said(instance.fact)?;
            let vocabulary = space.joint.vocabulary(side)?;
            let Derivation::ElapsedSince(start) = vocabulary.derivations.get(fact.derivation?.0 as usize)? else {
                return None;
            };
            let is_of_case = start.scope == ScopeId::CASE;
            let element = if is_of_case { ElementId::CASE } else { instance.element };
            (is_of_case || start.scope == vocabulary.scope(own))
                .then(|| space.known(space.joint.of(side, start.fact), element))?
        };
        if is_left { date().unwrap_or(id) } else { id }
    }

    /// What entries that are told of, and that the typical case does not have, need beside so that every criterion comes
    /// out as it does: nobody sees anything in an entry of which nothing is told.
    fn of_entries(&self, told: &[InstanceId], both: &Both) -> Vec<InstanceId> {
        let (open, always): (Vec<InstanceId>, Vec<InstanceId>) =
            self.all().partition(|id| !told.contains(id) && self.is_of_new_entry(*id, told));
        if open.is_empty() {
            return Vec::new();
        }
        let asked =
            self.sides.iter().zip([&both.first, &both.second]).enumerate().flat_map(|(side, (own, decided))| {
                let status = |node| decided.outcomes.status(node);
                deciding(own.policy).into_iter().map(move |own| Asked {
                    side,
                    node: own.node,
                    status: status(own.node),
                })
            });
        self.least(&always.into_iter().collect(), &open, &asked.collect::<Vec<_>>())
    }

    /// Whether a fact belongs to an entry of one of these lists that the typical case does not have.
    fn is_of_new_entry(&self, id: InstanceId, lists: &[InstanceId]) -> bool {
        let space = &self.encoder.space;
        let Some(place) = space.at(id).and_then(|instance| space.element(instance.element)) else { return false };
        let Some(list) = space.at(place.list) else { return false };
        let is_new = !list.is_stated || place.index >= list.usual;
        (is_new && lists.contains(&place.list)) || self.is_of_new_entry(place.list, lists)
    }

    /// A smallest part of `some` with which, beside what is always known, all asked nodes come out as they do. The first
    /// are left out first.
    fn least(&self, always: &BTreeSet<InstanceId>, some: &[InstanceId], asked: &[Asked]) -> Vec<InstanceId> {
        let mut left = some.to_vec();
        let with = |left: &[InstanceId]| always.iter().chain(left).copied().collect::<BTreeSet<_>>();
        if !self.settles(&with(&left), asked) {
            return Vec::new();
        }
        let mut size = left.len();
        while size > 0 {
            let mut at = 0;
            while at < left.len() {
                let end = left.len().min(at + size);
                let fewer: Vec<InstanceId> =
                    left.iter().enumerate().filter(|(own, _)| *own < at || *own >= end).map(|(_, id)| *id).collect();
                if self.settles(&with(&fewer), asked) {
                    left = fewer;
                } else {
                    at = end;
                }
            }
            size /= 2;
        }
        left.sort_unstable();
        left
    }

    /// Whether all of these come out as they do where only some facts are known.
    fn settles(&self, kept: &BTreeSet<InstanceId>, asked: &[Asked]) -> bool {
        let anchor = self.anchor();
        let stated = self.concrete.stated.iter().map(|(id, stated)| {
            let is_known = kept.contains(id) || *stated == Statement::Nothing || anchor == Some(*id);
            (*id, if is_known { stated.clone() } else { Statement::Null })
        });
        let concrete = Concrete { stated: stated.collect(), now: self.concrete.now };
        self.sides.iter().enumerate().all(|(side, own)| {
            let mut asked = asked.iter().filter(|asked| asked.side == side).peekable();
            if asked.peek().is_none() {
                return true;
            }
            let decided = self.encoder.decided(side, own.policy, &concrete);
            decided.is_some_and(|decided| asked.all(|asked| decided.outcomes.status(asked.node) == asked.status))
        })
    }
}

//! Open facts of which a policy assumes something for as long as nobody mentions them.
//!
//! Of these, less can be more: an answer takes the assumption away. Where all that is assumed of a fact is what one
//! answer would say of it, its answers are never needed. Else it makes a difference whether it is answered, and every
//! choice of such facts is looked at by itself.

use std::collections::BTreeSet;

use medpol_model::program::{NodeId, Op, Rules};
use medpol_model::value::Status;
use medpol_model::vocabulary::FactKind;

use super::asking::Asking;
use super::items::{Item, own_fact};
use crate::parts::Inside;
use crate::space::State;

/// How many choices of facts are looked at: all of six facts.
const MOST_CHOICES: usize = 64;

/// What of the open facts is assumed, by place.
#[derive(Default)]
pub(crate) struct Assumed {
    /// What is assumed is what one answer would say.
    pub(crate) as_answered: BTreeSet<usize>,
    /// No answer says all that is assumed.
    pub(crate) otherwise: BTreeSet<usize>,
}

impl Assumed {
    /// Every choice of the facts of which no answer says what is assumed, the smallest first; and whether these are all.
    pub(crate) fn choices(&self) -> (Vec<BTreeSet<usize>>, bool) {
        let mut found: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
        let mut next = 0;
        while let Some(begun) = found.get(next).cloned() {
            next += 1;
            for one in self.otherwise.iter().filter(|one| begun.last().is_none_or(|last| *one > last)) {
                if found.len() >= MOST_CHOICES {
                    return (found, false);
                }
                found.push(begun.iter().copied().chain([*one]).collect());
            }
        }
        (found, true)
    }
}

/// What a condition assumes of a fact that nobody mentions.
enum Assumption {
    Nothing,
    /// This comes of it.
    Status(Status),
    /// It is false, or an empty list.
    Absent,
}

impl Asking<'_> {
    pub(crate) fn assumed(&self) -> Assumed {
        let mut found = Assumed::default();
        for (at, item) in self.items.iter().enumerate() {
            if self.record.is_mentioned(item.fact, item.base) {
                continue;
            }
            let all: Vec<(&Op, Assumption)> = self.reading(item);
            if all.iter().all(|(_, assumption)| matches!(assumption, Assumption::Nothing)) {
                continue;
            }
            let is_as_answered = self.is_free(item) && self.is_as_answered(item, &all);
            let own = if is_as_answered { &mut found.as_answered } else { &mut found.otherwise };
            own.insert(at);
        }
        found
    }

    /// The conditions that read a fact, with what each assumes of it.
    fn reading(&self, item: &Item) -> Vec<(&Op, Assumption)> {
        let program = &self.record.policy.program;
        let nodes = (0..program.nodes.len()).filter_map(|at| u32::try_from(at).ok()).map(NodeId);
        let reads = |node: &NodeId| program.own_facts(*node).iter().any(|fact| fact.fact == item.fact);
        let found = nodes.filter(reads).filter_map(|node| {
            let assumption = match program.rules(program.rules_of(node)) {
                Some(Rules { evidence: None, assume: Some(assumed), .. }) => Assumption::Status(assumed.0),
                Some(Rules { evidence: None, assume: None, presume_absent: true }) if self.can_be_absent(item) => {
                    Assumption::Absent
                }
                Some(Rules { .. }) | None => Assumption::Nothing,
            };
            Some((program.node(node)?, assumption))
        });
        found.collect()
    }

    fn can_be_absent(&self, item: &Item) -> bool {
        let kind = own_fact(&self.encoder, item.instance).map(|(_, fact)| &fact.kind);
        matches!(kind, Some(FactKind::Boolean | FactKind::List(_)))
    }

    /// Whether one answer says all that is assumed.
    fn is_as_answered(&self, item: &Item, all: &[(&Op, Assumption)]) -> bool {
        let Some(instance) = self.encoder.space.at(item.instance) else { return false };
        match &instance.state {
            State::List { .. } => all.iter().all(|(op, assumption)| {
                let is_of_entries =
                    matches!(op, Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. } | Op::Extreme { .. });
                is_of_entries && matches!(assumption, Assumption::Absent)
            }),
            State::Value { .. } => {
                let possible = item.possible.iter().enumerate().filter(|(_, can)| **can);
                possible.into_iter().any(|(part, _)| all.iter().all(|(op, own)| self.says(item, part, op, own)))
            }
        }
    }

    /// Whether a condition comes to what it assumes where the answer is of a part.
    fn says(&self, item: &Item, part: usize, op: &Op, assumption: &Assumption) -> bool {
        let joint = &self.encoder.space.joint;
        let Op::Leaf { atom, .. } = op else { return false };
        let values = self.record.policy.program.atom(*atom).map(|atom| &atom.values);
        let parts = self.encoder.space.at(item.instance).and_then(|own| joint.fact(own.fact)).map(|fact| &fact.parts);
        let Some((parts, values)) = parts.zip(values) else { return false };
        let Some(own) = parts.all.get(part) else { return false };
        let status = match parts.is_inside(joint, 0, own, values) {
            Inside::Yes => Status::MET,
            Inside::No => Status::NOT_MET,
            Inside::OnSomeDays(_) => return false,
        };
        match assumption {
            Assumption::Nothing => false,
            Assumption::Status(assumed) => status == *assumed,
            // The first name of yes and no.
            Assumption::Absent => part == 0,
        }
    }
}

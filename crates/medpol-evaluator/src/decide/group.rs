//! Branches and tallies.

use medpol_model::{Counting as Count, NodeId, Op, Run, Status};

use crate::frames::Frames;
use crate::reading::Scene;

/// How waived and not applicable members of a tally count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counting {
    pub(super) waived: Count,
    pub(super) not_applicable: Count,
}

/// What a member adds to a tally: to those that hold, or to those that leave the pool.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Share {
    Holds,
    Out,
    Fails,
}

impl Scene<'_> {
    pub(super) fn branch(&self, condition: NodeId, then: NodeId, otherwise: Option<NodeId>, frames: &Frames) -> Status {
        let condition = self.inner(condition, frames).satisfied_if_not_applicable();
        let other = || otherwise.map_or(Status::NOT_APPLICABLE, |node| self.inner(node, frames));
        match (condition.can_be_met(), condition.can_be_not_met()) {
            (true, false) => self.inner(then, frames),
            (false, _) => other(),
            (true, true) => self.inner(then, frames).either(other()),
        }
    }

    /// A base with its exception or waiver. What may turn out not to arise is not settled by either.
    #[inline]
    pub(super) fn modified(
        &self,
        base: NodeId,
        modifier: NodeId,
        combine: impl Fn(Status, Status) -> Status,
        frames: &Frames,
    ) -> Status {
        let status = self.inner(base, frames);
        let combined = combine(status, self.inner(modifier, frames));
        let is_settled = status == Status::UNKNOWN && combined != Status::UNKNOWN;
        if is_settled && self.may_not_arise(base, frames) { Status::UNKNOWN } else { combined }
    }

    /// Whether a node that is unknown may turn out not to arise.
    fn may_not_arise(&self, node: NodeId, frames: &Frames) -> bool {
        let status = |node: NodeId| self.inner(node, frames);
        let may = |node: NodeId| match status(node) {
            Status::NOT_APPLICABLE => true,
            Status::UNKNOWN => self.may_not_arise(node, frames),
            _ => false,
        };
        match self.program.node(node) {
            Some(Op::If { condition, then, otherwise }) => {
                let chosen = status(*condition).satisfied_if_not_applicable();
                (chosen.can_be_met() && may(*then)) || (chosen.can_be_not_met() && otherwise.is_none_or(may))
            }
            Some(Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. }) => {
                self.program.members(*run).iter().all(|member| may(*member))
            }
            Some(Op::Not(inner) | Op::Same(inner) | Op::Except { base: inner, .. } | Op::Waive { base: inner, .. }) => {
                may(*inner)
            }
            _ => false,
        }
    }

    /// Whether between `least` and `most` members hold. Members that leave the pool let it hold
    /// also when everything that stays holds: with n members, a holding and w out, `a + w = n`. Where
    /// nobody arises, and so nobody stays, it does not arise either.
    ///
    /// Evaluated with every open member at its worst and at its best; the rule is monotone in each.
    pub(super) fn tally(&self, members: Run, least: u32, most: u32, counting: Counting, frames: &Frames) -> Status {
        let (mut worst, mut best) = (Counted::default(), Counted::default());
        let mut arises = counting.not_applicable == Count::Counts;
        for node in self.program.members(members) {
            let status = self.inner(*node, frames);
            arises |= status != Status::NOT_APPLICABLE;
            let (low, high) = self.shares(*node, status, counting, frames);
            worst.add(low);
            best.add(high);
        }
        if !arises {
            return Status::NOT_APPLICABLE;
        }
        if most == u32::MAX {
            return Status::of(best.reaches(least, members.length), !worst.reaches(least, members.length));
        }
        // With an upper limit nothing leaves the pool, and any number in between can come about.
        let (low, high) = (worst.holds, best.holds);
        Status::of(high >= least && low <= most, low < least || high > most)
    }

    /// The least and the most a member can add.
    fn shares(&self, node: NodeId, status: Status, counting: Counting, frames: &Frames) -> (Share, Share) {
        if status == Status::NOT_APPLICABLE {
            let share = share(counting.not_applicable);
            return (share, share);
        }
        let (Some(Op::Waive { base, waiver }), Count::Shrinks) = (self.program.node(node), counting.waived) else {
            let low = if status.can_be_not_met() { Share::Fails } else { Share::Holds };
            let high = if status.can_be_met() { Share::Holds } else { Share::Fails };
            return (low, high);
        };
        let (base, waiver) = (self.inner(*base, frames), self.inner(*waiver, frames));
        let low = match (base.can_be_not_met(), waiver == Status::MET) {
            (false, _) => Share::Holds,
            (true, true) => Share::Out,
            (true, false) => Share::Fails,
        };
        let high = match (base.can_be_met(), waiver.can_be_met()) {
            (true, _) => Share::Holds,
            (false, true) => Share::Out,
            (false, false) => Share::Fails,
        };
        (low, high)
    }
}

const fn share(counting: Count) -> Share {
    match counting {
        Count::Counts => Share::Holds,
        Count::Shrinks => Share::Out,
    }
}

#[derive(Default)]
struct Counted {
    holds: u32,
    out: u32,
}

impl Counted {
    fn add(&mut self, share: Share) {
        match share {
            Share::Holds => self.holds += 1,
            Share::Out => self.out += 1,
            Share::Fails => {}
        }
    }

    const fn reaches(&self, least: u32, members: u32) -> bool {
        self.holds >= least || (self.out > 0 && self.holds + self.out == members)
    }
}

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

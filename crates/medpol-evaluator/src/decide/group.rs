//! Branches and tallies.

use medpol_model::case::ReadFacts;
use medpol_model::program::{Counting as Count, NodeId, Op, Run};
use medpol_model::value::Status;

use crate::frames::Frames;
use crate::reading::Evaluation;

/// How waived and not applicable members of a tally count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counting {
    pub(super) waived: Count,
    pub(super) not_applicable: Count,
}

impl<F: ReadFacts> Evaluation<'_, F> {
    pub(super) fn branch(&self, condition: NodeId, then: NodeId, otherwise: Option<NodeId>, frames: &Frames) -> Status {
        let other = || otherwise.map_or(Status::NOT_APPLICABLE, |node| self.inner(node, frames));
        Status::choose(self.inner(condition, frames), || self.inner(then, frames), other)
    }

    /// Whether between `least` and `most` members are met. Members that leave the pool let it hold also
    /// when every member that stays holds: with n members, a holding and w out, `a + w = n`. A pool
    /// that all members leave because they do not apply does not apply either.
    ///
    /// Evaluated with every member at its worst and at its best; the rule is monotone in each.
    pub(super) fn tally(&self, members: Run, least: u32, most: u32, counting: Counting, frames: &Frames) -> Status {
        let (mut worst, mut best) = (Pool::default(), Pool::default());
        let (mut all_can_be_absent, mut one_can_stay) = (true, false);
        for node in self.program.members(members) {
            let shares = self.shares(*node, counting, frames);
            worst.add(shares.worst());
            best.add(shares.best());
            all_can_be_absent &= shares.has(Shares::ABSENT);
            one_can_stay |= shares.has(Shares::HOLDS) || shares.has(Shares::OUT);
        }
        let status = if most == u32::MAX {
            Status::of(one_can_stay && best.reaches(least, members.length), !worst.reaches(least, members.length))
        } else {
            // With an upper limit nothing leaves the pool, and any number in between can come about.
            let (low, high) = (worst.holds, best.holds);
            Status::of(high >= least && low <= most, low < least || high > most)
        };
        if all_can_be_absent { status.or_not_applicable() } else { status }
    }

    /// Everything that a member can add to the pool.
    fn shares(&self, node: NodeId, counting: Counting, frames: &Frames) -> Shares {
        let absent = match counting.not_applicable {
            Count::Counts => Shares::HOLDS,
            Count::Shrinks => Shares::ABSENT,
        };
        let (Some(Op::Waive { base, waiver }), Count::Shrinks) = (self.program.node(node), counting.waived) else {
            let status = self.inner(node, frames);
            return Shares::default()
                .with(status.can_be_met(), Shares::HOLDS)
                .with(status.can_be_not_met(), Shares::FAILS)
                .with(status.can_be_not_applicable(), absent);
        };
        let (base, waiver) = (self.inner(*base, frames), self.inner(*waiver, frames));
        let may_not_be_waived = waiver.can_be_not_met() || waiver.can_be_not_applicable();
        Shares::default()
            .with(base.can_be_met(), Shares::HOLDS)
            .with(base.can_be_not_met() && waiver.can_be_met(), Shares::OUT)
            .with(base.can_be_not_met() && may_not_be_waived, Shares::FAILS)
            .with(base.can_be_not_applicable(), absent)
    }
}

/// What a member can add to a tally, as a set.
#[derive(Clone, Copy, Default)]
struct Shares(u8);

impl Shares {
    /// It holds.
    const HOLDS: u8 = 0b0001;
    /// It is waived and leaves the pool.
    const OUT: u8 = 0b0010;
    /// It does not apply and leaves the pool.
    const ABSENT: u8 = 0b0100;
    /// It fails.
    const FAILS: u8 = 0b1000;

    const fn with(self, condition: bool, share: u8) -> Self {
        if condition { Self(self.0 | share) } else { self }
    }

    const fn has(self, share: u8) -> bool {
        self.0 & share != 0
    }

    /// The share that does the least for the tally.
    fn worst(self) -> u8 {
        1 << (7 - self.0.leading_zeros().min(7))
    }

    /// The share that does the most for the tally.
    fn best(self) -> u8 {
        1 << self.0.trailing_zeros().min(7)
    }
}

/// How many members are met, and how many have left.
#[derive(Default)]
struct Pool {
    holds: u32,
    out: u32,
}

impl Pool {
    const fn add(&mut self, share: u8) {
        self.holds += (share == Shares::HOLDS) as u32;
        self.out += (share == Shares::OUT || share == Shares::ABSENT) as u32;
    }

    const fn reaches(&self, least: u32, members: u32) -> bool {
        self.holds >= least || (self.out > 0 && self.holds + self.out == members)
    }
}

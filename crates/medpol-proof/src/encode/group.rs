//! Groups, branches, modifiers and tallies, by the tables of single results lifted to sets of them.

use medpol_model::program::{Counting, NodeId, Op, Run};

use super::{Encoder, Place, Tri};
use crate::formula::Literal;

/// What a member can add to a tally.
#[derive(Clone, Copy)]
struct Shares {
    holds: Literal,
    out: Literal,
    absent: Literal,
    fails: Literal,
}

impl Encoder<'_> {
    fn members(&mut self, run: Run, place: &Place) -> Vec<Tri> {
        let members = self.program(place.origin).map_or(&[][..], |program| program.members(run));
        members.iter().map(|node| self.node(*node, place)).collect()
    }

    /// Whether it can be so that it does not fail.
    pub(super) fn can_pass(&mut self, tri: Tri) -> Literal {
        if self.is_patients() { !tri.not_met } else { self.space.formulas.or([tri.met, tri.not_applicable]) }
    }

    /// Whether it can be so that it does not hold.
    fn can_fall(&mut self, tri: Tri) -> Literal {
        if self.is_patients() { !tri.met } else { self.space.formulas.or([tri.not_met, tri.not_applicable]) }
    }

    pub(super) fn all(&mut self, run: Run, place: &Place) -> Tri {
        let members = self.members(run, place);
        self.all_of(&members)
    }

    pub(super) fn all_of(&mut self, members: &[Tri]) -> Tri {
        let passing: Vec<Literal> = members.iter().map(|member| self.can_pass(*member)).collect();
        let formulas = &mut self.space.formulas;
        let some = formulas.or(members.iter().map(|member| member.met));
        let not_applicable = formulas.and(members.iter().map(|member| member.not_applicable));
        let every = formulas.and(passing);
        let always_apply = members.iter().all(|member| member.not_applicable == Literal::FALSE);
        // Where every member applies, that all can hold says that some can.
        let met = if always_apply && !members.is_empty() { every } else { formulas.and([every, some]) };
        Tri { met, not_met: formulas.or(members.iter().map(|member| member.not_met)), not_applicable }
    }

    pub(super) fn any(&mut self, run: Run, place: &Place) -> Tri {
        let members: Vec<Tri> = self.members(run, place).into_iter().map(Tri::negated).collect();
        self.all_of(&members).negated()
    }

    /// What it counts as where not applicable satisfies.
    pub(crate) fn satisfied(&mut self, tri: Tri) -> Tri {
        Tri { met: self.can_pass(tri), not_met: tri.not_met, not_applicable: Literal::FALSE }
    }

    pub(super) fn or_if(&mut self, base: Tri, waiver: Tri) -> Tri {
        let not_waived = self.can_fall(waiver);
        let formulas = &mut self.space.formulas;
        let rescued = formulas.and([base.not_met, waiver.met]);
        Tri { met: formulas.or([base.met, rescued]), not_met: formulas.and([base.not_met, not_waived]), ..base }
    }

    pub(super) fn unless(&mut self, base: Tri, exception: Tri) -> Tri {
        let not_excepted = self.can_fall(exception);
        let formulas = &mut self.space.formulas;
        let excepted = formulas.and([base.met, exception.met]);
        Tri { met: formulas.and([base.met, not_excepted]), not_met: formulas.or([base.not_met, excepted]), ..base }
    }

    pub(super) fn branch(&mut self, condition: NodeId, then: NodeId, otherwise: Option<NodeId>, place: &Place) -> Tri {
        let condition = self.node(condition, place);
        let then = self.node(then, place);
        let otherwise = match otherwise {
            Some(node) => self.node(node, place),
            None => Tri { met: Literal::FALSE, not_met: Literal::FALSE, not_applicable: Literal::TRUE },
        };
        let (yes, no) = (self.can_pass(condition), condition.not_met);
        let formulas = &mut self.space.formulas;
        let mut either = |then: Literal, otherwise: Literal| {
            let parts = [formulas.and([yes, then]), formulas.and([no, otherwise])];
            formulas.or(parts)
        };
        Tri {
            met: either(then.met, otherwise.met),
            not_met: either(then.not_met, otherwise.not_met),
            not_applicable: either(then.not_applicable, otherwise.not_applicable),
        }
    }

    /// Between the first and the second number of members hold.
    pub(super) fn tally(
        &mut self,
        run: Run,
        [least, most]: [u32; 2],
        [waived, not_applicable]: [Counting; 2],
        place: &Place,
    ) -> Tri {
        let nodes = self.program(place.origin).map_or(&[][..], |program| program.members(run));
        let shares: Vec<Shares> =
            nodes.iter().map(|node| self.shares(*node, [waived, not_applicable], place)).collect();
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let formulas = &mut self.space.formulas;
        let best_holds: Vec<Literal> = shares.iter().map(|share| share.holds).collect();
        let worst_holds: Vec<Literal> =
            shares.iter().map(|share| formulas.and([!share.out, !share.absent, !share.fails])).collect();
        let all_out = formulas.and(shares.iter().map(|share| share.absent));
        let (met, not_met) = if most == u32::MAX {
            let leaving: Vec<Literal> = shares.iter().map(|share| formulas.or([share.out, share.absent])).collect();
            let best_out: Vec<Literal> =
                shares.iter().zip(&leaving).map(|(share, out)| formulas.and([!share.holds, *out])).collect();
            let worst_out: Vec<Literal> =
                shares.iter().zip(&leaving).map(|(share, out)| formulas.and([!share.fails, *out])).collect();
            let enough = formulas.at_least(&best_holds, number(least));
            let staying: Vec<Literal> =
                best_holds.iter().zip(&best_out).map(|(holds, out)| formulas.or([*holds, *out])).collect();
            let full = [formulas.or(best_out), formulas.and(staying)];
            let full = formulas.and(full);
            let best = formulas.or([enough, full]);
            let enough = formulas.at_least(&worst_holds, number(least));
            let full = [formulas.or(worst_out), formulas.and(shares.iter().map(|share| !share.fails))];
            let full = formulas.and(full);
            let worst = formulas.or([enough, full]);
            let can_stay: Vec<Literal> = shares.iter().map(|share| formulas.or([share.holds, share.out])).collect();
            let can_stay = formulas.or(can_stay);
            (formulas.and([can_stay, best]), !worst)
        } else {
            let over = number(most).saturating_add(1);
            let (enough, too_many) =
                (formulas.at_least(&best_holds, number(least)), formulas.at_least(&worst_holds, over));
            let can_be_met = formulas.and([enough, !too_many]);
            let (surely, over) = (formulas.at_least(&worst_holds, number(least)), formulas.at_least(&best_holds, over));
            (can_be_met, formulas.or([!surely, over]))
        };
        Tri { met, not_met, not_applicable: all_out }
    }

    fn shares(&mut self, node: NodeId, [waived, not_applicable]: [Counting; 2], place: &Place) -> Shares {
        let op = self.program(place.origin).and_then(|program| program.node(node));
        let is_changed = matches!(place.origin, super::Origin::Policy(super::View { change: Some(change), .. }) if change.node == node);
        let parts = match (op, waived) {
            (Some(Op::Waive { base, waiver }), Counting::Shrinks) if !is_changed => Some((*base, *waiver)),
            _ => None,
        };
        let Some((base, unless)) = parts else {
            let tri = self.node(node, place);
            return self.counted(not_applicable, tri, [tri.met, Literal::FALSE, tri.not_met]);
        };
        let (base, unless) = (self.node(base, place), self.node(unless, place));
        let not_waived = self.can_fall(unless);
        let formulas = &mut self.space.formulas;
        let out = formulas.and([base.not_met, unless.met]);
        let fails = formulas.and([base.not_met, not_waived]);
        self.counted(not_applicable, base, [base.met, out, fails])
    }

    fn counted(&mut self, rule: Counting, tri: Tri, [holds, out, fails]: [Literal; 3]) -> Shares {
        match rule {
            Counting::Counts => {
                let holds = self.space.formulas.or([holds, tri.not_applicable]);
                Shares { holds, out, absent: Literal::FALSE, fails }
            }
            Counting::Shrinks => Shares { holds, out, absent: tri.not_applicable, fails },
        }
    }
}

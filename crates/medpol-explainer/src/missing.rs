//! What to ask for: the facts under unknown nodes that reach the result, and those that an answer can make necessary.
//!
//! What is decided already is left out at every level. Inputs are asked for, and what follows from them is named as
//! another way to answer. Every unknown node asks for something. A list that is not known is walked with one entry
//! of which nothing is known, so that what is needed of its entries is asked with the list.
//!
//! This file and `lists.rs`, `facts.rs` walk; `found.rs` keeps what they find; `items.rs` makes questions of it.

mod asked;
mod blanks;
mod days;
mod documents;
mod facts;
mod found;
mod items;
mod leaf;
mod lists;
mod next;
mod way;

use std::collections::HashMap;

use medpol_evaluator::Evaluation;
use medpol_model::answer::{AskedFact, Missing, MissingCause};
use medpol_model::policy::Policy;
use medpol_model::program::{Counting, EvidenceRule, NodeId, Op, Run};
use medpol_model::value::Status;

use crate::binding::Binding;
use crate::context::Context;
use crate::open::NotApplicable;
use blanks::Blanks;
use found::{Found, FoundChoice, Odds, Test};
use way::{OptionOf, Origin, Side, Under, Way};

/// What an unknown node leaves open, as far as it says what follows from the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Open {
    /// Something that a document can say.
    pub(crate) facts: bool,
    /// Records that disagree.
    pub(crate) conflicts: bool,
}

/// What is found by a walk, with the case that it looked at.
pub(crate) struct Asked<'a> {
    policy: &'a Policy,
    found: Found,
}

/// Finds what keeps a node unknown.
pub(crate) fn of<'a>(context: &Context<'a>, node: NodeId) -> Asked<'a> {
    let policy = context.policy;
    let longer = Blanks::of(policy, context.scene.case);
    let mut scene = context.scene;
    scene.case = &longer.case;
    let mut walk = Walk {
        policy,
        scene,
        origin: Origin::Policy,
        blanks: &longer,
        way: Way::TOP,
        test: Test::OTHER,
        proof: None,
        first: None,
        found: Found::default(),
        visited: HashMap::new(),
        told: HashMap::new(),
        asked: 0,
    };
    walk.node(node, NotApplicable::Itself, &Binding::TOP, None);
    Asked { policy, found: walk.found }
}

impl Asked<'_> {
    /// What is open, as far as it says what follows from the result: of the facts that unknown nodes read now.
    pub(crate) fn open(&self) -> Open {
        let mut open = Open::default();
        for (fact, cause) in self.found.open() {
            let is_conflict = cause == MissingCause::Conflicting;
            let judgment = self.policy.vocabulary.fact(fact).is_some_and(|known| known.judgment);
            open.conflicts |= is_conflict;
            open.facts |= !judgment && !is_conflict;
        }
        open
    }

    /// The questions.
    pub(crate) fn questions(self) -> Missing {
        items::of(self.policy, self.found)
    }

    /// The facts one by one, with nothing put together.
    pub(crate) fn facts(self) -> Vec<AskedFact> {
        asked::one_by_one(self.policy, self.found)
    }
}

/// A node with all that its answer depends on here.
type Visit = (NodeId, NotApplicable, Way);

struct Walk<'a> {
    policy: &'a Policy,
    /// The scene of the policy, or of the vocabulary's own conditions.
    scene: Evaluation<'a>,
    origin: Origin,
    blanks: &'a Blanks<'a>,
    way: Way,
    /// What the test that asks says of its fact.
    test: Test,
    /// The documents that an answer counts with.
    proof: Option<EvidenceRule>,
    /// The first fact that was asked for since somebody wanted to know.
    first: Option<usize>,
    found: Found,
    /// Criteria with an id that were asked about, with the first fact that they asked for: others may refer to them
    /// many times.
    visited: HashMap<Visit, Option<usize>>,
    /// Whether any entry of a list says something of a field, by the slots of the two.
    told: HashMap<(usize, u32), bool>,
    /// How often something was asked for, repeats included.
    asked: usize,
}

/// The node that a fact is asked for by: the nearest one with an id.
type Named = Option<NodeId>;

impl Walk<'_> {
    fn status(&self, node: NodeId, binding: &Binding) -> Status {
        self.scene.inner(node, &binding.frames)
    }

    /// This node if it has an id, else the nearest one above.
    fn name(&self, node: NodeId, above: Named) -> Named {
        let detail = if self.origin == Origin::Policy { self.policy.detail(node) } else { None };
        if detail.is_some_and(|detail| detail.id.is_some()) { Some(node) } else { above }
    }

    /// Walks on with something else known of the nodes above.
    fn on(&mut self, way: Way, walk: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.way, way);
        walk(self);
        self.way = before;
    }

    /// Walks, and says which fact was asked for first.
    fn first_of(&mut self, walk: impl FnOnce(&mut Self)) -> Option<usize> {
        let before = self.first.take();
        walk(self);
        let own = self.first;
        self.first = before.or(own);
        own
    }

    /// Walks what is needed only after a condition has an outcome. Where the condition asks for nothing, it is needed
    /// at once.
    fn after(&mut self, asked: Option<usize>, condition: NodeId, outcome: Side, walk: impl FnOnce(&mut Self)) {
        let under = asked.map(|place| Under { place, condition, of: self.origin, outcome });
        let way = Way { under: under.or(self.way.under), ..self.way };
        self.on(way, walk);
    }

    /// Asks for what keeps a node unknown.
    fn node(&mut self, node: NodeId, absent: NotApplicable, binding: &Binding, named: Named) {
        let own = self.name(node, named);
        let visit = (node, absent, self.way);
        if own == Some(node) && named != own && binding.frames.is_top() {
            if let Some(first) = self.visited.get(&visit).copied() {
                self.asked += 1;
                self.first = self.first.or(first);
                return;
            }
            let first = self.first_of(|walk| walk.inside(node, absent, binding, own));
            self.visited.insert(visit, first);
        } else {
            self.inside(node, absent, binding, own);
        }
    }

    fn inside(&mut self, node: NodeId, absent: NotApplicable, binding: &Binding, named: Named) {
        let status = self.status(node, binding);
        let (program, way) = (self.scene.program, self.way);
        let Some(op) = program.node(node) else { return };
        match op {
            Op::All(run) => self.members(*run, absent.in_all(status), Side::NotMet, binding, named),
            Op::Any(run) if self.is_choice(binding) => {
                self.choice(node, *run, Pool::ANY, absent.in_any(status), binding, named);
            }
            Op::Any(run) => self.members(*run, absent.in_any(status), Side::Met, binding, named),
            Op::None(run) => self.on(way.negated(), |walk| {
                walk.members(*run, absent.negated().in_any(status), Side::Met, binding, named);
            }),
            Op::Tally { members, least, most, waived, not_applicable } => {
                let pool = Pool { least: *least, most: *most, waived: *waived, not_applicable: *not_applicable };
                self.tally(node, *members, pool, binding, named);
            }
            Op::Not(inner) => {
                self.on(way.negated(), |walk| walk.if_open(*inner, absent.negated(), binding, named));
            }
            Op::Satisfied(inner) => self.if_open(*inner, NotApplicable::LikeMet, binding, named),
            Op::Same(inner) => {
                self.on(way.by_itself(), |walk| walk.if_open(*inner, absent, &Binding::TOP, named));
            }
            Op::Except { base, exception } => {
                self.modified(*base, *exception, Side::Met, absent, binding, named);
            }
            Op::Waive { base, waiver } => self.modified(*base, *waiver, Side::NotMet, absent, binding, named),
            Op::If { condition, then, otherwise } => {
                self.branches(*condition, *then, *otherwise, absent, binding, named);
            }
            Op::Leaf { rules, .. } | Op::Relate { rules, .. } => self.leaf(node, *rules, binding, named),
            Op::Known(_) | Op::Constant(_) => {}
            Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. } | Op::Extreme { .. } => {
                self.list_node(node, op, binding, named);
            }
        }
    }

    /// A base with its exception or waiver, which is needed after this outcome of the base.
    fn modified(
        &mut self,
        base: NodeId,
        other: NodeId,
        after: Side,
        absent: NotApplicable,
        binding: &Binding,
        named: Named,
    ) {
        let way = self.way;
        // The other can still save the outcome of the base that would end the matter.
        let is_settled = after.negated() == way.ends || !self.status(other, binding).is_unknown();
        let of_base = Way { ends: if is_settled { way.ends } else { Side::Neither }, ..way };
        let asked = self.first_of(|walk| walk.on(of_base, |walk| walk.if_open(base, absent, binding, named)));
        // An exception turns the base round, a waiver takes its place.
        let of_other = if after == Side::Met { way.negated() } else { way };
        let of_other = Way { ends: Side::Neither, ..of_other };
        self.on(of_other, |walk| {
            walk.after(asked, base, after, |walk| walk.if_open(other, NotApplicable::LikeNotMet, binding, named));
        });
    }

    fn branches(
        &mut self,
        condition: NodeId,
        then: NodeId,
        otherwise: Option<NodeId>,
        absent: NotApplicable,
        binding: &Binding,
        named: Named,
    ) {
        let chosen = self.status(condition, binding).satisfied_if_not_applicable();
        let way = self.way;
        let asked = self.first_of(|walk| {
            walk.on(way.neutral(), |walk| walk.if_open(condition, NotApplicable::LikeMet, binding, named));
        });
        let of_branch = if chosen.is_unknown() { Way { ends: Side::Neither, ..way } } else { way };
        self.on(of_branch, |walk| {
            if chosen.can_be_met() {
                walk.after(asked, condition, Side::Met, |walk| walk.if_open(then, absent, binding, named));
            }
            if let (true, Some(otherwise)) = (chosen.can_be_not_met(), otherwise) {
                walk.after(asked, condition, Side::NotMet, |walk| walk.if_open(otherwise, absent, binding, named));
            }
        });
    }

    /// Asks for what keeps a node unknown, if that leaves the node above unknown.
    fn if_open(&mut self, node: NodeId, absent: NotApplicable, binding: &Binding, named: Named) {
        if absent.leaves_open(self.status(node, binding)) {
            self.node(node, absent, binding, named);
        }
    }

    /// The members of a group, where `alone` is the outcome that a single member can give to it.
    fn members(&mut self, run: Run, absent: NotApplicable, alone: Side, binding: &Binding, named: Named) {
        let members = self.scene.program.members(run);
        let open = members.iter().filter(|member| absent.leaves_open(self.status(**member, binding))).count();
        let way = Way { ends: self.way.ends.of_member(alone, open), ..self.way };
        self.on(way, |walk| members.iter().for_each(|member| walk.if_open(*member, absent, binding, named)));
    }

    /// Whether members of which some are enough are put as a choice here.
    fn is_choice(&self, binding: &Binding) -> bool {
        let Way { helps, under, option, input_of, .. } = self.way;
        let is_first = under.is_none() && option.is_none() && input_of.is_none();
        helps == Side::Met && is_first && binding.frames.is_top() && self.origin == Origin::Policy
    }

    /// Members of which some are enough.
    fn tally(&mut self, node: NodeId, members: Run, pool: Pool, binding: &Binding, named: Named) {
        let absent = match pool.not_applicable {
            Counting::Counts => NotApplicable::LikeMet,
            Counting::Shrinks => NotApplicable::Itself,
        };
        let is_upward = pool.most == u32::MAX;
        if is_upward && self.is_choice(binding) {
            return self.choice(node, members, pool, absent, binding, named);
        }
        let way = match (is_upward, pool.least) {
            (true, _) => Way { ends: Side::Neither, ..self.way },
            (false, 0) => Way { ends: Side::Neither, ..self.way.negated() },
            (false, _) => self.way.neutral(),
        };
        self.on(way, |walk| {
            for member in walk.scene.program.members(members) {
                walk.member(*member, pool.waived, absent, binding, named);
            }
        });
    }

    /// Members of which some are enough, put as a choice where not all that are open are needed.
    fn choice(
        &mut self,
        node: NodeId,
        members: Run,
        pool: Pool,
        absent: NotApplicable,
        binding: &Binding,
        named: Named,
    ) {
        let members = self.scene.program.members(members);
        let mut split = Split::default();
        for member in members {
            self.sort(*member, pool, absent, binding, &mut split);
        }
        let counted = u32::try_from(split.counted.len()).unwrap_or(u32::MAX);
        let possible = counted + u32::try_from(split.open.len()).unwrap_or(u32::MAX);
        let needed = pool.least.min(possible).saturating_sub(counted);
        let way = self.way;
        if split.open.len() < 2 || needed as usize >= split.open.len() || needed == 0 {
            let ends = if counted + needed >= possible { way.ends } else { Side::Neither };
            return self.on(Way { ends, ..way }, |walk| {
                for member in &split.open {
                    walk.member(*member, pool.waived, absent, binding, named);
                }
            });
        }
        let choice = self.found.choices.len();
        let ending = if way.ends == Side::NotMet { Odds::HALF } else { Odds::NEVER };
        let open = split.open.clone();
        self.found.choices.push(FoundChoice { node, needed, counted: split.counted, options: split.open, ending });
        for (option, member) in open.into_iter().enumerate() {
            let way = Way { option: Some(OptionOf { choice, option }), ends: Side::Neither, ..way };
            self.on(way, |walk| walk.member(member, pool.waived, absent, binding, named));
        }
    }

    /// Whether a member counts already, is open, or neither.
    fn sort(&self, member: NodeId, pool: Pool, absent: NotApplicable, binding: &Binding, split: &mut Split) {
        let status = self.status(member, binding);
        let base = if let Some(Op::Waive { base, .. }) = self.scene.program.node(member)
            && pool.waived == Counting::Shrinks
        {
            self.status(*base, binding)
        } else {
            status
        };
        if base == Status::MET {
            split.counted.push(member);
        } else if absent.leaves_open(status) || base.can_be_met() {
            split.open.push(member);
        }
    }

    /// A member of a tally. Where waived members leave the pool, a member that is waived for sure is
    /// still open while its base is: it may yet count as met.
    fn member(&mut self, member: NodeId, waived: Counting, absent: NotApplicable, binding: &Binding, named: Named) {
        if let Some(Op::Waive { base, waiver }) = self.scene.program.node(member)
            && waived == Counting::Shrinks
            && self.status(*base, binding) != Status::MET
        {
            let named = self.name(member, named);
            self.modified(*base, *waiver, Side::NotMet, absent, binding, named);
        } else {
            self.if_open(member, absent, binding, named);
        }
    }
}

/// How many members of a tally are needed, and how those count that are waived or not applicable.
#[derive(Clone, Copy)]
struct Pool {
    least: u32,
    most: u32,
    waived: Counting,
    not_applicable: Counting,
}

impl Pool {
    /// Any member is enough.
    const ANY: Self = Self { least: 1, most: u32::MAX, waived: Counting::Counts, not_applicable: Counting::Shrinks };
}

/// The members of a choice.
#[derive(Default)]
struct Split {
    counted: Vec<NodeId>,
    open: Vec<NodeId>,
}

//! P0425: criteria that all have to hold, and that no value of a fact can satisfy together.
//!
//! Looks at conditions on one fact of the case or of an element. What follows from two facts together is not
//! looked at. A condition that many groups refer to is looked at once for each of them, and not once for each way to it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use medpol_diagnostics::{Code, Diagnostic, Span, codes};
use medpol_model::policy::Policy;
use medpol_model::program::{Arises, FactRef, Limit, Membership, NodeId, Op, Order, Polarity, Run, Values};
use medpol_model::value::{Symbols, TickSet};

use super::Lint;

/// Conditions on one fact that exclude each other and must all hold.
pub(super) struct ExcludingCriteria;

impl Lint for ExcludingCriteria {
    fn code(&self) -> &'static Code {
        &codes::P0425
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let mut told: BTreeSet<Span> = BTreeSet::new();
        let mut steps = STEPS.saturating_add(policy.program.nodes.len().saturating_mul(STEPS_OF_A_NODE));
        let mut is_done: BTreeSet<NodeId> = BTreeSet::new();
        // What holds others comes after them, and is the widest group in which they must all hold.
        for at in (0..policy.program.nodes.len()).rev() {
            let Some(node) = u32::try_from(at).ok().map(NodeId) else { continue };
            if is_done.contains(&node) || !matches!(policy.program.node(node), Some(Op::All(_))) {
                continue;
            }
            let mut demands = Demands { policy, by_fact: BTreeMap::new(), seen: BTreeSet::new() };
            demands.add(node, Side::Holds);
            let mut is_clean = true;
            for judged in demands.judged() {
                is_clean &= matches!(judged, Judged::Possible);
                if let Judged::Excluding(found) = judged
                    && told.insert(found.place.span)
                {
                    out.push(found.diagnostic(self.code()));
                }
            }
            if is_clean {
                // Fewer of these conditions leave more values.
                let held = demands.seen.iter().filter(|(_, side)| *side == Side::Holds);
                is_done.extend(held.map(|(node, _)| *node));
            }
            let Some(left) = steps.checked_sub(demands.seen.len()) else { return };
            steps = left;
        }
    }
}

/// Conditions that are looked at in a policy, at most, counted once for each group: so many,
const STEPS: usize = 100_000;

/// and so many for each that it has. Only groups in which conditions exclude each other are gone through again.
const STEPS_OF_A_NODE: usize = 50;

/// Whether a condition must hold or must not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Holds,
    Fails,
}

impl Side {
    const fn turned(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
        }
    }
}

/// What is asked of each fact where a group holds.
struct Demands<'a> {
    policy: &'a Policy,
    by_fact: BTreeMap<FactRef, Vec<Demand>>,
    /// What was added already.
    seen: BTreeSet<(NodeId, Side)>,
}

/// What the conditions on a fact leave.
enum Judged<'a> {
    /// Some value, or nobody can say.
    Possible,
    /// They are of several kinds, and not compared.
    Unlike,
    /// Nothing.
    Excluding(Excluding<'a>),
}

/// What one condition asks of a fact.
struct Demand {
    name: String,
    span: Span,
    side: Side,
    values: Demanded,
}

/// The values of a fact that a condition leaves.
#[derive(Clone, PartialEq, Eq)]
enum Demanded {
    Mask(u64),
    Ticks(TickSet),
    Times(Vec<Limit>),
    Symbols(Vec<Membership>),
}

/// Conditions that exclude each other: one, and those before it.
struct Excluding<'a> {
    place: &'a Demand,
    others: Vec<&'a Demand>,
}

impl Demands<'_> {
    /// Adds what must hold where a node holds, or fails, in the order in which it is written.
    fn add(&mut self, node: NodeId, side: Side) {
        let mut waiting = vec![(node, side)];
        while let Some((node, side)) = waiting.pop() {
            if self.seen.insert((node, side)) {
                let from = waiting.len();
                self.add_one(node, side, &mut waiting);
                waiting.get_mut(from..).unwrap_or_default().reverse();
            }
        }
    }

    /// Adds what a node itself asks, and to `waiting` what it holds.
    fn add_one(&mut self, node: NodeId, side: Side, waiting: &mut Vec<(NodeId, Side)>) {
        let program = &self.policy.program;
        let mut all = |run: Run, side| waiting.extend(program.members(run).iter().map(|member| (*member, side)));
        match (program.node(node), side) {
            (Some(Op::All(run)), Side::Holds) | (Some(Op::Any(run)), Side::Fails) => all(*run, side),
            (Some(Op::None(run)), Side::Holds) => all(*run, Side::Fails),
            (Some(Op::Not(member)), _) => waiting.push((*member, side.turned())),
            (Some(Op::Satisfied(member)), Side::Holds) | (Some(Op::Same(member)), _) => waiting.push((*member, side)),
            (Some(Op::Except { base, exception }), Side::Holds) => {
                waiting.extend([(*base, Side::Holds), (*exception, Side::Fails)]);
            }
            (Some(Op::Leaf { atom, rules }), _) => {
                // An assumed status needs no value.
                let assumed = rules.and_then(|rules| program.rules.get(rules.0 as usize)?.assume.as_ref());
                let atom = program.atom(*atom).filter(|atom| atom.fact.arises == Arises::Always && assumed.is_none());
                let values = atom.and_then(|atom| demanded(&atom.values, side));
                let detail = self.policy.detail(node);
                if let (Some(atom), Some(values), Some(detail)) = (atom, values, detail)
                    && let Some(span) = detail.span
                {
                    let name = detail.id.as_ref().map_or_else(|| detail.path.to_string(), |id| id.0.to_string());
                    self.by_fact.entry(atom.fact).or_default().push(Demand { name, span, side, values });
                }
            }
            // Of the others it is not settled which member has to hold.
            (
                Some(
                    Op::All(_)
                    | Op::Any(_)
                    | Op::None(_)
                    | Op::Satisfied(_)
                    | Op::Tally { .. }
                    | Op::Except { .. }
                    | Op::Waive { .. }
                    | Op::If { .. }
                    | Op::Relate { .. }
                    | Op::Known(_)
                    | Op::Quantify { .. }
                    | Op::Count { .. }
                    | Op::Sum { .. }
                    | Op::Extreme { .. }
                    | Op::Constant(_),
                )
                | None,
                _,
            ) => {}
        }
    }

    /// Whether the one is a criterion and the other the same condition as an exclusion, which P0411 tells.
    fn is_inverted(&self, one: &Demand, other: &Demand) -> bool {
        let is_in = |list: &[NodeId], demand: &Demand| {
            list.iter().any(|node| self.policy.detail(*node).is_some_and(|detail| detail.span == Some(demand.span)))
        };
        let Policy { criteria, exclusions, .. } = self.policy;
        let is_across = is_in(criteria, one) && is_in(exclusions, other);
        is_across && one.values.opposite().is_some_and(|opposite| opposite == other.values)
    }

    /// Of each fact the first condition that leaves no value, given those before it, if there is one.
    fn judged(&self) -> impl Iterator<Item = Judged<'_>> {
        self.by_fact.values().map(|demands| self.judge(demands))
    }

    fn judge<'a>(&self, demands: &'a [Demand]) -> Judged<'a> {
        let Some((first, rest)) = demands.split_first() else { return Judged::Possible };
        let mut left = Left::of(&first.values);
        for (at, place) in rest.iter().enumerate() {
            if !left.narrow(&place.values) {
                return Judged::Unlike;
            }
            if left.is_nothing() {
                let before = || {
                    let others = demands.iter().take(at + 1).filter(|other| other.span != place.span);
                    others.filter(|other| !self.is_inverted(other, place))
                };
                let alone = |other: &&Demand| other.values.excludes(&place.values);
                let others: Vec<&Demand> = match before().find(alone) {
                    Some(other) => vec![other],
                    None => before().collect(),
                };
                return if others.is_empty() { Judged::Unlike } else { Judged::Excluding(Excluding { place, others }) };
            }
        }
        Judged::Possible
    }
}

/// The values that satisfy, or those that do not.
fn demanded(values: &Values, side: Side) -> Option<Demanded> {
    let held = match values {
        Values::Mask(mask) => Demanded::Mask(*mask),
        Values::Ticks(set) => Demanded::Ticks(set.clone()),
        Values::Times(limits) => Demanded::Times(limits.to_vec()),
        Values::Symbols(sets) => Demanded::Symbols(sets.to_vec()),
    };
    match side {
        Side::Holds => Some(held),
        Side::Fails => held.opposite(),
    }
}

/// In the set where it was not in, and the other way round.
fn turned(membership: &Membership) -> Membership {
    let polarity = match membership.polarity {
        Polarity::In => Polarity::NotIn,
        Polarity::NotIn => Polarity::In,
    };
    Membership { polarity, ..membership.clone() }
}

impl Demanded {
    /// All other values.
    fn opposite(&self) -> Option<Self> {
        match self {
            Self::Mask(mask) => Some(Self::Mask(!*mask)),
            Self::Ticks(set) => Some(Self::Ticks(set.complement())),
            Self::Symbols(sets) => match sets.as_slice() {
                [only] => Some(Self::Symbols(vec![turned(only)])),
                _ => None,
            },
            Self::Times(_) => None,
        }
    }

    fn excludes(&self, other: &Self) -> bool {
        let mut left = Left::of(self);
        left.narrow(other) && left.is_nothing()
    }
}

/// What the conditions on a fact leave so far; each of them is looked at once.
enum Left {
    Mask(u64),
    Ticks(TickSet),
    /// The most days that one limit asks for, and the fewest that another allows.
    Times {
        least: Option<i64>,
        most: Option<i64>,
    },
    Symbols(SymbolsLeft),
}

/// The codes that are in every set that they must be in, and in none of the others.
#[derive(Default)]
struct SymbolsLeft {
    /// None where no set says which codes there are.
    wanted: Option<HashSet<i64>>,
    refused: HashSet<i64>,
}

impl Left {
    fn of(values: &Demanded) -> Self {
        match values {
            Demanded::Mask(mask) => Self::Mask(*mask),
            Demanded::Ticks(set) => Self::Ticks(set.clone()),
            Demanded::Times(limits) => {
                let mut left = Self::Times { least: None, most: None };
                for limit in limits {
                    left.limit(limit);
                }
                left
            }
            Demanded::Symbols(sets) => {
                let mut left = SymbolsLeft::default();
                for membership in sets {
                    left.add(membership);
                }
                Self::Symbols(left)
            }
        }
    }

    /// Leaves what another condition leaves too; whether they are of one kind.
    fn narrow(&mut self, other: &Demanded) -> bool {
        match (&mut *self, other) {
            (Self::Mask(left), Demanded::Mask(right)) => *left &= right,
            (Self::Ticks(left), Demanded::Ticks(right)) if left.grain() == right.grain() => *left = left.meet(right),
            (Self::Times { .. }, Demanded::Times(limits)) => limits.iter().for_each(|limit| self.limit(limit)),
            (Self::Symbols(left), Demanded::Symbols(sets)) => sets.iter().for_each(|membership| left.add(membership)),
            (Self::Mask(_) | Self::Ticks(_) | Self::Times { .. } | Self::Symbols(_), _) => return false,
        }
        true
    }

    /// Whether one limit asks for more days than another allows is seen from the largest and the smallest of them.
    fn limit(&mut self, limit: &Limit) {
        let Self::Times { least, most } = self else { return };
        if matches!(limit.order, Order::AtLeast | Order::MoreThan | Order::Is) {
            *least = (*least).max(Some(limit.days.low));
        }
        if matches!(limit.order, Order::AtMost | Order::LessThan | Order::Is) {
            *most = Some(most.map_or(limit.days.high, |most| most.min(limit.days.high)));
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Mask(mask) => *mask == 0,
            Self::Ticks(set) => set.is_empty(),
            Self::Times { least, most } => least.zip(*most).is_some_and(|(least, most)| least > most),
            Self::Symbols(SymbolsLeft { wanted, .. }) => wanted.as_ref().is_some_and(HashSet::is_empty),
        }
    }
}

impl SymbolsLeft {
    fn add(&mut self, Membership { set, polarity }: &Membership) {
        let numbers = || set.numbers.iter().copied();
        match polarity {
            // Which codes begin with a stem is not known.
            Polarity::In if !set.stems.is_empty() => {}
            Polarity::In => {
                let is_left = |number: &i64| match &self.wanted {
                    Some(wanted) => wanted.contains(number),
                    None => !self.refused.contains(number),
                };
                self.wanted = Some(numbers().filter(is_left).collect());
            }
            // A code of a period may be outside of it.
            Polarity::NotIn if !set.periods.is_empty() => {}
            Polarity::NotIn => {
                if let Some(wanted) = &mut self.wanted {
                    for number in numbers() {
                        wanted.remove(&number);
                    }
                }
                self.refused.extend(numbers());
            }
        }
    }
}

impl Excluding<'_> {
    fn diagnostic(&self, code: &'static Code) -> Diagnostic {
        let mut names: Vec<String> = self.others.iter().map(|other| format!("`{}`", other.name)).collect();
        names.dedup();
        let names = names.join(", ");
        let problem = Diagnostic::new(
            code,
            self.place.span,
            format!("`{}` and {names} exclude each other, and nobody can satisfy all of them", self.place.name),
        )
        .label(match self.place.side {
            Side::Holds => "no value that the others leave satisfies this",
            Side::Fails => "must not be met, and leaves none of the values that the others ask for",
        });
        let problem = self.others.iter().fold(problem, |problem, other| {
            problem.also(
                other.span,
                match other.side {
                    Side::Holds => "must be met",
                    Side::Fails => "must not be met",
                },
            )
        });
        problem.help("where one of them is enough, put them under `any:`; else correct one of them")
    }
}

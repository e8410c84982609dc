//! Random conditions over the small vocabulary: every operator, straight as nodes of a program.

use std::sync::Arc;

use medpol_model::policy::Policy;
use medpol_model::program::{
    Assumption, Counting, EvidenceRule, Extreme, FactRef, IfEmpty, Inclusion, Limit, Membership, NodeId, Offset, Op,
    Order, Polarity, Program, Quantifier, Relation, Rules, RulesId, Run, ScopeId, SymbolSet, ValueKind, Values, Wanted,
};
use medpol_model::value::{Duration, Grain, Interval, PartialDate, Span, Status, TickSet, days_in_months, number};
use medpol_model::vocabulary::FactKind;

use crate::small::Small;

/// Numbers that look random and are the same on every run.
#[derive(Clone)]
pub struct Dice {
    seed: u64,
    /// Which of the throws is made anew, and by what.
    other: Option<(u64, u64)>,
    thrown: u64,
}

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self { seed, other: None, thrown: 0 }
    }

    /// The same throws but for one.
    pub fn but(seed: u64, at: u64, other: u64) -> Self {
        Self { seed, other: Some((at, other)), thrown: 0 }
    }

    pub fn throw(&mut self) -> u64 {
        let salt = match self.other {
            Some((at, other)) if at == self.thrown => other,
            _ => 0,
        };
        self.thrown += 1;
        mixed(self.seed.wrapping_add(self.thrown.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_add(salt))
    }

    pub fn thrown(&self) -> u64 {
        self.thrown
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.throw() % (limit as u64)).unwrap()
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

fn mixed(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A random policy.
pub fn policy(small: &Small, dice: &mut Dice) -> Policy {
    let mut grow = Grow { small, dice, program: Program::default(), bound: Vec::new() };
    let count = 1 + grow.dice.below(3);
    let criteria = (0..count).map(|_| grow.condition(3)).collect();
    let exclusions = if grow.dice.once_in(3) { vec![grow.condition(2)] } else { Vec::new() };
    let program = grow.program;
    small.policy(program, criteria, exclusions)
}

struct Grow<'g> {
    small: &'g Small,
    dice: &'g mut Dice,
    program: Program,
    /// The scopes around, with the list of each.
    bound: Vec<(ScopeId, &'static str)>,
}

const ORDERS: [Order; 6] = [Order::Is, Order::IsNot, Order::AtLeast, Order::MoreThan, Order::AtMost, Order::LessThan];

impl Grow<'_> {
    fn scope(&self) -> ScopeId {
        self.bound.last().map_or(ScopeId::CASE, |(scope, _)| *scope)
    }

    fn add(&mut self, op: Op) -> NodeId {
        let scope = self.scope();
        self.program.add(op, scope)
    }

    fn of_case(&self, path: &str) -> FactRef {
        let id = self.small.fact(path);
        self.small.vocabulary().fact(id).unwrap().reference(id, ScopeId::CASE)
    }

    /// A field of the innermost elements.
    fn of_element(&self, field: &str) -> FactRef {
        let (scope, list) = self.bound.last().unwrap();
        let id = self.small.fact(&format!("{list}[].{field}"));
        self.small.vocabulary().fact(id).unwrap().reference(id, *scope)
    }

    /// A fact of a kind: of the element where one is bound, else of the case.
    fn any(&mut self, of_case: &[&'static str], of_element: &'static str) -> FactRef {
        let is_there = match self.bound.last() {
            Some((_, "items")) => !of_element.is_empty(),
            Some((_, "items[].parts")) => matches!(of_element, "color" | "size"),
            _ => false,
        };
        if is_there && !self.dice.once_in(4) {
            return self.of_element(of_element);
        }
        let path = self.dice.one_of(of_case);
        self.of_case(path)
    }

    fn condition(&mut self, depth: usize) -> NodeId {
        if depth == 0 {
            return self.leaf();
        }
        let depth = depth - 1;
        match self.dice.below(22) {
            0..5 => self.leaf(),
            5 | 6 => {
                let run = self.members(depth);
                self.add(Op::All(run))
            }
            7 | 8 => {
                let run = self.members(depth);
                self.add(Op::Any(run))
            }
            9 => {
                let run = self.members(depth);
                self.add(Op::None(run))
            }
            10 => {
                let inner = self.condition(depth);
                self.add(Op::Not(inner))
            }
            11 => self.tally(depth),
            12 => {
                let (base, exception) = (self.condition(depth), self.condition(depth));
                self.add(Op::Except { base, exception })
            }
            13 => {
                let (base, waiver) = (self.condition(depth), self.condition(depth));
                self.add(Op::Waive { base, waiver })
            }
            14 | 15 => {
                let (condition, then) = (self.condition(depth), self.condition(depth));
                let otherwise = self.dice.once_in(2).then(|| self.condition(depth));
                self.add(Op::If { condition, then, otherwise })
            }
            16 => self.relation(),
            17 => self.values(),
            _ => self.elements(depth),
        }
    }

    fn members(&mut self, depth: usize) -> Run {
        let count = 1 + self.dice.below(3);
        let members: Vec<NodeId> = (0..count).map(|_| self.condition(depth)).collect();
        self.program.add_members(&members)
    }

    fn tally(&mut self, depth: usize) -> NodeId {
        let count = 2 + self.dice.below(2);
        let members: Vec<NodeId> = (0..count).map(|_| self.condition(depth)).collect();
        let run = self.program.add_members(&members);
        let number = u32::try_from(1 + self.dice.below(count)).unwrap();
        let (least, most) = if self.dice.once_in(3) { (number - 1, number) } else { (number, u32::MAX) };
        let counting = |dice: &mut Dice| match most {
            u32::MAX => dice.one_of(&[Counting::Counts, Counting::Shrinks]),
            _ => Counting::Counts,
        };
        let (waived, not_applicable) = (counting(self.dice), counting(self.dice));
        self.add(Op::Tally { members: run, least, most, waived, not_applicable })
    }

    fn rules(&mut self) -> Option<RulesId> {
        let none = Rules { assume: None, presume_absent: false, evidence: None };
        let rules = match self.dice.below(14) {
            0 => Rules { assume: Some(Assumption(Status::MET)), ..none },
            1 => Rules { assume: Some(Assumption(Status::NOT_MET)), ..none },
            2 => Rules { presume_absent: true, ..none },
            3 => Rules { evidence: Some(EvidenceRule::Any), ..none },
            4 => Rules { evidence: Some(EvidenceRule::Kinds(Arc::new([Arc::from("Note")]))), ..none },
            _ => return None,
        };
        self.program.add_rules(rules)
    }

    fn leaf(&mut self) -> NodeId {
        let (fact, values) = match self.dice.below(13) {
            0..4 => {
                let fact = self.any(&["flag.a", "flag.b", "flag.c", "flag.gate", "flag.gated"], "done");
                (fact, Values::Mask(self.dice.one_of(&[0b10, 0b10, 0b01])))
            }
            4 | 5 => {
                let fact = self.any(&["kind.color", "kind.other_color"], "color");
                (fact, Values::Mask(self.dice.one_of(&[0b001, 0b010, 0b011, 0b110, 0b101])))
            }
            6 => {
                let fact = self.any(&["kind.grade", "kind.other_grade"], "");
                (fact, Values::Mask(self.dice.one_of(&[0b001, 0b011, 0b110, 0b100, 0b010])))
            }
            7 => (self.of_case("amount.level"), self.ticks(Grain::Whole, &[1, 2])),
            8 => (self.any(&["amount.size", "amount.other_size"], "size"), self.ticks(Grain::Fine, &[1, 2, 3])),
            9 => {
                let fact = self.any(&["time.start", "time.end"], "day");
                let day = day(self.dice.one_of(&["2025-01-10", "2025-02-10"]));
                let values = self.between(Grain::Day, day);
                (fact, values)
            }
            10 => {
                let path = self.dice.one_of(&["time.since", "time.length"]);
                (self.of_case(path), self.times())
            }
            11 => {
                let path = self.dice.one_of(&["kind.word", "kind.other_word"]);
                (self.of_case(path), self.symbols(&["x", "y", "z"]))
            }
            _ => (self.of_case("kind.code"), self.symbols(&["LETTERS:A1", "LETTERS:A2", "LETTERS:B1"])),
        };
        if self.dice.once_in(14) {
            return self.add(Op::Known(fact));
        }
        let atom = self.program.add_atom(fact, values);
        let rules = self.rules();
        self.add(Op::Leaf { atom, rules })
    }

    fn ticks(&mut self, grain: Grain, numbers: &[i64]) -> Values {
        let tick = number::whole(self.dice.one_of(numbers)).unwrap();
        self.between(grain, tick)
    }

    fn between(&mut self, grain: Grain, tick: i64) -> Values {
        let interval = self.dice.one_of(&[
            Interval::from(tick),
            Interval::from(tick + 1),
            Interval::up_to(tick),
            Interval::up_to(tick - 1),
            Interval::point(tick),
        ]);
        Values::Ticks(TickSet::of(grain, [interval]))
    }

    fn times(&mut self) -> Values {
        let lengths = [(6, Span::Months), (26 * 7, Span::Days), (12, Span::Months), (90, Span::Days)];
        let count = 1 + self.dice.below(2);
        let limits = (0..count).map(|_| {
            let (count, span) = self.dice.one_of(&lengths);
            let order = self.dice.one_of(&[Order::AtLeast, Order::MoreThan, Order::AtMost, Order::LessThan]);
            let days = if span == Span::Days { Interval::point(count) } else { days_in_months(count) };
            Limit { order, duration: Duration { count, span }, days }
        });
        Values::Times(limits.collect())
    }

    fn set(&mut self, texts: &[&str]) -> Arc<SymbolSet> {
        let count = 1 + self.dice.below(2);
        let mut numbers: Vec<i64> =
            (0..count).map(|_| self.small.symbols.find(self.dice.one_of(texts)).unwrap()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let stems = if texts.contains(&"LETTERS:A1") && self.dice.once_in(3) {
            vec![Arc::from(self.dice.one_of(&["LETTERS:A", "LETTERS:B"]))]
        } else {
            Vec::new()
        };
        Arc::new(SymbolSet { name: None, numbers, periods: Vec::new(), stems })
    }

    fn symbols(&mut self, texts: &[&str]) -> Values {
        let set = self.set(texts);
        let polarity = self.dice.one_of(&[Polarity::In, Polarity::NotIn]);
        Values::Symbols(Arc::new([Membership { set, polarity }]))
    }

    fn relate(&mut self, fact: FactRef, relation: Relation) -> NodeId {
        let relations = self.program.add_relations(&[relation]);
        let rules = self.rules();
        self.add(Op::Relate { fact, within: None, relations, rules })
    }

    fn relation(&mut self) -> NodeId {
        let order = self.dice.one_of(&ORDERS);
        let equality = self.dice.one_of(&ORDERS[..2]);
        let with = |values, order, other, offset| Relation::Fact { values, order, other, offset };
        let (fact, relation) = match self.dice.below(8) {
            0 => (
                self.any(&["kind.color"], "color"),
                with(ValueKind::Mask, equality, self.of_case("kind.other_color"), Offset::None),
            ),
            1 => (
                self.of_case("kind.grade"),
                with(ValueKind::Mask, order, self.of_case("kind.other_grade"), Offset::None),
            ),
            2 => (
                self.of_case("kind.word"),
                with(ValueKind::Symbol, equality, self.of_case("kind.other_word"), Offset::None),
            ),
            3 => {
                let offset = self.dice.one_of(&[Offset::None, Offset::Number(number::whole(1).unwrap())]);
                (
                    self.of_case("amount.level"),
                    with(ValueKind::Ticks, order, self.of_case("amount.other_level"), offset),
                )
            }
            4 => {
                let offset = self.dice.one_of(&[Offset::None, Offset::Number(number::whole(1).unwrap())]);
                (
                    self.any(&["amount.size"], "size"),
                    with(ValueKind::Ticks, order, self.of_case("amount.other_size"), offset),
                )
            }
            5 => {
                let offset = self.dice.one_of(&[Offset::None, Offset::Days(5), Offset::Days(-10)]);
                (self.any(&["time.start"], "day"), with(ValueKind::Ticks, order, self.of_case("time.end"), offset))
            }
            6 => {
                let polarity = self.dice.one_of(&[Polarity::In, Polarity::NotIn]);
                let path = self.dice.one_of(&["many.colors", "many.gated"]);
                let list = self.of_case(path);
                (
                    self.any(&["kind.color", "kind.other_color"], "color"),
                    Relation::Among { values: ValueKind::Mask, list, polarity },
                )
            }
            _ => {
                let polarity = self.dice.one_of(&[Polarity::In, Polarity::NotIn]);
                (
                    self.of_case("kind.word"),
                    Relation::Among { values: ValueKind::Symbol, list: self.of_case("many.words"), polarity },
                )
            }
        };
        self.relate(fact, relation)
    }

    fn values(&mut self) -> NodeId {
        let inclusion = self.dice.one_of(&[Inclusion::Any, Inclusion::All, Inclusion::Only, Inclusion::None]);
        match self.dice.below(6) {
            0 | 1 => {
                let wanted = Wanted::Mask(self.dice.one_of(&[0b001, 0b011, 0b110]));
                let path = self.dice.one_of(&["many.colors", "many.gated", "many.other_colors"]);
                let list = self.of_case(path);
                self.relate(list, Relation::Includes { values: ValueKind::Mask, inclusion, wanted })
            }
            2 => {
                let wanted = Wanted::List(self.of_case("many.other_colors"));
                self.relate(
                    self.of_case("many.colors"),
                    Relation::Includes { values: ValueKind::Mask, inclusion, wanted },
                )
            }
            3 => {
                let wanted = Wanted::Fact(self.of_case("kind.color"));
                self.relate(
                    self.of_case("many.colors"),
                    Relation::Includes { values: ValueKind::Mask, inclusion: Inclusion::Any, wanted },
                )
            }
            4 => {
                let wanted = Wanted::Symbols(self.set(&["x", "y", "z"]));
                self.relate(
                    self.of_case("many.words"),
                    Relation::Includes { values: ValueKind::Symbol, inclusion, wanted },
                )
            }
            _ => {
                let polarity = self.dice.one_of(&[Polarity::In, Polarity::NotIn]);
                self.relate(self.of_case("many.grades"), Relation::Contiguous(polarity))
            }
        }
    }

    fn elements(&mut self, depth: usize) -> NodeId {
        let (list, name): (FactRef, &'static str) = match self.bound.last() {
            Some((_, "items")) if !self.dice.once_in(3) => (self.of_element("parts"), "items[].parts"),
            _ => (self.of_case("items"), "items"),
        };
        let width = {
            let FactKind::List(kind) = &self.small.vocabulary().fact(list.fact).unwrap().kind else { panic!("a list") };
            u32::try_from(self.small.vocabulary().width(kind.frame)).unwrap()
        };
        let around = self.scope();
        let scope = self.program.add_scope(list, around, width);
        self.bound.push((scope, name));
        let filter = self.dice.once_in(2).then(|| self.condition(depth.min(1)));
        self.program.set_filter(scope, filter);
        let if_empty = self.dice.one_of(&[IfEmpty::Met, IfEmpty::NotMet]);
        let choice = self.dice.below(9);
        let inner = matches!(choice, 2 | 3 | 7 | 8).then(|| self.condition(depth.min(1)));
        let field = |grow: &Self, field: &str| {
            let id = grow.small.fact(&format!("{name}[].{field}"));
            grow.small.vocabulary().fact(id).unwrap().reference(id, scope)
        };
        let is_items = name == "items";
        let (size, color) = (field(self, "size"), field(self, "color"));
        let date = is_items.then(|| field(self, "day"));
        self.bound.pop();
        let rules = self.rules();
        let op = match choice {
            0 => Op::Quantify { quantifier: Quantifier::Some, elements: scope, satisfies: None, rules },
            1 => Op::Quantify { quantifier: Quantifier::Without, elements: scope, satisfies: None, rules },
            2 | 3 => {
                let quantifier = Quantifier::Every { if_empty };
                Op::Quantify { quantifier, elements: scope, satisfies: inner, rules }
            }
            4 | 5 => {
                let one = number::whole(1).unwrap();
                let wanted = self.dice.one_of(&[
                    Interval::from(one),
                    Interval::from(2 * one),
                    Interval::up_to(one),
                    Interval::point(one),
                ]);
                let distinct = if self.dice.once_in(2) {
                    let fields = self.dice.one_of(&[[color, color], [color, size], [size, size]]);
                    self.program.add_fields(if fields[0] == fields[1] { &fields[..1] } else { &fields })
                } else {
                    Run { start: 0, length: 0 }
                };
                Op::Count { elements: scope, distinct, wanted, rules }
            }
            6 => {
                let tick = number::whole(self.dice.one_of(&[2, 3])).unwrap();
                let wanted = self.dice.one_of(&[
                    Interval::from(tick),
                    Interval::from(tick + 1),
                    Interval::up_to(tick),
                    Interval::up_to(tick - 1),
                ]);
                Op::Sum { elements: scope, field: size, wanted, rules }
            }
            _ => match (date, inner) {
                (Some(by), Some(satisfies)) => {
                    let extreme = self.dice.one_of(&[Extreme::Latest, Extreme::Earliest]);
                    Op::Extreme { extreme, elements: scope, by, satisfies, if_empty, rules }
                }
                _ => Op::Quantify {
                    quantifier: Quantifier::Every { if_empty },
                    elements: scope,
                    satisfies: inner,
                    rules,
                },
            },
        };
        self.add(op)
    }
}

/// The tick of a date.
pub fn day(text: &str) -> i64 {
    PartialDate::parse(text).unwrap().interval().low
}

//! Complete and incomplete cases over the facts that policies read: all of them, or many.

use std::collections::BTreeSet;

use medpol_model::case::{Case, Evidence, Mark};
use medpol_model::policy::Policy;
use medpol_model::program::{NodeId, Program};
use medpol_model::value::{Interval, Symbols, number};
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId, Vocabulary};

use crate::grow::{Dice, day};

/// The facts that some policies read, those by which they are asked included.
pub fn read(policies: &[&Policy]) -> BTreeSet<FactId> {
    let mut found = BTreeSet::new();
    let mut add = |program: &Program| {
        for node in 0..program.nodes.len() {
            let node = NodeId(u32::try_from(node).unwrap());
            found.extend(program.own_facts(node).into_iter().map(|fact| fact.fact));
        }
    };
    for policy in policies {
        add(&policy.program);
        add(&policy.vocabulary.program);
    }
    found
}

/// Which cases.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Patients,
    Records,
}

/// A case at random.
pub fn random(
    vocabulary: &Vocabulary,
    symbols: &Symbols,
    read: &BTreeSet<FactId>,
    kind: Kind,
    dice: &mut Dice,
) -> Case {
    let mut case = Case::default();
    case.documents.push(Evidence { document: "Note".into(), date: None, locator: None, origin: None });
    case.documents.push(Evidence { document: "Other".into(), date: None, locator: None, origin: None });
    case.facts.add_frame(&vocabulary.frame(FrameId::CASE).unwrap().blank);
    let now = vocabulary.fact(vocabulary.anchor.unwrap()).unwrap();
    case.facts.set(now.slot as usize, Some(Interval::point(day("2025-06-16"))), Mark::GIVEN);
    let mut world = World { vocabulary, symbols, read, kind, dice };
    world.frame(FrameId::CASE, 0, &mut case);
    case
}

struct World<'w> {
    vocabulary: &'w Vocabulary,
    symbols: &'w Symbols,
    read: &'w BTreeSet<FactId>,
    kind: Kind,
    dice: &'w mut Dice,
}

impl World<'_> {
    fn frame(&mut self, frame: FrameId, base: usize, case: &mut Case) {
        // What others are asked by comes before them in the vocabulary.
        for id in &self.vocabulary.frame(frame).unwrap().facts {
            let fact = self.vocabulary.fact(*id).unwrap();
            let is_value = fact.path.ends_with("[]");
            if (!self.read.contains(id) && !is_value) || self.vocabulary.anchor == Some(*id) {
                continue;
            }
            self.fact(fact, base, case);
        }
    }

    fn fact(&mut self, fact: &Fact, base: usize, case: &mut Case) {
        let slot = base + fact.slot as usize;
        // The only condition there is: that the gate is set.
        let gate = || self.vocabulary.facts.iter().find(|fact| &*fact.path == "flag.gate").unwrap().slot as usize;
        let is_asked = fact.asked_when.is_none() || case.facts.value(gate()) == Interval::point(0b10);
        if self.kind == Kind::Patients && !is_asked {
            return;
        }
        // A patient's time since a date follows from the date.
        let follows = fact.derivation.is_some() && self.read.len() > 1;
        if self.kind == Kind::Patients && follows && self.dice.once_in(2) && self.has_start(case) {
            return;
        }
        if self.kind == Kind::Records {
            match self.dice.below(6) {
                0 => return,
                1 => return case.facts.set(slot, None, Mark::NULL),
                _ => {}
            }
        }
        self.state(fact, slot, case);
        let is_backed = self.kind == Kind::Patients;
        let documents: Vec<u32> = (0..2).filter(|_| is_backed || self.dice.once_in(2)).collect();
        case.evidence.insert(u32::try_from(slot).unwrap(), documents);
    }

    fn has_start(&self, case: &Case) -> bool {
        let start = self.vocabulary.facts.iter().find(|fact| &*fact.path == "time.start").unwrap().slot;
        case.facts.mark(start as usize).has(Mark::GIVEN)
    }

    fn state(&mut self, fact: &Fact, slot: usize, case: &mut Case) {
        if let FactKind::List(list) = &fact.kind {
            let most = list.max_items.unwrap() as usize;
            let count = self.dice.below(most + 1);
            let frame = self.vocabulary.frame(list.frame).unwrap();
            let bases: Vec<usize> = (0..count).map(|_| case.facts.add_frame(&frame.blank)).collect();
            let is_open = self.kind == Kind::Records && self.dice.once_in(3);
            let mark = if is_open { Mark::GIVEN.with(Mark::INCOMPLETE) } else { Mark::GIVEN };
            case.facts.set_elements(slot, bases.first().copied().unwrap_or(0), count, mark);
            for base in bases {
                self.frame(list.frame, base, case);
            }
            return;
        }
        let values = values(self.vocabulary, self.symbols, fact, case);
        let is_open = self.kind == Kind::Records && self.dice.once_in(4);
        if !is_open {
            let (value, mark) = self.dice.one_of(&values);
            return case.facts.set(slot, Some(value), mark);
        }
        let (one, mark) = self.dice.one_of(&values);
        let (other, other_mark) = self.dice.one_of(&values);
        if matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)) {
            case.facts.set(slot, Some(Interval::point(one.low | other.low)), mark);
        } else if is_range(&fact.kind, one, other) {
            let range = Interval { low: one.low.min(other.low), high: one.high.max(other.high) };
            case.facts.set(slot, Some(range), mark);
        } else if mark == other_mark && one != other {
            case.facts.set_alternatives(slot, &[one, other], mark);
        } else {
            case.facts.set(slot, Some(one), mark);
        }
    }
}

/// Whether a record says that a number or date lies between two values, not that it is one of them. That hangs on the
/// values, so that it takes no throw of the dice.
fn is_range(kind: &FactKind, one: Interval, other: Interval) -> bool {
    let is_line = matches!(kind, FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date);
    is_line && one != other && one.low < other.low
}

/// Values of a fact: some of every kind that questions tell apart.
pub fn values(vocabulary: &Vocabulary, symbols: &Symbols, fact: &Fact, case: &mut Case) -> Vec<(Interval, Mark)> {
    let points = |all: &[i64]| all.iter().map(|tick| (Interval::point(*tick), Mark::GIVEN)).collect();
    let half = number::whole(1).unwrap() / 2;
    match &fact.kind {
        FactKind::Boolean => points(&[0b01, 0b10]),
        FactKind::Enumeration(id) => {
            let count = vocabulary.enumeration(*id).unwrap().values.len();
            points(&(0..count).map(|place| 1 << place).collect::<Vec<i64>>())
        }
        FactKind::Integer { .. } => points(&(0..4).map(|level| number::whole(level).unwrap()).collect::<Vec<i64>>()),
        FactKind::Decimal { .. } => points(&(0..9).map(|step| step * half).collect::<Vec<i64>>()),
        FactKind::Date => {
            let days =
                ["2024-06-16", "2024-12-16", "2025-01-05", "2025-01-10", "2025-01-12", "2025-02-10", "2025-02-20"];
            points(&days.map(day))
        }
        FactKind::Duration(_) => {
            let months = [3, 5, 6, 7, 12, 14].map(|months| (Interval::point(months * 2), Mark::GIVEN));
            let days = [30, 90, 91, 181, 182, 183, 184, 365, 366, 400];
            let days = days.map(|days| (Interval::point(days * 2), Mark::GIVEN.with(Mark::DAYS)));
            months.into_iter().chain(days).collect()
        }
        FactKind::Text => {
            let mut all: Vec<i64> = ["x", "y", "z"].iter().map(|text| symbols.find(text).unwrap()).collect();
            all.extend(["p", "q"].map(|text| case.facts.own_text(text)));
            points(&all)
        }
        FactKind::Code { .. } => {
            let known = ["LETTERS:A1", "LETTERS:A2", "LETTERS:B1"];
            let mut all: Vec<i64> = known.iter().map(|text| symbols.find(text).unwrap()).collect();
            all.extend(["LETTERS:A7", "LETTERS:B7", "LETTERS:C7"].map(|text| case.facts.own_text(text)));
            points(&all)
        }
        FactKind::List(_) => unreachable!("lists have elements"),
    }
}

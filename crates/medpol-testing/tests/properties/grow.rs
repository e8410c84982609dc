//! Criteria from choices: every operator and modifier, at most four deep.

use crate::choices::Choices;
use crate::comparators;
use crate::criterion::{Compare, Condition, Extra, GROUP, Looked, Path, Right};
use crate::vocabulary::{CASE, Field, Kind, Type};

/// What only some properties can do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// `known`.
    Known,
    /// `when_absent`.
    Assumptions,
    /// `requires_evidence`.
    Evidence,
    /// Every fact at most once, as far as they last.
    Once,
    /// Facts that arise only in some cases.
    Gated,
}

/// Criteria and exclusions.
pub fn policy(choices: &mut Choices<'_>, features: &[Feature]) -> (Vec<Condition>, Vec<Condition>) {
    let mut grow =
        Grow { choices, features, bound: Vec::new(), used: Vec::new(), next: 0, is_first: true, each: Vec::new() };
    let mut criteria = vec![grow.condition(4)];
    grow.is_first = false;
    if grow.choices.once_in(3) {
        criteria.push(grow.condition(3));
    }
    let exclusions = if grow.choices.once_in(4) { vec![grow.condition(2)] } else { Vec::new() };
    (criteria, exclusions)
}

pub struct Grow<'g, 'b> {
    pub choices: &'g mut Choices<'b>,
    features: &'g [Feature],
    /// The variables of enclosing quantifiers, with the lists they go through, and of groups the names
    /// that they have.
    bound: Vec<(usize, &'static str, &'static [Field], Vec<&'static str>)>,
    used: Vec<String>,
    next: usize,
    is_first: bool,
    /// The `each`es around.
    pub each: Vec<usize>,
}

impl Grow<'_, '_> {
    fn may(&mut self, feature: Feature, times: usize) -> bool {
        self.features.contains(&feature) && self.choices.once_in(times)
    }

    fn condition(&mut self, depth: usize) -> Condition {
        if depth == 0 {
            return self.leaf();
        }
        let base = self.plain(depth - 1);
        if !self.choices.once_in(4) {
            return base;
        }
        let except = self.choices.once_in(2).then(|| Box::new(self.condition(depth - 1)));
        let waive = (except.is_none() || self.choices.once_in(2)).then(|| Box::new(self.condition(depth - 1)));
        Condition::Modified { base: Box::new(base), except, waive }
    }

    fn plain(&mut self, depth: usize) -> Condition {
        match self.choices.below(20) {
            0..4 => self.leaf(),
            4 => Condition::All(self.members(depth)),
            5 => Condition::Any(self.members(depth)),
            6 => Condition::None(self.members(depth)),
            7 => Condition::Not(Box::new(self.condition(depth))),
            8 | 9 => self.tally(depth),
            10 => {
                let (condition, then) = (Box::new(self.condition(depth)), Box::new(self.condition(depth)));
                let otherwise = self.choices.once_in(2).then(|| Box::new(self.condition(depth)));
                Condition::If { condition, then, otherwise }
            }
            11 if !self.is_first && self.bound.is_empty() => Condition::All(vec![Condition::First, self.leaf()]),
            12 if self.may(Feature::Assumptions, 2) => Condition::Presuming(self.members(depth)),
            13 => self.values(),
            14 => self.each(depth),
            _ => self.quantifier(depth),
        }
    }

    fn members(&mut self, depth: usize) -> Vec<Condition> {
        (0..=self.choices.below(3)).map(|_| self.condition(depth)).collect()
    }

    fn tally(&mut self, depth: usize) -> Condition {
        let mut members = vec![self.condition(depth), self.condition(depth)];
        if self.choices.once_in(2) {
            members.push(self.condition(depth));
        }
        let number = 1 + self.choices.below(members.len());
        let (least, most) = match self.choices.below(5) {
            0..3 => (Some(number), None),
            3 if number < members.len() => (None, Some(number)),
            _ => (Some(number), Some(number)),
        };
        let mut word = |is_needed: bool| match (is_needed, most) {
            (false, _) => "",
            (true, None) => self.choices.one_of(&["counts", "shrinks"]),
            (true, Some(_)) => "counts",
        };
        let waived = word(members.iter().any(Condition::can_be_waived));
        let out = word(members.iter().any(Condition::can_be_out));
        Condition::Of { least, most, waived, out, members }
    }

    /// Facts and fields in reach, those not used yet where each may be used once.
    pub fn reachable(&mut self, fits: &dyn Fn(&Field) -> bool) -> Vec<(Path, Kind)> {
        let mut found = Vec::new();
        for (number, list, fields, names) in &self.bound {
            let path = |field: &Field| (Path { variable: Some(*number), name: field.name, list }, field.kind);
            let is_there = |field: &&Field| names.is_empty() || names.contains(&field.name);
            found.extend(fields.iter().filter(|field| fits(field)).filter(is_there).map(path));
            let group = Field { name: GROUP, kind: Kind::List(fields) };
            if names.contains(&GROUP) && fits(&group) {
                found.push(path(&group));
            }
        }
        if found.is_empty() || self.choices.once_in(3) {
            let path = |field: &Field| (Path { variable: None, name: field.name, list: "" }, field.kind);
            let is_meant = |field: &&Field| self.features.contains(&Feature::Gated) || !field.name.ends_with("gated");
            found.extend(CASE.iter().filter(|field| field.name != "now" && fits(field)).filter(is_meant).map(path));
        }
        if self.features.contains(&Feature::Once) {
            let unused: Vec<_> = found.iter().filter(|(path, _)| !self.used.contains(&path.key())).copied().collect();
            if !unused.is_empty() {
                return unused;
            }
        }
        found
    }

    pub fn take(&mut self, found: &[(Path, Kind)]) -> (Path, Kind) {
        let taken = self.choices.one_of(found);
        self.used.push(taken.0.key());
        taken
    }

    fn leaf(&mut self) -> Condition {
        if self.may(Feature::Known, 8) {
            // The elements of a group are no fact.
            let mut found = self.reachable(&|_| true);
            found.retain(|(path, _)| !path.is_group());
            let (fact, _) = self.take(&found);
            return Condition::Known(fact);
        }
        let is_elapsed = self.choices.once_in(8) && !self.used.contains(&"moment.start".to_owned());
        let (fact, kind) = if is_elapsed {
            self.used.push("moment.start".to_owned());
            (Path { variable: None, name: "time.since_start", list: "" }, Type::Elapsed)
        } else {
            let found = self.reachable(&|field| matches!(field.kind, Kind::One(_)));
            match self.take(&found) {
                (fact, Kind::One(kind)) => (fact, kind),
                (fact, Kind::List(_)) => unreachable!("{fact:?} is a list"),
            }
        };
        let tests = comparators::of_value(self, fact, kind);
        let extra = self.extra();
        Condition::Leaf { fact, kind, tests, extra }
    }

    fn extra(&mut self) -> Extra {
        if self.may(Feature::Evidence, 4) {
            Extra::Evidence
        } else if self.may(Feature::Assumptions, 4) {
            self.choices.one_of(&[Extra::AbsentMet, Extra::AbsentNotMet])
        } else {
            Extra::Nothing
        }
    }

    fn values(&mut self) -> Condition {
        let found = self.reachable(&|field| matches!(field.kind, Kind::List([Field { name: "", .. }])));
        match self.take(&found) {
            (fact, Kind::List([Field { kind: Kind::One(kind), .. }])) => {
                let tests = vec![comparators::of_list(self, fact, *kind)];
                Condition::Values { fact, kind: *kind, tests, extra: self.extra() }
            }
            (fact, _) => unreachable!("{fact:?} is no list of values"),
        }
    }

    fn quantifier(&mut self, depth: usize) -> Condition {
        let found = self.reachable(&|field| matches!(field.kind, Kind::List(_)));
        let (list, kind) = self.take(&found);
        let Kind::List(fields) = kind else { unreachable!("{list:?} is no list") };
        self.next += 1;
        let variable = self.next;
        let key = list.key();
        let name = CASE.iter().map(|field| field.name).chain(["items.parts"]).find(|name| *name == key);
        self.bound.push((variable, name.expect("a list of the vocabulary"), fields, Vec::new()));
        let is_record = !fields[0].name.is_empty();
        let has_day = fields.iter().any(|field| field.name == "day");
        let made = match self.choices.below(11) {
            8 | 9 if has_day => {
                let depths = self.choices.once_in(2).then_some(depth);
                let looked = self.looked(list, variable, depths);
                self.used.push(format!("{}.day", looked.list.key()));
                let satisfies = Box::new(self.condition(depth));
                let (latest, if_empty) = (!self.choices.once_in(3), self.choices.once_in(2));
                Condition::Last { looked, latest, satisfies, if_empty }
            }
            10 if is_record => self.each_group(list, variable, depth),
            0 | 1 => Condition::Some(self.looked(list, variable, Some(depth))),
            2 => Condition::Without(self.looked(list, variable, Some(depth))),
            3 | 4 => {
                let depths = self.choices.once_in(2).then_some(depth);
                let looked = self.looked(list, variable, depths);
                let satisfies = Box::new(self.condition(depth));
                Condition::Every { looked, satisfies, if_empty: self.choices.once_in(2) }
            }
            5 if is_record => {
                let depths = self.choices.once_in(2).then_some(depth);
                let looked = self.looked(list, variable, depths);
                let key = self.choices.one_of(&["at_least", "more_than", "at_most", "less_than", "is"]);
                self.used.push(format!("{}.size", looked.list.key()));
                let test = Compare { key, right: Right::Value(self.choices.one_of(&[20, 10, 30])) };
                Condition::Sum { looked, field: "size", test }
            }
            _ => self.count(list, variable, fields, depth),
        };
        self.bound.pop();
        made
    }

    /// A condition for every one of some colors.
    fn each(&mut self, depth: usize) -> Condition {
        self.next += 1;
        let number = self.next;
        self.each.push(number);
        let satisfies = Box::new(self.condition(depth));
        self.each.pop();
        if !satisfies.asks_about(number) {
            return Condition::All(vec![*satisfies]);
        }
        let values = self.choices.one_of(&[vec![0, 1], vec![0, 1, 2], vec![2]]);
        Condition::Each { number, values, satisfies }
    }

    fn each_group(&mut self, list: Path, variable: usize, depth: usize) -> Condition {
        let by = self.choices.one_of(&[vec!["color"], vec!["size"], vec!["color", "size"]]);
        let looked = self.looked(list, variable, None);
        let bound = self.bound.last_mut().expect("the list is bound");
        bound.3 = by.iter().copied().chain([GROUP]).collect();
        let satisfies = Box::new(self.condition(depth));
        Condition::EachGroup { looked, every: !self.choices.once_in(3), by, satisfies }
    }

    fn count(&mut self, list: Path, variable: usize, fields: &'static [Field], depth: usize) -> Condition {
        let depths = self.choices.once_in(2).then_some(depth);
        let looked = self.looked(list, variable, depths);
        let distinct = if fields[0].name.is_empty() || !self.choices.once_in(3) {
            Vec::new()
        } else {
            self.choices.one_of(&[vec!["color"], vec!["size"], vec!["color", "size"]])
        };
        self.used.extend(distinct.iter().map(|name| format!("{}.{name}", looked.list.key())));
        let tests = [("at_least", 1), ("at_least", 2), ("at_most", 1), ("more_than", 1), ("less_than", 2), ("is", 1)];
        let (key, number) = self.choices.one_of(&tests);
        Condition::Count { looked, distinct, test: Compare { key, right: Right::Value(number) } }
    }

    fn looked(&mut self, list: Path, variable: usize, depth: Option<usize>) -> Looked {
        let filter = depth.map(|depth| Box::new(self.condition(depth)));
        let name = self.bound.last().map_or("", |(_, name, ..)| name);
        Looked { list, name, variable, filter, extra: self.extra() }
    }
}

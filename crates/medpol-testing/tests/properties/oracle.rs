//! What a policy says of a complete case: plain two-valued logic, written apart from the engine.
//!
//! `None` is "not applicable".

use crate::calendar::plus_months;
use crate::criterion::{Compare, Condition, GROUP, Looked, Path, Right};
use crate::vocabulary::Type;
use crate::worlds::{Value, World};

/// A policy and a complete case.
pub struct Oracle<'o> {
    pub criteria: &'o [Condition],
    pub exclusions: &'o [Condition],
    pub world: &'o World,
}

/// The elements that variables are bound to.
type Bound = Vec<(usize, World)>;

impl Oracle<'_> {
    /// The result.
    pub fn result(&self) -> Option<bool> {
        let criteria: Vec<Option<bool>> = self.criteria.iter().map(|one| self.top(one)).collect();
        let exclusions: Vec<Option<bool>> = self.exclusions.iter().map(|one| self.top(one)).collect();
        let applies = any(&exclusions);
        // What does not apply satisfies where there is nothing to be left out of.
        all(&criteria.into_iter().chain([applies.map(|applies| !applies)]).collect::<Vec<_>>()).or(Some(true))
    }

    fn top(&self, condition: &Condition) -> Option<bool> {
        self.holds(condition, &Vec::new())
    }

    fn holds(&self, condition: &Condition, bound: &Bound) -> Option<bool> {
        let of = |members: &[Condition]| members.iter().map(|one| self.holds(one, bound)).collect::<Vec<_>>();
        match condition {
            Condition::Leaf { fact, kind, tests, .. } => Some(self.leaf(*fact, *kind, tests, bound)),
            Condition::Values { fact, tests, .. } => {
                let values = self.values(*fact, bound);
                Some(tests.iter().all(|test| self.includes(&values, test, bound)))
            }
            Condition::All(members) => all(&of(members)),
            Condition::Any(members) => any(&of(members)),
            Condition::None(members) => any(&of(members)).map(|some| !some),
            Condition::Not(inner) => self.holds(inner, bound).map(|holds| !holds),
            Condition::Of { least, most, waived, out, members } => {
                self.tally(*least, *most, (waived, out), members, bound)
            }
            Condition::If { condition, then, otherwise } => match self.holds(condition, bound) {
                Some(false) => otherwise.as_ref().and_then(|otherwise| self.holds(otherwise, bound)),
                Some(true) | None => self.holds(then, bound),
            },
            Condition::First => self.top(&self.criteria[0]),
            Condition::Modified { base, except, waive } => {
                let base = self.holds(base, bound)?;
                let is_so =
                    |one: &Option<Box<Condition>>| one.as_ref().is_some_and(|one| self.holds(one, bound) == Some(true));
                Some((base && !is_so(except)) || is_so(waive))
            }
            Condition::Each { number, values, satisfies } => {
                let of = |value: &i64| {
                    let world = World::from([("", Value::One(*value))]);
                    self.holds(satisfies, &with(bound, *number, &world))
                };
                all(&values.iter().map(of).collect::<Vec<_>>())
            }
            Condition::Known(_) | Condition::Presuming(_) => unreachable!("not for the oracle"),
            _ => Some(self.quantified(condition, bound)),
        }
    }

    fn quantified(&self, condition: &Condition, bound: &Bound) -> bool {
        match condition {
            Condition::Some(looked) => !self.passing(looked, bound).is_empty(),
            Condition::Without(looked) => self.passing(looked, bound).is_empty(),
            Condition::Every { looked, satisfies, if_empty } => {
                let passing = self.passing(looked, bound);
                if passing.is_empty() {
                    return *if_empty;
                }
                passing
                    .iter()
                    .all(|element| self.holds(satisfies, &with(bound, looked.variable, element)).unwrap_or(true))
            }
            Condition::Last { looked, latest, satisfies, if_empty } => {
                let passing = self.passing(looked, bound);
                let days = passing.iter().map(|element| one(&element["day"]));
                let Some(last) = (if *latest { days.max() } else { days.min() }) else { return *if_empty };
                let mut leaders = passing.iter().filter(|element| one(&element["day"]) == last);
                leaders.all(|element| self.holds(satisfies, &with(bound, looked.variable, element)).unwrap_or(true))
            }
            Condition::EachGroup { looked, every, by, satisfies } => {
                let elements = self.passing(looked, bound);
                let key = |element: &World| by.iter().map(|name| (*name, element[name].clone())).collect::<World>();
                let mut groups: Vec<(World, Vec<World>)> = Vec::new();
                for element in elements {
                    match groups.iter_mut().find(|(known, _)| *known == key(&element)) {
                        Some((_, members)) => members.push(element),
                        None => groups.push((key(&element), vec![element])),
                    }
                }
                let mut outcomes = groups.into_iter().map(|(mut group, members)| {
                    group.insert(GROUP, Value::List(members));
                    self.holds(satisfies, &with(bound, looked.variable, &group)).unwrap_or(true)
                });
                if *every { outcomes.all(|holds| holds) } else { outcomes.any(|holds| holds) }
            }
            Condition::Count { looked, distinct, test } => {
                let mut keys: Vec<Vec<Value>> = Vec::new();
                let passing = self.passing(looked, bound);
                for element in &passing {
                    let key: Vec<Value> = distinct.iter().map(|name| element[name].clone()).collect();
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                let number = if distinct.is_empty() { passing.len() } else { keys.len() };
                self.compares(i64::try_from(number).unwrap(), test, bound)
            }
            Condition::Sum { looked, field, test } => {
                let total = self.passing(looked, bound).iter().map(|element| one(&element[field])).sum();
                self.compares(total, test, bound)
            }
            other => unreachable!("{other:?} is not about a list"),
        }
    }

    fn passing(&self, looked: &Looked, bound: &Bound) -> Vec<World> {
        let Value::List(elements) = self.value(looked.list, bound) else { unreachable!("a list") };
        let passes = |element: &World| match &looked.filter {
            None => true,
            Some(filter) => self.holds(filter, &with(bound, looked.variable, element)).unwrap_or(true),
        };
        elements.into_iter().filter(passes).collect()
    }

    fn tally(
        &self,
        least: Option<usize>,
        most: Option<usize>,
        (waived, out): (&str, &str),
        members: &[Condition],
        bound: &Bound,
    ) -> Option<bool> {
        let (mut holding, mut gone, mut arising) = (0, 0, 0);
        for member in members {
            let is_waived = match member {
                Condition::Modified { base, except, waive } if waived == "shrinks" => {
                    let bare = Condition::Modified { base: base.clone(), except: except.clone(), waive: None };
                    waive.is_some()
                        && self.holds(&bare, bound) == Some(false)
                        && self.holds(member, bound) == Some(true)
                }
                _ => false,
            };
            match self.holds(member, bound) {
                None if out == "shrinks" => gone += 1,
                None => (holding, arising) = (holding + 1, arising + 1),
                Some(true) if is_waived => (gone, arising) = (gone + 1, arising + 1),
                Some(holds) => (holding, arising) = (holding + usize::from(holds), arising + 1),
            }
        }
        if arising == 0 {
            return None;
        }
        let is_enough = least.is_none_or(|least| holding >= least || (gone > 0 && holding + gone == members.len()));
        Some(is_enough && most.is_none_or(|most| holding <= most))
    }

    fn value(&self, path: Path, bound: &Bound) -> Value {
        match path.variable {
            None => self.world[path.name].clone(),
            Some(number) => {
                let (_, element) = bound.iter().find(|(bound, _)| *bound == number).expect("a bound variable");
                element[path.name].clone()
            }
        }
    }

    fn values(&self, path: Path, bound: &Bound) -> Vec<i64> {
        match self.value(path, bound) {
            Value::List(elements) => elements.iter().map(|element| one(&element[""])).collect(),
            Value::One(value) => vec![value],
        }
    }

    fn leaf(&self, fact: Path, kind: Type, tests: &[Compare], bound: &Bound) -> bool {
        if kind == Type::Elapsed {
            let (start, now) = (one(&self.world["moment.start"]), one(&self.world["now"]));
            return tests.iter().all(|test| elapsed(start, now, test));
        }
        let value = one(&self.value(fact, bound));
        if tests.is_empty() { value == 1 } else { tests.iter().all(|test| self.compares(value, test, bound)) }
    }

    fn compares(&self, value: i64, test: &Compare, bound: &Bound) -> bool {
        let right = match &test.right {
            Right::Value(value) => vec![*value],
            Right::Values(values) => values.clone(),
            Right::Fact(path) => self.values(*path, bound),
            Right::Shifted(path, amount) => self.values(*path, bound).iter().map(|value| value + amount).collect(),
            Right::Each(number) => vec![each(bound, *number)],
            Right::Flag(_) | Right::Months(_) | Right::Days(_) => unreachable!("not for single values"),
        };
        let is_one = right.contains(&value);
        let first = right.first().copied();
        match test.key {
            "is" | "in" => is_one,
            "is_not" | "not_in" => !is_one,
            "at_least" | "on_or_after" => first.is_some_and(|first| value >= first),
            "more_than" | "after" => first.is_some_and(|first| value > first),
            "at_most" | "on_or_before" => first.is_some_and(|first| value <= first),
            "less_than" | "before" => first.is_some_and(|first| value < first),
            other => unreachable!("no comparator {other}"),
        }
    }

    fn includes(&self, values: &[i64], test: &Compare, bound: &Bound) -> bool {
        let wanted = match &test.right {
            Right::Value(value) => vec![*value],
            Right::Values(values) => values.clone(),
            Right::Fact(path) => self.values(*path, bound),
            Right::Each(number) => vec![each(bound, *number)],
            Right::Flag(wanted) => return is_run(values) == *wanted,
            Right::Shifted(..) | Right::Months(_) | Right::Days(_) => unreachable!("not for lists"),
        };
        match test.key {
            "includes" | "includes_any" => values.iter().any(|value| wanted.contains(value)),
            "includes_all" => wanted.iter().all(|value| values.contains(value)),
            "includes_only" => values.iter().all(|value| wanted.contains(value)),
            "includes_none" => !values.iter().any(|value| wanted.contains(value)),
            other => unreachable!("no comparator {other}"),
        }
    }
}

/// Whether every value between the least and the greatest occurs.
fn is_run(values: &[i64]) -> bool {
    match (values.iter().min(), values.iter().max()) {
        (Some(least), Some(greatest)) => (*least..=*greatest).all(|value| values.contains(&value)),
        _ => true,
    }
}

fn elapsed(start: i64, now: i64, test: &Compare) -> bool {
    let reached = match test.right {
        Right::Months(months) => plus_months(start, months),
        Right::Days(days) => start + days,
        _ => unreachable!("for times only"),
    };
    match test.key {
        "at_least" => reached <= now,
        "more_than" => reached < now,
        "at_most" => reached >= now,
        _ => reached > now,
    }
}

fn with(bound: &Bound, variable: usize, element: &World) -> Bound {
    bound.iter().cloned().chain([(variable, element.clone())]).collect()
}

/// The value that an `each` takes.
fn each(bound: &Bound, number: usize) -> i64 {
    let (_, world) = bound.iter().find(|(bound, _)| *bound == number).expect("a value of `each`");
    one(&world[""])
}

fn one(value: &Value) -> i64 {
    match value {
        Value::One(value) => *value,
        Value::List(_) => unreachable!("a single value"),
    }
}

fn all(members: &[Option<bool>]) -> Option<bool> {
    let mut arising = members.iter().flatten().peekable();
    arising.peek()?;
    Some(arising.all(|holds| *holds))
}

fn any(members: &[Option<bool>]) -> Option<bool> {
    let mut arising = members.iter().flatten().peekable();
    arising.peek()?;
    Some(arising.any(|holds| *holds))
}

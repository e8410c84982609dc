//! Criteria as YAML.

use crate::criterion::{Compare, Condition, Extra, Looked, Right};
use crate::vocabulary::{Type, text};

/// A policy's criteria and exclusions as YAML, each condition with an id.
pub fn policy(criteria: &[Condition], exclusions: &[Condition]) -> String {
    let mut ids = Ids(0);
    let mut list = |conditions: &[Condition]| {
        conditions.iter().map(|condition| format!("  - {{ {} }}\n", ids.named(condition))).collect::<String>()
    };
    let (criteria, exclusions) = (list(criteria), list(exclusions));
    if exclusions.is_empty() {
        format!("criteria:\n{criteria}")
    } else {
        format!("criteria:\n{criteria}exclusions:\n{exclusions}")
    }
}

/// The same criteria as coding edits on the items.
pub fn edits(criteria: &[Condition]) -> String {
    let mut ids = Ids(0);
    let said = "severity: warn, message: wrong, list: items, blame: { list: items }";
    let edits = criteria.iter().map(|condition| format!("  - {{ {said}, {} }}\n", ids.named(condition)));
    format!("kind: coding-edits\ncriteria:\n{}", edits.collect::<String>())
}

struct Ids(usize);

impl Ids {
    /// A condition that may be referred to.
    fn named(&mut self, condition: &Condition) -> String {
        self.0 += 1;
        let id = self.0;
        format!("id: c{id}, {}", self.keys(condition))
    }

    fn inner(&mut self, condition: &Condition) -> String {
        format!("{{ {} }}", self.keys(condition))
    }

    fn members(&mut self, members: &[Condition]) -> String {
        let members: Vec<String> = members.iter().map(|member| format!("{{ {} }}", self.named(member))).collect();
        format!("[{}]", members.join(", "))
    }

    /// The keys of a condition.
    fn keys(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Leaf { fact, kind, tests, extra } | Condition::Values { fact, kind, tests, extra } => {
                format!("fact: {}{}{}", fact.text(), compares(*kind, tests), asked(*extra))
            }
            Condition::Known(fact) => format!("known: {}", fact.text()),
            Condition::All(members) => format!("all: {}", self.members(members)),
            Condition::Any(members) => format!("any: {}", self.members(members)),
            Condition::None(members) => format!("none: {}", self.members(members)),
            Condition::Not(inner) => format!("not: {}", self.inner(inner)),
            Condition::Of { least, most, waived, out, members } => {
                let limit =
                    |key: &str, limit: &Option<usize>| limit.map_or(String::new(), |limit| format!("{key}: {limit}, "));
                let said =
                    |key: &str, word: &str| if word.is_empty() { String::new() } else { format!("{key}: {word}, ") };
                let limits = match (least, most) {
                    (Some(least), Some(most)) if least == most => format!("exactly: {least}, "),
                    _ => limit("at_least", least) + &limit("at_most", most),
                };
                limits + &said("waived", waived) + &said("not_applicable", out) + "of: " + &self.members(members)
            }
            Condition::If { condition, then, otherwise } => {
                let mut keys = format!("if: {}, then: {}", self.inner(condition), self.inner(then));
                if let Some(otherwise) = otherwise {
                    keys += &format!(", else: {}", self.inner(otherwise));
                }
                keys
            }
            Condition::First => "criterion: c1".to_owned(),
            Condition::Presuming(members) => {
                format!("all: {}, when_absent: absent, because: it is so", self.members(members))
            }
            _ => self.lists(condition),
        }
    }

    fn lists(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::Some(looked) => format!("some: {}", self.looked(looked)),
            Condition::Without(looked) => format!("without: {}", self.looked(looked)),
            Condition::Every { looked, satisfies, if_empty } => {
                let word = if *if_empty { "met" } else { "not_met" };
                format!("every: {}, satisfies: {}, if_empty: {word}", self.looked(looked), self.inner(satisfies))
            }
            Condition::Count { looked, distinct, test } => {
                let distinct = if distinct.is_empty() {
                    String::new()
                } else {
                    format!(", distinct_by: [{}]", distinct.join(", "))
                };
                format!("count: {}{distinct}{}", self.looked(looked), compares(Type::Whole, std::slice::from_ref(test)))
            }
            Condition::Sum { looked, field, test } => {
                let test = compares(Type::Size, std::slice::from_ref(test));
                format!("sum: {}, field: {field}{test}", self.looked(looked))
            }
            Condition::Last { looked, latest, satisfies, if_empty } => {
                let key = if *latest { "latest" } else { "earliest" };
                let word = if *if_empty { "met" } else { "not_met" };
                let looked = self.looked(looked);
                format!("{key}: {looked}, by: day, satisfies: {}, if_empty: {word}", self.inner(satisfies))
            }
            Condition::EachGroup { looked, every, by, satisfies } => {
                let looked = self.looked(looked);
                let key = if *every { "each_group" } else { "some_group" };
                format!("{key}: {looked}, by: [{}], satisfies: {}", by.join(", "), self.inner(satisfies))
            }
            Condition::Each { number, values, satisfies } => {
                let values: Vec<String> = values.iter().map(|value| text(Type::Color, *value)).collect();
                format!("each: [{}], as: e{number}, satisfies: {}", values.join(", "), self.inner(satisfies))
            }
            Condition::Modified { base, except, waive } => {
                let mut keys = self.keys(base);
                if let Some(except) = except {
                    keys += &format!(", except_when: {}", self.inner(except));
                }
                if let Some(waive) = waive {
                    keys += &format!(", waived_when: {}", self.inner(waive));
                }
                keys
            }
            other => unreachable!("{other:?} is not about a list"),
        }
    }

    fn looked(&mut self, looked: &Looked) -> String {
        let filter = looked.filter.as_ref().map(|filter| format!(", where: {}", self.inner(filter)));
        let extra = asked(looked.extra);
        format!("{}, as: v{}{}{extra}", looked.list.text(), looked.variable, filter.unwrap_or_default())
    }
}

fn asked(extra: Extra) -> &'static str {
    match extra {
        Extra::Nothing => "",
        Extra::Evidence => ", requires_evidence: true",
        Extra::AbsentMet => ", when_absent: met, because: it is so",
        Extra::AbsentNotMet => ", when_absent: not_met, because: it is so",
    }
}

fn compares(kind: Type, tests: &[Compare]) -> String {
    tests.iter().map(|test| format!(", {}: {}", test.key, right(kind, &test.right))).collect()
}

fn right(kind: Type, right: &Right) -> String {
    match right {
        Right::Value(value) => text(kind, *value),
        Right::Values(values) => {
            let texts: Vec<String> = values.iter().map(|value| text(kind, *value)).collect();
            format!("[{}]", texts.join(", "))
        }
        Right::Fact(path) => format!("{{ fact: {} }}", path.text()),
        Right::Shifted(path, amount) => {
            let key = if *amount < 0 { "minus" } else { "plus" };
            let amount = match kind {
                Type::Date => format!("{} days", amount.abs()),
                _ => text(kind, amount.abs()),
            };
            format!("{{ fact: {}, {key}: {amount} }}", path.text())
        }
        Right::Each(number) => format!("{{ fact: e{number} }}"),
        Right::Flag(flag) => flag.to_string(),
        Right::Months(months) => format!("{months} months"),
        Right::Days(days) => format!("{days} days"),
    }
}

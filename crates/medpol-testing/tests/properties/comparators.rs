//! Comparators from choices. None of them holds or fails whatever the fact is; the compiler refuses
//! those.

use crate::criterion::{Compare, Path, Right};
use crate::grow::Grow;
use crate::vocabulary::{Field, Kind, Type, thresholds};

const ORDER: [&str; 4] = ["at_least", "more_than", "at_most", "less_than"];
const DATES: [&str; 4] = ["on_or_after", "after", "on_or_before", "before"];

fn single(key: &'static str, right: Right) -> Vec<Compare> {
    vec![Compare { key, right }]
}

/// What a single value is compared with.
pub fn of_value(grow: &mut Grow<'_, '_>, fact: Path, kind: Type) -> Vec<Compare> {
    match kind {
        Type::Elapsed => return elapsed(grow),
        Type::Flag if grow.choices.once_in(2) => return Vec::new(),
        _ => {}
    }
    if let (Type::Color, Some(number)) = (kind, grow.each.last().copied())
        && grow.choices.once_in(2)
    {
        return single(grow.choices.one_of(&["is", "is_not"]), Right::Each(number));
    }
    if grow.choices.once_in(5)
        && let Some(tests) = another_fact(grow, fact, kind)
    {
        return tests;
    }
    let values = thresholds(kind);
    let one = Right::Value(grow.choices.one_of(&values));
    match (kind, grow.choices.below(6)) {
        (Type::Flag, _) | (_, 4) => single(grow.choices.one_of(&["is", "is_not"]), one),
        (_, 5) => {
            let start = grow.choices.below(values.len() - 1);
            single(grow.choices.one_of(&["in", "not_in"]), Right::Values(values[start..start + 2].to_vec()))
        }
        (Type::Color, 0) => vec![
            Compare { key: "in", right: Right::Values(vec![0, 1]) },
            Compare { key: "is_not", right: Right::Value(grow.choices.one_of(&[0, 1])) },
        ],
        (Type::Color | Type::Word, _) => single("is", one),
        (Type::Grade, _) => {
            let (key, possible) = grow.choices.one_of(&[
                ("at_least", [1, 2, 3]),
                ("more_than", [0, 1, 2]),
                ("at_most", [0, 1, 2]),
                ("less_than", [1, 2, 3]),
            ]);
            single(key, Right::Value(grow.choices.one_of(&possible)))
        }
        (kind, 3) => between(grow, kind, &values),
        (Type::Date, _) => single(grow.choices.one_of(&DATES), one),
        _ => single(grow.choices.one_of(&ORDER), one),
    }
}

fn between(grow: &mut Grow<'_, '_>, kind: Type, values: &[i64]) -> Vec<Compare> {
    let (from, to) = if kind == Type::Date { ("on_or_after", "before") } else { ("at_least", "less_than") };
    let start = grow.choices.below(values.len() - 1);
    vec![
        Compare { key: from, right: Right::Value(values[start]) },
        Compare { key: to, right: Right::Value(values[start + 1]) },
    ]
}

fn elapsed(grow: &mut Grow<'_, '_>) -> Vec<Compare> {
    let right = grow.choices.one_of(&[Right::Months(6), Right::Days(42)]);
    match grow.choices.below(5) {
        4 => vec![
            Compare { key: "at_least", right: Right::Days(42) },
            Compare { key: "less_than", right: Right::Months(6) },
        ],
        at => single(ORDER[at], right),
    }
}

/// A comparison with another fact of the same type, if one is in reach.
fn another_fact(grow: &mut Grow<'_, '_>, fact: Path, kind: Type) -> Option<Vec<Compare>> {
    let is_alike = move |field: &Field| matches!(field.kind, Kind::One(other) if other == kind);
    if kind == Type::Color && grow.choices.once_in(3) {
        let is_list =
            |field: &Field| matches!(field.kind, Kind::List([Field { kind: Kind::One(Type::Color), name: "" }]));
        let found = grow.reachable(&is_list);
        let (list, _) = grow.take(&found);
        return Some(single(grow.choices.one_of(&["in", "not_in"]), Right::Fact(list)));
    }
    let mut found = grow.reachable(&is_alike);
    found.retain(|(other, _)| *other != fact);
    if found.is_empty() {
        return None;
    }
    let (other, _) = grow.take(&found);
    let mut keys = vec!["is", "is_not"];
    match kind {
        Type::Date => keys.extend(DATES),
        Type::Decimal | Type::Size | Type::Whole | Type::Grade => keys.extend(ORDER),
        _ => {}
    }
    let key = grow.choices.one_of(&keys);
    if matches!(kind, Type::Date | Type::Decimal | Type::Size | Type::Whole) && grow.choices.once_in(3) {
        let amounts = match kind {
            Type::Date => [1, -1, 42, -42],
            Type::Whole => [1, -1, 2, -2],
            _ => [5, -5, 10, -10],
        };
        return Some(single(key, Right::Shifted(other, grow.choices.one_of(&amounts))));
    }
    Some(single(key, Right::Fact(other)))
}

/// What a list of single values is compared with.
pub fn of_list(grow: &mut Grow<'_, '_>, list: Path, kind: Type) -> Compare {
    if let (Type::Color, Some(number)) = (kind, grow.each.last().copied())
        && grow.choices.once_in(2)
    {
        let key = grow.choices.one_of(&["includes", "includes_any", "includes_only", "includes_none"]);
        return Compare { key, right: Right::Each(number) };
    }
    if kind == Type::Grade && !grow.choices.once_in(4) {
        return Compare { key: "contiguous", right: Right::Flag(!grow.choices.once_in(3)) };
    }
    let keys = ["includes_any", "includes_all", "includes_only", "includes_none"];
    let key = grow.choices.one_of(&keys);
    if kind == Type::Color && grow.choices.once_in(3) {
        let is_color = |field: &Field| matches!(field.kind, Kind::One(Type::Color));
        let is_colors =
            |field: &Field| matches!(field.kind, Kind::List([Field { kind: Kind::One(Type::Color), name: "" }]));
        let wants_list = grow.choices.once_in(2);
        let mut found = if wants_list { grow.reachable(&is_colors) } else { grow.reachable(&is_color) };
        found.retain(|(other, _)| *other != list);
        if !found.is_empty() {
            let (other, _) = grow.take(&found);
            return Compare { key, right: Right::Fact(other) };
        }
    }
    let values = thresholds(kind);
    let start = grow.choices.below(values.len() - 1);
    match grow.choices.below(4) {
        0 => Compare { key: "includes", right: Right::Value(values[start]) },
        _ => Compare { key, right: Right::Values(values[start..start + 2].to_vec()) },
    }
}

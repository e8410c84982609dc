//! Where the engine must know whenever all worlds agree.
//!
//! Kleene logic is exact where every fact occurs once. What is left out here, and why:
//!
//! | what | why |
//! |---|---|
//! | a fact that is read twice, also by `criterion`, by every copy of an `each` and by every group of an `each_group` | Kleene logic does not know that it is the same fact |
//! | inside elements, a fact outside of them | it is the same for all elements, and so is read twice |
//! | a sum of figures that are one of several, and a sum that `is` something | a total is kept as the range that it lies in, not as the set of totals |
//! | different keys counted among elements that are not exact | whether two keys are alike depends on both |
//! | lists compared with lists, or wanted whole, where elements are not exact | which element is which value is a matching, decided by counting |
//! | offsets to numbers, and to dates that must be the same | the few values that are looked at are not closed under adding |
//! | a date of service other than today | the days that are looked at lie around one date of service; `times` tries the others |
//!
//! The first two are beyond Kleene logic, the next three beyond ranges and counts; the last two are
//! limits of this oracle. Figures that no step of a unit holds and times in months, days or weeks are not
//! left out.

use crate::criterion::{Condition, Looked, Path, Right};
use crate::facts::{Record, State};
use crate::vocabulary::{CASE, Field, Kind, Type, today};

/// Whether unknown must mean that the worlds differ.
pub fn is_decidable(criteria: &[Condition], exclusions: &[Condition], known: &Record) -> bool {
    let all: Vec<&Condition> = criteria.iter().chain(exclusions).collect();
    let mut facts: Vec<String> = all.iter().flat_map(|condition| condition.facts()).map(|path| path.key()).collect();
    let count = facts.len();
    facts.sort();
    facts.dedup();
    let reads_now = facts.iter().any(|fact| fact == "now");
    count == facts.len()
        && (!reads_now || known.get("now") == Some(&State::Exact(today())))
        && !all.iter().any(|condition| condition.has(&|inner| is_rough(inner, known)))
}

/// Whether Kleene logic may be less than exact here.
fn is_rough(condition: &Condition, known: &Record) -> bool {
    match condition {
        // The same facts are read for every value, or by every element of a group.
        Condition::First | Condition::Each { .. } | Condition::EachGroup { .. } => true,
        // The few values that are looked at are not closed under adding.
        Condition::Leaf { kind, tests, .. } => tests.iter().any(|test| {
            matches!(test.right, Right::Shifted(..)) && (*kind != Type::Date || matches!(test.key, "is" | "is_not"))
        }),
        Condition::Sum { looked, test, .. } => {
            test.key == "is" || known.values().any(is_choice) || reads_outside(looked, looked.filter.as_deref())
        }
        Condition::Count { looked, distinct, .. } => {
            (!distinct.is_empty() && has_open_element(known)) || reads_outside(looked, looked.filter.as_deref())
        }
        Condition::Values { tests, kind, .. } => tests.iter().any(|test| {
            let is_compared = matches!(test.right, Right::Fact(_));
            let is_all = test.key == "includes_all";
            (is_compared || is_all) && (has_open_element(known) || *kind == Type::Whole)
        }),
        Condition::Some(looked) | Condition::Without(looked) => reads_outside(looked, looked.filter.as_deref()),
        Condition::Every { looked, satisfies, .. } | Condition::Last { looked, satisfies, .. } => {
            reads_outside(looked, looked.filter.as_deref()) || reads_outside(looked, Some(satisfies))
        }
        _ => false,
    }
}

/// Whether something inside of elements reads a fact outside of them, which is the same for all.
fn reads_outside(looked: &Looked, inner: Option<&Condition>) -> bool {
    let is_outside = |path: &Path| path.variable.is_none_or(|variable| variable < looked.variable);
    inner.is_some_and(|inner| inner.facts().iter().any(is_outside))
}

fn is_choice(state: &State) -> bool {
    match state {
        State::OneOf(_) | State::Conflicting(_) => true,
        State::List { elements, .. } => elements.iter().flat_map(Record::values).any(is_choice),
        _ => false,
    }
}

/// Whether some list has elements, or fields of elements, that are not exact.
fn has_open_element(known: &Record) -> bool {
    CASE.iter().any(|field| known.get(field.name).is_some_and(|state| is_open_list(state, field)))
}

fn is_open_list(state: &State, list: &Field) -> bool {
    let (State::List { elements, .. }, Kind::List(fields)) = (state, list.kind) else { return false };
    let is_open = |element: &Record, field: &Field| match field.kind {
        Kind::One(_) => !matches!(element.get(field.name), Some(State::Exact(_))),
        Kind::List(_) => element.get(field.name).is_none_or(|state| is_open_list(state, field)),
    };
    elements.iter().any(|element| fields.iter().any(|field| is_open(element, field)))
}

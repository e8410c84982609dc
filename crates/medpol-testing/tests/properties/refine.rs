//! Learning more: one step from what is known towards a complete case.

use crate::choices::Choices;
use crate::facts::{Facts, Record, State, possible, state};
use crate::vocabulary::{CASE, Field, Kind, Type};
use crate::worlds::{Value, World};

/// Learns something more about one fact, or lists one more document. Nothing that is known is taken
/// back.
pub fn learn(facts: &mut Facts, choices: &mut Choices<'_>) {
    if choices.once_in(4) {
        let known: Vec<&'static str> = facts.known.keys().copied().collect();
        if !known.is_empty() {
            let path = choices.one_of(&known);
            if !facts.evidence.contains(&path) {
                facts.evidence.push(path);
            }
        }
        return;
    }
    // A denied flag is known already.
    facts.known = facts.stated();
    in_record(&mut facts.known, CASE, choices);
}

fn in_record(known: &mut Record, fields: &'static [Field], choices: &mut Choices<'_>) {
    let field = &fields[choices.below(fields.len())];
    let learned = match (field.kind, known.remove(field.name)) {
        (Kind::One(kind), before) => {
            let values = possible(kind, before.as_ref());
            if values.len() > 2 && kind != Type::Width && choices.once_in(2) {
                let at = choices.below(values.len() - 1);
                Some(State::OneOf(values[at..at + 2].to_vec()))
            } else {
                Some(State::Exact(choices.one_of(&values)))
            }
        }
        (Kind::List(fields), Some(State::List { elements, complete })) => {
            Some(in_list(elements, complete, fields, choices))
        }
        (Kind::List(_), before) => state(choices, field).or(before),
    };
    known.extend(learned.map(|learned| (field.name, learned)));
}

fn in_list(mut elements: Vec<Record>, complete: bool, fields: &'static [Field], choices: &mut Choices<'_>) -> State {
    let is_closing = !complete && choices.once_in(2);
    if is_closing && choices.once_in(2) {
        elements.push(fields.iter().filter_map(|field| Some((field.name, state(choices, field)?))).collect());
    }
    if !is_closing && !elements.is_empty() {
        let at = choices.below(elements.len());
        in_record(&mut elements[at], fields, choices);
    }
    State::List { elements, complete: complete || is_closing }
}

/// What a world says of a fact.
pub fn told(value: &Value) -> State {
    match value {
        Value::One(value) => State::Exact(*value),
        Value::List(elements) => {
            let told_all = |element: &World| element.iter().map(|(name, value)| (*name, told(value))).collect();
            State::List { elements: elements.iter().map(told_all).collect(), complete: true }
        }
    }
}

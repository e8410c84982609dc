//! One round of questions: everything that is asked or announced is answered from a world, and nothing else.

use medpol_model::answer::{AskedFact, Missing};

use crate::facts::{Facts, Record, State};
use crate::refine::told;
use crate::vocabulary::{CASE, Field, Kind};
use crate::worlds::{Value, World};

/// Answers all questions truly.
pub fn answer(facts: &mut Facts, missing: &Missing, world: &World) {
    facts.known = facts.stated();
    for asked in missing.items().flat_map(|item| &item.facts) {
        answer_one(&mut facts.known, asked, world);
    }
}

fn answer_one(known: &mut Record, asked: &AskedFact, world: &World) {
    for input in &asked.instead {
        answer_one(known, input, world);
    }
    for follows in asked.follow_ups.iter().flat_map(|follow_up| &follow_up.facts) {
        answer_one(known, follows, world);
    }
    if asked.instead.is_empty() {
        at(known, &asked.fact, CASE, asked, world);
    }
}

/// Answers at a path such as `flag.a`, `items` or `items[0].parts[1].size`.
fn at(known: &mut Record, path: &str, fields: &'static [Field], asked: &AskedFact, world: &World) {
    let (name, rest) = path.split_once('[').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let field = fields.iter().find(|field| field.name == name).expect("a fact of the vocabulary");
    let (Kind::List(inner), Value::List(elements)) = (field.kind, &world[field.name]) else {
        known.insert(field.name, told(&world[field.name]));
        return;
    };
    match rest {
        None => {
            let before = known.remove(field.name);
            known.insert(field.name, list(before, inner, elements, &asked.fields));
        }
        Some(rest) => {
            let (index, rest) = rest.split_once(']').expect("an index");
            let index: usize = index.parse().expect("an index");
            let Some(State::List { elements: known, .. }) = known.get_mut(field.name) else {
                panic!("{path}: no list")
            };
            at(&mut known[index], rest.trim_start_matches('.'), inner, asked, &elements[index]);
        }
    }
}

/// A list with all its elements; of those that were not known, only the fields that were announced.
fn list(before: Option<State>, fields: &'static [Field], elements: &[World], announced: &[AskedFact]) -> State {
    let mut all = if let Some(State::List { elements, .. }) = before { elements } else { Vec::new() };
    for element in elements.iter().skip(all.len()) {
        all.push(entry(fields, element, announced));
    }
    State::List { elements: all, complete: true }
}

fn entry(fields: &'static [Field], element: &World, announced: &[AskedFact]) -> Record {
    let mut entry = Record::new();
    for field in fields {
        let is_it = |asked: &&AskedFact| {
            asked.fact.rsplit_once("[]").is_some_and(|(_, name)| name.trim_start_matches('.') == field.name)
        };
        let asked = announced.iter().find(is_it);
        match (field.kind, &element[field.name], asked) {
            // A single value is its list's.
            (_, value, _) if field.name.is_empty() => drop(entry.insert(field.name, told(value))),
            (_, _, None) => {}
            (Kind::List(inner), Value::List(inside), Some(asked)) => {
                entry.insert(field.name, list(None, inner, inside, &asked.fields));
            }
            (_, value, Some(_)) => drop(entry.insert(field.name, told(value))),
        }
    }
    entry
}

/// Whether some world has another result with what another world says of the fact.
pub fn matters(path: &str, worlds: &[World], result: &dyn Fn(&World) -> Option<bool>) -> bool {
    let mut values: Vec<&Value> = Vec::new();
    for value in worlds.iter().filter_map(|world| value(world, path)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    worlds.iter().any(|world| {
        let own = result(world);
        values.iter().any(|value| {
            let mut other = world.clone();
            set(&mut other, path, value).is_some() && result(&other) != own
        })
    })
}

fn value<'w>(world: &'w World, path: &str) -> Option<&'w Value> {
    let Some((list, rest)) = path.split_once('[') else { return world.get(path) };
    let (index, name) = rest.split_once(']')?;
    let Value::List(elements) = world.get(list)? else { return None };
    value(elements.get(index.parse::<usize>().ok()?)?, name.trim_start_matches('.'))
}

fn set(world: &mut World, path: &str, value: &Value) -> Option<()> {
    let Some((list, rest)) = path.split_once('[') else {
        *world.get_mut(path)? = value.clone();
        return Some(());
    };
    let (index, name) = rest.split_once(']')?;
    let Value::List(elements) = world.get_mut(list)? else { return None };
    set(elements.get_mut(index.parse::<usize>().ok()?)?, name.trim_start_matches('.'), value)
}

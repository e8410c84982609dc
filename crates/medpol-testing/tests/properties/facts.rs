//! Cases as data: what is known of each fact, from nothing to one value.

use std::collections::BTreeMap;

use crate::calendar::month;
use crate::choices::Choices;
use crate::vocabulary::{CASE, Field, Kind, Type, domain, text, today, written};

/// What is known of the facts of a case or of the fields of an element; those left out were never
/// mentioned.
pub type Record = BTreeMap<&'static str, State>;

/// What is known of one fact.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Null,
    Exact(i64),
    OneOf(Vec<i64>),
    Conflicting(Vec<i64>),
    /// Bounds by key.
    Bounds(Vec<(&'static str, i64)>),
    /// A date of which the day is not known.
    Month(i64, i64),
    List {
        elements: Vec<Record>,
        complete: bool,
    },
}

/// A case: facts, evidence, and whether all other flags and lists are denied.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub known: Record,
    pub evidence: Vec<&'static str>,
    pub denies_flags: bool,
}

impl Facts {
    /// A case from choices.
    pub fn grow(choices: &mut Choices<'_>) -> Self {
        let mut known = record(choices, CASE);
        if !choices.once_in(6) {
            known.insert("now", State::Exact(today()));
        }
        let denies_flags = choices.once_in(8);
        let evidence = known.keys().copied().filter(|_| choices.once_in(2)).collect();
        Self { known, evidence, denies_flags }
    }

    /// What is known when the denials are written out.
    pub fn stated(&self) -> Record {
        let mut known = self.known.clone();
        if self.denies_flags {
            for flag in CASE.iter().filter(|field| matches!(field.kind, Kind::One(Type::Flag))) {
                known.entry(flag.name).or_insert(State::Exact(0));
            }
        }
        known
    }

    /// The case as YAML; `turned` writes everything in the opposite order.
    pub fn yaml(&self, turned: bool) -> String {
        let evidence: Vec<String> =
            self.evidence.iter().map(|path| format!("{path}: [{{ document: Note }}]")).collect();
        let denied = if self.denies_flags { "denied: [{ facts: [flag] }]\n" } else { "" };
        format!("facts: {}\n{denied}evidence: {{ {} }}\n", nested(&self.known, turned), evidence.join(", "))
    }
}

/// Dotted names as records within records.
fn nested(known: &Record, turned: bool) -> String {
    let mut groups: BTreeMap<&str, Vec<(&str, &State)>> = BTreeMap::new();
    let mut plain = Vec::new();
    for (name, state) in known {
        match name.split_once('.') {
            Some((group, rest)) => groups.entry(group).or_default().push((rest, state)),
            None => plain.push((*name, state)),
        }
    }
    let kind_of = |name: &str| CASE.iter().find(|field| field.name == name).map(|field| field.kind).expect("a fact");
    let mut entries: Vec<String> =
        plain.iter().map(|(name, state)| format!("{name}: {}", shown(kind_of(name), state, turned))).collect();
    for (group, members) in groups {
        let mut members: Vec<String> = members
            .iter()
            .map(|(name, state)| format!("{name}: {}", shown(kind_of(&format!("{group}.{name}")), state, turned)))
            .collect();
        if turned {
            members.reverse();
        }
        entries.push(format!("{group}: {{ {} }}", members.join(", ")));
    }
    if turned {
        entries.reverse();
    }
    format!("{{ {} }}", entries.join(", "))
}

fn shown(kind: Kind, state: &State, turned: bool) -> String {
    let fields = if let Kind::List(fields) = kind { fields } else { &[] };
    let typed = if let Kind::One(kind) = kind { kind } else { Type::Flag };
    let texts = |values: &[i64]| values.iter().map(|value| text(typed, *value)).collect::<Vec<_>>().join(", ");
    match state {
        State::Null => "null".to_owned(),
        State::Exact(value) => text(typed, *value),
        State::OneOf(values) => format!("{{ one_of: [{}] }}", texts(values)),
        State::Conflicting(values) => format!("{{ conflicting: [{}] }}", texts(values)),
        State::Bounds(bounds) => {
            let bounds: Vec<String> =
                bounds.iter().map(|(key, value)| format!("{key}: {}", text(typed, *value))).collect();
            format!("{{ {} }}", bounds.join(", "))
        }
        State::Month(year, month) => format!("{year:04}-{month:02}"),
        State::List { elements, complete } => {
            let elements: Vec<String> = elements.iter().map(|element| element_yaml(element, fields, turned)).collect();
            format!("{{ items: [{}], complete: {complete} }}", elements.join(", "))
        }
    }
}

fn element_yaml(element: &Record, fields: &[Field], turned: bool) -> String {
    let known = fields.iter().filter_map(|field| Some((field, element.get(field.name)?)));
    let mut shown: Vec<(&str, String)> =
        known.map(|(field, state)| (field.name, shown(field.kind, state, turned))).collect();
    if turned {
        shown.reverse();
    }
    match (fields, shown.as_slice()) {
        ([Field { name: "", .. }], []) => "null".to_owned(),
        ([Field { name: "", .. }], [(_, value), ..]) => value.clone(),
        _ => {
            let entries: Vec<String> = shown.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn record(choices: &mut Choices<'_>, fields: &'static [Field]) -> Record {
    fields.iter().filter_map(|field| Some((field.name, state(choices, field)?))).collect()
}

/// What is known of a fact; `None` where it was never mentioned.
pub fn state(choices: &mut Choices<'_>, field: &Field) -> Option<State> {
    match field.kind {
        Kind::List(fields) => match choices.below(6) {
            0 => None,
            1 => Some(State::Null),
            _ => {
                let elements = (0..choices.below(4)).map(|_| record(choices, fields)).collect();
                Some(State::List { elements, complete: !choices.once_in(3) })
            }
        },
        Kind::One(kind) => match choices.below(8) {
            0 => None,
            1 => Some(State::Null),
            2 => Some(inexact(choices, kind)),
            _ => Some(State::Exact(choices.one_of(&written(kind)))),
        },
    }
}

fn inexact(choices: &mut Choices<'_>, kind: Type) -> State {
    let values = written(kind);
    let start = choices.below(values.len() - 1);
    let two = vec![values[start], values[start + 1]];
    match (kind, choices.below(4)) {
        // Which of two figures between the same steps it is cannot be written in the fact's own unit.
        (Type::Width, 0 | 2) => {
            State::Bounds(vec![(choices.one_of(&["at_least", "more_than"]), two[0]), ("at_most", two[1])])
        }
        (Type::Width, _) => {
            State::Bounds(vec![(choices.one_of(&["at_least", "more_than", "at_most", "less_than"]), two[0])])
        }
        (_, 0) => State::OneOf(two),
        (Type::Flag, _) | (_, 1) => State::Conflicting(two),
        (Type::Color | Type::Word, _) => State::OneOf(two),
        (Type::Date, 2) => {
            let (year, month) = choices.one_of(&[(2024, 12), (2025, 5), (2025, 6), (2020, 1)]);
            State::Month(year, month)
        }
        (Type::Date, _) => State::Bounds(vec![(choices.one_of(&["on_or_after", "on_or_before"]), two[0])]),
        (Type::Grade, _) => {
            State::Bounds(vec![choices.one_of(&[("at_least", 1), ("more_than", 1), ("at_most", 2), ("less_than", 2)])])
        }
        (_, 2) => State::Bounds(vec![(choices.one_of(&["at_least", "more_than"]), two[0]), ("at_most", two[1])]),
        _ => State::Bounds(vec![(choices.one_of(&["at_least", "more_than", "at_most", "less_than"]), two[0])]),
    }
}

/// The values that a fact of which so much is known can have.
pub fn possible(kind: Type, state: Option<&State>) -> Vec<i64> {
    match state {
        None | Some(State::Null | State::List { .. }) => domain(kind),
        Some(State::Exact(value)) => vec![*value],
        Some(State::OneOf(values) | State::Conflicting(values)) => values.clone(),
        Some(State::Month(year, number)) => month(*year, *number),
        Some(State::Bounds(bounds)) => {
            let holds = |value: i64| bounds.iter().all(|(key, bound)| is_within(value, key, *bound));
            domain(kind).into_iter().filter(|value| holds(*value)).collect()
        }
    }
}

fn is_within(value: i64, key: &str, bound: i64) -> bool {
    match key {
        "at_least" | "on_or_after" => value >= bound,
        "more_than" | "after" => value > bound,
        "at_most" | "on_or_before" => value <= bound,
        _ => value < bound,
    }
}

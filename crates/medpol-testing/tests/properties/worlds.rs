//! The complete cases that an incomplete one can turn out to be, numbered.

use std::collections::BTreeMap;

use crate::facts::{Record, State, possible};
use crate::vocabulary::{CASE, Field, Kind, Type, domain};

/// A complete record.
pub type World = BTreeMap<&'static str, Value>;

/// A value that is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    One(i64),
    List(Vec<World>),
}

/// How many elements a list that is not complete may still get.
const MORE: u32 = 2;

/// The worlds of a case. Only facts that are read take several values.
pub struct Worlds<'w> {
    pub known: &'w Record,
    pub read: &'w [String],
}

impl Worlds<'_> {
    /// How many there are; stops counting at a very large number.
    pub fn count(&self) -> u64 {
        self.of_record(Some(self.known), CASE, "")
    }

    /// The world with this number.
    pub fn at(&self, mut number: u64) -> World {
        self.record(Some(self.known), CASE, "", &mut number)
    }

    /// Single values are read with their list.
    fn is_read(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        self.read.iter().any(|read| read == name)
    }

    fn of_record(&self, known: Option<&Record>, fields: &[Field], above: &str) -> u64 {
        let counts = fields.iter().map(|field| {
            let name = join(above, field.name);
            let state = known.and_then(|known| known.get(field.name));
            if self.is_read(&name) { self.of_field(state, field, &name) } else { 1 }
        });
        counts.fold(1, u64::saturating_mul)
    }

    fn of_field(&self, state: Option<&State>, field: &Field, name: &str) -> u64 {
        match (field.kind, state) {
            (Kind::One(kind), _) => possible(kind, state).len() as u64,
            (Kind::List(fields), Some(State::List { elements, complete })) => {
                let given = elements.iter().map(|element| self.of_record(Some(element), fields, name));
                let given = given.fold(1, u64::saturating_mul);
                if *complete { given } else { given.saturating_mul(self.of_more(fields, name)) }
            }
            (Kind::List(fields), _) => self.of_more(fields, name),
        }
    }

    /// The ways in which a list can go on.
    fn of_more(&self, fields: &[Field], name: &str) -> u64 {
        let one = self.of_record(None, fields, name);
        (0..=MORE).map(|more| one.saturating_pow(more)).fold(0, u64::saturating_add)
    }

    fn record(&self, known: Option<&Record>, fields: &'static [Field], above: &str, number: &mut u64) -> World {
        fields
            .iter()
            .map(|field| {
                let name = join(above, field.name);
                let state = known.and_then(|known| known.get(field.name));
                let mut first = 0;
                let number = if self.is_read(&name) { &mut *number } else { &mut first };
                (field.name, self.field(state, field, &name, number))
            })
            .collect()
    }

    fn field(&self, state: Option<&State>, field: &Field, name: &str, number: &mut u64) -> Value {
        match field.kind {
            Kind::One(Type::Elapsed) => unreachable!("elapsed times follow from dates"),
            Kind::One(kind) => {
                let values = possible(kind, state);
                let values = if values.is_empty() { domain(kind) } else { values };
                Value::One(values[digit(number, values.len() as u64)])
            }
            Kind::List(fields) => {
                let (elements, complete): (&[Record], bool) = match state {
                    Some(State::List { elements, complete }) => (elements, *complete),
                    _ => (&[], false),
                };
                let mut all: Vec<World> =
                    elements.iter().map(|element| self.record(Some(element), fields, name, number)).collect();
                if !complete && self.is_read(name) {
                    self.more(fields, name, number, &mut all);
                }
                Value::List(all)
            }
        }
    }

    fn more(&self, fields: &'static [Field], name: &str, number: &mut u64, all: &mut Vec<World>) {
        let one = self.of_record(None, fields, name);
        let mut rest = digit(number, self.of_more(fields, name)) as u64;
        for more in 0..=MORE {
            let ways = one.saturating_pow(more);
            if rest < ways {
                for _ in 0..more {
                    let mut inner = digit(&mut rest, one) as u64;
                    all.push(self.record(None, fields, name, &mut inner));
                }
                return;
            }
            rest -= ways;
        }
    }
}

fn join(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
}

/// The last digit of a number to a base, taken off it.
fn digit(number: &mut u64, base: u64) -> usize {
    let digit = *number % base;
    *number /= base;
    usize::try_from(digit).unwrap()
}

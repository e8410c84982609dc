//! Single values: exact, one of several, or between bounds.
//!
//! What is written is read again by the functions that decode a case, and kept only if they come to
//! the same value. So the two cannot drift apart, however a value is held.

use medpol_model::case::{Facts, Mark};
use medpol_model::value::{Date, Duration, Interval, Span, Symbols, Unit, WrittenDuration, number};
use medpol_model::vocabulary::{Enumeration, FactKind, Vocabulary};
use medpol_syntax::Draft;

use crate::case::constraint::bounded;
use crate::literal::{self, Literal, counted};

/// The value of a slot that was given.
pub(super) fn write(vocabulary: &Vocabulary, symbols: &Symbols, facts: &Facts, kind: &FactKind, slot: usize) -> Draft {
    let (value, mark) = (facts.value(slot), facts.mark(slot));
    let scalar = Scalar { vocabulary, symbols, facts, kind, counted: mark };
    if let Some(domain) = names(vocabulary, kind) {
        return named(&domain, value, mark);
    }
    let several: Option<Vec<Draft>> = mark
        .has(Mark::ALTERNATIVES)
        .then(|| facts.alternatives(slot).iter().map(|one| scalar.exact(*one)).collect())
        .flatten();
    match several {
        Some(values) => choice(mark, values),
        None => scalar.exact(value).unwrap_or_else(|| scalar.between(value)),
    }
}

/// Several values of which one is right, or which contradict one another.
fn choice(mark: Mark, values: Vec<Draft>) -> Draft {
    let key = if mark.has(Mark::CONFLICTING) { "conflicting" } else { "one_of" };
    Draft::Mapping(vec![(key.to_owned(), Draft::List(values))])
}

/// The names of the values of a fact that is held as a mask.
struct Names<'a> {
    names: Vec<&'a str>,
    is_ordered: bool,
}

fn names<'a>(vocabulary: &'a Vocabulary, kind: &FactKind) -> Option<Names<'a>> {
    match kind {
        FactKind::Boolean => Some(Names { names: vec!["false", "true"], is_ordered: false }),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).map(|Enumeration { values, ordered, .. }| Names {
            names: values.iter().map(|value| &*value.name).collect(),
            is_ordered: *ordered,
        }),
        FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Code { .. }
        | FactKind::Text
        | FactKind::List(_) => None,
    }
}

/// A value that is held as a mask of names.
fn named(domain: &Names<'_>, value: Interval, mark: Mark) -> Draft {
    let bits = u64::from_ne_bytes(value.low.to_ne_bytes());
    let places: Vec<usize> = (0..domain.names.len()).filter(|at| bits & (1 << at) != 0).collect();
    let name = |at: &usize| Draft::value(domain.names.get(*at).copied().unwrap_or_default());
    match (places.as_slice(), domain.names.len()) {
        ([], _) => Draft::Null,
        ([only], _) => name(only),
        ([first, .., last], count) if domain.is_ordered && !mark.has(Mark::CONFLICTING) => {
            let is_row = last - first + 1 == places.len() && places.len() > 2;
            match (is_row, *first, last + 1 == count) {
                (true, _, true) => Draft::Mapping(vec![("at_least".to_owned(), name(first))]),
                (true, 0, false) => Draft::Mapping(vec![("at_most".to_owned(), name(last))]),
                (true | false, ..) => choice(mark, places.iter().map(name).collect()),
            }
        }
        _ => choice(mark, places.iter().map(name).collect()),
    }
}

/// A bound that may be written for one end of an interval.
struct Bound {
    key: &'static str,
    text: Option<String>,
}

struct Scalar<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    facts: &'a Facts,
    kind: &'a FactKind,
    /// How durations of this slot are counted.
    counted: Mark,
}

impl Scalar<'_> {
    /// A value that is written as it is, if it can be.
    fn exact(&self, value: Interval) -> Option<Draft> {
        if matches!(self.kind, FactKind::Code { .. } | FactKind::Text) {
            return self.symbol(value);
        }
        self.texts(value).into_iter().find(|text| self.read(text) == Some(value)).map(Draft::Value)
    }

    fn symbol(&self, value: Interval) -> Option<Draft> {
        if value.low != value.high {
            return None;
        }
        let text = self.symbols.text(value.low).or_else(|| self.facts.own(value.low).map(|text| &**text))?;
        Some(Draft::text(text))
    }

    /// How a value might be written.
    fn texts(&self, value: Interval) -> Vec<String> {
        match self.kind {
            FactKind::Integer { unit } | FactKind::Decimal { unit } => vec![quantity(value.low, *unit)],
            FactKind::Date => {
                let day = Date::at(value.low).to_string();
                // A year and a month are the beginning of a day.
                let month = day.rsplit_once('-').map(|(month, _)| month);
                let year = month.and_then(|month| Some(month.rsplit_once('-')?.0));
                [Some(&*day), month, year].into_iter().flatten().map(str::to_owned).collect()
            }
            FactKind::Duration(_) => durations(self.duration(value.low)),
            FactKind::Boolean
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => Vec::new(),
        }
    }

    /// A duration in the unit in which it was written.
    fn duration(&self, tick: i64) -> WrittenDuration {
        let duration = Duration { count: tick.div_euclid(2), span: self.counted.span() };
        WrittenDuration { duration, grain: self.counted.grain() }
    }

    /// What a text is read as.
    fn read(&self, text: &str) -> Option<Interval> {
        match (literal::read(self.vocabulary, self.kind, text).ok()?, self.kind) {
            (Literal::Ticks(ticks), _) => Some(ticks),
            (Literal::Duration(written), FactKind::Duration(clock)) if written.duration.span == self.counted.span() => {
                Some(counted(written, *clock))
            }
            (Literal::Duration(_) | Literal::Mask(_) | Literal::Symbol(_), _) => None,
        }
    }

    /// The bounds of a value. An end that cannot be written is left open; `null` says nothing at all.
    fn between(&self, value: Interval) -> Draft {
        let low = self.lower(value.low).into_iter().find(|bound| self.leaves(bound) == Some(Interval::from(value.low)));
        let high =
            self.upper(value.high).into_iter().find(|bound| self.leaves(bound) == Some(Interval::up_to(value.high)));
        let bounds: Vec<(String, Draft)> = [low, high]
            .into_iter()
            .flatten()
            .filter_map(|bound| Some((bound.key.to_owned(), Draft::Value(bound.text?))))
            .collect();
        if bounds.is_empty() { Draft::Null } else { Draft::Mapping(bounds) }
    }

    /// What a bound leaves of all values.
    fn leaves(&self, bound: &Bound) -> Option<Interval> {
        Some(bounded(bound.key, self.read(bound.text.as_ref()?)?, self.kind))
    }

    fn lower(&self, tick: i64) -> Vec<Bound> {
        if tick == i64::MIN {
            return Vec::new();
        }
        let (at, beyond) =
            if *self.kind == FactKind::Date { ("on_or_after", "after") } else { ("at_least", "more_than") };
        self.bounds(at, beyond, tick, tick.saturating_sub(1), self.neighbour(tick, -1))
    }

    fn upper(&self, tick: i64) -> Vec<Bound> {
        if tick == i64::MAX {
            return Vec::new();
        }
        let (at, beyond) =
            if *self.kind == FactKind::Date { ("on_or_before", "before") } else { ("at_most", "less_than") };
        self.bounds(at, beyond, tick, tick.saturating_add(1), self.neighbour(tick, 1))
    }

    fn bounds(&self, at: &'static str, beyond: &'static str, tick: i64, step: i64, neighbour: i64) -> Vec<Bound> {
        vec![
            Bound { key: at, text: self.bound(tick) },
            Bound { key: beyond, text: self.bound(step) },
            Bound { key: beyond, text: self.bound(neighbour) },
        ]
    }

    /// The value before or after one that is itself beyond what can be written.
    fn neighbour(&self, tick: i64, direction: i64) -> i64 {
        match self.kind {
            FactKind::Date => Date::at(tick).plus_days(direction).tick(),
            _ => tick.saturating_add(number::whole(direction).unwrap_or(direction)),
        }
    }

    /// A bound on a value; `None` where no value stands at the tick.
    fn bound(&self, tick: i64) -> Option<String> {
        if !number::is_exact(tick) {
            return None;
        }
        match self.kind {
            FactKind::Integer { unit } | FactKind::Decimal { unit } => Some(quantity(tick, *unit)),
            FactKind::Date => Some(Date::at(tick).to_string()),
            FactKind::Duration(_) => Some(self.duration(tick).to_string()),
            FactKind::Boolean
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text
            | FactKind::List(_) => None,
        }
    }
}

/// A number in its unit. A gap is written as the number in its middle, which lies in it.
fn quantity(tick: i64, unit: Option<&Unit>) -> String {
    let number = number::decimal(tick);
    let number = if number::is_exact(tick) { number.to_string() } else { number::middle(tick).to_string() };
    unit.map_or_else(|| number.clone(), |unit| format!("{number} {}", unit.symbol))
}

/// The ways to write a duration, the most usual first. They differ in the unit that is counted.
fn durations(written: WrittenDuration) -> Vec<String> {
    let duration = written.duration;
    let (large, per_large, small) = match duration.span {
        Span::Months => ("year", 12, "month"),
        Span::Days => ("week", 7, "day"),
    };
    let words = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    let (many, rest) = (duration.count.div_euclid(per_large), duration.count.rem_euclid(per_large));
    vec![
        written.to_string(),
        words(many, large),
        words(duration.count, small),
        format!("{} {}", words(many, large), words(rest, small)),
    ]
}

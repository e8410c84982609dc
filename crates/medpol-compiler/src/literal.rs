//! Reading a written value as the type a fact expects.
//!
//! Policies and cases share this, so a value means the same on both sides of a comparison. What is
//! wrong is described without a code: policies report `P` codes, cases `R` codes.

use medpol_model::value::{
    Date, Duration, DurationError, Interval, PartialDate, Quantity, QuantityError, Unit, WrittenDuration, number,
};
use medpol_model::vocabulary::{Clock, Enumeration, Fact, FactKind, Vocabulary};

use crate::code;
use crate::meant;
use crate::pasted::{self, Mended};

/// A written value in the terms of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    /// One value of a boolean or an enumeration, as a mask.
    Mask(u64),
    /// A number or date: an interval where it is partial or falls between two steps.
    Ticks(Interval),
    /// A duration with the unit it was counted in.
    Duration(WrittenDuration),
    /// A code with its system, or a text.
    Symbol(String),
}

/// What it would take to convert a unit into the one that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// It measures something else.
    OtherUnit,
    /// It measures the same, of a substance that is not known here.
    Substance,
}

/// What is wrong with a written value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It is of another type. What it should be, and how to write it.
    Type { expected: String, help: String },
    /// It is not a value of the enumeration; the names it could be.
    Name { known: Vec<String> },
    /// Its unit does not convert; `expected` is `None` where there is no unit.
    Unit { written: String, expected: Option<String>, needs: Needs },
    /// Its unit is unknown.
    UnknownUnit { written: String },
    /// It cannot be held exactly.
    Inexact { help: String },
    /// It is not a date of the calendar.
    Date { help: String },
    /// It is not a duration.
    Duration { help: String },
    /// It would be a value if it were written with plain signs.
    Pasted { flaw: Box<Flaw>, mended: Mended },
    /// It is not a code of the systems.
    Code { systems: String, help: String },
}

/// Reads `text` as a value of the fact's type. Lists are read element by element with their kind.
pub(crate) fn read(vocabulary: &Vocabulary, kind: &FactKind, text: &str) -> Result<Literal, Flaw> {
    let flaw = match read_plain(vocabulary, kind, text) {
        Ok(literal) => return Ok(literal),
        Err(flaw @ Flaw::Code { .. }) => return Err(flaw),
        Err(flaw) => flaw,
    };
    Err(match pasted::mended(text, |plain| read_plain(vocabulary, kind, plain).is_ok()) {
        Some(mended) => Flaw::Pasted { flaw: Box::new(flaw), mended },
        None => flaw,
    })
}

fn read_plain(vocabulary: &Vocabulary, kind: &FactKind, text: &str) -> Result<Literal, Flaw> {
    match kind {
        FactKind::Boolean => boolean(text),
        FactKind::Integer { unit } => whole(text, *unit),
        FactKind::Decimal { unit } => quantity(text, *unit).map(Literal::Ticks),
        FactKind::Date => date(text),
        FactKind::Duration(_) => duration(text).map(Literal::Duration),
        FactKind::Enumeration(id) => {
            vocabulary.enumeration(*id).map_or(Err(Flaw::Name { known: Vec::new() }), |known| value_name(known, text))
        }
        FactKind::Code { systems } => code::read(text, systems).map(Literal::Symbol),
        FactKind::Text => Ok(Literal::Symbol(text.to_owned())),
        FactKind::List(_) => Err(wrong_type("a list", "write the values between brackets: `[a, b]`")),
    }
}

fn wrong_type(expected: &str, help: &str) -> Flaw {
    Flaw::Type { expected: expected.to_owned(), help: help.to_owned() }
}

fn boolean(text: &str) -> Result<Literal, Flaw> {
    match text {
        "false" => Ok(Literal::Mask(0b01)),
        "true" => Ok(Literal::Mask(0b10)),
        _ => {
            let help = match text.to_ascii_lowercase().as_str() {
                "yes" | "y" | "on" | "true" => "write `true`",
                "no" | "n" | "off" | "false" => "write `false`",
                _ => "write `true` or `false`",
            };
            Err(wrong_type("`true` or `false`", help))
        }
    }
}

fn whole(text: &str, unit: Option<&'static Unit>) -> Result<Literal, Flaw> {
    let ticks = quantity(text, unit)?;
    let one = number::whole(1).unwrap_or(1);
    if ticks.low % one == 0 && ticks.is_point() {
        Ok(Literal::Ticks(ticks))
    } else {
        Err(wrong_type("a whole number", "write a number without a fraction"))
    }
}

/// Reads a quantity in the fact's unit.
pub(crate) fn quantity(text: &str, unit: Option<&'static Unit>) -> Result<Interval, Flaw> {
    let example = unit.map_or("`-2.5`".to_owned(), |unit| format!("`5 {}`", unit.symbol));
    let in_unit = Quantity::unit_of(text);
    let written = Quantity::parse(text).map_err(|error| match error {
        QuantityError::UnknownUnit(written) if unit.is_none() => {
            Flaw::Unit { written, expected: None, needs: Needs::OtherUnit }
        }
        QuantityError::UnknownUnit(written) => Flaw::UnknownUnit { written },
        QuantityError::Number(number::NumberError::NotANumber) => {
            let help = meant::number(text).unwrap_or_else(|| format!("write it as {example}"));
            wrong_type("a number", &help)
        }
        QuantityError::Number(number::NumberError::TooLarge) => {
            Flaw::Inexact { help: format!("numbers are held up to {}", number::LARGEST) }
        }
    })?;
    match (written.unit, unit) {
        (Some(from), Some(to)) if from.dimension != to.measure.dimension => {
            let by_substance = from.converts_by_substance(to.measure);
            let needs = if by_substance { Needs::Substance } else { Needs::OtherUnit };
            Err(Flaw::Unit { written: in_unit.to_owned(), expected: Some(to.symbol.to_string()), needs })
        }
        (Some(_), None) => Err(Flaw::Unit { written: in_unit.to_owned(), expected: None, needs: Needs::OtherUnit }),
        _ => written.ticks(unit).ok_or_else(|| Flaw::Inexact { help: "the value is too large to hold".to_owned() }),
    }
}

fn date(text: &str) -> Result<Literal, Flaw> {
    PartialDate::parse(text).map(|date| Literal::Ticks(date.interval())).ok_or_else(|| {
        let day_first = text.split(['/', '.']).count() == 3;
        let help = if day_first {
            "write year, month and day with hyphens: `2025-06-15`"
        } else {
            "write `2025-06-15`, or `2025-06` or `2025` where the day is unknown; the calendar must have it"
        };
        Flaw::Date { help: meant::date(text).unwrap_or_else(|| help.to_owned()) }
    })
}

/// Reads a duration.
pub(crate) fn duration(text: &str) -> Result<WrittenDuration, Flaw> {
    WrittenDuration::parse(text).map_err(|error| {
        let help = match error {
            DurationError::NoUnit => format!("say of what: `{text} years`, `{text} months`, `{text} weeks`"),
            DurationError::Fraction => "write whole units: `18 months` rather than `1.5 years`".to_owned(),
            DurationError::Mixed => {
                "use months and years, or days and weeks: a month has no fixed number of days".to_owned()
            }
            DurationError::TooLong => "durations are held up to 500 years".to_owned(),
            DurationError::Unreadable => meant::duration(text)
                .unwrap_or_else(|| "write `6 months`, `1 year 2 months`, `6 weeks` or `45 days`".to_owned()),
        };
        Flaw::Duration { help }
    })
}

fn value_name(known: &Enumeration, text: &str) -> Result<Literal, Flaw> {
    if let Some(mask) = known.mask(text) {
        return Ok(Literal::Mask(mask));
    }
    let flaw = Flaw::Name { known: known.values.iter().map(|value| value.name.to_string()).collect() };
    let labelled = known.values.iter().find(|value| value.label.eq_ignore_ascii_case(text));
    Err(match labelled {
        Some(value) => Flaw::Pasted {
            flaw: Box::new(flaw),
            mended: Mended::as_value(value.name.to_string(), "that is its label; the value has this name".to_owned()),
        },
        None => flaw,
    })
}

/// What a fact's type is called in a message.
pub(crate) fn type_name(vocabulary: &Vocabulary, kind: &FactKind) -> String {
    match kind {
        FactKind::Boolean => "a yes/no fact".to_owned(),
        FactKind::Integer { unit: None } => "a whole number".to_owned(),
        FactKind::Decimal { unit: None } => "a number".to_owned(),
        FactKind::Integer { unit: Some(unit) } | FactKind::Decimal { unit: Some(unit) } => unit.measured("a number"),
        FactKind::Date => "a date".to_owned(),
        FactKind::Duration(Clock::Elapsed) => "an elapsed time".to_owned(),
        FactKind::Duration(Clock::Between) => "a time between two dates".to_owned(),
        FactKind::Duration(Clock::Length) => "a duration".to_owned(),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).map_or_else(
            || "a name".to_owned(),
            |known| format!("one of {}", list(known.values.iter().map(|value| &*value.name))),
        ),
        FactKind::Code { systems } => format!("a code of {}", code::names(systems)),
        FactKind::Text => "a text".to_owned(),
        FactKind::List(_) => "a list".to_owned(),
    }
}

/// The bounds of a fact in words; `None` where it has none.
pub(crate) fn bounds(fact: &Fact) -> Option<String> {
    let shown = |tick: i64| match &fact.kind {
        FactKind::Date => Date::at(tick).to_string(),
        FactKind::Integer { unit: Some(unit) } | FactKind::Decimal { unit: Some(unit) } => {
            format!("{} {}", number::decimal(tick), unit.symbol)
        }
        _ => number::decimal(tick).to_string(),
    };
    match (fact.bounds.low, fact.bounds.high) {
        (i64::MIN, i64::MAX) => fact.limits.of_time().filter(|_| matches!(fact.kind, FactKind::Duration(_))),
        (i64::MIN, high) => Some(format!("at most {}", shown(high))),
        (low, i64::MAX) => Some(format!("at least {}", shown(low))),
        (low, high) => Some(format!("at least {} and at most {}", shown(low), shown(high))),
    }
}

/// Names in backticks, at most eight of them.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if names.len() > 8 {
        let more = names.len() - 7;
        names.truncate(7);
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// What units look like, for help lines.
pub(crate) const UNIT_EXAMPLES: &str = "units are UCUM's, as clinicians write them: `mm`, `kg`, `mcg`, `mg/dL`, \
     `mmol/L`, `mg/kg/day`, `units/mL`, `mL/min/1.73 m2`, `mmHg`, `%` or `/h`";

/// The ticks that a duration's count covers: truncated where it counts elapsed time.
pub(crate) fn counted(written: WrittenDuration, clock: Clock) -> Interval {
    let WrittenDuration { duration: Duration { count, span }, grain } = written;
    let low = written.duration.tick();
    match clock {
        Clock::Length | Clock::Between => Interval::point(low),
        Clock::Elapsed => Interval { low, high: Duration { count: count + grain, span }.tick() - 1 },
    }
}

//! The facts the properties speak of, and the few values they look at.
//!
//! Every value is a number: a yes is 1, a name is its place, a decimal counts tenths, a date counts
//! days. The values cover what lies below, on, between and above every threshold that is written.

use crate::calendar::{day, number};

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Flag,
    Decimal,
    /// A decimal with a unit, and never below zero.
    Size,
    /// A decimal in inches, of which no step is a millimetre. It counts 127·10⁹ths of an inch, so that a step of
    /// 10⁻⁹ in is 127 and a millimetre 5·10⁹.
    Width,
    Whole,
    Color,
    Grade,
    Word,
    Date,
    /// The time since `moment.start`, which follows from it and from now.
    Elapsed,
}

/// What a fact holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    One(Type),
    /// Elements of these fields; a single value is a field without a name.
    List(&'static [Field]),
}

/// A fact or a field of an element.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
}

const fn one(name: &'static str, kind: Type) -> Field {
    Field { name, kind: Kind::One(kind) }
}

const fn list(name: &'static str, fields: &'static [Field]) -> Field {
    Field { name, kind: Kind::List(fields) }
}

const PARTS: &[Field] = &[one("size", Type::Size), one("color", Type::Color)];

const ITEMS: &[Field] = &[
    one("done", Type::Flag),
    one("checked", Type::Flag),
    one("color", Type::Color),
    one("size", Type::Size),
    list("parts", PARTS),
    one("day", Type::Date),
];

/// All facts of a case.
pub const CASE: &[Field] = &[
    one("flag.a", Type::Flag),
    one("flag.b", Type::Flag),
    one("flag.c", Type::Flag),
    one("flag.d", Type::Flag),
    one("flag.e", Type::Flag),
    one("flag.f", Type::Flag),
    one("amount.score", Type::Decimal),
    one("amount.other_score", Type::Decimal),
    one("amount.width", Type::Width),
    one("amount.level", Type::Whole),
    one("amount.other_level", Type::Whole),
    one("kind.color", Type::Color),
    one("kind.other_color", Type::Color),
    one("kind.grade", Type::Grade),
    one("kind.other_grade", Type::Grade),
    one("kind.word", Type::Word),
    one("kind.other_word", Type::Word),
    one("moment.start", Type::Date),
    one("moment.end", Type::Date),
    one("now", Type::Date),
    list("many.colors", &[one("", Type::Color)]),
    list("many.other_colors", &[one("", Type::Color)]),
    list("many.levels", &[one("", Type::Whole)]),
    list("items", ITEMS),
    one("flag.gate", Type::Flag),
    one("flag.gated", Type::Flag),
    list("many.gated", &[one("", Type::Color)]),
    list("many.grades", &[one("", Type::Grade)]),
];

pub const COLORS: [&str; 3] = ["red", "green", "blue"];
pub const GRADES: [&str; 4] = ["none", "mild", "moderate", "severe"];
pub const WORDS: [&str; 3] = ["x", "y", "z"];

/// A millimetre, as widths are counted, and what no step tells apart from it.
const MILLIMETRE: i64 = 5_000_000_000;
const CLOSE: [i64; 3] = [4_999_999_950, MILLIMETRE, 5_000_000_010];

/// The steps around a millimetre: 0.039370078 and 0.039370079 in.
const STEPS: [i64; 2] = [39_370_078 * 127, 39_370_079 * 127];

/// The date of service where nothing else is said.
pub fn today() -> i64 {
    number((2025, 6, 15))
}

/// Every value of a type that is looked at.
pub fn domain(kind: Type) -> Vec<i64> {
    match kind {
        Type::Flag => vec![0, 1],
        Type::Decimal | Type::Size => (0..=10).map(|half| half * 5).collect(),
        // Below, on, between and above the two steps around a millimetre, and a millimetre itself.
        Type::Width => [&[0, STEPS[0], 4_999_999_910], &CLOSE[..], &[5_000_000_015, STEPS[1], 2 * MILLIMETRE]].concat(),
        Type::Whole => (-1..=6).collect(),
        Type::Color | Type::Word => (0..3).collect(),
        Type::Grade => (0..4).collect(),
        Type::Date => [
            (2015, 1, 1),
            (2024, 12, 14),
            (2024, 12, 15),
            (2024, 12, 16),
            (2025, 5, 3),
            (2025, 5, 4),
            (2025, 5, 5),
            (2025, 6, 15),
            (2026, 1, 1),
        ]
        .map(number)
        .to_vec(),
        Type::Elapsed => Vec::new(),
    }
}

/// The values that are written in policies: those of `written` that the fact's own unit holds.
pub fn thresholds(kind: Type) -> Vec<i64> {
    if kind == Type::Width { STEPS.to_vec() } else { written(kind) }
}

/// The values that are written in cases: all but the outermost, which must be reached.
pub fn written(kind: Type) -> Vec<i64> {
    let domain = domain(kind);
    match kind {
        Type::Decimal | Type::Size => vec![10, 20, 30, 40],
        Type::Width => [&STEPS[..1], &CLOSE, &STEPS[1..]].concat(),
        Type::Whole | Type::Date => domain[1..domain.len() - 1].to_vec(),
        Type::Word => domain[..2].to_vec(),
        _ => domain,
    }
}

/// A value as an author writes it.
pub fn text(kind: Type, value: i64) -> String {
    let place = || usize::try_from(value).unwrap();
    match kind {
        Type::Flag => (value == 1).to_string(),
        Type::Decimal | Type::Size => format!("{}.{}", value / 10, value % 10),
        Type::Width if value % 127 == 0 => nanos(value / 127),
        Type::Width => format!("{} mm", nanos(value / 5)),
        Type::Whole => value.to_string(),
        Type::Color => COLORS[place()].to_owned(),
        Type::Grade => GRADES[place()].to_owned(),
        Type::Word => WORDS[place()].to_owned(),
        Type::Date => {
            let (year, month, day) = day(value);
            format!("{year:04}-{month:02}-{day:02}")
        }
        Type::Elapsed => unreachable!("elapsed times follow from dates"),
    }
}

/// So many 10⁻⁹.
fn nanos(count: i64) -> String {
    format!("{}.{:09}", count / 1_000_000_000, count % 1_000_000_000)
}

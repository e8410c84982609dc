//! The units that others are made of: their spellings and what they measure, keyed by their UCUM codes.
//!
//! Every figure is exact. What UCUM converts only by a convention that clinicians do not share is a measure of
//! its own: percent and parts, enzyme units and international units, equivalents and moles.

use medpol_diagnostics::listed;

listed! {
    /// What is measured, as far as it is not made of other measures.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Base {
        /// Lengths, areas and volumes, in millimetres.
        Length,
        /// Masses, in grams.
        Mass,
        /// Times, in seconds.
        Time,
        /// Amounts of a substance, in moles.
        Substance,
        /// Charge in equivalents: how many moles they are depends on the substance.
        Equivalents,
        /// Osmotically active particles, in osmoles.
        Osmoles,
        /// Units of a drug or an enzyme: what one is depends on the substance.
        Units,
        /// International units: what one is depends on the substance.
        InternationalUnits,
        /// Shares, in percent.
        Percent,
        /// Temperatures, in degrees Celsius.
        Temperature,
        /// Pressures, in pascals.
        Pressure,
        /// Absorbed radiation, in grays.
        Radiation,
    }
}

/// A unit that others are made of.
#[derive(Debug)]
pub(super) struct Atom {
    /// How it is written in policies and cases.
    pub(super) symbol: &'static str,
    /// How people write it, where that differs.
    pub(super) said: Option<&'static str>,
    /// What people call one and several of it behind a number, where they do not write the sign.
    pub(super) words: Option<[&'static str; 2]>,
    /// How it is shown after a prefix.
    pub(super) prefixed: &'static str,
    /// Other spellings that are read: the UCUM code where it differs, and words.
    pub(super) spellings: &'static [&'static str],
    /// What it measures; a mere number measures nothing.
    pub(super) base: Option<Base>,
    /// 2 for areas, 3 for volumes.
    pub(super) power: u8,
    /// How many base units one is, as numerator and denominator.
    pub(super) factor: (i128, i128),
    /// The prefixes that it takes.
    pub(super) prefixes: &'static [&'static Prefix],
}

/// A part or a multiple.
#[derive(Debug)]
pub(super) struct Prefix {
    /// How it is written in policies and cases.
    pub(super) symbol: &'static str,
    /// How people write it, where that differs.
    pub(super) said: Option<&'static str>,
    /// Other spellings that are read.
    pub(super) spellings: &'static [&'static str],
    /// As numerator and denominator.
    pub(super) factor: (i128, i128),
}

static KILO: Prefix = Prefix { symbol: "k", said: None, spellings: &["kilo"], factor: (1_000, 1) };
static DECI: Prefix = Prefix { symbol: "d", said: None, spellings: &["deci"], factor: (1, 10) };
static CENTI: Prefix = Prefix { symbol: "c", said: None, spellings: &["centi"], factor: (1, 100) };
static MILLI: Prefix = Prefix { symbol: "m", said: None, spellings: &["milli"], factor: (1, 1_000) };
/// Written as `u`; of grams, where a `u` is easily read as an `m`, as `mc`.
static MICRO: Prefix = Prefix {
    symbol: "u",
    said: Some("\u{b5}"),
    spellings: &["mc", "\u{b5}", "\u{3bc}", "micro"],
    factor: (1, 1_000_000),
};
static MICRO_OF_GRAMS: Prefix =
    Prefix { symbol: "mc", said: None, spellings: &["u", "\u{b5}", "\u{3bc}", "micro"], factor: (1, 1_000_000) };
static NANO: Prefix = Prefix { symbol: "n", said: None, spellings: &["nano"], factor: (1, 1_000_000_000) };
static PICO: Prefix = Prefix { symbol: "p", said: None, spellings: &["pico"], factor: (1, 1_000_000_000_000) };
static FEMTO: Prefix = Prefix { symbol: "f", said: None, spellings: &["femto"], factor: (1, 1_000_000_000_000_000) };

const fn atom(symbol: &'static str, spellings: &'static [&'static str], base: Base, factor: (i128, i128)) -> Atom {
    Atom {
        symbol,
        said: None,
        words: None,
        prefixed: symbol,
        spellings,
        base: Some(base),
        power: 1,
        factor,
        prefixes: &[],
    }
}

const fn number(symbol: &'static str, spellings: &'static [&'static str], factor: i128) -> Atom {
    Atom {
        symbol,
        said: None,
        words: None,
        prefixed: symbol,
        spellings,
        base: None,
        power: 1,
        factor: (factor, 1),
        prefixes: &[],
    }
}

/// Every one of them. Inch, pound and ounce are the international ones: exactly 25.4 mm, 453.59237 g and a
/// sixteenth of that. The columns of mercury and of water are UCUM's: 133.322 Pa and 98.0665 Pa.
pub(super) static ATOMS: &[Atom] = &[
    Atom {
        prefixes: &[&KILO, &CENTI, &MILLI, &MICRO, &NANO],
        ..atom("m", &["meter", "meters", "metre", "metres"], Base::Length, (1_000, 1))
    },
    Atom { words: Some(["inch", "inches"]), ..atom("in", &["[in_i]", "inch", "inches"], Base::Length, (254, 10)) },
    Atom { words: Some(["foot", "feet"]), ..atom("ft", &["[ft_i]", "foot", "feet"], Base::Length, (3_048, 10)) },
    Atom {
        prefixes: &[&KILO, &MILLI, &MICRO_OF_GRAMS, &NANO, &PICO],
        ..atom("g", &["gm", "gram", "grams"], Base::Mass, (1, 1))
    },
    atom("lb", &["[lb_av]", "pound", "pounds"], Base::Mass, (45_359_237, 100_000)),
    atom("oz", &["[oz_av]", "ounce", "ounces"], Base::Mass, (28_349_523_125, 1_000_000_000)),
    Atom {
        power: 3,
        prefixes: &[&DECI, &CENTI, &MILLI, &MICRO, &NANO, &PICO, &FEMTO],
        ..atom("L", &["l", "liter", "liters", "litre", "litres"], Base::Length, (1_000_000, 1))
    },
    Atom { power: 3, ..atom("mL", &["cc"], Base::Length, (1_000, 1)) },
    Atom {
        power: 2,
        ..atom(
            "1.73 m2",
            &["1.73m2", "{1.73_m2}", "1.73 m\u{b2}", "1.73m\u{b2}", "1.73 m^2", "1.73m^2"],
            Base::Length,
            (1_730_000, 1),
        )
    },
    Atom {
        words: Some(["second", "seconds"]),
        prefixes: &[&MILLI],
        ..atom("s", &["sec", "second", "seconds"], Base::Time, (1, 1))
    },
    Atom { words: Some(["minute", "minutes"]), ..atom("min", &["minute", "minutes"], Base::Time, (60, 1)) },
    Atom { words: Some(["hour", "hours"]), ..atom("h", &["hr", "hrs", "hour", "hours"], Base::Time, (3_600, 1)) },
    Atom { words: Some(["day", "days"]), ..atom("day", &["d", "days"], Base::Time, (86_400, 1)) },
    Atom { words: Some(["week", "weeks"]), ..atom("week", &["wk", "weeks"], Base::Time, (604_800, 1)) },
    Atom { prefixes: &[&MILLI, &MICRO, &NANO, &PICO], ..atom("mol", &["mole", "moles"], Base::Substance, (1, 1)) },
    Atom { prefixes: &[&MILLI, &MICRO], ..atom("Eq", &["eq", "equivalent", "equivalents"], Base::Equivalents, (1, 1)) },
    Atom { prefixes: &[&MILLI], ..atom("Osm", &["osm"], Base::Osmoles, (1, 1)) },
    Atom {
        words: Some(["unit", "units"]),
        prefixed: "U",
        prefixes: &[&KILO, &MILLI, &MICRO],
        ..atom("units", &["unit", "U"], Base::Units, (1, 1))
    },
    Atom { prefixes: &[&KILO, &MILLI, &MICRO], ..atom("IU", &["[iU]", "[IU]"], Base::InternationalUnits, (1, 1)) },
    atom("%", &["percent"], Base::Percent, (1, 1)),
    Atom { said: Some("\u{b0}C"), ..atom("Cel", &["\u{b0}C"], Base::Temperature, (1, 1)) },
    Atom { prefixes: &[&KILO], ..atom("Pa", &["pascal", "pascals"], Base::Pressure, (1, 1)) },
    atom("mmHg", &["mm[Hg]", "mm Hg"], Base::Pressure, (133_322, 1_000)),
    atom("cmH2O", &["cm[H2O]", "cm H2O", "cmH\u{2082}O"], Base::Pressure, (980_665, 10_000)),
    atom("mmH2O", &["mm[H2O]", "mm H2O"], Base::Pressure, (980_665, 100_000)),
    Atom { prefixes: &[&MILLI], ..atom("bar", &[], Base::Pressure, (100_000, 1)) },
    Atom { prefixes: &[&CENTI, &MILLI], ..atom("Gy", &["gray", "grays"], Base::Radiation, (1, 1)) },
    Atom {
        said: Some("\u{d7}10\u{b3}"),
        ..number("10*3", &["10^3", "10\u{b3}", "x10^3", "x10*3", "x10\u{b3}", "\u{d7}10\u{b3}"], 1_000)
    },
    Atom {
        said: Some("\u{d7}10\u{2076}"),
        ..number("10*6", &["10^6", "10\u{2076}", "x10^6", "x10*6", "x10\u{2076}", "\u{d7}10\u{2076}"], 1_000_000)
    },
    Atom {
        said: Some("\u{d7}10\u{2079}"),
        ..number("10*9", &["10^9", "10\u{2079}", "x10^9", "x10*9", "x10\u{2079}", "\u{d7}10\u{2079}"], 1_000_000_000)
    },
    Atom {
        said: Some("\u{d7}10\u{b9}\u{b2}"),
        ..number(
            "10*12",
            &["10^12", "10\u{b9}\u{b2}", "x10^12", "x10*12", "x10\u{b9}\u{b2}", "\u{d7}10\u{b9}\u{b2}"],
            1_000_000_000_000,
        )
    },
    // What is counted is not part of the unit: events per hour are `/h`.
    number(
        "",
        &[
            "1",
            "{events}",
            "events",
            "event",
            "{beats}",
            "beats",
            "{breaths}",
            "breaths",
            "{cells}",
            "cells",
            "{copies}",
            "copies",
        ],
        1,
    ),
];

/// Units of their own name that are made of others.
pub(super) static SHORT_FORMS: &[[&str; 2]] = &[["bpm", "/min"]];

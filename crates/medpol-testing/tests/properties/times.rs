//! Times: what is known of one, what is asked of it, and the pairs of dates that it can be.
//!
//! The oracle knows one rule, for one start and one end: so much has passed where the start plus so many months or days
//! is on or before the end. What follows from what a case states is found by trying the pairs.

use crate::calendar::{day, month, number, plus_months};
use crate::choices::Choices;

/// A duration as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub count: i64,
    pub unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

use Unit::{Days, Months, Weeks, Years};

/// Durations that lie close to each other whichever way they are counted.
const DURATIONS: [(i64, Unit); 24] = [
    (1, Months),
    (31, Days),
    (30, Days),
    (4, Weeks),
    (29, Days),
    (32, Days),
    (2, Months),
    (59, Days),
    (61, Days),
    (13, Days),
    (14, Days),
    (2, Weeks),
    (3, Months),
    (13, Weeks),
    (90, Days),
    (92, Days),
    (6, Months),
    (26, Weeks),
    (182, Days),
    (12, Months),
    (1, Years),
    (365, Days),
    (366, Days),
    (52, Weeks),
];

/// The days at which a time ends: the ends of months, a leap day, and days like any other.
const ENDS: [(i64, i64, i64); 12] = [
    (2023, 3, 31),
    (2023, 5, 29),
    (2025, 6, 15),
    (2024, 2, 29),
    (2024, 3, 1),
    (2023, 3, 1),
    (2023, 2, 28),
    (2024, 3, 31),
    (2023, 4, 30),
    (2024, 12, 31),
    (2023, 3, 30),
    (2025, 2, 28),
];

impl Written {
    fn grow(choices: &mut Choices<'_>) -> Self {
        let (count, unit) = choices.one_of(&DURATIONS);
        Self { count, unit }
    }

    /// One that is counted in the same way: months with years, days with weeks.
    fn alike(self, choices: &mut Choices<'_>) -> Self {
        let is_alike = |other: &Self| other.is_months() == self.is_months();
        let alike: Vec<Self> =
            DURATIONS.map(|(count, unit)| Self { count, unit }).into_iter().filter(is_alike).collect();
        choices.one_of(&alike)
    }

    const fn is_months(self) -> bool {
        matches!(self.unit, Months | Years)
    }

    pub fn text(self) -> String {
        let unit = match self.unit {
            Days => "day",
            Weeks => "week",
            Months => "month",
            Years => "year",
        };
        format!("{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }

    const fn one_more(self) -> Self {
        Self { count: self.count + 1, ..self }
    }

    /// The day that is so much after another.
    fn after(self, start: i64) -> i64 {
        match self.unit {
            Days => start + self.count,
            Weeks => start + 7 * self.count,
            Months => plus_months(start, self.count),
            Years => plus_months(start, 12 * self.count),
        }
    }

    /// Days close to the one that is so much before another.
    fn before(self, end: i64) -> Vec<i64> {
        let (year, month, _) = day(end);
        let months = |back: i64| {
            let at = year * 12 + month - 1 - back;
            let first = number((at / 12, at % 12 + 1, 1));
            [first + day(end).2 - 1, plus_months(first, 1)]
        };
        let near = match self.unit {
            Days => [end - self.count, end - self.count],
            Weeks => [end - 7 * self.count, end - 7 * self.count],
            Months => months(self.count),
            Years => months(12 * self.count),
        };
        near.into_iter().flat_map(|near| near - 4..=near + 4).collect()
    }
}

/// A comparator with a duration.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub key: &'static str,
    pub limit: Written,
}

impl Bound {
    /// Whether the time from a start to an end, which is counted in half days, is within the bound.
    fn holds(self, pair: Pair) -> bool {
        let reached = 2 * self.limit.after(pair.start);
        match self.key {
            "at_least" => reached <= pair.end,
            "more_than" => reached < pair.end,
            "at_most" => reached >= pair.end,
            _ => reached > pair.end,
        }
    }
}

/// A start and an end. The end is in half days, for what need not be whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub start: i64,
    pub end: i64,
}

/// Which fact is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// `time.since_start`: since a start, up to now.
    Since,
    /// `time.between`: between two dates.
    Between,
    /// `time.length`: by itself.
    Length,
}

/// What is known of a date.
#[derive(Clone, Debug, PartialEq)]
pub enum Moment {
    Unknown,
    Days(Vec<i64>, String),
    OnOrBefore(i64),
    OnOrAfter(i64),
}

/// What is known of a time.
#[derive(Clone, Debug)]
pub enum Known {
    /// It follows from the start, or from the start and the end.
    Dates,
    Exactly(Written),
    OneOf(&'static str, Vec<Written>),
    Within(Vec<Bound>),
}

/// A case about one time, and a criterion about it.
#[derive(Clone, Debug)]
pub struct Times {
    pub clock: Clock,
    pub known: Known,
    pub start: Moment,
    /// The end of the time: now, for what lasts until now.
    pub end: Moment,
    pub tests: Vec<Bound>,
}

const KEYS: [&str; 4] = ["at_least", "more_than", "at_most", "less_than"];

impl Times {
    pub fn grow(choices: &mut Choices<'_>) -> Self {
        let clock = choices.one_of(&[Clock::Since, Clock::Since, Clock::Since, Clock::Between, Clock::Length]);
        let end = number(choices.one_of(&ENDS));
        let known = known(choices, clock);
        let is_dated = matches!(known, Known::Dates);
        let end = match choices.below(6) {
            0..=2 => Moment::Days(vec![end], text(end)),
            3 => whole_month(end),
            4 => Moment::Days(
                (end..end + 3).collect(),
                format!("{{ on_or_after: {}, before: {} }}", text(end), text(end + 3)),
            ),
            _ if is_dated => Moment::Days(vec![end], text(end)),
            _ => Moment::Unknown,
        };
        let mut times = Self { clock, known, start: Moment::Unknown, end, tests: Vec::new() };
        times.tests.push(times.test(choices));
        if choices.once_in(2) {
            let second = times.test(choices);
            times.tests.extend((second.key != times.tests[0].key).then_some(second));
        }
        if is_dated || (clock == Clock::Since && choices.once_in(3)) {
            times.start = times.grow_start(choices);
        }
        times
    }

    /// A comparison; often with the days that something stated is at its limit.
    fn test(&self, choices: &mut Choices<'_>) -> Bound {
        let key = choices.one_of(&KEYS);
        let stated = self.durations();
        let (Moment::Days(ends, _), false) = (&self.end, stated.is_empty() || choices.once_in(2)) else {
            return Bound { key, limit: Written::grow(choices) };
        };
        let (limit, end) = (choices.one_of(&stated), ends[0]);
        let latest = limit.before(end).into_iter().filter(|start| limit.after(*start) <= end).max();
        let days = end - latest.expect("days before the end") + choices.one_of(&[0, 1, -1, 2]);
        Bound { key, limit: Written { count: days.max(0), unit: Days } }
    }

    /// A start that lies close to a limit.
    fn grow_start(&self, choices: &mut Choices<'_>) -> Moment {
        let Moment::Days(ends, _) = &self.end else { return Moment::Unknown };
        let near = choices.one_of(&self.durations()).before(ends[0]);
        let start = choices.one_of(&near);
        match choices.below(8) {
            0..=2 => Moment::Days(vec![start], text(start)),
            3 => whole_month(start),
            4 => {
                Moment::Days(vec![start, start + 20], format!("{{ one_of: [{}, {}] }}", text(start), text(start + 20)))
            }
            5 => Moment::OnOrBefore(start),
            6 => Moment::OnOrAfter(start),
            _ if self.clock == Clock::Since => Moment::Unknown,
            _ => Moment::Days(vec![start], text(start)),
        }
    }

    fn durations(&self) -> Vec<Written> {
        let stated = match &self.known {
            Known::Dates => Vec::new(),
            Known::Exactly(one) => vec![*one, one.one_more()],
            Known::OneOf(_, several) => several.iter().flat_map(|one| [*one, one.one_more()]).collect(),
            Known::Within(bounds) => bounds.iter().map(|bound| bound.limit).collect(),
        };
        stated.into_iter().chain(self.tests.iter().map(|test| test.limit)).collect()
    }

    fn fact(&self) -> &'static str {
        match self.clock {
            Clock::Since => "since_start",
            Clock::Between => "between",
            Clock::Length => "length",
        }
    }

    pub fn policy(&self) -> String {
        format!("criteria:\n  - {{ id: c1, fact: time.{}, {} }}\n", self.fact(), bounds(&self.tests))
    }

    pub fn case(&self) -> String {
        let date = |moment: &Moment| match moment {
            Moment::Unknown => "null".to_owned(),
            Moment::Days(_, text) => text.clone(),
            Moment::OnOrBefore(day) => format!("{{ on_or_before: {} }}", text(*day)),
            Moment::OnOrAfter(day) => format!("{{ on_or_after: {} }}", text(*day)),
        };
        let time = match &self.known {
            Known::Dates => "null".to_owned(),
            Known::Exactly(one) => one.text(),
            Known::OneOf(word, several) => {
                let several: Vec<String> = several.iter().map(|one| one.text()).collect();
                format!("{{ {word}: [{}] }}", several.join(", "))
            }
            Known::Within(within) => format!("{{ {} }}", bounds(within)),
        };
        let (now, end) = match self.clock {
            Clock::Since => (date(&self.end), "null".to_owned()),
            Clock::Between | Clock::Length => ("null".to_owned(), date(&self.end)),
        };
        let moment = format!("moment: {{ start: {}, end: {end} }}", date(&self.start));
        format!("facts: {{ now: {now}, {moment}, time: {{ {}: {time} }} }}\n", self.fact())
    }

    /// Whether the engine may be less than exact: parts of days have no start among the dates, so several comparisons
    /// of a length that is not one length are decided one by one.
    pub fn is_rough(&self) -> bool {
        self.clock == Clock::Length && self.tests.len() > 1 && !matches!(self.known, Known::Exactly(_))
    }

    /// Whether what is asked holds of each pair that the time can be.
    pub fn outcomes(&self) -> Vec<bool> {
        let mut seen = Vec::new();
        self.each_pair(&mut |pair| {
            let holds = self.tests.iter().all(|test| test.holds(pair));
            if self.can_be(pair) && !seen.contains(&holds) {
                seen.push(holds);
            }
        });
        seen
    }

    /// Whether what is stated of the time and the dates that are known can both be true.
    pub fn is_consistent(&self) -> bool {
        let mut is_consistent = false;
        self.each_pair(&mut |pair| is_consistent |= self.can_be(pair) && is_day(&self.start, pair.start));
        is_consistent
    }

    /// The pairs of dates close to all limits. Where the dates are not known, those of some years.
    fn each_pair(&self, each: &mut dyn FnMut(Pair)) {
        let durations = self.durations();
        let is_dated = matches!(self.known, Known::Dates);
        match (&self.end, self.clock) {
            (Moment::Days(ends, _), clock) if clock == Clock::Since || is_dated => {
                for end in ends {
                    let own: Vec<i64> = match &self.start {
                        Moment::Days(days, _) if is_dated => days.clone(),
                        start => {
                            let near = durations.iter().flat_map(|one| one.before(*end));
                            let ends = match start {
                                Moment::OnOrBefore(day) | Moment::OnOrAfter(day) => vec![*day],
                                Moment::Days(days, _) => days.clone(),
                                Moment::Unknown => Vec::new(),
                            };
                            near.chain(ends).chain([*end, *end + 1]).collect()
                        }
                    };
                    for start in own {
                        each(Pair { start, end: 2 * end });
                    }
                }
            }
            _ => {
                let years = (2020..2025).flat_map(|year| (1..=12).map(move |number| month(year, number)));
                let telling = |day: &i64| matches!(self::day(*day).2, 1 | 2 | 15 | 27..);
                for start in years.flatten().filter(telling) {
                    for duration in &durations {
                        let near = 2 * duration.after(start);
                        (near - 3..=near + 3).for_each(|end| each(Pair { start, end }));
                    }
                    each(Pair { start, end: 2 * start });
                }
            }
        }
    }

    /// Whether the time can be from this start to this end.
    fn can_be(&self, pair: Pair) -> bool {
        let is_whole = self.clock == Clock::Length || pair.end % 2 == 0;
        let is_stated = |one: &Written| {
            let bound = |key, limit: Written| Bound { key, limit }.holds(pair);
            let below =
                if self.clock == Clock::Since { bound("less_than", one.one_more()) } else { bound("at_most", *one) };
            bound("at_least", *one) && below
        };
        let is_known = match &self.known {
            Known::Dates => return is_day(&self.start, pair.start),
            Known::Exactly(one) => is_stated(one),
            Known::OneOf(_, several) => several.iter().any(is_stated),
            Known::Within(bounds) => bounds.iter().all(|bound| bound.holds(pair)),
        };
        is_whole && is_known && pair.end >= 2 * pair.start
    }
}

fn is_day(moment: &Moment, day: i64) -> bool {
    match moment {
        Moment::Unknown => true,
        Moment::Days(days, _) => days.contains(&day),
        Moment::OnOrBefore(last) => day <= *last,
        Moment::OnOrAfter(first) => day >= *first,
    }
}

fn known(choices: &mut Choices<'_>, clock: Clock) -> Known {
    let first = Written::grow(choices);
    match choices.below(8) {
        0..=2 => Known::Within(vec![Bound { key: choices.one_of(&KEYS), limit: first }]),
        3 => {
            let (low, high) = (choices.one_of(&KEYS[..2]), choices.one_of(&KEYS[2..]));
            Known::Within(vec![Bound { key: low, limit: first }, Bound { key: high, limit: first.alike(choices) }])
        }
        4 => {
            let second = first.alike(choices);
            // Written twice, one value is no choice.
            if second.after(0) == first.after(0) {
                return Known::Exactly(first);
            }
            Known::OneOf(choices.one_of(&["one_of", "conflicting"]), vec![first, second])
        }
        5 | 6 if clock != Clock::Length => Known::Dates,
        _ => Known::Exactly(first),
    }
}

fn whole_month(of: i64) -> Moment {
    let (year, number, _) = day(of);
    Moment::Days(month(year, number), format!("{year:04}-{number:02}"))
}

fn bounds(bounds: &[Bound]) -> String {
    let bounds: Vec<String> = bounds.iter().map(|bound| format!("{}: {}", bound.key, bound.limit.text())).collect();
    bounds.join(", ")
}

fn text(number: i64) -> String {
    let (year, month, day) = day(number);
    format!("{year:04}-{month:02}-{day:02}")
}

//! Tests of single values and of lists of single values.

use medpol_model::{
    Clock, Date, Duration, FactKind, FactRef, Inclusion, Interval, Mark, Order, Polarity, Span, Status, SymbolSet,
    Test, Wanted, days_in_months,
};

use super::leaf::within_mask;
use crate::frames::Frames;
use crate::reading::{Reading, Scene};

impl Scene<'_> {
    pub(super) fn test_one(&self, fact: FactRef, reading: Reading, test: &Test, frames: &Frames) -> Status {
        match test {
            Test::Range(wanted) => self.each_value(reading, |value| value.within(*wanted)),
            Test::Points { ticks, polarity } => polar(
                self.each_value(reading, |value| among(value, ticks.iter().map(|tick| Interval::point(*tick)))),
                *polarity,
            ),
            Test::Mask(allowed) => self.each_value(reading, |value| within_mask(value, *allowed)),
            Test::Symbols { set, polarity } => {
                polar(self.each_value(reading, |value| self.in_set(value, set)), *polarity)
            }
            Test::Duration { order, duration, days } => self.duration(fact, reading, *order, *duration, *days),
            Test::Fact { order, other } => {
                let right = self.reading(*other, frames);
                self.each_value(reading, |left| self.each_value(right, |right| self.ordered(fact, left, *order, right)))
            }
            Test::Among { list, polarity } => {
                polar(self.each_value(reading, |value| self.among_elements(fact, value, *list, frames)), *polarity)
            }
            Test::Includes { inclusion, wanted } => match reading {
                Reading::Value { .. } => self.includes(fact, *inclusion, wanted, frames),
                _ => Status::UNKNOWN,
            },
        }
    }

    /// Whether another fact that the tests read is in the case.
    pub(super) fn reads_mentioned(&self, tests: &[Test], frames: &Frames) -> bool {
        tests.iter().any(|test| match test {
            Test::Fact { other, .. }
            | Test::Among { list: other, .. }
            | Test::Includes { wanted: Wanted::List(other) | Wanted::Fact(other), .. } => {
                !self.is_never_mentioned(*other, frames)
            }
            _ => false,
        })
    }

    /// A test of a boolean that is false, or of a list that is empty, because it does not arise.
    pub(super) fn test_absent(&self, fact: FactRef, test: &Test, frames: &Frames) -> Status {
        match test {
            Test::Includes { inclusion, .. } => Status::known(matches!(inclusion, Inclusion::Only | Inclusion::None)),
            _ => {
                let value = Interval::point(0b01);
                self.test_one(fact, Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }, test, frames)
            }
        }
    }

    fn is_mask(&self, fact: FactRef) -> bool {
        self.fact(fact).is_some_and(|fact| matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)))
    }

    fn ordered(&self, fact: FactRef, left: Interval, order: Order, right: Interval) -> Status {
        let (first, second) = if self.is_mask(fact) { (places(left), places(right)) } else { (left, right) };
        let (before, after) = (first.before(second), second.before(first));
        match order {
            Order::Is => self.equal_values(fact, left, right),
            Order::IsNot => self.equal_values(fact, left, right).negated(),
            Order::AtLeast => before.negated(),
            Order::LessThan => before,
            Order::MoreThan => after,
            Order::AtMost => after.negated(),
        }
    }

    fn in_set(&self, value: Interval, set: &SymbolSet) -> Status {
        let number = value.low;
        if set.numbers.binary_search(&number).is_ok() {
            let period = set.periods.binary_search_by_key(&number, |(number, _)| *number).ok();
            let period = period.and_then(|at| set.periods.get(at));
            return period.map_or(Status::MET, |(_, period)| self.anchor.within(*period));
        }
        let text = self.symbols.text(number).or_else(|| self.case.facts.own(number).map(|text| &**text));
        Status::known(text.is_some_and(|text| set.stems.iter().any(|stem| text.starts_with(&**stem))))
    }

    /// Whether two values of the fact's type are the same.
    pub(super) fn equal_values(&self, fact: FactRef, left: Interval, right: Interval) -> Status {
        match self.fact(fact).map(|fact| &fact.kind) {
            Some(FactKind::Boolean | FactKind::Enumeration(_)) => {
                let is_single = left.low & left.low.wrapping_sub(1) == 0;
                Status::of(left.low & right.low != 0, !(is_single && left.low == right.low))
            }
            Some(FactKind::Code { .. } | FactKind::Text) => Status::known(left.low == right.low),
            _ => left.equals(right),
        }
    }

    /// Whether a value is one of a list's elements.
    fn among_elements(&self, fact: FactRef, value: Interval, list: FactRef, frames: &Frames) -> Status {
        let Some(elements) = self.list(list, frames) else { return Status::UNKNOWN };
        let hits = elements.bases().map(|base| match self.element(base) {
            Reading::Unknown => Status::UNKNOWN,
            reading => self.each_value(reading, |element| self.equal_values(fact, value, element)),
        });
        some(hits, elements.is_complete)
    }

    /// The single value that starts at a slot.
    fn element(&self, slot: usize) -> Reading {
        let mark = self.case.facts.mark(slot);
        if mark.has(Mark::GIVEN) {
            Reading::Value { value: self.case.facts.value(slot), mark, slot }
        } else {
            Reading::Unknown
        }
    }

    fn includes(&self, list: FactRef, inclusion: Inclusion, wanted: &Wanted, frames: &Frames) -> Status {
        let Some(elements) = self.list(list, frames) else { return Status::UNKNOWN };
        let is_wanted = |base: usize| match self.element(base) {
            Reading::Unknown => Status::UNKNOWN,
            reading => self.each_value(reading, |value| self.is_wanted(list, value, wanted, frames)),
        };
        match inclusion {
            Inclusion::Any => some(elements.bases().map(is_wanted), elements.is_complete),
            Inclusion::None => some(elements.bases().map(is_wanted), elements.is_complete).negated(),
            Inclusion::Only => {
                some(elements.bases().map(|base| is_wanted(base).negated()), elements.is_complete).negated()
            }
            Inclusion::All => self.includes_all(list, wanted, frames),
        }
    }

    fn is_wanted(&self, list: FactRef, value: Interval, wanted: &Wanted, frames: &Frames) -> Status {
        match wanted {
            Wanted::Mask(allowed) => within_mask(value, *allowed),
            Wanted::Points(ticks) => among(value, ticks.iter().map(|tick| Interval::point(*tick))),
            Wanted::Symbols(set) => self.in_set(value, set),
            Wanted::List(other) => self.among_elements(self.element_of(list), value, *other, frames),
            Wanted::Fact(other) => {
                let right = self.reading(*other, frames);
                self.each_value(right, |right| self.equal_values(*other, value, right))
            }
        }
    }

    /// A reference to a list's element, for its type.
    fn element_of(&self, list: FactRef) -> FactRef {
        let element = match self.fact(list).map(|fact| &fact.kind) {
            Some(FactKind::List(kind)) => self.vocabulary.frame(kind.frame).and_then(|frame| frame.facts.first()),
            _ => None,
        };
        FactRef { fact: element.copied().unwrap_or(list.fact), ..list }
    }

    /// Whether every wanted value is an element.
    fn includes_all(&self, list: FactRef, wanted: &Wanted, frames: &Frames) -> Status {
        let element = self.element_of(list);
        let has = |value: Interval| self.among_elements(element, value, list, frames);
        match wanted {
            Wanted::Mask(mask) => {
                let bits = (0..64).filter(|bit| mask & (1 << bit) != 0);
                Status::all(bits.map(|bit| has(Interval::point(1 << bit))))
            }
            Wanted::Points(ticks) => Status::all(ticks.iter().map(|tick| has(Interval::point(*tick)))),
            Wanted::Symbols(set) => Status::all(set.numbers.iter().map(|number| has(Interval::point(*number)))),
            Wanted::Fact(other) => self.each_value(self.reading(*other, frames), has),
            Wanted::List(other) => match self.list(*other, frames) {
                None => Status::UNKNOWN,
                Some(others) => {
                    let missing = others.bases().map(|base| match self.element(base) {
                        Reading::Unknown => Status::UNKNOWN,
                        reading => self.each_value(reading, has).negated(),
                    });
                    some(missing, others.is_complete).negated()
                }
            },
        }
    }

    /// A duration against a constant.
    fn duration(&self, fact: FactRef, reading: Reading, order: Order, duration: Duration, days: Interval) -> Status {
        match reading {
            Reading::Unknown => Status::UNKNOWN,
            Reading::Elapsed { start, end } => elapsed(start, end, order, duration),
            Reading::Value { mark, .. } => {
                let span = if mark.has(Mark::DAYS) { Span::Days } else { Span::Months };
                self.each_value(reading, |value| {
                    if span == duration.span {
                        return length(value, order, Interval::point(duration.tick()));
                    }
                    let is_elapsed =
                        self.fact(fact).is_some_and(|fact| fact.kind == FactKind::Duration(Clock::Elapsed));
                    if is_elapsed && self.anchor.is_point() {
                        return elapsed(start_of(value, span, self.anchor), self.anchor, order, duration);
                    }
                    length(in_days(value, span), order, Interval { low: days.low * 2, high: days.high * 2 })
                })
            }
        }
    }
}

/// Some of these, and perhaps others where the list is not complete.
pub(super) fn some(statuses: impl Iterator<Item = Status>, is_complete: bool) -> Status {
    let (mut met, mut sure) = (!is_complete, false);
    for status in statuses {
        let status = status.satisfied_if_not_applicable();
        met |= status.can_be_met();
        sure |= !status.can_be_not_met();
    }
    Status::of(met, !sure)
}

fn polar(status: Status, polarity: Polarity) -> Status {
    match polarity {
        Polarity::In => status,
        Polarity::NotIn => status.negated(),
    }
}

/// Whether a value is one of several exact ones.
fn among(value: Interval, wanted: impl Iterator<Item = Interval>) -> Status {
    let (mut met, mut sure) = (false, false);
    for point in wanted {
        let status = value.equals(point);
        met |= status.can_be_met();
        sure |= status == Status::MET;
    }
    Status::of(met, !sure)
}

/// The first and last place of a mask, as even ticks.
fn places(mask: Interval) -> Interval {
    let bits = u64::from_ne_bytes(mask.low.to_ne_bytes());
    let last = 63 - i64::from(bits.leading_zeros().min(63));
    Interval { low: 2 * i64::from(bits.trailing_zeros()), high: 2 * last }
}

/// A length in ticks against a range of ticks that the constant covers.
fn length(value: Interval, order: Order, constant: Interval) -> Status {
    let at_least = Status::of(value.high >= constant.low, value.low < constant.high);
    let more_than = Status::of(value.high > constant.low, value.low <= constant.high);
    by_order(order, at_least, more_than)
}

/// Time from `start` to `end` against a constant, by the calendar: at least that long when the start
/// plus the duration is on or before the end. Monotone in both, so the ends of the intervals decide.
fn elapsed(start: Interval, end: Interval, order: Order, duration: Duration) -> Status {
    let after = |start: i64| Date::at(start).plus(duration).tick();
    let is_open = |tick: i64| tick == i64::MIN || tick == i64::MAX;
    let latest_reach = if is_open(start.high) { i64::MAX } else { after(start.high) };
    let earliest_reach = if is_open(start.low) { i64::MIN } else { after(start.low) };
    let at_least = Status::of(earliest_reach <= end.high, latest_reach > end.low);
    let more_than = Status::of(earliest_reach < end.high, latest_reach >= end.low);
    by_order(order, at_least, more_than)
}

fn by_order(order: Order, at_least: Status, more_than: Status) -> Status {
    match order {
        Order::AtLeast => at_least,
        Order::MoreThan => more_than,
        Order::AtMost => more_than.negated(),
        Order::LessThan => at_least.negated(),
        Order::Is => Status::all([at_least, more_than.negated()]),
        Order::IsNot => Status::all([at_least, more_than.negated()]).negated(),
    }
}

/// When something began that has lasted so long at `now`.
pub(crate) fn start_of(value: Interval, span: Span, now: Interval) -> Interval {
    let now = Date::at(now.low);
    let began = |count: i64| now.latest_start(Duration { count, span });
    // More than c units ago is before the latest start of c; less than c units is after it.
    let high = match value.low {
        i64::MIN => now.tick(),
        low if low & 1 == 0 => began(low / 2).tick(),
        low => began(low.div_euclid(2)).plus_days(-1).tick(),
    };
    let low = match value.high {
        i64::MAX => i64::MIN,
        high if high & 1 == 0 => {
            let longest = Duration { count: high / 2, span };
            earliest_start(now, longest).tick()
        }
        high => began(high.div_euclid(2) + 1).plus_days(1).tick(),
    };
    Interval { low, high }
}

/// The earliest date from which no more than `duration` has passed at `now`.
fn earliest_start(now: Date, duration: Duration) -> Date {
    let mut start = now.latest_start(duration);
    while start.plus_days(-1) < start && start.plus_days(-1).plus(duration) >= now {
        start = start.plus_days(-1);
    }
    start
}

/// The days that a length can be, in ticks.
fn in_days(value: Interval, span: Span) -> Interval {
    if span == Span::Days {
        return value;
    }
    let low = match value.low {
        i64::MIN => i64::MIN,
        low => days_in_months(low.div_euclid(2)).low * 2 + (low & 1),
    };
    let high = match value.high {
        i64::MAX => i64::MAX,
        high => days_in_months(high.div_euclid(2) + (high & 1)).high * 2 - (high & 1),
    };
    Interval { low, high }
}

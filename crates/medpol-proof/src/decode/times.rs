//! Times as a case states them.
//!
//! A part says how a time lies to every length; the time that is stated must be read so by the evaluator, by its
//! counts or by the calendar.

use medpol_model::case::Mark;
use medpol_model::value::{Date, Duration, Interval, Span, WrittenDuration, days_in_months, starts};
use medpol_model::vocabulary::Clock;

use crate::parts::{Lengths, Sign};

/// A time as it is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) value: Interval,
    pub(crate) mark: Mark,
}

/// How a stated time lies to every length; `None` where that is not known of some.
pub(crate) fn signs(lengths: &Lengths, clock: Clock, value: Interval, span: Span, now: Date) -> Option<Vec<Sign>> {
    lengths.all.iter().map(|length| sign(*length, clock, value, span, now)).collect()
}

/// Whether a stated time may lie so to every length, as far as that is known.
pub(crate) fn may_lie(lengths: &Lengths, wanted: &[Sign], clock: Clock, time: Time, now: Date) -> bool {
    let mut pairs = lengths.all.iter().zip(wanted);
    pairs.all(|(length, wanted)| {
        sign(*length, clock, time.value, time.mark.span(), now).is_none_or(|sign| sign == *wanted)
    })
}

fn sign(length: Duration, clock: Clock, value: Interval, span: Span, now: Date) -> Option<Sign> {
    let value = clock.times(value, span);
    if span == length.span {
        return against(value, Interval::point(length.tick()));
    }
    let own = in_days(value, span);
    let found = against(own, in_days(Interval::point(length.tick()), length.span));
    if found.is_some() || clock != Clock::Elapsed {
        return found;
    }
    let begun = starts(value, span, now);
    let at_least = starts(Interval::from(length.tick()), length.span, now);
    let more = starts(Interval::from(length.tick() + 1), length.span, now);
    if begun.is_empty() {
        None
    } else if begun.high <= more.high {
        Some(Sign::Above)
    } else if begun.high <= at_least.high && begun.low > more.high {
        Some(Sign::Equal)
    } else {
        (begun.low > at_least.high).then_some(Sign::Below)
    }
}

fn against(value: Interval, length: Interval) -> Option<Sign> {
    if value.low > length.high {
        Some(Sign::Above)
    } else if value.high < length.low {
        Some(Sign::Below)
    } else {
        (value.is_point() && value == length).then_some(Sign::Equal)
    }
}

/// A range of ticks as days, in ticks.
fn in_days(value: Interval, span: Span) -> Interval {
    if span == Span::Days {
        return value;
    }
    let Interval { low, high } = value;
    Interval {
        low: if low == i64::MIN { low } else { days_in_months(low.div_euclid(2)).low * 2 + (low & 1) },
        high: match high {
            i64::MAX => i64::MAX,
            high => days_in_months(high.div_euclid(2) + (high & 1)).high * 2 - (high & 1),
        },
    }
}

/// The starts, in date ticks, of times that lie so to every length at a day.
pub(crate) fn begun(lengths: &Lengths, signs: &[Sign], now: Date) -> Interval {
    let mut found = Interval::up_to(now.tick());
    for (length, sign) in lengths.all.iter().zip(signs) {
        let tick = length.tick();
        let range = match sign {
            Sign::Below => Interval::up_to(tick - 1),
            Sign::Equal => Interval::point(tick),
            Sign::Above => Interval::from(tick + 1),
        };
        found = found.meet(starts(range, length.span, now));
    }
    found
}

/// A time that lies so to every length, as people state it: in years, else in months, else in days. It is one of those
/// that are stated, or the usual one, where such a time lies so; and within what is roughly stated where it can be.
pub(crate) fn time(
    lengths: &Lengths,
    wanted: &[Sign],
    clock: Clock,
    now: Date,
    (usual, stated): (Option<Time>, &[Time]),
) -> Option<Time> {
    let is_so = |time: &Time| signs(lengths, clock, time.value, time.mark.span(), now).as_deref() == Some(wanted);
    if let Some(own) = stated.iter().copied().chain(usual).find(is_so) {
        return Some(own);
    }
    let is_stated = |time: &Time| {
        stated.iter().any(|own| own.mark.span() == time.mark.span() && own.value.meet(time.value) == time.value)
    };
    let middle = |time: &Time| {
        let days = in_days(time.value, time.mark.span());
        days.low.saturating_add(days.high.min(days.low.saturating_add(2_000)) - days.low)
    };
    let near = usual.map_or(0, |usual| middle(&usual));
    let counts = [in_years(lengths), in_months(lengths), in_whole_days(lengths, now)];
    let nearest = |is_wanted: &dyn Fn(&Time) -> bool| {
        counts.iter().find_map(|counts| {
            let all = counts.iter().map(|(count, grain, span)| written(clock, *count, *grain, *span));
            let fitting = all.filter(is_wanted).filter(is_so);
            fitting.min_by_key(|time| ((middle(time) - near).abs(), time.value.low))
        })
    };
    let within = if stated.is_empty() { None } else { nearest(&is_stated) };
    within.or_else(|| nearest(&|_| true))
}

/// The time since a day, in the largest unit by which it is known how it lies to every length.
pub(crate) fn since(lengths: &Lengths, clock: Clock, start: Date, now: Date) -> Option<Time> {
    let days = start.days_until(now);
    if days < 0 {
        return None;
    }
    // No month has fewer days than 28; so the months are counted down from what they can be at most.
    let has_begun = |months: &i64| now.latest_start(Duration { count: *months, span: Span::Months }) >= start;
    let months = (0..=days / 28).rev().find(has_begun).unwrap_or(0);
    let counts = [(months / 12 * 12, 12, Span::Months), (months, 1, Span::Months), (days, 1, Span::Days)];
    let told = counts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, grain, span)| written(clock, count, grain, span));
    told.into_iter().find(|time| signs(lengths, clock, time.value, time.mark.span(), now).is_some())
}

/// Some of several times, all in days.
pub(crate) fn day_count(lengths: &Lengths, wanted: &[Sign], clock: Clock, now: Date) -> Option<Time> {
    let all = in_whole_days(lengths, now).into_iter().map(|(count, grain, span)| written(clock, count, grain, span));
    let mut all =
        all.filter(|time| signs(lengths, clock, time.value, time.mark.span(), now).as_deref() == Some(wanted));
    all.next()
}

fn written(clock: Clock, count: i64, grain: i64, span: Span) -> Time {
    let duration = Duration { count, span };
    let low = duration.tick();
    // Elapsed time in whole units is rounded down.
    let high = match (clock, span, grain) {
        (Clock::Elapsed, Span::Days, 1) | (Clock::Between | Clock::Length, ..) => low,
        (Clock::Elapsed, ..) => low + grain * 2 - 1,
    };
    Time {
        value: Interval { low, high },
        mark: Mark::GIVEN.with(Mark::of_duration(WrittenDuration { duration, grain })),
    }
}

type Count = (i64, i64, Span);

fn in_years(lengths: &Lengths) -> Vec<Count> {
    let years = lengths.all.iter().map(|length| match length.span {
        Span::Months => length.count.div_euclid(12),
        Span::Days => length.count.div_euclid(365),
    });
    let mut around: Vec<i64> = years.flat_map(|years| [years - 1, years, years + 1]).collect();
    around.extend(between(&around));
    around.retain(|years| *years > 0);
    around.into_iter().map(|years| (years * 12, 12, Span::Months)).collect()
}

fn in_months(lengths: &Lengths) -> Vec<Count> {
    let months = lengths.all.iter().map(|length| match length.span {
        Span::Months => length.count,
        Span::Days => length.count.div_euclid(30),
    });
    let mut around: Vec<i64> = months.flat_map(|months| [months - 1, months, months + 1]).collect();
    around.extend(between(&around));
    around.push(1);
    around.retain(|months| *months >= 0);
    around.into_iter().map(|months| (months, 1, Span::Months)).collect()
}

fn in_whole_days(lengths: &Lengths, now: Date) -> Vec<Count> {
    let mut around = vec![0, 1];
    for length in &lengths.all {
        match length.span {
            Span::Days => around.push(length.count),
            Span::Months => {
                around.push(now.latest_start(*length).days_until(now));
                let days = days_in_months(length.count);
                around.extend([days.low, days.high]);
            }
        }
    }
    let mut around: Vec<i64> = around.into_iter().flat_map(|days| [days - 1, days, days + 1]).collect();
    around.extend(between(&around));
    around.sort_unstable();
    around.dedup();
    around.retain(|days| *days >= 0);
    around.into_iter().map(|days| (days, 1, Span::Days)).collect()
}

fn between(all: &[i64]) -> Vec<i64> {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).filter_map(|pair| if let [one, other] = pair { Some((one + other) / 2) } else { None }).collect()
}

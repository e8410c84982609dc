//! Comparisons of one duration with several constants: whether any time satisfies them all.

use medpol_model::program::{Limit, Order};
use medpol_model::value::{Duration, Interval, Span};
use medpol_model::vocabulary::Clock;

/// Whether some duration is within all limits: some count of months, some count of days, and the two at once.
pub(super) fn can_meet(clock: Clock, limits: &[Limit]) -> bool {
    let (mut months, mut days, mut all_days) = (Interval::ALL, Interval::ALL, Interval::ALL);
    for Limit { order, duration, days: hull } in limits {
        if *order == Order::IsNot {
            continue;
        }
        let range = order.of_duration(*duration);
        match duration.span {
            Span::Months => months = months.meet(range),
            Span::Days => days = days.meet(range),
        }
        let counted = |count: i64| order.of_duration(Duration { count, span: Span::Days });
        all_days = all_days.meet(counted(hull.low).hull(counted(hull.high)));
    }
    // Dates have no time of day: more than 13 and less than 14 days after one there is none.
    let is_some = |range: Interval| {
        let is_gap = range.low == range.high && range.low & 1 == 1;
        !range.is_empty() && (clock == Clock::Length || !is_gap)
    };
    !months.is_empty() && is_some(days) && is_some(all_days)
}

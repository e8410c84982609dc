//! On which side of a threshold lies what is known of a fact.
//!
//! A side is told of a range too, where all of it lies there. How far it is from there is not known here.

use std::cmp::Ordering;

use medpol_model::value::{Duration, Interval};
use medpol_model::vocabulary::{Broken, Limits};

use crate::reading::Reading;

impl Reading {
    /// Where all of a number or date lies.
    pub fn side_of_tick(self, tick: i64) -> Option<Ordering> {
        match self {
            Self::Value { value, .. } if value.high < tick => Some(Ordering::Less),
            Self::Value { value, .. } if value.low > tick => Some(Ordering::Greater),
            Self::Value { value, .. } => (value == Interval::point(tick)).then_some(Ordering::Equal),
            Self::Unknown | Self::Unusable(_) | Self::Elapsed { .. } => None,
        }
    }

    /// Where all of a time lies.
    pub fn side_of_duration(self, duration: Duration) -> Option<Ordering> {
        let limits = Limits { min: Some(duration), max: Some(duration) };
        let broken = match self {
            Self::Elapsed { start, end } => limits.broken_between(start, end),
            Self::Value { value, mark, .. } => limits.broken_by_time(value, mark.span()),
            Self::Unknown | Self::Unusable(_) => return None,
        };
        let is_exact = match self {
            Self::Elapsed { start, end } => start.is_point() && end.is_point(),
            Self::Value { value, mark, .. } => value.is_point() && mark.span() == duration.span,
            Self::Unknown | Self::Unusable(_) => false,
        };
        match broken {
            Some(Broken::Min(_)) => Some(Ordering::Less),
            Some(Broken::Max(_)) => Some(Ordering::Greater),
            None => is_exact.then_some(Ordering::Equal),
        }
    }
}

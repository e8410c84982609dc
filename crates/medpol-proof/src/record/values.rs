//! Parts of the values of a fact as values that can be told: neighbouring parts as one range.

use std::sync::Arc;

use medpol_model::program::Order;
use medpol_model::value::{Duration, Interval};

use super::answer::{AnswerValues, TimeRange};
use crate::parts::{Lengths, Part, Parts, Sign};

/// Some parts of a fact, by place, as values.
pub(crate) fn of_parts(parts: &Parts, chosen: &[usize]) -> AnswerValues {
    let all: Vec<&Part> = chosen.iter().filter_map(|at| parts.all.get(*at)).collect();
    match all.first() {
        None | Some(Part::Name(_)) => {
            let bits = all.iter().map(|part| if let Part::Name(bit) = part { *bit } else { 0 });
            AnswerValues::Names(bits.fold(0, |all, bit| all | bit))
        }
        Some(Part::Line(_)) => {
            let lines = all.iter().filter_map(|part| if let Part::Line(line) = part { Some(*line) } else { None });
            AnswerValues::Ticks(joined(lines.collect()))
        }
        Some(Part::Class(_)) => {
            let (mut texts, mut others): (Vec<Arc<str>>, bool) = (Vec::new(), false);
            for part in all {
                if let Part::Class(class) = part {
                    texts.extend(class.texts.iter().cloned());
                    others |= class.open.is_some();
                }
            }
            AnswerValues::Texts { texts, others }
        }
        Some(Part::Time(_)) => {
            let signs =
                all.iter().filter_map(|part| if let Part::Time(signs) = part { Some(&signs[..]) } else { None });
            AnswerValues::Times(times(&parts.lengths, &signs.collect::<Vec<_>>()))
        }
    }
}

/// Intervals in order, those that touch as one.
fn joined(mut lines: Vec<Interval>) -> Vec<Interval> {
    lines.sort_unstable_by_key(|line| line.low);
    let mut found: Vec<Interval> = Vec::new();
    for line in lines {
        match found.last_mut() {
            // Whole numbers and days leave a gap of one tick between neighbours.
            Some(last) if line.low <= last.high.saturating_add(2) => last.high = last.high.max(line.high),
            Some(_) | None => found.push(line),
        }
    }
    found
}

/// Times as ranges, those that touch as one.
fn times(lengths: &Lengths, all: &[&[Sign]]) -> Vec<TimeRange> {
    let mut found: Vec<TimeRange> = Vec::new();
    for signs in all {
        let own = range(lengths, signs);
        match found.last_mut() {
            Some(last) if touch(last.most, own.least) => last.most = own.most,
            Some(_) | None => found.push(own),
        }
    }
    found
}

fn range(lengths: &Lengths, signs: &[Sign]) -> TimeRange {
    let with = |wanted: Sign| lengths.all.iter().zip(signs).filter(move |(_, sign)| **sign == wanted);
    let exact = with(Sign::Equal).next().map(|(length, _)| *length);
    let least = match exact {
        Some(length) => Some((Order::AtLeast, length)),
        None => with(Sign::Above).next_back().map(|(length, _)| (Order::MoreThan, *length)),
    };
    let most = match exact {
        Some(length) => Some((Order::AtMost, length)),
        None => with(Sign::Below).next().map(|(length, _)| (Order::LessThan, *length)),
    };
    TimeRange { least, most }
}

/// Whether one range begins where another ends.
fn touch(most: Option<(Order, Duration)>, least: Option<(Order, Duration)>) -> bool {
    match (most, least) {
        (Some((most, end)), Some((least, begin))) => {
            end == begin && (most == Order::AtMost) != (least == Order::AtLeast)
        }
        (Some(_) | None, _) => false,
    }
}

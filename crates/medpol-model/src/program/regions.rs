//! The cut points of a fact: the coarsest parts of its values that no question about it tells apart.
//!
//! Whatever is asked of the fact has one answer for all values of a region, so that a fact of which
//! something is known is a set of regions. Relations to other facts are not looked at.

use super::{FactRef, Limit, Program, SymbolSet, Values};
use crate::value::{Duration, Grain, Interval, TickSet};

/// A part of the values of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Region {
    /// Boolean or enumerated values, as bits.
    Mask(u64),
    /// Neighbouring numbers or dates.
    Ticks(Interval),
    /// Codes or texts: the sets that hold them, by their place among those that are asked about.
    Symbols(Vec<bool>),
}

/// The regions of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Regions {
    /// No question is asked about its values.
    One,
    /// The regions, in order.
    Parts(Vec<Region>),
    /// The lengths that a time is compared with, shortest first; which of them lie between two others
    /// depends on the calendar.
    Lengths(Vec<Duration>),
}

impl Program {
    /// The regions of a fact's values; `domain` are all values of an enumeration, as bits.
    pub fn regions(&self, fact: FactRef, domain: u64) -> Regions {
        let asked: Vec<&Values> = self.atoms.iter().filter(|atom| atom.fact == fact).map(|atom| &atom.values).collect();
        match asked.first() {
            None => Regions::One,
            Some(Values::Mask(_)) => Regions::Parts(masks(&asked, domain)),
            Some(Values::Ticks(first)) => Regions::Parts(ticks(&asked, first.grain())),
            Some(Values::Times(_)) => Regions::Lengths(lengths(&asked)),
            Some(Values::Symbols(_)) => Regions::Parts(symbols(&asked)),
        }
    }
}

fn masks(asked: &[&Values], domain: u64) -> Vec<Region> {
    let mut parts = vec![domain];
    for values in asked {
        let Values::Mask(allowed) = values else { continue };
        parts = parts.iter().flat_map(|part| [part & allowed, part & !allowed]).filter(|part| *part != 0).collect();
    }
    parts.sort_unstable_by_key(|part| part.trailing_zeros());
    parts.into_iter().map(Region::Mask).collect()
}

fn ticks(asked: &[&Values], grain: Grain) -> Vec<Region> {
    let mut parts = vec![Interval::ALL];
    for values in asked {
        let Values::Ticks(line) = values else { continue };
        let other = line.complement();
        let split = |part: &Interval| {
            let part = TickSet::of(grain, [*part]);
            let (inside, outside) = (part.meet(line), part.meet(&other));
            inside.intervals().iter().chain(outside.intervals()).copied().collect::<Vec<_>>()
        };
        parts = parts.iter().flat_map(split).collect();
    }
    parts.sort_unstable_by_key(|part| part.low);
    parts.into_iter().map(Region::Ticks).collect()
}

fn lengths(asked: &[&Values]) -> Vec<Duration> {
    let limits = asked.iter().flat_map(|values| if let Values::Times(limits) = values { &limits[..] } else { &[] });
    let mut limits: Vec<&Limit> = limits.collect();
    limits.sort_unstable_by_key(|limit| (limit.days.low, limit.days.high, limit.duration));
    let mut lengths: Vec<Duration> = limits.into_iter().map(|limit| limit.duration).collect();
    lengths.dedup();
    lengths
}

fn symbols(asked: &[&Values]) -> Vec<Region> {
    let memberships =
        asked.iter().flat_map(|values| if let Values::Symbols(members) = values { &members[..] } else { &[] });
    let mut sets: Vec<&SymbolSet> = Vec::new();
    for membership in memberships {
        if !sets.contains(&&*membership.set) {
            sets.push(&membership.set);
        }
    }
    let mut parts = vec![vec![false; sets.len()]];
    // A stem holds codes that nobody lists: they are in its set alone, where no other set says more.
    for (at, set) in sets.iter().enumerate() {
        if !set.stems.is_empty() {
            parts.push((0..sets.len()).map(|other| other == at).collect());
        }
    }
    for number in sets.iter().flat_map(|set| &set.numbers) {
        parts.push(sets.iter().map(|set| set.numbers.binary_search(number).is_ok()).collect());
    }
    parts.sort_unstable();
    parts.dedup();
    parts.into_iter().map(Region::Symbols).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Arises, ScopeId};
    use crate::value::{Status, number};
    use crate::vocabulary::FactId;

    const FACT: FactRef =
        FactRef { fact: FactId(0), slot: 0, scope: ScopeId::CASE, derivation: None, arises: Arises::Always };

    fn whole(value: i64) -> i64 {
        number::whole(value).unwrap_or_default()
    }

    #[test]
    fn regions_begin_where_a_comparison_changes_its_answer() {
        let mut program = Program::default();
        let lines = [
            TickSet::of(Grain::Fine, [Interval::from(whole(40) + 1)]),
            TickSet::of(Grain::Fine, [Interval { low: whole(18), high: whole(40) }]),
            TickSet::of(Grain::Fine, [Interval::point(whole(25))]),
        ];
        for line in &lines {
            program.add_atom(FACT, Values::Ticks(line.clone()));
        }
        program.add_atom(FACT, Values::Ticks(lines[0].clone()));
        assert_eq!(program.atoms.len(), 3, "the same question is the same atom");
        let Regions::Parts(parts) = program.regions(FACT, 0) else { unreachable!("numbers have parts") };
        assert_eq!(parts.len(), 5);
        for part in &parts {
            let Region::Ticks(interval) = part else { unreachable!("a part of a line") };
            assert!(lines.iter().all(|line| !line.status(*interval).is_unknown()), "{interval:?} is cut");
        }
    }

    #[test]
    fn values_that_compare_alike_are_one_region() {
        let mut program = Program::default();
        assert_eq!(program.regions(FACT, 0b1111), Regions::One);
        program.add_atom(FACT, Values::Mask(0b0011));
        program.add_atom(FACT, Values::Mask(0b0110));
        let parts = [0b0001, 0b0010, 0b0100, 0b1000].map(Region::Mask).to_vec();
        assert_eq!(program.regions(FACT, 0b1111), Regions::Parts(parts));
        assert_eq!(Values::Mask(0b0011).status(Interval::point(0b0010)), Some(Status::MET));
    }
}

//! All smallest sets that are enough for something, where more is never less than enough.
//!
//! What every such set must have is found first; mostly that is a set that is enough, and then the only smallest one.
//! Else every set that is not enough, made as large as it can be, says of which others each set that is enough must
//! have one; the smallest sets that have one of each are tried until some are enough. Nothing is known here of what
//! the things are, or of how it is known that they are enough.

use std::collections::BTreeSet;

use crate::answer::NotDecided;

/// A set of things, by number.
pub(crate) type Set = BTreeSet<usize>;

/// Whether a set is enough.
#[derive(Clone, Debug)]
pub(crate) enum Enough<T> {
    Yes(T),
    No,
    NotDecided(NotDecided),
}

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Smallest<T> {
    /// The sets, each with what shows that it is enough, in order.
    pub(crate) sets: Vec<(Set, T)>,
    /// Whether there are more.
    pub(crate) rest: More,
}

/// Whether there are more sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum More {
    None,
    /// More than were asked for.
    Some,
    NotDecided(NotDecided),
}

/// How many sets are tried before the search is given up.
const MOST_TRIED: usize = 2_000;

/// All smallest sets of `count` things that are enough, at most so many.
pub(crate) fn smallest<T>(count: usize, most: usize, enough: &mut dyn FnMut(&Set) -> Enough<T>) -> Smallest<T> {
    let search = Search { count, enough, whys: Vec::new() };
    match (search.enough)(&Set::new()) {
        Enough::Yes(shown) => return Smallest { sets: vec![(Set::new(), shown)], rest: More::None },
        Enough::No | Enough::NotDecided(_) => {}
    }
    let all: Set = (0..count).collect();
    match (search.enough)(&all) {
        Enough::No => return Smallest { sets: Vec::new(), rest: More::None },
        Enough::NotDecided(why) => return Smallest { sets: Vec::new(), rest: More::NotDecided(why) },
        Enough::Yes(_) => {}
    }
    search.sets(most)
}

struct Search<'s, T> {
    count: usize,
    enough: &'s mut dyn FnMut(&Set) -> Enough<T>,
    /// What was not decided, and counted as not enough.
    whys: Vec<NotDecided>,
}

impl<T> Search<'_, T> {
    fn try_set(&mut self, set: &Set) -> Option<T> {
        match (self.enough)(set) {
            Enough::Yes(shown) => Some(shown),
            Enough::No => None,
            Enough::NotDecided(why) => {
                self.whys.push(why);
                None
            }
        }
    }

    fn sets(mut self, most: usize) -> Smallest<T> {
        let all: Set = (0..self.count).collect();
        // Each set that is enough has one of each of these.
        let mut needed: Vec<Set> = Vec::new();
        for one in 0..self.count {
            let mut others = all.clone();
            others.remove(&one);
            if self.try_set(&others).is_none() {
                needed.push([one].into());
            }
        }
        let mut found: Vec<(Set, T)> = Vec::new();
        for _ in 0..MOST_TRIED {
            let excluded: Vec<&Set> = found.iter().map(|(set, _)| set).collect();
            let Some(next) = hitting(&needed, &excluded, self.count) else { break };
            if found.first().is_some_and(|(first, _)| next.len() > first.len()) {
                break;
            }
            if found.len() >= most {
                return Smallest { sets: found, rest: More::Some };
            }
            match self.try_set(&next) {
                Some(shown) => found.push((next, shown)),
                None => needed.push(self.missing(next, &all)),
            }
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let rest = self.whys.into_iter().next().map_or(More::None, More::NotDecided);
        Smallest { sets: found, rest }
    }

    /// Of what one more is needed: what is left out of a set that is not enough, made as large as it can be.
    fn missing(&mut self, mut set: Set, all: &Set) -> Set {
        for one in all {
            if set.insert(*one) && self.try_set(&set).is_some() {
                set.remove(one);
            }
        }
        all.difference(&set).copied().collect()
    }
}

/// A smallest set, the first in order, that has one of each of these and holds none of the excluded ones.
fn hitting(needed: &[Set], excluded: &[&Set], count: usize) -> Option<Set> {
    (0..=count).find_map(|size| of_size(needed, excluded, Set::new(), size))
}

fn of_size(needed: &[Set], excluded: &[&Set], begun: Set, size: usize) -> Option<Set> {
    if excluded.iter().any(|excluded| excluded.is_subset(&begun)) {
        return None;
    }
    let open = needed.iter().filter(|needed| needed.is_disjoint(&begun)).min_by_key(|needed| needed.len());
    let Some(open) = open else { return Some(begun) };
    if begun.len() >= size {
        return None;
    }
    open.iter().find_map(|one| {
        let mut longer = begun.clone();
        longer.insert(*one);
        of_size(needed, excluded, longer, size)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All smallest sets by trying every set.
    fn by_trial(count: usize, enough: &dyn Fn(&Set) -> bool) -> Vec<Set> {
        let all = (0..1_u32 << count).map(|bits| (0..count).filter(|at| bits & (1 << at) != 0).collect::<Set>());
        let enough: Vec<Set> = all.filter(|set| enough(set)).collect();
        let least = enough.iter().map(Set::len).min().unwrap_or(0);
        let mut found: Vec<Set> = enough.into_iter().filter(|set| set.len() == least).collect();
        found.sort();
        found
    }

    #[test]
    fn the_smallest_sets_are_those_that_trial_finds() {
        // Each number says of which things one of each group is needed.
        for seed in 0_u64..400 {
            let groups: Vec<Set> = (0..=seed % 4)
                .map(|at| {
                    let bits = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15 ^ (at * 0x1234_5677)) >> 40;
                    (0..5).filter(|one| bits & (1 << one) != 0).collect::<Set>()
                })
                .filter(|group| !group.is_empty())
                .collect();
            let enough = |set: &Set| groups.iter().all(|group| !group.is_disjoint(set));
            let mut asked = |set: &Set| if enough(set) { Enough::Yes(()) } else { Enough::No };
            let found: Vec<Set> = smallest(5, 50, &mut asked).sets.into_iter().map(|(set, ())| set).collect();
            assert_eq!(found, by_trial(5, &enough), "{groups:?}");
        }
    }
}

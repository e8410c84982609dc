//! What sets have in common, and what differs, as choices.
//!
//! The sets fall into independent choices exactly where every combination of their alternatives is one of the sets,
//! which is counted. Nothing is known here of what the members are.

use std::collections::{BTreeMap, BTreeSet};

/// Sets as a common part and choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alternatives<T> {
    /// What every set has.
    pub(super) common: Vec<T>,
    /// What each set has besides: so many alternatives of each of these.
    pub(super) choices: Vec<Choice<T>>,
}

/// Alternatives of which any so many are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice<T> {
    pub(super) choose: usize,
    pub(super) of: Vec<Vec<T>>,
}

/// The common part and the choices of some sets.
pub(super) fn alternatives<T: Ord + Clone>(sets: &[Vec<T>]) -> Alternatives<T> {
    let sets: BTreeSet<BTreeSet<T>> = sets.iter().map(|set| set.iter().cloned().collect()).collect();
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for member in sets.iter().flatten() {
        *counts.entry(member.clone()).or_default() += 1;
    }
    let (common, others): (Vec<_>, Vec<_>) = counts.iter().partition(|(_, count)| **count == sets.len());
    let common: Vec<T> = common.into_iter().map(|(member, _)| member.clone()).collect();
    let others: Vec<&T> = others.into_iter().map(|(member, _)| member).collect();
    let mut groups: Vec<BTreeSet<T>> = groups(&sets, &counts, &others);
    let combinations = groups.iter().try_fold(1_usize, |all, group| all.checked_mul(projected(&sets, group).len()));
    if combinations != Some(sets.len()) && !groups.is_empty() {
        groups = vec![others.into_iter().cloned().collect()];
    }
    Alternatives { common, choices: groups.iter().map(|group| choice(&sets, group)).collect() }
}

/// Members that do not go together by chance: whether a set has one says something of whether it has the other.
fn groups<T: Ord + Clone>(sets: &BTreeSet<BTreeSet<T>>, counts: &BTreeMap<T, usize>, all: &[&T]) -> Vec<BTreeSet<T>> {
    let mut groups: Vec<BTreeSet<T>> = Vec::new();
    for member in all {
        let count = |one: &T| counts.get(one).copied().unwrap_or(0);
        let depends = |other: &T| {
            let both = sets.iter().filter(|set| set.contains(*member) && set.contains(other)).count();
            both * sets.len() != count(member) * count(other)
        };
        let (with, without): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.iter().any(depends));
        let own = with.into_iter().flatten().chain([(*member).clone()]).collect();
        groups = without.into_iter().chain([own]).collect();
    }
    groups.sort();
    groups
}

/// What the sets have of a group.
fn projected<T: Ord + Clone>(sets: &BTreeSet<BTreeSet<T>>, group: &BTreeSet<T>) -> BTreeSet<BTreeSet<T>> {
    sets.iter().map(|set| set.intersection(group).cloned().collect()).collect()
}

fn choice<T: Ord + Clone>(sets: &BTreeSet<BTreeSet<T>>, group: &BTreeSet<T>) -> Choice<T> {
    let own = projected(sets, group);
    let size = own.first().map_or(0, BTreeSet::len);
    let is_any = own.iter().all(|one| one.len() == size) && chosen(group.len(), size) == Some(own.len());
    if is_any && size > 0 {
        return Choice { choose: size, of: group.iter().map(|one| vec![one.clone()]).collect() };
    }
    Choice { choose: 1, of: own.into_iter().map(|one| one.into_iter().collect()).collect() }
}

/// How many ways there are to choose so many of so many.
fn chosen(of: usize, number: usize) -> Option<usize> {
    (0..number).try_fold(1_usize, |all, at| Some(all.checked_mul(of.checked_sub(at)?)? / (at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every set that the common part and the choices tell.
    fn all(of: &Alternatives<u32>) -> BTreeSet<BTreeSet<u32>> {
        let mut sets: BTreeSet<BTreeSet<u32>> = [of.common.iter().copied().collect()].into();
        for choice in &of.choices {
            let mut chosen: BTreeSet<BTreeSet<usize>> = [BTreeSet::new()].into();
            for _ in 0..choice.choose {
                chosen = chosen
                    .iter()
                    .flat_map(|begun| {
                        (0..choice.of.len())
                            .filter(|at| !begun.contains(at))
                            .map(|at| begun.iter().copied().chain([at]).collect())
                    })
                    .collect();
            }
            sets = sets
                .iter()
                .flat_map(|set| {
                    chosen.iter().map(|own| {
                        set.iter()
                            .copied()
                            .chain(own.iter().filter_map(|at| choice.of.get(*at)).flatten().copied())
                            .collect()
                    })
                })
                .collect();
        }
        sets
    }

    #[test]
    fn independent_choices_are_told_apart() {
        let mut sets = Vec::new();
        for pair in [[1, 2], [1, 3], [2, 3]] {
            for one in [7, 8] {
                sets.push([pair.to_vec(), vec![5, one]].concat());
            }
        }
        let found = alternatives(&sets);
        assert_eq!(found.common, [5]);
        assert_eq!(
            found.choices,
            [
                Choice { choose: 2, of: vec![vec![1], vec![2], vec![3]] },
                Choice { choose: 1, of: vec![vec![7], vec![8]] }
            ]
        );
    }

    #[test]
    fn what_is_told_is_every_set_and_no_other() {
        for bits in 1_u32..4_096 {
            let pool: Vec<Vec<u32>> = (0..12_u32)
                .filter(|at| bits & (1 << at) != 0)
                .map(|at| (0..5).filter(|one| ((at * 7 + 3) * 11 % 31) & (1 << one) != 0).collect())
                .collect();
            let found = alternatives(&pool);
            let sets: BTreeSet<BTreeSet<u32>> = pool.iter().map(|set| set.iter().copied().collect()).collect();
            assert_eq!(all(&found), sets, "{found:?}");
        }
    }
}

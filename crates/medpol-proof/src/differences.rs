//! Numbers and dates that keep all bounds and differences of a model, or why there are none.
//!
//! Every bound says that one value is at most so much greater than another, or than nothing. Such bounds can be kept
//! together unless some of them lead round in a circle to something less than itself; the unknowns on such a
//! circle cannot hold together in any case.

use crate::formula::Literal;

/// One value is at most so many steps greater than another. Place 0 is zero itself.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) greater: usize,
    pub(crate) less: usize,
    pub(crate) steps: i128,
    pub(crate) because: Because,
}

/// Why a bound is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Because {
    /// This holds.
    Holds(Literal),
    /// It is always so.
    Always,
    /// It is so for the date of service that was chosen.
    Chosen,
    /// This holds, and says so for the date of service that was chosen.
    ChosenFor(Literal),
}

/// Bounds that cannot be kept together.
#[derive(Clone, Debug)]
pub(crate) struct Clash(pub(crate) Vec<Because>);

/// Bounds on so many values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) count: usize,
    pub(crate) edges: Vec<Edge>,
}

impl Bounds {
    /// The next place.
    pub(crate) fn add(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    pub(crate) fn at_most(&mut self, place: usize, steps: i128, because: Because) {
        self.edges.push(Edge { greater: place, less: 0, steps, because });
    }

    pub(crate) fn at_least(&mut self, place: usize, steps: i128, because: Because) {
        self.edges.push(Edge { greater: 0, less: place, steps: -steps, because });
    }

    /// Whether all bounds can be kept.
    pub(crate) fn check(&self) -> Result<(), Clash> {
        let mut far = vec![0_i128; self.count + 1];
        let mut by: Vec<Option<usize>> = vec![None; self.count + 1];
        let mut changed = None;
        for _ in 0..=self.count + 1 {
            changed = None;
            for (at, edge) in self.edges.iter().enumerate() {
                let through = far.get(edge.less).copied().unwrap_or(0) + edge.steps;
                if let (Some(own), Some(last)) = (far.get_mut(edge.greater), by.get_mut(edge.greater))
                    && through < *own
                {
                    *own = through;
                    *last = Some(at);
                    changed = Some(edge.greater);
                }
            }
            if changed.is_none() {
                return Ok(());
            }
        }
        Err(self.circle(changed.unwrap_or(0), &by))
    }

    fn circle(&self, start: usize, by: &[Option<usize>]) -> Clash {
        let before = |place: usize| by.get(place).copied().flatten().and_then(|at| self.edges.get(at));
        let mut place = start;
        for _ in 0..=self.count + 1 {
            place = before(place).map_or(place, |edge| edge.less);
        }
        let first = place;
        let mut found = Vec::new();
        while let Some(edge) = before(place) {
            found.push(edge.because);
            place = edge.less;
            if place == first || found.len() > self.count + 1 {
                break;
            }
        }
        Clash(found)
    }

    /// The least and the greatest that a value can be.
    pub(crate) fn range(&self, place: usize) -> (Option<i128>, Option<i128>) {
        (self.farthest(place, End::Low), self.farthest(place, End::High))
    }

    fn farthest(&self, place: usize, end: End) -> Option<i128> {
        let mut far: Vec<Option<i128>> = vec![None; self.count + 1];
        if let Some(zero) = far.first_mut() {
            *zero = Some(0);
        }
        for _ in 0..=self.count {
            let mut is_changed = false;
            for edge in &self.edges {
                let (from, to) = match end {
                    End::High => (edge.less, edge.greater),
                    End::Low => (edge.greater, edge.less),
                };
                let Some(through) = far.get(from).copied().flatten().map(|known| known + edge.steps) else { continue };
                if let Some(own) = far.get_mut(to)
                    && own.is_none_or(|own| through < own)
                {
                    *own = Some(through);
                    is_changed = true;
                }
            }
            if !is_changed {
                break;
            }
        }
        let found = far.get(place).copied().flatten();
        match end {
            End::High => found,
            End::Low => found.map(|steps| -steps),
        }
    }
}

#[derive(Clone, Copy)]
enum End {
    Low,
    High,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_that_lead_round_to_less_than_nothing_clash() {
        let mut bounds = Bounds::default();
        let (one, two) = (bounds.add(), bounds.add());
        bounds.at_least(one, 5, Because::Always);
        bounds.edges.push(Edge { greater: one, less: two, steps: -2, because: Because::Holds(Literal::TRUE) });
        assert_eq!(bounds.range(two), (Some(7), None));
        assert!(bounds.check().is_ok());
        bounds.at_most(two, 6, Because::Chosen);
        let Err(Clash(mut why)) = bounds.check() else { unreachable!("it is at least 7") };
        why.sort_by_key(|because| format!("{because:?}"));
        assert_eq!(why, [Because::Always, Because::Chosen, Because::Holds(Literal::TRUE)]);
    }
}

//! Many policies on all processors, and what was counted of them together.

use std::collections::BTreeMap;

use crate::small::Small;

/// What was found, and how often.
#[derive(Default)]
pub struct Count(pub BTreeMap<String, usize>);

impl Count {
    pub fn note(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    pub fn tell(&self) {
        for (what, count) in &self.0 {
            println!("{count:6} {what}");
        }
    }
}

/// How many random policies are looked at: so many, or as a variable of the environment says.
pub fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// Looks at so many numbers, each on one of the processors.
pub fn over(numbers: u64, look: impl Fn(&Small, u64, &mut Count) + Sync) -> Count {
    let own = |mine: &dyn Fn(u64) -> bool, count: &mut Count| {
        let small = Small::load();
        (0..numbers).filter(|at| mine(*at)).for_each(|at| look(&small, at, count));
        numbers
    };
    shared(own).1
}

/// Work that every processor does its share of: which numbers are its own, it is told. What all come to is returned,
/// which is the same for each, with what was counted together.
pub fn shared<T: Send>(work: impl Fn(&dyn Fn(u64) -> bool, &mut Count) -> T + Sync) -> (T, Count) {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let work = &work;
    std::thread::scope(|scope| {
        let share = |own: u64| {
            move || {
                let mut count = Count::default();
                let all = work(&|at| at % workers == own, &mut count);
                (all, count)
            }
        };
        let running: Vec<_> = (0..workers).map(|own| scope.spawn(share(own))).collect();
        let mut found: Option<(T, Count)> = None;
        for worker in running {
            let (all, own) = worker.join().expect("what the test found wrong is told above");
            match &mut found {
                None => found = Some((all, own)),
                Some((_, count)) => own.0.into_iter().for_each(|(what, own)| *count.0.entry(what).or_default() += own),
            }
        }
        found.expect("at least one processor")
    })
}

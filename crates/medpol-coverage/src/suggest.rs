//! The cases that are missing: each from an existing one, as little changed as possible, with what the policy says of it.
//!
//! Existing cases are changed in one fact, then in two; where that shows nothing, a search among all possible cases is
//! asked for one, or for the proof that there is none. Where the files go is not known here.

mod edits;
mod goal;
mod row;
mod written;

use std::sync::Arc;

use medpol_evaluator::{Outcomes, decide};
use medpol_library::Library;
use medpol_model::answer::{NotCounted, PartCoverage, PolicyCoverage, Shown};
use medpol_model::case::Case;
use medpol_model::policy::Policy;
use medpol_model::program::Op;
use medpol_model::value::Status;
use medpol_proof::{Effort, Found, Side, compare_patients};

use crate::asked::{Asked, asked};
use crate::counted::{Counted, CountedCase};
use crate::look::{Look, result_of};
use crate::seen::{AtThreshold, seen};
use crate::supposing::{Supposed, Supposing};

use self::goal::{Goal, goals};

pub use self::written::SuggestedFile;

/// Cases that are changed in two facts for one goal, at most.
const MOST_PAIRS: usize = 4_000;

/// What was suggested for a policy.
#[derive(Default)]
pub struct Suggested {
    /// The file with the missing cases; none where nothing is missing or nothing was found.
    pub file: Option<SuggestedFile>,
    /// How many rows it has.
    pub rows: usize,
    /// What no row shows and no proof rules out: the path of the part, and what is missing in words.
    pub open: Vec<(Arc<str>, String)>,
}

/// A case that shows something that is missing.
struct Suggestion {
    case: Case,
    goals: Vec<(usize, Goal)>,
}

/// Finds the cases that are missing from what is shown of a policy. What no case can show is marked so in `covered`.
pub fn suggest(
    library: &Library,
    policy: &Arc<Policy>,
    counted: &Counted,
    covered: &mut PolicyCoverage,
    effort: &Effort,
) -> Suggested {
    let symbols = library.symbols();
    let asked = asked(policy, symbols);
    let mut suggesting = Suggesting {
        library,
        policy,
        asked: &asked,
        supposing: Supposing::of(policy, symbols),
        outcomes: Outcomes::for_policy(policy),
    };
    let Some(base) = base(counted, policy, library) else { return Suggested::default() };
    let sources = suggesting.sources(base, counted);
    let mut missing: Vec<(usize, Goal)> = Vec::new();
    for (number, part) in covered.parts.iter().enumerate() {
        missing.extend(suggesting.missing(number, part, counted).into_iter().map(|goal| (number, goal)));
    }
    let mut found: Vec<Suggestion> = Vec::new();
    let mut open = Vec::new();
    for (number, goal) in missing.iter().copied() {
        if found.iter().any(|known| known.goals.contains(&(number, goal))) {
            continue;
        }
        let case = suggesting.nearest(number, goal, &sources).or_else(|| {
            let searched = suggesting.search(number, goal, base, effort);
            if matches!(searched, Found::No) {
                rule_out(covered, number, goal);
            }
            if let Found::Yes(case) = searched { Some(case) } else { None }
        });
        match case {
            Some(case) => {
                let goals = suggesting.shown_by(&case, (number, goal), &missing);
                found.push(Suggestion { case, goals });
            }
            None => open.push((number, goal)),
        }
    }
    covered.recount();
    let mut rows = written::rows(&suggesting, base, found);
    // What does not come out so when it is read again is no case to be suggested.
    if let Some(file) = written::file(policy, library, base, &rows) {
        let sound = written::come_out(library, &file);
        let dropped = rows.extract_if(.., |row| !sound.contains(&row.name));
        open.extend(dropped.flat_map(|row| row.goals));
    }
    let told = |(number, goal): (usize, Goal)| {
        let part = asked.get(number)?;
        let is_open = covered.parts.get(number).is_some_and(|part| goal.of(part).is_some_and(Shown::is_missing));
        is_open.then(|| (Arc::clone(&part.path), goal.words(part)))
    };
    let open = open.into_iter().filter_map(told).collect();
    Suggested { file: written::file(policy, library, base, &rows), rows: rows.len(), open }
}

/// Marks that no case can show something.
fn rule_out(covered: &mut PolicyCoverage, number: usize, goal: Goal) {
    if let Some(shown) = covered.parts.get_mut(number).and_then(|part| goal.of_mut(part)) {
        *shown = Shown::NotCounted { because: NotCounted::NoCase };
    }
}

/// The case that others are told apart from: one that is called typical, else one that is met, else the first.
fn base<'c>(counted: &'c Counted, policy: &Policy, library: &Library) -> Option<&'c CountedCase> {
    let is_typical = |case: &&CountedCase| {
        let file = case.name.rsplit('/').next().unwrap_or_default();
        file.starts_with("typical") && !file.contains('#')
    };
    // Of several, the one that all others together differ least from.
    let apart = |one: &CountedCase| -> usize {
        counted.cases.iter().map(|other| row::distance(&one.case, &other.case, &policy.vocabulary)).sum()
    };
    let typical = counted.cases.iter().filter(is_typical).min_by_key(|case| (apart(case), Arc::clone(&case.name)));
    let is_met = |case: &&CountedCase| {
        let mut outcomes = Outcomes::for_policy(policy);
        decide(policy, library.symbols(), &case.case, &mut outcomes) == Status::MET
    };
    typical.or_else(|| counted.cases.iter().find(is_met)).or_else(|| counted.cases.first())
}

struct Suggesting<'a> {
    library: &'a Library,
    policy: &'a Arc<Policy>,
    asked: &'a [Asked],
    supposing: Supposing<'a>,
    outcomes: Outcomes,
}

impl Suggesting<'_> {
    /// The existing cases, those first that differ least from the base.
    fn sources<'c>(&self, base: &'c CountedCase, counted: &'c Counted) -> Vec<&'c Case> {
        let distance = |case: &Case| row::distance(&base.case, case, &self.policy.vocabulary);
        let mut sources: Vec<(usize, &Case)> =
            counted.cases.iter().map(|case| (distance(&case.case), &case.case)).collect();
        sources.sort_by_key(|(distance, _)| *distance);
        sources.into_iter().map(|(_, case)| case).collect()
    }

    /// What is missing of a part; of deciding, which of its two sides.
    fn missing(&mut self, number: usize, part: &PartCoverage, counted: &Counted) -> Vec<Goal> {
        let mut missing = Vec::new();
        // A case in which a part decides shows what it is, too.
        if part.decides.is_missing() {
            for side in Supposed::BOTH {
                let goal = Goal::Decides(side);
                if !counted.cases.iter().any(|case| self.shows(&case.case, number, goal)) {
                    missing.push(goal);
                }
            }
        }
        missing.extend(goals(part));
        missing
    }

    /// Whether a case shows something of a part, if what the policy says of it is expected.
    fn shows(&mut self, case: &Case, number: usize, goal: Goal) -> bool {
        let Some(part) = self.asked.get(number) else { return false };
        let symbols = self.library.symbols();
        decide(self.policy, symbols, case, &mut self.outcomes);
        if self.outcomes.too_much().is_some() {
            return false;
        }
        let seen = seen(self.policy, symbols, case, &self.outcomes, self.asked);
        let own = seen.parts.get(number).copied().unwrap_or_default();
        match goal {
            Goal::Met => own.met,
            Goal::NotMet => own.not_met,
            Goal::Unknown => own.unknown,
            Goal::Decides(_) | Goal::At { .. } => {
                let counted = CountedCase { name: Arc::from(""), case: case.clone() };
                let expected = written::asserted(self.policy, part);
                let look = Look { case: &counted, seen: &seen, expected };
                match goal {
                    Goal::Decides(side) => {
                        look.decides(number, part.node, result_of(self.policy, part), side, &mut self.supposing)
                    }
                    Goal::At { threshold, place } => {
                        look.notices(AtThreshold { part: number, threshold, place }, part.node, &mut self.supposing)
                    }
                    Goal::Met | Goal::NotMet | Goal::Unknown => false,
                }
            }
        }
    }

    /// What was looked for, and what else is missing that a case shows: of the same part everything, of others what they
    /// are.
    fn shown_by(&mut self, case: &Case, own: (usize, Goal), missing: &[(usize, Goal)]) -> Vec<(usize, Goal)> {
        let is_asked = |(number, goal): &(usize, Goal)| {
            let is_simple = matches!(goal, Goal::Met | Goal::NotMet | Goal::Unknown);
            (*number, *goal) != own && (*number == own.0 || is_simple)
        };
        let asked = missing.iter().copied().filter(is_asked);
        let others = asked.filter(|(number, goal)| self.shows(case, *number, *goal));
        std::iter::once(own).chain(others).collect()
    }

    /// A case that shows it and differs from an existing one in a fact, or in two.
    fn nearest(&mut self, number: usize, goal: Goal, sources: &[&Case]) -> Option<Case> {
        let part = self.asked.get(number)?;
        for source in sources {
            let own = std::iter::once((*source).clone());
            for case in own.chain(edits::edited(self.policy, part.node, source)) {
                if self.shows(&case, number, goal) && row::is_writable(self.library, self.policy, &case) {
                    return Some(case);
                }
            }
        }
        let top = part.top.unwrap_or(part.node);
        let mut tried = 0;
        for source in sources {
            for first in edits::edited(self.policy, part.node, source) {
                for case in edits::edited(self.policy, top, &first) {
                    tried += 1;
                    if tried > MOST_PAIRS {
                        return None;
                    }
                    if self.shows(&case, number, goal) && row::is_writable(self.library, self.policy, &case) {
                        return Some(case);
                    }
                }
            }
        }
        None
    }

    /// A case among all that there can be, or the proof that there is none; looked for where a part should decide.
    fn search(&mut self, number: usize, goal: Goal, base: &CountedCase, effort: &Effort) -> Found<Case> {
        let (Some(part), Goal::Decides(side)) = (self.asked.get(number), goal) else { return Found::default() };
        let symbols = self.library.symbols();
        let mut other = (**self.policy).clone();
        let masks = std::mem::take(&mut other.masks);
        other.order.splice(..0, masks.into_iter().map(|leaf| leaf.node));
        if let Some(node) = other.program.nodes.get_mut(part.node.0 as usize) {
            *node = Op::Constant(if side == Supposed::Met { Status::NOT_MET } else { Status::MET });
        }
        let mut own = (**self.policy).clone();
        if result_of(self.policy, part) != self.policy.root {
            own.root = result_of(self.policy, part);
            other.root = own.root;
        }
        let sides = [&own, &other].map(|policy| Side { policy, symbols });
        let [first, second] = sides;
        let Ok(patients) = compare_patients(first, second, Some(&base.case), effort) else { return Found::default() };
        match (patients.stricter, patients.looser) {
            (Found::No, Found::No) => Found::No,
            (Found::Yes(witness), _) | (_, Found::Yes(witness)) => {
                let is_it = self.shows(&witness.case, number, goal)
                    && row::is_writable(self.library, self.policy, &witness.case);
                if is_it { Found::Yes(witness.case) } else { Found::default() }
            }
            (other @ Found::NotDecided(_), _) | (_, other @ Found::NotDecided(_)) => match other {
                Found::NotDecided(why) => Found::NotDecided(why),
                Found::No | Found::Yes(_) => Found::default(),
            },
        }
    }
}

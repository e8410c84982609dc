//! Thresholds, and where a case lies: just below one, on it, or just above.
//!
//! Just below is at most one step below: a step is one of the last digit that the threshold has, or one year, month,
//! week or day. So a case just below and one on the threshold notice that it moves by a step.

use std::cmp::Ordering;

use medpol_evaluator::{Access, Evaluation, Frames, Outcomes, Reading};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::{Policy, Threshold};
use medpol_model::program::{Counting, FactRef, NodeId, Offset, Op, Run};
use medpol_model::value::{Date, Duration, Interval, Span, Status, number};
use medpol_model::vocabulary::FactKind;

/// A threshold of a part.
pub(crate) struct Asking {
    pub(crate) says: String,
    pub(crate) threshold: String,
    /// How near is near, in words.
    pub(crate) step: Option<String>,
    line: Line,
    /// Which of the three places the vocabulary has no value for: below and above.
    pub(crate) out_of_bounds: [bool; 2],
}

/// What is compared, and with what.
#[derive(Clone, Copy)]
enum Line {
    /// A number or date, in ticks; how far a step leads, in ticks of a number or in days.
    Tick { at: i64, step: Step },
    /// A time.
    Time { at: Duration, step: i64 },
    /// Another fact and so much more.
    Fact { other: FactRef, offset: Offset },
    /// How many members are met.
    Members { at: u32 },
}

#[derive(Clone, Copy)]
enum Step {
    Ticks(i64),
    Days(i64),
}

/// Where a case lies at a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Below,
    On,
    Above,
}

impl Place {
    pub(crate) const ALL: [Self; 3] = [Self::Below, Self::On, Self::Above];
}

/// What a node compares with.
pub(crate) fn asking(policy: &Policy, node: NodeId) -> Vec<Asking> {
    let (Some(detail), Some(op)) = (policy.detail(node), policy.program.node(node)) else { return Vec::new() };
    if let Op::Tally { members, least, most, .. } = op {
        return members_asked(*members, *least, *most);
    }
    let measured = measured(policy, node);
    let asked = detail.comparisons.iter().filter_map(|comparison| {
        let line = line(measured.as_ref(), comparison.threshold)?;
        Some(Asking {
            says: comparison.comparator.with(&comparison.shown),
            threshold: comparison.shown.to_string(),
            step: step_in_words(measured.as_ref(), line),
            out_of_bounds: out_of_bounds(measured.as_ref(), line),
            line,
        })
    });
    asked.collect()
}

fn members_asked(members: Run, least: u32, most: u32) -> Vec<Asking> {
    let asking = |words: &str, at: u32| Asking {
        says: format!("{words} {at} of {}", members.length),
        threshold: at.to_string(),
        step: Some("1".to_owned()),
        line: Line::Members { at },
        out_of_bounds: [at == 0, at >= members.length],
    };
    let least = (least > 0).then(|| asking("at least", least));
    let most = (most < members.length).then(|| asking("at most", most));
    least.into_iter().chain(most).collect()
}

/// What a node measures against its thresholds.
struct Measured<'a> {
    kind: Option<&'a FactKind>,
    bounds: Interval,
}

fn measured(policy: &Policy, node: NodeId) -> Option<Measured<'_>> {
    let fact = |fact: FactRef| {
        let known = policy.vocabulary.fact(fact.fact)?;
        Some(Measured { kind: Some(&known.kind), bounds: known.bounds })
    };
    match policy.program.node(node)? {
        Op::Leaf { atom, .. } => fact(policy.program.atom(*atom)?.fact),
        Op::Relate { fact: own, .. } => fact(*own),
        Op::Sum { field, .. } => Some(Measured { bounds: Interval::ALL, ..fact(*field)? }),
        Op::Count { elements, .. } => {
            let list = policy.vocabulary.fact(policy.program.scope(*elements).list.fact)?;
            let FactKind::List(kind) = &list.kind else { return None };
            let most = kind.max_items.and_then(|most| number::whole(i64::from(most)));
            Some(Measured { kind: None, bounds: Interval { low: 0, high: most.unwrap_or(i64::MAX) } })
        }
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Same(_)
        | Op::Known(_)
        | Op::Quantify { .. }
        | Op::Extreme { .. }
        | Op::Constant(_) => None,
    }
}

fn line(measured: Option<&Measured<'_>>, threshold: Threshold) -> Option<Line> {
    let measured = measured?;
    Some(match threshold {
        Threshold::None => return None,
        Threshold::Tick(at) => Line::Tick {
            at,
            step: if measured.kind == Some(&FactKind::Date) { Step::Days(1) } else { Step::Ticks(number_step(at)?) },
        },
        Threshold::Duration(at) => Line::Time { at, step: time_step(at) },
        Threshold::Fact(other) => ordered(measured).then_some(Line::Fact { other, offset: Offset::None })?,
        Threshold::Shifted(other, offset) => Line::Fact { other, offset },
    })
}

/// Whether values come before and after one another.
const fn ordered(measured: &Measured<'_>) -> bool {
    matches!(measured.kind, Some(FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date))
}

/// One of the last digit that a number has: of 5 it is 1, of −2.5 it is 0.1.
pub(crate) fn number_step(tick: i64) -> Option<i64> {
    let ten = |digits: u32| 10_i64.checked_pow(number::DIGITS.checked_sub(digits)?);
    ten(number::decimal(tick).scale())?.checked_mul(2)
}

/// A year of years, a month of months, a week of weeks, else a day.
pub(crate) const fn time_step(at: Duration) -> i64 {
    match at.span {
        Span::Months if at.count >= 24 && at.count % 12 == 0 => 12,
        Span::Days if at.count > 0 && at.count % 7 == 0 => 7,
        Span::Months | Span::Days => 1,
    }
}

fn step_in_words(measured: Option<&Measured<'_>>, line: Line) -> Option<String> {
    Some(match line {
        Line::Fact { .. } => return None,
        Line::Members { .. } => "1".to_owned(),
        Line::Time { at, step } => match (at.span, step) {
            (Span::Months, 12) => "1 year",
            (Span::Months, _) => "1 month",
            (Span::Days, 7) => "1 week",
            (Span::Days, _) => "1 day",
        }
        .to_owned(),
        Line::Tick { step: Step::Days(_), .. } => "1 day".to_owned(),
        Line::Tick { step: Step::Ticks(step), .. } => {
            let number = number::decimal(step).to_string();
            match measured.and_then(|measured| measured.kind?.unit()) {
                Some(unit) => unit.of(&number),
                None => number,
            }
        }
    })
}

fn out_of_bounds(measured: Option<&Measured<'_>>, line: Line) -> [bool; 2] {
    let Some(bounds) = measured.map(|measured| measured.bounds) else { return [false; 2] };
    match line {
        Line::Tick { at, .. } => {
            [at <= bounds.low && bounds.low != i64::MIN, at >= bounds.high && bounds.high != i64::MAX]
        }
        Line::Time { at, .. } => [at.count == 0, false],
        Line::Fact { .. } | Line::Members { .. } => [false; 2],
    }
}

/// Where a case lies at a threshold of a node, if it is near it.
pub(crate) fn place(
    evaluation: &Evaluation<'_, Case>,
    outcomes: &Outcomes,
    node: NodeId,
    asking: &Asking,
    frames: &Frames<'_>,
) -> Option<Place> {
    let program = evaluation.program;
    let op = program.node(node)?;
    match (op, asking.line) {
        (Op::Tally { members, waived, .. }, Line::Members { at }) => {
            let met = members_met(evaluation, outcomes, *members, *waived, frames)?;
            near(met.cmp(&at), (met + 1).cmp(&at), met.cmp(&(at + 1)))
        }
        (Op::Leaf { rules, .. }, line) => {
            let fact = program.own_facts(node).first().copied()?;
            of_fact(evaluation, fact, *rules, line, frames)
        }
        (Op::Relate { fact, rules, .. }, line) => of_fact(evaluation, *fact, *rules, line, frames),
        (Op::Count { .. }, line) => of_value(evaluation.number_of_op(op, frames)?, line),
        (Op::Sum { elements, field, .. }, line) => {
            of_value(evaluation.total(program.scope(*elements), *field, frames)?, line)
        }
        (
            Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_)
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Extreme { .. }
            | Op::Constant(_),
            _,
        ) => None,
    }
}

/// The place of something, by how it compares with the threshold and how it does one step up and one step down.
const fn near(own: Ordering, step_up: Ordering, step_down: Ordering) -> Option<Place> {
    match (own, step_up, step_down) {
        (Ordering::Equal, _, _) => Some(Place::On),
        (Ordering::Less, Ordering::Equal | Ordering::Greater, _) => Some(Place::Below),
        (Ordering::Greater, _, Ordering::Equal | Ordering::Less) => Some(Place::Above),
        (Ordering::Less | Ordering::Greater, _, _) => None,
    }
}

fn of_value(value: Interval, line: Line) -> Option<Place> {
    of_reading(Reading::Value { value, mark: Mark::GIVEN, slot: usize::MAX }, line)
}

fn of_fact(
    evaluation: &Evaluation<'_, Case>,
    fact: FactRef,
    rules: Option<medpol_model::program::RulesId>,
    line: Line,
    frames: &Frames<'_>,
) -> Option<Place> {
    let Access::Tested(reading) = evaluation.access(fact, rules, frames) else { return None };
    match line {
        Line::Fact { other, offset } => {
            let Access::Tested(Reading::Value { value, mark, .. }) = evaluation.access(other, rules, frames) else {
                return None;
            };
            let right = offset.added_to(value);
            let is_one = right.is_point() && !mark.has(Mark::ALTERNATIVES);
            let side = is_one.then(|| reading.side_of_tick(right.low))??;
            Some(match side {
                Ordering::Less => Place::Below,
                Ordering::Equal => Place::On,
                Ordering::Greater => Place::Above,
            })
        }
        Line::Tick { .. } | Line::Time { .. } | Line::Members { .. } => of_reading(reading, line),
    }
}

fn of_reading(reading: Reading, line: Line) -> Option<Place> {
    if let Reading::Value { mark, .. } = reading
        && mark.has(Mark::ALTERNATIVES)
    {
        return None;
    }
    match line {
        Line::Tick { at, step } => {
            let moved = |by: i64| match step {
                Step::Ticks(ticks) => at.saturating_add(by * ticks),
                Step::Days(days) => Date::at(at).plus_days(by * days).tick(),
            };
            let side = |tick: i64| reading.side_of_tick(tick);
            placed(side(at)?, || side(moved(-1)), || side(moved(1)))
        }
        Line::Time { at, step } => {
            let side = |by: i64| reading.side_of_duration(Duration { count: at.count + by * step, ..at });
            placed(side(0)?, || side(-1), || side(1))
        }
        Line::Fact { .. } | Line::Members { .. } => None,
    }
}

/// The place of a value, by its side of the threshold, of what is a step below it, and of what is a step above.
fn placed(
    own: Ordering,
    of_below: impl FnOnce() -> Option<Ordering>,
    of_above: impl FnOnce() -> Option<Ordering>,
) -> Option<Place> {
    match own {
        Ordering::Equal => Some(Place::On),
        Ordering::Less => (of_below()? != Ordering::Less).then_some(Place::Below),
        Ordering::Greater => (of_above()? != Ordering::Greater).then_some(Place::Above),
    }
}

/// How many members of a tally are met; none where that is not known, or some member leaves the pool.
fn members_met(
    evaluation: &Evaluation<'_, Case>,
    outcomes: &Outcomes,
    members: Run,
    waived: Counting,
    frames: &Frames<'_>,
) -> Option<u32> {
    let status = |node: NodeId| if frames.is_top() { outcomes.status(node) } else { evaluation.node(node, frames) };
    let mut met = 0;
    for member in evaluation.program.members(members) {
        let (counts, leaves) =
            if let (Some(Op::Waive { base, waiver }), Counting::Shrinks) = (evaluation.program.node(*member), waived) {
                (*base, Some(*waiver))
            } else {
                (*member, None)
            };
        let stands = status(counts);
        if stands == Status::MET {
            met += 1;
        } else if stands != Status::NOT_MET || leaves.is_some_and(|waiver| status(waiver).can_be_met()) {
            return None;
        }
    }
    Some(met)
}

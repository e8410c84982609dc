//! Cases that differ from one in a single fact: with the values that a part of a policy tells apart, as a chart has them.
//!
//! Whether a case shows anything is not known here, nor whether it can be written down.

use medpol_model::case::{Case, Mark};
use medpol_model::policy::{Policy, Threshold};
use medpol_model::program::{FactRef, NodeId, Op, Polarity, Program, ScopeId, Values};
use medpol_model::value::{Date, Duration, Interval, Span};
use medpol_model::vocabulary::{Elements, Fact, FactKind, FrameId, Vocabulary};

use crate::place::{number_step, time_step};

/// Values of an enumeration that are tried, at most.
const MOST_VALUES: usize = 16;

/// The values that conditions compare a fact with.
#[derive(Default)]
struct Wanted {
    ticks: Vec<i64>,
    times: Vec<Duration>,
    symbols: Vec<i64>,
}

/// A value that a slot may be given.
#[derive(Clone, Copy)]
struct Value {
    value: Interval,
    mark: Mark,
}

/// Cases that differ from one in a single fact that a part reads.
pub(super) fn edited(policy: &Policy, part: NodeId, case: &Case) -> Vec<Case> {
    let vocabulary = &*policy.vocabulary;
    let mut found = Vec::new();
    let mut done = Vec::new();
    for fact in policy.program.facts_read(part) {
        let mut wanted = wanted(policy, part, fact);
        of_other_facts(policy, part, case, fact, &mut wanted);
        for slot in slots(&policy.program, case, fact) {
            edit(vocabulary, case, fact, slot, &wanted, &mut done, &mut found);
        }
    }
    found
}

/// Adds the cases in which a slot has another value; where its fact follows from others, those in which these have.
fn edit(
    vocabulary: &Vocabulary,
    case: &Case,
    fact: FactRef,
    slot: usize,
    wanted: &Wanted,
    done: &mut Vec<usize>,
    found: &mut Vec<Case>,
) {
    let Some(known) = vocabulary.fact(fact.fact) else { return };
    let is_stated = case.facts.mark(slot).has(Mark::GIVEN);
    let derivation = known.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
    if let (Some(derivation), false) = (derivation, is_stated) {
        let base = slot.saturating_sub(known.slot as usize);
        for input in derivation.facts(&vocabulary.program) {
            let Some(other) = vocabulary.fact(input.fact) else { continue };
            let own = if other.frame == known.frame { Some(base + other.slot as usize) } else { None };
            let own = own.or_else(|| (other.frame == FrameId::CASE).then_some(other.slot as usize));
            if let Some(slot) = own {
                let input = FactRef { derivation: other.derivation, ..input };
                edit(vocabulary, case, input, slot, wanted, done, found);
            }
        }
        return;
    }
    if done.contains(&slot) || vocabulary.governing == Some(fact.fact) {
        return;
    }
    done.push(slot);
    found.extend(listed(vocabulary, known, case, slot));
    let values = values(vocabulary, known, case, wanted);
    let own = (case.facts.value(slot), case.facts.mark(slot));
    for Value { value, mark } in values {
        if (value, mark) != own {
            let mut edited = case.clone();
            edited.facts.set(slot, Some(value), mark);
            edited.evidence.remove(&u32::try_from(slot).unwrap_or(u32::MAX));
            found.push(edited);
        }
    }
}

/// Cases in which a list of values of an enumeration has one value and no other, each in turn.
fn listed(vocabulary: &Vocabulary, fact: &Fact, case: &Case, slot: usize) -> Vec<Case> {
    let FactKind::List(list) = &fact.kind else { return Vec::new() };
    let frame = vocabulary.frame(list.frame).filter(|_| list.elements == Elements::Values);
    let element = frame.and_then(|frame| Some((frame, vocabulary.fact(*frame.facts.first()?)?)));
    let Some((frame, element)) = element else { return Vec::new() };
    let FactKind::Enumeration(id) = element.kind else { return Vec::new() };
    let count = vocabulary.enumeration(id).map_or(0, |known| known.values.len().min(MOST_VALUES));
    let with = |bit: u32| {
        let mut edited = case.clone();
        let first = edited.facts.add_frame(&frame.blank);
        edited.facts.set(first, Some(one_of(bit)), Mark::GIVEN);
        edited.facts.set_elements(slot, first, 1, Mark::GIVEN);
        edited
    };
    (0..u32::try_from(count).unwrap_or(0)).map(with).collect()
}

/// The value of an enumeration with this number.
const fn one_of(bit: u32) -> Interval {
    Interval::point(i64::from_ne_bytes((1_u64 << bit).to_ne_bytes()))
}

/// The slots of a fact: one, or that of each element.
fn slots(program: &Program, case: &Case, fact: FactRef) -> Vec<usize> {
    bases(program, case, fact.scope).into_iter().map(|base| base + fact.slot as usize).collect()
}

/// The first slots of the elements that a scope stands for.
fn bases(program: &Program, case: &Case, scope: ScopeId) -> Vec<usize> {
    if scope == ScopeId::CASE {
        return vec![0];
    }
    let scope = program.scope(scope);
    let mut found = Vec::new();
    for list in slots(program, case, scope.list) {
        let (first, count) = case.facts.elements(list);
        found.extend((0..count).map(|index| first + index * scope.width as usize));
    }
    found
}

/// What the conditions of a part compare a fact with.
fn wanted(policy: &Policy, part: NodeId, fact: FactRef) -> Wanted {
    let mut wanted = Wanted::default();
    for node in policy.program.reached_from(part) {
        if !policy.program.own_facts(node).iter().any(|own| own.fact == fact.fact) {
            continue;
        }
        for comparison in policy.detail(node).into_iter().flat_map(|detail| &detail.comparisons) {
            match comparison.threshold {
                Threshold::Tick(tick) => wanted.ticks.push(tick),
                Threshold::Duration(duration) => wanted.times.push(duration),
                Threshold::None | Threshold::Fact(_) | Threshold::Shifted(..) => {}
            }
        }
        if let Some(Op::Leaf { atom, .. }) = policy.program.node(node)
            && let Some(Values::Symbols(memberships)) = policy.program.atom(*atom).map(|atom| &atom.values)
        {
            let members = memberships.iter().filter(|one| one.polarity == Polarity::In);
            wanted.symbols.extend(members.filter_map(|one| one.set.numbers.first()));
            wanted.symbols.extend(memberships.iter().filter_map(|one| one.set.numbers.first()));
        }
    }
    wanted
}

/// The values of the facts that a fact is compared with.
fn of_other_facts(policy: &Policy, part: NodeId, case: &Case, fact: FactRef, wanted: &mut Wanted) {
    for node in policy.program.reached_from(part) {
        let own = policy.program.own_facts(node);
        if !own.iter().any(|one| one.fact == fact.fact) {
            continue;
        }
        for comparison in policy.detail(node).into_iter().flat_map(|detail| &detail.comparisons) {
            let (other, by) = match comparison.threshold {
                Threshold::Fact(other) => (other, medpol_model::program::Offset::None),
                Threshold::Shifted(other, offset) => (other, offset),
                Threshold::None | Threshold::Tick(_) | Threshold::Duration(_) => continue,
            };
            for slot in slots(&policy.program, case, other) {
                let value = by.added_to(case.facts.value(slot));
                if case.facts.mark(slot).has(Mark::GIVEN) && value.is_point() {
                    wanted.ticks.push(value.low);
                }
            }
        }
    }
}

/// The values that a fact may be given: those that conditions tell apart, and that nothing is known of it.
fn values(vocabulary: &Vocabulary, fact: &Fact, case: &Case, wanted: &Wanted) -> Vec<Value> {
    let blank = vocabulary.frame(fact.frame).and_then(|frame| frame.blank.get(fact.slot as usize)).copied();
    let blank = blank.unwrap_or(Interval::ALL);
    let given = |value: Interval| Value { value, mark: Mark::GIVEN };
    let mask = |bit: u32| given(one_of(bit));
    let within = |value: &Value| !value.value.meet(fact.bounds).is_empty();
    let mut values: Vec<Value> = match &fact.kind {
        FactKind::Boolean => vec![mask(1), mask(0)],
        FactKind::Enumeration(id) => {
            let count = vocabulary.enumeration(*id).map_or(0, |known| known.values.len().min(MOST_VALUES));
            (0..u32::try_from(count).unwrap_or(0)).map(mask).collect()
        }
        FactKind::Integer { .. } | FactKind::Decimal { .. } => {
            let near = |tick: &i64| {
                let step = number_step(*tick).unwrap_or(2);
                [*tick, tick.saturating_sub(step), tick.saturating_add(step)]
            };
            wanted.ticks.iter().flat_map(near).map(|tick| given(Interval::point(tick))).filter(within).collect()
        }
        FactKind::Date => {
            dates(vocabulary, case, wanted).into_iter().map(|tick| given(Interval::point(tick))).collect()
        }
        FactKind::Duration(_) => wanted.times.iter().flat_map(times).collect(),
        FactKind::Code { .. } | FactKind::Text => {
            wanted.symbols.iter().map(|symbol| given(Interval::point(*symbol))).collect()
        }
        FactKind::List(_) => vec![Value { value: Interval::point(0), mark: Mark::GIVEN }],
    };
    values.push(Value { value: blank, mark: Mark::NULL });
    values.push(Value { value: blank, mark: Mark::ABSENT });
    values
}

/// Days at a threshold of a date, or from which as much time went by as a threshold asks; one day before and after.
fn dates(vocabulary: &Vocabulary, case: &Case, wanted: &Wanted) -> Vec<i64> {
    let anchor = vocabulary.anchor.and_then(|id| vocabulary.fact(id)).map(|fact| case.facts.value(fact.slot as usize));
    let mut days: Vec<Date> = wanted.ticks.iter().map(|tick| Date::at(*tick)).collect();
    if let Some(now) = anchor.filter(|anchor| anchor.is_point()) {
        days.extend(wanted.times.iter().map(|time| Date::at(now.low).latest_start(*time)));
    }
    let near = |day: Date| [day, day.plus_days(1), day.plus_days(-1)];
    days.into_iter().flat_map(near).map(Date::tick).collect()
}

/// A time at a threshold, and a step more and less.
fn times(at: &Duration) -> [Value; 3] {
    let step = time_step(*at);
    let unit = if step == 1 { Mark::ABSENT } else { Mark::LARGE_UNIT };
    let span = if at.span == Span::Days { Mark::DAYS } else { Mark::ABSENT };
    [0, -step, step].map(|by| Value {
        value: Interval::point(Duration { count: (at.count + by).max(0), ..*at }.tick()),
        mark: Mark::GIVEN.with(unit).with(span),
    })
}

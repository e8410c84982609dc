//! Why a node stands as it does, in a sentence.

mod lists;

use std::sync::Arc;

use medpol_model::{
    Comparator, Compared, Comparison, Date, FactKind, FactRef, Interval, NodeId, Offset, Op, Span, Status, Threshold,
    Truth, number,
};

use super::node::{Leaf, Modified};
use super::place::Place;
use super::value;
use crate::story::Story;
use medpol_evaluator::Race;
use medpol_evaluator::{Absence, Access, Reading};

/// The sentence for a node: of what stands under its modifiers, and whether they made the difference.
pub(super) fn why(
    story: &Story<'_>,
    node: NodeId,
    core: NodeId,
    place: &Place,
    status: Status,
    leaf: &Leaf,
    modified: Modified,
) -> String {
    let base_status = if core == node { status } else { story.scene.inner(core, &place.frames) };
    let base = plain(story, core, place, base_status, leaf);
    match modified {
        Modified::No => base,
        Modified::Waived => format!("{base}; waived, because the waiver holds"),
        Modified::Excepted => format!("{base}; but the exception holds"),
    }
}

fn plain(story: &Story<'_>, node: NodeId, place: &Place, status: Status, leaf: &Leaf) -> String {
    let Some(op) = story.policy.program.node(node) else { return String::new() };
    match op {
        Op::All(_) | Op::Any(_) | Op::None(_) | Op::Tally { .. } => group(story, op, place),
        Op::Not(inner) => format!("the condition {}", holds(story.scene.inner(*inner, &place.frames))),
        Op::Same(other) => {
            let id = story.policy.detail(*other).map_or("", |detail| &*detail.path);
            format!("`{id}` {}", holds(status))
        }
        Op::If { condition, otherwise, .. } => match story.scene.inner(*condition, &place.frames).truth() {
            Some(Truth::NotMet) if otherwise.is_none() => {
                "the condition does not hold, so it does not arise".to_owned()
            }
            Some(Truth::NotMet) => "the condition does not hold, so the `else` branch counts".to_owned(),
            Some(Truth::Unknown) => "whether the condition holds is not known".to_owned(),
            _ => "the condition holds, so the `then` branch counts".to_owned(),
        },
        Op::Except { .. } | Op::Waive { .. } => String::new(),
        Op::Known(_) => {
            let label = leaf.observed.first().map_or("", |observed| &*observed.label);
            format!("{label} {}", if status == Status::MET { "is documented" } else { "is not documented" })
        }
        Op::Quantify { quantifier, elements, satisfies, .. } => {
            untested(leaf).unwrap_or_else(|| lists::quantified(story, node, *quantifier, elements, *satisfies, place))
        }
        Op::Extreme { extreme, elements, by, satisfies, .. } => untested(leaf).unwrap_or_else(|| {
            let race = Race { extreme: *extreme, elements, by: *by, satisfies: *satisfies };
            lists::latest(story, node, race, place)
        }),
        Op::Constant(_) if leaf.compared.is_empty() => {
            let because = story.policy.detail(node).and_then(|detail| detail.because.as_deref());
            because.unwrap_or("the same in every case").to_owned()
        }
        Op::Constant(_) => {
            if let Some(because) = story.policy.detail(node).and_then(|detail| detail.because.as_deref()) {
                return because.to_owned();
            }
            let limits: Vec<String> = leaf
                .compared
                .iter()
                .map(|compared| format!("{} {}", compared.comparator.words(), compared.threshold).trim().to_owned())
                .collect();
            format!("the value is {}{}", if status == Status::MET { "" } else { "not " }, limits.join(" and "))
        }
        Op::Count { elements, .. } | Op::Sum { elements, .. } => {
            untested(leaf).unwrap_or_else(|| counted(story, op, elements, place, status, leaf))
        }
        Op::Mask { .. } | Op::Range { .. } | Op::Test { .. } => {
            untested(leaf).unwrap_or_else(|| compared(story, node, status, leaf))
        }
    }
}

const fn holds(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "holds",
        Some(Truth::NotMet) => "does not hold",
        Some(Truth::Unknown) => "is not known to hold or not",
        None => "does not arise",
    }
}

/// The sentence of a leaf whose fact was not tested.
fn untested(leaf: &Leaf) -> Option<String> {
    let observed = leaf.observed.first()?;
    let label = &observed.label;
    match leaf.access? {
        Access::NotEvidenced => Some(format!("{label} is asserted, not evidenced")),
        Access::Absent(Absence::DoesNotArise) => Some(format!("{label} does not arise in this case")),
        Access::Absent(Absence::Presumed) => Some(format!("{label} is not documented, and is presumed absent")),
        Access::Assumed(status) => {
            let word = if status == Status::MET { "met" } else { "not met" };
            Some(format!("{label} is not documented, and is taken as {word}"))
        }
        Access::Tested(Reading::Unknown) => {
            let why = match observed.state {
                medpol_model::FactState::AnswerUnknown => "was asked, and the answer is not known",
                _ => "is not documented",
            };
            Some(format!("{label} {why}"))
        }
        Access::Tested(_) => None,
    }
}

/// A fact against what it is compared with.
fn compared(story: &Story<'_>, node: NodeId, status: Status, leaf: &Leaf) -> String {
    let Some(observed) = leaf.observed.first() else { return String::new() };
    let value = observed.value.as_deref().unwrap_or("not known");
    let derived = if observed.state == medpol_model::FactState::DocumentedAbsent { " (documented absent)" } else { "" };
    let is_flag = matches!(value, "yes" | "no" | "yes and also no");
    let joint = if is_flag { ":" } else { " is" };
    let fact = format!("{}{joint} {value}{derived}", observed.label);
    let says_itself = match leaf.compared.as_slice() {
        [] => true,
        [only] => status == Status::MET && only.comparator == Comparator::Is && *only.threshold == *value,
        _ => false,
    };
    if says_itself {
        return fact;
    }
    let limits = limits(story, node, leaf).join(" and ");
    let distance = leaf.compared.iter().find_map(|compared| compared.distance.as_ref());
    let distance = distance.map_or(String::new(), |distance| format!(" ({distance})"));
    match status.truth() {
        Some(Truth::Met) => format!("{fact}: {limits}{distance}"),
        Some(Truth::NotMet) => format!("{fact}: not {limits}{distance}"),
        _ => format!("{fact}, which leaves open whether it is {limits}"),
    }
}

/// Each comparator with its right side, in words.
fn limits(story: &Story<'_>, node: NodeId, leaf: &Leaf) -> Vec<String> {
    let written = story.policy.detail(node).map_or(&[][..], |detail| &*detail.comparisons);
    let like_a_fact = |at: usize| {
        let threshold = written.get(at).map(|comparison| &comparison.threshold);
        matches!(threshold, Some(Threshold::Fact(_) | Threshold::Shifted(..)))
    };
    let limit = |(at, compared): (usize, &Compared)| {
        let words = if compared.comparator == Comparator::Is && like_a_fact(at) {
            "the same as"
        } else {
            compared.comparator.words()
        };
        if words.is_empty() { compared.threshold.to_string() } else { format!("{words} {}", compared.threshold) }
    };
    leaf.compared.iter().enumerate().map(limit).collect()
}

/// The members of a group that make it what it is.
fn group(story: &Story<'_>, op: &Op, place: &Place) -> String {
    let run = match op {
        Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. } => *run,
        _ => return String::new(),
    };
    let members = story.policy.program.members(run);
    let named = |wanted: Status| -> Vec<&str> {
        let like = members.iter().filter(|member| story.scene.inner(**member, &place.frames) == wanted);
        like.filter_map(|member| story.policy.detail(*member)).map(|detail| &*detail.path).collect()
    };
    let (met, not_met, open) = (named(Status::MET), named(Status::NOT_MET), named(Status::UNKNOWN));
    let total = members.len();
    let needed = match op {
        Op::All(_) => "all must hold".to_owned(),
        Op::Any(_) => "one is enough".to_owned(),
        Op::None(_) => "none may hold".to_owned(),
        Op::Tally { least, most, .. } => match (*least, *most) {
            (least, u32::MAX) => format!("at least {least} must hold"),
            (0, most) => format!("at most {most} may hold"),
            (least, most) if least == most => format!("exactly {least} must hold"),
            (least, most) => format!("{least} to {most} must hold"),
        },
        _ => String::new(),
    };
    let mut parts = vec![format!("{} of {total} hold, {needed}", met.len())];
    let shows_met = matches!(op, Op::None(_) | Op::Any(_)) && met.len() < total;
    let lists = [
        ("holding", met, shows_met),
        ("not holding", not_met, matches!(op, Op::All(_) | Op::Tally { .. })),
        ("open", open, true),
    ];
    for (word, names, is_shown) in lists {
        if is_shown && !names.is_empty() {
            parts.push(format!("{word}: {}", names.join(", ")));
        }
    }
    let left_out = waived_members(story, members, place);
    if !left_out.is_empty() {
        parts.push(format!("waived: {}", left_out.join(", ")));
    }
    parts.join("; ")
}

fn waived_members<'a>(story: &Story<'a>, members: &[NodeId], place: &Place) -> Vec<&'a str> {
    members
        .iter()
        .filter(|member| match story.policy.program.node(**member) {
            Some(Op::Waive { base, waiver }) => {
                story.scene.inner(*base, &place.frames) != Status::MET
                    && story.scene.inner(*waiver, &place.frames) == Status::MET
            }
            _ => false,
        })
        .filter_map(|member| story.policy.detail(*member))
        .map(|detail| &*detail.path)
        .collect()
}

fn counted(
    story: &Story<'_>,
    op: &Op,
    elements: &medpol_model::ElementsRef,
    place: &Place,
    status: Status,
    leaf: &Leaf,
) -> String {
    let label = story.scene.fact(elements.list).map_or("", |fact| &*fact.label);
    let (what, value) = match op {
        Op::Sum { field, .. } => {
            let total = story.scene.total(elements, *field, &place.frames);
            let known = story.scene.fact(*field);
            let unit = match known.map(|fact| &fact.kind) {
                Some(FactKind::Integer { unit } | FactKind::Decimal { unit }) => *unit,
                _ => None,
            };
            let name = known.map_or(String::new(), |fact| format!("total of {}", fact.label));
            (name, total.map(|total| value::quantity(total, unit)))
        }
        _ => {
            ("number".to_owned(), story.scene.number_of_op(op, &place.frames).map(|count| value::quantity(count, None)))
        }
    };
    let value = value.unwrap_or_else(|| "not known".to_owned());
    let limits: Vec<String> = leaf
        .compared
        .iter()
        .map(|compared| format!("{} {}", compared.comparator.words(), compared.threshold).trim().to_owned())
        .collect();
    let limits = limits.join(" and ");
    match status.truth() {
        Some(Truth::Met) => format!("{label}: {what} {value}, {limits}"),
        Some(Truth::NotMet) => format!("{label}: {what} {value}, not {limits}"),
        _ => format!("{label}: {what} {value}, which leaves open whether it is {limits}"),
    }
}

/// The right side of a comparison: another fact with its value here.
pub(super) fn threshold(story: &Story<'_>, comparison: &Comparison, place: &Place) -> Arc<str> {
    let (other, offset) = match comparison.threshold {
        Threshold::Fact(other) => (other, Offset::None),
        Threshold::Shifted(other, offset) => (other, offset),
        _ => return Arc::clone(&comparison.shown),
    };
    let value = value::of_fact(&story.scene, other, place);
    let shown = value.unwrap_or_else(|| "not documented".to_owned());
    format!("{} ({shown}){}", comparison.shown, added(story, other, offset)).into()
}

/// An offset in words: " plus 14 days".
fn added(story: &Story<'_>, fact: FactRef, offset: Offset) -> String {
    let word = |is_less: bool| if is_less { "minus" } else { "plus" };
    match offset {
        Offset::None => String::new(),
        Offset::Days(days) => {
            format!(" {} {}", word(days < 0), medpol_model::Duration { count: days.abs(), span: Span::Days })
        }
        Offset::Number(tick) => {
            let unit = match story.scene.fact(fact).map(|fact| &fact.kind) {
                Some(FactKind::Integer { unit } | FactKind::Decimal { unit }) => *unit,
                _ => None,
            };
            format!(" {} {}", word(tick < 0), value::quantity(Interval::point(tick.abs()), unit))
        }
    }
}

/// How far a fact is from its threshold; none where that cannot be told.
pub(super) fn distance(story: &Story<'_>, fact: FactRef, comparison: &Comparison, place: &Place) -> Option<String> {
    let known = story.scene.fact(fact)?;
    match (story.scene.reading(fact, &place.frames), comparison.threshold) {
        (Reading::Value { value, .. }, Threshold::Tick(tick)) if value.is_point() => match &known.kind {
            FactKind::Integer { unit } | FactKind::Decimal { unit } => {
                let unit = unit.map_or(String::new(), |unit| format!(" {}", unit.symbol));
                let by = (number::decimal(value.low) - number::decimal(tick)).normalize();
                Some(if by.is_zero() {
                    "on the limit".to_owned()
                } else {
                    format!("{}{unit} {}", by.abs(), side(value.low > tick))
                })
            }
            FactKind::Date => {
                let days = Date::at(tick).days_until(Date::at(value.low));
                Some(in_days(days, "after", "before"))
            }
            _ => None,
        },
        (Reading::Elapsed { start, end }, Threshold::Duration(duration)) if start.is_point() && end.is_point() => {
            let reached = Date::at(start.low).plus(duration);
            let days = reached.days_until(Date::at(end.low));
            Some(in_days(days, "over", "short"))
        }
        (Reading::Value { value, mark, .. }, Threshold::Duration(duration)) if value.is_point() => {
            let span = if mark.has(medpol_model::Mark::DAYS) { Span::Days } else { Span::Months };
            let by = value.low / 2 - duration.count;
            let shown = medpol_model::Duration { count: by.abs(), span };
            (span == duration.span).then(|| match by {
                0 => "on the limit".to_owned(),
                by => format!("{shown} {}", if by > 0 { "over" } else { "short" }),
            })
        }
        _ => None,
    }
}

const fn side(is_above: bool) -> &'static str {
    if is_above { "above" } else { "below" }
}

fn in_days(days: i64, over: &str, under: &str) -> String {
    match days {
        0 => "on the limit".to_owned(),
        1 | -1 => format!("1 day {}", if days > 0 { over } else { under }),
        days if days > 0 => format!("{days} days {over}"),
        days => format!("{} days {under}", -days),
    }
}

//! Why a node has its status, in a sentence.

mod lists;

use std::sync::Arc;

use medpol_evaluator::{Absence, Access, Flaw, Race, Reading};
use medpol_model::answer::{Compared, FactState};
use medpol_model::policy::{Comparator, Comparison, Threshold};
use medpol_model::program::{FactRef, NodeId, Offset, Op, Run};
use medpol_model::value::{Interval, Span, Status, Truth};

use crate::binding::Binding;
use crate::context::Context;
use crate::modifier::{self, Modified, Modifier};
use crate::node::LeafReading;
use crate::value;

/// The sentence for a node: for the node below its modifiers, and whether they made the difference.
pub(super) fn why(
    context: &Context<'_>,
    node: NodeId,
    core: NodeId,
    binding: &Binding,
    status: Status,
    leaf: &LeafReading,
    modified: Modified,
) -> String {
    let base_status = if core == node { status } else { context.scene.inner(core, &binding.frames) };
    let base = plain(context, core, binding, base_status, leaf);
    let base = match modified {
        Modified::No => base,
        Modified::Waived => format!("{base}; waived, because the waiver holds"),
        Modified::Excepted => format!("{base}; but the exception holds"),
    };
    let may_not_apply = match (status.can_be_not_applicable(), status.can_be_met(), status.can_be_not_met()) {
        (true, true, false) => "; it is met or does not apply",
        (true, false, true) => "; it is not met or does not apply",
        (true, true, true) => "; it may not apply",
        (false, ..) | (true, false, false) => "",
    };
    format!("{base}{may_not_apply}")
}

fn plain(context: &Context<'_>, node: NodeId, binding: &Binding, status: Status, leaf: &LeafReading) -> String {
    let Some(op) = context.policy.program.node(node) else { return String::new() };
    match op {
        Op::All(run) => group(context, *run, Needed::All, binding),
        Op::Any(run) => group(context, *run, Needed::One, binding),
        Op::None(run) => group(context, *run, Needed::None, binding),
        Op::Tally { members, least, most, .. } => {
            group(context, *members, Needed::Between { least: *least, most: *most }, binding)
        }
        Op::Satisfied(inner) | Op::Not(inner) => {
            format!("the condition {}", holds(context.scene.inner(*inner, &binding.frames)))
        }
        Op::Same(other) => {
            let id = context.policy.detail(*other).map_or("", |detail| &*detail.path);
            format!("`{id}` {}", holds(status))
        }
        Op::If { condition, otherwise, .. } => match context.scene.inner(*condition, &binding.frames).truth() {
            Some(Truth::NotMet) if otherwise.is_none() => {
                "the condition does not hold, so it is not applicable".to_owned()
            }
            Some(Truth::NotMet) => "the condition does not hold, so the `else` branch counts".to_owned(),
            Some(Truth::Unknown) => "whether the condition holds is unknown".to_owned(),
            Some(Truth::Met) | None => "the condition holds, so the `then` branch counts".to_owned(),
        },
        Op::Except { .. } | Op::Waive { .. } => String::new(),
        Op::Known(_) => {
            let label = leaf.observed.first().map_or("", |observed| &*observed.label);
            format!("{label} {}", if status == Status::MET { "is documented" } else { "is not documented" })
        }
        Op::Quantify { quantifier, elements, satisfies, .. } => untested(leaf).unwrap_or_else(|| {
            lists::quantified(context, node, *quantifier, context.policy.program.scope(*elements), *satisfies, binding)
        }),
        Op::Extreme { extreme, elements, by, satisfies, .. } => untested(leaf).unwrap_or_else(|| {
            let race = Race {
                extreme: *extreme,
                elements: context.policy.program.scope(*elements),
                by: *by,
                satisfies: *satisfies,
            };
            lists::latest(context, node, race, binding)
        }),
        Op::Constant(_) if leaf.compared.is_empty() => {
            let because = context.policy.detail(node).and_then(|detail| detail.because.as_deref());
            because.unwrap_or("the same in every case").to_owned()
        }
        Op::Constant(_) => {
            if let Some(because) = context.policy.detail(node).and_then(|detail| detail.because.as_deref()) {
                return because.to_owned();
            }
            let limits: Vec<String> = leaf.compared.iter().map(Compared::words).collect();
            format!("the value is {}{}", if status == Status::MET { "" } else { "not " }, limits.join(" and "))
        }
        Op::Count { elements, .. } => untested(leaf).unwrap_or_else(|| {
            let count = context.scene.number_of_op(op, &binding.frames);
            counted(
                context,
                context.policy.program.scope(*elements).list,
                "number",
                count.map(|count| value::quantity(count, None)),
                status,
                leaf,
            )
        }),
        Op::Sum { elements, field, .. } => untested(leaf).unwrap_or_else(|| {
            let total = context.scene.total(context.policy.program.scope(*elements), *field, &binding.frames);
            let known = context.scene.fact(*field);
            let what = known.map_or(String::new(), |fact| format!("total of {}", fact.label));
            let unit = known.and_then(|fact| fact.kind.unit());
            counted(
                context,
                context.policy.program.scope(*elements).list,
                &what,
                total.map(|total| value::quantity(total, unit)),
                status,
                leaf,
            )
        }),
        Op::Leaf { .. } | Op::Relate { .. } => untested(leaf).unwrap_or_else(|| compared(context, node, status, leaf)),
    }
}

const fn holds(status: Status) -> &'static str {
    match status.truth() {
        Some(Truth::Met) => "holds",
        Some(Truth::NotMet) => "does not hold",
        Some(Truth::Unknown) => "is unknown",
        None => "is not applicable",
    }
}

/// The sentence of a leaf whose fact was not tested.
fn untested(leaf: &LeafReading) -> Option<String> {
    let observed = leaf.observed.first()?;
    let label = &observed.label;
    match leaf.access? {
        Access::NotEvidenced => Some(format!("{label} is asserted, not evidenced")),
        Access::Absent(Absence::DoesNotArise) => Some(format!("{label} is not applicable in this case")),
        Access::Absent(Absence::Presumed) => Some(format!("{label} is not documented, and is assumed absent")),
        Access::Assumed(status) => {
            let word = if status == Status::MET { "met" } else { "not met" };
            Some(format!("{label} is not documented, and is assumed {word}"))
        }
        Access::Tested(Reading::Unknown) => {
            let is_asked = observed.state == FactState::AnswerUnknown;
            let why = if is_asked { "was asked, and the answer is unknown" } else { "is not documented" };
            Some(format!("{label} {why}"))
        }
        Access::Tested(Reading::Unusable(flaw)) => {
            let value = observed.value.as_deref().unwrap_or_default();
            Some(match flaw {
                Flaw::Contradicted | Flaw::OutOfOrder => format!("{label} is {value}: the two cannot both be true"),
                Flaw::OutOfBounds => format!("{label} is {value}: it cannot be that"),
                Flaw::Inherited => format!("{label} follows from facts that cannot be true"),
            })
        }
        Access::Tested(_) => None,
    }
}

/// A fact against what it is compared with.
fn compared(context: &Context<'_>, node: NodeId, status: Status, leaf: &LeafReading) -> String {
    let Some(observed) = leaf.observed.first() else { return String::new() };
    let value = observed.value.as_deref().unwrap_or("unknown");
    let derived = if observed.state == FactState::DocumentedAbsent { " (documented absent)" } else { "" };
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
    let words = limits(context, node, leaf);
    let with_distance = |(at, words): (usize, &String)| {
        let distance = leaf.compared.get(at).and_then(|compared| compared.distance.as_ref());
        distance.map_or_else(|| words.clone(), |distance| format!("{words} ({distance})"))
    };
    // Of several limits, those that fail say why it is not met; the others would only mislead.
    let is_why = |at: &usize| leaf.failing.is_empty() || leaf.failing.contains(at);
    let told = |is_told: &dyn Fn(&usize) -> bool| {
        let told = words.iter().enumerate().filter(|(at, _)| is_told(at)).map(with_distance);
        told.collect::<Vec<_>>().join(" and ")
    };
    match status.truth() {
        Some(Truth::Met) => format!("{fact}: {}", told(&|_| true)),
        Some(Truth::NotMet) => format!("{fact}: not {}", told(&is_why)),
        Some(Truth::Unknown) | None => format!("{fact}, which leaves open whether it is {}", words.join(" and ")),
    }
}

/// Each comparator with its right side, in words.
fn limits(context: &Context<'_>, node: NodeId, leaf: &LeafReading) -> Vec<String> {
    let written = context.policy.detail(node).map_or(&[][..], |detail| &*detail.comparisons);
    let like_a_fact = |at: usize| {
        let threshold = written.get(at).map(|comparison| &comparison.threshold);
        matches!(threshold, Some(Threshold::Fact(_) | Threshold::Shifted(..)))
    };
    let limit = |(at, compared): (usize, &Compared)| {
        let is_same = compared.comparator == Comparator::Is && like_a_fact(at);
        if is_same { format!("the same as {}", compared.threshold) } else { compared.words() }
    };
    leaf.compared.iter().enumerate().map(limit).collect()
}

/// How many members of a group must hold.
#[derive(Clone, Copy)]
enum Needed {
    All,
    One,
    None,
    Between { least: u32, most: u32 },
}

impl Needed {
    fn words(self) -> String {
        match self {
            Self::All => "all must hold".to_owned(),
            Self::One => "one is enough".to_owned(),
            Self::None => "none may hold".to_owned(),
            Self::Between { least, most: u32::MAX } => format!("at least {least} must hold"),
            Self::Between { least: 0, most } => format!("at most {most} may hold"),
            Self::Between { least, most } if least == most => format!("exactly {least} must hold"),
            Self::Between { least, most } => format!("{least} to {most} must hold"),
        }
    }
}

/// The members of a group that make it what it is.
fn group(context: &Context<'_>, run: Run, needed: Needed, binding: &Binding) -> String {
    let members = context.policy.program.members(run);
    let named = |wanted: Option<Truth>| -> Vec<&str> {
        let truth = |member: &NodeId| context.scene.inner(*member, &binding.frames).truth();
        let like = members.iter().filter(|member| truth(member) == wanted);
        like.filter_map(|member| context.policy.detail(*member)).map(|detail| &*detail.path).collect()
    };
    let (met, not_met, open) = (named(Some(Truth::Met)), named(Some(Truth::NotMet)), named(Some(Truth::Unknown)));
    // A tally says by itself what becomes of members that do not apply; elsewhere they drop out.
    let left_out = match needed {
        Needed::Between { .. } => Vec::new(),
        Needed::All | Needed::One | Needed::None => named(None),
    };
    let total = members.len() - left_out.len();
    let mut parts = vec![format!("{} of {total} hold, {}", met.len(), needed.words())];
    let (shows_met, shows_not_met) = match needed {
        Needed::One | Needed::None => (met.len() < total, false),
        Needed::All | Needed::Between { .. } => (false, true),
    };
    let lists = [
        ("holding", met, shows_met),
        ("not holding", not_met, shows_not_met),
        ("unknown", open, true),
        ("does not arise", left_out, true),
    ];
    for (word, names, is_shown) in lists {
        if is_shown && !names.is_empty() {
            parts.push(format!("{word}: {}", names.join(", ")));
        }
    }
    let waived = waived_members(context, members, binding);
    if !waived.is_empty() {
        parts.push(format!("waived: {}", waived.join(", ")));
    }
    parts.join("; ")
}

fn waived_members<'a>(context: &Context<'a>, members: &[NodeId], binding: &Binding) -> Vec<&'a str> {
    members
        .iter()
        .filter(|member| match modifier::of(&context.policy.program, **member) {
            Some(modification) if modification.kind == Modifier::Waiver => {
                context.scene.inner(modification.base, &binding.frames) != Status::MET
                    && context.scene.inner(modification.by, &binding.frames) == Status::MET
            }
            Some(_) | None => false,
        })
        .filter_map(|member| context.policy.detail(*member))
        .map(|detail| &*detail.path)
        .collect()
}

/// A number or total against what it is compared with; `value` is none where it is unknown.
fn counted(
    context: &Context<'_>,
    list: FactRef,
    what: &str,
    value: Option<String>,
    status: Status,
    leaf: &LeafReading,
) -> String {
    let label = context.scene.fact(list).map_or("", |fact| &*fact.label);
    let value = value.unwrap_or_else(|| "unknown".to_owned());
    let limits = leaf.compared.iter().map(Compared::words).collect::<Vec<_>>().join(" and ");
    match status.truth() {
        Some(Truth::Met) => format!("{label}: {what} {value}, {limits}"),
        Some(Truth::NotMet) => format!("{label}: {what} {value}, not {limits}"),
        Some(Truth::Unknown) | None => {
            format!("{label}: {what} {value}, which leaves open whether it is {limits}")
        }
    }
}

/// The right side of a comparison: another fact with its value here.
pub(super) fn threshold(context: &Context<'_>, comparison: &Comparison, binding: &Binding) -> Arc<str> {
    let (other, offset) = match comparison.threshold {
        Threshold::Fact(other) => (other, Offset::None),
        Threshold::Shifted(other, offset) => (other, offset),
        Threshold::None | Threshold::Tick(_) | Threshold::Duration(_) => return Arc::clone(&comparison.shown),
    };
    let value = value::of_fact(&context.scene, other, binding);
    let shown = value.unwrap_or_else(|| "not documented".to_owned());
    format!("{} ({shown}){}", comparison.shown, added(context, other, offset)).into()
}

/// An offset in words: " plus 14 days".
fn added(context: &Context<'_>, fact: FactRef, offset: Offset) -> String {
    let word = |is_less: bool| if is_less { "minus" } else { "plus" };
    match offset {
        Offset::None => String::new(),
        Offset::Days(days) => {
            format!(" {} {}", word(days < 0), medpol_model::value::Duration { count: days.abs(), span: Span::Days })
        }
        Offset::Number(tick) => {
            let unit = context.scene.fact(fact).and_then(|fact| fact.kind.unit());
            format!(" {} {}", word(tick < 0), value::quantity(Interval::point(tick.abs()), unit))
        }
    }
}

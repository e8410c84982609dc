//! Why a node has its status, in a sentence that can be read without the rest.
//!
//! [`tell`] puts a node and what lies below it into words, and goes down only to what makes it what it is.
//! [`why`] is the sentence of one node of the tree, whose parts are shown below it.

mod element;
mod groups;
mod leaf;
mod limits;
mod lists;
mod names;
pub(crate) mod open;

use medpol_evaluator::Race;
use medpol_model::answer::Compared;
use medpol_model::program::{NodeId, Op, ScopeId};
use medpol_model::value::{Status, Truth};

use crate::binding::Binding;
use crate::context::Context;
use crate::modifier::{self, Modified, Modifier};
use crate::node::LeafReading;
use crate::stance::Stance;
use crate::told::{Told, sentence};
use crate::value;
use leaf::Leaf;

pub(crate) use limits::threshold;

/// A node where it is told of: for the elements that are bound, and by what it does to the request.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'s> {
    pub(crate) node: NodeId,
    pub(crate) binding: &'s Binding<'s>,
    pub(crate) stance: Stance,
}

impl Spot<'_> {
    pub(crate) const fn at(self, node: NodeId) -> Self {
        Self { node, ..self }
    }

    pub(crate) const fn negated(self) -> Self {
        Self { stance: self.stance.negated(), ..self }
    }

    pub(crate) const fn neutral(self) -> Self {
        Self { stance: Stance::Neutral, ..self }
    }

    pub(crate) fn status(self, context: &Context<'_>) -> Status {
        context.scene.inner(self.node, &self.binding.frames)
    }
}

/// The sentence of a node whose parts are shown below it.
pub(super) fn why(context: &Context<'_>, spot: Spot<'_>, leaf: &LeafReading, modified: Modified) -> String {
    let core = modifier::core(&context.policy.program, spot.node);
    let base = one(context, spot.at(core), leaf);
    let base = match modified {
        Modified::No => base,
        Modified::Waived => base.and("; waived, because the waiver is met"),
        Modified::Excepted => base.and("; but the exception is met"),
    };
    let status = spot.status(context);
    let may_not_apply = match (status.can_be_not_applicable(), status.can_be_met(), status.can_be_not_met()) {
        (true, true, false) => "; it is met or not applicable",
        (true, false, true) => "; it is not met or not applicable",
        (true, true, true) => "; it may not be applicable",
        (false, ..) | (true, false, false) => "",
    };
    sentence(&format!("{}{may_not_apply}", base.words()))
}

/// The words for a node without its exceptions and waivers, its parts only by name.
fn one(context: &Context<'_>, spot: Spot<'_>, leaf: &LeafReading) -> Told {
    match context.policy.program.node(spot.node) {
        Some(Op::All(_) | Op::Any(_) | Op::None(_) | Op::Tally { .. }) => groups::counted(context, spot),
        Some(Op::Satisfied(inner)) => names::stands(context, spot.at(*inner)),
        Some(Op::Not(inner)) => names::stands(context, spot.negated().at(*inner)),
        Some(Op::Same(_)) => names::stands(context, spot),
        Some(Op::If { condition, then, otherwise }) => groups::branch_by_name(
            context,
            spot,
            groups::Branches { condition: *condition, then: *then, otherwise: *otherwise },
        ),
        Some(
            Op::Except { .. }
            | Op::Waive { .. }
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_),
        )
        | None => itself(context, spot, leaf),
    }
}

/// The words for a node and for what makes it what it is.
pub(crate) fn tell(context: &Context<'_>, spot: Spot<'_>) -> Told {
    let Some(op) = context.policy.program.node(spot.node) else { return Told::default() };
    if !context.can_go_on() {
        return Told::plain(names::name(context, spot));
    }
    let status = spot.status(context);
    if status.is_unknown() && !matches!(op, Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_)) {
        return open::told(context, spot);
    }
    if status.truth().is_none() && matches!(op, Op::All(_) | Op::Any(_) | Op::None(_)) {
        return names::stands(context, spot);
    }
    match op {
        Op::All(run) => groups::all(context, spot, *run),
        Op::Any(run) => groups::any(context, spot, *run),
        Op::None(run) => groups::none(context, spot, *run),
        Op::Tally { .. } => groups::counted(context, spot),
        Op::Not(inner) => tell(context, spot.negated().at(*inner)),
        Op::Satisfied(inner) | Op::Same(inner) => tell(context, spot.at(*inner)),
        Op::If { condition, then, otherwise } => groups::branch(
            context,
            spot,
            groups::Branches { condition: *condition, then: *then, otherwise: *otherwise },
        ),
        Op::Except { base, exception } => modified(context, spot, *base, *exception, Modifier::Exception),
        Op::Waive { base, waiver } => modified(context, spot, *base, *waiver, Modifier::Waiver),
        Op::Leaf { .. }
        | Op::Relate { .. }
        | Op::Known(_)
        | Op::Quantify { .. }
        | Op::Count { .. }
        | Op::Sum { .. }
        | Op::Extreme { .. }
        | Op::Constant(_) => {
            let reading = LeafReading::of(context, spot.node, spot.binding);
            let told = itself(context, spot, &reading);
            context.note(reading);
            told
        }
    }
}

/// A base with its exception or waiver.
fn modified(context: &Context<'_>, spot: Spot<'_>, base: NodeId, by: NodeId, kind: Modifier) -> Told {
    let base_status = spot.at(base).status(context);
    let by_status = spot.at(by).status(context);
    if base_status.is_unknown() && by_status == Status::MET {
        let word = if kind == Modifier::Exception { "the exception is met" } else { "it is waived" };
        return Told::plain(format!("{word}: {}", tell(context, spot.neutral().at(by)).words()));
    }
    let told = tell(context, spot.at(base));
    match kind {
        Modifier::Exception if base_status == Status::NOT_MET => told,
        Modifier::Waiver if base_status == Status::MET => told,
        Modifier::Exception if by_status == Status::MET => {
            let exception = tell(context, spot.neutral().at(by));
            Told { requirement: None, ..told }.and(&format!("; but the exception is met: {}", exception.words()))
        }
        Modifier::Waiver if by_status == Status::MET => {
            let waiver = tell(context, spot.neutral().at(by));
            if waiver.statement == told.statement {
                return Told { requirement: None, ..told }.and(", which waives it");
            }
            Told { requirement: None, ..told }.and(&format!("; waived: {}", waiver.words()))
        }
        Modifier::Exception if spot.stance == Stance::Excludes => {
            let exception = tell(context, spot.neutral().at(by));
            let requirement = told.requirement.clone();
            let tail = format!("the exception is not met: {}", exception.words());
            let requirement = requirement.map_or_else(|| tail.clone(), |own| format!("{own}; {tail}"));
            Told { requirement: Some(requirement), ..told }
        }
        Modifier::Exception | Modifier::Waiver => told,
    }
}

/// The words for a node that reads facts itself.
fn itself(context: &Context<'_>, spot: Spot<'_>, reading: &LeafReading) -> Told {
    let Some(op) = context.policy.program.node(spot.node) else { return Told::default() };
    let Spot { node, binding, stance } = spot;
    let program = &context.policy.program;
    let status = spot.status(context);
    let own = program.own_facts(node).first().copied();
    let known = own.and_then(|fact| Some((fact, context.scene.fact(fact)?)));
    let leaf = |(fact, known)| Leaf { context, node, fact, known, binding, status, stance, reading };
    let because = || context.policy.detail(node).and_then(|detail| detail.because.as_deref());
    match op {
        Op::Leaf { .. } | Op::Relate { .. } => known.map_or_else(Told::default, |one| leaf(one).told()),
        Op::Known(_) => known.map_or_else(Told::default, |one| leaf(one).presence()),
        Op::Constant(_) => constant(status, because(), &reading.compared),
        Op::Quantify { quantifier, elements, satisfies, .. } => {
            let list =
                lists::Asked { quantifier: *quantifier, elements: program.scope(*elements), satisfies: *satisfies };
            untested(known.map(leaf)).unwrap_or_else(|| lists::quantified(context, spot, list))
        }
        Op::Extreme { extreme, elements, by, satisfies, .. } => {
            let race = Race { extreme: *extreme, elements: program.scope(*elements), by: *by, satisfies: *satisfies };
            untested(known.map(leaf)).unwrap_or_else(|| lists::latest(context, spot, race))
        }
        Op::Count { elements, distinct, .. } => untested(known.map(leaf)).unwrap_or_else(|| {
            let count = context.scene.number_of_op(op, &binding.frames);
            lists::number(context, spot, program.scope(*elements), program.fields(*distinct), count, reading)
        }),
        Op::Sum { elements, field, .. } => untested(known.map(leaf)).unwrap_or_else(|| {
            let total = context.scene.total(program.scope(*elements), *field, &binding.frames);
            let fact = context.scene.fact(*field);
            let unit = fact.and_then(|fact| fact.kind.unit());
            let name = fact.map_or_else(String::new, |fact| format!("the total of {}", fact.in_text()));
            let value = total.map_or_else(|| "unknown".to_owned(), |total| value::quantity(total, unit));
            limits::against(Told::plain(format!("{name} is {value}")), status, stance, &reading.compared, None)
        }),
        Op::All(_)
        | Op::Any(_)
        | Op::None(_)
        | Op::Not(_)
        | Op::Satisfied(_)
        | Op::Tally { .. }
        | Op::Except { .. }
        | Op::Waive { .. }
        | Op::If { .. }
        | Op::Same(_) => Told::default(),
    }
}

/// The words for a list that was not looked into.
fn untested(leaf: Option<Leaf<'_, '_>>) -> Option<Told> {
    leaf?.untested()
}

fn constant(status: Status, because: Option<&str>, compared: &[Compared]) -> Told {
    if let Some(because) = because {
        return Told::plain(because.trim_end_matches('.'));
    }
    if compared.is_empty() {
        return Told::plain("it is the same in every case");
    }
    let limits: Vec<String> = compared.iter().map(limits::words).collect();
    let not = if status.truth() == Some(Truth::Met) { "" } else { "not " };
    Told::plain(format!("the value is {not}{}", limits.join(" and ")))
}

/// Whether a fact is one of the case rather than of an element.
pub(crate) fn is_of_case(scope: ScopeId) -> bool {
    scope == ScopeId::CASE
}

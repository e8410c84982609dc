//! The words for a group of conditions: only of the parts that make it what it is.

use medpol_model::program::{Counting, NodeId, Op, Run};
use medpol_model::value::{Status, Truth};
use medpol_model::vocabulary::FactKind;

use super::leaf::Leaf;
use super::{Spot, names, open, tell};
use crate::context::Context;
use crate::modifier::{self, Modifier};
use crate::node::LeafReading;
use crate::phrase::Answer;
use crate::several::{MOST_TOLD, few};
use crate::stance::Stance;
use crate::told::Told;

/// Every part is asked for.
pub(super) fn all(context: &Context<'_>, spot: Spot<'_>, run: Run) -> Told {
    let parts = context.policy.program.members(run);
    match (spot.status(context).truth(), spot.stance) {
        (Some(Truth::NotMet), _) => told_of(context, spot, parts, Truth::NotMet),
        (Some(Truth::Met), Stance::Excludes) => together(context, spot, parts),
        (Some(Truth::Met), Stance::Needed | Stance::Neutral) => told_of(context, spot, parts, Truth::Met),
        (Some(Truth::Unknown) | None, _) => open::told(context, spot),
    }
}

/// One part is enough.
pub(super) fn any(context: &Context<'_>, spot: Spot<'_>, run: Run) -> Told {
    let parts = context.policy.program.members(run);
    match (spot.status(context).truth(), spot.stance) {
        (Some(Truth::Met), _) => told_of(context, spot, parts, Truth::Met),
        (Some(Truth::NotMet), Stance::Excludes) => told_of(context, spot, parts, Truth::NotMet),
        (Some(Truth::NotMet), Stance::Needed | Stance::Neutral) => match parts {
            [only] => tell(context, spot.at(*only)),
            several if let Some(told) = of_one_fact(context, spot, several) => told,
            _ => {
                let told = states(context, spot, parts);
                let needed = (spot.stance == Stance::Needed).then(|| "one of these is needed".to_owned());
                Told { requirement: needed, ..told }
            }
        },
        (Some(Truth::Unknown) | None, _) => open::told(context, spot),
    }
}

/// No part may be met.
pub(super) fn none(context: &Context<'_>, spot: Spot<'_>, run: Run) -> Told {
    let parts = context.policy.program.members(run);
    match spot.status(context).truth() {
        Some(Truth::NotMet) => told_of(context, spot.negated(), parts, Truth::Met),
        Some(Truth::Met) => {
            let out = names::of(context, spot, parts, Some(Truth::NotMet));
            Told::plain(format!("ruled out: {}", few(&out, ", ")))
        }
        Some(Truth::Unknown) | None => open::told(context, spot),
    }
}

/// The parts with one status, each in words.
fn told_of(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId], wanted: Truth) -> Told {
    let like: Vec<NodeId> =
        parts.iter().copied().filter(|part| spot.at(*part).status(context).truth() == Some(wanted)).collect();
    let told: Vec<Told> = like.iter().take(MOST_TOLD).map(|part| tell(context, spot.at(*part))).collect();
    let joined = sentences(told);
    match like.len().saturating_sub(MOST_TOLD) {
        0 => joined,
        more => joined.and(&format!("; and {more} more")),
    }
}

/// Findings one after the other: those with a requirement of their own are told with it.
fn sentences(told: Vec<Told>) -> Told {
    let with_requirement = told.iter().filter(|one| one.requirement.is_some()).count();
    let is_one_requirement =
        told.iter().all(|one| one.requirement == told.first().and_then(|one| one.requirement.clone()));
    if with_requirement <= 1 || is_one_requirement {
        return Told::joined(told, ", and ");
    }
    let names_element = told.iter().any(|one| one.names_element);
    let words: Vec<String> = told.iter().map(Told::words).collect();
    Told { names_element, ..Told::plain(words.join("; also, ")) }
}

/// Parts that only together exclude.
fn together(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Told {
    // What only says which element is meant is told by the element's name.
    let parts: Vec<NodeId> = parts.iter().copied().filter(|part| !is_choice(context, *part)).collect();
    let mut told: Vec<Told> = parts.iter().take(MOST_TOLD).map(|part| tell(context, spot.at(*part))).collect();
    let is_measured = |one: &Told| one.requirement.as_deref().is_some_and(|words| words != ALONE);
    if told.len() > 1 {
        let has_measured = told.iter().any(is_measured);
        for one in &mut told {
            if !is_measured(one) {
                one.requirement = None;
            }
        }
        if !has_measured && let Some(last) = told.last_mut() {
            let together = if parts.len() == 2 { "the two together exclude" } else { "all of this together excludes" };
            last.requirement = Some(together.to_owned());
        }
    }
    Told::joined(told, ", and ")
}

/// The requirement of a finding that excludes by itself.
pub(super) const ALONE: &str = "this excludes";

/// Whether a condition of an element only chooses which element is meant: by its name, or by another fact.
pub(super) fn is_choice(context: &Context<'_>, node: NodeId) -> bool {
    let program = &context.policy.program;
    let Some(fact) = program.own_facts(node).first().and_then(|fact| context.scene.fact(*fact)) else { return false };
    let list =
        context.policy.vocabulary.frame(fact.frame).and_then(|frame| context.policy.vocabulary.fact(frame.list?));
    let is_name = match list.map(|list| &list.kind) {
        Some(FactKind::List(kind)) => kind
            .describe
            .iter()
            .any(|id| context.policy.vocabulary.fact(*id).is_some_and(|named| named.path == fact.path)),
        Some(_) | None => false,
    };
    is_name && matches!(program.node(node), Some(Op::Leaf { .. } | Op::Relate { .. }))
        || matches!(program.node(node), Some(Op::Relate { .. })) && list.is_some()
}

/// The words for parts that all ask for other values of one fact.
fn of_one_fact(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Option<Told> {
    let program = &context.policy.program;
    let fact = |node: &NodeId| {
        let is_leaf = matches!(program.node(*node), Some(Op::Leaf { .. } | Op::Relate { .. }));
        program.own_facts(*node).first().copied().filter(|_| is_leaf)
    };
    let first = fact(parts.first()?)?;
    let known = context.scene.fact(first)?;
    if known.kind == FactKind::Boolean || !parts.iter().all(|node| fact(node) == Some(first)) {
        return None;
    }
    let mut limits: Vec<String> = Vec::new();
    let mut statement = None;
    for node in parts {
        let reading = LeafReading::of(context, *node, spot.binding);
        let status = spot.at(*node).status(context);
        let leaf = Leaf {
            context,
            node: *node,
            fact: first,
            known,
            binding: spot.binding,
            status,
            stance: spot.stance,
            reading: &reading,
        };
        if leaf.untested().is_some() {
            return None;
        }
        statement.get_or_insert_with(|| leaf.statement());
        let words: Vec<String> = leaf.limits().into_iter().map(|limit| limit.words).collect();
        limits.push(words.join(" and "));
        context.note(reading);
    }
    let requirement = (spot.stance == Stance::Needed).then(|| format!("{} is needed", limits.join(", or ")));
    Some(Told { requirement, ..statement? })
}

/// Parts of which none is met, those of the same value together: "not tried: a, b; ordered only: c".
fn states(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Told {
    let mut groups: Vec<State> = Vec::new();
    for part in parts {
        let spot = spot.at(*part);
        let state = state(context, spot);
        match groups.iter_mut().find(|known| known.value == state.value) {
            Some(known) if known.value.is_some() => {
                known
                    .names
                    .extend(state.names.into_iter().filter(|name| !known.names.contains(name)).collect::<Vec<_>>());
            }
            Some(_) | None => groups.push(state),
        }
    }
    let words: Vec<String> = groups.iter().map(State::words).collect();
    Told::plain(few(&words, "; "))
}

/// The words for a part beside others: its name under its value, or a sentence.
struct State {
    value: Option<String>,
    names: Vec<String>,
}

impl State {
    fn words(&self) -> String {
        match &self.value {
            Some(value) => format!("{value}: {}", few(&self.names, ", ")),
            None => self.names.join(", "),
        }
    }
}

fn state(context: &Context<'_>, spot: Spot<'_>) -> State {
    let program = &context.policy.program;
    let core = modifier::core(program, spot.node);
    let fact = program.own_facts(core).first().copied();
    let known = fact.and_then(|fact| context.scene.fact(fact));
    let is_short = known.is_some_and(|fact| matches!(fact.kind, FactKind::Boolean | FactKind::Enumeration(_)));
    if is_short && matches!(program.node(core), Some(Op::Leaf { .. } | Op::Relate { .. })) {
        let reading = LeafReading::of(context, core, spot.binding);
        let value = reading.observed.first().and_then(|observed| observed.value.clone());
        context.note(reading);
        if let Some(value) = value {
            let value = if Answer::read(&value) == Some(Answer::No) { "answered no".to_owned() } else { value };
            let name = known.map_or_else(String::new, crate::phrase::quoted_if_answer);
            // What no says in words needs no name beside it.
            let clause = known.filter(|fact| fact.words.answers.is_some() && fact.kind == FactKind::Boolean);
            return match clause {
                Some(fact) => State { value: None, names: vec![crate::phrase::clause(fact, Answer::No)] },
                None => State { value: Some(value), names: vec![name] },
            };
        }
    }
    State { value: None, names: vec![tell(context, spot).words()] }
}

/// How many parts are met, with the names of those that make the group what it is.
pub(super) fn counted(context: &Context<'_>, spot: Spot<'_>) -> Told {
    let program = &context.policy.program;
    match program.node(spot.node) {
        Some(Op::All(run)) => of_all(context, spot, program.members(*run)),
        Some(Op::Any(run)) => of_any(context, spot, program.members(*run)),
        Some(Op::None(run)) => of_none(context, spot, program.members(*run)),
        Some(Op::Tally { members, least, most, waived, .. }) => {
            of_tally(context, spot, program.members(*members), Tally { least: *least, most: *most, waived: *waived })
        }
        Some(
            Op::Not(_)
            | Op::Satisfied(_)
            | Op::Same(_)
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Leaf { .. }
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::Constant(_),
        )
        | None => Told::default(),
    }
}

fn of_all(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Told {
    let not_met = names::of(context, spot, parts, Some(Truth::NotMet));
    let unknown = names::of(context, spot, parts, Some(Truth::Unknown));
    if not_met.is_empty() && unknown.is_empty() {
        return Told::plain(if spot.stance == Stance::Excludes { "all parts apply" } else { "all parts are met" });
    }
    let word = if spot.stance == Stance::Excludes { "does not apply" } else { "not met" };
    Told::plain(named(&[(word, not_met), ("unknown", unknown)]))
}

fn of_any(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Told {
    let met = names::of(context, spot, parts, Some(Truth::Met));
    let unknown = names::of(context, spot, parts, Some(Truth::Unknown));
    let is_exclusion = spot.stance == Stance::Excludes;
    if !met.is_empty() {
        return Told::plain(named(&[(if is_exclusion { "applies" } else { "met" }, met)]));
    }
    let first = match (is_exclusion, unknown.is_empty()) {
        (true, true) => "none of the parts applies",
        (true, false) => "none of the other parts applies",
        (false, true) => "none of the parts is met, and one is needed",
        (false, false) => "one is needed",
    };
    let unknown = named(&[("unknown", unknown)]);
    Told::plain(if unknown.is_empty() { first.to_owned() } else { format!("{unknown}; {first}") })
}

fn of_none(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId]) -> Told {
    let found = names::of(context, spot, parts, Some(Truth::Met));
    let unknown = names::of(context, spot, parts, Some(Truth::Unknown));
    let out = names::of(context, spot, parts, Some(Truth::NotMet));
    let out = if found.is_empty() && unknown.is_empty() { out } else { Vec::new() };
    Told::plain(named(&[("found", found), ("not yet ruled out", unknown), ("ruled out", out)]))
}

/// How many parts of a tally must be met.
#[derive(Clone, Copy)]
struct Tally {
    least: u32,
    most: u32,
    waived: Counting,
}

fn of_tally(context: &Context<'_>, spot: Spot<'_>, parts: &[NodeId], tally: Tally) -> Told {
    let met = names::of(context, spot, parts, Some(Truth::Met));
    let unknown = names::of(context, spot, parts, Some(Truth::Unknown));
    let not_met: Vec<NodeId> =
        parts.iter().copied().filter(|part| spot.at(*part).status(context) == Status::NOT_MET).collect();
    let is_waived = |part: &NodeId| match modifier::of(&context.policy.program, *part) {
        Some(modification) if modification.kind == Modifier::Waiver => {
            spot.at(modification.base).status(context) != Status::MET
                && spot.at(modification.by).status(context) == Status::MET
        }
        Some(_) | None => false,
    };
    let waived: Vec<NodeId> = parts.iter().copied().filter(is_waived).collect();
    let met: Vec<String> = {
        let waived: Vec<String> = waived.iter().map(|part| names::name(context, spot.at(*part))).collect();
        met.into_iter().filter(|name| !waived.contains(name)).collect()
    };
    let left = parts.len().saturating_sub(waived.len());
    let needed = tally.words(left, waived.len());
    let count = met.len();
    let of = if met.is_empty() { String::new() } else { format!(" ({})", few(&met, ", ")) };
    let be = if count == 1 { "is" } else { "are" };
    let mut words = vec![format!("{count} of {left} {be} met{of}")];
    if !not_met.is_empty() && spot.status(context) != Status::MET {
        words.push(states(context, spot, &not_met).statement);
    }
    if !waived.is_empty() {
        let names: Vec<String> = waived.iter().map(|part| names::name(context, spot.at(*part))).collect();
        words.push(format!("waived: {}", few(&names, ", ")));
    }
    if !unknown.is_empty() {
        words.push(format!("unknown: {}", few(&unknown, ", ")));
    }
    Told { requirement: Some(needed), ..Told::plain(words.join("; ")) }
}

impl Tally {
    fn words(self, left: usize, waived: usize) -> String {
        let Self { least, most, .. } = self;
        let shrunk = self.waived == Counting::Shrinks && waived > 0 && left < least as usize;
        match (least, most) {
            _ if shrunk => format!("all {left} that are left are needed"),
            (least, u32::MAX) => format!("at least {least} {} needed", be(least)),
            (0, most) => format!("at most {most} {} allowed", be(most)),
            (least, most) if least == most => format!("exactly {least} {} needed", be(least)),
            (least, most) => format!("{least} to {most} are needed"),
        }
    }
}

const fn be(count: u32) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// Lists of names under their words; those that are empty are left out.
fn named(lists: &[(&str, Vec<String>)]) -> String {
    let words = lists.iter().filter(|(_, names)| !names.is_empty());
    words.map(|(word, names)| format!("{word}: {}", few(names, ", "))).collect::<Vec<_>>().join("; ")
}

/// The parts of an `if`.
#[derive(Clone, Copy)]
pub(super) struct Branches {
    pub(super) condition: NodeId,
    pub(super) then: NodeId,
    pub(super) otherwise: Option<NodeId>,
}

/// What was found of the condition, and what follows from it.
pub(super) fn branch(context: &Context<'_>, spot: Spot<'_>, branches: Branches) -> Told {
    let condition = spot.neutral().at(branches.condition);
    let chosen = condition.status(context).satisfied_if_not_applicable();
    let branch = match chosen.truth() {
        Some(Truth::Met) => Some(branches.then),
        Some(Truth::NotMet) => branches.otherwise,
        Some(Truth::Unknown) | None => return open::told(context, spot),
    };
    let found = tell(context, condition).words();
    match branch {
        None => Told::plain(format!("{found}; so this is not applicable")),
        Some(branch) => {
            let told = tell(context, spot.at(branch));
            Told { statement: format!("{found}; so: {}", told.statement), ..told }
        }
    }
}

/// The same with the branch only by name.
pub(super) fn branch_by_name(context: &Context<'_>, spot: Spot<'_>, branches: Branches) -> Told {
    let condition = spot.neutral().at(branches.condition);
    let chosen = condition.status(context).satisfied_if_not_applicable();
    let branch = match chosen.truth() {
        Some(Truth::Met) => Some(branches.then),
        Some(Truth::NotMet) => branches.otherwise,
        Some(Truth::Unknown) | None => return open::told(context, condition),
    };
    let found = tell(context, condition).words();
    match branch {
        None => Told::plain(format!("{found}; so this is not applicable")),
        Some(branch) => {
            let stands = names::stands(context, spot.at(branch));
            Told::plain(format!("{found}; so this is asked: {}", stands.statement))
        }
    }
}

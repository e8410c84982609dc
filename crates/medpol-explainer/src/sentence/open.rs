//! What is open below a node that is unknown: which facts are not on record, not known, or not precise enough.
//!
//! What is asked for, and of whom, is said elsewhere; this says why a criterion is unknown.

use std::collections::HashMap;

use medpol_evaluator::{Access, Reading};
use medpol_model::answer::FactState;
use medpol_model::program::{FactRef, NodeId, Op, Scope};
use medpol_model::value::Status;
use medpol_model::vocabulary::{Fact, FactKind, FrameId};

use super::leaf::Leaf;
use super::{Spot, names, tell};
use crate::binding::Binding;
use crate::context::Context;
use crate::modifier;
use crate::named_element;
use crate::node::LeafReading;
use crate::phrase;
use crate::several::{Distinct, few};
use crate::told::Told;
use crate::value;

/// How many elements are named with what is open of them.
const MOST_ELEMENTS: usize = 2;

/// Why something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Why {
    NotOnRecord,
    AnswerUnknown,
    Disagree,
    NotEvidenced,
    /// What is on record leaves it open; the words are a statement.
    Imprecise,
    /// A list may have more elements.
    MayBeMore,
}

impl Why {
    const fn words(self) -> &'static str {
        match self {
            Self::NotOnRecord => "not on record",
            Self::AnswerUnknown => "asked, and the answer is unknown",
            Self::Disagree => "the records disagree",
            Self::NotEvidenced => "stated, and not shown by a document of the kind that is asked for",
            Self::Imprecise => "",
            Self::MayBeMore => "there may be more on record elsewhere",
        }
    }
}

/// Something open, of the case or of some elements.
struct Open {
    why: Why,
    words: String,
    /// Of a yes/no fact of the case: what is not on record, as a clause.
    clause: Option<String>,
    elements: Distinct,
    /// Of a value that is not precise enough: what it may or may not be.
    limits: Distinct,
}

/// Everything that is open, each once.
#[derive(Default)]
struct Found {
    all: Vec<Open>,
    /// Where each stands.
    places: HashMap<(Why, String), usize>,
}

impl Found {
    fn add(&mut self, open: Open) {
        let place = *self.places.entry((open.why, open.words.clone())).or_insert(self.all.len());
        match self.all.get_mut(place) {
            Some(known) => {
                open.elements.into_texts().into_iter().for_each(|name| known.elements.add(name));
                open.limits.into_texts().into_iter().for_each(|limit| known.limits.add(limit));
            }
            None => self.all.push(open),
        }
    }
}

/// What is open below a node.
pub(crate) fn told(context: &Context<'_>, spot: Spot<'_>) -> Told {
    let mut found = Found::default();
    collect(context, spot, None, &mut found);
    let found = found.all;
    if let [Open { why: Why::NotOnRecord, clause: Some(clause), .. }] = found.as_slice() {
        return Told::plain(clause.clone());
    }
    let is_rule_out = rules_out(context, spot);
    let mut kinds: Vec<Why> = found.iter().map(|open| open.why).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut words = Vec::new();
    for kind in kinds {
        let names: Vec<String> = found.iter().filter(|open| open.why == kind).map(Open::words).collect();
        let lead = if kind == Why::NotOnRecord && is_rule_out { "not yet ruled out" } else { kind.words() };
        words.push(match kind {
            Why::Imprecise => few(&names, "; "),
            Why::Disagree => format!("{lead} {}", few(&names, ", and ")),
            Why::NotOnRecord | Why::AnswerUnknown | Why::NotEvidenced | Why::MayBeMore => {
                format!("{lead}: {}", few(&names, ", "))
            }
        });
    }
    if words.is_empty() {
        return Told::plain(format!("{}: unknown", names::name(context, spot)));
    }
    Told::plain(words.join("; "))
}

/// Whether a group only lists what must not be there.
fn rules_out(context: &Context<'_>, spot: Spot<'_>) -> bool {
    let node = modifier::core(&context.policy.program, spot.node);
    match context.policy.program.node(node) {
        Some(Op::None(_)) => spot.stance == crate::stance::Stance::Needed,
        Some(Op::Any(_)) => spot.stance == crate::stance::Stance::Excludes,
        Some(Op::Not(inner) | Op::Same(inner) | Op::Satisfied(inner)) => rules_out(context, spot.at(*inner)),
        Some(
            Op::Tally { .. }
            | Op::All(_)
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
        | None => false,
    }
}

impl Open {
    fn of(why: Why, words: String, element: Option<&str>) -> Self {
        Self {
            why,
            words,
            clause: None,
            elements: element.map(str::to_owned).into_iter().collect(),
            limits: Distinct::default(),
        }
    }

    fn words(&self) -> String {
        let (elements, limits) = (self.elements.texts(), self.limits.texts());
        let words = match elements.len() {
            0 => self.words.clone(),
            1..=MOST_ELEMENTS => format!("{} ({})", self.words, elements.join("; ")),
            more => format!("{} ({more} of them)", self.words),
        };
        if limits.is_empty() {
            words
        } else {
            format!("{words}, which leaves open whether it is {}", few(limits, " or "))
        }
    }
}

fn collect(context: &Context<'_>, spot: Spot<'_>, element: Option<&str>, found: &mut Found) {
    let program = &context.policy.program;
    if !spot.status(context).is_unknown() || !context.can_go_on() {
        return;
    }
    let Some(op) = program.node(spot.node) else { return };
    match op {
        Op::All(run) | Op::Any(run) | Op::None(run) | Op::Tally { members: run, .. } => {
            for part in program.members(*run) {
                collect(context, spot.at(*part), element, found);
            }
        }
        Op::Not(inner) | Op::Satisfied(inner) | Op::Same(inner) => collect(context, spot.at(*inner), element, found),
        Op::Except { base, exception: by } | Op::Waive { base, waiver: by } => {
            collect(context, spot.at(*base), element, found);
            collect(context, spot.at(*by), element, found);
        }
        Op::If { condition, then, otherwise } => {
            let chosen = spot.at(*condition).status(context).satisfied_if_not_applicable();
            collect(context, spot.at(*condition), element, found);
            if chosen == Status::MET {
                collect(context, spot.at(*then), element, found);
            } else if let (Some(otherwise), Status::NOT_MET) = (otherwise, chosen) {
                collect(context, spot.at(*otherwise), element, found);
            }
        }
        Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) | Op::Constant(_) => leaf(context, spot, element, found),
        Op::Quantify { elements, satisfies, .. } => {
            list(context, spot, program.scope(*elements), *satisfies, found);
        }
        Op::Extreme { elements, by, satisfies, .. } => {
            list(context, spot, program.scope(*elements), Some(*satisfies), found);
            fields(context, spot, program.scope(*elements), &[*by], found);
        }
        Op::Count { elements, distinct, .. } => {
            list(context, spot, program.scope(*elements), None, found);
            fields(context, spot, program.scope(*elements), program.fields(*distinct), found);
        }
        Op::Sum { elements, field, .. } => {
            list(context, spot, program.scope(*elements), None, found);
            fields(context, spot, program.scope(*elements), &[*field], found);
        }
    }
}

/// Why a leaf is open.
fn leaf(context: &Context<'_>, spot: Spot<'_>, element: Option<&str>, found: &mut Found) {
    let reading = LeafReading::of(context, spot.node, spot.binding);
    let mut is_missing = false;
    for fact in context.policy.program.own_facts(spot.node) {
        is_missing |= missing(context, fact, spot.binding, element, found);
    }
    let is_evidenced = !matches!(reading.access, Some(Access::NotEvidenced));
    if !is_missing && !is_evidenced {
        found.add(Open::of(Why::NotEvidenced, names::name(context, spot), element));
    } else if !is_missing {
        found.add(imprecise(context, spot, &reading, element));
    }
    context.note(reading);
}

/// A value that does not settle it.
fn imprecise(context: &Context<'_>, spot: Spot<'_>, reading: &LeafReading, element: Option<&str>) -> Open {
    let own = context.policy.program.own_facts(spot.node).first().copied();
    let Some((fact, known)) = own.and_then(|fact| Some((fact, context.scene.fact(fact)?))) else {
        return Open::of(Why::Imprecise, tell(context, spot).words(), element);
    };
    let conflicting = reading.observed.first().is_some_and(|one| one.state == FactState::Conflicting);
    if conflicting && known.kind == FactKind::Boolean {
        return Open::of(Why::Disagree, phrase::whether(known), element);
    }
    let status = spot.status(context);
    let leaf =
        Leaf { context, node: spot.node, fact, known, binding: spot.binding, status, stance: spot.stance, reading };
    if leaf.untested().is_some() || known.kind == FactKind::Boolean {
        return Open::of(Why::Imprecise, tell(context, spot).words(), element);
    }
    let statement = leaf.statement();
    let limits: Vec<String> = leaf.limits().into_iter().map(|limit| limit.words).collect();
    let limits = (!limits.is_empty()).then(|| limits.join(" and ")).into_iter().collect();
    let element = element.filter(|_| !statement.names_element);
    Open { limits, ..Open::of(Why::Imprecise, statement.statement, element) }
}

/// Adds a fact that has no value on record; whether it is one.
fn missing(context: &Context<'_>, fact: FactRef, binding: &Binding, element: Option<&str>, found: &mut Found) -> bool {
    let Some(known) = context.scene.fact(fact) else { return false };
    let is_missing = match &known.kind {
        FactKind::List(_) => context.scene.list(fact, &binding.frames).is_none(),
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text => context.scene.reading(fact, &binding.frames) == Reading::Unknown,
    };
    if !is_missing || context.scene.does_not_arise(fact, &binding.frames) {
        return false;
    }
    let mark = context.scene.case.facts.mark(binding.frames.slot(fact));
    let was_asked = mark.has(medpol_model::case::Mark::NULL);
    let why = if was_asked { Why::AnswerUnknown } else { Why::NotOnRecord };
    // What is inside a list is of no element where it is one of the case.
    let element = element.filter(|_| !super::is_of_case(fact.scope));
    let clause = element.is_none().then(|| phrase::not_on_record(known));
    found.add(Open { clause, ..Open::of(why, name(known), element) });
    true
}

/// A fact's name among others; a field of an element by what its answers differ in.
fn name(fact: &Fact) -> String {
    match fact.kind {
        FactKind::Boolean if fact.frame != FrameId::CASE && fact.words.answers.is_some() => phrase::whether(fact),
        FactKind::List(_) => phrase::subject(fact),
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::Code { .. }
        | FactKind::Text => phrase::quoted_if_answer(fact),
    }
}

/// Why a condition on a list is open.
fn list(context: &Context<'_>, spot: Spot<'_>, scope: &Scope, satisfies: Option<NodeId>, found: &mut Found) {
    let list = context.scene.list(scope.list, &spot.binding.frames);
    let Some(list) = list else {
        missing(context, scope.list, spot.binding, None, found);
        context.note(LeafReading::of(context, spot.node, spot.binding));
        return;
    };
    if context.scene.is_too_vague(scope) {
        keys(context, spot, scope, found);
    } else if !each_element(context, spot, scope, satisfies, found) {
        return;
    }
    if !list.is_complete {
        let known = context.scene.fact(scope.list);
        let noun = known.map_or_else(String::new, |fact| phrase::elements(fact, 2));
        found.add(Open::of(Why::MayBeMore, noun, None));
    }
}

/// Why a condition on the elements of a list is open, element by element; whether all of them were looked at.
fn each_element(
    context: &Context<'_>,
    spot: Spot<'_>,
    scope: &Scope,
    satisfies: Option<NodeId>,
    found: &mut Found,
) -> bool {
    for shown in named_element::all(context, spot.node, scope, spot.binding) {
        if !context.can_go_on() {
            return false;
        }
        let inner = spot.binding.with(scope.id, shown.base, shown.path);
        let element = Spot { binding: &inner, ..spot };
        let passes = context.scene.passes(scope, &inner.frames);
        let asked = scope.filter.into_iter().filter(|_| passes.is_unknown());
        let asked = asked.chain(satisfies.filter(|_| passes.can_be_met()));
        for node in asked {
            collect(context, element.at(node), Some(&shown.name), found);
        }
    }
    true
}

/// What keeps the elements of a list from being told apart: keys that are not known exactly.
fn keys(context: &Context<'_>, spot: Spot<'_>, scope: &Scope, found: &mut Found) {
    let scene = &context.scene;
    let keys = context.policy.program.fields(scope.groups);
    for shown in named_element::all(context, spot.node, scope, spot.binding) {
        let inner = spot.binding.with(scope.id, shown.base, shown.path);
        for field in keys {
            let is_absent = scene.case.facts.mark(inner.frames.slot(*field)).is_absent();
            let key = scene.stand_in(*field, &inner.frames).filter(|_| is_absent).unwrap_or(*field);
            if scene.is_one_value(key, &inner.frames) || missing(context, key, &inner, Some(&shown.name), found) {
                continue;
            }
            if let (Some(known), Some(value)) = (scene.fact(key), value::of_fact(scene, key, &inner)) {
                let words = format!("{} {} {value}", phrase::subject(known), phrase::be(known));
                found.add(Open::of(Why::Imprecise, words, Some(&shown.name)));
            }
        }
    }
}

/// Fields of elements that have no value on record.
fn fields(context: &Context<'_>, spot: Spot<'_>, scope: &Scope, fields: &[FactRef], found: &mut Found) {
    for shown in named_element::all(context, spot.node, scope, spot.binding) {
        let inner = spot.binding.with(scope.id, shown.base, shown.path);
        if !context.scene.passes(scope, &inner.frames).can_be_met() {
            continue;
        }
        for field in fields {
            missing(context, *field, &inner, Some(&shown.name), found);
        }
    }
}

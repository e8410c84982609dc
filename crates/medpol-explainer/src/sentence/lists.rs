//! The words for the elements of a list: how many are on record, how many are needed, and which of them fell short
//! by what.

use medpol_evaluator::Race;
use medpol_model::program::{Extreme, FactRef, NodeId, Op, Quantifier, Scope};
use medpol_model::value::{Interval, Status, Truth};
use medpol_model::vocabulary::{Fact, FactKind, ListKind};

use super::element::{Finding, grouped};
use super::{Spot, limits, tell};
use crate::context::Context;
use crate::named_element::{self, NamedElement};
use crate::node::LeafReading;
use crate::phrase;
use crate::several::{Distinct, few};
use crate::stance::Stance;
use crate::told::Told;
use crate::value;

/// What is asked of the elements of a list.
#[derive(Clone, Copy)]
pub(super) struct Asked<'s> {
    pub(super) quantifier: Quantifier,
    pub(super) elements: &'s Scope,
    pub(super) satisfies: Option<NodeId>,
}

/// A list with its elements, each with its outcome.
struct Listed<'l> {
    fact: &'l Fact,
    kind: &'l ListKind,
    elements: Vec<Element>,
    is_complete: bool,
}

/// An element with whether it is one that the condition is about, and whether it satisfies.
struct Element {
    named: NamedElement,
    passes: Status,
    holds: Status,
}

impl Listed<'_> {
    /// The elements, counted with their noun and a verb: "2 blocks are on record".
    fn on_record(&self) -> String {
        let number = self.elements.len();
        if number == 0 {
            return phrase::none(self.fact, self.kind);
        }
        format!("{} {} on record", phrase::count(self.fact, number), be(number))
    }
}

const fn be(number: usize) -> &'static str {
    if number == 1 { "is" } else { "are" }
}

fn listed<'l>(context: &Context<'l>, spot: Spot<'_>, asked: Asked<'_>) -> Option<Listed<'l>> {
    let Asked { elements: scope, satisfies, .. } = asked;
    let list = context.scene.list(scope.list, &spot.binding.frames)?;
    let fact = context.scene.fact(scope.list)?;
    let FactKind::List(kind) = &fact.kind else { return None };
    let mut elements = Vec::new();
    for named in named_element::all(context, spot.node, scope, spot.binding) {
        let frames = spot.binding.frames.with(scope.id, named.base);
        let passes = context.scene.passes(scope, &frames);
        let holds = satisfies.map_or(Status::MET, |node| context.scene.of_element(scope, node, &frames));
        elements.push(Element { named, passes, holds: holds.satisfied_if_not_applicable() });
    }
    Some(Listed { fact, kind, elements, is_complete: list.is_complete })
}

/// The words for a condition on some, none or every element.
pub(super) fn quantified(context: &Context<'_>, spot: Spot<'_>, asked: Asked<'_>) -> Told {
    let Some(list) = listed(context, spot, asked) else { return super::open::told(context, spot) };
    let status = spot.status(context);
    match (asked.quantifier, status.truth()) {
        (_, Some(Truth::Unknown) | None) => super::open::told(context, spot),
        (Quantifier::Some, Some(Truth::Met)) => found(context, spot, asked, &list),
        (Quantifier::Some, Some(Truth::NotMet)) => too_few(context, spot, asked, &list),
        (Quantifier::Without, Some(Truth::NotMet)) => found(context, spot.negated(), asked, &list),
        (Quantifier::Without, Some(Truth::Met)) => none_found(spot.stance.negated(), &list),
        (Quantifier::Every { .. }, Some(Truth::Met)) => every(context, spot, asked, &list),
        (Quantifier::Every { .. }, Some(Truth::NotMet)) => short(context, spot, asked, &list),
    }
}

/// The elements that are looked for: each with what makes it one.
fn found(context: &Context<'_>, spot: Spot<'_>, asked: Asked<'_>, list: &Listed<'_>) -> Told {
    if spot.stance != Stance::Excludes {
        return counting(list);
    }
    let hits = list.elements.iter().filter(|one| one.passes == Status::MET);
    let filter = asked.elements.filter;
    let findings = hits.map(|one| {
        let asked_more = filter.filter(|filter| !super::groups::is_choice(context, *filter));
        let told = asked_more.map(|filter| in_element(context, spot, asked.elements, one, filter));
        Finding { name: one.named.name.clone(), told: told.unwrap_or_default() }
    });
    let findings: Vec<Finding> = findings.collect();
    if findings.iter().all(|one| one.told.statement.is_empty() && one.told.requirement.is_none()) {
        let names: Vec<String> = findings.into_iter().map(|one| one.name).collect();
        let statement = format!("{}: {}", list.on_record(), few(&names, "; "));
        let requirement = (spot.stance == Stance::Excludes).then(|| super::groups::ALONE.to_owned());
        return Told { requirement, ..Told::plain(statement) };
    }
    grouped(list.fact, findings)
}

/// The elements that are looked for, by their names.
fn counting(list: &Listed<'_>) -> Told {
    let hits = list.elements.iter().filter(|one| one.passes == Status::MET);
    let names: Vec<String> = hits.map(|one| one.named.name.clone()).collect();
    let all = phrase::count(list.fact, list.elements.len());
    Told::plain(match (names.len(), list.elements.len()) {
        (1, 1) => format!("{all} is on record, and it counts: {}", few(&names, "; ")),
        (hits, _) => format!("{hits} of the {all} on record {}: {}", counts(hits), few(&names, "; ")),
    })
}

/// That no element is one that is looked for.
fn none_found(stance: Stance, list: &Listed<'_>) -> Told {
    if list.elements.is_empty() {
        return Told::plain(phrase::none(list.fact, list.kind));
    }
    let number = list.elements.len();
    let count = phrase::count(list.fact, number);
    let words = match (stance, number) {
        (Stance::Excludes, 1) => format!("the {} on record does not exclude", phrase::elements(list.fact, 1)),
        (Stance::Excludes, _) => format!("none of the {count} on record excludes"),
        (Stance::Needed | Stance::Neutral, 1) => {
            format!("the {} on record is not of this kind", phrase::elements(list.fact, 1))
        }
        (Stance::Needed | Stance::Neutral, _) => format!("none of the {count} on record is of this kind"),
    };
    Told::plain(words)
}

/// That too few elements are enough: how many are on record, how many are needed, and what each lacks.
fn too_few(context: &Context<'_>, spot: Spot<'_>, asked: Asked<'_>, list: &Listed<'_>) -> Told {
    if spot.stance == Stance::Excludes {
        return none_found(spot.stance, list);
    }
    let chain = Chain::of(context, asked.elements);
    let needed = format!("{} {} needed", chain.length, be(chain.length));
    if list.elements.is_empty() {
        let requirement = (spot.stance == Stance::Needed).then_some(needed);
        return Told { requirement, ..Told::plain(list.on_record()) };
    }
    let mut enough = Vec::new();
    let mut findings = Vec::new();
    for one in &list.elements {
        let inner = spot.binding.with(asked.elements.id, one.named.base, one.named.path.clone());
        let at = Spot { binding: &inner, ..spot };
        let lacking: Vec<NodeId> =
            chain.alone.iter().copied().filter(|node| at.at(*node).status(context) == Status::NOT_MET).collect();
        if lacking.is_empty() {
            enough.push(one);
            continue;
        }
        let told = lacking.iter().map(|node| tell(context, at.at(*node))).collect();
        findings.push(Finding { name: one.named.name.clone(), told: Told::joined(told, ", and ") });
    }
    let names: Vec<String> = enough.iter().map(|one| one.named.name.clone()).collect();
    if chain.length == 1 && list.elements.len() == 1 {
        return grouped(list.fact, findings);
    }
    let lead = match (enough.len(), list.elements.len()) {
        (0, 1) => format!("{}, and it does not count", list.on_record()),
        (0, _) => format!("{}, and none of them counts", list.on_record()),
        (1, 1) if chain.length == 2 => format!("{}; no second one is on record", list.on_record()),
        (some, _) if some >= chain.length => list.on_record(),
        (some, _) => format!("{}, and {some} {} ({})", list.on_record(), counts(some), few(&names, "; ")),
    };
    let lead = match (chain.length, enough.len()) {
        (1, _) => lead,
        (length, some) if some >= length => format!("{lead}; {length} that go together are needed"),
        _ => format!("{lead}; {needed}"),
    };
    let joint = if chain.length > 1 { "; " } else { ": " };
    let mut told = grouped(list.fact, findings);
    if let Some(first) = enough.first().filter(|_| enough.len() >= chain.length)
        && let Some(nested) = chain.nested
    {
        let inner = spot.binding.with(asked.elements.id, first.named.base, first.named.path.clone());
        let apart = apart(context, Spot { binding: &inner, ..spot }, nested, &enough);
        told = Told::joined(vec![apart, told], "; ");
    }
    let words = told.words();
    let statement = if words.is_empty() { lead } else { format!("{lead}{joint}{words}") };
    Told::plain(statement)
}

const fn counts(number: usize) -> &'static str {
    if number == 1 { "counts" } else { "count" }
}

/// Why elements that are enough by themselves are not so together.
fn apart(context: &Context<'_>, spot: Spot<'_>, nested: NodeId, enough: &[&Element]) -> Told {
    let Some(Op::Quantify { elements, .. }) = context.policy.program.node(nested) else { return Told::default() };
    let scope = context.policy.program.scope(*elements);
    let Some(filter) = scope.filter else { return Told::default() };
    let own = spot.binding.frames.base(context.policy.program.scope_of(nested));
    let mut findings = Vec::new();
    for one in enough.iter().filter(|one| one.named.base != own) {
        let inner = spot.binding.with(scope.id, one.named.base, one.named.path.clone());
        let at = Spot { binding: &inner, ..spot }.at(filter);
        if at.status(context) == Status::NOT_MET {
            findings.push(Finding { name: one.named.name.clone(), told: tell(context, at) });
        }
    }
    let Some(fact) = context.scene.fact(scope.list) else { return Told::default() };
    grouped(fact, findings)
}

/// Conditions that ask for several elements of one list, each inside the condition on the one before.
struct Chain {
    /// How many elements are needed.
    length: usize,
    /// What is asked of an element by itself.
    alone: Vec<NodeId>,
    /// What asks for the next element.
    nested: Option<NodeId>,
}

impl Chain {
    fn of(context: &Context<'_>, scope: &Scope) -> Self {
        let program = &context.policy.program;
        let Some(filter) = scope.filter else { return Self { length: 1, alone: Vec::new(), nested: None } };
        let members =
            if let Some(Op::All(run)) = program.node(filter) { program.members(*run).to_vec() } else { vec![filter] };
        let next = |node: &NodeId| {
            let Some(Op::Quantify { quantifier: Quantifier::Some, elements, .. }) = program.node(*node) else {
                return None;
            };
            Some(program.scope(*elements)).filter(|inner| inner.list.fact == scope.list.fact)
        };
        let nested = members.iter().copied().find(|node| next(node).is_some());
        let length = nested.as_ref().and_then(next).map_or(1, |inner| 1 + Self::of(context, inner).length);
        let alone = members.into_iter().filter(|node| Some(*node) != nested).collect();
        Self { length, alone, nested }
    }
}

/// That every element is as it should be.
fn every(context: &Context<'_>, spot: Spot<'_>, asked: Asked<'_>, list: &Listed<'_>) -> Told {
    let chosen: Vec<&Element> = list.elements.iter().filter(|one| one.passes.can_be_met()).collect();
    match chosen.as_slice() {
        [] if list.elements.is_empty() => Told::plain(phrase::none(list.fact, list.kind)),
        [] => {
            Told::plain(format!("none of the {} on record is concerned", phrase::count(list.fact, list.elements.len())))
        }
        [only] => match asked.satisfies {
            Some(node) => {
                let told = in_element(context, spot, asked.elements, only, node);
                grouped(list.fact, vec![Finding { name: only.named.name.clone(), told }])
            }
            None => Told::plain(list.on_record()),
        },
        several => Told::plain(format!("all {} are as they should be", phrase::count(list.fact, several.len()))),
    }
}

/// The elements that fall short, with what each lacks.
fn short(context: &Context<'_>, spot: Spot<'_>, asked: Asked<'_>, list: &Listed<'_>) -> Told {
    if list.elements.is_empty() {
        return Told { requirement: Some("at least one is needed".to_owned()), ..Told::plain(list.on_record()) };
    }
    let failing = list.elements.iter().filter(|one| one.passes == Status::MET && one.holds == Status::NOT_MET);
    let findings = failing.map(|one| {
        let told = asked.satisfies.map(|node| in_element(context, spot, asked.elements, one, node));
        Finding { name: one.named.name.clone(), told: told.unwrap_or_default() }
    });
    let findings: Vec<Finding> = findings.collect();
    if findings.is_empty() && !list.is_complete {
        return super::open::told(context, spot);
    }
    grouped(list.fact, findings)
}

/// The words for a condition of one element.
fn in_element(context: &Context<'_>, spot: Spot<'_>, scope: &Scope, one: &Element, node: NodeId) -> Told {
    let inner = spot.binding.with(scope.id, one.named.base, one.named.path.clone());
    tell(context, Spot { binding: &inner, stance: spot.stance, node })
}

/// Which elements are the latest, and what they lack.
pub(super) fn latest(context: &Context<'_>, spot: Spot<'_>, race: Race<'_>) -> Told {
    let asked = Asked { quantifier: Quantifier::Some, elements: race.elements, satisfies: Some(race.satisfies) };
    let frames = &spot.binding.frames;
    let (Some(list), Some(bare)) = (listed(context, spot, asked), context.scene.list(race.elements.list, frames))
    else {
        return super::open::told(context, spot);
    };
    if spot.status(context).is_unknown() {
        return super::open::told(context, spot);
    }
    let bar = context.scene.bar(race, bare, frames);
    let leads = |one: &&Element| {
        let date = context.scene.date_in(race, &frames.with(race.elements.id, one.named.base));
        one.passes.can_be_met() && bar.can_lead(date)
    };
    let leaders: Vec<&Element> = list.elements.iter().filter(leads).collect();
    if leaders.is_empty() {
        return none_found(Stance::Neutral, &list);
    }
    let word = if race.extreme == Extreme::Latest { "latest" } else { "earliest" };
    let is_met = spot.status(context) == Status::MET;
    let told_of = leaders.iter().filter(|one| is_met || one.holds == Status::NOT_MET);
    let findings: Vec<Finding> = told_of
        .map(|one| {
            let told = in_element(context, spot, race.elements, one, race.satisfies);
            let name = format!("the {word} {} ({})", phrase::elements(list.fact, 1), one.named.name);
            Finding { name, told }
        })
        .collect();
    grouped(list.fact, findings)
}

/// A number of elements against what it is compared with.
pub(super) fn number(
    context: &Context<'_>,
    spot: Spot<'_>,
    scope: &Scope,
    distinct: &[FactRef],
    count: Option<Interval>,
    reading: &LeafReading,
) -> Told {
    let asked = Asked { quantifier: Quantifier::Some, elements: scope, satisfies: None };
    let Some(list) = listed(context, spot, asked) else { return super::open::told(context, spot) };
    let names = distinct_names(context, spot, scope, distinct, &list);
    let field = distinct.first().and_then(|field| context.scene.fact(*field));
    let number = count.map_or_else(|| "an unknown number".to_owned(), |count| value::quantity(count, None));
    let exact = count.filter(|count| count.is_point()).and_then(|_| number.parse::<usize>().ok());
    let noun = |number: usize| match field {
        Some(field) => match &field.words.counted_as {
            Some(words) => words.of(number).to_owned(),
            None => format!("different {} by {}", phrase::elements(list.fact, number), field.in_text()),
        },
        None => phrase::elements(list.fact, number),
    };
    let statement = match exact {
        Some(0) if scope.filter.is_none() => phrase::none(list.fact, list.kind),
        Some(0) => format!("none of the {} on record counts", phrase::count(list.fact, list.elements.len())),
        Some(exact) if scope.filter.is_some() && distinct.is_empty() => {
            let all = phrase::count(list.fact, list.elements.len());
            format!("{exact} of the {all} on record {}", counts(exact))
        }
        Some(exact) => format!("{exact} {} {} on record ({})", noun(exact), be(exact), few(&names, ", ")),
        None => format!("{} on record: {number}", noun(2)),
    };
    let limits = Some(counted(reading, exact));
    limits::against(Told::plain(statement), spot.status(context), spot.stance, &reading.compared, limits)
}

/// The limits of a number of elements, with how far it is from them.
fn counted(reading: &LeafReading, exact: Option<usize>) -> Vec<limits::Limit> {
    let limit = |one| {
        let limit = limits::Limit::of(one);
        let by = exact.zip(one.threshold.parse::<usize>().ok());
        let distance = by.filter(|(exact, bound)| exact != bound).map(|(exact, bound)| {
            let side = match (exact > bound, limit.is_upper) {
                (true, _) => "over",
                (false, true) => "under",
                (false, false) => "short",
            };
            format!("{} {side}", exact.abs_diff(bound))
        });
        limits::Limit { distance, be: if &*one.threshold == "1" { "is" } else { "are" }, ..limit }
    };
    reading.compared.iter().map(limit).collect()
}

/// The names of what is counted, each once.
fn distinct_names(
    context: &Context<'_>,
    spot: Spot<'_>,
    scope: &Scope,
    distinct: &[FactRef],
    list: &Listed<'_>,
) -> Vec<String> {
    let mut names = Distinct::default();
    for one in list.elements.iter().filter(|one| one.passes == Status::MET) {
        let inner = spot.binding.with(scope.id, one.named.base, one.named.path.clone());
        let values: Vec<String> =
            distinct.iter().filter_map(|field| value::of_fact(&context.scene, *field, &inner)).collect();
        names.add(if values.is_empty() { one.named.name.clone() } else { values.join(", ") });
    }
    names.into_texts()
}

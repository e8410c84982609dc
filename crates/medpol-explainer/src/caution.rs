//! What keeps a request from being approved without a person, although the policy is met: criteria that nobody read in the
//! document itself, and lines and documents that cannot be as they are written.
//!
//! The result stays what it is; only what follows from it is more cautious.

use std::collections::{HashMap, HashSet};

use medpol_model::policy::{Confidence, Disposition, Weight};
use medpol_model::program::{NodeId, Op, ScopeId};
use medpol_model::value::{Interval, PartialDate, Status};
use medpol_model::vocabulary::{FactId, FactKind, FrameId, ListKind};

use crate::context::Context;
use crate::several::first_sentences;

/// A reason for a person to look at a request.
pub(crate) struct Caution {
    /// Who looks at it.
    pub(crate) disposition: Disposition,
    /// The reason, in a sentence.
    pub(crate) because: String,
}

/// The reasons that the lines and documents of a request give.
pub(crate) fn of_request(context: &Context<'_>) -> Vec<Caution> {
    let found = [later_lines(context), later_documents(context), repeated_lines(context)];
    found
        .into_iter()
        .flat_map(first_sentences)
        .map(|because| Caution { disposition: Disposition::LOOKED_AT, because })
        .collect()
}

/// That a met policy rests on criteria that were not read in the document itself.
pub(crate) fn restated(context: &Context<'_>) -> Option<Caution> {
    let policy = context.policy;
    let mut resting = Resting { context, known: vec![None; policy.program.nodes.len()] };
    let top = policy.criteria.iter().chain(&policy.exclusions);
    let decides = |node: &&NodeId| policy.detail(**node).is_some_and(|detail| detail.weight == Weight::Decides);
    let ids: Vec<&str> = top
        .filter(decides)
        .filter(|node| resting.rests(**node))
        .filter_map(|node| policy.detail(*node))
        .map(|detail| detail.id.as_ref().map_or(&*detail.path, |id| &*id.0))
        .collect();
    let (word, ids) = match ids.as_slice() {
        [] => return None,
        [only] => ("a criterion that was", format!("`{only}`")),
        several => ("criteria that were", several.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
    };
    let because =
        format!("the result rests on {word} not read in the document itself: {ids}; a person reads the policy first");
    Some(Caution { disposition: Disposition::ManualPolicyReview, because })
}

/// Which nodes rest on what was not read, each found out once.
struct Resting<'c, 'a> {
    context: &'c Context<'a>,
    known: Vec<Option<bool>>,
}

impl Resting<'_, '_> {
    fn rests(&mut self, node: NodeId) -> bool {
        let at = node.0 as usize;
        if let Some(Some(known)) = self.known.get(at) {
            return *known;
        }
        let rests = self.found_out(node);
        if let Some(place) = self.known.get_mut(at) {
            *place = Some(rests);
        }
        rests
    }

    fn found_out(&mut self, node: NodeId) -> bool {
        let (context, program) = (self.context, &self.context.policy.program);
        let status = |node: NodeId| (program.scope_of(node) == ScopeId::CASE).then(|| context.status(node));
        if status(node).is_some_and(|status| status == Status::NOT_APPLICABLE) {
            return false;
        }
        let detail = context.policy.detail(node);
        if detail.is_some_and(|detail| detail.confidence != Confidence::Read) {
            return true;
        }
        match program.node(node) {
            // One alternative that was read is enough.
            Some(Op::Any(run)) if status(node) == Some(Status::MET) => {
                let met = program.members(*run).iter().filter(|member| status(**member) == Some(Status::MET));
                met.copied().collect::<Vec<_>>().into_iter().all(|member| self.rests(member))
            }
            Some(
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
                | Op::Leaf { .. }
                | Op::Relate { .. }
                | Op::Known(_)
                | Op::Quantify { .. }
                | Op::Count { .. }
                | Op::Sum { .. }
                | Op::Extreme { .. }
                | Op::Constant(_),
            ) => program.below(node).into_iter().any(|inner| self.rests(inner)),
            None => false,
        }
    }
}

/// The list of requested services, where the library says which date each has.
struct Lines<'v> {
    list: usize,
    kind: &'v ListKind,
    date: usize,
}

fn lines<'v>(context: &Context<'v>) -> Option<Lines<'v>> {
    let vocabulary = &context.policy.vocabulary;
    let date = vocabulary.fact(vocabulary.service_date?)?;
    let list = vocabulary.fact(vocabulary.frame(date.frame)?.list?)?;
    let FactKind::List(kind) = &list.kind else { return None };
    let is_of_case = list.frame == FrameId::CASE;
    is_of_case.then_some(Lines { list: list.slot as usize, kind, date: date.slot as usize })
}

/// The first slot of each line.
fn starts(context: &Context<'_>, lines: &Lines<'_>) -> Vec<usize> {
    let width = context.policy.vocabulary.width(lines.kind.frame);
    let (first, count) = context.scene.case.facts.elements(lines.list);
    (0..count).map(|at| first + at * width).collect()
}

/// Whether a day is later than the service, whichever days they are.
fn is_later(context: &Context<'_>, days: Interval) -> bool {
    days.low > context.scene.anchor.high
}

fn later_lines(context: &Context<'_>) -> Vec<String> {
    let Some(lines) = lines(context) else { return Vec::new() };
    let facts = &context.scene.case.facts;
    let starts = starts(context, &lines).into_iter().enumerate();
    let later = starts.filter(|(_, start)| {
        let slot = start + lines.date;
        facts.mark(slot).has(medpol_model::case::Mark::GIVEN) && is_later(context, facts.value(slot))
    });
    later.map(|(at, _)| format!("line {} is dated after the date of service; a person looks at it", at + 1)).collect()
}

fn later_documents(context: &Context<'_>) -> Vec<String> {
    let documents = context.scene.case.documents.iter();
    let later = documents.filter_map(|document| {
        let date = document.date.as_deref()?;
        let days = PartialDate::parse(date)?.interval();
        is_later(context, days)
            .then(|| format!("{} is dated {date}, after the date of service; a person looks at it", document.document))
    });
    let mut told = HashSet::new();
    later.filter(|sentence| told.insert(sentence.clone())).collect()
}

fn repeated_lines(context: &Context<'_>) -> Vec<String> {
    let Some(lines) = lines(context) else { return Vec::new() };
    let mut firsts = HashMap::new();
    let mut told = Vec::new();
    for (at, start) in starts(context, &lines).into_iter().enumerate() {
        let mut said = Vec::new();
        add_said(context, lines.kind.frame, start, &mut said);
        let first = *firsts.entry(said).or_insert(at);
        if first != at {
            told.push(format!("line {} says the same as line {}; a person looks at it", at + 1, first + 1));
        }
    }
    told
}

/// Adds what an element says of everything: of two elements that say the same, the same.
fn add_said(context: &Context<'_>, frame: FrameId, start: usize, said: &mut Vec<i64>) {
    let vocabulary = &context.policy.vocabulary;
    let facts = &context.scene.case.facts;
    let all: &[FactId] = vocabulary.frame(frame).map(|frame| frame.facts.as_slice()).unwrap_or_default();
    for fact in all.iter().filter_map(|id| vocabulary.fact(*id)) {
        let slot = start + fact.slot as usize;
        said.push(i64::from(facts.mark(slot).bits()));
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        if let FactKind::List(kind) = &fact.kind {
            let (first, elements) = facts.elements(slot);
            let width = vocabulary.width(kind.frame);
            said.push(count(elements));
            (0..elements).for_each(|at| add_said(context, kind.frame, first + at * width, said));
        } else {
            let several = facts.alternatives(slot);
            said.push(count(several.len()));
            said.extend(
                std::iter::once(facts.value(slot)).chain(several.iter().copied()).flat_map(|one| [one.low, one.high]),
            );
        }
    }
}

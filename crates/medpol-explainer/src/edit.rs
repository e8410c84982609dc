//! Outcomes → the report of coding edits.
//!
//! Which lines a finding names is read off in `lines`, what is there and what may be in `limit`.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use medpol_evaluator::{Allowance, Assumptions, Evaluation, Outcomes, TooMuch, decide_with};
use medpol_model::answer::{
    CaseSummary, EDIT_REPORT_FORMAT, EditAnswer, EditCounts, EditReport, EditStatus, Finding, Outcome, View,
};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::{Confidence, Edit, Policy};
use medpol_model::value::{Interval, Status, Symbols, Truth};
use medpol_model::vocabulary::FactKind;

use crate::context::{Context, Notes};
use crate::deciding::Deciding;
use crate::determine::{ENGINE, anchor, bounded, summary, warnings};
use crate::lines::FindingParts;
use crate::{digest, lines, missing, terms};

/// Asks every coding edit of a policy about a case.
///
/// `governing` is what the policy came to that governs the case; `None` is unknown.
///
/// # Errors
///
/// When the case, or its explanation, makes more work than is allowed, or is stopped.
pub fn edit(
    policy: &Policy,
    symbols: &Symbols,
    case: &Case,
    governing: Option<Outcome>,
    allowed: impl Into<Allowance>,
) -> Result<EditReport, TooMuch> {
    let allowed = allowed.into();
    let governed = governed(policy, case, governing);
    let governed = governed.as_ref();
    let mut outcomes = Outcomes::limited(policy, allowed.clone());
    decide_with(policy, symbols, governed, &mut outcomes, Assumptions::Taken);
    bounded(&outcomes)?;
    let without = if outcomes.has_assumed() {
        let mut without = Outcomes::limited(policy, allowed);
        decide_with(policy, symbols, governed, &mut without, Assumptions::LeftOut);
        bounded(&without)?;
        Some(without)
    } else {
        None
    };
    let scene = Evaluation::of(policy, symbols, governed, &outcomes, Assumptions::Taken);
    let deciding = Deciding::default();
    let count = Cell::new(0);
    let notes = Notes::default();
    let context = Context { policy, scene, deciding: &deciding, view: View::All, explained: &count, notes: &notes };
    let answer = |edit: &Edit| {
        let decided = outcomes.status(edit.node);
        let is_provisional = without.as_ref().is_some_and(|without| without.status(edit.node) != decided);
        EditAnswer { provisional: is_provisional, ..answer(&context, edit) }
    };
    let edits: Vec<EditAnswer> = policy.edits.iter().map(answer).collect();
    let report = EditReport {
        format: EDIT_REPORT_FORMAT,
        engine: ENGINE,
        policy: summary(policy),
        selection: None,
        library: None,
        case: CaseSummary {
            title: case.title.clone(),
            anchor: anchor(&scene),
            digest: digest::of_case(case, &policy.vocabulary, symbols),
        },
        governing,
        counts: counts(&edits),
        warnings: warnings(&context),
        edits,
    };
    bounded(&outcomes)?;
    Ok(report)
}

/// The case with the result of the governing policy as a fact, where the vocabulary has such a fact.
pub fn governed<'a>(policy: &Policy, case: &'a Case, governing: Option<Outcome>) -> Cow<'a, Case> {
    let vocabulary = &policy.vocabulary;
    let fact = vocabulary.governing.and_then(|id| vocabulary.fact(id));
    let (Some(fact), Some(outcome)) = (fact, governing) else { return Cow::Borrowed(case) };
    let FactKind::Enumeration(id) = fact.kind else { return Cow::Borrowed(case) };
    let mask = vocabulary.enumeration(id).and_then(|known| known.mask(outcome.word()));
    let Some(mask) = mask else { return Cow::Borrowed(case) };
    let mut case = case.clone();
    let slot = fact.slot as usize;
    if let (Some(value), Some(mark)) = (case.facts.slots.get_mut(slot), case.facts.marks.get_mut(slot)) {
        *value = Interval::point(i64::from_ne_bytes(mask.to_ne_bytes()));
        *mark = Mark::GIVEN;
    }
    Cow::Owned(case)
}

fn counts(edits: &[EditAnswer]) -> EditCounts {
    let mut counts = EditCounts::default();
    for edit in edits {
        *match edit.status {
            EditStatus::Pass => &mut counts.pass,
            EditStatus::Finding => &mut counts.finding,
            EditStatus::Incomplete => &mut counts.incomplete,
            EditStatus::NotApplicable => &mut counts.not_applicable,
        } += 1;
    }
    counts
}

fn answer(context: &Context<'_>, edit: &Edit) -> EditAnswer {
    let status = context.status(edit.node);
    let detail = context.policy.detail(edit.node).cloned().unwrap_or_default();
    let id = detail.id.as_ref().map_or_else(|| Arc::clone(&detail.path), |id| Arc::clone(&id.0));
    let finding = |found: FindingParts| Finding {
        edit: Arc::clone(&id),
        severity: edit.severity,
        observed: terms::observed(&found.terms),
        allowed: terms::allowed(&found.terms),
        lines: found.lines,
        message: Arc::clone(&edit.message),
        remedy: edit.remedy.clone(),
        source: Arc::clone(&detail.citations),
    };
    EditAnswer {
        status: standing(status),
        severity: edit.severity,
        text: detail.text.clone(),
        findings: if status == Status::NOT_MET {
            lines::of(context, edit).into_iter().map(finding).collect()
        } else {
            Vec::new()
        },
        missing: if status.is_unknown() { missing::of(context, edit.node).facts() } else { Vec::new() },
        provisional: false,
        note: detail.note.clone(),
        confidence: (detail.confidence != Confidence::Read).then_some(detail.confidence),
        citations: Arc::clone(&detail.citations),
        id,
    }
}

const fn standing(status: Status) -> EditStatus {
    match status.truth() {
        Some(Truth::Met) => EditStatus::Pass,
        Some(Truth::NotMet) => EditStatus::Finding,
        Some(Truth::Unknown) => EditStatus::Incomplete,
        None => EditStatus::NotApplicable,
    }
}

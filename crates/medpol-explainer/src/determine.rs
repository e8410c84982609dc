//! A case → its determination: the answer with the tree of criteria, those that decide, and the facts to
//! ask for.
//!
//! Decides first, by the evaluator, and then puts together what the other modules read off.

use std::cell::Cell;
use std::sync::Arc;

use medpol_evaluator::{Allowance, Assumptions, Evaluation, Outcomes, TooMuch, decide_with};
use medpol_model::answer::{
    CaseSummary, Counts, DETERMINATION_FORMAT, Determination, Explained, Notice, Outcome, PolicySummary, Selection,
    View,
};
use medpol_model::case::Case;
use medpol_model::policy::{Disposition, Dispositions, Policy};
use medpol_model::program::NodeId;
use medpol_model::value::{Date, Interval, Status, Symbols, Truth};

use crate::caution::{self, Caution};
use crate::context::{Context, Notes};
use crate::deciding::Deciding;
use crate::missing::Open;
use crate::wording::Wording;
use crate::{contradiction, digest, missing, node, periods, reasons, services};

/// The engine's name and version.
pub const ENGINE: &str = concat!("medpol ", env!("CARGO_PKG_VERSION"));

/// Decides a case and explains the answer.
///
/// `selection` says why this policy version was applied; it is passed through. What `view` does not show is not put into
/// words.
///
/// # Errors
///
/// When the case, or its explanation, makes more work than is allowed, or is stopped.
pub fn determine(
    policy: &Policy,
    symbols: &Symbols,
    case: &Case,
    selection: Option<Selection>,
    view: View,
    allowed: impl Into<Allowance>,
) -> Result<Determination, TooMuch> {
    determine_allowed(policy, symbols, case, selection, view, &allowed.into())
}

fn determine_allowed(
    policy: &Policy,
    symbols: &Symbols,
    case: &Case,
    selection: Option<Selection>,
    view: View,
    allowed: &Allowance,
) -> Result<Determination, TooMuch> {
    let mut outcomes = Outcomes::limited(policy, allowed.clone());
    let status = decide_with(policy, symbols, case, &mut outcomes, Assumptions::Taken);
    bounded(&outcomes)?;
    let provisional = outcomes.has_assumed() && is_provisional(policy, symbols, case, status, allowed)?;
    let scene = Evaluation::of(policy, symbols, case, &outcomes, Assumptions::Taken);
    let deciding = Deciding::of(policy, &scene);
    let count = Cell::new(0);
    let notes = Notes::default();
    let context = Context { policy, scene, deciding: &deciding, view, explained: &count, notes: &notes };
    let asked = status.is_unknown().then(|| missing::of(&context, policy.root));
    let open = asked.as_ref().map(missing::Asked::open).unwrap_or_default();
    let counts = counts(&context);
    let mut services = services::of(&context, counts);
    let follows =
        services::overall(&context, &services).unwrap_or_else(|| disposition(policy.disposition, status, counts, open));
    let mut cautions = caution::of_request(&context);
    if follows == Disposition::Approve {
        cautions.extend(caution::restated(&context));
    }
    for service in &mut services {
        service.disposition = with_caution(service.disposition, &cautions);
    }
    let criteria = explained(&context, &policy.criteria, Wording::Criterion);
    let exclusions = explained(&context, &policy.exclusions, Wording::Exclusion);
    let determination = Determination {
        format: DETERMINATION_FORMAT,
        engine: ENGINE,
        view,
        policy: summary(policy),
        selection,
        library: None,
        case: CaseSummary {
            title: case.title.clone(),
            anchor: anchor(&scene),
            digest: digest::of_case(case, &policy.vocabulary, symbols),
        },
        result: Outcome::of(status),
        disposition: with_caution(follows, &cautions),
        services,
        provisional,
        internal_only: status == Status::NOT_MET && deciding.is_internal(policy),
        counts,
        deciding: deciding.names(policy),
        reasons: reasons::of(&context),
        missing: asked.map(missing::Asked::questions).unwrap_or_default(),
        notices: is_outside(&context).then_some(Notice::OutsidePeriod).into_iter().collect(),
        warnings: warnings(&context).into_iter().chain(cautions.into_iter().map(|caution| caution.because)).collect(),
        criteria,
        exclusions,
    };
    bounded(&outcomes)?;
    Ok(determination)
}

/// That the case has not made too much work so far.
pub(crate) fn bounded(outcomes: &Outcomes) -> Result<(), TooMuch> {
    outcomes.too_much().map_or(Ok(()), Err)
}

/// What follows from a result that would be an approval, where there are reasons for a person to look at it.
fn with_caution(disposition: Disposition, cautions: &[Caution]) -> Disposition {
    if disposition != Disposition::Approve {
        return disposition;
    }
    cautions.iter().map(|caution| caution.disposition).fold(disposition, Disposition::most_cautious)
}

fn explained(context: &Context<'_>, nodes: &[NodeId], wording: Wording) -> Vec<Explained> {
    nodes.iter().filter_map(|node| node::criterion(context, *node, wording)).collect()
}

pub(crate) fn summary(policy: &Policy) -> PolicySummary {
    PolicySummary {
        id: Arc::clone(&policy.id.0),
        version: Arc::clone(&policy.version),
        title: Arc::clone(&policy.title),
        publisher: Arc::clone(&policy.publisher),
        kind: policy.kind,
        status: policy.status,
        basis: policy.basis,
        effective_from: policy.effective.from.to_string(),
        effective_until: policy.effective.until.map(|until| until.to_string()),
        doubts: policy.doubts.clone(),
        meaning_digest: Arc::clone(&policy.meaning_digest),
        governs_digest: Arc::clone(&policy.governs_digest),
        text_digest: Arc::clone(&policy.text_digest),
    }
}

pub(crate) fn anchor(scene: &Evaluation<'_>) -> Option<String> {
    let Interval { low, high } = scene.anchor;
    if low == i64::MIN || high == i64::MAX {
        return None;
    }
    Some(if low == high { Date::at(low).to_string() } else { format!("{}..{}", Date::at(low), Date::at(high)) })
}

fn counts(context: &Context<'_>) -> Counts {
    let mut counts = Counts::default();
    let criteria = context.policy.criteria.iter().map(|node| context.status(*node));
    let exclusions = context.policy.exclusions.iter().map(|node| context.status(*node).negated());
    for status in criteria.chain(exclusions) {
        let count = match status.truth() {
            Some(Truth::Met) => &mut counts.met,
            Some(Truth::NotMet) => &mut counts.not_met,
            Some(Truth::Unknown) => &mut counts.unknown,
            None => &mut counts.not_applicable,
        };
        *count += 1;
    }
    counts
}

/// What follows from the result. Where an unknown result has several causes, missing facts come
/// before records that disagree, and those before judgment.
pub(crate) fn disposition(rules: Dispositions, status: Status, counts: Counts, open: Open) -> Disposition {
    match status.truth() {
        Some(Truth::Met) => rules.met,
        Some(Truth::NotMet) if counts.unknown > 0 => rules.not_met_but_unknown,
        Some(Truth::NotMet) => rules.not_met,
        None => rules.not_applicable,
        Some(Truth::Unknown) => {
            if open.facts {
                rules.unknown_facts
            } else if open.conflicts {
                rules.unknown_conflicting
            } else {
                rules.unknown_judgment_only
            }
        }
    }
}

/// Whether the result would be another without what the policy assumes.
fn is_provisional(
    policy: &Policy,
    symbols: &Symbols,
    case: &Case,
    status: Status,
    allowed: &Allowance,
) -> Result<bool, TooMuch> {
    let mut outcomes = Outcomes::limited(policy, allowed.clone());
    let without = decide_with(policy, symbols, case, &mut outcomes, Assumptions::LeftOut);
    bounded(&outcomes)?;
    Ok(without != status)
}

pub(crate) fn warnings(context: &Context<'_>) -> Vec<String> {
    let mut warnings = contradiction::of(context);
    if is_outside(context) {
        let day = Date::at(context.scene.anchor.low);
        warnings.push(format!("{day} lies outside the effective period of this version"));
    }
    warnings.extend(periods::of(context));
    if context.is_long() {
        let more = "the lists of this case are long, so that not all of their elements are told one by one";
        warnings.push(more.to_owned());
    }
    warnings
}

/// Whether the day of the service is known and lies outside of the days on which the version is in force.
fn is_outside(context: &Context<'_>) -> bool {
    let Interval { low, high } = context.scene.anchor;
    low == high && low != i64::MIN && !context.policy.effective.contains(Date::at(low))
}

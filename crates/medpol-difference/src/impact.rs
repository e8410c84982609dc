//! What becomes of cases: each is decided by both sides.

use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::SourceMap;
use medpol_library::{Named, Side, SidePart, WrittenCase};
use medpol_model::answer::{
    CaseChange, Determination, EditStatus, Impact, ImpactKind, ImpactTotal, Outcome, PolicyDifference, View,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// A case that is to be tried, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct TriedCase {
    /// Where it was read from.
    pub name: String,
    /// The case.
    pub case: Result<Box<WrittenCase>, String>,
}

/// What one side says of a case.
struct Said {
    outcome: Outcome,
    /// What decides, by the ids that it has in the second.
    deciding: BTreeSet<String>,
}

/// Decides every case by both sides. `policies` are their differences: a criterion that is taken for another one under a new id
/// is no other reason. `tick` is called after each case.
pub fn impact(
    from: &str,
    cases: &[TriedCase],
    sides: &[Side; 2],
    policies: &[PolicyDifference],
    limit: WorkLimit,
    tick: &(dyn Fn() + Sync),
) -> Impact {
    let one = |case: &TriedCase| {
        let change = tried(case, sides, policies, limit);
        tick();
        change
    };
    let mut list: Vec<CaseChange> = cases.par_iter().map(one).collect();
    let totals: Vec<ImpactTotal> = ImpactKind::ALL
        .into_iter()
        .map(|kind| ImpactTotal { kind, count: list.iter().filter(|change| change.kind == kind).count() })
        .collect();
    let count =
        |wanted: fn(ImpactKind) -> bool| totals.iter().filter(|one| wanted(one.kind)).map(|one| one.count).sum();
    let (tried, changed) = (count(|kind| kind != ImpactKind::NotTried), count(ImpactKind::is_another_result));
    list.retain(|change| change.kind != ImpactKind::Unchanged);
    list.sort_by_key(|change| change.kind);
    Impact { cases: from.to_owned(), tried, changed, totals, list }
}

fn tried(case: &TriedCase, sides: &[Side; 2], policies: &[PolicyDifference], limit: WorkLimit) -> CaseChange {
    let change = |kind| CaseChange {
        case: case.name.clone(),
        kind,
        was: None,
        now: None,
        no_longer: Vec::new(),
        newly: Vec::new(),
        because: None,
    };
    let refused = |because: String| CaseChange { because: Some(because), ..change(ImpactKind::NotTried) };
    let written = match &case.case {
        Ok(written) => written.clone().without_expectation(),
        Err(because) => return refused(because.clone()),
    };
    let [before, after] = sides;
    let (was, now) = (said(&written, before, limit), said(&written, after, limit));
    match (was, now) {
        (Ok(was), Ok(now)) => {
            let renamed: BTreeSet<String> = was.deciding.into_iter().map(|id| id_now(id, policies)).collect();
            let no_longer: Vec<String> = renamed.difference(&now.deciding).cloned().collect();
            let newly: Vec<String> = now.deciding.difference(&renamed).cloned().collect();
            let is_same_reason = no_longer.is_empty() && newly.is_empty();
            let same = if is_same_reason { ImpactKind::Unchanged } else { ImpactKind::OtherReasons };
            let kind = ImpactKind::of(was.outcome, now.outcome).unwrap_or(same);
            CaseChange { was: Some(was.outcome), now: Some(now.outcome), no_longer, newly, ..change(kind) }
        }
        (Err(because), Err(_)) => refused(format!("neither can decide it: {because}")),
        (Err(because), Ok(now)) => {
            CaseChange { now: Some(now.outcome), ..refused(format!("the first cannot decide it: {because}")) }
        }
        (Ok(was), Err(because)) => {
            CaseChange { was: Some(was.outcome), ..refused(format!("the second cannot decide it: {because}")) }
        }
    }
}

/// The id that a criterion of the first has in the second.
fn id_now(id: String, policies: &[PolicyDifference]) -> String {
    let guesses = policies.iter().flat_map(|policy| &policy.criteria).filter_map(|criterion| {
        let guess = criterion.guess.as_ref()?;
        Some((&guess.was, &criterion.id))
    });
    let (policy, own) = id.rsplit_once(": ").map_or((None, &*id), |(policy, own)| (Some(policy), own));
    let found = guesses.into_iter().find(|(was, _)| ***was == *own).map(|(_, now)| now.to_string());
    match (found, policy) {
        (Some(now), Some(policy)) => format!("{policy}: {now}"),
        (Some(now), None) => now,
        (None, _) => id,
    }
}

fn said(case: &WrittenCase, side: &Side, limit: WorkLimit) -> Result<Said, String> {
    let mut sources = SourceMap::default();
    let name = match &side.part {
        SidePart::Version(policy) => Some(policy.reference()),
        SidePart::Policy(id) => Some(id.clone()),
        SidePart::Whole | SidePart::Document(..) => None,
    };
    let named = name.map(|name| Named::by_parameter(&name, "policy", &mut sources));
    let (answer, problems) = Answer::find(&side.library, case, named.as_ref(), View::Page, limit);
    answer.map(|answer| Said { outcome: answer.outcome(), deciding: deciding(&answer) }).ok_or_else(|| {
        let first = problems.iter().find(|one| one.severity == medpol_diagnostics::Severity::Error);
        first.map_or_else(|| "it cannot be read".to_owned(), |one| format!("{}: {}", one.code.number, one.message))
    })
}

/// The criteria that decide; under whatever governs, each with its policy. What is met rests on every criterion, so that
/// none is named.
fn deciding(answer: &Answer) -> BTreeSet<String> {
    match answer {
        Answer::Determination(determination) => named(determination).map(ToString::to_string).collect(),
        Answer::Edits(report) => found(report).map(str::to_owned).collect(),
        Answer::Decision(decision) => {
            let governing = decision.determinations.iter().flat_map(|governed| {
                let determination = &governed.determination;
                let id = &determination.policy.id;
                named(determination).map(move |own| format!("{id}: {own}")).chain([format!("{id}: governs")])
            });
            let edits = decision.edits.iter();
            let edits = edits.flat_map(|report| found(report).map(|id| format!("{}: {id}", report.policy.id)));
            governing.chain(edits).collect()
        }
        Answer::Undecided(_) => BTreeSet::new(),
    }
}

fn named(determination: &Determination) -> impl Iterator<Item = &Arc<str>> {
    let is_met = determination.result == Outcome::Met;
    determination.deciding.iter().filter(move |_| !is_met)
}

/// The edits that did not pass.
fn found(report: &medpol_model::answer::EditReport) -> impl Iterator<Item = &str> {
    let is_open = |status| matches!(status, EditStatus::Finding | EditStatus::Incomplete);
    report.edits.iter().filter(move |edit| is_open(edit.status)).map(|edit| &*edit.id)
}

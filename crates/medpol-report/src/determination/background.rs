//! Why this policy: which it is, how it was chosen, and for which case.
//!
//! Everything about the determination as a whole that is not its result.

use medpol_model::answer::{CaseSummary, Determination, PolicySummary, Selection, View};

use super::outline::Field;
use super::words;

/// Policies that were not chosen, at most, unless everything is to be seen.
const CONSIDERED: usize = 5;

/// Policy, choice, case and counts, each in full.
pub(super) fn whole(determination: &Determination) -> Vec<Field> {
    let mut fields = policy(&determination.policy);
    fields.extend(chosen(determination.selection.as_ref(), determination.view));
    fields.extend(case(&determination.case));
    fields.push(Field { label: "Counts", text: counts(determination) });
    fields
}

/// The same in a line each.
pub(super) fn in_lines(determination: &Determination) -> Vec<Field> {
    let policy = &determination.policy;
    let name = format!("{}, {}: {}", policy.reference(), policy.period(), policy.title);
    let mut fields = vec![Field { label: "Policy", text: name }];
    fields.extend(chosen_in_a_line(determination.selection.as_ref()));
    let case = [determination.case.title.as_deref().map(str::to_owned), determination.case.anchor.clone()];
    let case: Vec<String> = case.into_iter().flatten().map(|part| part.replace("..", " to ")).collect();
    if !case.is_empty() {
        fields.push(Field { label: "Case", text: case.join(" · ") });
    }
    fields.push(Field { label: "Counts", text: counts(determination) });
    fields
}

/// The policy and the counts.
pub(super) fn shortest(determination: &Determination) -> Vec<Field> {
    let policy = &determination.policy;
    let name = format!("{}, {}: {}", policy.reference(), policy.period(), policy.title);
    vec![Field { label: "Policy", text: name }, Field { label: "Counts", text: counts(determination) }]
}

/// Why this policy, and how many others there were.
pub(crate) fn chosen_in_a_line(selection: Option<&Selection>) -> Option<Field> {
    let selection = selection?;
    let others = match selection.considered.len() {
        0 => String::new(),
        1 => "; 1 other policy was considered: see `medpol resolve`".to_owned(),
        more => format!("; {more} other policies were considered: see `medpol resolve`"),
    };
    Some(Field { label: "Chosen", text: selection.because.clone() + &others })
}

/// What policy it is.
pub(crate) fn policy(policy: &PolicySummary) -> Vec<Field> {
    let field = |label, text| Field { label, text };
    let publisher = format!("{}, {}, {}", policy.publisher, words::kind(policy.kind), words::status(policy.status));
    let effective = words::doubts(policy.doubts.effective, policy.doubts.effective_note.as_deref());
    vec![
        field("Policy", format!("{} ({})", policy.title, policy.reference())),
        field("Publisher", publisher),
        field("Effective", policy.period() + &effective),
        field("Basis", words::basis(policy.basis).to_owned()),
    ]
}

/// What case it is.
pub(crate) fn case(case: &CaseSummary) -> impl Iterator<Item = Field> {
    let title = case.title.iter().map(|title| Field { label: "Case", text: title.to_string() });
    let anchor =
        case.anchor.iter().map(|anchor| Field { label: "Date of service", text: anchor.replace("..", " to ") });
    title.chain(anchor)
}

/// Why this policy, and why not others.
pub(crate) fn chosen(selection: Option<&Selection>, view: View) -> Vec<Field> {
    let Some(selection) = selection else { return Vec::new() };
    let shown = match view {
        View::All => usize::MAX,
        View::Page | View::Decided | View::Context => CONSIDERED,
    };
    let others = selection.considered.iter().take(shown);
    let mut fields = vec![Field { label: "Chosen", text: selection.because.clone() }];
    fields.extend(
        others.map(|other| Field { label: "Not chosen", text: format!("{}: {}", other.policy, other.because) }),
    );
    let hidden = selection.considered.len().saturating_sub(shown);
    fields.extend((hidden > 0).then(|| Field { label: "", text: format!("and {hidden} more: see `medpol resolve`") }));
    fields
}

fn counts(determination: &Determination) -> String {
    let counts = determination.counts;
    format!(
        "{} met · {} not met · {} unknown · {} not applicable",
        counts.met, counts.not_met, counts.unknown, counts.not_applicable
    )
}

//! When a policy is met, and what follows from a result: for each group of services.

use medpol_model::answer::{
    Change, ChangeKind, ChangedPart, DescribedDetermination, DescribedDispositions, Description, Effect,
};
use medpol_model::policy::Disposition;

use super::head::paired;
use super::key::whole;

/// What changed in when the policy is met, and in what follows.
pub(super) fn determinations(before: &Description, after: &Description) -> Vec<Change> {
    let mut changes = Vec::new();
    for (services, was, is) in paired(&before.determinations, &after.determinations, services) {
        let change = |kind, effect, subject: &str, before: Option<String>, after: Option<String>| Change {
            kind,
            part: ChangedPart::Determination,
            subject: subject.to_owned(),
            effect,
            before,
            after,
            words: Vec::new(),
        };
        let (old, new) = (was.map(met_when), is.map(met_when));
        if old != new {
            let kind = match (was, is) {
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
                (Some(_), Some(_)) => ChangeKind::MetWhen,
            };
            changes.push(change(kind, Effect::Decides, &services, old, new));
        }
        let (Some(was), Some(is)) = (was, is) else { continue };
        for (result, old, new) in follows(was.dispositions, is.dispositions) {
            if old != new {
                let word = |one| Some(word(one).to_owned());
                let subject = format!("{services}: {result}");
                changes.push(change(ChangeKind::Disposition, Effect::Follows, &subject, word(old), word(new)));
            }
        }
    }
    changes
}

fn services(determination: &DescribedDetermination) -> String {
    let DescribedDetermination { services, requested: _, met_when: _, dispositions: _ } = determination;
    if services.is_empty() { "every service".to_owned() } else { services.join(", ") }
}

fn met_when(determination: &DescribedDetermination) -> String {
    let met = determination.met_when.as_ref().map(whole);
    let met = met.unwrap_or_else(|| "every criterion is met, and no exclusion applies".to_owned());
    match &determination.requested {
        Some(requested) => format!("where {}: {met}", whole(requested)),
        None => met,
    }
}

/// Each result with what followed from it and what does.
fn follows(
    before: DescribedDispositions,
    after: DescribedDispositions,
) -> [(&'static str, Disposition, Disposition); 7] {
    let DescribedDispositions {
        met,
        not_met,
        not_met_but_unknown,
        unknown_facts,
        unknown_judgment_only,
        unknown_conflicting,
        not_applicable,
    } = before;
    [
        ("met", met, after.met),
        ("not met", not_met, after.not_met),
        ("not met while other facts are missing", not_met_but_unknown, after.not_met_but_unknown),
        ("unknown, because facts are missing", unknown_facts, after.unknown_facts),
        ("unknown, because only judgment is missing", unknown_judgment_only, after.unknown_judgment_only),
        ("unknown, because records disagree", unknown_conflicting, after.unknown_conflicting),
        ("not applicable", not_applicable, after.not_applicable),
    ]
}

const fn word(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Approve => "approve",
        Disposition::ClinicianReview => "clinician review",
        Disposition::RequestInformation => "request information",
        Disposition::ManualPolicyReview => "manual policy review",
    }
}

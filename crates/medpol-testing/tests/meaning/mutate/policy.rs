//! Changes of what a policy governs, of what follows, and of what coding edits say.

use std::sync::Arc;

use medpol_model::policy::{
    CriterionSeverity, Deferral, Disposition, Dispositions, Edit, Period, Policy, PolicyKind, PolicyStatus, Position,
    States,
};
use medpol_model::value::Date;

use super::Mutant;

pub(super) fn changed(policy: &Policy) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    let mut add = |what: &str, change: &dyn Fn(&mut Policy)| {
        let mut policy = policy.clone();
        change(&mut policy);
        mutants.push(Mutant { what: what.to_owned(), policy });
    };
    head(policy, &mut add);
    let has_dispositions = policy.kind != PolicyKind::CodingEdits && policy.position == Position::CoveredWhen;
    for (what, change) in dispositions().into_iter().filter(|_| has_dispositions) {
        add(what, &|policy| change(&mut policy.disposition));
        for at in 0..policy.services.len() {
            add(what, &|policy| change(&mut policy.services[at].disposition));
        }
    }
    for at in 0..policy.services.len() {
        add("services of an entry", &|policy| {
            policy.services[at].services.pop();
        });
    }
    for at in 0..policy.criteria.len() {
        add("fewer criteria", &|policy| {
            policy.criteria.remove(at);
        });
    }
    for at in 0..policy.exclusions.len() {
        add("fewer exclusions", &|policy| {
            policy.exclusions.remove(at);
        });
    }
    edits(policy, &mut add);
    mutants
}

/// Adds a changed policy.
type Add<'a> = dyn FnMut(&str, &dyn Fn(&mut Policy)) + 'a;

fn head(policy: &Policy, add: &mut Add<'_>) {
    let kinds = [PolicyKind::Ncd, PolicyKind::Lcd, PolicyKind::Article, PolicyKind::PayerPolicy];
    for kind in kinds.into_iter().filter(|kind| *kind != policy.kind && policy.kind != PolicyKind::CodingEdits) {
        add("kind", &|policy| policy.kind = kind);
    }
    let statuses = [PolicyStatus::Draft, PolicyStatus::Active, PolicyStatus::Retired];
    for status in statuses.into_iter().filter(|status| *status != policy.status) {
        add("status", &|policy| policy.status = status);
    }
    let positions = [Deferral::Lcd, Deferral::Ncd, Deferral::Policy("another/policy".into())];
    let positions = positions.into_iter().map(|to| Position::Defers { to });
    let positions = positions.chain([Position::CoveredWhen, Position::NotCovered]);
    for position in positions.filter(|position| *position != policy.position) {
        add("position", &|policy| policy.position = position.clone());
    }
    let Period { from, until } = policy.effective;
    add("first day", &|policy| policy.effective.from = from.plus_days(1));
    let until = until.map_or(Date::new(2031, 5, 6), |until| Some(until.plus_days(1)));
    add("last day", &|policy| policy.effective.until = until);
    let more = |texts: &mut Vec<Arc<str>>| texts.push("another".into());
    add("payers", &|policy| more(&mut policy.applies_to.payers));
    add("lines of business", &|policy| more(&mut policy.applies_to.lines_of_business));
    add("services", &|policy| more(&mut policy.applies_to.services));
    add("drugs", &|policy| more(&mut policy.applies_to.drugs));
    let states = [States::All, States::Unknown, States::Listed(vec!["ZZ".into()])];
    for states in states.into_iter().filter(|states| *states != policy.applies_to.states) {
        add("states", &|policy| policy.applies_to.states = states.clone());
    }
}

/// A changed disposition.
type ChangeDisposition = fn(&mut Dispositions);

fn dispositions() -> [(&'static str, ChangeDisposition); 7] {
    const fn other(of: Disposition) -> Disposition {
        match of {
            Disposition::Approve => Disposition::ClinicianReview,
            Disposition::ClinicianReview => Disposition::RequestInformation,
            Disposition::RequestInformation => Disposition::ManualPolicyReview,
            Disposition::ManualPolicyReview => Disposition::Approve,
        }
    }
    [
        ("met", |all| all.met = other(all.met)),
        ("not met", |all| all.not_met = other(all.not_met)),
        ("not met but unknown", |all| all.not_met_but_unknown = other(all.not_met_but_unknown)),
        ("unknown", |all| all.unknown_facts = other(all.unknown_facts)),
        ("unknown by judgment", |all| all.unknown_judgment_only = other(all.unknown_judgment_only)),
        ("unknown by conflict", |all| all.unknown_conflicting = other(all.unknown_conflicting)),
        ("not applicable", |all| all.not_applicable = other(all.not_applicable)),
    ]
}

fn edits(policy: &Policy, add: &mut Add<'_>) {
    for (at, edit) in policy.edits.iter().enumerate() {
        let Edit { severity, blame, .. } = edit;
        let other =
            if *severity == CriterionSeverity::Warn { CriterionSeverity::Reject } else { CriterionSeverity::Warn };
        add("severity", &|policy| policy.edits[at].severity = other);
        let lists = policy.vocabulary.facts.iter().enumerate();
        let other = lists.filter(|(_, fact)| matches!(fact.kind, medpol_model::vocabulary::FactKind::List(_)));
        let other = other.map(|(id, fact)| {
            fact.reference(medpol_model::vocabulary::FactId(id.try_into().unwrap()), edit.list.scope)
        });
        let other = { other }.rfind(|other| other.fact != edit.list.fact).unwrap();
        add("lines", &|policy| policy.edits[at].list = other);
        if let Some(blame) = blame {
            add("no lines to name", &|policy| policy.edits[at].blame = None);
            let scope = *policy.program.scope(*blame);
            let at = blame.0 as usize - 1;
            add("lines to name", &|policy| policy.program.scopes[at].list = other);
            if scope.filter.is_some() {
                add("all lines to name", &|policy| policy.program.scopes[at].filter = None);
            }
        }
    }
}

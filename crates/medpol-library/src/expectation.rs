//! Whether what a case expects can be: the criteria and exclusions it names are in its policy.
//!
//! Whether the expectation comes true is not looked at; that takes an evaluation.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::{Expected, NodeId, Policy};

use crate::Ready;

/// The two lists of a policy that a case can name members of.
#[derive(Clone, Copy)]
enum List {
    Criteria,
    Exclusions,
}

impl List {
    fn key(self) -> &'static str {
        match self {
            Self::Criteria => "criteria",
            Self::Exclusions => "exclusions",
        }
    }

    fn member(self) -> &'static str {
        match self {
            Self::Criteria => "criterion",
            Self::Exclusions => "exclusion",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Criteria => Self::Exclusions,
            Self::Exclusions => Self::Criteria,
        }
    }

    /// The ids in this list, parts of its members included, in written order.
    fn ids(self, policy: &Policy) -> Vec<&str> {
        let mut open: Vec<NodeId> = match self {
            Self::Criteria => policy.criteria.clone(),
            Self::Exclusions => policy.exclusions.clone(),
        };
        open.reverse();
        let (mut seen, mut ids) = (Vec::new(), Vec::new());
        while let Some(node) = open.pop() {
            if seen.contains(&node) {
                continue;
            }
            seen.push(node);
            if let Some(detail) = policy.detail(node) {
                ids.extend(detail.id.as_ref().map(|id| &*id.0));
                open.extend(detail.shown.iter().rev().copied());
            }
        }
        ids
    }
}

/// Reports every id under `expect` that the policy does not have.
pub(crate) fn check(ready: &Ready, diagnostics: &mut Vec<Diagnostic>) {
    let Some(expectation) = &ready.case.expectation else { return };
    for (id, _) in &expectation.criteria {
        check_id(id, List::Criteria, &ready.policy, diagnostics);
    }
    for (id, _) in &expectation.exclusions {
        check_id(id, List::Exclusions, &ready.policy, diagnostics);
    }
}

fn check_id(expected: &Expected, list: List, policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    let (id, ids) = (&*expected.text, list.ids(policy));
    if ids.contains(&id) {
        return;
    }
    let other = list.other();
    diagnostics.push(if other.ids(policy).contains(&id) {
        let message = match list {
            List::Criteria => format!("`{id}` is an exclusion, not a criterion"),
            List::Exclusions => format!("`{id}` is a criterion, not an exclusion"),
        };
        Diagnostic::new(&codes::R0014, expected.span, message)
            .label(format!("in `{}` of `{}`", other.key(), policy.reference()))
            .help(format!("move it to `expect.{}`", other.key()))
    } else {
        Diagnostic::new(
            &codes::R0014,
            expected.span,
            format!("`{}` has no {} `{id}`", policy.reference(), list.member()),
        )
        .label(format!("not in `{}` of the policy", list.key()))
        .did_you_mean(id, ids)
        .help(format!("remove it, or see the ids in version {} of the policy", policy.version))
    });
}

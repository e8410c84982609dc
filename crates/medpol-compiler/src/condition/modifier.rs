//! Modifiers: exceptions, waivers, assumptions about absent facts, and evidence requirements.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Role;
use medpol_model::program::{Assumption, EvidenceRule, NodeId, Op, Rules, RulesId};
use medpol_model::value::Status;
use medpol_syntax::document::{CriterionDocument, Modifiers, Operator, Standing};

use super::{Conditions, Place, Presumption, show};

/// Checks that `when_absent` fits the operator and is explained.
pub(super) fn check(conditions: &mut Conditions<'_>, document: &CriterionDocument, place: &Place) {
    let Modifiers { when_absent, because, .. } = &document.modifiers;
    let Some(word) = when_absent else {
        if let Some(because) = because
            && !conditions.is_misspelled(document.span, "when_absent")
        {
            conditions.diagnostics.push(
                Diagnostic::new(&codes::P0408, because.span, "`because` explains `when_absent`, which is not here")
                    .label("nothing is assumed")
                    .help("add `when_absent`, or make it a `note`"),
            );
        }
        return;
    };
    let is_leaf = match document.operator.as_ref().map(Operator::standing) {
        Some(Standing::Leaf) => true,
        Some(Standing::Group) => false,
        // Refused by the schema, as is a criterion without an operator.
        Some(Standing::Settled | Standing::Inserted) | None => return,
    };
    if &*word.text == "unknown" && place.presumption == Presumption::None {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0408, word.span, "`when_absent: unknown` has nothing to undo here")
                .label("no group above presumes anything absent")
                .help("remove it: facts that were never mentioned are unknown anyway"),
        );
        return;
    }
    let fits = match &*word.text {
        "absent" => !is_leaf,
        _ => is_leaf,
    };
    if !fits {
        let (label, help) = if is_leaf {
            ("for groups only", "on a single condition write `met`, `not_met` or `unknown`")
        } else {
            (
                "for single conditions only",
                "on a group write `when_absent: absent`: it presumes the findings below absent",
            )
        };
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0408, word.span, format!("`when_absent: {}` does not fit here", word.text))
                .label(label)
                .help(help),
        );
    }
    let is_explained = because.is_some() || conditions.is_misspelled(document.span, "because");
    if !is_explained && &*word.text != "unknown" {
        conditions.diagnostics.push(
            Diagnostic::new(&codes::P0409, word.span, "an assumption needs a reason")
                .label("assumed without a reason")
                .help("add `because:` and say why it may be assumed; reports show it"),
        );
    }
}

/// Wraps a base in its exception and waiver. Both are compiled even where the base could not be, so
/// that their mistakes are reported in the same run.
pub(super) fn wrap(
    conditions: &mut Conditions<'_>,
    document: &CriterionDocument,
    base: Option<NodeId>,
    place: &Place,
) -> Option<NodeId> {
    let plain = Place { presumption: Presumption::None, ..place.clone() };
    let exception = document
        .modifiers
        .except_when
        .as_deref()
        .map(|inner| conditions.condition(inner, &plain.part("except_when", Role::Exception)));
    let waiver = document
        .modifiers
        .waived_when
        .as_deref()
        .map(|inner| conditions.condition(inner, &plain.part("waived_when", Role::Waiver)));
    let mut node = base?;
    if let Some(exception) = exception {
        let exception = exception?;
        let role = if waiver.is_some() { Role::Base } else { place.role };
        let inner = Place { role, ..place.clone() };
        let outer = conditions.add(Op::Except { base: node, exception }, &inner);
        show(conditions, outer, &[node, exception]);
        node = outer;
    }
    if let Some(waiver) = waiver {
        let waiver = waiver?;
        let outer = conditions.add(Op::Waive { base: node, waiver }, place);
        show(conditions, outer, &[node, waiver]);
        node = outer;
    }
    Some(node)
}

/// The rules of a leaf, and the reason that a reader is given for them.
pub(super) struct Ruled {
    pub(super) rules: Option<RulesId>,
    pub(super) because: Option<Arc<str>>,
}

/// What holds for a leaf whose facts are absent or unproven.
pub(super) fn rules(conditions: &mut Conditions<'_>, document: &CriterionDocument, place: &Place) -> Ruled {
    let Modifiers { when_absent, because, requires_evidence, .. } = &document.modifiers;
    let own = because.as_ref().map(|because| Arc::from(&*because.text));
    let (assume, presume, because) = match (when_absent.as_deref(), &place.presumption) {
        (Some("met"), _) => (Some(Assumption(Status::MET)), false, own),
        (Some("not_met"), _) => (Some(Assumption(Status::NOT_MET)), false, own),
        (None, Presumption::Absent { because }) => (None, true, Some(Arc::clone(because))),
        (Some(_), _) | (None, Presumption::None) => (None, false, None),
    };
    let evidence = requires_evidence.as_ref().map(|requirement| {
        if requirement.kinds.is_empty() {
            EvidenceRule::Any
        } else {
            EvidenceRule::Kinds(requirement.kinds.iter().map(|kind| Arc::from(&*kind.text)).collect())
        }
    });
    let rules = conditions.program.add_rules(Rules { assume, presume_absent: presume, evidence });
    Ruled { rules, because }
}

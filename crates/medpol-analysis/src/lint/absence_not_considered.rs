//! P0465: an exclusion that does not say what a silent record means, in a policy whose other exclusions do.
//!
//! A policy that assumes nothing anywhere has decided so. One that assumes something here and nothing there may have
//! forgotten it.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Policy, Weight};
use medpol_model::program::NodeId;
use medpol_model::value::Symbols;

use super::Lint;

/// An exclusion without `when_absent`, beside others that have it.
pub(super) struct AbsenceNotConsidered;

impl Lint for AbsenceNotConsidered {
    fn code(&self) -> &'static Code {
        &codes::P0465
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        let decides = |node: &&NodeId| policy.detail(**node).is_some_and(|detail| detail.weight == Weight::Decides);
        let (said, silent): (Vec<&NodeId>, Vec<&NodeId>) =
            policy.exclusions.iter().filter(decides).partition(|node| says_what_absence_means(policy, **node));
        let Some(example) = said.first().and_then(|node| policy.detail(**node)?.span) else { return };
        for detail in silent.into_iter().filter_map(|node| policy.detail(*node)) {
            let (Some(id), Some(span)) = (&detail.id, detail.span) else { continue };
            let message = format!("the exclusion `{}` does not say what a silent record means", id.0);
            out.push(
                Diagnostic::new(self.code(), span, message)
                    .label("a request waits until this is on record")
                    .also(example, "this one says it")
                    .help("write `when_absent` with its reason; where nothing may be assumed, say so with `allow`"),
            );
        }
    }
}

/// Whether a part of a condition says what is assumed where its facts are absent.
fn says_what_absence_means(policy: &Policy, node: NodeId) -> bool {
    let says = |node: &NodeId| {
        policy.program.rules_of(*node).is_some() || policy.detail(*node).is_some_and(|own| own.because.is_some())
    };
    policy.program.reached_from(node).iter().any(says)
}

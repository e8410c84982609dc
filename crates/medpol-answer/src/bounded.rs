//! A case that makes more work than it may: said like any other problem of the case.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_explainer::TooMuch;
use medpol_library::WrittenCase;
use medpol_model::policy::Policy;

/// A case, decided by a policy, that made more work than it may.
#[derive(Clone, Debug)]
pub struct Unbounded {
    policy: Arc<Policy>,
    too_much: TooMuch,
}

impl Unbounded {
    pub(crate) fn of(policy: &Arc<Policy>) -> impl FnOnce(TooMuch) -> Self {
        |too_much| Self { policy: Arc::clone(policy), too_much }
    }

    /// The problem, at the list or fact of the case that multiplies the work.
    pub fn problem(&self, case: &WrittenCase) -> Diagnostic {
        let Self { policy, too_much } = self;
        let path = policy.vocabulary.fact(too_much.fact).map_or("", |fact| &*fact.path).replace("[]", "");
        let steps = too_much.limit.0;
        let message = format!("this case is too much to decide by {}", policy.reference());
        Diagnostic::new(&codes::R0066, case.place_of(&path), message)
            .label(format!("after {steps} steps, `{path}` was still being read"))
            .help(format!(
                "send fewer entries or fewer possible values of `{path}`; who runs medpol can allow more with `--max-work`"
            ))
    }
}

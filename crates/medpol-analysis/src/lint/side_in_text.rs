//! P0463: a text that puts a threshold itself on the other side than its condition does.
//!
//! "6 months or more" beside `more_than: 6 months`. Only a text and a condition that name the same number and the same
//! direction are held against each other: where the direction is another one, the text may be turned round on purpose.

use medpol_diagnostics::{Code, Diagnostic, codes};
use medpol_model::policy::{Comparison, Policy};
use medpol_model::program::NodeId;
use medpol_model::value::Symbols;

use super::Lint;
use super::numbers::{NumberKind, numbers};

/// A criterion whose text includes the threshold itself and whose condition does not, or the other way round.
pub(super) struct SideInText;

impl Lint for SideInText {
    fn code(&self) -> &'static Code {
        &codes::P0463
    }

    fn check(&self, policy: &Policy, _: &Symbols, out: &mut Vec<Diagnostic>) {
        for at in 0..policy.program.nodes.len() {
            let Some(node) = u32::try_from(at).ok().map(NodeId) else { continue };
            let Some(detail) = policy.detail(node) else { continue };
            let (Some(text), Some(span)) = (&detail.text, detail.span) else { continue };
            for told in numbers(text) {
                let Some(side) = told.side else { continue };
                let is_it = |comparison: &&&Comparison| numbers(&comparison.shown).iter().any(|own| own.is_same(&told));
                let is_counted = told.kind() == NumberKind::Things;
                let inside =
                    if is_counted { vec![node] } else { policy.program.reached_from(node).into_iter().collect() };
                let compared: Vec<&Comparison> = inside
                    .iter()
                    .filter_map(|node| policy.detail(*node))
                    .flat_map(|detail| &detail.comparisons)
                    .collect();
                let same: Vec<&&Comparison> = compared.iter().filter(is_it).collect();
                let is_said = same.iter().any(|comparison| comparison.comparator == side);
                let other = same.iter().find(|comparison| Some(comparison.comparator) == side.with_other_side());
                if let (false, Some(other)) = (is_said, other) {
                    let words = other.comparator.with(&other.shown);
                    let message = format!("the text says {}, and the condition says {words}", side.with(&told.written));
                    let found = Diagnostic::new(self.code(), span, message);
                    out.push(
                        found
                            .label(format!("exactly {} counts in one of them only", other.shown))
                            .help("look which of the two the document says, and mend the other"),
                    );
                }
            }
        }
    }
}

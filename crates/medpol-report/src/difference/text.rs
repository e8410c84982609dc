//! A difference as text for a terminal.

use medpol_model::answer::{Difference, PolicyDifference};

use super::{impact, outline};
use crate::Colour;
use crate::colour::Ink;
use crate::determination::text::written;
use crate::visible::one_line;

/// The difference as text for a person, ending in a line end.
pub fn text(difference: &Difference, colour: Colour) -> String {
    let tried = difference.impact.iter().flat_map(impact::sections).filter(|section| !section.entries.is_empty());
    if let (Some(only), true) = (single(difference), difference.documents.is_empty()) {
        let mut outline = outline::policy(only, &difference.verdict.line);
        outline.sections.extend(tried);
        return written(&outline, colour);
    }
    let mut outline = outline::library(difference);
    outline.sections.extend(tried);
    let mut text = written(&outline, colour);
    for policy in &difference.policies {
        let heading = format!("━━ {}", one_line(&outline::name(policy)));
        text = format!("{text}\n{}\n\n", colour.paint(Ink::Heading, &heading));
        text += &written(&outline::policy(policy, &policy.verdict.line), colour);
    }
    text
}

/// The only policy of a difference of two versions.
pub(super) fn single(difference: &Difference) -> Option<&PolicyDifference> {
    match difference.policies.as_slice() {
        [only] if difference.unchanged == 0 => Some(only),
        _ => None,
    }
}

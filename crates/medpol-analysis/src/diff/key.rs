//! What a condition says with everything in it, in one line: by this, parts without an id are matched.

use medpol_model::answer::{ConditionPart, DescribedCondition};
use medpol_model::policy::Citation;

/// A condition with its parts; a part with an id is named by it.
pub(super) fn sentence(condition: &DescribedCondition) -> String {
    let parts: Vec<String> = condition.parts.iter().map(inner).collect();
    if parts.is_empty() { condition.says.clone() } else { format!("{} ({})", condition.says, parts.join("; ")) }
}

/// The same, with the parts that have ids told in full.
pub(super) fn whole(condition: &DescribedCondition) -> String {
    let part = |inner: &DescribedCondition| format!("{}{}", role(inner.part), whole(inner));
    let parts: Vec<String> = condition.parts.iter().map(part).collect();
    if parts.is_empty() { condition.says.clone() } else { format!("{} ({})", condition.says, parts.join("; ")) }
}

fn inner(condition: &DescribedCondition) -> String {
    let says = match &condition.id {
        Some(id) => format!("`{id}`"),
        None => sentence(condition),
    };
    format!("{}{says}", role(condition.part))
}

/// What a part is to the condition that holds it, where that has to be said.
const fn role(part: ConditionPart) -> &'static str {
    match part {
        ConditionPart::Member | ConditionPart::Base => "",
        ConditionPart::Where => "where ",
        ConditionPart::Satisfies => "satisfies ",
        ConditionPart::If => "if ",
        ConditionPart::Then => "then ",
        ConditionPart::Else => "else ",
        ConditionPart::ExceptWhen => "except when ",
        ConditionPart::WaivedWhen => "waived when ",
    }
}

/// Where something comes from, in one line.
pub(super) fn citations(citations: &[Citation]) -> String {
    let one = |citation: &Citation| {
        let Citation { source, class: _, section, quote, cites, quoted_at: _ } = citation;
        let mut text = source.to_string();
        if let Some(section) = section {
            text = format!("{text}, {section}");
        }
        if let Some(quote) = quote {
            text = format!("{text}: “{}”", super::words::flat(quote));
        }
        if !cites.is_empty() {
            let cited: Vec<&str> = cites.iter().map(|cited| &*cited.source).collect();
            text = format!("{text}, which cites {}", cited.join(", "));
        }
        text
    };
    citations.iter().map(one).collect::<Vec<_>>().join("; ")
}

//! Decisions as text and Markdown: first what governs, then the answer of each policy.
//!
//! Puts the pages of resolutions and determinations together; what they say is said there.

use medpol_model::answer::{Decision, Determination, GovernanceOutcome};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::markdown::escaped;
use crate::determination::{View, markdown as determination_markdown, text as determination_text};
use crate::visible::one_line;
use crate::{edits, resolution};

/// The decision as text for a person, ending in a line end.
pub fn text(decision: &Decision, view: View, colour: Colour) -> String {
    let mut pages = vec![if is_governed(decision) {
        let missing = missing_beside(decision).map(|missing| colour.paint(Ink::Bad, &one_line(&missing)) + "\n");
        resolution::lines(&decision.resolution, colour) + &missing.unwrap_or_default()
    } else {
        resolution::text(&decision.resolution, colour)
    }];
    for part in parts(decision) {
        let page = determination_text(part.determination, view, colour);
        let heading = colour.paint(Ink::Heading, &format!("━━ {}", one_line(&part.heading)));
        pages.push(if has_one_part(decision) { page } else { format!("{heading}\n\n{page}") });
    }
    for report in &decision.edits {
        let heading = colour.paint(Ink::Heading, &format!("━━ beside: {}", one_line(&report.policy.title)));
        pages.push(format!("{heading}\n\n{}", edits::text(report, colour)));
    }
    pages.join("\n")
}

/// The decision as Markdown, ending in a line end.
pub fn markdown(decision: &Decision, view: View) -> String {
    let mut pages = vec![if is_governed(decision) {
        let line = |group| format!("**{}**\n", escaped(&resolution::headline(group)));
        let missing = missing_beside(decision).map(|missing| format!("\n**{}**\n", escaped(&missing)));
        decision.resolution.groups.iter().map(line).collect::<Vec<_>>().join("\n") + &missing.unwrap_or_default()
    } else {
        resolution::markdown(&decision.resolution)
    }];
    for part in parts(decision) {
        let page = determination_markdown(part.determination, view);
        pages.push(if has_one_part(decision) { page } else { format!("*{}*\n\n{page}", escaped(&part.heading)) });
    }
    for report in &decision.edits {
        pages.push(format!(
            "*{}*\n\n{}",
            escaped(&format!("beside: {}", report.policy.title)),
            edits::markdown(report)
        ));
    }
    pages.join("\n")
}

/// Says that articles or edits may be missing, because a file cannot be read.
fn missing_beside(decision: &Decision) -> Option<String> {
    let is_missing = !decision.resolution.beside_unreadable.is_empty();
    let alert = resolution::incomplete(&decision.resolution).filter(|_| is_missing)?;
    Some(format!("{}: {}", alert.title, alert.text))
}

/// Whether every service is governed, so that one line each says enough of it.
fn is_governed(decision: &Decision) -> bool {
    let groups = &decision.resolution.groups;
    !groups.is_empty() && groups.iter().all(|group| group.outcome == GovernanceOutcome::Governs)
}

fn has_one_part(decision: &Decision) -> bool {
    is_governed(decision)
        && decision.determinations.len() == 1
        && decision.beside.is_empty()
        && decision.edits.is_empty()
}

/// A determination under its heading.
struct HeadedDetermination<'a> {
    heading: String,
    determination: &'a Determination,
}

fn parts(decision: &Decision) -> impl Iterator<Item = HeadedDetermination<'_>> {
    let governing = decision.determinations.iter().map(|governed| HeadedDetermination {
        heading: governed.services.join(", ") + &resolution::by_date(&governed.lines, governed.date.as_deref()),
        determination: &governed.determination,
    });
    let beside = decision.beside.iter().map(|determination| HeadedDetermination {
        heading: format!("beside: {}", determination.policy.title),
        determination,
    });
    governing.chain(beside)
}

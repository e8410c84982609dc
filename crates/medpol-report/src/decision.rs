//! Decisions as text and Markdown: first what governs, then the answer of each policy.
//!
//! Puts the pages of resolutions and determinations together; what they say is said there.

use medpol_model::answer::{Decision, Determination, GovernanceOutcome, View};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::markdown::{escaped, items};
use crate::determination::text::entries;
use crate::determination::{PAGE, brief, markdown_within, text_within};
use crate::visible::one_line;
use crate::{edits, resolution};

/// Lines that a determination has on a page with others, at least.
const LEAST: usize = 16;

/// The decision as text for a person, ending in a line end.
pub fn text(decision: &Decision, view: View, colour: Colour) -> String {
    let missing = missing_beside(decision).map(|missing| colour.paint(Ink::Bad, &one_line(&missing)) + "\n");
    let mut pages = Vec::new();
    if !is_governed(decision) {
        pages.push(match view {
            View::Page => resolution::brief_text(&decision.resolution, decision.result, colour),
            View::Decided | View::Context | View::All => resolution::text(&decision.resolution, colour),
        });
    } else if view != View::Page {
        pages.push(resolution::lines(&decision.resolution, colour) + &missing.clone().unwrap_or_default());
    }
    let beside = decision.edits.iter().map(|report| {
        let heading = colour.paint(Ink::Heading, &format!("━━ beside: {}", one_line(&report.policy.title)));
        match view {
            View::Page => format!("{heading}\n{}", edits::brief_text(report, colour)),
            View::Decided | View::Context | View::All => {
                format!("{heading}\n\n{}", edits::text(report, view, colour))
            }
        }
    });
    let articles = decision.beside.iter().filter(|_| view == View::Page).map(|article| {
        let heading = colour.paint(Ink::Heading, &format!("━━ beside: {}", one_line(&article.policy.title)));
        format!("{heading}\n{}", entries(&brief(article), colour))
    });
    let beside: Vec<String> = articles.chain(beside).chain(missing.filter(|_| view == View::Page)).collect();
    let taken = pages.iter().chain(&beside).map(|page| page.lines().count() + 1).sum();
    for part in parts(decision, view, taken) {
        let page = text_within(part.determination, colour, part.room);
        let heading = colour.paint(Ink::Heading, &format!("━━ {}", one_line(&part.heading)));
        let is_headed = has_headings(decision, view);
        pages.push(if is_headed { format!("{heading}\n\n{page}") } else { page });
    }
    pages.extend(beside);
    pages.join("\n")
}

/// The decision as Markdown, ending in a line end.
pub fn markdown(decision: &Decision, view: View) -> String {
    let missing = missing_beside(decision).map(|missing| format!("**{}**\n", escaped(&missing)));
    let mut pages = Vec::new();
    if !is_governed(decision) {
        pages.push(match view {
            View::Page => resolution::brief_markdown(&decision.resolution, decision.result),
            View::Decided | View::Context | View::All => resolution::markdown(&decision.resolution),
        });
    } else if view != View::Page {
        let line = |group| format!("**{}**\n", escaped(&resolution::headline(group)));
        pages.extend(decision.resolution.groups.iter().map(line));
        pages.extend(missing.clone());
    }
    let beside = decision.edits.iter().map(|report| {
        let heading = escaped(&format!("beside: {}", report.policy.title));
        let page = match view {
            View::Page => edits::brief_markdown(report),
            View::Decided | View::Context | View::All => edits::markdown(report, view),
        };
        format!("*{heading}*\n\n{page}")
    });
    let articles = decision.beside.iter().filter(|_| view == View::Page).map(|article| {
        format!("*{}*\n\n{}", escaped(&format!("beside: {}", article.policy.title)), items(&brief(article)))
    });
    let beside: Vec<String> = articles.chain(beside).chain(missing.filter(|_| view == View::Page)).collect();
    let taken = pages.iter().chain(&beside).map(|page| height(page) + 1).sum();
    for part in parts(decision, view, taken) {
        let page = markdown_within(part.determination, part.room);
        let is_headed = has_headings(decision, view);
        pages.push(if is_headed { format!("*{}*\n\n{page}", escaped(&part.heading)) } else { page });
    }
    pages.extend(beside);
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

/// How many lines of a hundred columns a text takes.
fn height(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(100).max(1)).sum()
}

/// Whether each determination stands under a heading. On a page that has only one, its result comes first.
fn has_headings(decision: &Decision, view: View) -> bool {
    let is_alone = is_governed(decision) && decision.determinations.len() == 1;
    let is_accompanied = !decision.beside.is_empty() || !decision.edits.is_empty();
    !is_alone || view != View::Page && is_accompanied
}

/// A determination under its heading, and the lines that it has on a page.
struct HeadedDetermination<'a> {
    heading: String,
    determination: &'a Determination,
    room: usize,
}

/// The determinations that are told whole; so many lines of a page are taken.
fn parts(decision: &Decision, view: View, taken: usize) -> impl Iterator<Item = HeadedDetermination<'_>> {
    let governing = decision.determinations.len();
    let headings = if has_headings(decision, view) { 3 * governing } else { 0 };
    let room = (PAGE.saturating_sub(taken + headings) / governing.max(1)).max(LEAST);
    let governing = decision.determinations.iter().map(move |governed| HeadedDetermination {
        heading: governed.services.join(", ") + &resolution::by_date(&governed.lines, governed.date.as_deref()),
        determination: &governed.determination,
        room,
    });
    let beside = decision.beside.iter().filter(move |_| view != View::Page).map(move |determination| {
        let heading = format!("beside: {}", determination.policy.title);
        HeadedDetermination { heading, determination, room }
    });
    governing.chain(beside)
}

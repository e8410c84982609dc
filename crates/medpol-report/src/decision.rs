//! Decisions as text and Markdown: first what governs, then the answer of each policy.
//!
//! Puts the pages of resolutions and determinations together; what they say is said there.

use medpol_model::answer::{Decision, Determination, EditReport, GovernanceOutcome, View};

use crate::Colour;
use crate::colour::Ink;
use crate::determination::markdown::{escaped, items};
use crate::determination::text::entries;
use crate::determination::{BriefTexts, PAGE, brief, markdown_within, text_within};
use crate::visible::one_line;
use crate::{edits, resolution};

/// Determinations that are told in a few lines on one page, at most.
const MOST_BRIEF: usize = 6;

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
    let heading = |text: &str| colour.paint(Ink::Heading, &format!("━━ {}", one_line(text)));
    let edits = |report: &EditReport, texts: BriefTexts| {
        let heading = heading(&format!("beside: {}", report.policy.title));
        match view {
            View::Page => format!("{heading}\n{}", edits::brief_text(report, texts, colour)),
            View::Decided | View::Context | View::All => {
                format!("{heading}\n\n{}", edits::text(report, view, colour))
            }
        }
    };
    let article = |article: &Determination, texts: BriefTexts| {
        let heading = heading(&format!("beside: {}", article.policy.title));
        format!("{heading}\n{}", entries(&brief(article, texts), colour))
    };
    let beside = Beside::of(decision, view, article, edits, missing.as_deref());
    let taken = pages.iter().chain(&beside.short).map(|page| page.lines().count() + 1).sum();
    let is_headed = has_headings(decision, view);
    let told = told(decision, view, taken, |part| match part.form {
        PartForm::Page(room) => {
            let page = text_within(part.determination, colour, room);
            let is_too_long = page.lines().count() > room;
            Written {
                page: if is_headed { format!("{}\n\n{page}", heading(&part.heading)) } else { page },
                is_too_long,
            }
        }
        PartForm::Brief => Written::short(format!(
            "{}\n{}",
            heading(&part.heading),
            entries(&brief(part.determination, BriefTexts::Short), colour)
        )),
    });
    pages.extend(told);
    let taken = pages.iter().map(|page| page.lines().count() + 1).sum();
    pages.extend(beside.within(taken, |page| page.lines().count() + 1));
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
    let heading = |text: &str| format!("*{}*\n", escaped(text));
    let edits = |report: &EditReport, texts: BriefTexts| {
        let page = match view {
            View::Page => edits::brief_markdown(report, texts),
            View::Decided | View::Context | View::All => edits::markdown(report, view),
        };
        format!("{}\n{page}", heading(&format!("beside: {}", report.policy.title)))
    };
    let article = |article: &Determination, texts: BriefTexts| {
        format!("{}\n{}", heading(&format!("beside: {}", article.policy.title)), items(&brief(article, texts)))
    };
    let beside = Beside::of(decision, view, article, edits, missing.as_deref());
    let taken = pages.iter().chain(&beside.short).map(|page| height(page) + 1).sum();
    let is_headed = has_headings(decision, view);
    let told = told(decision, view, taken, |part| match part.form {
        PartForm::Page(room) => {
            let page = markdown_within(part.determination, room);
            let is_too_long = height(&page) > room;
            Written { page: if is_headed { format!("{}\n{page}", heading(&part.heading)) } else { page }, is_too_long }
        }
        PartForm::Brief => Written::short(format!(
            "{}\n{}",
            heading(&part.heading),
            items(&brief(part.determination, BriefTexts::Short))
        )),
    });
    pages.extend(told);
    let taken = pages.iter().map(|page| height(page) + 1).sum();
    pages.extend(beside.within(taken, |page| height(page) + 1));
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

/// What is told beside what governs: on a page, with short texts and with whole ones.
struct Beside {
    short: Vec<String>,
    whole: Vec<String>,
}

impl Beside {
    /// Articles, which are told here on a page only, then coding edits, then what may be `missing`.
    fn of(
        decision: &Decision,
        view: View,
        article: impl Fn(&Determination, BriefTexts) -> String,
        edits: impl Fn(&EditReport, BriefTexts) -> String,
        missing: Option<&str>,
    ) -> Self {
        let all = |texts| {
            let articles = decision.beside.iter().filter(|_| view == View::Page).map(|one| article(one, texts));
            let edits = decision.edits.iter().map(|report| edits(report, texts));
            articles.chain(edits).chain(missing.map(str::to_owned).filter(|_| view == View::Page)).collect()
        };
        Self { short: all(BriefTexts::Short), whole: all(BriefTexts::Whole) }
    }

    /// Each of them, whole where the page has room for that; so many of its lines are taken.
    fn within(self, taken: usize, height: impl Fn(&str) -> usize) -> Vec<String> {
        let mut left = PAGE.saturating_sub(taken + self.short.iter().map(|page| height(page)).sum::<usize>());
        let written = self.short.into_iter().zip(self.whole).map(|(short, whole)| {
            let more = height(&whole).saturating_sub(height(&short));
            if more > left {
                return short;
            }
            left -= more;
            whole
        });
        written.collect()
    }
}

/// A determination under its heading.
struct Part<'a> {
    heading: String,
    determination: &'a Determination,
    form: PartForm,
}

/// How a determination is told.
#[derive(Clone, Copy)]
enum PartForm {
    /// As a page of so many lines, or in a view that is no page.
    Page(usize),
    /// In a few lines.
    Brief,
}

/// A determination that is written.
struct Written {
    page: String,
    /// Whether it takes more lines than it has room for.
    is_too_long: bool,
}

impl Written {
    const fn short(page: String) -> Self {
        Self { page, is_too_long: false }
    }
}

/// The determinations, written; so many lines of a page are taken. Several that share a page are told in a few lines
/// each where their pages do not fit.
fn told(decision: &Decision, view: View, taken: usize, write: impl Fn(&Part<'_>) -> Written) -> Vec<String> {
    let governing = decision.determinations.len();
    let headings = if has_headings(decision, view) { 3 * governing } else { 0 };
    let room = PAGE.saturating_sub(taken + headings) / governing.max(1);
    let governed = |form| {
        decision.determinations.iter().map(move |governed| Part {
            heading: governed.services.join(", ") + &resolution::by_date(&governed.lines, 0, governed.date.as_deref()),
            determination: &governed.determination,
            form,
        })
    };
    let beside = decision.beside.iter().filter(|_| view != View::Page).map(|determination| {
        let heading = format!("beside: {}", determination.policy.title);
        Part { heading, determination, form: PartForm::Page(room) }
    });
    let whole: Vec<Written> = governed(PartForm::Page(room)).chain(beside).map(|part| write(&part)).collect();
    let fits = view != View::Page || governing < 2 || whole.iter().all(|written| !written.is_too_long);
    if fits {
        return whole.into_iter().map(|written| written.page).collect();
    }
    let mut told: Vec<String> = governed(PartForm::Brief).take(MOST_BRIEF).map(|part| write(&part).page).collect();
    let hidden = governing.saturating_sub(MOST_BRIEF);
    told.extend((hidden > 0).then(|| format!("and {hidden} more determinations: see `--view decided`\n")));
    told
}

//! The page that a reviewer reads: a determination in a shape that fits the room there is.
//!
//! Which shape fits is found in `fitting`; here each shape is put together.

use medpol_model::answer::{Determination, Explained, Standing};

use super::deciding::{ReasonForm, in_lines, standing, statement};
use super::outline::{Alert, Entry, Field, Outline, Section, Sign};
use super::{background, header, missing};
use crate::visible::clipped;

/// Characters of a text that surely fit one line behind its sign and its status.
const LINE: usize = 84;
/// Characters of a text that shares its line with others.
const SHARED: usize = 56;
/// Characters of a text that shares its line with many others.
const CROWDED: usize = 36;
/// Texts that share a paragraph, at most.
const MOST_SHARED: usize = 40;
/// Warnings on the page, at most.
const WARNINGS: usize = 3;
/// `IndependentReasons` of a determination that stands beside what governs, at most.
const BESIDE: usize = 2;
/// Groups of services on the page, at most.
const SERVICES: usize = 6;

/// What the result is for, in a line.
const CLOSING: &str = "Advice for a person who decides; on its own never a reason to refuse care.";

/// What the page consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) reasons: ReasonForm,
    /// How many reasons are written, at most.
    pub(super) most_reasons: usize,
    pub(super) questions: QuestionForm,
    /// How many questions are written, at most.
    pub(super) most_questions: usize,
    pub(super) lists: ListForm,
}

/// How much of a question is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuestionForm {
    /// With what is on record, and what it is needed for.
    Whole,
    /// The question and its documents.
    Asked,
    /// The same in one line.
    Line,
}

/// How criteria and exclusions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListForm {
    /// A line each.
    Each,
    /// Those in order share lines.
    GoodTogether,
    /// Those that stand alike share lines.
    AlikeTogether,
    /// How many there are.
    Counted,
}

/// The questions of a determination, to be cut.
pub(super) fn questions(determination: &Determination) -> Vec<Section> {
    let section = missing::questions(determination);
    if section.entries.is_empty() { Vec::new() } else { vec![section] }
}

/// A determination in a shape.
pub(super) fn shaped(determination: &Determination, questions: &[Section], shape: Shape) -> Outline {
    let mut sections = vec![reasons(determination, shape)];
    sections.extend(cut(questions, shape));
    let lists = [
        list("Criteria", &determination.criteria, shape.lists),
        list("Exclusions", &determination.exclusions, shape.lists),
    ];
    let mut background = background::in_lines(determination);
    background.push(header::imprint_in_a_line(determination));
    for field in &mut background {
        field.text = clipped(&field.text, if field.label == "Chosen" { 2 * LINE - 8 } else { LINE - 4 });
    }
    let mut services = header::services(determination);
    let hidden = services.len().saturating_sub(SERVICES);
    services.truncate(SERVICES);
    for field in &mut services {
        field.text = clipped(&field.text, LINE - 4);
    }
    services.extend(more(hidden, "group of services", "groups of services").map(|text| Field { label: "", text }));
    Outline {
        sign: header::sign(determination.result),
        headline: header::headline(determination),
        alerts: alerts(determination),
        particulars: services,
        sections: sections.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        background,
        lists: lists.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        imprint: Vec::new(),
        closing: CLOSING,
    }
}

/// A determination that stands beside what governs, in a few lines.
pub(crate) fn brief(determination: &Determination) -> Vec<Entry> {
    let flags = header::flags(determination).map(|flags| flags.text);
    let asked: usize = questions(determination).iter().map(|section| section.entries.len()).sum();
    let word = if asked == 1 { "question" } else { "questions" };
    let asked = (asked > 0).then(|| format!("{asked} {word}: see `--view decided`"));
    let said: Vec<String> = flags.into_iter().chain(asked).collect();
    let said = if said.is_empty() { determination.policy.reference() } else { said.join(" · ") };
    let mut entries = vec![Entry {
        sign: header::sign(determination.result),
        standing: header::headline(determination),
        ..Entry::remark(clipped(&said, LINE))
    }];
    let shown = determination.reasons.iter().take(BESIDE);
    entries.extend(
        shown
            .map(|reason| in_lines(reason, ReasonForm::One))
            .map(|entry| Entry { text: clipped(&entry.text, LINE), ..entry }),
    );
    let hidden = determination.reasons.len().saturating_sub(BESIDE);
    entries.extend(more(hidden, "reason", "reasons").map(Entry::remark));
    entries
}

fn alerts(determination: &Determination) -> Vec<Alert> {
    let told = header::warnings(&determination.warnings).take(WARNINGS);
    let told = told.map(|alert| Alert { text: clipped(&alert.text, 2 * LINE - 8), ..alert });
    let hidden = determination.warnings.len().saturating_sub(WARNINGS);
    let more = more(hidden, "warning", "warnings").map(|text| Alert { title: "", text });
    header::flags(determination).into_iter().chain(told).chain(more).collect()
}

/// That there is more of something, and where to find it; nothing where there is no more.
pub(crate) fn more(hidden: usize, one: &str, several: &str) -> Option<String> {
    let what = if hidden == 1 { one } else { several };
    (hidden > 0).then(|| format!("and {hidden} more {what}: see `--view decided`"))
}

fn reasons(determination: &Determination, shape: Shape) -> Section {
    let shown = determination.reasons.iter().take(shape.most_reasons);
    let mut entries: Vec<Entry> = statement(determination).into_iter().collect();
    entries.extend(shown.map(|reason| in_lines(reason, shape.reasons)));
    for entry in &mut entries {
        let (text, detail) = match shape.reasons {
            ReasonForm::Three | ReasonForm::Two => (2 * LINE, 2 * LINE),
            ReasonForm::One => (LINE, LINE),
        };
        entry.text = clipped(&entry.text, text);
        for field in &mut entry.details {
            field.text = clipped(&field.text, if field.label == "Source" { LINE } else { detail });
        }
    }
    let hidden = determination.reasons.len().saturating_sub(shape.most_reasons);
    entries.extend(more(hidden, "reason", "reasons").map(Entry::remark));
    Section { title: super::deciding::TITLE, entries }
}

/// The first questions of all sections, and how many there are beside.
fn cut(questions: &[Section], shape: Shape) -> Vec<Section> {
    let mut left = shape.most_questions;
    let mut sections: Vec<Section> = Vec::new();
    let mut hidden = 0;
    for section in questions {
        let mut entries: Vec<Entry> = section.entries.iter().take(left).cloned().collect();
        hidden += section.entries.len() - entries.len();
        left -= entries.len();
        for entry in &mut entries {
            shorten(entry, shape.questions);
        }
        sections.push(Section { title: section.title, entries });
    }
    sections.retain(|section| !section.entries.is_empty());
    if let Some(last) = sections.last_mut() {
        last.entries.extend(more(hidden, "question", "questions").map(Entry::remark));
    }
    sections
}

fn shorten(entry: &mut Entry, form: QuestionForm) {
    let limit = match form {
        QuestionForm::Whole => 8 * LINE,
        QuestionForm::Asked => 2 * LINE,
        QuestionForm::Line => LINE + 8,
    };
    // Where a fact stands in a case is for programs; a reviewer reads the question.
    entry.name = String::new();
    entry.text = clipped(&entry.text, limit);
    match form {
        QuestionForm::Whole => entry.details.iter_mut().for_each(|field| field.text = clipped(&field.text, 2 * LINE)),
        QuestionForm::Asked | QuestionForm::Line => entry.details.clear(),
    }
}

fn list(title: &'static str, nodes: &[Explained], form: ListForm) -> Section {
    let each = |node: &Explained| {
        let (sign, standing) = standing(node.status);
        let text = clipped(says(node), LINE - standing.len());
        Entry { sign, standing: standing.to_owned() + remark(node), ..Entry::remark(text) }
    };
    let entries = match form {
        ListForm::Each => nodes.iter().map(each).collect(),
        ListForm::GoodTogether => {
            let (good, rest): (Vec<&Explained>, Vec<&Explained>) =
                nodes.iter().partition(|node| standing(node.status).0 == Sign::Good);
            together(&good, SHARED).into_iter().chain(rest.into_iter().map(each)).collect()
        }
        ListForm::AlikeTogether => alike(nodes).into_iter().filter_map(|nodes| together(&nodes, CROWDED)).collect(),
        ListForm::Counted => alike(nodes).into_iter().filter_map(|nodes| counted(&nodes)).collect(),
    };
    Section { title, entries }
}

fn says(node: &Explained) -> &str {
    node.text.as_deref().unwrap_or(&node.why)
}

const fn remark(node: &Explained) -> &'static str {
    if node.advisory {
        ", never decides"
    } else if node.waived {
        ", waived"
    } else if node.excepted {
        ", by an exception"
    } else {
        ""
    }
}

/// The nodes that stand alike, in the order in which each standing first occurs.
fn alike(nodes: &[Explained]) -> Vec<Vec<&Explained>> {
    let mut groups: Vec<(Standing, Vec<&Explained>)> = Vec::new();
    for node in nodes {
        match groups.iter_mut().find(|(standing, _)| *standing == node.status) {
            Some((_, group)) => group.push(node),
            None => groups.push((node.status, vec![node])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Nodes that stand alike, in one paragraph.
fn together(nodes: &[&Explained], limit: usize) -> Option<Entry> {
    let first = nodes.first()?;
    let (sign, standing) = standing(first.status);
    let shown = nodes.iter().take(MOST_SHARED).map(|node| clipped(says(node), limit));
    let text = shown
        .chain(more(nodes.len().saturating_sub(MOST_SHARED), "of them", "of them"))
        .collect::<Vec<_>>()
        .join(" · ");
    Some(Entry { sign, standing: standing.to_owned(), ..Entry::remark(text) })
}

fn counted(nodes: &[&Explained]) -> Option<Entry> {
    let (sign, standing) = standing(nodes.first()?.status);
    let text = format!("{}: see `--view decided`", nodes.len());
    Some(Entry { sign, standing: standing.to_owned(), ..Entry::remark(text) })
}

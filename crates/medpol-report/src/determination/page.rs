//! The page that a reviewer reads: a determination in a shape that fits the room there is.
//!
//! Which shape fits is found in `fitting`; here each shape is put together.

use medpol_model::answer::{Determination, Explained, Standing};

use super::deciding::{ReasonForm, SOURCE, in_lines, standing, statement};
use super::outline::{Alert, Entry, Field, Outline, Section, Sign};
use super::shape::{Frame, LINE, ListForm, QuestionForm, Shape};
use super::{background, header, missing};
use crate::visible::{clipped, one_line};

/// Characters of a text that shares its line with others.
const SHARED: usize = 56;
/// Characters of a text that shares its line with many others.
const CROWDED: usize = 36;
/// Texts that share a paragraph, at most.
const MOST_SHARED: usize = 40;
/// Warnings on the page, at most.
const WARNINGS: usize = 3;
/// Reasons of a determination that is told in a few lines, at most.
const BESIDE: usize = 2;
/// Groups of services on the page, at most.
const SERVICES: usize = 6;

/// What the result is for, in a line.
const CLOSING: &str = "Advice for a person who decides; on its own never a reason to refuse care.";

/// The questions of a determination, whole.
pub(super) fn questions(determination: &Determination) -> Vec<Entry> {
    let mut entries = missing::questions(determination).entries;
    for entry in &mut entries {
        // The place of a fact in a case is for programs; a reviewer reads the question.
        entry.name = String::new();
    }
    entries
}

/// A determination in a shape.
pub(super) fn shaped(determination: &Determination, questions: &[Entry], shape: &Shape) -> Outline {
    let sections = [reasons(determination, shape), asked(determination, questions, shape)];
    let lists = [
        list("Criteria", &determination.criteria, shape.lists),
        list("Exclusions", &determination.exclusions, shape.lists),
    ];
    let has_entries = |section: &Section| !section.entries.is_empty();
    let is_whole = shape.frame == Frame::Whole;
    Outline {
        sign: header::sign(determination.result),
        headline: header::headline(determination),
        alerts: alerts(determination, if is_whole { WARNINGS } else { 1 }),
        particulars: services(determination, if is_whole { SERVICES } else { 2 }),
        sections: sections.into_iter().filter(has_entries).collect(),
        background: background(determination, shape.frame),
        lists: lists.into_iter().filter(|section| is_whole && has_entries(section)).collect(),
        imprint: Vec::new(),
        closing: if is_whole { CLOSING } else { "" },
    }
}

fn background(determination: &Determination, frame: Frame) -> Vec<Field> {
    let mut background = match frame {
        Frame::Whole => background::in_lines(determination),
        Frame::Short => background::shortest(determination),
    };
    if frame == Frame::Whole {
        background.push(header::imprint_in_a_line(determination));
    }
    for field in &mut background {
        field.text = clipped(&field.text, if field.label == "Chosen" { 2 * LINE - 8 } else { LINE - 4 });
    }
    background
}

fn services(determination: &Determination, most: usize) -> Vec<Field> {
    let mut services = header::services(determination);
    let hidden = services.len().saturating_sub(most);
    services.truncate(most);
    for field in &mut services {
        field.text = clipped(&field.text, LINE - 4);
    }
    services.extend(more(hidden, "group of services", "groups of services").map(|text| Field { label: "", text }));
    services
}

/// A determination in a few lines: the result, and the first reasons.
pub(crate) fn brief(determination: &Determination, texts: BriefTexts) -> Vec<Entry> {
    let flags = header::flags(determination).map(|flags| flags.text);
    let asked = questions(determination).len();
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
            .map(|entry| Entry { text: texts.clipped(&entry.text, LINE), ..entry }),
    );
    let hidden = determination.reasons.len().saturating_sub(BESIDE);
    entries.extend(more(hidden, "reason", "reasons").map(Entry::remark));
    entries
}

/// How long the texts of an answer are that is told in a few lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BriefTexts {
    /// Not cut.
    Whole,
    /// Cut, a line or two each.
    Short,
}

impl BriefTexts {
    /// A text that has so many characters where it is short, at most.
    pub(crate) fn clipped(self, text: &str, short: usize) -> String {
        match self {
            Self::Whole => one_line(text),
            Self::Short => clipped(text, short),
        }
    }
}

fn alerts(determination: &Determination, most: usize) -> Vec<Alert> {
    let told = header::warnings(&determination.warnings).take(most);
    let told = told.map(|alert| Alert { text: clipped(&alert.text, 2 * LINE - 8), ..alert });
    let hidden = determination.warnings.len().saturating_sub(most);
    let more = more(hidden, "warning", "warnings").map(|text| Alert { title: "", text });
    header::flags(determination).into_iter().chain(told).chain(more).collect()
}

/// That there is more of something, and where to find it; nothing where there is no more.
pub(crate) fn more(hidden: usize, one: &str, several: &str) -> Option<String> {
    let what = if hidden == 1 { one } else { several };
    (hidden > 0).then(|| format!("and {hidden} more {what}: see `--view decided`"))
}

fn reasons(determination: &Determination, shape: &Shape) -> Section {
    let told = super::deciding::told(&determination.reasons, shape.reasons);
    let mut entries: Vec<Entry> = statement(determination).into_iter().collect();
    entries.extend(told.iter().take(shape.most_reasons).enumerate().map(|(place, told)| {
        let mut entry = in_lines(told.reason, shape.reasons);
        let (length, of_source) = (shape.reason_lengths.at(place), shape.source_lengths.at(place));
        let alike = told.alike();
        entry.text = clipped(&entry.text, length.saturating_sub(alike.chars().count())) + &alike;
        for field in &mut entry.details {
            field.text = clipped(&field.text, if field.label == SOURCE { of_source } else { length });
        }
        entry
    }));
    let hidden = told.iter().skip(shape.most_reasons).map(|told| told.count).sum();
    entries.extend(more(hidden, "reason", "reasons").map(Entry::remark));
    Section { title: super::deciding::TITLE, entries }
}

/// The first questions, and how many more there are.
fn asked(determination: &Determination, questions: &[Entry], shape: &Shape) -> Section {
    let shown = questions.iter().take(shape.most_questions).cloned().enumerate();
    let mut entries: Vec<Entry> = shown
        .map(|(place, mut entry)| {
            let length = shape.question_lengths.at(place);
            entry.text = clipped(&entry.text, length);
            match shape.questions {
                QuestionForm::Whole => {
                    entry.details.iter_mut().for_each(|field| field.text = clipped(&field.text, length));
                }
                QuestionForm::Asked => entry.details.clear(),
            }
            entry
        })
        .collect();
    let hidden = questions.len().saturating_sub(shape.most_questions);
    entries.extend(more(hidden, "question", "questions").map(Entry::remark));
    entries.extend(missing::not_listed(&determination.missing));
    Section { title: missing::TITLE, entries }
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

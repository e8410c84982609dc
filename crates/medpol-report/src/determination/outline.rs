//! What a rendered answer consists of, before it is text or Markdown.
//!
//! Strings are as the policy and the case have them; making them safe is the writer's part.

use medpol_model::answer::{Determination, View};

use super::{background, deciding, fitting, header, missing, tree};

/// A whole rendered answer.
#[derive(Clone)]
pub(crate) struct Outline {
    /// How the result is to be taken.
    pub(crate) sign: Sign,
    /// The result and what follows from it.
    pub(crate) headline: String,
    /// What must not be overlooked.
    pub(crate) alerts: Vec<Alert>,
    /// What belongs to the result.
    pub(crate) particulars: Vec<Field>,
    /// The parts.
    pub(crate) sections: Vec<Section>,
    /// Why this policy, and for which case; under a heading of its own.
    pub(crate) background: Vec<Field>,
    /// What comes last.
    pub(crate) lists: Vec<Section>,
    /// Digests and engine.
    pub(crate) imprint: Vec<Field>,
    /// What the result is for; may be empty.
    pub(crate) closing: &'static str,
}

/// The heading of the background.
pub(crate) const BACKGROUND: &str = "Why this policy";

/// A remark that must not be overlooked.
#[derive(Clone)]
pub(crate) struct Alert {
    /// A word or two; may be empty.
    pub(crate) title: &'static str,
    /// What to know.
    pub(crate) text: String,
}

/// A labelled text.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// What it is; may be empty.
    pub(crate) label: &'static str,
    /// What it says.
    pub(crate) text: String,
}

/// A part with a heading.
#[derive(Clone)]
pub(crate) struct Section {
    /// The heading.
    pub(crate) title: &'static str,
    /// Its entries.
    pub(crate) entries: Vec<Entry>,
}

/// One item of a section.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// How far it is indented.
    pub(crate) depth: usize,
    /// Its sign.
    pub(crate) sign: Sign,
    /// Its status in words; empty for a question.
    pub(crate) standing: String,
    /// What it says.
    pub(crate) text: String,
    /// Its id or path; may be empty.
    pub(crate) name: String,
    /// The lines below it.
    pub(crate) details: Vec<Field>,
}

impl Entry {
    /// An entry that only says something.
    pub(crate) fn remark(text: String) -> Self {
        Self { depth: 0, sign: Sign::Quiet, standing: String::new(), text, name: String::new(), details: Vec::new() }
    }
}

/// The sign before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// In order.
    Good,
    /// Not in order.
    Bad,
    /// Unknown.
    Open,
    /// Not applicable.
    Quiet,
    /// A condition that is met, where that is neither good nor bad.
    Holds,
    /// A condition that is not met, where that is neither good nor bad.
    HoldsNot,
    /// A question.
    Question,
    /// A question on which the records disagree.
    Conflict,
}

impl Sign {
    /// How it is written.
    pub(crate) const fn character(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Open => "?",
            Self::Quiet => "–",
            Self::Holds => "●",
            Self::HoldsNot => "○",
            Self::Question => "•",
            Self::Conflict => "!",
        }
    }
}

const CLOSING: &str = "This is advice for a person who decides. A result that is not met sends the request \
    to further review; on its own it is never a reason to refuse care.";

/// Puts together what the view of a determination shows; a page in so many lines. `height` says how many an outline
/// takes.
pub(super) fn outline(determination: &Determination, room: usize, height: fn(&Outline) -> usize) -> Outline {
    if determination.view == View::Page {
        return fitting::page(determination, room, height);
    }
    let sections = [deciding::section(determination), missing::section(determination)];
    let lists = [tree::criteria(determination), tree::exclusions(determination)];
    let not_empty = |section: &Section| !section.entries.is_empty();
    Outline {
        sign: header::sign(determination.result),
        headline: header::headline(determination),
        alerts: header::alerts(determination),
        particulars: header::services(determination),
        sections: sections.into_iter().filter(not_empty).collect(),
        background: background::whole(determination),
        lists: lists.into_iter().filter(not_empty).collect(),
        imprint: header::imprint(determination),
        closing: CLOSING,
    }
}

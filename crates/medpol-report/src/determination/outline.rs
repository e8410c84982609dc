//! What a rendered determination consists of, before it is text or Markdown.
//!
//! Strings are as the policy and the case have them; making them safe is the writer's part.

use medpol_model::answer::Determination;

use super::{View, deciding, header, missing, tree, viewed};

/// A whole rendered determination.
pub(crate) struct Outline {
    /// How the result is to be taken.
    pub(crate) sign: Sign,
    /// The result and what follows from it.
    pub(crate) headline: String,
    /// What must not be overlooked.
    pub(crate) alerts: Vec<Alert>,
    /// Policy, case and counts.
    pub(crate) particulars: Vec<Field>,
    /// The parts.
    pub(crate) sections: Vec<Section>,
    /// Digests and engine.
    pub(crate) imprint: Vec<Field>,
    /// What the result is for.
    pub(crate) closing: &'static str,
}

/// A remark that must not be overlooked.
pub(crate) struct Alert {
    /// A word or two.
    pub(crate) title: &'static str,
    /// What to know.
    pub(crate) text: String,
}

/// A labelled text.
pub(crate) struct Field {
    /// What it is; may be empty.
    pub(crate) label: &'static str,
    /// What it says.
    pub(crate) text: String,
}

/// A part with a heading.
pub(crate) struct Section {
    /// The heading.
    pub(crate) title: &'static str,
    /// Its entries.
    pub(crate) entries: Vec<Entry>,
}

/// One item of a section.
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
    /// A condition that holds, where that is neither good nor bad.
    Holds,
    /// A condition that does not hold, where that is neither good nor bad.
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

const CLOSING: &str = "This is advice for a person who decides. A result that is not met sends the request to \
    further review; on its own it is never a reason to refuse care.";

/// Puts together what a view of a determination shows.
pub(super) fn outline(determination: &Determination, view: View) -> Outline {
    let shown = viewed(determination, view);
    let sections = [
        deciding::section(determination),
        missing::section(determination, view),
        tree::criteria(&shown, view),
        tree::exclusions(&shown, view),
    ];
    Outline {
        sign: header::sign(determination.result),
        headline: header::headline(determination),
        alerts: header::alerts(determination),
        particulars: header::particulars(determination, view),
        sections: sections.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        imprint: header::imprint(determination),
        closing: CLOSING,
    }
}

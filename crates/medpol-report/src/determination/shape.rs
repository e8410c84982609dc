//! What a page of a determination consists of, and in which steps it becomes shorter.
//!
//! Names what is written and how long it may be; writes nothing itself.

use super::deciding::ReasonForm;

/// Characters of a text that fit on one line behind its sign and its status.
pub(super) const LINE: usize = 84;

/// What the page consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) reasons: ReasonForm,
    /// How many reasons are written, at most.
    pub(super) most_reasons: usize,
    /// How long each reason is, at most.
    pub(super) reason_lengths: Lengths,
    /// How long each citation is, at most.
    pub(super) source_lengths: Lengths,
    pub(super) questions: QuestionForm,
    /// How many questions are written, at most.
    pub(super) most_questions: usize,
    /// How long each question is, at most.
    pub(super) question_lengths: Lengths,
    pub(super) lists: ListForm,
    pub(super) frame: Frame,
}

/// How much of a question is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuestionForm {
    /// With what is on record, how precise the answer must be, and what is asked after it.
    Whole,
    /// The question and its document.
    Asked,
}

/// How criteria and exclusions are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListForm {
    /// One line for each.
    Each,
    /// Those that are in order share lines.
    GoodTogether,
    /// Those with the same status share lines.
    AlikeTogether,
    /// Only how many there are.
    Counted,
}

/// What stands around reasons and questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// Why this policy, for which case, and what the result is for.
    Whole,
    /// The policy and the counts.
    Short,
}

/// How many characters the texts of some entries have, at most: one length for all of them, and others for single ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lengths {
    all: usize,
    single: Vec<Option<usize>>,
}

impl Lengths {
    /// No text is cut.
    pub(super) const WHOLE: Self = Self::all(usize::MAX);

    /// Every text has so many characters at most.
    pub(super) const fn all(most: usize) -> Self {
        Self { all: most, single: Vec::new() }
    }

    /// How many characters the texts of the entry at this place have, at most.
    pub(super) fn at(&self, place: usize) -> usize {
        self.single.get(place).copied().flatten().unwrap_or(self.all)
    }

    /// The same with another length for one entry.
    pub(super) fn with(&self, place: usize, most: usize) -> Self {
        let mut single = self.single.clone();
        single.resize(single.len().max(place + 1), None);
        if let Some(length) = single.get_mut(place) {
            *length = Some(most);
        }
        Self { all: self.all, single }
    }
}

/// A way to make a page shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shorter {
    /// Reasons in this form.
    Reasons(ReasonForm),
    /// No more than so many reasons, the last ones first; in each step some fewer.
    FewerReasons(usize),
    /// The texts of reasons have so many characters at most.
    CutReasons(usize),
    /// Questions without what belongs to them.
    AskedOnly,
    /// No more than so many questions, the last ones first; in each step some fewer.
    FewerQuestions(usize),
    /// The texts of questions have so many characters at most.
    CutQuestions(usize),
    /// Criteria and exclusions in this form.
    Lists(ListForm),
    /// Less around reasons and questions.
    ShortFrame,
}

/// The steps for a result that is unknown. The questions are what the reader needs, and they say what the reasons say:
/// so reasons become shorter first, and questions are cut last.
pub(super) const UNKNOWN: &[Shorter] = &[
    Shorter::Lists(ListForm::GoodTogether),
    Shorter::Reasons(ReasonForm::Two),
    Shorter::Lists(ListForm::AlikeTogether),
    Shorter::Reasons(ReasonForm::One),
    Shorter::Lists(ListForm::Counted),
    Shorter::FewerReasons(3),
    Shorter::CutReasons(LINE),
    Shorter::AskedOnly,
    Shorter::FewerQuestions(10),
    Shorter::CutQuestions(2 * LINE),
    Shorter::FewerReasons(1),
    Shorter::ShortFrame,
    Shorter::FewerQuestions(1),
    Shorter::CutQuestions(LINE),
];

/// The steps for a result that is settled: reasons are what the reader needs, and criteria are listed as long as can be.
pub(super) const SETTLED: &[Shorter] = &[
    Shorter::Lists(ListForm::GoodTogether),
    Shorter::AskedOnly,
    Shorter::Reasons(ReasonForm::Two),
    Shorter::Lists(ListForm::AlikeTogether),
    Shorter::Reasons(ReasonForm::One),
    Shorter::FewerQuestions(4),
    Shorter::CutQuestions(LINE),
    Shorter::FewerReasons(8),
    Shorter::Lists(ListForm::Counted),
    Shorter::CutReasons(2 * LINE),
    Shorter::FewerQuestions(1),
    Shorter::ShortFrame,
    Shorter::FewerReasons(1),
    Shorter::CutReasons(LINE),
];

impl Shape {
    /// Everything, of so many reasons and questions; of a citation what fits on a line.
    pub(super) const fn richest(reasons: usize, questions: usize) -> Self {
        Self {
            reasons: ReasonForm::Three,
            most_reasons: reasons,
            reason_lengths: Lengths::WHOLE,
            source_lengths: Lengths::all(LINE),
            questions: QuestionForm::Whole,
            most_questions: questions,
            question_lengths: Lengths::WHOLE,
            lists: ListForm::Each,
            frame: Frame::Whole,
        }
    }

    /// The shape after a step; none where the step is done.
    pub(super) fn after(&self, step: Shorter) -> Option<Self> {
        let fewer = |count: usize, least: usize| (count > least).then(|| (count - (count / 8).max(1)).max(least));
        let next = match step {
            Shorter::Reasons(form) => Self { reasons: form, ..self.clone() },
            Shorter::FewerReasons(least) => Self { most_reasons: fewer(self.most_reasons, least)?, ..self.clone() },
            Shorter::CutReasons(most) => Self { reason_lengths: Lengths::all(most), ..self.clone() },
            Shorter::AskedOnly => Self { questions: QuestionForm::Asked, ..self.clone() },
            Shorter::FewerQuestions(least) => {
                Self { most_questions: fewer(self.most_questions, least)?, ..self.clone() }
            }
            Shorter::CutQuestions(most) => Self { question_lengths: Lengths::all(most), ..self.clone() },
            Shorter::Lists(form) => Self { lists: form, ..self.clone() },
            Shorter::ShortFrame => Self { frame: Frame::Short, ..self.clone() },
        };
        (next != *self).then_some(next)
    }
}

//! Finds the shape in which a page fits the room there is.
//!
//! A page begins with everything and becomes shorter step by step until it fits. Then what a step took away needlessly
//! comes back, the most important first. So a reason or a question is cut only on a page that has no line left. How
//! many lines a page takes is asked of whoever writes it.

use medpol_model::answer::{Determination, Outcome};

use super::deciding::ReasonForm;
use super::outline::{Entry, Outline};
use super::page::{questions, shaped};
use super::shape::{Lengths, ListForm, QuestionForm, SETTLED, Shape, Shorter, UNKNOWN};

/// Lines of a page at most.
pub(crate) const PAGE: usize = 60;

/// The page of a determination, as rich as the room allows: so many lines.
///
/// `height` says how many lines an outline takes.
pub(super) fn page(determination: &Determination, room: usize, height: fn(&Outline) -> usize) -> Outline {
    let questions = questions(determination);
    let fitting = Fitting { determination, questions: &questions, room, height };
    let mut shape = Shape::richest(determination.reasons.len(), questions.len());
    for step in steps(determination.result) {
        while !fitting.fits(&shape) {
            let Some(shorter) = shape.after(*step) else { break };
            shape = shorter;
        }
    }
    for part in parts(determination.result) {
        shape = fitting.with_more(shape, *part);
    }
    shaped(determination, &questions, &shape)
}

const fn steps(result: Outcome) -> &'static [Shorter] {
    match result {
        Outcome::Unknown => UNKNOWN,
        Outcome::Met | Outcome::NotMet | Outcome::NotApplicable => SETTLED,
    }
}

/// What can come back.
#[derive(Clone, Copy)]
enum Part {
    /// One more reason after the other.
    Reasons,
    /// The whole text of each reason.
    ReasonTexts,
    /// The citation of each reason, and then the text of its criterion.
    ReasonForm,
    /// The whole text of each citation.
    CitationTexts,
    /// One more question after the other.
    Questions,
    /// The whole text of each question.
    QuestionTexts,
    /// What belongs to each question.
    QuestionDetails,
    /// A line for each criterion and exclusion, or fewer lines that name them.
    Lists,
}

/// What comes back, the most important first. Texts come again after what can have brought back some that are cut.
const fn parts(result: Outcome) -> &'static [Part] {
    match result {
        Outcome::Unknown => &[
            Part::QuestionTexts,
            Part::Questions,
            Part::QuestionDetails,
            Part::QuestionTexts,
            Part::ReasonTexts,
            Part::Reasons,
            Part::ReasonTexts,
            Part::ReasonForm,
            Part::ReasonTexts,
            Part::Lists,
            Part::CitationTexts,
        ],
        Outcome::Met | Outcome::NotMet | Outcome::NotApplicable => &[
            Part::ReasonTexts,
            Part::Reasons,
            Part::ReasonTexts,
            Part::ReasonForm,
            Part::ReasonTexts,
            Part::QuestionTexts,
            Part::Questions,
            Part::QuestionTexts,
            Part::Lists,
            Part::CitationTexts,
        ],
    }
}

/// A determination and the room for its page.
struct Fitting<'a> {
    determination: &'a Determination,
    questions: &'a [Entry],
    room: usize,
    height: fn(&Outline) -> usize,
}

impl Fitting<'_> {
    fn height(&self, shape: &Shape) -> usize {
        (self.height)(&shaped(self.determination, self.questions, shape))
    }

    fn fits(&self, shape: &Shape) -> bool {
        self.height(shape) <= self.room
    }

    /// A shape with as much of a part as there is room for.
    fn with_more(&self, shape: Shape, part: Part) -> Shape {
        let (told, asked) = (self.determination.reasons.len(), self.questions.len());
        match part {
            Part::Reasons => self.one_by_one(shape, |shape| {
                (shape.most_reasons < told).then(|| Shape { most_reasons: shape.most_reasons + 1, ..shape.clone() })
            }),
            Part::Questions => self.one_by_one(shape, |shape| {
                let more = || Shape { most_questions: shape.most_questions + 1, ..shape.clone() };
                (shape.most_questions < asked).then(more)
            }),
            Part::ReasonForm => self.one_by_one(shape, |shape| {
                let reasons = match shape.reasons {
                    ReasonForm::One => ReasonForm::Two,
                    ReasonForm::Two => ReasonForm::Three,
                    ReasonForm::Three => return None,
                };
                Some(Shape { reasons, ..shape.clone() })
            }),
            Part::QuestionDetails => self.one_by_one(shape, |shape| {
                let is_without = shape.questions == QuestionForm::Asked;
                is_without.then(|| Shape { questions: QuestionForm::Whole, ..shape.clone() })
            }),
            Part::Lists => self.one_by_one(shape, |shape| {
                let lists = match shape.lists {
                    ListForm::Counted => ListForm::AlikeTogether,
                    ListForm::AlikeTogether => ListForm::GoodTogether,
                    ListForm::GoodTogether => ListForm::Each,
                    ListForm::Each => return None,
                };
                Some(Shape { lists, ..shape.clone() })
            }),
            Part::ReasonTexts => {
                let shown = shape.most_reasons;
                self.longer(shape, shown, |shape| &mut shape.reason_lengths)
            }
            Part::CitationTexts => {
                let shown = shape.most_reasons;
                self.longer(shape, shown, |shape| &mut shape.source_lengths)
            }
            Part::QuestionTexts => {
                let shown = shape.most_questions;
                self.longer(shape, shown, |shape| &mut shape.question_lengths)
            }
        }
    }

    /// A shape after as many steps of a kind as there is room for.
    fn one_by_one(&self, mut shape: Shape, step: impl Fn(&Shape) -> Option<Shape>) -> Shape {
        while let Some(richer) = step(&shape).filter(|richer| self.fits(richer)) {
            shape = richer;
        }
        shape
    }

    /// A shape in which the texts of some entries are whole, or as long as there is room for.
    fn longer(&self, mut shape: Shape, entries: usize, lengths: fn(&mut Shape) -> &mut Lengths) -> Shape {
        for entry in 0..entries {
            let with = |most: usize| {
                let mut longer = shape.clone();
                let lengths = lengths(&mut longer);
                *lengths = lengths.with(entry, most);
                longer
            };
            let before = lengths(&mut shape.clone()).at(entry);
            if before == usize::MAX {
                continue;
            }
            let whole = with(usize::MAX);
            shape = if self.fits(&whole) { whole } else { with(self.longest(before, with)) };
        }
        shape
    }

    /// The greatest length that there is room for, where a short one fits and the whole text does not.
    fn longest(&self, short: usize, with: impl Fn(usize) -> Shape) -> usize {
        let (mut fits, mut is_too_long) = (short, short.max(1));
        while self.fits(&with(is_too_long)) {
            fits = is_too_long;
            is_too_long = is_too_long.saturating_mul(2);
            if is_too_long >= LONGEST {
                return fits;
            }
        }
        while is_too_long - fits > 1 {
            let middle = usize::midpoint(fits, is_too_long);
            if self.fits(&with(middle)) { fits = middle } else { is_too_long = middle }
        }
        fits
    }
}

/// No text on a page has so many characters: a page of lines has fewer.
const LONGEST: usize = 16_384;

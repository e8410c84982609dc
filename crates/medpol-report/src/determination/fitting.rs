//! Finds the shape in which a page fits the room there is.
//!
//! Shapes are tried from the richest to the poorest; how high one comes out is asked of whoever writes it.

use medpol_model::answer::{Determination, Outcome};

use super::deciding::ReasonForm;
use super::outline::Outline;
use super::page::{ListForm, QuestionForm, Shape, questions, shaped};

/// Lines of a page at most.
pub(crate) const PAGE: usize = 60;
/// The page of a determination, as rich as the room allows: so many lines.
///
/// `height` says how many lines an outline takes.
pub(super) fn page(determination: &Determination, room: usize, height: fn(&Outline) -> usize) -> Outline {
    let questions = questions(determination);
    let asked = questions.iter().map(|section| section.entries.len()).sum();
    let told = determination.reasons.len();
    let mut shape = Shape {
        reasons: ReasonForm::Three,
        most_reasons: told,
        questions: QuestionForm::Whole,
        most_questions: asked,
        lists: ListForm::Each,
    };
    let mut outline = shaped(determination, &questions, shape);
    for poorer in poorer(determination.result) {
        if height(&outline) <= room {
            return outline;
        }
        shape = Shape { reasons: poorer.reasons, questions: poorer.questions, lists: poorer.lists, ..shape };
        outline = shaped(determination, &questions, shape);
    }
    let fits = |shape: Shape| {
        let outline = shaped(determination, &questions, shape);
        (height(&outline) <= room).then_some(outline)
    };
    let kept = Kept::of(determination.result);
    while height(&outline) > room {
        let Some(fewer) = kept.fewer(shape) else { break };
        shape = fewer;
        outline = shaped(determination, &questions, shape);
    }
    for more in kept.more() {
        while let Some(richer) = more(shape, told, asked) {
            let Some(fitting) = fits(richer) else { break };
            shape = richer;
            outline = fitting;
        }
    }
    outline
}

/// What is shortened, step by step.
#[derive(Clone, Copy)]
struct Poorer {
    reasons: ReasonForm,
    questions: QuestionForm,
    lists: ListForm,
}

const UNKNOWN: [Poorer; 6] = [
    Poorer { reasons: ReasonForm::Three, questions: QuestionForm::Whole, lists: ListForm::GoodTogether },
    Poorer { reasons: ReasonForm::Three, questions: QuestionForm::Asked, lists: ListForm::GoodTogether },
    Poorer { reasons: ReasonForm::Two, questions: QuestionForm::Asked, lists: ListForm::AlikeTogether },
    Poorer { reasons: ReasonForm::One, questions: QuestionForm::Asked, lists: ListForm::AlikeTogether },
    Poorer { reasons: ReasonForm::One, questions: QuestionForm::Asked, lists: ListForm::Counted },
    Poorer { reasons: ReasonForm::One, questions: QuestionForm::Line, lists: ListForm::Counted },
];

const SETTLED: [Poorer; 6] = [
    Poorer { reasons: ReasonForm::Three, questions: QuestionForm::Whole, lists: ListForm::GoodTogether },
    Poorer { reasons: ReasonForm::Three, questions: QuestionForm::Asked, lists: ListForm::GoodTogether },
    Poorer { reasons: ReasonForm::Two, questions: QuestionForm::Asked, lists: ListForm::GoodTogether },
    Poorer { reasons: ReasonForm::Two, questions: QuestionForm::Asked, lists: ListForm::AlikeTogether },
    Poorer { reasons: ReasonForm::One, questions: QuestionForm::Asked, lists: ListForm::AlikeTogether },
    Poorer { reasons: ReasonForm::One, questions: QuestionForm::Line, lists: ListForm::AlikeTogether },
];

/// The steps for a result of either kind. Where it is unknown, the questions are kept readable longest, and criteria
/// are counted before; else criteria are listed as long as can be.
const fn poorer(result: Outcome) -> [Poorer; 6] {
    match result {
        Outcome::Unknown => UNKNOWN,
        Outcome::Met | Outcome::NotMet | Outcome::NotApplicable => SETTLED,
    }
}

/// What stays on the page while anything else can still be shortened. Where the result is unknown, the questions say
/// what the reasons say, and come first.
#[derive(Clone, Copy)]
struct Kept {
    reasons: usize,
    questions: usize,
    questions_first: bool,
}

/// A shape with more in it, of so many reasons and questions; none where all of them are in it.
type More = fn(Shape, usize, usize) -> Option<Shape>;

impl Kept {
    const fn of(result: Outcome) -> Self {
        match result {
            Outcome::Unknown => Self { reasons: 3, questions: 10, questions_first: true },
            Outcome::Met | Outcome::NotMet | Outcome::NotApplicable => {
                Self { reasons: 8, questions: 4, questions_first: false }
            }
        }
    }

    /// The same with fewer entries; none where hardly any are left.
    fn fewer(self, shape: Shape) -> Option<Shape> {
        let less = |count: usize, least: usize| (count - (count / 8).max(1)).max(least);
        let Shape { most_reasons, most_questions, lists, .. } = shape;
        let reasons =
            |least| (most_reasons > least).then(|| Shape { most_reasons: less(most_reasons, least), ..shape });
        let questions =
            |least| (most_questions > least).then(|| Shape { most_questions: less(most_questions, least), ..shape });
        let counted = || (lists != ListForm::Counted).then_some(Shape { lists: ListForm::Counted, ..shape });
        let first = if self.questions_first { reasons(self.reasons) } else { questions(self.questions) };
        let second = || if self.questions_first { questions(self.questions) } else { reasons(self.reasons) };
        first.or_else(second).or_else(counted).or_else(|| reasons(1)).or_else(|| questions(1))
    }

    /// What is put back where a step made more room than it had to, the most important first.
    const fn more(self) -> [More; 4] {
        let reason: More = |shape, told, _| {
            (shape.most_reasons < told).then(|| Shape { most_reasons: shape.most_reasons + 1, ..shape })
        };
        let question: More = |shape, _, asked| {
            (shape.most_questions < asked).then(|| Shape { most_questions: shape.most_questions + 1, ..shape })
        };
        let sourced: More =
            |shape, _, _| (shape.reasons == ReasonForm::One).then_some(Shape { reasons: ReasonForm::Two, ..shape });
        let asked: More = |shape, _, _| {
            (shape.questions == QuestionForm::Line).then_some(Shape { questions: QuestionForm::Asked, ..shape })
        };
        if self.questions_first { [question, asked, reason, sourced] } else { [sourced, reason, question, asked] }
    }
}

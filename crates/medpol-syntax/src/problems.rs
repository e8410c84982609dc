//! The diagnostics of one file while they are being found, and how an author's text is quoted.
//!
//! A file can hold a hundred thousand mistakes; a person reads the first few. Which mistakes there
//! are is not known here.

use medpol_diagnostics::{Bearing, Diagnostic, MOST_OF_A_KIND, codes, nearest, sort};

/// How many diagnostics of one file are kept.
pub(crate) const MAX_PROBLEMS: usize = MOST_OF_A_KIND;

/// How many characters of the author's text a message repeats.
const MAX_EXCERPT: usize = 48;

/// By how many bytes a misspelled name can differ in length: four characters.
const MAX_SLIP: usize = 16;

/// The first [`MAX_PROBLEMS`] diagnostics of a file and the number of the others.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    kept: Vec<Diagnostic>,
    left_out: usize,
    /// Whether the search ended before the file did.
    is_cut: bool,
}

impl Problems {
    /// Keeps the diagnostic, or counts it when there are too many.
    pub(crate) fn push(&mut self, problem: Diagnostic) {
        if self.is_full() {
            self.left_out += 1;
        } else {
            self.kept.push(problem);
        }
    }

    /// Keeps the diagnostic if there is one.
    pub(crate) fn extend(&mut self, problem: Option<Diagnostic>) {
        if let Some(problem) = problem {
            self.push(problem);
        }
    }

    /// Counts diagnostics that were not even written.
    pub(crate) fn leave_out(&mut self, count: usize) {
        self.left_out += count;
    }

    /// Says that the search ended before the file did.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Whether another diagnostic would only be counted.
    pub(crate) fn is_full(&self) -> bool {
        self.kept.len() >= MAX_PROBLEMS
    }

    /// What was kept, for those that fold several into one.
    pub(crate) fn kept_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.kept
    }

    /// Whether nothing was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Whether something was refused between these bytes.
    pub(crate) fn has_one_between(&self, start: usize, end: usize) -> bool {
        self.kept.iter().any(|problem| {
            let at = problem.primary.span.start as usize;
            start <= at && at <= end
        })
    }

    /// The diagnostics in the order of their places, with a last one that counts those left out.
    pub(crate) fn finish(self, bearing: Bearing) -> Vec<Diagnostic> {
        let mut kept = self.kept;
        for problem in &mut kept {
            problem.bearing = bearing;
        }
        sort(&mut kept);
        if let (Some(last), 1..) = (kept.last(), self.left_out) {
            let noun = if self.left_out == 1 { "problem" } else { "problems" };
            let least = if self.is_cut { "at least " } else { "" };
            let message = format!("{least}{} more {noun} in this file not shown", self.left_out);
            let place = last.primary.span;
            let more = Diagnostic::new(&codes::P0116, place, message).help("mend the problems shown and check again");
            kept.push(more.bearing(bearing));
        }
        kept
    }
}

/// The author's text in backticks, on one line and shortened.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_EXCERPT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_EXCERPT).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// The candidate nearest to what was written. Those of another length are not even compared: a text
/// of a megabyte is no slip of anything.
pub(crate) fn near<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_near = |candidate: &&str| candidate.len().abs_diff(written.len()) <= MAX_SLIP;
    nearest(written, candidates.into_iter().filter(is_near))
}

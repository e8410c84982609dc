//! The diagnostic value: one mistake, its place and its mend.
//!
//! Messages are lowercase sentences without a final period, with backticks round what the author
//! wrote. A diagnostic is collected, never returned as an `Err`, and never the first one only.

use std::collections::HashMap;

use crate::{Code, FileId, Span};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is not used.
    Error,
    /// The document is used, but its author should look; `--deny warnings` makes it an error.
    Warning,
}

/// What else a mistake may have to do with. It decides what is told and what is held back, when causes
/// are told before what follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bearing {
    /// The text could not be read as it stands. Whatever else is found in the same file may follow from it.
    Text,
    /// The form of the document is wrong. What is found in the same file by its meaning may follow from it.
    Form,
    /// It concerns nothing but its own place: nothing follows from it in its file, and it follows from
    /// nothing.
    Alone,
    /// It was found by what the file means beside others, and may follow from what is wrong with those.
    Meaning,
    /// It follows from another mistake of the same file, which is told by itself.
    Consequence,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// A change that would mend the mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What to replace.
    pub span: Span,
    /// What to write instead.
    pub text: String,
    /// Whether it can be made without anybody looking.
    pub certainty: Certainty,
}

/// Whether a change says what its author meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// It says the same in the way that the language wants.
    Sure,
    /// It may say something else; a person has to choose.
    Guess,
}

/// One mistake of an author or submitter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: &'static Code,
    /// How bad it is: the code's own severity, or less where it stops nothing.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// The culprit.
    pub primary: Label,
    /// The other parties, if any.
    pub secondary: Vec<Label>,
    /// What to do next, most useful first.
    pub help: Vec<String>,
    /// A mechanical mend, if there is one.
    pub replacement: Option<Replacement>,
    /// What else it may have to do with.
    pub bearing: Bearing,
    /// How many more of its kind there are in its file that are not told by themselves.
    pub further: usize,
    /// How far its file stands from those that nothing else is built on; the foundations come first.
    pub layer: u16,
}

impl Diagnostic {
    /// A diagnostic at `span` with the severity of its code.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            help: Vec::new(),
            replacement: None,
            bearing: Bearing::Meaning,
            further: 0,
            layer: u16::MAX,
        }
    }

    /// How many problems it stands for.
    pub const fn number(&self) -> usize {
        1 + self.further
    }

    /// Says what else it may have to do with.
    #[must_use]
    pub fn bearing(mut self, bearing: Bearing) -> Self {
        self.bearing = bearing;
        self
    }

    /// Says in a few words what is at the primary span.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Points at another party.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a help line.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Offers `text` instead of what is at `span`: the same, as the language wants it.
    #[must_use]
    pub fn replace(mut self, span: Span, text: impl Into<String>) -> Self {
        self.replacement = Some(Replacement { span, text: text.into(), certainty: Certainty::Sure });
        self
    }

    /// Offers `text` instead of what is at `span`, as what may have been meant.
    #[must_use]
    pub fn offer(mut self, span: Span, text: impl Into<String>) -> Self {
        self.replacement = Some(Replacement { span, text: text.into(), certainty: Certainty::Guess });
        self
    }

    /// Adds "did you mean" for the nearest of `candidates`, with the replacement, if one is near.
    #[must_use]
    pub fn did_you_mean<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        let span = self.primary.span;
        match crate::nearest(written, candidates) {
            Some(near) => self.help(format!("did you mean `{near}`?")).offer(span, near).name_look_alike(written, near),
            None => self,
        }
    }

    /// Names a sign that makes a name look like the one that was meant.
    #[must_use]
    pub fn name_look_alike(self, written: &str, near: &str) -> Self {
        match crate::look_alike(written).filter(|_| near.is_ascii()) {
            Some(told) => self.help(told),
            None => self,
        }
    }
}

/// Whether any of them is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Whether any of them is an error in this file.
pub fn has_errors_in(diagnostics: &[Diagnostic], file: FileId) -> bool {
    diagnostics.iter().any(|problem| problem.severity == Severity::Error && problem.primary.span.file == file)
}

/// How many problems of one kind are told. Whoever makes the same mistake in each of ten thousand
/// lines learns nothing from the fifty-first.
pub const MOST_OF_A_KIND: usize = 50;

/// Orders by layer, file, place, code and message and drops exact repeats, so that causes come first and
/// output never depends on the order of checks. Of many problems of one kind in one file the first [`MOST_OF_A_KIND`]
/// are kept, and the last of these knows how many more there are.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(problem: &Diagnostic) -> (u16, Span, &str, &str) {
        (problem.layer, problem.primary.span, problem.code.number, &problem.message)
    }
    diagnostics.sort_by(|left, right| key(left).cmp(&key(right)));
    diagnostics.dedup();
    if diagnostics.len() > MOST_OF_A_KIND {
        keep_the_first_of_each_kind(diagnostics);
    }
}

fn keep_the_first_of_each_kind(diagnostics: &mut Vec<Diagnostic>) {
    let kind = |problem: &Diagnostic| (problem.primary.span.file, problem.code.number);
    let mut counts: HashMap<(FileId, &str), usize> = HashMap::new();
    for problem in diagnostics.iter() {
        *counts.entry(kind(problem)).or_default() += problem.number();
    }
    counts.retain(|_, count| *count > MOST_OF_A_KIND);
    if counts.is_empty() {
        return;
    }
    let mut kept: HashMap<(FileId, &str), usize> = HashMap::new();
    diagnostics.retain_mut(|problem| {
        let Some(all) = counts.get(&kind(problem)) else { return true };
        let number = kept.entry(kind(problem)).or_default();
        *number += 1;
        problem.further = if *number == MOST_OF_A_KIND { all - MOST_OF_A_KIND } else { 0 };
        *number <= MOST_OF_A_KIND
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SourceMap, codes};

    #[test]
    fn the_first_problems_of_a_kind_are_kept_and_the_rest_counted() {
        let file = SourceMap::default().add("case", "");
        let at = |code, start: u32| Diagnostic::new(code, Span { file, start, end: start + 1 }, start.to_string());
        let mut found: Vec<Diagnostic> = (0..120).rev().map(|start| at(&codes::R0001, start)).collect();
        found.push(at(&codes::R0003, 500));
        sort(&mut found);
        let (last, rest) = found.split_last().map_or((None, &[][..]), |(last, rest)| (Some(last), rest));
        assert_eq!(last.map(|problem| problem.code.number), Some("R0003"));
        assert_eq!(rest.len(), MOST_OF_A_KIND);
        assert_eq!(rest.last().map(|problem| problem.further), Some(70));
        let again = found.clone();
        sort(&mut found);
        assert_eq!(found, again);
        found.push(at(&codes::R0001, 200));
        sort(&mut found);
        assert_eq!(found.iter().map(Diagnostic::number).sum::<usize>(), 122, "none is lost where others are added");
        assert_eq!(found.len(), again.len());
    }
}

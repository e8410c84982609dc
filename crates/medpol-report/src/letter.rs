//! Letters about an answer, as Markdown: one for the office that asked, one for the patient.
//!
//! A letter says what was asked for, what the plan asks, what the record shows, what is missing and what would change
//! the result, and that a person decides and how to reach one. It never refuses anything. The names of criteria,
//! facts and files are for programs and stand in no letter; its facts are those of the determination.

mod citation;
mod member;
mod notice;
mod provider;
mod writing;

use medpol_diagnostics::listed;
use medpol_model::answer::{Contact, Determination};
use medpol_model::policy::{Position, Source};

listed! {
    /// Whom a letter is for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Reader {
        /// The office that asked.
        Provider,
        /// The patient.
        Member,
    }
}

impl Reader {
    /// Its name on the command line and in queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Member => "member",
        }
    }

    /// The reader with this name.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reader| reader.word() == word)
    }
}

/// What a letter is about.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// What was decided under each policy that governs.
    pub parts: Vec<LetterPart<'a>>,
    /// The services of which it was not found what governs them, as codes.
    pub open_services: Vec<String>,
    /// Who decides, and how to reach them; where nothing is known of that, the letter has blanks.
    pub contact: Option<&'a Contact>,
}

/// What was decided under one policy.
#[derive(Clone, Copy, Debug)]
pub struct LetterPart<'a> {
    /// The services, as codes; none where a policy was named and they are not known here.
    pub services: &'a [String],
    /// What was decided, with every part of every criterion.
    pub determination: &'a Determination,
    /// The sources of the policy.
    pub sources: &'a [Source],
    /// Whether it asks criteria at all.
    pub position: &'a Position,
}

/// The letter as Markdown, ending in a line end.
pub fn letter(letter: &Letter<'_>, reader: Reader) -> String {
    match reader {
        Reader::Provider => provider::written(letter),
        Reader::Member => member::written(letter),
    }
}

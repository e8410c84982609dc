//! The result of a difference, in one line for a change record.

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

listed! {
    /// The result of a difference.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum VerdictKind {
        /// The same to the letter.
        Identical,
        /// Other words, and the same decisions: proved.
        SameMeaning,
        /// The same decisions for other requests, on other days, or with something else that follows.
        GovernsOtherwise,
        /// Some patients who were met are not, and none the other way: proved.
        Stricter,
        /// Some patients who were not met are, and none the other way: proved.
        Looser,
        /// Some lose and some gain: proved.
        StricterAndLooser,
        /// Every patient gets the same, and some records are not enough any more.
        AsksForMore,
        /// Every patient gets the same, and some records are enough that were not.
        AsksForLess,
        /// Every patient gets the same; some records have another result.
        RecordsDiffer,
        /// Only one of the two is there.
        OnlyOne,
        /// It was not decided whether the two mean the same.
        NotDecided,
    }
}

impl VerdictKind {
    /// Whether the two decide the same.
    pub const fn is_same(self) -> bool {
        match self {
            Self::Identical | Self::SameMeaning => true,
            Self::GovernsOtherwise
            | Self::Stricter
            | Self::Looser
            | Self::StricterAndLooser
            | Self::AsksForMore
            | Self::AsksForLess
            | Self::RecordsDiffer
            | Self::OnlyOne
            | Self::NotDecided => false,
        }
    }
}

/// The result of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verdict {
    /// Its kind.
    pub kind: VerdictKind,
    /// One line for a change record, without a period.
    pub line: String,
}

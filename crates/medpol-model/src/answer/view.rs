//! How much of a determination is told.
//!
//! A view leaves out parts of criteria, and in the shortest also how each criterion came about. Result, reasons and
//! questions are the same in every view.

use medpol_diagnostics::listed;
use schemars::JsonSchema;
use serde::Serialize;

listed! {
    /// How much of a determination is told, the shortest first.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum View {
        /// The result, its reasons, what to ask for, and the status of each criterion: a page.
        #[default]
        Page,
        /// Also the parts of what decides and of what is unknown.
        Decided,
        /// Also the parts of every criterion that is not plainly in order.
        Context,
        /// Every part of every criterion.
        All,
    }
}

impl View {
    /// Its name on the command line and in queries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Decided => "decided",
            Self::Context => "context",
            Self::All => "all",
        }
    }

    /// The view with this name.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::View;

    #[test]
    fn views_have_names() {
        for view in View::ALL {
            assert_eq!(View::find(view.word()), Some(view));
        }
        assert_eq!(View::find("everything"), None);
        assert_eq!(View::default(), View::Page);
    }
}

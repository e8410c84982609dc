//! Whether to colour, and the few colours there are.
//!
//! Does not look at the terminal or the environment: the caller has decided.

use anstyle::{AnsiColor, Effects, Style};

/// Whether the output carries escape sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// Plain text, byte for byte the same everywhere.
    #[default]
    Never,
    /// Text with ANSI escape sequences.
    Always,
}

/// What a piece of text is, so far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Ordinary text.
    Plain,
    /// A heading.
    Heading,
    /// Something favourable.
    Good,
    /// Something adverse.
    Bad,
    /// Something open, or something to beware of.
    Open,
    /// Something in the background.
    Faint,
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Heading => Style::new().effects(Effects::BOLD),
            Self::Good => AnsiColor::Green.on_default().effects(Effects::BOLD),
            Self::Bad => AnsiColor::Red.on_default().effects(Effects::BOLD),
            Self::Open => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
            Self::Faint => Style::new().effects(Effects::DIMMED),
        }
    }
}

impl Colour {
    /// `text` in an ink; unchanged without colour.
    pub(crate) fn paint(self, ink: Ink, text: &str) -> String {
        match self {
            Self::Always if ink != Ink::Plain && !text.is_empty() => {
                let style = ink.style();
                format!("{style}{text}{style:#}")
            }
            Self::Always | Self::Never => text.to_owned(),
        }
    }
}

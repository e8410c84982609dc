//! What a command makes of a library with errors.
//!
//! What the errors concern is decided in `medpol-library`; here is only whether to go on, and what is said.

use clap::Args;
use medpol_diagnostics::{Diagnostic, Severity};
use medpol_library::{Library, Reliance};

use crate::terminal::Terminal;

/// What to make of a library with errors.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Strictness {
    /// Answer nothing at all while the library has an error
    #[arg(long)]
    pub(crate) strict: bool,
}

impl Strictness {
    /// Whether nothing is to be done with this library.
    pub(crate) fn refuses(self, library: &Library) -> bool {
        match library.reliance() {
            Reliance::Whole => false,
            Reliance::Incomplete => self.strict,
            Reliance::Nothing => true,
        }
    }
}

/// Says which files of a library cannot be read.
pub(crate) fn tell_incomplete(library: &Library, terminal: Terminal) {
    for unreadable in library.unreadable() {
        terminal.chatter(&format!("library: incomplete: {unreadable}\n"));
    }
    if !library.unreadable().is_empty() {
        let folder = library.name();
        terminal
            .chatter(&format!("  = help: `medpol validate {folder}` says what is wrong; `--strict` answers nothing\n"));
    }
}

/// The errors of a library.
pub(crate) fn errors(library: &Library) -> impl Iterator<Item = Diagnostic> {
    library.diagnostics().iter().filter(|problem| problem.severity == Severity::Error).cloned()
}

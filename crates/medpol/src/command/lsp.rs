//! `medpol lsp`: the language server, for an editor that starts it.
//!
//! Everything that it knows is in `medpol-lsp`.

use std::path::PathBuf;

use clap::Args;
use medpol_lsp::{Folders, serve_on_stdio};

use crate::exit_status::ExitStatus;
use crate::terminal::Terminal;

/// Serve an editor with problems, completion, words and cases while you write
///
/// Speaks the Language Server Protocol over standard input and output. An editor starts it; the extension for VS Code
/// is in `editors/vscode`, and the lines for Helix and Neovim are in the README of the command line. Folders are
/// looked for below the one that the editor has open.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases are
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// For editors that always say so: standard input and output are the only way
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(crate) fn run(arguments: &Lsp, terminal: Terminal) -> ExitStatus {
    let root = std::env::current_dir().unwrap_or_default();
    let folders = Folders { root, policies: arguments.policies.clone(), fixtures: arguments.fixtures.clone() };
    match serve_on_stdio(&folders) {
        Ok(()) => ExitStatus::Clean,
        Err(failure) => {
            terminal.chatter(&format!("error: {failure}\n"));
            ExitStatus::Problems
        }
    }
}

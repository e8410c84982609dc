//! `medpol completions`: what a shell needs to complete the command line.
//!
//! Generated from the arguments.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

const EXAMPLES: &str = "\
Examples:
  medpol completions bash > ~/.local/share/bash-completion/completions/medpol
  medpol completions zsh > ~/.zfunc/_medpol
  medpol completions fish > ~/.config/fish/completions/medpol.fish";

pub(crate) fn run(arguments: &Completions, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Arguments::command(), "medpol", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))?;
    Ok(ExitStatus::Clean)
}

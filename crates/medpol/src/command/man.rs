//! `medpol man`: the manual.
//!
//! Generated from the arguments, one page for each command.

use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::{Man as Page, generate_to};

use crate::arguments::Arguments;
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Print the manual page, or write a page for each command
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Man {
    /// The folder to write the pages to; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  medpol man | man -l -
  medpol man --out ~/.local/share/man/man1";

pub(crate) fn run(arguments: &Man, terminal: Terminal) -> Result<ExitStatus, Failure> {
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .and_then(|()| generate_to(Arguments::command(), folder))
            .map_err(|source| Failure::Pages { folder: folder.clone(), source })?;
    } else {
        let mut page = Vec::new();
        Page::new(Arguments::command()).render(&mut page)?;
        terminal.data(&String::from_utf8_lossy(&page))?;
    }
    Ok(ExitStatus::Clean)
}

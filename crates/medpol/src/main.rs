//! The command line of medpol: reads its arguments, runs one command, and says how it went.
//!
//! What holds here:
//!
//! - Data goes to stdout, everything else to stderr.
//! - Exit status 0 is success, 1 a problem in what was read, 2 a mistake on the command line.
//! - A reader who stops reading is no failure.
//! - No rule of a policy, no choice of a version and no wording of a message is made here.

mod arguments;
mod command;
mod day;
mod exit_status;
mod failure;
mod found;
mod lines;
mod narrowing;
mod output_format;
mod problems;
mod reading;
mod replacing;
mod repository;
mod searching;
mod source_texts;
mod strictness;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::new(arguments.color);
    let status = command::run(arguments.command, terminal).unwrap_or_else(|failure| {
        terminal.chatter(&format!("error: {failure}\n"));
        failure.status()
    });
    status.into()
}

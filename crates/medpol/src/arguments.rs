//! The command line as a whole; each command's own arguments are in the command's file.
//!
//! Nothing is done here.

use clap::{ColorChoice, Parser};

use crate::command::Command;

/// Payer medical policies as data: check them, and decide cases by them.
#[derive(Debug, Parser)]
#[command(name = "medpol", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// When to colour the output
    ///
    /// By itself, a terminal is coloured unless `NO_COLOR` is set or it cannot.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Output")]
    pub(crate) color: ColorChoice,

    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  medpol validate                        check the library in `policies`
  medpol eval case.yaml                  decide a case by the policy that governs it
  medpol resolve case.yaml               which policy governs, and why
  medpol list                            what is in the library
  medpol watch                           check and test after each save
  medpol eval - < case.json              the same from a program
  medpol explain P0203                   read about a problem

Exit status: 0 all is well, 1 something that was read has problems, 2 a mistake on the command line.";

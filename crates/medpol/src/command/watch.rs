//! `medpol watch`: after each save, what is wrong and which cases fail.
//!
//! Only the waiting is here; `round` does one round, and `tries` chooses the cases to try.

mod round;
mod tries;

use std::path::PathBuf;

use clap::Args;
use medpol_library::{Wake, Watching};

use self::round::{Next, Rounds};
use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::strictness::Strictness;
use crate::terminal::Terminal;

/// Check and test after each save, until Ctrl-C
///
/// When a file of the library or a case is saved, the library is checked and the cases of the policies
/// that changed are tried, as `medpol test` does. A change of a vocabulary, a value set or a set of
/// criteria may concern any policy, and tries all cases. Where the library has errors, the cases that they do not
/// concern are tried all the same.
///
/// One line after each save goes to stdout, everything else to stderr.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Watch {
    /// Cases, suites, rows of suites as `FILE#ROW`, and folders of them [default: those of the library's policies]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// Where the cases lie, in folders that have the ids of their policies
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// Look every two seconds, for network drives without change events
    #[arg(long)]
    poll: bool,

    #[command(flatten)]
    strictness: Strictness,
}

const EXAMPLES: &str = "\
Examples:
  medpol watch                           the library in `policies`, and the cases of its policies
  medpol watch fixtures/cohere-health    the library, and these cases
  medpol watch --poll                    on a network drive

Exit status: 0 it was ended by Ctrl-C, 2 a mistake on the command line.";

pub(crate) fn run(arguments: &Watch, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let watching = if arguments.poll { Watching::POLL } else { Watching::Events };
    let mut watched = arguments.paths.clone();
    if watched.is_empty() {
        watched.push(arguments.fixtures.clone());
    }
    watched.push(arguments.policies.clone());
    // First the watch, then the first look: what happens between is not lost.
    let mut watch = medpol_library::Watch::new(&watched, watching);
    let stopper = watch.stopper();
    ctrlc::set_handler(move || stopper.stop()).map_err(|error| Failure::Interrupt(error.to_string()))?;
    let mut rounds = Rounds::new(arguments, terminal);
    let mut next = rounds.first()?;
    loop {
        match next {
            Next::Wait => {}
            Next::LookAgain => watch.look_again(),
            Next::End => return Ok(ExitStatus::Clean),
        }
        if watch.wait() == Wake::Stopped {
            return Ok(ExitStatus::Clean);
        }
        next = rounds.next()?;
    }
}

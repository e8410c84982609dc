//! `medpol which`: what a digest in a log, an answer or a letter is the digest of.
//!
//! Finding it is `medpol-library`'s work.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use medpol_diagnostics::SourceMap;
use medpol_library::{Bearer, DigestOf, FoundIn, Which as Answer, which};
use medpol_report::one_line;
use serde::Serialize;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::problems::{self, Form};
use crate::terminal::Terminal;

/// Say which policy, version and release a digest belongs to
///
/// Answers, decision logs and letters carry digests of what a policy means, governs and says, and of the
/// library that decided. They are looked for in the library as it is, in `medpol.lock` and in
/// `medpol.history`, where `medpol lock --history` keeps what was released.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Which {
    /// The digest, or as many of its first digits as tell it from others; `sha256:` may be left out
    #[arg(value_name = "DIGEST")]
    digest: String,

    /// The library
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  medpol which ba687915f2e7              as a determination prints it
  medpol which sha256:ba687915f2e7…      as a log has it

Exit status: 0 found, 1 nothing has it, 2 it is no digest, or several begin with it.";

/// How the answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    digest: &'a str,
    found: Vec<Found<'a>>,
}

/// Something that has the digest.
#[derive(Serialize)]
struct Found<'a> {
    of: &'static str,
    /// `id@version`, or the path of a file; left out for the library.
    #[serde(skip_serializing_if = "str::is_empty")]
    subject: &'a str,
    /// Whether it is so in the library as it is.
    in_library: bool,
    /// The day of the lock that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<&'a str>,
    releases: Vec<Release<'a>>,
}

#[derive(Serialize)]
struct Release<'a> {
    name: &'a str,
    date: &'a str,
}

pub(crate) fn run(arguments: &Which, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let (mut sources, mut diagnostics) = (SourceMap::default(), Vec::new());
    let answer = which(&arguments.policies, &arguments.digest, &mut sources, &mut diagnostics);
    if !diagnostics.is_empty() {
        let form = if arguments.format == Format::Json { Form::Json } else { Form::Text };
        problems::tell(form, &diagnostics, &sources, terminal)?;
    }
    let written = one_line(&arguments.digest);
    match answer {
        Answer::Found { digest, bearers } => {
            terminal.data(&match arguments.format {
                Format::Text => text(&digest, &bearers),
                Format::Json => serde_json::to_string_pretty(&document(&digest, &bearers))? + "\n",
            })?;
            Ok(ExitStatus::Clean)
        }
        Answer::Nothing => Err(Failure::Refused {
            message: format!("nothing in `{}` has the digest `{written}`", arguments.policies.display()),
            help: "what was released is known only where `medpol lock --history` was run; a digest of a case is \
                   looked for by `medpol replay`"
                .to_owned(),
        }),
        Answer::Ambiguous(digests) => Err(Failure::Usage {
            message: format!("{} digests begin with `{written}`", digests.len()),
            help: format!("write more digits: {}", digests.iter().take(5).cloned().collect::<Vec<_>>().join(", ")),
        }),
        Answer::NoDigest => Err(Failure::Usage {
            message: format!("`{written}` is no digest"),
            help: "write `sha256:` and 64 hexadecimal digits, or the first six or more of them".to_owned(),
        }),
    }
}

fn text(digest: &str, bearers: &BTreeMap<Bearer, Vec<FoundIn>>) -> String {
    let mut text = format!("{digest}\n");
    for (bearer, places) in bearers {
        let subject = one_line(&bearer.subject);
        let what = match bearer.of {
            DigestOf::Meaning => format!("what {subject} means"),
            DigestOf::Governs => format!("what {subject} governs, and what follows"),
            DigestOf::Text => format!("what {subject} says"),
            // A policy version by its name, any file by its path.
            DigestOf::File if subject.contains('@') => format!("the file of {subject}"),
            DigestOf::File => format!("the file {subject}"),
            DigestOf::Library => "the library as a whole".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {what}");
        for place in places {
            let _ = match place {
                FoundIn::Library => writeln!(text, "    in the library as it is"),
                FoundIn::Lock { date } => writeln!(text, "    locked on {date}"),
                FoundIn::Release { date, name } if name == date => writeln!(text, "    released on {date}"),
                FoundIn::Release { date, name } => writeln!(text, "    released as {} on {date}", one_line(name)),
            };
        }
    }
    text
}

fn document<'a>(digest: &'a str, bearers: &'a BTreeMap<Bearer, Vec<FoundIn>>) -> Document<'a> {
    let found = bearers.iter().map(|(bearer, places)| Found {
        of: bearer.of.word(),
        subject: &bearer.subject,
        in_library: places.contains(&FoundIn::Library),
        locked: places.iter().find_map(|place| match place {
            FoundIn::Lock { date } => Some(&**date),
            FoundIn::Library | FoundIn::Release { .. } => None,
        }),
        releases: places.iter().filter_map(release).collect(),
    });
    Document { format: "medpol/which/1", digest, found: found.collect() }
}

fn release(place: &FoundIn) -> Option<Release<'_>> {
    match place {
        FoundIn::Release { date, name } => Some(Release { name, date }),
        FoundIn::Library | FoundIn::Lock { .. } => None,
    }
}

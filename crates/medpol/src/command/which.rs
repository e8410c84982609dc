//! `medpol which`: what a digest in a log, an answer or a letter is the digest of.
//!
//! Finding it is `medpol-library`'s work, and comparing that of `medpol-difference`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use medpol_diagnostics::SourceMap;
use medpol_difference::{Deadline, Search, release};
use medpol_library::{Bearer, DigestOf, FoundIn, History, Library, Released, Which as Answer, which};
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
/// `medpol.history`, where `medpol lock --history` keeps what was released. Of a policy version it is said what it
/// comes to against the one before: proved where the library has both, else by the digests that were kept.
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
    /// What a policy version comes to against the one before it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'a Line>,
}

/// What a version comes to against the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    /// The version before, as `id@version`; left out for a first version.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<String>,
    line: String,
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
            let lines = lines(&arguments.policies, &digest, &bearers);
            terminal.data(&match arguments.format {
                Format::Text => text(&digest, &bearers, &lines),
                Format::Json => serde_json::to_string_pretty(&document(&digest, &bearers, &lines))? + "\n",
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

/// How long two versions are compared before it is said that this was not decided.
const LONGEST: Duration = Duration::from_secs(10);

/// What each policy version that has a digest comes to against the one before.
fn lines(folder: &Path, digest: &str, bearers: &BTreeMap<Bearer, Vec<FoundIn>>) -> BTreeMap<String, Line> {
    let mut sources = SourceMap::default();
    let library = Library::load(folder, &mut sources);
    let history = History::read(folder, &mut sources).unwrap_or_default();
    let end = Instant::now() + LONGEST;
    let until = Some(Deadline::new(move || Instant::now() >= end));
    let search = Search { until, ..Search::default() };
    let versions = bearers.iter().filter(|(bearer, _)| bearer.subject.contains('@'));
    // The file of a version is named by its path in the library, and by the version in the history.
    let is_current = bearers.values().any(|places| places.contains(&FoundIn::Library));
    let of = |(bearer, _): (&Bearer, &Vec<FoundIn>)| {
        let line = if is_current {
            let found = release(&library, &bearer.subject, Some(&search))?;
            Line { against: found.against, line: found.verdict.line }
        } else {
            by_digest(&history, &bearer.subject, digest)?
        };
        Some((bearer.subject.clone(), line))
    };
    versions.filter_map(of).collect()
}

/// The same of a state of which only digests were kept.
fn by_digest(history: &History, reference: &str, digest: &str) -> Option<Line> {
    let has =
        |state: &Released| [&state.meaning, &state.governs, &state.text, &state.file].iter().any(|own| *own == digest);
    let (id, version) = reference.split_once('@')?;
    let at = history.released.iter().position(|state| state.policy == id && state.version == version && has(state))?;
    let own = history.released.get(at)?;
    let Some(before) = history.released.iter().take(at).rev().find(|state| state.policy == id) else {
        return Some(Line { against: None, line: "the first that was released".to_owned() });
    };
    let line = match (own.meaning == before.meaning, own.governs == before.governs) {
        (true, true) => "wording changed, meaning did not (proved)",
        (true, false) => "what it means did not change (proved), what it governs or what follows did",
        (false, _) => "what it means changed; only digests of it were kept, so not how",
    };
    let against = format!("{}@{} as released on {}", before.policy, before.version, before.date);
    Some(Line { against: Some(against), line: line.to_owned() })
}

fn text(digest: &str, bearers: &BTreeMap<Bearer, Vec<FoundIn>>, lines: &BTreeMap<String, Line>) -> String {
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
        if let Some(Line { against, line }) = lines.get(&bearer.subject) {
            let _ = match against {
                Some(against) => writeln!(text, "    against {}: {}", one_line(against), one_line(line)),
                None => writeln!(text, "    {}", one_line(line)),
            };
        }
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

fn document<'a>(
    digest: &'a str,
    bearers: &'a BTreeMap<Bearer, Vec<FoundIn>>,
    lines: &'a BTreeMap<String, Line>,
) -> Document<'a> {
    let found = bearers.iter().map(|(bearer, places)| Found {
        of: bearer.of.word(),
        subject: &bearer.subject,
        in_library: places.contains(&FoundIn::Library),
        locked: places.iter().find_map(|place| match place {
            FoundIn::Lock { date } => Some(&**date),
            FoundIn::Library | FoundIn::Release { .. } => None,
        }),
        releases: places.iter().filter_map(released).collect(),
        verdict: lines.get(&bearer.subject),
    });
    Document { format: "medpol/which/1", digest, found: found.collect() }
}

fn released(place: &FoundIn) -> Option<Release<'_>> {
    match place {
        FoundIn::Release { date, name } => Some(Release { name, date }),
        FoundIn::Library | FoundIn::Lock { .. } => None,
    }
}

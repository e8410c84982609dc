//! `medpol fmt`: documents in the one form in which all are written.
//!
//! The form is that of `medpol-syntax`; here files are read, written and told.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{document_files, read_file, read_stream};
use medpol_report::{diagnostic, one_line};
use medpol_syntax::{NotFormatted, formatted};

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::replacing::replace;
use crate::terminal::Terminal;

/// Write documents in one form: order of keys, indentation, quotes, line breaks
///
/// Formats policies, criteria sets, vocabularies, value sets, code systems, cases, suites and `library.yaml`. Comments
/// stay, and what a document says stays the same: what is written is read again first, and a file that would say
/// anything else is not written. A list or mapping in brackets, or a text in lines of its own, stays so where it fits. JSON, and
/// YAML that is no document of medpol, are left as they are.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Fmt {
    /// Files and folders to format; `-` formats standard input to standard output [default: the library]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing, and list the files that would change
    #[arg(long)]
    check: bool,

    /// The library: what its `library.yaml` ignores is left out of folders
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  medpol fmt                             format the library in `policies`
  medpol fmt fixtures draft.yaml         format the cases below a folder, and a file
  medpol fmt --check policies fixtures   for a build: list what would change
  medpol fmt - < draft.yaml              for an editor

Exit status: 0 all is well, 1 `--check` found a file that would change, or a file could not be formatted, 2 a mistake on
the command line.";

/// What is done with a file in another form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Write,
    Check,
}

/// How many files came to what.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    /// Documents that were looked at.
    documents: usize,
    /// Those that are in another form.
    changed: usize,
    /// Those that could not be formatted, or not be written.
    failed: usize,
    /// Files of JSON.
    json: usize,
    /// Files that are no documents.
    others: usize,
}

pub(crate) fn run(arguments: &Fmt, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    if arguments.paths.iter().any(|path| path.as_os_str() == "-") {
        return match arguments.paths.as_slice() {
            [_] => stream(mode, terminal),
            _ => Err(Failure::Usage {
                message: "`-` stands beside other paths".to_owned(),
                help: "format standard input by itself".to_owned(),
            }),
        };
    }
    let mut sources = SourceMap::default();
    let library = std::slice::from_ref(&arguments.policies);
    let paths = if arguments.paths.is_empty() { library } else { &arguments.paths };
    let found = document_files(paths, &arguments.policies, &mut sources);
    let mut diagnostics = found.diagnostics;
    let mut counts = Counts { failed: diagnostics.len(), ..Counts::default() };
    for path in &found.paths {
        file(path, mode, &mut counts, &mut diagnostics, &mut sources, terminal)?;
    }
    if !diagnostics.is_empty() {
        terminal.chatter(&diagnostic::text(&diagnostics, &sources, terminal.chatter));
    }
    found.notes.iter().for_each(|note| terminal.chatter(&format!("note: {note}\n")));
    if let Some(note) = left(counts) {
        terminal.chatter(&format!("note: {note}\n"));
    }
    terminal.chatter(&format!("{}\n", closing(counts, mode)));
    let is_refused = counts.failed > 0 || mode == Mode::Check && counts.changed > 0;
    Ok(if is_refused { ExitStatus::Problems } else { ExitStatus::Clean })
}

/// Formats what comes from standard input; what cannot be formatted gives nothing, so that an editor keeps its text.
fn stream(mode: Mode, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let name = "<stdin>";
    let mut sources = SourceMap::default();
    let told = |problems: &[Diagnostic], sources: &SourceMap| {
        terminal.chatter(&diagnostic::text(problems, sources, terminal.chatter));
        Ok(ExitStatus::Problems)
    };
    let bytes = match read_stream(name, io::stdin().lock(), &mut sources) {
        Ok(bytes) => bytes,
        Err(problem) => return told(&[*problem], &sources),
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let new = match formatted(name, &bytes, &mut sources) {
        Ok(new) => new,
        Err(NotFormatted::Unread(problems)) => return told(&problems, &sources),
        Err(NotFormatted::Different) => {
            terminal.chatter(&different(name));
            return Ok(ExitStatus::Problems);
        }
        Err(NotFormatted::Json) => {
            terminal.chatter("note: JSON is left as it is\n");
            text.clone()
        }
        Err(NotFormatted::NoDocument) => {
            terminal.chatter(
                "note: this is no document of medpol, and is left as it is; a document begins with `format:`\n",
            );
            text.clone()
        }
    };
    match mode {
        Mode::Write => {
            terminal.data(&new)?;
            Ok(ExitStatus::Clean)
        }
        Mode::Check if new == text => Ok(ExitStatus::Clean),
        Mode::Check => {
            terminal.data(&format!("{name}:{}: would change\n", first_difference(&text, &new)))?;
            Ok(ExitStatus::Problems)
        }
    }
}

/// Formats one file.
fn file(
    path: &Path,
    mode: Mode,
    counts: &mut Counts,
    diagnostics: &mut Vec<Diagnostic>,
    sources: &mut SourceMap,
    terminal: Terminal,
) -> Result<(), Failure> {
    let name = one_line(&path.to_string_lossy());
    let bytes = match read_file(path, sources) {
        Ok(bytes) => bytes,
        Err(problem) => {
            diagnostics.push(*problem);
            counts.failed += 1;
            return Ok(());
        }
    };
    let new = match formatted(&name, &bytes, sources) {
        Ok(new) => new,
        Err(NotFormatted::Json) => {
            counts.json += 1;
            return Ok(());
        }
        Err(NotFormatted::NoDocument) => {
            counts.others += 1;
            return Ok(());
        }
        Err(NotFormatted::Unread(problems)) => {
            diagnostics.extend(problems);
            counts.failed += 1;
            return Ok(());
        }
        Err(NotFormatted::Different) => {
            terminal.chatter(&different(&name));
            counts.failed += 1;
            return Ok(());
        }
    };
    counts.documents += 1;
    if new.as_bytes() == bytes {
        return Ok(());
    }
    counts.changed += 1;
    match mode {
        Mode::Check => {
            let line = first_difference(&String::from_utf8_lossy(&bytes), &new);
            terminal.data(&format!("{name}:{line}: would change\n"))?;
        }
        Mode::Write => match replace(path, &bytes, &new) {
            Ok(()) => terminal.data(&format!("{name}\n"))?,
            Err(why) => {
                terminal.chatter(&format!("{name} was not changed: {why}\n"));
                counts.failed += 1;
            }
        },
    }
    Ok(())
}

fn different(name: &str) -> String {
    format!(
        "error: {name} was not changed: in the one form it would not say the same\n  = help: this is a mistake of \
         `medpol fmt`; please report it with the file\n"
    )
}

/// The first line, from 1, in which two texts differ.
fn first_difference(old: &str, new: &str) -> usize {
    let same = old.split('\n').zip(new.split('\n')).take_while(|(old, new)| old == new).count();
    same + 1
}

/// What is said of files that are left as they are.
fn left(counts: Counts) -> Option<String> {
    let json = (counts.json > 0).then(|| format!("{} of JSON", files(counts.json)));
    let others = (counts.others > 0).then(|| format!("{} without a `format` that medpol knows", files(counts.others)));
    let all: Vec<String> = [json, others].into_iter().flatten().collect();
    let verb = if counts.json + counts.others == 1 { "is" } else { "are" };
    (!all.is_empty()).then(|| format!("{} {verb} left as before", all.join(" and ")))
}

/// The result in one line.
fn closing(counts: Counts, mode: Mode) -> String {
    let changed = counts.changed;
    let all = match counts.documents {
        1 => "1 document".to_owned(),
        count => format!("{count} documents"),
    };
    let done = match (mode, counts.changed) {
        (_, 0) => format!("{all} in the one form"),
        (Mode::Check, _) => format!("{changed} of {all} would change: `medpol fmt` writes them"),
        (Mode::Write, _) => format!("{changed} of {all} formatted"),
    };
    match counts.failed {
        0 if mode == Mode::Check && counts.changed > 0 => format!("✗ {done}"),
        0 => format!("✓ {done}"),
        1 => format!("✗ {done}, 1 could not be formatted"),
        count => format!("✗ {done}, {count} could not be formatted"),
    }
}

fn files(count: usize) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{count} files") }
}

//! `medpol new`: files to begin with, which are right from the first moment.
//!
//! What is in them is made in `new/`; here they are put in their place, and nothing that is there is ever written over.

mod case;
mod policy;
mod vocabulary;

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use medpol_diagnostics::{SourceMap, nearest};
use medpol_library::Library;
use medpol_syntax::formatted;

use crate::exit_status::ExitStatus;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Begin a vocabulary, a policy or a case
///
/// Writes a file that `medpol validate` finds nothing in, with a word on each line that is yours to change. No
/// file that is there is written over.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// What to begin.
    #[command(subcommand)]
    what: What,
}

/// What is begun.
#[derive(Debug, Subcommand)]
enum What {
    Vocabulary(vocabulary::NewVocabulary),
    Policy(policy::NewPolicy),
    Case(case::NewCase),
}

/// A file that is begun.
struct Begun {
    path: PathBuf,
    text: String,
}

pub(crate) fn run(arguments: &New, terminal: Terminal) -> Result<ExitStatus, Failure> {
    let begun = match &arguments.what {
        What::Vocabulary(arguments) => vocabulary::begun(arguments)?,
        What::Policy(arguments) => policy::begun(arguments)?,
        What::Case(arguments) => case::begun(arguments)?,
    };
    // Of several files none is written where one is there already.
    if let Some(there) = begun.iter().find(|file| fs::symlink_metadata(&file.path).is_ok()) {
        return Err(is_there(&there.path));
    }
    for file in &begun {
        write(file)?;
        terminal.data(&format!("{}\n", file.path.display()))?;
    }
    let next = match &arguments.what {
        What::Vocabulary(_) => "describe its facts, then begin a policy with `medpol new policy`",
        What::Policy(_) => "find facts with `medpol facts WORD`, and try the policy with `medpol new case`",
        What::Case(_) => {
            "state what the record says in place of `null`, then see what comes out with `medpol eval --policy`"
        }
    };
    terminal.chatter(&format!("next: {next}\n"));
    Ok(ExitStatus::Clean)
}

fn is_there(path: &Path) -> Failure {
    Failure::Refused {
        message: format!("`{}` is there already, and is left as it is", path.display()),
        help: "choose another name, or remove the file first".to_owned(),
    }
}

fn write(file: &Begun) -> Result<(), Failure> {
    let failed = |source| Failure::File { file: file.path.clone(), source };
    // The template is in the one form as soon as it is written.
    let name = file.path.to_string_lossy();
    let text = formatted(&name, file.text.as_bytes(), &mut SourceMap::default())
        .map_err(|why| Failure::Form(format!("`{name}`: {why:?}")))?;
    if let Some(folder) = file.path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let opened = OpenOptions::new().write(true).create_new(true).open(&file.path);
    let mut opened = opened.map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => is_there(&file.path),
        _ => failed(source),
    })?;
    opened.write_all(text.as_bytes()).map_err(failed)
}

/// Loads the library that is added to. What is wrong in it elsewhere is no reason to refuse.
fn library(folder: &Path) -> Result<Library, Failure> {
    let library = Library::load(folder, &mut SourceMap::default());
    if library.vocabularies().next().is_none() {
        return Err(Failure::Refused {
            message: format!("there is no vocabulary without errors in `{}`", folder.display()),
            help: "begin one with `medpol new vocabulary base`, or name the library with `--policies DIR`".to_owned(),
        });
    }
    Ok(library)
}

/// The failure for a name that names nothing.
fn unknown<'a>(what: &str, written: &str, known: impl Iterator<Item = &'a str>) -> Failure {
    let known: Vec<&str> = known.collect();
    // Who writes the beginning of a name means the name.
    let begun = known.iter().copied().find(|name| !written.is_empty() && name.starts_with(written));
    let help = match (begun.or_else(|| nearest(written, known.iter().copied())), known.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => format!("there is no {what} yet"),
        (None, known) => {
            let names: Vec<String> = known.iter().take(12).map(|name| format!("`{name}`")).collect();
            format!("there is {}", names.join(", "))
        }
    };
    Failure::Usage { message: format!("no {what} is called `{written}`"), help }
}

/// A name as it stands in ids and file names: words of small letters and digits, with hyphens between them.
fn name(text: &str) -> Result<String, String> {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if text.split('-').all(is_word) {
        Ok(text.to_owned())
    } else {
        Err("write small letters and digits, with hyphens between words, such as `lower-back`".to_owned())
    }
}

/// The id of a policy: a folder in a folder, such as `acme/knee-arthroscopy`.
fn policy_id(text: &str) -> Result<String, String> {
    if text.contains('/') && text.split('/').all(|part| name(part).is_ok()) {
        Ok(text.to_owned())
    } else {
        Err("write publisher and policy in small letters, digits and hyphens, such as `acme/knee-arthroscopy`"
            .to_owned())
    }
}

/// A text as it is written in a template.
fn quoted(text: &str) -> String {
    medpol_syntax::Draft::text(text).json()
}

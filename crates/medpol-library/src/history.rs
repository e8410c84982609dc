//! The history of a library: which states of its policy versions were released, and when.
//!
//! Entries are added and never changed, so that a digest in an old log or letter can be named years later. What
//! a state meant is not kept here; the repository of the library has it.

#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_syntax::document::{HistoryDocument, Read, ReleaseKind};
use medpol_syntax::{Draft, Schema, parse_generated};

use crate::file::read_generated;
use crate::lock::{DrawnUp, LockedPolicy, save};
use crate::path::name;

/// The file with the history, beside `library.yaml`.
pub const HISTORY_FILE: &str = "medpol.history";

/// What the first lines say to whoever opens the file.
const HEAD: &str = "\
# Written by `medpol lock --history`; nobody edits it. It says which states of the policies were released, so that
# `medpol which DIGEST` can name them.
";

/// What was released, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The releases, by date and name.
    pub releases: Vec<Release>,
    /// The states of policy versions, by policy, version and date.
    pub released: Vec<Released>,
}

/// A release of the whole library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    /// The day.
    pub date: String,
    /// Its name.
    pub name: String,
    /// Name and version of the program that wrote it.
    pub generator: String,
    /// The digest of all files together.
    pub library: String,
}

/// A state of a policy version, with the first release that had it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Released {
    /// The id of the policy.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// The day of the release.
    pub date: String,
    /// The name of the release.
    pub release: String,
    /// The digest of what it means.
    pub meaning: String,
    /// The digest of what it governs and what follows.
    pub governs: String,
    /// The digest of what it says.
    pub text: String,
    /// The SHA-256 of its file.
    pub file: String,
}

/// What came of adding a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new, with so many states of policy versions that were not released before it.
    New(usize),
    /// It is in the history already, with the same library.
    Known,
    /// A release of this name has another library.
    Taken,
}

impl History {
    /// Reads the history of the library in a folder; it is empty where there is none.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(folder: &Path, sources: &mut SourceMap) -> Result<Self, Vec<Diagnostic>> {
        let path = folder.join(HISTORY_FILE);
        if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Ok(Self::default());
        }
        let bytes = read_generated(&path, folder, sources).map_err(|problem| vec![*problem])?;
        Self::of_text(&name(&path), &bytes, sources)
    }

    fn of_text(name: &str, bytes: &[u8], sources: &mut SourceMap) -> Result<Self, Vec<Diagnostic>> {
        let parsed = parse_generated(sources, name, bytes);
        let mut diagnostics = parsed.diagnostics;
        let document = parsed.root.as_ref().and_then(|root| {
            diagnostics.extend(schema().iter().flat_map(|schema| schema.check(root)));
            HistoryDocument::read(root)
        });
        match document {
            Some(document) if diagnostics.is_empty() => Ok(Self::of(&document)),
            Some(_) | None => {
                if diagnostics.is_empty() {
                    let message = format!("`{name}` cannot be read as a history");
                    diagnostics.push(Diagnostic::new(&codes::P0103, Span::new(parsed.file, 0, 0), message));
                }
                if let Some(first) = diagnostics.first_mut() {
                    let help = "nobody writes a history by hand: take it as it was last committed";
                    first.help.push(help.to_owned());
                }
                Err(diagnostics)
            }
        }
    }

    fn of(document: &HistoryDocument) -> Self {
        let release = |release: &medpol_syntax::document::ReleaseDocument| Release {
            date: release.date.0.to_string(),
            name: release.name.to_string(),
            generator: release.generator.to_string(),
            library: release.library.0.to_string(),
        };
        let released = |state: &medpol_syntax::document::ReleasedDocument| Released {
            policy: state.policy.to_string(),
            version: state.version.to_string(),
            date: state.date.0.to_string(),
            release: state.release.to_string(),
            meaning: state.meaning.0.to_string(),
            governs: state.governs.0.to_string(),
            text: state.text.0.to_string(),
            file: state.file.0.to_string(),
        };
        let mut history = Self {
            releases: document.releases.iter().map(release).collect(),
            released: document.released.iter().map(released).collect(),
        };
        history.releases.sort();
        history.released.sort();
        history
    }

    /// Adds a release of the library that a lock was drawn up of. A state that a policy version had in the
    /// release before already is not entered again.
    pub fn add(&mut self, drawn_up: &DrawnUp, release: &str) -> Added {
        let lock = &drawn_up.lock;
        if let Some(known) = self.releases.iter().find(|known| known.name == release) {
            return if known.library == lock.library { Added::Known } else { Added::Taken };
        }
        self.releases.push(Release {
            date: lock.date.clone(),
            name: release.to_owned(),
            generator: lock.generator.clone(),
            library: lock.library.clone(),
        });
        self.releases.sort();
        let mut new = Vec::new();
        for policy in drawn_up.library.policies() {
            let (id, version) = (policy.id.0.to_string(), policy.version.to_string());
            let LockedPolicy { meaning, governs, text, cases: _ } = LockedPolicy::of(policy);
            let file = drawn_up.file_of(&policy.reference());
            let (date, release) = (lock.date.clone(), release.to_owned());
            let state = Released { policy: id, version, date, release, meaning, governs, text, file };
            let last = self.released.iter().rfind(|last| last.policy == state.policy && last.version == state.version);
            if last.is_none_or(|last| !last.is_same_state(&state)) {
                new.push(state);
            }
        }
        let added = new.len();
        self.released.extend(new);
        self.released.sort();
        Added::New(added)
    }

    /// Writes it into the folder of its library, in one step.
    ///
    /// # Errors
    ///
    /// What the operating system says; the history that is there is then as it was.
    pub fn save(&self, folder: &Path) -> io::Result<()> {
        save(&folder.join(HISTORY_FILE), &self.yaml())
    }

    fn yaml(&self) -> String {
        let mapping = |entries: &[(&str, &String)]| {
            Draft::Mapping(entries.iter().map(|(key, value)| ((*key).to_owned(), Draft::value(*value))).collect())
        };
        let all = self.releases.iter().map(|release| {
            let Release { date, name, generator, library } = release;
            mapping(&[("name", name), ("date", date), ("generator", generator), ("library", library)])
        });
        let states = self.released.iter().map(|state| {
            let Released { policy, version, date, release, meaning, governs, text, file } = state;
            mapping(&[
                ("policy", policy),
                ("version", version),
                ("release", release),
                ("date", date),
                ("meaning", meaning),
                ("governs", governs),
                ("text", text),
                ("file", file),
            ])
        });
        let document = Draft::Mapping(vec![
            ("format".to_owned(), Draft::value(ReleaseKind::History.format())),
            ("releases".to_owned(), Draft::List(all.collect())),
            ("released".to_owned(), Draft::List(states.collect())),
        ]);
        format!("{HEAD}{}", document.yaml())
    }
}

impl Released {
    fn is_same_state(&self, other: &Self) -> bool {
        self.meaning == other.meaning
            && self.governs == other.governs
            && self.text == other.text
            && self.file == other.file
    }
}

/// The compiled schema, made once.
fn schema() -> Option<&'static Schema> {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::compile(&ReleaseKind::History.schema()).ok()).as_ref()
}

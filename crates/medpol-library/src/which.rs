//! What a digest is the digest of: policy, version and release, or a file, or the library as a whole.
//!
//! Looks at the library as it is, at its lock and at its history. What was decided by it is not known here.

use std::collections::BTreeMap;
use std::path::Path;

use medpol_diagnostics::{Diagnostic, SourceMap, listed};
use medpol_model::policy::Policy;

use crate::lock::{LockFile, LockedPolicy, digests, library_digest};
use crate::tree::{Earlier, Tree};
use crate::{History, Library};

/// Hexadecimal digits of a digest.
const DIGITS: usize = 64;

/// Hexadecimal digits that are asked for at least.
const FEWEST: usize = 6;

listed! {
    /// What a digest is of.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum DigestOf {
        /// What a policy version means.
        Meaning,
        /// What it governs and what follows.
        Governs,
        /// What it says.
        Text,
        /// The bytes of a file.
        File,
        /// All files of the library together.
        Library,
    }
}

impl DigestOf {
    /// Its word in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meaning => "meaning",
            Self::Governs => "governs",
            Self::Text => "text",
            Self::File => "file",
            Self::Library => "library",
        }
    }
}

/// Where something with a digest is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundIn {
    /// In the library as it is on disk.
    Library,
    /// In its lock.
    Lock {
        /// The day of the lock.
        date: String,
    },
    /// In its history.
    Release {
        /// The day of the first release that had it.
        date: String,
        /// The name of that release.
        name: String,
    },
}

/// Something that has a digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bearer {
    /// What the digest is of.
    pub of: DigestOf,
    /// The policy version as `id@version`, or the path of a file; empty for the library.
    pub subject: String,
}

/// What a digest, or the beginning of one, leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// To these, with where each is found.
    Found {
        /// The whole digest.
        digest: String,
        /// What has it.
        bearers: BTreeMap<Bearer, Vec<FoundIn>>,
    },
    /// To nothing.
    Nothing,
    /// To several digests, which begin alike.
    Ambiguous(Vec<String>),
    /// It is none.
    NoDigest,
}

/// Finds what has a digest. What could not be read is added to `diagnostics`; the rest is looked at.
pub fn which(folder: &Path, written: &str, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Which {
    let Some(start) = digits(written) else { return Which::NoDigest };
    let wanted = format!("sha256:{start}");
    let mut found: BTreeMap<String, BTreeMap<Bearer, Vec<FoundIn>>> = BTreeMap::new();
    let mut note = |digest: &str, of: DigestOf, subject: &str, place: &FoundIn| {
        if digest.starts_with(&wanted) {
            let bearer = Bearer { of, subject: subject.to_owned() };
            let places = found.entry(digest.to_owned()).or_default().entry(bearer).or_default();
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
    };
    in_library(folder, sources, diagnostics, &mut note);
    match LockFile::read(folder, sources) {
        LockFile::Missing => {}
        LockFile::Broken(problems) => diagnostics.extend(problems),
        LockFile::Read(read) => {
            let place = FoundIn::Lock { date: read.lock.date.clone() };
            for (file, digest) in &read.lock.files {
                note(digest, DigestOf::File, file, &place);
            }
            for (reference, policy) in &read.lock.policies {
                each(policy, |of, digest| note(digest, of, reference, &place));
            }
            note(&read.lock.library, DigestOf::Library, "", &place);
        }
    }
    match History::read(folder, sources) {
        Err(problems) => diagnostics.extend(problems),
        Ok(history) => in_history(&history, &mut note),
    }
    let mut digests = found.into_iter();
    match (digests.next(), digests.next()) {
        (None, _) => Which::Nothing,
        (Some((digest, bearers)), None) => Which::Found { digest, bearers },
        (Some(first), Some(second)) => {
            Which::Ambiguous([first, second].into_iter().chain(digests).map(|(digest, _)| digest).collect())
        }
    }
}

fn in_library(
    folder: &Path,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
    note: &mut impl FnMut(&str, DigestOf, &str, &FoundIn),
) {
    let tree = Tree::of_library(folder, &Earlier::default(), sources);
    let library = Library::compile(folder, &tree, sources);
    let is_error = |problem: &&Diagnostic| problem.severity == medpol_diagnostics::Severity::Error;
    diagnostics.extend(library.diagnostics().iter().filter(is_error).cloned());
    let files = digests(&tree.files);
    for (file, digest) in &files {
        note(digest, DigestOf::File, file, &FoundIn::Library);
    }
    for policy in library.policies() {
        let policy: &Policy = policy;
        each(&LockedPolicy::of(policy), |of, digest| note(digest, of, &policy.reference(), &FoundIn::Library));
    }
    let whole = library_digest(files.iter().map(|(file, digest)| (&**file, &**digest)));
    note(&whole, DigestOf::Library, "", &FoundIn::Library);
}

fn in_history(history: &History, note: &mut impl FnMut(&str, DigestOf, &str, &FoundIn)) {
    for state in &history.released {
        let reference = format!("{}@{}", state.policy, state.version);
        let place = FoundIn::Release { date: state.date.clone(), name: state.release.clone() };
        note(&state.meaning, DigestOf::Meaning, &reference, &place);
        note(&state.governs, DigestOf::Governs, &reference, &place);
        note(&state.text, DigestOf::Text, &reference, &place);
        note(&state.file, DigestOf::File, &reference, &place);
    }
    for release in &history.releases {
        let place = FoundIn::Release { date: release.date.clone(), name: release.name.clone() };
        note(&release.library, DigestOf::Library, "", &place);
    }
}

fn each(policy: &LockedPolicy, mut note: impl FnMut(DigestOf, &str)) {
    note(DigestOf::Meaning, &policy.meaning);
    note(DigestOf::Governs, &policy.governs);
    note(DigestOf::Text, &policy.text);
}

/// The hexadecimal digits of a digest, or of its beginning, as somebody copied it out of a log or a letter.
fn digits(written: &str) -> Option<String> {
    let written = written.trim().trim_end_matches(['…', '.']).to_ascii_lowercase();
    let digits = written.strip_prefix("sha256:").unwrap_or(&written);
    let is_one = (FEWEST..=DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| digits.to_owned())
}

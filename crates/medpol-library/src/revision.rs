//! A library as it was at a revision of its git repository.
//!
//! The program `git` is asked; nothing is written, and nothing is checked out. What a policy is is not known here.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};

use crate::Library;
use crate::file::{at, read_file};
use crate::path::{name, normal, readable};
use crate::tree::Tree;

/// The program that is asked.
pub const GIT: &str = "git";

/// A revision as somebody names it, such as `v1.2` or `HEAD~1`.
#[derive(Clone, Copy, Debug)]
pub struct Revision<'a> {
    /// Its name.
    pub name: &'a str,
    /// The option that it was named by.
    pub option: &'a str,
    /// The program that is asked: [`GIT`], or another one where it lies elsewhere.
    pub git: &'a str,
}

/// One file of a revision.
struct Blob {
    /// Its path below the folder of the library.
    below: String,
    object: String,
}

impl Library {
    /// The library in a folder as it was at a revision.
    ///
    /// # Errors
    ///
    /// P0026 to P0029: there is no `git`, no repository, no such revision, or no such folder in it.
    pub fn at_revision(
        folder: &Path,
        revision: Revision<'_>,
        sources: &mut SourceMap,
    ) -> Result<Self, Box<Diagnostic>> {
        let tree = Tree::at_revision(folder, revision, sources)?;
        let called = format!("{} at {}", name(folder), revision.name);
        Ok(Self::compile(folder, &tree, sources).called(called))
    }
}

impl Tree {
    /// The files of a library as they were at a revision.
    pub(crate) fn at_revision(
        folder: &Path,
        revision: Revision<'_>,
        sources: &mut SourceMap,
    ) -> Result<Self, Box<Diagnostic>> {
        let repository = Repository::of(folder, revision.git, sources)?;
        let commit = repository.commit(revision, sources)?;
        let blobs = repository.blobs(&commit, folder, revision, sources)?;
        let failed = |error: io::Error, sources: &mut SourceMap| broken(folder, &error.to_string(), sources);
        let texts = repository.texts(&blobs).map_err(|error| failed(error, sources))?;
        let mut tree = Tree::default();
        for (blob, bytes) in blobs.iter().zip(texts) {
            let shown = format!("{}:{}/{}", revision.name, name(folder), blob.below);
            tree.add_shown(&shown, &folder.join(&blob.below), blob.below.clone(), &bytes, sources);
        }
        Ok(tree.without_ignored(folder, sources))
    }
}

/// The files below a folder that are byte for byte what they were at a revision.
///
/// # Errors
///
/// P0026 to P0028: there is no `git`, no repository, or no such revision. In a folder that was not there, every file is
/// new.
pub fn unchanged_files(
    folder: &Path,
    revision: Revision<'_>,
    sources: &mut SourceMap,
) -> Result<BTreeSet<PathBuf>, Box<Diagnostic>> {
    let repository = Repository::of(folder, revision.git, sources)?;
    let commit = repository.commit(revision, sources)?;
    let blobs = match repository.blobs(&commit, folder, revision, sources) {
        Err(problem) if problem.code.number == codes::P0029.number => return Ok(BTreeSet::new()),
        blobs => blobs?,
    };
    let texts = repository.texts(&blobs).map_err(|error| broken(folder, &error.to_string(), sources))?;
    let files = blobs.iter().map(|blob| folder.join(&blob.below)).zip(texts);
    let mut unchanged = BTreeSet::new();
    for (path, bytes) in files {
        if read_file(&path, &mut SourceMap::default()).is_ok_and(|now| now == bytes) {
            unchanged.insert(path);
        }
    }
    Ok(unchanged)
}

/// A repository, and where the library lies in it.
struct Repository<'a> {
    /// The folder in which `git` is run.
    place: PathBuf,
    /// The folder of the library below the top of the repository, with `/` at its end; empty for the top itself.
    prefix: String,
    program: &'a str,
}

impl<'a> Repository<'a> {
    fn of(folder: &Path, program: &'a str, sources: &mut SourceMap) -> Result<Self, Box<Diagnostic>> {
        // The folder may be gone by now, and have been there at the revision.
        let place = normal(readable(folder));
        let there = place.ancestors().find(|above| above.is_dir()).unwrap_or(&place).to_owned();
        let gone = place.strip_prefix(&there).unwrap_or(Path::new("")).to_owned();
        let repository = Self { place: there, prefix: String::new(), program };
        let prefix = match repository.run(&["rev-parse", "--show-prefix"]) {
            Ok(Ok(prefix)) => prefix,
            Ok(Err(said)) => return Err(no_repository(folder, &said, sources)),
            Err(error) => return Err(no_git(folder, program, &error, sources)),
        };
        let mut prefix = prefix.trim_end_matches(['\n', '\r']).to_owned();
        for part in &gone {
            prefix = format!("{prefix}{}/", part.to_string_lossy());
        }
        Ok(Self { prefix, ..repository })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command.current_dir(&self.place).args(["--no-optional-locks", "--literal-pathspecs"]).args(arguments);
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// What the program answers; else what it complains of.
    fn run(&self, arguments: &[&str]) -> io::Result<Result<String, String>> {
        let output = self.command(arguments).output()?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) })
    }

    /// The commit that a revision is.
    fn commit(&self, revision: Revision<'_>, sources: &mut SourceMap) -> Result<String, Box<Diagnostic>> {
        let wanted = format!("{}^{{commit}}", revision.name);
        let found = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
        match found {
            Ok(Ok(commit)) if !commit.trim().is_empty() => Ok(commit.trim().to_owned()),
            Ok(Ok(_) | Err(_)) | Err(_) => Err(unknown_revision(revision, sources)),
        }
    }

    /// The files of the library at a commit, by name.
    fn blobs(
        &self,
        commit: &str,
        folder: &Path,
        revision: Revision<'_>,
        sources: &mut SourceMap,
    ) -> Result<Vec<Blob>, Box<Diagnostic>> {
        let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", commit];
        if !self.prefix.is_empty() {
            arguments.extend(["--", &self.prefix]);
        }
        let listed = match self.run(&arguments) {
            Ok(Ok(listed)) => listed,
            Ok(Err(said)) => return Err(broken(folder, &said, sources)),
            Err(error) => return Err(broken(folder, &error.to_string(), sources)),
        };
        let mut blobs: Vec<Blob> = listed.split('\0').filter_map(|entry| self.blob(entry)).collect();
        blobs.sort_by(|one, other| one.below.split('/').cmp(other.below.split('/')));
        if blobs.is_empty() { Err(nothing_there(folder, revision, sources)) } else { Ok(blobs) }
    }

    /// An entry of a tree, where it is a document: links and modules are none.
    fn blob(&self, entry: &str) -> Option<Blob> {
        let (head, path) = entry.split_once('\t')?;
        let mut words = head.split(' ');
        let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
        let below = path.strip_prefix(&self.prefix)?;
        let is_hidden = below.split('/').any(|name| name.starts_with('.'));
        let is_file = kind == "blob" && mode.starts_with("100");
        let is_ours = Tree::is_document(Path::new(below));
        (is_file && is_ours && !is_hidden).then(|| Blob { below: below.to_owned(), object: object.to_owned() })
    }

    /// The bytes of files, in their order.
    fn texts(&self, blobs: &[Blob]) -> io::Result<Vec<Vec<u8>>> {
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let asked: Vec<&str> = blobs.iter().flat_map(|blob| [&*blob.object, "\n"]).collect();
        let read = ask(&mut child, asked.concat(), blobs.len());
        let is_ended = child.wait()?.success();
        match read {
            Ok(texts) if is_ended => Ok(texts),
            Ok(_) => Err(io::Error::other("`git cat-file` failed")),
            Err(error) => Err(error),
        }
    }
}

/// Asks for objects while their bytes are read, so that neither side waits for the other.
fn ask(child: &mut Child, asked: String, count: usize) -> io::Result<Vec<Vec<u8>>> {
    let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
    let mut input = child.stdin.take().ok_or_else(missing)?;
    let mut output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
    let writer = thread::spawn(move || input.write_all(asked.as_bytes()));
    let texts = (0..count).map(|_| text(&mut output)).collect::<io::Result<Vec<_>>>();
    // The answer of the reader says more than that of the writer.
    let written = writer.join().map_err(|_| missing())?;
    let texts = texts?;
    written.map(|()| texts)
}

/// One object: a line `OBJECT blob SIZE`, its bytes, and a line end.
fn text(output: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = String::new();
    output.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let size = size.ok_or_else(|| io::Error::other(format!("`git cat-file` said: {}", head.trim_end())))?;
    let mut bytes = Vec::new();
    output.by_ref().take(size).read_to_end(&mut bytes)?;
    let mut end = [0];
    output.read_exact(&mut end)?;
    Ok(bytes)
}

fn no_git(folder: &Path, program: &str, error: &io::Error, sources: &mut SourceMap) -> Box<Diagnostic> {
    let place = at(&name(folder), sources);
    let problem = Diagnostic::new(
        &codes::P0026,
        place,
        format!("`{}` cannot be run", program.rsplit('/').next().unwrap_or(program)),
    );
    Box::new(problem.label(error.to_string()).help(
        "install git, or compare two folders instead: `medpol diff OLD NEW`, each with the policies of one revision",
    ))
}

fn no_repository(folder: &Path, said: &str, sources: &mut SourceMap) -> Box<Diagnostic> {
    let shown = name(folder);
    let place = at(&shown, sources);
    let message = format!("`{shown}` lies in no git repository");
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
    let problem = Diagnostic::new(&codes::P0027, place, message).label(said);
    Box::new(problem.help("name the folder of a library that is kept in git: `--policies DIR`"))
}

fn unknown_revision(revision: Revision<'_>, sources: &mut SourceMap) -> Box<Diagnostic> {
    let Revision { name, option, git: _ } = revision;
    let span = Span::new(sources.add(option, name), 0, name.len());
    let problem = Diagnostic::new(&codes::P0028, span, format!("there is no revision `{name}`"));
    Box::new(problem.label("no commit, branch or tag of this name").help(
        "`git log --oneline` and `git tag` list what there is; a shallow clone may lack it: `git fetch --unshallow`",
    ))
}

fn nothing_there(folder: &Path, revision: Revision<'_>, sources: &mut SourceMap) -> Box<Diagnostic> {
    let Revision { name: wanted, option, git: _ } = revision;
    let span = Span::new(sources.add(option, wanted), 0, wanted.len());
    let message = format!("there is no `{}` with documents at `{wanted}`", name(folder));
    let problem = Diagnostic::new(&codes::P0029, span, message).label("nothing of the library is in this revision");
    Box::new(problem.help("name a later revision, or where the library lay then: `--policies DIR`"))
}

/// What else can go wrong: a repository that is damaged.
fn broken(folder: &Path, said: &str, sources: &mut SourceMap) -> Box<Diagnostic> {
    let said = said.lines().next().unwrap_or_default();
    let said = said.strip_prefix("fatal: ").unwrap_or(said);
    let place = at(&name(folder), sources);
    let problem = Diagnostic::new(&codes::P0027, place, "the git repository cannot be read").label(said);
    Box::new(problem.help("`git fsck` says what is wrong with it"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_reported() {
        let mut sources = SourceMap::default();
        let found = Repository::of(Path::new("."), "git-that-is-not-there", &mut sources);
        assert_eq!(found.err().unwrap().code, &codes::P0026);
    }

    #[test]
    fn objects_are_read_by_their_length() {
        let mut output = &b"aa blob 3\nx\ny\nbb blob 0\n\ncc missing\n"[..];
        assert_eq!(text(&mut output).unwrap(), b"x\ny");
        assert_eq!(text(&mut output).unwrap(), b"");
        assert!(text(&mut output).is_err());
    }

    #[test]
    fn links_submodules_and_hidden_files_are_not_documents() {
        let repository = Repository { place: PathBuf::new(), prefix: "policies/".to_owned(), program: GIT };
        let below = |entry: &str| repository.blob(entry).map(|blob| blob.below);
        assert_eq!(below("100644 blob aa\tpolicies/a/b/1.yaml").unwrap(), "a/b/1.yaml");
        for other in [
            "120000 blob aa\tpolicies/a.yaml",
            "160000 commit aa\tpolicies/a.yaml",
            "100644 blob aa\tpolicies/.a.yaml",
            "100644 blob aa\tpolicies/.git/a.yaml",
            "100644 blob aa\tpolicies/README.md",
            "100644 blob aa\tfixtures/a.yaml",
        ] {
            assert_eq!(below(other), None, "{other}");
        }
    }
}

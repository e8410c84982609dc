//! What is compared with what: policies, files, folders and revisions, as somebody names them.
//!
//! Finds them and loads their libraries; what is different is not known here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, has_errors};
use medpol_model::policy::Policy;
use medpol_syntax::document::DocumentKind;

use crate::file::at;
use crate::isolated::isolated;
use crate::path::name;
use crate::revision::Revision;
use crate::tree::{Earlier, Tree};
use crate::{Library, Named, Reliance};

/// What somebody asks to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The first, or what both are to be looked at for.
    pub first: Option<&'a str>,
    /// The second.
    pub second: Option<&'a str>,
    /// The revision to begin with.
    pub from: Option<&'a str>,
    /// The revision to end with; what is on disk where there is none.
    pub to: Option<&'a str>,
    /// The library that names are looked up in.
    pub policies: &'a Path,
    /// The program that knows revisions.
    pub git: &'a str,
    /// Of two libraries, the one document whose change is looked at: all else is that of the first.
    pub only: Option<(DocumentKind, &'a str)>,
}

/// One of the two that are compared.
#[derive(Clone, Debug)]
pub struct Side {
    /// As it is named to a reader.
    pub name: String,
    /// The library.
    pub library: Arc<Library>,
    /// What of it is meant.
    pub part: SidePart,
}

/// What of a library is meant.
#[derive(Clone, Debug)]
pub enum SidePart {
    /// All of it.
    Whole,
    /// Every version of one policy.
    Policy(String),
    /// One version of a policy.
    Version(Arc<Policy>),
    /// A vocabulary, a value set or another document, by kind and id.
    Document(DocumentKind, String),
}

/// Both, or why they cannot be compared.
///
/// # Errors
///
/// P0015 where a file is not there, R0013 where a policy is not, P0026 to P0029 where a revision cannot be read, P0030 where the
/// two are not to be compared, and the errors of a library where these concern what is meant.
pub fn sides(asked: Asked<'_>, sources: &mut SourceMap) -> Result<[Side; 2], Vec<Diagnostic>> {
    let isolated = asked.only.map(|only| isolated(asked, only, sources)).transpose()?.flatten();
    let found = match (asked.from, asked.to) {
        _ if isolated.is_some() => isolated.ok_or_else(Vec::new)?,
        (None, None) => Loading { policies: asked.policies, known: None }.named(asked, sources)?,
        (from, to) => revisions(asked, from, to, sources)?,
    };
    for side in &found {
        side.check()?;
    }
    Ok(found)
}

/// Two revisions of one library, or one and what is on disk.
fn revisions(
    asked: Asked<'_>,
    from: Option<&str>,
    to: Option<&str>,
    sources: &mut SourceMap,
) -> Result<[Side; 2], Vec<Diagnostic>> {
    let policies = asked.policies;
    if let Some(second) = asked.second {
        let span = Span::new(sources.add("B", second), 0, second.len());
        let problem = Diagnostic::new(&codes::P0030, span, "two revisions are compared, and something else is named");
        return Err(vec![problem.label("the second of two").help("name one policy, or none for the whole library")]);
    }
    let mut load = |revision: Option<&str>, option, missing: &str| match revision {
        Some(name) => {
            let library = Library::at_revision(policies, Revision { name, option, git: asked.git }, sources);
            library.map(|library| (name.to_owned(), library)).map_err(|problem| vec![*problem])
        }
        None => Ok((missing.to_owned(), Library::load(policies, sources))),
    };
    let before = load(from.or(Some("HEAD")), "--from", "")?;
    let after = load(to, "--to", "on disk")?;
    let side = |(revision, library): (String, Library), sources: &mut SourceMap| {
        let library = Arc::new(library);
        let Some(wanted) = asked.first else {
            let side = Side { name: format!("{} at {revision}", name(policies)), library, part: SidePart::Whole };
            return Ok::<_, Vec<Diagnostic>>(side);
        };
        let part = if wanted.contains('@') {
            let named = Named::by_option(wanted, "A", sources);
            let shown = library.show(&named, None).map_err(|problem| vec![*problem])?;
            SidePart::Version(Arc::clone(shown.policy))
        } else {
            SidePart::Policy(wanted.to_owned())
        };
        Ok(Side { name: format!("{wanted} at {revision}"), library, part })
    };
    let sides = [side(before, sources)?, side(after, sources)?];
    let has = |side: &Side| match &side.part {
        SidePart::Policy(id) => !side.library.versions(id).is_empty(),
        SidePart::Whole | SidePart::Version(_) | SidePart::Document(..) => true,
    };
    if let (Some(wanted), false) = (asked.first, sides.iter().any(has)) {
        let [_, after] = &sides;
        let named = Named::by_option(wanted, "A", sources);
        return Err(vec![named.unknown(&after.library)]);
    }
    Ok(sides)
}

/// Loads what is named, the library of `--policies` once.
struct Loading<'a> {
    policies: &'a Path,
    known: Option<Arc<Library>>,
}

impl Loading<'_> {
    fn library(&mut self, sources: &mut SourceMap) -> Arc<Library> {
        let policies = self.policies;
        Arc::clone(self.known.get_or_insert_with(|| Arc::new(Library::load(policies, sources))))
    }

    fn named(mut self, asked: Asked<'_>, sources: &mut SourceMap) -> Result<[Side; 2], Vec<Diagnostic>> {
        let Some(first) = asked.first else {
            let span = at("A", sources);
            let problem =
                Diagnostic::new(&codes::P0030, span, "nothing says what is compared").label("nothing is named");
            return Err(vec![
                problem.help("name two policies, files or folders, or two revisions: `--from v1 --to v2`"),
            ]);
        };
        let Some(second) = asked.second else { return self.alone(first, sources) };
        let before = self.side(first, "A", sources)?;
        let after = self.side(second, "B", sources)?;
        let is_version = |side: &Side| matches!(side.part, SidePart::Version(_));
        match (&before.part, &after.part) {
            (SidePart::Whole, SidePart::Whole) => Ok([before, after]),
            _ if is_version(&before) && is_version(&after) => Ok([before, after]),
            _ => {
                let span = Span::new(sources.add("B", second), 0, second.len());
                let message = format!("{} and {} are not to be compared", before.what(), after.what());
                let problem = Diagnostic::new(&codes::P0030, span, message).label("not of one kind");
                Err(vec![problem.help("compare a policy with a policy, or a folder with a folder")])
            }
        }
    }

    /// Something that is compared with what it replaces: a version with the one before, a draft with the library.
    fn alone(&mut self, first: &str, sources: &mut SourceMap) -> Result<[Side; 2], Vec<Diagnostic>> {
        let after = self.side(first, "A", sources)?;
        let is_file = Path::new(first).is_file();
        let without = |message: String, help: &str, sources: &mut SourceMap| {
            let span = Span::new(sources.add("A", first), 0, first.len());
            let problem = Diagnostic::new(&codes::P0030, span, message).label("nothing to compare it with");
            vec![problem.help(help.to_owned())]
        };
        let library = if is_file { self.library(sources) } else { Arc::clone(&after.library) };
        let part = match &after.part {
            SidePart::Whole => {
                let message = format!("`{first}` is one library, and two are compared");
                return Err(without(message, "name a second folder, or a revision: `--from REV`", sources));
            }
            SidePart::Document(kind, id) => SidePart::Document(*kind, id.clone()),
            SidePart::Policy(id) => SidePart::Policy(id.clone()),
            SidePart::Version(policy) => {
                let same = library.policy(&policy.id.0, &policy.version).filter(|_| is_file);
                let Some(before) = same.or_else(|| library.before(policy)) else {
                    let message = format!("`{}` has no version before it", policy.reference());
                    return Err(without(message, "name a second policy or file to compare it with", sources));
                };
                SidePart::Version(Arc::clone(before))
            }
        };
        let name = match &part {
            SidePart::Version(policy) => policy.reference(),
            SidePart::Whole | SidePart::Policy(_) | SidePart::Document(..) => name(self.policies),
        };
        Ok([Side { name, library, part }, after])
    }

    /// What one name means: a folder, a file, or a policy of the library.
    fn side(&mut self, named: &str, option: &str, sources: &mut SourceMap) -> Result<Side, Vec<Diagnostic>> {
        let path = PathBuf::from(named);
        if path.is_dir() {
            let library = Arc::new(Library::load(&path, sources));
            return Ok(Side { name: name(&path), library, part: SidePart::Whole });
        }
        if path.is_file() {
            return self.file(&path, sources);
        }
        let is_path = path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
        if is_path && !named.contains('@') {
            return crate::read_file(&path, sources).map_or_else(|problem| Err(vec![*problem]), |_| Err(Vec::new()));
        }
        let library = self.library(sources);
        if library.reliance() == Reliance::Nothing {
            return Err(library.diagnostics().to_vec());
        }
        let shown = library.show(&Named::by_option(named, option, sources), None);
        let policy = Arc::clone(shown.map_err(|problem| vec![*problem])?.policy);
        Ok(Side { name: policy.reference(), library, part: SidePart::Version(policy) })
    }

    /// A document that lies in no library, as if it stood in that of `--policies`.
    fn file(&self, path: &Path, sources: &mut SourceMap) -> Result<Side, Vec<Diagnostic>> {
        let mut drafts = Tree::default();
        drafts.add(path, String::new(), &Earlier::default(), sources);
        let shown = name(path);
        let Some(draft) = drafts.files.first() else { return Err(drafts.diagnostics) };
        if has_errors(&drafts.diagnostics) {
            return Err(drafts.diagnostics);
        }
        let no_document = |sources: &mut SourceMap| {
            let problem =
                Diagnostic::new(&codes::P0030, at(&shown, sources), format!("`{shown}` is no part of a library"));
            let problem = problem.label("neither a policy nor anything that a policy builds on");
            vec![problem.help("name a policy, a set of criteria, a vocabulary or a value set; cases go to `--cases`")]
        };
        let (Some(kind), Some(id)) = (draft.kind.filter(|kind| !kind.holds_cases()), draft.text("id")) else {
            return Err(no_document(sources));
        };
        let (id, version) = (id.to_owned(), draft.text("version").map(str::to_owned));
        let mut tree = Tree::of_library(self.policies, &Earlier::default(), sources);
        crate::loose_files::put(&mut tree, draft.clone());
        let file = draft.file;
        let library =
            Library::compile(self.policies, &tree, sources).called(format!("{} with {shown}", name(self.policies)));
        let own: Vec<Diagnostic> =
            library.diagnostics().iter().filter(|one| one.primary.span.file == file).cloned().collect();
        if has_errors(&own) {
            return Err(own);
        }
        let policy = version.as_deref().and_then(|version| library.policy(&id, version)).cloned();
        let part = match policy.filter(|_| kind == DocumentKind::Policy) {
            Some(policy) => SidePart::Version(policy),
            None if kind == DocumentKind::Policy => return Err(library.diagnostics().to_vec()),
            None => SidePart::Document(kind, id),
        };
        Ok(Side { name: shown, library: Arc::new(library), part })
    }
}

impl Side {
    /// What it is, in words.
    fn what(&self) -> String {
        match &self.part {
            SidePart::Whole => format!("the library `{}`", self.name),
            SidePart::Policy(_) | SidePart::Version(_) => format!("the policy `{}`", self.name),
            SidePart::Document(..) => format!("the document `{}`", self.name),
        }
    }

    /// The errors of its library, where these concern what is meant. What cannot be read must not look like
    /// something that is gone.
    fn check(&self) -> Result<(), Vec<Diagnostic>> {
        let library = &self.library;
        let is_in_doubt = match &self.part {
            SidePart::Whole | SidePart::Document(..) => has_errors(library.diagnostics()),
            SidePart::Policy(id) => library.versions(id).iter().any(|policy| library.is_in_doubt(policy)),
            SidePart::Version(policy) => library.is_in_doubt(policy),
        };
        let errors = library.diagnostics().iter().filter(|one| one.severity == medpol_diagnostics::Severity::Error);
        if is_in_doubt { Err(errors.cloned().collect()) } else { Ok(()) }
    }

    /// The versions that are meant.
    pub fn policies(&self) -> Vec<&Arc<Policy>> {
        match &self.part {
            SidePart::Whole | SidePart::Document(..) => self.library.policies().iter().collect(),
            SidePart::Policy(id) => self.library.versions(id),
            SidePart::Version(policy) => vec![policy],
        }
    }
}

impl Library {
    /// The version that another one follows: the one that it says it supersedes, else the last that took effect before.
    pub fn before(&self, policy: &Policy) -> Option<&Arc<Policy>> {
        let others = self.versions(&policy.id.0).into_iter().filter(|other| other.version != policy.version);
        let others: Vec<&Arc<Policy>> = others.collect();
        let superseded = policy.supersedes.as_ref();
        let named = others.iter().find(|other| superseded.is_some_and(|version| other.version == *version));
        let earlier = others.iter().filter(|other| other.effective.from < policy.effective.from);
        named.or_else(|| earlier.max_by_key(|other| other.effective.from)).copied()
    }
}

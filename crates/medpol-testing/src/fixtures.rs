//! The cases below `fixtures/`, each with the policy that is for it.
//!
//! Loads the library once for all of them. What a policy makes of a case is not known here.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{Library, Ready, read_case};
use walkdir::WalkDir;

/// All cases with the library they are for.
#[derive(Debug)]
pub struct Fixtures {
    /// The library in `policies/`.
    pub library: Library,
    /// The texts of the library and of all cases.
    pub sources: SourceMap,
    /// The cases in the order of their names.
    pub cases: Vec<CaseFixture>,
}

/// One case.
#[derive(Debug)]
pub struct CaseFixture {
    /// Its path below `fixtures/` without the extension.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// The case and its policy; `None` where something is wrong with it.
    pub ready: Option<Ready>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The folder of the repository.
pub fn repository() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().nth(2).unwrap_or(own).to_owned()
}

/// The folder of the fixtures.
pub fn folder() -> PathBuf {
    repository().join("fixtures")
}

/// Reads all cases; the bad files of `fixtures/invalid` are none.
///
/// # Errors
///
/// When a folder or file cannot be read.
pub fn load() -> io::Result<Fixtures> {
    let mut sources = SourceMap::default();
    let library = Library::load(&repository().join("policies"), &mut sources);
    let folder = folder();
    let mut cases = Vec::new();
    for entry in WalkDir::new(&folder).sort_by_file_name() {
        let path = entry?.into_path();
        let is_case = path.extension().is_some_and(|extension| extension == "yaml" || extension == "json");
        if !is_case || path.starts_with(folder.join("invalid")) {
            continue;
        }
        let name = path.with_extension("");
        let name = name.strip_prefix(&folder).unwrap_or(&name).to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        let (ready, diagnostics) = read_case(&library, &name, &bytes, None, &mut sources);
        cases.push(CaseFixture { name, path, ready, diagnostics });
    }
    Ok(Fixtures { library, sources, cases })
}

//! What Cargo knows of the workspace: its crates and what they are made from.
//!
//! Asks `cargo metadata`; what is allowed is not known here.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::failure::Failure;
use crate::tree::Tree;

/// A crate of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) rust_version: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
    manifest_path: String,
}

/// What a crate uses.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    kind: Option<String>,
}

impl Dependency {
    /// Whether only tests use it.
    pub(crate) fn is_for_tests(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

impl Package {
    /// Its manifest, from the root of the repository.
    pub(crate) fn manifest(&self, tree: &Tree) -> String {
        let path = Path::new(&self.manifest_path);
        path.strip_prefix(&tree.root).unwrap_or(path).to_string_lossy().replace('\\', "/")
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The crates of the workspace by name.
pub(crate) fn packages(tree: &Tree) -> Result<Vec<Package>, Failure> {
    let output = run(cargo(tree).args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Metadata =
        serde_json::from_str(&output).map_err(|source| Failure::Json { what: "`cargo metadata`", source })?;
    let mut packages = metadata.packages;
    packages.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(packages)
}

/// Cargo, at the root of the repository.
pub(crate) fn cargo(tree: &Tree) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command.current_dir(&tree.root);
    command
}

/// What a program writes to stdout; its exit status does not matter if it writes something.
pub(crate) fn run(command: &mut Command) -> Result<String, Failure> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args()).map(|word| word.to_string_lossy());
    let shown = words.collect::<Vec<_>>().join(" ");
    let fail = |reason: String| Failure::Program { command: shown.clone(), reason };
    let output = command.output().map_err(|error| fail(error.to_string()))?;
    if output.stdout.is_empty() {
        return Err(fail(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    String::from_utf8(output.stdout).map_err(|error| fail(error.to_string()))
}

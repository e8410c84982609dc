//! Everything a change has to pass.
//!
//! The steps stand in `.ci/run`, so that a server and a person run the same.

use crate::failure::Failure;
use crate::tree::Tree;

/// Runs `.ci/run` at the root of the repository; true if everything passed.
pub(crate) fn run() -> Result<bool, Failure> {
    let tree = Tree::read()?;
    let script = tree.root.join(".ci/run");
    let status = std::process::Command::new(&script).current_dir(&tree.root).status();
    Ok(status.map_err(|source| Failure::File { path: script, source })?.success())
}

//! The repository that a command is run in, and the step of a build that it is run by.
//!
//! What is told about them is made in `medpol-report`; here files and the environment are asked.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use medpol_report::run::Base;

use crate::terminal::Terminal;

/// Where GitHub Actions takes the summary of a step from.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Where names of files begin: the repository is the nearest folder that holds `.git`, else the current folder.
pub(crate) fn base() -> std::io::Result<Base> {
    let here = env::current_dir()?;
    let root = here.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&here);
    let text = |folder: &Path| folder.to_string_lossy().into_owned();
    Ok(Base { root: text(root), here: text(&here) })
}

/// Adds to the summary of the step, where there is one. What was found does not depend on it, so a failure is only
/// said.
pub(crate) fn add_to_step_summary(markdown: &str, terminal: Terminal) {
    let Some(path) = env::var_os(STEP_SUMMARY).filter(|path| !path.is_empty()) else { return };
    let file = OpenOptions::new().create(true).append(true).open(&path);
    if let Err(error) = file.and_then(|mut file| file.write_all(markdown.as_bytes())) {
        let path = Path::new(&path).display();
        terminal.chatter(&format!("note: the summary of the step cannot be written to `{path}`: {error}\n"));
    }
}

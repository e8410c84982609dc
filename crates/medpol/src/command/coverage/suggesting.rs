//! The cases that are missing, as files.
//!
//! Which cases these are is `medpol-coverage`'s work.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use medpol_coverage::{Counted, Deadline, Effort, Suggested, suggest};
use medpol_library::Library;
use medpol_model::answer::Coverage;
use medpol_model::policy::Policy;

use crate::failure::Failure;
use crate::searching::stopped_by_ctrl_c;
use crate::terminal::Terminal;

/// Suggests the missing cases of every policy that is looked at, and says what was written.
pub(super) fn suggest_all(
    folder: &Path,
    limit: Duration,
    library: &Library,
    counted: &BTreeMap<String, Counted>,
    covered: &mut Coverage,
    terminal: Terminal,
) -> Result<(), Failure> {
    let stop = stopped_by_ctrl_c()?;
    let none = Counted::default();
    let count = covered.policies.len();
    let end = Instant::now().checked_add(limit);
    let until = end.map(|end| Deadline::new(move || Instant::now() >= end));
    for (number, own) in covered.policies.iter_mut().enumerate() {
        let is_it = |policy: &&Arc<Policy>| policy.reference() == own.policy;
        let Some(policy) = library.policies().iter().find(is_it) else { continue };
        if stop.load(Ordering::Relaxed) {
            break;
        }
        Terminal::progress(&format!("{} of {count} policies", number + 1));
        let effort = Effort { stop: Some(Arc::clone(&stop)), until: until.clone(), ..Effort::default() };
        let suggested = suggest(library, policy, counted.get(&own.policy).unwrap_or(&none), own, &effort);
        Terminal::progress("");
        told(folder, &own.policy, suggested, terminal)?;
    }
    covered.recount();
    Ok(())
}

/// Writes the file of a policy, and says what is in it and what was not found.
fn told(folder: &Path, policy: &str, suggested: Suggested, terminal: Terminal) -> Result<(), Failure> {
    let Suggested { file, rows, open } = suggested;
    if let Some(file) = file {
        let path = folder.join(&file.folder).join(&file.name);
        write(&path, &file.text)?;
        let rows = if rows == 1 { "1 case".to_owned() } else { format!("{rows} cases") };
        terminal.chatter(&format!("{}: {rows} to review\n", path.display()));
    }
    for (path, words) in open {
        terminal.chatter(&format!("note: no case was found for `{path}` of {policy}: {words}\n"));
    }
    Ok(())
}

/// Writes a file that is not there yet: what somebody has reviewed is not to be lost.
fn write(path: &PathBuf, text: &str) -> Result<(), Failure> {
    let failed = |source| Failure::File { file: path.clone(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)
}

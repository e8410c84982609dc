//! The options of a search among all possible cases, for the commands that compare.
//!
//! How a search is made is not known here; what it finds is written where the user asks for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_difference::{Deadline, Search, TypicalCase, WitnessFile};
use medpol_library::find_cases;

use crate::failure::Failure;

/// How the search among all possible cases is made.
#[derive(Clone, Debug, Args)]
pub(crate) struct Searching {
    /// How long to search among all possible cases, such as `10s` or `2m`; with `0s` only digests are compared
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    time_limit: Duration,

    /// A case that those which show a difference should be like [default: one that is called `typical…` below
    /// `--fixtures`, in the folder of the policy]
    #[arg(long, value_name = "CASE")]
    typical: Option<PathBuf>,

    /// Where the cases lie, in folders that have the ids of their policies
    #[arg(long, value_name = "DIR", default_value = "fixtures")]
    fixtures: PathBuf,

    /// Write the cases that show a difference into this folder
    #[arg(long, value_name = "DIR")]
    witnesses: Option<PathBuf>,
}

/// Reads a number with `s` or `m`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write a number of seconds or minutes, such as `10s` or `2m`".to_owned();
    let split = text.find(|character: char| !character.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(split);
    // A day is more than anybody waits for.
    let number = number.parse::<u64>().ok().filter(|number| *number <= 86_400).ok_or_else(wrong)?;
    match unit.trim() {
        "s" | "second" | "seconds" => Ok(Duration::from_secs(number)),
        "m" | "minute" | "minutes" => Ok(Duration::from_secs(number * 60)),
        _ => Err(wrong()),
    }
}

impl Searching {
    /// The search for policies with these ids; none where no time is given to it. It ends with Ctrl-C.
    pub(crate) fn search(
        &self,
        ids: &[&str],
        sources: &mut SourceMap,
        problems: &mut Vec<Diagnostic>,
    ) -> Result<Option<Search>, Failure> {
        if self.time_limit.is_zero() {
            return Ok(None);
        }
        let stop = stopped_by_ctrl_c()?;
        let end = Instant::now().checked_add(self.time_limit);
        let until = end.map(|end| Deadline::new(move || Instant::now() >= end));
        Ok(Some(Search { stop: Some(stop), until, typical: self.typical(ids, sources, problems) }))
    }

    fn typical(&self, ids: &[&str], sources: &mut SourceMap, problems: &mut Vec<Diagnostic>) -> Vec<TypicalCase> {
        let mut found = Vec::new();
        if let Some(path) = &self.typical {
            let cases = find_cases(path, sources);
            problems.extend(cases.diagnostics.into_iter().filter(|one| has_errors(std::slice::from_ref(one))));
            found.extend(cases.cases.into_iter().map(|case| TypicalCase { policy: None, case }));
            return found;
        }
        for id in ids {
            for path in typical_files(&self.fixtures.join(id)) {
                let cases = find_cases(&path, sources).cases;
                found.extend(cases.into_iter().map(|case| TypicalCase { policy: Some((*id).to_owned()), case }));
            }
        }
        found
    }

    /// Writes the cases that show a difference, where they are wanted.
    pub(crate) fn save(&self, files: &[WitnessFile]) -> Result<(), Failure> {
        let Some(folder) = &self.witnesses else { return Ok(()) };
        let failed = |file: &Path| {
            let file = file.to_owned();
            move |source| Failure::File { file, source }
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        for WitnessFile { name, text } in files {
            let path = folder.join(name);
            fs::write(&path, text).map_err(failed(&path))?;
        }
        Ok(())
    }

    /// Whether the cases that show a difference are written.
    pub(crate) const fn keeps_witnesses(&self) -> bool {
        self.witnesses.is_some()
    }
}

/// A mark that Ctrl-C sets.
pub(crate) fn stopped_by_ctrl_c() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&stop);
    let pressed = move || {
        // Whoever presses it again does not want to wait for an end.
        if ends.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(pressed).map_err(|error| Failure::Interrupt(error.to_string()))?;
    Ok(stop)
}

/// The files of a folder that are called typical, the shortest name first.
fn typical_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| name.starts_with("typical") && Path::new(name).extension().is_some_and(|own| own == "yaml"));
    names.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    names.into_iter().map(|name| folder.join(name)).collect()
}

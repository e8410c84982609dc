//! Prints how long it takes until an edit of one policy is published: in the library of this repository,
//! and in one of 2,000 policies made from it.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use medpol_analysis::lint;
use medpol_bench::multiply;
use medpol_diagnostics::SourceMap;
use medpol_library::{Checks, Library, Live, ReloadOutcome};

const EDITS: usize = 20;

fn main() -> ExitCode {
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let own = Library::load(&real, &mut SourceMap::default()).policies().len();
    for policies in [own, 2_000] {
        if let Err(error) = measure(&real, policies) {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Edits one of so many policies again and again.
fn measure(real: &Path, policies: usize) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    multiply(real, folder.path(), policies)?;
    let start = Instant::now();
    let live = Live::open(folder.path(), Checks { lint, health: None, as_of: None });
    let first = start.elapsed().as_millis();
    let snapshot = live.snapshot().ok_or_else(|| io::Error::other("the library has errors"))?;
    let count = snapshot.library.policies().len();
    let policy = a_policy(folder.path())?;
    let text = fs::read_to_string(&policy)?;
    let mut times = Vec::new();
    for edit in 0..EDITS {
        fs::write(&policy, format!("{text}\n# edit {edit}\n"))?;
        let start = Instant::now();
        let reload = live.reload();
        times.push(start.elapsed().as_micros());
        if !matches!(reload.outcome, ReloadOutcome::Published { .. }) {
            return Err(io::Error::other(format!("{:?}", reload.outcome)));
        }
    }
    let start = Instant::now();
    live.reload();
    let same = start.elapsed().as_micros();
    times.sort_unstable();
    let median = times.get(EDITS / 2).copied().unwrap_or_default();
    let longest = times.last().copied().unwrap_or_default();
    println!(
        "{count} policies: loaded in {first} ms; an edit published in {median} µs (median of {EDITS}, at most {longest}); no edit seen in {same} µs"
    );
    Ok(())
}

/// Any file below the folder that holds a policy.
fn a_policy(folder: &Path) -> io::Result<PathBuf> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if let Ok(found) = a_policy(&path) {
                return Ok(found);
            }
        } else if fs::read_to_string(&path).is_ok_and(|text| text.contains("format: medpol/policy/1")) {
            return Ok(path);
        }
    }
    Err(io::Error::other("there is no policy"))
}

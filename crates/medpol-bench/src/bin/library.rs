//! Prints what a large library costs: loading, validating and resolving 2,000 policies made from the
//! real ones.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use medpol_bench::{memory, multiply};
use medpol_diagnostics::SourceMap;
use medpol_library::Library;

const POLICIES: usize = 2_000;
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let Ok(folder) = tempfile::tempdir() else {
        println!("no folder for the copies could be made");
        return ExitCode::FAILURE;
    };
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let bytes = match multiply(&real, folder.path(), POLICIES) {
        Ok(bytes) => bytes,
        Err(error) => {
            println!("the copies could not be written: {error}");
            return ExitCode::FAILURE;
        }
    };
    let before = memory();
    let mut times = Vec::new();
    let mut kept = None;
    for _ in 0..ROUNDS {
        drop(kept.take());
        let start = Instant::now();
        let mut sources = SourceMap::default();
        let library = Library::load(folder.path(), &mut sources);
        times.push(start.elapsed().as_millis());
        kept = Some((library, sources));
    }
    let Some((library, sources)) = kept else { return ExitCode::FAILURE };
    times.sort_unstable();
    println!(
        "{} policies, {} kB of YAML, {} diagnostics",
        library.policies().len(),
        bytes / 1024,
        library.diagnostics().len()
    );
    for problem in library.diagnostics().iter().take(5) {
        println!("{} {}: {}", problem.code.number, sources.name(problem.primary.span), problem.message);
    }
    println!("loaded and validated in {} ms (median of {ROUNDS})", times.get(ROUNDS / 2).copied().unwrap_or(0));
    let with_texts = memory().saturating_sub(before);
    drop(sources);
    let without = memory().saturating_sub(before);
    println!("{} kB a policy, texts included; {} kB without", with_texts / POLICIES, without / POLICIES);
    ExitCode::SUCCESS
}

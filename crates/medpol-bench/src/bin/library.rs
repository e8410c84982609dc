//! Prints what a large library costs: loading, validating and resolving 2,000 policies made from the
//! real ones.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use medpol_bench::{memory, multiply};
use medpol_diagnostics::SourceMap;
use medpol_library::{Library, read_request};

const POLICIES: usize = 2_000;
const ROUNDS: usize = 5;
const REQUESTS: usize = 1_000;

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
    if let Err(problem) = resolve(&library) {
        println!("{problem}");
        return ExitCode::FAILURE;
    }
    let with_texts = memory().saturating_sub(before);
    drop(sources);
    let without = memory().saturating_sub(before);
    println!("{} kB a policy, texts included; {} kB without", with_texts / POLICIES, without / POLICIES);
    ExitCode::SUCCESS
}

/// Times which policy governs, of requests to every payer from every state that the policies speak of.
fn resolve(library: &Library) -> Result<(), String> {
    let codes = ["CPT:64628", "CPT:64629", "CPT:64633", "CPT:64635", "CPT:99213"];
    let states = ["CA", "WA", "OH", "WY", "ND", "GU"];
    let lines = ["medicare-advantage", "medicare", "commercial", "medicaid"];
    let mut cases = Vec::new();
    for number in 0..REQUESTS {
        let of = |names: &[&'static str]| names.get(number % names.len()).copied().unwrap_or_default();
        let text = format!(
            "format: medpol/case/1\nfacts:\n  request:\n    date_of_service: {}-0{}-15\n    payer: payer-{}\n    \
             line_of_business: {}\n    state: {}\n    services: [{{ code: \"{}\", units: 1 }}]\n",
            2023 + number % 4,
            1 + number % 9,
            number % 120,
            of(&lines),
            of(&states),
            of(&codes),
        );
        let (request, problems) = read_request(library, "request", text.as_bytes(), &mut SourceMap::default());
        let message = || problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
        cases.push(request.ok_or_else(message)?.case);
    }
    let mut times = Vec::new();
    let mut governed = 0;
    for _ in 0..=ROUNDS {
        let start = Instant::now();
        governed = cases.iter().map(|case| library.resolve(black_box(case)).governing().len()).sum();
        times.push(start.elapsed().as_nanos() / cases.len() as u128);
    }
    times.sort_unstable();
    let time = times.get(times.len() / 2).copied().unwrap_or(0);
    println!(
        "resolved in {time} ns a case (median of {} rounds over {REQUESTS} requests, {governed} governed)",
        times.len()
    );
    Ok(())
}

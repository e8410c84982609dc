//! Prints how the engine compares with the hand-written policy: ratios from interleaved rounds, so
//! that a slow or noisy machine slows both sides alike. An argument is a part of the names of the rows to time
//! besides those that they are divided by.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use medpol_bench::{CASES, Workload};

const ROUNDS: usize = 9;

type Timed = fn(&Workload) -> usize;

/// What is timed, and what its time is divided by.
static ROWS: [(&str, Timed, usize); 8] = [
    ("by hand, typed request", Workload::by_hand, 0),
    ("engine, decoded case", Workload::engine, 0),
    ("by hand, from JSON bytes (serde_json typed)", Workload::by_hand_from_json, 2),
    ("engine, from JSON bytes", Workload::engine_from_json, 2),
    ("determination, default view", Workload::page_explanation, 1),
    ("determination as JSON, default view", Workload::page, 1),
    ("determination, every part", Workload::explanation, 1),
    ("determination as JSON, every part", Workload::determination, 1),
];

fn main() -> ExitCode {
    let Some(workload) = Workload::new() else {
        println!("the policy or a request could not be read");
        return ExitCode::FAILURE;
    };
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let is_base = |row: usize| ROWS.iter().any(|(name, _, base)| *base == row && name.contains(&wanted));
    let is_timed = |row: usize| is_base(row) || ROWS.get(row).is_some_and(|(name, ..)| name.contains(&wanted));
    println!("{CASES} requests in turn, {} bytes of JSON each on average, {ROUNDS} rounds", workload.mean_bytes());
    let mut times = [const { Vec::new() }; ROWS.len()];
    for round in 0..=ROUNDS {
        for (_, ((_, timed, _), times)) in ROWS.iter().zip(&mut times).enumerate().filter(|(row, _)| is_timed(*row)) {
            let start = Instant::now();
            black_box(timed(black_box(&workload)));
            // The first round warms up.
            if round > 0 {
                times.push(start.elapsed().as_nanos() / CASES as u128);
            }
        }
    }
    if wanted.is_empty() {
        let (page, whole) = (workload.page() / CASES, workload.determination() / CASES);
        println!("a determination is {page} bytes of JSON on average, and {whole} with every part");
    }
    println!("{:<46}{:>12}{:>10}", "", "ns a case", "ratio");
    for (index, (name, _, base)) in ROWS.iter().enumerate().filter(|(row, _)| is_timed(*row)) {
        let own = times.get(index).map(Vec::as_slice).unwrap_or_default();
        let base = times.get(*base).map(Vec::as_slice).unwrap_or_default();
        let ratios = own.iter().zip(base).map(|(own, base)| own * 100 / (*base).max(1));
        let (time, ratio) = (median(own.iter().copied()), median(ratios));
        println!("{name:<46}{time:>12}{:>7}.{:02}", ratio / 100, ratio % 100);
    }
    ExitCode::SUCCESS
}

fn median(values: impl Iterator<Item = u128>) -> u128 {
    let mut values: Vec<u128> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}

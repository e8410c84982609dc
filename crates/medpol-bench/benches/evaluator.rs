//! The evaluator beside the hand-written policy; `cargo run --release -p medpol-bench` prints ratios.
#![expect(clippy::expect_used, reason = "a bench without its workload has nothing to time")]
#![allow(missing_docs, reason = "the names of the benches say what they time")]

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher, black_box};
use medpol_bench::{CASES, Workload};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

static WORKLOAD: LazyLock<Workload> = LazyLock::new(|| Workload::new().expect("the real policy and its requests"));

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, timed: fn(&Workload) -> usize) {
    let workload = &*WORKLOAD;
    bencher.counter(ItemsCount::new(CASES)).bench(|| timed(black_box(workload)));
}

#[divan::bench]
fn decoded_by_hand(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::by_hand);
}

#[divan::bench]
fn decoded_engine(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::engine);
}

#[divan::bench]
fn json_by_hand(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::by_hand_from_json);
}

#[divan::bench]
fn json_engine(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::engine_from_json);
}

#[divan::bench(sample_count = 10)]
fn page_determination(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::page);
}

#[divan::bench(sample_count = 10)]
fn full_determination(bencher: Bencher<'_, '_>) {
    bench(bencher, Workload::determination);
}

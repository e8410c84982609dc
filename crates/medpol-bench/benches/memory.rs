//! What a loaded policy keeps in memory: counted by the allocator, for each policy of the library and
//! for the library as a whole. One run tells all; nothing is timed.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_library::Library;

fn main() {
    // Everything on this thread, because the counter counts by thread.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    if let Err(error) = alone {
        println!("cannot load on one thread: {error}");
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    // What is made once, such as compiled schemas, is not the library's.
    drop(Library::load(&folder, &mut SourceMap::default()));
    let mut kept = None;
    let loading = allocation_counter::measure(|| {
        let mut sources = SourceMap::default();
        let library = Library::load(&folder, &mut sources);
        drop(sources);
        kept = Some(library);
    });
    let Some(library) = kept else { return };
    println!(
        "library: {} policies keep {} kB, texts of files left out",
        library.policies().len(),
        kilobytes(loading.bytes_current)
    );
    let mut total = 0;
    for policy in library.policies() {
        let mut copy = None;
        let own = allocation_counter::measure(|| copy = Some(policy.as_ref().clone()));
        drop(copy);
        total += own.bytes_current;
        println!(
            "{:>8} kB  {:>4} nodes  {}",
            kilobytes(own.bytes_current),
            policy.program.nodes.len(),
            policy.reference()
        );
    }
    let count = i64::try_from(library.policies().len().max(1)).unwrap_or(1);
    println!("{:>8} kB a policy on average, what policies share left out", kilobytes(total / count));
}

const fn kilobytes(bytes: i64) -> i64 {
    bytes / 1024
}

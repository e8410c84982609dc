//! The shipped policies, compared with one another.

use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_proof::{Effort, Found, Side, compare};

#[test]
fn every_pair_is_decided() {
    let library = Library::load(&folder(), &mut SourceMap::default());
    let symbols = library.symbols();
    for first in library.policies() {
        for second in library.policies() {
            let begin = std::time::Instant::now();
            let sides = [first, second].map(|policy| Side { policy, symbols });
            let Ok(found) = compare(sides[0], sides[1], None, &Effort::default()) else {
                println!("{} {} incomparable", first.reference(), second.reference());
                continue;
            };
            let word = |found: &Found<medpol_proof::Witness>| match found {
                Found::No => "no".to_owned(),
                Found::Yes(witness) => format!("yes {}", witness.changed.len()),
                Found::NotDecided(why) => format!("{why:?}"),
            };
            println!(
                "{} {}: {} / {} | {} / {} / {} in {:?}",
                first.reference(),
                second.reference(),
                word(&found.patients.stricter),
                word(&found.patients.looser),
                word(&found.records.asks_more),
                word(&found.records.asks_less),
                word(&found.records.otherwise),
                begin.elapsed()
            );
        }
    }
}

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

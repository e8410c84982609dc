//! What a finding is known by from one run to the next.
//!
//! Lines that are added above or below a finding leave it; it is made of the code, the file and the words of the line,
//! and of how many such there are before it.

use std::collections::BTreeMap;
use std::fmt::Write;

use medpol_diagnostics::Diagnostic;
use sha2::{Digest, Sha256};

use super::finding::Place;
use crate::diagnostic::places::Places;

/// How a fingerprint is made; another way has another name.
const VERSION: &str = "medpol/fingerprint/1";

/// The fingerprints of one run so far.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    counts: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The fingerprint of the next finding.
    pub(super) fn of(&mut self, problem: &Diagnostic, place: &Place, places: &mut Places<'_>) -> String {
        let span = problem.primary.span;
        let (line, marked) = places.lines(span.file).map_or(("", ""), |lines| {
            let start = lines.settle(span.start as usize);
            let line = lines.range(lines.number(start));
            let end = lines.settle(span.end as usize).min(line.end).max(start);
            (lines.text(line), lines.text(start..end))
        });
        let parts = [VERSION, problem.code.number, place.path.text(), line.trim(), marked.trim()];
        let key = parts.join("\0");
        let before = self.counts.entry(key.clone()).or_default();
        let digest = Sha256::digest(format!("{key}\0{before}"));
        *before += 1;
        digest.iter().fold(String::new(), |mut hexadecimal, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hexadecimal, "{byte:02x}");
            hexadecimal
        })
    }
}

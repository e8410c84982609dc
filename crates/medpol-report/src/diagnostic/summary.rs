//! The line that closes a run: how many of each kind, and where to read more.

use medpol_diagnostics::{Diagnostic, Severity};

use super::count;

/// Codes named in the closing line, at most.
const CODES: usize = 3;

/// One line without a line end, such as ``2 errors, 1 warning in 3 files; run `medpol explain
/// P0203` for more``; `files` is the number of files that were checked.
pub fn summary(diagnostics: &[Diagnostic], files: usize) -> String {
    let kinds = [("error", count(diagnostics, Severity::Error)), ("warning", count(diagnostics, Severity::Warning))];
    let counts: Vec<_> =
        kinds.iter().filter(|(_, count)| *count > 0).map(|(one, count)| counted(*count, one)).collect();
    let files = counted(files, "file");
    if counts.is_empty() {
        return format!("no problems in {files}");
    }
    format!("{} in {files}{}", counts.join(", "), pointer(diagnostics))
}

/// Where to read about the first few codes.
fn pointer(diagnostics: &[Diagnostic]) -> String {
    let mut codes: Vec<&str> = Vec::new();
    for diagnostic in diagnostics {
        if codes.len() < CODES && !codes.contains(&diagnostic.code.number) {
            codes.push(diagnostic.code.number);
        }
    }
    match codes.split_first() {
        None => String::new(),
        Some((first, [])) => format!("; run `medpol explain {first}` for more"),
        Some((first, others)) => format!("; run `medpol explain {first}` for more (also {})", others.join(", ")),
    }
}

fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

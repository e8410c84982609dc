//! `medpol test --update`: expectations rewritten in place so that they are what comes out.
//!
//! Only the values that differ are replaced. A file is written if it is still what was read, and if the cases that it
//! holds afterwards are the same but for what they expect.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use medpol_answer::Tried;
use medpol_diagnostics::{FileId, SourceMap, has_errors};
use medpol_library::cases_of_text;
use medpol_syntax::{Replacement, rewritten};

use crate::replacing::replace;
use crate::terminal::Terminal;

/// Rewrites the files of cases that did not come out as expected, each change shown first. What is rewritten is no
/// difference any more.
pub(super) fn update(tried: &mut [Tried], sources: &SourceMap, terminal: Terminal) {
    let mut files: BTreeMap<FileId, Vec<Replacement>> = BTreeMap::new();
    for Tried { trial, update } in tried.iter().filter(|tried| !tried.update.is_empty()) {
        let mut shown = format!("{}\n", trial.case);
        for (difference, update) in trial.differences.iter().zip(update) {
            let by_hand = if update.is_some() { "" } else { ", which is to be mended by hand" };
            let what = format!("{}: {} → {}", difference.keys.join("."), difference.expected, difference.got);
            let _ = writeln!(shown, "    {what}{by_hand}");
            if let Some(replacement) = update {
                let of_file = files.entry(replacement.value.file).or_default();
                // Several findings that differ are one list.
                if !of_file.contains(replacement) {
                    of_file.push(replacement.clone());
                }
            }
        }
        terminal.chatter(&shown);
    }
    let mut written: BTreeSet<FileId> = BTreeSet::new();
    for (file, replacements) in &files {
        match write(*file, replacements, sources) {
            Ok(()) => drop(written.insert(*file)),
            Err(why) => terminal.chatter(&format!("{why}\n")),
        }
    }
    let is_done = |update: &Option<Replacement>| update.as_ref().is_some_and(|one| written.contains(&one.value.file));
    let mut count = 0;
    for Tried { trial, update } in tried {
        let mut done = update.iter().map(is_done);
        trial.differences.retain(|_| !done.next().unwrap_or_default());
        count += update.iter().filter(|update| is_done(update)).count();
    }
    let all = if count == 1 { "1 expectation".to_owned() } else { format!("{count} expectations") };
    let files = if written.len() == 1 { "1 file".to_owned() } else { format!("{} files", written.len()) };
    terminal.chatter(&format!("rewrote {all} in {files}: read each change before you keep it\n"));
}

/// Writes a file with other expectations.
fn write(file: FileId, replacements: &[Replacement], sources: &SourceMap) -> Result<(), String> {
    let Some(source) = sources.file(file) else { return Err("a file that was read is not known any more".to_owned()) };
    let (name, text) = (source.name(), source.text());
    let kept = |why: &str| format!("{name} was not changed: {why}");
    let new = rewritten(text, replacements).ok_or_else(|| kept("two changes overlap"))?;
    // What is written has to be cases still.
    let again = cases_of_text(name, new.as_bytes(), &mut SourceMap::default());
    if again.cases.is_empty() || has_errors(&again.diagnostics) {
        return Err(kept("its cases could not be read any more; mend it by hand"));
    }
    replace(Path::new(name), text.as_bytes(), &new).map_err(|why| kept(&why))
}

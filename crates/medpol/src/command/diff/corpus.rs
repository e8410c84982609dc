//! The cases that are tried: files and folders, or one on each line of NDJSON.
//!
//! A line is a case, or a record of a decision log that keeps its facts. What is in a case is not looked at.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use medpol_answer::{RECORD_FORMAT, Record};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_difference::TriedCase;
use medpol_library::{WrittenCase, find_cases, open_file};
use medpol_syntax::parse;

use crate::failure::Failure;
use crate::lines::{LONGEST, Line, Lines};

/// The cases, and what is wrong with those that cannot be read.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    pub(super) cases: Vec<TriedCase>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the cases at a path.
pub(super) fn read(path: &Path, sources: &mut SourceMap) -> Result<Corpus, Failure> {
    if path.as_os_str() == "-" {
        return of_lines("<stdin>", io::stdin().lock());
    }
    let is_lines = ["ndjson", "jsonl"].iter().any(|known| path.extension().is_some_and(|own| own == *known));
    if !is_lines {
        let found = find_cases(path, sources);
        let tried = |case: WrittenCase| TriedCase { name: case.name.clone(), case: Ok(Box::new(case)) };
        let diagnostics: Vec<Diagnostic> =
            found.diagnostics.into_iter().filter(|one| has_errors(std::slice::from_ref(one))).collect();
        return Ok(Corpus { cases: found.cases.into_iter().map(tried).collect(), diagnostics });
    }
    match open_file(path, sources) {
        Ok(file) => of_lines::<BufReader<File>>(&path.to_string_lossy(), BufReader::new(file)),
        Err(problem) => Ok(Corpus { cases: Vec::new(), diagnostics: vec![*problem] }),
    }
}

fn of_lines<R: BufRead>(name: &str, reader: R) -> Result<Corpus, Failure> {
    let mut lines = Lines::of(reader);
    let mut corpus = Corpus::default();
    loop {
        let case = match lines.next()? {
            None => return Ok(corpus),
            Some(Line::TooLong) => Err(format!("the line is longer than {} MiB", LONGEST >> 20)),
            Some(Line::Whole(line)) => case(line),
        };
        corpus.cases.push(TriedCase { name: format!("{name}:{}", lines.number()), case });
    }
}

/// The case on a line.
fn case(line: &[u8]) -> Result<Box<WrittenCase>, String> {
    let record = serde_json::from_slice::<Record>(line).ok().filter(|record| record.format == RECORD_FORMAT);
    let text = match &record {
        None => line,
        Some(record) => record.facts.as_deref().ok_or("the record keeps no facts")?.as_bytes(),
    };
    // The texts of a corpus may be many, and nobody is shown a place in them.
    let mut sources = SourceMap::default();
    let parsed = parse(&mut sources, "a line", text);
    match WrittenCase::single("a line", parsed) {
        (Some(case), _) => Ok(Box::new(case)),
        (None, problems) => {
            let first = problems.iter().find(|one| has_errors(std::slice::from_ref(*one)));
            Err(first.map_or_else(|| "no case".to_owned(), |one| format!("{}: {}", one.code.number, one.message)))
        }
    }
}

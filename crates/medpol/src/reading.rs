//! Reading what the arguments name: cases from files, rows of suites or standard input.
//!
//! What is in a case is not looked at.

use std::io;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{
    FoundCases, Library, WrittenCase, cases_of_gone_policies, cases_of_text, find_cases, read_file, read_stream,
};

/// What the arguments of a command name.
#[derive(Debug)]
pub(crate) struct Named {
    /// The cases that could be read, in order.
    pub(crate) cases: Vec<WrittenCase>,
    /// What is wrong with the others.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether one case was asked for.
    pub(crate) how_many: HowMany,
}

/// Whether one answer is given, or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HowMany {
    /// One case was asked for.
    One,
    /// Several were, or a whole suite.
    Several,
}

impl HowMany {
    /// How many cases this number of arguments asks for, if none of them is a suite.
    pub(crate) const fn of(arguments: usize) -> Self {
        if arguments == 1 { Self::One } else { Self::Several }
    }
}

impl Named {
    /// Reads the cases that arguments name: files, and rows of suites as `FILE#ROW`; `-` is standard
    /// input.
    pub(crate) fn read(arguments: &[PathBuf], sources: &mut SourceMap) -> Self {
        let how_many = HowMany::of(arguments.len());
        let mut named = Self { cases: Vec::new(), diagnostics: Vec::new(), how_many };
        for argument in arguments {
            let FoundCases { cases, diagnostics, .. } = found(argument, sources);
            // A row that was named is called as the argument is.
            let is_of_suite = |case: &WrittenCase| case.line.is_some() && !is_named_row(argument, &case.name);
            if cases.iter().any(is_of_suite) {
                named.how_many = HowMany::Several;
            }
            named.cases.extend(cases);
            named.diagnostics.extend(diagnostics);
        }
        named
    }
}

/// Whether an argument names the row with this name, and not its whole suite.
fn is_named_row(argument: &Path, name: &str) -> bool {
    let row = name.rsplit_once('#').map(|(_, row)| format!("#{row}"));
    row.is_some_and(|row| argument.to_string_lossy().ends_with(&row))
}

fn found(argument: &Path, sources: &mut SourceMap) -> FoundCases {
    let refused = |problem: Box<Diagnostic>| FoundCases { diagnostics: vec![*problem], ..FoundCases::default() };
    if argument.as_os_str() == "-" {
        let name = "<stdin>";
        return match read_stream(name, io::stdin().lock(), sources) {
            Ok(bytes) => cases_of_text(name, &bytes, sources),
            Err(problem) => refused(problem),
        };
    }
    if argument.is_dir() {
        return read_file(argument, sources).map_or_else(refused, |_| FoundCases::default());
    }
    find_cases(argument, sources)
}

/// Where the cases of a library's policies lie, and those of policies that are gone.
pub(crate) fn folders(library: &Library, fixtures: &Path) -> Vec<PathBuf> {
    let own = library.ids().into_iter().map(|id| fixtures.join(id)).filter(|folder| folder.is_dir());
    own.chain(cases_of_gone_policies(library, fixtures)).collect()
}

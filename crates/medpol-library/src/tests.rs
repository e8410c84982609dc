//! Loading, choosing versions and checking, against small libraries in temporary folders.
//!
//! What the compiler finds in a file is tested there; here it only has to arrive.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cases;
mod checks;
mod consequences;
mod doubts;
mod loading;
mod sharing;
mod suites;

use std::fs;
use std::path::{Path, PathBuf};

use medpol_diagnostics::{Diagnostic, SourceMap};
use tempfile::TempDir;

const LIBRARY: &str = "\
format: medpol/library/1
base: base
anchor: request.date_of_service
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services
  state: request.state
rank: [payer-policy]
";

const VOCABULARY: &str = "\
format: medpol/vocabulary/1
id: base
facts:
  request:
    type: record
    label: Request
    fields:
      date_of_service: { type: date, label: Date of service }
      payer: { type: text, label: Payer }
      line_of_business: { type: text, label: Line of business }
      services: { type: list, of: { type: text }, label: Services }
      state: { type: text, label: State }
  fever: { type: boolean, label: Fever }
";

/// A policy with the criterion `fever` and the exclusion `calm`.
pub(crate) fn policy(id: &str, version: &str, status: &str, effective: &str) -> String {
    format!(
        "\
format: medpol/policy/1
id: {id}
version: \"{version}\"
title: Aspirin
publisher: Acme
kind: payer-policy
status: {status}
basis: published
effective: {{ {effective} }}
vocabulary: base
applies_to: {{ payers: [{id}], lines_of_business: [commercial], services: [A1], states: all }}
sources:
  - {{ id: paper, class: internal, title: Paper }}
criteria:
  - {{ id: fever, text: Fever, source: [{{ ref: paper, section: A }}], fact: fever }}
exclusions:
  - {{ id: calm, text: No fever, source: [{{ ref: paper, section: B }}], fact: fever, is: false }}
revisions:
  - {{ version: \"{version}\", date: 2020-01-01, note: First }}
"
    )
}

/// A folder that goes away with the test.
pub(crate) struct Folder {
    root: TempDir,
    pub(crate) sources: SourceMap,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { root: TempDir::new().unwrap(), sources: SourceMap::default() }
    }

    /// A folder with a library in `policies` that has one vocabulary and these versions of
    /// `acme/aspirin`: version, status and effective period.
    pub(crate) fn with_versions(versions: &[(&str, &str, &str)]) -> Self {
        let folder = Self::new();
        folder.write("policies/library.yaml", LIBRARY);
        folder.write("policies/vocabulary/base.yaml", VOCABULARY);
        for (version, status, effective) in versions {
            let text = policy("acme/aspirin", version, status, effective);
            folder.write(&format!("policies/acme/aspirin/{version}.yaml"), &text);
        }
        folder
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.path().join(below)
    }

    pub(crate) fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Code and place below the folder of each diagnostic, one a line, with the message of those that
    /// are made here.
    pub(crate) fn lines(&self, diagnostics: &[Diagnostic]) -> String {
        let line = |diagnostic: &Diagnostic| {
            let span = diagnostic.primary.span;
            let (position, name) = (self.sources.position(span), self.sources.name(span));
            let place = Path::new(name).strip_prefix(self.root.path()).unwrap_or(Path::new(name)).display();
            let (line, column) = (position.line, position.column);
            let number = diagnostic.code.number;
            let is_ours = ["P0014", "P0015", "R0013", "R0014"].contains(&number);
            let message = if is_ours { format!(" {}", self.clean(&diagnostic.message)) } else { String::new() };
            format!("{number} {place}:{line}:{column}{message}\n")
        };
        diagnostics.iter().map(line).collect()
    }

    /// A text without the name of the temporary folder.
    pub(crate) fn clean(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.root.path().display()), "")
    }

    #[track_caller]
    pub(crate) fn expect(&self, diagnostics: &[Diagnostic], expected: &str) {
        assert_eq!(self.lines(diagnostics), expected, "{diagnostics:#?}");
    }
}

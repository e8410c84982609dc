//! The cases that a document holds: one, or the rows of a suite.
//!
//! A case is read once; what is asked of it afterwards asks the same document. What its facts mean is
//! not known here.

use std::path::{Path, PathBuf};

use medpol_compiler::{Document, SuiteRow, read, suite_rows};
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes, has_errors, nearest, sort};
use medpol_syntax::document::{CaseDocument, DocumentKind, Read, SuiteDocument};
use medpol_syntax::{Entry, Node, Parsed};

use crate::file::at;
use crate::written_digest;

/// A case as it was written: a document of its own, or a row of a suite.
#[derive(Clone, Debug)]
pub struct WrittenCase {
    /// Where it was read from; a row is called `FILE#ROW`.
    pub name: String,
    /// The line on which it begins, where it is a row.
    pub line: Option<usize>,
    /// The name of the row, where it is one.
    row: Option<Span>,
    pub(crate) document: Box<CaseDocument>,
    root: Node,
}

impl WrittenCase {
    /// The case that a text holds. `None`, with diagnostics that say why, where it is anything else.
    pub fn single(name: &str, parsed: Parsed) -> (Option<Self>, Vec<Diagnostic>) {
        let mut diagnostics = parsed.diagnostics;
        let case = parsed.root.and_then(|root| {
            let document = match read(&root, &mut diagnostics)? {
                Document::Suite(suite) => {
                    return refuse(not_a_case("suite of cases", suite.format.span), &mut diagnostics);
                }
                document => case_of(document, &mut diagnostics)?,
            };
            Some(Self { name: name.to_owned(), line: None, row: None, document, root })
        });
        sort(&mut diagnostics);
        (case.filter(|_| !has_errors(&diagnostics)), diagnostics)
    }

    /// The same without what its author expects of it: nothing but its facts moves an answer.
    #[must_use]
    pub fn without_expectation(mut self) -> Self {
        self.document.expect = None;
        self
    }

    /// The document.
    pub fn document(&self) -> &CaseDocument {
        &self.document
    }

    /// How many bytes of text it was written in.
    pub fn length(&self) -> usize {
        let Span { start, end, .. } = self.root.span;
        end.saturating_sub(start) as usize
    }

    /// Where it says what its author expects: a row by its name, else by `expect`, else the whole case.
    pub fn place_of_expectation(&self) -> Span {
        let expect = self.document.expect.as_ref().map(|expect| expect.span);
        self.row.or(expect).unwrap_or(self.root.span)
    }

    /// The place of a fact, by its path; where it says nothing of the fact, where it speaks of what is above.
    pub fn place_of(&self, path: &str) -> Span {
        let mut place = &self.document.facts.0;
        for name in path.split('.') {
            match place.get(name) {
                Some(inner) => place = inner,
                None => break,
            }
        }
        place.span
    }

    /// What it expects under some keys, such as `criteria` and `adult`.
    pub fn expected(&self, keys: &[String]) -> Option<&Entry> {
        let mut entry = self.root.entry("expect")?;
        for key in keys {
            entry = entry.value.entry(key)?;
        }
        Some(entry)
    }

    /// Its title.
    pub fn title(&self) -> Option<&str> {
        self.document.title.as_ref().map(|title| &*title.text)
    }

    /// The digest of its facts and evidence as they were written.
    pub fn digest(&self) -> String {
        written_digest(&self.root)
    }

    /// The policy that it says it is for, as `id` or `id@version`.
    pub fn expected_policy(&self) -> Option<&str> {
        self.document.expect.as_ref()?.policy.as_ref().map(|policy| &*policy.text)
    }

    /// Whether it says which policy it is for.
    pub fn expects_policy(&self) -> bool {
        self.expected_policy().is_some()
    }

    /// Whether nobody has reviewed yet what it expects.
    pub fn needs_review(&self) -> bool {
        self.document.expect.as_ref().is_some_and(|expect| expect.review.is_some())
    }

    /// P0482 where nobody has reviewed yet what it expects.
    pub fn review_needed(&self) -> Option<Diagnostic> {
        let mark = self.document.expect.as_ref()?.review.as_ref()?;
        let problem = Diagnostic::new(&codes::P0482, mark.span, "nobody has reviewed what this case expects");
        Some(
            problem
                .label("what the policy said when the case was suggested")
                .help("compare it with the policy's document, then take `review` out"),
        )
    }

    /// Whether it says what should govern.
    pub fn expects_governance(&self) -> bool {
        self.document.expect.as_ref().is_some_and(|expect| expect.governs.is_some())
    }
}

/// A file with cases, and which of them are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CaseFile<'a> {
    /// How the file is shown.
    pub(crate) name: &'a str,
    /// The row that is asked for; none for all cases.
    pub(crate) row: Option<&'a str>,
    /// Its tree.
    pub(crate) root: &'a Node,
}

impl CaseFile<'_> {
    /// The cases of the file, those with mistakes in their shape left out.
    pub(crate) fn cases(self, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Vec<WrittenCase> {
        let Self { name, row, root } = self;
        let before = diagnostics.len();
        match read(root, diagnostics) {
            Some(Document::Suite(suite)) if diagnostics.len() == before => self.rows(&suite, sources, diagnostics),
            Some(Document::Suite(_)) | None => Vec::new(),
            Some(document) => {
                let Some(document) = case_of(document, diagnostics) else { return Vec::new() };
                if let Some(row) = row {
                    let problem = unknown_row(name, row, sources).label("a single case, which has no rows");
                    diagnostics.push(problem.help(format!("name the file alone: `{name}`")));
                    return Vec::new();
                }
                let case = WrittenCase { name: name.to_owned(), line: None, row: None, document, root: root.clone() };
                if has_errors(diagnostics.get(before..).unwrap_or_default()) { Vec::new() } else { vec![case] }
            }
        }
    }

    fn rows(
        self,
        suite: &SuiteDocument,
        sources: &mut SourceMap,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<WrittenCase> {
        let Self { name, row, root } = self;
        if let Some(wanted) = row
            && suite.rows.iter().all(|row| *row.name.text != *wanted)
        {
            let names = suite.rows.iter().map(|row| &*row.name.text);
            let problem = unknown_row(name, wanted, sources).label("no row of this name");
            diagnostics.push(match nearest(wanted, names) {
                Some(near) => problem.help(format!("did you mean `{name}#{near}`?")),
                None => problem.help(format!("see the names of the rows in `{name}`")),
            });
            return Vec::new();
        }
        let rows = suite_rows(root, suite, diagnostics);
        let is_wanted = |found: &SuiteRow| row.is_none_or(|wanted| *found.name.text == *wanted);
        let case = |row: SuiteRow| {
            Some(WrittenCase {
                name: format!("{name}#{}", row.name.text),
                line: Some(sources.position(row.name.span).line),
                row: Some(row.name.span),
                document: Box::new(CaseDocument::read(&row.case)?),
                root: row.case,
            })
        };
        rows.into_iter().filter(is_wanted).filter_map(case).collect()
    }
}

/// R0028 at the name of a row that is not there.
fn unknown_row(file: &str, row: &str, sources: &mut SourceMap) -> Diagnostic {
    let place = at(&format!("{file}#{row}"), sources);
    Diagnostic::new(&codes::R0028, place, format!("there is no row `{row}` in `{file}`"))
}

/// A path as it is given, and the row that it names: `FILE#ROW`, unless a file has that very name.
pub(crate) fn split_row(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_str().filter(|_| !path.exists());
    match text.and_then(|text| text.rsplit_once('#')) {
        Some((file, row)) if !file.is_empty() => (PathBuf::from(file), Some(row.to_owned())),
        Some(_) | None => (path.to_owned(), None),
    }
}

/// The case that a document is; any other document is reported.
fn case_of(document: Document, diagnostics: &mut Vec<Diagnostic>) -> Option<Box<CaseDocument>> {
    let problem = match document {
        Document::Case(document) => return Some(document),
        Document::Suite(other) => not_a_case("suite of cases", other.format.span),
        Document::Library(other) => not_a_case("library file", other.format.span),
        Document::Policy(other) => not_a_case("policy", other.format.span),
        Document::Criteria(other) => not_a_case("set of criteria", other.format.span),
        Document::Vocabulary(other) => not_a_case("vocabulary", other.format.span),
        Document::ValueSet(other) => not_a_case("value set", other.format.span),
        Document::CodeSystem(other) => not_a_case("code system", other.format.span),
    };
    refuse(problem, diagnostics)
}

fn not_a_case(what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&codes::P0105, span, format!("this is a {what}, not a case"))
        .label(format!("a case has `{}` here", DocumentKind::Case.format()))
        .help("name a file that holds a case")
}

pub(crate) fn refuse<T>(problem: Diagnostic, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    diagnostics.push(problem);
    None
}

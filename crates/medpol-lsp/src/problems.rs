//! What is wrong, at the places of the protocol, and the mends that are known for it.
//!
//! What is wrong is said by the library; nothing is looked for here.

use std::collections::BTreeMap;
use std::fmt::Write;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DiagnosticRelatedInformation, DiagnosticSeverity, DocumentChanges,
    Location, NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, PublishDiagnosticsParams, Range,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};
use medpol_diagnostics::{Diagnostic, Severity, SourceMap, Span};
use medpol_library::Laid;

use crate::address;
use crate::place::Lines;
use crate::workspace::Workspace;

/// What is wrong now, file by file; files that are open are there in any case.
pub(crate) fn published(workspace: &mut Workspace) -> Vec<PublishDiagnosticsParams> {
    let laid = workspace.laid();
    let mut files: BTreeMap<String, PublishDiagnosticsParams> = BTreeMap::new();
    for (address, buffer) in workspace.buffers() {
        if let Ok(uri) = address.parse() {
            let params = PublishDiagnosticsParams::new(uri, Vec::new(), Some(buffer.version));
            files.insert(address.to_owned(), params);
        }
    }
    for problem in &laid.diagnostics {
        let Some(uri) = address_of(problem.primary.span, &laid.sources, workspace) else { continue };
        let params = files
            .entry(uri.as_str().to_owned())
            .or_insert_with(|| PublishDiagnosticsParams::new(uri, Vec::new(), None));
        params.diagnostics.push(told(problem, &laid, workspace));
    }
    files.into_values().collect()
}

/// The address of the file of a place, as the editor calls it.
pub(crate) fn address_of(span: Span, sources: &SourceMap, workspace: &Workspace) -> Option<Uri> {
    let path = std::path::Path::new(sources.name(span));
    let open = workspace.buffers().find(|(_, buffer)| buffer.path == path).map(|(address, _)| address);
    open.and_then(|address| address.parse().ok()).or_else(|| address::address(path))
}

pub(crate) fn range_of(span: Span, sources: &SourceMap) -> Range {
    sources.file(span.file).map(|file| Lines::of(file.text()).range(span)).unwrap_or_default()
}

fn told(problem: &Diagnostic, laid: &Laid, workspace: &Workspace) -> lsp_types::Diagnostic {
    let mut message = problem.message.clone();
    if !problem.primary.text.is_empty() {
        message = format!("{message}: {}", problem.primary.text);
    }
    for help in &problem.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    if problem.further > 0 {
        let _ = write!(message, "\n{} more like it in this file", problem.further);
    }
    let related = problem.secondary.iter().filter_map(|label| {
        let uri = address_of(label.span, &laid.sources, workspace)?;
        let location = Location { uri, range: range_of(label.span, &laid.sources) };
        Some(DiagnosticRelatedInformation { location, message: label.text.clone() })
    });
    lsp_types::Diagnostic {
        range: range_of(problem.primary.span, &laid.sources),
        severity: Some(match problem.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(problem.code.number.to_owned())),
        source: Some("medpol".to_owned()),
        message,
        related_information: Some(related.collect()),
        ..lsp_types::Diagnostic::default()
    }
}

/// The mends of what is wrong in a range.
pub(crate) fn mends(workspace: &mut Workspace, address: &Uri, range: Range) -> Vec<CodeActionOrCommand> {
    let Some(buffer) = workspace.buffer(address).cloned() else { return Vec::new() };
    let laid = workspace.laid();
    let Some(file) = laid.file(&buffer.path).map(|file| file.file) else { return Vec::new() };
    let lines = Lines::of(&buffer.text);
    let (start, end) = (lines.offset(range.start), lines.offset(range.end));
    let touches = |span: Span| span.file == file && span.start as usize <= end && start <= span.end as usize;
    let wrong = laid.diagnostics.iter().filter(|problem| touches(problem.primary.span));
    let mend = |problem: &Diagnostic| {
        let replacement = problem.replacement.as_ref().filter(|replacement| replacement.span.file == file)?;
        let new_text = replacement.text.clone();
        let shown = new_text.lines().next().unwrap_or_default().trim().to_owned();
        let title = if shown.is_empty() { "Remove it".to_owned() } else { format!("Write `{shown}`") };
        let edit = TextEdit { range: lines.range(replacement.span), new_text };
        Some(CodeActionOrCommand::CodeAction(CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![told(problem, &laid, workspace)]),
            edit: Some(edits(vec![(address.clone(), Some(buffer.version), vec![edit])])),
            is_preferred: Some(true),
            ..CodeAction::default()
        }))
    };
    wrong.filter_map(mend).collect()
}

/// Changes of some files, in their order.
pub(crate) fn edits(files: Vec<(Uri, Option<i32>, Vec<TextEdit>)>) -> WorkspaceEdit {
    let files = files.into_iter().map(|(uri, version, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
        edits: edits.into_iter().map(OneOf::Left).collect(),
    });
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(files.collect())), ..WorkspaceEdit::default() }
}

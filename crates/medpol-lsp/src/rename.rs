//! Renaming a criterion through its policy and the cases that name it.
//!
//! Other names are shared by more than an editor sees, and are not renamed here.

use std::collections::BTreeMap;

use lsp_types::{Position, PrepareRenameResponse, TextEdit, Uri, WorkspaceEdit};
use medpol_diagnostics::Span;

use crate::names::{Name, Occurrence, Role};
use crate::problems::{address_of, edits, range_of};
use crate::workspace::{Here, Workspace};

/// The place of the id at a position, if it is one of a criterion.
pub(crate) fn prepare(workspace: &mut Workspace, address: &Uri, position: Position) -> Option<PrepareRenameResponse> {
    let here = Here::at(workspace, address, position)?;
    let found = here.name()?;
    match &found.name {
        Name::Criterion { id, .. } => Some(PrepareRenameResponse::RangeWithPlaceholder {
            range: range_of(inside_of_quotes(found.span, &here), &here.laid.sources),
            placeholder: id.clone(),
        }),
        Name::Fact(_)
        | Name::Source { .. }
        | Name::ValueSet(_)
        | Name::Vocabulary(_)
        | Name::Policy(_)
        | Name::CriteriaSet(_)
        | Name::Code(_) => None,
    }
}

/// Renames the criterion at a position everywhere.
pub(crate) fn rename(
    workspace: &mut Workspace,
    address: &Uri,
    position: Position,
    new: &str,
) -> Result<WorkspaceEdit, String> {
    let no_criterion = || "only the id of a criterion can be renamed".to_owned();
    let here = Here::at(workspace, address, position).ok_or_else(no_criterion)?;
    let found = here.name().ok_or_else(no_criterion)?;
    let Name::Criterion { policy, id } = &found.name else { return Err(no_criterion()) };
    if !is_well_formed(new) {
        return Err(format!("`{new}` is no id: write small letters, digits and hyphens, such as `pain-six-months`"));
    }
    let names = workspace.names();
    // A case may leave the version away; where its policy has one alone, that is meant.
    let defined = names.iter().find(|other| other.role == Role::Definition && other.name.is_same(&found.name));
    let Some(Occurrence { name: Name::Criterion { policy: defined, .. }, .. }) = defined else {
        return Err(format!("no criterion of `{policy}` is called `{id}`"));
    };
    let taken = Name::Criterion { policy: defined.clone(), id: new.to_owned() };
    if names.iter().any(|other| other.role == Role::Definition && other.name == taken) {
        return Err(format!("`{defined}` has a criterion called `{new}` already"));
    }
    let name = Name::Criterion { policy: defined.clone(), id: id.clone() };
    let mut files: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for other in names.iter().filter(|other| other.name.is_same(&name)) {
        if let Some(uri) = address_of(other.span, &here.laid.sources, workspace) {
            files.entry(uri.as_str().to_owned()).or_default().push(inside_of_quotes(other.span, &here));
        }
    }
    let mut all = Vec::new();
    for (address, mut spans) in files {
        spans.sort_unstable();
        spans.dedup();
        let Ok(uri) = address.parse::<Uri>() else { continue };
        let version = workspace.buffer(&uri).map(|buffer| buffer.version);
        let change = |span: Span| TextEdit { range: range_of(span, &here.laid.sources), new_text: new.to_owned() };
        all.push((uri, version, spans.into_iter().map(change).collect()));
    }
    Ok(edits(all))
}

fn is_well_formed(id: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    id.split('-').all(is_word)
}

fn inside_of_quotes(span: Span, here: &Here) -> Span {
    if here.laid.sources.text(span).starts_with(['"', '\'']) {
        Span { start: span.start + 1, end: span.end.saturating_sub(1), ..span }
    } else {
        span
    }
}

//! Ids against paths: what a document is called and where it lies must agree.

use medpol_diagnostics::{Bearing, Diagnostic, codes};
use medpol_syntax::document::{CriteriaDocument, PolicyDocument, Text};

/// The id of a vocabulary or a value set is the file's name.
pub(crate) fn check_file_name(path: &str, id: &Text, diagnostics: &mut Vec<Diagnostic>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem != &*id.text {
        diagnostics.push(
            Diagnostic::new(
                &codes::P0212,
                id.span,
                format!("this file is called `{stem}`, but its id is `{}`", id.text),
            )
            .label("not the file's name")
            .help(format!("write `id: {stem}`, or rename the file to `{}.yaml`", id.text))
            .bearing(Bearing::Alone),
        );
    }
}

/// What lies at a path, by its id and version.
#[derive(Clone, Copy)]
pub(crate) struct Versioned<'a> {
    pub(crate) path: &'a str,
    /// What the document is called in a sentence.
    pub(crate) what: &'static str,
    pub(crate) id: &'a Text,
    pub(crate) version: &'a Text,
}

/// The id of a policy or of a set of criteria is its folder, its version the file's name.
pub(crate) fn check_id(document: Versioned<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Versioned { path, id, version, .. } = document;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if folder != &*id.text && !id.text.is_empty() {
        diagnostics.push(misplaced(document, folder, name));
    } else if stem != &*version.text && !version.text.is_empty() {
        diagnostics.push(
            Diagnostic::new(
                &codes::P0212,
                version.span,
                format!("this file is called `{stem}`, but its version is `{}`", version.text),
            )
            .label("not the file's name")
            .help(format!("write `version: \"{stem}\"`, or rename the file to `{}.yaml`", version.text))
            .bearing(Bearing::Alone),
        );
    }
}

/// A file in another folder than its id names; where it belongs, its name put right with it.
fn misplaced(document: Versioned<'_>, folder: &str, name: &str) -> Diagnostic {
    let Versioned { what, id, version, .. } = document;
    let is_named_right = name.rsplit_once('.').is_some_and(|(stem, _)| stem == &*version.text);
    let file = if is_named_right { name.to_owned() } else { format!("{}.yaml", version.text) };
    let message = if folder.is_empty() {
        format!("{what} lies in no folder, but its id is `{}`", id.text)
    } else {
        format!("{what} lies in `{folder}`, but its id is `{}`", id.text)
    };
    let moved = format!("move the file to `{}/{file}`, and make the folder if it is not there", id.text);
    let is_like_an_id = folder.matches('/').count() == id.text.matches('/').count();
    let problem = Diagnostic::new(&codes::P0212, id.span, message).label("not the file's folder").help(moved);
    let problem = if is_like_an_id && is_named_right && !folder.is_empty() {
        problem.help(format!("or write `id: {folder}` if the folder is right"))
    } else {
        problem
    };
    problem.bearing(Bearing::Alone)
}

/// Sets of criteria lie in one folder, where whoever looks for one finds them all.
pub(crate) fn check_shared(id: &Text, diagnostics: &mut Vec<Diagnostic>) {
    if !id.text.starts_with("shared/") && !id.text.is_empty() {
        let name = id.text.rsplit('/').next().unwrap_or(&id.text);
        diagnostics.push(
            Diagnostic::new(
                &codes::P0212,
                id.span,
                format!("the set of criteria `{}` does not lie in `shared`", id.text),
            )
            .label("outside of `shared/`")
            .help(format!("write `id: shared/{name}`, and move the file to `policies/shared/{name}/`")),
        );
    }
}

impl<'a> Versioned<'a> {
    /// A policy.
    pub(crate) fn policy(path: &'a str, document: &'a PolicyDocument) -> Self {
        Self { path, what: "this policy", id: &document.id, version: &document.version }
    }

    /// A set of criteria.
    pub(crate) fn criteria(path: &'a str, document: &'a CriteriaDocument) -> Self {
        Self { path, what: "this set of criteria", id: &document.id, version: &document.version }
    }
}

//! A library with one document of another: what a change of a vocabulary or value set means by itself, whatever else
//! changed beside it.

use std::path::Path;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_syntax::document::DocumentKind;

use crate::Library;
use crate::loose_files::put;
use crate::path::name;
use crate::revision::Revision;
use crate::sides::{Asked, Side, SidePart};
use crate::tree::{Earlier, Tree};

/// A tree of files and how it is called.
struct Named {
    tree: Tree,
    name: String,
}

/// The first library, and the first with one document of the second. `None` where no two libraries are named.
pub(crate) fn isolated(
    asked: Asked<'_>,
    (kind, id): (DocumentKind, &str),
    sources: &mut SourceMap,
) -> Result<Option<[Side; 2]>, Vec<Diagnostic>> {
    let Some([before, after]) = trees(asked, sources)? else { return Ok(None) };
    let folder = asked.first.filter(|_| asked.from.is_none() && asked.to.is_none()).map_or(asked.policies, Path::new);
    let is_it = |file: &&crate::tree::TreeFile| file.kind == Some(kind) && file.text("id") == Some(id);
    let mut mixed = before.tree.clone();
    match after.tree.files.iter().find(is_it) {
        Some(document) => put(&mut mixed, document.clone()),
        None => mixed.files.retain(|file| !is_it(&file)),
    }
    let called = format!("{} with `{id}` of {}", before.name, after.name);
    let mut side = |tree: &Tree, name: String| {
        let library = Library::compile(folder, tree, sources).called(name.clone());
        Side { name, library: Arc::new(library), part: SidePart::Document(kind, id.to_owned()) }
    };
    Ok(Some([side(&before.tree, before.name), side(&mixed, called)]))
}

fn trees(asked: Asked<'_>, sources: &mut SourceMap) -> Result<Option<[Named; 2]>, Vec<Diagnostic>> {
    match (asked.from, asked.to, asked.first, asked.second) {
        (None, None, Some(first), Some(second)) if Path::new(first).is_dir() && Path::new(second).is_dir() => {
            let mut on_disk = |folder: &str| {
                let folder = Path::new(folder);
                Named { tree: Tree::of_library(folder, &Earlier::default(), sources), name: name(folder) }
            };
            Ok(Some([on_disk(first), on_disk(second)]))
        }
        (None, None, _, _) | (_, _, Some(_), _) | (_, _, _, Some(_)) => Ok(None),
        (from, to, None, None) => {
            let before = of_revision(asked, from.or(Some("HEAD")), "--from", sources)?;
            Ok(Some([before, of_revision(asked, to, "--to", sources)?]))
        }
    }
}

/// A revision; what is on disk where none is named.
fn of_revision(
    asked: Asked<'_>,
    revision: Option<&str>,
    option: &str,
    sources: &mut SourceMap,
) -> Result<Named, Vec<Diagnostic>> {
    let policies = asked.policies;
    let Some(revision) = revision else {
        let tree = Tree::of_library(policies, &Earlier::default(), sources);
        return Ok(Named { tree, name: format!("{} on disk", name(policies)) });
    };
    let wanted = Revision { name: revision, option, git: asked.git };
    let tree = Tree::at_revision(policies, wanted, sources).map_err(|problem| vec![*problem])?;
    Ok(Named { tree, name: format!("{} at {revision}", name(policies)) })
}

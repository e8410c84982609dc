//! Where a name is defined, and where it is used.
//!
//! What names there are is known to `names`.

use lsp_types::{Location, Position, ReferenceContext, Uri};

use crate::names::{Occurrence, Role};
use crate::problems::{address_of, range_of};
use crate::workspace::{Here, Workspace};

/// Whether definitions are among the references that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Definitions {
    Included,
    LeftOut,
}

impl Definitions {
    pub(crate) const fn of(context: ReferenceContext) -> Self {
        if context.include_declaration { Self::Included } else { Self::LeftOut }
    }
}

pub(crate) fn definition(workspace: &mut Workspace, address: &Uri, position: Position) -> Vec<Location> {
    let Some((here, name)) = named(workspace, address, position) else { return Vec::new() };
    let names = workspace.names();
    places(workspace, &here, names.iter().filter(|found| Here::is_defined(&name.name, found)))
}

pub(crate) fn references(
    workspace: &mut Workspace,
    address: &Uri,
    position: Position,
    definitions: Definitions,
) -> Vec<Location> {
    let Some((here, name)) = named(workspace, address, position) else { return Vec::new() };
    let names = workspace.names();
    let is_wanted = |found: &&Occurrence| {
        found.name.is_same(&name.name) && (definitions == Definitions::Included || found.role == Role::Use)
    };
    places(workspace, &here, names.iter().filter(is_wanted))
}

fn named(workspace: &mut Workspace, address: &Uri, position: Position) -> Option<(Here, Occurrence)> {
    let here = Here::at(workspace, address, position)?;
    let name = here.name()?;
    Some((here, name))
}

fn places<'a>(workspace: &Workspace, here: &Here, found: impl Iterator<Item = &'a Occurrence>) -> Vec<Location> {
    let sources = &here.laid.sources;
    let place = |found: &Occurrence| {
        Some(Location { uri: address_of(found.span, sources, workspace)?, range: range_of(found.span, sources) })
    };
    let mut places: Vec<Location> = found.filter_map(place).collect();
    places.dedup();
    places
}

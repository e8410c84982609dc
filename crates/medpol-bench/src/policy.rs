//! The real policy, loaded from the library.

use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_library::Library;

/// The library of this repository.
pub fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    Library::load(&folder, &mut SourceMap::default())
}

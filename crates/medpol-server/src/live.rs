//! The library that is served, as the rest of the server sees it.
//!
//! What is loaded, when and why is `medpol-library`'s business.

use std::path::Path;
use std::sync::Arc;

use medpol_diagnostics::SourceMap;
use medpol_library::Library;

pub(crate) struct Snapshot {
    pub(crate) library: Library,
    pub(crate) generation: u64,
    pub(crate) digest: String,
}
pub(crate) struct Live(Arc<Snapshot>);
impl Live {
    pub(crate) fn load(folder: &Path) -> Self {
        Self(Arc::new(Snapshot { library: Library::load(folder, &mut SourceMap::default()), generation: 1, digest: "d".into() }))
    }
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> { Arc::clone(&self.0) }
}

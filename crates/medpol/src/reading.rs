//! Reading what the arguments name: cases from files or standard input.
//!
//! What is in them is not looked at.

use std::io;
use std::path::Path;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_library::{read_file, read_stream};

/// The bytes of a case and the name under which it is shown.
pub(crate) struct Read {
    /// Its name.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Reads a case; `-` is standard input.
pub(crate) fn read(case: &Path, sources: &mut SourceMap) -> Result<Read, Box<Diagnostic>> {
    if case.as_os_str() == "-" {
        let name = "<stdin>".to_owned();
        read_stream(&name, io::stdin().lock(), sources).map(|bytes| Read { name, bytes })
    } else {
        read_file(case, sources).map(|bytes| Read { name: case.display().to_string(), bytes })
    }
}

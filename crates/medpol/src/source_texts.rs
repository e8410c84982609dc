//! The texts of documents in a folder, for the commands that hold quotes against them.
//!
//! What is compared, and how, is known in `medpol-analysis`.

use std::path::{Path, PathBuf};

use medpol_analysis::DocumentText;
use medpol_diagnostics::{Diagnostic, SourceMap, Span, codes};
use medpol_library::read_file;

/// Files of other kinds are no texts.
const ENDINGS: [&str; 3] = ["txt", "md", "markdown"];

/// A text, or every text in a folder by name; or what keeps one from being read.
pub(crate) fn read(folder: &Path, sources: &mut SourceMap) -> Result<Vec<DocumentText>, Vec<Diagnostic>> {
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for path in paths(folder, sources)? {
        match text(&path, sources) {
            Ok(text) => texts.push(text),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// The text itself, or the texts of a folder, by name.
fn paths(named: &Path, sources: &mut SourceMap) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let is_folder = std::fs::metadata(named).is_ok_and(|metadata| metadata.is_dir());
    let Some(entries) = std::fs::read_dir(named).ok().filter(|_| is_folder) else {
        return Ok(vec![named.to_owned()]);
    };
    let is_text = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ENDINGS.contains(&ending)) && path.is_file()
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_text).collect();
    paths.sort();
    if paths.is_empty() {
        let name = named.to_string_lossy().into_owned();
        let message = format!("there is no text in `{name}`");
        let span = Span { file: sources.add(name, ""), start: 0, end: 0 };
        let found = Diagnostic::new(&codes::P0014, span, message).label("no file that ends in `.txt` or `.md`");
        return Err(vec![found.help("put the text of each document here as a file of plain text or Markdown")]);
    }
    Ok(paths)
}

fn text(path: &Path, sources: &mut SourceMap) -> Result<DocumentText, Box<Diagnostic>> {
    let bytes = read_file(path, sources)?;
    let name = path.to_string_lossy().into_owned();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let file = sources.add(name.clone(), text.clone());
    Ok(DocumentText::read(file, &name, &text))
}

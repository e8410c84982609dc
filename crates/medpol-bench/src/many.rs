//! A large library, made from the real one: every policy again and again, each round of copies for
//! payers of its own, so that no two claim the same requests.
//!
//! Copies are made in the text, as an author would make them. Nothing here loads or measures.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Copies the library in `from` to `to`, with copies of its policies in their place until there are
/// `count` of them. The copies of publisher `p` in round `n` are for the payer `p-n`. Returns how many
/// bytes of YAML that is.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn multiply(from: &Path, to: &Path, count: usize) -> io::Result<usize> {
    let files = files(from)?;
    let mut bytes = 0;
    let mut write = |below: &Path, text: &str| {
        bytes += text.len();
        let path = to.join(below);
        fs::create_dir_all(path.parent().unwrap_or(to))?;
        fs::write(path, text)
    };
    let mut policies = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path)?;
        let below = path.strip_prefix(from).unwrap_or(&path).to_owned();
        if text.contains("format: medpol/policy/1") {
            policies.push((below, text));
        } else {
            write(&below, &text)?;
        }
    }
    for copy in 0..count {
        let Some((below, text)) = policies.get(copy % policies.len()) else { break };
        let round = copy / policies.len();
        let publisher = below.iter().next().unwrap_or_default().to_string_lossy();
        let copied = for_payer(text, &format!("copy-{round}"), &format!("{publisher}-{round}"));
        write(&Path::new(&format!("copy-{round}")).join(below), &copied)?;
    }
    Ok(bytes)
}

/// The same policy below another folder and for another payer, and nothing else.
fn for_payer(text: &str, folder: &str, payer: &str) -> String {
    let mut copy = String::with_capacity(text.len() + 64);
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("id: ") {
            copy.extend(["id: ", folder, "/", id]);
        } else if let Some(id) = line.strip_prefix("to: ").filter(|id| id.contains('/')) {
            copy.extend(["to: ", folder, "/", id]);
        } else if line == "applies_to:" {
            copy.extend(["applies_to:\n  payers: [", payer, "]"]);
        } else if let Some(rest) = line.strip_prefix("applies_to: {") {
            copy.extend(["applies_to: { payers: [", payer, "],", &without_payers(rest)]);
        } else if line.starts_with("succeeded_by:") || line.starts_with("  payers:") {
            continue;
        } else {
            copy.push_str(line);
        }
        copy.push('\n');
    }
    copy
}

/// A flow mapping without its payers.
fn without_payers(line: &str) -> String {
    match (line.find("payers: ["), line.find("],")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", line.get(..start).unwrap_or_default(), line.get(end + 2..).unwrap_or_default())
        }
        _ => line.to_owned(),
    }
}

/// The YAML files below a folder, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    Ok(found)
}

//! The tables: which slips there are, and what each is to earn.
//!
//! How a slip changes the files is known to `edit`.

use std::path::Path;

use medpol_diagnostics::SourceMap;
use medpol_syntax::Node;

use crate::edit::Edit;

/// One table.
pub struct Table {
    /// Its name: that of its file.
    pub name: String,
    /// Its slips.
    pub slips: Vec<Slip>,
}

/// One slip.
pub struct Slip {
    /// What was done, in words.
    pub name: String,
    /// The change.
    pub edit: Edit,
    /// How many errors it earns.
    pub errors: usize,
    /// How many warnings it earns.
    pub warnings: usize,
}

impl Table {
    /// The tables of a folder, by name.
    pub fn all(folder: &Path) -> Vec<Self> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let parsed = medpol_syntax::parse(&mut SourceMap::default(), &name, &std::fs::read(path).unwrap());
        assert!(parsed.diagnostics.is_empty(), "{name}: {:?}", parsed.diagnostics);
        let root = parsed.root.unwrap();
        let file = root.get("file").and_then(Node::text).unwrap_or_else(|| panic!("{name} has no `file`"));
        let slips = root.get("slips").and_then(Node::sequence).unwrap_or_else(|| panic!("{name} has no `slips`"));
        let slips: Vec<Slip> = slips.iter().map(|slip| Slip::read(file, slip)).collect();
        for (at, slip) in slips.iter().enumerate() {
            assert!(slips.iter().take(at).all(|other| other.name != slip.name), "{name}: two slips `{}`", slip.name);
        }
        Self { name, slips }
    }
}

impl Slip {
    fn read(file: &str, node: &Node) -> Self {
        let text = |key: &str| node.get(key).and_then(Node::scalar);
        let name = text("slip").unwrap().to_owned();
        let number = |key: &str| text(key).map(|written| written.parse::<usize>().unwrap());
        let (errors, warnings) = (number("errors"), number("warnings"));
        let is_usual = errors.unwrap_or(1) == 1 && warnings.unwrap_or(0) == 0;
        assert!(is_usual != text("because").is_some(), "{name}: `because` says why it does not earn one error");
        let edit = Edit::read(file, node);
        Self { name, edit, errors: errors.unwrap_or(1), warnings: warnings.unwrap_or(0) }
    }
}

//! Files, and parts of files, that follow from others.
//!
//! Each generator returns texts; only this module compares and writes them. A generated file is
//! committed, so that a reader needs no build and a change of it is seen in review.

mod codes;
mod commands;
mod comparators;
mod crates;
mod dictionary;
mod examples;
mod keys;
mod numbers;
mod schemas;
mod units;

use crate::failure::Failure;
use crate::finding::Finding;
use crate::tree::Tree;

/// A file as it should be.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    /// Its path from the root.
    pub(crate) path: String,
    /// Its whole text.
    pub(crate) text: String,
}

/// Writes what is not up to date; finds only what cannot be written.
pub(crate) fn write(tree: &Tree) -> Result<Vec<Finding>, Failure> {
    for Generated { path, text } in all(tree)? {
        if tree.file(&path).is_none_or(|file| file.text != text) {
            tree.write(&path, &text)?;
        }
    }
    Ok(strangers(tree))
}

/// Finds what is not up to date.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Finding>, Failure> {
    let stale = all(tree)?.into_iter().filter_map(|wanted| difference(tree, &wanted));
    Ok(stale.chain(strangers(tree)).collect())
}

fn all(tree: &Tree) -> Result<Vec<Generated>, Failure> {
    let mut all = schemas::generate()?;
    all.push(codes::generate());
    all.push(dictionary::generate());
    all.push(units::generate(comparators::generate(tree)?)?);
    all.push(crates::generate(tree)?);
    all.extend(keys::generate(tree)?);
    all.push(commands::generate(tree)?);
    for page in examples::generate(tree)? {
        all.push(if page.path == "README.md" { numbers::generate(tree, page)? } else { page });
    }
    Ok(all)
}

fn strangers(tree: &Tree) -> Vec<Finding> {
    schemas::strangers(tree).into_iter().chain(codes::strangers(tree)).collect()
}

/// The first line that is not as it should be.
fn difference(tree: &Tree, wanted: &Generated) -> Option<Finding> {
    let mend = "run `cargo xtask codegen` and commit what it writes";
    let Some(file) = tree.file(&wanted.path) else {
        return Some(Finding::new(&wanted.path, 1, "this generated file is missing", mend));
    };
    if file.text == wanted.text {
        return None;
    }
    let same = file.text.lines().zip(wanted.text.lines()).take_while(|(is, should)| is == should).count();
    Some(Finding::new(&wanted.path, same + 1, "from here on, this is not what would be generated", mend))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::tree::TextFile;

    #[test]
    fn a_difference_names_the_first_line() {
        let file = TextFile { path: "a.md".to_owned(), text: "one\ntwo\n".to_owned() };
        let tree = Tree { root: PathBuf::new(), files: vec![file] };
        let line = |text: &str| {
            let wanted = Generated { path: "a.md".to_owned(), text: text.to_owned() };
            difference(&tree, &wanted).map(|finding| finding.line)
        };
        assert_eq!(line("one\ntwo\n"), None);
        assert_eq!(line("one\nthree\n"), Some(2));
        assert_eq!(line("one\ntwo\nthree\n"), Some(3));
    }
}

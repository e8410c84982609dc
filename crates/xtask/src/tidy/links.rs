//! Links between the pages of the repository lead somewhere.
//!
//! Addresses on the web are not looked at.

use crate::finding::Finding;
use crate::tree::Tree;

pub(super) fn check(tree: &Tree, findings: &mut Vec<Finding>) {
    for page in tree.files.iter().filter(|file| file.extension() == "md") {
        for (number, line) in page.numbered() {
            let broken = targets(line).map(|target| joined(&page.path, target)).filter(|path| !tree.has(path));
            for path in broken {
                let mend = "correct the path; it is read from the folder of the page";
                findings.push(Finding::new(
                    &page.path,
                    number,
                    format!("this links to `{path}`, which is not there"),
                    mend,
                ));
            }
        }
    }
}

/// Where the links of a line lead, without what they point to inside of a page.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let links = line.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let here =
        links.filter(|target| !target.contains("://") && !target.starts_with(['#', '<']) && !target.contains(' '));
    here.map(|target| target.split('#').next().unwrap_or(target))
}

/// A path that is read from the folder of a file.
pub(super) fn joined(from: &str, path: &str) -> String {
    let mut names: Vec<&str> = from.split('/').collect();
    names.pop();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_paths_of_the_repository() {
        let found: Vec<&str> = targets("[a](b.md#c), [d](https://e.example), [f](#g), [h](../i/)").collect();
        assert_eq!(found, ["b.md", "../i/"]);
        assert_eq!(joined("crates/README.md", "../i/"), "i");
        assert_eq!(joined("README.md", "crates/README.md"), "crates/README.md");
    }
}

//! Nothing that was left for later, and nothing of one person's machine.

use crate::finding::Finding;
use crate::tree::{TextFile, Tree};

/// Marks of unfinished work, in two parts so that this file has none.
const MARKS: &[(&str, &str)] = &[("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")];

/// Where people keep their files.
const HOMES: &[(&str, &str)] = &[("/ho", "me/"), ("/Us", "ers/"), ("/ro", "ot/"), ("/wo", "rk/"), ("C:\\", "Users")];

const EXTENSIONS: &[&str] = &["rs", "toml", "md", "yaml", "yml", "json", "snap", "trycmd", "sh", "run", "gitignore"];

pub(super) fn check(tree: &Tree, findings: &mut Vec<Finding>) {
    let is_text = |file: &&TextFile| EXTENSIONS.contains(&file.extension()) || file.path == ".ci/run";
    for file in tree.files.iter().filter(is_text) {
        for (number, line) in file.numbered() {
            if let Some(mark) = MARKS.iter().map(joined).find(|mark| has_word(line, mark)) {
                let mend = "do it, or open an issue and say in a sentence what holds now";
                findings.push(Finding::new(&file.path, number, format!("`{mark}` is left here"), mend));
            }
            if let Some(home) = HOMES.iter().map(joined).find(|home| has_path(line, home)) {
                let mend = "write the path from the root of the repository";
                findings.push(Finding::new(&file.path, number, format!("`{home}…` is a place on one machine"), mend));
            }
        }
    }
}

fn joined((start, end): &(&str, &str)) -> String {
    format!("{start}{end}")
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric()).any(|found| found == word)
}

/// Whether a path begins here, and is not the middle of a longer one or of an address.
fn has_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric() && !"/._-~)}".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_paths_are_whole() {
        let mark = joined(&("TO", "DO"));
        assert!(has_word(&format!("// {mark}: later"), &mark));
        assert!(!has_word(&format!("{mark}S"), &mark));
        let home = joined(&("/ho", "me/"));
        assert!(has_path(&format!("in `{home}me`"), &home));
        assert!(!has_path(&format!("https://a.example{home}page"), &home));
    }
}

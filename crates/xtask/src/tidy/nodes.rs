//! Who renders an answer reads no node: reports are written from answers, and from what a policy says in
//! words, so that they cannot decide anything for themselves.

use crate::finding::Finding;
use crate::rust::RustFile;

/// The crates that render.
const RENDERERS: &[&str] = &["medpol-report"];

/// What gives access to nodes: the module of programs, and the fields that hold one.
const NODES: &[&str] = &["medpol_model::program", ".program"];

pub(super) fn check(file: &RustFile<'_>, findings: &mut Vec<Finding>) {
    if !RENDERERS.contains(&file.package()) {
        return;
    }
    for (number, line) in file.production() {
        if reads_nodes(line) {
            let mend = "render what an answer or a description of the policy says; put what is missing in there";
            findings.push(Finding::new(&file.file.path, number, "a renderer reads nodes".to_owned(), mend));
        }
    }
}

fn reads_nodes(line: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    NODES.iter().any(|word| line.match_indices(word).any(|(at, _)| line.get(at + word.len()..).is_some_and(ends)))
}

#[cfg(test)]
mod tests {
    use super::reads_nodes;

    #[test]
    fn programs_are_not_read_where_answers_are_rendered() {
        assert!(reads_nodes("use medpol_model::program::{NodeId, Op};"));
        assert!(reads_nodes("match policy.program.node(node) {"));
        assert!(!reads_nodes("use medpol_model::answer::Determination;"));
        assert!(!reads_nodes("let name = self.programmer;"));
    }
}

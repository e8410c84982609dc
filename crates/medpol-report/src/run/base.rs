//! Where files lie in the repository, whatever folder a command was run in.
//!
//! Compares texts only; whether there is such a file is not asked.

/// Where names of files begin. Both folders are absolute, with `/` between names.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// The root of the repository.
    pub root: String,
    /// The folder in which the command was run, which relative names begin in.
    pub here: String,
}

/// A file as other programs find it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RepositoryPath {
    /// From the root of the repository.
    Inside(String),
    /// The absolute path of a file outside of it.
    Outside(String),
}

impl RepositoryPath {
    /// The path.
    pub fn text(&self) -> &str {
        match self {
            Self::Inside(path) | Self::Outside(path) => path,
        }
    }
}

impl Base {
    /// The path of a file that the user calls `name`.
    pub fn path(&self, name: &str) -> RepositoryPath {
        let whole = if name.starts_with('/') { name.to_owned() } else { format!("{}/{name}", self.here) };
        let whole = names(&whole);
        let root = names(&self.root);
        match whole.strip_prefix(root.as_slice()) {
            Some(below) if !below.is_empty() => RepositoryPath::Inside(below.join("/")),
            Some(_) => RepositoryPath::Inside(".".to_owned()),
            None => RepositoryPath::Outside(format!("/{}", whole.join("/"))),
        }
    }
}

/// The names of an absolute path, without steps that lead nowhere.
fn names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            _ => names.push(name),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let base = Base { root: "/builds/acme".to_owned(), here: "/builds/acme/payer".to_owned() };
        assert_eq!(base.path(name).text(), expected);
    }

    #[test]
    fn paths_begin_at_the_root_of_the_repository() {
        check("policies/a.yaml", "payer/policies/a.yaml");
        check("./policies//a.yaml", "payer/policies/a.yaml");
        check("../fixtures/a.yaml", "fixtures/a.yaml");
        check("/builds/acme/a.yaml", "a.yaml");
        check("/builds/acme-2/a.yaml", "/builds/acme-2/a.yaml");
        check("../../elsewhere/a.yaml", "/builds/elsewhere/a.yaml");
        check("../../../../../a.yaml", "/a.yaml");
        check("..", ".");
    }
}

//! The words for a node: what the record shows, and what the policy asks of it.
//!
//! The two are kept apart until the end, so that several findings can share one requirement and a member's
//! sentence can do without it.

/// The words for a node. Neither part begins with a capital for being first, or ends with a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// What the record shows.
    pub(crate) statement: String,
    /// What is asked, with the distance.
    pub(crate) requirement: Option<String>,
    /// Whether the statement names the element of a list that it is about.
    pub(crate) names_element: bool,
}

impl Told {
    /// A statement without a requirement.
    pub(crate) fn plain(statement: impl Into<String>) -> Self {
        Self { statement: statement.into(), requirement: None, names_element: false }
    }

    /// The statement and the requirement in a row.
    pub(crate) fn words(&self) -> String {
        match &self.requirement {
            Some(requirement) if self.statement.is_empty() => requirement.clone(),
            Some(requirement) => format!("{}; {requirement}", self.statement),
            None => self.statement.clone(),
        }
    }

    /// With further words after the statement.
    pub(crate) fn and(mut self, more: &str) -> Self {
        if self.statement.is_empty() {
            more.clone_into(&mut self.statement);
        } else {
            self.statement.push_str(more);
        }
        self
    }

    /// Several findings as one: the statements in a row, then each requirement once.
    pub(crate) fn joined(parts: Vec<Self>, joint: &str) -> Self {
        let names_element = !parts.is_empty() && parts.iter().any(|part| part.names_element);
        let mut statements: Vec<String> = Vec::new();
        let mut requirements: Vec<String> = Vec::new();
        for part in parts {
            if !part.statement.is_empty() && !statements.contains(&part.statement) {
                statements.push(part.statement);
            }
            requirements.extend(part.requirement.filter(|one| !requirements.contains(one)));
        }
        let requirement = (!requirements.is_empty()).then(|| requirements.join("; "));
        Self { statement: statements.join(joint), requirement, names_element }
    }
}

/// Words as a sentence of their own.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let Some(first) = letters.next() else { return String::new() };
    let mut sentence = String::with_capacity(words.len() + 2);
    sentence.extend(first.to_uppercase());
    sentence.push_str(letters.as_str());
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_share_a_requirement() {
        let found = |statement: &str, requirement: &str| Told {
            statement: statement.to_owned(),
            requirement: Some(requirement.to_owned()),
            names_element: false,
        };
        let told = Told::joined(vec![found("a is 1", "2 is needed"), found("b is 1", "2 is needed")], ", and ");
        assert_eq!(sentence(&told.words()), "A is 1, and b is 1; 2 is needed.");
        assert_eq!(Told::joined(vec![found("a", "x"), found("b", "y")], ", and ").words(), "a, and b; x; y");
        assert_eq!(sentence("done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}

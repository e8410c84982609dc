//! Who may ask what: clients with a name, a role and a token each.
//!
//! Tokens are compared in constant time, all of them, so that no answer takes longer because a token was nearly
//! right. What a role may ask is said here, and asked where a request comes in.

use medpol_answer::NamedBy;

use crate::token::{BadToken, Token};

/// What a client may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Decisions, by the policy that governs.
    Decide,
    /// Decisions, and trials of policies and drafts.
    Author,
    /// The state of the server in detail, and rollbacks; no decisions.
    Operate,
}

impl Role {
    const ALL: [Self; 3] = [Self::Decide, Self::Author, Self::Operate];

    /// The role in the words of a token file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Author => "author",
            Self::Operate => "operate",
        }
    }
}

/// Something that not everybody may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// Decisions.
    Decisions,
    /// Checks of drafts.
    Drafts,
    /// The state of the server in detail, and rollbacks.
    Operation,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    /// The name in the token file; where there is none, `local`.
    pub(crate) name: String,
    /// `None` where no tokens are asked for: whoever reaches the server from its own machine may ask everything.
    pub(crate) role: Option<Role>,
}

impl Client {
    pub(crate) fn local() -> Self {
        Self { name: "local".to_owned(), role: None }
    }

    /// What a policy is worth that this client names.
    pub(crate) fn named_by(&self) -> NamedBy {
        if self.may(Right::Drafts) { NamedBy::Author } else { NamedBy::Client }
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        let Some(role) = self.role else { return true };
        match right {
            Right::Decisions => matches!(role, Role::Decide | Role::Author),
            Right::Drafts => role == Role::Author,
            Right::Operation => role == Role::Operate,
        }
    }
}

/// The clients of a token file.
#[derive(Clone, Debug)]
pub struct Clients(Vec<(Client, Token)>);

/// Why a text is no token file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTokenFile {
    /// Nothing is in it.
    #[error("it holds no token")]
    Empty,
    /// A line has another shape.
    #[error("line {0} is not `name role token`")]
    Shape(usize),
    /// There is no such role.
    #[error("the second word of line {0} is no role; the roles are `decide`, `author` and `operate`")]
    Role(usize),
    /// A word is no token.
    #[error("line {line}: {source}")]
    Token {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: BadToken,
    },
    /// Two clients have the same name, or the same token.
    #[error("line {0} repeats the name or the token of a line before it")]
    Repeated(usize),
}

impl Clients {
    /// Reads a token file: a line `name role token` for each client; blank lines and lines with `#` are passed over. A
    /// token by itself is one for decisions.
    ///
    /// # Errors
    ///
    /// When a line is something else, or there is none.
    pub fn parse(text: &str) -> Result<Self, BadTokenFile> {
        let mut clients: Vec<(Client, Token)> = Vec::new();
        for (index, written) in text.lines().enumerate() {
            let line = index + 1;
            let words: Vec<&str> = written.split_whitespace().collect();
            let (name, role, token) = match words.as_slice() {
                [] => continue,
                [comment, ..] if comment.starts_with('#') => continue,
                [token] => ("client", Role::Decide, *token),
                [name, role, token] => (*name, found(role, line)?, *token),
                _ => return Err(BadTokenFile::Shape(line)),
            };
            let token = Token::parse(token).map_err(|source| BadTokenFile::Token { line, source })?;
            if clients.iter().any(|(known, same)| known.name == name || same.is_same(&token)) {
                return Err(BadTokenFile::Repeated(line));
            }
            clients.push((Client { name: name.to_owned(), role: Some(role) }, token));
        }
        if clients.is_empty() { Err(BadTokenFile::Empty) } else { Ok(Self(clients)) }
    }

    /// The client whose token the value of an `Authorization` header shows.
    pub(crate) fn shown_by<'a>(&'a self, authorization: &[u8]) -> Option<&'a Client> {
        // Every token is compared, whichever is the right one.
        let right = |found, (client, token): &'a (Client, Token)| {
            if token.is_shown_by(authorization) { Some(client) } else { found }
        };
        self.0.iter().fold(None, right)
    }
}

fn found(role: &str, line: usize) -> Result<Role, BadTokenFile> {
    let known = Role::ALL.into_iter().find(|known| known.word() == role);
    known.ok_or(BadTokenFile::Role(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# who may ask\nintake decide 0123456789abcdef\n\nnora author abcdef0123456789\nops operate 0000000000000000\n";

    fn clients(text: &str) -> Result<Clients, BadTokenFile> {
        Clients::parse(text)
    }

    #[test]
    fn each_token_has_a_name_and_a_role() {
        let clients = clients(TEXT).unwrap_or_else(|error| unreachable!("{error}"));
        let shown =
            |word: &str| clients.shown_by(format!("Bearer {word}").as_bytes()).map(|client| client.name.clone());
        assert_eq!(shown("abcdef0123456789").as_deref(), Some("nora"));
        assert_eq!(shown("0000000000000000").as_deref(), Some("ops"));
        assert_eq!(shown("0000000000000001"), None);
    }

    #[test]
    fn each_role_has_its_own_routes() {
        let may = |role: Option<Role>, right: Right| Client { name: String::new(), role }.may(right);
        let rights = [Right::Decisions, Right::Drafts, Right::Operation];
        let of = |role| rights.map(|right| may(role, right));
        assert_eq!(of(Some(Role::Decide)), [true, false, false]);
        assert_eq!(of(Some(Role::Author)), [true, true, false]);
        assert_eq!(of(Some(Role::Operate)), [false, false, true]);
        assert_eq!(of(None), [true, true, true]);
    }

    #[test]
    fn a_wrong_line_is_refused_with_its_number() {
        let error = |text: &str| clients(text).err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(error("\n"), "it holds no token");
        assert_eq!(error("a decide\n"), "line 1 is not `name role token`");
        // What is there may be a token in the wrong place.
        let swapped = error("a 0123456789abcdef decide\n");
        assert!(swapped.contains("line 1") && !swapped.contains("0123"), "{swapped}");
        assert!(error("a decide short\n").contains("line 1"));
        assert!(error("a decide 0123456789abcdef\nb author 0123456789abcdef\n").contains("line 2"));
        assert_eq!(error("0123456789abcdef\n"), "");
    }
}

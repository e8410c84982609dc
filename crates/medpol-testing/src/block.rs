//! A fenced block: which file it is, what is in it, and what it asserts.
//!
//! Knows the conventions for parts, bytes and commands; does not check anything.

use medpol_library::GIT;
use medpol_model::value::Date;

use crate::assertion::Assertion;
use crate::example;

/// The option of `medpol validate` with a day after it.
const AS_OF: &str = "--as-of";

/// The option of `medpol validate` with the text of a document after it.
const SOURCES: &str = "--sources";

/// A fenced block of a page.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The line of the page on which its text begins, from 1.
    pub(crate) line: usize,
    /// What follows the opening fence: language, file name, attributes.
    pub(crate) info: String,
    /// Its text.
    pub(crate) text: String,
}

/// A file to be written, and where its lines come from.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its path below the folder of the test.
    pub(crate) path: String,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
    /// The lines of the document before the block's own.
    pub(crate) lines_before: usize,
    /// How many lines the block has.
    pub(crate) lines: usize,
}

/// What commands do with the lock of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Locks {
    /// They write it.
    Write,
    /// They ask whether the library is as it says.
    Check,
}

/// What a command compares.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    words: Vec<String>,
    /// The program that knows revisions.
    pub(crate) git: &'static str,
}

impl Compared {
    /// The argument of an option.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let at = self.words.iter().position(|word| word == name)?;
        self.words.get(at + 1).map(String::as_str)
    }

    /// The arguments without options.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut words = self.words.iter();
        let mut arguments = Vec::new();
        while let Some(word) = words.next() {
            if word.starts_with("--") {
                words.next();
            } else {
                arguments.push(word.as_str());
            }
        }
        arguments
    }
}

impl Block {
    fn word(&self, index: usize) -> Option<&str> {
        self.info.split_whitespace().nth(index)
    }

    /// Whether it is a file rather than an illustration.
    pub(crate) fn is_file(&self) -> bool {
        !self.is_command() && self.word(1).is_some()
    }

    /// Whether it says what to check.
    pub(crate) fn is_command(&self) -> bool {
        self.word(0) == Some("console")
    }

    fn has_attribute(&self, name: &str) -> bool {
        self.info.split_whitespace().skip(2).any(|word| word == name)
    }

    /// The paths that its commands check.
    pub(crate) fn arguments(&self) -> Vec<&str> {
        let mut words = self.words_after("$ medpol validate").into_iter();
        let mut paths = Vec::new();
        while let Some(word) = words.next() {
            if [AS_OF, SOURCES].contains(&word) {
                words.next();
            } else {
                paths.push(word);
            }
        }
        paths
    }

    /// The case that its commands decide with a limit of work, and the limit.
    pub(crate) fn bounded(&self) -> Option<(u64, &str)> {
        match self.words_after("$ medpol eval --max-work").as_slice() {
            [limit, case] => Some((limit.parse().ok()?, case)),
            _ => None,
        }
    }

    /// The cases that its commands try.
    pub(crate) fn tried(&self) -> Vec<&str> {
        self.words_after("$ medpol test")
    }

    /// The folders with cases of which its commands ask what they show.
    pub(crate) fn covered(&self) -> Vec<&str> {
        self.words_after("$ medpol coverage")
    }

    /// The day for which its commands ask what should have been read again.
    pub(crate) fn as_of(&self) -> Option<Date> {
        let words = self.words_after("$ medpol validate");
        words.windows(2).find_map(|pair| if let [AS_OF, day] = pair { Date::parse(day) } else { None })
    }

    /// The text of a document against which quotes are held.
    pub(crate) fn source_text(&self) -> Option<&str> {
        let words = self.words_after("$ medpol validate");
        words.windows(2).find_map(|pair| if let [SOURCES, path] = *pair { Some(path) } else { None })
    }

    /// What its commands do with the lock.
    pub(crate) fn locks(&self) -> Option<Locks> {
        let mut lines = if self.is_command() { self.text.as_str() } else { "" }.lines();
        let command = lines.find_map(|line| line.strip_prefix("$ medpol lock"))?;
        Some(if command.contains("--check") { Locks::Check } else { Locks::Write })
    }

    /// The files that its commands take away, after a lock was written and before anything is checked.
    pub(crate) fn removed(&self) -> Vec<&str> {
        self.words_after("$ rm")
    }

    /// What its commands compare, line by line: the arguments of `medpol diff`, and whether git can be run.
    pub(crate) fn compared(&self) -> Vec<Compared> {
        let lines = if self.is_command() { self.text.as_str() } else { "" }.lines();
        let compared = |line: &str| {
            let line = line.split(" #").next().unwrap_or_default();
            let command = line.strip_prefix("$ ")?;
            let (git, command) = match command.strip_prefix("PATH=/nowhere ") {
                Some(rest) => ("/nowhere/git", rest),
                None => (GIT, command),
            };
            let words = command.strip_prefix("medpol diff")?.split_whitespace().map(str::to_owned).collect();
            Some(Compared { words, git })
        };
        lines.filter_map(compared).collect()
    }

    /// Whether its commands put everything into a git repository.
    pub(crate) fn commits(&self) -> bool {
        self.is_command() && self.text.lines().any(|line| line.starts_with("$ git commit"))
    }

    /// The files that its commands make, without anything in them: `$ touch policies/many/{1..20001}.yaml`.
    pub(crate) fn touched(&self) -> Vec<String> {
        let files = |pattern: &str| {
            let (before, rest) = pattern.split_once("{1..")?;
            let (last, after) = rest.split_once('}')?;
            let last: usize = last.parse().ok()?;
            Some((1..=last).map(|number| format!("{before}{number}{after}")).collect::<Vec<_>>())
        };
        self.words_after("$ touch").iter().filter_map(|pattern| files(pattern)).flatten().collect()
    }

    fn words_after(&self, command: &str) -> Vec<&str> {
        let lines = if self.is_command() { self.text.as_str() } else { "" }.lines();
        let commands = lines.filter_map(|line| line.strip_prefix(command));
        commands.flat_map(|line| line.split(" #").next().unwrap_or_default().split_whitespace()).collect()
    }

    /// What it asserts, with the line of the page: `None` for the file as a whole.
    pub(crate) fn assertions(&self) -> Vec<(Option<usize>, Assertion)> {
        if !self.is_file() && !self.is_command() {
            return Vec::new();
        }
        let whole = self.info.split_whitespace().skip(2).filter_map(Assertion::of_attribute);
        let lines = self.text.lines().enumerate().flat_map(|(index, line)| {
            Assertion::of_line(line).into_iter().map(move |assertion| (Some(self.line + index), assertion))
        });
        whole.map(|assertion| (None, assertion)).chain(lines).collect()
    }

    /// The file that it stands for.
    pub(crate) fn file(&self) -> Option<File> {
        let path = self.word(1).filter(|_| self.is_file()).map(example::place)?.to_owned();
        let before = if is_part(&self.text) { rest(example::document(&path), &self.text) } else { String::new() };
        let own = if self.has_attribute("bytes") { unescaped(&self.text) } else { self.text.as_bytes().to_vec() };
        let mut bytes = before.as_bytes().to_vec();
        bytes.extend(own);
        pad(&mut bytes, &self.text);
        Some(File { path, bytes, lines_before: before.lines().count(), lines: self.text.lines().count() })
    }
}

impl File {
    /// A whole document in its place of the example library.
    pub(crate) fn document(text: &str, mut bytes: Vec<u8>) -> Self {
        pad(&mut bytes, text);
        let path = example::place_of_document(text).to_owned();
        Self { path, bytes, lines_before: 0, lines: text.lines().count() }
    }
}

/// The top-level key that a line begins with.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_key.then_some(key)
}

/// A part has keys of a document, but not the `format` that every document begins with.
fn is_part(text: &str) -> bool {
    let mut keys = text.lines().filter_map(key).peekable();
    keys.peek().is_some() && keys.all(|key| key != "format") && !text.contains("\"format\"")
}

/// A document without the keys that a part gives.
fn rest(document: &str, part: &str) -> String {
    let given: Vec<&str> = part.lines().filter_map(key).collect();
    let mut rest = String::new();
    let mut is_kept = true;
    for line in document.split_inclusive('\n') {
        if let Some(key) = key(line) {
            is_kept = !given.contains(&key);
        }
        if is_kept {
            rest.push_str(line);
        }
    }
    rest
}

/// `<E9>` as the byte.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bytes.extend(before.as_bytes());
        let written =
            after.split_once('>').and_then(|(digits, after)| Some((u8::from_str_radix(digits, 16).ok()?, after)));
        let (byte, after) = written.unwrap_or((b'<', after));
        bytes.push(byte);
        rest = after;
    }
    bytes.extend(rest.as_bytes());
    bytes
}

/// Makes a file as long as a comment in it says.
fn pad(bytes: &mut Vec<u8>, text: &str) {
    let written = text.split_once("# padded to ").and_then(|(_, after)| after.split_once(" bytes"));
    let length = written.and_then(|(digits, _)| digits.parse().ok()).unwrap_or(0);
    bytes.resize(bytes.len().max(length), b' ');
}

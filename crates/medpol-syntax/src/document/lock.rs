//! The lock and the history of a library, which `medpol lock` writes beside `library.yaml`.
//!
//! Programs write these documents and people read them. What a difference from a lock means is not
//! known here.

use std::borrow::Cow;

use medpol_diagnostics::{Span, listed};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::read::{Map, Read, Text, Whole, document};
use super::schemas::schema_of;
use crate::Node;

listed! {
    /// The kinds of document that `medpol lock` writes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ReleaseKind {
        /// What a library is like: `medpol.lock`.
        Lock,
        /// What was released, and when: `medpol.history`.
        History,
    }
}

impl ReleaseKind {
    /// Its name: that of its schema file and of `medpol schema`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::History => "history",
        }
    }

    /// The value of `format`.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Lock => "medpol/lock/1",
            Self::History => "medpol/history/1",
        }
    }

    /// Its JSON Schema (draft 2020-12).
    pub fn schema(self) -> Value {
        match self {
            Self::Lock => schema_of::<LockDocument>(self.name()),
            Self::History => schema_of::<HistoryDocument>(self.name()),
        }
    }
}

/// What a library is like when it is complete: `medpol.lock` beside `library.yaml`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol lock", rename = "Lock")]
pub struct LockDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/lock/1`.
    #[schemars(extend("const" = "medpol/lock/1"))]
    pub format: Text,
    /// Name and version of the program that wrote it.
    pub generator: Text,
    /// The day on which it was written.
    pub date: DayText,
    /// The digest of all files together, by name and content.
    pub library: DigestText,
    /// The SHA-256 of each file, by its path below the library's folder.
    pub files: Map<DigestText>,
    /// The digests of each policy version, by `id@version`.
    pub policies: Map<LockedPolicyDocument>,
    /// The folder in which cases lie, from the library's folder; left out where cases were not looked at.
    pub fixtures: Option<Text>,
    /// How many cases each file has, by its path below `fixtures`.
    pub cases: Map<Whole>,
}

document!(LockDocument { format, generator, date, library, files, policies, fixtures, cases });

/// A policy version as it was locked.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "LockedPolicy")]
pub struct LockedPolicyDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The digest of what it means.
    pub meaning: DigestText,
    /// The digest of what it governs and what follows.
    pub governs: DigestText,
    /// The digest of what it says.
    pub text: DigestText,
    /// How many cases expect it; left out where cases were not looked at.
    pub cases: Option<Whole>,
}

document!(LockedPolicyDocument { meaning, governs, text, cases });

/// What was released, and when: `medpol.history` beside `library.yaml`. Entries are added and never changed.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol history", rename = "History")]
pub struct HistoryDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/history/1`.
    #[schemars(extend("const" = "medpol/history/1"))]
    pub format: Text,
    /// The releases by date and name.
    pub releases: Vec<ReleaseDocument>,
    /// The states of policy versions that were released, by policy, version and date.
    pub released: Vec<ReleasedDocument>,
}

document!(HistoryDocument { format, releases, released });

/// A release of the whole library.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Release")]
pub struct ReleaseDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Its name; the date where none was given.
    pub name: Text,
    /// The day of the release.
    pub date: DayText,
    /// Name and version of the program that wrote it.
    pub generator: Text,
    /// The digest of all files together.
    pub library: DigestText,
}

document!(ReleaseDocument { name, date, generator, library });

/// A state of a policy version, with the first release that had it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Released")]
pub struct ReleasedDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The id of the policy.
    pub policy: Text,
    /// Its version.
    pub version: Text,
    /// The name of the release.
    pub release: Text,
    /// The day of the release.
    pub date: DayText,
    /// The digest of what it means.
    pub meaning: DigestText,
    /// The digest of what it governs and what follows.
    pub governs: DigestText,
    /// The digest of what it says.
    pub text: DigestText,
    /// The SHA-256 of its file.
    pub file: DigestText,
}

document!(ReleasedDocument { policy, version, release, date, meaning, governs, text, file });

/// `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestText(pub Text);

/// A day as year, month and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayText(pub Text);

impl Read for DigestText {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}

impl Read for DayText {
    fn read(node: &Node) -> Option<Self> {
        Text::read(node).map(Self)
    }
}

impl JsonSchema for DigestText {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let example = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        json_schema!({ "type": "string", "pattern": "^sha256:[0-9a-f]{64}$", "examples": [example] })
    }
}

impl JsonSchema for DayText {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-01-31"] })
    }
}

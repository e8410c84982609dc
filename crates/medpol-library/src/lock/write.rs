//! A lock as YAML: sorted, with one fact a line, so that a difference of two locks can be read.
//!
//! What is in it is decided elsewhere.

use std::collections::BTreeMap;

use medpol_syntax::Draft;
use medpol_syntax::document::ReleaseKind;

use super::{Lock, LockedPolicy};

/// What the first lines say to whoever opens the file.
const HEAD: &str = "\
# Written by `medpol lock`; nobody edits it. It says which files make up this library when it is complete, and
# what each policy version means.
";

impl Lock {
    /// The document.
    pub(crate) fn yaml(&self) -> String {
        let mut entries = vec![
            ("format".to_owned(), Draft::value(ReleaseKind::Lock.format())),
            ("generator".to_owned(), Draft::value(&self.generator)),
            ("date".to_owned(), Draft::value(&self.date)),
            ("library".to_owned(), Draft::value(&self.library)),
            ("files".to_owned(), mapping(&self.files, |digest| Draft::value(digest))),
            ("policies".to_owned(), mapping(&self.policies, policy)),
        ];
        if let Some(cases) = &self.cases {
            let counts = mapping(&cases.files, |count| Draft::value(count.to_string()));
            entries.extend([("fixtures".to_owned(), Draft::value(&cases.folder)), ("cases".to_owned(), counts)]);
        }
        format!("{HEAD}{}", Draft::Mapping(entries).yaml())
    }
}

fn mapping<T>(entries: &BTreeMap<String, T>, value: impl Fn(&T) -> Draft) -> Draft {
    Draft::Mapping(entries.iter().map(|(name, entry)| (name.clone(), value(entry))).collect())
}

fn policy(policy: &LockedPolicy) -> Draft {
    let digests = [("meaning", &policy.meaning), ("governs", &policy.governs), ("text", &policy.text)];
    let mut entries: Vec<(String, Draft)> =
        digests.into_iter().map(|(key, digest)| (key.to_owned(), Draft::value(digest))).collect();
    entries.extend(policy.cases.map(|cases| ("cases".to_owned(), Draft::value(cases.to_string()))));
    Draft::Mapping(entries)
}

//! The headers in which every answer says by what it was given.
//!
//! Ids, versions, digests and numbers only.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use medpol_library::Snapshot;
use medpol_model::answer::PolicySummary;

/// The generation of the library: it grows by one with every change.
pub(crate) const GENERATION: HeaderName = HeaderName::from_static("medpol-generation");
/// The digest of the library.
pub(crate) const LIBRARY_DIGEST: HeaderName = HeaderName::from_static("medpol-library-digest");
/// The policies that were applied, as `id@version=digest of what it means`, separated by `, `.
pub(crate) const POLICIES: HeaderName = HeaderName::from_static("medpol-policies");
/// The id of a decision, as in the decision log.
pub(crate) const DECISION_ID: HeaderName = HeaderName::from_static("medpol-decision-id");

/// Sets a header, unless the value is not allowed in one.
pub(crate) fn set(head: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.insert(name, value);
    }
}

/// Says by which snapshot an answer was given.
pub(crate) fn set_snapshot(head: &mut HeaderMap, snapshot: &Snapshot) {
    head.insert(GENERATION, HeaderValue::from(snapshot.generation));
    set(head, LIBRARY_DIGEST, &snapshot.digest);
}

/// The value of [`POLICIES`].
pub(crate) fn policies<'a>(policies: impl IntoIterator<Item = &'a PolicySummary>) -> String {
    let mut value = String::new();
    for policy in policies {
        if !value.is_empty() {
            value.push_str(", ");
        }
        for part in [&*policy.id, "@", &policy.version, "=", &policy.meaning_digest] {
            value.push_str(part);
        }
    }
    value
}

//! The digests of a policy in full, for comparing and for looking up.

use std::fmt::Write as _;

use medpol_model::policy::Policy;

/// The digests of what a policy means, governs and says, and of what each criterion with an id means; one
/// on a line, ending in a line end.
pub fn digests(policy: &Policy) -> String {
    let mut text = String::new();
    let mut line = |digest: &str, what: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{digest}  {what}");
    };
    line(&policy.meaning_digest, &format!("meaning of {}", policy.reference()));
    line(&policy.governs_digest, "what it governs, and what follows");
    line(&policy.text_digest, "text");
    for detail in &policy.details {
        if let (Some(id), Some(digest)) = (&detail.id, &detail.meaning_digest) {
            line(digest, &format!("meaning of `{}`", id.0));
        }
    }
    text
}

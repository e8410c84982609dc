//! The digests of all shipped policies, pinned in a snapshot.

use std::fmt::Write;

use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_model::policy::Policy;
use medpol_testing::fixtures;

const WHAT_TO_DO: &str = "These digests are published: logs and letters hold them. If you changed a policy or a \
    vocabulary on purpose, check that only what you changed differs, and accept with `INSTA_UPDATE=always cargo test -p \
    medpol-testing --test meaning`. If you changed the engine, no line may differ: mend your change, or, if the \
    canonical text itself must change, give it a new format name (`medpol/meaning/3`) and say why in the commit.";

#[test]
fn digests_of_shipped_policies_stay() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    assert!(library.diagnostics().is_empty(), "the shipped library has problems");
    let text: String = library.policies().iter().map(|policy| digests(policy)).collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_description(WHAT_TO_DO);
    settings.bind(|| insta::assert_snapshot!("shipped", text));
}

/// The digests of a policy, and the first digits of those of its criteria.
fn digests(policy: &Policy) -> String {
    let mut text =
        format!("{}\n  meaning {}\n  governs {}\n", policy.reference(), policy.meaning_digest, policy.governs_digest);
    for detail in &policy.details {
        if let (Some(id), Some(digest)) = (&detail.id, &detail.meaning_digest) {
            writeln!(text, "  {} {}", digest.get(7..23).unwrap(), id.0).unwrap();
        }
    }
    text
}

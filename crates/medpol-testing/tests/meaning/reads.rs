//! Every shipped policy as `medpol show` writes it, one snapshot for each, so that a change of its words
//! or of its logic is seen in review.

use medpol_analysis::describe;
use medpol_diagnostics::SourceMap;
use medpol_library::Library;
use medpol_report::Colour;
use medpol_report::policy::text;
use medpol_testing::fixtures;

#[test]
fn shipped_policies_read_as_they_did() {
    let library = Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default());
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/show");
    settings.add_filter("sha256:[0-9a-f]{12}|[0-9a-f]{12}", "[digest]");
    settings.bind(|| {
        for policy in library.policies() {
            let shown = text(&describe(policy, library.symbols(), "named"), Colour::Never);
            insta::assert_snapshot!(policy.reference().replace('/', "-"), shown);
        }
    });
}

//! A library with a broken file: what is in doubt because of it, and what is not.

use medpol_model::answer::GovernanceOutcome;

use super::{Folder, LIBRARY, VOCABULARY, policy};
use crate::{Library, Named, Reliance, read_request};

/// What comes of a request to a payer by resolution, in one word and the broken files.
fn governed(folder: &mut Folder, payer: &str, date: &str) -> String {
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    let text = format!(
        "format: medpol/case/1\nfacts: {{ request: {{ date_of_service: {date}, payer: {payer}, \
         line_of_business: commercial, state: OH, services: [A1] }}, fever: true }}\n"
    );
    let (request, problems) = read_request(&library, "case", text.as_bytes(), &mut folder.sources);
    let Some(request) = request else { return folder.lines(&problems) };
    let group = &request.resolution.groups[0];
    let files: Vec<String> = group.unreadable.iter().map(|unreadable| folder.clean(&unreadable.file)).collect();
    match (group.outcome, &group.governs) {
        (GovernanceOutcome::Governs, Some(policy)) => policy.policy.clone(),
        (outcome, _) if files.is_empty() => outcome.word().to_owned(),
        (outcome, _) => format!("{} because of {}", outcome.word(), files.join(", ")),
    }
}

/// The files because of which a policy that is named cannot be applied.
fn in_doubt(folder: &mut Folder, named: &str) -> String {
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    let named = Named::by_option(named, "--policy", &mut folder.sources);
    let files = library.in_doubt(&named).into_iter().map(|unreadable| folder.clean(&unreadable.file));
    files.collect::<Vec<_>>().join(", ")
}

/// A library with two policies, and a third whose text is given.
fn folder(third: &str) -> Folder {
    let folder = Folder::new();
    folder.write("policies/library.yaml", LIBRARY);
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    folder.write("policies/acme/one/1.yaml", &policy("acme/one", "1", "active", "from: 2020-01-01"));
    folder.write("policies/acme/two/1.yaml", &policy("acme/two", "1", "active", "from: 2020-01-01"));
    folder.write(THIRD, third);
    folder
}

const THIRD: &str = "policies/acme/three/1.yaml";
const DAY: &str = "2021-07-01";

/// The third policy with a mistake among its criteria, which does not concern its head.
fn broken() -> String {
    policy("acme/three", "1", "active", "from: 2020-01-01").replace("fact: fever }", "fact: fevr }")
}

/// What becomes of requests to the payers of the first and the third policy.
#[track_caller]
fn check(third: &str, to_first: &str, to_third: &str) {
    let mut folder = folder(third);
    assert_eq!(governed(&mut folder, "acme/one", DAY), to_first);
    assert_eq!(governed(&mut folder, "acme/three", DAY), to_third);
}

const UNKNOWN: &str = "unknown because of policies/acme/three/1.yaml";

#[test]
fn a_broken_policy_concerns_the_requests_in_its_head() {
    let whole = policy("acme/three", "1", "active", "from: 2020-01-01");
    check(&whole, "acme/one@1", "acme/three@1");
    check(&broken(), "acme/one@1", UNKNOWN);
    // Malformed further down: the head in front of it is still read.
    check(&whole.replace("exclusions:", "exclusions: ["), "acme/one@1", UNKNOWN);
    // Outside of its days, as a draft, or for other services it would not govern.
    check(&broken().replace("from: 2020-01-01", "from: 2022-01-01"), "acme/one@1", "none");
    check(&broken().replace("status: active", "status: draft"), "acme/one@1", "none");
    check(&broken().replace("services: [A1]", "services: [B2]"), "acme/one@1", "none");
}

#[test]
fn an_unreadable_part_of_a_head_concerns_everything() {
    let whole = policy("acme/three", "1", "active", "from: 2020-01-01");
    for third in [
        "",
        "# nothing yet\n",
        "- one\n- two\n",
        "format: medpol/case/1\nfacts: {}\n",
        "format: medpol/policy/2\nid: acme/three\n",
        "\tformat: medpol/policy/1\n",
        // In these the payers are wrong, cut off or missing.
        &broken().replace("payers:", "payer:"),
        &broken().replace("payers: [acme/three]", "payers: acme/three"),
        &broken().replace("payers: [acme/three]", "payers: [\" acme/three\"]"),
        whole.split("sources:").next().unwrap(),
        whole.split(", lines_of_business").next().unwrap(),
        // It lies in a place that is not its own.
        &whole.replace("id: acme/three", "id: acme/threw"),
    ] {
        check(third, UNKNOWN, UNKNOWN);
    }
    // Two keys alike: which one is meant is not known.
    let twice = broken().replace("status: active", "status: draft\nstatus: active");
    check(&twice, "acme/one@1", UNKNOWN);
}

#[test]
fn no_older_version_answers_for_one_that_is_broken() {
    let mut folder = folder(&broken());
    folder.write("policies/acme/one/2.yaml", "format: medpol/policy/1\nid: acme/one\nversion: \"2\"\nstatus: draft\n");
    assert_eq!(governed(&mut folder, "acme/one", DAY), "unknown because of policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/one"), "policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/one@1"), "policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/two"), "");
    // A file without an id may be a newer version of any policy, and is one of its folder's.
    folder.write("policies/acme/one/2.yaml", "");
    assert_eq!(in_doubt(&mut folder, "acme/one@1"), "policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/two"), "policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/two@9"), "policies/acme/one/2.yaml");
    assert_eq!(in_doubt(&mut folder, "acme/two@1"), "");
    let both = "policies/acme/one/2.yaml, policies/acme/three/1.yaml";
    assert_eq!(in_doubt(&mut folder, "acme/three@1"), both);
}

#[test]
fn an_error_between_two_policies_is_one_of_both() {
    let mut folder = folder(&policy("acme/three", "1", "active", "from: 2020-01-01"));
    let second = policy("acme/three", "2", "active", "from: 2020-06-01");
    folder.write("policies/acme/three/2.yaml", &second);
    assert!(governed(&mut folder, "acme/three", DAY).starts_with("unknown because of"));
    assert_eq!(governed(&mut folder, "acme/one", DAY), "acme/one@1");
    // The same requests as another policy's.
    folder.write("policies/acme/three/2.yaml", &second.replace("from: 2020-06-01", "from: 2030-06-01"));
    let third = policy("acme/three", "1", "active", "from: 2020-01-01, until: 2025-01-01");
    folder.write(THIRD, &third.replace("payers: [acme/three]", "payers: [acme/one]"));
    assert_eq!(governed(&mut folder, "acme/one", DAY), "unknown because of policies/acme/three/1.yaml");
    assert_eq!(governed(&mut folder, "acme/two", DAY), "acme/two@1");
}

#[test]
fn an_error_concerns_every_user_of_a_document() {
    let own = policy("acme/three", "1", "active", "from: 2020-01-01").replace("vocabulary: base", "vocabulary: own");
    let mut folder = folder(&own);
    folder.write("policies/vocabulary/own.yaml", "format: medpol/vocabulary/1\nid: own\nuses: [base]\nfacts: {}\n");
    assert_eq!(governed(&mut folder, "acme/three", DAY), "acme/three@1");
    for broken in ["format: medpol/vocabulary/1\nid: own\nuses: [base]\nfacts: { x: { type: nothing } }\n", "facts: ["]
    {
        folder.write("policies/vocabulary/own.yaml", broken);
        let became = governed(&mut folder, "acme/three", DAY);
        assert!(became.starts_with("unknown because of") && became.contains("vocabulary/own.yaml"), "{became}");
    }
    assert_eq!(in_doubt(&mut folder, "acme/one@1"), "");
    folder.write("policies/vocabulary/own.yaml", "format: medpol/vocabulary/1\nid: own\nuses: [bass]\nfacts: {}\n");
    assert_eq!(governed(&mut folder, "acme/one", DAY), "acme/one@1");
}

#[test]
fn an_error_in_the_base_vocabulary_or_library_file_concerns_everything() {
    for below in ["policies/library.yaml", "policies/vocabulary/base.yaml"] {
        for text in ["", "format: medpol/library/1\n", "format: medpol/vocabulary/1\nid: base\nfacts: { x: 1 }\n"] {
            let mut folder = folder(&broken());
            folder.write(below, text);
            let became = governed(&mut folder, "acme/one", DAY);
            assert!(became.starts_with("unknown because of") && became.contains(below), "{below} {text:?}: {became}");
            assert!(in_doubt(&mut folder, "acme/one@1").contains(below), "{below} {text:?}");
        }
    }
}

#[test]
fn without_a_policy_nothing_is_answered() {
    let folder = Folder::new();
    let mut sources = medpol_diagnostics::SourceMap::default();
    let reliance = |sources: &mut _| Library::load(&folder.path("policies"), sources).reliance();
    assert_eq!(reliance(&mut sources), Reliance::Nothing);
    folder.write("policies/library.yaml", LIBRARY);
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    assert_eq!(reliance(&mut sources), Reliance::Nothing);
    folder.write("policies/acme/one/1.yaml", "");
    assert_eq!(reliance(&mut sources), Reliance::Incomplete);
    folder.write("policies/acme/one/1.yaml", &policy("acme/one", "1", "active", "from: 2020-01-01"));
    assert_eq!(reliance(&mut sources), Reliance::Whole);
}

#[test]
fn files_that_are_wrong_on_purpose_are_left_out() {
    let mut folder = folder(&broken());
    folder.write("policies/drafts/acme/4.yaml", "nothing: [");
    let library = format!("{LIBRARY}ignore: [\"drafts/**\", acme/three]\n");
    folder.write("policies/library.yaml", &library);
    assert_eq!(governed(&mut folder, "acme/three", DAY), "none");
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    assert_eq!((folder.lines(library.diagnostics()), library.reliance()), (String::new(), Reliance::Whole));
}

//! Lines of a request that carry their own dates: each is governed by the version of its own day.

use medpol_model::answer::GovernanceOutcome;

use super::{LIBRARY, VOCABULARY, head};
use crate::tests::Folder;
use crate::{Library, Request, read_request};

const OPEN: &str = "payers: [acme], states: all";

/// Three versions one after another and a successor with another id, and coding edits that begin with the second.
fn library() -> (Folder, Library) {
    let mut folder = Folder::new();
    let library = LIBRARY.replace("rank:", "  service_date: request.services.date\nrank:");
    let vocabulary =
        VOCABULARY.replace("fields: { code:", "fields: { date: { type: date, question: \"On which day?\" }, code:");
    assert!(library != LIBRARY && vocabulary != VOCABULARY);
    folder.write("policies/library.yaml", &library);
    folder.write("policies/vocabulary/base.yaml", &vocabulary);
    let versions = [
        ("acme/old", "1", "from: 2024-01-01, until: 2024-06-30", "retired"),
        ("acme/old", "2", "from: 2024-07-01, until: 2024-12-31", "retired"),
        ("acme/old", "3", "from: 2025-01-01, until: 2025-06-30", "retired"),
        ("acme/new", "1", "from: 2025-07-01", "active"),
    ];
    for (id, version, effective, status) in versions {
        let text = format!(
            "format: medpol/policy/1\nid: {id}\nversion: \"{version}\"\ntitle: A title\npublisher: Acme\nbasis: published\n\
             vocabulary: base\n{}\nsources: [{{ id: paper, class: internal, title: Paper }}]\n\
             criteria: [{{ id: fever, text: Fever, source: [{{ ref: paper }}], fact: fever }}]\n",
            head("payer-policy", status, effective, OPEN)
        );
        folder.write(&format!("policies/{id}/{version}.yaml"), &text);
    }
    folder.write(
        "policies/acme/edits/1.yaml",
        &format!(
            "format: medpol/policy/1\nid: acme/edits\nversion: \"1\"\ntitle: Edits\npublisher: Acme\nbasis: published\n\
             vocabulary: base\n{}\nsources: [{{ id: paper, class: internal, title: Paper }}]\n\
             criteria: [{{ id: two, text: Two, source: [{{ ref: paper }}], severity: warn, message: Many, \
             list: request.services, count: request.services, at_most: 2 }}]\n",
            head("coding-edits", "active", "from: 2024-07-01", OPEN)
        ),
    );
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    (folder, library)
}

fn request(rest: &str) -> Request {
    let (mut folder, library) = library();
    let text = format!(
        "format: medpol/case/1\nfacts: {{ request: {{ payer: acme, line_of_business: commercial, state: OH, {rest} }} }}\n"
    );
    let (request, diagnostics) = read_request(&library, "case", text.as_bytes(), &mut folder.sources);
    folder.expect(&diagnostics, "");
    request.expect("a case that can be read")
}

fn lines(dates: &[&str]) -> String {
    let line = |date: &&str| match *date {
        "" => "{ code: \"CPT:64628\" }".to_owned(),
        date => format!("{{ code: \"CPT:64628\", date: {date} }}"),
    };
    format!("services: [{}]", dates.iter().map(line).collect::<Vec<_>>().join(", "))
}

/// What governs the lines, one group after another.
fn told(day: &str, dates: &[&str]) -> Vec<String> {
    let request = request(&format!("date_of_service: {day}, {}", lines(dates)));
    let group = |group: &medpol_model::answer::GroupReport| {
        let governs = match (group.outcome, &group.governs) {
            (GovernanceOutcome::Governs, Some(policy)) => policy.policy.clone(),
            _ => group.outcome.word().to_owned(),
        };
        let asks: Vec<&str> = group.missing.iter().map(|missing| missing.fact.as_str()).collect();
        let date = group.date.as_deref().map(|date| format!(" {:?} {date}", group.lines)).unwrap_or_default();
        format!("{governs}{date}{}", if asks.is_empty() { String::new() } else { format!(" ask {}", asks.join(" ")) })
    };
    let told: Vec<String> = request.resolution.groups.iter().map(group).collect();
    let governed = told.iter().filter(|told| told.contains('@')).count();
    assert_eq!(request.governed.len(), governed);
    told
}

#[test]
fn each_line_is_governed_by_the_version_of_its_day() {
    assert_eq!(told("2024-06-30", &["2024-06-30", "2024-07-01"]), ["acme/old@1", "acme/old@2 [2] on 2024-07-01"]);
    assert_eq!(
        told("2024-06-30", &["2024-06-30", "2024-07-01", "2025-01-01"]),
        ["acme/old@1", "acme/old@2 [2] on 2024-07-01", "acme/old@3 [3] on 2025-01-01"]
    );
    assert_eq!(
        told("2025-06-30", &["2025-06-30", "2025-07-01"]),
        ["acme/old@3", "acme/new@1 [2] on 2025-07-01"],
        "a successor with another id"
    );
    assert_eq!(
        told("2024-06-30", &["2024-07-01", "2024-07-09"]),
        ["acme/old@2 [1, 2] between 2024-07-01 and 2024-07-09"],
        "lines of one version together, and none on the day of the request"
    );
}

#[test]
fn lines_of_the_version_of_the_request_stay_with_it() {
    assert_eq!(told("2024-06-01", &["2024-06-02", "2024-06-30", ""]), ["acme/old@1"]);
    assert_eq!(told("2024-07-01", &["", "2024-06-30"]), ["acme/old@2", "acme/old@1 [2] on 2024-06-30"]);
    assert_eq!(told("2024-07-01", &["null"]), ["acme/old@2"], "a line without a date is of the date of service");
}

#[test]
fn a_line_outside_of_every_version_has_no_policy() {
    assert_eq!(told("2024-01-01", &["2024-01-01", "2023-12-31"]), ["acme/old@1", "none [2] on 2023-12-31"]);
}

#[test]
fn a_line_whose_date_spans_a_boundary_is_unknown() {
    assert_eq!(
        told("2024-06-30", &["2024-06-30", "2024"]),
        ["acme/old@1", "unknown [2] between 2024-01-01 and 2024-12-31 ask request.services[1].date"]
    );
    assert_eq!(told("2024-06-30", &["2024-06"]), ["acme/old@1"], "the whole month is of one version");
    assert_eq!(
        told("2024", &["2024-06-30", "2024-07-01", ""]),
        ["acme/old@1 [1] on 2024-06-30", "acme/old@2 [2] on 2024-07-01", "unknown ask request.date_of_service"],
        "a line that says its day needs no other"
    );
}

#[test]
fn a_line_of_another_version_has_its_own_date_of_service() {
    let request = request(&format!("date_of_service: 2024-06-30, {}", lines(&["2024-06-30", "2024-07-01"])));
    let anchors: Vec<String> = request
        .governed
        .iter()
        .map(|governed| {
            let anchor = governed.policy.anchor.expect("a date of service");
            crate::version::days(governed.case.facts.value(anchor.slot as usize))
        })
        .collect();
    assert_eq!(anchors, ["on 2024-06-30", "on 2024-07-01"]);
}

#[test]
fn coding_edits_look_at_the_lines_of_their_period() {
    let beside = |day: &str, dates: &[&str]| {
        let request = request(&format!("date_of_service: {day}, {}", lines(dates)));
        let kept = request.beside.iter().map(|beside| beside.kept.as_ref().map(|kept| kept.elements.clone()));
        kept.collect::<Vec<_>>()
    };
    assert_eq!(beside("2024-06-30", &["2024-06-30", "2024-06-29"]), []);
    assert_eq!(beside("2024-07-01", &["2024-07-01", ""]), [None]);
    assert_eq!(beside("2024-06-30", &["2024-06-30", "2024-07-01"]), [Some(vec![1])]);
    assert_eq!(beside("2024-07-01", &["2024-06-30", "", "2024-07"]), [Some(vec![1, 2])]);
    assert_eq!(
        beside("2024-07-01", &["2024", ""]),
        [Some(vec![1])],
        "a line that may be of another period is left out"
    );
}

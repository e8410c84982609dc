//! Resolution against small libraries: the rules one by one, and the index against a plain scan.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation
)]

mod lines;
mod naive;

use std::collections::BTreeSet;

use medpol_model::answer::{MOST_LOOKED_AT, MOST_OF_A_GROUP, ResolutionReport};
use medpol_model::case::Case;

use crate::doubt::Doubts;
use crate::tests::Folder;
use crate::{Governance, Library, Told, read_request};
use naive::{Draw, NaivePolicy, NaiveRequest};

pub(super) const LIBRARY: &str = "\
format: medpol/library/1
base: base
anchor: request.date_of_service
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services.code
  state: request.state
rank: [ncd, lcd, payer-policy]
";

pub(super) const VOCABULARY: &str = "\
format: medpol/vocabulary/1
id: base
facts:
  request:
    type: record
    label: Request
    fields:
      date_of_service: { type: date, label: Date of service, question: \"When is the service?\" }
      payer: { type: text, label: Payer, question: \"Who is asked?\" }
      line_of_business: { type: enum, values: [medicare, medicare-advantage, commercial], label: Line of business }
      state: { type: enum, values: [OH, MI, PA], label: State, question: \"In which state?\" }
      services: { type: list, label: Services, of: { type: record, fields: { code: { type: code, system: CPT, label: Code, question: \"Which code?\" } } } }
  fever: { type: boolean, label: Fever }
";

/// A library of these policies; each is id, version and what else its head says.
fn library(policies: &[(&str, &str, String)]) -> (Folder, Library) {
    let mut folder = Folder::new();
    folder.write("policies/library.yaml", LIBRARY);
    folder.write("policies/vocabulary/base.yaml", VOCABULARY);
    for (id, version, head) in policies {
        let text = format!(
            "format: medpol/policy/1\nid: {id}\nversion: \"{version}\"\ntitle: A title\npublisher: Acme\nbasis: published\n\
             vocabulary: base\n{head}\nsources: [{{ id: paper, class: internal, title: Paper }}]\n\
             criteria: [{{ id: fever, text: Fever, source: [{{ ref: paper }}], fact: fever }}]\n"
        );
        folder.write(&format!("policies/{id}/{version}.yaml"), &text);
    }
    let library = Library::load(&folder.path("policies"), &mut folder.sources);
    (folder, library)
}

fn head(kind: &str, status: &str, effective: &str, applies: &str) -> String {
    format!(
        "kind: {kind}\nstatus: {status}\neffective: {{ {effective} }}\napplies_to: {{ services: [\"CPT:64628\"], {applies} }}"
    )
}

/// The library of the rules below.
fn rules() -> (Folder, Library) {
    let open = "from: 2024-01-01";
    library(&[
        (
            "acme/old",
            "1",
            head(
                "payer-policy",
                "retired",
                "from: 2020-01-01, until: 2021-12-31",
                "payers: [acme], lines_of_business: [commercial], states: all",
            ),
        ),
        (
            "acme/new",
            "1",
            head(
                "payer-policy",
                "active",
                open,
                "payers: [acme], lines_of_business: [commercial, medicare], states: all",
            ),
        ),
        (
            "acme/next",
            "1",
            head("payer-policy", "draft", open, "payers: [acme], lines_of_business: [commercial], states: all"),
        ),
        ("cms/lcd", "1", head("lcd", "active", open, "lines_of_business: [medicare], states: [OH, MI]")),
        ("cms/elsewhere", "1", head("lcd", "active", open, "lines_of_business: [medicare], states: unknown")),
        ("cms/article", "1", head("article", "active", open, "lines_of_business: [medicare], states: [OH]")),
    ])
}

/// The result of resolution, with the reason for every policy.
fn told(request: &str) -> String {
    let (mut folder, library) = rules();
    folder.expect(library.diagnostics(), "");
    let text = format!("format: medpol/case/1\nfacts: {{ request: {{ {request} }} }}\n");
    let (request, diagnostics) = read_request(&library, "case", text.as_bytes(), &mut folder.sources);
    folder.expect(&diagnostics, "");
    let report = request.expect("a case that can be read").resolution;
    let mut lines = Vec::new();
    for group in &report.groups {
        let governs = group.governs.as_ref().map_or("", |policy| &policy.policy);
        lines.push(format!("{} {} {governs}: {}", group.services.join(" "), group.outcome.word(), group.because));
        lines.extend(group.missing.iter().map(|missing| format!("  ask {}: {}", missing.fact, missing.question)));
        lines.extend(
            group.candidates.iter().map(|one| format!("  {} {:?}: {}", one.policy.policy, one.verdict, one.because)),
        );
    }
    lines.extend(
        report.beside.iter().map(|one| format!("beside {} {:?}: {}", one.policy.policy, one.verdict, one.because)),
    );
    lines.join("\n")
}

const SERVICE: &str = "services: [{ code: \"CPT:64628\" }]";

#[test]
fn an_lcd_goes_before_a_payer_policy() {
    let told =
        told(&format!("date_of_service: 2025-01-01, payer: acme, line_of_business: medicare, state: OH, {SERVICE}"));
    assert!(told.starts_with("CPT:64628 governs cms/lcd@1: a local coverage determination for medicare, OH, in force on 2025-01-01; it goes before a payer policy"), "{told}");
    assert!(
        told.contains(
            "acme/new@1 Outranked: it applies, but a local coverage determination goes before a payer policy"
        ),
        "{told}"
    );
    assert!(told.contains("cms/elsewhere@1 StatesUnknown"), "{told}");
    assert!(told.contains("beside cms/article@1 Applies"), "{told}");
}

#[test]
fn a_missing_state_leaves_the_lcd_open_and_so_the_answer() {
    let told = told(&format!("date_of_service: 2025-01-01, payer: acme, line_of_business: medicare, {SERVICE}"));
    assert!(
        told.starts_with("CPT:64628 unknown : it depends on the state\n  ask request.state: In which state?"),
        "{told}"
    );
    assert!(told.contains("cms/lcd@1 Possible: it applies in OH and MI; the state is unknown"), "{told}");
}

#[test]
fn unrestricted_keys_are_not_asked_for() {
    let told = told(&format!("date_of_service: 2025-01-01, payer: acme, line_of_business: commercial, {SERVICE}"));
    assert!(told.starts_with("CPT:64628 governs acme/new@1"), "{told}");
    assert!(told.contains("cms/lcd@1 Misses: it is for medicare, not commercial"), "{told}");
    assert!(told.contains("acme/next@1 Draft: a draft is never chosen"), "{told}");
    assert!(told.contains("acme/old@1 Misses: it is in force only from 2020-01-01 to 2021-12-31"), "{told}");
}

#[test]
fn a_retired_policy_resolves_inside_its_window() {
    let told =
        told(&format!("date_of_service: 2021-06, payer: acme, line_of_business: commercial, state: PA, {SERVICE}"));
    assert!(told.starts_with("CPT:64628 governs acme/old@1"), "{told}");
}

#[test]
fn each_service_is_resolved_by_itself() {
    let told = told(
        "date_of_service: 2025-01-01, payer: acme, line_of_business: commercial, state: OH, services: [{ code: \"CPT:64628\" }, { code: \"CPT:64629\" }]",
    );
    assert!(told.contains("CPT:64628 governs acme/new@1"), "{told}");
    assert!(told.contains("CPT:64629 none : no policy of this library speaks of it"), "{told}");
}

#[test]
fn unknown_services_are_asked_for() {
    let told = told("date_of_service: 2025-01-01, payer: acme, line_of_business: commercial, state: OH");
    assert!(told.starts_with(" unknown : it depends on the service\n  ask request.services"), "{told}");
    let told = self::told(
        "date_of_service: 2025-01-01, payer: acme, line_of_business: commercial, state: OH, services: [{ code: null }]",
    );
    assert!(told.contains("  ask request.services[0].code: Which code?"), "{told}");
}

/// An error of the library that puts both in doubt.
#[test]
fn neither_of_two_policies_of_one_rank_is_chosen() {
    let claim = || head("payer-policy", "active", "from: 2024-01-01", "payers: [acme], states: all");
    let (mut folder, library) = library(&[("acme/one", "1", claim()), ("acme/two", "1", claim())]);
    folder.expect(library.diagnostics(), "P0421 policies/acme/two/1.yaml:11:13\n");
    let text = format!(
        "format: medpol/case/1\nfacts: {{ request: {{ date_of_service: 2025-01-01, payer: acme, \
         line_of_business: commercial, state: OH, {SERVICE} }} }}\n"
    );
    let (request, _) = read_request(&library, "case", text.as_bytes(), &mut folder.sources);
    let request = request.expect("a case that can be read");
    let group = &request.resolution.groups[0];
    assert_eq!((group.outcome, group.governs.is_none()), (medpol_model::answer::GovernanceOutcome::Unknown, true));
    let place = "the library cannot be read at policies/acme/two/1.yaml:11:13";
    let because = format!("{place} (P0421: `acme/one@1` and `acme/two@1` claim the same requests)");
    assert_eq!(folder.clean(&group.because), because);
    assert!(request.governed.is_empty());
}

/// The index finds what a plain scan over all policies finds, on requests of every shape.
#[test]
fn the_index_agrees_with_a_plain_scan() {
    let mut draw = Draw(7);
    let policies: Vec<NaivePolicy> = (0..48).map(|number| NaivePolicy::drawn(number, &mut draw)).collect();
    let heads: Vec<(String, String)> = policies.iter().map(|policy| (policy.id.clone(), policy.head())).collect();
    let heads: Vec<(&str, &str, String)> = heads.iter().map(|(id, head)| (id.as_str(), "1", head.clone())).collect();
    let (mut folder, library) = library(&heads);
    assert_eq!(library.policies().len(), policies.len(), "{}", folder.lines(library.diagnostics()));
    let mut seen = [0; 4];
    for _ in 0..3_000 {
        let request = NaiveRequest::drawn(&mut draw);
        let resolution = undoubted(&library).resolve(&decoded(&library, &request, &mut folder));
        let got: Vec<String> = resolution
            .groups
            .iter()
            .flat_map(|group| group.services.iter().map(|at| (*at, outcome(&library, &group.governance))))
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_values()
            .collect();
        let wanted: Vec<String> =
            request.services.iter().map(|service| request.governance(service, &policies)).collect();
        assert_eq!(got, wanted, "{}", request.facts());
        for word in &wanted {
            seen[["governs", "unknown", "conflict", "none"]
                .iter()
                .position(|known| word.starts_with(known))
                .unwrap()] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 50), "a kind of outcome hardly occurs: {seen:?}");
}

/// Who is told as looked at: what a plain scan over all policies finds, and in short the first of them.
#[test]
fn candidates_agree_with_a_plain_scan() {
    let mut draw = Draw(11);
    let policies: Vec<NaivePolicy> = (0..60).map(|number| NaivePolicy::drawn(number, &mut draw)).collect();
    let heads: Vec<(String, String)> = policies.iter().map(|policy| (policy.id.clone(), policy.head())).collect();
    let heads: Vec<(&str, &str, String)> = heads.iter().map(|(id, head)| (id.as_str(), "1", head.clone())).collect();
    let (mut folder, library) = library(&heads);
    let (mut long, mut none) = (0, 0);
    for _ in 0..1_000 {
        let request = NaiveRequest::drawn(&mut draw);
        let (index, case) = (undoubted(&library), decoded(&library, &request, &mut folder));
        let resolution = index.resolve(&case);
        let explain =
            |told| index.explain(&resolution, &case, library.policies(), library.symbols(), &Doubts::default(), told);
        let (whole, short) = (explain(Told::Everything), explain(Told::Nearest));
        for (group, told) in resolution.groups.iter().zip(&whole.groups) {
            let services: Vec<&str> = group.services.iter().map(|at| request.services[*at]).collect();
            let is_looked_at =
                |policy: &&NaivePolicy| policy.can_govern() && services.iter().any(|service| policy.speaks_of(service));
            let wanted: BTreeSet<String> =
                policies.iter().filter(is_looked_at).map(|policy| format!("{}@1", policy.id)).collect();
            let got: BTreeSet<String> = told.candidates.iter().map(|one| one.policy.policy.clone()).collect();
            if wanted.is_empty() {
                none += 1;
                assert_eq!(got.len(), 3, "the nearest: {}", request.facts());
            } else {
                assert_eq!(got, wanted, "{}", request.facts());
            }
        }
        long += whole.groups.iter().filter(|group| group.candidates.len() > MOST_LOOKED_AT).count();
        let told = |report: ResolutionReport| format!("{:?}", report.nearest());
        assert_eq!(told(whole), told(short), "{}", request.facts());
    }
    assert!(long > 50 && none > 50, "hardly anything was seen: {long} {none}");
}

/// A request for thousands of services: those that fare alike are one group, of which the first services and questions
/// are told and the others counted. Looked for are the policies that speak of a service, not all.
#[test]
fn thousands_of_services_are_told_shortly() {
    let head = head("payer-policy", "active", "from: 2024-01-01", "payers: [acme], states: all");
    let (mut folder, library) = library(&[("acme/one", "1", head)]);
    let resolution = |service: &dyn Fn(usize) -> String, folder: &mut Folder| {
        let services: Vec<String> = (0..3_000).map(|number| format!("{{ code: {} }}", service(number))).collect();
        let text = format!(
            "format: medpol/case/1\nfacts: {{ request: {{ date_of_service: 2025-06-30, payer: acme, line_of_business: \
             commercial, state: OH, services: [{}] }} }}\n",
            services.join(", ")
        );
        let (request, problems) = read_request(&library, "case", text.as_bytes(), &mut folder.sources);
        let report = request.unwrap_or_else(|| panic!("{:?}", problems.first())).resolution;
        report.first_of_each_group()
    };
    let length = |report: &ResolutionReport| format!("{report:?}").len();
    let others = resolution(&|number| format!("\"CPT:{}\"", 10_000 + number), &mut folder);
    let more = others.groups[0].more.unwrap();
    assert_eq!((others.groups.len(), others.groups[0].services.len(), more.services), (1, MOST_OF_A_GROUP, 2_800));
    assert!(others.request[0].value.as_ref().unwrap().ends_with(" and 2800 more"), "{:?}", others.request[0]);
    let open = resolution(&|number| format!("{{ one_of: [\"CPT:64628\", \"CPT:{}\"] }}", 10_000 + number), &mut folder);
    let more = open.groups[0].more.unwrap();
    assert_eq!((open.groups.len(), open.groups[0].missing.len(), more.missing), (1, MOST_OF_A_GROUP, 2_800));
    assert!(length(&others).max(length(&open)) < 100_000, "{} {}", length(&others), length(&open));
}

/// The drawn policies compete, which puts them in doubt; here the choice itself is looked at.
fn undoubted(library: &Library) -> super::Index {
    super::Index::of(&library.compiled, &Doubts::default()).unwrap()
}

fn decoded(library: &Library, request: &NaiveRequest, folder: &mut Folder) -> Case {
    let text = format!("format: medpol/case/1\nfacts: {{ request: {{ {} }} }}\n", request.facts());
    let parsed = medpol_syntax::parse(&mut folder.sources, "case", text.as_bytes());
    let case = crate::WrittenCase::single("case", parsed).0.unwrap();
    medpol_compiler::decode_request(&case.document, library.base().unwrap(), library.symbols()).readable
}

fn outcome(library: &Library, governance: &Governance) -> String {
    let names = |numbers: &[crate::PolicyNumber]| {
        let mut names: Vec<&str> = numbers.iter().map(|number| &*library.numbered(*number).unwrap().id.0).collect();
        names.sort_unstable();
        names.join(" ")
    };
    match governance {
        Governance::InDoubt(_) => "in doubt".to_owned(),
        Governance::Governs(number) => format!("governs {}", names(&[*number])),
        Governance::Unknown { candidates, .. } => format!("unknown {}", names(candidates)),
        Governance::Conflict(claimants) => format!("conflict {}", names(claimants)),
        Governance::None => "none".to_owned(),
    }
}

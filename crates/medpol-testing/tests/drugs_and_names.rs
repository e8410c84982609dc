//! What tells two policies for one code apart, and names that criteria compare, over the library in `policies`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, read_case, read_request};
use medpol_model::answer::Outcome;
use medpol_testing::fixtures;

/// The library with some policies of practice, and what is wrong with it.
fn with(policies: &[[&str; 3]]) -> (Library, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
    for [id, applies_to, criterion] in policies {
        let path = folder.path().join(format!("practice/{id}/1.yaml"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!(
            "format: medpol/policy/1\nid: practice/{id}\nversion: \"1\"\ntitle: Practice\npublisher: Practice\nkind: \
             payer-policy\nstatus: active\nbasis: published\neffective: {{ from: 2024-01-01 }}\nvocabulary: spine\n\
             applies_to: {{ payers: [practice], lines_of_business: [commercial], states: all, {applies_to} }}\n\
             sources: [{{ id: bulletin, class: internal, title: Practice bulletin }}]\ncriteria:\n  - id: only\n    text: \
             The only criterion\n    source: [{{ ref: bulletin, section: Coverage }}]\n    {criterion}\n"
        );
        std::fs::write(path, text).unwrap();
    }
    let library = Library::load(folder.path(), &mut SourceMap::default());
    let told = library.diagnostics().iter().map(|problem| format!("{} {}", problem.code.number, problem.message));
    let told = told.collect();
    (library, told)
}

fn request(service: &str) -> String {
    format!(
        "format: medpol/case/1\nfacts:\n  request: {{ date_of_service: 2026-03-15, payer: practice, line_of_business: \
         commercial, state: WY, services: [{service}] }}\n  pain: {{ functional_deficit: true }}\n"
    )
}

/// What governs a request, or what is asked for.
fn governs(library: &Library, service: &str) -> String {
    let text = request(service);
    let (request, _) = read_request(library, "case", text.as_bytes(), &mut SourceMap::default());
    let report = request.unwrap().resolution;
    let group = report.groups.first().unwrap();
    match &group.governs {
        Some(policy) => policy.policy.clone(),
        None if group.missing.is_empty() => group.because.clone(),
        None => {
            let asked: Vec<&str> = group.missing.iter().map(|missing| &*missing.fact).collect();
            format!("asks for {}", asked.join(" and "))
        }
    }
}

const DEFICIT: &str = "fact: pain.functional_deficit";

#[test]
fn two_drugs_under_one_code_do_not_compete() {
    let drug = |codes: &str| format!("services: [\"HCPCS:J3490\"], drugs: [{codes}]");
    let (first, second) = (drug("\"NDC:0002-8215-01\", \"RxNorm:1657974\""), drug("\"NDC:50242-040-62\""));
    let (library, told) = with(&[["first", &first, DEFICIT], ["second", &second, DEFICIT]]);
    assert_eq!(told, Vec::<String>::new());
    for (service, outcome) in [
        ("{ code: J3490, drug: \"NDC:0002-8215-01\" }", "practice/first@1"),
        ("{ code: J3490, drug: \"00002821501\" }", "practice/first@1"),
        ("{ code: \"HCPCS:J3490\", drug: \"RxNorm:1657974\" }", "practice/first@1"),
        ("{ code: j3490, drug: \"50242-040-62\" }", "practice/second@1"),
        ("{ code: J3490 }", "asks for request.services[0].drug"),
        ("{ code: J3490, drug: null }", "asks for request.services[0].drug"),
        ("{ code: J3490, drug: \"NDC:0003-0003-03\" }", "no policy for it applies to this request"),
    ] {
        assert_eq!(governs(&library, service), outcome, "{service}");
    }
}

#[test]
fn the_same_drug_twice_or_any_drug_competes() {
    let of = |drugs: &str| format!("services: [\"HCPCS:J3490\"]{drugs}");
    let first = of(", drugs: [\"NDC:0002-8215-01\"]");
    for second in [of(", drugs: [\"NDC:00002821501\", \"NDC:50242-040-62\"]"), of("")] {
        let (_, told) = with(&[["first", &first, DEFICIT], ["second", &second, DEFICIT]]);
        assert!(told.iter().any(|line| line.starts_with("P0421")), "{told:?}");
    }
    let (_, told) = with(&[["first", &of(", drugs: [\"NDC:1\"]"), DEFICIT]]);
    assert!(told.iter().any(|line| line.starts_with("P0131")), "{told:?}");
}

/// Names that select policies are compared by criteria as they are by `applies_to`.
#[test]
fn a_criterion_compares_names_in_any_letters() {
    let services = "services: [\"CPT:64628\"]";
    for (criterion, outcome) in [
        ("{ fact: request.payer, is: Practice }", Outcome::Met),
        ("{ fact: request.payer, is: \"PRACTICE \" }", Outcome::Met),
        ("{ fact: request.payer, in: [other, \" Practice\"] }", Outcome::Met),
        ("{ fact: request.payer, is_not: PRACTICE }", Outcome::NotMet),
        ("{ fact: request.payer, is: other }", Outcome::NotMet),
        ("{ fact: request.line_of_business, is: Commercial }", Outcome::Met),
        ("{ fact: request.state, in: [wy, \"OH \"] }", Outcome::Met),
        ("{ fact: request.state, not_in: [Wy] }", Outcome::NotMet),
    ] {
        let criterion = criterion.trim_matches(['{', '}', ' ']).replacen(", ", "\n    ", 1);
        let (library, told) = with(&[["names", services, &criterion]]);
        assert_eq!(told, Vec::<String>::new(), "{criterion}");
        let case = request("{ code: \"CPT:64628\" }") + "expect: { policy: practice/names }\n";
        let (ready, _) = read_case(&library, "case", case.as_bytes(), None, &mut SourceMap::default());
        let ready = ready.unwrap();
        let result = determine(
            &ready.policy,
            library.symbols(),
            &ready.case,
            None,
            medpol_model::answer::View::All,
            WorkLimit::DEFAULT,
        )
        .unwrap()
        .result;
        assert_eq!(result, outcome, "{criterion}");
    }
}

//! Codes, names and figures as they come from extracts, table programs and pastes, over the library in
//! `policies`: what is the same is read as the same, and what is not is refused with what to write.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::sync::OnceLock;

use medpol_diagnostics::{Diagnostic, SourceMap};
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, read_case, read_request};
use medpol_model::answer::{GovernanceOutcome, Outcome};
use medpol_testing::fixtures;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&fixtures::repository().join("policies"), &mut SourceMap::default()))
}

/// What a person is told: codes, messages and help.
fn told(diagnostics: &[Diagnostic]) -> String {
    let one = |problem: &Diagnostic| {
        let mended = problem.replacement.iter().map(|mend| format!(" [{}]", mend.text));
        let help = problem.help.iter().map(|help| format!(" | {help}")).chain(mended).collect::<String>();
        format!("{} {}{help}\n", problem.code.number, problem.message)
    };
    diagnostics.iter().map(one).collect()
}

/// A fixture with parts of its text replaced.
fn fixture(path: &str, changes: &[[&str; 2]]) -> String {
    let mut text = std::fs::read_to_string(fixtures::folder().join(path)).unwrap();
    for [before, after] in changes {
        assert!(text.contains(before), "{path} has no {before:?}");
        text = text.replace(before, after);
    }
    text
}

const HIGHMARK: &str = "highmark-wyoming/bvn-ablation/typical-l4-l5.yaml";
const COHERE: &str = "cohere-health/bvn-ablation/typical-l4-l5.yaml";

/// The result of a case, or what is wrong with it.
fn decided(text: &str) -> Result<Outcome, String> {
    let (ready, diagnostics) = read_case(library(), "case.yaml", text.as_bytes(), None, &mut SourceMap::default());
    match ready {
        Some(ready) => Ok(determine(
            &ready.policy,
            library().symbols(),
            &ready.case,
            None,
            medpol_model::answer::View::All,
            WorkLimit::DEFAULT,
        )
        .unwrap()
        .result),
        None => Err(told(&diagnostics)),
    }
}

/// The policy that governs the only service, or why there is none.
fn governed(text: &str) -> String {
    let (request, diagnostics) = read_request(library(), "case.yaml", text.as_bytes(), &mut SourceMap::default());
    let Some(request) = request else { return told(&diagnostics) };
    let report = request.resolution;
    let group = report.groups.first().unwrap();
    match group.outcome {
        GovernanceOutcome::Governs => group.governs.as_ref().unwrap().policy.clone(),
        _ => group.because.clone(),
    }
}

#[track_caller]
fn is_met(path: &str, changes: &[[&str; 2]]) {
    assert_eq!(decided(&fixture(path, changes)), Ok(Outcome::Met), "{changes:?}");
}

#[track_caller]
fn is_refused(path: &str, changes: &[[&str; 2]], says: &[&str]) {
    let told = decided(&fixture(path, changes)).map_or_else(|told| told, |outcome| format!("decided: {outcome:?}"));
    for part in says {
        assert!(told.contains(part), "{changes:?}: no {part:?} in\n{told}");
    }
}

const DIAGNOSIS: &str = "\"ICD-10-CM:M54.51\"";

#[test]
fn a_diagnosis_is_the_same_however_it_is_written() {
    for written in [
        "\"ICD-10-CM:M5451\"",
        "m54.51",
        "M5451",
        "icd-10-cm:m54.51",
        "\"M54.51\u{a0}\"",
        "\" M54.51\"",
        "\"M54.51\u{200b}\"",
        "\"http://hl7.org/fhir/sid/icd-10-cm|M54.51\"",
    ] {
        is_met(HIGHMARK, &[[DIAGNOSIS, written]]);
    }
}

#[test]
fn an_invalid_diagnosis_is_refused_with_a_correction() {
    for [written, says] in [
        ["“M54.51”", "write `M54.51`: the quote `“` is written"],
        ["\"M54.51, M54.59\"", "write each code by itself: `M54.51`, `M54.59`"],
        ["M54.51 M54.59", "write each code by itself: `M54.51`, `M54.59`"],
        ["M54.50-M54.59", "a range is not read: list every code from `M54.50` to `M54.59`"],
        ["M54.M55", "write each code by itself: `M54`, `M55`"],
        ["C79.C80", "write each code by itself"],
        ["M54.51 Vertebrogenic low back pain", "write `M54.51`; `Vertebrogenic low back p…` is no part"],
        ["M54.51 (principal)", "write `M54.51`; `(principal)` is no part"],
        ["M54.5l", "did you mean `M54.51`"],
        ["J34900X", "R0030"],
        ["M5.451", "R0030"],
        ["54.51", "R0030"],
        ["\"ICD-9-CM:724.2\"", "a code of ICD-10-CM is expected here, not of ICD-9-CM"],
    ] {
        is_refused(HIGHMARK, &[[DIAGNOSIS, written]], &["R0030", says]);
    }
}

const SERVICE: &str = "\"CPT:64628\"";

#[test]
fn a_service_is_governed_however_it_is_written() {
    for written in ["\"CPT:64628 \"", "64628", "cpt:64628", "\"CPT: 64628\""] {
        let governed = governed(&fixture(COHERE, &[[SERVICE, written]]));
        assert_eq!(governed, "cohere-health/bvn-ablation@3", "{written}");
        is_met(COHERE, &[[SERVICE, written]]);
    }
}

#[test]
fn an_invalid_service_is_refused_with_a_correction() {
    for [written, says] in [
        ["CPT:64628-50", "write `CPT:64628`; `-50` is no part of the code"],
        ["64628.0", "write `CPT:64628`: a program that works with numbers has added the point"],
        ["CPT:64628 CPT:64629", "write each code by itself: `CPT:64628`, `CPT:64629`"],
        ["\"64628,64629\"", "write each code by itself"],
        ["\"64628/64629\"", "write each code by itself"],
        ["64628 destruction of a nerve", "write `CPT:64628`"],
        ["6462B", "R0030"],
        ["CPT:6462", "R0030"],
        ["CPT:E0601", "CPT"],
        ["J34900X", "R0030"],
        ["5024204062", "R0030"],
    ] {
        is_refused(COHERE, &[[SERVICE, written]], &["R0030", says]);
    }
}

/// A service and its modifiers in one text are two facts.
#[test]
fn a_service_with_its_modifiers_is_refused_with_the_two_facts_to_write() {
    let fifty = "`50` belongs under `modifiers`: write `code: CPT:64628` and `modifiers: [50]`";
    for [written, says] in [
        ["CPT:64628-50", fifty],
        ["64628-50", fifty],
        ["64628 50", fifty],
        ["\"64628–50\"", fifty],
        ["\"64628,50\"", fifty],
        ["64628.50", fifty],
        ["64628 (50)", fifty],
        ["CPT:6462850", fifty],
        ["cpt:64628-lt", "`LT` belongs under `modifiers`: write `code: CPT:64628` and `modifiers: [LT]`"],
        ["64628-50-KX", "write `code: CPT:64628` and `modifiers: [50, KX]`"],
        ["\"HCPCS:E0601-NU\"", "write `code: HCPCS:E0601` and `modifiers: [NU]`"],
        ["E0601NU", "R0030"],
    ] {
        is_refused(COHERE, &[[SERVICE, written]], &["R0030", says]);
    }
    let unquoted = decided(&fixture(COHERE, &[["\"CPT:64628\", units: 1", "CPT:64628, modifiers: [50], units: 1"]]));
    assert_eq!(unquoted, Ok(Outcome::Met), "what the help says can be written");
    for written in ["CPT:64628-64629", "64628 64629"] {
        let told = decided(&fixture(COHERE, &[[SERVICE, written]])).unwrap_err();
        assert!(!told.contains("belongs under"), "{told}");
    }
}

/// Devices, drugs and inpatient procedures can be requested; nothing here speaks of them.
#[test]
fn every_system_of_services_can_be_requested() {
    for written in [
        "\"HCPCS:E0601\"",
        "e0601",
        "\"NDC:0002-8215-01\"",
        "\"NDC:00002821501\"",
        "\"RxNorm:1657974\"",
        "\"ICD-10-PCS:0SG00A0\"",
        "0075T",
    ] {
        let told = governed(&fixture(COHERE, &[[SERVICE, written]]));
        assert_eq!(told, "no policy of this library speaks of it", "{written}");
    }
}

#[test]
fn names_that_select_are_the_same_in_any_letters() {
    for change in [
        ["payer: cohere-health", "payer: \"cohere-health \""],
        ["payer: cohere-health", "payer: Cohere-Health"],
        ["payer: cohere-health", "payer: \"\u{a0}COHERE-HEALTH\""],
        ["line_of_business: medicare-advantage", "line_of_business: Medicare-Advantage"],
        ["line_of_business: medicare-advantage", "line_of_business: \" medicare-advantage\""],
        ["state: OH", "state: oh"],
        ["state: OH", "state: \"OH \""],
    ] {
        assert_eq!(governed(&fixture(COHERE, &[change])), "cohere-health/bvn-ablation@3", "{change:?}");
    }
    let told = governed(&fixture(COHERE, &[["payer: cohere-health", "payer: cohere-heath"]]));
    assert!(told.contains("did you mean `cohere-health`?"), "{told}");
    let told = governed(&fixture(COHERE, &[["payer: cohere-health", "payer: another-plan"]]));
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn a_modifier_that_became_a_decimal_is_refused() {
    let changes = [["units: 1 }", "units: 1, modifiers: [50.0] }"]];
    is_refused(COHERE, &changes, &["R0030 `50.0` is not a code of MODIFIER", "write `50`"]);
    for written in ["\"50\"", "lt", "[50]"] {
        let modifiers = format!("units: 1, modifiers: [{}] }}", written.trim_matches(['[', ']']));
        is_met(COHERE, &[["units: 1 }", &modifiers]]);
    }
}

/// What is wrong with the library when files are added to it.
fn added(files: &[[&str; 2]]) -> (Library, String) {
    let folder = tempfile::tempdir().unwrap();
    fixtures::copy(&fixtures::repository().join("policies"), folder.path()).unwrap();
    for [path, text] in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let library = Library::load(folder.path(), &mut SourceMap::default());
    let told = told(library.diagnostics());
    (library, told)
}

fn value_set(system: &str, codes: &str) -> String {
    format!("format: medpol/value-set/1\nid: practice\ntitle: Practice\nsystem: {system}\n{codes}\n")
}

#[test]
fn a_value_set_takes_codes_and_nothing_else() {
    for [system, codes, says] in [
        ["ICD-10-CM", "codes: [M54.10-M54.18, M54.2]", "a range is not read"],
        ["ICD-10-CM", "codes: [M54.2, M80.M84]", "write each code by itself: `M80`, `M84`"],
        ["ICD-10-CM", "codes:\n  - M54.50\n  - “M54.51”", "write `M54.51`"],
        ["ICD-10-CM", "codes:\n  - M54.50\n    - M54.51", "its hyphen right below the one before"],
        ["ICD-10-CM", "codes: [M54.50; M54.51]", "write each code by itself"],
        ["ICD-10-CM", "codes_under: [M54.1-M54.3]", "no code of ICD-10-CM begins with"],
        ["ICD-10-CM", "codes_under: [\"54\"]", "no code of ICD-10-CM begins with"],
        ["CPT", "codes: [64628-64636]", "a range is not read"],
        ["CPT", "codes: [64628.0]", "write `64628`"],
        ["CPT", "codes: [1E10]", "P0131 `1E10` is not a code of CPT"],
        ["LOINC", "codes: [38267-2]", "its last digit does not follow"],
        ["ICD10", "codes: [M54.50]", "P0224 no code system is called `ICD10`"],
    ] {
        let (_, told) = added(&[["value-sets/practice.yaml", &value_set(system, codes)]]);
        assert!(told.contains(says), "{codes}: no {says:?} in\n{told}");
    }
    for [system, codes] in [
        ["ICD-10-CM", "codes: [m54.50, M5451, M54.59]\ncodes_under: [m54.1, M541, M54]"],
        ["CPT", "codes: [00100, 0075T]"],
        ["ICD-10-PCS", "codes: [0E10000, 1E10000]"],
        ["NDC", "codes: [0002-8215-01, \"50242004062\"]"],
        ["revenue-code", "codes: [450, 0360]"],
        ["place-of-service", "codes: [02, 11]"],
    ] {
        let (_, told) = added(&[["value-sets/practice.yaml", &value_set(system, codes)]]);
        assert_eq!(told, "", "{codes}");
    }
}

const POLICY: &str = "format: medpol/policy/1
id: practice/bvn-ablation
version: \"1\"
title: Practice policy
publisher: Practice
kind: payer-policy
status: active
basis: published
effective: { from: 2024-01-01 }
vocabulary: spine
applies_to: { payers: [practice], lines_of_business: [commercial], services: [\"CPT:64628\"], states: all }
sources: [{ id: bulletin, class: internal, title: Practice bulletin }]
criteria:
  - id: code
    text: Every service is in the set
    source: [{ ref: bulletin, section: Coverage }]
    every: request.services
    as: line
    satisfies: { fact: line.code, in_value_set: practice }
    if_empty: not_met
";

#[test]
fn a_policy_applies_to_codes_and_names_and_nothing_else() {
    let set = value_set("CPT", "codes: [\"00100\", 0075T]");
    for [before, after, says] in [
        ["[\"CPT:64628\"]", "[CPT:64628 CPT:64629]", "P0131 `CPT:64628 CPT:64629` is not a code"],
        ["[\"CPT:64628\"]", "[\"64628\"]", "write `\"CPT:64628\"`"],
        ["[\"CPT:64628\"]", "[“CPT:64628”]", "P0131"],
        ["[\"CPT:64628\"]", "[CPT:64628-64629]", "P0131"],
        ["[practice]", "[\"practice \"]", "P0133 `practice ` is no name that a request has | write `practice`"],
        ["[practice]", "[practice; other]", "write each name by itself: `practice`, `other`"],
        ["[practice]", "[“practice”]", "write `practice`"],
    ] {
        let policy = POLICY.replace(before, after);
        let (_, told) = added(&[["value-sets/practice.yaml", &set], ["practice/bvn-ablation/1.yaml", &policy]]);
        assert!(told.contains(says), "{after}: no {says:?} in\n{told}");
    }
    let policy = POLICY.replace("[practice]", "[Practice]").replace("[commercial]", "[Commercial]");
    let policy = policy.replace("CPT:64628", "cpt: 64628 ");
    let (library, told) = added(&[["value-sets/practice.yaml", &set], ["practice/bvn-ablation/1.yaml", &policy]]);
    assert_eq!(told, "");
    let case = "format: medpol/case/1\nfacts:\n  request: { date_of_service: 2026-03-15, payer: practice, line_of_business: \
                commercial, state: WY, services: [{ code: 64628 }] }\n";
    let (request, diagnostics) = read_request(&library, "case", case.as_bytes(), &mut SourceMap::default());
    let report = request.unwrap_or_else(|| panic!("{}", self::told(&diagnostics))).resolution;
    assert_eq!(report.groups.first().unwrap().governs.as_ref().unwrap().policy, "practice/bvn-ablation@1");
}

/// Zeros at the beginning and the letter E are part of a code, and never of a number.
#[test]
fn a_code_that_looks_like_a_number_stays_a_text() {
    let set = value_set("CPT", "codes: [00100, 0075T]");
    let pcs = set
        .replace("id: practice", "id: practice-pcs")
        .replace("CPT", "ICD-10-PCS")
        .replace("00100, 0075T", "1E10000, 12E4000");
    let policy = POLICY
        .replace("in_value_set: practice }", "in_value_set: practice } }")
        .replace("satisfies: {", "satisfies: { any: [{ fact: line.code, in_value_set: practice-pcs }, {");
    let policy = policy.replace("practice } }", "practice }] }");
    let files = [
        ["value-sets/practice.yaml", &*set],
        ["value-sets/practice-pcs.yaml", &*pcs],
        ["practice/bvn-ablation/1.yaml", &*policy],
    ];
    let (library, told) = added(&files);
    assert_eq!(told, "");
    let case = "format: medpol/case/1\nfacts:\n  request: { date_of_service: 2026-03-15, payer: practice, services: [{ code: \
                00100 }, { code: 1E10000 }, { code: 12E4000 }, { code: 0075t }] }\nexpect: { policy: practice/bvn-ablation }\n";
    let (ready, diagnostics) = read_case(&library, "case", case.as_bytes(), None, &mut SourceMap::default());
    let ready = ready.unwrap_or_else(|| panic!("{}", self::told(&diagnostics)));
    assert_eq!(
        determine(
            &ready.policy,
            library.symbols(),
            &ready.case,
            None,
            medpol_model::answer::View::All,
            WorkLimit::DEFAULT
        )
        .unwrap()
        .result,
        Outcome::Met
    );
}

#[test]
fn a_figure_is_the_same_however_a_program_writes_it() {
    for bmi in [
        "29.4",
        "2.94E+1",
        "2.94e1",
        "294e-1",
        "029.4",
        "29.400000000000000000000000000001",
        "\"29.4\"",
        "\"29.4\u{a0}kg/m2\"",
    ] {
        is_met(COHERE, &[["bmi: 29.4", &format!("bmi: {bmi}")]]);
    }
    for [bmi, outcome] in [
        ["040", "Met"],
        ["041", "NotMet"],
        ["4.1E+1", "NotMet"],
        ["40.00000000001", "NotMet"],
        ["39.99999999999999999999", "Met"],
    ] {
        let told = format!("{:?}", decided(&fixture(COHERE, &[["bmi: 29.4", &format!("bmi: {bmi}")]])));
        assert_eq!(told, format!("Ok({outcome})"), "{bmi}");
    }
    is_met(COHERE, &[["duration: 12 weeks", "duration: \"12\u{a0}weeks\""]]);
    let heavy = ["bmi: 29.4", "weight: 280 lb, height: 70 in"];
    assert_eq!(decided(&fixture(COHERE, &[heavy])), Ok(Outcome::NotMet));
    is_met(COHERE, &[["bmi: 29.4", "weight: 30.474482042810113 kg, height: 1.2 m"]]);
}

#[test]
fn characters_that_word_processors_put_into_figures_are_named() {
    for [before, after, says] in [
        ["t_score: -1.2", "t_score: −2.7", "write `-2.7`: the typographic minus `−` (U+2212)"],
        ["t_score: -1.2", "t_score: –2.7", "write `-2.7`: the dash `–` (U+2013)"],
        ["t_score: -1.2", "t_score: \"-2,7\"", "write `-2.7`: the decimal sign is a point"],
        ["t_score: -1.2", "t_score: “-1.2”", "write `-1.2`: the quote `“`"],
        ["t_score: -1.2", "t_score: ≥ -1.2", "write `{ at_least: -1.2 }`"],
        ["bmi: 29.4", "bmi: \"<30\"", "write `{ less_than: 30 }`"],
        ["bmi: 29.4", "bmi: \"1,029\"", "a comma is not read"],
        ["bmi: 29.4", "bmi: 29.4 Kg/m2", "did you mean `kg/m2`?"],
        ["bmi: 29.4", "height: 170 Cm", "did you mean `cm`?"],
        ["bmi: 29.4", "weight: 280 lbs", "did you mean `lb`?"],
        ["bmi: 29.4", "weight: 280 kg.", "did you mean `kg`?"],
        ["units: 1", "units: 99999999999999999999", "R0003"],
        ["units: 1", "units: 1e40", "R0003"],
        ["duration: 12 weeks", "duration: “12 weeks”", "write `12 weeks`: the quote"],
        ["duration: 12 weeks", "duration: ≥ 12 weeks", "write `{ at_least: 12 weeks }`"],
        ["birth_date: 1963-04-11", "birth_date: 1963–04–11", "write `1963-04-11`: the dash"],
        ["severity: moderate", "severity: \"moderate\u{a0}\"", "write `moderate`: a no-break space"],
    ] {
        is_refused(COHERE, &[[before, after]], &[says]);
    }
    // A unit that is a letter away is another magnitude, and is never offered.
    let told = decided(&fixture(COHERE, &[["bmi: 29.4", "height: 170 nm"]])).unwrap_err();
    assert!(!told.contains("did you mean"), "{told}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_case() {
    let text = format!("\u{feff}{}", fixture(COHERE, &[]));
    assert_eq!(decided(&text), Ok(Outcome::Met));
}

/// The rule is the calendar's: an age is reached when its years were added to the birth date, and the 29th of
/// February is the 28th where a year has none.
#[test]
fn an_age_is_reached_by_the_calendar() {
    for [birth, service, adult] in [
        ["2010-03-01", "2028-02-29", "not_met"],
        ["2010-02-28", "2028-02-29", "met"],
        ["2008-02-29", "2026-02-27", "not_met"],
        ["2008-02-29", "2026-02-28", "met"],
    ] {
        let changes = [["birth_date: 1963-04-11", birth], ["date_of_service: 2025-09-15", service]];
        let [born, served] = changes.map(|[key, date]| format!("{}: {date}", key.split(':').next().unwrap()));
        let text = fixture(COHERE, &[[changes[0][0], &born], [changes[1][0], &served]]);
        let (ready, diagnostics) = read_case(library(), "case", text.as_bytes(), None, &mut SourceMap::default());
        let ready = ready.unwrap_or_else(|| panic!("{}", told(&diagnostics)));
        let found = determine(
            &ready.policy,
            library().symbols(),
            &ready.case,
            None,
            medpol_model::answer::View::All,
            WorkLimit::DEFAULT,
        )
        .unwrap();
        let criterion = found.criteria.iter().find(|one| one.id.as_deref() == Some("adult")).unwrap();
        assert_eq!(
            format!("{:?}", criterion.status),
            if adult == "met" { "Met" } else { "NotMet" },
            "{birth} {service}"
        );
    }
}

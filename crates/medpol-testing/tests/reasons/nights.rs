//! Reasons in another field: nights of a device download. The engine has no word of it.

use std::fmt::Write as _;
use std::fs;

use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, read_case};
use medpol_model::answer::{Determination, View};
use tempfile::TempDir;

use super::sentences;

const LIBRARY: &str = "
format: medpol/library/1
base: sleep
anchor: request.date_of_service
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services.code
  state: request.state
rank: [payer-policy]
";

const VOCABULARY: &str = "
format: medpol/vocabulary/1
id: sleep
facts:
  request:
    type: record
    label: Request
    fields:
      date_of_service: { type: date, label: Date of service }
      payer: { type: text, label: Payer }
      line_of_business: { type: enum, values: [commercial], label: Line of business }
      state: { type: enum, values: [OH], label: State }
      services:
        type: list
        label: Services
        of: { type: record, fields: { code: { type: code, system: HCPCS, label: Code } } }
  device:
    type: record
    label: Device
    fields:
      trial: { type: boolean, label: Trial, as_yes: the device is on trial, as_no: the device is not on trial }
      nights:
        type: list
        label: Nights of the download
        counted_as: { one: night, many: nights }
        none_label: No night on the download
        of:
          type: record
          describe: [date]
          as_reason: \"the night of {date}\"
          fields:
            date: { type: date, label: Date of the night }
            used: { type: decimal, unit: h, min: 0 h, max: 24 h, label: Hours of use, as_reason: \"the device ran for {used} on {date}\" }
";

const POLICY: &str = "
format: medpol/policy/1
id: sleep/device
version: '1'
title: A device
publisher: Sleep
kind: payer-policy
status: active
basis: published
effective: { from: 2020-01-01 }
vocabulary: sleep
applies_to: { payers: [sleep], lines_of_business: [commercial], services: ['HCPCS:E0601'], states: all }
sources: [{ id: text, class: internal, title: A text }]
criteria:
  - id: adherence
    text: During a trial, 21 nights of 4 hours or more
    source: [{ ref: text }]
    if: { fact: device.trial }
    then:
      id: nights-of-four-hours
      text: 21 nights of 4 hours or more
      count: device.nights
      as: night
      where: { fact: night.used, at_least: 4 h }
      at_least: 21
  - id: every-night
    text: Every night 4 hours or more
    source: [{ ref: text }]
    every: device.nights
    as: night
    satisfies: { fact: night.used, at_least: 4 h }
    if_empty: met
";

fn nights(long: usize, short: usize) -> Determination {
    let folder = TempDir::new().unwrap();
    let systems = medpol_testing::fixtures::repository().join("policies/code-systems");
    medpol_testing::fixtures::copy(&systems, &folder.path().join("code-systems")).unwrap();
    for (path, text) in
        [("library.yaml", LIBRARY), ("vocabulary/sleep.yaml", VOCABULARY), ("sleep/device/1.yaml", POLICY)]
    {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut sources = SourceMap::default();
    let library = Library::load(folder.path(), &mut sources);
    let problems: Vec<&str> = library.diagnostics().iter().map(|one| &*one.message).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let mut text = "format: medpol/case/1\nfacts:\n  request: { date_of_service: 2026-06-01, payer: sleep, line_of_business: commercial, state: OH, services: [{ code: \"HCPCS:E0601\" }] }\n  device:\n    trial: true\n    nights:\n".to_owned();
    for number in 0..long + short {
        let hours = if number < long { "5 h" } else { "1.5 h" };
        writeln!(text, "      - {{ date: 2026-0{}-{:02}, used: {hours} }}", 3 + number / 28, 1 + number % 28).unwrap();
    }
    text.push_str("expect: { policy: sleep/device@1 }\n");
    let (ready, diagnostics) = read_case(&library, "nights", text.as_bytes(), None, &mut sources);
    let ready = ready.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().map(|one| &one.message).collect::<Vec<_>>()));
    determine(&ready.policy, library.symbols(), &ready.case, None, View::All, WorkLimit::DEFAULT).unwrap()
}

#[test]
fn a_branch_says_what_was_found() {
    let got = nights(20, 10);
    let told: Vec<&str> = got.reasons.iter().map(|reason| &*reason.sentence).collect();
    let expected = [
        "The device is on trial; so: 20 of the 30 nights on record count; at least 21 are needed (1 short).",
        "The device ran for 1.5 hours on 2026-03-21; the device ran for 1.5 hours on 2026-03-22; the device ran for 1.5 \
         hours on 2026-03-23; and 7 more; at least 4 hours is needed (2.5 hours short).",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_download_of_90_nights_fits_on_a_page() {
    let got = nights(15, 75);
    assert_eq!(sentences::faults(&got), Vec::<String>::new());
    let letters: usize = got.reasons.iter().map(|reason| reason.sentence.len()).sum();
    assert!(letters < 600, "{letters}");
}

//! Findings as SARIF 2.1.0, by the rules of GitHub's code scanning.
//!
//! Addresses are relative to `%SRCROOT%`, the root of the repository. Of very many findings the errors come first, and
//! what GitHub would refuse is left out and counted.

mod log;
mod rule;

use std::collections::BTreeMap;
use std::fmt::Write;

use medpol_diagnostics::{Code, Severity};

use self::log::{
    ArtifactChange, ArtifactContent, ArtifactLocation, AutomationDetails, Driver, Invocation, Location, Log, Message,
    Notification, PhysicalLocation, Replacement, Result, SarifFix, SarifRegion, SarifRun, Tool,
};
use super::base::RepositoryPath;
use super::{Finding, Fix, Place, Region, Related, Run};
use crate::visible::escaped;

/// Results that GitHub takes of one run.
const MOST: usize = 25_000;
/// Places of one result that GitHub takes.
const MOST_RELATED: usize = 1_000;
/// The name of the fingerprint; it changes with the way in which that is made.
const FINGERPRINT: &str = "medpolFinding/v1";
/// The root of the repository.
const ROOT: &str = "%SRCROOT%";

pub(super) fn written(run: &Run) -> serde_json::Result<String> {
    let told = told(&run.findings);
    let mut codes: BTreeMap<&str, &'static Code> = BTreeMap::new();
    for finding in &told {
        codes.insert(finding.code.number, finding.code);
    }
    let places: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(index, number)| (*number, index)).collect();
    let left_out = run.findings.len() - told.len();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![SarifRun {
            tool: Tool {
                driver: Driver {
                    name: "medpol",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: rule::HOME,
                    rules: codes.values().map(|code| rule::of(code)).collect(),
                },
            },
            automation_details: AutomationDetails { id: format!("medpol/{}/", run.name) },
            invocations: vec![Invocation {
                execution_successful: true,
                tool_execution_notifications: (left_out > 0).then(|| left_out_note(left_out)).into_iter().collect(),
            }],
            column_kind: "utf16CodeUnits",
            results: told.iter().map(|finding| result(finding, &places)).collect(),
        }],
    };
    Ok(escaped(&serde_json::to_string_pretty(&log)?) + "\n")
}

/// The findings that are written: all of them, or errors before warnings until there is no more room.
fn told(findings: &[Finding]) -> Vec<&Finding> {
    if findings.len() <= MOST {
        return findings.iter().collect();
    }
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    of(Severity::Error).chain(of(Severity::Warning)).take(MOST).collect()
}

fn left_out_note(count: usize) -> Notification {
    let text = format!("{count} findings are left out, because code scanning takes {MOST} of one run");
    Notification { level: "warning", message: Message { text } }
}

fn result(finding: &Finding, places: &BTreeMap<&str, usize>) -> Result {
    let help = finding.help.iter().map(|help| format!("\n\nhelp: {help}"));
    let text: String = std::iter::once(finding.sentence()).chain(help).collect();
    Result {
        rule_id: finding.code.number,
        rule_index: places.get(finding.code.number).copied(),
        level: level(finding.severity),
        message: message(&text),
        locations: vec![Location { id: None, physical_location: physical(&finding.place), message: None }],
        related_locations: related(&finding.related),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.fingerprint.clone())]),
        fixes: finding.fix.iter().map(fix).collect(),
    }
}

/// How bad a finding is, as SARIF says it.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The other parties; one without words would not be shown.
fn related(related: &[Related]) -> Vec<Location> {
    let location = |(index, related): (usize, &Related)| Location {
        id: Some(index + 1),
        physical_location: physical(&related.place),
        message: Some(message(if related.label.is_empty() { "see here" } else { &related.label })),
    };
    related.iter().take(MOST_RELATED).enumerate().map(location).collect()
}

fn fix(fix: &Fix) -> SarifFix {
    SarifFix {
        description: message(&fix.description),
        artifact_changes: vec![ArtifactChange {
            artifact_location: artifact(&fix.place.path),
            replacements: vec![Replacement {
                deleted_region: region(fix.place.region),
                inserted_content: ArtifactContent { text: fix.text.clone() },
            }],
        }],
    }
}

/// A message in which nothing is a link: SARIF reads `[text](1)` as one.
fn message(text: &str) -> Message {
    let text = if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() };
    Message { text }
}

fn physical(place: &Place) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(&place.path), region: region(place.region) }
}

fn artifact(path: &RepositoryPath) -> ArtifactLocation {
    match path {
        RepositoryPath::Inside(path) => ArtifactLocation { uri: address(path), uri_base_id: Some(ROOT) },
        RepositoryPath::Outside(path) => {
            ArtifactLocation { uri: format!("file://{}", address(path)), uri_base_id: None }
        }
    }
}

const fn region(region: Region) -> SarifRegion {
    SarifRegion {
        start_line: region.start_line,
        start_column: region.start_column,
        end_line: region.end_line,
        end_column: region.end_column,
    }
}

/// A path as the path of an address.
fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

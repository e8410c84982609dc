//! What the programs that read a report ask of its form, written as checks.
//!
//! These are the parts of SARIF's schema, of GitHub's rules for it, of the schema of Jenkins' xUnit plugin and of GitLab's
//! documentation that concern what is written.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;

type Checked = Result<(), String>;

fn demand(is_so: bool, what: impl Into<String>) -> Checked {
    if is_so { Ok(()) } else { Err(what.into()) }
}

/// A text that is there and not empty.
fn text<'a>(value: &'a Value, path: &str) -> Result<&'a str, String> {
    let found = value.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| format!("no text at {path} of {value}"))
}

fn keys(value: &Value, known: &[&str]) -> Checked {
    let object = value.as_object().ok_or_else(|| format!("{value} is no object"))?;
    let unknown: Vec<&String> = object.keys().filter(|key| !known.contains(&key.as_str())).collect();
    demand(unknown.is_empty(), format!("{unknown:?} in {value}"))
}

fn items<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    value.pointer(path).and_then(Value::as_array).map(|items| items.iter().collect()).unwrap_or_default()
}

pub(super) fn of_sarif(log: &Value) -> Checked {
    keys(log, &["$schema", "version", "runs"])?;
    demand(log["version"] == "2.1.0" && items(log, "/runs").len() == 1, "version and runs")?;
    let run = &log["runs"][0];
    keys(run, &["tool", "automationDetails", "invocations", "columnKind", "results"])?;
    demand(run["columnKind"] == "utf16CodeUnits", "columnKind")?;
    let category = text(run, "/automationDetails/id")?;
    demand(category.ends_with('/'), "without a slash at its end the last name is taken for the run's own")?;
    text(run, "/tool/driver/name")?;
    let rules = items(run, "/tool/driver/rules");
    for rule in &rules {
        for path in ["/id", "/name", "/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"]
        {
            text(rule, path)?;
        }
        for path in ["/shortDescription/text", "/fullDescription/text"] {
            demand(text(rule, path)?.chars().count() <= 1_024, "a description is longer than GitHub takes")?;
        }
        demand(text(rule, "/helpUri")?.starts_with("https://"), "helpUri is absolute")?;
        level(&rule["defaultConfiguration"]["level"])?;
    }
    let results = items(run, "/results");
    demand(run["results"].is_array() && results.len() <= 25_000, "results")?;
    for found in results {
        result(found, &rules)?;
    }
    Ok(())
}

fn level(level: &Value) -> Checked {
    demand(["none", "note", "warning", "error"].iter().any(|known| level == known), format!("level {level}"))
}

fn result(result: &Value, rules: &[&Value]) -> Checked {
    let known = ["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations", "partialFingerprints"];
    keys(result, &[&known[..], &["fixes"]].concat())?;
    level(&result["level"])?;
    text(result, "/message/text")?;
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap_or(u64::MAX)).map_err(|error| error.to_string())?;
    demand(rules.get(index).is_some_and(|rule| rule["id"] == result["ruleId"]), "ruleIndex leads to its rule")?;
    demand(items(result, "/locations").len() == 1, "one location")?;
    for place in items(result, "/locations").into_iter().chain(items(result, "/relatedLocations")) {
        artifact(&place["physicalLocation"]["artifactLocation"])?;
        region(&place["physicalLocation"]["region"])?;
    }
    for related in items(result, "/relatedLocations") {
        text(related, "/message/text")?;
    }
    let print = text(result, "/partialFingerprints/medpolFinding~1v1")?;
    demand(print.len() == 64 && print.bytes().all(|byte| byte.is_ascii_hexdigit()), print)?;
    for fix in items(result, "/fixes") {
        text(fix, "/description/text")?;
        artifact(&fix["artifactChanges"][0]["artifactLocation"])?;
        region(&fix["artifactChanges"][0]["replacements"][0]["deletedRegion"])?;
    }
    Ok(())
}

fn region(region: &Value) -> Checked {
    keys(region, &["startLine", "startColumn", "endLine", "endColumn"])?;
    let number =
        |key: &str| region[key].as_u64().filter(|number| *number > 0).ok_or_else(|| format!("{key}: {region}"));
    let start = (number("startLine")?, number("startColumn")?);
    demand(start <= (number("endLine")?, number("endColumn")?), format!("{region} ends before it begins"))
}

/// A relative address below the root, or the whole address of a file; nothing in it but what an address may hold.
fn artifact(artifact: &Value) -> Checked {
    let uri = text(artifact, "/uri")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte);
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    demand(path.bytes().all(is_plain), format!("{uri} is no address"))?;
    let is_relative = artifact.get("uriBaseId").is_some_and(|base| base == "%SRCROOT%");
    demand(is_relative != uri.starts_with('/') && is_relative != uri.starts_with("file:"), format!("{artifact}"))
}

pub(super) fn of_gitlab(report: &Value) -> Checked {
    let issues: Vec<&Value> = report.as_array().ok_or("no list")?.iter().collect();
    let mut prints = Vec::new();
    for issue in issues {
        keys(issue, &["description", "check_name", "fingerprint", "severity", "location"])?;
        for path in ["/description", "/check_name", "/location/path"] {
            text(issue, path)?;
        }
        let path = text(issue, "/location/path")?;
        demand(!path.starts_with("./"), path)?;
        let known = ["info", "minor", "major", "critical", "blocker"];
        demand(known.iter().any(|known| issue["severity"] == *known), "severity")?;
        demand(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "lines")?;
        prints.push(text(issue, "/fingerprint")?);
    }
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    demand(prints.len() == all, "two issues have one fingerprint")
}

struct Element {
    name: &'static str,
    children: &'static [&'static str],
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

/// What may stand in which element of the schema of Jenkins' xUnit plugin, and with which attributes.
const ELEMENTS: &[Element] = &[
    Element {
        name: "testsuites",
        children: &["testsuite"],
        required: &[],
        optional: &["name", "time", "tests", "failures", "errors"],
    },
    Element {
        name: "testsuite",
        children: &["testsuite", "properties", "testcase", "system-out", "system-err"],
        required: &["name", "tests", "failures", "errors"],
        optional: &[
            "group",
            "time",
            "skipped",
            "timestamp",
            "hostname",
            "id",
            "package",
            "file",
            "log",
            "url",
            "version",
        ],
    },
    Element {
        name: "testcase",
        children: &["skipped", "error", "failure", "system-out", "system-err"],
        required: &["name"],
        optional: &["time", "classname", "group"],
    },
    Element { name: "failure", children: &[], required: &[], optional: &["type", "message"] },
    Element { name: "error", children: &[], required: &[], optional: &["type", "message"] },
    Element { name: "skipped", children: &[], required: &[], optional: &["type", "message"] },
    Element { name: "system-out", children: &[], required: &[], optional: &[] },
    Element { name: "system-err", children: &[], required: &[], optional: &[] },
];

pub(super) fn of_junit(xml: &str) -> Checked {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| format!("{error}: {xml}"))? {
            Event::Start(tag) => {
                element(&tag, open.last())?;
                open.push(String::from_utf8_lossy(tag.name().as_ref()).into_owned());
            }
            Event::Empty(tag) => element(&tag, open.last())?,
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                let text = text.decode().map_err(|error| error.to_string())?;
                demand(!text.contains("]]>") && text.chars().all(is_of_xml), format!("{text:?} in {open:?}"))?;
            }
            Event::Eof => return demand(open.is_empty(), "an element is open at the end"),
            Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?.into_owned();
                let is_known = ["lt", "gt", "amp", "quot", "apos"].contains(&&*name) || name.starts_with('#');
                demand(is_known, format!("&{name};"))?;
            }
        }
    }
}

fn element(tag: &BytesStart<'_>, parent: Option<&String>) -> Checked {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let find = |name: &str| ELEMENTS.iter().find(|element| element.name == name);
    let Element { required, optional, .. } = find(&name).ok_or(format!("<{name}>"))?;
    match parent {
        None => demand(name == "testsuites", format!("<{name}> is the root"))?,
        Some(parent) => {
            let Element { children, .. } = find(parent).ok_or(format!("<{parent}>"))?;
            demand(children.contains(&&*name), format!("<{name}> in <{parent}>"))?;
        }
    }
    let mut given = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?;
        demand(value.chars().all(is_of_xml), format!("{value:?}"))?;
        given.push(String::from_utf8_lossy(attribute.key.as_ref()).into_owned());
    }
    for key in &given {
        demand(required.contains(&&**key) || optional.contains(&&**key), format!("{key} of <{name}>"))?;
    }
    demand(required.iter().all(|key| given.iter().any(|given| given == key)), format!("<{name}> has {given:?}"))
}

/// Whether XML 1.0 can hold a character.
fn is_of_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

//! What can be written next: keys, facts, values, comparators that fit, units, ids and codes.
//!
//! What is written already is known to `context`, what the language allows to `keys` and the library.

use std::collections::BTreeSet;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, MarkupContent, MarkupKind, Position, Range,
    TextEdit, Uri,
};
use medpol_diagnostics::ALL;
use medpol_model::policy::Comparable;
use medpol_model::vocabulary::{Clock, EnumerationValue, Fact, FactKind, Member, Vocabulary};
use medpol_report::facts::facts;
use medpol_syntax::document::{ComparatorKey, DocumentKind};

use crate::context::Context;
use crate::hover::fact_words;
use crate::keys::Part;
use crate::names::{FACT_KEYS, Name, Role, is_same_policy};
use crate::place::Lines;
use crate::workspace::{Here, Workspace, top};

pub(crate) fn completion(workspace: &mut Workspace, address: &Uri, position: Position) -> Vec<CompletionItem> {
    let Some(here) = Here::at(workspace, address, position) else { return Vec::new() };
    let Some(kind) = top(&here.text, "format").and_then(|format| DocumentKind::from_format(&format)) else {
        return formats(&here, position);
    };
    let context = Context::at(&here.text, here.offset);
    let mut offer = Offer { here: &here, kind, context: &context, items: Vec::new() };
    match &context.key {
        None => offer.keys(workspace),
        Some(key) => offer.values(key, workspace),
    }
    placed(offer.items, &here, &context, position)
}

/// Where a document begins.
fn formats(here: &Here, position: Position) -> Vec<CompletionItem> {
    let context = Context::at(&here.text, here.offset);
    let is_value = context.key.as_deref() == Some("format");
    let line =
        |kind: DocumentKind| if is_value { kind.format().to_owned() } else { format!("format: {}", kind.format()) };
    let items = DocumentKind::ALL
        .into_iter()
        .map(|kind| item(&line(kind), CompletionItemKind::CLASS, kind.name(), ""))
        .collect();
    if is_value || here.text.trim().len() <= context.typed.len() {
        placed(items, here, &context, position)
    } else {
        Vec::new()
    }
}

/// Items that take the place of what is typed.
fn placed(items: Vec<CompletionItem>, here: &Here, context: &Context, position: Position) -> Vec<CompletionItem> {
    let lines = Lines::of(&here.text);
    let start = lines.position(here.offset.saturating_sub(context.typed.len()));
    let range = Range { start, end: position };
    let place = |item: CompletionItem| {
        let new_text = item.insert_text.clone().unwrap_or_else(|| item.label.clone());
        let text_edit = Some(CompletionTextEdit::Edit(TextEdit { range, new_text }));
        CompletionItem { text_edit, filter_text: Some(item.label.clone()), insert_text: None, ..item }
    };
    items.into_iter().map(place).collect()
}

fn item(label: &str, kind: CompletionItemKind, detail: &str, documentation: &str) -> CompletionItem {
    let markup =
        |text: &str| Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: text.to_owned() });
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
        documentation: (!documentation.is_empty()).then(|| markup(documentation)),
        ..CompletionItem::default()
    }
}

struct Offer<'a> {
    here: &'a Here,
    kind: DocumentKind,
    context: &'a Context,
    items: Vec<CompletionItem>,
}

impl Offer<'_> {
    fn push(&mut self, label: &str, kind: CompletionItemKind, detail: &str, documentation: &str) {
        self.items.push(item(label, kind, detail, documentation));
    }

    fn is_in_facts(&self) -> bool {
        self.kind.holds_cases() && self.context.above.iter().any(|key| key == "facts")
    }

    fn keys(&mut self, workspace: &mut Workspace) {
        let above = &self.context.above;
        let is_of_results = self.kind.holds_cases()
            && above.last().is_some_and(|key| ["criteria", "exclusions", "edits"].contains(&&**key));
        if is_of_results {
            for id in self.criteria(workspace) {
                self.key(&id, "criterion", "");
            }
        } else if self.is_in_facts() {
            self.members();
        } else if let Some(part) = Part::below(self.kind, above) {
            let fitting = self.fitting();
            for (key, meaning) in part.keys() {
                let is_comparator = ComparatorKey::ALL.iter().any(|comparator| comparator.key() == key);
                let fits = !is_comparator || fitting.as_ref().is_none_or(|fitting| fitting.contains(key));
                if fits && self.context.value(key).is_none() {
                    self.key(key, "", meaning);
                }
            }
        }
    }

    fn key(&mut self, key: &str, detail: &str, meaning: &str) {
        let text = format!("{key}: ");
        let whole = item(key, CompletionItemKind::PROPERTY, detail, meaning);
        self.items.push(CompletionItem { insert_text: Some(text), ..whole });
    }

    /// The comparators that the fact beside can be compared by; none where there is no such fact.
    fn fitting(&self) -> Option<BTreeSet<&'static str>> {
        let vocabulary = self.here.vocabulary()?;
        let fact = self.fact(&vocabulary)?;
        let comparable = Comparable::of(&fact.kind, &vocabulary);
        Some(comparable.comparators().iter().map(|comparator| comparator.key()).collect())
    }

    /// The fact that is spoken of: in a criterion the one beside, in a case the one at the key.
    fn fact<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v Fact> {
        let by_path = |path: &str| vocabulary.facts.iter().find(|fact| *fact.path == *path);
        if self.is_in_facts() {
            let from = self.context.above.iter().position(|key| key == "facts")? + 1;
            let mut names: Vec<&str> = self.context.above.get(from..)?.iter().map(|key| &**key).collect();
            names.extend(self.context.key.as_deref());
            let path = names.join(".");
            return by_path(&path).or_else(|| vocabulary.facts.iter().find(|fact| fact.path.replace("[]", "") == path));
        }
        let written = self.context.value("fact").or_else(|| self.context.value("field"))?;
        by_path(written).or_else(|| {
            // An element of a list that is spoken of by a name.
            let (_, field) = written.split_once('.')?;
            vocabulary.facts.iter().find(|fact| fact.path.contains("[]") && fact.path.ends_with(&format!("].{field}")))
        })
    }

    fn values(&mut self, key: &str, workspace: &mut Workspace) {
        let is_comparator = ComparatorKey::ALL.iter().any(|comparator| comparator.key() == key);
        match key {
            key if FACT_KEYS.contains(&key) => self.facts(),
            "in_value_set" | "not_in_value_set" => {
                for id in self.here.laid.library.value_sets() {
                    let title = self.here.laid.library.value_set(id).and_then(|set| set.title.clone());
                    self.items.push(item(id, CompletionItemKind::ENUM, title.as_deref().unwrap_or_default(), ""));
                }
            }
            "vocabulary" | "uses" | "base" => {
                let ids: Vec<String> =
                    self.here.laid.library.vocabularies().map(|known| known.id.to_string()).collect();
                for id in ids {
                    self.push(&id, CompletionItemKind::MODULE, "vocabulary", "");
                }
            }
            "policy" | "governs" | "governed_by" => {
                let policies = self.here.laid.library.policies().iter();
                let named: Vec<(String, String)> =
                    policies.map(|policy| (policy.reference(), policy.title.to_string())).collect();
                for (name, title) in named {
                    self.push(&name, CompletionItemKind::FILE, &title, "");
                }
            }
            "criterion" => {
                for id in self.criteria(workspace) {
                    self.push(&id, CompletionItemKind::REFERENCE, "criterion", "");
                }
            }
            "ref" | "cites" => {
                let own = crate::names::occurrences(&self.here.file).into_iter();
                let ids: Vec<String> = own
                    .filter_map(|found| match (found.role, found.name) {
                        (Role::Definition, Name::Source { id, .. }) => Some(id),
                        _ => None,
                    })
                    .collect();
                for id in ids {
                    self.push(&id, CompletionItemKind::REFERENCE, "source", "");
                }
            }
            "code" if self.context.above.last().is_some_and(|key| key == "allow") => {
                for code in ALL {
                    self.push(code.number, CompletionItemKind::CONSTANT, code.name, "");
                }
            }
            "services" => self.codes(None),
            _ if is_comparator || self.is_in_facts() => self.fact_values(),
            _ => {
                let part = Part::below(self.kind, &self.context.above).and_then(|part| part.under(key));
                for value in part.map(Part::values).unwrap_or_default() {
                    self.push(value, CompletionItemKind::ENUM_MEMBER, "", "");
                }
            }
        }
    }

    /// The ids of the criteria of this policy, or of the one that a case names.
    fn criteria(&self, workspace: &mut Workspace) -> Vec<String> {
        let own = top(&self.here.text, "id")
            .zip(top(&self.here.text, "version"))
            .map(|(id, version)| format!("{id}@{version}"));
        let named = if self.kind.holds_cases() { self.here.policy_of_case() } else { own };
        let Some(of) = named else { return Vec::new() };
        let ids = workspace.names().into_iter().filter_map(|found| match (found.role, found.name) {
            (Role::Definition, Name::Criterion { policy, id }) if is_same_policy(&policy, &of) => Some(id),
            _ => None,
        });
        ids.collect::<BTreeSet<String>>().into_iter().collect()
    }

    fn facts(&mut self) {
        let Some(vocabulary) = self.here.vocabulary() else { return };
        let aliases: Vec<(String, String)> = aliases(&self.here.text);
        for view in facts([&vocabulary], &[]) {
            let detail = format!("{} · {}", view.label, view.r#type);
            let words = fact_words(&view);
            if !view.fact.contains("[]") {
                self.push(&view.fact, CompletionItemKind::FIELD, &detail, &words);
            }
            // Elements of lists by the names that are given to them in this text.
            for (alias, list) in &aliases {
                if let Some(field) = view.fact.strip_prefix(&format!("{list}[].")) {
                    self.push(&format!("{alias}.{field}"), CompletionItemKind::FIELD, &detail, &words);
                }
            }
        }
        self.items.dedup_by(|one, other| one.label == other.label);
    }

    /// The names of what a case can state here.
    fn members(&mut self) {
        let Some(vocabulary) = self.here.vocabulary() else { return };
        let from = self.context.above.iter().position(|key| key == "facts").map_or(0, |at| at + 1);
        let names: Vec<&str> = self.context.above.get(from..).unwrap_or_default().iter().map(|key| &**key).collect();
        let Some(start) = vocabulary.frames.first().map(|frame| frame.record) else { return };
        let record = if names.is_empty() { Some(start) } else { record_at(&vocabulary, start, &names) };
        let members = record.and_then(|record| vocabulary.record(record)).map(|record| record.members.clone());
        let views = facts([&vocabulary], &[]);
        for (name, member) in members.unwrap_or_default() {
            if self.context.value(&name).is_some() {
                continue;
            }
            match member {
                Member::Record(id) => {
                    let label = vocabulary.record(id).map(|record| record.label.to_string()).unwrap_or_default();
                    self.key(&name, &label, "");
                }
                Member::Fact(id) => {
                    let path = vocabulary.fact(id).map(|fact| fact.path.to_string()).unwrap_or_default();
                    let view = views.iter().find(|view| view.fact == path);
                    let detail = view.map(|view| format!("{} · {}", view.label, view.r#type)).unwrap_or_default();
                    self.key(&name, &detail, &view.map(fact_words).unwrap_or_default());
                }
            }
        }
    }

    /// The values of the fact that is spoken of.
    fn fact_values(&mut self) {
        let Some(vocabulary) = self.here.vocabulary() else { return };
        let Some(fact) = self.fact(&vocabulary) else { return };
        let kind = match &fact.kind {
            FactKind::List(list) => {
                let element = vocabulary.frame(list.frame).and_then(|frame| vocabulary.fact(*frame.facts.first()?));
                element.map_or(&fact.kind, |element| &element.kind)
            }
            FactKind::Boolean
            | FactKind::Integer { .. }
            | FactKind::Decimal { .. }
            | FactKind::Date
            | FactKind::Duration(_)
            | FactKind::Enumeration(_)
            | FactKind::Code { .. }
            | FactKind::Text => &fact.kind,
        };
        match kind {
            FactKind::Boolean => {
                for word in ["true", "false"] {
                    self.push(word, CompletionItemKind::VALUE, "", "");
                }
            }
            FactKind::Enumeration(id) => {
                let values: Vec<EnumerationValue> =
                    vocabulary.enumeration(*id).map(|known| known.values.clone()).unwrap_or_default();
                for value in values {
                    let help = value.help.as_deref().unwrap_or_default();
                    self.push(&value.name, CompletionItemKind::ENUM_MEMBER, &value.label, help);
                }
            }
            FactKind::Integer { unit: Some(unit) } | FactKind::Decimal { unit: Some(unit) } => {
                self.units(&[&unit.symbol]);
            }
            FactKind::Duration(Clock::Length) => self.units(&["days", "weeks", "hours", "months", "years"]),
            FactKind::Duration(Clock::Elapsed | Clock::Between) => self.units(&["days", "weeks", "months", "years"]),
            FactKind::Code { systems } => {
                let system = systems.first().map(|system| system.id.to_string());
                self.codes(system.as_deref());
            }
            FactKind::Integer { unit: None }
            | FactKind::Decimal { unit: None }
            | FactKind::Date
            | FactKind::Text
            | FactKind::List(_) => {}
        }
    }

    /// The number that is typed, with each unit.
    fn units(&mut self, units: &[&str]) {
        let number: String =
            self.context.typed.chars().take_while(|sign| sign.is_ascii_digit() || ".-".contains(*sign)).collect();
        let number = if number.is_empty() { "1".to_owned() } else { number };
        for unit in units {
            self.push(&format!("{number} {unit}"), CompletionItemKind::UNIT, "", "");
        }
    }

    /// The codes that the library names, with the words of its value sets.
    fn codes(&mut self, system: Option<&str>) {
        let library = &self.here.laid.library;
        let mut found: BTreeSet<(String, String)> = BTreeSet::new();
        for set in library.value_sets().filter_map(|id| library.value_set(id)) {
            for code in &set.codes {
                let label = code.label.as_deref().or(set.title.as_deref()).unwrap_or_default();
                found.insert((format!("{}:{}", set.system, code.code), label.to_owned()));
            }
        }
        for policy in library.policies() {
            found.extend(policy.applies_to.services.iter().map(|code| (code.to_string(), policy.title.to_string())));
        }
        let is_wanted = |code: &str| system.is_none_or(|system| code.split(':').next() == Some(system));
        let mut last = String::new();
        for (code, label) in found.into_iter().filter(|(code, _)| is_wanted(code)) {
            if code != last {
                let whole = item(&code, CompletionItemKind::CONSTANT, &label, "");
                self.items.push(CompletionItem { insert_text: Some(format!("\"{code}\"")), ..whole });
                last = code;
            }
        }
    }
}

/// The record at the end of a path, also inside of the elements of a list.
fn record_at(
    vocabulary: &Vocabulary,
    start: medpol_model::vocabulary::RecordId,
    names: &[&str],
) -> Option<medpol_model::vocabulary::RecordId> {
    let mut record = start;
    for name in names.iter().filter(|name| **name != "items") {
        let (_, member) = vocabulary.record(record)?.members.iter().find(|(known, _)| **known == **name)?.clone();
        record = match member {
            Member::Record(inner) => inner,
            Member::Fact(id) => match &vocabulary.fact(id)?.kind {
                FactKind::List(list) => vocabulary.frame(list.frame)?.record,
                FactKind::Boolean
                | FactKind::Integer { .. }
                | FactKind::Decimal { .. }
                | FactKind::Date
                | FactKind::Duration(_)
                | FactKind::Enumeration(_)
                | FactKind::Code { .. }
                | FactKind::Text => return None,
            },
        };
    }
    Some(record)
}

/// The names that a text gives to elements of lists, with the lists.
fn aliases(text: &str) -> Vec<(String, String)> {
    let mut list = String::new();
    let mut found = Vec::new();
    for line in text.lines() {
        for part in line.split(['{', ',', '}']) {
            let part = part.trim().trim_start_matches("- ");
            let Some((key, value)) = part.split_once(": ") else { continue };
            let value = value.split(" #").next().unwrap_or_default().trim().to_owned();
            if key == "as" {
                found.push((value, list.clone()));
            } else if FACT_KEYS.contains(&key) && key != "fact" && key != "known" {
                list = value;
            }
        }
    }
    found
}

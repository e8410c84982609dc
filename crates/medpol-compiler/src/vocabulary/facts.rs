//! Facts and records: names to slots.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::value::Interval;
use medpol_model::vocabulary::{
    Elements, Enumeration, Fact, FactId, FactKind, FactWords, Frame, FrameId, ListKind, Member, Record, RecordId,
};
use medpol_syntax::document::{FactDocument, Map, Text};

use crate::condition::allowed;

use super::limits::{self, Limited};
use super::{Building, Pending, keys};

/// Adds the fields of a record, merging records that a used vocabulary has too.
pub(super) fn add_fields<'a>(
    building: &mut Building<'a, '_>,
    record: RecordId,
    frame: FrameId,
    fields: &'a Map<FactDocument>,
) {
    for (name, document) in &fields.0 {
        add_field(building, record, frame, name, document);
    }
}

fn add_field<'a>(
    building: &mut Building<'a, '_>,
    record: RecordId,
    frame: FrameId,
    name: &'a Text,
    document: &'a FactDocument,
) {
    if !is_snake(&name.text) {
        building.diagnostics.push(
            Diagnostic::new(&codes::P0115, name.span, format!("`{}` is not a well-formed name", name.text))
                .label("not in snake_case")
                .help("use lowercase letters, digits and underscores, such as `t_score`"),
        );
        return;
    }
    let Some(holder) = building.vocabulary.record(record) else { return };
    let path = join(&holder.path, &name.text);
    let existing = holder.member(&name.text);
    let is_record = &*document.r#type.text == "record";
    match existing {
        Some(Member::Record(inner)) if is_record => {
            refuse_as_reason(building, document);
            add_fields(building, inner, frame, &document.fields);
            keep(building, inner, document);
        }
        Some(known) => {
            let problem = Diagnostic::new(&codes::P0202, name.span, format!("`{path}` is already in the vocabulary"))
                .label("defined again")
                .help("a vocabulary may add fields to a record of another, never redefine a fact; choose another name");
            let first = match known {
                Member::Fact(fact) => building.vocabulary.fact(fact).and_then(|fact| fact.declared),
                Member::Record(_) => None,
            };
            building.diagnostics.push(match first {
                Some(first) => problem.also(first, "first here"),
                None => problem,
            });
        }
        None if is_record => {
            refuse_as_reason(building, document);
            let inner = add_record(building, path, document, &name.text);
            push_member(building, record, &name.text, Member::Record(inner));
            add_fields(building, inner, frame, &document.fields);
        }
        None => match add_fact(building, record, frame, path.clone(), name, document) {
            Some(fact) => push_member(building, record, &name.text, Member::Fact(fact)),
            None => building.vocabulary.unusable.push(path.into()),
        },
    }
}

/// Refuses a name for elements on a record that is no element of a list.
fn refuse_as_reason(building: &mut Building<'_, '_>, document: &FactDocument) {
    if let Some(written) = &document.as_reason {
        building.diagnostics.push(
            Diagnostic::new(
                &codes::P0108,
                written.span,
                "`as_reason` has no meaning for a record that is not in a list",
            )
            .label("for elements and single values only")
            .help("remove `as_reason`"),
        );
    }
}

fn add_record(building: &mut Building<'_, '_>, path: String, document: &FactDocument, name: &str) -> RecordId {
    if &*document.r#type.text == "record" {
        keys::check_fact(document, document, building.diagnostics);
        if document.fields.0.is_empty() {
            building.diagnostics.push(
                Diagnostic::new(&codes::P0102, document.r#type.span, "`fields` is missing")
                    .label(format!("`{path}` is a record without facts"))
                    .help("add `fields:` with the facts that it groups"),
            );
        }
    }
    building.vocabulary.records.push(Record { path: path.into(), label: label(document, name), members: Vec::new() });
    RecordId(u32::try_from(building.vocabulary.records.len() - 1).unwrap_or(u32::MAX))
}

/// What a record says of whether its facts can become otherwise holds for those that do not say it themselves.
fn keep(building: &mut Building<'_, '_>, record: RecordId, document: &FactDocument) {
    let Some(own) = document.immutable.map(|flag| flag.is_set) else { return };
    for id in building.vocabulary.facts_below(Member::Record(record)) {
        if let Some(fact) = building.vocabulary.facts.get_mut(id.0 as usize) {
            fact.immutable = fact.immutable.or(Some(own));
        }
    }
}

fn push_member(building: &mut Building<'_, '_>, record: RecordId, name: &str, member: Member) {
    if let Some(record) = building.vocabulary.records.get_mut(record.0 as usize) {
        record.members.push((Arc::from(name), member));
    }
}

/// Adds one fact and gives it a slot.
fn add_fact<'a>(
    building: &mut Building<'a, '_>,
    record: RecordId,
    frame: FrameId,
    path: String,
    name: &Text,
    document: &'a FactDocument,
) -> Option<FactId> {
    let kind = if &*document.r#type.text == "list" {
        let kind = add_list(building, &path, name, document)?;
        FactKind::List(kind)
    } else {
        building.types.kind(&mut building.vocabulary, document, &path, building.diagnostics)?
    };
    let definition = building.types.definition(document);
    keys::check_fact(document, definition, building.diagnostics);
    let Limited { bounds, limits, is_past } = limits::of(building, &kind, &path, document);
    let texts = |texts: &Option<Vec<Text>>| texts.iter().flatten().map(|text| Arc::from(&*text.text)).collect();
    let text =
        |own: &Option<Text>, named: &Option<Text>| own.as_ref().or(named.as_ref()).map(|text| Arc::from(&*text.text));
    let slot = building.vocabulary.frame(frame).map_or(0, |frame| frame.facts.len());
    let fact = Fact {
        path: path.into(),
        frame,
        slot: u32::try_from(slot).unwrap_or(u32::MAX),
        label: label(document, &name.text),
        words: FactWords::default(),
        question: text(&document.question, &definition.question),
        help: text(&document.help, &definition.help),
        evidence: texts(&document.evidence),
        codes: texts(&document.codes),
        judgment: document.judgment.is_some_and(|flag| flag.is_set),
        immutable: document.immutable.map(|flag| flag.is_set),
        asked_when: None,
        derivation: None,
        bounds,
        past: is_past || document.past.is_some_and(|flag| flag.is_set),
        limits,
        falls_back_on: Vec::new(),
        declared: Some(name.span),
        allowed: allowed(document.allow.as_deref(), building.diagnostics),
        kind,
    };
    let blank = blank(building, &fact.kind);
    building.vocabulary.facts.push(fact);
    let id = FactId(u32::try_from(building.vocabulary.facts.len() - 1).unwrap_or(u32::MAX));
    if let Some(frame) = building.vocabulary.frames.get_mut(frame.0 as usize) {
        frame.facts.push(id);
        frame.blank.push(blank);
    }
    if let Some(FactKind::List(kind)) = building.vocabulary.fact(id).map(|fact| fact.kind.clone())
        && let Some(frame) = building.vocabulary.frames.get_mut(kind.frame.0 as usize)
    {
        frame.list = Some(id);
    }
    building.pending.push(Pending { fact: id, record, document });
    Some(id)
}

fn add_list<'a>(
    building: &mut Building<'a, '_>,
    path: &str,
    name: &Text,
    document: &'a FactDocument,
) -> Option<ListKind> {
    let Some(of) = document.of.as_deref() else {
        building.diagnostics.push(
            Diagnostic::new(&codes::P0102, document.r#type.span, "`of` is missing")
                .label("a list needs to say what an element is")
                .help("add `of: { type: … }`"),
        );
        return None;
    };
    if &*of.r#type.text == "list" {
        building.diagnostics.push(
            Diagnostic::new(&codes::P0213, of.r#type.span, "a list cannot contain lists directly")
                .label("a list of lists")
                .help("make the element a record with a list in one of its fields"),
        );
        return None;
    }
    let element_path = format!("{path}[]");
    let record = add_record(building, element_path.clone(), of, &name.text);
    building.vocabulary.frames.push(Frame { facts: Vec::new(), blank: Vec::new(), record, list: None });
    let frame = FrameId(u32::try_from(building.vocabulary.frames.len() - 1).unwrap_or(u32::MAX));
    let is_record = &*of.r#type.text == "record";
    if is_record {
        add_fields(building, record, frame, &of.fields);
        keep(building, record, of);
    } else {
        add_fact(building, record, frame, element_path, name, of)?;
    }
    check_item_limits(building, path, document);
    Some(ListKind {
        frame,
        elements: if is_record { Elements::Records } else { Elements::Values },
        min_items: document.min_items.map(|whole| whole.number),
        max_items: document.max_items.map(|whole| whole.number),
        unique: document.unique.is_some_and(|flag| flag.is_set),
        describe: describe(building, record, of),
        none_label: document.none_label.as_ref().map(|label| Arc::from(&*label.text)),
        as_reason: None,
        joined_by: None,
    })
}

fn check_item_limits(building: &mut Building<'_, '_>, path: &str, document: &FactDocument) {
    if let (Some(least), Some(most)) = (document.min_items, document.max_items)
        && least.number > most.number
    {
        let message = format!("no list has at least {} and at most {} elements", least.number, most.number);
        building.diagnostics.push(
            Diagnostic::new(&codes::P0402, most.span, message)
                .label(format!("`{path}` could never be given"))
                .also(least.span, "`min_items` here")
                .help("swap or correct the limits"),
        );
    }
}

fn describe(building: &mut Building<'_, '_>, record: RecordId, of: &FactDocument) -> Vec<FactId> {
    let mut facts = Vec::new();
    for name in of.describe.iter().flatten() {
        match building.vocabulary.record(record).and_then(|record| record.member(&name.text)) {
            Some(Member::Fact(fact)) => facts.push(fact),
            _ if is_unusable(building, record, name) => {}
            _ => building.diagnostics.push(
                Diagnostic::new(&codes::P0203, name.span, format!("the element has no field `{}`", name.text))
                    .label("no such field")
                    .did_you_mean(&name.text, members(&building.vocabulary, record).iter().map(|member| &**member))
                    .help("`describe` lists fields of the record, in the order they are shown"),
            ),
        }
    }
    facts
}

/// The names of the members of a record.
fn members(vocabulary: &medpol_model::vocabulary::Vocabulary, record: RecordId) -> Vec<Arc<str>> {
    let record = vocabulary.record(record);
    record.map_or_else(Vec::new, |record| record.members.iter().map(|(name, _)| Arc::clone(name)).collect())
}

/// Whether a field is declared, with an error that is reported where it is.
fn is_unusable(building: &Building<'_, '_>, record: RecordId, name: &Text) -> bool {
    let holder = building.vocabulary.record(record);
    let path = holder.map(|holder| join(&holder.path, &name.text));
    path.is_some_and(|path| building.vocabulary.unusable.iter().any(|known| **known == *path))
}

/// What a slot holds before anything is known of it.
fn blank(building: &Building<'_, '_>, kind: &FactKind) -> Interval {
    let all = |domain: u64| Interval::point(i64::from_ne_bytes(domain.to_ne_bytes()));
    match kind {
        FactKind::Boolean => all(0b11),
        FactKind::Enumeration(id) => all(building.vocabulary.enumeration(*id).map_or(0, Enumeration::domain)),
        _ => Interval::ALL,
    }
}

/// The fact's name to a reader; made from its name in the vocabulary where none is given.
fn label(document: &FactDocument, name: &str) -> Arc<str> {
    if let Some(label) = &document.label {
        return Arc::from(&*label.text);
    }
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(words.clone(), |first| first.to_uppercase().chain(letters).collect()).into()
}

fn join(record: &str, name: &str) -> String {
    if record.is_empty() { name.to_owned() } else { format!("{record}.{name}") }
}

fn is_snake(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

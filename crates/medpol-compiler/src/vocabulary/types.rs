//! Types of facts: the built-in ones, and the names of `types`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::value::Unit;
use medpol_model::vocabulary::{self, Clock, Enumeration, EnumerationId, EnumerationValue, FactKind, Vocabulary};
use medpol_syntax::document::{
    DerivationDocument, DerivedDocument, FactDocument, Text, ValueDocument, VocabularyDocument,
};

use super::keys;
use crate::code_system::CodeSystems;
use crate::literal::list;
use crate::report;

const BUILT_IN: [&str; 10] =
    ["boolean", "integer", "decimal", "date", "duration", "enum", "code", "text", "list", "record"];

/// The named types of a vocabulary and of those it uses.
pub(super) struct Types<'a> {
    systems: &'a CodeSystems,
    named: BTreeMap<&'a str, &'a FactDocument>,
    enumerations: BTreeMap<&'a str, EnumerationId>,
    /// Names whose definition is wrong; what is wrong has been said, once for all facts.
    broken: BTreeSet<&'a str>,
}

impl<'a> Types<'a> {
    /// No types yet; codes are of these systems.
    pub(super) const fn new(systems: &'a CodeSystems) -> Self {
        Self { systems, named: BTreeMap::new(), enumerations: BTreeMap::new(), broken: BTreeSet::new() }
    }

    /// Adds the types of one document.
    pub(super) fn add(&mut self, document: &'a VocabularyDocument, diagnostics: &mut Vec<Diagnostic>) {
        for (name, definition) in &document.types.0 {
            if BUILT_IN.contains(&&*name.text) || self.named.contains_key(&*name.text) {
                diagnostics.push(
                    Diagnostic::new(&codes::P0202, name.span, format!("there is already a type named `{}`", name.text))
                        .label("defined again")
                        .help("give the type another name"),
                );
                continue;
            }
            let is_scalar = !matches!(&*definition.r#type.text, "list" | "record");
            if !BUILT_IN.contains(&&*definition.r#type.text) || !is_scalar {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::P0213,
                        definition.r#type.span,
                        format!("`{}` cannot be the type of a named type", definition.r#type.text),
                    )
                    .label("not a type of single values")
                    .help(
                        "a named type is `enum`, `decimal`, `integer`, `code`, `text`, `date`, `duration` or `boolean`",
                    ),
                );
                self.broken.insert(&name.text);
                continue;
            }
            self.named.insert(&name.text, definition);
        }
    }

    /// Checks every named type, whether a fact has it or not.
    pub(super) fn check(&mut self, vocabulary: &mut Vocabulary, diagnostics: &mut Vec<Diagnostic>) {
        for (name, definition) in self.named.clone() {
            keys::check_type(definition, diagnostics);
            let written = Written { definition, named: Some(name), place: &definition.r#type, clock: Clock::Length };
            if self.built_in(vocabulary, &written, name, diagnostics).is_none() {
                self.broken.insert(name);
            }
        }
    }

    /// The definition behind a fact's type: the named type, or the fact itself.
    pub(super) fn definition(&self, document: &'a FactDocument) -> &'a FactDocument {
        self.named.get(&*document.r#type.text).copied().unwrap_or(document)
    }

    /// The type of a single-valued fact; lists and records are built by the caller.
    pub(super) fn kind(
        &mut self,
        vocabulary: &mut Vocabulary,
        document: &'a FactDocument,
        path: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<FactKind> {
        let name = &document.r#type;
        if self.broken.contains(&*name.text) {
            return None;
        }
        let clock = document.derived.as_ref().map_or(Clock::Length, clock);
        let named = self.named.get_key_value(&*name.text).map(|(name, _)| *name);
        let written = Written { definition: self.definition(document), named, place: name, clock };
        self.built_in(vocabulary, &written, path, diagnostics)
    }

    fn built_in(
        &mut self,
        vocabulary: &mut Vocabulary,
        written: &Written<'a>,
        path: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<FactKind> {
        let Written { definition, named, place: name, clock } = *written;
        match &*definition.r#type.text {
            "boolean" => Some(FactKind::Boolean),
            "integer" => Some(FactKind::Integer { unit: unit(definition, diagnostics)? }),
            "decimal" => Some(FactKind::Decimal { unit: unit(definition, diagnostics)? }),
            "date" => Some(FactKind::Date),
            "duration" => Some(FactKind::Duration(clock)),
            "text" => Some(FactKind::Text),
            "code" => {
                let several = definition.systems.iter().flatten();
                let written: Vec<&Text> = definition.system.iter().chain(several).collect();
                if written.is_empty() {
                    diagnostics.push(missing("system", "code", name, "such as `system: ICD-10-CM`"));
                    return None;
                }
                let found: Vec<_> = written.iter().map(|system| self.systems.find(system, diagnostics)).collect();
                Some(FactKind::Code { systems: found.into_iter().collect::<Option<_>>()? })
            }
            "enum" => {
                if let Some(known) = named.and_then(|name| self.enumerations.get(name)) {
                    return Some(FactKind::Enumeration(*known));
                }
                let id = enumeration(vocabulary, definition, named.unwrap_or(path), name, diagnostics)?;
                if let Some(named) = named {
                    self.enumerations.insert(named, id);
                }
                Some(FactKind::Enumeration(id))
            }
            _ => {
                let known: Vec<&str> = BUILT_IN.into_iter().chain(self.named.keys().copied()).collect();
                diagnostics.push(
                    Diagnostic::new(&codes::P0213, name.span, format!("no type named `{}`", name.text))
                        .label("unknown type")
                        .did_you_mean(&name.text, known.iter().copied())
                        .help(format!(
                            "types are {}",
                            known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                        )),
                );
                None
            }
        }
    }
}

/// The type of a fact, or a named type, as written.
#[derive(Clone, Copy)]
struct Written<'a> {
    definition: &'a FactDocument,
    named: Option<&'a str>,
    /// The word after `type`.
    place: &'a Text,
    /// What a duration is counted up to.
    clock: Clock,
}

/// How a duration that is derived so is counted.
fn clock(derived: &DerivedDocument) -> Clock {
    match &derived.derivation {
        Some(DerivationDocument::ElapsedSince(_)) => Clock::Elapsed,
        Some(DerivationDocument::ElapsedBetween(_)) => Clock::Between,
        Some(
            DerivationDocument::CountOf(_)
            | DerivationDocument::SumOf(_)
            | DerivationDocument::Latest(_)
            | DerivationDocument::Earliest(_)
            | DerivationDocument::PercentChange(_)
            | DerivationDocument::BodyMassIndex(_),
        )
        | None => Clock::Length,
    }
}

fn missing(key: &str, kind: &str, name: &Text, help: &str) -> Diagnostic {
    Diagnostic::new(&codes::P0102, name.span, format!("`{key}` is missing"))
        .label(format!("a fact of type `{kind}` needs `{key}`"))
        .help(format!("add it, {help}"))
}

/// The unit of a number: `Some(None)` where it has none.
#[expect(clippy::option_option, reason = "what is not there is no mistake, and `?` passes on a mistake")]
fn unit(definition: &FactDocument, diagnostics: &mut Vec<Diagnostic>) -> Option<Option<&'static Unit>> {
    let Some(written) = &definition.unit else { return Some(None) };
    let unit = Unit::find(&written.text);
    if unit.is_none() {
        diagnostics.push(report::unknown_unit(&codes::P0215, &written.text, written.span));
        return None;
    }
    Some(unit)
}

/// The name of a value inside a sentence.
fn in_text(name: &Text, said: Option<&ValueDocument>) -> Arc<str> {
    match said.map(|said| (&said.in_text, &said.label)) {
        Some((Some(own), _)) => Arc::from(&*own.text),
        Some((None, Some(label))) => vocabulary::in_text(&label.text).into(),
        Some((None, None)) | None => name.text.replace('_', " ").into(),
    }
}

fn enumeration(
    vocabulary: &mut Vocabulary,
    definition: &FactDocument,
    name: &str,
    place: &Text,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<EnumerationId> {
    let Some(written) = &definition.values else {
        diagnostics.push(missing("values", "enum", place, "such as `values: [mild, moderate, severe]`"));
        return None;
    };
    let mut values: Vec<EnumerationValue> = Vec::new();
    for (name, said) in &written.0 {
        if values.iter().any(|known| *known.name == *name.text) {
            diagnostics.push(
                Diagnostic::new(&codes::P0202, name.span, format!("the value `{}` is listed twice", name.text))
                    .label("second time")
                    .help("remove one of them"),
            );
            continue;
        }
        let label = said.as_ref().and_then(|said| said.label.as_ref());
        values.push(EnumerationValue {
            name: Arc::from(&*name.text),
            label: Arc::from(label.map_or(&*name.text, |label| &*label.text)),
            in_text: in_text(name, said.as_ref()),
            help: said.as_ref().and_then(|said| said.help.as_ref()).map(|help| Arc::from(&*help.text)),
        });
    }
    let mut known = Enumeration {
        name: Arc::from(name),
        values,
        ordered: definition.ordered.is_some_and(|flag| flag.is_set),
        ranges: Vec::new(),
    };
    for (range, members) in &definition.ranges.0 {
        let mut mask = 0;
        for member in members {
            match known.mask(&member.text) {
                Some(bit) => mask |= bit,
                None => diagnostics.push(
                    Diagnostic::new(
                        &codes::P0204,
                        member.span,
                        format!("`{}` is not a value of this type", member.text),
                    )
                    .label("not one of its values")
                    .did_you_mean(&member.text, known.values.iter().map(|value| &*value.name))
                    .help(format!("its values are {}", list(known.values.iter().map(|value| &*value.name)))),
                ),
            }
        }
        if members.is_empty() {
            diagnostics.push(
                Diagnostic::new(&codes::P0401, range.span, format!("the range `{}` is empty", range.text))
                    .label("no values")
                    .help("list its values, or remove the range"),
            );
        }
        known.ranges.push((Arc::from(&*range.text), mask));
    }
    vocabulary.enumerations.push(known);
    u32::try_from(vocabulary.enumerations.len() - 1).ok().map(EnumerationId)
}

//! Value sets: named sets of codes of one system.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::answer::{DescribedCode, VALUE_SET_FORMAT, ValueSetDescription};
use medpol_model::program::SymbolSet;
use medpol_model::value::{CodeError, CodeSystem, Date, Interval, Symbols};
use medpol_syntax::document::{PeriodDocument, Text, ValueSetDocument};

use crate::code;
use crate::code_system::CodeSystems;
use crate::report::{self, Subject};

/// The value sets of a library by id, and the code systems that they are of.
#[derive(Clone, Debug, Default)]
pub struct ValueSets {
    pub(crate) systems: CodeSystems,
    known: BTreeMap<Box<str>, ValueSet>,
}

#[derive(Clone, Debug)]
struct ValueSet {
    system: Arc<CodeSystem>,
    set: Arc<SymbolSet>,
    span: Span,
}

impl ValueSets {
    /// Compiles one value set into the collection.
    pub(crate) fn add(
        &mut self,
        document: &ValueSetDocument,
        symbols: &mut Symbols,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if document.codes.is_empty() && document.codes_under.is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    &codes::P0403,
                    document.id.span,
                    format!("the value set `{}` is empty", document.id.text),
                )
                .label("no codes")
                .help("add `codes:` or `codes_under:`; an empty set would pass silently"),
            );
        }
        if let Some(first) = self.known.get(&document.id.text) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::P0202,
                    document.id.span,
                    format!("the value set `{}` is defined twice", document.id.text),
                )
                .label("second definition")
                .also(first.span, "first definition")
                .help("give one of them another id"),
            );
            return;
        }
        let Some(system) = self.systems.find(&document.system, diagnostics) else { return };
        let name = Some(Arc::from(&*document.id.text));
        let mut set = SymbolSet { name, numbers: Vec::new(), periods: Vec::new(), stems: Vec::new() };
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for entry in &document.codes {
            let Some(code) = code(&entry.code, &system, diagnostics) else { continue };
            if let Some(first) = seen.insert(code.clone(), entry.code.span) {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::P0202,
                        entry.code.span,
                        format!("the code `{}` is listed twice", entry.code.text),
                    )
                    .label("second time")
                    .also(first, "first time")
                    .help("remove one of them"),
                );
            }
            let number = symbols.number(&code);
            set.numbers.push(number);
            if let Some(period) = entry.valid.as_ref().and_then(|valid| period(valid, diagnostics)) {
                set.periods.push((number, period));
            }
        }
        set.stems =
            document.codes_under.iter().filter_map(|text| stem(text, &system, diagnostics)).map(Arc::from).collect();
        set.numbers.sort_unstable();
        set.periods.sort_unstable_by_key(|(number, _)| *number);
        self.known.insert(document.id.text.clone(), ValueSet { system, set: Arc::new(set), span: document.id.span });
    }

    /// The set with this name, which must be of the fact's code system.
    pub(crate) fn find(
        &self,
        name: &Text,
        systems: &[Arc<CodeSystem>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Arc<SymbolSet>> {
        let Some(known) = self.known.get(&name.text) else {
            diagnostics.push(
                Diagnostic::new(&codes::P0205, name.span, format!("no value set named `{}`", name.text))
                    .label("unknown value set")
                    .did_you_mean(&name.text, self.known.keys().map(|id| &**id))
                    .help("value sets are files in `policies/value-sets/`"),
            );
            return None;
        };
        if !systems.iter().any(|system| system.id == known.system.id) {
            diagnostics.push(
                Diagnostic::new(
                    &codes::P0109,
                    name.span,
                    format!(
                        "`{}` has codes of {}, but the fact has codes of {}",
                        name.text,
                        known.system.id,
                        code::names(systems)
                    ),
                )
                .label("another code system")
                .also(known.span, "defined here")
                .help("compare with a value set of the fact's code system"),
            );
            return None;
        }
        Some(Arc::clone(&known.set))
    }
}

/// A value set in the words of its document.
pub(crate) fn described(document: &ValueSetDocument) -> ValueSetDescription {
    let arc = |text: &Text| Arc::<str>::from(&*text.text);
    let code = |code: &medpol_syntax::document::CodeDocument| DescribedCode {
        code: arc(&code.code),
        label: code.label.as_ref().map(arc),
        from: code.valid.as_ref().map(|valid| arc(&valid.from)),
        until: code.valid.as_ref().and_then(|valid| valid.until.as_ref()).map(arc),
    };
    ValueSetDescription {
        format: VALUE_SET_FORMAT,
        id: arc(&document.id),
        title: document.title.as_ref().map(arc),
        system: arc(&document.system),
        source: document.source.as_ref().map(arc),
        codes: document.codes.iter().map(code).collect(),
        codes_under: document.codes_under.iter().map(arc).collect(),
        uses: Vec::new(),
    }
}

/// The stem of a set, with its system.
fn stem(text: &Text, system: &Arc<CodeSystem>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let own = text.text.strip_prefix(&*system.id).and_then(|rest| rest.strip_prefix(':')).unwrap_or(&text.text);
    match system.read_stem(own) {
        Ok(stem) => Some(format!("{}:{stem}", system.id)),
        Err(CodeError::Form | CodeError::CheckDigit) => {
            let example = system.examples.first().map_or("…", |example| example);
            let message = format!("no code of {} begins with `{}`", system.id, report::visible(&text.text));
            diagnostics.push(
                Diagnostic::new(&codes::P0131, text.span, message)
                    .label("not the beginning of a code")
                    .help(format!("write the signs that the codes have in common, as those of `{example}` are written"))
                    .help("a range is not read: list its stems one by one"),
            );
            None
        }
    }
}

fn code(text: &Text, system: &Arc<CodeSystem>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    match code::read(&text.text, std::slice::from_ref(system)) {
        Ok(code) => Some(code),
        Err(flaw) => {
            let subject = Subject::other("each of these");
            diagnostics.push(report::flaw(&report::POLICY, flaw, &subject, &text.text, text.span));
            None
        }
    }
}

/// The ticks of a period; what is wrong with its dates is reported.
fn period(document: &PeriodDocument, diagnostics: &mut Vec<Diagnostic>) -> Option<Interval> {
    let (from, until) = crate::dates::period(document, diagnostics)?;
    Some(Interval { low: from.tick(), high: until.map_or(i64::MAX, Date::tick) })
}

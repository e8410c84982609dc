//! Code systems: documents to systems that read codes, held to their own examples.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::{Bearing, Diagnostic, Span, codes};
use medpol_model::value::{CheckDigit, CodeError, CodeSystem, Form, FormError, Letters};
use medpol_syntax::document::{CodeSystemDocument, Text};

/// The code systems of a library by id.
#[derive(Clone, Debug, Default)]
pub struct CodeSystems {
    known: BTreeMap<Box<str>, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    system: Arc<CodeSystem>,
    span: Span,
}

impl CodeSystems {
    /// Compiles one code system into the collection.
    pub(crate) fn add(&mut self, document: &CodeSystemDocument, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(first) = self.known.get(&document.id.text) {
            let message = format!("the code system `{}` is defined twice", document.id.text);
            diagnostics.push(
                Diagnostic::new(&codes::P0202, document.id.span, message)
                    .label("second definition")
                    .also(first.span, "first definition")
                    .help("give one of them another id"),
            );
            return;
        }
        let before = diagnostics.len();
        let mut system = compile(document, diagnostics);
        if diagnostics.len() == before {
            check_examples(document, &system, diagnostics);
        }
        if diagnostics.len() > before {
            // What a form with a slip in it refuses is no mistake of those who wrote the codes.
            system.forms.clear();
        }
        self.known.insert(document.id.text.clone(), Known { system: Arc::new(system), span: document.id.span });
    }

    /// The system with this name. A library that describes no system knows no form of any, and then any
    /// name is one.
    pub(crate) fn find(&self, name: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Arc<CodeSystem>> {
        if let Some(known) = self.known.get(&name.text) {
            return Some(Arc::clone(&known.system));
        }
        if self.known.is_empty() {
            return Some(Arc::new(CodeSystem::unknown(&name.text)));
        }
        diagnostics.push(
            Diagnostic::new(&codes::P0224, name.span, format!("no code system is called `{}`", name.text))
                .label("unknown code system")
                .did_you_mean(&name.text, self.known.keys().map(|id| &**id))
                .help(
                    "code systems are files in `policies/code-systems/`; add one that says which form its codes have",
                ),
        );
        None
    }
}

fn compile(document: &CodeSystemDocument, diagnostics: &mut Vec<Diagnostic>) -> CodeSystem {
    let text = |text: &Text| Arc::<str>::from(&*text.text);
    let mut only = |text: &Text, key: &str| {
        let mut signs = text.text.chars();
        if let (Some(sign), None) = (signs.next(), signs.next()) {
            return Some(sign);
        }
        let message = format!("`{}` under `{key}` is not a single character", text.text);
        diagnostics.push(
            Diagnostic::new(&codes::P0132, text.span, message)
                .label("one character is expected")
                .help(format!("write each character of its own: `{key}: [\" \", \".\"]`")),
        );
        None
    };
    let dropped = document.drop.iter().filter_map(|sign| only(sign, "drop")).collect();
    let fill = document.fill.as_ref().and_then(|sign| only(sign, "fill"));
    let forms = document.form.0.iter().filter_map(|form| read_form(form, diagnostics)).collect();
    CodeSystem {
        id: text(&document.id),
        title: text(&document.title),
        uris: document.uris.iter().map(text).collect(),
        forms,
        letters: if document.fold.is_some() { Letters::Folded } else { Letters::Kept },
        dropped,
        shown: document.show.as_ref().map(text),
        fill,
        check: document.check.as_ref().map(|_| CheckDigit::Luhn),
        examples: document.examples.iter().map(text).collect(),
    }
}

fn read_form(form: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<Form> {
    let error = match Form::parse(&form.text) {
        Ok(form) => return Some(form),
        Err(error) => error,
    };
    let label = match error {
        FormError::Empty => "the form is empty".to_owned(),
        FormError::Class => "a class such as `[A-Z0-9]` is not closed, or a range runs backwards".to_owned(),
        FormError::Count => "a number in braces is not like `{4}` or `{2,4}`".to_owned(),
        FormError::Sign(sign) => format!("`{sign}` means nothing here"),
    };
    diagnostics.push(
        Diagnostic::new(&codes::P0132, form.span, format!("`{}` is not a form", form.text))
            .label(label)
            .help("write letters, digits and classes, each with `?`, `{4}` or `{2,4}` behind it: `[A-V][0-9]{4}`")
            .help("several forms are a list"),
    );
    None
}

/// Every example has to be read, and everything under `not` to be refused.
fn check_examples(document: &CodeSystemDocument, system: &CodeSystem, diagnostics: &mut Vec<Diagnostic>) {
    let before = diagnostics.len();
    for example in &document.examples {
        let label = match system.read(&example.text) {
            Ok(_) => continue,
            Err(CodeError::Form) => "not of the form",
            Err(CodeError::CheckDigit) => "its last digit does not follow from the others",
        };
        let message = format!("the example `{}` is not a code of this system", example.text);
        diagnostics.push(
            Diagnostic::new(&codes::P0132, example.span, message).label(label).help("correct the form or the example"),
        );
    }
    for refused in &document.not {
        if let Ok(normal) = system.read(&refused.text) {
            let message = format!("`{}` is a code of this system", refused.text);
            diagnostics.push(
                Diagnostic::new(&codes::P0132, refused.span, message)
                    .label(format!("read as `{normal}`"))
                    .help("narrow the form, or remove it here"),
            );
        }
    }
    // One slip in the form is a slip in most of what it is tried on.
    for problem in diagnostics.iter_mut().skip(before + 1) {
        problem.bearing = Bearing::Consequence;
    }
}

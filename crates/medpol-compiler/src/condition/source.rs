//! Citations: references to the policy's own list of sources.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes};
use medpol_model::policy::{Citation, Cited, SourceClass};
use medpol_syntax::document::{SourceDocument, SourceRefDocument, Text};

/// The sources of a policy by id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    known: BTreeMap<Box<str>, Known>,
    binding: Binding,
}

/// Whether citations must be of known sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Binding {
    /// To the sources of the policy.
    #[default]
    Closed,
    /// To those of whatever policy uses the criteria.
    Open,
}

#[derive(Clone, Debug)]
struct Known {
    class: SourceClass,
    span: Span,
    is_used: bool,
}

/// Fewer words than this in a quote.
const QUOTE_WORDS: usize = 25;

impl Sources {
    /// Sources of which nothing is known yet: any can be cited.
    pub(crate) fn open() -> Self {
        Self { binding: Binding::Open, ..Self::default() }
    }

    /// Reads the list, reporting ids that are used twice.
    pub(crate) fn read(documents: &[SourceDocument], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut sources = Self::default();
        for document in documents {
            let Some(class) = class(&document.class) else { continue };
            let known = Known { class, span: document.id.span, is_used: false };
            if let Some(first) = sources.known.get(&document.id.text) {
                diagnostics.push(
                    Diagnostic::new(
                        &codes::P0202,
                        document.id.span,
                        format!("the source `{}` is listed twice", document.id.text),
                    )
                    .label("second entry")
                    .also(first.span, "first entry")
                    .help("give one of them another id"),
                );
            } else {
                sources.known.insert(document.id.text.clone(), known);
            }
        }
        sources
    }

    /// The citations that references stand for.
    pub(crate) fn citations(
        &mut self,
        references: &[SourceRefDocument],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Arc<[Citation]> {
        references.iter().filter_map(|reference| self.citation(reference, diagnostics)).collect()
    }

    /// The citation that one reference stands for.
    pub(crate) fn citation(
        &mut self,
        reference: &SourceRefDocument,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Citation> {
        let class = self.class(&reference.r#ref, diagnostics);
        let cites = reference.cites.iter().flatten();
        let cites = cites
            .filter_map(|id| Some(Cited { source: Arc::from(&*id.text), class: self.class(id, diagnostics)? }))
            .collect();
        if let Some(quote) = &reference.quote {
            let words = quote.text.split_whitespace().count();
            if words >= QUOTE_WORDS {
                diagnostics.push(
                    Diagnostic::new(&codes::P0502, quote.span, format!("this quote has {words} words"))
                        .label("long quote")
                        .help("quote the few words that carry the rule, under 25"),
                );
            }
        }
        let text = |text: &Option<Text>| text.as_ref().map(|text| Arc::from(&*text.text));
        Some(Citation {
            source: Arc::from(&*reference.r#ref.text),
            class: class?,
            section: text(&reference.section),
            quote: text(&reference.quote),
            cites,
            quoted_at: reference.quote.as_ref().map(|quote| quote.span),
        })
    }

    fn class(&mut self, id: &Text, diagnostics: &mut Vec<Diagnostic>) -> Option<SourceClass> {
        if let Some(known) = self.known.get_mut(&id.text) {
            known.is_used = true;
            return Some(known.class);
        }
        if self.binding == Binding::Open {
            return Some(SourceClass::Internal);
        }
        diagnostics.push(
            Diagnostic::new(&codes::P0206, id.span, format!("no source has the id `{}`", id.text))
                .label("not in `sources`")
                .did_you_mean(&id.text, self.known.keys().map(|id| &**id))
                .help("add the document under `sources:`, or refer to one that is there"),
        );
        None
    }

    /// Reports sources that nothing cites.
    pub(crate) fn report_unused(&self, diagnostics: &mut Vec<Diagnostic>) {
        for (id, known) in self.known.iter().filter(|(_, known)| !known.is_used) {
            diagnostics.push(
                Diagnostic::new(&codes::P0503, known.span, format!("nothing cites the source `{id}`"))
                    .label("never cited")
                    .help("cite it where it backs a criterion, or remove it"),
            );
        }
    }
}

/// The class that a word names.
pub(crate) fn class(word: &str) -> Option<SourceClass> {
    match word {
        "ncd" => Some(SourceClass::Ncd),
        "lcd" => Some(SourceClass::Lcd),
        "article" => Some(SourceClass::Article),
        "regulation" => Some(SourceClass::Regulation),
        "internal" => Some(SourceClass::Internal),
        "literature" => Some(SourceClass::Literature),
        "restatement" => Some(SourceClass::Restatement),
        _ => None,
    }
}

//! A text with names in braces, as pieces: words, and facts whose values take the places of their names.
//!
//! What the text is for is said by [`Tells`]; how values are written is not known here.

use std::ops::Range;
use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, Span, codes, nearest};
use medpol_model::program::{FactRef, ScopeId};
use medpol_model::vocabulary::{Elements, FactId, FactKind, FrameId, Piece, Template};
use medpol_syntax::document::Text;

use super::name;
use crate::scope::Scope;

/// What a template is there to tell.
#[derive(Clone, Copy)]
pub(super) enum Tells {
    /// The value of this fact.
    ValueOf(FactId),
    /// Which element of a list is meant.
    Element,
}

/// A piece as written.
enum Written<'t> {
    Words(&'t str),
    Name(&'t str),
}

/// Reads a text with names in braces.
pub(super) fn compile(
    text: &Text,
    scope: &Scope<'_>,
    tells: Tells,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Template> {
    let Some(written) = split(&text.text) else {
        diagnostics.push(
            Diagnostic::new(&codes::P0137, text.span, "the braces of this text do not match")
                .label("a brace is opened or closed by itself, or names nothing")
                .help("write each name in a pair of braces, such as `{date}`"),
        );
        return None;
    };
    let mut pieces = Vec::new();
    let mut is_sound = true;
    for part in written {
        match part {
            Written::Words(words) => pieces.push(Piece::Text(Arc::from(words))),
            Written::Name(name) => match value(name, text.span, scope) {
                Ok(fact) => pieces.push(Piece::Value(fact)),
                Err(problem) => {
                    is_sound = false;
                    diagnostics.push(*problem);
                }
            },
        }
    }
    let template = Template { pieces };
    let told = is_sound && check_told(&template, text.span, scope, tells, diagnostics);
    told.then_some(template)
}

/// The names of the single values in a list's elements, where the text is about one of them.
fn own_names<'v>(scope: &Scope<'v>) -> Vec<&'v str> {
    let frame = FrameId(scope.innermost().0);
    let own = scope.vocabulary.frame(frame).filter(|_| frame != FrameId::CASE);
    let facts = own.into_iter().flat_map(|own| &own.facts).filter_map(|id| scope.vocabulary.fact(*id));
    let single = facts.filter(|fact| !matches!(fact.kind, FactKind::List(_)));
    single.filter_map(|fact| fact.path.rsplit(['.', ']']).next()).filter(|name| !name.is_empty()).collect()
}

/// The fact that a name in braces means.
fn value(name: &str, span: Span, scope: &Scope<'_>) -> Result<FactId, Box<Diagnostic>> {
    let path = Text { text: name.into(), span };
    let found: FactRef = scope.resolve(&path).map_err(|_| {
        let known = scope.vocabulary.facts.iter().map(|fact| fact.path.rsplit('.').next().unwrap_or_default());
        let problem = Diagnostic::new(&codes::P0138, span, format!("`{{{name}}}` names no fact of this record"))
            .label("no such fact here")
            .help("name a single value of the same record or of the case");
        // The place is that of the whole text, so nothing is offered to stand in its place.
        let problem = match nearest(name, known) {
            Some(near) => problem.help(format!("did you mean `{{{near}}}`?")),
            None => problem,
        };
        Box::new(match own_names(scope) {
            names if names.is_empty() => problem,
            names => problem.help(format!("single values of this record are {}", crate::literal::list(names))),
        })
    })?;
    let kind = scope.vocabulary.fact(found.fact).map(|fact| &fact.kind);
    let is_foreign = found.scope != ScopeId::CASE && found.scope != scope.innermost();
    let is_records = matches!(kind, Some(FactKind::List(list)) if list.elements == Elements::Records);
    if is_foreign || is_records {
        let problem =
            Diagnostic::new(&codes::P0139, span, format!("`{{{name}}}` has no value that can be written here"))
                .label(if is_records { "a list of records" } else { "a fact of other elements" })
                .help("name a single value, or a list of single values, of the same record or of the case");
        return Err(Box::new(problem));
    }
    Ok(found.fact)
}

/// Whether the template tells what it is there for.
fn check_told(
    template: &Template,
    span: Span,
    scope: &Scope<'_>,
    tells: Tells,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let (is_told, message, help) = match tells {
        Tells::ValueOf(own) => {
            let name = name(scope.vocabulary, own);
            let message = format!("this text does not tell the value of `{name}`");
            (template.facts().any(|fact| fact == own), message, format!("put `{{{name}}}` into it"))
        }
        Tells::Element => {
            let message = "this text names every element alike".to_owned();
            (template.facts().next().is_some(), message, "put a field into it, such as `{date}`".to_owned())
        }
    };
    if !is_told {
        diagnostics.push(Diagnostic::new(&codes::P0140, span, message).label("the value is left out").help(help));
    }
    is_told
}

/// The words and names of a text; none where its braces do not match.
fn split(text: &str) -> Option<Vec<Written<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let Range { start, end } = open + 1..open + rest.get(open..)?.find('}')?;
        let name = rest.get(start..end).filter(|name| !name.trim().is_empty() && !name.contains('{'))?;
        if open > 0 {
            parts.push(Written::Words(rest.get(..open)?));
        }
        parts.push(Written::Name(name.trim()));
        rest = rest.get(end + 1..)?;
    }
    if !rest.is_empty() {
        parts.push(Written::Words(rest));
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        let parts = split(text)?.into_iter();
        Some(
            parts
                .map(|part| match part {
                    Written::Words(words) => format!("“{words}”"),
                    Written::Name(name) => format!("<{name}>"),
                })
                .collect(),
        )
    }

    #[test]
    fn names_stand_in_braces() {
        assert_eq!(
            told("the disc at {bodies} protrudes { size } mm").as_deref(),
            Some("“the disc at ”<bodies>“ protrudes ”<size>“ mm”")
        );
        assert_eq!(told("{a}{b}").as_deref(), Some("<a><b>"));
        assert_eq!(told("none").as_deref(), Some("“none”"));
        for broken in ["{", "}", "a {b", "a b}", "{}", "{ }", "{{a}}", "a } b {"] {
            assert_eq!(told(broken), None, "{broken}");
        }
    }
}

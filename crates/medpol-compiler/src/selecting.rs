//! Names that select a policy: payer, line of business and state.
//!
//! A request is not for another payer because somebody wrote the name with a capital or a blank behind
//! it. So such a name is taken as the policies spell it. What a policy itself writes is held to more.

use std::borrow::Cow;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::value::{Symbols, is_invisible, trimmed};
use medpol_model::vocabulary::{Enumeration, Fact, FactId, FactKind, Vocabulary};
use medpol_syntax::document::Text;

/// A text of a case as the policies spell it, where the fact selects a policy.
pub(crate) fn spelled<'t>(
    vocabulary: &'t Vocabulary,
    symbols: &'t Symbols,
    fact: &Fact,
    text: &'t str,
) -> Cow<'t, str> {
    let is_it = |id: &medpol_model::vocabulary::FactId| vocabulary.fact(*id).is_some_and(|own| std::ptr::eq(own, fact));
    if !vocabulary.selecting.iter().any(is_it) {
        return Cow::Borrowed(text);
    }
    let name = trimmed(text);
    let known = match &fact.kind {
        FactKind::Text => symbols.find_name(name).and_then(|number| symbols.text(number)),
        FactKind::Enumeration(id) => vocabulary.enumeration(*id).and_then(|known| value(known, name)),
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Code { .. }
        | FactKind::List(_) => None,
    };
    Cow::Borrowed(known.unwrap_or(name))
}

/// A text of a policy that is compared with a fact which selects policies, in the spelling that all of them share.
pub(crate) fn shared<'t>(
    vocabulary: &'t Vocabulary,
    symbols: &'t mut Symbols,
    fact: FactId,
    text: &'t str,
) -> Cow<'t, str> {
    if !vocabulary.selecting.contains(&fact) {
        return Cow::Borrowed(text);
    }
    let name = trimmed(text);
    match vocabulary.fact(fact).map(|fact| &fact.kind) {
        Some(FactKind::Text) => {
            let number = symbols.number_name(name);
            Cow::Borrowed(symbols.text(number).unwrap_or(name))
        }
        Some(FactKind::Enumeration(id)) => {
            Cow::Borrowed(vocabulary.enumeration(*id).and_then(|known| value(known, name)).unwrap_or(name))
        }
        _ => Cow::Borrowed(name),
    }
}

/// The value of an enumeration with this name, capitals and small letters being the same.
pub(crate) fn value<'e>(known: &'e Enumeration, name: &str) -> Option<&'e str> {
    let exact = known.values.iter().find(|value| *value.name == *name);
    exact.or_else(|| known.values.iter().find(|value| value.name.eq_ignore_ascii_case(name))).map(|value| &*value.name)
}

/// Refuses what a paste or a hyphen that is indented too far makes of a list of names.
pub(crate) fn check(names: &[Text], diagnostics: &mut Vec<Diagnostic>) {
    for name in names {
        let Some(flaw) = flaw(&name.text) else { continue };
        let text = crate::report::visible(&name.text);
        let problem = Diagnostic::new(&codes::P0133, name.span, format!("`{text}` is no name that a request has"));
        diagnostics.push(match flaw {
            Flaw::Around(rest) => problem
                .label("something is written around the name")
                .help(format!("write `{rest}`"))
                .replace(name.span, rest),
            Flaw::Several(names) => problem
                .label("several names in one text")
                .help(format!("write each name by itself: {}", crate::literal::list(names))),
        });
    }
}

enum Flaw<'t> {
    /// Blanks or quotes around the name.
    Around(&'t str),
    Several(Vec<&'t str>),
}

fn flaw(text: &str) -> Option<Flaw<'_>> {
    let is_quote = |sign: char| matches!(sign, '\u{2018}'..='\u{201e}' | '«' | '»' | '"' | '`');
    let bare = text.trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign) || is_quote(sign));
    let names: Vec<&str> =
        bare.split([',', ';', '|', '\n', '\t']).flat_map(|part| part.split(" - ")).map(trimmed).collect();
    if names.len() > 1 {
        return Some(Flaw::Several(names.into_iter().filter(|name| !name.is_empty()).collect()));
    }
    (bare != text && !bare.is_empty()).then_some(Flaw::Around(bare))
}

//! A code that was written in one text with the values of a list beside it.
//!
//! Which lists stand beside a code, and which form their values have, is the vocabulary's. Nothing is guessed: the
//! text stays refused, and the help says where its parts belong.

use medpol_model::value::trimmed;
use medpol_model::vocabulary::{Elements, Fact, FactKind, Vocabulary};

use crate::code;

/// Where the parts of a text belong that was written for a code; `None` where it is no code with values of a list
/// beside it.
pub(super) fn help(vocabulary: &Vocabulary, fact: &Fact, text: &str) -> Option<String> {
    let FactKind::Code { systems } = &fact.kind else { return None };
    let is_code = |text: &str| code::read(text, systems).ok();
    // Without anything between them, only the first system says where a code ends.
    let is_first = |text: &str| code::read(text, systems.get(..1)?).ok();
    let text = trimmed(text);
    beside(vocabulary, fact)
        .find_map(|list| {
            let is_value = |text: &str| code::read(text, list.systems).ok().is_some();
            let (first, rest) = text.split_once(is_between)?;
            let values: Vec<&str> = rest.split(is_between).filter(|value| !value.is_empty()).collect();
            let all = !values.is_empty() && values.iter().all(|value| is_value(value));
            is_code(first).filter(|_| all).map(|code| told(fact, &code, list.list, &values))
        })
        .or_else(|| {
            // A longer text is not a code with one value behind it.
            let mut lists = beside(vocabulary, fact).filter(|_| text.len() <= code::LONGEST);
            lists.find_map(|list| {
                let ends = text.char_indices().map(|(at, _)| at).skip(1);
                ends.filter_map(|at| text.split_at_checked(at)).find_map(|(first, rest)| {
                    code::read(rest, list.systems).ok()?;
                    Some(told(fact, &is_first(first)?, list.list, &[rest]))
                })
            })
        })
}

/// A list of codes in the record of another code.
struct Beside<'v> {
    list: &'v Fact,
    systems: &'v [std::sync::Arc<medpol_model::value::CodeSystem>],
}

fn beside<'v>(vocabulary: &'v Vocabulary, fact: &'v Fact) -> impl Iterator<Item = Beside<'v>> {
    let frame = vocabulary.frame(fact.frame);
    frame.into_iter().flat_map(|frame| &frame.facts).filter_map(|id| {
        let list = vocabulary.fact(*id)?;
        let FactKind::List(kind) = &list.kind else { return None };
        let element = vocabulary.frame(kind.frame)?.facts.first()?;
        match (kind.elements, &vocabulary.fact(*element)?.kind) {
            (Elements::Values, FactKind::Code { systems }) if record(list) == record(fact) => {
                Some(Beside { list, systems })
            }
            _ => None,
        }
    })
}

fn told(fact: &Fact, code: &str, list: &Fact, values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| value.to_uppercase()).collect();
    let (own, list) = (name(fact), name(list));
    format!("`{0}` belongs under `{list}`: write `{own}: {code}` and `{list}: [{0}]`", values.join(", "))
}

/// The record in which a fact stands.
fn record(fact: &Fact) -> &str {
    fact.path.rsplit_once('.').map_or("", |(record, _)| record)
}

fn name(fact: &Fact) -> &str {
    fact.path.rsplit_once('.').map_or(&*fact.path, |(_, name)| name)
}

/// What is between a code and what was written behind it.
fn is_between(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '–'
                | '—'
                | '\u{2010}'
                | '\u{2011}'
                | '\u{2212}'
                | ','
                | ';'
                | '/'
                | '+'
                | '.'
                | '('
                | ')'
                | '|'
                | '_'
        )
}

//! Whether a source is the document that its address leads to.
//!
//! The numbers of Medicare's documents stand in their addresses. Where a source is labeled with
//! another number, one of the two is wrong, unless a note says that both are as printed.

use medpol_diagnostics::{Diagnostic, codes};
use medpol_syntax::document::SourceDocument;

/// Digits of a document number.
const DIGITS: usize = 5;

/// P0505 for every source whose label and address have different numbers.
pub(super) fn check(sources: &[SourceDocument], diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(sources.iter().filter_map(mismatch));
}

fn mismatch(source: &SourceDocument) -> Option<Diagnostic> {
    let url = source.url.as_ref()?;
    let leads_to = number_in_address(&url.text)?;
    let labels: Vec<&str> = [&source.id, &source.title].into_iter().flat_map(|text| labels(&text.text)).collect();
    let label = labels.first()?;
    let is_noted = |note: &str| note.contains(leads_to) && labels.iter().any(|label| note.contains(digits(label)));
    if labels.iter().any(|label| digits(label) == leads_to)
        || source.note.as_ref().is_some_and(|note| is_noted(&note.text))
    {
        return None;
    }
    Some(
        Diagnostic::new(
            &codes::P0505,
            url.span,
            format!("this address leads to document {leads_to}, not to `{label}`"),
        )
        .label(format!("number {leads_to}"))
        .also(source.id.span, format!("called `{}`", source.id.text))
        .help("check which one is meant; if both are printed so, say it in a `note` that names both numbers"),
    )
}

/// The number in an address such as `…/lcd.aspx?lcdid=39644&ver=4`.
fn number_in_address(url: &str) -> Option<&str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let is_document = ["lcdid", "articleid"].iter().any(|known| key.eq_ignore_ascii_case(known));
        let number = value.split(|character: char| !character.is_ascii_digit()).next()?;
        (is_document && number.len() == DIGITS).then_some(number)
    })
}

/// The numbers of determinations and articles in a text: `L39644`, `A59468`.
fn labels(text: &str) -> Vec<&str> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    words.filter(|word| word.len() == DIGITS + 1 && word.starts_with(['L', 'A']) && is_number(digits(word))).collect()
}

fn digits(label: &str) -> &str {
    label.get(1..).unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

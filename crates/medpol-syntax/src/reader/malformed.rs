//! The parser's errors in plain words.
//!
//! The commonest slips get their own sentence and, where the parser stops late, the place where the
//! slip was made. Knows the text and the error, not the tree.

use granit_parser::{ErrorKind, ScanError};
use medpol_diagnostics::{Diagnostic, FileId, Span, codes};
use serde_json::Value;

use super::builder::too_deep;
use super::stop::{Stop, colon_without_space, has_colon, indentation};
use super::{blank, sign, slip};
use crate::document::{DocumentKind, generate};

/// The diagnostic for an error after which nothing more was read. `bracket` is the innermost
/// bracket that was still open.
pub(super) fn explain(file: FileId, text: &str, error: &ScanError, bracket: Option<Span>) -> Diagnostic {
    let marker = error.marker();
    let by_characters = || text.char_indices().nth(marker.index()).map_or(text.len(), |(at, _)| at);
    let stop = Stop { file, text, at: marker.byte_offset().unwrap_or_else(by_characters).min(text.len()) };
    let slip = match error.kind() {
        ErrorKind::RecursionLimitExceeded => None,
        _ => blank::explain(&stop).or_else(|| sign::explain(&stop)).or_else(|| slip::explain(&stop)),
    };
    if let Some(problem) = slip {
        return problem;
    }
    let problem = stop.explain(error.kind()).unwrap_or_else(|| {
        // The parser's own words, which are lowercase and name no Rust type.
        stop.malformed(error.info())
    });
    let opened = bracket.filter(|_| *error.kind() != ErrorKind::RecursionLimitExceeded);
    if let Some(problem) = opened.and_then(|span| stop.unclosed_bracket(span)) {
        return problem;
    }
    match bracket {
        Some(span) if inside_brackets(error.kind()) => problem.also(span, "inside the bracket opened here"),
        _ => problem,
    }
}

fn inside_brackets(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::InvalidColonPlacement
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::BlockEntryInFlowCollection
            | E::UnexpectedCharacter { .. }
            | E::MappingKeyNotAllowed
    )
}

impl Stop<'_> {
    fn explain(&self, kind: &ErrorKind) -> Option<Diagnostic> {
        use ErrorKind as E;
        Some(match kind {
            E::RecursionLimitExceeded => too_deep(self.here()),
            E::DirectiveDisallowed | E::MissingDocumentEndBeforeDirective => self
                .refused(&codes::P0007, "a directive is not allowed")
                .help("remove the line; a text that begins with `%` needs quotes"),
            E::UndeclaredTagHandle
            | E::ExpectedTagBang
            | E::InvalidGlobalTagCharacter
            | E::InvalidTagTerminator
            | E::MissingTagUri
            | E::UnclosedVerbatimTag
            | E::InvalidTagEscape
            | E::InvalidTagUtf8LeadingByte
            | E::InvalidTagUtf8TrailingByte
            | E::InvalidTagUtf8 => self
                .refused(&codes::P0006, "a tag is not allowed")
                .help("remove it; a text that begins with `!` needs quotes"),
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart => self.tab(),
            E::UnclosedFlowCollection { .. }
            | E::MismatchedFlowCollectionEnd { .. }
            | E::MisplacedFlowCollectionEnd
            | E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::InvalidColonPlacement
            | E::BlockEntryInFlowCollection => self.bracket(kind),
            E::MappingValueNotAllowed => self.second_colon(),
            E::SimpleKeyExpected
            | E::InvalidSimpleKey
            | E::ExpectedBlockMappingKey
            | E::ExpectedBlockSequenceEntry
            | E::ExpectedDocumentStart
            | E::InvalidIndentation => self.layout(kind),
            other => return self.quote(other).or_else(|| self.start_of_value(other)),
        })
    }

    fn tab(&self) -> Diagnostic {
        let lines = self.text.get(self.line_start(self.at)..).unwrap_or_default();
        let mut start = self.line_start(self.at);
        for line in lines.split_inclusive('\n') {
            let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
            let tab = line.get(..indentation).and_then(|blank| blank.find('\t'));
            if let (Some(tab), true) = (tab, start + indentation >= self.at) {
                let span = self.span(start + tab, start + indentation);
                let above = Stop { file: self.file, text: self.text, at: start };
                let problem = Diagnostic::new(&codes::P0002, span, "a tab is used for indentation")
                    .help("indent with spaces, as the lines above");
                return above.spaced(problem, start..start + indentation);
            }
            start += line.len();
        }
        self.malformed("a tab is not allowed here").help("use spaces")
    }

    fn bracket(&self, kind: &ErrorKind) -> Diagnostic {
        use ErrorKind as E;
        match kind {
            E::UnclosedFlowCollection { open } => self
                .malformed(format!("`{open}` is not closed"))
                .help(format!("add `{}` where it ends", if *open == '[' { ']' } else { '}' })),
            E::MismatchedFlowCollectionEnd { open, close } => {
                self.malformed(format!("`{open}` is closed by `{close}`")).help("close it with its own counterpart")
            }
            E::MisplacedFlowCollectionEnd => self
                .malformed(format!("{} closes nothing", self.character()))
                .help("remove it; a text that begins with a bracket needs quotes"),
            E::ExpectedFlowMappingSeparator => self.no_comma().unwrap_or_else(|| {
                self.malformed(format!("{} is not allowed here", self.character()))
                    .help("a comma may be missing before this entry; a text with `: ` in it needs quotes")
            }),
            E::ExpectedFlowSequenceSeparator => {
                self.malformed(format!("{} is not allowed here", self.character())).help("a comma may be missing")
            }
            E::BlockEntryInFlowCollection => {
                self.malformed("`-` is not allowed inside brackets").help("separate the items with commas instead")
            }
            _ => self.no_comma().unwrap_or_else(|| {
                self.malformed(format!("{} is not allowed here", self.character()))
                    .help("the bracket may not be closed; a text with `: ` in it needs quotes")
            }),
        }
    }

    /// A colon after something that cannot be a key: another colon, or text that runs on.
    fn second_colon(&self) -> Diagnostic {
        let start = self.line_start(self.at);
        let before = self.text.get(start..self.at).unwrap_or_default();
        if before.contains(": ") {
            let problem = self.malformed("a text that is not in quotes contains `: `");
            return self.in_quotes(problem.help("put the whole text in quotes"));
        }
        let (above_start, above) = self.line_above(start);
        if let Some(colon) = colon_without_space(above) {
            return self.space_missing(above_start + colon);
        }
        if let Some(problem) = self.no_colon(above_start).filter(|_| !has_colon(above)) {
            return problem;
        }
        if !has_colon(above) {
            let span = self.span(above_start + indentation(above), above_start + above.trim_end().len());
            return self
                .malformed("a key cannot follow a text")
                .also(span, "no `: ` in this line")
                .help("every line of a mapping has the form `key: value`");
        }
        if indentation(above) < indentation(before) {
            let (below, _) = self.line_below(start);
            if below > start && indentation(self.line(below)) == indentation(self.line(start)) {
                // Those that follow stand like this one, so that the line above is the odd one.
                let odd = Stop { file: self.file, text: self.text, at: above_start + indentation(above) };
                return odd.begun_with(
                    odd.malformed("this line is indented less than those that follow it")
                        .help("give them the same indentation, or move its value to a line of its own"),
                    indentation(self.line(start)),
                );
            }
            return self.lined_up(
                self.malformed("a key is indented deeper than the line above, which already has a value")
                    .help("give both lines the same indentation, or move the value above to a line of its own"),
            );
        }
        self.malformed("a key cannot follow a text").help("every line of a mapping has the form `key: value`")
    }

    fn layout(&self, kind: &ErrorKind) -> Diagnostic {
        use ErrorKind as E;
        let start = self.line_start(self.at);
        let line = self.line(start);
        if let Some(colon) = colon_without_space(line) {
            return self.space_missing(start + colon);
        }
        let is_item = line.trim_start().starts_with("- ");
        match kind {
            E::SimpleKeyExpected | E::InvalidSimpleKey => {
                self.no_hyphen(start).or_else(|| self.no_colon(start)).unwrap_or_else(|| {
                    self.malformed("a line that is no `key: value`")
                        .help("indent it if the text above goes on here; a key has a colon and a space: `key: value`")
                })
            }
            E::ExpectedBlockMappingKey if is_item => self.lined_up(
                self.malformed("a list item is written where a key is expected")
                    .help("line the `-` up with the items above, or put it under a key of its own"),
            ),
            E::ExpectedBlockSequenceEntry => self.lined_up(
                self.of_list(
                    self.malformed("a list item is expected here")
                        .help("begin the line with `- `, or line it up with the keys of the item above"),
                ),
            ),
            E::ExpectedDocumentStart => {
                self.malformed("the document has ended before this").help("check the indentation of this line")
            }
            _ if self.at > start + indentation(line) => self.in_quotes(
                self.malformed("something follows where the value has ended")
                    .help("put the whole text in quotes, or begin a new line"),
            ),
            _ => self.lined_up(self.malformed("this line lines up with none above").help("check its indentation")),
        }
    }

    /// `E66.3` below `- E66.01`: an item without its hyphen.
    fn no_hyphen(&self, start: usize) -> Option<Diagnostic> {
        let line = self.line(start);
        let (_, above) = self.line_above(start);
        let width = indentation(line);
        let is_beside = above.get(width..).is_some_and(|item| item.starts_with("- ")) && indentation(above) == width;
        let item = above.trim_start().trim_start_matches("- ");
        if !is_beside || has_colon(item) || has_colon(line) {
            return None;
        }
        Some(self.mended(&codes::P0002, start + width..start + width, "a hyphen is missing before this item", "- "))
    }

    /// Points at the hyphen that makes a list of the lines around the stop.
    fn of_list(&self, problem: Diagnostic) -> Diagnostic {
        let mut below = self.line_start(self.at);
        let width = indentation(self.line(below));
        for _ in 0..200 {
            let (above, line) = self.line_above(below);
            if above >= below || indentation(line) < width {
                return problem;
            }
            if indentation(line) == width && line.trim_start().starts_with("- ") {
                let at = above + width;
                return problem.also(self.span(at, at + 1), "this hyphen makes a list of what follows");
            }
            below = above;
        }
        problem
    }

    /// `fact patient.age`: a key of the language without its colon.
    fn no_colon(&self, start: usize) -> Option<Diagnostic> {
        let line = self.line(start);
        let content = line.trim_start_matches([' ', '-']);
        if is_key(content.trim_end()) {
            let end = start + line.trim_end().len();
            let message = format!("a colon is missing after `{}`", content.trim_end());
            return Some(self.mended(&codes::P0002, end..end, message, ":"));
        }
        let (word, value) = content.split_once(' ')?;
        // A word of one value may be the name of a fact, which is not known here.
        let is_name = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !value.trim().contains(' ');
        if value.trim().is_empty() || !(is_key(word) || is_name) {
            return None;
        }
        let at = start + line.len() - content.len() + word.len();
        let blank = value.len() - value.trim_start().len();
        Some(self.mended(&codes::P0002, at..at + 1 + blank, format!("a colon is missing after `{word}`"), ": "))
    }

    fn quote(&self, kind: &ErrorKind) -> Option<Diagnostic> {
        use ErrorKind as E;
        Some(match kind {
            E::UnclosedQuotedScalar => self.malformed("a quote is not closed").help("add the same quote at the end"),
            E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => self.unclosed(
                self.malformed("a quoted text above is not closed")
                    .help("close the quote, or indent this line if the text goes on"),
            ),
            E::InvalidTrailingSingleQuotedScalar => self.in_quotes(
                self.malformed("something follows the closing quote")
                    .help("put the whole text in quotes; an apostrophe between single quotes is written twice: `''`"),
            ),
            E::InvalidTrailingDoubleQuotedScalar => self.in_quotes(
                self.malformed("something follows the closing quote")
                    .help("put the whole text in quotes; a quote between double quotes is written `\\\"`"),
            ),
            E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => self
                .malformed("this text contains an escape that does not exist")
                .help("a backslash between double quotes is written `\\\\`; between single quotes it needs nothing"),
            E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate => self
                .malformed("this text contains half of a `\\u` pair")
                .help("a character beyond U+FFFF takes two `\\u` escapes"),
            _ => return None,
        })
    }

    fn start_of_value(&self, kind: &ErrorKind) -> Option<Diagnostic> {
        use ErrorKind as E;
        Some(match kind {
            E::BlockSequenceEntryNotAllowed => self
                .malformed("a list cannot start here")
                .help("start it on the next line; a text that begins with `- ` needs quotes"),
            E::InvalidBlockScalarHeader => self
                .malformed("a text in `|` or `>` style starts on the next line")
                .help("move the text to the next line"),
            E::CommentInterceptedScalar => self.within_text(),
            E::CommentNotSeparated => self.malformed("a space is missing before the comment"),
            E::UnexpectedCharacter { .. }
            | E::MissingAnchorOrAliasName
            | E::MappingKeyNotAllowed
            | E::PlainScalarStartsWithDashFlowIndicator
            | E::UnexpectedEofBlockMapping
            | E::UnexpectedEofBlockSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofFlowSequence
            | E::UnexpectedEofImplicitFlowMapping
            | E::ExpectedNodeContent => self.in_quotes(
                self.malformed(format!("{} is not allowed here", self.character()))
                    .help("a text that begins with it needs quotes"),
            ),
            _ => return None,
        })
    }

    /// A comment between the lines of a text: mostly the line below was to be an item or a key.
    fn within_text(&self) -> Diagnostic {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let below = rest.find('\n').map(|end| self.at + end + 1);
        let deeper = below.map(|start| (start, self.line(start))).filter(|(_, line)| {
            let content = line.trim_start();
            content.starts_with("- ") || has_colon(content)
        });
        match deeper {
            Some((start, line)) => {
                let below = Stop { file: self.file, text: self.text, at: start + indentation(line) };
                below.lined_up(
                    below
                        .malformed("this line is indented deeper than the one above, and so belongs to its text")
                        .help("give both lines the same indentation"),
                )
            }
            None => self.malformed("a comment is inside a text").help("put the text in quotes, or move the comment"),
        }
    }

    fn space_missing(&self, colon: usize) -> Diagnostic {
        self.mended(&codes::P0002, colon..colon + 1, "a space is missing after the colon", ": ")
    }
}

/// Whether a word is a key of some document of the language.
fn is_key(word: &str) -> bool {
    DocumentKind::ALL.iter().any(|kind| has_property(&generate(*kind), word))
}

/// Whether a schema has a property of this name, however deep.
fn has_property(schema: &Value, word: &str) -> bool {
    match schema {
        Value::Object(keywords) => keywords.iter().any(|(keyword, value)| {
            (keyword == "properties" && value.get(word).is_some()) || has_property(value, word)
        }),
        Value::Array(items) => items.iter().any(|item| has_property(item, word)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

//! Parser events to tree, refusing on the way what the language does not want.
//!
//! Keeps going after a refusal: of two keys alike the first is kept, an alias becomes the text it is
//! written with, a merge key is left out. What the parser's own errors mean is known to `malformed`.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use granit_parser::{Event, Parser, ScalarStyle, options};
use medpol_diagnostics::{Diagnostic, FileId, Span, codes};

use super::malformed;
use super::open::{Fate, Open};
use super::screen;
use crate::problems::{Problems, excerpt};
use crate::{Kind, Node, Scalar, Style};

/// How many lists and mappings may lie in one another. Whatever walks a tree relies on it.
const MAX_DEPTH: usize = 64;

/// The tree of the first document; `None` if there is none or it breaks off.
pub(super) fn build(file: FileId, text: &str, problems: &mut Problems) -> Option<Node> {
    let mut options = options! {
        disallow_directives: true,
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    options.set_emit_comments(false);
    let mut builder = Builder { file, text, problems, open: Vec::new(), root: None, documents: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => {
                if builder.take(event, &place).is_break() {
                    break;
                }
            }
            Err(error) => {
                let bracket = builder.open_bracket();
                let problem = malformed::explain(file, text, &error, bracket);
                builder.stop(problem);
                // Half a tree would have every rule that follows complain of the other half.
                return None;
            }
        }
    }
    builder.root
}

/// The diagnostic for one bracket or one indentation too many.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(&codes::P0009, span, format!("lists and mappings are nested more than {MAX_DEPTH} deep"))
        .help("divide it into several criteria and refer to them")
}

struct Builder<'t, 'p> {
    file: FileId,
    text: &'t str,
    problems: &'p mut Problems,
    open: Vec<Open<'t>>,
    root: Option<Node>,
    documents: usize,
}

impl<'t> Builder<'t, '_> {
    fn take(&mut self, event: Event<'t>, place: &granit_parser::Span) -> ControlFlow<()> {
        // Over a `&str` the parser always knows the bytes; should it not, the whole text is named
        // rather than a wrong place.
        let range = place.byte_range().unwrap_or(0..self.text.len());
        if event.tag().is_some() {
            self.tag(place.tag_span().and_then(|tag| tag.byte_range()).unwrap_or_else(|| range.clone()));
        }
        match event {
            Event::DocumentStart(..) => return self.document(&range),
            Event::SequenceStart(..) => return self.start(Open::sequence(range)),
            Event::MappingStart(..) => return self.start(Open::mapping(range)),
            Event::SequenceEnd | Event::MappingEnd => self.end(&range),
            Event::Scalar(text, style, ..) => self.scalar(text, style, range),
            Event::Alias(_) | Event::UnresolvedAlias(_) => self.alias(range),
            Event::Anchor(..) => self.anchor(range),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// Keeps what stopped the parser, unless something in the same line was refused already.
    fn stop(&mut self, problem: Diagnostic) {
        let at = problem.primary.span.start as usize;
        let start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        if !self.problems.has_one_between(start, at) {
            self.problems.push(problem);
        }
    }

    fn document(&mut self, range: &Range<usize>) -> ControlFlow<()> {
        self.documents += 1;
        if self.documents == 1 {
            return ControlFlow::Continue(());
        }
        let line = self.text.get(range.start..).unwrap_or_default().lines().next().unwrap_or_default();
        let span = self.span(range.start..range.start + line.trim_end().len());
        self.problems.push(
            Diagnostic::new(&codes::P0008, span, "a second document starts here")
                .help("move it to a file of its own, or remove the `---` or `...` before it"),
        );
        ControlFlow::Break(())
    }

    fn start(&mut self, open: Open<'t>) -> ControlFlow<()> {
        if self.open.len() >= MAX_DEPTH {
            // The parser counts brackets and indentation apart; only together they are too many.
            let place = open.bracket().unwrap_or_else(|| open.close(&(0..0)).0);
            self.problems.push(too_deep(self.span(place)));
            self.root = None;
            return ControlFlow::Break(());
        }
        self.open.push(open);
        ControlFlow::Continue(())
    }

    fn end(&mut self, bracket: &Range<usize>) {
        let Some(closed) = self.open.pop() else { return };
        let (range, kind) = closed.close(bracket);
        self.place(Node { span: self.span(range), kind });
    }

    fn scalar(&mut self, text: Cow<'t, str>, style: ScalarStyle, range: Range<usize>) {
        let text = self.without_forbidden(text, &range);
        let (style, range) = match style {
            ScalarStyle::Plain => (Style::Plain, range),
            ScalarStyle::Literal | ScalarStyle::Folded => (Style::Quoted, self.without_blank_end(range)),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (Style::Quoted, range),
        };
        // The parser writes `~` for a value that is not there.
        let text = if style == Style::Plain && range.is_empty() { Cow::Borrowed("") } else { text };
        if let Some(open) = self.open.last_mut().filter(|open| open.wants_key()) {
            let source = self.text.get(range.clone()).unwrap_or_default();
            let problem = open.take_key(text, style, Span::new(self.file, range.start, range.end), source);
            self.problems.extend(problem);
        } else if self.open.is_empty() && style == Style::Plain && range.is_empty() {
            // `---` with nothing after it is an empty file.
        } else {
            let range = if range.is_empty() { self.place_of_nothing(range.start) } else { range };
            self.place(Node { span: self.span(range), kind: Kind::Scalar(Scalar { text: text.into(), style }) });
        }
    }

    /// A block scalar without the line breaks and blank lines after it.
    fn without_blank_end(&self, range: Range<usize>) -> Range<usize> {
        let written = self.text.get(range.clone()).unwrap_or_default().trim_end();
        range.start..range.start + written.len()
    }

    /// Right after the colon of the key that waits, else where the parser says.
    fn place_of_nothing(&self, otherwise: usize) -> Range<usize> {
        let Some(key) = self.open.last().and_then(Open::key) else { return otherwise..otherwise };
        let end = key.span.end as usize;
        let after = self.text.get(end..).unwrap_or_default();
        let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
        let has_colon = after.get(blank..).is_some_and(|rest| rest.starts_with(':'));
        let at = if has_colon { end + blank + 1 } else { end };
        at..at
    }

    /// The text of a scalar with the characters replaced that only an escape can still bring in.
    fn without_forbidden(&mut self, text: Cow<'t, str>, range: &Range<usize>) -> Cow<'t, str> {
        let Some(character) = text.chars().find(|character| screen::is_forbidden(*character)) else {
            return text;
        };
        let message = format!("the character {} is not allowed", screen::name(character));
        self.problems.push(
            Diagnostic::new(&codes::P0012, self.span(range.clone()), message)
                .label("an escape in this text means it")
                .help("remove the escape"),
        );
        Cow::Owned(text.replace(screen::is_forbidden, "\u{fffd}"))
    }

    fn alias(&mut self, range: Range<usize>) {
        let is_merged = self.open.last().and_then(Open::key).is_some_and(|key| key.fate == Fate::Merge);
        if !is_merged {
            let message = self.named("the alias", &range);
            let help = "write the value out; a text that begins with `*` needs quotes";
            self.problems.push(Diagnostic::new(&codes::P0004, self.span(range.clone()), message).help(help));
        }
        let span = self.span(range);
        if let Some(open) = self.open.last_mut().filter(|open| open.wants_key()) {
            open.leave_out(span);
            return;
        }
        // Nothing in its place would be reported a second time, as a key without a value.
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let kind = Kind::Scalar(Scalar { text: written.into(), style: Style::Quoted });
        self.place(Node { span, kind });
    }

    fn anchor(&mut self, range: Range<usize>) {
        let message = self.named("the anchor", &range);
        let help = "remove it; a text that begins with `&` needs quotes";
        self.problems.push(Diagnostic::new(&codes::P0004, self.span(range), message).help(help));
    }

    fn tag(&mut self, range: Range<usize>) {
        let message = self.named("the tag", &range);
        let help = "remove it; a text that begins with `!` needs quotes";
        self.problems.push(Diagnostic::new(&codes::P0006, self.span(range), message).help(help));
    }

    fn named(&self, what: &str, range: &Range<usize>) -> String {
        format!("{what} {} is not allowed", excerpt(self.text.get(range.clone()).unwrap_or_default()))
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => {
                let problem = open.take_node(node);
                self.problems.extend(problem);
            }
            None => self.root = Some(node),
        }
    }

    /// The innermost bracket that is still open.
    fn open_bracket(&self) -> Option<Span> {
        self.open.iter().rev().find_map(Open::bracket).map(|bracket| self.span(bracket))
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

//! The outline as text for a terminal, wrapped at 100 columns.
//!
//! Lines are wrapped before they are coloured, so that colour never moves a word.

use medpol_model::answer::Determination;
use textwrap::{Options, WordSplitter, WrapAlgorithm, wrap};

use super::fitting::PAGE;
use super::outline::{BACKGROUND, Entry, Field, Outline, Section, Sign, outline};
use crate::Colour;
use crate::colour::Ink;
use crate::visible::one_line;

/// Columns of a line, at most.
const WIDTH: usize = 100;
/// The width of the labels of particulars, in columns.
const LABELS: usize = 17;
/// By how many columns a part is indented below its whole, and details below their item.
const STEP: usize = 4;
/// At most so many steps are indented, so that there is room for the text.
const DEEPEST: usize = 12;

/// The determination as text for a person, ending in a line end.
pub fn text(determination: &Determination, colour: Colour) -> String {
    text_within(determination, colour, PAGE)
}

/// The same, a page in so many lines.
pub(crate) fn text_within(determination: &Determination, colour: Colour, room: usize) -> String {
    written(&outline(determination, room, height), colour)
}

/// How many lines an outline takes.
pub(crate) fn height(outline: &Outline) -> usize {
    written(outline, Colour::Never).lines().count()
}

/// An outline as text, ending in a line end.
pub(crate) fn written(outline: &Outline, colour: Colour) -> String {
    let mut page = Page { colour, out: String::new() };
    page.head(outline);
    for section in &outline.sections {
        page.section(section);
    }
    if !outline.background.is_empty() {
        page.heading(BACKGROUND);
        page.fields(&outline.background);
    }
    for section in &outline.lists {
        page.section(section);
    }
    if !outline.imprint.is_empty() {
        page.blank();
        page.fields(&outline.imprint);
    }
    if !outline.closing.is_empty() {
        page.blank();
        page.paragraph("", &[], outline.closing);
    }
    page.out
}

/// Entries without a heading.
pub(crate) fn entries(entries: &[Entry], colour: Colour) -> String {
    let mut page = Page { colour, out: String::new() };
    for entry in entries {
        page.entry(entry);
    }
    page.out
}

const fn ink(sign: Sign) -> Ink {
    match sign {
        Sign::Good => Ink::Good,
        Sign::Bad => Ink::Bad,
        Sign::Open | Sign::Conflict => Ink::Open,
        Sign::Quiet => Ink::Faint,
        Sign::Holds | Sign::HoldsNot | Sign::Question => Ink::Plain,
    }
}

/// A piece of the text that leads a paragraph.
struct Lead {
    ink: Ink,
    text: String,
}

impl Lead {
    fn new(ink: Ink, text: impl Into<String>) -> Self {
        Self { ink, text: text.into() }
    }
}

/// The text written so far.
struct Page {
    colour: Colour,
    out: String,
}

impl Page {
    fn blank(&mut self) {
        self.out.push('\n');
    }

    fn head(&mut self, outline: &Outline) {
        for line in wrap(&one_line(&outline.headline), WIDTH) {
            let line = self.colour.paint(ink(outline.sign), &line);
            self.out.push_str(&line);
            self.blank();
        }
        for alert in &outline.alerts {
            let title = if alert.title.is_empty() { String::new() } else { format!("{}: ", alert.title) };
            self.paragraph("  ", &[Lead::new(Ink::Open, format!("! {title}"))], &alert.text);
        }
        if !outline.particulars.is_empty() {
            self.blank();
            self.fields(&outline.particulars);
        }
    }

    /// Labels in one column, texts in the next.
    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            let lead = Lead::new(Ink::Faint, format!("{:<LABELS$}", field.label));
            self.paragraph(&" ".repeat(LABELS), &[lead], &field.text);
        }
    }

    fn section(&mut self, section: &Section) {
        self.heading(section.title);
        for entry in &section.entries {
            self.entry(entry);
        }
    }

    fn heading(&mut self, title: &str) {
        self.blank();
        let title = self.colour.paint(Ink::Heading, title);
        self.out.push_str(&title);
        self.blank();
    }

    fn entry(&mut self, entry: &Entry) {
        let depth = entry.depth.min(DEEPEST);
        let indent = " ".repeat(2 + depth * STEP);
        let hanging = format!("{indent}  ");
        let mut leads = vec![Lead::new(Ink::Plain, indent), Lead::new(ink(entry.sign), entry.sign.character())];
        leads.push(Lead::new(Ink::Plain, " "));
        if !entry.standing.is_empty() {
            leads.push(Lead::new(ink(entry.sign), entry.standing.clone()));
            leads.push(Lead::new(Ink::Plain, " · "));
        }
        let named = if entry.name.is_empty() {
            entry.text.clone()
        } else {
            format!("{} [{}]", entry.text.trim_end(), entry.name)
        };
        self.paragraph(&hanging, &leads, &named);
        let below = " ".repeat(2 + (depth + 1) * STEP);
        for detail in &entry.details {
            let label = if detail.label.is_empty() { String::new() } else { format!("{}: ", detail.label) };
            let leads = [Lead::new(Ink::Plain, below.clone()), Lead::new(Ink::Faint, label)];
            self.paragraph(&format!("{below}  "), &leads, &detail.text);
        }
    }

    /// A wrapped paragraph that begins with `leads` and goes on under `hanging`.
    fn paragraph(&mut self, hanging: &str, leads: &[Lead], text: &str) {
        let plain: String = leads.iter().map(|lead| lead.text.as_str()).collect();
        let text = one_line(text);
        if text.is_empty() {
            self.out.push_str(plain.trim_end());
            self.blank();
            return;
        }
        let options = Options::new(WIDTH)
            .initial_indent(&plain)
            .subsequent_indent(hanging)
            .word_splitter(WordSplitter::NoHyphenation)
            .wrap_algorithm(WrapAlgorithm::FirstFit);
        for (index, line) in wrap(&text, options).iter().enumerate() {
            match line.strip_prefix(plain.as_str()).filter(|_| index == 0) {
                Some(rest) => {
                    for lead in leads {
                        self.out.push_str(&self.colour.paint(lead.ink, &lead.text));
                    }
                    self.out.push_str(rest);
                }
                None => self.out.push_str(line),
            }
            self.blank();
        }
    }
}

//! Markdown to headings and fenced blocks.
//!
//! Knows the shape of a page and nothing of what its blocks hold.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use crate::block::Block;

/// The page of a code.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The text of its first heading.
    pub title: String,
    /// The paragraph under it.
    pub summary: String,
    /// What is under its second-level headings, in order.
    pub sections: Vec<Section>,
}

/// What is under one heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// Its text without blocks.
    pub text: String,
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    /// Whether it is a test: whether it has files or says what to check.
    pub fn is_test(&self) -> bool {
        self.blocks.iter().any(|block| block.is_file() || block.is_command())
    }

    /// The codes that it asserts, in written order.
    pub fn asserted(&self) -> Vec<String> {
        let of_block = |block: &Block| block.assertions().into_iter().map(|(_, assertion)| assertion.code);
        self.blocks.iter().flat_map(of_block).collect()
    }
}

/// Where text goes while a page is read.
enum Into {
    Nothing,
    Title,
    SectionTitle,
    Prose,
    Block,
}

impl Page {
    /// Reads a page.
    pub fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut into = Into::Nothing;
        for (event, range) in Parser::new(text).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => into = Into::Title,
                Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                    page.sections.push(Section { line: line(text, &range), ..Section::default() });
                    into = Into::SectionTitle;
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(words) => words.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    if let Some(section) = page.sections.last_mut() {
                        section.blocks.push(Block {
                            line: line(text, &range) + 1,
                            info: language,
                            text: String::new(),
                        });
                    }
                    into = Into::Block;
                }
                Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => into = Into::Prose,
                Event::Text(part) | Event::Code(part) => page.add(&into, &part),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                    page.add(&into, " ");
                }
                _ => {}
            }
        }
        page
    }

    fn add(&mut self, into: &Into, part: &str) {
        match (into, self.sections.last_mut()) {
            (Into::Nothing, _) => {}
            (Into::Title, _) => self.title.push_str(part),
            (Into::SectionTitle, Some(section)) => section.title.push_str(part),
            (Into::Block, Some(section)) => {
                if let Some(block) = section.blocks.last_mut() {
                    block.text.push_str(part);
                }
            }
            (Into::Prose, Some(section)) => section.text.push_str(part),
            (Into::Prose | Into::SectionTitle | Into::Block, None) => self.summary.push_str(part),
        }
    }
}

/// The line on which a range begins, from 1.
fn line(text: &str, range: &Range<usize>) -> usize {
    text.get(..range.start).unwrap_or_default().matches('\n').count() + 1
}

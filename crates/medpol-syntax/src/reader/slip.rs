//! Slips of typing that YAML reports late or in words of its own: dashes and bullets for hyphens, signs for
//! the colon, curly quotes.
//!
//! Only lines at the stop of the parser are looked at: a text that can be read may hold any of them.

use medpol_diagnostics::{Diagnostic, codes};

use super::stop::Stop;
use crate::document::ComparatorKey;

/// The slip in the line of the stop, or in the one above it.
pub(super) fn explain(stop: &Stop<'_>) -> Option<Diagnostic> {
    let here = stop.line_start(stop.at);
    let (above, _) = stop.line_above(here);
    [here, above].into_iter().find_map(|start| {
        let line = Line::of(stop, start);
        line.words()
            .or_else(|| line.quote())
            .or_else(|| line.hyphen())
            .or_else(|| line.hyphen_without_space())
            .or_else(|| line.colon())
    })
}

/// A line with the place where its content begins.
struct Line<'s, 't> {
    stop: &'s Stop<'t>,
    /// Where the content begins, after blanks and hyphens.
    start: usize,
    content: &'t str,
}

impl<'s, 't> Line<'s, 't> {
    fn of(stop: &'s Stop<'t>, start: usize) -> Self {
        let line = stop.line(start);
        let mut content = line.trim_start_matches(' ');
        while let Some(rest) = content.strip_prefix("- ") {
            content = rest.trim_start_matches(' ');
        }
        Self { stop, start: start + line.len() - content.len(), content }
    }

    /// `– id: adult` or `• id: adult`.
    fn hyphen(&self) -> Option<Diagnostic> {
        let sign = self.content.chars().next()?;
        let name = match sign {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => "a dash",
            '*' | '•' | '·' | '▪' | '●' | '◦' | '‣' | '\u{f0b7}' | '+' => "a bullet",
            _ => return None,
        };
        let rest = self.content.get(sign.len_utf8()..)?;
        let blank = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\t']).len();
        if blank == 0 {
            return None;
        }
        let part = self.start..self.start + sign.len_utf8() + blank;
        let message = format!("an item of a list begins with a hyphen, not with {name}");
        Some(self.stop.mended(&codes::P0002, part, message, "- ").label(format!("U+{:04X}", u32::from(sign))))
    }

    /// `at least 18 years`: a comparator in words.
    fn words(&self) -> Option<Diagnostic> {
        let known = ComparatorKey::ALL.into_iter().filter(|known| known.key().contains('_'));
        let mut spoken = known.map(|known| (known.key(), format!("{} ", known.key().replace('_', " "))));
        let (key, words) = spoken.find(|(_, words)| self.content.starts_with(words.as_str()))?;
        let rest = self.content.get(words.len()..)?;
        if rest.trim().is_empty() || rest.contains(": ") {
            return None;
        }
        let message = format!("`{}` is written `{key}`, with a colon", words.trim_end());
        Some(self.stop.mended(&codes::P0032, self.start..self.start + words.len(), message, &format!("{key}: ")))
    }

    /// `-id: adult`.
    fn hyphen_without_space(&self) -> Option<Diagnostic> {
        let rest = self.content.strip_prefix('-')?;
        let (key, after) = rest.split_once(':')?;
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !is_key || !(after.is_empty() || after.starts_with(' ')) {
            return None;
        }
        let message = "a space is missing after the hyphen";
        Some(self.stop.mended(&codes::P0002, self.start..self.start + 1, message, "- "))
    }

    /// `fact = a`, `fact; a` or `fact： a`.
    fn colon(&self) -> Option<Diagnostic> {
        let is_letter = |sign: char| sign.is_ascii_lowercase() || sign == '_';
        let end = self.content.find(|sign| !is_letter(sign)).filter(|end| *end > 0)?;
        let rest = self.content.get(end..)?;
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let sign = rest.trim_start_matches(' ').chars().next()?;
        if !matches!(sign, '=' | ';' | '：' | '﹕' | '︰' | '∶' | '꞉') {
            return None;
        }
        let after = rest.get(blank + sign.len_utf8()..)?;
        let blank_after = after.len() - after.trim_start_matches(' ').len();
        let key = self.content.get(..end)?;
        let part = self.start + end..self.start + end + blank + sign.len_utf8() + blank_after;
        let message = format!("`{sign}` is written where the colon after `{key}` belongs");
        Some(self.stop.mended(&codes::P0002, part, message, ": "))
    }

    /// `title: “one: two”`.
    fn quote(&self) -> Option<Diagnostic> {
        let value = match self.content.split_once(": ") {
            Some((key, value)) if !key.starts_with(is_curly) => value.trim_start(),
            _ => self.content,
        };
        let value = value.trim_end();
        let start = self.start + self.content.find(value)?;
        let (opening, closing) = (value.chars().next()?, value.chars().next_back()?);
        let is_open = is_curly(opening) || (opening == '"' && is_curly(closing) && !value.get(1..)?.contains('"'));
        if !is_open {
            return None;
        }
        let end = value.rfind(is_any_quote).filter(|end| *end > 0).unwrap_or(value.len());
        let inner = value.get(opening.len_utf8()..end)?;
        let closing = value.get(end..)?.chars().next().map_or(0, char::len_utf8);
        let part = start..start + end + closing;
        let curly = if is_curly(opening) { opening } else { value.get(end..)?.chars().next()? };
        let message = format!("`{curly}` is a typographic quote, which quotes nothing here");
        let quoted = format!("\"{}\"", inner.replace('"', "'"));
        Some(
            self.stop
                .mended(&codes::P0002, part, message, &quoted)
                .label("word processors write them for you")
                .help("type the straight quotes `\"`"),
        )
    }
}

fn is_curly(sign: char) -> bool {
    matches!(sign, '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›')
}

fn is_any_quote(sign: char) -> bool {
    is_curly(sign) || matches!(sign, '"' | '\'')
}

//! What is being written at a place of a text that may not be finished: under which key, beside which others, and below
//! which.
//!
//! Goes by lines and indentation, because there is no tree of half a line. What keys mean is not known here.

/// Where something is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Context {
    /// The keys of the mappings around, the outermost first; those of the mapping itself are not among them.
    pub(crate) above: Vec<String>,
    /// The key whose value is written; none where a key is.
    pub(crate) key: Option<String>,
    /// The other keys of the mapping, with what follows on their lines.
    pub(crate) beside: Vec<(String, String)>,
    /// What is there already, up to the place.
    pub(crate) typed: String,
}

impl Context {
    /// The value of a key beside.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.beside.iter().find(|(known, _)| known == key).map(|(_, value)| &**value)
    }

    /// What is written at a byte of a text.
    pub(crate) fn at(text: &str, offset: usize) -> Self {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let before = text.get(start..offset).unwrap_or_default();
        let after = text.get(offset..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let lines: Vec<Line<'_>> = text.split('\n').map(Line::of).collect();
        let number = text.get(..start).unwrap_or_default().matches('\n').count();
        match inside_of_brackets(before) {
            Some(opened) => Self::in_brackets(before, after, opened, &lines, number),
            None => Self::in_lines(before, &lines, number),
        }
    }

    fn in_lines(before: &str, lines: &[Line<'_>], number: usize) -> Self {
        let own = Line::of(before);
        let (key, typed) = match split_key(own.rest) {
            Some((key, value)) => (Some(key.to_owned()), value.trim_start().to_owned()),
            None => (None, own.rest.to_owned()),
        };
        // An element that is a word by itself is one of the key above.
        let is_element =
            key.is_none() && own.has_dash && lines.get(number).is_some_and(|line| split_key(line.rest).is_none());
        let mut context =
            Self { above: above(lines, number, own.column), key, beside: beside(lines, number, own.column), typed };
        if is_element && !context.above.last().is_some_and(|key| HOLD_MAPPINGS.contains(&&**key)) {
            context.key = context.above.pop();
        }
        context
    }

    fn in_brackets(before: &str, after: &str, opened: Opened, lines: &[Line<'_>], number: usize) -> Self {
        let inside = before.get(opened.at + 1..).unwrap_or_default();
        let parts: Vec<&str> = parts(inside);
        let typed = parts.last().copied().unwrap_or_default().trim_start();
        let own = Line::of(before.get(..opened.at).unwrap_or_default());
        // The keys on this line that the brackets lie in, and those of the lines above.
        let mut keys = above(lines, number, own.column);
        keys.extend(opened.keys);
        if opened.sign == '[' {
            let key = keys.pop();
            return Self { above: keys, key, beside: beside(lines, number, own.column), typed: typed.to_owned() };
        }
        let rest = parts_after(after);
        let all = parts.iter().rev().skip(1).chain(rest.iter());
        let beside = all.filter_map(|part| split_key(part.trim())).map(|(key, value)| (key.to_owned(), plain(value)));
        let (key, typed) = match split_key(typed) {
            Some((key, value)) => (Some(key.to_owned()), value.trim_start().to_owned()),
            None => (None, typed.to_owned()),
        };
        Self { above: keys, key, beside: beside.collect(), typed }
    }
}

/// Keys whose elements are mappings, even where only a dash is written yet.
const HOLD_MAPPINGS: [&str; 12] = [
    "criteria",
    "exclusions",
    "all",
    "any",
    "none",
    "of",
    "sources",
    "source",
    "definitions",
    "not_encoded",
    "revisions",
    "rows",
];

/// A line: where its key or value begins, and what is there.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    column: usize,
    rest: &'t str,
    has_dash: bool,
    /// The column of its first dash, or of its key.
    start: usize,
}

impl<'t> Line<'t> {
    fn of(line: &'t str) -> Self {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let start = line.len() - line.trim_start_matches(' ').len();
        let mut rest = line.get(start..).unwrap_or_default();
        let mut column = start;
        let mut has_dash = false;
        while let Some(after) = rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' ')) {
            has_dash = true;
            let trimmed = after.trim_start_matches(' ');
            column += rest.len() - trimmed.len();
            rest = trimmed;
        }
        Self { column, rest, has_dash, start }
    }

    fn is_empty(&self) -> bool {
        self.rest.is_empty() && !self.has_dash || self.rest.starts_with('#')
    }
}

/// The keys of the mappings around a column, the outermost first.
fn above(lines: &[Line<'_>], number: usize, column: usize) -> Vec<String> {
    let mut keys = Vec::new();
    let mut column = lines.get(number).filter(|line| line.has_dash).map_or(column, |line| line.start + 1).min(column);
    for line in lines.get(..number).unwrap_or_default().iter().rev().filter(|line| !line.is_empty()) {
        if line.column < column {
            if let Some((key, _)) = split_key(line.rest) {
                keys.push(key.to_owned());
            }
            // Members of a list lie below what holds the list.
            column = if line.has_dash { line.start + 1 } else { line.column }.min(line.column);
        } else if line.has_dash && line.start < column {
            column = line.start + 1;
        }
    }
    keys.reverse();
    keys
}

/// The other entries of the mapping whose keys begin at a column.
fn beside(lines: &[Line<'_>], number: usize, column: usize) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut take = |line: &Line<'_>| {
        if line.column == column {
            found.extend(split_key(line.rest).map(|(key, value)| (key.to_owned(), plain(value))));
        }
    };
    let is_first = |line: &Line<'_>| line.has_dash && line.column == column;
    if !lines.get(number).is_some_and(|line| line.has_dash) {
        for line in lines.get(..number).unwrap_or_default().iter().rev().filter(|line| !line.is_empty()) {
            if line.column < column {
                break;
            }
            take(line);
            if is_first(line) {
                break;
            }
        }
    }
    for line in lines.get(number + 1..).unwrap_or_default().iter().filter(|line| !line.is_empty()) {
        if line.column < column || line.start < column {
            break;
        }
        take(line);
    }
    found
}

/// A key with what follows its colon.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.split_once(':')?;
    let is_key = !key.is_empty() && !key.contains([' ', '"', '\'', '{', '[', ',']);
    (is_key && (value.is_empty() || value.starts_with(' '))).then_some((key, value))
}

/// A value without quotes and what follows it.
fn plain(value: &str) -> String {
    let value = value.split(" #").next().unwrap_or_default().trim();
    value.trim_matches(['"', '\'']).to_owned()
}

/// A bracket that is open at the end of a line.
struct Opened {
    at: usize,
    sign: char,
    /// The keys on the line in whose values it lies.
    keys: Vec<String>,
}

fn inside_of_brackets(before: &str) -> Option<Opened> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    let mut previous = ' ';
    for (at, sign) in before.char_indices() {
        match (quote, sign) {
            (Some(own), sign) if own == sign => quote = None,
            (None, '"' | '\'') if !previous.is_alphanumeric() => quote = Some(sign),
            (None, '{' | '[') => open.push((at, sign)),
            (None, '}' | ']') => drop(open.pop()),
            (None, '#') if previous == ' ' && at > 0 => return None,
            (Some(_) | None, _) => {}
        }
        previous = sign;
    }
    let (at, sign) = open.last().copied()?;
    let key_before = |at: usize| {
        let before = before.get(..at)?.trim_end().strip_suffix(':')?;
        let start = before.rfind([' ', '{', '[', ',']).map_or(0, |at| at + 1);
        before.get(start..).map(str::to_owned)
    };
    Some(Opened { at, sign, keys: open.iter().filter_map(|(at, _)| key_before(*at)).collect() })
}

/// The parts between commas that are in no further brackets.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, sign) in text.char_indices() {
        match sign {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(text.get(start..));
    found
}

/// The parts that follow up to the closing bracket, without the rest of the one that is written.
fn parts_after(after: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let end = after.char_indices().find(|(_, sign)| match sign {
        '{' | '[' => {
            depth += 1;
            false
        }
        '}' | ']' if depth == 0 => true,
        '}' | ']' => {
            depth -= 1;
            false
        }
        _ => false,
    });
    let inside = after.get(..end.map_or(after.len(), |(at, _)| at)).unwrap_or_default();
    parts(inside).into_iter().skip(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written at the `|` of a text.
    #[track_caller]
    fn check(text: &str, above: &[&str], key: Option<&str>, beside: &[(&str, &str)], typed: &str) {
        let at = text.find('|').unwrap_or(text.len());
        let context = Context::at(&text.replacen('|', "", 1), at);
        let mut found = context.beside.clone();
        found.sort();
        let mut wanted: Vec<(String, String)> =
            beside.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        wanted.sort();
        assert_eq!(
            (context.above, context.key.as_deref(), found, &*context.typed),
            (above.iter().map(|key| (*key).to_owned()).collect(), key, wanted, typed),
            "{text}"
        );
    }

    #[test]
    fn a_key_in_a_criterion() {
        let text = "criteria:\n  - id: a\n    fact: pain.duration\n    at|\n  - id: b\n";
        check(text, &["criteria"], None, &[("id", "a"), ("fact", "pain.duration")], "at");
    }

    #[test]
    fn a_value_in_a_criterion() {
        let text = "criteria:\n  - id: a\n    fact: pain.|\n    is: x\nexclusions:\n";
        check(text, &["criteria"], Some("fact"), &[("id", "a"), ("is", "x")], "pain.");
        check("criteria:\n  - fact: |\n", &["criteria"], Some("fact"), &[], "");
    }

    #[test]
    fn deeper_levels() {
        let text = "criteria:\n  - id: a\n    all:\n      - id: b\n        fact: x\n        |\n";
        check(text, &["criteria", "all"], None, &[("id", "b"), ("fact", "x")], "");
        check("facts:\n  pain:\n    |", &["facts", "pain"], None, &[], "");
    }

    #[test]
    fn brackets() {
        check(
            "criteria:\n  - where: { fact: a.b, is: |, note: c }\n",
            &["criteria", "where"],
            Some("is"),
            &[("fact", "a.b"), ("note", "c")],
            "",
        );
        check(
            "criteria:\n  - id: a\n    fact: x\n    in: [one, t|]\n",
            &["criteria"],
            Some("in"),
            &[("id", "a"), ("fact", "x")],
            "t",
        );
        check("expect: { criteria: { a|", &["expect", "criteria"], None, &[], "a");
    }

    #[test]
    fn nothing_and_nonsense() {
        check("|", &[], None, &[], "");
        check("üü|", &[], None, &[], "üü");
        check("}}]]: |", &[], Some("}}]]"), &[], "");
        for offset in 0..20 {
            Context::at("a: [{ü: \"", offset);
        }
    }
}

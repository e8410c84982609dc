//! The form of a code: what may stand at each place.
//!
//! A part of regular expressions: letters and digits, classes such as `[A-Z0-9]`, and after each of
//! them how often it occurs: `?`, `{4}` or `{2,4}`. So every form has a longest code, and it can be said
//! whether a text is the beginning of one.

/// A form that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    items: Vec<Item>,
}

/// Why a text is not a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    /// It is empty.
    Empty,
    /// A class is not closed, or empty.
    Class,
    /// A number in braces is not one, or the second is less than the first.
    Count,
    /// A sign has no meaning here.
    Sign(char),
}

/// What may stand at some places in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    /// The first and the last character of each range.
    ranges: Vec<Range>,
    least: usize,
    most: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    first: char,
    last: char,
}

/// How far a text fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Not,
    /// Something more has to follow.
    Beginning,
    Whole,
}

impl Form {
    /// Reads a form such as `[A-V][0-9]{4}`.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(text: &str) -> Result<Self, FormError> {
        let mut items = Vec::new();
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            let ranges = match sign {
                '[' => class(&mut signs)?,
                sign if sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.') => {
                    vec![Range { first: sign, last: sign }]
                }
                sign => return Err(FormError::Sign(sign)),
            };
            let (least, most) = match signs.peek() {
                Some('?') => {
                    signs.next();
                    (0, 1)
                }
                Some('{') => {
                    signs.next();
                    counts(&signs.by_ref().take_while(|sign| *sign != '}').collect::<String>())?
                }
                _ => (1, 1),
            };
            items.push(Item { ranges, least, most });
        }
        if items.is_empty() { Err(FormError::Empty) } else { Ok(Self { items }) }
    }

    /// Whether a text has this form.
    pub fn holds(&self, text: &str) -> bool {
        fit(&self.items, text) == Fit::Whole
    }

    /// Whether a text of this form begins so.
    pub fn begins(&self, text: &str) -> bool {
        fit(&self.items, text) != Fit::Not
    }
}

fn class(signs: &mut impl Iterator<Item = char>) -> Result<Vec<Range>, FormError> {
    let mut ranges: Vec<Range> = Vec::new();
    let mut is_range = false;
    for sign in signs {
        match (sign, ranges.last_mut()) {
            (']', Some(_)) if !is_range => return Ok(ranges),
            (']', _) => return Err(FormError::Class),
            ('-', Some(_)) if !is_range => is_range = true,
            (sign, Some(range)) if is_range => {
                if sign < range.first {
                    return Err(FormError::Class);
                }
                range.last = sign;
                is_range = false;
            }
            (sign, _) if sign.is_ascii_alphanumeric() => ranges.push(Range { first: sign, last: sign }),
            (sign, _) => return Err(FormError::Sign(sign)),
        }
    }
    Err(FormError::Class)
}

fn counts(text: &str) -> Result<(usize, usize), FormError> {
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number <= 20).ok_or(FormError::Count);
    let (least, most) = text.split_once(',').unwrap_or((text, text));
    let (least, most) = (number(least)?, number(most)?);
    if least > most || most == 0 { Err(FormError::Count) } else { Ok((least, most)) }
}

fn fit(items: &[Item], text: &str) -> Fit {
    let Some((item, rest)) = items.split_first() else {
        return if text.is_empty() { Fit::Whole } else { Fit::Not };
    };
    let mut best = Fit::Not;
    let mut tail = text;
    for count in 0..=item.most {
        if count >= item.least {
            best = best.max(fit(rest, tail));
        }
        let mut signs = tail.chars();
        match signs.next() {
            None if count < item.least => return best.max(Fit::Beginning),
            Some(sign) if item.ranges.iter().any(|range| (range.first..=range.last).contains(&sign)) => {
                tail = signs.as_str();
            }
            Some(_) | None => return best,
        }
    }
    best
}

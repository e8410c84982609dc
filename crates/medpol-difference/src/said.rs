//! Values of a case document in words. The nouns are the vocabulary's.

use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};
use medpol_syntax::Draft;

/// What values are called.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// Another vocabulary, for what the first does not have.
    pub(crate) other: Option<&'a Vocabulary>,
}

impl Said<'_> {
    pub(crate) fn say(&self, draft: &Draft, fact: Option<&Fact>) -> String {
        match draft {
            Draft::Null => "asked, and not known".to_owned(),
            Draft::Value(value) => self.name(value, fact),
            Draft::Text(text) => text.clone(),
            Draft::List(items) => items.iter().map(|item| self.say(item, fact)).collect::<Vec<_>>().join(", "),
            Draft::Mapping(entries) => {
                if let [(low, least), (high, most)] = entries.as_slice()
                    && (low.as_str(), high.as_str()) == ("at_least", "at_most")
                    && least == most
                {
                    return with_years(self.say(least, fact));
                }
                let bound = |(key, value): &(String, Draft)| match (key.as_str(), value) {
                    ("one_of", Draft::List(items)) => self.joined(items, fact, " or "),
                    ("conflicting", Draft::List(items)) => self.joined(items, fact, " and also "),
                    (key, value) => format!("{} {}", key.replace('_', " "), self.say(value, fact)),
                };
                entries.iter().map(bound).collect::<Vec<_>>().join(" and ")
            }
        }
    }

    fn joined(&self, items: &[Draft], fact: Option<&Fact>, by: &str) -> String {
        items.iter().map(|item| self.say(item, fact)).collect::<Vec<_>>().join(by)
    }

    /// A value by its name to a reader.
    fn name(&self, value: &str, fact: Option<&Fact>) -> String {
        match fact.map(|fact| &fact.kind) {
            Some(FactKind::Boolean) if value == "true" => "yes".to_owned(),
            Some(FactKind::Boolean) => "no".to_owned(),
            Some(FactKind::Enumeration(id)) => {
                let known = self.vocabulary.enumeration(*id).or_else(|| self.other?.enumeration(*id));
                let known = known.and_then(|known| known.values.iter().find(|one| *one.name == *value));
                known.map_or_else(|| value.to_owned(), |one| one.label.to_string())
            }
            Some(
                FactKind::Integer { .. }
                | FactKind::Decimal { .. }
                | FactKind::Date
                | FactKind::Duration(_)
                | FactKind::Code { .. }
                | FactKind::Text
                | FactKind::List(_),
            )
            | None => value.to_owned(),
        }
    }
}

/// A time of many days with the whole years that it has, by the length of a mean year.
fn with_years(text: String) -> String {
    let days = text.strip_suffix(" days").and_then(|days| days.parse::<u64>().ok());
    match days.map(|days| days.saturating_mul(100) / 36_525) {
        Some(years) if years >= 2 => format!("{text} (more than {years} years)"),
        Some(_) | None => text,
    }
}

/// What a document says of a fact: by its path, and which entry of each list it belongs to.
pub(crate) fn at<'d>(facts: &'d Draft, path: &str, elements: &[usize]) -> Option<&'d Draft> {
    let mut numbers = elements.iter();
    let mut place = facts;
    for name in path.split('.') {
        let lists = name.matches("[]").count();
        place = get(place, name.trim_end_matches("[]"))?;
        for _ in 0..lists {
            place = element(place, *numbers.next()?)?;
        }
    }
    Some(place)
}

/// The value of a key.
pub(crate) fn get<'d>(draft: &'d Draft, key: &str) -> Option<&'d Draft> {
    match draft {
        Draft::Mapping(entries) => entries.iter().find(|(known, _)| known == key).map(|(_, value)| value),
        Draft::Null | Draft::Value(_) | Draft::Text(_) | Draft::List(_) => None,
    }
}

/// An entry of a list, whether the list is complete or not.
fn element(draft: &Draft, at: usize) -> Option<&Draft> {
    match draft {
        Draft::List(items) => items.get(at),
        Draft::Mapping(_) => element(get(draft, "items")?, at),
        Draft::Null | Draft::Value(_) | Draft::Text(_) => None,
    }
}

/// How many entries a list has.
pub(crate) fn entries(draft: &Draft) -> String {
    let counted = |count: usize| match count {
        0 => "none".to_owned(),
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    };
    match draft {
        Draft::List(items) => counted(items.len()),
        Draft::Mapping(_) => {
            let count = match get(draft, "items") {
                Some(Draft::List(items)) => items.len(),
                Some(_) | None => 0,
            };
            format!("{} and perhaps more", counted(count))
        }
        Draft::Null => "asked, and not known".to_owned(),
        Draft::Value(_) | Draft::Text(_) => "1 entry".to_owned(),
    }
}

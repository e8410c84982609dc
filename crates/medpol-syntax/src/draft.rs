//! Documents that a program writes: a plain tree, and its YAML.
//!
//! Reading the YAML again gives the same tree. What the keys and values mean is not known here, and
//! nothing has a place, because nobody has written it yet.

mod layout;
pub(crate) mod scalar;
#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that cannot read its own input should stop")]
mod tests;

/// One value of a document that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draft {
    /// `null`.
    Null,
    /// A number, date, duration or name: what the expected type makes of it. Never quoted without need.
    Value(String),
    /// A text. It is quoted where a reader that guesses types would take it for something else.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// A mapping in the order in which it is written. No key occurs twice.
    Mapping(Vec<(String, Self)>),
}

impl Draft {
    /// A number, date, duration or name.
    pub fn value(value: impl Into<String>) -> Self {
        Self::Value(value.into())
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An empty mapping.
    pub const fn mapping() -> Self {
        Self::Mapping(Vec::new())
    }

    /// Sets the value under a path of keys. Mappings on the way are added; whatever stands in the
    /// way is replaced by one.
    pub fn set(&mut self, path: &[&str], value: Self) {
        match path.split_first() {
            None => *self = value,
            Some((key, rest)) => self.change(key, |member| member.set(rest, value)),
        }
    }

    /// Adds an element to the list under a path of keys. Whatever else stands there is replaced by a
    /// list of this element.
    pub fn push(&mut self, path: &[&str], element: Self) {
        match (path.split_first(), &mut *self) {
            (Some((key, rest)), _) => self.change(key, |member| member.push(rest, element)),
            (None, Self::List(elements)) => elements.push(element),
            (None, _) => *self = Self::List(vec![element]),
        }
    }

    /// Whether it is a mapping or a list that holds nothing.
    pub const fn is_empty(&self) -> bool {
        match self {
            Self::Null | Self::Value(_) | Self::Text(_) => false,
            Self::List(elements) => elements.is_empty(),
            Self::Mapping(entries) => entries.is_empty(),
        }
    }

    /// The document as YAML, laid out as an author would: short mappings and lists on one line.
    pub fn yaml(&self) -> String {
        layout::yaml(self)
    }

    /// The document as YAML on one line.
    pub fn in_a_line(&self) -> String {
        layout::flow(self)
    }

    /// The document as JSON on one line. A value that is no number stands in quotes.
    pub fn json(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Null => "null".to_owned(),
            Self::Value(value) if value.parse::<i64>().is_ok() => value.clone(),
            Self::Value(text) | Self::Text(text) => quoted(text),
            Self::List(elements) => format!("[{}]", elements.iter().map(Self::json).collect::<Vec<_>>().join(", ")),
            Self::Mapping(entries) => {
                let entries = entries.iter().map(|(key, value)| format!("{}: {}", quoted(key), value.json()));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// Changes the value under a key, which is `null` if it is new.
    fn change(&mut self, key: &str, change: impl FnOnce(&mut Self)) {
        if !matches!(self, Self::Mapping(_)) {
            *self = Self::mapping();
        }
        let Self::Mapping(entries) = self else { return };
        if let Some((_, value)) = entries.iter_mut().find(|(known, _)| known == key) {
            return change(value);
        }
        let mut value = Self::Null;
        change(&mut value);
        entries.push((key.to_owned(), value));
    }
}

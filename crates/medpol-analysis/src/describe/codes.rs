//! Sets of codes: those with a name are told by it, and listed once.

use std::sync::Arc;

use medpol_model::answer::DescribedCodes;
use medpol_model::program::SymbolSet;
use medpol_model::vocabulary::FactKind;

use super::Words;
use super::value::range;

/// The named sets that were spoken of so far, in that order.
#[derive(Debug, Default)]
pub(super) struct Codes {
    known: Vec<DescribedCodes>,
}

impl Codes {
    /// The name to use for a set. A set that has the name of another one, but other codes, is told apart.
    fn name(&mut self, name: &Arc<str>, codes: Vec<String>) -> String {
        if let Some(known) = self.known.iter().find(|known| known.codes == codes && is_named(&known.name, name)) {
            return known.name.clone();
        }
        let others = self.known.iter().filter(|known| is_named(&known.name, name)).count();
        let name = if others == 0 { name.to_string() } else { format!("{name} ({})", others + 1) };
        self.known.push(DescribedCodes { name: name.clone(), codes });
        name
    }

    pub(super) fn into_described(self) -> Vec<DescribedCodes> {
        let mut known = self.known;
        known.sort_by(|one, other| one.name.cmp(&other.name));
        known
    }
}

fn is_named(own: &str, name: &str) -> bool {
    own == name || own.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("))
}

impl Words<'_> {
    /// A set of codes or texts: its name, or its members.
    pub(super) fn set(&self, set: &SymbolSet) -> String {
        let codes = self.code_texts(set);
        match &set.name {
            Some(name) => format!("the value set `{}`", self.codes.borrow_mut().name(name, codes)),
            None => codes.join(", "),
        }
    }

    fn code_texts(&self, set: &SymbolSet) -> Vec<String> {
        let code = |number: &i64| {
            let code = self.symbols.text(*number).unwrap_or_default();
            match set.periods.iter().find(|(other, _)| other == number) {
                None => code.to_owned(),
                Some((_, days)) => format!("{code} ({})", range(Some(&FactKind::Date), *days)),
            }
        };
        let mut codes: Vec<String> = set.numbers.iter().map(code).collect();
        codes.sort_unstable();
        let mut stems: Vec<String> = set.stems.iter().map(|stem| format!("every code under {stem}")).collect();
        stems.sort_unstable();
        codes.extend(stems);
        codes
    }
}

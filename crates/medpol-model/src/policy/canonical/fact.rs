//! The definition of a fact: its type, its bounds, and how it follows from others and is asked for.

use std::sync::Arc;

use super::{Canonical, FORMAT, Reader, leaf, words};
use crate::program::{Derivation, ScopeId};
use crate::value::{Digest, Unit};
use crate::vocabulary::{Clock, Elements, Fact, FactId, FactKind, ListKind};

impl Canonical<'_> {
    /// The digest of how a fact is defined, with the definitions of the facts it follows from.
    pub(super) fn definition(&self, id: FactId) -> Arc<str> {
        if let Some(known) = self.definitions.borrow().get(&id) {
            return Arc::clone(known);
        }
        // A fact that followed from itself would be read as nothing here, not for ever.
        self.definitions.borrow_mut().insert(id, Arc::from(""));
        let mut digest = Digest::default();
        digest.field(FORMAT.as_bytes());
        digest.field(self.defined(id).as_bytes());
        let digest: Arc<str> = digest.finish().into();
        self.definitions.borrow_mut().insert(id, Arc::clone(&digest));
        digest
    }

    /// How a fact is defined, in words; other facts by their digests.
    pub(super) fn defined(&self, id: FactId) -> String {
        let Some(fact) = self.vocabulary.fact(id) else { return String::new() };
        let reader = self.reader(&self.shared);
        let Fact { kind, judgment, asked_when, derivation, bounds, past, limits, falls_back_on, .. } = fact;
        let mut text = format!("{} is {}, {}", fact.path, self.kind(kind), leaf::range(Some(kind), *bounds));
        if *past {
            text.push_str(", never in the future");
        }
        let lasting =
            if matches!(kind, FactKind::Duration(_)) { limits.of_time() } else { limits.of_date("the anchor") };
        if let Some(lasting) = lasting {
            text = text + ", " + &lasting;
        }
        for first in self.vocabulary.before(id) {
            text = text + ", never before " + &first.path;
        }
        for second in self.vocabulary.after(id) {
            text = text + ", never after " + &second.path;
        }
        if !falls_back_on.is_empty() {
            let stand_ins: Vec<Arc<str>> = falls_back_on.iter().map(|fact| self.definition(*fact)).collect();
            text = text + ", else told apart by " + &stand_ins.join(", ");
        }
        if *judgment {
            text.push_str(", asserted by a clinician only");
        }
        for (named, role) in
            [(self.vocabulary.anchor, "the anchor"), (self.vocabulary.governing, "the result that governs")]
        {
            if named == Some(id) {
                text = text + ", " + role;
            }
        }
        if let Some(node) = asked_when {
            text = text + ", asked when " + &reader.digest(*node);
        }
        if let Some(derivation) = derivation.and_then(|id| self.vocabulary.derivations.get(id.0 as usize)) {
            text = text + ", follows as " + &self.derivation(reader, id, derivation);
        }
        text
    }

    fn kind(&self, kind: &FactKind) -> String {
        let unit = |unit: Option<&Unit>| unit.map_or_else(String::new, |unit| format!(" of {}", unit.symbol));
        match kind {
            FactKind::Boolean => "true or false".to_owned(),
            FactKind::Integer { unit: of } => format!("a whole number{}", unit(*of)),
            FactKind::Decimal { unit: of } => format!("a decimal{}", unit(*of)),
            FactKind::Date => "a date".to_owned(),
            FactKind::Duration(Clock::Elapsed) => "an elapsed time".to_owned(),
            FactKind::Duration(Clock::Between) => "the time between two dates".to_owned(),
            FactKind::Duration(Clock::Length) => "a length of time".to_owned(),
            FactKind::Enumeration(id) => {
                let values = self.vocabulary.enumeration(*id).map_or_else(String::new, |known| {
                    let names: Vec<&str> = known.values.iter().map(|value| &*value.name).collect();
                    let order = if known.ordered { "in this order" } else { "in no order" };
                    format!("[{}] {order}", names.join(", "))
                });
                format!("one of {values}")
            }
            // Wherever a code is compared it names its system, so that a fact takes further systems decides nothing.
            FactKind::Code { systems } => {
                format!("a code of {}", systems.first().map_or("", |system| &*system.id))
            }
            FactKind::Text => "a text".to_owned(),
            FactKind::List(list) => self.list(list),
        }
    }

    fn list(&self, list: &ListKind) -> String {
        let ListKind {
            frame,
            elements,
            min_items,
            max_items,
            unique,
            describe: _,
            none_label: _,
            as_reason: _,
            joined_by: _,
        } = list;
        let mut text = format!("a list of {}", words::elements(*elements));
        if let Some(least) = min_items {
            text = format!("{text}, at least {least}");
        }
        if let Some(most) = max_items {
            text = format!("{text}, at most {most}");
        }
        if *unique {
            text.push_str(", none twice");
        }
        let value = self.vocabulary.frame(*frame).and_then(|frame| frame.facts.first());
        if let (Elements::Values, Some(value)) = (elements, value) {
            text = text + ", each " + &self.definition(*value);
        }
        text
    }

    fn derivation(&self, reader: Reader<'_>, of: FactId, derivation: &Derivation) -> String {
        let own = self.vocabulary.scope(of);
        let fact =
            |fact: &crate::program::FactRef| format!("{} {}", reader.fact_in(own, *fact), self.definition(fact.fact));
        let which = |elements: &ScopeId| {
            let elements = reader.program.scope(*elements);
            let filter = elements.filter.map_or_else(String::new, |filter| format!(" where {}", reader.digest(filter)));
            format!("in {}{filter}", fact(&elements.list))
        };
        let field = |elements: &ScopeId, field: &crate::program::FactRef| {
            format!("{} {}, {}", reader.fact_in(*elements, *field), self.definition(field.fact), which(elements))
        };
        match derivation {
            Derivation::ElapsedSince(start) => {
                let anchor = self.vocabulary.anchor.map_or_else(|| Arc::from(""), |anchor| self.definition(anchor));
                format!("time from {} to {anchor}", fact(start))
            }
            Derivation::ElapsedBetween { from, to } => format!("time from {} to {}", fact(from), fact(to)),
            Derivation::PercentChange { from, to } => format!("percent change from {} to {}", fact(from), fact(to)),
            Derivation::Count(elements) => format!("count {}", which(elements)),
            Derivation::Sum { elements, field: of } => format!("sum of {}", field(elements, of)),
            Derivation::Latest { elements, field: of } => format!("latest of {}", field(elements, of)),
            Derivation::Earliest { elements, field: of } => format!("earliest of {}", field(elements, of)),
            Derivation::BodyMassIndex { weight, height } => {
                format!("body mass index of {} and {}", fact(weight), fact(height))
            }
        }
    }
}

//! Whether a fact of a record is exactly known: one value is stated, and no other is possible.
//!
//! Comparisons of facts with one another are kept where all of them are exactly known. Of a patient every fact is.

use super::{InstanceId, Kind, Space, State};
use crate::formula::{Literal, Preferred};
use crate::parts::Part;

impl Space<'_> {
    /// Whether a fact is exactly known: of a list that it is complete.
    pub(crate) fn exact(&mut self, id: InstanceId) -> Literal {
        if self.kind == Kind::Patients {
            return Literal::TRUE;
        }
        if let Some(known) = self.exact.get(&id) {
            return *known;
        }
        let Some(instance) = self.at(id).cloned() else { return Literal::FALSE };
        let made = match &instance.state {
            State::List { complete, .. } => self.formulas.and([instance.given, *complete]),
            State::Value { possible } => {
                let parts = self.joint.fact(instance.fact).map_or(&[][..], |fact| &fact.parts.all);
                let single: Vec<bool> = parts.iter().map(Part::is_single).collect();
                let several = self.formulas.at_least(possible, 2);
                let sole = self.formulas.and([instance.given, !several]);
                if single.iter().all(|single| *single) {
                    sole
                } else {
                    let made = self.formulas.unknown(Preferred::Yes);
                    self.formulas.require(&[!made, sole]);
                    for (possible, _) in possible.iter().zip(&single).filter(|(_, single)| **single) {
                        self.formulas.require(&[!sole, !*possible, made]);
                    }
                    made
                }
            }
        };
        self.exact.insert(id, made);
        made
    }

    /// The same, where something has asked.
    pub(crate) fn known_exact(&self, id: InstanceId) -> Option<Literal> {
        self.exact.get(&id).copied()
    }

    /// The unknowns of all facts that something has asked of whether they are exactly known.
    pub(crate) fn all_exact(&self) -> impl Iterator<Item = Literal> {
        self.exact.values().copied()
    }
}

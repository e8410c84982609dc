//! A policy in words: everything that decides, as data that text, Markdown, JSON and differences are made of.
//!
//! This is the one place that turns nodes into words. It is complete: what changes a decision changes what
//! is said here. A node says its own part in a sentence, its parts say the rest. No case is known here, and
//! how the words are laid out is not.

mod codes;
mod condition;
mod elements;
mod fact;
mod leaf;
mod policy;
mod uses;
mod value;

use std::cell::RefCell;
use std::collections::BTreeMap;

use medpol_model::policy::Policy;
use medpol_model::program::{FactRef, NodeId, Owner, Program, ScopeId};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Vocabulary;

pub use fact::describe_facts;
pub use policy::describe;
pub use uses::value_set_uses;

use codes::Codes;

/// Puts the conditions of one program into words.
#[derive(Clone, Copy)]
struct Words<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    program: &'a Program,
    labels: &'a Labels<'a>,
    codes: &'a RefCell<Codes>,
    /// The policy that the program is of; conditions of a vocabulary have none.
    policy: Option<&'a Policy>,
}

/// How many facts have the same name to a reader.
struct Labels<'a>(BTreeMap<&'a str, usize>);

impl<'a> Labels<'a> {
    fn of(vocabulary: &'a Vocabulary) -> Self {
        let mut labels = BTreeMap::new();
        for fact in &vocabulary.facts {
            *labels.entry(&*fact.label).or_default() += 1;
        }
        Self(labels)
    }
}

impl Words<'_> {
    /// A fact as a node reads it, by its name to a reader.
    fn fact(&self, node: NodeId, fact: FactRef) -> String {
        self.fact_in(self.program.scope_of(node), fact)
    }

    /// A name, with the path where several facts have that name, and with whose fact it is where that is
    /// not what anybody would take it for.
    fn fact_in(&self, scope: ScopeId, fact: FactRef) -> String {
        let label = self.label(fact);
        match Owner::of(self.program, self.vocabulary, scope, fact) {
            Owner::Natural => label,
            Owner::Outer { list, between } => {
                let list = self.vocabulary.fact(list).map_or("", |fact| &*fact.label);
                match between {
                    0 => format!("{label} of this entry of “{list}”"),
                    1 => format!("{label} of the outer entry of “{list}”"),
                    between => format!("{label} of the entry of “{list}” {between} levels out"),
                }
            }
            Owner::Case => format!("{label} of the case itself"),
            Owner::Nobody => format!("{label} of no entry"),
        }
    }

    fn label(&self, fact: FactRef) -> String {
        let Some(known) = self.vocabulary.fact(fact.fact) else { return "a fact that is not there".to_owned() };
        match self.labels.0.get(&*known.label) {
            Some(0 | 1) => known.label.to_string(),
            Some(_) | None => format!("{} (`{}`)", known.label, known.path),
        }
    }
}

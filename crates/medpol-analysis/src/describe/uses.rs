//! Where a value set is compared with: the conditions of policies, and those of their vocabularies.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use medpol_model::answer::{ConditionPart, ValueSetUse};
use medpol_model::policy::Policy;
use medpol_model::program::{AtomId, Derivation, NodeId, Op, Program, Relation, SymbolSet, Values, Wanted};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Fact;

use super::codes::Codes;
use super::{Labels, Words};

/// Every condition that compares with a value set, by user and place; `symbols` are those that the policies
/// were compiled with.
pub fn value_set_uses<'a>(
    policies: impl IntoIterator<Item = &'a Policy>,
    symbols: &Symbols,
    id: &str,
) -> Vec<ValueSetUse> {
    let mut uses = BTreeSet::new();
    for policy in policies {
        add_policy(policy, symbols, id, &mut uses);
    }
    uses.into_iter().collect()
}

fn add_policy(policy: &Policy, symbols: &Symbols, id: &str, uses: &mut BTreeSet<ValueSetUse>) {
    let vocabulary = &*policy.vocabulary;
    let (labels, codes) = (Labels::of(vocabulary), RefCell::new(Codes::default()));
    let words =
        Words { vocabulary, symbols, program: &policy.program, labels: &labels, codes: &codes, policy: Some(policy) };
    for node in comparing(&policy.program, id) {
        let path = policy.detail(node).map_or_else(|| Arc::from(""), |detail| Arc::clone(&detail.path));
        let says = words.condition(node, ConditionPart::Member).says;
        uses.insert(ValueSetUse { user: policy.reference(), path, says });
    }
    let words = Words { program: &vocabulary.program, policy: None, ..words };
    for node in comparing(&vocabulary.program, id) {
        let says = words.condition(node, ConditionPart::Member).says;
        for fact in vocabulary.facts.iter().filter(|fact| is_of(policy, fact, node)) {
            let compares = format!("vocabulary `{}`", vocabulary.id);
            uses.insert(ValueSetUse { user: compares, path: Arc::clone(&fact.path), says: says.clone() });
        }
    }
}

/// The nodes that compare with a value set themselves.
fn comparing(program: &Program, id: &str) -> Vec<NodeId> {
    let is_it = |set: &SymbolSet| set.name.as_deref() == Some(id);
    let in_atom = |atom: AtomId| {
        program.atom(atom).is_some_and(|atom| match &atom.values {
            Values::Symbols(memberships) => memberships.iter().any(|one| is_it(&one.set)),
            Values::Mask(_) | Values::Ticks(_) | Values::Times(_) => false,
        })
    };
    let in_relation = |relation: &Relation| match relation {
        Relation::Includes { wanted: Wanted::Symbols(set), .. } => is_it(set),
        Relation::Includes {
            wanted: Wanted::Mask(_) | Wanted::Points(_) | Wanted::List(_) | Wanted::Fact(_), ..
        }
        | Relation::Fact { .. }
        | Relation::Alike(_)
        | Relation::Among { .. }
        | Relation::Contiguous(_) => false,
    };
    let compares = |op: &Op| {
        if let Op::Relate { within, relations, .. } = op {
            return within.is_some_and(in_atom) || program.relations(*relations).iter().any(in_relation);
        }
        matches!(op, Op::Leaf { atom, .. } if in_atom(*atom))
    };
    let nodes = program.nodes.iter().enumerate().filter(|(_, op)| compares(op));
    nodes.filter_map(|(at, _)| u32::try_from(at).ok().map(NodeId)).collect()
}

/// Whether a condition of the vocabulary is one by which a fact is asked for, or follows.
fn is_of(policy: &Policy, fact: &Fact, node: NodeId) -> bool {
    let vocabulary = &policy.vocabulary;
    let derivation = fact.derivation.and_then(|id| vocabulary.derivations.get(id.0 as usize));
    let elements = derivation.and_then(Derivation::elements);
    let filter = elements.and_then(|elements| vocabulary.program.scope(elements).filter);
    let mut open: Vec<NodeId> = fact.asked_when.into_iter().chain(filter).collect();
    while let Some(at) = open.pop() {
        if at == node {
            return true;
        }
        open.extend(vocabulary.program.below(at));
    }
    false
}

//! A set of criteria by itself: it compiles against its own vocabulary, whoever uses it.
//!
//! Which sources its criteria cite is the using policy's business, and is not looked at.

use std::sync::Arc;

use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::policy::Role;
use medpol_model::program::{NodeId, Op};
use medpol_model::value::Symbols;
use medpol_model::vocabulary::Vocabulary;
use medpol_syntax::document::{CriteriaDocument, CriterionDocument};

use crate::condition::{Conditions, Naming, Place, Rank, Sources, Uses, list};
use crate::references;
use crate::scope::Scope;
use crate::value_set::ValueSets;

/// Reports what is wrong with a set.
pub(crate) fn check(
    document: &CriteriaDocument,
    vocabulary: &Arc<Vocabulary>,
    value_sets: &ValueSets,
    symbols: &mut Symbols,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut uses = Uses::none();
    document.criteria.iter().for_each(|criterion| refuse(criterion, &mut uses, diagnostics));
    let mut sources = Sources::open();
    let mut conditions =
        Conditions::new(Scope::of_policy(vocabulary), value_sets, symbols, &mut sources, &uses, diagnostics);
    let nodes = list(&mut conditions, Some(&document.criteria), "criteria", Role::Member, Rank::Criterion);
    let Some(nodes) = nodes else { return };
    let run = conditions.program.add_members(&nodes);
    let root: NodeId = conditions.add(Op::All(run), &Place::top("set".to_owned(), Role::Member, Naming::Optional));
    if references::references(&mut conditions, &nodes, &[], root).is_some() {
        references::check_tallies(&mut conditions);
    }
}

/// A set does not use sets: whoever reads a policy looks in one place more, and in no third.
fn refuse(criterion: &CriterionDocument, uses: &mut Uses<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(used) = criterion.used_set() {
        let name = &used.set;
        uses.refuse(criterion.span);
        diagnostics.push(
            Diagnostic::new(&codes::P0217, name.span, format!("a set does not use a set, such as `{}`", name.text))
                .label("inside a set")
                .help("write the criteria out, or let the policies use both sets"),
        );
    }
    criterion.below().into_iter().for_each(|inner| refuse(inner, uses, diagnostics));
}

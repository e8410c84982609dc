//! How many elements of a list tell everything that policies ask of it.
//!
//! A condition on some element needs one element that shows it, a number of elements needs so many, and fewer elements
//! never make a condition on all of them fail. So a patient with a longer list has the results of one with only these
//! elements. That is so where elements are looked at one by one; where they are compared with one another, totalled, or
//! put in an order, it is not told.

use medpol_model::program::{Derivation, Inclusion, Op, Program, Quantifier, Relation, ScopeId, Wanted};
use medpol_model::vocabulary::{FactId, Vocabulary};

/// So many; `None` where that is not told.
pub(super) fn enough(vocabulary: &Vocabulary, program: &Program, list: FactId) -> Option<usize> {
    let is_derived = vocabulary.derivations.iter().filter_map(Derivation::elements);
    if is_derived.into_iter().any(|elements| vocabulary.program.scope(elements).list.fact == list) {
        return None;
    }
    [program, &vocabulary.program].into_iter().map(|program| of_program(program, list)).sum()
}

fn of_program(program: &Program, list: FactId) -> Option<usize> {
    // Inside of the elements of a list it is asked once for each of them.
    let is_inside = |scope: &medpol_model::program::Scope| scope.list.fact == list && scope.parent != ScopeId::CASE;
    if program.scopes.iter().any(is_inside) {
        return None;
    }
    let is_own = |elements: &ScopeId| program.scope(*elements).list.fact == list;
    let mut all = 0;
    for op in &program.nodes {
        all += match op {
            Op::Quantify { elements, quantifier, .. } if is_own(elements) => match quantifier {
                Quantifier::Some | Quantifier::Without => 1,
                // One that fails, and one that shows that there is any.
                Quantifier::Every { .. } => 2,
            },
            Op::Count { elements, distinct, wanted, .. } if is_own(elements) => {
                if distinct.length > 0 {
                    return None;
                }
                let (least, most) = crate::encode::order::counts(wanted.low, wanted.high);
                least.max(most.unwrap_or(0))
            }
            Op::Sum { elements, .. } | Op::Extreme { elements, .. } if is_own(elements) => return None,
            Op::Relate { fact, relations, .. } => {
                let mut own = 0;
                for relation in program.relations(*relations) {
                    own += of_relation(relation, fact.fact == list, list)?;
                }
                own
            }
            Op::Quantify { .. }
            | Op::Count { .. }
            | Op::Sum { .. }
            | Op::Extreme { .. }
            | Op::All(_)
            | Op::Any(_)
            | Op::None(_)
            | Op::Not(_)
            | Op::Satisfied(_)
            | Op::Tally { .. }
            | Op::Except { .. }
            | Op::Waive { .. }
            | Op::If { .. }
            | Op::Same(_)
            | Op::Leaf { .. }
            | Op::Known(_)
            | Op::Constant(_) => 0,
        };
    }
    Some(all)
}

fn of_relation(relation: &Relation, is_left: bool, list: FactId) -> Option<usize> {
    match relation {
        Relation::Includes { wanted: Wanted::List(other), .. } if is_left || other.fact == list => None,
        Relation::Includes { inclusion, wanted, .. } if is_left => match (inclusion, wanted) {
            (Inclusion::Any | Inclusion::Only | Inclusion::None, _) => Some(1),
            (Inclusion::All, Wanted::Mask(mask)) => Some(mask.count_ones() as usize),
            (Inclusion::All, Wanted::Points(points)) => Some(points.len()),
            (Inclusion::All, Wanted::Symbols(_) | Wanted::List(_) | Wanted::Fact(_)) => None,
        },
        Relation::Among { list: other, .. } if other.fact == list => None,
        Relation::Contiguous(_) | Relation::Alike(_) if is_left => None,
        Relation::Includes { .. }
        | Relation::Among { .. }
        | Relation::Contiguous(_)
        | Relation::Alike(_)
        | Relation::Fact { .. } => Some(0),
    }
}

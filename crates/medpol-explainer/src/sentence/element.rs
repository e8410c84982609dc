//! Findings of several elements in one row: those that are alike are told once.

use medpol_model::vocabulary::Fact;

use crate::phrase;
use crate::several::{MOST_TOLD, few};
use crate::told::Told;

/// How many elements are named one by one before they are counted.
const MOST_NAMES: usize = 4;

/// The words for an element.
pub(super) struct Finding {
    pub(super) name: String,
    pub(super) told: Told,
}

/// Elements with the same finding.
struct Group {
    names: Vec<String>,
    told: Told,
}

/// All findings; elements with the same one are told together, and a requirement that all share once. Only so many
/// findings are told: the elements of others are counted.
pub(super) fn grouped(list: &Fact, findings: Vec<Finding>) -> Told {
    let mut groups: Vec<Group> = Vec::new();
    let mut left = 0_usize;
    for Finding { name, told } in findings {
        let is_full = groups.len() == MOST_TOLD;
        match groups.iter_mut().find(|group| group.told == told && !told.names_element) {
            Some(group) => group.names.push(name),
            None if is_full => left += 1,
            None => groups.push(Group { names: vec![name], told }),
        }
    }
    let shared = groups.first().and_then(|first| first.told.requirement.clone());
    let is_shared = groups.iter().all(|group| group.told.requirement == shared);
    let words: Vec<String> = groups
        .iter()
        .map(|group| {
            let own = if is_shared { group.told.statement.clone() } else { group.told.words() };
            if group.told.names_element { own } else { named(list, &group.names, &own) }
        })
        .collect();
    let mut statement = words.join("; ");
    if left > 0 {
        statement = format!("{statement}; and {left} more");
    }
    Told { statement, requirement: shared.filter(|_| is_shared), names_element: false }
}

fn named(list: &Fact, names: &[String], told: &str) -> String {
    let names = if names.len() > MOST_NAMES { phrase::count(list, names.len()) } else { few(names, "; ") };
    if told.is_empty() { names } else { format!("{names}: {told}") }
}

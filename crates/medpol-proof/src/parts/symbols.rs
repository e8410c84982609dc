//! Codes and texts by the sets that hold them.

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::program::SymbolSet;

use crate::joint::{Joint, Membership};

/// Codes or texts that the same sets hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    /// Those that some set lists.
    pub(crate) texts: Vec<Arc<str>>,
    /// Those that no set lists.
    pub(crate) open: Option<Open>,
}

/// Codes or texts that no set lists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Open {
    /// All others.
    Other,
    /// Those that begin so, and with no longer stem.
    Under(Arc<str>),
}

impl Class {
    /// Whether a set holds its members.
    pub(crate) fn is_in(&self, joint: &Joint<'_>, side: usize, set: &SymbolSet) -> Membership {
        if let Some(text) = self.texts.first() {
            return joint.is_in(side, set, text);
        }
        match &self.open {
            Some(Open::Under(stem)) if set.stems.iter().any(|other| stem.starts_with(&**other)) => Membership::Always,
            Some(Open::Under(_) | Open::Other) | None => Membership::Never,
        }
    }

    /// Whether it has one member only.
    pub(crate) fn is_single(&self) -> bool {
        self.open.is_none() && self.texts.len() == 1
    }
}

/// The classes of some sets. Those of facts that are compared with others are told apart text by text.
pub(super) fn classes(joint: &Joint<'_>, sets: &[(usize, Arc<SymbolSet>)], is_compared: bool) -> Vec<Class> {
    let mut texts: Vec<Arc<str>> = Vec::new();
    let mut stems: Vec<Arc<str>> = Vec::new();
    for (side, set) in sets {
        let listed = set.numbers.iter().filter_map(|number| joint.symbols(*side)?.text(*number));
        texts.extend(listed.map(Arc::from));
        stems.extend(set.stems.iter().cloned());
    }
    texts.sort_unstable();
    texts.dedup();
    stems.sort_unstable();
    stems.dedup();
    let held =
        |class: &Class| -> Vec<Membership> { sets.iter().map(|(side, set)| class.is_in(joint, *side, set)).collect() };
    let mut found: BTreeMap<(Vec<Membership>, Option<Arc<str>>), Class> = BTreeMap::new();
    let listed = texts.into_iter().map(|text| Class { texts: vec![text], open: None });
    let under = stems.into_iter().map(Open::Under).chain([Open::Other]);
    for class in listed.chain(under.map(|open| Class { texts: Vec::new(), open: Some(open) })) {
        let sets = held(&class);
        let is_apart = is_compared || sets.contains(&Membership::OnSomeDays);
        let own = class.texts.first().filter(|_| is_apart).cloned();
        match found.get_mut(&(sets.clone(), own.clone())) {
            None => drop(found.insert((sets, own), class)),
            Some(known) => {
                known.texts.extend(class.texts);
                known.open = known.open.take().or(class.open);
            }
        }
    }
    found.into_values().collect()
}

//! The canonical text of conditions: the same for conditions that mean the same by construction.
//!
//! Names of criteria, wording and layout are left out; facts, values, units and structure are in.
//! Every word is written out here, so that renaming a type in this code changes no digest. A node is
//! digested from its own words and the digests of what it holds, so that a criterion that many others
//! refer to is read once. Which parts of a policy are digested is known in `policy`.

mod fact;
mod leaf;
mod place;
mod policy;
mod words;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::Policy;
use crate::program::{NodeId, Op, Program, RulesId, ScopeId};
use crate::value::{Digest, Symbols};
use crate::vocabulary::{FactId, Vocabulary};

pub use policy::{governs, meaning};

/// What every digest of a meaning begins with.
const FORMAT: &str = "medpol/meaning/2";

/// Reads the conditions of one policy, and of the vocabulary it uses.
#[derive(Debug)]
pub struct Canonical<'a> {
    vocabulary: &'a Vocabulary,
    symbols: &'a Symbols,
    own: Conditions<'a>,
    /// The conditions by which facts of the vocabulary follow and are asked for.
    shared: Conditions<'a>,
    /// The definitions of facts that were digested so far.
    definitions: RefCell<BTreeMap<FactId, Arc<str>>>,
}

/// A program, with what is known of its nodes.
#[derive(Debug)]
struct Conditions<'a> {
    program: &'a Program,
    /// The digests so far.
    known: RefCell<BTreeMap<NodeId, Arc<str>>>,
}

/// Reads the nodes of one of the two programs.
#[derive(Clone, Copy)]
struct Reader<'c> {
    canonical: &'c Canonical<'c>,
    conditions: &'c Conditions<'c>,
    vocabulary: &'c Vocabulary,
    symbols: &'c Symbols,
    program: &'c Program,
}

/// A part of a node: what it is to the node, and which node it is.
struct Part {
    /// A word such as `where`; empty for a member of a group.
    word: &'static str,
    node: NodeId,
}

/// What a node says itself, and what it holds.
struct Own {
    words: String,
    /// The facts it reads itself.
    facts: Vec<FactId>,
    parts: Vec<Part>,
    order: Order,
}

/// Whether the order of the parts means something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Free,
    Fixed,
}

impl<'a> Canonical<'a> {
    /// A reader of a policy's conditions; `symbols` are those that it was compiled with.
    pub fn new(policy: &'a Policy, symbols: &'a Symbols) -> Self {
        let vocabulary = &*policy.vocabulary;
        Self {
            vocabulary,
            symbols,
            own: Conditions::new(&policy.program),
            shared: Conditions::new(&vocabulary.program),
            definitions: RefCell::default(),
        }
    }

    /// The digest of a node with everything below it and the definitions of the facts it reads.
    pub fn digest(&self, node: NodeId) -> Arc<str> {
        self.reader(&self.own).digest(node)
    }

    /// The canonical text of a node with everything below it, as an indented tree. What refers to another
    /// criterion is written as the digest of that criterion.
    pub fn text(&self, node: NodeId) -> String {
        self.reader(&self.own).lines(node).into_iter().map(|line| line + "\n").collect()
    }

    fn reader<'c>(&'c self, conditions: &'c Conditions<'c>) -> Reader<'c> {
        let Self { vocabulary, symbols, .. } = self;
        Reader { canonical: self, conditions, vocabulary, symbols, program: conditions.program }
    }
}

impl<'a> Conditions<'a> {
    fn new(program: &'a Program) -> Self {
        Self { program, known: RefCell::default() }
    }
}

impl Reader<'_> {
    fn digest(&self, node: NodeId) -> Arc<str> {
        if let Some(Op::Same(target)) = self.program.node(node) {
            return self.digest(*target);
        }
        if let Some(known) = self.conditions.known.borrow().get(&node) {
            return Arc::clone(known);
        }
        let Some(own) = self.own(node) else { return Arc::from("") };
        // A node cannot hold itself; one that did would be read as nothing here, not for ever.
        self.conditions.known.borrow_mut().insert(node, Arc::from(""));
        let mut digest = Digest::default();
        digest.field(FORMAT.as_bytes());
        digest.field(own.words.as_bytes());
        for fact in &own.facts {
            digest.field(self.canonical.definition(*fact).as_bytes());
        }
        let parts = own.parts.iter().map(|part| format!("{} {}", part.word, self.digest(part.node))).collect();
        for part in own.order.arranged(parts) {
            digest.field(part.as_bytes());
        }
        let digest: Arc<str> = digest.finish().into();
        self.conditions.known.borrow_mut().insert(node, Arc::clone(&digest));
        digest
    }

    fn lines(&self, node: NodeId) -> Vec<String> {
        if let Some(Op::Same(target)) = self.program.node(node) {
            return vec![format!("the criterion {}", self.digest(*target))];
        }
        let Some(own) = self.own(node) else { return Vec::new() };
        let part = |part: &Part| {
            let mut lines = self.lines(part.node);
            if let (Some(first), false) = (lines.first_mut(), part.word.is_empty()) {
                *first = format!("{} {first}", part.word);
            }
            lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
        };
        let parts = own.order.arranged(own.parts.iter().map(part).collect());
        std::iter::once(own.words).chain(parts.iter().flat_map(|part| part.lines()).map(str::to_owned)).collect()
    }

    /// What a node says itself, and what it holds.
    fn own(&self, node: NodeId) -> Option<Own> {
        let group = |words: String, run| {
            let parts = self.program.members(run).iter().map(|member| Part { word: "", node: *member });
            Own { words, facts: Vec::new(), parts: parts.collect(), order: Order::Free }
        };
        let of = |words: &str, parts: Vec<(&'static str, NodeId)>| Own {
            words: words.to_owned(),
            facts: Vec::new(),
            parts: parts.into_iter().map(|(word, node)| Part { word, node }).collect(),
            order: Order::Fixed,
        };
        Some(match self.program.node(node)? {
            Op::All(run) => group("all".to_owned(), *run),
            Op::Any(run) => group("any".to_owned(), *run),
            Op::None(run) => group("none".to_owned(), *run),
            Op::Tally { members, least, most, waived, not_applicable } => {
                let most = if *most == u32::MAX { "no limit".to_owned() } else { most.to_string() };
                let (waived, out) = (words::counting(*waived), words::counting(*not_applicable));
                group(format!("of: at least {least}, at most {most}, waived {waived}, not applicable {out}"), *members)
            }
            Op::Not(inner) => of("not", vec![("", *inner)]),
            Op::Satisfied(inner) => of("met or not applicable", vec![("", *inner)]),
            // A reference means what it refers to, and is followed before this is asked.
            Op::Same(target) => of("the same as", vec![("", *target)]),
            Op::Except { base, exception } => of("except", vec![("base", *base), ("when", *exception)]),
            Op::Waive { base, waiver } => of("waived", vec![("base", *base), ("when", *waiver)]),
            Op::If { condition, then, otherwise } => {
                let branches = [("if", *condition), ("then", *then)].into_iter();
                of("if", branches.chain(otherwise.map(|node| ("else", node))).collect())
            }
            Op::Constant(status) => of(words::status(*status), Vec::new()),
            Op::Leaf { .. } | Op::Relate { .. } | Op::Known(_) => self.leaf(node)?,
            Op::Quantify { .. } | Op::Count { .. } | Op::Sum { .. } | Op::Extreme { .. } => self.of_elements(node)?,
        })
    }

    /// A node that speaks of the elements of a list.
    fn of_elements(&self, node: NodeId) -> Option<Own> {
        let (words, elements, satisfies, rules) = match self.program.node(node)? {
            Op::Quantify { quantifier, elements, satisfies, rules } => {
                (words::quantifier(*quantifier).to_owned(), *elements, *satisfies, *rules)
            }
            Op::Count { elements, distinct, wanted, rules } => {
                let mut fields: Vec<String> =
                    self.program.fields(*distinct).iter().map(|field| self.fact_in(*elements, *field)).collect();
                fields.sort_unstable();
                let wanted = leaf::range(None, *wanted);
                (format!("count, distinct by [{}], {wanted}", fields.join(", ")), *elements, None, *rules)
            }
            Op::Sum { elements, field, wanted, rules } => {
                let kind = self.vocabulary.fact(field.fact).map(|fact| &fact.kind);
                let wanted = leaf::range(kind, *wanted);
                (format!("sum of {}, {wanted}", self.fact_in(*elements, *field)), *elements, None, *rules)
            }
            Op::Extreme { extreme, elements, by, satisfies, if_empty, rules } => {
                let (which, empty) = (words::extreme(*extreme), words::if_empty(*if_empty));
                let words = format!("{which} by {}, {empty} if empty", self.fact_in(*elements, *by));
                (words, *elements, Some(*satisfies), *rules)
            }
            Op::All(_)
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
            | Op::Relate { .. }
            | Op::Known(_)
            | Op::Constant(_) => return None,
        };
        let elements = self.program.scope(elements);
        let filter = elements.filter.map(|node| Part { word: "where", node });
        let satisfies = satisfies.map(|node| Part { word: "satisfies", node });
        Some(Own {
            words: format!("{words}, in {}{}", self.fact(node, elements.list), self.rules(rules)),
            facts: self.program.own_facts(node).iter().map(|fact| fact.fact).collect(),
            parts: filter.into_iter().chain(satisfies).collect(),
            order: Order::Fixed,
        })
    }

    /// Elements of a list with the digest of what picks them, outside of any condition.
    fn elements(&self, elements: ScopeId) -> String {
        let elements = self.program.scope(elements);
        let filter = elements.filter.map_or_else(String::new, |filter| format!(" where {}", self.digest(filter)));
        format!("the elements of {}{filter}", self.fact_in(elements.parent, elements.list))
    }

    /// The absence and evidence rules of a node; nothing where there are none.
    fn rules(&self, rules: Option<RulesId>) -> String {
        self.program.rules(rules).map_or_else(String::new, words::rules)
    }
}

impl Order {
    fn arranged(self, mut parts: Vec<String>) -> Vec<String> {
        if self == Self::Free {
            parts.sort_unstable();
        }
        parts
    }
}

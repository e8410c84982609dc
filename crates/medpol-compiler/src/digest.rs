//! The two digests of a policy: of what it means, and of what it says.
//!
//! A wording change moves the second only; a change of logic moves the first.

use medpol_model::{Canonical, Digest, Policy, Symbols};
use medpol_syntax::{Kind, Node};

/// Digest of the compiled program, the facts it reads, and what follows from a result.
pub(crate) fn meaning(policy: &Policy, symbols: &Symbols) -> String {
    let canonical = Canonical { vocabulary: &policy.vocabulary, program: &policy.program, symbols };
    let mut digest = Digest::default();
    digest.field(b"medpol/meaning/1");
    digest.field(canonical.node(policy.root).as_bytes());
    let mut named: Vec<String> = policy
        .criteria
        .iter()
        .chain(&policy.exclusions)
        .map(|node| {
            let id = policy.detail(*node).and_then(|detail| detail.id.as_ref()).map_or("", |id| &*id.0);
            format!("{id} = {}", canonical.node(*node))
        })
        .collect();
    named.sort_unstable();
    for text in &named {
        digest.field(text.as_bytes());
    }
    for edit in &policy.edits {
        digest.field(canonical.edit(edit).as_bytes());
    }
    let mut facts: Vec<_> = (0..policy.program.nodes.len())
        .filter_map(|node| u32::try_from(node).ok())
        .flat_map(|node| policy.program.own_facts(medpol_model::NodeId(node)))
        .map(|fact| fact.fact)
        .collect();
    facts.sort_unstable();
    facts.dedup();
    for fact in facts {
        digest.field(canonical.definition(fact).as_bytes());
    }
    digest.field(format!("{:?}", policy.disposition).as_bytes());
    for entry in &policy.services {
        let (mut services, node) = (entry.services.clone(), canonical.node(entry.root));
        services.sort_unstable();
        digest.field(format!("{services:?} {node} {:?}", entry.disposition).as_bytes());
    }
    if let medpol_model::Position::Defers { to } = &policy.position {
        digest.field(format!("defers {to}").as_bytes());
    }
    digest.finish()
}

/// Digest of every word of the document and of the sets it uses, layout and comments left out.
pub(crate) fn text(root: &Node, sets: &[&Node]) -> String {
    let mut digest = Digest::default();
    digest.field(b"medpol/text/1");
    add(root, &mut digest);
    for set in sets {
        digest.field(b"medpol/text/1 set");
        add(set, &mut digest);
    }
    digest.finish()
}

fn add(node: &Node, digest: &mut Digest) {
    match &node.kind {
        Kind::Scalar(scalar) => {
            digest.field(b"=");
            digest.field(scalar.text.as_bytes());
        }
        Kind::Sequence(items) => {
            digest.field(b"[");
            for item in items {
                add(item, digest);
            }
            digest.field(b"]");
        }
        Kind::Mapping(entries) => {
            digest.field(b"{");
            for entry in entries {
                digest.field(entry.key.as_bytes());
                add(&entry.value, digest);
            }
            digest.field(b"}");
        }
    }
}

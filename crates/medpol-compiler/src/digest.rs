//! The digests of a policy: of what it means, of what it governs, and of what it says.
//!
//! A change of wording moves the last one only. What the first two cover is known in `medpol-model`.

use std::sync::Arc;

use medpol_model::policy::{Canonical, Policy, governs, meaning};
use medpol_model::program::NodeId;
use medpol_model::value::{Digest, Symbols};
use medpol_syntax::{Kind, Node};

/// Fills in what a policy means and governs, and what each criterion with an id means.
pub(crate) fn fill(policy: &mut Policy, symbols: &Symbols) {
    policy.meaning_digest = of_lines("medpol/meaning/2", &meaning(policy, symbols));
    policy.governs_digest = of_lines("medpol/governs/1", &governs(policy));
    let canonical = Canonical::new(policy, symbols);
    let named = policy.details.iter().enumerate().filter(|(_, detail)| detail.id.is_some());
    let named = named.filter_map(|(at, _)| Some((at, canonical.digest(NodeId(u32::try_from(at).ok()?)))));
    let digests: Vec<(usize, Arc<str>)> = named.collect();
    for (at, digest) in digests {
        if let Some(detail) = policy.details.get_mut(at) {
            detail.meaning_digest = Some(digest);
        }
    }
}

fn of_lines(format: &str, lines: &[String]) -> Arc<str> {
    let mut digest = Digest::default();
    digest.field(format.as_bytes());
    for line in lines {
        digest.field(line.as_bytes());
    }
    digest.finish().into()
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

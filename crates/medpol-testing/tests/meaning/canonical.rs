//! What the canonical text holds, and what it leaves out.

use std::time::{Duration, Instant};

use medpol_compiler::Compiled;
use medpol_model::policy::{Canonical, Policy};
use medpol_syntax::Kind;

use crate::generic::{Generic, tree};

/// A policy of these entries over the facts without a meaning.
fn compiled(entries: &str) -> Compiled {
    let mut generic = Generic::load();
    let Kind::Mapping(entries) = tree(&mut generic.sources, "policy part", entries).kind else { panic!("no mapping") };
    generic.compile(entries).unwrap_or_else(|problems| panic!("{problems}"))
}

fn only(compiled: &Compiled) -> &Policy {
    compiled.policies.first().expect("it compiles")
}

/// The digest of the criterion with this id.
fn digest(entries: &str, id: &str) -> String {
    let compiled = compiled(entries);
    let policy = only(&compiled);
    let node = policy.criterion(id).expect("a criterion");
    policy.detail(node).and_then(|detail| detail.meaning_digest.as_deref()).expect("a digest").to_owned()
}

fn text(entries: &str) -> String {
    let compiled = compiled(entries);
    let policy = only(&compiled);
    Canonical::new(policy, &compiled.symbols).text(policy.criteria[0])
}

#[track_caller]
fn same(left: &str, right: &str) {
    let of = |condition: &str| digest(&format!("criteria: [{{ id: one, text: a, {condition} }}]"), "one");
    assert_eq!(of(left), of(right), "{left}\n{right}");
}

#[track_caller]
fn other(left: &str, right: &str) {
    let of = |condition: &str| digest(&format!("criteria: [{{ id: one, text: a, {condition} }}]"), "one");
    assert_ne!(of(left), of(right), "{left}\n{right}");
}

#[test]
fn a_condition_is_written_by_words_and_values() {
    let written = text(
        "criteria:\n- id: one\n  text: a\n  any:\n  - { id: range, fact: amount.score, more_than: 2.5, at_most: 7, when_absent: met, because: so }\n  \
         - id: each\n    every: items\n    as: one\n    if_empty: met\n    where: { fact: one.done }\n    satisfies: { some: items, as: \
         two, where: { all: [{ id: alike, fact: two.name, is: { fact: one.name } }, { not: { fact: two.done }, id: open }] } }\n",
    );
    insta::assert_snapshot!("words", written);
}

#[test]
fn wording_and_order_of_members_mean_nothing() {
    same(
        "any: [{ id: a, fact: flag.a }, { id: b, fact: flag.b }]",
        "any: [{ id: c, fact: flag.b, text: x }, { id: d, fact: flag.a, note: y }]",
    );
    same("fact: kind.color, in: [red, blue]", "fact: kind.color, in: [blue, red]");
    same("fact: flag.a", "fact: flag.a, is: true");
    other(
        "any: [{ id: a, fact: flag.a }, { id: b, fact: flag.b }]",
        "all: [{ id: a, fact: flag.a }, { id: b, fact: flag.b }]",
    );
    other("if: { fact: flag.a }, then: { fact: flag.b }", "if: { fact: flag.b }, then: { fact: flag.a }");
}

#[test]
fn a_reference_means_what_it_refers_to() {
    let by_name = "criteria:\n- { id: one, text: a, fact: flag.a }\n- { id: two, text: b, not: { criterion: one } }\n";
    let written = "criteria:\n- { id: one, text: a, fact: flag.a }\n- { id: two, text: b, not: { fact: flag.a } }\n";
    assert_eq!(digest(by_name, "two"), digest(written, "two"));
}

/// Elements are known by their list, not by how many conditions lie around.
#[test]
fn a_bound_element_has_no_number() {
    let inner = "some: items, as: one, where: { id: inner, fact: one.done }";
    let alone = format!("criteria: [{{ id: outer, text: a, {inner} }}]");
    let nested = format!("criteria: [{{ id: outer, text: a, some: many.codes, as: code, where: {{ {inner} }} }}]");
    assert_eq!(digest(&alone, "inner"), digest(&nested, "inner"));
    let of =
        |left: &str| format!("some: items, as: one, where: {{ some: items, as: two, where: {{ fact: {left}.done }} }}");
    other(&of("one"), &of("two"));
}

/// Each criterion refers twice to the one before: written out, the last would have 2^60 members.
#[test]
fn references_are_read_once() {
    let chain = |first: &str, group: &str, end: &str| {
        let mut entries = format!("criteria:\n- {{ id: c0, text: a, {first} }}\n");
        for number in 1..60 {
            let before = format!("criterion: c{}", number - 1);
            let members = format!("[{{ id: a{number}, {before} }}, {{ id: b{number}, not: {{ {before} }} }}]");
            entries += &format!("- {{ id: c{number}, text: a, {group}: {members} }}\n");
        }
        entries + end
    };
    check_quick(&chain("fact: flag.a", "any", ""));
    // Whether a member can be not applicable is asked of everything below it.
    let tally = "- { id: last, text: a, at_least: 1, not_applicable: counts, of: [{ id: e, criterion: c59 }, { id: f, fact: \
        flag.a }] }\n";
    check_quick(&chain("if: { fact: flag.a }, then: { fact: flag.b }", "all", tally));
}

fn check_quick(entries: &str) {
    let began = Instant::now();
    let compiled = compiled(entries);
    let policy = only(&compiled);
    let canonical = Canonical::new(policy, &compiled.symbols);
    let last = *policy.criteria.last().unwrap();
    assert!(canonical.text(last).len() < 1_000);
    medpol_analysis::lint(policy, &compiled.symbols);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

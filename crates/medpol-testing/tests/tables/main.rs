//! The tables of the operators, in `fixtures/operators`: every row comes out as its author says, and
//! no operator, comparator, modifier, derivation or form of value is without a row.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]
#![allow(
    unreachable_pub,
    dead_code,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::trivially_copy_pass_by_ref,
    reason = "modules of a test are shared by tests, and their speed is not the point"
)]

#[path = "../generic/mod.rs"]
mod generic;

mod coverage;
mod row;
mod table;

use generic::{Generic, folder, yaml_files};
use table::Table;

fn tables(generic: &mut Generic) -> Vec<Table> {
    let mut paths = yaml_files(&folder());
    paths.retain(|path| path.file_stem().is_none_or(|stem| stem != "vocabulary"));
    assert!(!paths.is_empty(), "there are no tables");
    paths.iter().map(|path| Table::read(generic, path)).collect()
}

#[test]
fn every_row_has_the_expected_result() {
    let mut generic = Generic::load();
    let tables = tables(&mut generic);
    let failures: Vec<String> = tables.iter().flat_map(|table| table.failures(&generic)).collect();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_exact_statement_of_the_guide_is_true() {
    let mut generic = Generic::load();
    let page = std::fs::read_to_string(folder().join("../../policies/vocabulary/README.md")).unwrap();
    let tables = Table::of_page(&mut generic, "policies/vocabulary/README.md", &page);
    assert!(tables.len() > 5, "the page has its tables");
    let failures: Vec<String> = tables.iter().flat_map(|table| table.failures(&generic)).collect();
    assert!(failures.is_empty(), "{} failures\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn everything_has_a_row() {
    let mut generic = Generic::load();
    let tables = tables(&mut generic);
    let gaps = coverage::gaps(&tables);
    assert!(gaps.is_empty(), "no table in `fixtures/operators` has {}", gaps.join(", "));
}

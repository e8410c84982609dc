//! The pages of the diagnostic codes as tests, the bad files, and what tests of fixtures share.
//!
//! A dev-dependency: nothing here is part of the program. It reads and writes files, all of them in
//! the repository or in folders of its own that are gone afterwards.
//!
//! # Pages
//!
//! The page of a code is at once its documentation, what `medpol explain` prints, and its test.
//!
//! - `# P0203 unknown-fact`, one line that sums it up, then `## What it finds`, `## Why it matters`,
//!   `## Example` and `## Instead`. Further `##` headings may follow. Every one with files is a test.
//! - A fenced block with a name after its language is a file: `library.yaml`, `vocabulary.yaml`,
//!   `value-set.yaml`, `policy.yaml`, `case.yaml`, or a path such as `policies/example/policy/2.yaml`.
//!   The files of one heading are put into the small library in this crate's `library/` and checked
//!   with it, as `medpol validate` would.
//! - A file without `format:` is a part: its top-level keys replace those of the library's own file.
//!   A page about criteria shows `criteria:` and no more.
//! - `# error: [P0203]` or `# warning: [P0503]` at the end of a line asserts a diagnostic that begins
//!   on that line; several may follow one another. Matching is two-way: what is asserted must be
//!   found, and what is found must be asserted.
//! - `error=P0001` after the file's name asserts the same of the file as a whole, where no comment
//!   can stand.
//! - In a block with `bytes` after its name `<E9>` stands for that byte; a comment
//!   `# padded to 1048577 bytes` makes the file so long.
//! - In a block of language `console` the line `$ medpol validate PATH…` says what is checked instead
//!   of everything. What is said of a path as a whole is asserted on that line. `$ medpol lock` writes the
//!   lock of the library first, then `$ rm PATH` takes a file away. `$ medpol lock --check` compares with
//!   the lock instead of checking.
//!
//! # Bad files
//!
//! `fixtures/invalid` holds one file for every code, checked in the same way: a document in the place
//! of the library's own of its kind, or the lines of a `console` block in a `.txt`.

pub mod fixtures;

mod assertion;
mod block;
mod example;
mod invalid;
mod page;
mod reading_level;
mod trial;
mod verdict;

#[cfg(test)]
mod tests;

pub use invalid::{explain, orphans, snapshot_settings};
pub use page::{Page, Section};
pub use reading_level::Readability;
pub use verdict::{check, told};

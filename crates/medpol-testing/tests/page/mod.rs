//! What must be so of the page of a determination: it fits, and a reason or a question is cut only where it is full.
#![allow(unreachable_pub, dead_code, reason = "each test uses what it needs")]

use medpol_model::answer::{Determination, View};
use medpol_report::Colour;
use medpol_report::determination::{markdown, text};

/// Lines of a page.
pub const PAGE: usize = 60;
/// Columns of a line.
const WIDTH: usize = 100;
/// The sign of a text that is cut.
const CUT: char = '…';

/// How many lines of a hundred columns a text takes.
pub fn height(text: &str) -> usize {
    text.lines().map(|line| line.chars().count().div_ceil(WIDTH).max(1)).sum()
}

/// The lines between the reasons' heading and what is behind the questions.
fn reasons_and_questions(page: &str) -> impl Iterator<Item = &str> {
    let is_heading = |line: &str, title: &str| line.trim_start_matches(['#', ' ']) == title;
    let start = move |line: &&str| !is_heading(line, "What decides") && !is_heading(line, "What to ask for");
    page.lines().skip_while(start).take_while(move |line| !is_heading(line, "Why this policy"))
}

/// Whether a page cuts a reason or a question though its lines are not all used. `spare` lines may be left.
pub fn is_cut_needlessly(page: &str, spare: usize) -> bool {
    reasons_and_questions(page).any(|line| line.contains(CUT)) && height(page) + spare < PAGE
}

/// What is wrong with the page of a determination.
pub fn faults(determination: &Determination) -> Vec<String> {
    let determination = Determination { view: View::Page, ..determination.clone() };
    let mut faults = Vec::new();
    for page in [text(&determination, Colour::Never), markdown(&determination)] {
        if height(&page) > PAGE {
            faults.push(format!("{} lines:\n{page}", height(&page)));
        }
        if is_cut_needlessly(&page, 0) {
            faults.push(format!("cut with {} lines left:\n{page}", PAGE - height(&page)));
        }
    }
    faults
}

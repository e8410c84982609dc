//! How much work grows with the size of a case: no worse than n log n, whatever the case says. And that what a long list
//! comes to is what looking at all pairs of its elements finds.
//!
//! Steps are counted, not seconds: the least limit of work under which a case is answered, reasons and questions included.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::fmt::Write as _;
use std::path::Path;

use medpol_answer::{Answer, WorkLimit};
use medpol_diagnostics::{SourceMap, has_errors};
use medpol_library::{Library, Named, WrittenCase};
use medpol_model::answer::{Standing, View};
use medpol_syntax::parse;

const LIBRARY: &str = "\
format: medpol/library/1
base: base
anchor: request.date_of_service
selectors:
  payer: request.payer
  line_of_business: request.line_of_business
  services: request.services
  state: request.state
rank: [payer-policy]
";

const VOCABULARY: &str = "\
format: medpol/vocabulary/1
id: base
facts:
  request:
    type: record
    fields:
      date_of_service: { type: date, label: Date of service }
      payer: { type: text, label: Payer }
      line_of_business: { type: text, label: Line of business }
      services: { type: list, label: Services, of: { type: text } }
      state: { type: text, label: State }
  items:
    type: list
    label: Items
    of:
      type: record
      fields:
        name: { type: text, label: Name }
        day: { type: date, label: Day }
        later: { type: date, label: Later day, not_before: day }
        size: { type: integer, label: Size }
        done: { type: boolean, label: Done }
  names: { type: list, label: Names, of: { type: text } }
  others: { type: list, label: Other names, of: { type: text } }
  name: { type: text, label: Name }
  other: { type: text, label: Other name }
  start: { type: date, label: Start }
  end: { type: date, label: End }
  between: { type: duration, label: Time between, derived: { elapsed_between: { from: start, to: end } } }
  gap: { type: duration, label: Time since, derived: { elapsed_since: start } }
";

/// A library of one policy with these criteria.
fn library(criteria: &str) -> Library {
    let folder = tempfile::tempdir().unwrap();
    write_library(folder.path(), VOCABULARY, criteria);
    let library = Library::load(folder.path(), &mut SourceMap::default());
    let problems: Vec<&str> = library.diagnostics().iter().map(|problem| &*problem.message).collect();
    assert!(!has_errors(library.diagnostics()), "{problems:?}\n{criteria}");
    library
}

/// Writes a library of one policy.
fn write_library(folder: &Path, vocabulary: &str, criteria: &str) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("library.yaml", LIBRARY);
    write("vocabulary/base.yaml", vocabulary);
    let mut policy = "format: medpol/policy/1\nid: acme/growth\nversion: \"1\"\ntitle: Growth\npublisher: Acme\nkind: \
                      payer-policy\nstatus: active\nbasis: published\neffective: { from: 2020-01-01 }\nvocabulary: \
                      base\napplies_to: { payers: [acme], services: [A1], states: all }\nsources:\n  - { id: paper, class: \
                      internal, title: Paper }\ncriteria:\n"
        .to_owned();
    for line in criteria.lines().filter(|line| !line.trim().is_empty()) {
        let (id, condition) = line.trim().split_once(": ").unwrap();
        let inner = condition.strip_prefix('{').unwrap();
        writeln!(policy, "  - {{ id: {id}, text: It holds, source: [{{ ref: paper }}],{inner}").unwrap();
    }
    write("acme/growth/1.yaml", &policy);
}

/// A case with these facts.
fn case(facts: &str) -> WrittenCase {
    let text = format!(
        "format: medpol/case/1\nfacts:\n  request: {{ date_of_service: 2025-06-30, payer: acme, services: [A1] }}\n{facts}"
    );
    let (case, problems) = WrittenCase::single("case", parse(&mut SourceMap::default(), "case", text.as_bytes()));
    case.unwrap_or_else(|| panic!("{problems:?}\n{text}"))
}

/// The answer to a case, within so much work.
fn answer(library: &Library, case: &WrittenCase, view: View, limit: WorkLimit) -> Option<Answer> {
    let named = Named::by_parameter("acme/growth", "named", &mut SourceMap::default());
    let (answer, problems) = Answer::find(library, case, Some(&named), view, limit);
    let unexpected = problems.iter().find(|problem| problem.code.number != "R0066");
    assert!(unexpected.is_none(), "{unexpected:?}");
    answer
}

/// The least limit under which a case is answered, about.
fn steps(library: &Library, case: &WrittenCase, view: View) -> u64 {
    let is_answered = |limit: u64| answer(library, case, view, WorkLimit(limit)).is_some();
    let (mut refused, mut answered) = (0, 1 << 10);
    while !is_answered(answered) {
        (refused, answered) = (answered, answered * 4);
        assert!(answered < 1 << 26, "no end of it");
    }
    while answered - refused > 1 + refused / 8 {
        let middle = refused.midpoint(answered);
        if is_answered(middle) { answered = middle } else { refused = middle }
    }
    answered
}

/// Elements of a list: each as the text that a number gives.
fn items(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

fn day(number: usize) -> String {
    format!("{}-{:02}-{:02}", 2000 + number / 336, number / 28 % 12 + 1, number % 28 + 1)
}

/// How many entries the smaller of two cases has; the other has four times as many.
const SIZE: usize = 40;

/// What stands in a list or among values, by its number.
type Value = fn(usize) -> String;

/// Criteria that compare the elements of a list with one another.
const OF_ITEMS: &str = "
distinct: { count: items, distinct_by: [name], at_least: 2 }
distinct-by-two: { count: items, distinct_by: [name, day], at_least: 2 }
distinct-of-some: { count: items, as: one, where: { fact: one.done }, distinct_by: [day], at_least: 2 }
few: { each_group: items, by: [name], as: g, satisfies: { count: g.items, at_most: 3 } }
small: { each_group: items, by: [name, day], as: g, satisfies: { sum: g.items, field: size, at_most: 9 } }
all-done: { each_group: items, by: [name], as: g, satisfies: { every: g.items, as: one, satisfies: { fact: one.done }, if_empty: met } }
last-done: { each_group: items, by: [day], as: g, satisfies: { latest: g.items, by: later, as: last, satisfies: { fact: last.done }, if_empty: met } }
none-large: { each_group: items, by: [name], as: g, satisfies: { without: g.items, as: one, where: { fact: one.size, more_than: 5 } } }
some-group: { some_group: items, by: [name], as: g, satisfies: { count: g.items, at_least: 3 } }
named: { some: items, as: one, where: { fact: one.name, is: x } }
latest: { latest: items, by: day, as: last, satisfies: { fact: last.done }, if_empty: met }
";

/// Criteria about lists of single values, and about facts that are one of many.
const OF_VALUES: &str = "
any: { fact: names, includes_any: { fact: others } }
all: { fact: names, includes_all: { fact: others } }
none: { fact: names, includes_none: { fact: others } }
only: { fact: names, includes_only: { fact: others } }
one: { fact: names, includes: { fact: name } }
in: { fact: name, in: { fact: others } }
not-in: { fact: name, not_in: { fact: others } }
same: { fact: name, is: { fact: other } }
differs: { fact: name, is_not: { fact: other } }
same-day: { fact: start, is: { fact: end } }
before: { fact: start, on_or_before: { fact: end } }
both: { fact: start, is_not: { fact: end }, on_or_before: { fact: end } }
long: { fact: between, at_least: 3 months, at_most: 9 months }
since: { fact: gap, at_least: 3 months, at_most: 9 months }
";

/// Four times as many entries take no more than so many times the steps: 4 times, and what sorting adds. Those of the
/// smaller case are known within an eighth.
const TIMES: u64 = 6;

#[track_caller]
fn grows_no_worse_than_n_log_n(library: &Library, what: &str, facts: impl Fn(usize) -> String) {
    grows(library, View::All, what, facts);
}

#[track_caller]
fn grows(library: &Library, view: View, what: &str, facts: impl Fn(usize) -> String) {
    let [small, large] = [SIZE, 4 * SIZE].map(|size| case(&facts(size)));
    let few = steps(library, &small, view);
    let is_answered = answer(library, &large, view, WorkLimit(TIMES * few)).is_some();
    // Only looked for where it fails: it takes many answers.
    let many = || steps(library, &large, view);
    assert!(is_answered, "{what}, {view:?}: {few} steps for {SIZE}, {} for {}", many(), 4 * SIZE);
}

/// Elements whose keys and dates are known, not known, and known in part.
const ITEMS: [(&str, Value); 13] = [
    ("all different", |n| format!("{{ name: n{n}, day: {}, later: {}, size: 1, done: true }}", day(n), day(n + 1))),
    ("all alike", |_| "{ name: n, day: 2024-01-01, later: 2024-01-02, size: 1, done: true }".to_owned()),
    ("in pairs", |n| format!("{{ name: n{}, day: {}, size: 7, done: false }}", n / 2, day(n / 2))),
    ("none done", |n| format!("{{ name: n{n}, day: {}, later: {}, size: 9, done: false }}", day(n), day(n + 1))),
    ("nothing known", |_| "{}".to_owned()),
    ("asked, and not known", |_| "{ name: null, day: null, later: null, size: null, done: null }".to_owned()),
    ("keys unknown", |n| format!("{{ size: {n}, done: true }}")),
    ("days in part", |n| format!("{{ name: n{n}, day: {}, size: 1 }}", 2000 + n % 20)),
    ("one of two", |n| format!("{{ name: {{ one_of: [n{n}, m{n}] }}, day: 2024-01-01, done: false }}")),
    ("records that disagree", |n| format!("{{ name: {{ conflicting: [a{n}, b{n}] }}, day: {}, size: 3 }}", day(n))),
    ("out of order", |n| format!("{{ name: n{n}, day: {}, later: {}, done: true }}", day(n + 1), day(n))),
    ("half unknown", |n| known_from(n, n % 2)),
    ("five unknown", |n| known_from(n, n / 5)),
];

/// An element of which everything is known, unless the rank is 0.
fn known_from(number: usize, rank: usize) -> String {
    if rank == 0 { "{}".to_owned() } else { format!("{{ name: n{number}, day: {}, size: 7 }}", day(number)) }
}

#[test]
fn elements_that_are_compared_with_one_another_take_steps_by_n_log_n() {
    let all = library(OF_ITEMS);
    for (what, item) in ITEMS {
        for view in [View::All, View::Context] {
            grows(&all, view, what, |size| format!("  items: [{}]\n", items(size, item)));
        }
        grows(&all, View::All, &format!("{what}, and perhaps others"), |size| {
            format!("  items: {{ items: [{}], complete: false }}\n", items(size, item))
        });
    }
}

#[test]
fn values_that_are_looked_for_among_others_take_steps_by_n_log_n() {
    let all = library(OF_VALUES);
    let list = |size: usize, value: fn(usize) -> String| format!("[{}]", items(size, value));
    let one_of = |size: usize, value: fn(usize) -> String| format!("{{ one_of: {} }}", list(size, value));
    let names: [(&str, [Value; 2]); 4] = [
        ("the same", [|n| format!("a{n}"), |n| format!("a{n}")]),
        ("others", [|n| format!("a{n}"), |n| format!("b{n}")]),
        ("unknown", [|_| "null".to_owned(), |n| format!("a{n}")]),
        ("one of two", [|n| format!("{{ one_of: [a{n}, b{n}] }}"), |n| format!("{{ one_of: [b{n}, c{n}] }}")]),
    ];
    for (what, [left, right]) in names {
        for is_turned in [false, true] {
            let (left, right) = if is_turned { (right, left) } else { (left, right) };
            grows_no_worse_than_n_log_n(&all, what, |size| {
                format!("  names: {}\n  others: {}\n  name: a1\n", list(size, left), list(size, right))
            });
        }
    }
    let facts: [(&str, [Value; 2]); 2] = [
        ("the same", [|n| format!("a{n}"), |n| format!("a{n}")]),
        ("others", [|n| format!("a{n}"), |n| format!("b{n}")]),
    ];
    for (what, [left, right]) in facts {
        grows_no_worse_than_n_log_n(&all, what, |size| {
            let (names, others) = (list(size, left), list(size, right));
            let (name, other) = (one_of(size, left), one_of(size, right));
            format!("  names: {names}\n  others: {others}\n  name: {name}\n  other: {other}\n")
        });
        grows_no_worse_than_n_log_n(&all, what, |size| {
            // Lists of one, which is one of many.
            let (name, other) = (one_of(size, left), one_of(size, right));
            format!("  names: [{name}]\n  others: [{other}]\n  name: {name}\n  other: {other}\n")
        });
    }
    let days: [(&str, [Value; 2]); 3] = [
        ("the same days", [day, day]),
        ("other days", [|n| day(2 * n), |n| day(2 * n + 1)]),
        ("months", [|n| day(28 * n)[..7].to_owned(), |n| day(28 * n + 14)[..7].to_owned()]),
    ];
    for (what, [left, right]) in days {
        grows_no_worse_than_n_log_n(&all, what, |size| {
            format!("  start: {}\n  end: {}\n", one_of(size, left), one_of(size, right))
        });
        grows_no_worse_than_n_log_n(&all, what, |size| {
            let stated = items(size, |n| format!("{n} days"));
            format!(
                "  start: {}\n  end: {}\n  between: {{ one_of: [{stated}] }}\n",
                one_of(size, left),
                one_of(size, right)
            )
        });
    }
}

/// A source of numbers that is the same on every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// The names that an element may have, of so many: mostly one.
    fn possible(&mut self, names: usize) -> Vec<usize> {
        match self.below(12) {
            0 => (0..=names).collect(),
            1 => {
                let first = self.below(names);
                vec![first, (first + 1) % names]
            }
            _ => vec![self.below(names)],
        }
    }
}

/// Names that are known as far as this: of the last nothing is known.
fn written(possible: &[usize], names: usize) -> String {
    match possible {
        [only] => format!("n{only}"),
        several if several.len() > names => "null".to_owned(),
        several => format!("{{ one_of: [{}] }}", items(several.len(), |at| format!("n{}", several[at]))),
    }
}

/// Whether two names are the same: for sure, and perhaps.
fn same(left: &[usize], right: &[usize]) -> (bool, bool) {
    let sure = left.len() == 1 && left == right;
    (sure, left.iter().any(|name| right.contains(name)))
}

fn standing(can_be_met: bool, can_be_not_met: bool) -> Standing {
    match (can_be_met, can_be_not_met) {
        (true, false) => Standing::Met,
        (false, true) => Standing::NotMet,
        _ => Standing::Unknown,
    }
}

/// Whether a list has something: for sure, or perhaps.
fn among(wanted: &[usize], list: &[Vec<usize>]) -> (bool, bool) {
    let each = list.iter().map(|one| same(one, wanted));
    each.fold((false, false), |(sure, may), (one, other)| (sure || one, may || other))
}

#[test]
fn a_long_list_comes_to_what_all_pairs_of_its_elements_come_to() {
    let library = library(
        "distinct-few: { count: items, distinct_by: [name], at_most: 12 }
few: { each_group: items, by: [name], as: g, satisfies: { count: g.items, at_most: 4 } }
many: { some_group: items, by: [name], as: g, satisfies: { count: g.items, at_least: 7 } }
any: { fact: names, includes_any: { fact: others } }
all: { fact: names, includes_all: { fact: others } }
none: { fact: names, includes_none: { fact: others } }",
    );
    let mut draw = Draw(5);
    let mut seen = std::collections::BTreeMap::<(String, String), usize>::new();
    for _ in 0..250 {
        let (count, names) = (33 + draw.below(30), 2 + draw.below(30));
        let mut list = |count: usize, names: usize| (0..count).map(|_| draw.possible(names)).collect::<Vec<_>>();
        let (elements, left, right) = (list(count, names), list(count, 60), list(9, 60));
        let of_list = |list: &[Vec<usize>], names: usize| items(list.len(), |at| written(&list[at], names));
        let facts = format!(
            "  items: [{}]\n  names: [{}]\n  others: [{}]\n",
            items(count, |at| format!("{{ name: {} }}", written(&elements[at], names))),
            of_list(&left, 60),
            of_list(&right, 60)
        );
        let Some(Answer::Determination(found)) = answer(&library, &case(&facts), View::All, WorkLimit::DEFAULT) else {
            panic!("{facts}")
        };
        let group = |at: usize| {
            let others = (0..count).filter(|other| *other != at).map(|other| same(&elements[at], &elements[other]));
            others.fold((1, 1), |(sure, may), (one, other)| (sure + usize::from(one), may + usize::from(other)))
        };
        let groups: Vec<(usize, usize)> = (0..count).map(group).collect();
        // Known names count once, and those that differ from all others; at most each that is not known is another.
        let known: std::collections::BTreeSet<&Vec<usize>> = elements.iter().filter(|name| name.len() == 1).collect();
        let is_new = |at: &usize| (0..count).all(|other| other == *at || !same(&elements[*at], &elements[other]).1);
        let open = || (0..count).filter(|at| elements[*at].len() > 1);
        let (least, most) = (known.len() + open().filter(is_new).count(), known.len() + open().count());
        let each: Vec<(bool, bool)> = left.iter().map(|name| among(name, &right)).collect();
        let (sure, may) = each.iter().fold((false, false), |(sure, may), one| (sure || one.0, may || one.1));
        let all: Vec<(bool, bool)> = right.iter().map(|name| among(name, &left)).collect();
        let expected = [
            ("distinct-few", standing(least <= 12, most > 12)),
            ("few", standing(groups.iter().all(|(sure, _)| *sure <= 4), groups.iter().any(|(_, may)| *may > 4))),
            ("many", standing(groups.iter().any(|(_, may)| *may >= 7), groups.iter().all(|(sure, _)| *sure < 7))),
            ("any", standing(may, !sure)),
            ("all", standing(all.iter().all(|(_, may)| *may), all.iter().any(|(sure, _)| !sure))),
            ("none", standing(!sure, may)),
        ];
        for (criterion, (id, expected)) in found.criteria.iter().zip(expected) {
            assert_eq!((criterion.id.as_deref(), criterion.status), (Some(id), expected), "{}\n{facts}", criterion.why);
            *seen.entry((id.to_owned(), format!("{expected:?}"))).or_default() += 1;
        }
    }
    assert!(seen.len() >= 14, "hardly anything was seen: {seen:?}");
}

/// A list in an element may be grouped by pairs: there, validate asks how many entries it can have.
#[test]
fn groups_of_a_list_in_an_element_need_a_bound() {
    for operator in ["each_group", "some_group"] {
        let folder = tempfile::tempdir().unwrap();
        let check = |bound: &str| {
            let visits = format!(
                "  visits:\n    type: list\n    label: Visits\n    of:\n      type: record\n      fields:\n        parts: {{ \
                 type: list, label: Parts, {bound}of: {{ type: record, fields: {{ name: {{ type: text, label: Name }} }} }} }}\n"
            );
            let criterion = format!(
                "grouped: {{ every: visits, as: one, if_empty: met, satisfies: {{ {operator}: one.parts, by: [name], as: g, \
                 satisfies: {{ count: g.items, at_most: 3 }} }} }}"
            );
            write_library(folder.path(), &format!("{VOCABULARY}{visits}"), &criterion);
            let library = Library::load(folder.path(), &mut SourceMap::default());
            let problems: Vec<&str> = library.diagnostics().iter().map(|problem| &*problem.message).collect();
            let policy = library.policies().first().unwrap_or_else(|| panic!("{problems:?}"));
            let warned = medpol_analysis::lint(policy, library.symbols());
            warned.iter().map(|problem| problem.code.number).collect::<Vec<_>>()
        };
        assert!(check("").contains(&"P0440"), "{operator}: {:?}", check(""));
        assert!(!check("max_items: 9, ").contains(&"P0440"), "{operator}: {:?}", check("max_items: 9, "));
    }
}

#[test]
fn the_health_of_a_large_policy_ends_after_counted_work() {
    let flat = |count: usize| {
        library(&items_on_lines(count, |at| format!("gap-{at}: {{ fact: gap, at_least: {} days }}", at + 1)))
    };
    let notes = |count: usize| {
        let library = flat(count);
        let policy = library.policies().first().unwrap();
        medpol_analysis::health(policy, library.symbols(), None, &[]).notes
    };
    assert!(notes(20).is_empty(), "{:?}", notes(20));
    // Each criterion is looked at in a copy of the policy, so without a count the work would grow by the square.
    assert!(!notes(2_000).is_empty());
}

fn items_on_lines(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join("\n")
}

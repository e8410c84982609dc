//! Values at the ends of what can be written, in every fact, against thresholds at the same ends.

use crate::choices::Choices;

/// Criteria over every type, derivation and list, at the ends.
pub const CRITERIA: &str = "
criteria:
  - id: c1
    any:
      - { id: long, fact: time.since_start, at_least: 500 years }
      - { id: long-days, fact: time.since_start, more_than: 183000 days }
      - { id: no-time, fact: time.since_start, less_than: 0 days }
      - { id: months, fact: time.since_start, at_most: 1 month }
      - { id: between, fact: time.between, at_least: 6000 months, less_than: 183000 days }
      - { id: length, fact: time.length, at_most: 182999 days }
      - { id: since-last, fact: time.since_last, more_than: 1 day }
      - { id: last-day, fact: moment.start, on_or_after: 9999-12-31 }
      - { id: first-day, fact: moment.end, before: 0001-01-02, not_in: [0001-01-01] }
      - { id: days, fact: moment.start, after: { fact: moment.end } }
      - { id: far, fact: moment.start, after: { fact: moment.end, plus: 182500 days } }
      - { id: far-back, fact: moment.start, is: { fact: moment.end, minus: 182500 days } }
      - { id: past, fact: moment.past, is: 0001-01-01 }
      - { id: latest, fact: derived.last_day, on_or_before: 0001-01-01 }
      - { id: earliest, fact: derived.first_day, in: [9999-12-31, 0001-01-01] }
  - id: c2
    any:
      - { id: large, fact: amount.score, at_least: 4000000000, is_not: -4000000000 }
      - { id: tiny, fact: amount.score, is: 0.000000001 }
      - { id: scores, fact: amount.score, less_than: { fact: amount.other_score } }
      - { id: shifted, fact: amount.score, is_not: { fact: amount.other_score, plus: 4000000000 } }
      - { id: shifted-back, fact: amount.score, at_most: { fact: amount.other_score, minus: 0.000000001 } }
      - { id: change, fact: amount.change, more_than: 4000000000 % }
      - { id: level, fact: amount.level, in: [-4000000000, 4000000000], at_most: 4000000000 }
      - { id: levels, fact: amount.level, more_than: { fact: amount.other_level } }
      - { id: inches, fact: amount.length, more_than: 150000000 in }
      - { id: index, fact: amount.index, at_least: 4000000000 }
      - { id: thin, fact: amount.index, less_than: 0.000000001 }
      - { id: total, sum: items, field: change, more_than: 4000000000 }
      - { id: sizes, fact: derived.total_size, at_least: 4000000000 }
      - { id: done-size, fact: derived.done_size, at_most: 1 }
      - { id: parts, some: items, as: one, where: { fact: one.part_sizes, more_than: { fact: one.size } } }
  - id: c3
    any:
      - { id: counted, count: items, as: one, where: { fact: one.since, at_least: 500 years }, distinct_by: [day, change, code], at_least: 2 }
      - { id: every, every: items, as: one, where: { fact: one.day, after: 9999-12-30 }, satisfies: { fact: one.since, less_than: 1 day }, if_empty: not_met }
      - { id: last, latest: items, by: day, as: one, satisfies: { fact: one.since, at_least: 1 day }, if_empty: not_met }
      - { id: first, earliest: items, by: day, as: one, where: { fact: one.done }, satisfies: { fact: one.change, more_than: 0 }, if_empty: met }
      - { id: groups, each_group: items, by: [day, change, code], as: g, satisfies: { sum: g.items, field: size, at_most: 4000000000 } }
      - { id: some-group, some_group: items, by: [day, change, code], as: g, satisfies: { sum: g.items, field: size, more_than: 4000000000 } }
      - { id: days-of, fact: many.days, includes_only: [0001-01-01, 9999-12-31] }
      - { id: scores-of, fact: many.scores, includes_all: [4000000000, -4000000000] }
      - { id: levels-of, fact: many.levels, includes_any: { fact: amount.level } }
      - { id: number, fact: derived.done_items, in: [0, 12], at_most: 12 }
      - { id: code, fact: kind.code, in_value_set: letters }
      - { id: word, fact: kind.word, is: { fact: kind.other_word } }
";

const DATES: [&str; 11] = [
    "null",
    "9999-12-31",
    "0001-01-01",
    "2024-02-29",
    "9999",
    "0001-02",
    "{ on_or_after: 9999-12-31 }",
    "{ on_or_before: 0001-01-01 }",
    "{ after: 0001-01-01, before: 9999-12-31 }",
    "{ one_of: [0001, 9999-12] }",
    "{ conflicting: [2024-02-29, 2023-02] }",
];

const NUMBERS: [&str; 9] = [
    "4000000000",
    "-4000000000",
    "0",
    "0.000000001",
    "3999999999.999999999",
    "{ more_than: 3999999999.999999999 }",
    "{ less_than: -3999999999.999999999 }",
    "{ one_of: [4000000000, -4000000000] }",
    "{ more_than: 0, less_than: 0.000000001 }",
];

const SIZES: [&str; 6] = ["4000000000", "150000000 in", "0", "0.000000001", "{ more_than: 0 }", "{ at_most: 0.1 m }"];

const WEIGHTS: [&str; 5] = ["4000000000", "0.000001 lb", "0", "0.000000001", "{ more_than: 4000000000 g }"];

const WHOLES: [&str; 6] = [
    "4000000000",
    "-4000000000",
    "0",
    "{ more_than: 3999999999 }",
    "{ at_least: -4000000000, at_most: 4000000000 }",
    "{ one_of: [0, 4000000000] }",
];

const TIMES: [&str; 8] = [
    "500 years",
    "183000 days",
    "0 days",
    "0 months",
    "26142 weeks",
    "{ more_than: 500 years }",
    "{ less_than: 183000 days }",
    "{ one_of: [0 days, 183000 days] }",
];

const WORDS: [&str; 4] = ["C", "'\u{1F600}'", "{ one_of: [A1, B1] }", "C00000000000000000000000000000000000000000"];

/// The facts of a case as YAML.
pub fn case(choices: &mut Choices<'_>) -> String {
    let mut wild = Wild { choices };
    let moment = wild.record(&[("start", &DATES), ("end", &DATES)]);
    let time = wild.record(&[("since_start", &TIMES), ("between", &TIMES), ("length", &TIMES)]);
    let amount = wild.record(&[
        ("score", &NUMBERS),
        ("other_score", &NUMBERS),
        ("before", &NUMBERS),
        ("after", &NUMBERS),
        ("level", &WHOLES),
        ("other_level", &WHOLES),
        ("length", &SIZES),
        ("weight", &WEIGHTS),
        ("height", &SIZES),
    ]);
    let kind = wild.record(&[("code", &WORDS), ("word", &WORDS), ("other_word", &WORDS)]);
    let many = [("days", &DATES[..]), ("scores", &NUMBERS), ("levels", &WHOLES)];
    let many: Vec<String> = many.iter().map(|(name, texts)| format!("{name}: {}", wild.list(texts))).collect();
    let items: Vec<String> = (0..wild.choices.below(5)).map(|_| wild.item()).collect();
    let complete = wild.choices.one_of(&["true", "false"]);
    let now = wild.choices.one_of(&DATES);
    format!(
        "facts: {{ now: {now}, moment: {moment}, time: {time}, amount: {amount}, kind: {kind}, many: {{ {} }}, items: {{ items: [{}], complete: {complete} }} }}\n",
        many.join(", "),
        items.join(", ")
    )
}

/// Parts of a document that say what is denied, and by what.
const DENIED: [&str; 7] = [
    "{ facts: [flag] }",
    "{ facts: [flag], except: [flag.a] }",
    "{ facts: [flag, many], except: [flag.b, flag.c, many.codes] }",
    "{ facts: [flag.a, flag.b], evidence: { document: Note, date: 2025-06, locator: p. 3, origin: manual } }",
    "{ facts: [many], evidence: { document: 'null' } }",
    "{ facts: [many, flag], except: [many.days, flag.gate], evidence: { document: Note } }",
    "{ facts: [items, many], except: [many.codes] }",
];

/// A whole document: some facts, two elements that say little, denials, evidence, and texts.
pub fn documented(choices: &mut Choices<'_>, word: &str) -> String {
    let quoted = serde_json::to_string(word).expect("a text");
    let items = choices.one_of(&[
        "[{ size: 1 in }, { name: WORD, code: B7 }]",
        "{ items: [{ parts: [{ size: null, marks: [{}, { level: { more_than: 3 } }] }] }, {}], complete: false }",
        "[{ done: null, colors: [red, null, { one_of: [red, blue] }] }, { checked: true, code: Z9 }]",
    ]);
    let flag = choices.one_of(&[
        "{}",
        "{ a: true }",
        "{ a: null, c: false, gate: true }",
        "{ d: { conflicting: [false, true] } }",
    ]);
    let amount = choices.one_of(&[
        "{ length: 1 in, other_length: 0.5 cm }",
        "{ length: { more_than: 1 in, at_most: 12 cm }, weight: 1 lb }",
        "{ height: 1 in, weight: { one_of: [1 lb, 1 kg, 3 g] }, level: { more_than: 3, less_than: 7 } }",
        "{ height: { conflicting: [5 in, 7 cm] }, score: { at_least: -0.000000001 } }",
    ]);
    let time = choices.one_of(&[
        "{ since_start: 18 months, length: 3 weeks }",
        "{ since_start: 2 years 1 month, length: { conflicting: [4 weeks, 30 days] } }",
        "{ since_start: 14 days, length: 24 months }",
        "{ since_start: 0 weeks, between: { one_of: [1 year, 12 months, 13 months] } }",
        "{ since_start: { at_least: 6 weeks, less_than: 90 days }, between: 1 day, length: 1 month }",
    ]);
    let denied: Vec<&str> = (0..choices.below(4)).map(|_| choices.one_of(&DENIED)).collect();
    let evidence = choices.one_of(&[
        "{}",
        "{ kind.word: [{ document: WORD, locator: WORD }, { document: Note }] }",
        "{ now: [{ document: Note, origin: auto-client }], kind.code: [{ document: Report }] }",
        "{ items: [{ document: Report, date: 2024 }], kind.word: [] }",
    ]);
    let expect =
        choices.one_of(&["", "expect: { result: met, missing: [], criteria: { c1: not_met, c2: unknown } }\n"]);
    format!(
        "title: WORD\nfacts:\n  now: 2025-06-15\n  request: {{ payer: WORD, state: {{ one_of: [WORD, \
         OH] }} }}\n  kind: {{ word: WORD, code: {{ one_of: [A1, Z9] }} }}\n  flag: {flag}\n  amount: {amount}\n  time: \
         {time}\n  items: {items}\ndenied: [{}]\nevidence: {evidence}\n{expect}",
        denied.join(", ")
    )
    .replace("WORD", &quoted)
}

struct Wild<'w, 'b> {
    choices: &'w mut Choices<'b>,
}

impl Wild<'_, '_> {
    fn record(&mut self, fields: &[(&str, &[&str])]) -> String {
        format!("{{ {} }}", self.fields(fields).join(", "))
    }

    fn fields(&mut self, fields: &[(&str, &[&str])]) -> Vec<String> {
        let mut shown = Vec::new();
        for (name, texts) in fields {
            match self.choices.below(5) {
                0 => {}
                1 => shown.push(format!("{name}: null")),
                _ => shown.push(format!("{name}: {}", self.choices.one_of(texts))),
            }
        }
        shown
    }

    fn list(&mut self, texts: &[&str]) -> String {
        let elements: Vec<&str> = (0..self.choices.below(4)).map(|_| self.choices.one_of(texts)).collect();
        format!("[{}]", elements.join(", "))
    }

    fn item(&mut self) -> String {
        let fields: [(&str, &[&str]); 6] = [
            ("done", &["true", "false"]),
            ("code", &WORDS),
            ("size", &SIZES),
            ("change", &NUMBERS),
            ("day", &DATES),
            ("since", &TIMES),
        ];
        let mut shown = self.fields(&fields);
        let parts: Vec<String> = (0..self.choices.below(3)).map(|_| self.record(&[("size", &SIZES)])).collect();
        shown.push(format!("parts: [{}]", parts.join(", ")));
        format!("{{ {} }}", shown.join(", "))
    }
}

//! What is asked for under the shipped policies: in one round, in few items, with everything that an answer can make
//! necessary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use medpol_diagnostics::SourceMap;
use medpol_explainer::{WorkLimit, determine};
use medpol_library::{Library, Ready, WrittenCase, find_cases, read_case, ready};
use medpol_model::answer::{AskedFact, Determination, Missing, Outcome, QuestionKind, View};
use medpol_model::case::{Case, Mark};
use medpol_model::policy::{Policy, PolicyKind};
use medpol_model::value::{Interval, Symbols};
use medpol_model::vocabulary::{Fact, FactKind, Vocabulary};
use medpol_testing::fixtures;

fn library() -> (Library, SourceMap) {
    let mut sources = SourceMap::default();
    let library = Library::load(&fixtures::repository().join("policies"), &mut sources);
    assert!(library.diagnostics().is_empty(), "{:?}", library.diagnostics());
    (library, sources)
}

fn explained(ready: &Ready, symbols: &Symbols) -> Determination {
    determine(&ready.policy, symbols, &ready.case, None, View::Page, WorkLimit::DEFAULT).unwrap()
}

/// The case that a file holds.
fn read(library: &Library, sources: &mut SourceMap, text: &str) -> Ready {
    let (ready, diagnostics) = read_case(library, "case", text.as_bytes(), None, sources);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    ready.unwrap()
}

#[test]
fn the_summary_of_an_appeal_needs_few_items() {
    let (library, mut sources) = library();
    let path = fixtures::folder().join("cohere-health/bvn-ablation/summary-of-an-appeal.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let ready = read(&library, &mut sources, &text);
    let missing = explained(&ready, library.symbols()).missing;
    assert!(missing.items().count() <= 15, "{} items", missing.items().count());
    assert!(missing.facts().len() >= 40, "{} facts", missing.facts().len());
    let first = &missing.groups[0].items[0];
    assert_eq!(first.facts[0].fact, "request.bodies");
    let index = find(&missing, "patient.bmi");
    let instead: Vec<&str> = index.instead.iter().map(|fact| fact.fact.as_str()).collect();
    assert_eq!(instead, ["patient.weight", "patient.height"]);
    assert_eq!(index.criteria[0].text.as_deref(), Some("Body mass index greater than 40 kg/m2"));
    let choice = missing.items().find(|item| item.kind == QuestionKind::AtLeast).unwrap().choice.as_ref().unwrap();
    assert_eq!((choice.needed, choice.counted.len(), choice.options.len()), (2, 1, 5));
    let implant = find(&missing, "safety.implant");
    assert_eq!(&*implant.follow_ups[0].when, "if yes");
    assert_eq!(implant.follow_ups[0].facts[0].fact, "safety.implant_precautions");
    let surgeries = find(&missing, "history.spine_surgeries");
    let fields: Vec<&str> = surgeries.fields.iter().map(|field| field.fact.as_str()).collect();
    let expected = ["bodies", "procedure", "elapsed", "radicular_pain_resolved"];
    assert_eq!(fields, expected.map(|field| format!("history.spine_surgeries[].{field}")));
    assert!(missing.next.unwrap().can_end);
    let alone: Vec<&str> = missing
        .groups
        .iter()
        .flat_map(|group| &group.items)
        .filter(|item| item.can_end)
        .map(|item| &*item.facts[0].fact)
        .collect();
    assert!(alone.contains(&"patient.bmi"), "{alone:?}");
}

fn find<'a>(missing: &'a Missing, fact: &str) -> &'a AskedFact {
    let mut all = missing.items().flat_map(|item| &item.facts);
    all.find(|asked| asked.fact == fact).unwrap_or_else(|| panic!("{fact} is not asked for"))
}

/// A date of which the year is enough is not asked for to the day.
#[test]
fn the_coarsest_part_of_a_date_that_decides_is_named() {
    let (library, mut sources) = library();
    let text = "format: medpol/case/1\nfacts: { request: { date_of_service: 2025-09-15 } }\n\
                expect: { policy: cohere-health/bvn-ablation@3 }\n";
    let ready = read(&library, &mut sources, text);
    let missing = explained(&ready, library.symbols()).missing;
    let onset = &find(&missing, "pain.duration").instead[0];
    assert_eq!(
        onset.precision.as_deref(),
        Some("the year is enough, unless it is 2025; then give the month, and if it is 2025-03, the day")
    );
}

/// Without the joints that are requested, what is asked of earlier procedures is asked all the same.
#[test]
fn the_fields_of_a_missing_list_are_asked_with_the_list() {
    let (library, mut sources) = library();
    let text = "format: medpol/case/1\nfacts: { request: { date_of_service: 2025-09-15 } }\n\
                expect: { policy: cms/lcd/l38801@2021-04-25 }\n";
    let ready = read(&library, &mut sources, text);
    let missing = explained(&ready, library.symbols()).missing;
    assert!(!find(&missing, "request.facet_levels").fields.is_empty());
    for list in ["history.medial_branch_blocks", "history.facet_ablations"] {
        assert!(missing.facts().iter().any(|asked| asked.fact == list && !asked.fields.is_empty()), "{list}");
    }
}

/// Numbers in a fixed order that looks like none.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Facts are taken away from cases that are decided. Who then answers what is asked or announced, and nothing else,
/// gets the result of the whole case, and no further question.
#[test]
fn one_round_of_questions_is_enough() {
    let (library, mut sources) = library();
    let cases = find_cases(&fixtures::folder(), &mut sources).cases;
    let (mut numbers, mut looked_at, mut failures) = (Numbers(11), 0, Vec::new());
    for case in &cases {
        let Some(full) = whole(&library, case) else { continue };
        let result = explained(&full, library.symbols()).result;
        if result == Outcome::Unknown || !full.case.facts.out_of_order().is_empty() {
            continue;
        }
        for of_ten in [10, 5, 2] {
            let mut is_taken = |fact: &Fact| numbers.below(10) < of_ten && !is_odd(&full, result, fact, &library);
            let cut = taken_away(&full, &mut is_taken);
            let asking = Ready { case: cut, ..again(&full) };
            let asked = explained(&asking, library.symbols());
            if asked.result != Outcome::Unknown {
                continue;
            }
            looked_at += 1;
            let mut answered = asking.case.clone();
            for fact in asked.missing.items().flat_map(|item| &item.facts) {
                answer(&full, &mut answered, fact);
            }
            let after = explained(&Ready { case: answered, ..again(&full) }, library.symbols());
            if after.result == Outcome::Unknown || (!assumes(&full.policy) && after.result != result) {
                let asked: Vec<&str> = after.missing.facts().iter().map(|fact| fact.fact.as_str()).collect();
                failures.push(format!(
                    "{} ({}): {:?}, then {:?} for {asked:?}",
                    case.name, full.policy.id.0, result, after.result
                ));
            }
        }
    }
    assert!(looked_at > 500, "{looked_at} cases");
    assert!(failures.is_empty(), "{} of {looked_at}:\n{}", failures.len(), failures.join("\n"));
}

/// The case with the policy that it names, if that is a medical one.
fn whole(library: &Library, case: &WrittenCase) -> Option<Ready> {
    let ready = ready(library, case, None).0?;
    (ready.policy.kind != PolicyKind::CodingEdits).then_some(ready)
}

fn again(ready: &Ready) -> Ready {
    Ready { policy: ready.policy.clone(), case: Case::default(), selection: ready.selection.clone(), governing: None }
}

fn assumes(policy: &Policy) -> bool {
    policy.program.rules.iter().any(|rules| rules.assume.is_some() || rules.presume_absent)
}

/// The case without some of its facts.
fn taken_away(full: &Ready, is_taken: &mut dyn FnMut(&Fact) -> bool) -> Case {
    let mut cut = full.case.clone();
    for fact in full.policy.vocabulary.facts.iter().filter(|fact| fact.frame.0 == 0) {
        if is_taken(fact) {
            forget(&full.policy.vocabulary, &mut cut, fact, fact.slot as usize);
        }
    }
    cut
}

/// Whether a case states what cannot arise in it, such as a pregnancy of a man: without it nobody would ask.
fn is_odd(full: &Ready, result: Outcome, fact: &Fact, library: &Library) -> bool {
    if fact.asked_when.is_none() || full.case.facts.mark(fact.slot as usize).is_absent() {
        return false;
    }
    let mut case = full.case.clone();
    forget(&full.policy.vocabulary, &mut case, fact, fact.slot as usize);
    let without = explained(&Ready { case, ..again(full) }, library.symbols()).result;
    without != result && without != Outcome::Unknown
}

fn forget(vocabulary: &Vocabulary, case: &mut Case, fact: &Fact, slot: usize) {
    let blank = vocabulary.frame(fact.frame).unwrap().blank[fact.slot as usize];
    case.facts.set(slot, Some(blank), Mark::ABSENT);
}

/// Answers a question as the whole case does, and with it what it announces.
fn answer(full: &Ready, case: &mut Case, asked: &AskedFact) {
    let below = asked.follow_ups.iter().flat_map(|follow_up| &follow_up.facts);
    asked.instead.iter().chain(below).for_each(|fact| answer(full, case, fact));
    let vocabulary = &full.policy.vocabulary;
    let (fact, slot) = place(vocabulary, &full.case, &asked.fact);
    let mark = full.case.facts.mark(slot);
    if mark.is_absent() && fact.asked_when.is_some() {
        // It is not applicable: whoever is asked all the same says no.
        return deny(case, fact, slot);
    }
    case.facts.set(slot, Some(full.case.facts.value(slot)), mark);
    if let FactKind::List(_) = fact.kind {
        announced(full, case, fact, slot, &asked.fields);
    }
}

fn deny(case: &mut Case, fact: &Fact, slot: usize) {
    match fact.kind {
        FactKind::Boolean => case.facts.set(slot, Some(Interval::point(0b01)), Mark::GIVEN),
        FactKind::List(_) => case.facts.set_elements(slot, 0, 0, Mark::GIVEN),
        _ => {}
    }
}

/// Keeps of the entries of a list what was announced.
fn announced(full: &Ready, case: &mut Case, list: &Fact, slot: usize, asked: &[AskedFact]) {
    let vocabulary = &full.policy.vocabulary;
    let FactKind::List(kind) = &list.kind else { return };
    if kind.elements == medpol_model::vocabulary::Elements::Values {
        return;
    }
    let (first, count) = full.case.facts.elements(slot);
    let frame = vocabulary.frame(kind.frame).unwrap();
    for base in (0..count).map(|index| first + index * frame.facts.len()) {
        for field in frame.facts.iter().map(|id| vocabulary.fact(*id).unwrap()) {
            let path = &*field.path;
            let is_it = |asked: &&AskedFact| unindexed(&asked.fact) == path;
            let all: Vec<&AskedFact> = asked.iter().chain(asked.iter().flat_map(|asked| &asked.instead)).collect();
            let slot = base + field.slot as usize;
            match all.into_iter().find(is_it) {
                Some(asked) => announced(full, case, field, slot, &asked.fields),
                None => forget(vocabulary, case, field, slot),
            }
        }
    }
}

/// A path without the numbers of entries.
fn unindexed(path: &str) -> String {
    let mut is_inside = false;
    path.chars()
        .filter(|character| {
            is_inside = (is_inside || *character == '[') && *character != ']';
            !is_inside || *character == '['
        })
        .collect()
}

/// A fact by its path in a case, and its slot.
fn place<'v>(vocabulary: &'v Vocabulary, case: &Case, path: &str) -> (&'v Fact, usize) {
    let generic = unindexed(path);
    let fact = vocabulary.facts.iter().find(|fact| *fact.path == generic).unwrap_or_else(|| panic!("{path}"));
    let mut base = 0;
    let mut from = 0;
    while let Some(at) = path[from..].find('[') {
        let (open, close) = (from + at, from + at + path[from + at..].find(']').unwrap());
        let (list, slot) = place(vocabulary, case, &path[..open]);
        let FactKind::List(kind) = &list.kind else { panic!("{path}") };
        let index: usize = path[open + 1..close].parse().unwrap();
        base = case.facts.elements(slot).0 + index * vocabulary.width(kind.frame);
        from = close;
    }
    (fact, base + fact.slot as usize)
}

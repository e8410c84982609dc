//! Properties of the engine over policies and cases that nobody wrote: every operator and modifier,
//! four deep, over the facts of `fixtures/operators/vocabulary.yaml`.
//!
//! The oracle knows only complete cases and plain two-valued logic. What the engine says of an
//! incomplete case is held against all the complete cases that it can turn out to be.
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
#[path = "../page/mod.rs"]
mod page;
#[path = "../sentences/mod.rs"]
mod sentences;

mod calendar;
mod choices;
mod comparators;
mod criterion;
mod engine;
mod exact;
mod facts;
mod grow;
mod oracle;
mod refine;
mod render;
mod rounds;
mod times;
mod vocabulary;
mod wild;
mod worlds;
mod written;

use medpol_model::answer::{EditStatus, Outcome, Standing};
use medpol_model::value::Status;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, prop_assume, proptest};
use proptest::test_runner::{RngAlgorithm, RngSeed};

use choices::Choices;
use criterion::Condition;
use engine::Engine;
use facts::Facts;
use grow::Feature;
use oracle::Oracle;
use times::{Clock, Known, Moment, Times};
use worlds::{World, Worlds};

/// The same cases on every run and machine; failures are mended, not written down. To look further:
/// `MEDPOL_HUNT=100 cargo test --release -p medpol-testing --test properties` takes other and a
/// hundred times as many cases.
fn config(cases: u32) -> ProptestConfig {
    let hunt: u32 = std::env::var("MEDPOL_HUNT").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    ProptestConfig {
        cases: cases.saturating_mul(hunt),
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(0x6d65_6470_6f6c + u64::from(hunt)),
        max_shrink_iters: 4_000,
        ..ProptestConfig::default()
    }
}

/// Worlds that are looked at, at most.
const MOST_WORLDS: u64 = 400;

fn keys(criteria: &[Condition], exclusions: &[Condition]) -> Vec<String> {
    criteria.iter().chain(exclusions).flat_map(Condition::facts).map(|path| path.key()).collect()
}

fn status(result: Option<bool>) -> Status {
    result.map_or(Status::NOT_APPLICABLE, Status::known)
}

/// The numbers of the worlds to look at: all of them, or some that are spread out.
fn numbers(count: u64) -> Vec<u64> {
    let step = count.div_ceil(MOST_WORLDS);
    (0..count.min(MOST_WORLDS))
        .map(|at| at.wrapping_mul(step).wrapping_add(at % step))
        .filter(|at| *at < count)
        .collect()
}

proptest! {
    #![proptest_config(config(60))]

    /// Every sentence can be read, every deciding criterion has its reason, and the page fits and cuts nothing needlessly.
    #[test]
    fn every_sentence_can_be_read(policy in vec(any::<u8>(), 0..200), case in vec(any::<u8>(), 0..200)) {
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), &[Feature::Evidence, Feature::Gated]);
        let engine = Engine::compile(&criteria, &exclusions);
        let facts = Facts::grow(&mut Choices::new(&case)).yaml(false);
        let found = engine.determine(&engine.case(&facts));
        let faults = [sentences::faults(&found), page::faults(&found)].concat();
        prop_assert!(faults.is_empty(), "{}\n{}\n{}", faults.join("\n"), engine.text, facts);
    }
}

proptest! {
    #![proptest_config(config(500))]

    /// Evaluation is deterministic and total: the same bytes for the same case in any order, what is
    /// unknown is asked for, and the bare decision is the explained one.
    #[test]
    fn evaluation_is_deterministic_and_total(policy in vec(any::<u8>(), 0..160), case in vec(any::<u8>(), 0..160)) {
        let features = [Feature::Known, Feature::Assumptions, Feature::Evidence, Feature::Gated];
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), &features);
        let engine = Engine::compile(&criteria, &exclusions);
        let facts = Facts::grow(&mut Choices::new(&case));
        let case = engine.case(&facts.yaml(false));
        let found = engine.determine(&case);
        let json = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(&json, &serde_json::to_string(&engine.determine(&case)).unwrap());
        let turned = engine.case(&facts.yaml(true));
        prop_assert_eq!(&json, &serde_json::to_string(&engine.determine(&turned)).unwrap(), "in another order\n{}", engine.text);
        let outcome = match engine.decide(&case) {
            Status::MET => Outcome::Met,
            Status::NOT_MET => Outcome::NotMet,
            Status::NOT_APPLICABLE => Outcome::NotApplicable,
            _ => Outcome::Unknown,
        };
        prop_assert_eq!(outcome, found.result, "{}", engine.text);
        let is_asked = !found.missing.is_empty();
        prop_assert_eq!(is_asked, found.result == Outcome::Unknown, "asks for something?\n{}{}", engine.text, facts.yaml(false));
    }

    /// Values at the ends of what can be written do no harm.
    #[test]
    fn extreme_values_are_values_like_any_other(bytes in vec(any::<u8>(), 0..120)) {
        let engine = Engine::read(wild::CRITERIA.to_owned());
        let text = wild::case(&mut Choices::new(&bytes));
        let found = engine.determine(&engine.case(&text));
        prop_assert_eq!(!found.missing.is_empty(), found.result == Outcome::Unknown, "{}", text);
    }

    /// In a policy without assumptions, learning more never changes what is decided.
    #[test]
    fn learning_more_never_changes_what_is_decided(
        policy in vec(any::<u8>(), 0..120),
        case in vec(any::<u8>(), 0..160),
        more in vec(any::<u8>(), 0..60),
    ) {
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), &[Feature::Evidence]);
        let engine = Engine::compile(&criteria, &exclusions);
        let mut facts = Facts::grow(&mut Choices::new(&case));
        let mut choices = Choices::new(&more);
        let mut before = engine.status(&facts);
        for _ in 0..6 {
            let known = facts.yaml(false);
            refine::learn(&mut facts, &mut choices);
            let after = engine.status(&facts);
            let is_kept = before == Status::UNKNOWN || before == after;
            prop_assert!(is_kept, "{before:?} became {after:?}\n{}before: {known}\nafter: {}", engine.text, facts.yaml(false));
            before = after;
        }
    }

    /// What is decided holds in every world that the case can turn out to be; what is not decided, of
    /// facts that each occur once, does not hold or fail in all of them.
    #[test]
    fn the_engine_agrees_with_every_world(policy in vec(any::<u8>(), 0..120), case in vec(any::<u8>(), 0..160)) {
        let once = policy.first().is_some_and(|first| first % 2 == 0);
        let features: &[Feature] = if once { &[Feature::Once] } else { &[] };
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), features);
        let engine = Engine::compile(&criteria, &exclusions);
        let facts = Facts::grow(&mut Choices::new(&case));
        let (known, read) = (facts.stated(), keys(&criteria, &exclusions));
        let worlds = Worlds { known: &known, read: &read };
        let found = engine.status(&facts);
        let count = worlds.count();
        let mut seen: Vec<Status> = Vec::new();
        for number in numbers(count) {
            let world = worlds.at(number);
            let result = status(Oracle { criteria: &criteria, exclusions: &exclusions, world: &world }.result());
            prop_assert!(found == Status::UNKNOWN || found == result, "the engine says {found:?}, the world {result:?}\n{}{}{world:?}", engine.text, facts.yaml(false));
            if !seen.contains(&result) {
                seen.push(result);
            }
        }
        if count <= MOST_WORLDS && exact::is_decidable(&criteria, &exclusions, &known) {
            let is_open = found != Status::UNKNOWN || seen.len() > 1;
            prop_assert!(is_open, "the engine does not know, and all {count} worlds say {seen:?}\n{}{}", engine.text, facts.yaml(false));
        }
    }

    /// Who answers every question once, and says no more than was asked or announced, gets the right result.
    #[test]
    fn answering_what_is_asked_leads_to_the_result(
        policy in vec(any::<u8>(), 0..120),
        case in vec(any::<u8>(), 0..160),
        world in any::<u64>(),
    ) {
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), &[]);
        let engine = Engine::compile(&criteria, &exclusions);
        let mut facts = Facts::grow(&mut Choices::new(&case));
        let (known, read) = (facts.stated(), keys(&criteria, &exclusions));
        let worlds = Worlds { known: &known, read: &read };
        let world = worlds.at(world % worlds.count());
        let before = facts.yaml(false);
        let found = engine.determine(&engine.case(&before));
        rounds::answer(&mut facts, &found.missing, &world);
        let expected = status(Oracle { criteria: &criteria, exclusions: &exclusions, world: &world }.result());
        let after = facts.yaml(false);
        prop_assert_eq!(engine.status(&facts), expected, "{}before: {}after: {}{:?}", engine.text, before, after, world);
    }

    /// Nothing is asked whose answer cannot change the result, whatever the other facts turn out to be.
    #[test]
    fn every_question_can_change_the_result(policy in vec(any::<u8>(), 0..120), case in vec(any::<u8>(), 0..160)) {
        let (criteria, exclusions) = grow::policy(&mut Choices::new(&policy), &[Feature::Once]);
        let engine = Engine::compile(&criteria, &exclusions);
        let facts = Facts::grow(&mut Choices::new(&case));
        let (known, read) = (facts.stated(), keys(&criteria, &exclusions));
        let worlds = Worlds { known: &known, read: &read };
        let count = worlds.count();
        prop_assume!(count <= MOST_WORLDS && exact::is_decidable(&criteria, &exclusions, &known));
        let worlds: Vec<World> = (0..count).map(|number| worlds.at(number)).collect();
        let result = |world: &World| Oracle { criteria: &criteria, exclusions: &exclusions, world }.result();
        let found = engine.determine(&engine.case(&facts.yaml(false)));
        // Of a list of single values, what is not exact is asked for whole: which of them matters is a matching.
        let is_of_values = |fact: &str| fact.starts_with("many.") && fact.contains('[');
        for asked in found.missing.facts().into_iter().filter(|asked| !is_of_values(&asked.fact)) {
            let matters = rounds::matters(&asked.fact, &worlds, &result);
            prop_assert!(matters, "{} does not matter\n{}{}", asked.fact, engine.text, facts.yaml(false));
        }
    }

    /// An edit stands as its condition does. A finding names lines that there are, each once and the
    /// causes first; what is incomplete asks for something.
    #[test]
    fn edits_stand_as_their_conditions_do(policy in vec(any::<u8>(), 0..160), case in vec(any::<u8>(), 0..160)) {
        let (criteria, _) = grow::policy(&mut Choices::new(&policy), &[Feature::Known, Feature::Assumptions, Feature::Gated]);
        prop_assume!(!criteria.is_empty());
        let (medical, edits) = (Engine::compile(&criteria, &[]), Engine::read(render::edits(&criteria)));
        let text = Facts::grow(&mut Choices::new(&case)).yaml(false);
        let (determination, case) = (medical.determine(&medical.case(&text)), edits.case(&text));
        let (report, lines) = (edits.edit(&case), edits.lines(&case));
        prop_assert_eq!(serde_json::to_string(&report).unwrap(), serde_json::to_string(&edits.edit(&case)).unwrap());
        for (edit, criterion) in report.edits.iter().zip(&determination.criteria) {
            let expected = match criterion.status {
                Standing::Met => EditStatus::Pass,
                Standing::NotMet => EditStatus::Finding,
                Standing::NotApplicable => EditStatus::NotApplicable,
                _ => EditStatus::Incomplete,
            };
            prop_assert_eq!(edit.status, expected, "{}{}", edits.text, text);
            prop_assert_eq!(edit.findings.is_empty(), expected != EditStatus::Finding, "{}{}", edits.text, text);
            prop_assert_eq!(edit.missing.is_empty(), expected != EditStatus::Incomplete, "{}{}", edits.text, text);
            for finding in &edit.findings {
                let order: Vec<_> = finding.lines.iter().map(|line| (line.role, line.line)).collect();
                prop_assert!(order.is_sorted() && finding.lines.iter().all(|line| (1..=lines).contains(&(line.line as usize))));
                let mut numbers: Vec<u32> = finding.lines.iter().map(|line| line.line).collect();
                numbers.sort_unstable();
                prop_assert!(numbers.is_sorted_by(|left, right| left < right), "a line twice\n{}{}", edits.text, text);
                prop_assert!(lines == 0 || !finding.lines.is_empty(), "no line\n{}{}", edits.text, text);
            }
        }
    }
}

proptest! {
    #![proptest_config(config(2_000))]

    /// A time is compared as every pair of dates that it can be says; a stated time and the dates beside it are told
    /// apart where no pair is both.
    #[test]
    fn times_are_compared_as_every_pair_of_dates_says(bytes in vec(any::<u8>(), 0..60)) {
        let times = Times::grow(&mut Choices::new(&bytes));
        let outcomes = times.outcomes();
        let is_dated = times.clock == Clock::Since && !matches!(times.known, Known::Dates) && times.end != Moment::Unknown;
        let expected = match outcomes.as_slice() {
            [] => return Ok(()),
            // What is stated and what the dates say cannot both be true: neither is used.
            _ if is_dated && !times.is_consistent() => Status::UNKNOWN,
            [only] => Status::known(*only),
            _ => Status::UNKNOWN,
        };
        let Ok(engine) = Engine::try_read(times.policy()) else {
            // What never holds is refused.
            prop_assert!(outcomes == [false], "refused, but it can hold\n{}{}", times.policy(), times.case());
            return Ok(());
        };
        let case = engine.case(&times.case());
        let found = engine.decide(&case);
        let is_so = found == expected || (times.is_rough() && found == Status::UNKNOWN);
        prop_assert!(is_so, "the engine says {found:?}, the dates {expected:?}\n{}{}", engine.text, times.case());
        if is_dated {
            let warnings = engine.determine(&case).warnings;
            prop_assert_eq!(warnings.is_empty(), times.is_consistent(), "{}{}{:?}", engine.text, times.case(), warnings);
        }
    }
}

//! Bytes as a request to the whole library: which policies govern it, and the answer with its reasons and questions.
//!
//! The case is answered as a server answers it: a limit of work and of length, no word of what its author expects. The
//! answer is given again by its record, and by a policy that somebody named.

use std::path::Path;
use std::sync::OnceLock;

use medpol_answer::{Answer, NamedBy, Occasion, Record, ReplayKind, WorkLimit};
use medpol_diagnostics::{Diagnostic, SourceMap, has_errors};
use medpol_library::{Library, Named, WrittenCase};
use medpol_model::answer::{Decision, GovernanceOutcome, Outcome};
use medpol_model::value::Date;
use medpol_report::Colour;
use medpol_report::determination::View;
use medpol_syntax::parse;

use crate::invariants::show;

/// The most bytes of an answer as JSON.
const LONGEST: usize = 1 << 20;

/// Steps of which a long case needs more, and a short one fewer.
const FEW: WorkLimit = WorkLimit(100);

/// Answers bytes as a request, in every way there is.
pub fn request(bytes: &[u8]) {
    let mut sources = SourceMap::default();
    let (case, problems) = WrittenCase::single("", parse(&mut sources, "case", bytes));
    let case = case.map(WrittenCase::without_expectation);
    let Some(case) = case else {
        assert!(has_errors(&problems), "no case, and nobody says why");
        return show(problems, &sources);
    };
    let answer = answered(&case, None, &mut sources);
    if let Some(answer) = &answer {
        if let Answer::Decision(decision) = answer {
            asks(decision);
        }
        replayed(answer, &case, bytes);
    }
    cut_short(&case, answer.as_ref());
    // Another policy for each length.
    let policies = library().policies();
    let Some(policy) = policies.get(bytes.len() % policies.len().max(1)) else { return };
    let named = Named::by_parameter(&policy.reference(), "named", &mut sources);
    if let Some(answer) = answered(&case, Some(&named), &mut sources) {
        let answer = answer.named_by(NamedBy::Client, library(), &case);
        written(&answer.received(Date::new(2026, 1, 1).expect("a day")));
    }
}

/// The policies as they are shipped, read once.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        let library = Library::load(&folder, &mut SourceMap::default());
        assert!(!has_errors(library.diagnostics()), "{:?}", library.diagnostics());
        library
    })
}

/// The answer to a case. Asked twice, the same comes out; where nothing does, it is said why.
fn answered(case: &WrittenCase, named: Option<&Named>, sources: &mut SourceMap) -> Option<Answer> {
    let find = || Answer::find(library(), case, named, WorkLimit::DEFAULT);
    let (answer, problems) = find();
    if named.is_none() {
        let (again, same) = find();
        assert_eq!(answer.as_ref().map(json), again.as_ref().map(json), "the same case, and not the same bytes");
        assert_eq!(told(&problems), told(&same), "the same case, and not the same problems");
    }
    assert!(answer.is_some() || has_errors(&problems), "no answer, and nobody says why");
    if let Some(answer) = &answer {
        written(answer);
    }
    show(problems, sources);
    answer
}

fn told(problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(|problem| format!("{problem:?}")).collect()
}

fn json(answer: &Answer) -> String {
    serde_json::to_string(answer).expect("JSON")
}

/// Writes an answer in every form, another view for each length. It is not longer than it may be, whatever is left out.
fn written(answer: &Answer) {
    let whole = json(answer).len();
    assert!(whole <= LONGEST, "an answer of {whole} bytes");
    let view = View::ALL[whole % View::ALL.len()];
    let part = json(&answer.viewed(view)).len();
    assert!(part <= whole, "a view of {part} bytes, and the whole answer has {whole}");
    let _ = answer.text(view, Colour::Always);
    let _ = answer.markdown(view);
}

/// A decision that is unknown says what would settle it, or that a person has to look.
fn asks(decision: &Decision) {
    if decision.result != Outcome::Unknown {
        return;
    }
    let is_governed = |group: &GovernanceOutcome| *group == GovernanceOutcome::Governs;
    let is_open = decision.resolution.groups.iter().any(|group| !is_governed(&group.outcome));
    let mut governed = decision.determinations.iter().map(|governed| &governed.determination);
    let says = is_open || governed.any(|found| !found.missing.is_empty()) || decision.resolution.groups.is_empty();
    assert!(says, "unknown, and nothing to ask for");
}

/// The record of an answer leads to the same answer.
fn replayed(answer: &Answer, case: &WrittenCase, bytes: &[u8]) {
    let record = Record::of(
        answer,
        Occasion {
            id: String::new(),
            time: String::new(),
            generation: 1,
            library: String::new(),
            case: case.digest(),
            named: None,
            named_by: None,
            received: None,
            facts: Some(String::from_utf8_lossy(bytes).into_owned()),
        },
    );
    let replay = record.replay(library(), None, WorkLimit::DEFAULT);
    assert_eq!(replay.kind, ReplayKind::Unchanged, "{:?}", replay.change);
}

/// With fewer steps there is the same answer, or none.
fn cut_short(case: &WrittenCase, whole: Option<&Answer>) {
    let (answer, problems) = Answer::find(library(), case, None, FEW);
    match &answer {
        Some(answer) => assert_eq!(Some(json(answer)), whole.map(json), "another answer with fewer steps"),
        None => assert!(has_errors(&problems), "no answer, and nobody says why"),
    }
}

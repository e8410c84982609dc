//! The letter for the patient, in plain words: what the plan asks, what the record shows, who decides.
//!
//! The plan's demands are the policy's own plain words; where a criterion has none, the letter is silent on it.

use medpol_model::answer::{Determination, Explained, Outcome, Reason, ReasonKind, Standing};
use medpol_model::policy::Position;

use super::citation::address;
use super::writing::{Page, asked_by, decided_by, owner, plan, reviewer, sentence, ways};
use super::{Letter, LetterPart, Reader, notice};

/// Points that are told one by one, at most.
const POINTS: usize = 12;

/// The letter as Markdown.
pub(super) fn written(letter: &Letter<'_>) -> String {
    let mut page = Page::default();
    page.heading(1, "About the request for you");
    notice::tell(letter, Reader::Member, &mut page);
    page.paragraph(&format!("This is from your plan: {}.", plan(letter.contact).trim_end_matches('.')));
    let who = Who { asked: asked_by(letter.contact), decides: reviewer(letter.contact) };
    page.paragraph(&sentence(&format!("{} asked us to pay for this. We looked at what your record shows", who.asked)));
    if letter.parts.is_empty() {
        page.heading(2, "What we saw");
        page.paragraph("We could not check this yet. A person will look at it. You do not have to do a thing.");
    }
    for part in &letter.parts {
        self::part(part, who, &mut page);
    }
    if !letter.parts.is_empty() && !letter.open_services.is_empty() {
        page.heading(2, "The rest of the request");
        page.paragraph("We could not check all of it yet. A person will look at the rest.");
    }
    closing(letter, &mut page);
    page.finish()
}

fn part(part: &LetterPart<'_>, who: Who<'_>, page: &mut Page) {
    let determination = part.determination;
    page.heading(2, &format!("The request: {}", determination.policy.title));
    if let Some(date) = &determination.case.anchor {
        page.paragraph(&format!("The day: {}.", date.replace("..", " to ")));
    }
    page.heading(3, "What we saw");
    match part.position {
        Position::NotCovered => page.paragraph(&not_covered(who)),
        Position::CoveredWhen | Position::Defers { .. } => {
            page.paragraph(&result(determination.result, who));
            points(determination, who, page);
        }
    }
    page.heading(3, "Where you can read the rules");
    let policy = &determination.policy;
    page.paragraph(&format!("The rules are from {}. You can ask us for a copy.", policy.publisher));
    page.item(&policy.title);
    page.item(&format!("Version {}, in use since {}", policy.version, policy.effective_from));
    if let Some(address) = address(part.sources) {
        page.item(address);
    }
}

/// What people call those who take part.
#[derive(Clone, Copy)]
struct Who<'a> {
    /// Those who sent the request.
    asked: &'a str,
    /// Those who decide.
    decides: &'a str,
}

fn not_covered(who: Who<'_>) -> String {
    format!(
        "The plan has a rule that it does not cover this. The rule is the same for all. This is not the end. {} {}",
        sentence(&format!("{} will look at it next", who.decides)),
        sentence(&format!("{} can still send us more", who.asked))
    )
}

fn result(outcome: Outcome, who: Who<'_>) -> String {
    let Who { asked, decides } = who;
    match outcome {
        Outcome::Met => "Your record shows all that the plan asks for.".to_owned(),
        Outcome::NotMet => format!(
            "Your record does not show all that the plan asks for. This is not the end. {} {}",
            sentence(&format!("{decides} will look at it next")),
            sentence(&format!("{asked} can still send us more"))
        ),
        Outcome::Unknown => format!(
            "We do not have all the facts yet. {} You do not have to do a thing.",
            sentence(&format!("we will ask {asked} for them"))
        ),
        Outcome::NotApplicable => {
            format!("These rules do not fit the request. {}", sentence(&format!("{decides} will look at it")))
        }
    }
}

/// What the plan asks, and what the record shows, where that matters for the result: each demand once. What counts
/// against the request comes last, under a heading that says so.
fn points(determination: &Determination, who: Who<'_>, page: &mut Page) {
    let told = demands(determination);
    let (needed, excluding): (Vec<&Point<'_>>, Vec<&Point<'_>>) =
        told.iter().take(POINTS).partition(|point| point.kind == ReasonKind::Criterion);
    if !needed.is_empty() {
        page.heading(3, "What the plan asks, and what your record shows");
    }
    for point in needed {
        page.item(point.asked);
        page.below("Your record", &point.shows(who));
    }
    if !excluding.is_empty() {
        page.heading(3, "What counts against the request, and what your record shows");
        page.paragraph("Each of these points can count against the request.");
    }
    for point in excluding {
        page.item(point.asked);
        page.below("Your record", &point.shows_against(who));
    }
    let hidden = told.len().saturating_sub(POINTS);
    if hidden > 0 {
        page.item(&format!("There are {hidden} more points like these. Ask us if you want to know them all."));
    }
}

/// The demands that the reasons rest on, each with its reasons.
fn demands(determination: &Determination) -> Vec<Point<'_>> {
    let mut told: Vec<Point<'_>> = Vec::new();
    for reason in &determination.reasons {
        let nodes = match reason.kind {
            ReasonKind::Criterion => &determination.criteria,
            ReasonKind::Exclusion => &determination.exclusions,
        };
        let Some(node) = owner(nodes, &reason.path) else { continue };
        let Some(asked) = node.member_text.as_deref() else { continue };
        match told.iter_mut().find(|point| point.asked == asked) {
            Some(point) => point.reasons.push(reason),
            None => told.push(Point { node, kind: reason.kind, asked, reasons: vec![reason] }),
        }
    }
    told
}

/// A demand of the plan, and the reasons that rest on it.
struct Point<'a> {
    node: &'a Explained,
    kind: ReasonKind,
    asked: &'a str,
    reasons: Vec<&'a Reason>,
}

impl Point<'_> {
    /// What the record shows of it.
    fn shows(&self, who: Who<'_>) -> String {
        let is_open = self.reasons.iter().any(|reason| reason.status == Standing::Unknown);
        match self.node.status {
            Standing::Unknown => {
                format!("It does not show this yet. {}", sentence(&format!("we will ask {}", who.asked)))
            }
            Standing::Met | Standing::DoesNotApply | Standing::NotApplicable => "It is fine on this point.".to_owned(),
            Standing::NotMet | Standing::Applies if is_open => "It does not show this yet.".to_owned(),
            Standing::NotMet | Standing::Applies => {
                format!("It does not show this.{}", self.read())
            }
        }
    }

    /// The same of an exclusion.
    fn shows_against(&self, who: Who<'_>) -> String {
        match self.node.status {
            Standing::Unknown => {
                format!("It does not show yet how this is. {}", sentence(&format!("we will ask {}", who.asked)))
            }
            Standing::DoesNotApply | Standing::NotMet | Standing::NotApplicable => {
                "This does not count against the request.".to_owned()
            }
            Standing::Applies | Standing::Met => format!("This counts against the request.{}", self.read()),
        }
    }

    /// What was read, by its name and its value, where it is one fact.
    fn read(&self) -> String {
        let read = self.reasons.iter().find_map(|reason| {
            let mut facts = reason.facts.iter().filter(|fact| fact.value.is_some());
            let (fact, None) = (facts.next()?, facts.next()) else { return None };
            Some(format!("{}: {}", fact.label, fact.value.as_deref()?))
        });
        read.map_or_else(String::new, |read| format!(" {}", sentence(&format!("It says: {read}"))))
    }
}

fn closing(letter: &Letter<'_>, page: &mut Page) {
    page.heading(2, "Who decides");
    let decides = sentence(&format!("{} will decide", reviewer(letter.contact)));
    page.paragraph(&format!("This letter is not the last word. {decides} You can talk with us:"));
    page.labelled("Who", decided_by(letter.contact));
    for way in ways(letter.contact) {
        let name = match way.name {
            "Telephone" => "Call",
            "Hours" => "When",
            _ => "Write",
        };
        page.labelled(name, way.text);
    }
}

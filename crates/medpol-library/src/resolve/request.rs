//! What a case says of the facts that select a policy, read from its slots.
//!
//! The selecting facts are in the base vocabulary, so a case needs to be decoded with that alone.

use medpol_compiler::Selectors;
use medpol_model::case::{Case, Mark};
use medpol_model::vocabulary::{Fact, FactId, FactKind, FrameId, Vocabulary};

use super::restriction::Stated;

/// The selecting facts in the base vocabulary.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) payer: FactId,
    pub(super) line_of_business: FactId,
    pub(super) state: FactId,
    pub(super) date: FactId,
    /// The code of a service, in the frame of the list's elements.
    pub(super) service: FactId,
    /// The drug of a service, in the same frame, where the library has a fact for it.
    pub(super) drug: Option<FactId>,
    /// The list of services.
    pub(super) services: FactId,
    /// The date of a service, in the frame of the list's elements, where the library names one.
    pub(super) service_date: Option<FactId>,
    /// How many slots an element of the list has.
    pub(super) width: usize,
}

impl Places {
    /// Finds the facts that `selectors` name; `None` where one is not there or is of the wrong shape.
    pub(super) fn find(selectors: &Selectors, base: &Vocabulary) -> Option<Self> {
        let in_case = |path: &str| {
            let is_it = |fact: &Fact| fact.frame == FrameId::CASE && *fact.path == *path;
            base.facts.iter().position(is_it).and_then(|at| u32::try_from(at).ok()).map(FactId)
        };
        let in_list = |path: &str| {
            let is_it = |fact: &Fact| fact.frame != FrameId::CASE && fact.path.replace("[]", "") == *path;
            base.facts.iter().position(is_it).and_then(|at| u32::try_from(at).ok()).map(FactId)
        };
        let service = in_list(&selectors.services)?;
        let frame_of = |id: FactId| base.fact(id).map(|fact| fact.frame);
        let drug = selectors.drugs.as_deref().and_then(in_list).filter(|drug| frame_of(*drug) == frame_of(service));
        let frame = base.frame(base.fact(service)?.frame)?;
        let services = frame.list?;
        let list = base.fact(services)?;
        (list.frame == FrameId::CASE && matches!(list.kind, FactKind::List(_))).then_some(())?;
        Some(Self {
            payer: in_case(&selectors.payer)?,
            line_of_business: in_case(&selectors.line_of_business)?,
            state: in_case(&selectors.state)?,
            date: in_case(&selectors.anchor)?,
            service,
            drug,
            services,
            service_date: base.service_date.filter(|date| {
                base.fact(*date)
                    .is_some_and(|fact| fact.frame == base.fact(service).map_or(FrameId::CASE, |code| code.frame))
            }),
            width: frame.facts.len(),
        })
    }
}

/// What a case says of the facts that select a policy, apart from the services.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    /// The drug of the service that is looked at; of no service, nothing.
    pub(super) drug: Stated<'a>,
    pub(super) payer: Stated<'a>,
    pub(super) line_of_business: Stated<'a>,
    pub(super) state: Stated<'a>,
    pub(super) date: Stated<'a>,
}

impl<'a> Request<'a> {
    pub(super) fn read(places: &Places, base: &Vocabulary, case: &'a Case) -> Self {
        let read = |id| stated(base.fact(id), 0, case);
        Self {
            drug: Stated::NOTHING,
            payer: read(places.payer),
            line_of_business: read(places.line_of_business),
            state: read(places.state),
            date: read(places.date),
        }
    }

    /// The same request, as it is for the drug of one service.
    pub(super) const fn of(&self, service: &Service<'a>) -> Self {
        Self { drug: service.drug, ..*self }
    }

    /// The same request on another date.
    pub(super) const fn on(&self, date: Stated<'a>) -> Self {
        Self { date, ..*self }
    }
}

/// A requested service as far as it selects a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Service<'a> {
    pub(super) code: Stated<'a>,
    pub(super) drug: Stated<'a>,
    /// Its own date; `None` where it is of the date of service of the request.
    pub(super) date: Option<Stated<'a>>,
}

/// Each requested service; `None` where it is unknown which services there are.
pub(super) fn services<'a>(
    places: &Places,
    base: &Vocabulary,
    case: &'a Case,
) -> Option<impl Iterator<Item = Service<'a>>> {
    let list = base.fact(places.services)?.slot as usize;
    let (code, drug) = (base.fact(places.service), places.drug.and_then(|drug| base.fact(drug)));
    let date = places.service_date.and_then(|date| base.fact(date));
    let (first, count) = case.facts.elements(list);
    let width = places.width;
    case.facts.mark(list).has(Mark::GIVEN).then(|| {
        (0..count).map(move |element| {
            let start = first + element * width;
            let own = stated(date, start, case);
            Service {
                code: stated(code, start, case),
                drug: stated(drug, start, case),
                date: own.is_known.then_some(own),
            }
        })
    })
}

/// What the case says of a fact in the frame that begins at a slot.
pub(super) fn stated<'a>(fact: Option<&Fact>, base: usize, case: &'a Case) -> Stated<'a> {
    let Some(fact) = fact else { return Stated::NOTHING };
    let slot = base + fact.slot as usize;
    let mark = case.facts.mark(slot);
    let alternatives = if mark.has(Mark::ALTERNATIVES) { case.facts.alternatives(slot) } else { &[] };
    Stated { value: case.facts.value(slot), is_known: mark.has(Mark::GIVEN), alternatives }
}

//! A case out of a model: one value for every fact that a policy reads, as people would write it.
//!
//! Where no value keeps what the model says of it, the model is no case. [`Excluded`] says which of its unknowns
//! cannot be together, and whether that is so in every case.

mod case;
mod numbers;
mod times;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use medpol_model::program::Polarity;
use medpol_model::value::{Date, Grain, Interval};
use medpol_model::vocabulary::FactKind;

use crate::answer::Inexact;
use crate::encode::Encoder;
use crate::formula::Literal;
use crate::parts::{Class, Part};
use crate::space::{ElementId, InstanceId, Kind, State};

pub(crate) use times::{Time, begun, may_lie, signs, since};
use times::{day_count, time};

/// What a case states of a fact.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Statement {
    /// Nothing.
    Nothing,
    /// That the answer is not known.
    Null,
    /// One of these names.
    Names(u64),
    /// A number or date in one of these intervals.
    Ticks(Vec<Interval>),
    /// A time that is one of these.
    Times(Vec<Time>),
    /// One of these texts.
    Texts(Vec<Arc<str>>),
    /// A list of so many elements.
    List { count: usize, is_complete: bool },
}

/// What a case states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Concrete {
    pub(crate) stated: BTreeMap<InstanceId, Statement>,
    /// The day on which it is decided.
    pub(crate) now: Option<Date>,
}

/// Unknowns that cannot be together.
#[derive(Clone, Debug)]
pub(crate) struct Excluded {
    /// They all hold in the model.
    pub(crate) together: Vec<Literal>,
    /// Why they are taken out although some case may have them; `None` where none has.
    pub(crate) why: Option<Inexact>,
}

impl Encoder<'_> {
    /// The facts that are there in the last model.
    pub(crate) fn present(&self) -> Vec<InstanceId> {
        (0..self.space.instances.len()).map(InstanceId).filter(|id| self.is_there(*id)).collect()
    }

    fn is_there(&self, id: InstanceId) -> bool {
        self.space.at(id).is_some_and(|instance| self.is_element_there(instance.element))
    }

    pub(crate) fn is_element_there(&self, element: ElementId) -> bool {
        let Some(place) = self.space.element(element) else { return element == ElementId::CASE };
        [Some(place.list), place.twin].into_iter().flatten().filter_map(|list| self.space.at(list)).any(|list| {
            let State::List { exists, .. } = &list.state else { return false };
            let is_own = exists.get(place.index).is_some_and(|there| self.space.formulas.holds(*there));
            let is_given = self.space.formulas.holds(list.given);
            is_own && is_given && self.is_element_there(list.element)
        })
    }

    /// The case of the last model.
    pub(crate) fn decode(&mut self) -> Result<Concrete, Excluded> {
        let present = self.present();
        self.decode_some(present)
    }

    /// What the last model says of some facts.
    pub(crate) fn decode_some(&mut self, present: Vec<InstanceId>) -> Result<Concrete, Excluded> {
        let mut concrete = Concrete { now: Some(self.space.anchor()), ..Concrete::default() };
        self.place_now(&mut concrete)?;
        self.choose_numbers(&present, &mut concrete)?;
        let texts = self.choose_texts(&present)?;
        for id in present {
            if concrete.stated.contains_key(&id) {
                continue;
            }
            let stated = match texts.get(&id) {
                Some(text) => Statement::Texts(vec![Arc::clone(text)]),
                None => self.statement(id, &concrete)?,
            };
            concrete.stated.insert(id, stated);
        }
        Ok(concrete)
    }

    /// Which parts of a value are possible in the last model, with their unknowns.
    fn possible_parts(&self, id: InstanceId) -> Vec<(Part, Literal)> {
        let Some(instance) = self.space.at(id) else { return Vec::new() };
        let State::Value { possible } = &instance.state else { return Vec::new() };
        let parts = self.space.joint.fact(instance.fact).map_or(&[][..], |fact| &fact.parts.all);
        let all = parts.iter().cloned().zip(possible.iter().copied());
        all.filter(|(_, possible)| self.space.formulas.holds(*possible)).collect()
    }

    fn does_arise(&mut self, id: InstanceId) -> bool {
        (0..self.space.joint.sides.len()).any(|side| {
            let arises = self.known_to_arise(side, id);
            self.space.formulas.holds(arises)
        })
    }

    fn statement(&mut self, id: InstanceId, concrete: &Concrete) -> Result<Statement, Excluded> {
        let Some(instance) = self.space.at(id).cloned() else { return Ok(Statement::Nothing) };
        let holds = |literal: Literal| self.space.formulas.holds(literal);
        let (is_known, is_mentioned) = (holds(instance.given) || holds(instance.known), holds(instance.mentioned));
        match (self.space.kind, is_known, is_mentioned) {
            (Kind::Records, false, true) => return Ok(Statement::Null),
            (Kind::Records, false, false) => return Ok(Statement::Nothing),
            (Kind::Patients, ..) if !self.does_arise(id) => return Ok(Statement::Nothing),
            (Kind::Records | Kind::Patients, ..) => {}
        }
        if let State::List { exists, complete, .. } = &instance.state {
            let count = exists.iter().filter(|there| self.space.formulas.holds(**there)).count();
            return Ok(Statement::List { count, is_complete: self.space.formulas.holds(*complete) });
        }
        self.value(id, concrete)
    }

    /// A value that is no number or date of a patient.
    fn value(&self, id: InstanceId, concrete: &Concrete) -> Result<Statement, Excluded> {
        let Some(instance) = self.space.at(id) else { return Ok(Statement::Nothing) };
        let parts = self.possible_parts(id);
        let excluded = |why| Excluded { together: parts.iter().map(|(_, literal)| *literal).collect(), why: Some(why) };
        let Some((_, _, fact)) = self.space.joint.said(instance.fact) else { return Ok(Statement::Nothing) };
        let now = concrete.now.unwrap_or(Date::FIRST);
        match &fact.kind {
            FactKind::Boolean | FactKind::Enumeration(_) => {
                let bits = parts.iter().map(|(part, _)| if let Part::Name(bit) = part { *bit } else { 0 });
                Ok(Statement::Names(bits.fold(0, |all, bit| all | bit)))
            }
            FactKind::Duration(clock) => {
                let lengths = self.space.joint.fact(instance.fact).map(|fact| &fact.parts.lengths);
                let usual = self.space.stated(instance.fact, instance.element);
                let usual = usual.map(|stated| Time { value: stated.value, mark: stated.mark });
                let is_one = parts.len() == 1;
                let stated = self.space.choices.get(&id).map_or(&[][..], |choice| &choice.times);
                let found: Option<Vec<Time>> = parts
                    .iter()
                    .map(|(part, _)| match (part, lengths) {
                        (Part::Time(signs), Some(lengths)) if is_one => {
                            time(lengths, signs, *clock, now, (usual, stated))
                        }
                        (Part::Time(signs), Some(lengths)) => day_count(lengths, signs, *clock, now),
                        (Part::Name(_) | Part::Line(_) | Part::Class(_) | Part::Time(_), _) => None,
                    })
                    .collect();
                found.map(Statement::Times).ok_or_else(|| excluded(Inexact::Times))
            }
            FactKind::Code { .. } | FactKind::Text => {
                let several: &[usize] = if self.is_open_within(id) && parts.len() == 1 { &[0, 1] } else { &[0] };
                let of = |class, number| {
                    let on_record = if number == 0 { self.text_on_record(id, class) } else { None };
                    on_record.or_else(|| values::text(&self.space.joint, instance.fact, class, None, number))
                };
                let texts: Option<Vec<Arc<str>>> = parts
                    .iter()
                    .flat_map(|(part, _)| several.iter().map(move |number| (part, *number)))
                    .map(|(part, number)| match part {
                        Part::Class(class) => of(class, number),
                        Part::Name(_) | Part::Line(_) | Part::Time(_) => None,
                    })
                    .collect();
                texts.map(Statement::Texts).ok_or_else(|| excluded(Inexact::Symbols))
            }
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date if self.is_open_within(id) => {
                let lines =
                    parts.iter().filter_map(|(part, _)| if let Part::Line(line) = part { Some(*line) } else { None });
                Ok(Statement::Ticks(lines.collect()))
            }
            FactKind::Integer { .. } | FactKind::Decimal { .. } | FactKind::Date => {
                let found: Option<Vec<Interval>> = parts.iter().map(|(part, _)| self.some_number(id, part)).collect();
                found.map(Statement::Ticks).ok_or_else(|| excluded(Inexact::Statement))
            }
            FactKind::List(_) => Ok(Statement::Nothing),
        }
    }

    /// Whether a record leaves open which value of a part it is.
    fn is_open_within(&self, id: InstanceId) -> bool {
        self.space.known_exact(id).is_some_and(|exact| !self.space.formulas.holds(exact))
    }

    /// A number or date of a part that is written like others.
    pub(crate) fn some_number(&self, id: InstanceId, part: &Part) -> Option<Interval> {
        let Part::Line(interval) = part else { return None };
        let number = |interval| numbers::some(self.grain(id), interval).map(Interval::point);
        let chosen = self.choices(id, *interval).into_iter().find_map(number);
        chosen.or_else(|| number(*interval))
    }

    /// What of an interval is on record for a number or date that can be answered.
    fn choices(&self, id: InstanceId, interval: Interval) -> Vec<Interval> {
        let stated = self.space.choices.get(&id).map_or(&[][..], |choice| &choice.ticks);
        stated.iter().map(|own| own.meet(interval)).filter(|own| !own.is_empty()).collect()
    }

    /// A code or text of a class that is on record for a fact that can be answered.
    fn text_on_record(&self, id: InstanceId, class: &Class) -> Option<Arc<str>> {
        let instance = self.space.at(id)?;
        let parts = &self.space.joint.fact(instance.fact)?.parts;
        let stated = self.space.choices.get(&id).map_or(&[][..], |choice| &choice.texts);
        stated.iter().find(|text| class.holds(&self.space.joint, parts, text)).map(Arc::clone)
    }

    /// The day of the case: the usual one, unless the model wants another.
    fn place_now(&self, concrete: &mut Concrete) -> Result<(), Excluded> {
        let holds = |literal: Literal| self.space.formulas.holds(literal);
        let anchor = self.space.joint.vocabulary(0).and_then(|vocabulary| vocabulary.anchor);
        let anchor = anchor.map(|anchor| self.space.joint.of(0, anchor));
        let own = anchor.and_then(|anchor| self.space.known(anchor, ElementId::CASE));
        let part = own.and_then(|id| match self.possible_parts(id).as_slice() {
            [(Part::Line(interval), literal)] => Some((*interval, *literal)),
            _ => None,
        });
        let usual = concrete.now.map(Date::tick);
        let some = part.and_then(|(interval, _)| numbers::some(Grain::Day, interval));
        // A period begins and ends on such days.
        let ends = self.dated.iter().flat_map(|dated| &dated.periods).flat_map(|(period, _)| {
            let day = |tick: i64, days: i64| {
                (tick != i64::MIN && tick != i64::MAX).then(|| Date::at(tick).plus_days(days).tick())
            };
            [day(period.low, 0), day(period.low, -1), day(period.high, 0), day(period.high, 1)]
        });
        let fits = |tick: &i64| {
            let is_in = |interval: Interval| interval.low <= *tick && *tick <= interval.high;
            let are_kept = self.dated.iter().all(|dated| {
                let is_so =
                    dated.periods.iter().all(|(period, polarity)| is_in(*period) == (*polarity == Polarity::In));
                is_so == holds(dated.literal)
            });
            are_kept && part.is_none_or(|(interval, _)| is_in(interval))
        };
        let mut days = usual.into_iter().chain(some).chain(ends.flatten());
        let found = days.find(fits);
        match found {
            Some(tick) => concrete.now = Some(Date::at(tick)),
            // A record may leave the day open; a patient has one.
            None if self.space.kind == Kind::Records => {}
            None => {
                let known = |literal: Literal| if holds(literal) { literal } else { !literal };
                let dated = self.dated.iter().map(|dated| known(dated.literal));
                let together = dated.chain(part.map(|(_, literal)| literal)).collect();
                return Err(Excluded { together, why: None });
            }
        }
        Ok(())
    }

    /// Codes and texts of a patient: the same where the model says so.
    fn choose_texts(&mut self, present: &[InstanceId]) -> Result<BTreeMap<InstanceId, Arc<str>>, Excluded> {
        let mut found: BTreeMap<InstanceId, Arc<str>> = BTreeMap::new();
        for id in present {
            let exact = self.space.known_exact(*id);
            let is_exact = exact.is_some_and(|exact| self.space.formulas.holds(exact));
            if self.space.kind == Kind::Records && !is_exact {
                continue;
            }
            let Some(instance) = self.space.at(*id).cloned() else { continue };
            let parts = self.possible_parts(*id);
            let [(Part::Class(class), literal)] = parts.as_slice() else { continue };
            let same =
                found.iter().find(|(other, _)| self.is_said_equal(**other, *id)).map(|(_, text)| Arc::clone(text));
            let usual = self.space.stated(instance.fact, instance.element).and_then(|stated| {
                let own = self.space.typical.and_then(|case| case.facts.own(stated.value.low)).map(|text| &**text);
                self.space.joint.symbols(0).and_then(|symbols| symbols.text(stated.value.low)).or(own)
            });
            let recorded = self.space.recorded.get(id).filter(|own| self.space.formulas.holds(own.unless));
            let recorded = recorded.and_then(|recorded| {
                let own = self.space.typical.and_then(|case| case.facts.own(recorded.value.low)).map(|text| &**text);
                self.space.joint.symbols(0).and_then(|symbols| symbols.text(recorded.value.low)).or(own).map(Arc::from)
            });
            let recorded = recorded.or_else(|| self.text_on_record(*id, class));
            let text = recorded.or(same).or_else(|| {
                let fresh = |number| values::text(&self.space.joint, instance.fact, class, usual, number);
                if class.open.is_none() {
                    return fresh(0);
                }
                (0..60).find_map(|number| fresh(number).filter(|text| !found.values().any(|other| other == text)))
            });
            let Some(text) = text else {
                let is_none = values::has_none(&self.space.joint, instance.fact, class);
                let together = [*literal].into_iter().chain(exact).collect();
                return Err(Excluded { together, why: (!is_none).then_some(Inexact::Symbols) });
            };
            if self.does_arise(*id) {
                found.insert(*id, text);
            }
        }
        Ok(found)
    }

    /// Whether the model says that two texts are the same.
    fn is_said_equal(&self, one: InstanceId, other: InstanceId) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        self.known_free(&format!("same {first:?} {second:?}")).is_some_and(|tri| self.space.formulas.holds(tri.met))
    }
}

//! Numbers, dates, codes and texts as people write them.

use std::sync::Arc;

use medpol_model::vocabulary::FactKind;

use crate::joint::{Joint, JointId, Membership};
use crate::parts::{Class, Open, Part};

/// Steps of a number in one.
const ONE: i128 = 1_000_000_000;

/// The roundest value of a range, near to the usual one: a whole number, else one with few decimals. Both ends may be
/// open. Dates count days, of which none is rounder than another.
pub(super) fn roundest(low: Option<i128>, high: Option<i128>, usual: Option<i128>, largest: i128) -> i128 {
    let is_within = |value: i128| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high);
    if let Some(usual) = usual.filter(|usual| is_within(*usual)) {
        return usual;
    }
    let from_above = match (low, high, usual) {
        (_, Some(high), Some(usual)) => usual > high,
        (None, Some(_), None) => true,
        (_, None, _) | (Some(_), Some(_), None) => false,
    };
    let mut unit = largest;
    while unit > 1 {
        let value = match (low, high) {
            (_, Some(high)) if from_above => high.div_euclid(unit) * unit,
            (Some(low), _) => (low + unit - 1).div_euclid(unit) * unit,
            (None, _) => 0,
        };
        if is_within(value) {
            return value;
        }
        unit /= 10;
    }
    match (low, high) {
        (_, Some(high)) if from_above => high,
        (Some(low), _) => low,
        (None, Some(high)) => high,
        (None, None) => 0,
    }
}

/// The largest unit that numbers are rounded to.
pub(super) const fn largest() -> i128 {
    ONE
}

/// A text of a class: the usual one where it is, else the first that is listed, else one that nobody lists. Of those
/// there are as many as are asked for.
pub(super) fn text(
    joint: &Joint<'_>,
    fact: JointId,
    class: &Class,
    usual: Option<&str>,
    number: usize,
) -> Option<Arc<str>> {
    if let Some(usual) = usual.filter(|usual| class.texts.iter().any(|text| &**text == *usual)) {
        return Some(usual.into());
    }
    if let Some(first) = class.texts.first() {
        return Some(Arc::clone(first));
    }
    let (_, _, known) = joint.said(fact)?;
    let parts = &joint.fact(fact)?.parts;
    let stem = match class.open.as_ref()? {
        Open::Other => "",
        Open::Under(stem) => stem,
    };
    let lists =
        |part: &Part, text: &str| matches!(part, Part::Class(own) if own.texts.iter().any(|one| **one == *text));
    let is_fit = |text: &String| {
        !parts.all.iter().any(|part| lists(part, text))
            && parts.sets.iter().all(|(side, set)| {
                let wanted = class.is_in(joint, *side, set);
                let is_listed = joint.symbols(*side).and_then(|symbols| symbols.find(text));
                is_listed.is_none_or(|number| set.numbers.binary_search(&number).is_err())
                    && joint.is_in(*side, set, text) == wanted
                    && !matches!(wanted, Membership::OnSomeDays(_))
            })
    };
    let candidates: Vec<String> = match &known.kind {
        FactKind::Code { systems } => codes(systems, stem),
        FactKind::Text => {
            (1..100).map(|at| if at == 1 { format!("{stem}other") } else { format!("{stem}other {at}") }).collect()
        }
        FactKind::Boolean
        | FactKind::Integer { .. }
        | FactKind::Decimal { .. }
        | FactKind::Date
        | FactKind::Duration(_)
        | FactKind::Enumeration(_)
        | FactKind::List(_) => Vec::new(),
    };
    candidates.into_iter().filter(is_fit).nth(number).map(Arc::from)
}

/// Whether no code of the fact's systems can be of a class.
pub(super) fn has_none(joint: &Joint<'_>, fact: JointId, class: &Class) -> bool {
    let (Some((_, _, known)), Some(Open::Under(stem))) = (joint.said(fact), &class.open) else { return false };
    let FactKind::Code { systems } = &known.kind else { return false };
    class.texts.is_empty()
        && systems.iter().all(|system| {
            let prefix = format!("{}:", system.id);
            !prefix.starts_with(&**stem) && !stem.starts_with(&prefix)
        })
}

/// Codes of some systems that begin with a stem, which is written with its system.
fn codes(systems: &[Arc<medpol_model::value::CodeSystem>], stem: &str) -> Vec<String> {
    let mut found = Vec::new();
    for system in systems {
        let prefix = format!("{}:", system.id);
        let begin = match stem.strip_prefix(&prefix) {
            Some(begin) => begin,
            None if stem.is_empty() => "",
            None => continue,
        };
        let endings = (0..60_u32).flat_map(|at| {
            [
                format!("{at}"),
                format!("{at:02}"),
                format!("{at:03}"),
                format!("9{at:04}"),
                format!("A{at}"),
                format!("A{at:02}"),
                format!("A{at:02}.{}", at % 10),
                format!("A{at:04}"),
                format!("0{at:010}"),
                format!(".{at}"),
            ]
        });
        let own = system.examples.iter().map(ToString::to_string).filter(|_| begin.is_empty());
        for text in std::iter::once(begin.to_owned()).chain(own).chain(endings.map(|ending| format!("{begin}{ending}")))
        {
            let Ok(code) = system.read(&text) else { continue };
            let code = format!("{prefix}{code}");
            if code.starts_with(stem) && !found.contains(&code) {
                found.push(code);
            }
        }
    }
    found
}

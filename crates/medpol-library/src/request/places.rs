//! Places in a case, sorted, so that those around and inside of another are found without going through all.
//!
//! What is at the places is not known here.

use medpol_diagnostics::{FileId, Span};

/// Some places.
#[derive(Debug)]
pub(super) struct Places {
    /// By file and start.
    sorted: Vec<Span>,
    /// For each, the furthest end of those of its file up to it.
    furthest: Vec<u32>,
    /// For each, the nearest end of those of its file from it on.
    nearest: Vec<u32>,
}

impl Places {
    pub(super) fn of(places: impl IntoIterator<Item = Span>) -> Self {
        let mut sorted: Vec<Span> = places.into_iter().collect();
        sorted.sort_unstable_by_key(|place| (place.file, place.start));
        let mut furthest: Vec<u32> = Vec::with_capacity(sorted.len());
        let mut nearest: Vec<u32> = vec![0; sorted.len()];
        let mut last: Option<(FileId, u32)> = None;
        for place in &sorted {
            let end = last.filter(|(file, _)| *file == place.file).map_or(place.end, |(_, end)| end.max(place.end));
            furthest.push(end);
            last = Some((place.file, end));
        }
        let mut last: Option<(FileId, u32)> = None;
        for (place, nearest) in sorted.iter().zip(&mut nearest).rev() {
            let end = last.filter(|(file, _)| *file == place.file).map_or(place.end, |(_, end)| end.min(place.end));
            *nearest = end;
            last = Some((place.file, end));
        }
        Self { sorted, furthest, nearest }
    }

    /// Whether a place lies in one of these.
    pub(super) fn is_around(&self, place: Span) -> bool {
        let after = self.sorted.partition_point(|known| (known.file, known.start) <= (place.file, place.start));
        let Some(last) = after.checked_sub(1) else { return false };
        let is_of_file = self.sorted.get(last).is_some_and(|known| known.file == place.file);
        is_of_file && self.furthest.get(last).is_some_and(|end| *end >= place.end)
    }

    /// Whether one of these lies in a place.
    pub(super) fn is_inside(&self, place: Span) -> bool {
        let first = self.sorted.partition_point(|known| (known.file, known.start) < (place.file, place.start));
        let is_of_file = self.sorted.get(first).is_some_and(|known| known.file == place.file);
        is_of_file && self.nearest.get(first).is_some_and(|end| *end <= place.end)
    }
}

#[cfg(test)]
mod tests {
    use medpol_diagnostics::SourceMap;

    use super::*;

    /// Every place of some texts against every set of them, and against going through all.
    #[test]
    fn the_index_finds_what_a_full_scan_finds() {
        let mut sources = SourceMap::default();
        let mut all = Vec::new();
        for name in ["one", "other"] {
            let file = sources.add(name, "text");
            for start in 0..5 {
                all.extend((start..5).map(|end| Span::new(file, start, end)));
            }
        }
        let mut draw = 7_u64;
        for _ in 0..400 {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let some: Vec<Span> =
                all.iter().enumerate().filter(|(at, _)| draw >> (at + 20) & 1 == 1).map(|(_, span)| *span).collect();
            let places = Places::of(some.iter().copied());
            for place in &all {
                assert_eq!(
                    places.is_around(*place),
                    some.iter().any(|known| known.contains(*place)),
                    "{place:?} {some:?}"
                );
                assert_eq!(
                    places.is_inside(*place),
                    some.iter().any(|known| place.contains(*known)),
                    "{place:?} {some:?}"
                );
            }
        }
    }
}

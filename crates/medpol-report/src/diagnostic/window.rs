//! The few source lines a frame shows, made safe and short, with the marked ranges moved along.
//!
//! A line of ordinary length is shown whole; of a very long one only the surroundings of the marks.
//! Knows nothing of labels or messages.

use std::ops::Range;

use super::places::Lines;
use crate::visible::visible;

/// Lines of up to so many bytes are shown whole.
const WHOLE_LINE: usize = 300;
/// Characters kept before a mark on a longer line.
const BEFORE: usize = 40;
/// Characters kept from the start of a mark on, at most.
const WITHIN: usize = 50;
/// Characters kept after that.
const AFTER: usize = 20;

/// Source lines ready to be shown.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// The lines, each with a line end.
    pub(super) source: String,
    /// The marks in `source`, in the order they were given.
    pub(super) marks: Vec<Range<usize>>,
    /// Whether every mark is shown to its end.
    pub(super) whole: bool,
}

/// Cuts the lines `first..=last` (from 0) out of a file.
///
/// A mark that goes on over several lines is shown up to the end of its first one.
pub(super) fn cut(lines: &Lines<'_>, first: usize, last: usize, marks: &[Range<usize>]) -> Window {
    let mut window = Window { source: String::new(), marks: vec![0..0; marks.len()], whole: true };
    for number in first..=last {
        let line = lines.range(number);
        let here: Vec<_> = (0..)
            .zip(marks)
            .map(|(index, mark)| (index, lines.settle(mark.start), lines.settle(mark.end)))
            .filter(|(_, start, _)| lines.number(*start) == number)
            .map(|(index, start, end)| Underline {
                index,
                range: start.min(line.end)..end.max(start).min(line.end),
                end,
            })
            .collect();
        let ranges: Vec<_> = here.iter().map(|mark| mark.range.clone()).collect();
        let segments = segments(lines, &line, &ranges);
        let shown = show(lines, &line, &segments, &mut window.source);
        for Underline { index, range, end } in here {
            let segment = segments.iter().find(|segment| segment.start <= range.start && range.start <= segment.end);
            let shown_end = segment.map_or(range.end, |segment| segment.end.min(range.end));
            window.whole &= shown_end == end;
            if let Some(place) = window.marks.get_mut(index) {
                *place = moved(&shown, range.start)..moved(&shown, shown_end);
            }
        }
        window.source.push('\n');
    }
    window
}

/// A mark that starts on the line at hand.
struct Underline {
    /// Its number among the marks.
    index: usize,
    /// Its bytes, no further than the line.
    range: Range<usize>,
    /// Where it ends by rights.
    end: usize,
}

/// The parts of a line that are shown, in order and apart.
fn segments(lines: &Lines<'_>, line: &Range<usize>, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    if line.len() <= WHOLE_LINE {
        return vec![line.clone()];
    }
    let start = line.start..line.start;
    let marks = if marks.is_empty() { std::slice::from_ref(&start) } else { marks };
    let around = |mark: &Range<usize>| {
        let end = forward(lines, mark.clone(), WITHIN);
        back(lines, line.start..mark.start, BEFORE)..forward(lines, end..line.end, AFTER)
    };
    let mut wanted: Vec<_> = marks.iter().map(around).collect();
    wanted.sort_by_key(|segment| segment.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for segment in wanted {
        match joined.last_mut() {
            Some(previous) if segment.start <= previous.end => previous.end = previous.end.max(segment.end),
            _ => joined.push(segment),
        }
    }
    joined
}

/// The end of the first `count` characters of a range.
fn forward(lines: &Lines<'_>, range: Range<usize>, count: usize) -> usize {
    lines.text(range.clone()).char_indices().nth(count).map_or(range.end, |(at, _)| range.start + at)
}

/// The start of the last `count` characters of a range.
fn back(lines: &Lines<'_>, range: Range<usize>, count: usize) -> usize {
    let last = count.saturating_sub(1);
    lines.text(range.clone()).char_indices().rev().nth(last).map_or(range.start, |(at, _)| range.start + at)
}

/// An offset in the file and where it is shown.
struct Shown {
    offset: usize,
    at: usize,
}

/// Writes the segments of a line and says where each character went.
fn show(lines: &Lines<'_>, line: &Range<usize>, segments: &[Range<usize>], out: &mut String) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut end = line.start;
    for segment in segments {
        if segment.start > end {
            out.push('…');
        }
        for (at, character) in lines.text(segment.clone()).char_indices() {
            shown.push(Shown { offset: segment.start + at, at: out.len() });
            // The renderer widens tabs itself, in step with its carets.
            out.push(if character == '\t' { character } else { visible(character) });
        }
        shown.push(Shown { offset: segment.end, at: out.len() });
        end = segment.end;
    }
    if end < line.end {
        out.push('…');
    }
    shown
}

fn moved(shown: &[Shown], offset: usize) -> usize {
    let index = shown.partition_point(|place| place.offset < offset);
    shown.get(index).or(shown.last()).map_or(0, |place| place.at)
}

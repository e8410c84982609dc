//! The pieces of source that one diagnostic shows: nearby labels share a frame, far ones and those
//! in other files have one of their own, each with its own file, line and column.
//!
//! Knows nothing of severity, message or colour.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Padding, Snippet};
use medpol_diagnostics::{Diagnostic, FileId, Label, Span};

use super::places::Places;
use super::window::{Window, cut};
use crate::visible::{clipped, one_line};

/// Labels so many lines apart share a frame.
const NEAR: usize = 10;
/// Characters of a label, at most.
const LABEL: usize = 400;

/// Labels that are shown together.
struct Cluster<'a> {
    file: FileId,
    first: usize,
    last: usize,
    labels: Vec<(AnnotationKind, &'a Label)>,
}

/// The frames of a diagnostic, the one of its primary label first.
pub(super) fn frames(diagnostic: &Diagnostic, places: &mut Places<'_>) -> Vec<Element<'static>> {
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    let primary = std::iter::once((AnnotationKind::Primary, &diagnostic.primary));
    for (kind, label) in primary.chain(diagnostic.secondary.iter().map(|label| (AnnotationKind::Context, label))) {
        let Some(lines) = places.lines(label.span.file) else { continue };
        let line = lines.number(lines.settle(label.span.start as usize));
        let near = |cluster: &&mut Cluster<'_>| {
            cluster.file == label.span.file && cluster.first <= line + NEAR && line <= cluster.last + NEAR
        };
        match clusters.iter_mut().find(near) {
            Some(cluster) => {
                cluster.first = cluster.first.min(line);
                cluster.last = cluster.last.max(line);
                cluster.labels.push((kind, label));
            }
            None => {
                clusters.push(Cluster { file: label.span.file, first: line, last: line, labels: vec![(kind, label)] });
            }
        }
    }
    let frames = clusters.iter().map(|cluster| frame(cluster, places));
    frames.reduce(|before, frame| before.into_iter().chain([Padding.into()]).chain(frame).collect()).unwrap_or_default()
}

/// The heading and the lines of one cluster.
///
/// The heading is an element of its own: a snippet would count its column in the clipped line.
fn frame(cluster: &Cluster<'_>, places: &mut Places<'_>) -> Vec<Element<'static>> {
    let Some(lines) = places.lines(cluster.file) else { return Vec::new() };
    let ranges: Vec<_> = cluster.labels.iter().map(|(_, label)| range(label.span)).collect();
    let window = cut(lines, cluster.first, cluster.last, &ranges);
    let start = lines.position(ranges.first().map_or(0, |range| range.start));
    let origin = Origin::path(one_line(lines.name())).line(start.line).char_column(start.column);
    let annotations =
        cluster.labels.iter().zip(window.marks).map(|((kind, label), mark)| annotation(*kind, label, mark));
    let snippet = Snippet::source(window.source).line_start(cluster.first + 1).annotations(annotations);
    vec![origin.into(), snippet.into()]
}

fn annotation(kind: AnnotationKind, label: &Label, mark: Range<usize>) -> Annotation<'static> {
    let text = clipped(&label.text, LABEL);
    kind.span(mark).label((!text.is_empty()).then_some(text))
}

/// The bytes of a span.
fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// The lines a replacement touches; `None` where it cannot be shown as a change of one line.
pub(super) fn replaced(span: Span, places: &mut Places<'_>) -> Option<(usize, Window)> {
    let lines = places.lines(span.file)?;
    let line = lines.number(lines.settle(span.start as usize));
    let window = cut(lines, line, line, &[range(span)]);
    window.whole.then_some((line + 1, window))
}

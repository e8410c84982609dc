//! Where a policy says something, so that a reader of a letter can find it.

use medpol_model::policy::{Citation, Source};

/// A citation with the titles of its sources in the place of their ids; none where it would say no more than that it
/// is the policy.
pub(super) fn cited(citation: &Citation, sources: &[Source]) -> Option<String> {
    let title = |id: &str| sources.iter().find(|source| *source.id == *id).map(|source| source.title.to_string());
    let section = citation.section.as_deref();
    // The policy itself has been named before.
    let is_own = sources.first().is_some_and(|own| own.id == citation.source);
    let place = match (is_own, title(&citation.source), section) {
        (true, _, Some(section)) | (false, None, Some(section)) => section.to_owned(),
        (true, ..) | (false, None, None) => "The policy".to_owned(),
        (false, Some(title), Some(section)) => format!("{title}, {section}"),
        (false, Some(title), None) => title,
    };
    let quote = citation.quote.as_ref().map(|quote| format!(": “{}”", quote.trim()));
    let grounds: Vec<String> = citation.cites.iter().filter_map(|cited| title(&cited.source)).collect();
    let grounds = (!grounds.is_empty()).then(|| format!(" It rests on: {}.", grounds.join("; ")));
    if is_own && section.is_none() && quote.is_none() && grounds.is_none() {
        return None;
    }
    let start: String = [Some(place), quote].into_iter().flatten().collect();
    Some(format!("{start}.{}", grounds.unwrap_or_default()))
}

/// The address at which a policy can be read, where it is public.
pub(super) fn address(sources: &[Source]) -> Option<&str> {
    sources.first().and_then(|source| source.url.as_deref())
}

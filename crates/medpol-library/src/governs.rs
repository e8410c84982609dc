//! Whether the policy that somebody names for a case governs it.
//!
//! A case may be decided by any policy that is named. Where the policy would never come to it by itself, the
//! case may be about another payer, state or day than its author thinks. What the policy decides is not known
//! here, and no sentence of a resolution is made.

use medpol_compiler::decode_request;
use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::answer::SelectingKey;

use crate::{Governance, Keys, Library, Named, PolicyNumber, WrittenCase};

/// R0050 where the policy that a case expects does not govern the request of the case.
///
/// What the case leaves open is no reason, nor is a policy that never governs by itself.
pub fn would_not_govern(library: &Library, case: &WrittenCase) -> Option<Diagnostic> {
    let named = Named::by_expectation(&case.document)?;
    let base = library.base()?;
    let request = decode_request(&case.document, base, library.symbols()).readable;
    let is_meant = |version: &str| named.version().is_none_or(|named| named == version);
    let versions = (0_u32..).map(PolicyNumber).zip(library.policies());
    let versions = versions.filter(|(_, policy)| &*policy.id.0 == named.id() && is_meant(&policy.version));
    let missed: Vec<Option<Keys>> =
        versions.map(|(number, _)| library.missed(number, &request).filter(|missed| !missed.is_empty())).collect();
    let missed = missed.into_iter().collect::<Option<Vec<Keys>>>()?;
    let nearest = missed.into_iter().min_by_key(|missed| missed.count())?;
    let keys: Vec<&str> = nearest.list().into_iter().map(SelectingKey::word).collect();
    let message = format!("`{}` would not govern this case", named.text());
    Some(
        Diagnostic::new(&codes::R0050, named.span(), message)
            .label(format!("is not for this {}", keys.join(" and this ")))
            .help("correct the request of the case, or name the policy that is for it")
            .help("`medpol resolve` says what governs, and why"),
    )
}

/// Whether a policy version governs every service of a case, or is evaluated beside what does.
pub fn governs(library: &Library, case: &WrittenCase, id: &str, version: &str) -> bool {
    let Some(base) = library.base().filter(|_| library.everything_in_doubt().is_empty()) else { return false };
    let decoded = decode_request(&case.document, base, library.symbols());
    let resolution = library.resolve(&decoded.readable);
    let is_it = |number: PolicyNumber| {
        library.numbered(number).is_some_and(|policy| *policy.id.0 == *id && *policy.version == *version)
    };
    let governs_all = match resolution.groups.as_slice() {
        [only] => matches!(only.governance, Governance::Governs(number) if is_it(number)),
        [] | [_, ..] => false,
    };
    decoded.is_right() && (governs_all || resolution.beside.iter().any(|beside| is_it(beside.policy)))
}

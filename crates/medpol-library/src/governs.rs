//! Whether the policy that a case names would govern it.
//!
//! A case may be decided by any policy that it names. Where the policy would never come to it by itself, the
//! case may be about another payer, state or day than its author thinks. What the policy decides is not known
//! here.

use medpol_compiler::decode_request;
use medpol_diagnostics::{Diagnostic, codes};
use medpol_model::answer::SelectingKey;

use crate::{Keys, Library, Named, PolicyNumber, WrittenCase};

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

//! `allow`: findings that are right as they are. What finds them is not known here.

use medpol_diagnostics::{ALL, Code, Diagnostic, Severity, codes};
use medpol_model::policy::Allowed;
use medpol_syntax::document::AllowDocument;
use std::sync::Arc;

/// What is allowed; what cannot be allowed is reported.
pub(crate) fn allowed(documents: Option<&[AllowDocument]>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Allowed> {
    let mut found = Vec::new();
    for allowed in documents.unwrap_or_default() {
        let code = &allowed.code;
        let problem = match Code::find(&code.text) {
            None => Diagnostic::new(&codes::P0155, code.span, format!("no finding has the code `{}`", code.text))
                .label("not a code")
                .did_you_mean(&code.text, warnings().flat_map(|code| [code.number, code.name]))
                .help("write the code that `medpol validate` shows, such as `P0447`"),
            Some(known) if known.severity == Severity::Error => Diagnostic::new(
                &codes::P0155,
                code.span,
                format!("`{}` is an error, which cannot be allowed", code.text),
            )
            .label("only warnings can be")
            .help(format!("`medpol explain {}` says how to mend it", known.number)),
            Some(_) if allowed.because.text.trim().is_empty() => {
                Diagnostic::new(&codes::P0155, allowed.because.span, "a finding is allowed without a reason")
                    .label("says nothing")
                    .help("say why the policy is right all the same")
            }
            Some(_) => {
                found.push(Allowed {
                    code: Arc::from(&*code.text),
                    because: Arc::from(&*allowed.because.text),
                    span: allowed.span,
                });
                continue;
            }
        };
        diagnostics.push(problem);
    }
    found
}

/// What can be allowed.
fn warnings() -> impl Iterator<Item = &'static Code> {
    ALL.iter().copied().filter(|code| code.severity == Severity::Warning)
}

//! The registry of diagnostic codes.
//!
//! A number is never reused. `P00xx` syntax, `P01xx` shape and types, `P02xx` names, `P03xx` dates
//! and versions, `P04xx` logic, `P05xx` sources and style, `R00xx` cases. Each code has one page in
//! `pages/`, which is its test, its documentation and what `medpol explain` prints.

use crate::Severity;

/// A stable diagnostic code.
#[derive(Debug)]
pub struct Code {
    /// The number, such as `P0203`.
    pub number: &'static str,
    /// The kebab-case name, such as `unknown-fact`.
    pub name: &'static str,
    /// Whether it stops the document from being used.
    pub severity: Severity,
    /// The Markdown page.
    pub page: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Code {}

impl Code {
    /// The code with this number or name, whatever its letter case.
    pub fn find(name: &str) -> Option<&'static Code> {
        ALL.iter().copied().find(|code| code.number.eq_ignore_ascii_case(name) || code.name.eq_ignore_ascii_case(name))
    }
}

macro_rules! registry {
    ($($number:ident $name:literal $severity:ident;)*) => {
        /// One constant per code, named by its number.
        pub mod codes {
            use super::{Code, Severity};
            $(
                #[doc = $name]
                pub static $number: Code = Code {
                    number: stringify!($number),
                    name: $name,
                    severity: Severity::$severity,
                    page: include_str!(concat!("../pages/", stringify!($number), ".md")),
                };
            )*
        }

        /// Every code, in order.
        pub static ALL: &[&Code] = &[$(&codes::$number),*];
    };
}

registry! {
    P0001 "not-utf8" Error;
    P0002 "malformed-yaml" Error;
    P0003 "duplicate-key" Error;
    P0004 "anchor-or-alias" Error;
    P0005 "merge-key" Error;
    P0006 "tag" Error;
    P0007 "directive" Error;
    P0008 "second-document" Error;
    P0009 "nested-too-deep" Error;
    P0010 "file-too-large" Error;
    P0011 "empty-file" Error;
    P0012 "forbidden-character" Error;
    P0013 "key-not-a-name" Error;
    P0014 "nothing-to-check" Error;
    P0015 "unreadable-file" Error;
    P0016 "library-file-missing" Error;
    P0017 "lock-differs" Error;
    P0018 "lock-contradicts-itself" Error;
    P0019 "cases-gone-since-lock" Warning;
    P0020 "lock-missing" Error;
    P0021 "library-too-large" Error;
    P0026 "git-not-run" Error;
    P0027 "no-repository" Error;
    P0028 "unknown-revision" Error;
    P0029 "not-in-revision" Error;
    P0030 "not-to-be-compared" Error;
    P0031 "blank-not-a-space" Error;
    P0032 "sign-for-a-comparator" Error;

    P0101 "unknown-key" Error;
    P0102 "missing-key" Error;
    P0103 "wrong-shape" Error;
    P0104 "value-not-allowed" Error;
    P0105 "unknown-format" Error;
    P0106 "no-operator" Error;
    P0107 "several-operators" Error;
    P0108 "misplaced-key" Error;
    P0109 "wrong-type" Error;
    P0110 "unit-mismatch" Error;
    P0111 "comparator-not-for-type" Error;
    P0112 "inexact-number" Error;
    P0113 "unreadable-duration" Error;
    P0114 "missing-comparator" Error;
    P0115 "name-not-well-formed" Error;
    P0116 "limit-exceeded" Error;
    P0117 "offset-in-months" Error;
    P0118 "offset-misplaced" Error;
    P0119 "value-misused" Error;
    P0120 "group-misread" Error;
    P0124 "edit-key-misplaced" Error;
    P0125 "edit-not-whole" Error;
    P0126 "not-of-coding-edits" Error;
    P0127 "edit-without-lines" Error;
    P0128 "lines-of-another-list" Error;
    P0131 "code-not-well-formed" Error;
    P0132 "form-against-examples" Error;
    P0133 "name-as-pasted" Error;
    P0134 "bound-unreadable" Error;
    P0135 "order-of-no-dates" Error;
    P0136 "drugs-not-selecting" Error;
    P0137 "braces-without-match" Error;
    P0138 "unknown-fact-in-words" Error;
    P0139 "no-value-in-words" Error;
    P0140 "value-not-told" Error;
    P0141 "one-answer-only" Error;
    P0142 "words-not-for-a-sentence" Error;
    P0148 "text-not-for-a-letter" Error;
    P0149 "letter-without-contact" Error;
    P0155 "not-to-be-allowed" Error;

    P0201 "unknown-vocabulary" Error;
    P0202 "duplicate-id" Error;
    P0203 "unknown-fact" Error;
    P0204 "unknown-value" Error;
    P0205 "unknown-value-set" Error;
    P0206 "unknown-source" Error;
    P0207 "unknown-criterion" Error;
    P0208 "circular-reference" Error;
    P0209 "missing-id" Error;
    P0210 "shadowed-name" Error;
    P0211 "ambiguous-name" Error;
    P0212 "id-not-its-path" Error;
    P0213 "unknown-type" Error;
    P0214 "unknown-range" Error;
    P0215 "unknown-unit" Error;
    P0216 "unknown-criteria-set" Error;
    P0217 "use-misplaced" Error;
    P0218 "vocabulary-not-included" Error;
    P0219 "position-keys" Error;
    P0220 "unknown-deferral" Error;
    P0221 "applicability-unsaid" Error;
    P0223 "result-not-to-be-read" Error;
    P0224 "unknown-code-system" Error;
    P0225 "ends-on-the-day" Warning;

    P0301 "invalid-date" Error;
    P0302 "period-reversed" Error;
    P0303 "review-before-effective" Warning;
    P0304 "successor-not-retired" Error;
    P0305 "revision-missing" Warning;
    P0306 "periods-overlap" Error;
    P0307 "period-gap" Warning;
    P0308 "supersedes-not-earlier" Error;
    P0309 "supersedes-in-a-circle" Error;
    P0310 "superseded-still-open" Error;
    P0311 "review-overdue" Warning;
    P0312 "ignored-file-missing" Warning;
    P0313 "ignored-pattern-unreadable" Error;

    P0401 "empty-group" Error;
    P0402 "impossible-threshold" Error;
    P0403 "empty-value-set" Error;
    P0404 "waived-unsaid" Error;
    P0405 "not-applicable-unsaid" Error;
    P0406 "unreachable-criterion" Error;
    P0407 "exception-outside-where" Warning;
    P0408 "modifier-misplaced" Error;
    P0409 "assumption-unexplained" Error;
    P0410 "duplicate-criterion" Warning;
    P0411 "inverted-exclusion" Warning;
    P0412 "element-not-asked" Warning;
    P0413 "value-not-asked" Error;
    P0417 "service-undetermined" Error;
    P0418 "service-not-applied-to" Error;
    P0421 "policies-compete" Error;
    P0422 "limit-beyond-an-edit" Warning;
    P0425 "criteria-exclude-each-other" Warning;
    P0428 "stand-in-misplaced" Error;
    P0429 "edit-out-of-reach" Error;
    P0440 "work-without-bound" Error;
    P0441 "too-much-by-its-lists" Warning;
    P0445 "met-whatever-the-facts" Error;
    P0446 "never-met" Warning;
    P0447 "criterion-without-effect" Warning;
    P0448 "modifier-without-effect" Warning;
    P0449 "condition-without-effect" Warning;
    P0450 "number-not-in-condition" Warning;
    P0453 "nothing-to-allow" Warning;
    P0460 "fact-not-read" Warning;
    P0461 "set-not-used" Warning;
    P0462 "criteria-without-evidence" Warning;
    P0463 "side-not-as-in-text" Warning;
    P0464 "sides-differ" Warning;
    P0465 "absence-not-considered" Warning;
    P0466 "quote-missing" Warning;
    P0467 "quote-not-found" Error;
    P0468 "sentence-not-cited" Warning;
    P0480 "not-as-expected" Error;
    P0481 "not-shown-by-a-case" Warning;
    P0482 "review-needed" Warning;

    P0501 "source-missing" Error;
    P0502 "quote-too-long" Warning;
    P0503 "source-unused" Warning;
    P0504 "text-missing" Warning;
    P0505 "source-not-its-address" Warning;

    R0001 "unknown-fact-in-case" Error;
    R0002 "wrong-type-in-case" Error;
    R0003 "value-out-of-range" Error;
    R0004 "unknown-value-in-case" Error;
    R0005 "unit-mismatch-in-case" Error;
    R0006 "date-in-future" Error;
    R0007 "invalid-date-in-case" Error;
    R0008 "impossible-constraint" Error;
    R0009 "too-many-items" Error;
    R0010 "repeated-item" Error;
    R0011 "nothing-to-deny" Error;
    R0012 "evidence-without-fact" Error;
    R0013 "unknown-policy" Error;
    R0014 "unknown-criterion-in-case" Error;
    R0015 "result-stated-in-case" Error;
    R0016 "unknown-edit-in-case" Error;
    R0017 "expectation-of-another-kind" Error;
    R0018 "line-not-in-case" Error;
    R0026 "policy-defers" Error;
    R0027 "row-not-of-its-base" Error;
    R0028 "unknown-row" Error;
    R0030 "code-not-well-formed-in-case" Error;
    R0031 "too-far-from-the-service" Error;
    R0050 "named-policy-not-governing" Warning;
    R0066 "too-much-to-decide" Error;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_order_and_names_are_kebab_and_unique() {
        assert!(ALL.is_sorted_by(|left, right| left.number < right.number));
        let mut names: Vec<_> = ALL.iter().map(|code| code.name).collect();
        assert!(
            names.iter().all(|name| name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'))
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }

    #[test]
    fn found_by_number_or_name() {
        assert_eq!(Code::find("p0203"), Some(&codes::P0203));
        assert_eq!(Code::find("unknown-fact"), Some(&codes::P0203));
        assert_eq!(Code::find("P9999"), None);
    }
}

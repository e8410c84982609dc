//! A vocabulary as written: named types and facts.

use std::borrow::Cow;

use medpol_diagnostics::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::criterion::{AllowDocument, CriterionDocument};
use super::derivation::DerivedDocument;
use super::read::{Flag, Map, Read, Text, Whole, document};
use crate::Node;

/// The typed dictionary of facts that policies compare.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, title = "medpol vocabulary", rename = "Vocabulary")]
pub struct VocabularyDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Always `medpol/vocabulary/1`.
    #[schemars(extend("const" = "medpol/vocabulary/1"))]
    pub format: Text,
    /// Its id: the file's name.
    pub id: Text,
    /// What it covers.
    pub title: Option<Text>,
    /// Vocabularies whose facts it shares; it may add fields to their records, never change one.
    pub uses: Vec<Text>,
    /// Named types.
    pub types: Map<FactDocument>,
    /// Facts and records by name.
    pub facts: Map<FactDocument>,
}

document!(VocabularyDocument { format, id, title, uses, types, facts });

/// A fact, a record of facts, or a named type.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Fact")]
pub struct FactDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// `boolean`, `integer`, `decimal`, `date`, `duration`, `enum`, `code`, `text`, `list`, `record`, or
    /// a name of `types`.
    pub r#type: Text,
    /// `true`: what is so remains so, such as a date of birth or what was done before; nobody is told that it would
    /// have to be otherwise. It holds for what follows from such facts alone, for what the entries of such a list say,
    /// and for the facts of such a record, unless they say `false`.
    pub immutable: Option<Flag>,
    /// For `decimal` and `integer`: the unit, such as `mm` or `kg/m2`.
    pub unit: Option<Text>,
    /// For `code`: the code system, such as `CPT`.
    pub system: Option<Text>,
    /// For `code`: the code systems, where a code may be of several. A code without its system is of the
    /// first whose form it has.
    #[schemars(length(min = 1))]
    pub systems: Option<Vec<Text>>,
    /// For `enum`: `true` where the order of the values means something.
    pub ordered: Option<Flag>,
    /// For `enum`: the values, as a list of names or as a mapping from name to label and help.
    pub values: Option<ValuesDocument>,
    /// For `enum`: named groups of values.
    pub ranges: Map<Vec<Text>>,
    /// For `date`: `true` where it cannot lie after the date of service; the same as `max: anchor`.
    pub past: Option<Flag>,
    /// For numbers, dates and durations: the least value that it can have. A date may be reckoned from the
    /// date of service: `anchor - 130 years`.
    pub min: Option<Text>,
    /// For numbers, dates and durations: the greatest value that it can have. A date may be reckoned from the
    /// date of service: `anchor`, `anchor + 1 year`.
    pub max: Option<Text>,
    /// For `date`: a date of the same record or of the case that it cannot lie before.
    pub not_before: Option<Text>,
    /// For a field of a list's elements: the fields that tell two elements apart where this one is not given. Other fields,
    /// then facts of the case; the first that was given counts.
    #[schemars(length(min = 1))]
    pub falls_back_on: Option<Vec<Text>>,
    /// For a record that is a list's element: the fields that name it to a reader.
    pub describe: Option<Vec<Text>>,
    /// How it follows from other facts when it is not given.
    pub derived: Option<DerivedDocument>,
    /// Its name to a reader.
    pub label: Option<Text>,
    /// Its name inside a sentence, where that is not its label with a small first letter.
    pub in_text: Option<Text>,
    /// What its value says, as a statement without its last period: `The disc at {bodies} protrudes {protrusion}`.
    /// Each name in braces is a fact of the same record or of the case. For a record that is a list's element: how an
    /// element is named, such as `the block of {date}`.
    pub as_reason: Option<Text>,
    /// For `boolean`: what yes says, as a clause that can follow "that": `there is a vertebral fracture`.
    pub as_yes: Option<Text>,
    /// For `boolean`: what no says, as a clause that can follow "that": `there is no vertebral fracture`.
    pub as_no: Option<Text>,
    /// For numbers: what a value below zero is called; sentences then give its amount: a change of -45 % as a relief of
    /// 45 %.
    pub fall_label: Option<Text>,
    /// What one and several are called: of a number's unit, of a list's elements, of different values.
    pub counted_as: Option<CountWordsDocument>,
    /// For a `list` of single values: what separates them in a sentence, where that is not a comma.
    pub joined_by: Option<Text>,
    /// How it is asked for.
    pub question: Option<Text>,
    /// Its definition, shown on hover and in reports.
    pub help: Option<Text>,
    /// Codes for it in other systems, such as `LOINC:38267-1`.
    pub codes: Option<Vec<Text>>,
    /// `true`: only a clinician can assert it; reported apart.
    pub judgment: Option<Flag>,
    /// It is asked only where this is met; elsewhere a boolean that is not on record is false and a
    /// list is empty.
    pub asked_when: Option<Box<CriterionDocument>>,
    /// For `list`: what an empty list is called.
    pub none_label: Option<Text>,
    /// Kinds of document that would prove it.
    pub evidence: Option<Vec<Text>>,
    /// Findings about this fact that are right as they are, each with the reason.
    #[schemars(length(min = 1))]
    pub allow: Option<Vec<AllowDocument>>,
    /// For `list`: fewest elements.
    pub min_items: Option<Whole>,
    /// For `list`: most elements.
    pub max_items: Option<Whole>,
    /// For `list`: `true` where no element may repeat.
    pub unique: Option<Flag>,
    /// For `list`: what an element is.
    pub of: Option<Box<FactDocument>>,
    /// For `record`: its facts.
    pub fields: Map<FactDocument>,
}

document!(FactDocument {
    r#type,
    immutable,
    unit,
    system,
    systems,
    ordered,
    values,
    ranges,
    past,
    min,
    max,
    not_before,
    falls_back_on,
    describe,
    derived,
    label,
    in_text,
    as_reason,
    as_yes,
    as_no,
    fall_label,
    counted_as,
    joined_by,
    question,
    help,
    codes,
    judgment,
    asked_when,
    none_label,
    evidence,
    allow,
    min_items,
    max_items,
    unique,
    of,
    fields,
});

/// The singular and the plural of a noun.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CountWords")]
pub struct CountWordsDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// The noun for one: `block`.
    pub one: Text,
    /// The noun for none and for several: `blocks`.
    pub many: Text,
}

document!(CountWordsDocument { one, many });

/// The values of an enumeration.
#[derive(Clone, Debug)]
pub struct ValuesDocument(
    /// Names in order, with what is said of them.
    pub Vec<(Text, Option<ValueDocument>)>,
);

/// What is said of one value.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Value")]
pub struct ValueDocument {
    /// Its place in the text; not a key.
    #[schemars(skip)]
    pub span: Span,
    /// Its name to a reader.
    pub label: Option<Text>,
    /// Its name inside a sentence, where that is not its label with a small first letter.
    pub in_text: Option<Text>,
    /// Its definition.
    pub help: Option<Text>,
}

document!(ValueDocument { label, in_text, help });

impl Read for ValuesDocument {
    fn read(node: &Node) -> Option<Self> {
        if let Some(items) = node.sequence() {
            return Some(Self(items.iter().filter_map(Text::read).map(|name| (name, None)).collect()));
        }
        let value = |entry: &crate::Entry| {
            (Text { text: entry.key.clone(), span: entry.key_span }, ValueDocument::read(&entry.value))
        };
        Some(Self(node.mapping()?.iter().map(value).collect()))
    }
}

impl JsonSchema for ValuesDocument {
    fn schema_name() -> Cow<'static, str> {
        "Values".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<ValueDocument>();
        json_schema!({
            "type": ["array", "object"],
            "items": { "type": "string" },
            "minItems": 1,
            "maxItems": 64,
            "minProperties": 1,
            "maxProperties": 64,
            "additionalProperties": value
        })
    }
}

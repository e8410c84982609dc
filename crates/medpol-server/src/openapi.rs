//! `GET /openapi.json`: what may be asked and what is answered, generated from the types.
//!
//! The schemas come from the types of the answers; only the addresses are listed here.

use std::sync::LazyLock;

use axum::response::Response;
use medpol_answer::Answer;
use medpol_model::answer::Listing;
use medpol_report::diagnostic::Problems;
use medpol_syntax::document::{DocumentKind, generate};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::batch::{AnswerLine, Trailer};
use crate::json as out;
use crate::policies::ShownPolicy;
use crate::problem::{MEDIA_TYPE, Problem};
use crate::status::{Health, StatusReport};

/// Made once, when it is first asked for.
static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(|| openapi().to_string().into_bytes());

pub(crate) async fn document() -> Response {
    out::of_bytes(DOCUMENT.clone())
}

/// The `OpenAPI` document (3.1, whose schemas are JSON Schema 2020-12).
pub fn openapi() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schemas =
        settings.with(|settings| settings.definitions_path = "/components/schemas".into()).into_generator();
    let paths = paths(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "medpol",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Decides cases by payer medical policies, and says why. Every answer is advice to a person \
                who decides. Errors are problem documents (RFC 9457).",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "headers": {
                "medpol-generation": header("The generation of the library that answered.", "integer"),
                "medpol-library-digest": header("The digest of that library.", "string"),
                "medpol-policies": header("What was applied: `id@version=digest`, separated by commas.", "string"),
                "retry-after": header("Seconds after which the request may be sent again.", "integer"),
                "medpol-decision-id": header("The id of the decision, as in the decision log.", "string"),
            },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        "security": [{}, { "token": [] }],
    })
}

fn paths(schemas: &mut SchemaGenerator) -> Value {
    let decided = of::<Answer>(schemas);
    let line = json!({ "anyOf": [of::<AnswerLine<'_>>(schemas), of::<Trailer>(schemas)] });
    let case = generate(DocumentKind::Case);
    let documents =
        |schema: &Value| json!({ "application/json": { "schema": schema }, "application/yaml": { "schema": schema } });
    let any = json!({ "type": "object" });
    json!({
        "/v1/determinations": { "post": operation(schemas, "Answer a case: by the policy that is named, else by the policy that governs", Some(documents(&case)), &decided, &[POLICY, VIEW, FORMAT, FOR]) },
        "/v1/determinations:batch": { "post": batch(schemas, &line) },
        "/v1/policies": { "get": get::<Listing>(schemas, "The policies of the library") },
        "/v1/policies/{reference}": { "get": show(schemas) },
        "/v1/validate": { "post": validate(schemas, documents(&any)) },
        "/v1/status": { "get": get::<StatusReport>(schemas, "What is served, and whether the disk is otherwise") },
        "/v1/rollback": {
            "post": get::<StatusReport>(schemas, "Serve the library before this one again, until that is lifted"),
            "delete": get::<StatusReport>(schemas, "Lift a rollback: serve what is on disk again"),
        },
        "/healthz": { "get": get::<Health>(schemas, "Whether the server is alive") },
        "/readyz": { "get": get::<Health>(schemas, "Whether there is a library to decide by") },
    })
}

/// A parameter of a query.
#[derive(Clone, Copy)]
struct Parameter {
    name: &'static str,
    about: &'static str,
}

const POLICY: Parameter = Parameter {
    name: "policy",
    about: "The policy to decide by, as `ID` or `ID@VERSION`; the policy that governs if left out",
};
const VIEW: Parameter = Parameter {
    name: "view",
    about: "How much is shown, each more than the one before: `page` (the default), `decided`, `context` or `all`",
};

const FORMAT: Parameter = Parameter {
    name: "format",
    about: "`json` (the default), or `letter`: a letter as `text/markdown`, for whom `for` says",
};
const FOR: Parameter = Parameter { name: "for", about: "Whom a letter is for: `provider` or `member`" };

fn of<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

fn get<T: JsonSchema>(schemas: &mut SchemaGenerator, summary: &str) -> Value {
    let schema = of::<T>(schemas);
    operation(schemas, summary, None, &schema, &[])
}

fn show(schemas: &mut SchemaGenerator) -> Value {
    let mut shown = get::<ShownPolicy>(schemas, "A policy in words, with `accept: text/markdown` as Markdown");
    let about = "The policy, as `ID` or `ID@VERSION`; the slashes of the id are not escaped";
    let reference = json!({ "name": "reference", "in": "path", "required": true, "description": about, "schema": { "type": "string" } });
    if let Some(operation) = shown.as_object_mut() {
        operation.insert("parameters".to_owned(), json!([reference]));
    }
    shown
}

fn validate(schemas: &mut SchemaGenerator, body: Value) -> Value {
    let problems = of::<Problems>(schemas);
    operation(
        schemas,
        "What is wrong with a policy or a case, as if it stood in the library",
        Some(body),
        &problems,
        &[],
    )
}

fn batch(schemas: &mut SchemaGenerator, line: &Value) -> Value {
    let lines = json!({ "application/x-ndjson": { "schema": { "type": "string" } } });
    let summary = "Answer a case on each line, line by line; all lines see the same library. The last line is a \
        trailer that counts them; a stream without it was cut off";
    let mut batch = operation(schemas, summary, Some(lines), &Value::Null, &[POLICY, VIEW]);
    if let Some(answer) = batch.pointer_mut("/responses/200/content") {
        *answer = json!({ "application/x-ndjson": { "schema": line } });
    }
    batch
}

fn operation(
    schemas: &mut SchemaGenerator,
    summary: &str,
    body: Option<Value>,
    answer: &Value,
    parameters: &[Parameter],
) -> Value {
    let problem = of::<Problem>(schemas);
    let headers = ["medpol-generation", "medpol-library-digest", "medpol-policies", "medpol-decision-id"];
    let headers: Map<String, Value> = headers
        .into_iter()
        .map(|name| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    let mut operation = json!({
        "summary": summary,
        "responses": {
            "200": { "description": "The answer", "headers": headers, "content": { "application/json": { "schema": answer } } },
            "503": {
                "description": "No answer now: too many requests are waiting, it took too long, it could not be recorded, or there is no library yet",
                "headers": { "retry-after": { "$ref": "#/components/headers/retry-after" } },
                "content": { MEDIA_TYPE: { "schema": problem.clone() } },
            },
            "default": { "description": "A problem", "content": { MEDIA_TYPE: { "schema": problem } } },
        },
    });
    if let Some(operation) = operation.as_object_mut() {
        if let Some(content) = body {
            operation.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
        }
        if !parameters.is_empty() {
            let parameters = parameters.iter().map(|parameter| {
                json!({ "name": parameter.name, "in": "query", "description": parameter.about, "schema": { "type": "string" } })
            });
            operation.insert("parameters".to_owned(), parameters.collect());
        }
    }
    operation
}

fn header(about: &str, kind: &str) -> Value {
    json!({ "description": about, "schema": { "type": kind } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            // A schema with an id of its own is a document of its own.
            Value::Object(entries) if entries.get("$id").is_none() => {
                found.extend(entries.get("$ref").and_then(Value::as_str));
                entries.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = openapi();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            let there = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(there.is_some(), "{reference}");
        }
    }
}

//! The JSON documents are what their schemas say. The validator below knows the part of JSON Schema that the schemas use,
//! and refuses any keyword that it does not know.
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

mod program;

use program::{godwit, repository};
use serde_json::Value;

fn schema(name: &str) -> Value {
    let path = repository().join("docs/schema").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("the schema is JSON")
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("unknown type {other} in the schema"),
    }
}

fn validate(value: &Value, schema: &Value, root: &Value, at: &str) {
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "$defs" => {}
            "$ref" => {
                let name =
                    rule.as_str().and_then(|r| r.strip_prefix("#/$defs/")).expect("a reference into $defs");
                validate(value, &root["$defs"][name], root, at);
            }
            "type" => {
                let names: Vec<&str> = match rule {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => vec![name.as_str().expect("a type")],
                };
                assert!(names.iter().any(|n| has_type(value, n)), "{at}: {value} is no {names:?}");
            }
            "required" => {
                let Some(object) = value.as_object() else { continue };
                for name in rule.as_array().expect("a list").iter().filter_map(Value::as_str) {
                    assert!(object.contains_key(name), "{at}: {name} is missing");
                }
            }
            "properties" => {
                let Some(object) = value.as_object() else { continue };
                for (name, inner) in object {
                    if let Some(rule) = rule.get(name) {
                        validate(inner, rule, root, &format!("{at}.{name}"));
                    }
                }
            }
            "additionalProperties" => {
                assert_eq!(rule, &Value::Bool(false), "only false is known");
                let Some(object) = value.as_object() else { continue };
                for name in object.keys() {
                    assert!(schema["properties"].get(name).is_some(), "{at}: {name} is not in the schema");
                }
            }
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(item, rule, root, &format!("{at}[{i}]"));
                }
            }
            "enum" => {
                assert!(rule.as_array().expect("a list").contains(value), "{at}: {value} is none of {rule}")
            }
            "const" => assert_eq!(value, rule, "{at}"),
            "minimum" => {
                assert!(value.as_f64().is_none_or(|v| v >= rule.as_f64().expect("a number")), "{at}: {value}")
            }
            other => panic!("unknown keyword {other} in the schema"),
        }
    }
}

fn document(args: &[&str]) -> Value {
    let run = godwit(&repository(), args);
    serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{args:?}: {e}: {}{}", run.out, run.err))
}

#[test]
fn check_follows_its_schema() {
    let schema = schema("check.schema.json");
    let whole = document(&[
        "check",
        "--no-config",
        "--select",
        "ALL",
        "examples/orders",
        "nowhere",
        "--output-format",
        "json",
    ]);
    validate(&whole, &schema, &schema, "$");
    assert!(whole["findings"].as_array().is_some_and(|f| !f.is_empty()));
    assert_eq!(whole["problems"][0]["message"], "no such file or directory");
    assert_eq!(whole["summary"]["complete"], false);
}

#[test]
fn the_views_follow_their_schema() {
    let schema = schema("review.schema.json");
    for command in ["review", "health", "score", "ready"] {
        let whole = document(&[command, "examples/orders", "--output-format", "json"]);
        validate(&whole, &schema, &schema, "$");
        let parts: Vec<bool> =
            ["health", "score", "readiness", "findings"].iter().map(|p| whole.get(p).is_some()).collect();
        let want = match command {
            "review" => [true; 4],
            "health" => [true, false, false, false],
            "score" => [false, true, false, false],
            _ => [false, false, true, false],
        };
        assert_eq!(parts, want, "{command}");
    }
}

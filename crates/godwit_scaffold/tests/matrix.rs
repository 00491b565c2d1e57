//! The committed result of `cargo xtask scaffold-matrix` belongs to the templates of today, covers every pair of option values,
//! and holds no failure.
#![allow(clippy::disallowed_methods, reason = "tests read snapshots")]

use godwit_scaffold::manifest::{AxisKind, Manifest};
use godwit_scaffold::template_set::TemplateSet;
use std::collections::BTreeSet;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/matrix.json");

fn report() -> serde_json::Value {
    let text = std::fs::read_to_string(PATH).expect("run `cargo xtask scaffold-matrix`");
    serde_json::from_str(&text).expect("valid JSON")
}

/// FNV-1a over paths and contents, as the task computes it.
fn template_hash() -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |bytes: &[u8]| {
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for (path, text) in TemplateSet::embedded().iter().filter(|(path, _)| path.starts_with("service/")) {
        eat(path.as_bytes());
        eat(&[0]);
        eat(text.as_bytes());
        eat(&[0]);
    }
    format!("{hash:016x}")
}

#[test]
fn the_matrix_was_run_on_these_templates() {
    let want = template_hash();
    assert_eq!(
        report()["templates"],
        want.as_str(),
        "the templates changed since; run `cargo xtask scaffold-matrix`"
    );
}

#[test]
fn every_pair_of_values_was_built_raced_and_linted() {
    let report = report();
    let rows: Vec<&serde_json::Value> = report["combinations"].as_array().into_iter().flatten().collect();
    assert!(rows.len() >= 20, "only {} combinations", rows.len());
    for row in &rows {
        for step in ["new", "build", "vet", "gofmt", "test", "lint"] {
            assert_eq!(row["steps"][step], true, "{step} of {}", row["options"]);
        }
    }
    let manifest = Manifest::parse(&TemplateSet::embedded()).expect("valid");
    let values = |axis: &godwit_scaffold::manifest::Axis| match axis.kind {
        AxisKind::Bool => vec!["false".to_owned(), "true".to_owned()],
        AxisKind::Choice => axis.values.clone(),
    };
    let mut missing = BTreeSet::new();
    for (index, left) in manifest.axes.iter().enumerate() {
        for right in &manifest.axes[index + 1..] {
            for a in values(left) {
                for b in values(right) {
                    let covered = rows.iter().any(|row| {
                        row["options"][&left.name] == a.as_str() && row["options"][&right.name] == b.as_str()
                    });
                    if !covered {
                        missing.insert(format!("{}={a} {}={b}", left.name, right.name));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "pairs that no combination has: {missing:?}");
}

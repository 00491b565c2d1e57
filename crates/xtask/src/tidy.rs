//! `cargo xtask tidy`: the rules of the house that a program can check.
//!
//! Crate edges, file sizes and names, forbidden constructs, clippy's list of disallowed methods, stale generated files.
//! What needs a compiler (formatting, lints) is `cargo xtask ready`.

mod edges;

use std::path::Path;

use regex::Regex;

use crate::{Result, generate, repo};

/// Lines a hand-written source file may have.
const MAX_LINES: usize = 1200;

/// What only the edge of the system may call. `clippy.toml` must name each; the lint level is set in the workspace.
const DISALLOWED: &[&str] = &[
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::read_dir",
    "std::fs::write",
    "std::fs::metadata",
    "std::fs::File::open",
    "std::fs::File::create",
    "std::fs::OpenOptions::open",
    "std::path::Path::exists",
    "std::path::Path::is_file",
    "std::path::Path::is_dir",
    "std::env::var",
    "std::env::var_os",
    "std::env::vars",
    "std::env::args",
    "std::env::current_dir",
    "std::time::SystemTime::now",
    "std::time::Instant::now",
];

/// Crates that may touch the system, and the folder below them that is the door to it.
const EDGE_CRATES: &[&str] = &["godwit", "godwit_engine", "godwit_server", "godwit_testkit", "xtask"];
const SYSTEM_DOOR: &str = "crates/godwit_base/src/system/";

pub fn run() -> Result {
    let mut complaints = edges::check()?;
    check_files(&mut complaints)?;
    check_clippy_list(&mut complaints)?;
    complaints
        .extend(generate::stale()?.into_iter().map(|path| format!("{path}: stale, run `cargo xtask gen`")));
    if complaints.is_empty() {
        return Ok(());
    }
    complaints.sort();
    Err(format!("{} complaints\n  {}", complaints.len(), complaints.join("\n  ")).into())
}

/// A text that must not occur in sources. The patterns are written so that this file does not match itself.
struct Forbidden {
    pattern: &'static str,
    why: &'static str,
    rust_only: bool,
}

const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        pattern: r#"(^|["'`\s=(:])/(wor[k]|tm[p]|roo[t])/[A-Za-z0-9]"#,
        why: "a path of one machine; compute it, or use a relative one",
        rust_only: false,
    },
    Forbidden { pattern: r"(^|[^\w.])/hom[e]/\w+/", why: "a path of one machine", rust_only: false },
    Forbidden {
        pattern: r"\b(tod[o]|unimplemente[d])!\s*[(\[{]",
        why: "nothing unfinished lies in main",
        rust_only: true,
    },
    Forbidden {
        pattern: r"#\[\s*ignor[e]",
        why: "a known defect is a passing case marked `bug:`",
        rust_only: true,
    },
    Forbidden {
        pattern: r"\bunsaf[e]\s*(\{|fn\b|impl\b|extern\b)",
        why: "the workspace forbids it",
        rust_only: true,
    },
    Forbidden { pattern: r"\bdb[g]!\s*\(", why: "left from debugging", rust_only: true },
];

fn check_files(complaints: &mut Vec<String>) -> Result {
    let rules: Vec<(Regex, &Forbidden)> =
        FORBIDDEN.iter().map(|rule| Ok((Regex::new(rule.pattern)?, rule))).collect::<Result<_>>()?;
    let allows = Regex::new(r"allow\(\s*clippy::disallowed_method[s]")?;
    for path in repo::files()? {
        let name = path.to_string_lossy().replace('\\', "/");
        let Ok(text) = std::fs::read_to_string(repo::root().join(&path)) else {
            continue; // binary
        };
        let rust = name.ends_with(".rs");
        let generated = is_generated(&name, &text);
        if rust && !generated {
            check_shape(&name, &text, complaints);
        }
        // Go test inputs and lock files hold whatever they hold.
        if name.ends_with(".lock") || name.ends_with(".sum") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for (regex, rule) in &rules {
                if (rust || !rule.rust_only) && regex.is_match(line) {
                    complaints.push(format!("{name}:{}: {} ({})", number + 1, line.trim(), rule.why));
                }
            }
        }
        if rust && allows.is_match(&text) && !may_touch_system(&name) {
            complaints.push(format!(
                "{name}: only edge crates and tests may allow disallowed methods; go through System"
            ));
        }
    }
    Ok(())
}

fn check_shape(name: &str, text: &str, complaints: &mut Vec<String>) {
    let lines = text.lines().count();
    if lines > MAX_LINES {
        complaints.push(format!("{name}: {lines} lines, the limit is {MAX_LINES}; split it by concept"));
    }
    let file = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    if ["utils.rs", "util.rs", "common.rs", "helpers.rs", "helper.rs", "misc.rs"].contains(&file.as_ref()) {
        complaints.push(format!("{name}: name the file after what it holds"));
    }
    // A rule is documented by the page beside it.
    let documented = name.contains("/rules/") || text.lines().take(5).any(|line| line.starts_with("//!"));
    if name.contains("/src/") && !documented {
        complaints.push(format!("{name}: begins without `//!` lines that say what it is for"));
    }
}

/// Generated tables are not read by people. The mark must stand at the top.
fn is_generated(name: &str, text: &str) -> bool {
    let marked = text
        .lines()
        .take(3)
        .any(|line| line.contains("@generated") || line.contains("Generated by `cargo xtask gen`"));
    marked || name.ends_with("/tables.rs") || name.ends_with("_table.rs") || name.ends_with("_tables.rs")
}

fn may_touch_system(name: &str) -> bool {
    let Some((krate, rest)) = name.strip_prefix("crates/").and_then(|rest| rest.split_once('/')) else {
        return true; // fuzz targets and other programs outside the product
    };
    EDGE_CRATES.contains(&krate)
        || name.starts_with(SYSTEM_DOOR)
        || ["tests/", "examples/", "benches/"].iter().any(|dir| rest.starts_with(dir))
}

fn check_clippy_list(complaints: &mut Vec<String>) -> Result {
    let text = std::fs::read_to_string(repo::root().join("clippy.toml"))?;
    let table: toml::Table = text.parse()?;
    let listed: Vec<&str> = table
        .get("disallowed-methods")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.as_str().or_else(|| entry.get("path")?.as_str()))
        .collect();
    for method in DISALLOWED {
        if !listed.contains(method) {
            complaints.push(format!("clippy.toml: disallowed-methods lacks {method}"));
        }
    }
    Ok(())
}

//! What a snapshot of the formatter or of the rules was measured with. Equal provenance means that a new run could only repeat it.

use std::path::PathBuf;

use super::super::{Context, files_below};
use crate::{Result, repo};

/// What a group of figures depends on: the code that decides what the formatter does, and the code that measures it. The
/// parser has a snapshot of its own.
const GROUPS: [(&str, &[&str]); 7] = [
    ("printer", &["crates/godwit_format/src", "crates/godwit_format/examples/mangle.rs"]),
    ("layout", &["crates/godwit_format/src", "crates/xtask/src/conformance/fmt/modules.rs"]),
    (
        "imports",
        &[
            "crates/godwit_format/src",
            "crates/godwit_engine/src/fmt/packages.rs",
            "crates/xtask/src/conformance/fmt/imports.rs",
        ],
    ),
    (
        "writer",
        &[
            "crates/godwit_engine/src/writer.rs",
            "crates/godwit_engine/src/fmt/mod.rs",
            "crates/godwit_engine/src/fmt/discover.rs",
            "crates/godwit/tests/fmt_killed.rs",
        ],
    ),
    (
        "rules",
        &[
            "crates/godwit_lint/src",
            "crates/godwit_types/src",
            "crates/godwit_engine/src/check",
            "crates/godwit_engine/src/typecheck",
            "crates/xtask/src/conformance/mistakes.rs",
            "crates/xtask/src/conformance/rules.rs",
        ],
    ),
    ("mistakes", &["crates/xtask/src/conformance/mistakes.rs"]),
    ("linters", &["crates/godwit_lint/src", "crates/xtask/src/conformance/linters.rs"]),
];

/// What the typed rules have of their own; they have the type checker besides.
const TYPED_RULES: [&str; 9] = [
    "rules/correctness/copied_lock.rs",
    "rules/correctness/errors_as_target.rs",
    "rules/correctness/malformed_struct_tag.rs",
    "rules/correctness/printf_mismatch.rs",
    "rules/correctness/unchecked_error.rs",
    "rules/correctness/unused_result.rs",
    "callee.rs",
    "dispatch.rs",
    "types.rs",
];

/// What matters for the layout alone is all of the formatter but this.
const IMPORTS: &str = "crates/godwit_format/src/imports";

/// What plain gofmt, and so the mangler, never runs.
const NOT_PRINTED: [&str; 3] = [
    "crates/godwit_format/src/gofumpt",
    "crates/godwit_format/src/simplify.rs",
    "crates/godwit_format/src/verify.rs",
];

/// One line: hashes of the groups, of the modules that are formatted, and the Go version.
pub fn of(cx: &Context) -> Result<String> {
    let mut parts = Vec::new();
    for name in ["printer", "layout", "writer"] {
        parts.push(format!("{name} {}", group(name)?));
    }
    parts.push(format!("modules {}", modules()?));
    parts.push(cx.version.clone());
    Ok(parts.join(", "))
}

/// What one group of figures depends on.
pub fn of_group(cx: &Context, name: &str) -> Result<String> {
    Ok(format!("{name} {}, modules {}, {}", group(name)?, modules()?, cx.version))
}

/// The modules of the build list of `tools/go.mod`.
pub fn modules() -> Result<String> {
    hash(&[repo::root().join("tools/go.sum")])
}

fn group(name: &str) -> Result<String> {
    let sources = GROUPS.iter().find(|group| group.0 == name).map_or(&[][..], |group| group.1);
    let mut files = Vec::new();
    for source in sources {
        let path = repo::root().join(source);
        if path.is_file() {
            files.push(path);
        } else {
            files.extend(files_below(&path, &|file| file.extension().is_some_and(|ext| ext == "rs"))?);
        }
    }
    let is_part = |file: &PathBuf, part: &str| file.starts_with(repo::root().join(part));
    if name == "layout" || name == "printer" {
        files.retain(|file| !is_part(file, IMPORTS));
    }
    if name == "printer" {
        files.retain(|file| !NOT_PRINTED.iter().any(|part| is_part(file, part)));
    }
    if name == "rules" {
        let lint = repo::root().join("crates/godwit_lint/src");
        files.retain(|file| match file.strip_prefix(&lint) {
            Ok(file) => {
                file.to_string_lossy().starts_with("print_") || TYPED_RULES.iter().any(|r| file.ends_with(r))
            }
            Err(_) => true,
        });
    }
    files.sort();
    hash(&files)
}

/// Whether the committed snapshot was measured with the same.
pub fn is_current(cx: &Context, snapshot: &str, made_of: &str) -> bool {
    let path = repo::root().join("conformance").join(format!("{snapshot}-{}.txt", cx.label));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().any(|line| line.strip_prefix("# measured with: ") == Some(made_of))
}

/// The snapshots for other releases of Go that were measured with another printer: those Go's may not be at hand here.
pub fn stale_elsewhere(cx: &Context) -> Result<Vec<String>> {
    let printer = format!("printer {}", group("printer")?);
    let own = format!("fmt-{}.txt", cx.label);
    let all = files_below(&repo::root().join("conformance"), &|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("fmt-") && name != own
    })?;
    let is_stale = |file: &PathBuf| !std::fs::read_to_string(file).is_ok_and(|text| text.contains(&printer));
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(all.iter().filter(|file| is_stale(file)).map(name).collect())
}

/// A hash of what files say to a machine: comments and white space do not count.
fn hash(files: &[PathBuf]) -> Result<String> {
    let mut said = Vec::new();
    for file in files {
        said.extend(file.strip_prefix(repo::root()).unwrap_or(file).to_string_lossy().bytes());
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            line.split_whitespace().for_each(|word| said.extend(word.bytes()));
        }
    }
    Ok(hash_of_bytes(&said))
}

/// FNV-1a, for it is the same everywhere.
fn hash_of_bytes(bytes: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

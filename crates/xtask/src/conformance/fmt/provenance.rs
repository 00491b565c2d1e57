//! What a snapshot of the formatter was measured with. Equal provenance means that a new run could only repeat it.

use std::path::PathBuf;

use super::super::{Context, files_below};
use crate::{Result, repo};

/// The code that decides what the formatter writes, and the code that measures it. The parser has a snapshot of its own.
const SOURCES: [&str; 5] = [
    "crates/godwit_format",
    "crates/godwit_engine/src/fmt",
    "crates/godwit_engine/src/writer.rs",
    "crates/godwit/tests/fmt_killed.rs",
    "crates/xtask/src/conformance/fmt",
];

/// One line: hashes of the sources, of the modules they are measured on, and the Go version.
pub fn of(cx: &Context) -> Result<String> {
    let mut sources = Vec::new();
    for name in SOURCES {
        let path = repo::root().join(name);
        if path.is_file() {
            sources.push(path);
        } else {
            sources.extend(files_below(&path, &|file| file.extension().is_some_and(|ext| ext == "rs"))?);
        }
    }
    sources.sort();
    let (code, modules) = (hash(&sources)?, hash(&[repo::root().join("tools/go.sum")])?);
    Ok(format!("formatter {code}, modules {modules}, {}", cx.version))
}

/// Whether the committed snapshot was measured with the same.
pub fn is_current(cx: &Context, made_of: &str) -> bool {
    let path = repo::root().join("conformance").join(format!("fmt-{}.txt", cx.label));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().any(|line| line.strip_prefix("# measured with: ") == Some(made_of))
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
pub fn hash_of_bytes(bytes: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
}

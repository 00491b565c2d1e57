//! `pedantic/import-under-two-names`. See the page beside this file.

use rustc_hash::FxHashMap;

use crate::imports::Import;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/import-under-two-names",
    aliases: &[("gocritic", "dupImport")],
    default: false,
    check: Check::File(check),
    ..rule()
};

/// Files that import a package more often are written by programs.
const MAX_IMPORTS: usize = 64;

fn check(cx: &Cx<'_>) {
    let mut by_path: FxHashMap<&str, Vec<&Import>> = FxHashMap::default();
    for import in cx.imports().iter().filter(|i| i.path != "C") {
        by_path.entry(&import.path).or_default().push(import);
    }
    for import in cx.imports().iter() {
        let Some(same) = by_path.get(import.path.as_str()).filter(|s| (2..=MAX_IMPORTS).contains(&s.len())) else {
            continue;
        };
        let lines: Vec<String> = same.iter().map(|i| cx.file.line(cx.file.start(i.spec)).to_string()).collect();
        let Some((last, before)) = lines.split_last() else { continue };
        let (n, before) = (lines.len(), before.join(", "));
        let message = format!("package is imported {n} times under different aliases on lines {before} and {last}");
        cx.report_node(import.spec, message);
    }
}

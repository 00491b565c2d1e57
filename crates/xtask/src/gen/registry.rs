//! The table of rules of `godwit_lint`: every `rules/<family>/<rule>.rs` that has a page beside it.

use std::path::Path;

use super::Generated;
use crate::Result;

const RULES: &str = "crates/godwit_lint/src/rules";
const REGISTRY: &str = "crates/godwit_lint/src/registry.rs";

pub fn generate(root: &Path) -> Result<Generated> {
    let mut rules = Vec::new();
    for family in names(&root.join(RULES))? {
        for file in names(&root.join(RULES).join(&family))? {
            let Some(module) = file.strip_suffix(".rs") else { continue };
            if !root.join(RULES).join(&family).join(module).with_extension("md").is_file() {
                return Err(format!("{RULES}/{family}/{file} has no page {module}.md beside it").into());
            }
            rules.push((format!("{family}/{}", module.replace('_', "-")), family.clone(), module.to_owned()));
        }
    }
    rules.sort();
    Ok(Generated { path: REGISTRY.into(), text: text(&rules) })
}

fn names(dir: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Rules are id, family and module, sorted by id.
fn text(rules: &[(String, String, String)]) -> String {
    let mut out = String::from(
        "//! The table of rules. Written by `cargo xtask gen` from the files under `rules`; do not edit.\n\n\
         use crate::rule::RuleDef;\n\n",
    );
    for (_, family, module) in rules {
        out.push_str(&format!("#[path = \"rules/{family}/{module}.rs\"]\nmod {family}_{module};\n"));
    }
    out.push_str("\n/// Every rule, sorted by id.\npub static RULES: &[&RuleDef] = &[\n");
    for (_, family, module) in rules {
        out.push_str(&format!("    &{family}_{module}::RULE,\n"));
    }
    out.push_str("];\n\n/// The page of every rule, sorted by id.\n#[cfg(feature = \"pages\")]\n");
    out.push_str("pub static PAGES: &[(&str, &str)] = &[\n");
    for (id, family, module) in rules {
        out.push_str(&format!("    (\"{id}\", include_str!(\"rules/{family}/{module}.md\")),\n"));
    }
    out.push_str("];\n");
    out
}

//! `cargo xtask new-rule family/name`: the two hand-written files of a rule, filled so that they compile and their page runs.
//!
//! The texts are the templates beside this file; `{{id}}`, `{{family}}`, `{{name}}` (kebab-case), `{{module}}` (snake_case)
//! and `{{const}}` (upper case) are replaced.

use std::path::{Path, PathBuf};

use crate::{Result, generate, repo};

const CODE: &str = include_str!("new_rule/rule.rs.txt");
const PAGE: &str = include_str!("new_rule/rule.md.txt");

pub fn run(args: &[String]) -> Result {
    let [id] = args else {
        return Err("usage: cargo xtask new-rule family/kebab-name".into());
    };
    let (family, name) = split(id)?;
    let rules = repo::root().join("crates/godwit_lint/src/rules");
    for (path, text) in files(&rules, family, name) {
        if path.exists() {
            return Err(format!("{} exists already", path.display()).into());
        }
        std::fs::create_dir_all(path.parent().expect("a rule lies in its family's folder"))?;
        std::fs::write(&path, text)?;
        println!("wrote {}", path.strip_prefix(repo::root()).unwrap_or(&path).display());
    }
    generate::run(&[])?;
    println!("now write the page first: cargo test -p godwit_lint {}", name.replace('-', "_"));
    Ok(())
}

/// Family and name of an id, or why it is none.
fn split(id: &str) -> Result<(&str, &str)> {
    const FAMILIES: &[&str] = &[
        "correctness",
        "suspicious",
        "performance",
        "security",
        "complexity",
        "style",
        "pedantic",
        "nursery",
    ];
    let (family, name) = id.split_once('/').ok_or("a rule id is family/kebab-name")?;
    if !FAMILIES.contains(&family) {
        return Err(format!("unknown family `{family}`; one of {}", FAMILIES.join(", ")).into());
    }
    let word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !name.split('-').all(word) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(format!("`{name}` is not kebab-case").into());
    }
    if ["no-", "disallow-"].iter().any(|prefix| name.starts_with(prefix)) {
        return Err(
            "name the thing that is reported, so that `allow NAME` reads well: without no- or disallow-"
                .into(),
        );
    }
    Ok((family, name))
}

fn files(rules: &Path, family: &str, name: &str) -> [(PathBuf, String); 2] {
    let module = name.replace('-', "_");
    let fill = |template: &str| {
        template
            .replace("{{id}}", &format!("{family}/{name}"))
            .replace("{{family}}", family)
            .replace("{{name}}", name)
            .replace("{{module}}", &module)
            .replace("{{const}}", &module.to_uppercase())
    };
    let dir = rules.join(family);
    [(dir.join(format!("{module}.rs")), fill(CODE)), (dir.join(format!("{module}.md")), fill(PAGE))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked() {
        assert!(split("style/bare-return").is_ok());
        for bad in
            ["bare-return", "colour/x", "style/Bare", "style/no-goto", "style/a--b", "style/-a", "style/"]
        {
            assert!(split(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn placeholders_are_filled() {
        for (path, text) in files(Path::new("rules"), "style", "bare-return") {
            assert!(path.starts_with("rules/style") && path.with_extension("").ends_with("bare_return"));
            assert!(!text.contains("{{"), "{text}");
        }
    }
}

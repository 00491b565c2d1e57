//! Which crate may see which. The table is the wall plan of ARCHITECTURE.md; an edge that is not in it is an error.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Result, process, repo};

struct Room {
    name: &'static str,
    /// Godwit crates it may depend on.
    sees: &'static [&'static str],
    /// Further Godwit crates its tests may use.
    tests_see: &'static [&'static str],
    /// May depend on crates for serialisation.
    serde: bool,
}

const fn room(name: &'static str, sees: &'static [&'static str]) -> Room {
    Room { name, sees, tests_see: &["godwit_testkit"], serde: false }
}

const ROOMS: &[Room] = &[
    room("godwit_base", &[]),
    room("godwit_syntax", &["godwit_base"]),
    room("godwit_format", &["godwit_base", "godwit_syntax"]),
    room("godwit_load", &["godwit_base", "godwit_syntax"]),
    Room {
        tests_see: &["godwit_testkit", "godwit_load"],
        ..room("godwit_types", &["godwit_base", "godwit_syntax"])
    },
    room("godwit_ir", &["godwit_base", "godwit_syntax", "godwit_types"]),
    Room {
        tests_see: &["godwit_testkit", "godwit_load", "godwit_format"],
        ..room("godwit_lint", &["godwit_base", "godwit_syntax", "godwit_types", "godwit_ir"])
    },
    Room {
        serde: true,
        ..room(
            "godwit_assess",
            &["godwit_base", "godwit_syntax", "godwit_load", "godwit_types", "godwit_ir", "godwit_lint"],
        )
    },
    Room { serde: true, ..room("godwit_scaffold", &["godwit_base", "godwit_syntax"]) },
    Room {
        serde: true,
        ..room(
            "godwit_engine",
            &[
                "godwit_base",
                "godwit_syntax",
                "godwit_format",
                "godwit_load",
                "godwit_types",
                "godwit_ir",
                "godwit_lint",
                "godwit_assess",
                "godwit_scaffold",
            ],
        )
    },
    Room { serde: true, ..room("godwit_server", &["godwit_engine"]) },
    Room { serde: true, ..room("godwit", &["godwit_engine", "godwit_server"]) },
    room("godwit_testkit", &[]),
    Room { serde: true, ..room("xtask", &[]) },
];

/// Serialisation formats and the terminal belong to the edge.
const SERIALISATION: &[&str] =
    &["serde", "serde_json", "serde-saphyr", "toml", "toml_edit", "quick-xml", "postcard"];
const TERMINAL: &[&str] =
    &["clap", "indicatif", "anstyle", "anstream", "annotate-snippets", "lsp-server", "gen-lsp-types"];
const MAY_DRAW: &[&str] = &["godwit", "godwit_engine", "godwit_server"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

pub fn check() -> Result<Vec<String>> {
    let json =
        process::output(repo::cargo().args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&json)?;
    let rooms: BTreeMap<&str, &Room> = ROOMS.iter().map(|room| (room.name, room)).collect();
    let mut complaints = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(room) = rooms.get(name) else {
            complaints.push(format!("{name}: no row in the table of crate edges"));
            continue;
        };
        let folder =
            package.manifest_path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
        if folder != name {
            complaints.push(format!("{name}: lies in a folder called {folder}"));
        }
        for dependency in &package.dependencies {
            let target = dependency.name.as_str();
            let for_tests = dependency.kind.as_deref() == Some("dev");
            if dependency.path.is_some() {
                let allowed = room.sees.contains(&target) || for_tests && room.tests_see.contains(&target);
                if !allowed {
                    complaints.push(format!(
                        "{name} must not depend on {target}{}",
                        if for_tests { " (tests)" } else { "" }
                    ));
                }
            } else if !for_tests {
                if SERIALISATION.contains(&target) && !room.serde {
                    complaints.push(format!("{name} must not know the serialisation crate {target}"));
                }
                if TERMINAL.contains(&target) && !MAY_DRAW.contains(&name) {
                    complaints.push(format!("{name} must not know the terminal or a protocol ({target})"));
                }
            }
        }
    }
    Ok(complaints)
}

//! The embedded templates: every combination renders, every file parses, and a change shows in a snapshot.
#![allow(clippy::disallowed_methods, reason = "tests read and update snapshots")]

mod rendered;

use godwit_scaffold::class::class_in;
use godwit_scaffold::edit::go_file::GoFile;
use godwit_scaffold::history::Catalog;
use godwit_scaffold::manifest::{AxisKind, Manifest};
use godwit_scaffold::part::Part;
use godwit_scaffold::template_set::TemplateSet;
use rendered::{Rendered, is_generated, render};
use std::collections::{BTreeMap, BTreeSet};

/// Every choice of values, as options of the command line.
fn combinations(skip: &[&str]) -> Vec<Vec<(String, String)>> {
    let manifest = Manifest::parse(&TemplateSet::embedded()).expect("valid");
    let mut all: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for axis in manifest.axes.iter().filter(|axis| !skip.contains(&axis.name.as_str())) {
        let values = if axis.kind == AxisKind::Bool {
            vec!["true".to_owned(), "false".to_owned()]
        } else {
            axis.values.clone()
        };
        let with = |choice: &Vec<(String, String)>| {
            values
                .iter()
                .map(|value| [choice.clone(), vec![(axis.name.clone(), value.clone())]].concat())
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

fn render_choice(choice: &[(String, String)]) -> Rendered {
    let options: Vec<(&str, &str)> =
        choice.iter().map(|(axis, value)| (axis.as_str(), value.as_str())).collect();
    render(&options)
}

#[test]
fn every_combination_renders_files_that_parse() {
    // Licence, CI and deployment files do not meet the others in one file more than once.
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for choice in combinations(&["license", "ci", "deploy"]) {
        let rendered = render_choice(&choice);
        for file in &rendered.files {
            // The same text parses the same way.
            if seen.insert((file.path.clone(), file.text.clone())) {
                check_file(&file.path, &file.text, &choice);
            }
        }
    }
    for (axis, values) in [
        ("license", &["mit", "apache-2.0", "none"][..]),
        ("ci", &["github", "gitlab", "none"]),
        ("deploy", &["compose", "k8s", "none"]),
    ] {
        for value in values {
            for (db, cache) in [("postgres", "redis"), ("none", "none")] {
                let choice =
                    [(axis, *value), ("db", db), ("cache", cache)].map(|(a, v)| (a.to_owned(), v.to_owned()));
                for file in &render_choice(&choice).files {
                    if seen.insert((file.path.clone(), file.text.clone())) {
                        check_file(&file.path, &file.text, &choice);
                    }
                }
            }
        }
    }
}

fn check_file(path: &str, text: &str, choice: &[(String, String)]) {
    let at = format!("{path} with {choice:?}");
    assert!(text.is_empty() || text.ends_with('\n'), "{at}: no newline at the end");
    assert!(path.ends_with(".go") || !text.contains("\n\n\n"), "{at}: two empty lines in a row");
    assert!(
        !text.contains("<%") && !text.contains("<#") && !text.contains("%>"),
        "{at}: template syntax is left"
    );
    if path != "go.sum" && !path.ends_with(".md") {
        let trailing = text.lines().position(|line| line.ends_with([' ', '\t']) && !path.ends_with(".sql"));
        assert_eq!(trailing, None, "{at}: white space at the end of a line");
    }
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "go" => {
            let file = godwit_syntax::parse(text);
            assert!(file.errors.is_empty(), "{at}: {:?}", file.errors);
            let unused = unused_imports(&file);
            assert!(unused.is_empty(), "{at}: unused imports {unused:?}");
        }
        "yml" | "yaml" => {
            for document in text.split("\n---\n") {
                if let Err(error) = serde_saphyr::from_str::<serde_json::Value>(document) {
                    panic!("{at}: {error}");
                }
            }
        }
        "toml" => {
            drop(text.parse::<toml_edit::DocumentMut>().unwrap_or_else(|error| panic!("{at}: {error}")))
        }
        "json" => drop(
            serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{at}: {error}")),
        ),
        _ => {}
    }
}

#[test]
fn every_combination_is_formatted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for choice in combinations(&["license", "ci", "deploy"]) {
        for (path, text) in render_choice(&choice).go() {
            if !seen.values().any(|other| other == text) {
                let name = format!("{}_{}.go", seen.len(), path.replace(['/', '.'], "_"));
                std::fs::write(folder.path().join(&name), text).expect("written");
                seen.insert(name, text.to_owned());
            }
        }
    }
    let output = match std::process::Command::new("gofmt")
        .args(["-d", "."])
        .current_dir(folder.path())
        .output()
    {
        Ok(output) => output,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "gofmt is missing and CI allows no skipping: {error}");
            eprintln!("skipped: gofmt: {error}");
            return;
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.is_empty(),
        "gofmt would change {} of {} texts:\n{text}",
        text.matches("diff ").count(),
        seen.len()
    );
}

/// Imports whose name occurs nowhere; the compiler refuses them, and a template that leaves one is wrong for some options.
fn unused_imports(file: &godwit_syntax::File) -> Vec<String> {
    let used: BTreeSet<&str> = file
        .ids()
        .filter_map(|id| match file[id] {
            godwit_syntax::Node::Selector { x, .. } => file.ident(x).map(|name| name.as_str()),
            _ => None,
        })
        .collect();
    let mut unused = Vec::new();
    for spec in file.imports() {
        let path = file.import_path(spec);
        let godwit_syntax::Node::ImportSpec { name, .. } = file[spec] else { continue };
        let name = match name.and_then(|name| file.ident(name)) {
            Some(name) if matches!(name.as_str(), "_" | ".") => continue,
            Some(name) => name.as_str().to_owned(),
            // Only paths of the standard library and of the service itself are sure to end in the package's name.
            None if !path.contains('.') || path.starts_with("example.com/acme/") => {
                path.rsplit('/').next().unwrap_or(path).to_owned()
            }
            None => continue,
        };
        let versioned = name.starts_with('v') && name[1..].bytes().all(|b| b.is_ascii_digit());
        if !versioned && !used.contains(name.as_str()) {
            unused.push(path.to_owned());
        }
    }
    unused
}

#[test]
fn every_template_is_used_by_the_manifest_or_a_part() {
    let set = TemplateSet::embedded();
    let manifest = Manifest::parse(&set).expect("valid");
    let parts = Part::all(&set).expect("valid parts");
    let mut used: BTreeSet<String> =
        manifest.files.iter().map(|file| format!("service/files/{}", file.source)).collect();
    for part in &parts {
        for file in &part.files {
            used.insert(match file.source.strip_prefix("service:") {
                Some(source) => format!("service/files/{source}"),
                None => format!("parts/{}/files/{}", part.name, file.source),
            });
        }
    }
    let unused: Vec<&str> = set
        .iter()
        .map(|(path, _)| path)
        .filter(|path| path.contains("/files/") && !used.contains(*path))
        .collect();
    assert!(unused.is_empty(), "templates that nothing renders: {unused:?}");
    let missing: Vec<&String> = used
        .iter()
        .filter(|path| !path.ends_with("@gomod") && !path.ends_with("@gosum") && set.get(path).is_none())
        .collect();
    assert!(missing.is_empty(), "templates that do not exist: {missing:?}");
}

#[test]
fn files_say_whose_they_are() {
    let rendered = render(&[]);
    for file in &rendered.files {
        let marked = class_in(&file.text);
        let exempt = file.path.ends_with(".json")
            || ["go.sum", "LICENSE"].contains(&file.path.as_str())
            || is_generated(&file.text);
        let exempt = exempt || manifest_says_no_marker(&file.path);
        assert!(
            exempt || marked == Some(file.class),
            "{} has class {:?} and says {marked:?}",
            file.path,
            file.class
        );
    }
}

fn manifest_says_no_marker(path: &str) -> bool {
    let manifest = Manifest::parse(&TemplateSet::embedded()).expect("valid");
    manifest.files.iter().any(|file| file.path == path && !file.marker)
}

#[test]
fn the_parts_of_the_issue_are_there() {
    let parts = Part::all(&TemplateSet::embedded()).expect("valid parts");
    let names: BTreeSet<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    for wanted in [
        "database",
        "cache",
        "observability",
        "ci",
        "docker",
        "auth",
        "rate-limit",
        "worker",
        "grpc",
        "health",
    ] {
        assert!(names.contains(wanted), "no part {wanted} in {names:?}");
    }
    for part in &parts {
        assert!((1..=14).contains(&part.phase), "{}: phase {}", part.name, part.phase);
        assert!(!part.detect.is_empty(), "{} cannot be detected", part.name);
        for other in part.requires.iter().chain(&part.conflicts) {
            assert!(names.contains(other.as_str()), "{} names the unknown part {other}", part.name);
        }
    }
}

#[test]
fn a_template_change_shows_in_the_snapshot() {
    let rendered = render(&[]);
    let mut text = String::from(
        "# The default service: lines, bytes, class, path. UPDATE_SNAPSHOTS=1 cargo test -p godwit_scaffold --test embedded\n",
    );
    let mut sizes: BTreeMap<&str, String> = BTreeMap::new();
    for file in &rendered.files {
        sizes.insert(
            &file.path,
            format!("{:>5} {:>6} {:<9} {}", file.n_lines(), file.text.len(), file.class.name(), file.path),
        );
    }
    for line in sizes.values() {
        text.push_str(line);
        text.push('\n');
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots/default.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(path, &text).expect("written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let changed: Vec<&str> = text.lines().filter(|line| !committed.lines().any(|old| old == *line)).collect();
    assert_eq!(
        committed, text,
        "the default service changed; look at these and run with UPDATE_SNAPSHOTS=1: {changed:#?}"
    );
}

#[test]
fn every_shipped_version_can_be_rendered() {
    let catalog = Catalog::embedded().expect("valid");
    for version in catalog.versions() {
        let set = catalog.version(version).expect("reachable");
        assert_eq!(Manifest::parse(&set).expect("valid").template_version, version);
    }
    let n_history = TemplateSet::embedded_history().len();
    assert_eq!(catalog.versions().len(), n_history + 1, "every history file is on the chain");
}

#[test]
fn go_files_are_edited_without_loss() {
    // The editor's round trip: a parsed file keeps its text.
    for (path, text) in render(&[]).go() {
        assert_eq!(
            GoFile::parse(path, text).map(|file| file.text().to_owned()).as_deref(),
            Some(text),
            "{path}"
        );
    }
}

//! What the scaffold's tasks share: the option axes of the manifest, and a rendered service.

pub mod matrix;
pub mod pins;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{Result, process, repo};

#[derive(Deserialize)]
struct Manifest {
    #[serde(default, rename = "axis")]
    axes: Vec<Axis>,
}

/// One option axis; the values are what the command line takes.
#[derive(Clone, Debug, Deserialize)]
pub struct Axis {
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub values: Vec<String>,
    default: toml::Value,
    #[serde(default)]
    pub pins: bool,
}

impl Axis {
    pub fn default(&self) -> String {
        match &self.default {
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// A value for each axis.
pub type Choice = BTreeMap<String, String>;

pub fn templates() -> PathBuf {
    repo::root().join("crates/godwit_scaffold/templates")
}

pub fn axes() -> Result<Vec<Axis>> {
    let text = std::fs::read_to_string(templates().join("service/manifest.toml"))?;
    let mut manifest: Manifest = toml::from_str(&text)?;
    for axis in &mut manifest.axes {
        if axis.kind == "bool" {
            axis.values = vec!["false".into(), "true".into()];
        }
    }
    Ok(manifest.axes)
}

/// `cargo xtask scaffold-freeze TAG`: keeps the templates of a release, as a reverse diff, for `godwit upgrade`.
///
/// Run it once after raising `template_version`, with the tag of the last release.
pub fn freeze(args: &[String]) -> Result {
    let [tag] = args else {
        return Err("usage: cargo xtask scaffold-freeze TAG".into());
    };
    let temp = tempfile::tempdir()?;
    let archive = temp.path().join("templates.tar");
    let mut git = Command::new("git");
    git.current_dir(repo::root()).args(["archive", "--format=tar", "--output"]).arg(&archive);
    process::run(git.arg(format!("{tag}:crates/godwit_scaffold/templates")))?;
    let old = temp.path().join("templates");
    std::fs::create_dir(&old)?;
    process::run(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(&old))?;
    let mut cargo = repo::cargo();
    cargo.args(["run", "--quiet", "--package", "godwit_scaffold", "--example", "freeze", "--"]);
    process::run(cargo.arg(&old))
}

/// The development build of godwit: rendering is no matter of speed, and a release build takes minutes.
pub fn godwit() -> Result<PathBuf> {
    process::run(repo::cargo().args(["build", "--quiet", "--package", "godwit"]))?;
    Ok(repo::target().join("debug").join(format!("godwit{}", std::env::consts::EXE_SUFFIX)))
}

/// Runs `godwit new` with the given choice below `parent`.
pub fn render(godwit: &Path, parent: &Path, name: &str, axes: &[Axis], choice: &Choice) -> Result<PathBuf> {
    let mut command = Command::new(godwit);
    command.current_dir(parent).args(["new", name, "--module", &format!("example.com/acme/{name}"), "--yes"]);
    for axis in axes {
        let Some(value) = choice.get(&axis.name) else { continue };
        match (axis.kind.as_str(), value.as_str()) {
            ("bool", "true") => command.arg(format!("--{}", axis.name)),
            ("bool", _) => command.arg(format!("--no-{}", axis.name)),
            _ => command.arg(format!("--{}", axis.name)).arg(value),
        };
    }
    process::output(&mut command)?;
    Ok(parent.join(name))
}

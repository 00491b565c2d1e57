//! Older template versions, kept as a chain of reverse diffs.
//!
//! The binary carries the current templates in full. `templates/history/<old>.diff` turns the next newer version into `<old>`, so
//! a version N steps back costs N patches and no network. The format is one header and one section per file:
//!
//! ```text
//! godwit-template-history 1
//! from 1.1.0
//! to 1.0.0
//! file service/files/Makefile.tmpl patch
//! --- a
//! +++ b
//! @@ -1,3 +1,2 @@
//! …
//! file service/files/new.tmpl delete
//! ```
//!
//! Every line of a diff begins with one of ` +-@\`, so a line that begins with `file ` can only be a section. What is left out:
//! writing the files, which `cargo xtask scaffold-freeze` does with [`reverse`].

use crate::failure::{Failure, Result};
use crate::manifest::Manifest;
use crate::template_set::TemplateSet;
use std::collections::BTreeSet;

/// The current templates and the way back to each older version.
#[derive(Clone, Debug)]
pub struct Catalog {
    current: TemplateSet,
    current_version: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
struct Step {
    from: String,
    to: String,
    files: Vec<(String, FileStep)>,
}

#[derive(Clone, Debug)]
enum FileStep {
    Delete,
    Patch(String),
}

impl Catalog {
    /// What this binary ships.
    pub fn embedded() -> Result<Self> {
        let history = TemplateSet::embedded_history();
        Self::new(TemplateSet::embedded(), history.iter().map(String::as_str))
    }

    pub fn new<'a>(current: TemplateSet, history: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let current_version = Manifest::parse(&current)?.template_version;
        let steps = history.into_iter().map(parse_step).collect::<Result<Vec<_>>>()?;
        Ok(Self { current, current_version, steps })
    }

    pub fn current(&self) -> &TemplateSet {
        &self.current
    }

    pub fn current_version(&self) -> &str {
        &self.current_version
    }

    /// The templates of `version`; a failure when this binary does not know it.
    pub fn version(&self, version: &str) -> Result<TemplateSet> {
        let mut set = self.current.clone();
        let mut at = self.current_version.clone();
        // Each step is used at most once, so a cycle in the data ends.
        for _ in 0..=self.steps.len() {
            if at == version {
                return Ok(set);
            }
            let Some(step) = self.steps.iter().find(|step| step.from == at) else { break };
            step.apply(&mut set)?;
            at.clone_from(&step.to);
        }
        let known = self.versions().join(", ");
        Err(Failure::new(
            "template-version-unknown",
            format!("this godwit does not know template version {version:?} (it knows {known})"),
        )
        .hint("use the godwit that wrote .godwit/scaffold.lock, or a newer one"))
    }

    /// Every version on the chain, newest first.
    pub fn versions(&self) -> Vec<&str> {
        let mut versions = vec![self.current_version.as_str()];
        while let Some(step) = self.steps.iter().find(|step| Some(&step.from.as_str()) == versions.last()) {
            if versions.contains(&step.to.as_str()) {
                break;
            }
            versions.push(&step.to);
        }
        versions
    }
}

impl Step {
    fn apply(&self, set: &mut TemplateSet) -> Result<()> {
        let broken = |path: &str, why: &dyn std::fmt::Display| {
            Failure::template(format!("history step {} to {}: {path}: {why}", self.from, self.to))
        };
        for (path, step) in &self.files {
            match step {
                FileStep::Delete => {
                    set.files_mut().remove(path).ok_or_else(|| broken(path, &"no such file"))?;
                }
                FileStep::Patch(diff) => {
                    let patch = diffy::Patch::from_str(diff).map_err(|e| broken(path, &e))?;
                    let old = set.get(path).unwrap_or_default();
                    let text = diffy::apply(old, &patch).map_err(|e| broken(path, &e))?;
                    set.files_mut().insert(path.clone(), text);
                }
            }
        }
        Ok(())
    }
}

fn parse_step(text: &str) -> Result<Step> {
    let mut lines = text.split_inclusive('\n');
    let mut header = |prefix: &str| {
        lines.next().and_then(|line| line.trim_end().strip_prefix(prefix)).map(str::to_owned).ok_or_else(
            || Failure::template(format!("a history file lacks its {:?} line", prefix.trim_end())),
        )
    };
    header("godwit-template-history 1")?;
    let (from, to) = (header("from ")?, header("to ")?);
    let mut files: Vec<(String, FileStep)> = Vec::new();
    for line in lines {
        if let Some(section) = line.trim_end().strip_prefix("file ") {
            let (path, kind) = section.rsplit_once(' ').unwrap_or((section, ""));
            let step = match kind {
                "delete" => FileStep::Delete,
                "patch" => FileStep::Patch(String::new()),
                _ => {
                    return Err(Failure::template(format!(
                        "history {from} to {to}: unknown section {section:?}"
                    )));
                }
            };
            files.push((path.to_owned(), step));
        } else if let Some((_, FileStep::Patch(diff))) = files.last_mut() {
            diff.push_str(line);
        } else {
            return Err(Failure::template(format!(
                "history {from} to {to}: line outside of a section: {line:?}"
            )));
        }
    }
    Ok(Step { from, to, files })
}

/// The history text that turns `newer` back into `older`.
pub fn reverse(newer: &TemplateSet, older: &TemplateSet) -> Result<String> {
    let (from, to) = (Manifest::parse(newer)?.template_version, Manifest::parse(older)?.template_version);
    if from == to {
        return Err(Failure::new("template-version-same", format!("both template sets say version {from}"))
            .hint("raise template_version in templates/service/manifest.toml first"));
    }
    let mut out = format!("godwit-template-history 1\nfrom {from}\nto {to}\n");
    let paths: BTreeSet<&str> = newer.iter().chain(older.iter()).map(|(path, _)| path).collect();
    for path in paths {
        match (newer.get(path), older.get(path)) {
            (Some(new), Some(old)) if new == old => {}
            (_, Some(old)) => {
                let diff = diffy::create_patch(newer.get(path).unwrap_or_default(), old).to_string();
                out.push_str(&format!("file {path} patch\n{diff}"));
                if !diff.ends_with('\n') {
                    out.push('\n');
                }
            }
            (_, None) => out.push_str(&format!("file {path} delete\n")),
        }
    }
    Ok(out)
}

//! What go.mod and go.work say about the toolchain: go lines that do not fit together, and runtime settings (`godebug`).

use std::path::Path;

use super::{Main, Modules};
use crate::config::LoadDiagnostic;
use crate::lexical;
use crate::modfile::{At, WorkFile};
use crate::version;

/// Without a go line a workspace counts as this.
const GO_OF_WORK: &str = "1.18";
/// From this version on a go line is a minimum that must be kept.
const STRICT: &str = "1.21";

/// A workspace must be at least as new as its modules.
pub(super) fn check_go_of_work(
    cwd: &str,
    file: &str,
    work: &WorkFile,
    mains: &[Main],
    out: &mut Vec<LoadDiagnostic>,
) {
    let (verb, listed) = match &work.go {
        Some(go) => ("lists", go.value.as_str()),
        None => ("implicitly requires", GO_OF_WORK),
    };
    let base = lexical::parent(file);
    for main in mains {
        let needed = main.go_version();
        if version::compare_go(needed, listed).is_gt() && version::compare_go(needed, STRICT).is_ge() {
            let shown = lexical::short(cwd, &main.dir);
            let message = format!(
                "module {shown} listed in go.work file requires go >= {needed}, but go.work {verb} go {listed}; to update \
                 it:\n\tgo work use"
            );
            let line = work
                .use_
                .iter()
                .find(|u| lexical::absolute(base, &u.value.replace('\\', "/")) == main.dir)
                .map_or(0, |u| u.line);
            out.push(LoadDiagnostic::error("go.work", file, message).at(line, u32::from(line > 0)));
        }
    }
}

/// The settings that a distribution knows, and those it has dropped with the minor version that did.
struct Settings {
    known: Vec<String>,
    removed: Vec<(String, String)>,
}

/// Reads the distribution's own table, because every version of Go has other settings.
fn settings(table: &str) -> Settings {
    let mut settings = Settings { known: Vec::new(), removed: Vec::new() };
    for line in table.lines() {
        let Some((_, after)) = line.split_once("{Name: \"") else { continue };
        let Some((name, rest)) = after.split_once('"') else { continue };
        match rest.split_once("Removed: ") {
            Some((_, minor)) => {
                let minor: String = minor.chars().take_while(char::is_ascii_digit).collect();
                settings.removed.push((name.to_owned(), minor));
            }
            None => settings.known.push(name.to_owned()),
        }
    }
    settings
}

impl Modules<'_> {
    pub(super) fn check_godebug(
        &self,
        code: &'static str,
        file: &str,
        lines: &[At<(String, String)>],
        out: &mut Vec<LoadDiagnostic>,
    ) {
        if lines.is_empty() || self.env.goroot.is_empty() {
            return;
        }
        let table = lexical::join(&self.env.goroot_src(), "internal/godebugs/table.go");
        let known = match self.disk.system.read(Path::new(&table)) {
            Ok(bytes) => settings(&String::from_utf8_lossy(&bytes)),
            // Older distributions and damaged ones: nothing is known, so nothing is refused.
            Err(_) => return,
        };
        for line in lines {
            let (key, value) = &line.value;
            if let Some(message) = self.godebug_mistake(&known, key, value) {
                out.push(LoadDiagnostic::error(code, file, message).at(line.line, 1));
            }
        }
    }

    fn godebug_mistake(&self, settings: &Settings, key: &str, value: &str) -> Option<String> {
        if key == "default" {
            let Some(go) = value.strip_prefix("go").filter(|go| go.starts_with(|c: char| c.is_ascii_digit()))
            else {
                return Some("value for default= must be goVERSION".into());
            };
            let local = &self.env.go_version;
            return (!local.is_empty() && version::compare_go(go, local).is_gt())
                .then(|| format!("default={value} too new (toolchain is go{local})"));
        }
        if settings.known.is_empty() || settings.known.iter().any(|k| k == key) {
            return None;
        }
        Some(match settings.removed.iter().find(|(name, _)| name == key) {
            Some((_, minor)) => {
                format!("use of removed godebug \"{key}\", see https://go.dev/doc/godebug#go-1{minor}")
            }
            None => format!("unknown godebug \"{key}\""),
        })
    }
}

//! Where the configuration files are: in the project's folder or the nearest one above it, as golangci-lint looks for its own.

use std::path::{Path, PathBuf};

use godwit_base::System;

use super::{Config, ConfigProblem, Level, godwit_toml, golangci};

const GOLANGCI: [&str; 2] = [".golangci.yml", ".golangci.yaml"];
/// Other spellings of the same configuration, which are named rather than silently ignored.
const GOLANGCI_OTHER: [&str; 2] = [".golangci.toml", ".golangci.json"];
/// A configuration file above this size is a mistake.
const MAX_LEN: u64 = 4 << 20;

/// Reads the configuration for `dir`, an absolute folder. `shown` turns a path into what the user should read.
/// `explicit` is the file of `--config`; `none` reads no file at all.
pub fn load(
    system: &dyn System,
    dir: &Path,
    explicit: Option<&Path>,
    none: bool,
    shown: &dyn Fn(&Path) -> String,
) -> Config {
    let mut config = Config::default();
    config.exclusions.base = dir.to_path_buf();
    if none {
        return config;
    }
    match explicit {
        Some(path) if path.extension().is_some_and(|e| e == "toml") => {
            toml_file(system, path, &mut config, shown)
        }
        Some(path) => golangci_file(system, path, &mut config, shown),
        None => {
            if let Some(path) = nearest(system, dir, &GOLANGCI) {
                golangci_file(system, &path, &mut config, shown);
            } else if let Some(path) = nearest(system, dir, &GOLANGCI_OTHER) {
                let message = "only the YAML form of this file is read; convert it".to_owned();
                config.problems.push(ConfigProblem {
                    level: Level::Warning,
                    file: shown(&path),
                    line: 0,
                    column: 0,
                    message,
                });
            }
        }
    }
    if explicit.is_none_or(|p| p.extension().is_none_or(|e| e != "toml"))
        && let Some(path) = nearest(system, dir, &["godwit.toml"])
    {
        toml_file(system, &path, &mut config, shown);
    }
    config.problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    config
}

fn nearest(system: &dyn System, dir: &Path, names: &[&str]) -> Option<PathBuf> {
    dir.ancestors().find_map(|d| {
        names
            .iter()
            .map(|n| d.join(n))
            .find(|p| system.metadata(p).is_ok_and(|m| m.file_type != godwit_base::system::FileType::Dir))
    })
}

fn text(
    system: &dyn System,
    path: &Path,
    config: &mut Config,
    shown: &dyn Fn(&Path) -> String,
) -> Option<String> {
    let read = match system.metadata(path) {
        Ok(m) if m.len > MAX_LEN => Err(format!("{} MB are too much for a configuration file", m.len >> 20)),
        Ok(_) => system.read_to_string(path).map_err(|e| e.to_string()),
        Err(error) => Err(error.to_string()),
    };
    config.sources.push(path.to_path_buf());
    read.map_err(|message| {
        config.problems.push(ConfigProblem {
            level: Level::Error,
            file: shown(path),
            line: 0,
            column: 0,
            message,
        });
    })
    .ok()
}

fn golangci_file(system: &dyn System, path: &Path, config: &mut Config, shown: &dyn Fn(&Path) -> String) {
    if let Some(text) = text(system, path, config, shown) {
        let dir = path.parent().unwrap_or(Path::new("")).to_path_buf();
        golangci::read(&text, &shown(path), &dir, config);
    }
}

fn toml_file(system: &dyn System, path: &Path, config: &mut Config, shown: &dyn Fn(&Path) -> String) {
    if let Some(text) = text(system, path, config, shown) {
        godwit_toml::read(&text, &shown(path), config);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use godwit_base::system::MemorySystem;

    fn load_text(name: &str, text: &str) -> Config {
        let system = MemorySystem::new("/p").file(format!("/p/{name}"), text);
        load(&system, Path::new("/p/sub"), None, false, &|p| {
            p.strip_prefix("/p").unwrap_or(p).display().to_string()
        })
    }

    fn problems(name: &str, text: &str) -> Vec<String> {
        load_text(name, text).problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn unknown_keys_are_named_with_line_and_neighbour() {
        let text = "version: \"2\"\nlinters:\n  enabel: [errcheck]\n  enable:\n    - errchek\n    - gofmt\n  exclusions:\n    rule: []\nrunn: {}\n";
        assert_eq!(
            problems(".golangci.yml", text),
            [
                ".golangci.yml:3:3: warning: unknown key \"enabel\"; did you mean \"enable\"?",
                ".golangci.yml:5:7: unknown linter \"errchek\"; did you mean \"errcheck\"?",
                ".golangci.yml:6:7: gofmt is a formatter; name it in \"formatters.enable\"",
                ".golangci.yml:8:5: warning: unknown key \"rule\"; did you mean \"rules\"?",
                ".golangci.yml:9:1: warning: unknown key \"runn\"; did you mean \"run\"?",
            ]
        );
        assert_eq!(
            problems("godwit.toml", "[chek]\nx = 1\n[check]\nselct = []\n"),
            [
                "godwit.toml:1:2: warning: unknown key \"chek\"; did you mean \"check\"?",
                "godwit.toml:4:1: warning: unknown key \"selct\"; did you mean \"select\"?",
            ]
        );
    }

    #[test]
    fn broken_files_are_located() {
        let yaml = problems(".golangci.yml", "linters:\n  enable: [a\n  x: {\n");
        assert_eq!(yaml.len(), 1);
        assert!(yaml[0].starts_with(".golangci.yml:") && yaml[0].contains("not valid YAML"), "{yaml:?}");
        let toml = problems("godwit.toml", "profile = \"service\"\n[check\n");
        assert!(toml[0].starts_with("godwit.toml:2:") && toml[0].contains("not valid TOML"), "{toml:?}");
        let regex = problems(
            ".golangci.yml",
            "version: \"2\"\nlinters:\n  exclusions:\n    paths:\n      - \"(a\"\n",
        );
        assert!(regex[0].starts_with(".golangci.yml:5:9: not a valid regular expression"), "{regex:?}");
    }

    #[test]
    fn both_files_are_read_and_settings_keep_their_owner() {
        let system = MemorySystem::new("/p")
            .file("/p/.golangci.yml", "version: \"2\"\nlinters:\n  settings:\n    revive:\n      rules:\n        - name: var-naming\n          arguments: [[\"ID\"], [\"VM\"], [{upperCaseConst: true}]]\n        - name: argument-limit\n          arguments: [4]\n")
            .file("/p/godwit.toml", "[rules.\"complexity/long-function\"]\nmax-lines = 40\n");
        let config = load(&system, Path::new("/p"), None, false, &|p| p.display().to_string());
        assert_eq!(config.problems, []);
        let owners: Vec<(&str, &str)> =
            config.settings.iter().map(|s| (s.owner.as_str(), s.key.as_str())).collect();
        assert_eq!(
            owners,
            [
                ("revive:var-naming", "arguments"),
                ("revive:var-naming", "arguments.1"),
                ("revive:var-naming", "uppercaseconst"),
                ("revive:argument-limit", "arguments"),
                ("complexity/long-function", "max-lines")
            ]
        );
        assert_eq!(config.sources.len(), 2);
    }
}

//! go.sum: the checksums of the modules of a build. They are looked up, never computed.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::modfile::{ModError, ModuleVersion};

/// The checksums of go.sum files, several in a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoSum {
    sums: FxHashMap<ModuleVersion, String>,
    /// Keys for which the files say different hashes, so that at least one of them is wrong.
    disputed: FxHashSet<ModuleVersion>,
}

impl GoSum {
    /// Adds the lines of a file: `module version hash`, the version with `/go.mod` for the hash of the go.mod alone.
    pub fn add(&mut self, text: &str) -> Vec<ModError> {
        let mut errors = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next(), words.next(), words.next()) {
                (None, ..) => {}
                (Some(path), Some(version), Some(sum), None) => {
                    let key = ModuleVersion { path: path.into(), version: version.into() };
                    let known = self.sums.entry(key.clone()).or_insert_with(|| sum.to_string());
                    if known != sum && known.starts_with("h1:") && sum.starts_with("h1:") {
                        self.disputed.insert(key);
                    }
                }
                _ => {
                    let n = line.split_whitespace().count();
                    errors.push(ModError {
                        line: index as u32 + 1,
                        column: 1,
                        message: format!("malformed go.sum: wrong number of fields {n}"),
                    });
                }
            }
        }
        errors
    }

    /// The hash of a module's content.
    pub fn module(&self, m: &ModuleVersion) -> Option<&str> {
        self.sums.get(m).map(String::as_str)
    }

    /// The hash of a module's go.mod file.
    pub fn go_mod(&self, m: &ModuleVersion) -> Option<&str> {
        let key = ModuleVersion { path: m.path.clone(), version: format!("{}/go.mod", m.version) };
        self.sums.get(&key).map(String::as_str)
    }

    /// Whether the files contradict each other about a module's content (`""`) or its go.mod (`"/go.mod"`).
    pub fn disputed(&self, m: &ModuleVersion, part: &str) -> bool {
        let key = ModuleVersion { path: m.path.clone(), version: format!("{}{part}", m.version) };
        self.disputed.contains(&key)
    }
}

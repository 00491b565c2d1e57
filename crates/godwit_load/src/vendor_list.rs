//! vendor/modules.txt: which module each vendored package comes from.

use rustc_hash::FxHashMap;

use crate::modfile::ModuleVersion;
use crate::version;

/// What modules.txt says of one module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorMeta {
    /// `## explicit`: required in go.mod itself.
    pub explicit: bool,
    pub replacement: Option<ModuleVersion>,
    /// `go 1.N`
    pub go_version: String,
}

/// A vendor/modules.txt file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorList {
    /// Modules that contribute packages, in the order of the file.
    pub modules: Vec<ModuleVersion>,
    /// The modules with a replacement, in the order of the file.
    pub replaced: Vec<ModuleVersion>,
    /// Version by module path.
    pub versions: FxHashMap<String, String>,
    /// Module by package.
    pub packages: FxHashMap<String, ModuleVersion>,
    pub meta: FxHashMap<ModuleVersion, VendorMeta>,
    /// `## workspace`: written by `go work vendor`.
    pub workspace: bool,
}

impl VendorList {
    pub fn parse(text: &str) -> VendorList {
        let mut list = VendorList::default();
        let mut current: Option<ModuleVersion> = None;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if let Some(rest) = line.strip_prefix("## ") {
                let entries: Vec<&str> = rest.split(';').map(str::trim).collect();
                if index == 0 && entries.contains(&"workspace") {
                    list.workspace = true;
                }
                let Some(module) = &current else { continue };
                let meta = list.meta.entry(module.clone()).or_default();
                for entry in entries {
                    if entry == "explicit" {
                        meta.explicit = true;
                    }
                    if let Some(v) = entry.strip_prefix("go ") {
                        meta.go_version = v.trim().to_string();
                    }
                }
                continue;
            }
            if line.starts_with("# ") {
                current = list.module_line(line);
                continue;
            }
            let Some(module) = &current else { continue };
            if let [package] = line.split_whitespace().collect::<Vec<_>>()[..]
                && crate::module_path::check_import_path(package).is_ok()
            {
                list.packages.insert(package.to_string(), module.clone());
                // A module that contributes a package is in the build list, at this version.
                let newer = list
                    .versions
                    .get(&module.path)
                    .is_none_or(|v| version::compare_module(&module.path, v, &module.version).is_lt());
                if newer {
                    list.modules.push(module.clone());
                    list.versions.insert(module.path.clone(), module.version.clone());
                }
            }
        }
        list
    }

    /// `# path version`, `# path version => replacement`, `# path => replacement`.
    fn module_line(&mut self, line: &str) -> Option<ModuleVersion> {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.len() < 3 {
            return None;
        }
        let (module, rest) = if version::is_valid(words[2]) {
            (ModuleVersion { path: words[1].into(), version: words[2].into() }, &words[3..])
        } else if words[2] == "=>" {
            (ModuleVersion { path: words[1].into(), version: String::new() }, &words[2..])
        } else {
            return None;
        };
        let replacement = match rest {
            ["=>", path] => Some(ModuleVersion { path: (*path).into(), version: String::new() }),
            ["=>", path, v] if version::is_valid(v) => {
                Some(ModuleVersion { path: (*path).into(), version: (*v).into() })
            }
            _ => None,
        };
        if replacement.is_some() {
            self.replaced.push(module.clone());
            self.meta.entry(module.clone()).or_default().replacement = replacement;
        }
        Some(module)
    }
}

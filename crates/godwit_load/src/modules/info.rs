//! What is told of a module: the `Module` object of `go list -json`.

use std::path::Path;

use super::{Modules, Owner};
use crate::config::ModMode;
use crate::lexical;
use crate::modfile::ModuleVersion;
use crate::package::Module;

impl Modules<'_> {
    /// The module of an owner; none for the standard library.
    pub fn module_info(&self, owner: &Owner) -> Option<Module> {
        match owner {
            Owner::Standard | Owner::Unknown => None,
            Owner::Main(i) => {
                let main = &self.mains[*i];
                Some(Module {
                    path: main.path.as_str().into(),
                    main: true,
                    dir: main.dir.as_str().into(),
                    go_mod: main.go_mod.as_str().into(),
                    go_version: main.go_version().into(),
                    ..Module::default()
                })
            }
            Owner::Module(m) => Some(self.dependency_info(m)),
        }
    }

    fn dependency_info(&self, m: &ModuleVersion) -> Module {
        let mut info = Module {
            path: m.path.as_str().into(),
            version: m.version.as_str().into(),
            indirect: !self.direct.contains(&m.path),
            ..Module::default()
        };
        let go_version = if self.mode == ModMode::Vendor {
            self.vendor
                .as_ref()
                .and_then(|v| v.meta.get(m))
                .map_or(String::new(), |meta| meta.go_version.clone())
        } else {
            self.summary(m).map_or(String::new(), |s| s.go_version.clone())
        };
        info.go_version = go_version.as_str().into();
        let Some(replacement) = self.replacement(m) else {
            if self.mode != ModMode::Vendor {
                self.fill_from_cache(m, &mut info);
            }
            return info;
        };
        let mut new = Module {
            path: replacement.new.path.as_str().into(),
            version: replacement.new.version.as_str().into(),
            go_version: info.go_version.clone(),
            ..Module::default()
        };
        match &replacement.dir {
            Some(dir) => {
                new.dir = dir.as_str().into();
                new.go_mod = lexical::child(dir, "go.mod").into();
            }
            None if self.mode != ModMode::Vendor => self.fill_from_cache(&replacement.new, &mut new),
            None => {}
        }
        if self.mode != ModMode::Vendor {
            info.dir = new.dir.clone();
            info.go_mod = new.go_mod.clone();
        }
        info.replace = Some(Box::new(new));
        info
    }

    fn fill_from_cache(&self, m: &ModuleVersion, info: &mut Module) {
        if !self.must_have_sums() || self.sums.go_mod(m).is_some() {
            if let Some(file) = self.env.download_file(&m.path, &m.version, "mod")
                && self.disk.system.is_file(Path::new(&file))
            {
                info.go_mod = file.into();
            }
            info.go_mod_sum = self.sums.go_mod(m).unwrap_or("").into();
        }
        if !self.must_have_sums() || self.sums.module(m).is_some() {
            if let Some(dir) = self.env.module_dir(&m.path, &m.version)
                && self.disk.system.is_dir(Path::new(&dir))
            {
                info.dir = dir.into();
            }
            info.sum = self.sums.module(m).unwrap_or("").into();
        }
    }

    /// The `ignore` patterns of a module.
    pub fn ignore_patterns(&self, owner: &Owner) -> Vec<String> {
        match owner {
            Owner::Main(i) => self.mains[*i].file.ignore.iter().map(|p| p.value.clone()).collect(),
            Owner::Module(m) if self.mode != ModMode::Vendor => {
                self.summary(m).map_or(Vec::new(), |s| s.ignore.clone())
            }
            _ => Vec::new(),
        }
    }
}

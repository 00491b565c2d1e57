//! Whether vendor/modules.txt agrees with go.mod or go.work.

use std::collections::BTreeSet;

use super::{Modules, read_text};
use crate::config::LoadDiagnostic;
use crate::lexical;
use crate::modfile::ModuleVersion;
use crate::vendor_list::VendorList;
use crate::version;

impl Modules<'_> {
    pub(super) fn read_vendor(&mut self, out: &mut Vec<LoadDiagnostic>) {
        if self.mains.is_empty() {
            self.vendor = Some(VendorList::default());
            return;
        }
        let file = lexical::child(&self.vendor_dir, "modules.txt");
        let text = match read_text(self.disk, &file) {
            Ok(text) => text,
            Err(cause) if cause == "no such file or directory" => String::new(),
            Err(cause) => {
                out.push(LoadDiagnostic::error("vendor", &file, format!("cannot read modules.txt: {cause}")));
                String::new()
            }
        };
        let list = VendorList::parse(&text);
        let problems = self.inconsistencies(&list);
        if !problems.is_empty() {
            let command = if self.work.is_some() { "work" } else { "mod" };
            let message = format!(
                "inconsistent vendoring in {}:{}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\t\
                 To sync the vendor directory, run:\n\t\tgo {command} vendor",
                lexical::parent(&self.vendor_dir),
                problems.iter().map(|p| format!("\n\t{p}")).collect::<String>()
            );
            out.push(LoadDiagnostic::error("vendor", &file, message));
        }
        self.vendor = Some(list);
    }

    fn inconsistencies(&self, list: &VendorList) -> Vec<String> {
        let mut problems = Vec::new();
        let before_1_14 = self.work.is_none()
            && self.mains.first().is_some_and(|m| version::compare_go(m.go_version(), "1.14").is_lt());
        for main in &self.mains {
            for r in &main.file.require {
                let m = &r.module;
                if list.meta.get(m).is_some_and(|meta| meta.explicit) {
                    continue;
                }
                if !before_1_14 {
                    problems.push(format!(
                        "{m}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt"
                    ));
                } else if let Some(v) = list.versions.get(&m.path).filter(|v| **v != m.version) {
                    problems.push(format!(
                        "{m}: is explicitly required in go.mod, but vendor/modules.txt indicates {}@{v}",
                        m.path
                    ));
                }
            }
        }
        self.compare_replacements(list, before_1_14, &mut problems);
        for m in &list.modules {
            if list.meta.get(m).is_some_and(|meta| meta.explicit)
                && !self.mains.iter().any(|main| main.file.require.iter().any(|r| r.module == *m))
            {
                let article = if self.work.is_some() { "a " } else { "" };
                problems.push(format!(
                    "{m}: is marked as explicit in vendor/modules.txt, but not explicitly required in {article}go.mod"
                ));
            }
        }
        let source = if self.work.is_some() { "the workspace" } else { "go.mod" };
        for m in &list.replaced {
            if self.replacement(m).is_none() {
                problems.push(format!(
                    "{m}: is marked as replaced in vendor/modules.txt, but not replaced in {source}"
                ));
            }
        }
        problems
    }

    fn compare_replacements(&self, list: &VendorList, before_1_14: bool, problems: &mut Vec<String>) {
        let mut seen: BTreeSet<ModuleVersion> = BTreeSet::new();
        let of_mains = self.mains.iter().flat_map(|m| m.file.replace.iter().map(|r| (r, m.go_mod.as_str())));
        let of_work =
            self.work.iter().flat_map(|(file, w)| w.replace.iter().map(move |r| (r, file.as_str())));
        for (r, source) in of_mains.chain(of_work) {
            if !seen.insert(r.old.clone()) {
                continue;
            }
            let wanted = self.replacement(&r.old).map(|found| self.shown_replacement(found));
            let listed = list.meta.get(&r.old).and_then(|meta| meta.replacement.clone());
            let source = lexical::short(&self.cwd, source);
            match (listed, wanted) {
                (None, None) => {}
                (None, Some(_)) => {
                    let not_listed_then = r.old.version.is_empty()
                        || list.versions.get(&r.old.path).is_none_or(|v| *v != r.old.version);
                    if !(before_1_14 && not_listed_then) {
                        problems.push(format!(
                            "{}: is replaced in {source}, but not marked as replaced in vendor/modules.txt",
                            r.old
                        ));
                    }
                }
                (Some(listed), wanted) => {
                    if wanted.as_ref() != Some(&listed) {
                        problems.push(format!(
                            "{}: is replaced by {} in {source}, but marked as replaced by {listed} in vendor/modules.txt",
                            r.old, r.new
                        ));
                    }
                }
            }
        }
    }

    /// A replacement as modules.txt spells it: a workspace's folders are relative to go.work.
    fn shown_replacement(&self, replacement: &super::Replacement) -> ModuleVersion {
        let (Some((work, _)), Some(dir)) = (&self.work, &replacement.dir) else {
            return replacement.new.clone();
        };
        let base = lexical::parent(work);
        let mut path = lexical::relative(base, dir).unwrap_or_else(|| dir.clone());
        if !path.starts_with("..") && !lexical::is_absolute(&path) {
            path = format!("./{path}");
        }
        ModuleVersion { path, version: String::new() }
    }
}

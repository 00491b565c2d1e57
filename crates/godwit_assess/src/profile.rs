//! What kind of project it is: a library is not asked for graceful shutdown.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::FileFacts;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Profile {
    Service,
    Library,
    Cli,
}

impl Profile {
    pub const fn as_str(self) -> &'static str {
        match self {
            Profile::Service => "service",
            Profile::Library => "library",
            Profile::Cli => "cli",
        }
    }

    pub fn parse(text: &str) -> Option<Profile> {
        [Profile::Service, Profile::Library, Profile::Cli].into_iter().find(|p| p.as_str() == text)
    }
}

/// A service listens; a program that does not is a command; without a program it is a library. Programs in folders for
/// examples and tools, and files that only `go run` builds, do not count. `module` is the path of the module.
pub fn detect(files: &[FileFacts], module: &str) -> (Profile, String) {
    const ASIDE: [&str; 8] =
        ["example", "examples", "_examples", "tools", "hack", "internal", "scripts", "testutil"];
    let aside = |dir: &str| dir.split('/').any(|part| ASIDE.contains(&part));
    let code = || files.iter().filter(|f| !f.is_test && !f.build_tags.iter().any(|t| t == "ignore"));
    let mains: Vec<&FileFacts> =
        code().filter(|f| f.package == "main" && !f.is_generated && !aside(&f.dir)).collect();
    let Some(main) = mains.first() else {
        return (Profile::Library, "no main package outside examples and tools".into());
    };
    // A server counts where a program can start it.
    let mut by_dir: BTreeMap<&str, Vec<&FileFacts>> = BTreeMap::new();
    for file in code() {
        by_dir.entry(&file.dir).or_default().push(file);
    }
    let mut reached: BTreeSet<&str> = mains.iter().map(|f| f.dir.as_str()).collect();
    let mut todo: Vec<&str> = reached.iter().copied().collect();
    while let Some(dir) = todo.pop() {
        for import in by_dir.get(dir).into_iter().flatten().flat_map(|f| &f.imports) {
            let below = import.path.strip_prefix(module).map(|rest| rest.trim_start_matches('/'));
            if let Some((&below, _)) = below.and_then(|b| by_dir.get_key_value(b))
                && reached.insert(below)
            {
                todo.push(below);
            }
        }
    }
    if let Some((file, line)) =
        code().filter(|f| reached.contains(f.dir.as_str())).find_map(|f| Some((f, f.serves?)))
    {
        return (Profile::Service, format!("{}:{line} starts a server", file.path));
    }
    // A library with a small command beside it stays a library.
    let n_packages =
        by_dir.iter().filter(|(dir, files)| !aside(dir) && files.iter().all(|f| f.package != "main")).count();
    let n_mains = mains.iter().map(|f| f.dir.as_str()).collect::<BTreeSet<_>>().len();
    if n_packages > 6 * n_mains && !mains.iter().any(|f| f.dir.starts_with("cmd/")) {
        return (Profile::Library, format!("{n_packages} packages beside {}", main.path));
    }
    (Profile::Cli, format!("{} is a program and nothing listens", main.path))
}

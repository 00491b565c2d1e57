//! What kind of project it is: a library is not asked for graceful shutdown.

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
/// examples and tools do not count.
pub fn detect(files: &[FileFacts]) -> (Profile, String) {
    let aside = |dir: &str| {
        dir.split('/').any(|part| matches!(part, "example" | "examples" | "_examples" | "tools" | "hack" | "internal" | "scripts" | "testutil"))
    };
    let mut mains = files.iter().filter(|f| f.package == "main" && !f.is_test && !f.is_generated && !aside(&f.dir));
    let Some(main) = mains.next() else {
        return (Profile::Library, "no main package outside examples and tools".into());
    };
    // A library with a small command beside it stays a library.
    let n_packages = |main: bool| {
        let mut dirs: Vec<&str> = files.iter().filter(|f| !f.is_test && (f.package == "main") == main && !aside(&f.dir)).map(|f| f.dir.as_str()).collect();
        dirs.sort_unstable();
        dirs.dedup();
        dirs.len()
    };
    let serves = files.iter().filter(|f| !f.is_test && (f.package == "main" || f.dir.contains("internal") || !aside(&f.dir))).find(|f| f.serves.is_some());
    if let Some(file) = serves {
        let line = file.serves.unwrap_or(0);
        return (Profile::Service, format!("{}:{line} starts a server", file.path));
    }
    if n_packages(false) > 6 * n_packages(true) && !files.iter().any(|f| f.dir.starts_with("cmd/")) {
        return (Profile::Library, format!("{} packages beside {}", n_packages(false), main.path));
    }
    (Profile::Cli, format!("{} is a program and nothing listens", main.path))
}

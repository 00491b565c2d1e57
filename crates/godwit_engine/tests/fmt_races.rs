//! Files that vanish or change while `fmt` is at work: told, left alone, and the others are done.
#![allow(clippy::disallowed_methods, reason = "works on a disk")]

use std::io;
use std::path::{Path, PathBuf};

use godwit_base::System;
use godwit_base::system::{DirEntry, Metadata, OsSystem};
use godwit_engine::fmt::{Request, Settings, run};

const UGLY: &str = "package p\nvar  x = 1\n";
const NICE: &str = "package p\n\nvar x = 1\n";

/// A disk on which something happens to certain files at certain times.
struct Restless(OsSystem);

impl System for Restless {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "gone_before.go" {
            std::fs::remove_file(path)?;
        }
        let bytes = self.0.read(path)?;
        match name.as_str() {
            "gone_after.go" => std::fs::remove_file(path)?,
            "changed.go" => std::fs::write(path, "package p // by somebody else\n")?,
            "became_folder.go" => {
                std::fs::remove_file(path)?;
                std::fs::create_dir(path)?;
            }
            _ => {}
        }
        Ok(bytes)
    }
    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.0.read_dir(path)
    }
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.0.metadata(path)
    }
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.canonicalize(path)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.0.read_link(path)
    }
    fn current_dir(&self) -> io::Result<PathBuf> {
        self.0.current_dir()
    }
    fn env_var(&self, name: &str) -> Option<String> {
        self.0.env_var(name)
    }
}

#[test]
fn what_happens_to_one_file_is_told_and_the_others_are_done() {
    let dir = tempfile::tempdir().expect("a folder");
    let names = ["a.go", "became_folder.go", "changed.go", "gone_after.go", "gone_before.go", "z.go"];
    for name in names {
        std::fs::write(dir.path().join(name), UGLY).expect("a file");
    }
    let mut settings = Settings::default();
    settings.no_config = true;
    let request = Request { paths: vec![dir.path().to_path_buf()], settings, ..Request::default() };
    let report = run(&Restless(OsSystem), &request);

    let mut told: Vec<String> = report
        .problems
        .iter()
        .map(|p| format!("{}: {}", p.file.rsplit('/').next().unwrap_or(""), p.message))
        .collect();
    told.sort();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("became_folder.go: cannot write: "), "{told:?}");
    assert!(told[1].starts_with("changed.go: cannot write: changed by another program"), "{told:?}");
    assert!(told[2].starts_with("gone_after.go: cannot write: no such file"), "{told:?}");
    assert!(told[3].starts_with("gone_before.go: no such file"), "{told:?}");
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).expect("a file");
    assert_eq!((text("a.go"), text("z.go")), (NICE.to_owned(), NICE.to_owned()));
    assert_eq!(text("changed.go"), "package p // by somebody else\n");
    let mut left: Vec<String> = std::fs::read_dir(dir.path())
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["a.go", "became_folder.go", "changed.go", "z.go"]);
}

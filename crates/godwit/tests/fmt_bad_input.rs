//! `godwit fmt` where a file cannot be formatted or written: a message with name and cause, the other files done, nothing
//! lost, nothing left behind. Files that do not parse are in `fmt.rs`, kills in `fmt_killed.rs`.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const UGLY: &str = "package p\nfunc  f( ){\nx:=1 // c\n}\n";
const NICE: &str = "package p\n\nfunc f() {\n\tx := 1 // c\n}\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    dir
}

fn read(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).expect("a file")
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// Everything below a folder that is not a Go file.
fn traces(dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            out.extend(traces(&path));
        } else if path.extension().is_none_or(|ext| ext != "go") {
            out.push(path);
        }
    }
    out
}

/// An account without rights: permissions mean nothing to root.
const NOBODY: u32 = 65_534;

/// Runs `godwit fmt` on the folder as somebody whom permissions stop.
fn without_rights(dir: &Path) -> Output {
    let is_root = fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
    // The program may lie where others cannot reach it.
    let place = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).expect("a mode");
    let program = place.path().join("godwit");
    if fs::hard_link(env!("CARGO_BIN_EXE_godwit"), &program).is_err() {
        fs::copy(env!("CARGO_BIN_EXE_godwit"), &program).expect("a copy of the program");
    }
    let mut command = Command::new(&program);
    command.arg("fmt").current_dir(dir).env("HOME", dir).stdin(Stdio::null());
    if is_root {
        for entry in [dir.to_path_buf(), dir.join("open"), dir.join("closed")] {
            if entry.is_dir() {
                std::os::unix::fs::chown(&entry, Some(NOBODY), Some(NOBODY))
                    .expect("root gives folders away");
            }
        }
        for entry in
            ["open", "closed"].iter().flat_map(|d| fs::read_dir(dir.join(d)).into_iter().flatten().flatten())
        {
            std::os::unix::fs::chown(entry.path(), Some(NOBODY), Some(NOBODY))
                .expect("root gives files away");
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().expect("godwit runs")
}

#[test]
fn a_read_only_file_is_told_and_the_others_are_done() {
    let dir = folder(&[("open/a.go", UGLY), ("open/b.go", UGLY), ("open/c.go", UGLY)]);
    fs::set_permissions(dir.path().join("open/b.go"), Permissions::from_mode(0o444)).expect("a mode");
    let out = without_rights(dir.path());
    assert!(stderr(&out).contains("open/b.go: cannot write: permission denied"), "{}", stderr(&out));
    assert_eq!(out.status.code(), Some(2));
    let texts = ["open/a.go", "open/b.go", "open/c.go"].map(|name| read(dir.path(), name));
    assert_eq!(texts, [NICE, UGLY, NICE]);
    assert_eq!(fs::metadata(dir.path().join("open/b.go")).expect("a file").mode() & 0o777, 0o444);
    assert_eq!(traces(dir.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_read_only_folder_is_told_and_the_others_are_done() {
    let dir = folder(&[("open/a.go", UGLY), ("closed/b.go", UGLY)]);
    fs::set_permissions(dir.path().join("closed"), Permissions::from_mode(0o555)).expect("a mode");
    let out = without_rights(dir.path());
    fs::set_permissions(dir.path().join("closed"), Permissions::from_mode(0o755)).expect("a mode");
    assert!(stderr(&out).contains("closed/b.go: cannot write: permission denied"), "{}", stderr(&out));
    assert_eq!(out.status.code(), Some(2));
    assert_eq!((read(dir.path(), "open/a.go"), read(dir.path(), "closed/b.go")), (NICE.into(), UGLY.into()));
    assert_eq!(traces(dir.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_file_that_may_not_be_read_is_told_and_the_others_are_done() {
    let dir = folder(&[("open/a.go", UGLY), ("open/b.go", UGLY)]);
    fs::set_permissions(dir.path().join("open/b.go"), Permissions::from_mode(0o000)).expect("a mode");
    let out = without_rights(dir.path());
    fs::set_permissions(dir.path().join("open/b.go"), Permissions::from_mode(0o644)).expect("a mode");
    assert!(stderr(&out).contains("open/b.go: permission denied"), "{}", stderr(&out));
    assert_eq!(out.status.code(), Some(2));
    assert_eq!((read(dir.path(), "open/a.go"), read(dir.path(), "open/b.go")), (NICE.into(), UGLY.into()));
}

/// A text that formatting makes longer by a line break a function.
fn long(n: usize) -> String {
    let body: String = (0..n).map(|i| format!("func  f{i}( ){{\nx:=1;_=x\n}}\n")).collect();
    format!("package p\n{body}")
}

/// Files that must not grow beyond a few kilobytes: a write fails in its midst, as on a full disk.
#[test]
fn a_write_that_fails_halfway_loses_nothing() {
    let big = long(400);
    let dir = folder(&[("a.go", UGLY), ("big.go", &big), ("linked.go", &big), ("z.go", UGLY)]);
    fs::hard_link(dir.path().join("linked.go"), dir.path().join("other.go")).expect("a link");
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$0\" fmt";
    let out = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_godwit")])
        .current_dir(dir.path())
        .stdin(Stdio::null())
        .output()
        .expect("a shell runs");
    let complaints = stderr(&out);
    for name in ["big.go: cannot write: ", "linked.go: cannot write: "] {
        assert!(complaints.contains(name), "{complaints}");
    }
    assert_eq!(out.status.code(), Some(2), "{complaints}");
    let texts = ["a.go", "big.go", "linked.go", "other.go", "z.go"].map(|name| read(dir.path(), name));
    assert!(texts == [NICE, &big, &big, &big, NICE], "{texts:?}");
    assert_eq!(traces(dir.path()), Vec::<PathBuf>::new());
}

/// The same on a file system that is full, where the machine lets us make one.
#[test]
fn a_full_disk_loses_nothing() {
    let big = long(4_000);
    let dir = folder(&[("a.go", UGLY), ("big.go", &big)]);
    // A file system of 192 kB: the files fit, and a second copy of the big one does not.
    let script = "mkdir full && mount -t tmpfs -o size=192k none full && cp a.go big.go full/ && cd full || exit 77\n\
                  \"$0\" fmt; code=$?; ls -A; cmp -s a.go ../nice.go && cmp -s big.go ../big.go && exit $code; exit 76";
    fs::write(dir.path().join("nice.go"), NICE).expect("a file");
    let out = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_godwit")])
        .current_dir(dir.path())
        .stdin(Stdio::null())
        .output();
    match out {
        Ok(out) if out.status.code() != Some(77) && !stderr(&out).starts_with("unshare:") => {
            assert!(
                stderr(&out).contains("big.go: cannot write: no space left on device"),
                "{}",
                stderr(&out)
            );
            assert_eq!(out.status.code(), Some(2), "{}", stderr(&out));
            assert_eq!(String::from_utf8_lossy(&out.stdout), "a.go\nbig.go\n");
        }
        // Then `a_write_that_fails_halfway_loses_nothing` stands alone.
        _ => println!("no file system of our own here: nothing was tested"),
    }
}

#[test]
fn line_ends_and_byte_order_marks_are_what_gofmt_makes_of_them() {
    let dir = folder(&[
        ("crlf.go", "package p\r\n\r\n// c\r\nvar  x = `a\r\nb`\r\n/* d\r\ne */\r\n"),
        ("mark.go", "\u{feff}package p\n\nvar  x = 1\n"),
        ("inside.go", "package p\n\nvar x = 1\u{feff}\n"),
    ]);
    let out = Command::new(env!("CARGO_BIN_EXE_godwit"))
        .args(["fmt", "--no-config"])
        .current_dir(dir.path())
        .output()
        .expect("godwit runs");
    assert_eq!(read(dir.path(), "crlf.go"), "package p\n\n// c\nvar x = `a\nb`\n\n/* d\ne */\n");
    assert_eq!(read(dir.path(), "mark.go"), "package p\n\nvar x = 1\n");
    assert_eq!(read(dir.path(), "inside.go"), "package p\n\nvar x = 1\u{feff}\n");
    assert!(stderr(&out).contains("inside.go:3:10: illegal byte order mark"), "{}", stderr(&out));
    assert_eq!(out.status.code(), Some(2));
}

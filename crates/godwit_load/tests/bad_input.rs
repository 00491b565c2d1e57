//! Input nobody meant: each gives a message that names file and cause, and everything else is loaded.

mod fixture;

use fixture::{assert_text, list};
use godwit_load::{LoadConfig, Workspace};

fn module(files: &str) -> String {
    format!("-- go.mod --\nmodule m\ngo 1.22\n{files}")
}

#[test]
fn files_of_two_packages_in_one_folder() {
    let project = module(
        "-- a/a.go --\npackage a\nimport _ \"fmt\"\n-- a/b.go --\npackage b\n-- use/u.go --\npackage use\nimport _ \"m/a\"\n",
    );
    assert_text(
        &list(&project, "", &["./..."]),
        "
*m/a (m) [a.go b.go] <- fmt
  MixedPackages: found packages a (a.go) and b (b.go) in /project/a
*m/use (m) [u.go] <- m/a
",
    );
}

#[test]
fn broken_heads_of_files() {
    let cases = [
        ("", "1:1: expected 'package', found 'EOF'"),
        ("// only a comment\n", "1:19: expected 'package', found 'EOF'"),
        ("pakage b\n", "1:1: expected 'package', found pakage"),
        ("package\n", "1:9: expected 'IDENT', found 'EOF'"),
        ("package 5\n", "1:9: expected 'IDENT', found 5"),
        ("package _\n", "1:9: invalid package name _"),
        ("package a import \"fmt\"\n", "1:11: expected ';', found 'import'"),
        ("package a\nimport \"fmt\n", "2:8: string literal not terminated"),
        ("package a\nimport `fmt\n", "2:8: raw string literal not terminated"),
        ("package a\nimport fmt\n", "2:11: missing import path"),
        ("package a\nimport (\n\t\"os\"\nfunc main() {}\n", "4:1: missing import path"),
        ("package a\nimport 5\n", "2:8: import path must be a string"),
        ("package a\nimport \"a b\"\n", "2:8: invalid import path: a b"),
        ("package a; import (\"os\" \"fmt\")\n", "1:25: expected ';', found \"fmt\""),
        ("/* open\npackage a\n", "1:1: comment not terminated"),
    ];
    for (text, want) in cases {
        let project = module(&format!("-- ok/o.go --\npackage ok\n-- b/b.go --\n{text}"));
        let got = list(&project, "", &["./ok", "./b"]);
        let project_text = fixture::files(&project);
        // The project's text form adds nothing to a file but the line break it ends with.
        let stored = project_text.iter().find(|(n, _)| n == "b/b.go").map(|(_, t)| t.as_str());
        assert_eq!(stored, Some(text));
        assert!(got.contains("*m/ok (m) [o.go]\n"), "{text:?}: {got}");
        assert!(got.contains(&format!("  Syntax: b/b.go:{want}\n")), "{text:?}: wanted {want}, got\n{got}");
    }
}

#[test]
fn bytes_that_are_no_text() {
    let base = module("-- ok/o.go --\npackage ok\n");
    let load = |bytes: &[u8]| {
        let system = fixture::system(&base).file("/project/b/b.go", bytes);
        let (ws, d) = Workspace::load(&system, &fixture::config("/project", &["./..."]));
        fixture::show(&ws, &d)
    };
    assert!(
        load(b"package b\n\xff\xfe").contains("*m/b (m) [b.go]"),
        "behind the imports it is the parser's business"
    );
    assert!(load(b"\xff\xfepackage b\n").contains("Syntax"), "not UTF-8");
    assert!(
        load(b"// \xff\npackage b\n").contains("b/b.go:1:4: illegal UTF-8 encoding"),
        "{}",
        load(b"// \xff\npackage b\n")
    );
    let nul = load(b"pack\0age b\n");
    assert!(nul.contains("*m/ok (m) [o.go]"), "{nul}");
    let nuls = load(&vec![0u8; 1 << 20]);
    assert!(nuls.contains("unexpected NUL in input"), "{nuls}");
    assert!(
        load(b"\xef\xbb\xbfpackage b\r\nimport \"fmt\"\r\n").contains("*m/b (m) [b.go] <- fmt"),
        "BOM and CRLF"
    );
}

#[test]
fn constraints_that_do_not_parse() {
    let project = module(
        "-- a/a.go --\n//go:build linux &&\n\npackage a\n-- b/b.go --\n//go:build linux\n//go:build windows\n\npackage b\n-- c/c.go --\n//go:build !!x\n\npackage c\n",
    );
    assert_text(
        &list(&project, "", &["./..."]),
        "
*m/a (m)
  Syntax: a.go: parsing //go:build line: unexpected end of expression
*m/b (m)
  Syntax: b.go: multiple //go:build comments
*m/c (m)
  Syntax: c.go: parsing //go:build line: double negation not allowed
",
    );
    let deep = format!("//go:build {}x{}\n\npackage m\n", "(".repeat(100_000), ")".repeat(100_000));
    let long = format!("//go:build {}x\n\npackage m\n", "x || ".repeat(100_000));
    for text in [deep, long] {
        let system = fixture::system(&module("")).file("/project/m.go", text);
        let (ws, d) = Workspace::load(&system, &fixture::config("/project", &["."]));
        let got = fixture::show(&ws, &d);
        assert!(got.contains("build expression too large"), "{got}");
    }
}

#[test]
fn links_and_things_that_cannot_be_read() {
    let system = fixture::system(&module("-- a/a.go --\npackage a\n-- ok/o.go --\npackage ok\n"))
        .link("/project/loop", "/project")
        .link("/project/a/dangling.go", "nowhere.go")
        .link("/project/a/again.go", "again.go")
        .unreadable("/project/secret/s.go")
        .unreadable("/project/dark");
    let (ws, d) = Workspace::load(&system, &fixture::config("/project", &["./..."]));
    assert_text(
        &fixture::show(&ws, &d),
        "
*m/a (m) [a.go]
  Syntax: open /project/a/again.go: too many levels of symbolic links
*m/ok (m) [o.go]
*m/secret (m)
  Syntax: open /project/secret/s.go: permission denied
",
    );
}

#[test]
fn nowhere_at_all() {
    assert_text(
        &list("-- x.txt --\n", "nothere", &["."]),
        "
*.
  MissingPackage: stat /project/nothere: directory not found
",
    );
    assert_text(
        &list("-- x.txt --\n", "", &["./..."]),
        "
*./...
  MissingPackage: pattern ./...: directory prefix . does not contain main module or its selected dependencies
",
    );
    let got = list("-- go.mod --\nmodule m\n-- README --\n", "", &["./..."]);
    assert_text(&got, "warning [pattern] : \"./...\" matched no packages");
}

#[test]
fn odd_patterns() {
    let project = module("-- m.go --\npackage m\n");
    for pattern in [
        "",
        "...",
        "/",
        "//",
        "./",
        "a@b",
        "\u{0}",
        "../../../..",
        "std/...",
        "m\\x",
        "-x",
        "all/x",
        "./m.go/x",
    ] {
        let system = fixture::system(&project);
        let (ws, _) = Workspace::load(&system, &fixture::config("/project", &[pattern]));
        assert!(ws.packages.len() < 100, "{pattern}");
    }
}

/// Long import chains are followed with a stack on the heap.
#[test]
fn a_chain_of_five_thousand_imports() {
    const N: usize = 5_000;
    let mut system = fixture::system(&module(""));
    for i in 0..N {
        system =
            system.file(format!("/project/p{i}/p.go"), format!("package p\nimport _ \"m/p{}\"\n", i + 1));
    }
    system = system.file(format!("/project/p{N}/p.go"), "package p\n");
    let (ws, _) = Workspace::load(&system, &fixture::config("/project", &["./p0"]));
    assert_eq!(ws.packages.len(), N + 1);
    let ring = system.file(format!("/project/p{N}/p.go"), "package p\nimport _ \"m/p0\"\n");
    let (ws, _) =
        Workspace::load(&ring, &LoadConfig { tests: true, ..fixture::config("/project", &["./p0"]) });
    assert!(ws.package(ws.roots[0]).error.as_ref().is_some_and(|e| e.message == "import cycle not allowed"));
}

#[test]
fn every_prefix_and_every_damaged_byte_of_a_go_mod() {
    let text = "// Deprecated: x\nmodule \"ex.com/m\"\ngo 1.27\nrequire (\n\tex.com/a v1.0.0 // indirect\n)\nreplace ex.com/a => ./a\nretract [v1.0.0, v1.1.0]\ntool x\nignore y\n";
    for n in 0..=text.len() {
        let _ = godwit_load::modfile::parse(&text[..n]);
        let _ = godwit_load::modfile::parse_work(&text[..n]);
        for c in ["\u{0}", "(", ")", "\"", "`", "/*", "é", "\r", "[", "\n"] {
            let damaged = format!("{}{c}{}", &text[..n], &text[n..]);
            let _ = godwit_load::modfile::parse(&damaged);
            let _ = godwit_load::modfile::parse_lax(&damaged);
            let _ = godwit_load::header::scan(damaged.as_bytes());
        }
    }
}

#[test]
fn every_prefix_and_every_damaged_byte_of_a_go_file() {
    let text = "//go:build (a || !b) && go1.20\n// +build x,!y z\n\n/* c */ package p // d\nimport (\n\t_ \"embed\"\n\t. `fmt`; x \"\\u0041/b\"\n)\n//go:embed a \"b\\x41\" `c`\nvar s = \"\\\"//go:embed no\"\n";
    for n in 0..=text.len() {
        let _ = godwit_load::header::scan(&text.as_bytes()[..n]);
        for b in [0u8, b'"', b'`', b'/', b'*', b'(', b')', b'\n', b'\\', 0xff, b';', b'i', b'.'] {
            let mut damaged = text.as_bytes().to_vec();
            damaged.insert(n, b);
            let _ = godwit_load::header::scan(&damaged);
            if n < text.len() {
                damaged.remove(n + 1);
                let _ = godwit_load::header::scan(&damaged);
            }
        }
    }
}

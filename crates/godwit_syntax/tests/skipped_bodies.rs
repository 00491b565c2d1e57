//! A file read without its function bodies is the same file outside them; and the lexer's lines are those of the text.
#![allow(clippy::disallowed_methods, reason = "the test reads the Go source tree")]

use godwit_base::LineIndex;
use godwit_syntax::{File, Node, NodeId, ParseOptions, Source, parse_source};

fn both(text: &str) -> (File, File) {
    let parse = |skip_bodies| {
        let options = ParseOptions { skip_bodies, ..ParseOptions::default() };
        parse_source(Source::from(text), options)
    };
    (parse(false), parse(true))
}

/// The nodes that are in no body of a function declaration, by kind, place and text; of a body only its place.
fn outline(file: &File) -> Vec<String> {
    let bodies: Vec<NodeId> = file
        .decls()
        .filter_map(|decl| match file[decl] {
            Node::FuncDecl(ext) => file.func_decl(ext).body,
            _ => None,
        })
        .collect();
    // Ids are in post-order, so the bodies are in order of their ids.
    let inside = |id: NodeId| {
        let next = bodies.partition_point(|&body| body < id);
        bodies.get(next).is_some_and(|&body| body != id && file.is_within(id, body))
    };
    let describe = |id: NodeId| {
        let at = file.line_column(file.start(id));
        let name = file.ident(id).map_or("", |name| name.as_str());
        format!("{:?} {}..{} {}:{} {name}", file[id].kind(), file.start(id), file.end(id), at.line, at.column)
    };
    file.ids().filter(|&id| !inside(id)).map(describe).collect()
}

fn assert_alike(text: &str) {
    let (full, skipped) = both(text);
    for file in [&full, &skipped] {
        assert_eq!(file.lines.starts(), LineIndex::new(text.as_bytes()).starts(), "lines of {text:?}");
    }
    if full.errors.is_empty() {
        assert_eq!(skipped.errors, [], "{text}");
        assert_eq!(outline(&full), outline(&skipped), "{text}");
    }
}

#[test]
fn what_hides_a_brace_in_a_body_is_told_apart() {
    let after = "\n\nvar after = 1 // here\n";
    for body in [
        r#"s := "}"; t := "\"}\\""#,
        "r := '}'; q := '\\''; b := '\\\\'",
        "s := `\n}\n`",
        "// }\n",
        "/* } */ /*\n}\n*/",
        "x := a / b; y := a /b/ c",
        "if x { f(func() { g() }) }",
        "s := \"/*\"; t := '\"'; u := '`'",
        "type T struct{}",
        "switch { case a: {} }",
        "",
    ] {
        for signature in [
            "func f()",
            "func (r *T[P]) f(a struct{ x int }, b interface{ M() }) struct{ y int }",
            "func f() interface{}",
            "func f[P interface{ ~int }](f func() struct{}) func() (x, y map[string]struct{})",
            "func f() [len(T{}.a)]int",
            "func f() chan<- struct{}",
        ] {
            assert_alike(&format!("package p\n\n{signature} {{{body}\n}}{after}"));
        }
    }
}

#[test]
fn what_is_no_declaration_keeps_its_body() {
    for text in [
        "package p\nvar f = func() { g() }\nvar x = 2\n",
        "package p\nvar (\n\tf = func() { g() }\n)\nfunc declared()\nvar v = T{1, 2}\n",
        "package p\ntype T struct {\n\tf func() struct{}\n}\nfunc g() { } ; var y = []T{{1}}\n",
    ] {
        assert_alike(text);
    }
}

#[test]
fn lines_are_counted_wherever_a_line_break_stands() {
    for text in [
        "",
        "\n",
        "package p\r\n\r\n",
        "package p // c\n/* a\nb */ var x = `a\n\nb`\n",
        "package p; var s = \"open\nvar r = 'x\n",
        "package p; func f() { \"open\n'x\n` } \n",
        "package p; func f() { /* open\n\n",
        "package p\nfunc f() { '\\\n' \"\\\n\" }\n",
        "\u{feff}package p\n\u{0}\n\u{e9}\n",
    ] {
        assert_alike(text);
    }
}

#[test]
fn the_go_distribution_has_the_same_declarations_with_and_without_bodies() {
    let Some(root) = godwit_testkit::goroot() else { return };
    let mut files = 0;
    for folder in ["go/types", "net/http", "reflect", "runtime", "encoding/json", "text/template/parse"] {
        for entry in std::fs::read_dir(root.join("src").join(folder)).expect("a folder of the distribution") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|ext| ext == "go") {
                assert_alike(&std::fs::read_to_string(&path).expect("UTF-8"));
                files += 1;
            }
        }
    }
    assert!(files > 500, "{files} files");
}

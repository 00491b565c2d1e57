//! What must hold of any output: it parses, it is final, it keeps the parentheses the grammar needs.

use godwit_format::{Allowed, GoVersion, Options, format_fragment, format_source, same_tokens};

fn options() -> Options {
    Options { version: GoVersion { minor: 26 }, simplify: false, ..Options::default() }
}

#[track_caller]
fn format(source: &str) -> String {
    let out = format_source(source.into(), &options()).unwrap_or_else(|e| panic!("{source}: {e:?}"));
    let out = String::from_utf8(out).expect("UTF-8");
    let again = format_source(out.clone().into(), &options()).unwrap_or_else(|e| panic!("{out}: {e:?}"));
    assert_eq!(String::from_utf8_lossy(&again), out, "a second pass changes it");
    out
}

#[track_caller]
fn body(stmts: &str) -> String {
    let out = format(&format!("package p\n\nfunc f() {{\n{}\n}}\n", stmts.trim_end()));
    let body =
        out.strip_prefix("package p\n\nfunc f() {\n").and_then(|b| b.strip_suffix("}\n")).expect("a body");
    body.lines().map(|l| format!("{}\n", l.strip_prefix('\t').unwrap_or(l))).collect()
}

#[test]
fn parentheses_that_the_grammar_needs_stay() {
    for stmt in [
        "if v == (T{}.M()) {\n}\n",
        "if (T{}) == v {\n}\n",
        "if f((T{})) {\n}\n",
        "if (T{}).M() {\n}\n",
        "if (&T{}).M() {\n}\n",
        "for _, x := range (T{1, 2}) {\n\t_ = x\n}\n",
        "for x := (T{}); x.ok; {\n}\n",
        "switch (T{}) {\n}\n",
        "switch x := (T{}); x.a {\n}\n",
        "switch (T{}).x.(type) {\n}\n",
        "if (p.T{}) == v {\n}\n",
        "if (T[int]{}) == v {\n}\n",
        "_ = (<-chan int)(x)\n",
        "_ = (func())(x)\n",
        "_ = (*T)(x)\n",
        "_ = -(-x)\n",
        "_ = (<-c)()\n",
        "_ = (a + b) * c\n",
        "_ = a - (b - c)\n",
        "var c chan (<-chan int)\n",
    ] {
        assert_eq!(body(stmt), stmt);
    }
}

#[test]
fn parentheses_that_no_one_needs_go() {
    assert_eq!(body("if (x) {}"), "if x {\n}\n");
    assert_eq!(body("for ((x)) {}"), "for x {\n}\n");
    assert_eq!(body("_ = ((x))"), "_ = (x)\n");
    assert_eq!(body("if (T{1, []int{2}}.x) {}"), "if (T{1, []int{2}}.x) {\n}\n");
    assert_eq!(body("switch ([]int{1}) {}"), "switch []int{1} {\n}\n");
    assert_eq!(
        format("package p\ntype T[P *C,] int\ntype U[P *C|~D] int\nfunc f(a (int)) (b (string))\n"),
        "package p\n\ntype T[P *C,] int\ntype U[P *C | ~D] int\n\nfunc f(a int) (b string)\n"
    );
}

#[test]
fn tokens_that_would_grow_together_stay_apart() {
    for stmt in [
        "_ = - -x\n",
        "_ = a & ^b\n",
        "_ = a && &b\n",
        "_ = a / *b\n",
        "_ = a < -b\n",
        "_ = 1 .x\n",
        "_ = & &x\n",
    ] {
        let out = body(stmt);
        let parsed = godwit_syntax::parse(&format!("package p\nfunc f() {{\n{out}\n}}\n"));
        assert!(parsed.errors.is_empty(), "{stmt:?} became {out:?}");
    }
}

#[test]
fn byte_order_mark_and_carriage_returns() {
    assert_eq!(
        format("\u{feff}package p\r\n\r\n// c\r\nvar x = `a\r\nb`\r\n"),
        "package p\n\n// c\nvar x = `a\nb`\n"
    );
}

#[test]
fn versions_differ() {
    let source = "package p\n\nfunc f() (T, T) {\n\treturn T{\n\t\t1,\n\t}, T{\n\t\t2,\n\t}\n}\n";
    let of = |minor| {
        let options = Options { version: GoVersion { minor }, simplify: false, ..Options::default() };
        String::from_utf8(format_source(source.into(), &options).expect("parses")).expect("UTF-8")
    };
    assert_eq!(of(27), source);
    assert_ne!(of(26), source);
}

#[test]
fn fragments() {
    let filter = |s: &str| {
        String::from_utf8_lossy(&format_fragment(s.into(), &options()).unwrap_or_default()).into_owned()
    };
    assert_eq!(filter("x  :=  1"), "x := 1");
    assert_eq!(filter("\n\n\tif  x {\n}\n\n"), "\n\n\tif x {\n\t}\n\n");
    assert_eq!(filter("func  f( ) { }"), "func f() {}");
    assert_eq!(filter("  \n"), "  \n");
    assert_eq!(filter("// only a comment\n"), "// only a comment\n");
    assert!(format_fragment("x := := 1".into(), &options()).is_err());
}

#[test]
fn depth_is_no_danger() {
    for (open, close) in [
        ("(", ")"),
        ("[]", ""),
        ("f(", ")"),
        ("[]int{", "}"),
        ("-", ""),
        ("x + ", ""),
        ("func() { _ = ", " }"),
    ] {
        let n = 3_000;
        let source = format!("package p\n\nvar _ = {}x{}\n", open.repeat(n), close.repeat(n));
        if let Ok(out) = format_source(source.into_bytes(), &options()) {
            assert!(!out.is_empty());
        }
    }
}

#[test]
fn lost_tokens_are_noticed() {
    let parse = |s: &str| options().parse(s.as_bytes().to_vec());
    let same = |a: &str, b: &str| same_tokens(&parse(a), &parse(b), Allowed::Layout);
    assert_eq!(same("package p;var x=(1)", "package p\n\nvar x = 1\n"), Ok(()));
    assert_eq!(same("package p\nvar x = 0X1F", "package p\n\nvar x = 0x1F\n"), Ok(()));
    assert!(same("package p\nvar x = 1", "package p\n").is_err());
    assert!(same("package p\nvar x = 1", "package p\nvar y = 1").is_err());
    assert!(same("package p\nvar x = 1", "package p\nvar x = 2").is_err());
    assert!(same("package p\nvar x = 1 // c", "package p\nvar x = 1").is_err());
    assert!(same("package p\nimport \"a\"\n", "package p\nimport \"b\"\n").is_err());
    assert!(same("package p\n", "package p\nvar (\n").is_err());
}

/// Random damage: whatever still parses is formatted without a panic, to something that says the same.
#[test]
fn damaged_code() {
    const PIECES: &[&str] = &[
        "x",
        "1",
        "\"s\"",
        "`r\n`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ";",
        "\n",
        ".",
        ":",
        ":=",
        "=",
        "+",
        "*",
        "<-",
        "func",
        "if",
        "for",
        "range",
        "switch",
        "case",
        "type",
        "struct",
        "interface",
        "return",
        "go",
        "// c\n",
        "/* c */",
        "/* a\nb */",
        "map",
        "chan",
        "var",
        "const",
        "...",
        "else",
        "default:",
        "select",
        "x:",
        "'a'",
        "0X1F",
    ];
    let mut seed = 7u64;
    let mut below = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % n as u64) as usize
    };
    let templates = [
        "package p\n\nfunc f(a int) (b T) {\n\tif x := f(1); x {\n\t\treturn g(x, 2)\n\t}\n}\n",
        "package p\n\ntype T struct {\n\ta, b int // c\n\tc map[K]V `tag`\n}\n\nvar x, y = T{a: 1,\n\tb: 2}, 3\n",
        "package p\n\nimport (\n\t\"b\"\n\t\"a\" // c\n)\n\nfunc (t *T) m() { switch x.(type) {\ncase int:\n} }\n",
    ];
    let mut n = 0;
    for _ in 0..6_000 {
        let mut text = templates[below(templates.len())].to_owned();
        for _ in 0..=below(3) {
            let at = 10 + below(text.len() - 10);
            let end = (at + below(4)).min(text.len());
            text.replace_range(at..end, PIECES[below(PIECES.len())]);
        }
        if let Ok(out) = format_source(text.clone().into_bytes(), &options()) {
            n += 1;
            let (old, new) = (options().parse(text.clone().into_bytes()), options().parse(out));
            if let Err(difference) = same_tokens(&old, &new, Allowed::Layout) {
                panic!("{text}\nbecame\n{}\n{difference}", new.text);
            }
        }
    }
    assert!(n > 300, "only {n} variants parse");
}

/// gofmt measures a header that a comment broke as shorter than nothing, and so puts the body on one line.
#[test]
fn a_header_of_negative_length() {
    let source = "package p\n\nfunc f() {\n\tsend := func(c int, d chan struct /* c */ { }) {\n\t\tfor {\n\t\t\tx()\n\t\t}\n\t\ty()\n\t}\n}\n";
    let out = format_source(source.into(), &options()).expect("parses");
    let out = String::from_utf8(out).expect("UTF-8");
    assert!(out.contains("}) { for {"), "{out}");
}

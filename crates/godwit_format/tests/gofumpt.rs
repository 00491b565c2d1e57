//! gofumpt's rules about declarations: what the program makes of these texts, to the byte.

use godwit_format::{GoVersion, Gofumpt, Options, format_source};

#[track_caller]
fn check(source: &str, want: &str) {
    let rules = Gofumpt { group_params: true, ..Gofumpt::default() };
    let options = Options { version: GoVersion { minor: 26 }, simplify: true, gofumpt: Some(rules) };
    let out = format_source(source.into(), &options).unwrap_or_else(|e| panic!("{source}: {e:?}"));
    assert_eq!(String::from_utf8_lossy(&out), want);
}

#[test]
fn joined_imports_keep_the_standard_library_apart() {
    check(
        "package p\n\nimport \"a.b/c\"\nimport \"os\"\nimport \"fmt\"\n\nvar _ = 1\n",
        "package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n\t\"a.b/c\"\n)\n\nvar _ = 1\n",
    );
}

#[test]
fn parameters_of_types_stay_apart() {
    check(
        "package p\n\ntype T[A any, B any] func(a int, b int)\n\nfunc f[A any, B any](a A, b A) {}\n",
        "package p\n\ntype T[A any, B any] func(a, b int)\n\nfunc f[A, B any](a, b A) {}\n",
    );
}

#[test]
fn parentheses_of_a_variable_leave_blank_lines_below_its_comment() {
    check(
        "package p\n\nfunc f() {\n\t// c\n\tvar (\n\t\tx = 1\n\t)\n\tg(x)\n}\n",
        "package p\n\nfunc f() {\n\t// c\n\n\tx := 1\n\n\tg(x)\n}\n",
    );
    check(
        "package p\n\nfunc f() {\n\tg()\n\tvar (\n\t\tx = 1\n\t)\n\tg(x)\n}\n",
        "package p\n\nfunc f() {\n\tg()\n\tx := 1\n\tg(x)\n}\n",
    );
}

#[test]
fn comments_within_parentheses_stay_comments_of_their_own() {
    check(
        "package p\n\nfunc f() {\n\tvar (\n\t\t_ = 1 // a\n\t\t// b\n\t) // c\n\tg()\n}\n",
        "package p\n\nfunc f() {\n\t_ = 1 // a\n\t// b\n\t// c\n\tg()\n}\n",
    );
}

//! Resolution against go/parser's own annotated files, and the cases they leave out.

#![allow(clippy::disallowed_methods, reason = "reads the Go distribution's test data")]

use std::collections::BTreeMap;

use godwit_syntax::resolve::{ObjectKind, resolve};
use godwit_syntax::{File, TokenKind, parse};

/// `name=` marks the token before a comment as a declaration, `@name` as a use of it, `=@name` as both.
fn expected(file: &File) -> BTreeMap<u32, u32> {
    let mut decls = BTreeMap::new();
    let mut uses: Vec<(String, u32)> = Vec::new();
    for comment in &file.comments {
        let text = file.comment_text(*comment);
        let body = text[2..].strip_suffix("*/").unwrap_or(&text[2..]).trim();
        let name = body.trim_start_matches(['=', '@']);
        let marks = &body[..body.len() - name.len()];
        let mut at = file.tokens.at_or_after(comment.start);
        while at > 0 && file.tokens.kinds[at - 1] == TokenKind::AutoSemicolon {
            at -= 1;
        }
        let Some(token) = at.checked_sub(1).and_then(|i| file.tokens.spans.get(i)) else { continue };
        if marks.contains('=') {
            decls.insert(name.to_owned(), token.start);
        }
        if marks.contains('@') {
            uses.push((name.to_owned(), token.start));
        }
    }
    uses.into_iter().map(|(name, at)| (at, decls[&name])).collect()
}

fn found(file: &File) -> BTreeMap<u32, u32> {
    let resolution = resolve(file);
    let mut out = BTreeMap::new();
    for id in file.ids() {
        let Some(name) = file.ident(id) else { continue };
        let Some(object) = resolution.object_of(id) else { continue };
        let object = resolution.object(object);
        // go/parser keeps no object for these.
        if !name.is_blank() && object.kind != ObjectKind::ReceiverTypeParam {
            out.insert(file.start(id), file.start(object.ident));
        }
    }
    out
}

fn differences(text: &str) -> Vec<String> {
    let file = parse(text);
    let (want, got) = (expected(&file), found(&file));
    let mut out = Vec::new();
    for at in want.keys().chain(got.keys()) {
        if want.get(at) != got.get(at) {
            let place = |offset: &u32| format!("{:?}", file.line_column(*offset));
            out.push(format!(
                "{}: want {:?}, got {:?}",
                place(at),
                want.get(at).map(place),
                got.get(at).map(place)
            ));
        }
    }
    out.sort();
    out.dedup();
    out
}

#[test]
fn go_parser_testdata_resolves_alike() {
    let Some(root) = godwit_testkit::goroot() else { return };
    let dir = std::fs::read_dir(root.join("src/go/parser/testdata/resolution")).expect("Go's test data");
    let mut n_files = 0;
    for entry in dir.flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let differences = differences(&text);
        assert!(differences.is_empty(), "{}:\n{}", entry.path().display(), differences.join("\n"));
        n_files += 1;
    }
    assert!(n_files >= 4, "only {n_files} files");
}

#[test]
fn a_short_declaration_refers_to_names_of_its_own_scope_only() {
    let text = "package p\nfunc f() {\n\ta /* =a */, b /* =b */ := 1, 2\n\ta /* @a */, c /* =c */ := 3, b /* @b */\n\t{\n\t\ta /* =a2 */ := c /* @c */\n\t\t_ = a /* @a2 */\n\t}\n}\n";
    let unmarked: Vec<String> = differences(text);
    // Declarations resolve to themselves; the marks above name uses only.
    let file = parse(text);
    let got = found(&file);
    for (at, to) in expected(&file) {
        assert_eq!(got.get(&at), Some(&to), "{unmarked:?}");
    }
}

#[test]
fn absurd_depth_is_no_problem() {
    let text = format!("package p\nvar x = {}y\n", "1+".repeat(9_000));
    let file = parse(&text);
    let resolution = resolve(&file);
    assert_eq!(resolution.unresolved().len(), 1);
}

//! What must hold for any bytes whatever. Each function panics where it does not; the libFuzzer targets and the stable
//! `mutants` driver share them.

mod mutation;

pub use mutation::{Random, mutate};

use godwit_syntax::{Node, ParseOptions, Source, parse_source, tokenize};

/// Tokens and comments lie in the text, in order, and do not overlap.
pub fn lexer(data: &[u8]) {
    let source = Source::new(data.to_vec());
    let lexed = tokenize(&source);
    let length = source.text.len() as u32;
    let mut end = 0;
    for index in 0..lexed.tokens.len() {
        let (from, to) = (lexed.tokens.starts[index], lexed.tokens.ends[index]);
        assert!(from <= to && to <= length, "token {index} is {from}..{to} of {length}");
        assert!(
            from >= end || from == to,
            "token {index} starts at {from}, inside the one before, which ends at {end}"
        );
        end = end.max(to);
    }
    for error in &lexed.errors {
        assert!(error.offset <= length, "error behind the end: {error:?}");
    }
}

/// Any text gives a tree whose nodes lie in their parents, with and without bodies, twice the same.
pub fn parser(data: &[u8]) {
    for skip_bodies in [false, true] {
        let options = ParseOptions { skip_bodies, ..ParseOptions::default() };
        let file = parse_source(Source::new(data.to_vec()), options);
        let length = file.text.len() as u32;
        for id in file.ids() {
            let (from, to) = (file.start(id), file.end(id));
            assert!(from <= to && to <= length, "{:?} is {from}..{to} of {length}", file[id]);
            if let Some(parent) = file.parent(id) {
                assert!(parent > id, "a parent has a higher id than its children");
                // A node for missing code has no extent of its own and may stand where the parser noticed.
                let broken = !file.errors.is_empty();
                let inside = file.start(parent) <= from && to <= file.end(parent);
                assert!(inside || broken, "{:?} at {from}..{to} is outside of {:?}", file[id], file[parent]);
            }
        }
        assert!(matches!(file[file.root()], Node::File { .. }));
        for error in &file.errors {
            assert!(error.offset <= length && !error.message.is_empty(), "{error:?}");
        }
        let again = parse_source(Source::new(data.to_vec()), options);
        assert_eq!((file.n_nodes(), &file.errors), (again.n_nodes(), &again.errors));
    }
}

/// The entry points by name.
pub const STAGES: &[(&str, fn(&[u8]))] = &[("lexer", lexer), ("parser", parser)];

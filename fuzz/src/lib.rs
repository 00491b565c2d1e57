//! What must hold for any bytes whatever. Each function panics where it does not; the libFuzzer targets and the stable
//! `mutants` driver share them.

mod mutation;

pub use mutation::{Random, mutate};

use std::sync::Arc;

use godwit_base::{FileId, Idx, LineIndex, Symbol};
use godwit_load::go_sum::GoSum;
use godwit_load::vendor_list::VendorList;
use godwit_load::{header, modfile};
use godwit_syntax::{File, Node, ParseOptions, Source, TokenKind, parse_source, tokenize};
use godwit_types::{Checker, Config, ImportError, Importer, ParsedFile, ParsedPackage, UnitId};

/// Tokens and comments lie in the text, in order, and do not overlap.
pub fn lexer(data: &[u8]) {
    let source = Source::new(data.to_vec());
    let lexed = tokenize(&source, false);
    let length = source.text.len() as u32;
    let mut end = 0;
    for index in 0..lexed.tokens.len() {
        let (from, to) = (lexed.tokens.spans[index].start, lexed.tokens.spans[index].end);
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
        assert_eq!(file.lines.starts(), LineIndex::new(file.text.as_bytes()).starts());
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

/// What is formatted still parses, has the same names and literals, and can be formatted again.
pub fn formatter(data: &[u8]) {
    for minor in [26, 27] {
        let version = godwit_format::GoVersion { minor };
        let options = godwit_format::Options { version, ..Default::default() };
        let Ok(once) = godwit_format::format_source(data.to_vec(), &options) else { continue };
        let before = parse_source(Source::new(data.to_vec()), ParseOptions::default());
        let after = parse_source(Source::new(once.clone()), ParseOptions::default());
        assert!(after.errors.is_empty(), "the formatted text does not parse: {:?}", after.errors);
        assert_eq!(names(&before), names(&after), "formatting changed the names of the file");
        assert!(godwit_format::format_source(once, &options).is_ok());
    }
}

/// Identifiers in order, imports left out: they are sorted and merged.
fn names(file: &File) -> Vec<&str> {
    let imports = file.imports().map(|spec| file.end(spec)).max().unwrap_or(0);
    let tokens = &file.tokens;
    (0..tokens.len())
        .filter(|&index| tokens.kinds[index] == TokenKind::Ident && tokens.spans[index].start >= imports)
        .map(|index| &file.text[tokens.spans[index].start as usize..tokens.spans[index].end as usize])
        .collect()
}

/// Any text can be checked as a package of its own, and the errors lie in it. Imports stand for packages that are not found:
/// every name in them is accepted.
pub fn checker(data: &[u8]) {
    let file = parse_source(Source::new(data.to_vec()), ParseOptions::default());
    let length = file.text.len() as u32;
    let name = file.package_name().and_then(|id| file.ident(id)).unwrap_or_else(|| Symbol::intern("p"));
    let version = godwit_types::GoVersion::UNKNOWN;
    let file = ParsedFile { id: FileId(0), file: Arc::new(file), version, owned: true, recorded: true };
    let package = ParsedPackage { path: "p".into(), files: vec![file], version };
    let unit = UnitId::from_usize(0);
    let importer = Arc::new(Alone { package: Arc::new(package), name });
    let mut checker = Checker::new(Config { test_builtins: true, ..Config::default() }, importer, [unit]);
    checker.check_unit(unit);
    for error in &checker.errors {
        assert!(error.offset <= length && !error.message.is_empty(), "{error:?}");
    }
}

/// A world of one package.
struct Alone {
    package: Arc<ParsedPackage>,
    name: Symbol,
}

impl Importer for Alone {
    fn import(&self, _from: UnitId, path: &str) -> Result<UnitId, ImportError> {
        Err(ImportError(format!("package {path} is not here")))
    }

    fn package_name(&self, _unit: UnitId) -> Symbol {
        self.name
    }

    fn package_path(&self, _unit: UnitId) -> Arc<str> {
        self.package.path.clone()
    }

    fn parsed(&self, _unit: UnitId, _bodies: bool) -> Arc<ParsedPackage> {
        self.package.clone()
    }
}

/// The loader's readers take anything, and its scanner of file heads sees what the parser sees.
pub fn loader(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for (_, errors) in [modfile::parse(&text), modfile::parse_lax(&text)] {
        assert!(errors.iter().all(|e| e.line > 0 && e.column > 0 && !e.message.is_empty()), "{errors:?}");
    }
    modfile::parse_work(&text);
    VendorList::parse(&text);
    GoSum::default().add(&text);
    let head = header::scan(data);
    let file = parse_source(Source::new(data.to_vec()), ParseOptions::default());
    if !file.errors.is_empty() {
        return;
    }
    if let Some(error) = head.error {
        // What the parser leaves to the type checker.
        let left = ["invalid import path", "invalid package name _"];
        assert!(left.iter().any(|l| error.message.starts_with(l)), "{error:?}");
        return;
    }
    let package = file.package_name().map_or("", |name| file.text_of(name));
    assert_eq!(&*head.package, package);
    let theirs: Vec<&str> = file.imports().map(|spec| file.import_path(spec)).collect();
    if theirs.iter().any(|path| path.contains(['\\', '\r'])) {
        // The tree gives the literal's text, the head its value.
        return;
    }
    let ours: Vec<&str> = head.imports.iter().map(|import| &*import.path).collect();
    assert_eq!(ours, theirs);
}

/// The entry points by name.
pub const STAGES: &[(&str, fn(&[u8]))] =
    &[("lexer", lexer), ("parser", parser), ("formatter", formatter), ("checker", checker), ("loader", loader)];

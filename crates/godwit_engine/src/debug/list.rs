//! `debug list`: packages under the field names of `go list -json`.
//!
//! Fields that only a build needs are left out: Target, Stale, Export, DefaultGODEBUG, cgo flags; so is Doc.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

pub use godwit_load::ModMode;
use godwit_load::{
    FileLists, LoadConfig, LoadDiagnostic, LoadSeverity, Module, Package, PackageKind, Workspace,
};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use godwit_base::System;

/// What `debug list` was asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub patterns: Vec<String>,
    /// Working directory; empty for the process's own.
    pub dir: String,
    pub json: bool,
    pub deps: bool,
    pub tests: bool,
    pub goos: Option<String>,
    pub goarch: Option<String>,
    pub tags: Vec<String>,
    pub cgo: Option<bool>,
    pub mod_mode: Option<ModMode>,
}

/// What came of it, besides the listing.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Problems that no package carries, ready to print.
    pub errors: Vec<String>,
    pub warnings: Vec<String>,
    /// Some package has an error.
    pub has_package_errors: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ListedModule<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    replace: Option<Box<ListedModule<'a>>>,
    #[serde(skip_serializing_if = "is_false")]
    main: bool,
    #[serde(skip_serializing_if = "is_false")]
    indirect: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    dir: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    go_mod: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    go_version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sum: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    go_mod_sum: &'a str,
}

impl<'a> ListedModule<'a> {
    fn new(m: &'a Module) -> ListedModule<'a> {
        ListedModule {
            path: &m.path,
            version: &m.version,
            replace: m.replace.as_deref().map(|r| Box::new(ListedModule::new(r))),
            main: m.main,
            indirect: m.indirect,
            dir: &m.dir,
            go_mod: &m.go_mod,
            go_version: &m.go_version,
            sum: &m.sum,
            go_mod_sum: &m.go_mod_sum,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ListedError<'a> {
    import_stack: &'a [Arc<str>],
    pos: &'a str,
    err: &'a str,
}

type Names<'a> = &'a [Arc<str>];

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    dir: &'a str,
    import_path: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    root: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    for_test: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<ListedModule<'a>>,
    #[serde(rename = "Match", skip_serializing_if = "<[_]>::is_empty")]
    matched: Names<'a>,
    #[serde(skip_serializing_if = "is_false")]
    goroot: bool,
    #[serde(skip_serializing_if = "is_false")]
    standard: bool,
    #[serde(skip_serializing_if = "is_false")]
    dep_only: bool,
    #[serde(skip_serializing_if = "is_false")]
    incomplete: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    go_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    cgo_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ignored_go_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    invalid_go_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ignored_other_files: Names<'a>,
    #[serde(rename = "CFiles", skip_serializing_if = "<[_]>::is_empty")]
    c_files: Names<'a>,
    #[serde(rename = "CXXFiles", skip_serializing_if = "<[_]>::is_empty")]
    cxx_files: Names<'a>,
    #[serde(rename = "MFiles", skip_serializing_if = "<[_]>::is_empty")]
    m_files: Names<'a>,
    #[serde(rename = "HFiles", skip_serializing_if = "<[_]>::is_empty")]
    h_files: Names<'a>,
    #[serde(rename = "FFiles", skip_serializing_if = "<[_]>::is_empty")]
    f_files: Names<'a>,
    #[serde(rename = "SFiles", skip_serializing_if = "<[_]>::is_empty")]
    s_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    swig_files: Names<'a>,
    #[serde(rename = "SwigCXXFiles", skip_serializing_if = "<[_]>::is_empty")]
    swig_cxx_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    syso_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    embed_patterns: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    embed_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    imports: Names<'a>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    import_map: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deps: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ListedError<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    test_go_files: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    test_imports: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    test_embed_patterns: Names<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    test_embed_files: Names<'a>,
    #[serde(rename = "XTestGoFiles", skip_serializing_if = "<[_]>::is_empty")]
    xtest_go_files: Names<'a>,
    #[serde(rename = "XTestImports", skip_serializing_if = "<[_]>::is_empty")]
    xtest_imports: Names<'a>,
    #[serde(rename = "XTestEmbedPatterns", skip_serializing_if = "<[_]>::is_empty")]
    xtest_embed_patterns: Names<'a>,
    #[serde(rename = "XTestEmbedFiles", skip_serializing_if = "<[_]>::is_empty")]
    xtest_embed_files: Names<'a>,
}

fn is_false(b: &bool) -> bool {
    !b
}

fn listed<'a>(ws: &'a Workspace, p: &'a Package, deps: Vec<&'a str>) -> Listed<'a> {
    let FileLists {
        go_files,
        cgo_files,
        ignored_go_files,
        invalid_go_files,
        ignored_other_files,
        c_files,
        cxx_files,
        m_files,
        h_files,
        f_files,
        s_files,
        swig_files,
        swig_cxx_files,
        syso_files,
        test_go_files,
        xtest_go_files,
        embed_patterns,
        test_embed_patterns,
        xtest_embed_patterns,
    } = &*p.lists;
    let import_map = p
        .source_imports
        .iter()
        .zip(&p.import_paths)
        .filter(|(written, meant)| written != meant)
        .map(|(written, meant)| (&**written, &**meant))
        .collect();
    Listed {
        dir: &p.dir,
        import_path: &p.import_path,
        name: &p.name,
        root: &p.root,
        for_test: p.for_test.as_deref(),
        module: p.module.map(|m| ListedModule::new(ws.module(m))),
        matched: &p.matched,
        goroot: p.goroot,
        standard: p.standard,
        dep_only: p.dep_only,
        incomplete: p.incomplete,
        go_files,
        cgo_files,
        ignored_go_files,
        invalid_go_files,
        ignored_other_files,
        c_files,
        cxx_files,
        m_files,
        h_files,
        f_files,
        s_files,
        swig_files,
        swig_cxx_files,
        syso_files,
        embed_patterns,
        embed_files: &p.embed_files,
        imports: &p.import_paths,
        import_map,
        deps,
        error: p.error.as_ref().map(|e| ListedError {
            import_stack: &e.import_stack,
            pos: &e.pos,
            err: &e.message,
        }),
        test_go_files,
        test_imports: &p.test_imports,
        test_embed_patterns,
        test_embed_files: &p.test_embed_files,
        xtest_go_files,
        xtest_imports: &p.xtest_imports,
        xtest_embed_patterns,
        xtest_embed_files: &p.xtest_embed_files,
    }
}

/// Dependencies of every package as bit sets over the packages in the order of their paths.
struct DepSets {
    /// Package indices by rank of their path.
    by_rank: Vec<usize>,
    words: usize,
    bits: Vec<u64>,
}

impl DepSets {
    fn new(ws: &Workspace) -> DepSets {
        let n = ws.packages.len();
        let mut by_rank: Vec<usize> = (0..n).collect();
        by_rank.sort_by(|&a, &b| ws.packages[a].import_path.cmp(&ws.packages[b].import_path));
        let mut rank = vec![0; n];
        for (r, &p) in by_rank.iter().enumerate() {
            rank[p] = r;
        }
        let words = n.div_ceil(64);
        let mut bits = vec![0u64; n * words];
        // Ids are topological, so what a package imports is complete already; a cycle is an error and stays partial.
        for (i, p) in ws.packages.iter().enumerate() {
            let (before, rest) = bits.split_at_mut(i * words);
            let own = &mut rest[..words];
            for import in &p.imports {
                let d = import.package.index();
                own[rank[d] / 64] |= 1 << (rank[d] % 64);
                if d < i {
                    for (w, v) in own.iter_mut().zip(&before[d * words..(d + 1) * words]) {
                        *w |= v;
                    }
                }
            }
        }
        DepSets { by_rank, words, bits }
    }

    fn of<'a>(&self, ws: &'a Workspace, index: usize) -> Vec<&'a str> {
        let set = &self.bits[index * self.words..(index + 1) * self.words];
        let mut names = Vec::new();
        for (w, &word) in set.iter().enumerate() {
            let mut word = word;
            while word != 0 {
                let r = w * 64 + word.trailing_zeros() as usize;
                names.push(&*ws.packages[self.by_rank[r]].import_path);
                word &= word - 1;
            }
        }
        names.dedup();
        names
    }
}

fn shown(d: &LoadDiagnostic) -> String {
    let place = match (d.file.is_empty(), d.line) {
        (true, _) => String::new(),
        (false, 0) => format!("{}: ", d.file),
        (false, line) if d.column > 1 => format!("{}:{line}:{}: ", d.file, d.column),
        (false, line) => format!("{}:{line}: ", d.file),
    };
    // The go command's own texts put the command that helps on a line of its own.
    format!("{place}{}", d.message.replace("\n\t", " "))
}

/// Lists packages to `out`.
pub fn write(system: &dyn System, options: &Options, out: &mut dyn Write) -> io::Result<Outcome> {
    let config = LoadConfig {
        dir: options.dir.clone(),
        patterns: options.patterns.clone(),
        tests: options.tests,
        goos: options.goos.clone(),
        goarch: options.goarch.clone(),
        tags: options.tags.clone(),
        cgo: options.cgo,
        mod_mode: options.mod_mode,
        tests_of_deps: options.json,
        embed_files: options.json,
        ..LoadConfig::default()
    };
    let (ws, diagnostics) = Workspace::load(system, &config);
    let mut outcome = Outcome::default();
    for d in &diagnostics {
        match d.severity {
            LoadSeverity::Error => outcome.errors.push(shown(d)),
            LoadSeverity::Warning => outcome.warnings.push(shown(d)),
        }
    }
    let listed_packages: Vec<usize> = if options.deps {
        (0..ws.packages.len()).collect()
    } else {
        ws.roots.iter().map(|id| id.index()).collect()
    };
    outcome.has_package_errors = listed_packages.iter().any(|&i| ws.packages[i].error.is_some());
    if options.json {
        let deps = DepSets::new(&ws);
        let chunks: Vec<Vec<u8>> = listed_packages
            .par_iter()
            .with_min_len(16)
            .map(|&i| {
                let mut text = Vec::with_capacity(4096);
                let record = listed(&ws, &ws.packages[i], deps.of(&ws, i));
                let mut serializer =
                    Serializer::with_formatter(&mut text, PrettyFormatter::with_indent(b"\t"));
                // Writing strings to a vector cannot fail.
                let _ = record.serialize(&mut serializer);
                text.push(b'\n');
                text
            })
            .collect();
        for chunk in chunks {
            out.write_all(&chunk)?;
        }
    } else {
        for &i in &listed_packages {
            let p = &ws.packages[i];
            match &p.error {
                Some(e) if p.kind == PackageKind::Plain => {
                    outcome.errors.push(if e.pos.is_empty() {
                        e.message.clone()
                    } else {
                        format!("{}: {}", e.pos, e.message)
                    });
                }
                _ => writeln!(out, "{}", crate::escape::line(&p.import_path))?,
            }
        }
    }
    Ok(outcome)
}

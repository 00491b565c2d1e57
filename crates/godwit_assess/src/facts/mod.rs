//! What one Go file tells without types: gathered while its tree is in memory, and small enough to keep for a whole project.
//!
//! Left out: anything that needs a type, a path through a function, or another file. Probes that would need those say so.

mod collect;
mod docs;
mod errors;
mod names;
mod secrets;
mod sql;
mod tests_of;

use std::collections::BTreeMap;

pub use collect::collect;
pub use secrets::{has_password_in_url, is_secret_name};

use crate::probe::Evidence;

/// A kind of place that a probe counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SiteKind {
    /// An error passed to `fmt.Errorf`; good with `%w`.
    ErrorfWrap,
    /// A comparison with a sentinel or a test of an error's type; good with `errors.Is` and `errors.As`.
    ErrorTest,
    /// `var ErrX = errors.New(…)`.
    Sentinel,
    /// The body of `if err != nil` that returns the error; bad if it logs it too.
    ErrorBranch,
    /// `panic`, `log.Fatal`, `os.Exit` where an error should be returned. Always bad.
    Abort,
    /// A function that turns errors into HTTP statuses by `errors.Is` or `errors.As`.
    ErrorMapper,
    /// `err.Error()` sent to a client. Always bad.
    ErrorLeak,
    /// A call that could take a context; good if it does.
    ContextCall,
    /// A struct field of type `context.Context`. Always bad.
    ContextField,
    /// A `go` statement; bad if syntax alone shows that it can never end.
    Goroutine,
    /// Counting of a WaitGroup beside a goroutine; bad if inside.
    WaitGroup,
    /// A test function; good if it runs in parallel with others.
    Test,
    /// A loop over a table of cases; good with `t.Run`.
    TableTest,
    /// `time.Sleep` in a test that runs on the real clock. Always bad.
    TestSleep,
    Benchmark,
    Fuzz,
    Example,
    /// Output of a program at run time; good if structured.
    Log,
    /// A structured log call; good if it carries the context.
    LogContext,
    /// A query handed to the database; bad if text is pasted into it.
    Sql,
    /// `http.Server{…}` or a shortcut without one; good with a timeout for headers.
    HttpServer,
    /// `http.Client{…}` or the default one; good with a timeout.
    HttpClient,
    /// A request body that is decoded.
    BodyDecode,
    /// A credential in the source. Always bad.
    Secret,
    /// A field of a configuration that holds a credential; good with a type that hides it.
    SecretField,
    /// `InsecureSkipVerify: true` and old protocol versions. Always bad.
    WeakTls,
    /// An exported declaration; good with a doc comment that names it.
    Doc,
    /// An interface; good with at most five methods.
    Interface,
    /// A string that reads like a route.
    Route,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub kind: SiteKind,
    pub is_good: bool,
    pub line: u32,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFact {
    pub path: String,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionFact {
    pub name: String,
    pub receiver: String,
    pub line: u32,
    pub end_line: u32,
}

/// A header that code sets, with its value where that is a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFact {
    pub name: String,
    pub value: String,
    pub line: u32,
}

/// First line and number of uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub line: u32,
    pub count: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Relative to the project, with forward slashes.
    pub path: String,
    /// Folder of `path`; empty at the root.
    pub dir: String,
    pub package: String,
    pub is_test: bool,
    pub is_generated: bool,
    pub has_errors: bool,
    pub n_lines: u32,
    pub has_package_doc: bool,
    /// Build tags named in `//go:build`.
    pub build_tags: Vec<String>,
    pub imports: Vec<ImportFact>,
    pub functions: Vec<FunctionFact>,
    /// Qualified names by import path and name.
    pub uses: BTreeMap<(String, String), Use>,
    /// Names of methods called and fields set, as far as a probe asks for them.
    pub names: BTreeMap<&'static str, u32>,
    pub headers: Vec<HeaderFact>,
    pub sites: Vec<Site>,
    /// Line of the first call that starts a server.
    pub serves: Option<u32>,
}

impl FileFacts {
    pub fn sites_of(&self, kind: SiteKind) -> impl Iterator<Item = &Site> {
        self.sites.iter().filter(move |s| s.kind == kind)
    }

    pub fn imports_path(&self, path: &str) -> Option<u32> {
        self.imports.iter().find(|i| i.path == path).map(|i| i.line)
    }

    /// The first import that `matches`.
    pub fn import_where(&self, matches: impl Fn(&str) -> bool) -> Option<&ImportFact> {
        self.imports.iter().find(|i| matches(&i.path))
    }

    /// First use of `path.name`.
    pub fn use_of(&self, path: &str, name: &str) -> Option<Use> {
        self.uses.get(&(path.to_owned(), name.to_owned())).copied()
    }

    pub fn evidence(&self, line: u32, text: &str) -> Evidence {
        Evidence::at(self.path.clone(), line, text)
    }

    pub fn site_evidence(&self, site: &Site) -> Evidence {
        self.evidence(site.line, &site.text)
    }
}

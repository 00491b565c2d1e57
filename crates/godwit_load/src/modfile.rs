//! go.mod and go.work: their common syntax and their directives up to Go 1.27.
//!
//! Parsing keeps what is right beside what is wrong: the file and its errors come together. Nothing is rewritten or
//! printed back.

mod lines;

use crate::{module_path, version};
use lines::{Line, Token};

/// An error in a go.mod or go.work file. Columns count characters, 1-based, as the go command counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModError {
    pub line: u32,
    pub column: u32,
    pub message: String,
}

/// A module at a version; the version is empty for a local folder or "any version".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ModuleVersion {
    pub path: String,
    pub version: String,
}

impl std::fmt::Display for ModuleVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.version.is_empty() {
            f.write_str(&self.path)
        } else {
            write!(f, "{}@{}", self.path, self.version)
        }
    }
}

/// A value and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Require {
    pub module: ModuleVersion,
    /// Marked `// indirect`.
    pub indirect: bool,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replace {
    pub old: ModuleVersion,
    pub new: ModuleVersion,
    pub line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retract {
    pub low: String,
    pub high: String,
    pub rationale: String,
    pub line: u32,
}

/// A go.mod file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ModFile {
    pub module: Option<At<String>>,
    /// The message of a `Deprecated:` comment above the module directive.
    pub deprecated: String,
    pub go: Option<At<String>>,
    pub toolchain: Option<At<String>>,
    pub godebug: Vec<At<(String, String)>>,
    pub require: Vec<Require>,
    pub exclude: Vec<At<ModuleVersion>>,
    pub replace: Vec<Replace>,
    pub retract: Vec<Retract>,
    pub tool: Vec<At<String>>,
    pub ignore: Vec<At<String>>,
}

/// A go.work file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct WorkFile {
    pub go: Option<At<String>>,
    pub toolchain: Option<At<String>>,
    pub godebug: Vec<At<(String, String)>>,
    pub use_: Vec<At<String>>,
    pub replace: Vec<Replace>,
}

/// Which rules apply.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The main module's go.mod: everything must be right.
    Strict,
    /// A dependency's go.mod: only what concerns importers is read, the unknown is skipped.
    Lax,
    Work,
}

/// Parses the go.mod file of a main module.
pub fn parse(text: &str) -> (ModFile, Vec<ModError>) {
    parse_mode(text, Mode::Strict)
}

/// Parses the go.mod file of a dependency.
pub fn parse_lax(text: &str) -> (ModFile, Vec<ModError>) {
    parse_mode(text, Mode::Lax)
}

/// Parses a go.work file.
pub fn parse_work(text: &str) -> (WorkFile, Vec<ModError>) {
    let (f, errors) = parse_all(text, Mode::Work);
    let work = WorkFile {
        go: f.file.go,
        toolchain: f.file.toolchain,
        godebug: f.file.godebug,
        use_: f.uses,
        replace: f.file.replace,
    };
    (work, errors)
}

fn parse_mode(text: &str, mode: Mode) -> (ModFile, Vec<ModError>) {
    let (builder, errors) = parse_all(text, mode);
    (builder.file, errors)
}

#[derive(Default)]
struct Builder {
    file: ModFile,
    uses: Vec<At<String>>,
    errors: Vec<ModError>,
}

fn parse_all(text: &str, mode: Mode) -> (Builder, Vec<ModError>) {
    let (lines, syntax_error) = lines::split(text);
    let mut builder = Builder::default();
    let mut known_block = true;
    for line in &lines {
        if let Some(head) = &line.block_head {
            known_block = block_allowed(mode, head);
            if !known_block && mode != Mode::Lax {
                builder.err(line, format!("unknown block type: {head}"));
            }
            continue;
        }
        if line.in_block && !known_block {
            continue;
        }
        builder.directive(line, mode);
    }
    if mode == Mode::Strict {
        builder.check_retractions(&lines);
    }
    builder.errors.extend(syntax_error);
    let errors = std::mem::take(&mut builder.errors);
    (builder, errors)
}

fn block_allowed(mode: Mode, verb: &str) -> bool {
    match mode {
        Mode::Work => matches!(verb, "godebug" | "use" | "replace"),
        _ => matches!(
            verb,
            "module" | "godebug" | "require" | "exclude" | "replace" | "retract" | "tool" | "ignore"
        ),
    }
}

/// The text of a token: quotes taken off; a quote inside a bare word is an error.
fn string(token: &Token<'_>) -> Result<String, String> {
    let t = token.text;
    if let Some(body) = t.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        return crate::header::unquote(body)
            .ok_or_else(|| "invalid quoted string: invalid syntax".to_string());
    }
    if t.contains(['"', '\'', '`']) {
        return Err("invalid quoted string: unquoted string cannot contain quote".into());
    }
    Ok(t.to_string())
}

fn version_token(verb: &str, path: &str, token: &Token<'_>) -> Result<String, String> {
    let t = string(token).map_err(|e| format!("{verb} {path}: {e}"))?;
    match version::canonical(&t) {
        Some(v) if version::is_complete(&t) => Ok(v),
        _ => Err(format!(
            "{}version {} invalid: must be of the form v1.2.3",
            prefix(verb, path),
            module_path::quote(&t)
        )),
    }
}

fn prefix(verb: &str, path: &str) -> String {
    if path.is_empty() { format!("{verb}: ") } else { format!("{verb} {path}: ") }
}

/// Whether a go directive's argument is a version: `1.21`, `1.21.3`, `1.22rc1`.
fn valid_go_directive(v: &str) -> bool {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let number = |s: &str| -> Option<usize> {
        let n = digits(s);
        (n > 0 && !(n > 1 && s.starts_with('0'))).then_some(n)
    };
    let Some(n) = number(v).filter(|_| !v.starts_with('0')) else { return false };
    let Some(mut rest) = v[n..].strip_prefix('.') else { return false };
    let Some(n) = number(rest) else { return false };
    rest = &rest[n..];
    if let Some(after) = rest.strip_prefix('.') {
        let Some(n) = number(after) else { return false };
        rest = &after[n..];
    }
    if rest.is_empty() {
        return true;
    }
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    letters > 0 && letters < rest.len() && digits(&rest[letters..]) == rest.len() - letters
}

/// A dependency may carry a go line of an odd form (`v1.13`, `1.13beta.1`): its leading `major.minor` counts.
fn lax_go_directive(v: &str) -> Option<String> {
    let t = v.strip_prefix('v').unwrap_or(v);
    let (major, rest) = t.split_once('.')?;
    let n = rest.bytes().take_while(u8::is_ascii_digit).count();
    let minor = &rest[..n];
    let candidate = format!("{major}.{minor}");
    (n < rest.len() && valid_go_directive(&candidate)).then_some(candidate)
}

fn is_directory_path(s: &str) -> bool {
    let b = s.as_bytes();
    s == "."
        || s == ".."
        || ["./", ".\\", "../", "..\\", "/", "\\"].iter().any(|p| s.starts_with(p))
        || (b.len() >= 2 && b[0].is_ascii_alphabetic() && b[1] == b':')
}

fn is_indirect(line: &Line<'_>) -> bool {
    let Some(comment) = line.suffix else { return false };
    let mut words = comment.trim_start_matches("//").split_whitespace();
    matches!((words.next(), words.next()), (Some("indirect"), None) | (Some("indirect;"), Some(_)))
}

fn deprecation(comment: &str) -> String {
    for paragraph in comment.split("\n\n") {
        if let Some(text) = paragraph.strip_prefix("Deprecated:") {
            return text.trim_start_matches(' ').to_string();
        }
    }
    String::new()
}

impl Builder {
    fn err(&mut self, line: &Line<'_>, message: impl Into<String>) {
        self.errors.push(ModError { line: line.line, column: line.column, message: message.into() });
    }

    /// The module directive may follow the retractions, so they are compared with it at the end.
    fn check_retractions(&mut self, lines: &[Line<'_>]) {
        let Some(first) = lines.iter().find(|l| l.block_head.is_none() && l.verb == "retract") else {
            return;
        };
        let Some(module) = &self.file.module else {
            let of_retract = |e: &ModError| lines.iter().any(|l| l.line == e.line && l.verb == "retract");
            self.errors.retain(|e| !of_retract(e));
            self.err(first, "no module directive found, so retract cannot be used");
            return;
        };
        let path = module.value.clone();
        let Ok(major) = major_suffix(&path) else { return };
        let mut wrong = Vec::new();
        for r in &self.file.retract {
            let cause =
                [&r.low, &r.high].into_iter().find_map(|v| module_path::check_path_major(v, &major).err());
            let line = lines.iter().find(|l| l.line == r.line && l.block_head.is_none());
            if let (Some(cause), Some(line)) = (cause, line) {
                wrong.push((line, format!("{}{cause}", prefix("retract", &path))));
            }
        }
        for (line, message) in wrong {
            self.err(line, message);
        }
    }

    fn directive(&mut self, line: &Line<'_>, mode: Mode) {
        let known = match mode {
            Mode::Strict => block_allowed(mode, line.verb) || matches!(line.verb, "go" | "toolchain"),
            Mode::Lax => matches!(line.verb, "go" | "module" | "retract" | "require" | "ignore"),
            Mode::Work => block_allowed(mode, line.verb) || matches!(line.verb, "go" | "toolchain"),
        };
        if !known {
            if mode != Mode::Lax {
                self.err(line, format!("unknown directive: {}", line.verb));
            }
            return;
        }
        if let Err(message) = self.add(line, mode) {
            self.err(line, message);
        }
    }

    fn one<'l>(line: &'l Line<'_>, usage: &str) -> Result<&'l Token<'l>, String> {
        match line.args.as_slice() {
            [one] => Ok(one),
            _ => Err(usage.to_string()),
        }
    }

    fn add(&mut self, line: &Line<'_>, mode: Mode) -> Result<(), String> {
        let at = |value: String| At { value, line: line.line };
        match line.verb {
            "go" => {
                if self.file.go.is_some() {
                    return Err("repeated go statement".into());
                }
                let arg = Self::one(line, "go directive expects exactly one argument")?;
                let mut v = arg.text.to_string();
                if !valid_go_directive(&v) {
                    match lax_go_directive(&v).filter(|_| mode == Mode::Lax) {
                        Some(fixed) => v = fixed,
                        None => return Err(format!("invalid go version '{v}': must match format 1.23.0")),
                    }
                }
                self.file.go = Some(at(v));
            }
            "toolchain" => {
                if self.file.toolchain.is_some() {
                    return Err("repeated toolchain statement".into());
                }
                let name = Self::one(line, "toolchain directive expects exactly one argument")?.text;
                if !(name == "default" || name == "go1" || name.starts_with("go1.")) {
                    return Err(format!(
                        "invalid toolchain version '{name}': must match format go1.23.0 or default"
                    ));
                }
                self.file.toolchain = Some(at(name.to_string()));
            }
            "module" => {
                if self.file.module.is_some() {
                    return Err("repeated module statement".into());
                }
                self.file.deprecated = deprecation(&line.comment());
                let arg = Self::one(line, "usage: module module/path")?;
                self.file.module = Some(at(string(arg)?));
            }
            "godebug" => {
                let usage = "usage: godebug key=value";
                let arg = Self::one(line, usage)?.text;
                let (key, value) =
                    arg.split_once('=').filter(|_| !arg.contains(['"', '`', '\'', ','])).ok_or(usage)?;
                self.file.godebug.push(At { value: (key.into(), value.into()), line: line.line });
            }
            "require" | "exclude" => {
                let [path, v] = line.args.as_slice() else {
                    return Err(format!("usage: {} module/path v1.2.3", line.verb));
                };
                let module = versioned(line.verb, path, v)?;
                if line.verb == "require" {
                    self.file.require.push(Require { module, indirect: is_indirect(line), line: line.line });
                } else {
                    self.file.exclude.push(At { value: module, line: line.line });
                }
            }
            "replace" => {
                let replace = replace(line)?;
                self.file.replace.push(replace);
            }
            "retract" => match retract(line, mode) {
                Ok(retract) => self.file.retract.push(retract),
                // Interval syntax may grow; a dependency must stay readable.
                Err(_) if mode == Mode::Lax => {}
                Err(message) => return Err(message),
            },
            "tool" | "ignore" => {
                let usage = format!("{} directive expects exactly one argument", line.verb);
                let value = at(string(Self::one(line, &usage)?)?);
                if line.verb == "tool" { self.file.tool.push(value) } else { self.file.ignore.push(value) }
            }
            "use" => {
                let value = at(string(Self::one(line, "usage: use local/dir")?)?);
                self.uses.push(value);
            }
            _ => {}
        }
        Ok(())
    }
}

fn versioned(verb: &str, path: &Token<'_>, v: &Token<'_>) -> Result<ModuleVersion, String> {
    let path = string(path)?;
    let v = version_token(verb, &path, v)?;
    let major = major_suffix(&path)?;
    module_path::check_path_major(&v, &major).map_err(|e| format!("{}{e}", prefix(verb, &path)))?;
    Ok(ModuleVersion { path, version: v })
}

fn major_suffix(path: &str) -> Result<String, String> {
    match module_path::split_path_version(path) {
        Some((_, major)) => Ok(major.to_string()),
        None => Err(format!("invalid module path: {}", module_path::quote(path))),
    }
}

fn replace(line: &Line<'_>) -> Result<Replace, String> {
    let args = &line.args;
    let arrow = if args.len() >= 2 && args[1].text == "=>" { 1 } else { 2 };
    if args.len() < arrow + 2 || args.len() > arrow + 3 || args[arrow].text != "=>" {
        return Err("usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => \
                    ../local/directory"
            .into());
    }
    let path = string(&args[0])?;
    let major = major_suffix(&path).map_err(|e| format!("{}{e}", prefix("replace", &path)))?;
    let mut old = ModuleVersion { path, version: String::new() };
    if arrow == 2 {
        old.version = version_token("replace", &old.path, &args[1])?;
        module_path::check_path_major(&old.version, &major)
            .map_err(|e| format!("{}{e}", prefix("replace", &old.path)))?;
    }
    let new_path = string(&args[arrow + 1])?;
    let mut new = ModuleVersion { path: new_path, version: String::new() };
    if args.len() == arrow + 2 {
        if !is_directory_path(&new.path) {
            if new.path.contains('@') {
                return Err("replacement module must match format 'path version', not 'path@version'".into());
            }
            return Err(
                "replacement module without version must be directory path (rooted or starting with . or ..)"
                    .into(),
            );
        }
        if !cfg!(windows) && new.path.contains('\\') {
            return Err("replacement directory appears to be Windows path (on a non-windows system)".into());
        }
    } else {
        new.version = version_token("replace", &new.path, &args[arrow + 2])?;
        if is_directory_path(&new.path) {
            return Err(format!(
                "replacement module directory path {} cannot have version",
                module_path::quote(&new.path)
            ));
        }
    }
    Ok(Replace { old, new, line: line.line })
}

fn retract(line: &Line<'_>, mode: Mode) -> Result<Retract, String> {
    let mut args = line.args.iter();
    let rationale = line.comment();
    let version = |token: &Token<'_>| -> Result<String, String> {
        let v = string(token)?;
        // The path is that of the module directive, which may follow; only the form can be checked here.
        if version::is_valid(&v) { Ok(v) } else { version_token("retract", "", token) }
    };
    let expect = |token: Option<&Token<'_>>, text: &str, after: &str| match token {
        Some(t) if t.text == text => Ok(()),
        _ => Err(format!("expected '{text}' after {after}")),
    };
    let first = args.next().filter(|t| t.text != "(").ok_or("expected '[' or version")?;
    let (low, high) = if first.text == "[" {
        let low = version(args.next().ok_or("expected version after '['")?)?;
        expect(args.next(), ",", "version")?;
        let high = version(args.next().ok_or("expected version after ','")?)?;
        expect(args.next(), "]", "version")?;
        (low, high)
    } else {
        let v = version(first)?;
        (v.clone(), v)
    };
    if let Some(extra) = args.next()
        && mode != Mode::Lax
    {
        return Err(format!("unexpected token after version: {}", module_path::quote(extra.text)));
    }
    Ok(Retract { low, high, rationale, line: line.line })
}

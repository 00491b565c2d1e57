//! Parts for a project that Godwit did not create: files, which never overwrite, and structured edits, all in memory.
//!
//! An edit that finds no place, or that would give a name of the project another meaning, becomes a note. What is left out: which
//! parts are needed (`add`).

use crate::add::AddPlan;
use crate::answers::Answers;
use crate::change::Change;
use crate::class::FileClass;
use crate::edit::go_file::{Anchor, GoFile, assumed_name, is_chi};
use crate::edit::go_mod::{GoMod, Outcome, merge_go_sum};
use crate::edit::{lines, makefile, toml, yaml};
use crate::failure::{Failure, Result};
use crate::glob;
use crate::manifest::{Answer, Manifest};
use crate::part::{EditOp, Part, Side, Survey};
use crate::pins::{PartPins, Pins};
use crate::project::Project;
use crate::render::{Renderer, finish, render_source};
use crate::semver;
use crate::template_set::TemplateSet;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The variables of a part in a project that Godwit did not create.
fn foreign_answers(manifest: &Manifest, survey: &Survey, module: &str, parts: &[&Part]) -> Answers {
    let last = module.rsplit('/').find(|e| !is_major(e)).unwrap_or(module);
    let name: String =
        last.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let mut axes: BTreeMap<String, Answer> =
        manifest.axes.iter().map(|axis| (axis.name.clone(), axis.smallest())).collect();
    let chi = survey.go_files.iter().any(|file| file.imports().into_iter().any(is_chi));
    axes.insert("router".into(), Answer::Choice(if chi { "chi" } else { "std" }.into()));
    for part in parts {
        axes.extend(part.answers.clone());
    }
    Answers {
        name: name.trim_matches('-').to_owned(),
        module: module.to_owned(),
        author: String::new(),
        axes,
    }
}

fn is_major(element: &str) -> bool {
    element.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// A foreign project with the edits made so far, in memory.
pub struct Draft<'a> {
    project: &'a Project<'a>,
    set: &'a TemplateSet,
    survey: &'a Survey,
    renderer: Renderer<'a>,
    answers: Answers,
    main_folder: Option<String>,
    /// Files of parts: what they serve is not what the project serves.
    owned: BTreeSet<String>,
    /// Text of every touched file; `None` before means that the file is new.
    texts: BTreeMap<String, (Option<String>, String, u32)>,
    order: Vec<String>,
    /// Imports that were added: file and import path.
    imports: Vec<(String, String)>,
    /// Files that got more than imports.
    wired: BTreeSet<String>,
    /// Package names that mean something else in a file: file and name.
    taken: BTreeSet<(String, String)>,
    notes: Vec<String>,
}

impl<'a> Draft<'a> {
    pub fn new(
        project: &'a Project<'a>,
        set: &'a TemplateSet,
        survey: &'a Survey,
        go_mod: &str,
        parts: &[&Part],
    ) -> Result<Self> {
        let manifest = Manifest::parse(set)?;
        let parsed = GoMod::parse(go_mod);
        let Some(module) = parsed.module() else {
            return Err(
                Failure::new("no-module", "go.mod has no module line").hint("add `module <path>` to it")
            );
        };
        let answers = foreign_answers(&manifest, survey, module, parts);
        let mut variables = answers.variables(parsed.go_version().unwrap_or(&manifest.go));
        let folders = survey.main_folders();
        // Several programs: the one that is named as a server or as the project, else the only one that speaks HTTP.
        let named = format!("cmd/{}", answers.name);
        let serves = |folder: &&str| survey.folder(folder).any(|file| file.imports().contains(&"net/http"));
        let servers: Vec<&str> = folders.iter().copied().filter(serves).collect();
        let main_folder = ["cmd/api", "cmd/server", &named]
            .into_iter()
            .find_map(|wanted| folders.iter().copied().find(|folder| *folder == wanted))
            .or(match (&folders[..], &servers[..]) {
                ([only], _) | (_, [only]) => Some(*only),
                _ => None,
            });
        let shown = main_folder.map_or(".", |folder| if folder.is_empty() { "." } else { folder });
        for (name, value) in [("main", shown), ("recv", "router"), ("expr", "handler"), ("ctx", "ctx")] {
            variables.insert(name.into(), minijinja::Value::from(value));
        }
        let (renderer, main_folder) = (Renderer::new(variables)?, main_folder.map(str::to_owned));
        let owned = Part::all(set)?.into_iter().flat_map(|part| part.files).map(|file| file.path).collect();
        Ok(Self {
            owned,
            project,
            set,
            survey,
            renderer,
            answers,
            main_folder,
            texts: BTreeMap::new(),
            order: Vec::new(),
            imports: Vec::new(),
            wired: BTreeSet::new(),
            taken: BTreeSet::new(),
            notes: Vec::new(),
        })
    }

    pub fn add(&mut self, part: &Part) -> Result<()> {
        for file in &part.files {
            if self.skipped(file.when.as_deref())? {
                continue;
            }
            let path = self.renderer.text(&file.path, &file.path)?;
            if self.project.exists(&path) || self.texts.contains_key(&path) {
                self.notes.push(format!("{path} exists already and is left alone"));
                continue;
            }
            if let Some(pattern) = &file.unless
                && let Some(found) = self.survey.files.iter().find(|found| glob::matches(pattern, found))
            {
                self.notes.push(format!("{path} is left out: the project has {found}"));
                continue;
            }
            let source = match file.source.strip_prefix("service:") {
                Some(source) => format!("service/files/{source}"),
                None => format!("parts/{}/files/{}", part.name, file.source),
            };
            let text = render_source(self.set, &self.renderer, &source)?;
            // Nothing follows a foreign project, so a file of any class is its owner's from now on.
            let mut entry = file.clone();
            entry.marker = file.marker && file.class == FileClass::Generated;
            let rendered = finish(&entry, path.clone(), text)?;
            self.order.push(path.clone());
            self.texts.insert(path, (None, rendered.text, rendered.mode));
        }
        for edit in &part.edits {
            if self.skipped(edit.when.as_deref())? {
                continue;
            }
            match edit.unless.as_deref().and_then(|value| Some((value, self.survey.holder_of(value)?))) {
                Some((value, holder)) => {
                    let place = holder.path.clone();
                    self.leave(&edit.op, &place, &format!("{value} is in use there"))?;
                }
                None => self.edit(&part.name, &edit.op)?,
            }
        }
        Ok(())
    }

    fn skipped(&self, when: Option<&str>) -> Result<bool> {
        when.map_or(Ok(false), |when| self.renderer.holds(when).map(|holds| !holds))
    }

    fn edit(&mut self, part: &str, op: &EditOp) -> Result<()> {
        match op {
            EditOp::Require { modules } => self.require(part, modules),
            EditOp::Import { target, path, alias } => {
                let path = self.renderer.text("path", path)?;
                let by_hand = format!("import {path:?}");
                let Some(mut file) = self.target(target, &by_hand)? else { return Ok(()) };
                let name = alias.clone().unwrap_or_else(|| assumed_name(&path));
                if !file.imports().contains(&path.as_str()) && self.is_taken(&file, &name) {
                    // The statements that need it become notes.
                    self.taken.insert((file.path.clone(), name));
                    return Ok(());
                }
                let module = self.answers.module.clone();
                if file.add_import(&path, alias.as_deref(), &module)? {
                    self.imports.push((file.path.clone(), path));
                }
                self.put_go(file)
            }
            EditOp::InsertCall { target, anchor, side, below, code } => {
                self.insert_call(target, anchor, *side, below, code)
            }
            EditOp::Wrap { target, anchor, inside, code } => self.wrap(target, anchor, inside, code),
            EditOp::YamlMerge { path, value } => {
                let value = self.renderer.text("value", value)?;
                self.edit_text(path, |text| yaml::merge(text, &value))
            }
            EditOp::TomlMerge { path, value } => {
                let value = self.renderer.text("value", value)?;
                self.edit_text(path, |text| toml::merge(text, &value))
            }
            EditOp::MakefileTarget { path, name, text } => {
                let recipe = self.renderer.text("text", text)?;
                self.edit_text(path, |text| Ok(makefile::add_target(text, name, &recipe)))
            }
            EditOp::Note { text } => {
                let text = self.renderer.text("note", text)?;
                self.notes.push(text);
                Ok(())
            }
            EditOp::AppendLine { path, line } => {
                let line = self.renderer.text("line", line)?;
                self.edit_text(path, |text| Ok(lines::append(text, &line)))
            }
        }
    }

    /// The text of a file as the edits so far left it.
    fn read(&self, path: &str) -> Result<Option<String>> {
        match self.texts.get(path) {
            Some((_, text, _)) => Ok(Some(text.clone())),
            None => self.project.read(path),
        }
    }

    fn put(&mut self, path: &str, text: String) -> Result<()> {
        if let Some(entry) = self.texts.get_mut(path) {
            entry.1 = text;
            return Ok(());
        }
        let before = self.project.read(path)?;
        self.order.push(path.to_owned());
        self.texts.insert(path.to_owned(), (before, text, 0o644));
        Ok(())
    }

    fn put_go(&mut self, file: GoFile) -> Result<()> {
        self.put(&file.path, file.text().to_owned())
    }

    fn edit_text(&mut self, path: &str, edit: impl FnOnce(&str) -> Result<String>) -> Result<()> {
        let path = self.renderer.text("path", path)?;
        let old = self.read(&path)?.unwrap_or_default();
        match edit(&old) {
            Ok(new) if new == old => Ok(()),
            Ok(new) => self.put(&path, new),
            // One file that resists is a note; the rest of the part is still worth having.
            Err(failure) => {
                self.notes.push(format!("{path}: {failure}"));
                Ok(())
            }
        }
    }

    fn require(&mut self, part: &str, modules: &[String]) -> Result<()> {
        let set = self.set;
        let mut go_mod = GoMod::parse(&self.read("go.mod")?.unwrap_or_default());
        let exact = PartPins::read(set, part)?.filter(|pins| {
            // A module that the project has in an older version may need more in the new one than the part does.
            !pins.requirements.iter().any(|r| {
                go_mod
                    .required(&r.module)
                    .is_some_and(|old| semver::compare(&r.version, old) == Ordering::Greater)
            })
        });
        let is_exact = exact.is_some();
        let (wanted, sum) = match exact {
            Some(pins) => (pins.requirements, pins.go_sum.to_owned()),
            None => {
                let pins = Pins::parse(set)?;
                let mut axes = self.answers.axes.clone();
                // The router in use needs no modules that the project lacks.
                axes.insert("router".into(), Answer::Choice("std".into()));
                let combination = pins.combination(&axes);
                (pins.requirements(combination)?, pins.go_sum(combination)?)
            }
        };
        for module in modules {
            if !wanted.iter().any(|r| r.module == *module) {
                return Err(Failure::template(format!("the pins do not hold {module}")));
            }
        }
        let mut changed = false;
        for requirement in &wanted {
            let direct = modules.contains(&requirement.module);
            let outcome = go_mod.require(&requirement.module, &requirement.version, !direct);
            changed |= outcome != Outcome::Unchanged;
        }
        if !changed {
            return Ok(());
        }
        let manifest = Manifest::parse(set)?;
        let minimum =
            if manifest.go.matches('.').count() == 1 { format!("{}.0", manifest.go) } else { manifest.go };
        if go_mod.raise_go(&minimum) == Outcome::Raised {
            self.notes.push(format!("go.mod asks for go {minimum} now: the pinned modules need it"));
        }
        self.put("go.mod", go_mod.text())?;
        let sum = merge_go_sum(&self.read("go.sum")?.unwrap_or_default(), &sum);
        self.put("go.sum", sum)?;
        let note = match (self.project.exists("vendor/modules.txt"), is_exact) {
            (true, true) => "run `go mod vendor` to vendor the new modules",
            (true, false) => {
                "run `go mod tidy` and `go mod vendor` to drop or vendor what the project does not use"
            }
            (false, true) => return Ok(()),
            (false, false) => "run `go mod tidy` to drop what the project does not use",
        };
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
        Ok(())
    }

    fn insert_call(
        &mut self,
        target: &str,
        anchor: &str,
        side: Side,
        below: &[String],
        code: &str,
    ) -> Result<()> {
        let Some(mut file) = self.target(target, code)? else { return Ok(()) };
        let Some(place) = file.find(parse_anchor(anchor)?) else {
            return self.by_hand(&file.path, "no place found", code);
        };
        if parse_anchor(anchor)? == Anchor::MainStart
            && place.bound == "context.Background()"
            && code.contains("ctx")
        {
            let module = self.answers.module.clone();
            file.add_import("context", None, &module)?;
        }
        // The tree moved if an import was added.
        let Some(place) = file.find(parse_anchor(anchor)?) else { return Ok(()) };
        self.renderer.set(if anchor == "main_start" { "ctx" } else { "recv" }, &place.bound);
        let code = self.renderer.text("code", code)?;
        let first = code.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
        if file.text().lines().any(|line| line.trim() == first) {
            return Ok(());
        }
        if let Some(why) = self.clash(&file, &code) {
            return self.by_hand(&file.path, &why, &code);
        }
        match file.find_below(&place, below) {
            Some(place) => file.insert(&place, false, &code)?,
            None => file.insert(&place, side == Side::Before, &code)?,
        }
        self.wired.insert(file.path.clone());
        self.put_go(file)
    }

    fn wrap(&mut self, target: &str, anchor: &str, inside: &[String], code: &str) -> Result<()> {
        let Some(mut file) = self.target(target, code)? else { return Ok(()) };
        let Some(place) = file.find(parse_anchor(anchor)?) else {
            return self.by_hand(&file.path, "no place found", code);
        };
        let callee = code.split('(').next().unwrap_or(code).trim();
        if place.bound.contains(callee) {
            return Ok(());
        }
        if let Some(why) = self.clash(&file, code) {
            return self.by_hand(&file.path, &why, code);
        }
        let (outer, inner) = peel(&place.bound, inside);
        self.renderer.set("expr", inner);
        let code = self.renderer.text("code", code)?;
        let closing = &place.bound[outer.len() + inner.len()..];
        file.replace(&place, &format!("{outer}{}{closing}", code.trim()))?;
        self.wired.insert(file.path.clone());
        self.put_go(file)
    }

    /// Whether a package name would clash with a declaration of the file's package, another import, or a local name.
    fn is_taken(&self, file: &GoFile, name: &str) -> bool {
        if file.imported_as(name).is_some() || file.binds(name) {
            return true;
        }
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // Test files belong to the package as well.
        let tests = self.survey.files.iter().filter(|path| {
            path.ends_with("_test.go") && path.rsplit_once('/').map_or("", |(of, _)| of) == folder
        });
        let declared = |text: Option<String>, path: &str| {
            text.and_then(|text| GoFile::parse(path, &text)).is_some_and(|other| other.declares(name))
        };
        self.survey.folder(folder).any(|other| other.declares(name))
            || tests.into_iter().any(|path| declared(self.project.read(path).ok().flatten(), path))
    }

    /// Why `code` would not mean in `file` what it means in the part, if so.
    fn clash(&self, file: &GoFile, code: &str) -> Option<String> {
        let mentions = |name: &str| {
            code.match_indices(&format!("{name}."))
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.'))
        };
        let taken = self.taken.iter().find(|(path, name)| *path == file.path && mentions(name));
        if let Some((_, name)) = taken {
            return Some(format!("the name {name} means something else there"));
        }
        let bound =
            code.lines().filter_map(|line| line.split_once(" := ")).flat_map(|(names, _)| names.split(','));
        bound
            .map(str::trim)
            .find(|name| file.binds(name))
            .map(|name| format!("the name {name} is in use there"))
    }

    /// An edit that would clash: what it would have done becomes a note.
    fn leave(&mut self, op: &EditOp, place: &str, why: &str) -> Result<()> {
        match op {
            EditOp::InsertCall { code, .. } | EditOp::Wrap { code, .. } => self.by_hand(place, why, code),
            _ => Ok(()),
        }
    }

    /// A step that only a person can do.
    fn by_hand(&mut self, place: &str, why: &str, code: &str) -> Result<()> {
        let code = self.renderer.text("code", code)?;
        self.notes.push(format!("{place}: {why}; add this by hand:\n{}", code.trim_end()));
        Ok(())
    }

    /// The Go file that `target` means. `@main` holds func main, `@router` the router's constructor.
    fn target(&mut self, target: &str, code: &str) -> Result<Option<GoFile>> {
        let candidates: Vec<String> = match target {
            "@main" => {
                let folder = self.main_folder.clone();
                let in_folder = |file: &&GoFile| {
                    let of = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    Some(of) == folder.as_deref()
                        && file.package() == "main"
                        && file.declares_function("main")
                };
                self.survey.go_files.iter().filter(in_folder).map(|file| file.path.clone()).collect()
            }
            "@router" => self.only_place(Anchor::RouterNew),
            "@server" => self.only_place(Anchor::ServerHandler),
            path => vec![self.renderer.text("in", path)?],
        };
        let Some(path) = candidates.first() else {
            let what = match target {
                "@main" => "no single main package found",
                "@router" if !self.with_anchor(Anchor::RouterNew).is_empty() => "there are several routers",
                "@router" => "no router constructor found",
                "@server" if !self.with_anchor(Anchor::ServerHandler).is_empty() => {
                    "there are several servers"
                }
                _ => "no http.Server with a Handler found",
            };
            self.by_hand(target, what, code)?;
            return Ok(None);
        };
        let Some(text) = self.read(path)? else {
            self.by_hand(path, "it does not exist", code)?;
            return Ok(None);
        };
        let file = GoFile::parse(path, &text);
        if file.is_none() {
            self.by_hand(path, "it does not parse", code)?;
        }
        Ok(file)
    }

    /// The file with the only place of its kind in the project, or in the main folder. Among several a guess might pick a listener
    /// that is not the public one.
    fn only_place(&self, anchor: Anchor) -> Vec<String> {
        let files = self.with_anchor(anchor);
        let in_main = |file: &&&GoFile| {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some(folder) == self.main_folder.as_deref()
        };
        for candidates in [files.iter().filter(in_main).collect::<Vec<_>>(), files.iter().collect()] {
            if let [only] = candidates[..]
                && only.n_places(anchor) == 1
            {
                return vec![only.path.clone()];
            }
        }
        Vec::new()
    }

    /// Files with an anchor, those of the parts left out. In a project that uses chi, a mux of the standard library is something else.
    fn with_anchor(&self, anchor: Anchor) -> Vec<&GoFile> {
        let chi = matches!(self.answers.axes.get("router"), Some(Answer::Choice(router)) if router == "chi");
        let is_candidate = |file: &&GoFile| {
            let other = chi && anchor == Anchor::RouterNew && !file.imports().into_iter().any(is_chi);
            !file.is_generated() && !self.owned.contains(&file.path) && !other && file.find(anchor).is_some()
        };
        self.survey.go_files.iter().filter(is_candidate).collect()
    }

    /// An import whose statement found no place would not compile.
    fn drop_unused_imports(&mut self) -> Result<()> {
        for (path, import) in std::mem::take(&mut self.imports) {
            let Some((before, text, _)) = self.texts.get_mut(&path) else { continue };
            if let (Some(before), false) = (before, self.wired.contains(&path)) {
                text.clone_from(before);
                continue;
            }
            if let Some(mut file) = GoFile::parse(&path, text)
                && !file.uses_import(&import)
            {
                file.remove_import(&import)?;
                self.put_go(file)?;
            }
        }
        Ok(())
    }

    pub fn finish(mut self, parts: Vec<String>) -> Result<AddPlan> {
        self.drop_unused_imports()?;
        let mut changes = Vec::new();
        for path in &self.order {
            let Some((before, after, mode)) = self.texts.get(path) else { continue };
            if before.as_ref() == Some(after) {
                continue;
            }
            if path.ends_with(".go") && GoFile::parse(path, after).is_none() {
                return Err(Failure::new(
                    "edit-broke-file",
                    format!("{path} would not parse after the edits"),
                )
                .hint("nothing was changed"));
            }
            changes.push(Change {
                path: path.clone(),
                before: before.clone(),
                after: Some(after.clone()),
                mode: *mode,
            });
        }
        let already = changes.is_empty().then(|| "everything the part brings is there already".to_owned());
        Ok(AddPlan { parts, changes, notes: self.notes, conflicts: Vec::new(), already })
    }
}

/// The calls with which `expression` begins, as far as `heads` (such as `a.Handler(`) names them, and what is between their
/// parentheses. Text that holds a literal is not looked into: a parenthesis there would not be one.
fn peel<'a>(expression: &'a str, heads: &[String]) -> (&'a str, &'a str) {
    let (mut at, mut inner) = (0, expression);
    while let Some(head) = heads.iter().find(|head| inner.starts_with(head.as_str()))
        && let Some(argument) = inner[head.len()..].strip_suffix(')')
    {
        let mut depth = 0_usize;
        let balanced = argument.bytes().all(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => return false,
                b')' => depth -= 1,
                b'"' | b'`' | b'\'' => return false,
                _ => {}
            }
            true
        });
        if !balanced || depth != 0 {
            break;
        }
        at += head.len();
        inner = argument;
    }
    (&expression[..at], inner)
}

fn parse_anchor(name: &str) -> Result<Anchor> {
    match name {
        "router_new" => Ok(Anchor::RouterNew),
        "router_routes" => Ok(Anchor::RouterRoutes),
        "server_handler" => Ok(Anchor::ServerHandler),
        "main_start" => Ok(Anchor::MainStart),
        _ => Err(Failure::template(format!("there is no anchor {name:?}"))),
    }
}

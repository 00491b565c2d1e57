//! `godwit add PART`: one part for a project, planned as a set of changes.
//!
//! On a service that Godwit generated, a part is a change of answers and the result is what `godwit new` with those answers
//! would have given. On any other project it is the part's files, which never overwrite, and its structured edits. What is left
//! out: writing, and running the go command.

use crate::answers::Answers;
use crate::change::Change;
use crate::class::FileClass;
use crate::create::answers_json;
use crate::diff::unified;
use crate::edit::go_file::{Anchor, GoFile, is_chi};
use crate::edit::go_mod::{GoMod, Outcome, merge_go_sum};
use crate::edit::{lines, makefile, toml, yaml};
use crate::failure::{Failure, Result};
use crate::history::Catalog;
use crate::lock::Lock;
use crate::manifest::{Answer, Manifest};
use crate::merge::{Occasion, Past, State, plan_merge, settle};
use crate::part::{EditOp, Part, Side, Survey};
use crate::pins::Pins;
use crate::project::Project;
use crate::render::{Renderer, finish, render_source};
use crate::template_set::TemplateSet;
use std::collections::{BTreeMap, BTreeSet};

/// What adding a part would do.
#[derive(Clone, Debug)]
pub struct AddPlan {
    /// The parts added, those that the asked one requires first.
    pub parts: Vec<String>,
    pub changes: Vec<Change>,
    /// What a person has to know or do.
    pub notes: Vec<String>,
    /// Files that a merge left with conflict markers.
    pub conflicts: Vec<String>,
    /// Why there is nothing to do, if so.
    pub already: Option<String>,
}

impl AddPlan {
    pub fn diff(&self) -> String {
        unified(&self.changes)
    }

    pub fn json(&self, written: bool) -> serde_json::Value {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|change| serde_json::json!({ "path": change.path, "action": change.verb() }))
            .collect();
        serde_json::json!({
            "schema": 1,
            "command": "add",
            "parts": self.parts,
            "changes": changes,
            "notes": self.notes,
            "conflicts": self.conflicts,
            "already": self.already,
            "diff": self.diff(),
            "written": written,
        })
    }

    fn nothing(part: &str, why: String) -> Self {
        Self {
            parts: vec![part.to_owned()],
            changes: Vec::new(),
            notes: Vec::new(),
            conflicts: Vec::new(),
            already: Some(why),
        }
    }
}

/// Plans adding `name` to the project.
pub fn plan_add(project: &Project<'_>, catalog: &Catalog, name: &str) -> Result<AddPlan> {
    let parts = Part::all(catalog.current())?;
    let part = find_part(&parts, name)?;
    if let Some(lock) = Lock::read(project)?
        && !part.answers.is_empty()
    {
        return add_by_answers(project, catalog, &lock, part);
    }
    let Some(go_mod) = project.read("go.mod")? else {
        return Err(Failure::new("no-module", format!("{} has no go.mod", project.root().display()))
            .hint("run godwit add in the root of a module; for a new service use `godwit new`"));
    };
    let survey = Survey::of(project)?;
    if let Some(evidence) = survey.evidence(part) {
        return Ok(AddPlan::nothing(name, format!("the project has {name} already: {evidence}")));
    }
    if let Some((other, evidence)) = part.conflicts.iter().find_map(|other| {
        let other = parts.iter().find(|p| p.name == *other)?;
        Some((other, survey.evidence(other)?))
    }) {
        return Err(Failure::new(
            "part-conflicts",
            format!("{name} conflicts with {}: {evidence}", other.name),
        )
        .hint("decide for one of them"));
    }
    let mut order = Vec::new();
    collect_required(&parts, &survey, part, &mut order, &mut BTreeSet::new())?;
    let mut draft = Draft::new(project, catalog.current(), &survey, &go_mod, &order)?;
    for part in &order {
        draft.add(part)?;
    }
    draft.finish(order.iter().map(|part| part.name.clone()).collect())
}

pub fn find_part<'a>(parts: &'a [Part], name: &str) -> Result<&'a Part> {
    parts.iter().find(|part| part.name == name).ok_or_else(|| {
        let known: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        Failure::new("part-unknown", format!("there is no part {name:?}"))
            .hint(format!("parts: {}, tests", known.join(", ")))
    })
}

/// `part` with everything it requires and the project lacks, dependencies first. A part is visited once, so cycles end.
fn collect_required<'a>(
    parts: &'a [Part],
    survey: &Survey,
    part: &'a Part,
    order: &mut Vec<&'a Part>,
    seen: &mut BTreeSet<String>,
) -> Result<()> {
    if !seen.insert(part.name.clone()) {
        return Ok(());
    }
    for required in &part.requires {
        let required = find_part(parts, required)?;
        if survey.evidence(required).is_none() {
            collect_required(parts, survey, required, order, seen)?;
        }
    }
    order.push(part);
    Ok(())
}

/// On a generated service: the rendering with the new answers, merged over the one with the old answers.
fn add_by_answers(project: &Project<'_>, catalog: &Catalog, lock: &Lock, part: &Part) -> Result<AddPlan> {
    let mut past = Past::new(catalog);
    let lock = settle(project, &mut past, lock)?;
    let set = catalog.version(&lock.template_version)?;
    let manifest = Manifest::parse(&set)?;
    let mut answers: Answers = lock.answers.for_manifest(&manifest);
    for (axis, answer) in &part.answers {
        let Some(known) = manifest.axis(axis) else {
            return Err(Failure::new(
                "template-too-old",
                format!("template version {} has no option {axis}", lock.template_version),
            )
            .hint("run `godwit upgrade` first"));
        };
        // Any value but the smallest is the part in another make: gitlab is ci too.
        let present = answers.axes.get(axis).is_some_and(|now| *now != known.smallest());
        if !present {
            answers.axes.insert(axis.clone(), answer.clone());
        }
    }
    if answers == lock.answers {
        return Ok(AddPlan::nothing(&part.name, format!("the service has {} already", part.name)));
    }
    let theirs = past.rendering(&lock.template_version, &answers)?.clone();
    let merged = plan_merge(project, &mut past, &lock, &theirs, Occasion::Answers)?;
    let conflicts: Vec<String> = merged.conflicts().map(|outcome| outcome.path.clone()).collect();
    let notes = (merged.outcomes.iter())
        .filter(|outcome| matches!(outcome.state, State::Kept | State::Conflict))
        .map(|outcome| format!("{}: {}", outcome.path, outcome.note))
        .collect();
    Ok(AddPlan { parts: vec![part.name.clone()], changes: merged.changes, notes, conflicts, already: None })
}

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
struct Draft<'a> {
    project: &'a Project<'a>,
    set: &'a TemplateSet,
    survey: &'a Survey,
    renderer: Renderer<'a>,
    answers: Answers,
    main_folder: Option<String>,
    /// Text of every touched file; `None` before means that the file is new.
    texts: BTreeMap<String, (Option<String>, String, u32)>,
    order: Vec<String>,
    /// Imports that were added: file and import path.
    imports: Vec<(String, String)>,
    notes: Vec<String>,
}

impl<'a> Draft<'a> {
    fn new(
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
        Ok(Self {
            project,
            set,
            survey,
            renderer,
            answers,
            main_folder,
            texts: BTreeMap::new(),
            order: Vec::new(),
            imports: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn add(&mut self, part: &Part) -> Result<()> {
        for file in &part.files {
            if self.skipped(file.when.as_deref())? {
                continue;
            }
            let path = self.renderer.text(&file.path, &file.path)?;
            if self.project.exists(&path) || self.texts.contains_key(&path) {
                self.notes.push(format!("{path} exists already and is left alone"));
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
            if !self.skipped(edit.when.as_deref())? {
                self.edit(&edit.op)?;
            }
        }
        Ok(())
    }

    fn skipped(&self, when: Option<&str>) -> Result<bool> {
        when.map_or(Ok(false), |when| self.renderer.holds(when).map(|holds| !holds))
    }

    fn edit(&mut self, op: &EditOp) -> Result<()> {
        match op {
            EditOp::Require { modules } => self.require(modules),
            EditOp::Import { target, path, alias } => {
                let path = self.renderer.text("path", path)?;
                let by_hand = format!("import {path:?}");
                let Some(mut file) = self.target(target, &by_hand)? else { return Ok(()) };
                let module = self.answers.module.clone();
                if file.add_import(&path, alias.as_deref(), &module)? {
                    self.imports.push((file.path.clone(), path));
                }
                self.put_go(file)
            }
            EditOp::InsertCall { target, anchor, side, code } => {
                self.insert_call(target, anchor, *side, code)
            }
            EditOp::Wrap { target, anchor, code } => self.wrap(target, anchor, code),
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

    fn require(&mut self, modules: &[String]) -> Result<()> {
        let set = self.set;
        let pins = Pins::parse(set)?;
        let mut axes = self.answers.axes.clone();
        // The router in use needs no modules that the project lacks.
        axes.insert("router".into(), Answer::Choice("std".into()));
        let combination = pins.combination(&axes);
        let wanted = pins.requirements(combination)?;
        let mut go_mod = GoMod::parse(&self.read("go.mod")?.unwrap_or_default());
        let mut changed = false;
        for module in modules {
            if !wanted.iter().any(|r| r.module == *module) {
                return Err(Failure::template(format!("the pins do not hold {module}")));
            }
        }
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
        let sum = merge_go_sum(&self.read("go.sum")?.unwrap_or_default(), &pins.go_sum(combination)?);
        self.put("go.sum", sum)?;
        let vendored = self.project.exists("vendor/modules.txt");
        let next = if vendored {
            "run `go mod tidy` and `go mod vendor` to drop or vendor"
        } else {
            "run `go mod tidy` to drop"
        };
        let note = format!("{next} what the project does not use");
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        Ok(())
    }

    fn insert_call(&mut self, target: &str, anchor: &str, side: Side, code: &str) -> Result<()> {
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
        file.insert(&place, side == Side::Before, &code)?;
        self.put_go(file)
    }

    fn wrap(&mut self, target: &str, anchor: &str, code: &str) -> Result<()> {
        let Some(mut file) = self.target(target, code)? else { return Ok(()) };
        let Some(place) = file.find(parse_anchor(anchor)?) else {
            return self.by_hand(&file.path, "no place found", code);
        };
        let callee = code.split('(').next().unwrap_or(code).trim();
        if place.bound.contains(callee) {
            return Ok(());
        }
        self.renderer.set("expr", &place.bound);
        let code = self.renderer.text("code", code)?;
        file.replace(&place, code.trim())?;
        self.put_go(file)
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
            "@router" => self.with_anchor(Anchor::RouterNew),
            "@server" => self.with_anchor(Anchor::ServerHandler),
            path => vec![self.renderer.text("in", path)?],
        };
        let Some(path) = candidates.first() else {
            let what = match target {
                "@main" => "no single main package found",
                "@router" => "no router constructor found",
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

    /// Files with an anchor, those of the main folder first.
    fn with_anchor(&self, anchor: Anchor) -> Vec<String> {
        let found = self.survey.go_files.iter().filter(|file| file.find(anchor).is_some());
        let mut paths: Vec<String> = found.map(|file| file.path.clone()).collect();
        let main = self.main_folder.clone().unwrap_or_default();
        paths.sort_by_key(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder) != main);
        paths
    }

    /// An import whose statement found no place would not compile.
    fn drop_unused_imports(&mut self) -> Result<()> {
        for (path, import) in std::mem::take(&mut self.imports) {
            let Some((_, text, _)) = self.texts.get(&path) else { continue };
            if let Some(mut file) = GoFile::parse(&path, text)
                && !file.uses_import(&import)
            {
                file.remove_import(&import)?;
                self.put_go(file)?;
            }
        }
        Ok(())
    }

    fn finish(mut self, parts: Vec<String>) -> Result<AddPlan> {
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

fn parse_anchor(name: &str) -> Result<Anchor> {
    match name {
        "router_new" => Ok(Anchor::RouterNew),
        "router_routes" => Ok(Anchor::RouterRoutes),
        "server_handler" => Ok(Anchor::ServerHandler),
        "main_start" => Ok(Anchor::MainStart),
        _ => Err(Failure::template(format!("there is no anchor {name:?}"))),
    }
}

/// The answers of a lock for programs; `godwit plan --json` shows them.
pub fn lock_json(lock: &Lock) -> serde_json::Value {
    serde_json::json!({ "template_version": lock.template_version, "answers": answers_json(&lock.answers) })
}

/// Names and titles of every part, `tests` included, in the order of the phases.
pub fn part_titles(set: &TemplateSet) -> Result<Vec<(String, String)>> {
    let mut titles: Vec<(String, String)> =
        Part::all(set)?.into_iter().map(|part| (part.name, part.title)).collect();
    titles.push(("tests".into(), "table-driven test skeletons with the package's own types".into()));
    Ok(titles)
}

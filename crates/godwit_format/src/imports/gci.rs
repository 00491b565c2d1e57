//! gci: imports in sections, in a fixed or chosen order, each sorted by path.

use godwit_syntax::File;

use super::block::{Run, Spec, blocks, replace};

/// A section of imports.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Section {
    Standard,
    /// What no other section takes.
    Default,
    /// Paths that start with one of these.
    Prefix(Vec<String>),
    /// `_ "path"`
    Blank,
    /// `. "path"`
    Dot,
    /// Imports with a name.
    Alias,
    /// The module's own packages.
    LocalModule,
}

impl Section {
    /// `standard`, `default`, `prefix(a,b)`, `blank`, `dot`, `alias`, `localmodule`.
    pub fn parse(text: &str) -> Option<Section> {
        let text = text.trim();
        let lower = text.to_lowercase();
        Some(match lower.as_str() {
            "standard" | "std" => Section::Standard,
            "default" | "def" => Section::Default,
            "blank" => Section::Blank,
            "dot" => Section::Dot,
            "alias" => Section::Alias,
            "localmodule" => Section::LocalModule,
            _ => {
                let open = text.find('(')?;
                let inner = text[open + 1..].strip_suffix(')')?;
                match &lower[..open] {
                    "prefix" | "pkgprefix" => Section::Prefix(
                        inner.split(',').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect(),
                    ),
                    _ => return None,
                }
            }
        })
    }

    /// Place in the order that holds where none is chosen.
    fn rank(&self) -> u32 {
        match self {
            Section::Standard => 0,
            Section::Default => 1,
            Section::Prefix(_) => 2,
            Section::Blank => 3,
            Section::Dot => 4,
            Section::Alias => 5,
            Section::LocalModule => 6,
        }
    }

    /// How well a section fits: the most specific takes the import. 0: not at all.
    fn fit(&self, spec: &Spec, module_path: &str) -> usize {
        match self {
            Section::Standard if is_standard(&spec.path) => 2,
            Section::Default => 1,
            Section::Blank if spec.name == "_" => 1_000_001,
            Section::Dot if spec.name == "." => 1_000_001,
            Section::Alias if !spec.name.is_empty() && spec.name != "_" && spec.name != "." => 1_000_000,
            Section::LocalModule if !module_path.is_empty() && is_below(&spec.path, module_path) => 999_999,
            Section::Prefix(all) => all
                .iter()
                .filter(|p| spec.path.starts_with(p.as_str()))
                .map(|p| p.len() + 2)
                .max()
                .unwrap_or(0),
            _ => 0,
        }
    }
}

fn is_below(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Paths of the standard library have no dot in their first element.
fn is_standard(path: &str) -> bool {
    !path.split('/').next().unwrap_or(path).contains('.')
}

pub(super) fn arrange(
    file: &File,
    sections: &[Section],
    custom_order: bool,
    module_path: &str,
) -> Option<String> {
    let old = blocks(file);
    let n: usize = old.iter().flat_map(|b| &b.runs).map(|r| r.specs.len()).sum();
    if n <= 1 {
        return None;
    }
    let default = [Section::Standard, Section::Default];
    let mut sections: Vec<Section> = if sections.is_empty() { default.to_vec() } else { sections.to_vec() };
    if !sections.contains(&Section::Default) {
        sections.push(Section::Default);
    }
    if !custom_order {
        sections.sort_by_key(Section::rank);
    }
    let mut sorted: Vec<Vec<(Vec<String>, Spec)>> = vec![Vec::new(); sections.len()];
    for run in old.iter().flat_map(|b| &b.runs) {
        let Run { lead, specs, .. } = run;
        for (i, spec) in specs.iter().enumerate() {
            let best = sections.iter().enumerate().map(|(i, s)| (s.fit(spec, module_path), i));
            // The first of equals.
            let at = best.reduce(|a, b| if b.0 > a.0 { b } else { a }).map_or(0, |(_, i)| i);
            let lead = if i == 0 { lead.clone() } else { Vec::new() };
            sorted[at].push((lead, spec.clone()));
        }
    }
    let mut out = String::from("import (\n");
    let mut first = true;
    for section in sorted.iter_mut().filter(|s| !s.is_empty()) {
        section.sort_by(|a, b| (&a.1.path, &a.1.name).cmp(&(&b.1.path, &b.1.name)));
        if !first {
            out.push('\n');
        }
        first = false;
        for (lead, spec) in section.iter() {
            for line in lead {
                out.push_str(&format!("\t{line}\n"));
            }
            out.push_str(&spec.text());
            out.push('\n');
        }
    }
    for line in old.iter().flat_map(|b| &b.tail) {
        out.push_str(&format!("\t{line}\n"));
    }
    out.push(')');
    replace(file, &old, &out)
}

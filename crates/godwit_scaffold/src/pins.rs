//! Module versions and go.sum lines for every combination of the axes that decide them.
//!
//! `service/pins/` holds what `go mod tidy` wrote for each combination, every line once with the set of combinations that need
//! it. So a go.mod is exact without a network. `parts/<part>/pins/` holds the same for one part in a module of its own. What is
//! left out: refreshing the pins, which an xtask does.

use crate::failure::{Failure, Result};
use crate::manifest::Answer;
use crate::template_set::TemplateSet;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One line of `require.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub module: String,
    pub version: String,
    pub indirect: bool,
}

/// The pins of one template version.
#[derive(Debug)]
pub struct Pins<'a> {
    axes: Vec<[String; 3]>,
    require: &'a str,
    sum: &'a str,
}

#[derive(Deserialize)]
struct AxesFile {
    axes: Vec<[String; 3]>,
}

impl<'a> Pins<'a> {
    pub fn parse(set: &'a TemplateSet) -> Result<Self> {
        let text = set.get("service/pins/axes.toml").unwrap_or("axes = []");
        let axes: AxesFile =
            toml::from_str(text).map_err(|e| Failure::template(format!("service/pins/axes.toml: {e}")))?;
        let read = |path| set.get(path).unwrap_or_default();
        Ok(Self {
            axes: axes.axes,
            require: read("service/pins/require.txt"),
            sum: read("service/pins/sum.txt"),
        })
    }

    /// The index of the combination that `answers` chose: bit i is set when axis i has its second value.
    pub fn combination(&self, answers: &BTreeMap<String, Answer>) -> usize {
        let chosen =
            |axis: &[String; 3]| answers.get(&axis[0]).is_some_and(|answer| answer.to_string() == axis[2]);
        self.axes.iter().enumerate().filter(|(_, axis)| chosen(axis)).map(|(bit, _)| 1 << bit).sum()
    }

    pub fn requirements(&self, combination: usize) -> Result<Vec<Requirement>> {
        let mut found = Vec::new();
        for line in lines(self.require) {
            let broken = || Failure::template(format!("service/pins/require.txt: cannot read {line:?}"));
            let words: Vec<&str> = line.split_whitespace().collect();
            let [mask, kind, module, version] = words[..] else { return Err(broken()) };
            if !matches!(kind, "direct" | "indirect") {
                return Err(broken());
            }
            if mask_holds(mask, combination).ok_or_else(broken)? {
                let indirect = kind == "indirect";
                found.push(Requirement { module: module.to_owned(), version: version.to_owned(), indirect });
            }
        }
        Ok(found)
    }

    pub fn go_mod(&self, module: &str, go: &str, combination: usize) -> Result<String> {
        let patch = if go.matches('.').count() == 1 { ".0" } else { "" };
        let mut text = format!("module {module}\n\ngo {go}{patch}\n");
        let requirements = self.requirements(combination)?;
        for indirect in [false, true] {
            let block: Vec<_> = requirements.iter().filter(|r| r.indirect == indirect).collect();
            if block.is_empty() {
                continue;
            }
            text.push_str("\nrequire (\n");
            for r in block {
                let mark = if indirect { " // indirect" } else { "" };
                text.push_str(&format!("\t{} {}{mark}\n", r.module, r.version));
            }
            text.push_str(")\n");
        }
        Ok(text)
    }

    pub fn go_sum(&self, combination: usize) -> Result<String> {
        let mut text = String::new();
        for line in lines(self.sum) {
            let broken = || Failure::template(format!("service/pins/sum.txt: cannot read {line:?}"));
            let (mask, sum) = line.split_once(' ').ok_or_else(broken)?;
            if mask_holds(mask, combination).ok_or_else(broken)? {
                text.push_str(sum);
                text.push('\n');
            }
        }
        Ok(text)
    }
}

/// What one part needs by itself: its requirements and go.sum lines.
pub struct PartPins<'a> {
    pub requirements: Vec<Requirement>,
    pub go_sum: &'a str,
}

impl<'a> PartPins<'a> {
    /// `None` when the pins of the part were not written yet.
    pub fn read(set: &'a TemplateSet, part: &str) -> Result<Option<Self>> {
        let path = format!("parts/{part}/pins/require.txt");
        let Some(text) = set.get(&path) else { return Ok(None) };
        let mut requirements = Vec::new();
        for line in lines(text) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [kind @ ("direct" | "indirect"), module, version] = words[..] else {
                return Err(Failure::template(format!("{path}: cannot read {line:?}")));
            };
            let indirect = kind == "indirect";
            requirements.push(Requirement {
                module: module.to_owned(),
                version: version.to_owned(),
                indirect,
            });
        }
        let go_sum = set.get(&format!("parts/{part}/pins/sum.txt")).unwrap_or_default();
        Ok(Some(Self { requirements, go_sum }))
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Whether bit `index` of the hexadecimal `mask` is set; `None` when it is not hexadecimal.
fn mask_holds(mask: &str, index: usize) -> Option<bool> {
    if !mask.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let digits = mask.as_bytes();
    let Some(at) = digits.len().checked_sub(1 + index / 4) else { return Some(false) };
    let digit = char::from(digits[at]).to_digit(16)?;
    Some(digit >> (index % 4) & 1 == 1)
}

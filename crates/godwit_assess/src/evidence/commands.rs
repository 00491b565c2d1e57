//! Command lines that a project runs: in Makefiles, Taskfiles, justfiles, shell scripts and pipelines.

use super::files::name;
use super::{TextFile, YamlFile};
use crate::probe::Evidence;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub file: String,
    pub line: u32,
    /// Target, task or job it belongs to; empty for scripts.
    pub target: String,
    /// Continued lines joined.
    pub text: String,
    pub is_pipeline: bool,
}

impl Command {
    pub fn evidence(&self) -> Evidence {
        Evidence::at(self.file.clone(), self.line, &self.text)
    }

    /// Whether the line runs `program` with `verb` as one of its words: `go test`, `golangci-lint run`.
    pub fn runs(&self, program: &str, verb: &str) -> bool {
        self.text.split(['|', ';', '&']).any(|part| {
            let mut words = part.split_whitespace();
            words.any(|w| {
                name(w.trim_matches(['"', '\'', '@', '-', '('])) == program || is_variable(w, program)
            }) && (verb.is_empty() || words.any(|w| w == verb))
        })
    }

    pub fn runs_go_test(&self) -> bool {
        self.runs("go", "test") && !self.text.contains("go test -c ") && !self.text.contains("-run=^$")
    }
}

/// `$(GO)`, `${GO}`, `$GO`.
fn is_variable(word: &str, program: &str) -> bool {
    let inner =
        word.trim_start_matches(['@', '-']).trim_start_matches('$').trim_matches(['(', ')', '{', '}']);
    word.contains('$') && inner.eq_ignore_ascii_case(program)
}

pub fn is_build_file(path: &str) -> bool {
    let file = name(path);
    let depth = path.matches('/').count();
    depth <= 2
        && (matches!(
            file,
            "Makefile"
                | "makefile"
                | "GNUmakefile"
                | "justfile"
                | "Justfile"
                | "Taskfile.yml"
                | "Taskfile.yaml"
        ) || file.ends_with(".mk")
            || file.ends_with(".sh"))
}

/// Commands of a Makefile, justfile or script: recipe lines, with the target above them.
pub fn of_text(file: &TextFile) -> Vec<Command> {
    let is_script = file.path.ends_with(".sh");
    let mut commands = Vec::new();
    let mut target = String::new();
    let mut lines = file.text.lines().enumerate();
    while let Some((i, line)) = lines.next() {
        let mut whole = line.to_owned();
        while whole.ends_with('\\') {
            whole.pop();
            match lines.next() {
                Some((_, next)) => whole.push_str(next.trim_start()),
                None => break,
            }
        }
        let trimmed = whole.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let is_recipe = is_script || whole.starts_with(['\t', ' ']);
        if !is_recipe {
            if let Some(name) = target_of(trimmed) {
                target = name.to_owned();
                // `test: ; go test ./...`
                if let Some((_, recipe)) = trimmed.split_once(';') {
                    commands.push(Command {
                        file: file.path.clone(),
                        line: i as u32 + 1,
                        target: target.clone(),
                        text: recipe.trim().into(),
                        is_pipeline: false,
                    });
                }
            }
            continue;
        }
        commands.push(Command {
            file: file.path.clone(),
            line: i as u32 + 1,
            target: target.clone(),
            text: trimmed.trim_start_matches(['@', '-', '+']).to_owned(),
            is_pipeline: false,
        });
    }
    commands
}

fn target_of(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once(':')?;
    (!rest.starts_with('=') && !name.contains('=') && !name.starts_with('.'))
        .then(|| name.split_whitespace().next().unwrap_or(""))
}

pub fn of_taskfile(file: &YamlFile) -> Vec<Command> {
    let mut commands = Vec::new();
    for (task, body) in file.root.get("tasks").map(|t| t.entries()).unwrap_or(&[]) {
        let lists = [body.get("cmds"), body.get("cmd"), Some(body)];
        for list in lists.into_iter().flatten() {
            if std::ptr::eq(list, body) && body.as_str().is_none() && body.items().is_empty() {
                continue;
            }
            list.each_scalar(&mut |text, line| {
                commands.push(Command {
                    file: file.path.clone(),
                    line,
                    target: task.text.clone(),
                    text: text.trim().into(),
                    is_pipeline: false,
                });
            });
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_know_their_targets() {
        let text = "GO ?= go\n.PHONY: test\ntest: build\n\t@$(GO) test \\\n\t  -race ./...\n# c\nlint:\n\tgolangci-lint run\n";
        let commands = of_text(&TextFile { path: "Makefile".into(), text: text.into() });
        assert_eq!(commands.len(), 2);
        assert_eq!((commands[0].target.as_str(), commands[0].line), ("test", 4));
        assert!(commands[0].runs_go_test() && commands[0].text.contains("-race"));
        assert!(commands[1].runs("golangci-lint", "run") && !commands[1].runs("go", "test"));
    }
}

//! Adding a target to a Makefile.
//!
//! What is left out: changing a target that exists; its recipe is the owner's.

/// Appends the target `name` with its recipe `text` and marks it phony, unless there is such a target.
pub fn add_target(makefile: &str, name: &str, text: &str) -> String {
    if has_target(makefile, name) {
        return makefile.to_owned();
    }
    let mut out = makefile.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    if !is_phony(makefile, name) && !is_phony(text, name) {
        out.push_str(&format!(".PHONY: {name}\n"));
    }
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push('\n');
    }
    out
}

pub fn has_target(makefile: &str, name: &str) -> bool {
    makefile.lines().any(|line| {
        let Some((head, tail)) = line.split_once(':') else { return false };
        // `name := value` is a variable, a tab begins a recipe.
        !line.starts_with(['\t', ' ', '#', '.'])
            && !tail.starts_with('=')
            && head.split_whitespace().any(|target| target == name)
    })
}

fn is_phony(makefile: &str, name: &str) -> bool {
    let joined = makefile.replace("\\\n", " ");
    joined
        .lines()
        .filter_map(|line| line.strip_prefix(".PHONY:"))
        .any(|names| names.split_whitespace().any(|n| n == name))
}

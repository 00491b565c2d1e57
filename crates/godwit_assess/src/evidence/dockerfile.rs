//! Dockerfiles: stages and instructions.

use super::TextFile;
use super::files::name;
use crate::probe::Evidence;

#[derive(Clone, Debug, Default)]
pub struct Dockerfile {
    pub path: String,
    pub instructions: Vec<Instruction>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Upper case.
    pub keyword: String,
    /// Continued lines joined by blanks.
    pub arguments: String,
    pub line: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// scratch, distroless, static images: nothing but the program.
    Minimal,
    /// alpine, slim images.
    Small,
    Full,
}

pub fn is_dockerfile(path: &str) -> bool {
    let file = name(path);
    (file == "Dockerfile"
        || file == "Containerfile"
        || file.starts_with("Dockerfile.")
        || file.ends_with(".Dockerfile"))
        && !file.ends_with(".dockerignore")
}

pub fn parse(file: &TextFile) -> Dockerfile {
    let mut instructions = Vec::new();
    let mut lines = file.text.lines().enumerate().peekable();
    while let Some((i, line)) = lines.next() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut whole = line.to_owned();
        while whole.ends_with('\\') {
            whole.pop();
            // Comments and empty lines inside a continued instruction are skipped.
            match lines.next() {
                Some((_, next)) if next.trim().is_empty() || next.trim().starts_with('#') => whole.push('\\'),
                Some((_, next)) => {
                    whole.push(' ');
                    whole.push_str(next.trim());
                }
                None => break,
            }
        }
        let (keyword, arguments) = whole.split_once(char::is_whitespace).unwrap_or((&whole, ""));
        let (keyword, arguments) = (keyword.to_uppercase(), arguments.trim().to_owned());
        instructions.push(Instruction { keyword, arguments, line: i as u32 + 1 });
    }
    Dockerfile { path: file.path.clone(), instructions }
}

impl Dockerfile {
    pub fn of<'d>(&'d self, keyword: &'d str) -> impl DoubleEndedIterator<Item = &'d Instruction> {
        self.instructions.iter().filter(move |i| i.keyword == keyword)
    }

    pub fn n_stages(&self) -> usize {
        self.of("FROM").count()
    }

    /// The instructions of the last stage, its FROM first.
    pub fn last_stage(&self) -> &[Instruction] {
        let from = self.instructions.iter().rposition(|i| i.keyword == "FROM").unwrap_or(0);
        &self.instructions[from..]
    }

    /// The image the last stage starts from, looked up through names of earlier stages.
    pub fn final_image(&self) -> Option<&str> {
        let mut at = image(self.of("FROM").next_back()?);
        for from in self.of("FROM").rev() {
            let mut words = from.arguments.split_whitespace().rev();
            if let (Some(stage), Some(by)) = (words.next(), words.next())
                && by.eq_ignore_ascii_case("as")
                && stage == at
            {
                at = image(from);
            }
        }
        Some(at)
    }

    pub fn final_base(&self) -> Option<Base> {
        let image = self.final_image()?;
        let lower = image.to_lowercase();
        Some(match () {
            () if lower == "scratch"
                || ["distroless", "chainguard", "/static", "busybox:musl"]
                    .iter()
                    .any(|m| lower.contains(m)) =>
            {
                Base::Minimal
            }
            () if ["alpine", "slim", "busybox", "wolfi", "ubi-micro", "minimal"]
                .iter()
                .any(|m| lower.contains(m))
                && !lower.starts_with("golang") =>
            {
                Base::Small
            }
            () => Base::Full,
        })
    }

    pub fn evidence(&self, instruction: &Instruction) -> Evidence {
        Evidence::at(
            self.path.clone(),
            instruction.line,
            &format!("{} {}", instruction.keyword, instruction.arguments),
        )
    }
}

/// The image of a FROM, without flags.
pub fn image(from: &Instruction) -> &str {
    from.arguments.split_whitespace().find(|w| !w.starts_with("--")).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn docker(text: &str) -> Dockerfile {
        parse(&TextFile { path: "Dockerfile".into(), text: text.into() })
    }

    #[test]
    fn stages_and_continued_lines_are_understood() {
        let d = docker(
            "# c\nFROM --platform=x golang:1.27 AS build\nRUN a \\\n  # c\n  b\nFROM gcr.io/distroless/static AS run\nFROM run\nUSER 65534\n",
        );
        assert_eq!(d.n_stages(), 3);
        assert_eq!(
            d.instructions[1],
            Instruction { keyword: "RUN".into(), arguments: "a  b".into(), line: 3 }
        );
        assert_eq!(d.final_base(), Some(Base::Minimal));
        assert_eq!(d.last_stage().len(), 2);
        assert_eq!(docker("FROM golang:1.27-alpine\n").final_base(), Some(Base::Full));
        assert_eq!(docker("from alpine:3\n").final_base(), Some(Base::Small));
    }
}

//! Drives the runner with a toy rule: every line that contains `TODO` is a finding, and its fix removes the word.

use godwit_testkit::{Case, Finding, Outcome, run};

fn todo_rule(case: &Case) -> Outcome {
    let mut outcome = Outcome::default();
    for file in &case.files {
        for (index, line) in file.text.lines().enumerate() {
            if line.contains("TODO") {
                outcome.findings.push(Finding {
                    file: file.path.clone(),
                    line: index + 1,
                    message: "a TODO is left".to_owned(),
                });
            }
        }
        outcome.fixed.push((file.path.clone(), file.text.replace("TODO", "")));
    }
    outcome
}

#[test]
fn a_page_that_holds_passes() {
    let page = "# Demo\n\n## Reported\n\n```go\na // TODO // want \"left\"\n```\n\n```go fixed\na // \n```\n\n## Quiet\n\n```go\na\n```\n";
    let mut report = run("demo.md", page, todo_rule);
    report.require_both_sides("demo.md");
    assert!(report.failures.is_empty(), "{report}");
    assert_eq!((report.positive, report.negative, report.fixed), (1, 1, 1));
}

#[test]
fn each_kind_of_difference_is_told() {
    let page = "## Missing\n```go\na // want \"left\"\n```\n## Unexpected\n```go\nTODO\n```\n## Fix\n```go\nTODO // want \"left\"\n```\n```go fixed\nx\n```\n";
    let report = run("demo.md", page, todo_rule);
    let text = report.to_string();
    assert_eq!(report.failures.len(), 3, "{text}");
    assert!(
        text.contains("demo.md:2: case \"Missing\"\n  line 1: expected a finding that matches \"left\""),
        "{text}"
    );
    assert!(text.contains("line 1: unexpected finding \"a TODO is left\""), "{text}");
    assert!(text.contains("    - x\n"), "{text}");
}

#[test]
fn one_finding_satisfies_one_expectation() {
    let page = "## Twice\n```go\nTODO // want \"left\" \"left\"\n```\n";
    assert_eq!(run("demo.md", page, todo_rule).failures.len(), 1);
}

#[test]
fn a_page_without_negative_case_is_incomplete() {
    let mut report = run("demo.md", "## A\n```go\nTODO // want \"left\"\n```\n", todo_rule);
    report.require_both_sides("demo.md");
    assert_eq!(report.failures.len(), 1);
}

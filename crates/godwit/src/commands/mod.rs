//! The commands, one file each.

mod add;
mod check;
mod debug;
mod explain;
mod fmt;
mod health;
mod new;
mod plan;
mod question;
mod ready;
pub mod review;
mod rules;
mod scaffold;
mod score;
mod typecheck;
mod upgrade;

use clap::Subcommand;

use crate::context::{Context, RunResult};

/// A command adds one line here and one in [`Command::run`]; keep both in the order people should read them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Health, score, readiness and the first findings on one screen
    Review(review::Args),
    /// Lint: findings with their places, and how to fix them
    Check(check::Args),
    /// Report the errors that stop `go build` and `go vet`
    Typecheck(typecheck::Args),
    /// Format Go files as gofmt does
    Fmt(fmt::Args),
    /// Eight signals of health, 0 to 2 each
    Health(health::Args),
    /// Points out of 100 in eight dimensions
    Score(score::Args),
    /// What production needs, and what is there
    Ready(ready::Args),
    /// Say what a rule or a probe wants, and why
    Explain(explain::Args),
    /// List the rules
    Rules(rules::Args),
    /// Write a new service that is ready for production
    New(new::Args),
    /// Add a part to a project: plan and diff first
    Add(add::Args),
    /// List the parts a project lacks, in order
    Plan(plan::Args),
    /// Compare a generated service with its templates
    Scaffold(scaffold::Args),
    /// Merge newer templates into a generated service
    Upgrade(upgrade::Args),
    /// Look inside Godwit: what the parser, the loader and the type checker see
    Debug(debug::Args),
}

impl Command {
    pub fn run(self, cx: &mut Context) -> RunResult {
        match self {
            Command::Review(args) => review::run(args, cx),
            Command::Check(args) => check::run(args, cx),
            Command::Typecheck(args) => typecheck::run(args, cx),
            Command::Fmt(args) => fmt::run(args, cx),
            Command::Health(args) => health::run(args, cx),
            Command::Score(args) => score::run(args, cx),
            Command::Ready(args) => ready::run(args, cx),
            Command::Explain(args) => explain::run(args, cx),
            Command::Rules(args) => rules::run(args, cx),
            Command::New(args) => new::run(args, cx),
            Command::Add(args) => add::run(args, cx),
            Command::Plan(args) => plan::run(args, cx),
            Command::Scaffold(args) => scaffold::run(args, cx),
            Command::Upgrade(args) => upgrade::run(args, cx),
            Command::Debug(args) => debug::run(args, cx),
        }
    }
}

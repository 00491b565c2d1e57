//! `godwit new NAME`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, FromArgMatches};
use godwit_engine::escape;
use godwit_engine::scaffold::{self, AxisKind, Choices, Scaffolder};
use godwit_engine::system::{OsSystem, OsWriter};

use super::question;
use super::scaffold::{fail, print_json};
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Name of the service: lower-case letters, digits and single dashes
    name: String,
    /// Module path [default: example.com/NAME]
    #[arg(long, value_name = "PATH")]
    module: Option<String>,
    /// Folder to create [default: ./NAME]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// Copyright holder in the licence
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    author: String,
    /// Print the file tree and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the plan as JSON
    #[arg(long)]
    json: bool,
    /// Ask nothing
    #[arg(long, short = 'y')]
    yes: bool,
    #[command(flatten)]
    axes: AxisFlags,
}

/// One flag per option axis of the templates, so that flags, questions and templates cannot disagree.
#[derive(Clone, Debug, Default)]
struct AxisFlags {
    given: BTreeMap<String, String>,
}

impl FromArgMatches for AxisFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for axis in scaffold::axes() {
            let value = match axis.kind {
                AxisKind::Choice => matches.get_one::<String>(&axis.name).cloned(),
                AxisKind::Bool if matches.get_flag(&axis.name) => Some("true".into()),
                AxisKind::Bool if matches.get_flag(&format!("no-{}", axis.name)) => Some("false".into()),
                AxisKind::Bool => None,
            };
            if let Some(value) = value {
                self.given.insert(axis.name.clone(), value);
            }
        }
        Ok(())
    }
}

impl clap::Args for AxisFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        scaffold::axes().iter().fold(command, |command, axis| {
            let help = format!("{} [default: {}]", axis.question, axis.default);
            let flag = Arg::new(axis.name.clone()).long(axis.name.clone()).help(help);
            match axis.kind {
                AxisKind::Choice => command
                    .arg(flag.value_name(axis.values.join("|")).value_parser(clap::value_parser!(String))),
                AxisKind::Bool => {
                    let no = format!("no-{}", axis.name);
                    let opposite = Arg::new(no.clone())
                        .long(no.clone())
                        .action(ArgAction::SetTrue)
                        .help(format!("Without {}", axis.name));
                    command
                        .arg(flag.action(ArgAction::SetTrue).overrides_with(no))
                        .arg(opposite.overrides_with(axis.name.clone()))
                }
            }
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let json = args.json || cx.json();
    let scaffolder = match Scaffolder::new(&OsSystem, &OsWriter) {
        Ok(scaffolder) => scaffolder,
        Err(failure) => return fail(cx, json, &failure),
    };
    let mut choices = Choices {
        name: args.name.clone(),
        module: args.module.clone(),
        author: args.author.clone(),
        options: args.axes.given.clone(),
    };
    // A bad name is told before the questions, not after them.
    if let Err(failure) = scaffold::check_service_name(&args.name) {
        return fail(cx, json, &failure);
    }
    let interactive = !(args.yes || json || args.dry_run) && question::can_ask();
    if interactive && !ask(&mut choices)? {
        cx.complain("cancelled; nothing was written");
        return Ok(Exit::Error);
    }
    let Some(folder) = cx.absolute(args.dir.as_deref().unwrap_or(args.name.as_ref())) else {
        return Ok(Exit::Error);
    };
    let service = match scaffolder.plan_new(&choices, folder) {
        Ok(service) => service,
        Err(failure) => return fail(cx, json, &failure),
    };
    if !args.dry_run
        && let Err(failure) = scaffolder.write_new(&service)
    {
        return fail(cx, json, &failure);
    }
    if json {
        return print_json(cx, &service.json(!args.dry_run));
    }
    if args.dry_run {
        write!(cx.out, "{}", service.tree())?;
        writeln!(cx.out, "Nothing was written.")?;
        return Ok(Exit::Clean);
    }
    let shown = args.dir.unwrap_or_else(|| args.name.into());
    let shown = escape::line(&shown.to_string_lossy()).into_owned();
    writeln!(cx.out, "Wrote {} files, {} lines, to {shown}.", service.files.len(), service.n_lines())?;
    writeln!(cx.out, "\nNext:\n  cd {shown}\n  git init && git add -A\n  make ci")?;
    Ok(Exit::Clean)
}

/// Asks what no flag said. `false` when the input ended.
fn ask(choices: &mut Choices) -> std::io::Result<bool> {
    let asked_for_flags = !choices.options.is_empty();
    if choices.module.is_none() {
        let default = format!("example.com/{}", choices.name);
        let Some(module) = question::ask("Module path", &default, |path| {
            scaffold::check_module_path(path).map_err(|f| f.to_string())
        })?
        else {
            return Ok(false);
        };
        choices.module = Some(module);
    }
    // Whoever gives some options on the command line knows them; the others keep their defaults.
    if asked_for_flags {
        return Ok(true);
    }
    for axis in scaffold::axes() {
        let allowed = match axis.kind {
            AxisKind::Choice => axis.values.join(", "),
            AxisKind::Bool => "yes, no".into(),
        };
        let default = match axis.default.to_string().as_str() {
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            other => other.to_owned(),
        };
        let text = format!("{} ({allowed})", axis.question);
        let Some(value) = question::ask(&text, &default, |value| {
            axis.parse_value(value).map(drop).map_err(|f| f.to_string())
        })?
        else {
            return Ok(false);
        };
        choices.options.insert(axis.name.clone(), value);
    }
    Ok(true)
}

//! PostgreSQL and Redis on loopback, with throw-away data, for the tests of generated services.
//!
//! Both stop when the value is dropped. Tests find them by `GODWIT_TEST_POSTGRES_URL` and `GODWIT_TEST_REDIS_URL`.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, User, geteuid};
use tempfile::TempDir;

use crate::{Result, process, repo, toolchain};

#[derive(Default)]
pub struct Services {
    children: Vec<Child>,
    // Dropped after the children: they write into these folders until they end.
    folders: Vec<TempDir>,
    pub env: Vec<(&'static str, String)>,
}

/// Starts what is installed. With CI=true a service that cannot be started is an error.
pub fn start() -> Result<Services> {
    let mut services = Services::default();
    for (name, start) in
        [("PostgreSQL", start_postgres as fn(&mut Services) -> Result), ("Redis", start_redis)]
    {
        if let Err(error) = start(&mut services) {
            if repo::strict() {
                return Err(format!("{name} did not start: {error}").into());
            }
            eprintln!("{name} did not start ({error}); tests that need it say so");
        }
    }
    Ok(services)
}

/// `xtask services [COMMAND…]`
pub fn hold(args: &[String]) -> Result {
    let services = start()?;
    let Some((program, rest)) = args.split_first() else {
        for (name, value) in &services.env {
            println!("export {name}='{value}'");
        }
        eprintln!("press Enter to stop them");
        std::io::stdin().read_line(&mut String::new())?;
        return Ok(());
    };
    process::run(Command::new(program).args(rest).envs(services.env.iter().cloned()))
}

fn start_postgres(services: &mut Services) -> Result {
    let initdb = toolchain::find_anywhere("initdb").ok_or("initdb not found")?;
    let server = toolchain::find_anywhere("postgres").ok_or("postgres not found")?;
    let folder = TempDir::with_prefix("godwit-postgres-")?;
    let data = folder.path().join("data");
    // PostgreSQL refuses to run as root.
    let account = if geteuid().is_root() {
        let user = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
        Some(user.ok_or("neither the user postgres nor nobody exists")?)
    } else {
        None
    };
    let as_account = |program: &Path| {
        let mut command = Command::new(program);
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
        if let Some(user) = &account {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw()).env("HOME", folder.path());
        }
        command
    };
    if let Some(user) = &account {
        chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
    }
    let mut init = as_account(&initdb);
    init.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", "--pgdata"]).arg(&data);
    process::run(&mut init)?;

    let port = free_port()?;
    let mut command = as_account(&server);
    command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-F"]);
    command.args(["-c", "unix_socket_directories=", "-c", "max_connections=200"]).stderr(Stdio::null());
    services.children.push(command.spawn()?);
    services.folders.push(folder);
    wait_for(port, services.children.last_mut().expect("just pushed"))?;
    services.env.push((
        "GODWIT_TEST_POSTGRES_URL",
        format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"),
    ));
    Ok(())
}

fn start_redis(services: &mut Services) -> Result {
    let server = toolchain::find_anywhere("redis-server").ok_or("redis-server not found")?;
    let folder = TempDir::with_prefix("godwit-redis-")?;
    let port = free_port()?;
    let mut command = Command::new(server);
    command.args([
        "--port",
        &port.to_string(),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
    ]);
    command.arg(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    services.children.push(command.spawn()?);
    services.folders.push(folder);
    wait_for(port, services.children.last_mut().expect("just pushed"))?;
    services.env.push(("GODWIT_TEST_REDIS_URL", format!("redis://127.0.0.1:{port}/0")));
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn wait_for(port: u16, child: &mut Child) -> Result {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(());
        }
        if let Some(status) = child.try_wait()? {
            return Err(format!("ended at once: {status}").into());
        }
        if Instant::now() > deadline {
            return Err("does not listen after 30 seconds".into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        for child in &mut self.children {
            // SIGINT is PostgreSQL's fast shutdown: it takes its workers along, which SIGKILL would leave behind.
            let _ = kill(Pid::from_raw(child.id() as i32), Signal::SIGINT);
        }
        for child in &mut self.children {
            let deadline = Instant::now() + Duration::from_secs(10);
            while matches!(child.try_wait(), Ok(None)) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

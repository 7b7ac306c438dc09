//! `hearth-community user`: logins, for whoever has the machine's command line.

use std::io::{self, IsTerminal, Read};

use super::{CONSOLE, Outcome, Usage, Which, say, with_store};
use crate::clock::Clock;
use crate::core::access::Role;
use crate::core::person::ResidentId;
use crate::opened::Opened;
use crate::store::Store;
use crate::store::rows::{Audit, User};
use crate::store::second_step::SecondStepStore as _;

/// Logins.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Makes a login. Its password is the first line of standard input.
    Add(Add),
    /// Gives a login another password, the first line of standard input, and ends its sessions.
    Password(Password),
    /// Takes the second step of a login away: for whoever has lost telephone and recovery codes.
    SecondStepOff(Password),
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    which: Which,
    /// The login's name.
    #[arg(value_parser = login)]
    name: String,
    /// wall, volunteer, grid-worker, relative, clinic, staff or admin.
    #[arg(long, value_parser = role)]
    role: Role,
    /// A resident whom it may see; again for each.
    #[arg(long = "resident", value_name = "RESIDENT")]
    residents: Vec<i64>,
}

#[derive(clap::Args)]
struct Password {
    #[command(flatten)]
    which: Which,
    /// The login's name.
    #[arg(value_parser = login)]
    name: String,
}

/// Fewer characters are guessed (as on the pages).
const LEAST: usize = 10;

/// More is no password.
const MOST: u64 = 256;

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Add(args) => with_store(&args.which, |opened| add(opened, args)),
        Command::Password(args) => with_store(&args.which, |opened| change(opened, &args.name)),
        Command::SecondStepOff(args) => with_store(&args.which, |opened| off(opened, &args.name)),
    }
}

async fn add(opened: Opened, args: &Add) -> anyhow::Result<Outcome> {
    if opened.store.user(&args.name).await?.is_some() {
        say(&format!("there is a login {} already", args.name));
        return Ok(Outcome::No);
    }
    let user = User {
        name: args.name.clone(),
        password: Some(password()?),
        role: args.role,
        residents: args.residents.iter().copied().map(ResidentId).collect(),
        active: true,
    };
    save(&opened, user, "user-add").await
}

async fn change(opened: Opened, name: &str) -> anyhow::Result<Outcome> {
    let Some(user) = opened.store.user(name).await? else {
        say(&format!("there is no login {name}"));
        return Ok(Outcome::No);
    };
    save(&opened, User { password: Some(password()?), ..user }, "user-password").await
}

async fn off(opened: Opened, name: &str) -> anyhow::Result<Outcome> {
    if opened.store.second_step(name).await?.is_none() {
        say(&format!("the login {name} has no second step, or there is no such login"));
        return Ok(Outcome::No);
    }
    note(&opened, name, "second-step-off").await?;
    opened.store.drop_second_step(name).await?;
    Ok(Outcome::Done)
}

async fn save(opened: &Opened, user: User, what: &str) -> anyhow::Result<Outcome> {
    note(opened, &user.name, what).await?;
    opened.store.save_user(user).await?;
    Ok(Outcome::Done)
}

async fn note(opened: &Opened, name: &str, what: &str) -> anyhow::Result<()> {
    let entry = Audit {
        at: Clock::new(1).now(),
        who: CONSOLE.to_owned(),
        what: what.to_owned(),
        resident: None,
        detail: name.to_owned(),
    };
    Ok(opened.store.audit(entry).await?)
}

/// The hash of the first line of standard input.
fn password() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        // What is typed would be seen, and stay on the screen.
        let why =
            "give the password on standard input: `systemd-ask-password | hearth-community …`";
        return Err(Usage(why.to_owned()).into());
    }
    let mut text = String::new();
    io::stdin().take(MOST + 2).read_to_string(&mut text)?;
    let word = text.lines().next().unwrap_or_default();
    if word.chars().count() < LEAST || word.len() > usize::try_from(MOST)? {
        anyhow::bail!("a password has {LEAST} to {MOST} characters");
    }
    Ok(password_auth::generate_hash(word))
}

/// As the login page reads it.
fn login(word: &str) -> Result<String, String> {
    crate::web::users::name_of(word).ok_or_else(|| "letters, digits and ._-@+".to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| {
        "one of wall, volunteer, grid-worker, relative, clinic, staff, admin".to_owned()
    })
}

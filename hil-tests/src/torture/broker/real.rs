//! The broker that communities use, and the certificates that it shows.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, ensure};

use super::{AWAY, Trouble, torn_on};
use crate::mosquitto::{Login, Mosquitto, free_port};
use crate::subscriber::Subscriber;
use crate::torture::Options;
use crate::torture::proof::Proof;
use crate::torture::shim::Word;
use crate::torture::stage::{Setting, Stage};

const WHOLE: Login = Login {
    user: "h0042",
    password: "h",
    rules: &["topic readwrite hearth/v1/kangzhuang/h0042/#"],
};

/// May hear its own status and commands, and publish nothing: mosquitto acknowledges and drops.
const MUTE: Login =
    Login { user: "h0042", password: "h", rules: &["topic read hearth/v1/kangzhuang/h0042/#"] };

const STATION: Login = Login { user: "station", password: "s", rules: &["topic read hearth/#"] };

/// How long a certificate of the rig is good.
const DAYS: &str = "2";

/// Three days, in milliseconds: after its end.
const TOO_LATE_MS: i64 = 3 * 24 * 3_600_000;

/// A refused login is tried again slowly; the contract's ten seconds are for a broker that is back.
pub(super) fn denied(options: &Options) -> anyhow::Result<Proof> {
    let (stage, broker) = plain(options)?;
    // The own status is waited for, then it is said.
    let lasts = Duration::from_secs(25);
    let fault = Trouble { lasts, words: &["publish", "permission"], ..AWAY };
    torn_on(
        stage,
        fault,
        |_| {
            let mut broker = broker.borrow_mut();
            broker.change_logins(&[MUTE, STATION])?;
            broker.kill();
            broker.resume()
        },
        |_| broker.borrow().change_logins(&[WHOLE, STATION]),
    )
}

pub(super) fn killed(options: &Options) -> anyhow::Result<Proof> {
    let (stage, broker) = plain(options)?;
    torn_on(
        stage,
        AWAY,
        |_| {
            broker.borrow_mut().kill();
            Ok(())
        },
        |_| broker.borrow_mut().resume(),
    )
}

pub(super) fn frozen(options: &Options) -> anyhow::Result<Proof> {
    let (stage, broker) = plain(options)?;
    let lasts = Duration::from_secs(30);
    torn_on(
        stage,
        Trouble { lasts, ..AWAY },
        |_| broker.borrow().freeze(),
        |_| broker.borrow().thaw(),
    )
}

pub(super) fn wrong_authority(options: &Options) -> anyhow::Result<Proof> {
    let (stage, broker) = encrypted(options)?;
    let ca = stage.home.folder().join("ca.pem");
    let right = fs::read(&ca)?;
    let other = stage.home.folder().join("other");
    fs::create_dir(&other)?;
    make_authority(&other)?;
    torn_on(
        stage,
        Trouble { words: &["certificate", "ca"], ..AWAY },
        |_| {
            fs::copy(other.join("ca.pem"), &ca)?;
            let mut broker = broker.borrow_mut();
            broker.kill();
            broker.resume()
        },
        |_| Ok(fs::write(&ca, right)?),
    )
}

pub(super) fn expired(options: &Options) -> anyhow::Result<Proof> {
    out_of_its_time(options, TOO_LATE_MS)
}

pub(super) fn clock_in_1970(options: &Options) -> anyhow::Result<Proof> {
    let now: i64 = String::from_utf8(Command::new("date").arg("+%s").output()?.stdout)?
        .trim()
        .parse()
        .context("no date")?;
    out_of_its_time(options, -now * 1_000)
}

/// The home's clock shows a time at which the certificate is not good.
fn out_of_its_time(options: &Options, offset_ms: i64) -> anyhow::Result<Proof> {
    let (stage, broker) = encrypted(options)?;
    torn_on(
        stage,
        Trouble { words: &["certificate", "clock"], ..AWAY },
        |stage| {
            stage.shim.set(Word::Clock, offset_ms)?;
            let mut broker = broker.borrow_mut();
            broker.kill();
            broker.resume()
        },
        |stage| stage.shim.set(Word::Clock, 0),
    )
}

/// A home at a mosquitto.
fn plain(options: &Options) -> anyhow::Result<(Stage, Rc<RefCell<Mosquitto>>)> {
    let broker = Mosquitto::start(&[WHOLE, STATION])?;
    let url = format!("mqtt://127.0.0.1:{}", broker.port());
    let stage = at(options, &broker, &url, "")?;
    Ok((stage, Rc::new(RefCell::new(broker))))
}

/// A home at a mosquitto that shows a certificate; the station comes in beside, in the clear.
fn encrypted(options: &Options) -> anyhow::Result<(Stage, Rc<RefCell<Mosquitto>>)> {
    let port = free_port()?;
    let mut ca = Vec::new();
    let broker = Mosquitto::start_with(&[WHOLE, STATION], |folder| {
        make_authority(folder)?;
        ca = fs::read(folder.join("ca.pem"))?;
        let folder = folder.display();
        let pair = format!("certfile {folder}/cert.pem\nkeyfile {folder}/key.pem\n");
        Ok(format!("listener {port} 127.0.0.1\n{pair}"))
    })?;
    let url = format!("mqtts://localhost:{port}");
    let stage = at(options, &broker, &url, "ca = \"HOME/ca.pem\"\n")?;
    fs::write(stage.home.folder().join("ca.pem"), ca)?;
    Ok((stage, Rc::new(RefCell::new(broker))))
}

fn at(options: &Options, broker: &Mosquitto, url: &str, more: &str) -> anyhow::Result<Stage> {
    let mut stage = Stage::with(options, Setting::default(), |wishes| {
        url.clone_into(&mut wishes.broker);
        wishes.login = Some(("h0042".to_owned(), "h".to_owned()));
    })?;
    let more = more.replace("HOME", &stage.home.folder().display().to_string());
    stage.home.change(|wishes| wishes.broker_extra += &more)?;
    let at = ("127.0.0.1", broker.port());
    stage.station = Some(Subscriber::start(at, Some(("station", "s")), "hearth/v1/+/+/#")?);
    Ok(stage)
}

/// An authority of its own and a certificate for `localhost` by it: `ca.pem`, `cert.pem`, `key.pem`.
fn make_authority(folder: &Path) -> anyhow::Result<()> {
    let script = format!(
        "cd {} && exec 2>&1 && \
         openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days {DAYS} \
             -subj /CN=authority -keyout ca.key -out ca.pem && \
         openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
             -subj /CN=localhost -keyout key.pem -out request.pem && \
         printf 'subjectAltName=DNS:localhost' >names && \
         openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial \
             -days {DAYS} -extfile names -out cert.pem",
        folder.display()
    );
    let made = Command::new("sh").arg("-c").arg(script).output()?;
    ensure!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stdout));
    Ok(())
}

//! A log that nobody reads.

use std::time::Duration;

use hil::broker::{Broker, Rules};
use hil::daemon::{Program, full_pipe};
use hil::home::{Home, Wishes};
use hil::resident::{Act, Moment, Resident};
use hil::subscriber::Subscriber;
use protocol::Mono;

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_log_that_nobody_reads_holds_up_no_alarm_and_no_stop() {
    let broker = Broker::start(Rules::default()).unwrap();
    let station = Subscriber::start(("127.0.0.1", broker.port()), None, "hearth/v1/+/+/#").unwrap();
    let mut life = Resident::new(1, "2026-11-23T20:00:00+08:00").lived();
    life.moments.push(Moment { at: Mono(3_000), act: Act::Smoke(true), words: None });
    let mut home = Home::new(Program::hearth().unwrap(), Wishes::new(life, broker.port())).unwrap();
    home.live().unwrap();
    let (_never_read, log) = full_pipe().unwrap();

    let mut command = home.program().command();
    command.args(["run", "--log", "debug", "--config"]).arg(home.config()).stderr(log);
    let mut daemon = command.spawn().unwrap();

    let alarm = station.wait(PATIENCE, |it| it.topic.ends_with("alarm/smoke"));
    let pid = i32::try_from(daemon.id()).ok().and_then(rustix::process::Pid::from_raw).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let ended = hil::clock::wait_for(PATIENCE, || daemon.try_wait().unwrap());
    if ended.is_none() {
        daemon.kill().unwrap();
    }
    assert!(alarm.is_some(), "the alarm waits for somebody to read the log");
    assert!(ended.is_some_and(|status| status.success()), "{ended:?}");
}

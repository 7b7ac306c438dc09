//! How an evening looks on a terminal: time, what happens in plain words, the message beside it.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use jiff::civil::DateTime;
use protocol::Mono;
use serde_json::Value;

use crate::home::{COMMUNITY, HOME};
use crate::resident::{Life, Moment};
use crate::subscriber::Message;

use super::pace::{SHORTEST_DEADLINE, USUAL};
use super::words::{gist, sentence};

/// Wide enough for a sentence; the message has what is left of [`WIDTH`].
const WORDS: usize = 57;

/// Columns in all, in a file; …
const WIDTH: usize = 100;

/// … on a terminal as many as it has, but a row that is longer than this is not read, …
const WIDEST: usize = 160;

/// … and one that is shorter says nothing: there it wraps.
const NARROWEST: usize = 40;

/// Columns of the time, and the gap behind it.
const TIME: usize = 10;

/// Of a message with less room nothing can be made out.
const LEAST_OF_A_MESSAGE: usize = 10;

/// A stamp that lies further back is said in words; the row shows when it was said.
const BACK_DATED: Duration = Duration::from_secs(20);

/// What is left out of a topic: everybody's here is the same.
const ROOT_LEVELS: usize = 4;

/// A terminal, or a file that somebody will read.
pub(super) struct Screen {
    out: io::Stdout,
    start: DateTime,
    colours: bool,
    gist: String,
    minutes: u32,
    states: u32,
    others: u32,
}

#[derive(Clone, Copy)]
enum Ink {
    Life,
    Hearth,
    Alarm,
    Faint,
}

impl Screen {
    pub(super) fn new(life: &Life) -> anyhow::Result<Self> {
        let start = life.start.parse()?;
        let out = io::stdout();
        let colours = out.is_terminal();
        let gist = String::new();
        Ok(Self { out, start, colours, gist, minutes: 0, states: 0, others: 0 })
    }

    pub(super) fn begins(
        &mut self,
        (speed, is_wanted): (u32, bool),
        broker: &str,
        hall: Option<String>,
    ) -> io::Result<()> {
        let pace = match speed {
            1 => "in real time".to_owned(),
            speed => format!("{speed} times faster"),
        };
        if speed < USUAL && !is_wanted {
            self.says(&format!(
                "(This machine is busy, and so the evening takes its time: {USUAL} is usual.)"
            ))?;
        }
        self.says(&format!(
            "An evening in a virtual home, {pace}. The sensors' bytes are real, and so are the\n\
             gateway and its MQTT ({broker}, topics hearth/v1/{COMMUNITY}/{HOME}/#).\n\
             Ctrl-C ends it.\n"
        ))?;
        if let Some(hall) = hall {
            self.says(&hall)?;
        }
        self.row("time", "> what happens, and what Hearth says of it", "MQTT message", Ink::Faint)
    }

    /// Something happens in the home.
    pub(super) fn happens(&mut self, moment: &Moment) -> io::Result<()> {
        let Some(words) = moment.words else { return Ok(()) };
        let time = self.clock(moment.at);
        self.row(&time, &format!("> {words}"), "", Ink::Life)
    }

    /// The gateway has published something.
    pub(super) fn hears(&mut self, now: Mono, message: &Message) -> io::Result<()> {
        let topic = message.topic.splitn(ROOT_LEVELS + 1, '/').last().unwrap_or_default();
        let payload = message.json();
        match topic {
            "minute" => self.minutes += 1,
            "state" => {
                self.states += 1;
                let gist = gist(&payload).unwrap_or_default();
                if gist == self.gist {
                    return Ok(());
                }
                self.gist = gist;
            }
            _ => {}
        }
        if topic.starts_with("command/") {
            return Ok(()); // shown when it was sent
        }
        let Some(words) = sentence(topic, &payload) else {
            self.others += 1;
            return Ok(());
        };
        let ink = if words.starts_with("ALARM") { Ink::Alarm } else { Ink::Hearth };
        let mono = payload.get("mono").and_then(Value::as_u64).map(Mono);
        let at = mono.filter(|at| now.since(*at) < BACK_DATED).unwrap_or(now);
        let time = self.clock(at);
        self.row(&time, &format!("  {words}"), &format!("{topic} {}", body(message)), ink)
    }

    /// The desk sends a command.
    pub(super) fn commands(&mut self, now: Mono, topic: &str, payload: &str) -> io::Result<()> {
        let topic = topic.splitn(ROOT_LEVELS + 1, '/').last().unwrap_or_default();
        let time = self.clock(now);
        self.row(
            &time,
            "< the desk at the station accepts",
            &format!("{topic} {payload}"),
            Ink::Life,
        )
    }

    /// Somebody is called, or says something.
    pub(super) fn calls(&mut self, now: Mono, words: &str, message: &str) -> io::Result<()> {
        let time = self.clock(now);
        self.row(&time, words, message, Ink::Life)
    }

    /// The evening is over; `latest` is how late a device spoke at most.
    pub(super) fn ends(&mut self, speed: u32, latest: Duration) -> io::Result<()> {
        let Self { minutes, states, others, .. } = *self;
        self.says(&format!(
            "\nBeside these: {states} snapshots for the wall, {minutes} minutes of readings, \
             {} others.",
            others.saturating_sub(minutes)
        ))?;
        let in_the_home = latest * speed;
        if in_the_home > SHORTEST_DEADLINE {
            self.says(&format!(
                "This machine was busy: a sensor spoke {} ms late, which is {} s in that home.\n\
                 If one was missed, that is why; a lower --speed helps.",
                latest.as_millis(),
                in_the_home.as_secs()
            ))?;
        }
        Ok(())
    }

    pub(super) fn says(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }

    fn clock(&self, at: Mono) -> String {
        let length = Duration::from_millis(at.0);
        self.start.checked_add(length).map_or_else(
            |_| String::new(),
            |time| format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()),
        )
    }

    /// A terminal may have become another since the last row.
    fn width(&self) -> usize {
        let columns = rustix::termios::tcgetwinsize(&self.out).map(|it| usize::from(it.ws_col));
        let known = columns.ok().filter(|columns| self.colours && *columns > 0);
        known.map_or(WIDTH, |columns| columns.clamp(NARROWEST, WIDEST))
    }

    fn row(&mut self, time: &str, words: &str, message: &str, ink: Ink) -> io::Result<()> {
        let (words_room, room) = rooms(self.width());
        let (words, message) = (cut(words, words_room), cut(message, room));
        let (on, faint, off) = match (self.colours, ink) {
            (false, _) => ("", "", ""),
            (true, Ink::Life) => ("\x1b[36m", "\x1b[2m", "\x1b[0m"),
            (true, Ink::Hearth) => ("", "\x1b[2m", "\x1b[0m"),
            (true, Ink::Alarm) => ("\x1b[1;31m", "\x1b[2m", "\x1b[0m"),
            (true, Ink::Faint) => ("\x1b[2m", "\x1b[2m", "\x1b[0m"),
        };
        let room = " ".repeat(words_room.saturating_sub(wide(&words)));
        let line = format!("{time:<8}  {on}{words}{room}{off} {faint}{message}{off}");
        writeln!(self.out, "{}", line.trim_end())?;
        self.out.flush()
    }
}

/// The body as it stands in the payload: its first fields say the most.
fn body(message: &Message) -> String {
    let payload = String::from_utf8_lossy(&message.payload);
    let body = payload.split_once(r#""body":"#).map(|(_, body)| body);
    body.and_then(|body| body.strip_suffix('}')).unwrap_or_default().to_owned()
}

/// Columns of the words and of the message: where the latter has none, the words have all.
const fn rooms(width: usize) -> (usize, usize) {
    let message = width.saturating_sub(TIME + WORDS + 1);
    if message < LEAST_OF_A_MESSAGE { (width.saturating_sub(TIME), 0) } else { (WORDS, message) }
}

/// What has room, with a sign that there is more.
fn cut(text: &str, room: usize) -> String {
    if wide(text) <= room {
        return text.to_owned();
    }
    if room == 0 {
        return String::new();
    }
    let mut left = room.saturating_sub(1);
    let fits = |sign: &char| {
        let fits = columns(*sign) <= left;
        left = left.saturating_sub(columns(*sign));
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Columns of a text on a terminal.
fn wide(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Chinese signs take two.
const fn columns(sign: char) -> usize {
    match sign {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_cut_with_a_sign() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "long…");
        assert_eq!(cut("门门门", 6), "门门门");
        assert_eq!(cut("门门门", 4), "门…");
        assert_eq!(wide("门 a"), 4);
        assert_eq!(cut("long", 0), "");
    }

    #[test]
    fn a_narrow_terminal_has_the_words_alone_and_no_row_wraps() {
        assert_eq!(rooms(WIDTH), (57, 32));
        assert_eq!(rooms(80), (57, 12));
        assert_eq!(rooms(77), (67, 0));
        assert_eq!(rooms(40), (30, 0));
    }
}

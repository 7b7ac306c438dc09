//! Reading a capture or a readings file, record by record, in constant memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use alerts::{ClockQuality, Mono, Wall};
use protocol::Reading;
use ruzstd::decoding::StreamingDecoder;
use serde::Deserialize;

use super::header::{Header, start};
use super::plain;
use crate::hex::unhex;

/// No record is longer: a serial read is at most 4 KiB, twice that in hex. A longer line is refused
/// instead of filling memory.
const MAX_RECORD: u64 = 1 << 20;

/// What zstd files begin with.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// The file cannot be opened or read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It begins like a zstd file and is none.
    #[error("{} is not a whole zstd file: {problem}", path.display())]
    Zstd {
        /// The file.
        path: PathBuf,
        /// What the decoder says.
        problem: String,
    },
    /// Its first line is no header.
    #[error(
        "{} is neither a capture nor a readings file: its first line must be like \
         {{\"capture\":1,\"start\":\"2026-11-23T18:30:00+08:00\",\"lines\":{{\"bed\":\"r60abd1\"}}}} \
         ({problem})",
        path.display()
    )]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A record that cannot be understood.
    #[error("line {number} of the file is no record: {problem}")]
    Record {
        /// 1 for the header.
        number: u64,
        /// What is wrong with it.
        problem: String,
    },
}

/// One record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Record<'a> {
    /// Bytes came from a line (its place in [`Header::lines`]).
    Read(usize, &'a [u8]),
    /// The gateway wrote bytes.
    Sent(usize, &'a [u8]),
    /// The port came up or went down.
    Port(usize, bool),
    /// A reading, in a readings file.
    Reading(usize, Reading),
    /// The recorder's wall clock at t = 0 was found to be another.
    Clock(Option<Wall>, ClockQuality),
}

/// A file being read.
pub struct Reader {
    path: PathBuf,
    input: Box<dyn BufRead>,
    header: Header,
    text: Vec<u8>,
    bytes: Vec<u8>,
    number: u64,
    consumed: u64,
    last: Mono,
    torn: bool,
}

#[derive(Deserialize)]
struct RawRecord<'a> {
    t: f64,
    #[serde(borrow, default)]
    line: Option<&'a str>,
    hex: Option<&'a str>,
    sent: Option<&'a str>,
    is: Option<&'a str>,
    reading: Option<Reading>,
    clock: Option<ClockQuality>,
    start: Option<&'a str>,
}

impl Reader {
    /// Opens a file, compressed or not, and reads its header.
    ///
    /// # Errors
    ///
    /// When it cannot be read or has no header.
    pub fn open(path: &Path) -> Result<Self, CaptureError> {
        let io = |source| CaptureError::Io { path: path.to_owned(), source };
        let mut input: Box<dyn BufRead> =
            Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(io)?));
        if input.fill_buf().map_err(io)?.starts_with(&ZSTD_MAGIC) {
            let decoder = StreamingDecoder::new(input).map_err(|error| CaptureError::Zstd {
                path: path.to_owned(),
                problem: error.to_string(),
            })?;
            input = Box::new(BufReader::with_capacity(1 << 16, decoder));
        }
        Self::from_input(path, input)
    }

    fn from_input(path: &Path, mut input: Box<dyn BufRead>) -> Result<Self, CaptureError> {
        let mut text = Vec::new();
        let consumed = read_line(&mut input, &mut text)
            .map_err(|source| CaptureError::Io { path: path.to_owned(), source })?;
        let header = Header::read(&text)
            .map_err(|problem| CaptureError::Header { path: path.to_owned(), problem })?;
        Ok(Self {
            path: path.to_owned(),
            input,
            header,
            text,
            bytes: Vec::new(),
            number: 1,
            consumed,
            last: Mono::ZERO,
            torn: false,
        })
    }

    /// The first line.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// How many bytes of text have been read, of the uncompressed file.
    #[must_use]
    pub const fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Whether the last line was only half there.
    #[must_use]
    pub const fn torn(&self) -> bool {
        self.torn
    }

    /// The next record with its stamp; `None` at the end. Stamps never go back: one that does is
    /// taken as the one before.
    ///
    /// # Errors
    ///
    /// When the file cannot be read on or a line is no record.
    pub fn next_record(&mut self) -> Result<Option<(Mono, Record<'_>)>, CaptureError> {
        loop {
            let length = read_line(&mut self.input, &mut self.text)
                .map_err(|source| CaptureError::Io { path: self.path.clone(), source })?;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            self.consumed += length;
            if !self.text.trim_ascii().is_empty() {
                break;
            }
        }
        let ended = self.text.last() == Some(&b'\n');
        match record(&self.text, &self.header, &mut self.bytes) {
            Ok((at, parsed)) => {
                self.last = self.last.max(at);
                Ok(Some((self.last, parsed.with(&self.bytes))))
            }
            Err(_) if !ended => {
                self.torn = true;
                Ok(None)
            }
            Err(problem) => Err(CaptureError::Record { number: self.number, problem }),
        }
    }
}

/// A record whose bytes still stand in the reader's buffer.
enum Parsed {
    Read(usize),
    Sent(usize),
    Port(usize, bool),
    Reading(usize, Reading),
    Clock(Option<Wall>, ClockQuality),
}

impl Parsed {
    const fn with(self, bytes: &[u8]) -> Record<'_> {
        match self {
            Self::Read(line) => Record::Read(line, bytes),
            Self::Sent(line) => Record::Sent(line, bytes),
            Self::Port(line, up) => Record::Port(line, up),
            Self::Reading(line, reading) => Record::Reading(line, reading),
            Self::Clock(start, quality) => Record::Clock(start, quality),
        }
    }
}

fn read_line(input: &mut Box<dyn BufRead>, text: &mut Vec<u8>) -> io::Result<u64> {
    text.clear();
    let length = input.by_ref().take(MAX_RECORD).read_until(b'\n', text)?;
    let length = u64::try_from(length).unwrap_or(MAX_RECORD);
    if length == MAX_RECORD {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is longer than 1 MiB"));
    }
    Ok(length)
}

fn record(text: &[u8], header: &Header, bytes: &mut Vec<u8>) -> Result<(Mono, Parsed), String> {
    if let Some((at, line)) = plain::record(text, &header.lines, bytes) {
        return Ok((at, Parsed::Read(line)));
    }
    any_record(text, header, bytes)
}

fn any_record(text: &[u8], header: &Header, bytes: &mut Vec<u8>) -> Result<(Mono, Parsed), String> {
    // Once for the line, and not again for each text in it.
    let text = std::str::from_utf8(text).map_err(|_| "it is no text in UTF-8".to_owned())?;
    let raw: RawRecord<'_> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let at = stamp(raw.t)?;
    let line = || {
        let name = raw.line.ok_or("it names no line")?;
        header
            .lines
            .iter()
            .position(|(known, _)| known == name)
            .ok_or_else(|| format!("the header knows no line \"{name}\""))
    };
    let parsed = match (raw.hex, raw.sent, raw.is, raw.reading, raw.clock) {
        (Some(hex), None, None, None, None) => {
            unhex(hex, bytes)?;
            Parsed::Read(line()?)
        }
        (None, Some(hex), None, None, None) => {
            unhex(hex, bytes)?;
            Parsed::Sent(line()?)
        }
        (None, None, Some("up"), None, None) => Parsed::Port(line()?, true),
        (None, None, Some("down"), None, None) => Parsed::Port(line()?, false),
        (None, None, None, Some(reading), None) => Parsed::Reading(line()?, reading),
        (None, None, None, None, Some(quality)) => {
            let wall = raw.start.map(|text| start(text).map(|(wall, _)| wall)).transpose()?;
            Parsed::Clock(wall, quality)
        }
        _ => return Err("it needs one of hex, sent, is (up or down), reading".to_owned()),
    };
    Ok((at, parsed))
}

fn stamp(seconds: f64) -> Result<Mono, String> {
    /// Ten years: no capture is longer, and a replay goes through every minute of it.
    const MOST: f64 = 3.2e8;
    if !(0.0..=MOST).contains(&seconds) {
        return Err(format!("t is {seconds}, not a number of seconds since the start"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Ok(Mono((seconds * 1000.0).round() as u64))
}

#[cfg(test)]
mod tests {
    use jiff::tz::{Offset, TimeZone};

    use super::*;

    const HEADER: &str = r#"{"capture":1,"start":"2026-11-23T18:30:00+08:00","lines":{"bed":"r60abd1","hall":"modbus"}}"#;

    #[test]
    fn a_capture_gives_back_what_the_lines_carried() {
        let mut file = open(&[
            r#"{"t":12.345,"line":"bed","hex":"5359"}"#,
            r#"{"t":12.4,"line":"hall","sent":"0102"}"#,
            r#"{"t":13,"line":"bed","is":"down"}"#,
        ]);

        assert_eq!(
            file.next_record().unwrap(),
            Some((Mono(12_345), Record::Read(0, &[0x53, 0x59])))
        );
        assert_eq!(file.next_record().unwrap(), Some((Mono(12_400), Record::Sent(1, &[1, 2]))));
        assert_eq!(file.next_record().unwrap(), Some((Mono(13_000), Record::Port(0, false))));
        assert_eq!(file.next_record().unwrap(), None);
        assert!(!file.torn());
    }

    #[test]
    fn the_offset_of_the_start_is_the_zone_of_the_home() {
        let file = open(&[]);

        assert_eq!(file.header().start, Some(Wall(1_795_429_800_000)));
        let offset = Offset::from_seconds(8 * 3600).unwrap();
        assert_eq!(file.header().zone, TimeZone::fixed(offset));
    }

    #[test]
    fn a_last_line_that_a_power_cut_tore_is_dropped_and_said() {
        let text = format!("{HEADER}\n{{\"t\":1,\"line\":\"bed\",\"hex\":\"53\"}}\n{{\"t\":2,\"li");
        let mut file = reader(&text).unwrap();

        assert!(file.next_record().unwrap().is_some());
        assert_eq!(file.next_record().unwrap(), None);
        assert!(file.torn());
    }

    #[test]
    fn a_line_in_the_middle_that_is_no_record_is_named() {
        let mut file = open(&["{\"t\":1,\"line\":\"attic\",\"hex\":\"53\"}", "{}"]);

        let error = file.next_record().unwrap_err().to_string();
        assert_eq!(error, "line 2 of the file is no record: the header knows no line \"attic\"");
    }

    #[test]
    fn a_file_that_is_something_else_is_told_what_a_header_looks_like() {
        let error = reader("hello\n").err().unwrap().to_string();

        assert!(error.contains("neither a capture nor a readings file"), "{error}");
    }

    #[test]
    fn a_stamp_that_goes_back_is_taken_as_the_one_before() {
        let mut file =
            open(&[r#"{"t":5,"line":"bed","hex":"53"}"#, r#"{"t":4,"line":"bed","hex":"59"}"#]);

        assert_eq!(file.next_record().unwrap().unwrap().0, Mono(5_000));
        assert_eq!(file.next_record().unwrap().unwrap().0, Mono(5_000));
    }

    #[test]
    fn a_record_of_the_usual_shape_is_read_as_any_reader_of_json_reads_it() {
        let header = Header::read(HEADER.replace("hall", "h\u{e4}ll").as_bytes()).unwrap();
        let wrong = ["", "0", "-1", "01", "1.", ".5", "1e3", "1.2345", "99999999999", "1 "];
        let right = ["0", "0.5", "12.34", "12.345", "0.001", "99999999.999", "2591999.64"];
        let hexes = ["", "5359", "53 59", "5G", "535", "fF00\\u0041", "\u{e4}"];
        for t in wrong.iter().chain(&right) {
            for line in ["bed", "h\u{e4}ll", "be", "bedroom", "b\\u0065d"] {
                for (hex, end) in hexes.iter().flat_map(|hex| [(hex, ""), (hex, "\n"), (hex, " ")])
                {
                    let text = format!(r#"{{"t":{t},"line":"{line}","hex":"{hex}"}}{end}"#);
                    let (mut quick, mut slow) = (vec![7], vec![7]);
                    let said = record(text.as_bytes(), &header, &mut quick);
                    let json = any_record(text.as_bytes(), &header, &mut slow);
                    let seen = |(at, parsed): (Mono, Parsed), bytes: &[u8]| {
                        format!("{at:?} {:?}", parsed.with(bytes))
                    };
                    let (said, json) =
                        (said.map(|it| seen(it, &quick)), json.map(|it| seen(it, &slow)));
                    assert_eq!(said, json, "{text}");
                }
            }
        }
    }

    #[test]
    fn nearly_all_records_are_of_the_usual_shape() {
        let header = Header::read(HEADER.as_bytes()).unwrap();
        let usual = br#"{"t":12.345,"line":"bed","hex":"5359"}"#;
        assert_eq!(plain::record(usual, &header.lines, &mut Vec::new()), Some((Mono(12_345), 0)));
    }

    fn open(records: &[&str]) -> Reader {
        reader(&format!(
            "{HEADER}\n{}",
            records.iter().map(|r| format!("{r}\n")).collect::<String>()
        ))
        .unwrap()
    }

    fn reader(text: &str) -> Result<Reader, CaptureError> {
        let input = io::Cursor::new(text.as_bytes().to_vec());
        Reader::from_input(Path::new("test.cap"), Box::new(input))
    }
}

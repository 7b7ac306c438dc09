//! A bench: bytes of a sensor in, what `hearth decode` says of them out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use protocol::{Item, Line, Model, Mono, NoiseKind, Sensor, Setup, Stretch};

/// Bytes of one frame and what they mean.
pub(crate) struct Row {
    pub(crate) hex: &'static str,
    pub(crate) message: &'static str,
    /// The JSON of every reading, comma between them.
    pub(crate) readings: &'static str,
}

pub(crate) const fn row(hex: &'static str, message: &'static str, readings: &'static str) -> Row {
    Row { hex, message, readings }
}

/// A sensor and the model that its frames are read as.
#[derive(Clone, Copy)]
pub(crate) struct Bench {
    sensor: &'static Sensor,
    model: Option<&'static Model>,
}

/// What came out of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Frame { offset: u64, bytes: Vec<u8>, message: &'static str, readings: String },
    Noise { offset: u64, bytes: u64, kind: NoiseKind },
}

impl Bench {
    pub(crate) fn new(sensor: &str, model: Option<&str>) -> Self {
        let sensor = protocol::find(sensor).unwrap();
        Self { sensor, model: model.map(|name| sensor.model(name).unwrap()) }
    }

    /// Everything that is said about a stream that comes in these pieces and then ends.
    pub(crate) fn read(self, pieces: &[&[u8]]) -> Vec<Output> {
        let setup = Setup::bench(self.sensor, self.model);
        let mut line = Line::new(&setup, vec![0; self.sensor.longest]);
        let stream = pieces.concat();
        let mut out = Vec::new();
        for piece in pieces {
            let mut rest = *piece;
            while !rest.is_empty() {
                rest = line.handle_bytes(Mono::ZERO, rest);
                drain(&mut line, &stream, &mut out);
            }
        }
        line.handle_port(Mono::ZERO, false);
        drain(&mut line, &stream, &mut out);
        assert_eq!((line.pending(), line.poll_timeout()), (0, None), "nothing is left at the end");
        out
    }

    /// The frames in a stream that is in one piece, without what they mean.
    pub(crate) fn frames(self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.read(&[bytes]).into_iter().filter_map(Output::into_frame).collect()
    }

    /// What one row says on its own, in the form of a [`Row`].
    pub(crate) fn decode(self, hex: &str) -> (&'static str, String) {
        match self.read(&[&unhex(hex)]).as_slice() {
            [Output::Frame { message, readings, .. }] => (message, readings.clone()),
            other => panic!("{hex} is one frame, but came out as {other:?}"),
        }
    }
}

impl Output {
    pub(crate) fn into_frame(self) -> Option<Vec<u8>> {
        match self {
            Self::Frame { bytes, .. } => Some(bytes),
            Self::Noise { .. } => None,
        }
    }
}

fn drain(line: &mut Line<Vec<u8>>, stream: &[u8], out: &mut Vec<Output>) {
    while let Some(item) = line.poll_item() {
        out.push(match item {
            Item::Frame { offset, bytes: length, message, readings, .. } => {
                let json = |(_, reading)| serde_json::to_string(&reading).unwrap();
                let readings: Vec<_> =
                    (0..readings).map(|_| line.poll_reading().map(json).unwrap()).collect();
                let begin = usize::try_from(offset).unwrap();
                let bytes = stream[begin..begin + length].to_vec();
                Output::Frame { offset, bytes, message, readings: readings.join(",") }
            }
            Item::Noise(Stretch { offset, bytes, kind }) => Output::Noise { offset, bytes, kind },
        });
    }
}

pub(crate) fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

//! What does a webhook that we do not know want to hear? A text of the configuration, with words in braces
//! in the places where the message goes: `{"msg": "{title}: {text}"}`. In JSON they are escaped, so that
//! no name and no quotation mark can change what the text is.

/// The words, in the order in which [`Template::fill`] is given their values.
const WORDS: [&str; 6] = ["id", "title", "text", "link", "priority", "lang"];

/// A text with places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    is_json: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    As(String),
    Word(usize),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownWord {
    /// A word in braces means nothing.
    #[error("{{{0}}} means nothing here")]
    Unknown(String),
    /// It is no JSON.
    #[error("filled in, this is no JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
}

impl Template {
    /// Takes a text apart.
    ///
    /// # Errors
    ///
    /// When a word in braces is none of ours, or the text is to be JSON and is none.
    pub fn new(text: &str, is_json: bool) -> Result<Self, UnknownWord> {
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let word = after.split_once('}').filter(|(word, _)| is_word(word));
            let Some((word, behind)) = word else {
                push(&mut pieces, before);
                push(&mut pieces, "{");
                rest = after;
                continue;
            };
            let known = WORDS.iter().position(|known| *known == word);
            let known = known.ok_or_else(|| UnknownWord::Unknown(word.to_owned()))?;
            push(&mut pieces, before);
            pieces.push(Piece::Word(known));
            rest = behind;
        }
        push(&mut pieces, rest);
        let template = Self { pieces, is_json };
        let tried = serde_json::from_str::<serde::de::IgnoredAny>(&template.fill(["\"\\\n"; 6]));
        match tried {
            Err(error) if is_json => {
                Err(UnknownWord::NotJson { line: error.line(), column: error.column() })
            }
            Ok(_) | Err(_) => Ok(template),
        }
    }

    /// Whether it is JSON; plain text otherwise.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.is_json
    }

    /// The text with id, title, text, link, priority and language in their places.
    pub(super) fn fill(&self, values: [&str; 6]) -> String {
        let mut filled = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::As(text) => filled.push_str(text),
                Piece::Word(word) => {
                    let value = values.get(*word).copied().unwrap_or_default();
                    if self.is_json { escape(&mut filled, value) } else { filled.push_str(value) }
                }
            }
        }
        filled
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|sign| sign.is_ascii_lowercase())
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::As(last)) => last.push_str(text),
        Some(Piece::Word(_)) | None => pieces.push(Piece::As(text.to_owned())),
    }
}

/// As it stands between the quotation marks of JSON.
fn escape(into: &mut String, value: &str) {
    let quoted = serde_json::Value::from(value).to_string();
    let bare = quoted.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"'));
    into.push_str(bare.unwrap_or_default());
}

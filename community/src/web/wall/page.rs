//! The wall's document: every tile, the strip, the clock, and what the script needs to know.

use i18n_embed_fl::fl;
use maud::{DOCTYPE, Markup, html};

use super::tile::TileFace;
use super::view::View;
use super::{Asked, WallState};
use crate::say::{Lang, time};
use crate::web::assets;

/// The files of the wall's page: one of another version loads itself again.
pub(super) const FILES: [&str; 2] = ["wall.css", "wall.js"];

/// The pictures, by name: drawn once, used by every tile.
const GLYPHS: [(&str, &str); 14] = [
    ("none", ""),
    ("asleep", "M14.5 3.5a8.5 8.5 0 1 0 6 12.3A7 7 0 0 1 14.5 3.5Z"),
    ("bed", "M3 5v14M3 16h18M21 19v-5a4 4 0 0 0-4-4H10v6M6.5 12.5a1 1 0 1 0 0-.01"),
    ("home", "M4 11 12 4l8 7M6 10v10h12V10M10 20v-6h4v6"),
    ("away", "M13 4H5v16h8M10 12h11M17 8l4 4-4 4"),
    ("unknown", "M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.300M12 18.500h.01"),
    (
        "lost",
        "M4 4l16 16M5 12.500a10 10 0 0 1 3.5-2.300M12 9a10 10 0 0 1 7 3.500M8.5 16a5 5 0 0 1 5-1.300M12 19.500h.01",
    ),
    ("off", "M12 3v8M7 6.300a8 8 0 1 0 10 0"),
    ("alarm", "M12 4 2.5 20h19ZM12 10v5M12 17.500h.01"),
    ("out", "M4 6v12M4 15h9M17 18V7M13 11l4-4 4 4"),
    ("turn", "M5 9a8 8 0 0 1 14 0M19 4v5h-5M19 15a8 8 0 0 1-14 0M5 20v-5h5"),
    ("nap", "M5 7h6l-6 7h6M14 12h5l-5 6h5"),
    (
        "paused",
        "M4 4l16 16M8 8.500a6 6 0 0 0-1 3V16l-2 2h12M10 5.300a5.500 5.500 0 0 1 7 5.500V14M10.500 21h3",
    ),
    (
        "out-of-service",
        "M4 4l16 16M12 8a4 4 0 0 1 4 4M12 3.500a8.500 8.500 0 0 1 8.500 8.500M8.500 10a4 4 0 0 0 5.500 5.500M5 7.500a8.500 8.500 0 0 0 11.500 11.500",
    ),
];

/// The document.
pub(super) fn document(wall: &WallState, view: &View, asked: &Asked) -> Markup {
    let lang = view.eyes().lang;
    let words = lang.words();
    let now = wall.clock.now();
    let at = time::local(now, &wall.zone);
    let minute = u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
    let palette = if is_night(wall.night, minute) { " night" } else { "" };
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="referrer" content="no-referrer";
                title { (fl!(words, "wall-title")) " – " (wall.community) }
                link rel="icon" type="image/svg+xml" href=(assets::href("icon.svg"));
                link rel="stylesheet" href=(assets::href("wall.css"));
                (assets::live())
                script defer src=(assets::href("wall.js")) {}
            }
            body class={ (view.shape().class()) (palette) } data-shape=(view.shape().class())
                data-build=(assets::build(&FILES)) data-stream=(stream(lang, asked)) {
                (glyphs())
                (templates(lang))
                (head(wall, view))
                (view.strip_face().markup(view.eyes(), now))
                main #board aria-label=(fl!(words, "wall-residents")) {
                    @for face in view.board().tiles { (TileFace::markup(&face, view.eyes(), now)) }
                }
                p #dead role="alert" hidden { span {} }
                p #news.hidden aria-live="assertive" {}
                noscript {
                    p.no-script { (fl!(words, "wall-no-script", time = time::clock(now, &wall.zone))) }
                }
            }
        }
    }
}

/// Clock, date, homes, sound.
fn head(wall: &WallState, view: &View) -> Markup {
    let words = view.eyes().lang.words();
    let now = wall.clock.now();
    html! {
        header {
            h1.hidden { (wall.community) }
            p #clock { (time::clock(now, &wall.zone)) }
            button #sound type="button" hidden { (fl!(words, "wall-sound-off")) }
            p #date { (view.date(now, &wall.zone)) }
            p #homes { (view.census()) }
        }
    }
}

/// What the script says by itself, in the viewer's language; `{n}` is filled in there.
fn templates(lang: Lang) -> Markup {
    let words = lang.words();
    let hole = || "{n}".to_owned();
    html! {
        div #words hidden data-seconds=(fl!(words, "age-seconds", n = hole()))
            data-minutes=(fl!(words, "age-minutes", n = hole()))
            data-hours=(fl!(words, "age-hours", n = hole()))
            data-days=(fl!(words, "age-days", n = hole()))
            data-dead=(fl!(words, "wall-not-live", time = hole()))
            data-news=(fl!(words, "wall-new-alarm", what = hole())) {}
    }
}

fn glyphs() -> Markup {
    html! {
        svg #glyphs aria-hidden="true" {
            @for (name, path) in GLYPHS {
                symbol id={ "g-" (name) } viewBox="0 0 24 24" {
                    path d=(path) fill="none" stroke="currentColor" stroke-width="2"
                        stroke-linecap="round" stroke-linejoin="round" {}
                }
            }
        }
    }
}

/// The stream of the same screen.
fn stream(lang: Lang, asked: &Asked) -> String {
    let mut url = format!("/wall/stream?lang={}", lang.tag());
    if let Some(inches) = asked.inches {
        url.push_str(&format!("&inches={inches}"));
    }
    if let Some(range) = asked.range() {
        url.push_str(&format!("&seats={}-{}", range.start(), range.end()));
    }
    url
}

/// Whether a minute of the day lies in the night, which may cross midnight.
const fn is_night((from, to): (u16, u16), minute: u16) -> bool {
    if from <= to { from <= minute && minute < to } else { minute >= from || minute < to }
}

//! How does a map that was drawn become a picture? An SVG of the community's own is painted once, here,
//! and from then on it is a picture like any other: nobody's browser ever reads it.
//!
//! It is read with limits: so many elements, so deep, so many of them when everything that is used again
//! is there again. No script runs, no other file and no address is opened, and pictures inside of it are
//! not painted. Letters are painted with the fonts of this machine. What passes all that and still takes
//! too long ends with the child that paints ([`apart`](super::apart)).

use std::collections::BTreeMap;

use image::{DynamicImage, RgbImage};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree, fontdb};

use super::{LONGEST_SIDE, PhotoError, written};

/// The largest file: a district with each of its houses drawn has one.
pub const MOST_BYTES: usize = 2 << 20;

/// Elements, attributes and texts as they stand in the file.
const MOST_NODES: u32 = 100_000;

/// Elements when what is used twice is there twice: a street map has ten thousand.
const MOST_ELEMENTS: u64 = 100_000;

/// One in another, or used by another: editors nest ten.
const DEEPEST: usize = 64;

/// So much longer than high, or higher than long, a map may be: beyond, it is a line.
const MOST_STRETCH: f32 = 16.0;

/// How long the longer side may say that it is, in its own units: a painter reckons in numbers of seven
/// digits, and of a map of a thousand kilometres or of a grain of sand nothing would be seen.
const SIDES: std::ops::RangeInclusive<f32> = 1.0..=1_000_000.0;

/// Families in which whatever a map names is painted, if this machine has not what it names; the first
/// that is here. Streets have Chinese names.
const LETTERS: [&str; 6] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
    "Noto Sans",
    "DejaVu Sans",
    "Liberation Sans",
];

/// Whether it may be a drawing: text in angles. What it is, is seen when it is read.
#[must_use]
pub fn is_one(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// A drawing as it may be kept, as JPEG: as large as a picture is kept, whatever it says of its size.
///
/// # Errors
///
/// When it is no drawing, or one that asks for too much.
pub fn paint(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    if bytes.len() > MOST_BYTES {
        return Err(PhotoError::LargeDrawing);
    }
    if !is_one(bytes) {
        return Err(PhotoError::OtherKind);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PhotoError::Broken)?;
    // Editors write a DTD. Nothing that it names is opened, and what it repeats is counted below.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..<_>::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| too_large(error == usvg::roxmltree::Error::NodesLimitReached))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err(PhotoError::OtherKind);
    }
    if elements(&document)? > MOST_ELEMENTS {
        return Err(PhotoError::LargeDrawing);
    }
    let fonts = fonts(&document)?;
    let tree = Tree::from_xmltree(&document, &options_of(fonts))
        .map_err(|error| too_large(matches!(error, usvg::Error::ElementsLimitReached)))?;
    written(&DynamicImage::ImageRgb8(painted(&tree)?))
}

const fn too_large(is: bool) -> PhotoError {
    if is { PhotoError::LargeDrawing } else { PhotoError::Broken }
}

/// On white, its longest side as long as a picture's may be.
fn painted(tree: &Tree) -> Result<RgbImage, PhotoError> {
    let size = tree.size();
    let (long, short) =
        (size.width().max(size.height()), size.width().min(size.height()).max(f32::MIN_POSITIVE));
    if !SIDES.contains(&long) || long > short * MOST_STRETCH {
        return Err(PhotoError::LargeDrawing);
    }
    #[expect(clippy::cast_precision_loss, reason = "2,048 is one of f32's whole numbers")]
    let scale = LONGEST_SIDE as f32 / long;
    let side = |length: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 2,048")]
        let pixels = (length * scale).round() as u32;
        pixels.clamp(1, LONGEST_SIDE)
    };
    let (wide, high) = (side(size.width()), side(size.height()));
    let mut sheet = Pixmap::new(wide, high).ok_or(PhotoError::LargeDrawing)?;
    sheet.fill(Color::WHITE);
    resvg::render(tree, Transform::from_scale(scale, scale), &mut sheet.as_mut());
    let plain = sheet.data().chunks_exact(4).flat_map(|it| it.iter().take(3).copied()).collect();
    RgbImage::from_raw(wide, high, plain).ok_or(PhotoError::Broken)
}

/// Nothing outside of the drawing is looked at, and no picture inside of it.
fn options_of(fonts: fontdb::Database) -> Options<'static> {
    let mut options = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    options.languages = vec!["zh".to_owned(), "en".to_owned()];
    *options.fontdb_mut() = fonts;
    options
}

/// The fonts of this machine, if there are letters to paint. A map that lost its streets' names is none.
fn fonts(document: &Document<'_>) -> Result<fontdb::Database, PhotoError> {
    let mut fonts = fontdb::Database::new();
    let is_text = |it: Node<'_, '_>| it.is_element() && it.tag_name().name() == "text";
    if !document.descendants().any(is_text) {
        return Ok(fonts);
    }
    fonts.load_system_fonts();
    let is_here = |name: &str| {
        fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name))
    };
    let first = || fonts.faces().find_map(|it| it.families.first().map(|(name, _)| name.clone()));
    let listed = LETTERS.into_iter().find(|name| is_here(name)).map(str::to_owned);
    let family = listed.or_else(first).ok_or(PhotoError::NoLetters)?;
    fonts.set_serif_family(&family);
    fonts.set_sans_serif_family(&family);
    fonts.set_monospace_family(&family);
    fonts.set_cursive_family(&family);
    fonts.set_fantasy_family(&family);
    Ok(fonts)
}

/// How many elements there are when everything that is used again is there again. What leads back to
/// itself is no drawing.
fn elements(document: &Document<'_>) -> Result<u64, PhotoError> {
    let named: BTreeMap<&str, Node<'_, '_>> =
        document.descendants().filter_map(|it| Some((it.attribute("id")?, it))).collect();
    // Each is counted when those that it leads to are: from the last to the first, without recursion.
    // `None` is begun: what leads to one of these leads to itself.
    let mut counted: BTreeMap<usize, Option<u64>> = BTreeMap::new();
    let (mut todo, mut begun) = (vec![document.root_element()], 0_usize);
    while let Some(node) = todo.last().copied() {
        let id = node.id().get_usize();
        let children = node.children().filter(Node::is_element);
        let leads: Vec<_> = children.chain(used(node, &named)).collect();
        let of = |it: &Node<'_, '_>| counted.get(&it.id().get_usize()).copied();
        let open: Vec<_> = leads.iter().copied().filter(|it| of(it).is_none()).collect();
        if open.is_empty() {
            let add = |sum: u64, it: &Node<'_, '_>| Some(sum.saturating_add(of(it).flatten()?));
            let all = leads.iter().try_fold(1, add).ok_or(PhotoError::Broken)?;
            if let Some(None) = counted.insert(id, Some(all)) {
                begun -= 1;
            }
            todo.pop();
            continue;
        }
        if counted.insert(id, None).is_none() {
            begun += 1;
        }
        if begun > DEEPEST {
            return Err(PhotoError::LargeDrawing);
        }
        todo.extend(open);
    }
    let root = counted.get(&document.root_element().id().get_usize());
    Ok(root.copied().flatten().unwrap_or(u64::MAX))
}

/// What an element uses of the drawing by its name: `href="#x"`, `fill="url(#x)"`.
fn used<'a, 'b: 'a>(node: Node<'a, 'b>, named: &BTreeMap<&str, Node<'a, 'b>>) -> Vec<Node<'a, 'b>> {
    let mut found = Vec::new();
    for attribute in node.attributes() {
        let text = attribute.value();
        let whole = text.strip_prefix('#').filter(|_| attribute.name() == "href");
        let parts = text.split("url(").skip(1).filter_map(|it| it.split(')').next());
        let parts = parts.map(|it| it.trim_matches(['"', '\'', ' ']).trim_start_matches('#'));
        found.extend(whole.into_iter().chain(parts).filter_map(|name| named.get(name).copied()));
    }
    found
}

#[cfg(test)]
mod tests;

use super::*;
use crate::photo::pixels;

fn svg(size: &str, inside: &str) -> Vec<u8> {
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' {size}>\
         {inside}</svg>"
    )
    .into_bytes()
}

fn seen(file: &[u8]) -> RgbImage {
    image::load_from_memory(&paint(file).unwrap()).unwrap().to_rgb8()
}

#[test]
fn a_map_that_was_drawn_is_painted_as_large_as_a_picture_is_kept() {
    let map = svg(
        "viewBox='0 0 400 200'",
        "<rect width='200' height='200' fill='#c81414'/><rect x='200' width='200' height='200' \
         fill='#1414c8'/>",
    );
    let painted = seen(&map);
    assert_eq!(painted.dimensions(), (2_048, 1_024));
    assert!(painted.get_pixel(100, 100)[0] > 150 && painted.get_pixel(1_900, 900)[2] > 150);
    let declared = [b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n".to_vec(), map].concat();
    assert!(paint(&declared).is_ok(), "with what an editor writes before it");
}

#[test]
fn what_nobody_painted_is_white_paper() {
    let painted = seen(&svg("width='10' height='10'", ""));
    assert!(painted.pixels().all(|it| it.0.iter().all(|colour| *colour > 250)));
}

#[test]
fn what_an_editor_writes_for_itself_does_not_disturb() {
    let map = "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \
               'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' [<!ENTITY ns 'http://x.example/'>]>\
               <svg xmlns='http://www.w3.org/2000/svg' xmlns:i='&ns;' width='40' height='40'>\
               <metadata><i:pgf>AAAA</i:pgf></metadata><style>.a{fill:#c81414}</style>\
               <defs><g id='house'><rect class='a' width='40' height='40'/></g></defs>\
               <use href='#house'/></svg>";
    assert!(seen(map.as_bytes()).get_pixel(1_000, 1_000)[0] > 150);
}

#[test]
fn however_large_it_says_it_is_it_is_as_large_as_a_picture_or_none() {
    for size in
        ["width='2' height='2'", "width='900000' height='900000'", "width='20cm' height='20cm'"]
    {
        let kept = paint(&svg(size, "<circle r='1'/>"));
        assert!(kept.is_ok_and(|it| pixels(&it) == Some((2_048, 2_048))), "{size}");
    }
    for size in [
        "width='1e9' height='1e9'",
        "width='900000cm' height='900000cm'",
        "width='1e-6' height='1e-6'",
    ] {
        assert_eq!(paint(&svg(size, "<circle r='4'/>")), Err(PhotoError::LargeDrawing), "{size}");
    }
}

/// Drawings that are none, or none that is painted, and why.
fn hostile() -> Vec<(&'static str, Vec<u8>, PhotoError)> {
    use PhotoError::{Broken, LargeDrawing, OtherKind};
    let small = "width='9' height='9'";
    let laughs: String = (1..10)
        .map(|n| {
            let before = format!("&a{};", n - 1).repeat(10);
            format!("<!ENTITY a{n} \"{before}\">")
        })
        .collect();
    let laughs = format!(
        "<!DOCTYPE svg [<!ENTITY a0 'ha'>{laughs}]><svg xmlns='http://www.w3.org/2000/svg' {small}>\
         <text>&a9;</text></svg>"
    );
    let nested: String = (1..12)
        .map(|n| format!("<g id='u{n}'>{}</g>", format!("<use href='#u{}'/>", n - 1).repeat(10)))
        .collect();
    let patterns: String = (1..12)
        .map(|n| {
            let cell = format!("<rect width='1' height='1' fill='url(#p{})'/>", n - 1).repeat(10);
            format!("<pattern id='p{n}' width='1' height='1'>{cell}</pattern>")
        })
        .collect();
    vec![
        ("a page", b"<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec(), OtherKind),
        ("no text", b"\x89PNG\r\n\x1a\n".to_vec(), OtherKind),
        ("packed", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), OtherKind),
        ("cut", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g>".to_vec(), Broken),
        ("no UTF-8", b"<svg \xff\xfe/>".to_vec(), Broken),
        ("without a size that is one", svg("width='0' height='9'", ""), Broken),
        ("a line", svg("width='100000' height='1'", ""), LargeDrawing),
        ("a billion laughs", laughs.into_bytes(), Broken),
        ("an entity of a file", b"<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&e;</text></svg>".to_vec(), Broken),
        ("used ten billion times", svg(small, &format!("<rect id='u0'/>{nested}<use href='#u11'/>")), LargeDrawing),
        ("a pattern of patterns", svg(small, &format!("<pattern id='p0'/>{patterns}<rect width='9' height='9' fill='url(#p11)'/>")), LargeDrawing),
        ("used by itself", svg(small, "<g id='a'><use xlink:href='#a'/></g>"), Broken),
        ("used by each other", svg(small, "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), Broken),
        ("a well", svg(small, &format!("{}{}", "<g>".repeat(20_000), "</g>".repeat(20_000))), LargeDrawing),
        ("a crowd", svg(small, &"<a/>".repeat(150_000)), LargeDrawing),
        ("3 MB", svg(small, &" ".repeat(3 << 20)), LargeDrawing),
    ]
}

#[test]
fn no_hostile_drawing_is_painted() {
    for (name, file, why) in hostile() {
        assert_eq!(paint(&file), Err(why), "{name}");
    }
}

#[test]
fn nothing_that_a_drawing_names_is_opened_and_no_script_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let picture = dir.path().join("red.png");
    image::RgbImage::from_pixel(9, 9, image::Rgb([200, 0, 0])).save(&picture).unwrap();
    let inside = format!(
        "<script>alert(1)</script><image href='{0}' width='9' height='9'/><image width='9' height='9' \
         href='file://{0}'/><image width='9' height='9' href='http://127.0.0.1:9/x.png'/>\
         <image width='9' height='9' href='data:image/svg+xml,&lt;svg/>'/><use href='{0}#a'/>\
         <foreignObject width='9' height='9'><body onload='alert(1)'/></foreignObject>\
         <rect width='9' height='9' fill='none' onclick='alert(1)'/>",
        picture.display()
    );
    let kept = paint(&svg("width='9' height='9'", &inside)).unwrap();
    let painted = image::load_from_memory(&kept).unwrap().to_rgb8();
    assert!(painted.pixels().all(|it| it.0.iter().all(|colour| *colour > 250)), "white paper");
    assert!(!kept.windows(5).any(|it| it == b"alert"));
}

#[test]
fn letters_are_painted_where_this_machine_has_fonts_and_else_it_is_said_that_it_has_none() {
    let map = svg("width='90' height='30'", "<text x='2' y='24' font-size='20'>四号楼 4</text>");
    match paint(&map) {
        Ok(kept) => {
            let painted = image::load_from_memory(&kept).unwrap().to_rgb8();
            assert!(painted.pixels().any(|it| it[0] < 60), "something is black on it");
        }
        Err(why) => assert_eq!(why, PhotoError::NoLetters),
    }
}

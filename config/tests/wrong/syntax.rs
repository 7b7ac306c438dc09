//! Where is the text not TOML?

use crate::{Change, expect};

#[test]
fn text_without_quotes_is_pointed_at() {
    expect(
        Change("id = \"h1\"", "id = h1"),
        &[
            "3:6: error: text stands here without quotes; put it between straight double quotes, as in id = \"h0042\"",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = “h1”"),
        &[
            "3:6: error: text stands here without quotes; put it between straight double quotes, as in id = \"h0042\"",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1"),
        &["3:9: error: the text has no closing quote; end it with \" on the same line"],
    );
    expect(
        Change("id = \"h1\"", "id = h1\""),
        &[
            "3:6: error: the text has a closing quote and no opening one; put it between straight double quotes, as in id = \"h0042\"",
        ],
    );
}

#[test]
fn a_month_or_a_night_is_text() {
    expect(
        Change("model = \"ze15-co\"\n", "model = \"ze15-co\"\nend-of-life = 2030-06\n"),
        &[
            "17:15: error: text stands here without quotes; put it between straight double quotes, as in \"21:00-07:00\" or \"2030-06\"",
        ],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nnight = 21:00-07:00"),
        &[
            "4:9: error: text stands here without quotes; put it between straight double quotes, as in \"21:00-07:00\" or \"2030-06\"",
        ],
    );
}

#[test]
fn a_key_needs_a_value_and_a_value_a_key() {
    expect(
        Change("id = \"h1\"", "id"),
        &[
            "3:3: error: a key stands here without a value; write key = value, or # before it if it is a remark",
        ],
    );
    expect(
        Change("id = \"h1\"", "id ="),
        &["3:5: error: there is nothing after the =; write a value, or # before the line"],
    );
    expect(
        Change("id = \"h1\"", "= \"h1\""),
        &["3:1: error: there is no key here; write key = value"],
    );
    expect(
        Change("id = \"h1\"", "id = \"h1\" bedroom"),
        &[
            "3:11: error: something stands after the value; end the line there, or write # before it if it is a remark",
        ],
    );
}

#[test]
fn nothing_is_said_twice() {
    expect(
        Change("id = \"h1\"", "id = \"h1\"\nid = \"h2\""),
        &[
            "4:1: error: this key or section was already given above; keep one of the two; a second line is begun with [[line]]",
        ],
    );
    expect(
        Change("[broker]", "[home]\n[broker]"),
        &[
            "32:2: error: this key or section was already given above; keep one of the two; a second line is begun with [[line]]",
        ],
    );
}

#[test]
fn brackets_are_closed() {
    expect(
        Change("[home]", "[home"),
        &["1:6: error: the section's name has no ] after it; close it, as in [home]"],
    );
    expect(
        Change("[[line]]\nname = \"co\"", "[[line]\nname = \"co\""),
        &["12:8: error: the section's name has no ]] after it; close it, as in [[line]]"],
    );
    expect(
        Change(
            "url = \"mqtt://127.0.0.1\"\n",
            "url = \"mqtt://127.0.0.1\"\n[commands]\nallow = [\"ping\" \"acknowledge\"]\n",
        ),
        &[
            "35:17: error: a comma or the closing ] is missing in this list; write it as in [\"acknowledge\", \"ping\"]",
        ],
    );
    expect(
        Change("community = \"c\"", "community = [\"c\""),
        &[
            "2:13: error: home.community: this must be text and is a list; write the community's id, as in community = \"kangzhuang\"",
            "3:1: error: a comma or the closing ] is missing in this list; write it as in [\"acknowledge\", \"ping\"]",
        ],
    );
}

#[test]
fn other_slips_of_the_pen() {
    expect(
        Change("\"/dev/a\"", "\"\\dev\\a\""),
        &[
            "8:10: error: a backslash in text means something special; write / for \\, or use single quotes",
        ],
    );
    expect(
        Change("url = \"mqtt://127.0.0.1\"\n", "url = \"mqtt://127.0.0.1\"\nprove-login = True\n"),
        &["34:15: error: this is not a word that TOML knows; write true or false in small letters"],
    );
    expect(
        Change("unit = 1", "unit = 01"),
        &[
            "24:8: error: a number cannot begin with 0; leave the 0 out, or put a name or a month between double quotes",
        ],
    );
    expect(
        Change("id = \"h1\"", "id : \"h1\""),
        &[
            "3:4: error: a key stands here without a value; write key = value, or # before it if it is a remark",
        ],
    );
    expect(
        Change("id = \"h1\"", "id.x = \"h1\""),
        &[
            "3:1: error: home.id: this must be text and is a section; write this home's id, as in id = \"h0042\"",
        ],
    );
}

#[test]
fn what_can_be_read_beside_is_checked_and_what_cannot_is_not_guessed() {
    expect(
        Change("community = \"c\"\nid = \"h1\"", "community = \"C\"\nid = h1"),
        &[
            "2:13: error: home.community: a name cannot contain 'C'; write \"c\"",
            "3:6: error: text stands here without quotes; put it between straight double quotes, as in id = \"h0042\"",
        ],
    );
}

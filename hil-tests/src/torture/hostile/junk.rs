//! Commands that no station sends: good ones with something wrong in them, and noise.
//!
//! The good ones name an alarm that does not exist, so that one that comes through whole changes
//! nothing either.

use fastrand::Rng;

const GOOD: [(&str, &str); 8] = [
    ("acknowledge", r#"{"request":"a1","alarm":"99999-9","by":"desk-2","stage":"accepted"}"#),
    ("acknowledge", r#"{"request":"a2","alarm":"99999-9","by":"desk-2","stage":"released"}"#),
    ("pause", r#"{"request":"p1","kind":"no-such-kind","minutes":10}"#),
    ("test", r#"{"request":"#),
    ("sample", r#"{"request":"s1","line":"no-such-line","minutes":60}"#),
    ("ping", r#"{"request":"i1"}"#),
    ("resend", r#"{"request":"r1","lane":"alarms","boot":99999,"from":1,"to":4294967295}"#),
    ("set-policy", r#"{"request":"q1","policy":{"alarm":{"fall":false}}}"#),
];

const NAMES: [&str; 7] =
    ["reboot", "x", "acknowledge/more", "acknowledge ", "ACKNOWLEDGE", "门", "a/b/c/d/e/f"];

/// The last part of a topic, and a payload.
pub(super) fn command(rng: &mut Rng) -> (String, Vec<u8>) {
    let Some((name, good)) = rng.choice(GOOD) else { return Default::default() };
    let name = if rng.u8(..8) == 0 { rng.choice(NAMES).unwrap_or("x") } else { name };
    let mut payload = good.as_bytes().to_vec();
    match rng.u8(..8) {
        0 => payload = bytes(rng, 600),
        1 => payload.truncate(rng.usize(..payload.len().max(1))),
        2 => payload.iter_mut().for_each(|byte| *byte |= if rng.u8(..9) == 0 { 0x80 } else { 0 }),
        3 => payload = nested(rng.usize(1..4_000)),
        4 => payload = good.replace("99999", "1e999").into_bytes(),
        5 => payload = format!("{good}{good}").into_bytes(),
        6 => payload = good.replace("request", "requ\\u0000est\\ud800").into_bytes(),
        _ => flip(&mut payload, rng),
    }
    (name.to_owned(), payload)
}

/// So much noise at most.
pub(super) fn bytes(rng: &mut Rng, most: usize) -> Vec<u8> {
    (0..rng.usize(..most)).map(|_| rng.u8(..)).collect()
}

fn nested(depth: usize) -> Vec<u8> {
    format!("{{\"request\":{}", "[".repeat(depth)).into_bytes()
}

/// Some bits wrong.
fn flip(payload: &mut [u8], rng: &mut Rng) {
    for _ in 0..rng.u8(1..5) {
        let place = rng.usize(..payload.len().max(1));
        if let Some(byte) = payload.get_mut(place) {
            *byte ^= 1 << rng.u8(..8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_is_the_same_for_the_same_seed_and_of_many_kinds() {
        let all = |seed| {
            let mut rng = Rng::with_seed(seed);
            (0..500).map(|_| command(&mut rng)).collect::<std::collections::BTreeSet<_>>()
        };

        assert_eq!(all(1), all(1));
        assert!(all(1).len() > 250);
        assert!(all(1).iter().any(|(_, payload)| std::str::from_utf8(payload).is_err()));
    }
}

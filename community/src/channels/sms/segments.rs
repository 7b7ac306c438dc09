//! How much fits? Three messages of the network, which a telephone shows as one: 459 signs of GSM's
//! alphabet or 201 of any other. The text is cut for it, the link never.

use super::super::cut;

/// Signs of three messages in GSM's alphabet, and units of three in UCS-2.
const GSM: usize = 3 * 153;
const UCS2: usize = 3 * 67;

/// GSM's alphabet beside letters, digits and the signs below 128 that it has (3GPP TS 23.038).
const BESIDE: &str = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";

/// … and what costs two signs.
const DOUBLE: &str = "^{}\\[~]|€";

/// The text with the link on a line of its own, of three messages at most.
pub(super) fn fit(text: &str, link: Option<&str>) -> String {
    let text: String = text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect();
    let text = text.trim();
    let tail = link.map(|link| format!("\n{link}")).unwrap_or_default();
    let whole = format!("{text}{tail}");
    match whole.chars().map(gsm).sum::<Option<usize>>() {
        Some(cost) if cost <= GSM => whole,
        Some(_) => {
            let of = |sign| gsm(sign).unwrap_or(1);
            let room = GSM.saturating_sub(tail.chars().map(of).sum());
            // The mark of all others would make the whole text one of UCS-2.
            format!("{}{tail}", cut(text, room, "...", of))
        }
        None => {
            let room = UCS2.saturating_sub(tail.encode_utf16().count());
            format!("{}{tail}", cut(text, room, "…", char::len_utf16))
        }
    }
}

/// What a sign costs in GSM's alphabet, if it is in it.
fn gsm(sign: char) -> Option<usize> {
    let is_plain = sign.is_ascii_alphanumeric() || "@$_ !\"#%&'()*+,-./:;<=>?\n".contains(sign);
    match sign {
        _ if is_plain || BESIDE.contains(sign) => Some(1),
        _ if DOUBLE.contains(sign) => Some(2),
        _ => None,
    }
}

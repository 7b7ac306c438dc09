//! How does a robot know that it is us? HMAC-SHA256 over the time and the secret, in Base64. The two that
//! want it differ in what is the key and what is signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// DingTalk: the secret is the key; signed are the milliseconds, a line's end and the secret.
pub(super) fn dingtalk(millis: &str, secret: &str) -> String {
    mac(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes())
}

/// Feishu: the seconds, a line's end and the secret are the key; nothing is signed.
pub(super) fn feishu(seconds: &str, secret: &str) -> String {
    mac(format!("{seconds}\n{secret}").as_bytes(), b"")
}

fn mac(key: &[u8], text: &[u8]) -> String {
    // HMAC takes keys of any length.
    let signed = Hmac::<Sha256>::new_from_slice(key).map(|mac| mac.chain_update(text).finalize());
    signed.map_or_else(|_| String::new(), |signed| STANDARD.encode(signed.into_bytes()))
}

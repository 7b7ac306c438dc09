//! Is this the code that somebody's telephone shows now? A login may ask for it after the password: a
//! number of six digits that changes every half minute (RFC 6238), made of a secret that the telephone
//! and the station share.
//!
//! A code is good once: whoever keeps the secret keeps the step that was used last, and an older one is
//! no code any more. Whoever has lost the telephone types one of the recovery codes instead.

use std::fmt;

use alerts::Wall;
use totp_rs::{Builder, Totp};

/// Bytes of a secret: as many as its hash has (RFC 4226 §4).
pub const SECRET: usize = 20;

/// How long a code is shown, seconds: what every authenticator takes for granted.
pub const STEP_S: u64 = 30;

/// A telephone's clock may be so many steps before or behind the station's, and somebody types slowly.
const AROUND: u16 = 1;

/// Digits of a code.
const DIGITS: u8 = 6;

/// Letters of a recovery code, without what groups them.
const RECOVERY: usize = 12;

/// Recovery codes of a login: a sheet of paper in a drawer.
pub const RECOVERY_CODES: usize = 10;

/// What a telephone and the station share. It is never shown in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// What somebody has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A number from a telephone.
    Code(String),
    /// A recovery code as it was written down, whatever the case and the strokes between.
    Recovery(String),
    /// Neither.
    Nothing,
}

/// Reads what was typed.
#[must_use]
pub fn read(text: &str) -> Typed {
    let letters: Vec<char> = text
        .chars()
        .filter(|it| it.is_ascii_alphanumeric())
        .map(|it| it.to_ascii_lowercase())
        .take(RECOVERY + 1)
        .collect();
    if letters.len() == usize::from(DIGITS) && letters.iter().all(char::is_ascii_digit) {
        return Typed::Code(letters.into_iter().collect());
    }
    if letters.len() != RECOVERY {
        return Typed::Nothing;
    }
    let groups: Vec<String> = letters.chunks(4).map(|it| it.iter().collect()).collect();
    Typed::Recovery(groups.join("-"))
}

impl Secret {
    /// One that was drawn or kept; `None` if it has another length.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// For the one place where it is kept, sealed.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; SECRET] {
        &self.0
    }

    fn totp(&self, issuer: &str, account: &str) -> Totp {
        // A colon would end the name in an address.
        let plain = |text: &str| text.replace(':', " ");
        Builder::new()
            .with_secret(self.0.to_vec())
            .with_digits(DIGITS)
            .with_skew(AROUND)
            .with_step_duration(STEP_S)
            .with_issuer(Some(plain(issuer)))
            .with_account_name(plain(account))
            .build_noncompliant()
    }

    /// As it is typed into a telephone that cannot read the picture: groups of four.
    #[must_use]
    pub fn words(&self) -> String {
        let letters: Vec<char> = self.totp("", "").secret().to_base32().chars().collect();
        letters.chunks(4).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// What a telephone reads from the picture; `None` for a login without a name.
    #[must_use]
    pub fn address(&self, issuer: &str, account: &str) -> Option<String> {
        self.totp(issuer, account).to_url().ok()
    }

    /// The step of which this is the code, if it is later than the one that was used last.
    #[must_use]
    pub fn step_of(&self, code: &str, now: Wall, used: u64) -> Option<u64> {
        let now_s = u64::try_from(now.0.div_euclid(1_000)).ok()?;
        self.totp("", "").check(code, now_s).filter(|step| *step > used)
    }

    /// What a telephone shows at that time: for tests and for trying out.
    #[must_use]
    pub fn code_at(&self, now: Wall) -> String {
        let now_s = u64::try_from(now.0.div_euclid(1_000)).unwrap_or(0);
        self.totp("", "").generate(now_s).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = Secret::from_bytes(b"12345678901234567890").unwrap();
        for (s, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code_at(Wall(s * 1_000)), code);
            assert_eq!(secret.step_of(code, Wall(s * 1_000), 0), Some(s as u64 / STEP_S));
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_telephone_that_is_half_a_minute_off() {
        let secret = Secret::from_bytes(&[7; SECRET]).unwrap();
        let at = |s: i64| Wall((1_800_000_000 + s) * 1_000);
        let code = secret.code_at(at(0));
        let step = secret.step_of(&code, at(0), 0).unwrap();
        assert_eq!(secret.step_of(&code, at(0), step), None, "it was used");
        assert_eq!(secret.step_of(&code, at(0), step + 1), None, "a later one was used");
        for near in [-30, 30, 59] {
            assert_eq!(secret.step_of(&code, at(near), 0), Some(step), "{near}");
        }
        for far in [-31, 60, 86_400] {
            assert_eq!(secret.step_of(&code, at(far), 0), None, "{far}");
        }
        for wrong in ["", "000000", "abcdef", &format!("{code}0"), "１２３４５６"] {
            assert_eq!(secret.step_of(wrong, at(0), 0), None, "{wrong}");
        }
        assert_eq!(secret.step_of(&code, Wall(-1), 0), None, "a clock before 1970");
    }

    #[test]
    fn what_is_typed_is_a_number_or_a_recovery_code_however_it_is_spaced() {
        assert_eq!(read(" 123 456 "), Typed::Code("123456".into()));
        let code = Typed::Recovery("abcd-2345-efgh".into());
        for text in ["abcd-2345-efgh", "ABCD2345EFGH", " abcd 2345 efgh\n", "abcd–2345–efgh"] {
            assert_eq!(read(text), code, "{text}");
        }
        for text in ["", "12345", "1234567", "abcd-2345", "abcd-2345-efghi", "是是是是是是"] {
            assert_eq!(read(text), Typed::Nothing, "{text}");
        }
    }

    #[test]
    fn the_picture_says_whose_code_it_is_and_nothing_in_a_name_ends_it() {
        let secret = Secret::from_bytes(b"12345678901234567890").unwrap();
        let address = secret.address("康庄: one", "lin@a:b").unwrap();
        assert!(address.starts_with("otpauth://totp/"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
        assert_eq!(secret.words().split(' ').count(), 8);
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.address("x", ""), None);
    }
}

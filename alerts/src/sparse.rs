//! How is one state for each source written down? What most of them are once, and the others by
//! their place.
//!
//! A home has many sources and each machine one state for each; nearly all are alike, and a
//! checkpoint is written with every event. For `#[serde(with = "…")]`.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// No home has so many sources; a damaged file may say so.
const MOST: usize = 4_096;

#[derive(Serialize)]
struct Written<'a, T> {
    n: usize,
    /// None, or one: a state may itself be nothing.
    most: &'a [T],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    but: BTreeMap<usize, &'a T>,
}

#[derive(Deserialize)]
struct Read<T> {
    n: usize,
    most: Vec<T>,
    #[serde(default = "BTreeMap::new")]
    but: BTreeMap<usize, T>,
}

pub(crate) fn serialize<T, S>(sources: &[T], serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize + PartialEq,
    S: Serializer,
{
    let alike = |one: &&T| sources.iter().filter(|other| other == one).count();
    let most = sources.iter().max_by_key(alike).map(core::slice::from_ref).unwrap_or_default();
    let but = sources.iter().enumerate().filter(|(_, state)| most.first() != Some(*state));
    Written { n: sources.len(), most, but: but.collect() }.serialize(serializer)
}

pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + Clone,
    D: Deserializer<'de>,
{
    let Read { n, most, mut but } = Read::<T>::deserialize(deserializer)?;
    if n > MOST {
        return Err(D::Error::custom("more sources than any home has"));
    }
    let state = |place| but.remove(&place).or_else(|| most.first().cloned());
    (0..n).map(state).collect::<Option<_>>().ok_or_else(|| D::Error::custom("a source is missing"))
}

/// Whether a state is the one that it begins with, and need not be written: nearly every source is
/// silent about nearly every hazard. For `#[serde(default)]` with `skip_serializing_if`.
pub(crate) fn is_default<T: Default + PartialEq>(state: &T) -> bool {
    *state == T::default()
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Home {
        #[serde(with = "super")]
        sources: Vec<Option<u8>>,
    }

    #[test]
    fn what_most_sources_are_is_written_once() {
        let home = Home { sources: vec![None, Some(7), None, None, Some(9)] };
        let text = serde_json::to_string(&home).unwrap();
        assert_eq!(text, r#"{"sources":{"n":5,"most":[null],"but":{"1":7,"4":9}}}"#);
    }

    #[test]
    fn states_come_back_as_they_were() {
        for sources in [vec![], vec![Some(1)], vec![Some(1), Some(2)], vec![Some(1), Some(1)]] {
            let home = Home { sources };
            let text = serde_json::to_string(&home).unwrap();
            assert_eq!(serde_json::from_str::<Home>(&text).unwrap(), home);
        }
    }

    #[test]
    fn what_no_home_can_have_saved_is_not_read() {
        for text in [
            r#"{"sources":{"n":2,"most":[],"but":{"0":1}}}"#,
            r#"{"sources":{"n":99999999,"most":[1]}}"#,
        ] {
            assert!(serde_json::from_str::<Home>(text).is_err(), "{}", String::from(text));
        }
    }
}

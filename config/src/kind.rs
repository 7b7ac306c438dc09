//! What if a value is of another kind than it must be?

use toml::de::DeValue;

use crate::findings::{Notes, Spot};

/// Notes that a value is of the wrong kind. Of what stands there at most a number is repeated: a
/// text may be a password.
pub(crate) fn note_type(
    value: &DeValue<'_>,
    spot: &Spot,
    wanted: (&str, String),
    notes: &mut Notes<'_>,
) {
    let (wanted, remedy) = wanted;
    let is = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    };
    notes.error(spot, format!("this must be {wanted} and is {is}"), remedy);
}

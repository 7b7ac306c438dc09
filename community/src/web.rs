//! What do people see of the station? The wall in the hall, a resident's page, and their files.

pub mod assets;
pub mod resident;
pub mod wall;

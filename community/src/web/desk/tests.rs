//! What the desk and the telephone page say and do.

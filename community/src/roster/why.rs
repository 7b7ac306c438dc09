//! What can be wrong with a cell or a row of the roster?

/// What is wrong. The sentence is said in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It must be written.
    Empty,
    /// Too many characters.
    TooLong {
        /// So many may be.
        most: usize,
    },
    /// Control characters.
    Unprintable,
    /// No year of birth.
    NotAYear {
        /// The first that is one.
        from: i16,
        /// The last.
        to: i16,
    },
    /// No name of a home.
    NotAHome,
    /// No seat.
    NotASeat {
        /// The last there is.
        most: u16,
    },
    /// No telephone number.
    NotAPhone,
    /// No e-mail address.
    NotAnEmail,
    /// No day.
    NotADay,
    /// Neither yes nor no.
    NotYesNo,
    /// None of relative, volunteer, grid worker.
    NotAChoice,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// Another has it.
    Taken {
        /// Who.
        by: String,
    },
    /// It stands in another line of the file, too.
    Twice {
        /// Which.
        line: u64,
    },
    /// No resident has this number.
    NobodyHas,
    /// Changed since the file was written.
    Stale {
        /// Its revision now.
        now: u32,
    },
    /// The row has more or fewer cells than the header.
    Cells {
        /// So many.
        found: usize,
        /// The header has so many.
        wanted: usize,
    },
}

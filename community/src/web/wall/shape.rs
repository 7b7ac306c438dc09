//! How much fits a tile? Six metres is geometry: capitals of 28 mm on this screen, so many homes.

/// The smallest capital that is read at six metres, millimetres (20 arc minutes are 35, 16 are 28).
pub const CAPITAL_MM: f64 = 28.0;

/// The height of a screen of 16:9, millimetres for each inch of its diagonal.
const HEIGHT_MM_PER_INCH: f64 = 25.4 * 9.0 / 18.357_559_75;

/// The screens that halls have. The style sheet has the letters for each: a smaller one needs larger
/// letters for the same millimetres.
const INCHES: [u16; 6] = [32, 43, 50, 55, 65, 75];

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Name, sentence, heart rate, three counts.
    Full,
    /// Name, heart rate, a picture of the state.
    Short,
    /// Surname and colour.
    Names,
}

impl Density {
    /// The class of the page.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Names => "names",
        }
    }
}

/// How a wall is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// What a tile shows.
    pub density: Density,
    /// Tiles in a row.
    pub columns: u16,
    /// Rows; the last may not be full.
    pub rows: u16,
    /// The screen's diagonal, one of the known ones.
    pub inches: u16,
    /// The tiles have room for larger letters than the smallest.
    pub roomy: bool,
}

impl Shape {
    /// For so many seats on such a screen: as much in a tile as fits in letters that are read at six
    /// metres.
    #[must_use]
    pub fn of(seats: u16, inches: u16) -> Self {
        let inches = known(inches);
        let (density, grid) = [Density::Full, Density::Short]
            .into_iter()
            .filter(|density| seats <= density.most())
            .find_map(|density| Some((density, Grid::of(seats, density, inches)?)))
            .or_else(|| Some((Density::Names, Grid::of(seats, Density::Names, inches)?)))
            .unwrap_or((Density::Names, Grid::many(seats)));
        Self { density, columns: grid.columns, rows: grid.rows, inches, roomy: grid.room >= ROOMY }
    }

    /// The classes of the page.
    #[must_use]
    pub fn class(self) -> String {
        let density = self.density.class();
        let roomy = if self.roomy { " roomy" } else { "" };
        // Beyond what fits the page scrolls: a desk may, a hall hangs a second screen.
        let rows =
            if self.rows > MOST_ROWS { "many".to_owned() } else { format!("r{}", self.rows) };
        format!("{density} c{} {rows} in{}{roomy}", self.columns, self.inches)
    }
}

/// The large letters, hundredths of the screen's height; the style sheet has the same, rounded up.
/// A capital of the plainest system font is 0.70 of its letter.
#[must_use]
pub fn large_vh(inches: u16) -> f64 {
    // A larger screen keeps the share of 65 inches: its letters are larger still.
    let height = HEIGHT_MM_PER_INCH * f64::from(known(inches).min(65));
    CAPITAL_MM / 0.70 / height * 100.0
}

/// Rows for which the style sheet has a class.
const MOST_ROWS: u16 = 12;

/// Columns for which the style sheet has a class.
const MOST_COLUMNS: u16 = 24;

/// A tile that is larger than it needs by this has larger letters: 35 mm is better than 28.
const ROOMY: f64 = 1.25;

/// The strip and the margins, in large letters.
const STRIP: f64 = 2.95;

/// The width of a screen of 16:9, hundredths of its height.
const WIDTH_VH: f64 = 1600.0 / 9.0;

/// A grid, and by how much its tiles are larger than they need.
struct Grid {
    columns: u16,
    rows: u16,
    room: f64,
}

impl Grid {
    /// The grid of the roomiest tiles; `None` if so many do not fit.
    fn of(seats: u16, density: Density, inches: u16) -> Option<Self> {
        let large = large_vh(inches);
        let (wide, high) = density.needs();
        let fits = (1..=MOST_ROWS).filter_map(|rows| {
            let columns = seats.max(1).div_ceil(rows);
            let width = WIDTH_VH / f64::from(columns) / (wide * large);
            let height = (100.0 - STRIP * large) / f64::from(rows) / (high * large);
            let room = width.min(height);
            (columns <= MOST_COLUMNS && room >= 1.0).then_some(Self { columns, rows, room })
        });
        fits.max_by(|a, b| a.room.total_cmp(&b.room))
    }

    /// For more than fit.
    const fn many(seats: u16) -> Self {
        Self { columns: 20, rows: seats.div_ceil(20), room: 0.0 }
    }
}

impl Density {
    /// So many homes at most, even where more would fit: who looks at a wall sees no more.
    const fn most(self) -> u16 {
        match self {
            Self::Full => 60,
            Self::Short => 120,
            Self::Names => u16::MAX,
        }
    }

    /// How wide and how high a tile must be, in large letters: a name of three hanzi, squeezed at
    /// most by a quarter, and what stands below it.
    const fn needs(self) -> (f64, f64) {
        match self {
            Self::Full => (2.9, 3.3),
            Self::Short => (2.3, 2.1),
            Self::Names => (1.7, 1.5),
        }
    }
}

/// The largest known screen that is not larger; the smallest for what is smaller still.
fn known(inches: u16) -> u16 {
    INCHES.into_iter().rev().find(|known| *known <= inches).unwrap_or(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_density_follows_the_number_of_homes() {
        for (seats, density) in [
            (1, Density::Full),
            (50, Density::Full),
            (60, Density::Full),
            (61, Density::Short),
            (110, Density::Short),
            (120, Density::Short),
            (121, Density::Names),
            (200, Density::Names),
            (2_000, Density::Names),
        ] {
            assert_eq!(Shape::of(seats, 65).density, density, "{seats}");
        }
    }

    #[test]
    fn a_smaller_screen_shows_less_of_as_many_homes() {
        assert_eq!(Shape::of(40, 43).density, Density::Short);
        assert_eq!(Shape::of(20, 43).density, Density::Full);
        assert_eq!(Shape::of(60, 43).density, Density::Names);
    }

    #[test]
    fn every_seat_has_a_place_in_the_grid() {
        for seats in 0..=2_000 {
            let shape = Shape::of(seats, 65);
            assert!(shape.columns * shape.rows >= seats, "{seats}");
            assert!(shape.columns <= MOST_COLUMNS, "{seats}");
        }
    }

    #[test]
    fn capitals_are_28_mm_high_on_every_screen() {
        for inches in INCHES {
            let capital = large_vh(inches) / 100.0 * 0.70 * HEIGHT_MM_PER_INCH * f64::from(inches);
            assert!(capital >= CAPITAL_MM - 0.01, "{inches} inches: {capital} mm");
        }
    }

    #[test]
    fn few_homes_have_larger_letters() {
        assert!(Shape::of(20, 65).roomy);
        assert!(!Shape::of(50, 65).roomy);
    }
}

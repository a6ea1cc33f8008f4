//! Counts looked up in tables.

/// Poisson counts by Walker's alias method: one uniform cell, one comparison.
pub struct Alias {
    /// The count of the first cell.
    lowest: u32,
    /// Per cell: the share of it that is its own, in 2⁻³², and the cell that has the rest.
    cells: Vec<(u32, u32)>,
}

impl Alias {
    /// The law with this mean; what is left out at the ends has less than 2⁻⁶⁴.
    pub fn poisson(mean: f64) -> Self {
        let lowest = (mean - 9.5 * mean.sqrt()).max(0.0) as u32;
        let highest = (mean + 11.0 * mean.sqrt() + 12.0) as u32;
        let log_mass = |count: u32| {
            let factorial: f64 = (1..=count).map(|k| libm::log(f64::from(k))).sum();
            f64::from(count) * libm::log(mean) - mean - factorial
        };
        let mut own: Vec<f64> = (lowest..=highest)
            .map(|count| libm::exp(log_mass(count)))
            .collect();
        let (cells, sum) = (own.len(), own.iter().sum::<f64>());
        own.iter_mut().for_each(|mass| *mass *= cells as f64 / sum);
        let mut other: Vec<usize> = (0..cells).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) =
            (0..cells).partition(|&cell| own[cell] < 1.0);
        while let (Some(cell), Some(&giver)) = (poor.pop(), rich.last()) {
            other[cell] = giver;
            own[giver] -= 1.0 - own[cell];
            if own[giver] < 1.0 {
                rich.pop();
                poor.push(giver);
            }
        }
        let cell = |(share, other): (f64, usize)| (of_two_to_32(share), other as u32);
        Self {
            lowest,
            cells: own.into_iter().zip(other).map(cell).collect(),
        }
    }

    /// The count for 64 random bits.
    #[inline]
    pub fn draw(&self, bits: u64) -> u32 {
        let cell = ((bits >> 32) * self.cells.len() as u64) >> 32;
        let (own, other) = self.cells[cell as usize];
        self.lowest
            + if bits as u32 <= own {
                cell as u32
            } else {
                other
            }
    }
}

/// Binomial counts for one chance: P(X ≤ 0), P(X ≤ 1) … for every number of people, in 2⁻³².
pub struct Thresholds<const COUNTS: usize> {
    chance: f64,
    rows: Vec<[u32; COUNTS]>,
}

impl<const COUNTS: usize> Thresholds<COUNTS> {
    /// Thresholds for fewer than `most` people.
    pub fn new(chance: f64, most: usize) -> Self {
        let row = |people| {
            let mut below = Below::new(people, chance);
            std::array::from_fn(|_| of_two_to_32(below.next()))
        };
        Self {
            chance,
            rows: (0..most as u32).map(row).collect(),
        }
    }

    /// The count of `people` for 32 random bits.
    #[inline]
    pub fn count(&self, people: u32, bits: u32) -> u32 {
        let row = &self.rows[people as usize];
        let count: u32 = row
            .iter()
            .map(|&threshold| u32::from(threshold <= bits))
            .sum();
        if count == COUNTS as u32 && people > count {
            return self.far(people, bits);
        }
        count.min(people)
    }

    /// Counts beyond the table.
    #[cold]
    fn far(&self, people: u32, bits: u32) -> u32 {
        let mut below = Below::new(people, self.chance);
        (0..people)
            .take_while(|_| of_two_to_32(below.next()) <= bits)
            .count() as u32
    }
}

/// A probability in 2⁻³², rounded down; above 1 as 1.
fn of_two_to_32(probability: f64) -> u32 {
    (probability * (1_u64 << 32) as f64) as u32
}

/// P(X ≤ 0), P(X ≤ 1) … of a binomial count.
struct Below {
    people: f64,
    odds: f64,
    count: f64,
    mass: f64,
    sum: f64,
}

impl Below {
    fn new(people: u32, chance: f64) -> Self {
        Self {
            people: f64::from(people),
            odds: chance / (1.0 - chance),
            count: 0.0,
            mass: libm::pow(1.0 - chance, f64::from(people)),
            sum: 0.0,
        }
    }

    fn next(&mut self) -> f64 {
        self.sum += self.mass;
        self.mass *= (self.people - self.count).max(0.0) / (self.count + 1.0) * self.odds;
        self.count += 1.0;
        // All counts that are possible: rounding must not leave a gap at the top.
        if self.count > self.people {
            2.0
        } else {
            self.sum
        }
    }
}

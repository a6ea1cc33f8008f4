//! Uncertain numbers: a fixed value or a distribution, and how to draw it.

use crate::sampler::normal;
use rand::Rng;
use rand_distr::{Distribution as _, Open01};

/// The standard normal's 95 % point: between −1.645 and +1.645 lie 90 % of draws.
const Z95: f64 = 1.644_853_626_951_472_7;

/// A number that is known, or known to lie in a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quantity {
    /// A known number.
    Fixed(f64),
    /// Anywhere between two limits, equally likely.
    Uniform {
        /// Smallest possible value.
        low: f64,
        /// Largest possible value.
        high: f64,
    },
    /// Between two limits, most likely at a mode.
    Triangular {
        /// Smallest possible value.
        low: f64,
        /// Most likely value.
        mode: f64,
        /// Largest possible value.
        high: f64,
    },
    /// Log-normal around a median: 5 % of draws lie below `low` and 5 % above `high`.
    ///
    /// The three numbers hold exactly even where `low · high ≠ median²`: the two halves then have
    /// their own spread (a split log-normal, `median · exp(σ z)` with σ = ln(median ÷ low) ÷ 1.645
    /// for z < 0 and ln(high ÷ median) ÷ 1.645 for z > 0).
    LogNormal {
        /// Half of the draws lie below, half above.
        median: f64,
        /// The 5 % point.
        low: f64,
        /// The 95 % point.
        high: f64,
    },
}

impl Quantity {
    /// The quantity with every number multiplied by a factor of 0 or more.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        match *self {
            Quantity::Fixed(value) => Quantity::Fixed(value * factor),
            Quantity::Uniform { low, high } => Quantity::Uniform {
                low: low * factor,
                high: high * factor,
            },
            Quantity::Triangular { low, mode, high } => Quantity::Triangular {
                low: low * factor,
                mode: mode * factor,
                high: high * factor,
            },
            Quantity::LogNormal { median, low, high } => Quantity::LogNormal {
                median: median * factor,
                low: low * factor,
                high: high * factor,
            },
        }
    }

    /// One draw.
    pub fn draw<R: Rng>(&self, generator: &mut R) -> f64 {
        self.quantile(Open01.sample(generator))
    }

    /// The value that a share `u` of all draws stays below; `u` strictly between 0 and 1.
    ///
    /// Draws go through here so that cells sharing one `u` move together.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        match *self {
            Quantity::Fixed(value) => value,
            Quantity::Uniform { low, high } => low + (high - low) * u,
            Quantity::Triangular { low, mode, high } => triangular(low, mode, high, u),
            Quantity::LogNormal { median, low, high } => {
                let z = normal(u);
                let ratio = if z < 0.0 { median / low } else { high / median };
                median * libm::exp(z * libm::log(ratio) / Z95)
            }
        }
    }

    /// The median: the value of the central state of the world.
    #[must_use]
    pub fn central(&self) -> f64 {
        match *self {
            Quantity::LogNormal { median, .. } => median,
            _ => self.quantile(0.5),
        }
    }

    /// The limits that tables print: the range of the draws, or 5 % and 95 % if there is none.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        match *self {
            Quantity::Fixed(value) => (value, value),
            Quantity::Uniform { low, high }
            | Quantity::Triangular { low, high, .. }
            | Quantity::LogNormal { low, high, .. } => (low, high),
        }
    }

    /// Whether every draw gives the same number.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        let (low, high) = self.range();
        low >= high
    }

    /// The numbers as a file names them, in the order in which people read them.
    #[must_use]
    pub fn named_values(&self) -> Vec<(&'static str, f64)> {
        match *self {
            Quantity::Fixed(value) => vec![("value", value)],
            Quantity::Uniform { low, high } => vec![("low", low), ("high", high)],
            Quantity::Triangular { low, mode, high } => {
                vec![("low", low), ("mode", mode), ("high", high)]
            }
            Quantity::LogNormal { median, low, high } => {
                vec![("median", median), ("low", low), ("high", high)]
            }
        }
    }

    /// The numbers as a file writes them: `3` or `{ low = 1, high = 2 }`.
    #[must_use]
    pub fn text(&self) -> String {
        if let Quantity::Fixed(value) = self {
            return number_text(*value);
        }
        let values = self.named_values();
        let parts: Vec<String> = values
            .iter()
            .map(|(name, value)| format!("{name} = {}", number_text(*value)))
            .collect();
        format!("{{ {} }}", parts.join(", "))
    }

    /// Checks that the numbers make a distribution.
    ///
    /// # Errors
    ///
    /// Says in words which condition does not hold, with the numbers.
    pub fn check(&self) -> Result<(), String> {
        if let Some((name, value)) = self
            .named_values()
            .into_iter()
            .find(|(_, value)| !value.is_finite())
        {
            return Err(format!("`{name}` is {value}, which is not a finite number"));
        }
        match *self {
            Quantity::Fixed(_) => Ok(()),
            Quantity::Uniform { low, high } => in_order(&[("low", low), ("high", high)]),
            Quantity::Triangular { low, mode, high } => {
                in_order(&[("low", low), ("mode", mode), ("high", high)])
            }
            Quantity::LogNormal { median, low, high } => {
                if low <= 0.0 {
                    return Err(format!(
                        "`low` is {low}; with `median` it must be above 0 (a log-normal range)"
                    ));
                }
                in_order(&[("low", low), ("median", median), ("high", high)])
            }
        }
    }
}

fn in_order(values: &[(&str, f64)]) -> Result<(), String> {
    match values.windows(2).find(|pair| pair[0].1 > pair[1].1) {
        None => Ok(()),
        Some(pair) => {
            let [(first, a), (second, b)] = [pair[0], pair[1]];
            Err(format!(
                "`{first}` ({a}) must not be above `{second}` ({b})"
            ))
        }
    }
}

/// Inverse of the triangular distribution function.
fn triangular(low: f64, mode: f64, high: f64, u: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return low;
    }
    if u < (mode - low) / width {
        low + libm::sqrt(u * width * (mode - low))
    } else {
        high - libm::sqrt((1.0 - u) * width * (high - mode))
    }
}

/// The shortest text that reads back to the same number.
#[must_use]
pub fn number_text(value: f64) -> String {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    if whole {
        format!("{value}")
    } else {
        format!("{value:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    const TRIANGULAR: Quantity = Quantity::Triangular {
        low: 1.0,
        mode: 2.0,
        high: 5.0,
    };
    const SPLIT: Quantity = Quantity::LogNormal {
        median: 2.0,
        low: 1.5,
        high: 6.0,
    };

    /// Two-sample Kolmogorov–Smirnov distance of `n` draws of ours and of an oracle.
    fn distance(quantity: Quantity, oracle: impl rand_distr::Distribution<f64>, n: usize) -> f64 {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut ours: Vec<f64> = (0..n).map(|_| quantity.draw(&mut generator)).collect();
        let mut theirs: Vec<f64> = (0..n).map(|_| oracle.sample(&mut generator)).collect();
        ours.sort_by(f64::total_cmp);
        theirs.sort_by(f64::total_cmp);
        let share_below =
            |values: &[f64], x: f64| values.partition_point(|&v| v <= x) as f64 / n as f64;
        ours.iter()
            .map(|&x| (share_below(&ours, x) - share_below(&theirs, x)).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn draws_agree_with_rand_distr() {
        let n = 20_000;
        // Critical value of the two-sample test at a false-alarm chance of 1 in 100,000:
        // sqrt(ln(2 / α) / 2) · sqrt(2 / n).
        let limit = (libm::log(2.0 / 1e-5) / 2.0).sqrt() * (2.0 / n as f64).sqrt();
        let sigma = libm::log(3.0) / Z95;
        let log_normal = Quantity::LogNormal {
            median: 3.0,
            low: 1.0,
            high: 9.0,
        };
        let distances = [
            distance(
                TRIANGULAR,
                rand_distr::Triangular::new(1.0, 5.0, 2.0).unwrap(),
                n,
            ),
            distance(
                Quantity::Uniform {
                    low: 2.0,
                    high: 4.0,
                },
                rand_distr::Uniform::new(2.0, 4.0).unwrap(),
                n,
            ),
            distance(
                log_normal,
                rand_distr::LogNormal::new(libm::log(3.0), sigma).unwrap(),
                n,
            ),
        ];
        for found in distances {
            assert!(found < limit, "distance {found:.4} above {limit:.4}");
        }
    }

    #[test]
    fn a_log_normal_has_the_three_points_it_names() {
        for (u, expected) in [(0.05, 1.5), (0.5, 2.0), (0.95, 6.0)] {
            assert!(
                (SPLIT.quantile(u) - expected).abs() < 1e-9 * expected,
                "{u}: {}",
                SPLIT.quantile(u)
            );
        }
    }

    #[test]
    fn the_central_value_is_the_median() {
        assert_eq!(Quantity::Fixed(3.0).central(), 3.0);
        assert_eq!(
            Quantity::Uniform {
                low: 2.0,
                high: 4.0
            }
            .central(),
            3.0
        );
        assert_eq!(SPLIT.central(), 2.0);
        // Triangular: P(X ≤ m) = 1 − (5 − m)² / (4 · 3) = ½.
        assert!((TRIANGULAR.central() - (5.0 - 6.0_f64.sqrt())).abs() < 1e-12);
    }

    #[test]
    fn quantiles_never_fall() {
        for quantity in [
            TRIANGULAR,
            SPLIT,
            Quantity::Uniform {
                low: 0.0,
                high: 1.0,
            },
        ] {
            let values: Vec<f64> = (1..1000)
                .map(|i| quantity.quantile(f64::from(i) / 1000.0))
                .collect();
            assert!(values.is_sorted());
        }
    }

    #[test]
    fn a_range_without_width_is_a_fixed_number() {
        let flat = Quantity::Triangular {
            low: 2.0,
            mode: 2.0,
            high: 2.0,
        };
        assert!(flat.is_fixed());
        assert_eq!(flat.quantile(0.3), 2.0);
    }

    #[test]
    fn broken_ranges_are_refused_in_words() {
        let message = |quantity: Quantity| quantity.check().unwrap_err();
        assert_eq!(
            message(Quantity::Uniform {
                low: 3.0,
                high: 2.0
            }),
            "`low` (3) must not be above `high` (2)"
        );
        assert_eq!(
            message(Quantity::Triangular {
                low: 1.0,
                mode: 0.5,
                high: 2.0
            }),
            "`low` (1) must not be above `mode` (0.5)"
        );
        assert_eq!(
            message(Quantity::LogNormal {
                median: 1.0,
                low: 0.0,
                high: 2.0
            }),
            "`low` is 0; with `median` it must be above 0 (a log-normal range)"
        );
        assert_eq!(
            message(Quantity::Fixed(f64::NAN)),
            "`value` is NaN, which is not a finite number"
        );
        assert!(SPLIT.check().is_ok());
    }
}

//! The luck of a run: uniform numbers as a pure function of what they are for.
//!
//! Two scenarios are compared fairly when the same event meets the same luck in both. A stream that is read in
//! sequence falls out of step at the first difference, so there is no stream here: every uniform number is looked
//! up by its key (seed, replicate, process, place, origin, day, slot). Nothing a policy can change is part of the
//! key, and neither is the thread or the order of work.
//!
//! The hash is the finaliser of `SplitMix64` in Stafford's variant 13, folded over the parts of the key.

pub mod cube;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

/// Odd increment of `SplitMix64`: 2⁶⁴ divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Keeps the keys of [`Draws::generator`] apart from those of [`Draws::key`].
const GENERATOR: u64 = 0x67_656e_6572_6174;

/// All luck of one replicate.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Draws {
    base: u64,
}

impl Draws {
    /// The luck of replicate number `replicate` of a run with this seed.
    #[must_use]
    pub fn new(seed: u64, replicate: u64) -> Self {
        Self {
            base: fold(fold(0, seed), replicate),
        }
    }

    /// The fixed part of a key. `place` and `origin` are [`name_key`]s, never indices, so that adding a place to a
    /// scenario leaves the luck of the others alone; 0 where the process has none.
    #[must_use]
    pub fn key(&self, process: u64, place: u64, origin: u64) -> Key {
        Key(fold(fold(fold(self.base, process), place), origin))
    }

    /// A generator for one named purpose, for draws at the start of a replicate that may take any number of words.
    #[must_use]
    pub fn generator(&self, purpose: &str) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(fold(fold(self.base, GENERATOR), name_key(purpose)))
    }
}

/// The precomputed part of a key: one process at one place for one origin, in one replicate.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Key(u64);

impl Key {
    /// This key on one day (which may be negative).
    #[inline]
    #[must_use]
    pub fn on(self, day: i32) -> DayKey {
        DayKey(fold(self.0, i64::from(day).cast_unsigned()))
    }

    /// The uniform number of this key on a day (which may be negative) for one slot, such as a cohort.
    #[inline]
    #[must_use]
    pub fn uniform(self, day: i32, slot: u64) -> f64 {
        self.on(day).uniform(slot)
    }
}

/// A [`Key`] on one day: only the slot is open.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct DayKey(u64);

impl DayKey {
    /// The uniform number of one slot, such as a cohort.
    ///
    /// The value is an odd multiple of 2⁻⁵³: never 0 or 1, and 1 − u is exact and has the same law.
    #[inline]
    #[must_use]
    pub fn uniform(self, slot: u64) -> f64 {
        const HALF_STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        // Signed, since processors turn signed numbers into floating ones in one step.
        self.bits(slot).cast_signed() as f64 * HALF_STEP
    }

    /// A whole number below `below` at random, for `below` > 0: [`DayKey::uniform`] × `below`, rounded down.
    #[inline]
    #[must_use]
    pub fn below(self, slot: u64, below: u32) -> u32 {
        // Bits shifted to the top: the upper half of the product is the whole part.
        ((u128::from(self.bits(slot) << 11) * u128::from(below)) >> 64) as u32
    }

    /// 52 random bits and a one below them: 53 bits, which an f64 holds without rounding.
    #[inline]
    fn bits(self, slot: u64) -> u64 {
        (fold(self.0, slot) >> 11) | 1
    }

    /// The slots from `first` on.
    #[inline]
    #[must_use]
    pub fn slots(self, first: u64) -> Slots {
        Slots { key: self, first }
    }
}

/// The slots of a [`DayKey`] from some slot on, for a purpose that takes any number of draws.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Slots {
    key: DayKey,
    first: u64,
}

impl Slots {
    /// [`DayKey::uniform`] of a slot, counted from the first.
    #[inline]
    #[must_use]
    pub fn uniform(self, slot: u64) -> f64 {
        self.key.uniform(self.first.wrapping_add(slot))
    }

    /// [`DayKey::below`] of a slot, counted from the first.
    #[inline]
    #[must_use]
    pub fn below(self, slot: u64, below: u32) -> u32 {
        self.key.below(self.first.wrapping_add(slot), below)
    }
}

/// A stable key for a name: FNV-1a with 64 bits.
#[must_use]
pub fn name_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Adds one part to a key. For a fixed state, different parts never collide.
#[inline]
fn fold(state: u64, part: u64) -> u64 {
    mix(state.wrapping_add(part.wrapping_add(1).wrapping_mul(GOLDEN)))
}

/// Stafford's variant 13: a bijection of 64 bits in which every input bit flips every output bit half of the time.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests;

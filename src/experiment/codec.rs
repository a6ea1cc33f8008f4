//! Whole numbers as few bytes: seven bits a byte, small numbers short, whatever their sign.

/// Bytes under construction.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// A number without sign.
    pub fn unsigned(&mut self, mut value: u128) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// A number with sign: 0, −1, 1, −2, 2, … become 0, 1, 2, 3, 4, …
    pub fn signed(&mut self, value: i128) {
        self.unsigned(((value << 1) ^ (value >> 127)).cast_unsigned());
    }

    /// A length, or a position in a list.
    pub fn length(&mut self, value: usize) {
        self.unsigned(value as u128);
    }
}

/// Reads what a [`Writer`] wrote; nothing once the bytes do not make sense.
pub struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    /// A number without sign.
    pub fn unsigned(&mut self) -> Option<u128> {
        let mut value: u128 = 0;
        for shift in (0..128).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A number with sign.
    pub fn signed(&mut self) -> Option<i128> {
        let value = self.unsigned()?;
        Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }

    /// A whole number that fits the type wanted.
    pub fn fit<T: TryFrom<u128>>(&mut self) -> Option<T> {
        T::try_from(self.unsigned()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(signed in any::<i128>(), unsigned in any::<u128>(), shift in 0_u32..127) {
            let mut writer = Writer::default();
            writer.signed(signed >> shift);
            writer.unsigned(unsigned >> shift);
            let mut reader = Reader(&writer.0);
            prop_assert_eq!(reader.signed(), Some(signed >> shift));
            prop_assert_eq!(reader.unsigned(), Some(unsigned >> shift));
            prop_assert!(reader.0.is_empty() && reader.unsigned().is_none());
        }
    }
}

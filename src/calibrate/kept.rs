//! What a calibration leaves when it is stopped: finished rounds, and what members simulated before the first.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// First words of the file.
const MARK: &str = "garita calibration 1 ";

/// Finished rounds of a calibration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Hash of what is fitted to what, by which program.
    identity: String,
    /// The fits after each round, as [`crate::uncertainty::Calibration::to_csv`] writes them.
    pub rounds: Vec<String>,
    /// What each member simulated before the first round: a line a member, exact to the last bit.
    before: String,
}

/// Why kept rounds cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeptError {
    /// The checksum is wrong.
    #[error("the rounds that were kept are damaged")]
    Damaged,
    /// They are of other settings.
    #[error("the rounds that were kept belong to other settings or another version of the program")]
    Foreign,
}

impl Kept {
    /// No round yet of the calibration with this hash.
    #[must_use]
    pub fn new(identity: &str) -> Self {
        Self {
            identity: identity.to_owned(),
            ..Self::default()
        }
    }

    /// What members simulated before the first round.
    #[must_use]
    pub fn before(&self) -> Vec<Vec<f64>> {
        let numbers = |line: &str| {
            line.split(',')
                .map(|cell| cell.parse().unwrap_or(f64::NAN))
                .collect()
        };
        self.before.lines().map(numbers).collect()
    }

    /// Notes what members simulated before the first round.
    pub fn set_before(&mut self, simulated: &[Vec<f64>]) {
        self.before.clear();
        for member in simulated {
            let cells: Vec<String> = member.iter().map(ToString::to_string).collect();
            let _ = writeln!(self.before, "{}", cells.join(","));
        }
    }

    /// As a file with a checksum.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let body = serde_json::to_string(self).unwrap_or_default();
        format!("{MARK}{}\n{body}", checksum(&body)).into_bytes()
    }

    /// Reads the file back, for the calibration with this hash.
    ///
    /// # Errors
    /// If it was damaged or belongs to another calibration.
    pub fn read(bytes: &[u8], identity: &str) -> Result<Self, KeptError> {
        let text = std::str::from_utf8(bytes).map_err(|_| KeptError::Damaged)?;
        let rest = text.strip_prefix(MARK).ok_or(KeptError::Damaged)?;
        let (sum, body) = rest.split_once('\n').ok_or(KeptError::Damaged)?;
        if sum != checksum(body) {
            return Err(KeptError::Damaged);
        }
        let kept: Kept = serde_json::from_str(body).map_err(|_| KeptError::Damaged)?;
        if kept.identity == identity {
            Ok(kept)
        } else {
            Err(KeptError::Foreign)
        }
    }
}

/// SHA-256 of a text in hexadecimal.
#[must_use]
pub fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_to_the_last_bit_and_damage_is_noticed() {
        let mut kept = Kept::new("this");
        kept.set_before(&[vec![0.1 + 0.2, 1e300], vec![1.0 / 3.0, 0.0]]);
        kept.rounds.push("input,prior,1\n".to_owned());
        let bytes = kept.bytes();
        let again = Kept::read(&bytes, "this").unwrap();
        assert_eq!(again, kept);
        let before = again.before();
        assert_eq!(before[0][0].to_bits(), (0.1_f64 + 0.2).to_bits());
        assert_eq!(before[1].len(), 2);
        assert_eq!(Kept::read(&bytes, "that"), Err(KeptError::Foreign));
        let mut broken = bytes.clone();
        let last = broken.len() - 3;
        broken[last] ^= 1;
        assert_eq!(Kept::read(&broken, "this"), Err(KeptError::Damaged));
        assert_eq!(Kept::read(&bytes[..20], "this"), Err(KeptError::Damaged));
    }
}
